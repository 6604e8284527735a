#pragma once
// The schema's versions: each database says its own in user_version, and is brought up step by step.
#include "core/store/database.hpp"

namespace sanad {

/// The text of schema.sql, that of a case; of ledger.sql; and of marks.sql.
extern const char* const schema_sql;
extern const char* const ledger_sql;
extern const char* const marks_sql;

/// The version this program writes.
inline constexpr std::int64_t schema_version = 6;

/// Makes a table for each type of the catalog that has none yet, and a column for each attribute that is new.
Result<void> make_artifact_tables(Database& database);

/// The table of a catalog's type: "artifact_program_executed".
std::string artifact_table(std::string_view type);

/// Marks a database as a case: "Sand" in PRAGMA application_id.
inline constexpr std::int64_t case_application_id = 0x53616e64;

/// The same of a ledger: "Sanl".
inline constexpr std::int64_t ledger_schema_version = 1;
inline constexpr std::int64_t ledger_application_id = 0x53616e6c;

/// The same of marks: "Sanm".
inline constexpr std::int64_t marks_schema_version = 1;
inline constexpr std::int64_t marks_application_id = 0x53616e6d;

/// Brings the database up to `schema_version`, all or nothing; one that is there already is left alone. Fault::refused
/// for a newer one, and for a database that is no case.
Result<void> migrate(Database& database);

/// Refuses what this program cannot read: a newer schema, an older one, no case at all.
Result<void> check_schema(Database& database);

}  // namespace sanad
