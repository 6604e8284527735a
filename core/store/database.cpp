#include "core/store/database.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <stdexcept>
#include <thread>
#include <utility>

#include "core/base/text.hpp"

namespace sanad {
namespace {

constexpr std::string_view unchanging = "?immutable=1";
constexpr int busy_timeout_ms = 10'000;
constexpr int steps_between_looks = 10'000;  // of SQLite's machine: well under a millisecond

bool is_ours(int code) {
    switch (code & 0xff) {
        case SQLITE_ERROR:
        case SQLITE_INTERNAL:
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH:
        case SQLITE_MISUSE:
        case SQLITE_RANGE:
            return true;
        default:
            return false;
    }
}

/// Statements are right for files made here; one from elsewhere may bear the version and lack a table.
bool lacks_a_part(std::string_view said) {
    return said.starts_with("no such table") || said.starts_with("no such column");
}

std::string_view value_text(sqlite3_value* value) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
    if (text == nullptr) return {};
    return {text, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

// sanad_glob(pattern, text, fold_case)
void glob(sqlite3_context* context, int, sqlite3_value** values) {
    if (sqlite3_value_type(values[1]) == SQLITE_NULL) return sqlite3_result_int(context, 0);
    const bool fold_case = sqlite3_value_int(values[2]) != 0;
    sqlite3_result_int(context, glob_match(value_text(values[0]), value_text(values[1]), fold_case) ? 1 : 0);
}

// sanad_holds(sorted digests in one blob, digest)
void holds(sqlite3_context* context, int, sqlite3_value** values) {
    const auto width = static_cast<std::size_t>(sqlite3_value_bytes(values[1]));
    const auto* list = static_cast<const Byte*>(sqlite3_value_blob(values[0]));
    const auto* wanted = static_cast<const Byte*>(sqlite3_value_blob(values[1]));
    if (list == nullptr || wanted == nullptr || width == 0) return sqlite3_result_int(context, 0);
    std::size_t low = 0;
    std::size_t high = static_cast<std::size_t>(sqlite3_value_bytes(values[0])) / width;
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        const int order = std::memcmp(list + middle * width, wanted, width);
        if (order == 0) return sqlite3_result_int(context, 1);
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    sqlite3_result_int(context, 0);
}

// A path as the path of a file: URI, so that no byte of it is taken for a parameter.
std::string uri_of(const std::filesystem::path& path, std::string_view parameters) {
    std::string uri = "file:";
    for (const char letter : path.string()) {
        if (letter == '?' || letter == '#' || letter == '%')
            uri += fmt::format("%{:02x}", letter);
        else
            uri += letter;
    }
    return uri.append(parameters);
}

// SQLite counts all memory it uses under one lock, for which threads wait that read a file each; and it sets twenty
// pages aside for whatever is opened. Neither is asked for here. Must be told before the first file is opened.
void configure_library() {
    [[maybe_unused]] static const int once =
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) + sqlite3_config(SQLITE_CONFIG_PAGECACHE, nullptr, 0, 0);
}

std::string short_name(const std::filesystem::path& path) {
    const auto folder = path.parent_path().filename();
    return folder.empty() ? path.filename().string() : (folder / path.filename()).string();
}

}  // namespace

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& path, Access access) {
    configure_library();
    std::error_code unknown;
    const bool exists = std::filesystem::exists(path, unknown);
    std::unique_ptr<Database> database{new Database{short_name(path)}};
    const bool creates = access == Access::create || access == Access::create_unseen;
    if (creates && exists) return failure(Fault::refused, database->name_ + ": exists already");
    if (!creates && !exists) return failure(Fault::not_found, database->name_ + ": no such case");

    const std::string absolute = std::filesystem::absolute(path).string();
    if (creates) {
        TRY(database->connect(uri_of(absolute, ""), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE));
    } else if (access == Access::read_write) {
        TRY(database->connect(uri_of(absolute, ""), SQLITE_OPEN_READWRITE));
    } else if (access == Access::finished) {
        TRY(database->connect(uri_of(absolute, unchanging), SQLITE_OPEN_READONLY));
    } else {
        auto connected = database->connect(uri_of(absolute, ""), SQLITE_OPEN_READONLY);
        if (connected) connected = database->run("SELECT count(*) FROM sqlite_schema");
        const bool held_by_another = (sqlite3_errcode(database->handle_) & 0xff) == SQLITE_BUSY;
        const bool shared =
            std::filesystem::exists(absolute + "-wal", unknown) && std::filesystem::exists(absolute + "-shm", unknown);
        if (!connected && !held_by_another && !shared) connected = database->connect_unlocked(absolute);
        TRY(connected);
    }
    TRY(database->settle(access));
    return database;
}

Result<void> Database::connect(const std::string& uri, int flags) {
    sqlite3_close_v2(std::exchange(handle_, nullptr));
    const int code = sqlite3_open_v2(uri.c_str(), &handle_, flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
    if (code != SQLITE_OK) return trouble(code);
    sqlite3_extended_result_codes(handle_, 1);
    // Before the first statement: another program that has just opened or closed the case holds it for a moment.
    sqlite3_busy_timeout(handle_, busy_timeout_ms);
    return {};
}

// A case on a read-only medium: nobody can write to it, so that no locks are needed, nor memory shared with others.
Result<void> Database::connect_unlocked(const std::string& absolute) {
    std::error_code unknown;
    if (!std::filesystem::exists(absolute + "-wal", unknown))
        return connect(uri_of(absolute, unchanging), SQLITE_OPEN_READONLY);
    // Its writer was killed, and what it had committed last stands in the log alone. Whoever has the file to himself
    // keeps the log's index in his own memory.
    TRY(connect(uri_of(absolute, "?vfs=unix-none"), SQLITE_OPEN_READONLY));
    return run("PRAGMA locking_mode = EXCLUSIVE; SELECT count(*) FROM sqlite_schema");
}

Result<void> Database::settle(Access access) {
    // A case may come from the other side: its schema runs no function with effects, and nothing writes around SQLite.
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    // Many are opened for one question, and of each little is read.
    if (access == Access::finished) return run("PRAGMA cell_size_check = ON");
    constexpr int pure = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
    sqlite3_create_function_v2(handle_, "sanad_glob", 3, pure, nullptr, glob, nullptr, nullptr, nullptr);
    sqlite3_create_function_v2(handle_, "sanad_holds", 2, pure, nullptr, holds, nullptr, nullptr, nullptr);
    TRY(run("PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON"));
    // Readers are many, and what they read the system keeps for all of them.
    if (access == Access::read_only) return run("PRAGMA query_only = ON; PRAGMA cache_size = -16384");
    if (access == Access::create_unseen) return run("PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL");
    TRY(run("PRAGMA cache_size = -65536"));
    TRY(write_ahead());
    return run("PRAGMA synchronous = NORMAL");
}

// SQLite does not wait when two programs make a new file's log at once: one of them is told that it is busy, at once.
Result<void> Database::write_ahead() {
    for (int waited_ms = 0;; waited_ms += 10) {
        auto done = run("PRAGMA journal_mode = WAL");
        const bool held_by_another = (sqlite3_errcode(handle_) & 0xff) == SQLITE_BUSY;
        if (done || !held_by_another || waited_ms >= busy_timeout_ms) return done;
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
}

Database::~Database() {
    sqlite3_close_v2(handle_);
}

Result<void> Database::run(const char* sql) {
    const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return trouble(code);
    return {};
}

Result<std::int64_t> Database::number(const char* sql) {
    SqlStatement statement{*this, sql};
    auto rows = statement.with();
    if (!TRY(rows.next())) throw std::logic_error{fmt::format("{}: no row", sql)};
    return rows.integer(0);
}

Result<void> Database::begin() {
    return run("BEGIN IMMEDIATE");
}
Result<void> Database::commit() {
    return run("COMMIT");
}
void Database::roll_back() {
    if (in_transaction()) sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
}
bool Database::in_transaction() const {
    return sqlite3_get_autocommit(handle_) == 0;
}
void Database::give_up_when(std::function<bool()> unwanted) {
    unwanted_ = std::move(unwanted);
    const auto ask = [](void* database) { return static_cast<Database*>(database)->unwanted_() ? 1 : 0; };
    sqlite3_progress_handler(handle_, steps_between_looks, unwanted_ ? +ask : nullptr, this);
}
std::int64_t Database::changes() const {
    return sqlite3_total_changes64(handle_);
}

tl::unexpected<Error> Database::trouble(int code) const {
    const char* said = handle_ != nullptr ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
    if (lacks_a_part(said)) return damaged(fmt::format("is not what its version says: {}", said));
    if (is_ours(code)) throw std::logic_error{fmt::format("{}: {}", name_, said)};
    std::string what = fmt::format("{}: {}", name_, said);
    const int system_errno = handle_ != nullptr ? sqlite3_system_errno(handle_) : 0;
    if (((code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN) && system_errno != 0)
        what += fmt::format(" ({})", std::strerror(system_errno));
    return failure(Fault::system, std::move(what));
}

tl::unexpected<Error> Database::damaged(std::string_view what) const {
    return failure(Fault::system, fmt::format("{}: {}", name_, what));
}

Result<Transaction> Transaction::begin(Database& database) {
    TRY(database.begin());
    return Transaction{database};
}

Transaction::~Transaction() {
    if (database_ != nullptr) database_->roll_back();
}

Result<void> Transaction::commit() {
    auto committed = database_->commit();
    if (committed) database_ = nullptr;
    return committed;
}

SqlStatement::SqlStatement(SqlStatement&& other) noexcept
    : database_{other.database_}, sql_{std::move(other.sql_)}, statement_{std::exchange(other.statement_, nullptr)} {}

SqlStatement::~SqlStatement() {
    sqlite3_finalize(statement_);
}

bool SqlStatement::prepare() {
    if (statement_ != nullptr) return true;
    prepared_ = sqlite3_prepare_v3(database_->handle(), sql_.data(), static_cast<int>(sql_.size()),
                                   SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
    if (is_ours(prepared_) && !lacks_a_part(sqlite3_errmsg(database_->handle()))) check(prepared_);
    return prepared_ == SQLITE_OK;
}

void SqlStatement::check(int code) const {
    if (code != SQLITE_OK)
        throw std::logic_error{fmt::format("{}: {}: {}", database_->name(), sql_, sqlite3_errmsg(database_->handle()))};
}

void SqlStatement::bind_text(int place, std::string_view text) {
    const char* start = text.data() != nullptr ? text.data() : "";
    check(sqlite3_bind_text64(statement_, place, start, text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void SqlStatement::bind_blob(int place, Bytes bytes) {
    const void* start = bytes.data() != nullptr ? static_cast<const void*>(bytes.data()) : "";
    check(sqlite3_bind_blob64(statement_, place, start, bytes.size(), SQLITE_STATIC));
}

Rows SqlStatement::with_values(std::span<const SqlValue> values) {
    if (!prepare()) return Rows{*this};
    int place = 0;
    for (const SqlValue& value : values) {
        ++place;
        std::visit([&](const auto& held) { bind(place, held); }, value);
    }
    return Rows{*this};
}

Rows::~Rows() {
    sqlite3_reset(handle());
}

Result<bool> Rows::next() {
    if (handle() == nullptr) return statement_->database_->trouble(statement_->prepared_);
    if (wrong_column_)
        return statement_->database_->damaged(
            fmt::format("column {} holds what no writer writes", sqlite3_column_name(handle(), *wrong_column_)));
    const int code = sqlite3_step(handle());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return statement_->database_->trouble(code);
}

Result<void> Rows::run() {
    if (TRY(next())) throw std::logic_error{statement_->sql_ + ": gives rows"};
    return {};
}

std::int64_t Rows::integer(int column) const {
    return sqlite3_column_int64(handle(), column);
}

std::uint64_t Rows::total(int column) const {
    const double value = sqlite3_column_double(handle(), column);
    if (!(value > 0)) return 0;
    return value >= 18446744073709551615.0 ? UINT64_MAX : static_cast<std::uint64_t>(value);
}

std::string_view Rows::text(int column) const {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(handle(), column));
    if (text == nullptr) return {};
    return {text, static_cast<std::size_t>(sqlite3_column_bytes(handle(), column))};
}

Bytes Rows::blob(int column) const {
    const auto* blob = static_cast<const Byte*>(sqlite3_column_blob(handle(), column));
    if (blob == nullptr) return {};
    return {blob, static_cast<std::size_t>(sqlite3_column_bytes(handle(), column))};
}

std::optional<Timestamp> Rows::time(int column) const {
    if (null(column)) return std::nullopt;
    return Timestamp{integer(column)};
}

}  // namespace sanad
