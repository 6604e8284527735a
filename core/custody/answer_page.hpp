#pragma once
// The answer sheet as people and programs are shown it: text for a terminal, one line of JSON, one page of HTML that
// needs nothing but itself.
#include <string>

#include "core/custody/answer_sheet.hpp"

namespace sanad {

std::string sheet_text(const AnswerSheet& sheet, SheetLanguage language);
/// LEDGER.md section 12; the details in `language`.
std::string sheet_json(const AnswerSheet& sheet, SheetLanguage language);
/// Both languages, `first` before the other, each on paper of its own. No script, no link, nothing from elsewhere.
std::string sheet_html(const AnswerSheet& sheet, SheetLanguage first);

/// The status in a sentence.
Phrase verdict_of(int status);

}  // namespace sanad
