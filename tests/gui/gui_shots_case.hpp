#pragma once
// A case to make pictures of: a copy, so that what is written into it for a picture never stands in the case that was
// given.
#include <QStringList>
#include <filesystem>
#include <map>
#include <string>

#include "core/base/result.hpp"
#include "core/store/query.hpp"

namespace sanad::test {

/// The case copied into an empty folder, beside it phone.tar, files that the sample disk lacks (gui_shots_phone.py).
Result<std::filesystem::path> case_for_shots(const std::filesystem::path& given, const std::filesystem::path& room);
/// What adds that telephone to it as a second exhibit.
QStringList examine_phone(const std::filesystem::path& copy);
/// The ids of its files by their paths.
Result<std::map<std::string, Id>> files_by_path(const std::filesystem::path& copy);
/// Tags and a note, set by verbs as an examiner sets them, on those of these files that there are.
Result<void> mark_files(const std::filesystem::path& copy, const std::map<std::string, Id>& files);

}  // namespace sanad::test
