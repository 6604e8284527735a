#pragma once
// The papers of custody filled from a ledger: what the record holds, and nothing that it does not.
#include <string>
#include <string_view>

#include "core/custody/identity_store.hpp"
#include "core/report/custody_papers.hpp"
#include "core/store/ledger_file.hpp"

namespace sanad {

/// `paper`: seizure-memo, transfer-slip, custody-log, court-certificate, destruction-record. Fault::not_found when the
/// item has no such act. Names of persons stand on it where their openings are at hand.
/// `certifier`: whose certificate it is.
Result<Sheet> custody_paper(std::string_view paper, LedgerFile& ledger, const std::string& item, const Agency& agency,
                            Language language, const std::string& certifier = {});

/// What a paper about the whole case begins with, by the newest entry of a ledger that was checked.
Result<PaperHead> paper_head(LedgerFile& ledger, const LedgerCheck& checked, const Agency& agency);

}  // namespace sanad
