#pragma once
// One mark for programs and for people, with what the case says now of what it is on.
#include <optional>
#include <string>

#include "core/cli/output.hpp"
#include "core/store/marked.hpp"

namespace sanad {

/// A mark and its subject as the case has it now.
struct ShownMark {
    Mark mark;
    FoundAgain found;
    std::string context;  ///< "image/jpeg, 12,345 bytes, deleted"; of a finding its values
};

Result<ShownMark> shown_mark(CaseReader& reader, Mark mark);

JsonObject mark_json(const ShownMark& shown);
std::string mark_csv_header();
std::string mark_csv(const ShownMark& shown);
/// A line or two.
std::string mark_lines(const ShownMark& shown);

}  // namespace sanad
