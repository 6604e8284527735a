#pragma once
// The results of a case as text, in one order: two ingests of the same image with the same versions and settings dump
// byte for byte the same. Left out is what carries the wall clock or the examiner's machine: case_info, ingest_run,
// ingest_state, the paths of segments.
//
// Each table: a line "table NAME: COLUMN, COLUMN ...", then a line for each row, values separated by tabs. NULL is \N;
// a BLOB is \x and its hexadecimal; in text a backslash, tab, line feed, carriage return are written \\ \t \n \r. The
// leaves of block_hash come one a line, however they were written.
#include <functional>
#include <string_view>

#include "core/model/evidence.hpp"
#include "core/store/database.hpp"

namespace sanad {

/// `each` takes the dump a piece at a time, in order; false stops it.
Result<void> dump_results(Database& database, const std::function<bool(std::string_view piece)>& each);

/// Of the whole dump.
Result<Sha256Digest> dump_sha256(Database& database);

}  // namespace sanad
