#include "core/custody/bundle_check.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "core/crypto/time_stamp.hpp"
#include "core/custody/receipt_code.hpp"
#include "tests/custody/bundle_fixture.hpp"
#include "tests/support/corpus.hpp"
#include "tests/support/files.hpp"

using namespace sanad;
using namespace sanad::testing;
using namespace sanad::tests;
namespace fs = std::filesystem;

namespace {

using sanad::tests::put;
using sanad::tests::text_in;

const LanternCase& lantern() {
    static const LanternCase made;
    return made;
}

/// The bundle, changed by `change` before it is sealed: what an attacker who can make a bag can do.
template <class Change>
fs::path sealed(const fs::path& folder, Change change, std::string name = "bag") {
    BagWriter writer = lantern().bundle(folder / name);
    change(writer.folder());
    REQUIRE(writer.seal({{"Bag-Software-Agent", "a test"}}));
    REQUIRE(writer.publish());
    return folder / name;
}
fs::path sealed(const fs::path& folder) {
    return sealed(folder, [](const fs::path&) {});
}

AnswerSheet checked(const BundleRequest& request) {
    auto sheet = check_bundle(request);
    REQUIRE_MESSAGE(sheet, (sheet ? "" : sheet.error().what));
    return std::move(*sheet);
}
BundleRequest of(const fs::path& bundle) {
    BundleRequest request;
    request.bundle = bundle;
    return request;
}
AnswerSheet checked(const fs::path& bundle) {
    return checked(of(bundle));
}

std::string answers(const AnswerSheet& sheet) {
    std::string text;
    for (const SheetAnswer& each : sheet.answers) text += (text.empty() ? "" : " ") + std::string{name_of(each.answer)};
    return text;
}

AnswerWord answer(const AnswerSheet& sheet, std::size_t number) {
    return sheet.answers.at(number - 1).answer;
}

std::string first_broken(const AnswerSheet& sheet) {
    if (sheet.broken.empty()) return "nothing";
    const BrokenThing& first = sheet.broken.front();
    return fmt::format("{} {}: {}", first.seq, first.rule, first.what);
}

bool says(const AnswerSheet& sheet, std::string_view what) {
    return std::ranges::any_of(sheet.broken,
                               [&](const BrokenThing& each) { return each.what.find(what) != std::string::npos; });
}

}  // namespace

TEST_CASE("a bundle that nobody touched is intact, and every answer is what its case says") {
    const TemporaryFolder folder;
    const AnswerSheet sheet = checked(sealed(folder.path()));
    CHECK_MESSAGE(sheet.broken.empty(), first_broken(sheet));
    CHECK(sheet.status == 0);
    CHECK(sheet.entries == lantern().entries.size());
    CHECK(sheet.size == sheet.entries);
    CHECK(sheet.root == hex(tree_root(lantern().leaves)));
    CHECK(sheet.case_id == "NR3C/2026/0042");
    //                       1   2    3   4    5   6   7   8   9   10  11   12  13   14      15      16  17
    CHECK(answers(sheet) == "yes look yes look yes yes yes yes yes unknown none yes none unknown unknown yes look");
}

TEST_CASE("what a reader brings along is compared with the record") {
    const TemporaryFolder folder;
    BundleRequest request;
    request.bundle = sealed(folder.path());
    request.policy = lantern().policy();
    request.receipts = {{receipt_code(tree_root(std::span{lantern().leaves}.first(5))), 5}};
    put(folder.path() / "report.html", lantern().report);
    put(folder.path() / "image.raw", lantern().image_text());
    put(folder.path() / "7.note", lantern().checkpoint(9).note());
    request.reports = {folder.path() / "report.html"};
    request.images = {folder.path() / "image.raw"};
    request.checkpoints = {folder.path() / "7.note"};
    const AnswerSheet sheet = checked(request);
    CHECK_MESSAGE(sheet.broken.empty(), first_broken(sheet));
    CHECK(answers(sheet) == "yes look yes yes yes yes yes yes yes unknown none yes none yes unknown yes look");

    SUBCASE("a report of another version") {
        put(folder.path() / "report.html", lantern().report + "!");
        const AnswerSheet other = checked(request);
        CHECK(other.status == 1);
        CHECK(answer(other, 16) == AnswerWord::no);
        CHECK(says(other, "no entry issues a report with its SHA-256"));
    }
    SUBCASE("an image in which one byte was changed") {
        std::string image = lantern().image_text();
        image[1'234'567] = static_cast<char>(image[1'234'567] ^ 1);
        put(folder.path() / "image.raw", image);
        const AnswerSheet other = checked(request);
        CHECK(answer(other, 8) == AnswerWord::no);
        CHECK(first_broken(other).find("-1 exhibit: ") == 0);
        CHECK(says(other, "neither is recorded of any item"));
    }
    SUBCASE("a code of another ledger, mistyped, or of later entries") {
        request.receipts = {{receipt_code(tree_root(std::span{lantern().leaves}.first(6))), 5}};
        CHECK(says(checked(request), "the first 5 entries have the code"));
        request.receipts = {{receipt_code(lantern().leaves[0]), 90}};
        CHECK(says(checked(request), "there are only 15 entries"));
        request.receipts = {{"ZWZJ", 3}};
        CHECK(answer(checked(request), 14) == AnswerWord::unknown);  // mistyped: no finding against anybody
        CHECK(checked(request).status == 2);
    }
    SUBCASE("a policy that trusts another root, another log") {
        request.policy = "#!root " + std::string(40, '1') + "\n" + lantern().policy(false);
        const AnswerSheet other = checked(request);
        CHECK(answer(other, 4) == AnswerWord::no);
        CHECK(other.broken.front().rule == "keys");
        CHECK(other.broken.front().seq == 0);
        CHECK(answer(other, 5) == AnswerWord::unknown);
        const NoteKey key{lantern().checkpoint(2).origin, 1, signer_named("another log")->public_key().raw};
        request.policy = "log " + key.text() + "\nquorum none\n";
        CHECK(answer(checked(request), 2) == AnswerWord::no);
    }
    SUBCASE("a policy that asks for a witness who has not signed, and then has") {
        const auto court = signer_named("court registry");
        const NoteKey log{lantern().checkpoint(2).origin, 1, lantern().log->public_key().raw};
        const NoteKey witness{"registry.example", 4, court->public_key().raw};
        request.policy = fmt::format("log {}\nwitness registry {}\nquorum registry\n", log.text(), witness.text());
        CHECK(answer(checked(request), 2) == AnswerWord::no);
        Checkpoint cosigned = lantern().checkpoint(lantern().entries.size());
        REQUIRE(cosigned.cosign("registry.example", *court, seconds_of("2026-11-27T08:00:00Z")));
        request.bundle = sealed(
            folder.path(), [&](const fs::path& bag) { put(bag / "custody/checkpoint.note", cosigned.note()); },
            "cosigned");
        CHECK(answer(checked(request), 2) == AnswerWord::yes);
    }
    SUBCASE("a checkpoint of this log that says something else of it") {
        Checkpoint fork = lantern().checkpoint(9);
        fork.root = lantern().leaves[3];
        fork.signatures.clear();
        REQUIRE(fork.sign(*lantern().log));
        put(folder.path() / "7.note", fork.note());
        CHECK(says(checked(request), "the first 9 entries have"));
    }
    SUBCASE("what cannot be read is no finding against anybody") {
        request.images = {folder.path() / "none"};
        const AnswerSheet unread = checked(request);
        CHECK(unread.status == 2);
        CHECK(unread.answers[7].answer == AnswerWord::unknown);
        CHECK(unread.broken.empty());
        request.images = {};
        request.policy = "quorum\n";
        CHECK_FALSE(check_bundle(request));
    }
}

TEST_CASE("an older, genuine copy of the whole is not caught alone, and is when a receipt or a checkpoint is brought") {
    const TemporaryFolder folder;
    const std::size_t size = 8;
    const fs::path old = sealed(folder.path(), [&](const fs::path& bag) {
        std::string text;
        for (std::size_t i = 0; i < size; ++i) text += lantern().entries[i] + "\n";
        put(bag / "custody/entries.jsonl", text);
        put(bag / "custody/checkpoint.note", lantern().checkpoint(size).note());
        fs::remove_all(bag / "custody/proofs");
        fs::remove_all(bag / "data/reports");
        fs::remove_all(bag / "data/exhibits");
    });
    BundleRequest request;
    request.bundle = old;
    CHECK(checked(request).status == 0);
    request.receipts = {{receipt_code(tree_root(lantern().leaves)), lantern().entries.size()}};
    CHECK(answer(checked(request), 14) == AnswerWord::no);
    request.receipts = {};
    put(folder.path() / "seen.note", lantern().checkpoint(12).note());
    request.checkpoints = {folder.path() / "seen.note"};
    CHECK(answer(checked(request), 2) == AnswerWord::no);
    CHECK(says(checked(request), "is of 12 entries, there are only 8"));
}

TEST_CASE("entries cut off, changed or taken out are caught, and the entry is named") {
    const TemporaryFolder folder;
    const auto with = [&](std::string name, std::vector<std::string> entries) {
        return checked(sealed(
            folder.path(),
            [&](const fs::path& bag) {
                std::string text;
                for (const std::string& each : entries) text += each + "\n";
                put(bag / "custody/entries.jsonl", text);
            },
            std::move(name)));
    };
    std::vector<std::string> entries = lantern().entries;
    entries.pop_back();
    AnswerSheet sheet = with("tail", entries);
    CHECK(sheet.status == 1);
    CHECK(answer(sheet, 2) == AnswerWord::no);
    CHECK(says(sheet, "is of 15 entries, there are only 14"));

    entries = lantern().entries;
    entries.erase(entries.begin() + 4);
    sheet = with("middle", entries);
    CHECK(answer(sheet, 3) == AnswerWord::no);
    CHECK(sheet.broken[1].seq == 4);  // the first is the proof of an entry, which no longer fits
    CHECK(sheet.broken[1].rule == "form");

    entries = lantern().entries;
    std::swap(entries[7], entries[8]);
    CHECK(answer(with("swapped", entries), 3) == AnswerWord::no);

    entries = lantern().entries;
    const std::size_t at = entries[12].find("\"sig\":\"") + 10;
    entries[12][at] = entries[12][at] == 'A' ? 'B' : 'A';
    sheet = with("signature", entries);
    CHECK(answer(sheet, 4) == AnswerWord::no);
    CHECK(std::ranges::any_of(sheet.broken,
                              [](const BrokenThing& each) { return each.seq == 12 && each.rule == "signature"; }));

    sheet = checked(sealed(
        folder.path(), [&](const fs::path& bag) { put(bag / "custody/entries.jsonl", lantern().jsonl() + "x"); },
        "no line feed"));
    CHECK(sheet.status == 1);
    sheet = checked(sealed(
        folder.path(), [&](const fs::path& bag) { put(bag / "custody/entries.jsonl", ""); }, "empty"));
    CHECK(sheet.status == 1);
    CHECK(answer(sheet, 3) == AnswerWord::no);
    const std::string text = lantern().jsonl();
    sheet = checked(sealed(
        folder.path(),
        [&](const fs::path& bag) { put(bag / "custody/entries.jsonl", text.substr(0, text.size() - 1)); }, "unended"));
    CHECK(first_broken(sheet) == "14 form: the line is not ended by a line feed");
}

TEST_CASE("a flood of nonsense costs one line of the answer") {
    const TemporaryFolder folder;
    put(folder.path() / "entries.jsonl", std::string(100'000, '\n'));
    const AnswerSheet sheet = checked(folder.path() / "entries.jsonl");
    CHECK(sheet.status == 1);
    CHECK(sheet.broken.size() == 1);
    CHECK(first_broken(sheet).find("0 form: ") == 0);
    CHECK(sheet.entries == 100'000);
}

TEST_CASE("leaving out the openings hides persons, and everything still verifies") {
    const TemporaryFolder folder;
    const AnswerSheet whole = checked(sealed(
        folder.path(), [](const fs::path&) {}, "whole"));
    const AnswerSheet redacted = checked(sealed(
        folder.path(), [](const fs::path& bag) { fs::remove(bag / "custody/openings.jsonl"); }, "redacted"));
    CHECK(redacted.status == 0);
    CHECK(answers(redacted) == answers(whole));
    const auto phrases = [](const AnswerSheet& sheet) {
        std::vector<Phrase> found;
        for (const SheetLine& line : sheet.answers[0].lines) found.push_back(line.phrase);
        return found;
    };
    CHECK(phrases(whole) == std::vector{Phrase::every_file_named, Phrase::openings_fit});
    CHECK(phrases(redacted) == std::vector{Phrase::every_file_named, Phrase::openings_withheld});

    SUBCASE("an opening with another name does not fit what was signed") {
        const auto with = [&](std::string name, const std::string& text) {
            return checked(sealed(
                folder.path(), [&](const fs::path& bag) { put(bag / "custody/openings.jsonl", text); },
                std::move(name)));
        };
        std::string line = opening_text(fixed_opening("witness1_name", "Somebody Else"));
        CHECK(says(with("other", line + "\n"), "line 1: fits no commitment to witness1_name"));
        line = opening_text(lantern().openings[0]);
        CHECK(says(with("twice", line + "\n" + line + "\n"), "line 2: stands there twice"));
        CHECK(says(with("unended", line), "is not ended by a line feed"));
        line.replace(line.find("Bilal"), 5, "Jamal");
        CHECK(says(with("value", line + "\n"), "do not give the commitment"));
        CHECK(says(with("more", "{\"a\":1}\n"), "an opening has commit, label, salt and value"));
    }
}

TEST_CASE("the receiver saw the seal, and a session entered before it is told as one that may last an hour") {
    const TemporaryFolder folder;
    LanternCase told;
    told.tell(told.unit.examiner, "examiner", "item.seal", "RV-1",
              body_of({{"seal_no", "S-10043"}, {"bag_no", "B-18"}, {"state", "intact"}}));
    told.tell(told.unit.examiner, "examiner", "transfer.offer", "RV-1",
              body_of({{"from", "a.malik"},
                       {"to", "s.khan"},
                       {"method", "hand"},
                       {"condition", "intact"},
                       {"seal_no", "S-10043"}}));
    const std::string offer = told.ids.back();
    // Entered by the giver: V-03 breaks without a receipt, and what was seen stays what the receiver saw.
    told.tell(told.unit.examiner, "examiner", "transfer.receive", "RV-1",
              body_of({{"offer", offer},
                       {"from", "a.malik"},
                       {"to", "s.khan"},
                       {"condition", "intact"},
                       {"seal_no", "S-10043"},
                       {"seal_state", "broken"}}));
    told.tell(told.unit.examiner, "examiner", "access.session", "RV-1",
              body_of({{"mode", "read_only"},
                       {"what", "what the case holds: lists of files; for an hour from here"},
                       {"count", std::int64_t{1}},
                       {"seconds", std::int64_t{3600}},
                       {"reason", "examination"}}));
    BagWriter writer = told.bundle(folder.path() / "bag");
    REQUIRE(writer.seal({{"Bag-Software-Agent", "a test"}}));
    REQUIRE(writer.publish());
    const AnswerSheet sheet = checked(folder.path() / "bag");
    const SheetLine* seen = nullptr;
    for (const SheetLine& line : sheet.answers[6].lines) {
        if (line.phrase == Phrase::seal_found) seen = &line;
    }
    REQUIRE(seen != nullptr);
    CHECK(seen->values[1].text == "S-10043");
    CHECK(seen->values[3].text == "s.khan");
    const auto& read = sheet.answers[11].lines;
    CHECK(read.size() == 2);
    CHECK(read.front().phrase == Phrase::looked_at);
    CHECK(read.back().phrase == Phrase::may_look);
    const SheetLine& person = sheet.answers[3].lines.back();
    REQUIRE(person.phrase == Phrase::person_enrolled);
    CHECK(person.values[2].text == "first_responder, investigating_officer");
    CHECK(person.values[2].urdu == "اولین رسپانڈر، تفتیشی افسر");
}

TEST_CASE("persons who are disclosed where they are to stay masked are shown, with their number") {
    const TemporaryFolder folder;
    int bags = 0;
    const auto p1 = [&](auto tell, bool openings = true) {
        LanternCase told;
        tell(told);
        BagWriter writer = told.bundle(folder.path() / fmt::format("bag-{}", bags));
        if (!openings) fs::remove(writer.folder() / "custody/openings.jsonl");
        REQUIRE(writer.seal({{"Bag-Software-Agent", "a test"}}));
        REQUIRE(writer.publish());
        AnswerSheet sheet = checked(folder.path() / fmt::format("bag-{}", bags++));
        CHECK(sheet.status == 0);
        return std::move(sheet.answers[0]);
    };
    const auto offence = [](std::string section, std::string scheme = "act-2016") {
        return [=](LanternCase& told) {
            told.tell(
                told.unit.officer, "investigating_officer", "case.offence", "",
                body_of({{"act", "PECA"}, {"section", section}, {"scheme", scheme}, {"as_amended", "2016-08-19"}}));
        };
    };
    const auto export_for = [](std::string whom) {
        return [=](LanternCase& told) {
            told.tell(told.unit.examiner, "examiner", "export.bundle", "",
                      body_of({{"for", whom},
                               {"recipient", "the reviewer"},
                               {"basis", "standing order 3"},
                               {"profile", "no personal data"},
                               {"items", JsonValue::Array{}},
                               {"size", static_cast<std::int64_t>(told.entries.size())}}));
        };
    };
    const SheetAnswer modesty = p1(offence("21"));
    CHECK(modesty.answer == AnswerWord::look);
    CHECK(modesty.lines.back().phrase == Phrase::openings_protected);
    CHECK(modesty.lines.back().values.back().text == "2");
    CHECK(p1(offence("22A")).answer == AnswerWord::look);
    CHECK(p1(offence("19A", "bill")).answer == AnswerWord::look);
    CHECK(p1(offence("20")).answer == AnswerWord::yes);
    CHECK(p1(offence("21", "bill")).answer == AnswerWord::yes);
    CHECK(p1(offence("21"), false).answer == AnswerWord::yes);
    CHECK(p1(export_for("review")).answer == AnswerWord::yes);

    SUBCASE("an audit is given no personal data") {
        const auto audited = [&](bool openings) {
            return p1(
                [](LanternCase& told) {
                    Person auditor{"n.shah", {"auditor"}, 5, {"r.vance", "s.khan"}};
                    JsonValue more;
                    more.set("statements", JsonValue::Array{auditor.enrolled_by({&told.unit.root, &told.unit.second})});
                    told.tell(told.unit.root, "registrar", "key.enrol", "", more);
                    told.tell(auditor, "auditor", "export.bundle", "",
                              body_of({{"for", "audit"},
                                       {"recipient", "Auditor General"},
                                       {"basis", "the yearly audit"},
                                       {"profile", "no personal data"},
                                       {"items", JsonValue::Array{}},
                                       {"size", static_cast<std::int64_t>(told.entries.size())}}));
                },
                openings);
        };
        const SheetAnswer named = audited(true);
        CHECK(named.answer == AnswerWord::look);
        CHECK(named.lines.back().phrase == Phrase::openings_for_audit);
        CHECK(audited(false).answer == AnswerWord::yes);
    }
}

TEST_CASE("an exhibit that is not what stands in the image is found, by one byte") {
    const TemporaryFolder folder;
    int number = 0;
    const auto with = [&](auto change) {
        return checked(sealed(folder.path(), change, fmt::format("exhibit{}", ++number)));
    };
    AnswerSheet sheet = with([](const fs::path& bag) {
        std::string exhibit{text_of(lantern().image.exhibit)};
        exhibit[4711] = static_cast<char>(exhibit[4711] ^ 1);
        put(bag / "data/exhibits/RV-1/plan.txt", exhibit);
    });
    CHECK(answer(sheet, 8) == AnswerWord::no);
    CHECK(
        says(sheet, "data/exhibits/RV-1/plan.txt: the file given differs from the exhibit in the image at byte 4711"));
    sheet = with([](const fs::path& bag) { fs::remove(bag / "data/exhibits/RV-1/plan.txt.blocks/000003.block"); });
    CHECK(answer(sheet, 8) == AnswerWord::unknown);
    CHECK(sheet.status == 2);
    sheet = with([](const fs::path& bag) { put(bag / "data/exhibits/RV-1/plan.txt.proof.json", "{}"); });
    CHECK(answer(sheet, 8) == AnswerWord::unknown);  // a proof of another version is no finding against anybody
    // A proof of another image is a good proof, of something else.
    sheet = with([](const fs::path& bag) {
        ProofFixture other{tree_block_size};
        const fs::path place = bag / "data/exhibits/RV-1/other";
        put(place.string() + ".proof.json", exhibit_proof_text(make_exhibit_proof(other.facts, other.leaves).value()));
        put(place.string() + ".blocks/000000.block", text_of(other.image));
    });
    CHECK(says(sheet, "which is not recorded of RV-1"));
    sheet = with([](const fs::path& bag) { fs::rename(bag / "data/exhibits/RV-1", bag / "data/exhibits/RV-2"); });
    CHECK(says(sheet, "no entry is about an item RV-2"));
    sheet = with([](const fs::path& bag) { put(bag / "data/exhibits/loose.txt", "x"); });
    CHECK(says(sheet, "data/exhibits/loose.txt: stands in no folder of an item"));
    sheet = with([](const fs::path& bag) { put(bag / "data/exhibits/RV-1/unproven.txt", "x"); });
    CHECK(says(sheet, "neither is recorded of RV-1"));
    sheet = with([](const fs::path& bag) { put(bag / "data/exhibits/RV-1/image.raw", lantern().image_text()); });
    CHECK_MESSAGE(sheet.status == 0, first_broken(sheet));
    sheet = with([](const fs::path& bag) { put(bag / "data/reports/another.html", "x"); });
    CHECK(says(sheet, "data/reports/another.html: no entry issues a report"));
}

TEST_CASE("what lies beside the entries has to fit them") {
    const TemporaryFolder folder;
    int number = 0;
    const auto with = [&](const std::string& path, const std::string& text) {
        return checked(sealed(
            folder.path(), [&](const fs::path& bag) { put(bag / path, text); }, fmt::format("beside{}", ++number)));
    };
    const PublicKey stranger = signer_named("a stranger")->public_key();
    CHECK(
        says(with("custody/keys/" + key_id(stranger) + ".pem", public_key_pem(stranger)), "no entry enrols this key"));
    CHECK(says(with("custody/keys/" + lantern().unit.root.kid() + ".pem", public_key_pem(stranger)), "holds the key"));
    CHECK(says(with("custody/keys/x.pem", "x"), "custody/keys/x.pem: "));
    const std::string proof = entry_proof(lantern().leaves, 3, lantern().checkpoint(15));
    CHECK(says(with("custody/proofs/4.tlog-proof", proof), "proves entry 3"));
    std::string wrong = entry_proof(lantern().leaves, 4, lantern().checkpoint(15));
    wrong.replace(wrong.find("index 4"), 7, "index 5");
    CHECK(says(with("custody/proofs/5.tlog-proof", wrong), "its path does not lead"));
    CHECK(says(with("custody/proofs/3.tlog-proof", proof + "x"), "custody/proofs/3.tlog-proof: "));
    CHECK(says(with("custody/checkpoints/8.note", lantern().checkpoint(7).note()), "is of 7 entries, its name says 8"));
    CHECK(says(with("custody/checkpoints/x.note", lantern().checkpoint(7).note()), "is not named by the size"));
    CHECK(says(with("custody/tokens/15.tsr", "x"), "custody/tokens/15.tsr: "));
    CHECK(says(with("custody/tokens/14.tsr", "x"), "custody/tokens/14.tsr: "));
    CHECK(says(with("custody/tokens/16.tsr", "x"), "stamps no checkpoint of these 15 entries"));
    CHECK(says(with("custody/tokens/x.tsr", "x"), "stamps no checkpoint of these 15 entries"));
    CHECK(answer(with("custody/policy", "quorum"), 1) == AnswerWord::no);
    Checkpoint forged = lantern().checkpoint(15);
    forged.signatures.clear();
    REQUIRE(forged.sign(*signer_named("another log")));
    CHECK(says(with("custody/checkpoint.note", forged.note()), "no valid signature with the checkpoint key"));
}

TEST_CASE("a ledger without a bag is checked too, and that it had none is said") {
    const TemporaryFolder folder;
    const fs::path entries = folder.path() / "plain/custody/entries.jsonl";
    put(entries, lantern().jsonl());
    AnswerSheet sheet = checked(entries);
    CHECK(sheet.status == 0);
    CHECK(answer(sheet, 1) == AnswerWord::unknown);
    CHECK(answer(sheet, 2) == AnswerWord::unknown);
    sheet = checked(folder.path() / "plain");
    CHECK(answer(sheet, 1) == AnswerWord::unknown);
    CHECK(answer(sheet, 2) == AnswerWord::no);  // a bundle has a checkpoint
    put(folder.path() / "note", lantern().checkpoint(15).note());
    BundleRequest request;
    request.bundle = entries;
    request.checkpoints = {folder.path() / "note"};
    CHECK(answer(checked(request), 2) == AnswerWord::look);
    // A bag without its bagit.txt is no such folder.
    const fs::path bag = sealed(folder.path());
    fs::remove(bag / "bagit.txt");
    CHECK(answer(checked(bag), 1) == AnswerWord::no);
    CHECK_FALSE(check_bundle(of(folder.path() / "none")));
    fs::create_directory(folder.path() / "empty");
    CHECK(check_bundle(of(folder.path() / "empty")).error().fault == Fault::unavailable);
}

TEST_CASE("an exhibit stands in the folder of its item, also where the number has a slash") {
    CHECK(exhibit_place("data/exhibits/RV-1/a/b")->item == "RV-1");
    CHECK(exhibit_place("data/exhibits/RV-1/a/b")->name == "a/b");
    CHECK(exhibit_place("data/exhibits/RV/1/a")->item == "RV/1");
    CHECK_FALSE(exhibit_place("data/exhibits/RV/1"));
    CHECK_FALSE(exhibit_place("data/exhibits/a"));
    CHECK_FALSE(exhibit_place("data/reports/RV-1/a"));
    CHECK_FALSE(exhibit_place("data/exhibits/rv-1/a"));
}

TEST_CASE("a time stamp counts when it is over the checkpoint, and by an authority that the reader trusts") {
    const TemporaryFolder folder;
    const std::string authority = fmt::format("python3 -B {}/tests/crypto/local_authority.py", SANAD_SOURCE_DIR);
    const std::string place = folder.path().string();
    REQUIRE(run_command(fmt::format("{} make {}/tsa p256 2>&1", authority, place)).status == 0);
    const auto stamp = [&](const Checkpoint& checkpoint) {
        Sha256 digest;
        digest.update(bytes_of(checkpoint.body()));
        put(folder.path() / "q.tsq", time_stamp_request(digest.finish()).value());
        fs::remove(folder.path() / "r.tsr");
        REQUIRE(run_command(fmt::format("{} answer {}/tsa {}/q.tsq {}/r.tsr 2>&1", authority, place, place, place))
                    .status == 0);
        std::ifstream file{folder.path() / "r.tsr", std::ios::binary};
        return std::string{std::istreambuf_iterator<char>{file}, {}};
    };
    const std::string genuine = stamp(lantern().checkpoint(15)), older = stamp(lantern().checkpoint(7));
    std::ifstream root{folder.path() / "tsa/root.pem"};
    const std::string trusted{std::istreambuf_iterator<char>{root}, {}};
    int number = 0;
    const auto with = [&](const std::string& path, const std::string& token, const std::string& authorities) {
        BundleRequest request = of(sealed(
            folder.path(), [&](const fs::path& bag) { put(bag / path, token); }, fmt::format("stamped{}", ++number)));
        request.trusted_authorities = authorities;
        return checked(request);
    };
    CHECK(answer(with("custody/tokens/15.tsr", genuine, trusted), 15) == AnswerWord::yes);
    CHECK(answer(with("custody/tokens/7.tsr", older, trusted), 15) == AnswerWord::yes);
    CHECK(answer(with("custody/tokens/15.tsr", genuine, ""), 15) == AnswerWord::unknown);
    AnswerSheet sheet = with("custody/tokens/15.tsr", older, trusted);
    CHECK(answer(sheet, 15) == AnswerWord::no);
    CHECK(says(sheet, "custody/tokens/15.tsr: stamps something else, not the checkpoint of 15 entries"));
    CHECK(answer(with("custody/tokens/15.tsr", older, ""), 15) == AnswerWord::no);  // that needs no trust
    REQUIRE(run_command(fmt::format("{} make {}/other p256 2>&1", authority, place)).status == 0);
    std::ifstream another{folder.path() / "other/root.pem"};
    CHECK(answer(with("custody/tokens/15.tsr", genuine, {std::istreambuf_iterator<char>{another}, {}}), 15) ==
          AnswerWord::no);
    std::string broken = genuine;
    broken[broken.size() - 20] = static_cast<char>(broken[broken.size() - 20] ^ 1);
    sheet = with("custody/tokens/15.tsr", broken, trusted);
    CHECK(answer(sheet, 15) == AnswerWord::no);
    CHECK(sheet.broken.front().rule == "token");
}
