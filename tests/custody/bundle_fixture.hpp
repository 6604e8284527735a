#pragma once
// A case from seizure to report, with keys, times and ids that are the same in every run; and the bundle of it.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "core/custody/bag_writer.hpp"
#include "core/custody/bundle_check.hpp"
#include "core/custody/checkpoint.hpp"
#include "tests/custody/ledger_fixture.hpp"
#include "tests/custody/proof_fixture.hpp"

namespace sanad::testing {

inline JsonValue body_of(std::vector<std::pair<std::string, JsonValue>> members) {
    JsonValue body;
    for (auto& [name, value] : members) body.set(std::move(name), std::move(value));
    return body;
}

/// Entries told one after another; each link of the chain is made here.
struct Story {
    Unit unit;
    std::unique_ptr<Signer> log = signer_named("the log");
    std::vector<std::string> entries;
    std::vector<Sha256Digest> leaves;
    std::vector<std::string> ids;
    std::map<std::string, std::uint64_t> next_of_item;
    std::string prev = std::string(64, '0');
    std::int64_t now = seconds_of("2026-11-26T09:15:00Z");

    /// `change` may set whatever the act needs beside its body.
    template <class Change>
    void tell(const Person& person, std::string role, std::string type, std::string item, JsonValue body,
              Change change) {
        Event event = event_of(person, std::move(role), std::move(type), std::move(body));
        event.seq = entries.size();
        event.prev = prev;
        event.id = fmt::format("{:08x}-0000-4000-8000-000000000000", event.seq + 1);
        event.time = event.recorded = ledger_time(now);
        now += 600;
        if (!item.empty()) {
            event.item_seq = next_of_item[item]++;
            event.item = std::move(item);
        }
        change(event);
        ids.push_back(event.id);
        entries.push_back(entry_of(event, person));
        Sha256 hash, leaf = leaf_hash_start();
        hash.update(bytes_of(entries.back()));
        leaf.update(bytes_of(entries.back()));
        prev = hex(hash.finish());
        leaves.push_back(leaf.finish());
    }
    void tell(const Person& person, std::string role, std::string type, std::string item, JsonValue body) {
        tell(person, std::move(role), std::move(type), std::move(item), std::move(body), [](Event&) {});
    }

    Checkpoint checkpoint(std::size_t size) const {
        Checkpoint made;
        made.origin = "sanad-ledger/3f0e7c3a-94d1-4b0e-8f5a-2d1c6f9b7a10";
        made.size = size;
        made.root = tree_root(std::span{leaves}.first(size));
        if (!made.sign(*log)) throw std::logic_error{"the log cannot sign"};
        return made;
    }
    std::string jsonl() const {
        std::string text;
        for (const std::string& entry : entries) text += entry + "\n";
        return text;
    }
};

inline Opening fixed_opening(std::string label, std::string value) {
    return {std::move(label), std::string(16, 's'), std::move(value)};
}

/// The case of a phone: seized, sealed, handed to the laboratory, imported, verified, looked at, reported.
struct LanternCase : Story {
    tests::ProofFixture image;
    std::string report = "<p>report of the laboratory</p>\n";
    std::vector<Opening> openings = {fixed_opening("witness1_name", "Bilal Ahmed"),
                                     fixed_opening("witness2_name", "عائشہ صدیقہ")};

    static std::string sha256(std::string_view text) {
        Sha256 digest;
        digest.update(bytes_of(text));
        return hex(digest.finish());
    }
    std::string image_text() const { return std::string{text_of(image.image)}; }

    LanternCase() {
        const std::string phone = "RV-1";
        tell(unit.root, "registrar", "key.enrol", "", unit.enrolments());
        JsonValue key;
        key.set("alg", "ed25519").set("public", base64(log->public_key().raw));
        tell(unit.officer, "investigating_officer", "case.open", "",
             body_of({{"title", "Operation Lantern"},
                      {"number", "FIR 42/2026"},
                      {"agency", "Lantern Unit"},
                      {"lead", "f.bibi"},
                      {"checkpoint_key", key},
                      {"attested", JsonValue::truth(true)}}));
        tell(unit.officer, "investigating_officer", "authority.add", "",
             body_of({{"kind", "search_warrant"},
                      {"number", "SW-7/2026"},
                      {"issuer", "Sessions Court, Lahore"},
                      {"date", "2026-11-25"},
                      {"scope", "one phone"},
                      {"items", JsonValue::Array{}}}));
        const std::string warrant = ids.back();
        const auto authorised = [&](Event& event) { event.authority = {warrant}; };
        tell(unit.officer, "investigating_officer", "item.seize", phone,
             body_of({{"kind", "phone"},
                      {"quantity", std::int64_t{1}},
                      {"description", "black phone"},
                      {"make", "Lantern"},
                      {"model", "One"},
                      {"serial", "LN-0001"},
                      {"condition", "intact"},
                      {"power", "off"},
                      {"net", "faraday"},
                      {"owner_role", "suspect"},
                      {"list_given_to", "holder"},
                      {"witnesses", JsonValue::Array{"witness1_name", "witness2_name"}}}),
             [&](Event& event) {
                 authorised(event);
                 for (const Opening& each : openings) event.pii.push_back(commitment_of(each));
             });
        tell(unit.officer, "investigating_officer", "item.seal", phone,
             body_of({{"seal_no", "S-10042"}, {"bag_no", "B-17"}, {"state", "intact"}}));
        tell(unit.officer, "investigating_officer", "transfer.offer", phone,
             body_of({{"from", "f.bibi"},
                      {"to", "a.malik"},
                      {"method", "hand"},
                      {"condition", "intact"},
                      {"seal_no", "S-10042"}}));
        const std::string offer = ids.back();
        tell(unit.examiner, "examiner", "transfer.receive", phone,
             body_of({{"offer", offer},
                      {"from", "f.bibi"},
                      {"to", "a.malik"},
                      {"condition", "intact"},
                      {"seal_no", "S-10042"},
                      {"seal_state", "intact"}}));
        tell(unit.examiner, "examiner", "clock.check", "",
             body_of({{"offset_ms", std::int64_t{12}}, {"against", "time.example"}, {"source", "ntp"}}));
        tell(unit.examiner, "examiner", "tool.validate", "",
             body_of({{"tool", "sanad"},
                      {"version", "0.1.0"},
                      {"build", std::string(64, 'a')},
                      {"result", "passed"},
                      {"record", ""}}));
        tell(unit.examiner, "examiner", "seal.break", phone,
             body_of({{"seal_no", "S-10042"}, {"state", "intact"}, {"reason", "examination"}}));
        tell(unit.examiner, "examiner", "acquire.import", phone,
             body_of({{"method", "physical"},
                      {"format", "raw"},
                      {"size", std::to_string(image.image.size())},
                      {"segments", std::int64_t{1}},
                      {"headers", JsonValue::Array{}}}),
             authorised);
        tell(unit.examiner, "examiner", "integrity.check", phone,
             body_of({{"algorithm", "sha256"},
                      {"computed", sha256(image_text())},
                      {"expected_from", "none"},
                      {"result", "no_stored_hash"},
                      {"bytes", std::to_string(image.image.size())},
                      {"seconds", std::int64_t{1}},
                      {"tree_root", hex(image.facts.tree_root)}}));
        tell(unit.examiner, "examiner", "access.session", phone,
             body_of({{"mode", "read_only"},
                      {"what", "files and artifacts"},
                      {"count", std::int64_t{12}},
                      {"seconds", std::int64_t{540}},
                      {"reason", "examination"}}));
        tell(unit.examiner, "examiner", "report.issue", "",
             body_of({{"report", sha256(report)},
                      {"title", "Report of the laboratory"},
                      {"version", "1"},
                      {"state", "final"}}));
        tell(unit.examiner, "examiner", "export.bundle", "",
             body_of({{"for", "review"},
                      {"recipient", "the reviewer"},
                      {"basis", "standing order 3"},
                      {"profile", "review"},
                      {"items", JsonValue::Array{phone}},
                      {"size", static_cast<std::int64_t>(entries.size())}}));
    }

    std::string policy(bool with_root = true) const {
        const NoteKey key{checkpoint(2).origin, 1, log->public_key().raw};
        return fmt::format("{}log {}\nquorum none\n", with_root ? "#!root " + unit.root.kid() + "\n" : "", key.text());
    }

    /// What a bundle of it holds; a test takes away or changes before seal().
    BagWriter bundle(const std::filesystem::path& bag) const {
        BagWriter writer = BagWriter::create(bag).value();
        const auto write = [&](const std::string& path, std::string_view text) {
            if (!writer.write(path, text)) throw std::logic_error{path};
        };
        write("custody/entries.jsonl", jsonl());
        write("custody/checkpoint.note", checkpoint(entries.size()).note());
        write("custody/checkpoints/7.note", checkpoint(7).note());
        write("custody/policy", policy(false));
        std::string disclosed;
        for (const Opening& each : openings) disclosed += opening_text(each) + "\n";
        write("custody/openings.jsonl", disclosed);
        write("custody/proofs/3.tlog-proof", entry_proof(leaves, 3, checkpoint(entries.size())));
        for (const Person* person : {&unit.root, &unit.second, &unit.examiner, &unit.officer}) {
            write("custody/keys/" + person->kid() + ".pem", public_key_pem(person->signer->public_key()));
        }
        write("data/reports/report.html", report);
        const ExhibitProof proof = make_exhibit_proof(image.facts, image.leaves).value();
        write("data/exhibits/RV-1/plan.txt", text_of(image.exhibit));
        write("data/exhibits/RV-1/plan.txt.proof.json", exhibit_proof_text(proof));
        for (const ProofBlock& block : proof.blocks) {
            const std::uint64_t length = block_length(proof.image_size, block.index);
            const Bytes bytes = Bytes{image.image}.subspan(block.index * tree_block_size, length);
            write("data/exhibits/RV-1/plan.txt.blocks/" + block_file_name(block.index), text_of(bytes));
        }
        return writer;
    }
};

}  // namespace sanad::testing
