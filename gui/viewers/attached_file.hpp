#pragma once
// The file that came with a message, where the case has it.
#include <optional>
#include <string>
#include <vector>

#include "core/store/case_reader.hpp"

namespace sanad::gui {

/// What modules took out of the message's own file under that name; else the one file whose path ends as the recorded
/// path does, by folder and name at least. Nothing where two files of different contents could be meant: a link that
/// may be wrong is none.
Result<std::optional<Id>> attached_file(CaseReader& reader, const ArtifactRow& message);

/// How many names at the end of both paths are the same.
std::size_t common_end(const std::string& one, const std::string& other);

}  // namespace sanad::gui
