#include "plugins/sqlite/database.hpp"

#include <sqlite3.h>

#include <algorithm>

#include "plugins/sqlite/records.hpp"

namespace sanad::sqlite {

using sdk::Range;

namespace {

// A million joined rows take some 100 million steps; a hostile statement none that ends.
constexpr int steps_between_looks = 100'000;
constexpr std::uint64_t most_looks = 10'000;

struct Limit {
    int what, most;
};
constexpr Limit limits[] = {
    {SQLITE_LIMIT_LENGTH, 128 << 20},   {SQLITE_LIMIT_SQL_LENGTH, 1 << 20},       {SQLITE_LIMIT_EXPR_DEPTH, 200},
    {SQLITE_LIMIT_COMPOUND_SELECT, 50}, {SQLITE_LIMIT_VDBE_OP, 250'000},          {SQLITE_LIMIT_FUNCTION_ARG, 32},
    {SQLITE_LIMIT_ATTACHED, 0},         {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000}, {SQLITE_LIMIT_VARIABLE_NUMBER, 100},
    {SQLITE_LIMIT_TRIGGER_DEPTH, 1},    {SQLITE_LIMIT_WORKER_THREADS, 0}};

int only_reading(void*, int action, const char*, const char*, const char*, const char*) {
    const bool reads =
        action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_FUNCTION || action == SQLITE_RECURSIVE;
    return reads ? SQLITE_OK : SQLITE_DENY;
}

bool is_folded_equal(std::string_view a, std::string_view b) {
    return a.size() == b.size() && sqlite3_strnicmp(a.data(), b.data(), static_cast<int>(a.size())) == 0;
}

}  // namespace

class Connection {
public:
    explicit Connection(Pages pages, Range whole) : pages_{std::move(pages)}, whole_{whole} {
        try {
            open(false);
        } catch (const Damaged& error) {
            // One unreadable definition must not hide the other tables.
            pages_.warnings.push_back({{0, 100, 0}, std::string{"the list of tables: "} + error.what(), true});
            open(true);
        }
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    [[noreturn]] void fail(std::string_view doing) const {
        if (looks_ >= most_looks) throw Damaged{"reading it takes too long; it was stopped"};
        throw Damaged{std::string{doing} + sdk::utf8(sqlite3_errmsg(handle()))};
    }

    sqlite3* handle() const { return handle_.get(); }
    const Pages& pages() const { return pages_; }
    Range whole() const { return whole_; }
    const std::vector<std::pair<std::string, std::uint32_t>>& roots() const { return roots_; }

    /// An order of rows that only the program knew which made the database (LOCALIZED of Android). Statements that do
    /// not depend on it work; of one that did, the rows may be incomplete, and it fails.
    void check_order() const {
        if (!unknown_order_.empty()) {
            throw Damaged{"the answer depends on the order " + unknown_order_ + ", which is not known here"};
        }
    }
    void forget_order() { unknown_order_.clear(); }

private:
    struct Close {
        void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
    };

    void close() {
        handle_.reset();
        roots_.clear();
    }

    void open(bool tolerant) {
        close();
        // Not from a file: the worker has none.
        sqlite3* opened = nullptr;
        const int status = sqlite3_open_v2(":memory:", &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, nullptr);
        handle_.reset(opened);
        if (status != SQLITE_OK) {
            fail("SQLite: ");
        }
        for (const Limit& limit : limits) sqlite3_limit(handle(), limit.what, limit.most);
        run("PRAGMA temp_store = MEMORY");
        run("PRAGMA cell_size_check = ON");
        if (tolerant) run("PRAGMA writable_schema = ON");  // tables that cannot be understood are left out
        for (const auto& [what, on] : {std::pair{SQLITE_DBCONFIG_DEFENSIVE, 1},
                                       {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                                       {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
                                       {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
                                       {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
                                       {SQLITE_DBCONFIG_DQS_DML, 0},
                                       {SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0}}) {
            sqlite3_db_config(handle(), what, on, nullptr);
        }
        sqlite3_progress_handler(
            handle(), steps_between_looks,
            [](void* self) { return ++static_cast<Connection*>(self)->looks_ >= most_looks ? 1 : 0; }, this);
        sqlite3_collation_needed(handle(), this, [](void* self, sqlite3* handle, int, const char* name) {
            sqlite3_create_collation_v2(handle, name, SQLITE_UTF8, new Order{static_cast<Connection*>(self), name},
                                        &Order::compare, &Order::forget);
        });
        if (sqlite3_deserialize(handle(), "main", pages_.image.data(), static_cast<sqlite3_int64>(pages_.image.size()),
                                static_cast<sqlite3_int64>(pages_.image.size()),
                                SQLITE_DESERIALIZE_READONLY) != SQLITE_OK) {
            fail("SQLite: ");
        }
        sqlite3_set_authorizer(handle(), only_reading, nullptr);
        read_roots();
    }

    struct Order {
        Connection* connection;
        std::string name;
        static int compare(void* self, int a_size, const void* a, int b_size, const void* b) {
            auto* order = static_cast<Order*>(self);
            order->connection->unknown_order_ = order->name;
            const std::string_view left{static_cast<const char*>(a), static_cast<std::size_t>(a_size)};
            const std::string_view right{static_cast<const char*>(b), static_cast<std::size_t>(b_size)};
            return left.compare(right);
        }
        static void forget(void* self) { delete static_cast<Order*>(self); }
    };

    void run(const char* sql) {
        if (sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail("SQLite: ");
    }

    void read_roots() {
        sqlite3_stmt* statement = nullptr;
        // Views and virtual tables have no root page.
        constexpr const char* sql = "SELECT name, rootpage FROM sqlite_schema WHERE type = 'table' AND rootpage > 0";
        int step = sqlite3_prepare_v2(handle(), sql, -1, &statement, nullptr);
        if (step == SQLITE_OK) step = sqlite3_step(statement);
        for (; step == SQLITE_ROW; step = sqlite3_step(statement)) {
            const auto* name = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
            if (name != nullptr)
                roots_.emplace_back(name, static_cast<std::uint32_t>(sqlite3_column_int64(statement, 1)));
        }
        sqlite3_finalize(statement);
        if (step != SQLITE_DONE) fail("");
    }

    Pages pages_;
    Range whole_;
    std::unique_ptr<sqlite3, Close> handle_;  // after the pages: it reads them until it is closed
    std::uint64_t looks_ = 0;
    std::string unknown_order_;
    std::vector<std::pair<std::string, std::uint32_t>> roots_;
};

// ---- rows ----------------------------------------------------------------------------------------------------------

void Rows::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

bool Rows::next() {
    connection_->forget_order();
    const int step = sqlite3_step(statement_.get());
    connection_->check_order();
    if (step != SQLITE_ROW && step != SQLITE_DONE) connection_->fail("");
    return step == SQLITE_ROW;
}

std::optional<std::size_t> Rows::column(std::string_view name) const {
    // As written in the table's definition, whose case another version may have changed.
    const auto found =
        std::ranges::find_if(names_, [&](const std::string& each) { return is_folded_equal(each, name); });
    if (found == names_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - names_.begin());
}

Cell Rows::cell(std::size_t column) const {
    Cell cell;
    auto* statement = statement_.get();
    const int at = static_cast<int>(column);
    switch (sqlite3_column_type(statement, at)) {
        case SQLITE_INTEGER:
            cell.type = CellType::integer;
            cell.integer = sqlite3_column_int64(statement, at);
            break;
        case SQLITE_FLOAT:
            cell.type = CellType::real;
            cell.real = sqlite3_column_double(statement, at);
            break;
        case SQLITE_TEXT: {
            cell.type = CellType::text;
            const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, at));
            if (text == nullptr) throw Damaged{"out of memory"};
            cell.bytes = sdk::utf8({text, static_cast<std::size_t>(sqlite3_column_bytes(statement, at))});
            break;
        }
        case SQLITE_BLOB: {
            cell.type = CellType::blob;
            const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, at));
            if (bytes != nullptr)
                cell.bytes.assign(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement, at)));
            break;
        }
        default:
            break;
    }
    return cell;
}

Cell Rows::cell(std::string_view name) const {
    const auto found = column(name);
    return found ? cell(*found) : Cell{};
}

// ---- the database --------------------------------------------------------------------------------------------------

std::optional<Database> Database::open(const sdk::File& file) {
    auto pages = read_pages(file);
    if (!pages) return std::nullopt;
    const Range whole = file.size() > 0 ? file.whole() : pages->places[0];
    return Database{std::make_unique<Connection>(std::move(*pages), whole)};
}

Database::Database(std::unique_ptr<Connection> connection) : connection_{std::move(connection)} {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

bool Database::has_table(std::string_view table) const {
    return std::ranges::any_of(connection_->roots(),
                               [&](const auto& each) { return is_folded_equal(each.first, table); });
}

bool Database::has_column(std::string_view table, std::string_view column) const {
    return has_table(table) && sqlite3_table_column_metadata(connection_->handle(), nullptr, std::string{table}.c_str(),
                                                             std::string{column}.c_str(), nullptr, nullptr, nullptr,
                                                             nullptr, nullptr) == SQLITE_OK;
}

std::vector<std::string> Database::tables() const {
    std::vector<std::string> names;
    for (const auto& [name, root] : connection_->roots()) names.push_back(sdk::utf8(name));
    return names;
}

Rows Database::query(std::string_view sql, std::span<const Cell> values) const {
    Rows rows;
    rows.connection_ = connection_.get();
    sqlite3_stmt* statement = nullptr;
    const int prepared =
        sqlite3_prepare_v2(connection_->handle(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    rows.statement_.reset(statement);
    if (prepared != SQLITE_OK || statement == nullptr) connection_->fail("");
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
        const char* name = sqlite3_column_name(statement, i);
        rows.names_.emplace_back(name == nullptr ? "" : name);
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        const Cell& value = values[i];
        const int at = static_cast<int>(i + 1);
        const int size = static_cast<int>(value.bytes.size());
        switch (value.type) {
            case CellType::null:
                sqlite3_bind_null(statement, at);
                break;
            case CellType::integer:
                sqlite3_bind_int64(statement, at, value.integer);
                break;
            case CellType::real:
                sqlite3_bind_double(statement, at, value.real);
                break;
            case CellType::text:
                sqlite3_bind_text(statement, at, value.bytes.data(), size, SQLITE_TRANSIENT);
                break;
            case CellType::blob:
                sqlite3_bind_blob(statement, at, value.bytes.data(), size, SQLITE_TRANSIENT);
                break;
        }
    }
    return rows;
}

void Database::add(const Function& function) const {
    constexpr auto call = [](sqlite3_context* context, int count, sqlite3_value** values) {
        const auto* called = static_cast<const Function*>(sqlite3_user_data(context));
        std::vector<Cell> cells(static_cast<std::size_t>(count));
        for (std::size_t i = 0; i < cells.size(); ++i) {
            switch (sqlite3_value_type(values[i])) {
                case SQLITE_INTEGER:
                    cells[i].type = CellType::integer;
                    cells[i].integer = sqlite3_value_int64(values[i]);
                    break;
                case SQLITE_FLOAT:
                    cells[i].type = CellType::real;
                    cells[i].real = sqlite3_value_double(values[i]);
                    break;
                case SQLITE_NULL:
                    break;
                default: {
                    const bool is_text = sqlite3_value_type(values[i]) == SQLITE_TEXT;
                    cells[i].type = is_text ? CellType::text : CellType::blob;
                    const auto* bytes = static_cast<const char*>(sqlite3_value_blob(values[i]));
                    const int size = sqlite3_value_bytes(values[i]);
                    if (bytes != nullptr) cells[i].bytes.assign(bytes, static_cast<std::size_t>(size));
                }
            }
        }
        try {
            const auto text = called->of(cells);
            if (!text) return sqlite3_result_null(context);
            const std::string repaired = sdk::utf8(*text);
            sqlite3_result_text64(context, repaired.data(), repaired.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
        } catch (const std::bad_alloc&) {
            sqlite3_result_error_nomem(context);
        }
    };
    sqlite3_create_function_v2(connection_->handle(), function.name, -1,
                               SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, const_cast<Function*>(&function),
                               +call, nullptr, nullptr, nullptr);
}

Range Database::place_of_row(std::string_view table, std::int64_t rowid) const {
    const auto& roots = connection_->roots();
    const auto found =
        std::ranges::find_if(roots, [&](const auto& each) { return is_folded_equal(each.first, table); });
    if (found == roots.end()) return connection_->whole();
    return sqlite::place_of_row(connection_->pages(), found->second, rowid).value_or(connection_->whole());
}

const Pages& Database::pages() const {
    return connection_->pages();
}

bool Database::tell(const sdk::Sink& sink) const {
    bool damage = false;
    for (const Warning& warning : pages().warnings) {
        sink.warn(warning.place, warning.message);
        damage = damage || warning.damage;
    }
    return damage;
}

}  // namespace sanad::sqlite
