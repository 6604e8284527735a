#pragma once
// SQLite, owned and told apart: a wrong statement is a programming error and throws std::logic_error; a full disk, a
// failing one, a lock that does not go away or a damaged file is an Error that names the database. Only for this
// folder.
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/bytes.hpp"
#include "core/base/time.hpp"
#include "core/store/query.hpp"

namespace sanad {

enum class Access : std::uint8_t {
    create,  ///< a new database; refused when the file exists
    /// The same under a name that nobody knows yet: nothing of it need be on the disk before it is closed, and whoever
    /// gives it its name syncs it first.
    create_unseen,
    read_write,  ///< an existing one
    read_only,   ///< an existing one, on a read-only medium too
    finished,    ///< one that nobody writes again: read without locks and without a look for a log
};

/// One connection, for one thread.
class Database {
public:
    static Result<std::unique_ptr<Database>> open(const std::filesystem::path& path, Access access);
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database();

    /// Statements without values or rows, several at once.
    Result<void> run(const char* sql);
    /// One number, of a statement such as `PRAGMA user_version`.
    Result<std::int64_t> number(const char* sql);

    Result<void> begin();
    Result<void> commit();
    void roll_back();
    bool in_transaction() const;
    /// Asked every so often while a statement is at work; once it says true, the statement ends with an error.
    void give_up_when(std::function<bool()> unwanted);
    /// Rows changed so far on this connection.
    std::int64_t changes() const;

    /// "op-lantern.sanad/case.db"
    const std::string& name() const { return name_; }
    sqlite3* handle() const { return handle_; }
    /// The error of SQLite's result `code`; throws std::logic_error when it is ours.
    tl::unexpected<Error> trouble(int code) const;
    tl::unexpected<Error> damaged(std::string_view what) const;

private:
    explicit Database(std::string name) : name_{std::move(name)} {}
    Result<void> connect(const std::string& uri, int flags);
    Result<void> connect_unlocked(const std::string& absolute);
    Result<void> settle(Access access);
    Result<void> write_ahead();

    std::string name_;
    sqlite3* handle_ = nullptr;
    std::function<bool()> unwanted_;
};

/// Rolls back what was not committed.
class Transaction {
public:
    static Result<Transaction> begin(Database& database);
    Transaction(Transaction&& other) noexcept : database_{std::exchange(other.database_, nullptr)} {}
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    Result<void> commit();

private:
    explicit Transaction(Database& database) : database_{&database} {}
    Database* database_;
};

class Rows;

/// Prepared once, at its first use; bound by value.
class SqlStatement {
public:
    SqlStatement(Database& database, std::string sql) : database_{&database}, sql_{std::move(sql)} {}
    SqlStatement(SqlStatement&& other) noexcept;
    SqlStatement& operator=(SqlStatement&&) = delete;
    ~SqlStatement();

    /// Binds ?1, ?2 ... and gives the rows. What a text or blob points at must live until the rows are done with.
    template <class... Values>
    Rows with(const Values&... values);
    Rows with_values(std::span<const SqlValue> values);

private:
    friend class Rows;
    bool prepare();
    void check(int code) const;
    void bind_integer(int place, std::int64_t value) { check(sqlite3_bind_int64(statement_, place, value)); }
    void bind_text(int place, std::string_view text);
    void bind_blob(int place, Bytes bytes);
    void bind_null(int place) { check(sqlite3_bind_null(statement_, place)); }

    template <class Value>
    void bind(int place, const Value& value) {
        if constexpr (std::is_same_v<Value, std::nullopt_t> || std::is_same_v<Value, std::monostate>) {
            bind_null(place);
        } else if constexpr (std::is_same_v<Value, Timestamp>) {
            bind_integer(place, value.ns);
        } else if constexpr (std::is_floating_point_v<Value>) {
            check(sqlite3_bind_double(statement_, place, value));
        } else if constexpr (std::is_integral_v<Value> || std::is_enum_v<Value>) {
            bind_integer(place, static_cast<std::int64_t>(value));
        } else if constexpr (std::is_convertible_v<const Value&, std::string_view>) {
            bind_text(place, value);
        } else if constexpr (requires { value.has_value(); }) {
            if (value)
                bind(place, *value);
            else
                bind_null(place);
        } else {
            bind_blob(place, Bytes{value});
        }
    }

    Database* database_;
    std::string sql_;
    sqlite3_stmt* statement_ = nullptr;
    int prepared_ = SQLITE_OK;  ///< reported by the first next(): a database may be locked or damaged
};

/// What a bound statement gives; the statement is free for its next use when this goes away.
class Rows {
public:
    explicit Rows(SqlStatement& statement) : statement_{&statement} {}
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;
    ~Rows();

    /// True when there is a row. An Error also when a column of the row before held what no writer writes.
    Result<bool> next();
    /// For statements that give no rows.
    Result<void> run();

    int columns() const { return sqlite3_column_count(handle()); }
    int type(int column) const { return sqlite3_column_type(handle(), column); }
    bool null(int column) const { return type(column) == SQLITE_NULL; }
    std::int64_t integer(int column) const;
    template <class Number>
    Number number(int column) const {
        return static_cast<Number>(integer(column));
    }
    double real(int column) const { return sqlite3_column_double(handle(), column); }
    /// What SQL's total() gives: exact to 2^53, and no sum of hostile sizes overflows it.
    std::uint64_t total(int column) const;
    bool flag(int column) const { return integer(column) != 0; }
    /// Valid until the next call of next().
    std::string_view text(int column) const;
    std::string string(int column) const { return std::string{text(column)}; }
    Bytes blob(int column) const;
    std::optional<Timestamp> time(int column) const;
    template <class Number>
    std::optional<Number> optional_number(int column) const {
        if (null(column)) return std::nullopt;
        return number<Number>(column);
    }
    template <class Enum>
    Enum code(int column, Enum last) {
        const auto value = integer(column);
        if (value >= 0 && value <= static_cast<std::int64_t>(last)) return static_cast<Enum>(value);
        wrong_column_ = column;
        return Enum{};
    }
    /// The enumerator whose name_of() the column holds.
    template <class Enum>
    Enum named(int column, Enum last) {
        for (int value = 0; value <= static_cast<int>(last); ++value)
            if (name_of(static_cast<Enum>(value)) == text(column)) return static_cast<Enum>(value);
        wrong_column_ = column;
        return Enum{};
    }
    template <class Digest>
    std::optional<Digest> digest(int column) {
        if (null(column)) return std::nullopt;
        Digest digest;
        const Bytes bytes = blob(column);
        if (bytes.size() != digest.size()) {
            wrong_column_ = column;
            return std::nullopt;
        }
        std::copy(bytes.begin(), bytes.end(), digest.begin());
        return digest;
    }
    /// MD5, SHA-1 and SHA-256 in three columns from `column` on; nothing unless all are there.
    std::optional<Digests> digests(int column) {
        const auto md5 = digest<Md5Digest>(column);
        const auto sha1 = digest<Sha1Digest>(column + 1);
        const auto sha256 = digest<Sha256Digest>(column + 2);
        if (!md5 || !sha1 || !sha256) return std::nullopt;
        return Digests{*md5, *sha1, *sha256};
    }

private:
    sqlite3_stmt* handle() const { return statement_->statement_; }

    SqlStatement* statement_;
    std::optional<int> wrong_column_;
};

template <class... Values>
Rows SqlStatement::with(const Values&... values) {
    if (!prepare()) return Rows{*this};
    int place = 0;
    (bind(++place, values), ...);
    return Rows{*this};
}

}  // namespace sanad
