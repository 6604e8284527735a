#include "core/report/artifact_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/artifact/catalog.hpp"
#include "core/base/text.hpp"
#include "core/report/plain_text.hpp"

namespace sanad {
namespace {

std::string value_json(const AttributeValue& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return json_string(*text);
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *integer);
    if (const auto* real = std::get_if<double>(&value)) return fmt::format("{}", *real);
    if (const auto* time = std::get_if<Timestamp>(&value)) return json_string(iso8601(*time));
    return json_string(hex(bytes_of(std::get<RawBytes>(value).bytes)));
}

/// Whether its values stand in a JSON array: as the catalog says, or, of a vendor's type, when it is given twice.
bool is_list(const Artifact& artifact, std::string_view name) {
    if (const ArtifactType* type = artifact_type(artifact.type)) {
        const AttributeType* attribute = attribute_type(*type, name);
        return attribute != nullptr && attribute->kind == Kind::texts;
    }
    return std::ranges::count(artifact.attributes, name, &Attribute::name) > 1;
}

}  // namespace

std::string artifact_json(const Artifact& artifact, const std::string& source) {
    JsonObject line;
    line.text("type", artifact.type);
    std::vector<std::string_view> done;
    for (const Attribute& attribute : artifact.attributes) {
        if (std::ranges::find(done, attribute.name) != done.end()) continue;
        done.push_back(attribute.name);
        if (!is_list(artifact, attribute.name)) {
            line.member(attribute.name, value_json(attribute.value));
            continue;
        }
        JsonArray values;
        for (const Attribute& each : artifact.attributes) {
            if (each.name == attribute.name) values.add(value_json(each.value));
        }
        line.member(attribute.name, values.str());
    }
    return line.member("source", source).line();
}

std::string artifact_lines(const Artifact& artifact, const std::string& from) {
    std::string lines = artifact.type + '\n';
    std::size_t width = 14;
    for (const Attribute& attribute : artifact.attributes) width = std::max(width, attribute.name.size());
    for (const Attribute& attribute : artifact.attributes) {
        const auto* text = std::get_if<std::string>(&attribute.value);
        const auto* time = std::get_if<Timestamp>(&attribute.value);
        lines += fmt::format("  {:<{}}  {}\n", attribute.name, width,
                             text != nullptr   ? shown(*text)
                             : time != nullptr ? iso8601(*time)
                                               : value_json(attribute.value));
    }
    if (!from.empty()) lines += fmt::format("  {:<{}}  {}\n", "from", width, from);
    return lines;
}

}  // namespace sanad
