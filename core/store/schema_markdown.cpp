#include "core/store/schema_markdown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "core/store/indexes.hpp"
#include "core/store/migrations.hpp"

namespace sanad {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == ',')) text.remove_suffix(1);
    return text;
}

std::string_view first_word(std::string_view text) {
    return text.substr(0, std::min(text.find(' '), text.size()));
}

/// "name TYPE NOT NULL,  -- comment" as a row of a table.
std::string column_row(std::string_view line) {
    const auto dashes = line.find("-- ");
    const auto comment = dashes == std::string_view::npos ? std::string_view{} : trimmed(line.substr(dashes + 3));
    const auto definition = trimmed(line.substr(0, std::min(dashes, line.size())));
    auto name = first_word(definition);
    const auto type = trimmed(definition.substr(name.size()));
    if (name.starts_with('"')) name = name.substr(1, name.size() - 2);
    return fmt::format("| `{}` | {} | {} |\n", name, type, comment);
}

}  // namespace

namespace {

/// The tables of one database: headings of the second level.
std::string tables_of(std::string_view sql) {
    std::string page;
    std::string comment;
    bool in_table = false;
    bool in_codes = false;
    for (const std::string_view line : lines_of(sql)) {
        if (line.starts_with("-- ")) {
            comment += fmt::format("{}{}", comment.empty() ? "" : "\n", line.substr(3));
        } else if (line.empty()) {
            if (!comment.empty()) page += fmt::format("\n{}\n", comment);
            comment.clear();
        } else if (line.starts_with("CREATE TABLE ") || line.starts_with("CREATE VIEW ")) {
            in_table = line.starts_with("CREATE TABLE ");
            const auto name = first_word(line.substr(line.find(' ', 7) + 1));
            page += fmt::format("\n## {}\n\n{}\n", name, comment);
            if (in_table) page += "\n| Column | Type | Meaning |\n|---|---|---|\n";
            comment.clear();
        } else if (line.starts_with(")")) {
            in_table = false;
        } else if (line.starts_with("INSERT INTO case_info")) {
            continue;
        } else if (line.starts_with("INSERT INTO ")) {
            in_codes = true;
            page += fmt::format("\nCodes: {}", trimmed(line.substr(line.find("VALUES") + 6)));
        } else if (in_codes) {
            page += fmt::format(", {}", trimmed(line));
        } else if (in_table && line.starts_with("    PRIMARY KEY")) {
            page += fmt::format("\nKey: {}\n", trimmed(line.substr(16)));
        } else if (in_table && line.starts_with("    CHECK")) {
            continue;
        } else if (in_table) {
            page += column_row(line);
        }
        if (in_codes && line.ends_with(';')) {
            page.back() = '.';
            page += '\n';
            in_codes = false;
        }
    }
    return page;
}

}  // namespace

std::string schema_markdown() {
    std::string page = fmt::format("# The case database, schema version {}\n", schema_version);
    page += tables_of(schema_sql);
    page += "\n## Indexes\n\nMade at the end of an ingest.\n\n";
    for (const std::string_view index : file_indexes) page += fmt::format("    {}\n", index);
    page +=
        "\nAnd for every time of a type of artifact that was found: artifact_TYPE_by_TIME ON artifact_TYPE (TIME).\n";
    page += fmt::format("\n# The ledger's database (ledger.db), schema version {}\n", ledger_schema_version);
    page += tables_of(ledger_sql);
    page += fmt::format("\n# The marks' database (marks.db), schema version {}\n", marks_schema_version);
    page += tables_of(marks_sql);
    return page;
}

}  // namespace sanad
