#pragma once
// What a bundle holds of a ledger (LEDGER.md section 11), written into a bag that is being built.
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/custody/bag_writer.hpp"
#include "core/store/ledger_file.hpp"

namespace sanad {

/// Which openings leave the house.
struct Disclosure {
    bool all = false;
    std::set<std::string, std::less<>> labels;
    bool none() const { return !all && labels.empty(); }
    /// As the event of the export says it.
    std::string profile() const;
};
/// "all", "none" or labels. For a recipient "audit" nothing is disclosed; in a case under sections 21 or 22 of PECA,
/// where the law protects who the victims are, `all` is not enough: each label has to be named. Fault::refused says so.
Result<Disclosure> disclosure_told(const std::vector<std::string>& told, std::string_view recipient,
                                   const LedgerCheck& ledger);

struct CustodyContent {
    std::set<std::string, std::less<>> items;  ///< whose entries get proofs of their own and whose openings may go
    Disclosure disclosure;
    std::optional<std::string> policy;  ///< text of a tlog-policy
};

struct WrittenCustody {
    std::uint64_t entries = 0;
    Checkpoint checkpoint;
    std::uint64_t openings = 0, proofs = 0, tokens = 0;
};

/// What every bundle carries beside the record, as it stands in core/custody: verify.py, verifier/…, VERIFY.txt.
struct CarriedFile {
    std::string_view path, text;
};
std::span<const CarriedFile> carried_files();

/// Of the verifier among them, so that one that was replaced shows. VERIFY.txt, section 5, says how anybody works it
/// out.
std::string carried_verifier_sha256();
/// How openssl alone verifies a signature and a time stamp, from VERIFY.txt.
std::string_view openssl_checks();

/// Writes custody/ as of the newest checkpoint, and the second verifier. Entries that others append meanwhile are
/// left to the next bundle.
Result<WrittenCustody> write_custody(BagWriter& bag, LedgerFile& ledger, const CustodyContent& content);

}  // namespace sanad
