#pragma once
// Files of browsers that are one JSON value: read with every member that may be missing, or of another type, in mind.
#include <charconv>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/sdk/module.hpp"
#include "plugins/sqlite/queries.hpp"

namespace sanad::web {

using nlohmann::json;
using sqlite::As;

constexpr int deepest_folder = 200;

/// Discarded when it is no whole JSON text.
inline json parsed(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    return json::parse(text, nullptr, false);
}

/// A member of an object, or null.
inline const json& member(const json& object, std::string_view name) {
    static const json none;
    if (!object.is_object()) return none;
    const auto found = object.find(std::string{name});
    return found == object.end() ? none : *found;
}
inline const json& member(const json& object, std::string_view name, std::string_view below) {
    return member(member(object, name), below);
}

inline std::string text_in(const json& value) {
    return value.is_string() ? value.get<std::string>() : std::string{};
}

/// A number, or a text of digits: 64 bits are often written so.
inline std::optional<std::int64_t> integer_in(const json& value) {
    if (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX) return std::nullopt;
    if (value.is_number_integer()) return value.get<std::int64_t>();
    if (value.is_boolean()) return value.get<bool>() ? 1 : 0;
    if (!value.is_string()) return std::nullopt;
    const auto& text = value.get_ref<const std::string&>();
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

inline std::optional<sdk::Time> time_in(const json& value, As unit) {
    if (value.is_number_float()) return sqlite::time_of(unit, value.get<double>());
    const auto number = integer_in(value);
    return number ? sqlite::time_of(unit, *number) : std::nullopt;
}

inline void add_text(sdk::Artifact& artifact, std::string_view attribute, const json& value) {
    if (const std::string text = text_in(value); !text.empty()) artifact.text(attribute, text);
}
inline void add_integer(sdk::Artifact& artifact, std::string_view attribute, const json& value) {
    if (const auto number = integer_in(value)) artifact.integer(attribute, *number);
}

}  // namespace sanad::web
