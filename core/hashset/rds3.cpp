// The one place outside of core/store that opens a database: not a case, but a list that a publisher chose to hand out
// as one. Only plain tables are read: a view or a virtual table of a stranger's runs what it likes.
#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <memory>

#include "core/base/text.hpp"
#include "core/hashset/digest_lists.hpp"
#include "core/hashset/hex_digest.hpp"

namespace sanad {
namespace {

struct CloseDatabase {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
struct FinishStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Connection = std::unique_ptr<sqlite3, CloseDatabase>;
using Prepared = std::unique_ptr<sqlite3_stmt, FinishStatement>;

tl::unexpected<Error> said(sqlite3* database) {
    const int code = sqlite3_errcode(database) & 0xff;
    const Fault fault = code == SQLITE_CANTOPEN || code == SQLITE_IOERR ? Fault::unreadable : Fault::damaged;
    return failure(fault, shown(sqlite3_errmsg(database)));
}

Result<Prepared> prepare(sqlite3* database, const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database, sql.c_str(), static_cast<int>(sql.size()), &statement, nullptr) != SQLITE_OK)
        return said(database);
    return Prepared{statement};
}

std::string_view text_in(sqlite3_stmt* row, int column) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
    if (text == nullptr) return {};
    return {text, static_cast<std::size_t>(sqlite3_column_bytes(row, column))};
}

/// A path as a URI that no byte of it can turn into parameters.
std::string immutable_uri(const std::string& path) {
    std::string uri = "file:";
    for (const char letter : path) {
        if (letter == '?' || letter == '#' || letter == '%') {
            uri += fmt::format("%{:02x}", letter);
        } else {
            uri += letter;
        }
    }
    return uri + "?immutable=1";
}

Result<Connection> open_list(const std::string& path) {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(immutable_uri(path).c_str(), &opened,
                                     SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
    Connection database{opened};
    if (code != SQLITE_OK) return said(opened);
    sqlite3_db_config(opened, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(opened, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_exec(opened, "PRAGMA cell_size_check = ON; PRAGMA query_only = ON; PRAGMA cache_size = -32768", nullptr,
                 nullptr, nullptr);
    return database;
}

/// Whether `table` is a plain one with a column of this name. In RDSv3 METADATA holds the files, and FILE is a view
/// over it, or in smaller publications the table itself.
Result<bool> has_column(sqlite3* database, const std::string& table, std::string_view column) {
    const Prepared find = TRY(prepare(
        database,
        "SELECT 1 FROM sqlite_schema AS listed JOIN pragma_table_info(listed.name) AS info WHERE listed.type = 'table' "
        "AND "
        "listed.name = ?1 COLLATE NOCASE AND info.name = ?2 COLLATE NOCASE AND upper(ltrim(listed.sql)) NOT LIKE "
        "'CREATE VIRTUAL%'"));
    sqlite3_bind_text(find.get(), 1, table.data(), static_cast<int>(table.size()), SQLITE_STATIC);
    sqlite3_bind_text(find.get(), 2, column.data(), static_cast<int>(column.size()), SQLITE_STATIC);
    const int code = sqlite3_step(find.get());
    if (code != SQLITE_ROW && code != SQLITE_DONE) return said(database);
    return code == SQLITE_ROW;
}

/// The version it states of itself; an RDS without one is still an RDS.
Result<std::string> version_of(sqlite3* database) {
    if (!TRY(has_column(database, "VERSION", "version"))) return std::string{};
    const Prepared find = TRY(prepare(database, "SELECT version FROM VERSION ORDER BY rowid DESC LIMIT 1"));
    if (sqlite3_step(find.get()) != SQLITE_ROW) return std::string{};
    return std::string{text_in(find.get(), 0)};
}

}  // namespace

Result<ListFacts> read_nsrl_sqlite(const std::string& path, ListTaker& taker) {
    const Connection database = TRY(open_list(path));
    std::string table;
    std::array<bool, 3> has{};
    static constexpr std::array<std::string_view, 3> columns{"md5", "sha1", "sha256"};
    for (const char* const candidate : {"METADATA", "FILE", "DISTINCT_HASH"}) {
        bool any = false;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            has[i] = TRY(has_column(database.get(), candidate, columns[i]));
            any = any || has[i];
        }
        if (!any) continue;
        table = candidate;
        break;
    }
    if (table.empty())
        return failure(Fault::unsupported,
                       "no table METADATA or FILE with columns sha256, sha1 or md5: not an RDSv3 of the NSRL");
    ListFacts facts;
    facts.version = TRY(version_of(database.get()));
    const auto column = [&](std::size_t i) { return has[i] ? columns[i] : std::string_view{"NULL"}; };
    const Prepared rows =
        TRY(prepare(database.get(), fmt::format("SELECT {}, {}, {} FROM {}", column(0), column(1), column(2), table)));
    std::array<Byte, 16> md5{};
    std::array<Byte, 20> sha1{};
    std::array<Byte, 32> sha256{};
    for (std::uint64_t number = 1;; ++number) {
        const int code = sqlite3_step(rows.get());
        if (code == SQLITE_DONE) return facts;
        if (code != SQLITE_ROW) return within(fmt::format("row {} of {}", number, table), said(database.get()).value());
        ListedDigests digests;
        const auto read = [&](int at, Byte* to, std::size_t size, const Byte*& where) {
            const std::string_view text = text_in(rows.get(), at);
            if (text.empty()) return true;
            if (!read_hex(text, to, size)) return false;
            where = to;
            return true;
        };
        const bool good = read(0, md5.data(), md5.size(), digests.md5) &&
                          read(1, sha1.data(), sha1.size(), digests.sha1) &&
                          read(2, sha256.data(), sha256.size(), digests.sha256);
        if (!good || !digests.any()) {
            TRY(taker.refuse(
                number, good ? "no digest in it" : "a digest of another length",
                fmt::format("{} {} {}", text_in(rows.get(), 0), text_in(rows.get(), 1), text_in(rows.get(), 2))));
            continue;
        }
        TRY(taker.take(number, digests));
    }
}

}  // namespace sanad
