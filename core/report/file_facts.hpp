#pragma once
// One file as programs are told of it: the keys of the vocabulary, the same in `files`, `show` and a manifest.
#include <optional>
#include <string>
#include <string_view>

#include "core/report/plain_text.hpp"
#include "core/store/case_reader.hpp"

namespace sanad {

/// ISO 8601 in UTC; without the Z where the evidence records no zone.
std::string time_text(std::optional<Timestamp> time, bool local_times);

/// allocated, deleted, orphan; "derived" of what a module took out of another file, which no file system ever listed.
std::string_view state_text(const FileRow& file);

/// Members of one file. What a file does not have is left out: a directory has no digests, a file of ext4 no SID.
JsonObject file_json(const FileRow& file);

/// The header row, and the row, of the same facts as CSV, each with its line end (CR LF, RFC 4180).
/// "read_only, hidden"; "none" where none is set, empty where the file system has none.
std::string attributes_text(std::optional<FileAttributes> attributes);

std::string file_csv_header();
std::string file_csv(const FileRow& file);

/// Four letters for a listing: deleted or orphan; kind; extension mismatch; damaged or not examined.
std::string file_mark(const FileRow& file);
/// What file_mark's letters mean, for --help.
std::string_view file_mark_legend();

}  // namespace sanad
