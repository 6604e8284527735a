#include "core/cli/bundle_content.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "core/base/text.hpp"
#include "core/crypto/text_digest.hpp"
#include "core/custody/bundle_check.hpp"
#include "core/custody/protected_victim.hpp"
#include "core/custody/roles.hpp"

namespace sanad {

namespace {

bool protects_identity(const Event& event) {
    return event.type == "case.offence" &&
           protects_the_victim(event.body.text_or_empty("scheme"), event.body.text_or_empty("section"));
}

/// The entries up to the checkpoint, line by line: a ledger may be larger than memory likes.
Result<void> write_entries(BagWriter& bag, LedgerFile& ledger, std::uint64_t size) {
    const std::filesystem::path path = TRY(bag.place("custody/entries.jsonl"));
    std::ofstream file{path, std::ios::binary | std::ios::trunc};
    TRY(ledger.each_entry([&](std::uint64_t seq, std::string_view entry) -> Result<void> {
        if (seq < size) file << entry << '\n';
        return {};
    }));
    file.close();
    if (!file) return failure(Fault::system, shown(path.string()) + ": could not be written");
    return {};
}

}  // namespace

std::string carried_verifier_sha256() {
    std::map<std::string, std::string_view> files;  // in the order in which sort puts them
    for (const CarriedFile& file : carried_files()) {
        if (file.path.ends_with(".txt")) continue;
        files.emplace(fmt::format("./{}", file.path), file.text);
    }
    std::string lines;
    for (const auto& [path, text] : files) lines += fmt::format("{}  {}\n", sha256_hex(text), path);
    return sha256_hex(lines);
}

std::string_view openssl_checks() {
    for (const CarriedFile& file : carried_files()) {
        if (file.path != "VERIFY.txt") continue;
        const std::size_t begin = file.text.find("2. One signature"), end = file.text.find("\n4. The files");
        return file.text.substr(begin, end - begin);
    }
    return {};
}

std::string Disclosure::profile() const {
    if (none()) return std::string{masked_profile};
    if (all) return "all personal data";
    return fmt::format("personal data: {}", fmt::join(labels, ", "));
}

Result<Disclosure> disclosure_told(const std::vector<std::string>& told, std::string_view recipient,
                                   const LedgerCheck& ledger) {
    Disclosure disclosure;
    std::set<std::string, std::less<>> known;
    for (const Event& event : ledger.events()) {
        for (const Commitment& each : event.pii) known.insert(each.label);
    }
    for (const KnownPerson& person : ledger.keys().persons()) {
        for (const Commitment& each : person.enrolment.pii) known.insert(each.label);
    }
    for (const std::string& label : told) {
        if (label == "all" || label == "none") {
            if (told.size() > 1)
                return failure(Fault::refused, "--disclose: all, none, or labels; not several of these");
            disclosure.all = label == "all";
        } else if (known.contains(label)) {
            disclosure.labels.insert(label);
        } else {
            return failure(Fault::refused,
                           fmt::format("--disclose {}: no entry holds such personal data{}", shown(label),
                                       known.empty() ? "" : fmt::format("; there are {}", fmt::join(known, ", "))));
        }
    }
    if (!disclosure.none() && recipient == "audit") {
        return failure(Fault::refused, "an audit is given no personal data: leave out --disclose");
    }
    if (disclosure.all) {
        const auto offence = std::ranges::find_if(ledger.events(), protects_identity);
        if (offence != ledger.events().end()) {
            return failure(
                Fault::refused,
                fmt::format("V-23: entry {} is an offence under section {}, where the victim's identity is protected: "
                            "name each label that may go, in place of `all`",
                            offence->seq, shown(offence->body.text_or_empty("section"))));
        }
    }
    return disclosure;
}

Result<WrittenCustody> write_custody(BagWriter& bag, LedgerFile& ledger, const CustodyContent& content) {
    const std::vector<Checkpoint> checkpoints = TRY(ledger.checkpoints());
    if (checkpoints.empty()) return failure(Fault::refused, "the ledger has no checkpoint yet");
    WrittenCustody written;
    written.checkpoint = *std::ranges::max_element(checkpoints, {}, &Checkpoint::size);
    const std::uint64_t size = written.entries = written.checkpoint.size;
    const LedgerCheck& state = *TRY(ledger.state());
    if (size > state.size()) return failure(Fault::damaged, "the ledger has fewer entries than its checkpoint counts");

    TRY(write_entries(bag, ledger, size));
    TRY(bag.write("custody/checkpoint.note", written.checkpoint.note()));
    for (const Checkpoint& each : checkpoints) {
        if (each.size < size) TRY(bag.write(fmt::format("custody/checkpoints/{}.note", each.size), each.note()));
    }
    for (const LedgerFile::Token& token : TRY(ledger.tokens())) {
        const bool over_one =
            std::ranges::any_of(checkpoints, [&](const Checkpoint& each) { return each.size == token.size; });
        if (!over_one) continue;
        TRY(bag.write(fmt::format("custody/tokens/{}.tsr", token.size), token.tsr));
        ++written.tokens;
    }

    std::map<std::string, std::string> keys;
    for (const KnownPerson& person : state.keys().persons()) {
        for (const PublicKey& key : person.enrolment.keys) keys.emplace(key_id(key), public_key_pem(key));
    }
    for (const auto& [kid, pem] : keys) TRY(bag.write(fmt::format("custody/keys/{}.pem", kid), pem));

    const std::span<const Sha256Digest> leaves = std::span{state.leaves()}.first(static_cast<std::size_t>(size));
    std::set<std::string> may_open;
    for (const Event& event : state.events()) {
        const bool of_items = !event.item || content.items.contains(*event.item);
        if (of_items) {
            for (const Commitment& each : event.pii) may_open.insert(each.commit);
        }
        if (event.seq >= size || !event.item || !of_items) continue;
        TRY(bag.write(fmt::format("custody/proofs/{}.tlog-proof", event.seq),
                      entry_proof(leaves, event.seq, written.checkpoint)));
        ++written.proofs;
    }
    for (const KnownPerson& person : state.keys().persons()) {
        for (const Commitment& each : person.enrolment.pii) may_open.insert(each.commit);
    }
    std::set<std::string> disclosed;  // sorted and once each, whatever the order in which they lie in the case
    if (!content.disclosure.none()) {
        for (const Opening& opening : TRY(ledger.openings())) {
            const bool asked = content.disclosure.all || content.disclosure.labels.contains(opening.label);
            if (asked && may_open.contains(commitment_of(opening).commit)) disclosed.insert(opening_text(opening));
        }
    }
    if (!disclosed.empty()) TRY(bag.write("custody/openings.jsonl", fmt::format("{}\n", fmt::join(disclosed, "\n"))));
    written.openings = disclosed.size();
    if (content.policy) TRY(bag.write("custody/policy", *content.policy));

    for (const CarriedFile& file : carried_files()) TRY(bag.write(file.path, file.text));
    return written;
}

}  // namespace sanad
