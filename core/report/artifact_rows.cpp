#include "core/report/artifact_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/artifact/catalog.hpp"
#include "core/report/plain_text.hpp"

namespace sanad {
namespace {

constexpr std::size_t page = 256;

void add_column(std::vector<std::string>& columns, std::string_view name) {
    if (std::ranges::find(columns, name) == columns.end()) columns.emplace_back(name);
}

}  // namespace

std::string source_json(const ArtifactRow& row) {
    return JsonObject{}
        .number("id", static_cast<std::uint64_t>(row.id))
        .text("module", row.module)
        .text("version", row.version)
        .text("exhibit", row.exhibit_number)
        .number("file", static_cast<std::uint64_t>(row.source_file))
        .text("path", row.source_path)
        .number("offset", row.artifact.source.offset)
        .number("length", row.artifact.source.length)
        .truth("deleted", row.file_deleted)
        .str();
}

std::string value_text(const AttributeValue& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    if (const auto* real = std::get_if<double>(&value)) return fmt::format("{}", *real);
    if (const auto* time = std::get_if<Timestamp>(&value)) return iso8601(*time);
    return hex(bytes_of(std::get<RawBytes>(value).bytes));
}

std::string joined_values(const Artifact& artifact, std::string_view name) {
    std::string text;
    for (const Attribute& attribute : artifact.attributes) {
        if (attribute.name == name) text += (text.empty() ? "" : "; ") + value_text(attribute.value);
    }
    return text;
}

std::vector<std::string> attribute_columns(const ArtifactType& type) {
    std::vector<std::string> columns;
    for (const AttributeType& attribute : type.attributes) columns.emplace_back(attribute.name);
    return columns;
}

Result<std::vector<std::string>> attribute_columns(CaseReader& reader, std::span<const Id> artifacts) {
    std::vector<std::string> columns;
    std::set<std::string> seen;
    for (std::size_t at = 0; at < artifacts.size(); at += page) {
        for (const ArtifactRow& row :
             TRY(reader.artifacts(artifacts.subspan(at, std::min(page, artifacts.size() - at))))) {
            // The catalog knows the attributes of its types; those of others are known from each finding only.
            if (const ArtifactType* type = artifact_type(row.artifact.type)) {
                if (!seen.insert(row.artifact.type).second) continue;
                for (const AttributeType& attribute : type->attributes) add_column(columns, attribute.name);
            } else {
                for (const Attribute& attribute : row.artifact.attributes) add_column(columns, attribute.name);
            }
        }
    }
    return columns;
}

std::string artifact_csv_header(const std::vector<std::string>& columns) {
    std::string line = "id,type";
    for (const std::string& column : columns) line += "," + csv_text(column);
    return line + ",exhibit,path,offset,length,module,version\r\n";
}

std::string artifact_csv(const ArtifactRow& row, const std::vector<std::string>& columns) {
    std::string line = fmt::format("{},{}", row.id, csv_text(row.artifact.type));
    for (const std::string& column : columns) line += "," + csv_text(joined_values(row.artifact, column));
    return fmt::format("{},{},{},{},{},{},{}\r\n", line, csv_text(row.exhibit_number), csv_text(row.source_path),
                       row.artifact.source.offset, row.artifact.source.length, csv_text(row.module),
                       csv_text(row.version));
}

}  // namespace sanad
