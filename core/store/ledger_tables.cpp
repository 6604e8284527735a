#include "core/store/ledger_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/base/text.hpp"

namespace sanad {
namespace {

using Row = std::vector<SqlValue>;

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) all += (all.empty() ? "" : " ") + text;
    return all;
}

SqlValue value_or_null(const std::optional<std::string>& text) {
    return text ? SqlValue{*text} : SqlValue{std::monostate{}};
}

Row row_of(const Event& event) {
    return {static_cast<std::int64_t>(event.seq),
            event.id,
            event.type,
            value_or_null(event.item),
            event.item_seq ? SqlValue{static_cast<std::int64_t>(*event.item_seq)} : SqlValue{std::monostate{}},
            event.actor.person,
            event.actor.role,
            event.time,
            event.recorded};
}

Row row_of(const ItemState& item) {
    std::vector<std::string> seals;
    for (const auto& [number, seal] : item.seals) seals.push_back(number);
    const std::string since = item.custody.empty() ? "" : item.custody.back().from;
    return {item.number, item.kind,     item.description, std::string{item.custodian()},
            since,       joined(seals), item.sha256,      static_cast<std::int64_t>(item.next_seq)};
}

Row row_of(const KnownPerson& person, std::size_t place) {
    const Enrolment& enrolment = person.enrolment;
    return {static_cast<std::int64_t>(place),
            enrolment.person,
            enrolment.org,
            static_cast<std::int64_t>(enrolment.number),
            joined(enrolment.roles),
            joined(person.kids),
            value_or_null(person.revoked_from)};
}

Row row_in(const Rows& rows) {
    Row row;
    for (int i = 0; i < rows.columns(); ++i) {
        if (rows.null(i))
            row.emplace_back(std::monostate{});
        else if (rows.type(i) == SQLITE_INTEGER)
            row.emplace_back(rows.integer(i));
        else
            row.emplace_back(rows.string(i));
    }
    return row;
}

std::string words_of(const Row& row) {
    std::string words;
    for (const SqlValue& value : row) {
        if (!words.empty()) words += " | ";
        if (const auto* number = std::get_if<std::int64_t>(&value))
            words += std::to_string(*number);
        else if (const auto* text = std::get_if<std::string>(&value))
            words += shown(*text);
        else
            words += "-";
    }
    return words;
}

/// Compares a table, sorted by its key, with the rows that it must hold in that order.
Result<void> compare(Database& database, std::string_view table, const char* sql, const std::vector<Row>& expected,
                     std::vector<std::string>& differences, std::size_t most) {
    SqlStatement statement{database, sql};
    auto rows = statement.with();
    std::size_t place = 0;
    while (TRY(rows.next())) {
        Row found = row_in(rows);
        if (differences.size() >= most) return {};
        if (place >= expected.size())
            differences.push_back(fmt::format("table {}: a row too many: {}", table, words_of(found)));
        else if (found != expected[place])
            differences.push_back(fmt::format("table {}: row {} is {}, the entries say {}", table, place,
                                              words_of(found), words_of(expected[place])));
        ++place;
    }
    if (place < expected.size())
        differences.push_back(fmt::format("table {}: {} rows are missing", table, expected.size() - place));
    return {};
}

}  // namespace

LedgerTables::LedgerTables(Database& database)
    : database_{&database},
      put_event_{database, "INSERT INTO event VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"},
      put_item_{database, "INSERT OR REPLACE INTO item VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"},
      put_person_{database, "INSERT INTO person VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"},
      forget_persons_{database, "DELETE FROM person"} {}

Result<void> LedgerTables::write(const LedgerCheck& ledger, const Event& event) {
    TRY(put_event_.with_values(row_of(event)).run());
    // The item acted upon, and those that a list in the body may have brought.
    std::set<std::string> numbers;
    if (event.item) numbers.insert(*event.item);
    if (const auto* items = event.body.array("items"))
        for (const JsonValue& item : *items)
            if (item.text() != nullptr) numbers.insert(*item.text());
    for (const std::string& number : numbers) {
        const auto item = ledger.custody().items().find(number);
        if (item != ledger.custody().items().end()) TRY(put_item_.with_values(row_of(item->second)).run());
    }
    if (event.type != "key.enrol" && event.type != "key.revoke") return {};
    TRY(forget_persons_.with().run());
    const auto& persons = ledger.keys().persons();
    for (std::size_t i = 0; i < persons.size(); ++i) TRY(put_person_.with_values(row_of(persons[i], i)).run());
    return {};
}

Result<std::vector<std::string>> LedgerTables::differences(const LedgerCheck& ledger, std::size_t most) {
    std::vector<Row> events, items, persons;
    for (const Event& event : ledger.events()) events.push_back(row_of(event));
    for (const auto& [number, item] : ledger.custody().items()) items.push_back(row_of(item));
    for (const KnownPerson& person : ledger.keys().persons()) persons.push_back(row_of(person, persons.size()));
    std::vector<std::string> found;
    TRY(compare(*database_, "event",
                "SELECT seq, id, type, item, item_seq, person, role, time, recorded FROM event ORDER BY seq", events,
                found, most));
    TRY(compare(*database_, "item",
                "SELECT number, kind, description, custodian, since, seals, sha256, events FROM item ORDER BY number",
                items, found, most));
    TRY(compare(*database_, "person",
                "SELECT place, id, org, number, roles, kids, revoked_from FROM person ORDER BY place", persons, found,
                most));
    return found;
}

}  // namespace sanad
