#include "core/custody/identity_store.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "core/custody/person_rank.hpp"
#include "core/custody/private_file.hpp"
#include "tests/support/corpus.hpp"

namespace {

using namespace sanad;
namespace fs = std::filesystem;

constexpr ScryptCost quick{1 << 10, 8, 1};

struct Member {
    Identity identity;
    PersonKeys keys;
    Enrolment enrolment;
};

Member member(const std::string& person, std::vector<std::string> roles, std::uint64_t number,
              std::vector<std::string> officers = {}, bool hybrid = false) {
    Member made;
    made.identity =
        make_identity({person, "Lantern Lab", std::move(roles), hybrid, ""}, bytes_of(person), {}, quick).value();
    made.keys = unlock_identity(made.identity, bytes_of(person)).value();
    made.enrolment.person = person;
    made.enrolment.keys = made.identity.public_keys();
    made.enrolment.roles = made.identity.roles;
    made.enrolment.org = made.identity.org;
    made.enrolment.number = number;
    made.enrolment.officers = std::move(officers);
    made.enrolment.made = made.enrolment.from = made.identity.made;
    made.enrolment.until = "2099-01-01T00:00:00Z";
    return made;
}

SignedStatement signed_by(const Statement& statement, const std::vector<const Member*>& who) {
    std::vector<Signer*> signers;
    for (const Member* one : who) {
        for (Signer* signer : one->keys.pointers()) signers.push_back(signer);
    }
    return {sign_statement(statement, signers).value(), statement};
}

TEST_CASE("an identity opens with its passphrase alone, and its text is read back as it was") {
    const Identity made = make_identity({"r.vance", "Lab", {"registrar", "examiner", "examiner"}, false, ""},
                                        bytes_of("lantern"), {}, quick)
                              .value();
    CHECK(made.roles == std::vector<std::string>{"examiner", "registrar"});
    const std::string text = identity_text(made);
    const Identity read = parse_identity(text).value();
    CHECK(identity_text(read) == text);
    const PersonKeys keys = unlock_identity(read, bytes_of("lantern")).value();
    REQUIRE(keys.signers.size() == 1);
    CHECK(keys.signers[0]->public_key() == made.keys[0].key);
    const std::string signature = keys.signers[0]->sign(bytes_of("a message")).value();
    CHECK(verify(made.keys[0].key, bytes_of("a message"), bytes_of(signature)) == Checked::good);
    const auto wrong = unlock_identity(read, bytes_of("lanterns"));
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().fault == Fault::refused);
    CHECK(wrong.error().what.find("r.vance") != std::string::npos);
}

TEST_CASE("what could mislead is refused as an identity") {
    const Identity made =
        make_identity({"r.vance", "Lab", {"examiner"}, false, ""}, bytes_of("lantern"), {}, quick).value();
    const Identity other =
        make_identity({"s.malik", "Lab", {"examiner"}, false, ""}, bytes_of("lantern"), {}, quick).value();
    SUBCASE("a public key put in the place of the own one") {
        Identity forged = made;
        forged.keys = other.keys;
        const auto keys = unlock_identity(parse_identity(identity_text(forged)).value(), bytes_of("lantern"));
        REQUIRE_FALSE(keys);
        CHECK(keys.error().fault == Fault::damaged);
    }
    SUBCASE("another person's sealed secret") {
        Identity forged = made;
        forged.keys = other.keys;
        forged.sealed = other.sealed;
        CHECK(unlock_identity(forged, bytes_of("lantern")).error().fault == Fault::damaged);
    }
    SUBCASE("every truncated text") {
        const std::string text = identity_text(made);
        for (std::size_t length = 0; length < text.size(); ++length)
            CHECK_FALSE(parse_identity(text.substr(0, length)));
    }
    SUBCASE("a key id that is not the key's") {
        std::string text = identity_text(made);
        const std::string kid = key_id(made.keys[0].key);
        text.replace(text.find(kid), kid.size(), key_id(other.keys[0].key));
        CHECK_FALSE(parse_identity(text));
    }
    CHECK_FALSE(make_identity({"R. Vance", "Lab", {"examiner"}, false, ""}, bytes_of("x"), {}, quick));
    CHECK_FALSE(make_identity({"r.vance", "", {"examiner"}, false, ""}, bytes_of("x"), {}, quick));
    CHECK_FALSE(make_identity({"r.vance", "Lab", {"king"}, false, ""}, bytes_of("x"), {}, quick));
    CHECK_FALSE(make_identity({"r.vance", "Lab", {"unattested"}, false, ""}, bytes_of("x"), {}, quick));
    CHECK_FALSE(make_identity({"r.vance", "Lab", {"examiner"}, false, ""}, bytes_of(""), {}, quick));
}

TEST_CASE("a changed passphrase opens the same keys, and the old one no longer does") {
    const Identity made =
        make_identity({"r.vance", "Lab", {"examiner"}, false, ""}, bytes_of("old"), {}, quick).value();
    CHECK_FALSE(with_new_passphrase(made, bytes_of("wrong"), bytes_of("new"), quick));
    const Identity changed = with_new_passphrase(made, bytes_of("old"), bytes_of("new"), quick).value();
    CHECK(changed.public_keys() == made.public_keys());
    CHECK(unlock_identity(changed, bytes_of("new")));
    CHECK_FALSE(unlock_identity(changed, bytes_of("old")));
}

TEST_CASE("a hybrid identity has two keys, or says why it cannot") {
    const auto made = make_identity({"r.vance", "Lab", {"examiner"}, true, ""}, bytes_of("lantern"), {}, quick);
    if (!available(SignatureAlgorithm::ml_dsa_65)) {
        REQUIRE_FALSE(made);
        CHECK(made.error().fault == Fault::unsupported);
        MESSAGE("skipped: no ml-dsa-65 in this OpenSSL");
        return;
    }
    REQUIRE(made);
    CHECK(made->keys.size() == 2);
    const PersonKeys keys = unlock_identity(parse_identity(identity_text(*made)).value(), bytes_of("lantern")).value();
    CHECK(keys.signers.size() == 2);
}

TEST_CASE("a store keeps identities for their owner alone, and one person once") {
    const tests::TemporaryFolder home;
    IdentityStore store = IdentityStore::open(home.path()).value();
    CHECK(store.identities().value().empty());
    CHECK(store.identity("r.vance").error().fault == Fault::not_found);
    CHECK_FALSE(store.identity("../r.vance"));
    const Member vance = member("r.vance", {"registrar"}, 1);
    REQUIRE(store.add(vance.identity));
    CHECK(store.add(vance.identity).error().fault == Fault::refused);
    CHECK(store.identities().value().size() == 1);
    const fs::path file = home.path() / "identities/r.vance.identity";
    struct stat facts {};
    REQUIRE(::stat(file.c_str(), &facts) == 0);
    CHECK((facts.st_mode & 07777) == 0600);
    REQUIRE(::chmod(file.c_str(), 0644) == 0);
    CHECK(store.identity("r.vance").error().fault == Fault::refused);
    REQUIRE(::chmod(file.c_str(), 0600) == 0);
    // A file under another's name is not that person.
    fs::copy_file(file, home.path() / "identities/s.malik.identity");
    CHECK(store.identity("s.malik").error().fault == Fault::damaged);
    CHECK(store.default_person().value().empty());
    REQUIRE(store.set_default("r.vance"));
    CHECK(store.default_person().value() == "r.vance");
    REQUIRE(::chmod(home.path().c_str(), 0755) == 0);
    CHECK(IdentityStore::open(home.path()).error().fault == Fault::refused);
}

TEST_CASE("enrolments are kept when the officers that LEDGER.md asks have signed, and not before") {
    const tests::TemporaryFolder home;
    IdentityStore store = IdentityStore::open(home.path()).value();
    const Member root = member("a.khan", {"registrar"}, 1);
    const Member second = member("s.malik", {"registrar"}, 2, {"a.khan"});
    const Member examiner = member("r.vance", {"examiner"}, 3, {"a.khan", "s.malik"});
    const auto complete = signed_by(examiner.enrolment, {&examiner, &root, &second});
    CHECK_FALSE(store.take(complete));  // nobody is known yet
    CHECK(store.take(signed_by(root.enrolment, {&root})).value());
    CHECK_FALSE(store.take(signed_by(root.enrolment, {&root})).value());  // twice is once
    CHECK_FALSE(store.take(complete));
    CHECK_FALSE(store.take(signed_by(second.enrolment, {&second})));  // without its officer
    CHECK(store.take(signed_by(second.enrolment, {&second, &root})).value());
    CHECK_FALSE(store.take(signed_by(examiner.enrolment, {&examiner, &root})));
    CHECK_FALSE(store.take(signed_by(examiner.enrolment, {&root, &second})));  // no proof of possession
    CHECK(store.take(complete).value());
    CHECK(store.known().value().person("r.vance") != nullptr);
    const Member late = member("late", {"examiner"}, 3, {"a.khan", "s.malik"});
    const auto taken_number = store.take(signed_by(late.enrolment, {&late, &root, &second}));
    REQUIRE_FALSE(taken_number);
    CHECK(taken_number.error().what.find("number 3") != std::string::npos);

    const auto chain = store.chain_of("r.vance").value();
    REQUIRE(chain.size() == 3);
    std::vector<std::string> persons;
    for (const std::string& text : chain) {
        persons.push_back(std::get<Enrolment>(parse_signed_statement(text).value().statement).person);
    }
    CHECK(persons == std::vector<std::string>{"a.khan", "s.malik", "r.vance"});
    CHECK(store.chain_of("a.khan").value().size() == 1);
    CHECK_FALSE(store.chain_of("nobody"));

    SUBCASE("two registrars revoke, one does not") {
        Revocation revocation{
            "r.vance", {key_id(examiner.identity.keys[0].key)}, "laptop stolen", ledger_time_now(), ledger_time_now()};
        CHECK_FALSE(store.take(signed_by(revocation, {&root})));
        CHECK(store.take(signed_by(revocation, {&root, &second})).value());
        CHECK(store.known().value().person("r.vance")->revoked_from == revocation.from);
    }
    SUBCASE("a statement that was changed on the disk is named and nothing of the store believed") {
        const fs::path file = home.path() / "enrolments" /
                              ("000003-r.vance-" + key_id(examiner.identity.keys[0].key).substr(0, 8) + ".json");
        std::string text = read_private_file(file, Visible::everyone).value();
        text[text.size() / 2] = text[text.size() / 2] == 'A' ? 'B' : 'A';
        REQUIRE(write_private_file(file, text, Visible::everyone, Existing::replace));
        const auto known = store.known();
        REQUIRE_FALSE(known);
        CHECK(known.error().what.find("000003-r.vance") != std::string::npos);
    }
}

TEST_CASE("a machine's own keys are made once and stay") {
    const tests::TemporaryFolder home;
    IdentityStore store = IdentityStore::open(home.path()).value();
    CHECK(IdentityStore::open(home.path() / "other").value().unattested_name().value().starts_with("unattested-"));
    const std::string checkpoint = store.checkpoint_key().value().public_key().raw;
    CHECK(store.checkpoint_key().value().public_key().raw == checkpoint);
    const ActingPerson first = store.unattested().value();
    CHECK_FALSE(first.attested);
    CHECK(first.role == "unattested");
    CHECK(first.person.starts_with("unattested-"));
    CHECK(store.unattested().value().key() == first.key());
    CHECK(store.unattested_name().value() == first.person);
    KeyRing ring;
    Event event;
    event.type = "key.enrol";
    event.body.set("statements", JsonValue::Array{base64(first.enrolment.at(0))});
    CHECK(ring.take(event).value() == SignaturesAre::good);
    CHECK_FALSE(ring.attested());
    for (const char* name : {"checkpoint.key", "unattested.identity"}) {
        struct stat facts {};
        REQUIRE(::stat((home.path() / name).c_str(), &facts) == 0);
        CHECK((facts.st_mode & 07777) == 0600);
        REQUIRE(::chmod((home.path() / name).c_str(), 0640) == 0);
    }
    CHECK(store.checkpoint_key().error().fault == Fault::refused);
    CHECK(store.unattested().error().fault == Fault::refused);
    CHECK(store.unattested_name().error().fault == Fault::refused);
    // An unattested key is of one machine.
    CHECK_FALSE(store.take(parse_signed_statement(first.enrolment.at(0)).value()));
}

TEST_CASE("what the agency says of itself is kept, and exhibit letters that no ledger takes are refused") {
    const tests::TemporaryFolder home;
    IdentityStore store = IdentityStore::open(home.path()).value();
    CHECK(store.agency().value().exhibits == "E");
    REQUIRE(store.set_agency({"Cyber Lab", "1 Lantern Road", "/logo.png", {"Director", "Examiner"}, "CL"}));
    const Agency agency = store.agency().value();
    CHECK(agency.name == "Cyber Lab");
    CHECK(agency.ranks == std::vector<std::string>{"Director", "Examiner"});
    CHECK(agency.exhibits == "CL");
    CHECK_FALSE(store.set_agency({"Cyber Lab", "", "", {}, "cl"}));
    CHECK_FALSE(store.set_agency({"Cyber\nLab", "", "", {}, "CL"}));
}

TEST_CASE("a rank is one of the agency's, told in either language, and an enrolment that promises another opens none") {
    const tests::TemporaryFolder home;
    IdentityStore store = IdentityStore::open(home.path()).value();
    CHECK(rank_on_list({}, "Inspector").error().what.find("lists no ranks yet") != std::string::npos);
    const Agency agency{"Cyber Lab", "", "", {"Director=ڈائریکٹر", "Examiner"}, "CL"};
    CHECK(rank_on_list(agency, "Director").value() == "Director");
    CHECK(rank_on_list(agency, "ڈائریکٹر").value() == "Director");
    CHECK(rank_on_list(agency, "General").error().what.find("Director, Examiner") != std::string::npos);
    CHECK(rank_words(agency, "Director", true) == "ڈائریکٹر");
    CHECK(rank_words(agency, "Examiner", true) == "Examiner");
    CHECK(rank_words(agency, "General", true) == "General");

    CHECK_FALSE(kept_rank(store, "r.vance").value());
    REQUIRE(keep_rank(store, "r.vance", "Examiner"));
    Enrolment enrolment;
    enrolment.person = "r.vance";
    CHECK(opened_rank(store, enrolment).empty());
    enrolment.pii = {commitment_of(*kept_rank(store, "r.vance").value())};
    CHECK(opened_rank(store, enrolment) == "Examiner");
    REQUIRE(keep_rank(store, "r.vance", "Director"));
    CHECK(opened_rank(store, enrolment).empty());
}

}  // namespace
