#include "core/custody/witness.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/custody/ledger_fixture.hpp"

using namespace sanad;
using namespace sanad::testing;

namespace {

const std::string origin = "sanad-ledger/3f0e7c3a-94d1-4b0e-8f5a-2d1c6f9b7a10";

/// A ledger's tree and the machine of a witness who knows its key.
struct House {
    House() { std::filesystem::create_directories(folder); }
    ~House() { std::filesystem::remove_all(folder); }

    Checkpoint checkpoint(std::size_t size, const std::string& history = "entry",
                          const std::string& key = "log") const {
        Checkpoint made{origin, size, tree_root(leaves(size, history)), {}};
        REQUIRE(made.sign(*signer_named(key)));
        return made;
    }
    static std::vector<Sha256Digest> leaves(std::size_t size, const std::string& history = "entry") {
        std::vector<Sha256Digest> all;
        for (std::size_t i = 0; i < size; ++i) all.push_back(entry_leaf(fmt::format("{} {}", history, i)));
        return all;
    }
    static NoteKey log(const std::string& key = "log") {
        return {origin, NoteKey::log, signer_named(key)->public_key().raw};
    }

    Result<NoteSignature> ask(std::size_t old_size, const Checkpoint& checkpoint, std::vector<Sha256Digest> proof,
                              const std::optional<NoteKey>& log = {}) const {
        return witness_checkpoint({old_size, std::move(proof), checkpoint}, state, {"lab-b.example", witness.get()},
                                  log, 1'795'684'500);
    }
    std::string refusal(std::size_t old_size, const Checkpoint& checkpoint, std::vector<Sha256Digest> proof,
                        const std::optional<NoteKey>& log = {}) const {
        const auto answer = ask(old_size, checkpoint, std::move(proof), log);
        return answer ? "cosigned" : answer.error().what;
    }
    std::string file() const {
        std::ostringstream text;
        text << std::ifstream{state}.rdbuf();
        return text.str();
    }

    std::filesystem::path folder = std::filesystem::temp_directory_path() / ("sanad-witness-" + new_event_id());
    std::filesystem::path state = folder / "seen.json";
    std::unique_ptr<Signer> witness = signer_named("lab-b.example");
};

}  // namespace

TEST_CASE("a witness cosigns a ledger as it grows, and remembers it before it answers") {
    const House house;
    const auto first = house.ask(0, house.checkpoint(3), {}, House::log());
    REQUIRE(first);
    CHECK(first->name == "lab-b.example");
    Checkpoint cosigned = house.checkpoint(3);
    cosigned.signatures.push_back(*first);
    CHECK(cosigned.cosigned_by({"lab-b.example", NoteKey::witness, house.witness->public_key().raw}) == 1'795'684'500);
    // From now on the ledger is known by its key.
    CHECK(house.refusal(3, house.checkpoint(10), consistency_proof(House::leaves(10), 3)) == "cosigned");
    CHECK(house.refusal(10, house.checkpoint(10), {}) == "cosigned");  // the same once more: its own answer was lost
    const auto seen = parse_witness_state(house.file());
    REQUIRE(seen);
    REQUIRE(seen->size() == 1);
    CHECK((*seen)[0].size == 10);
    CHECK((*seen)[0].root == tree_root(House::leaves(10)));
    CHECK((*seen)[0].key == House::log());
    CHECK(witness_state_text(*seen) == house.file());
}

TEST_CASE("a witness refuses a ledger set back, rewritten, split, unknown or not signed, and stays as it was") {
    const House house;
    CHECK(house.refusal(0, house.checkpoint(3), {}).find("is not known to this witness: give its key with --log") !=
          std::string::npos);
    REQUIRE(house.ask(0, house.checkpoint(10), {}, House::log()));
    const std::string before = house.file();
    CHECK(house.refusal(3, house.checkpoint(3), {})
              .find("this witness has seen 10 entries, the checkpoint is of 3: the "
                    "ledger was set back") != std::string::npos);
    CHECK(house.refusal(10, house.checkpoint(10, "other"), {}).find("the ledger has two histories") !=
          std::string::npos);
    CHECK(house.refusal(10, house.checkpoint(12, "other"), consistency_proof(House::leaves(12, "other"), 10))
              .find("are not the beginning of these 12: the ledger was rewritten") != std::string::npos);
    CHECK(house.refusal(10, house.checkpoint(12), {}).find("rewritten") != std::string::npos);
    CHECK(house.refusal(0, house.checkpoint(12), {}).find("ask for it again with --since 10") != std::string::npos);
    CHECK(house.refusal(10, house.checkpoint(12, "entry", "thief"), consistency_proof(House::leaves(12), 10))
              .find("is not signed by the ledger's key") != std::string::npos);
    NoteKey of_another = House::log();
    of_another.name = "sanad-ledger/00000000-94d1-4b0e-8f5a-2d1c6f9b7a10";
    CHECK(house.refusal(10, house.checkpoint(12), {}, of_another).find("the key given is of") == 0);
    CHECK(house.file() == before);
    CHECK(house.refusal(10, house.checkpoint(12), consistency_proof(House::leaves(12), 10)) == "cosigned");
}

TEST_CASE("a ledger whose key was changed is believed when its people hand over the new one, and only then") {
    const House house;
    REQUIRE(house.ask(0, house.checkpoint(4), {}, House::log()));
    const Checkpoint next = house.checkpoint(6, "entry", "second log key");
    const auto proof = consistency_proof(House::leaves(6), 4);
    CHECK(house.refusal(4, next, proof).find("is not signed by") != std::string::npos);
    CHECK(house.refusal(4, next, proof, House::log("second log key")) == "cosigned");
    // A new key is no new beginning: the size seen stays.
    CHECK(house.refusal(2, house.checkpoint(2, "entry", "third"), {}, House::log("third")).find("set back") !=
          std::string::npos);
}

TEST_CASE("a memory that is damaged is not taken for an empty one") {
    const House house;
    REQUIRE(house.ask(0, house.checkpoint(4), {}, House::log()));
    const std::string good = house.file();
    for (std::size_t length = 0; length < good.size(); length += 7) {
        std::ofstream{house.state, std::ios::trunc} << good.substr(0, length);
        const std::string refusal = house.refusal(4, house.checkpoint(4), {});
        CHECK(refusal.find("seen.json: ") != std::string::npos);
    }
    CHECK(parse_witness_state("{\"logs\":[],\"v\":2}\n").error().what == "v: no version that is known");
}
