#include "core/report/plain_text.hpp"

#include "core/base/text.hpp"

namespace sanad {

JsonObject& JsonObject::member(std::string_view key, std::string_view value) {
    if (text_.size() > 1) text_ += ',';
    text_ += '"';
    text_ += key;
    text_ += "\":";
    text_ += value;
    return *this;
}

JsonObject& JsonObject::text(std::string_view key, std::string_view value) {
    return member(key, json_string(value));
}

JsonObject& JsonObject::number(std::string_view key, std::uint64_t value) {
    return member(key, std::to_string(value));
}

JsonObject& JsonObject::truth(std::string_view key, bool value) {
    return member(key, value ? "true" : "false");
}

void JsonArray::add(std::string_view value) {
    if (text_.size() > 1) text_ += ',';
    text_ += value;
}

std::string csv_text(std::string_view text) {
    std::string cell = shown(text);
    if (!cell.empty() && std::string_view{"=+-@"}.find(cell.front()) != std::string_view::npos) cell.insert(0, 1, '\'');
    if (cell.find_first_of(",\"'") == std::string::npos) return cell;
    std::string quoted = "\"";
    for (const char letter : cell) {
        if (letter == '"') quoted += '"';
        quoted += letter;
    }
    return quoted + '"';
}

}  // namespace sanad
