#pragma once
// An SQLite database of the evidence, open for reading in memory; its companions ("{name}-wal", "{name}-journal") are
// taken into account as SQLite would on opening it. Nothing in it is trusted: no extensions, views, triggers, virtual
// tables or pragmas, and an end to how long a statement may run.
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/sqlite/pages.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace sanad::sqlite {

/// The companions to ask for in `wants`.
inline constexpr std::string_view companions = "{name}-wal;{name}-journal";
inline constexpr std::string_view file_signature{"SQLite format 3\0", 16};

/// The database, or a statement on it, cannot be read (further); what() says why, for an examiner.
struct Damaged : std::runtime_error {
    using std::runtime_error::runtime_error;
};

enum class CellType : std::uint8_t { null, integer, real, text, blob };

/// One value as it is stored. Text is UTF-8, repaired where it is none.
struct Cell {
    CellType type = CellType::null;
    std::int64_t integer = 0;
    double real = 0;
    std::string bytes;  ///< of text and blob

    bool is_null() const { return type == CellType::null; }
    bool is_text() const { return type == CellType::text; }
};

/// The answer of one statement, row by row. Valid as long as its database.
class Rows {
public:
    /// False after the last row; throws Damaged.
    bool next();
    std::size_t columns() const { return names_.size(); }
    const std::string& name(std::size_t column) const { return names_[column]; }
    /// The place of a column of this name.
    std::optional<std::size_t> column(std::string_view name) const;
    Cell cell(std::size_t column) const;
    /// Null when there is no such column.
    Cell cell(std::string_view name) const;

private:
    friend class Database;
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    std::vector<std::string> names_;
    class Connection* connection_ = nullptr;
};

class Database {
public:
    /// Nothing: no SQLite database. Throws Damaged when not even its list of tables can be read.
    static std::optional<Database> open(const sdk::File& file);
    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;
    ~Database();

    /// A table with rows in it or not, no view, no virtual one; case as SQLite has it.
    bool has_table(std::string_view table) const;
    bool has_column(std::string_view table, std::string_view column) const;
    std::vector<std::string> tables() const;

    /// One SELECT. `values` are bound to ?1, ?2 …
    Rows query(std::string_view sql, std::span<const Cell> values = {}) const;

    /// The bytes of a row on its page, in the file or in a companion; the whole file when they cannot be told.
    sdk::Range place_of_row(std::string_view table, std::int64_t rowid) const;

    const Pages& pages() const;
    /// Tells what opening it brought to light. True: there was damage.
    bool tell(const sdk::Sink& sink) const;

private:
    explicit Database(std::unique_ptr<class Connection> connection);
    std::unique_ptr<class Connection> connection_;
};

}  // namespace sanad::sqlite
