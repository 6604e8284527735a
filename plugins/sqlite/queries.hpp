#pragma once
// SQL as data: what to ask of the databases of one app, and what each answer means. README.md describes the files,
// plugins/queries/APP/*.json; they are compiled into the module (queries.cmake), and a lab may hand in others.
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/sqlite/database.hpp"

namespace sanad::sqlite {

/// How a column becomes an attribute.
enum class As : std::uint8_t {
    text,
    integer,
    real,
    bytes,
    list,       ///< text in parts, with U+001F between them: char(31)
    lines,      ///< text that is a list, an item on each line
    names,      ///< a number that stands for a word; one that is not listed is given as a number
    webkit_us,  ///< microseconds since 1601
    filetime,   ///< 100 nanoseconds since 1601
    unix_s,
    unix_ms,
    unix_us,
    unix_ns,
    mac_s,
    mac_ms,
    mac_us,
    mac_ns,  ///< since 2001 (Cocoa)
};

struct Value {
    std::string attribute, column;
    As as = As::text;
    std::map<std::int64_t, std::string> names;
};

/// Names of a table and of columns that must be there.
using Tables = std::vector<std::pair<std::string, std::vector<std::string>>>;

struct Question {
    std::string type, sql, table;  ///< `table`: whose row SQL's column source_rowid names
    Tables needs;
    Tables optional;  ///< empty tables of these columns stand in for them where a version lacks them
    std::vector<Value> values;
    std::vector<std::pair<std::string, std::string>> constants;
};

/// One file: an app's database in a range of its versions.
struct QueryFile {
    std::string app, versions;
    Tables needs;
    std::vector<std::string> lacks;  ///< "table" or "table.column" that must not be there
    std::vector<Question> questions;
};

/// Throws std::runtime_error when a file breaks the form.
QueryFile parse_queries(std::string_view json);

/// A time of the given unit; nothing for zero, which means never, and for what 64 bits of nanoseconds cannot hold.
std::optional<sdk::Time> time_of(As unit, std::int64_t stored);
std::optional<sdk::Time> time_of(As unit, double stored);
std::optional<sdk::Time> time_of(As unit, std::string_view decimal);  ///< "395010381.4"

class Queries {
public:
    /// `settings` empty, or {"queries": [file, …]}: these come before those that were built in, and the first that
    /// recognises a database answers for its app.
    /// `functions`: what the questions may call beside SQLite's own.
    Queries(std::span<const std::string_view> built_in, std::string_view settings,
            std::span<const Function> functions = {});

    /// Asks what the database's tables allow; not_mine when no app recognises them.
    sdk::Verdict examine(const Database& database, const sdk::Sink& sink) const;
    sdk::Verdict examine(const sdk::File& file, const sdk::Sink& sink) const;

    std::span<const QueryFile> files() const { return files_; }

private:
    std::vector<QueryFile> files_;
    std::span<const Function> functions_;
};

/// What queries.cmake compiled in.
std::span<const std::string_view> built_in_queries();

}  // namespace sanad::sqlite
