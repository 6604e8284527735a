#include "plugins/sqlite/queries.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

namespace sanad::sqlite {
namespace {

using nlohmann::json;
using sdk::Artifact;
using sdk::Sink;
using sdk::Verdict;

struct Unit {
    std::string_view name;
    As as;
    std::int64_t nanoseconds;  // of one; 0: no time
    std::int64_t epoch;        // seconds since 1970
};
constexpr std::int64_t epoch_1601 = -11'644'473'600, epoch_2001 = 978'307'200;
constexpr Unit units[] = {{"text", As::text, 0, 0},
                          {"integer", As::integer, 0, 0},
                          {"real", As::real, 0, 0},
                          {"bytes", As::bytes, 0, 0},
                          {"list", As::list, 0, 0},
                          {"lines", As::lines, 0, 0},
                          {"webkit_us", As::webkit_us, 1'000, epoch_1601},
                          {"filetime", As::filetime, 100, epoch_1601},
                          {"unix_s", As::unix_s, 1'000'000'000, 0},
                          {"unix_ms", As::unix_ms, 1'000'000, 0},
                          {"unix_us", As::unix_us, 1'000, 0},
                          {"unix_ns", As::unix_ns, 1, 0},
                          {"mac_s", As::mac_s, 1'000'000'000, epoch_2001},
                          {"mac_ms", As::mac_ms, 1'000'000, epoch_2001},
                          {"mac_us", As::mac_us, 1'000, epoch_2001},
                          {"mac_ns", As::mac_ns, 1, epoch_2001}};

const Unit& unit_of(As as) {
    const auto* found = std::ranges::find(units, as, &Unit::as);
    return found == std::end(units) ? units[1] : *found;  // names are of numbers
}
/// Moved to 1970 first: microseconds since 1601 are too many nanoseconds for 64 bits.
std::optional<sdk::Time> moment(const Unit& unit, std::int64_t stored, std::int64_t fraction_ns) {
    if (unit.nanoseconds == 0) return std::nullopt;
    std::int64_t ns = 0;
    if (__builtin_add_overflow(stored, unit.epoch * (1'000'000'000 / unit.nanoseconds), &ns)) return std::nullopt;
    if (__builtin_mul_overflow(ns, unit.nanoseconds, &ns)) return std::nullopt;
    if (__builtin_add_overflow(ns, fraction_ns, &ns)) return std::nullopt;
    return sdk::Time{ns};
}

As as_of(std::string_view name) {
    const auto* found = std::ranges::find(units, name, &Unit::name);
    if (found == std::end(units)) throw std::runtime_error{"no such kind of value: " + std::string{name}};
    return found->as;
}

Tables tables_of(const json& file, const char* key) {
    Tables tables;
    if (!file.contains(key)) return tables;
    for (const auto& [table, columns] : file.at(key).items()) {
        tables.emplace_back(table, columns.get<std::vector<std::string>>());
    }
    return tables;
}

/// A statement may stand in several lines.
std::string sql_of(const json& sql) {
    if (sql.is_string()) return sql.get<std::string>();
    std::string all;
    for (const json& line : sql) all += line.get<std::string>() + "\n";
    return all;
}

Value value_of(const std::string& attribute, const json& from) {
    Value value{attribute, {}, As::text, {}};
    if (from.is_string()) {
        value.column = from.get<std::string>();
        return value;
    }
    value.column = from.at(0).get<std::string>();
    if (from.at(1).is_string()) {
        value.as = as_of(from.at(1).get<std::string>());
        return value;
    }
    value.as = As::names;
    for (const auto& [number, name] : from.at(1).items())
        value.names.emplace(std::stoll(number), name.get<std::string>());
    return value;
}

bool has_all(const Database& database, const Tables& needs) {
    return std::ranges::all_of(needs, [&](const auto& need) {
        return database.has_table(need.first) && std::ranges::all_of(need.second, [&](const std::string& column) {
                   return database.has_column(need.first, column);
               });
    });
}

bool has_any(const Database& database, const std::vector<std::string>& lacks) {
    return std::ranges::any_of(lacks, [&](const std::string& name) {
        const std::size_t dot = name.find('.');
        return dot == std::string::npos ? database.has_table(name)
                                        : database.has_column(name.substr(0, dot), name.substr(dot + 1));
    });
}

/// {table.column} is the column, or NULL in a version that lacks it.
std::string fitted(std::string_view sql, const Database& database) {
    std::string text;
    while (true) {
        const std::size_t open = sql.find('{');
        text += sql.substr(0, open);
        if (open == std::string_view::npos) return text;
        const std::size_t close = sql.find('}', open);
        if (close == std::string_view::npos) throw std::runtime_error{"a brace is not closed in a query"};
        const std::string_view name = sql.substr(open + 1, close - open - 1);
        const std::size_t dot = std::min(name.find('.'), name.size());
        const bool there = dot < name.size() && database.has_column(name.substr(0, dot), name.substr(dot + 1));
        text += there ? name : "NULL";
        sql.remove_prefix(close + 1);
    }
}

/// Tables that this version lacks, as empty ones in front of the statement.
std::string with_missing(const Tables& optional, std::string sql, const Database& database) {
    std::string missing;
    for (const auto& table : optional) {
        if (has_all(database, {table})) continue;
        std::string names, nulls;
        for (const std::string& column : table.second) {
            names += (names.empty() ? "" : ", ") + column;
            nulls += nulls.empty() ? "NULL" : ", NULL";
        }
        missing += (missing.empty() ? "" : ", ") + table.first + "(" + names + ") AS (SELECT " + nulls + " WHERE 0)";
    }
    constexpr std::string_view with = "WITH ";
    if (missing.empty()) return sql;
    if (sql.starts_with(with)) return std::string{with} + missing + ", " + sql.substr(with.size());
    return std::string{with} + missing + " " + sql;
}

std::optional<std::int64_t> integer_of(const Cell& cell) {
    if (cell.type == CellType::integer) return cell.integer;
    if (cell.type == CellType::real && std::abs(cell.real) < 9e15 && std::trunc(cell.real) == cell.real) {
        return static_cast<std::int64_t>(cell.real);
    }
    std::int64_t value = 0;
    const char* end = cell.bytes.data() + cell.bytes.size();
    if (cell.is_text() && std::from_chars(cell.bytes.data(), end, value) == std::from_chars_result{end, {}})
        return value;
    return std::nullopt;
}

std::optional<double> real_of(const Cell& cell) {
    double value = cell.type == CellType::integer ? static_cast<double>(cell.integer) : cell.real;
    const char* end = cell.bytes.data() + cell.bytes.size();
    if (cell.is_text() && std::from_chars(cell.bytes.data(), end, value) != std::from_chars_result{end, {}}) {
        return std::nullopt;
    }
    if (cell.type == CellType::blob || !std::isfinite(value)) return std::nullopt;
    return value;
}

/// The shortest that reads back as the same number.
std::string text_of(double value) {
    char digits[64];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
    return {digits, end};
}

std::string text_of(const Cell& cell) {
    switch (cell.type) {
        case CellType::integer:
            return std::to_string(cell.integer);
        case CellType::real:
            return text_of(cell.real);
        case CellType::blob:
            return sdk::utf8(cell.bytes);
        default:
            return cell.bytes;
    }
}

/// False: the cell holds something that the attribute cannot be.
bool add(Artifact& artifact, const Value& value, const Cell& cell) {
    if (cell.is_null() || ((cell.is_text() || cell.type == CellType::blob) && cell.bytes.empty())) return true;
    switch (value.as) {
        case As::text:
            artifact.text(value.attribute, text_of(cell));
            return true;
        case As::list: {
            std::string_view all = cell.bytes;
            if (!cell.is_text() && cell.type != CellType::blob) artifact.text(value.attribute, text_of(cell));
            while (!all.empty()) {
                const std::string_view part = all.substr(0, all.find('\x1F'));
                if (!part.empty()) artifact.text(value.attribute, sdk::utf8(part));
                all.remove_prefix(std::min(all.size(), part.size() + 1));
            }
            return true;
        }
        case As::lines: {
            const std::string text = text_of(cell);
            for (std::size_t at = 0, end = 0; at < text.size(); at = end + 1) {
                end = std::min(text.find('\n', at), text.size());
                if (end > at) artifact.text(value.attribute, text.substr(at, end - at));
            }
            return true;
        }
        case As::bytes:
            artifact.bytes(value.attribute,
                           {reinterpret_cast<const std::uint8_t*>(cell.bytes.data()), cell.bytes.size()});
            return cell.type == CellType::blob || cell.is_text();
        case As::real: {
            const auto real = real_of(cell);
            if (real) artifact.real(value.attribute, *real);
            return real.has_value();
        }
        case As::integer: {
            const auto integer = integer_of(cell);
            if (integer) artifact.integer(value.attribute, *integer);
            return integer.has_value();
        }
        case As::names: {
            const auto integer = integer_of(cell);
            const auto name = integer ? value.names.find(*integer) : value.names.end();
            artifact.text(value.attribute, name != value.names.end() ? name->second : text_of(cell));
            return integer.has_value();
        }
        default: {
            const auto integer = integer_of(cell);
            const auto real = integer ? std::nullopt : real_of(cell);
            artifact.time(value.attribute, integer ? time_of(value.as, *integer)
                                           : real  ? time_of(value.as, *real)
                                                   : std::nullopt);
            // Zero is never; another that is no time of ours (the year 9999) must not look like none.
            return artifact.has(value.attribute) || integer == 0 || real.value_or(1) == 0;
        }
    }
}

/// False: rows are missing, and a warning says why.
bool ask(const Question& question, const Database& database, const Sink& sink) {
    bool sound = true;
    std::set<std::string_view> told;
    try {
        Rows rows = database.query(with_missing(question.optional, fitted(question.sql, database), database));
        const auto rowid = rows.column("source_rowid");
        std::vector<std::size_t> columns;
        for (const Value& value : question.values) {
            const auto column = rows.column(value.column);
            if (!column) throw std::runtime_error{"the query for " + question.type + " gives no " + value.column};
            columns.push_back(*column);
        }
        while (rows.next()) {
            const Cell row = rowid ? rows.cell(*rowid) : Cell{};
            const auto place = database.place_of_row(row.type == CellType::integer ? question.table : "", row.integer);
            Artifact artifact{question.type, place};
            for (std::size_t i = 0; i < columns.size(); ++i) {
                const Value& value = question.values[i];
                if (add(artifact, value, rows.cell(columns[i])) || !told.insert(value.attribute).second) continue;
                const Unit& unit = unit_of(value.as);
                sink.warn(place, value.column + " holds what is no " +
                                     (unit.nanoseconds == 0 ? std::string{unit.name} : "time from 1677 to 2262"));
            }
            // What a file says of every row is nothing without a value of the row's own.
            if (artifact.empty()) continue;
            for (const auto& [attribute, text] : question.constants) artifact.text(attribute, text);
            sink.emit(artifact);
        }
    } catch (const Damaged& error) {
        sink.warn(database.place_of_row("", 0), question.type + ": " + error.what());
        sound = false;
    }
    return sound;
}

}  // namespace

QueryFile parse_queries(std::string_view text) {
    const json file = json::parse(text);
    QueryFile parsed{file.at("app").get<std::string>(),
                     file.value("versions", ""),
                     tables_of(file, "needs"),
                     file.value("lacks", std::vector<std::string>{}),
                     {}};
    if (parsed.needs.empty()) throw std::runtime_error{parsed.app + ": nothing says how its database is recognised"};
    for (const json& from : file.at("questions")) {
        Question question{from.at("type").get<std::string>(),
                          sql_of(from.at("sql")),
                          from.value("table", ""),
                          tables_of(from, "needs"),
                          tables_of(from, "optional"),
                          {},
                          {}};
        for (const auto& [attribute, column] : from.at("values").items()) {
            question.values.push_back(value_of(attribute, column));
        }
        if (from.contains("constants")) {
            for (const auto& [attribute, value] : from.at("constants").items()) {
                question.constants.emplace_back(attribute, value.get<std::string>());
            }
        }
        parsed.questions.push_back(std::move(question));
    }
    return parsed;
}

std::optional<sdk::Time> time_of(As as, std::int64_t stored) {
    return stored == 0 ? std::nullopt : moment(unit_of(as), stored, 0);
}

std::optional<sdk::Time> time_of(As as, double stored) {
    char digits[400];
    if (!std::isfinite(stored)) return std::nullopt;
    // The shortest digits that mean this number: more would be an accuracy that it does not have.
    const auto end = std::to_chars(std::begin(digits), std::end(digits), stored, std::chars_format::fixed).ptr;
    return time_of(as, std::string_view{digits, static_cast<std::size_t>(end - digits)});
}

std::optional<sdk::Time> time_of(As as, std::string_view decimal) {
    const Unit& unit = unit_of(as);
    const bool negative = decimal.starts_with('-');
    std::int64_t whole = 0;
    const char* const end = decimal.data() + decimal.size();
    auto [at, error] = std::from_chars(decimal.data(), end, whole);
    if (error != std::errc{}) return std::nullopt;
    std::int64_t fraction = 0;
    if (at != end && *at++ != '.') return std::nullopt;
    for (std::int64_t worth = unit.nanoseconds / 10; at != end; ++at, worth /= 10) {
        if (*at < '0' || *at > '9') return std::nullopt;
        fraction += (*at - '0') * worth;
    }
    if (whole == 0 && fraction == 0) return std::nullopt;
    return moment(unit, whole, negative ? -fraction : fraction);
}

Queries::Queries(std::span<const std::string_view> built_in, std::string_view settings,
                 std::span<const Function> functions)
    : functions_{functions} {
    if (!settings.empty()) {
        const json given = json::parse(settings);
        for (const json& file : given.at("queries")) files_.push_back(parse_queries(file.dump()));
    }
    for (const std::string_view text : built_in) files_.push_back(parse_queries(text));
}

Verdict Queries::examine(const Database& database, const Sink& sink) const {
    std::set<std::string_view> answered;
    bool sound = true;
    for (const QueryFile& file : files_) {
        if (answered.contains(file.app) || !has_all(database, file.needs) || has_any(database, file.lacks)) continue;
        answered.insert(file.app);
        for (const Question& question : file.questions) {
            if (has_all(database, question.needs)) sound = ask(question, database, sink) && sound;
        }
    }
    if (answered.empty()) return Verdict::not_mine;
    sound = !database.tell(sink) && sound;
    return sound ? Verdict::examined : Verdict::damaged;
}

Verdict Queries::examine(const sdk::File& file, const Sink& sink) const {
    try {
        const auto database = Database::open(file);
        if (!database) return Verdict::not_mine;
        for (const Function& function : functions_) database->add(function);
        return examine(*database, sink);
    } catch (const Damaged& error) {
        sink.warn(file.whole(), error.what());
        return Verdict::damaged;
    }
}

}  // namespace sanad::sqlite
