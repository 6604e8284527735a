#include "core/custody/members.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sanad {

tl::unexpected<Error> wrong_member(std::string_view name, std::string_view what) {
    return failure(Fault::damaged, fmt::format("{}: {}", name, what));
}

const JsonValue* Members::ask(std::string_view name) {
    const JsonValue* member = value_->find(name);
    if (member != nullptr) asked_.push_back(name);
    return member;
}

Result<const JsonValue*> Members::required(std::string_view name) {
    const JsonValue* member = ask(name);
    if (member == nullptr) return wrong_member(name, "missing");
    return member;
}

Result<std::string> Members::text(std::string_view name) {
    return text(name, is_any_text, "a text");
}

Result<std::string> Members::text(std::string_view name, TextForm form, std::string_view form_is) {
    const std::string* text = TRY(required(name))->text();
    if (text == nullptr) return wrong_member(name, "not a text");
    if (!form(*text)) return wrong_member(name, fmt::format("not {}", form_is));
    return *text;
}

Result<std::optional<std::string>> Members::optional_text(std::string_view name) {
    return optional_text(name, is_any_text, "a text");
}

Result<std::optional<std::string>> Members::optional_text(std::string_view name, TextForm form,
                                                          std::string_view form_is) {
    if (!has(name)) return std::nullopt;
    return TRY(text(name, form, form_is));
}

Result<std::int64_t> Members::number(std::string_view name, std::int64_t least) {
    const std::int64_t* number = TRY(required(name))->number();
    if (number == nullptr) return wrong_member(name, "not a number");
    if (*number < least) return wrong_member(name, fmt::format("less than {}", least));
    return *number;
}

Result<std::optional<std::int64_t>> Members::optional_number(std::string_view name, std::int64_t least) {
    if (!has(name)) return std::nullopt;
    return TRY(number(name, least));
}

Result<bool> Members::truth(std::string_view name) {
    const bool* truth = TRY(required(name))->truth();
    if (truth == nullptr) return wrong_member(name, "neither true nor false");
    return *truth;
}

Result<const JsonValue*> Members::object(std::string_view name) {
    const JsonValue* member = TRY(required(name));
    if (member->object() == nullptr) return wrong_member(name, "not an object");
    return member;
}

Result<const JsonValue::Array*> Members::array(std::string_view name) {
    const JsonValue::Array* array = TRY(required(name))->array();
    if (array == nullptr) return wrong_member(name, "not an array");
    return array;
}

Result<const JsonValue::Array*> Members::optional_array(std::string_view name) {
    if (!has(name)) return nullptr;
    const JsonValue::Array* found = TRY(array(name));
    if (found->empty()) return wrong_member(name, "an empty array, where nothing is to stand");
    return found;
}

Result<std::vector<std::string>> Members::texts(std::string_view name, TextForm form, std::string_view form_is) {
    return texts_of(*TRY(array(name)), name, form, form_is);
}

Result<void> Members::end() const {
    const JsonValue::Object* members = value_->object();
    if (members == nullptr) return failure(Fault::damaged, "not an object");
    if (members->size() == asked_.size()) return {};
    for (const auto& [name, value] : *members)
        if (std::ranges::find(asked_, name) == asked_.end()) return wrong_member(name, "no such member is known");
    return {};
}

Result<std::vector<std::string>> texts_of(const JsonValue::Array& array, std::string_view name, TextForm form,
                                          std::string_view form_is) {
    std::vector<std::string> texts;
    texts.reserve(array.size());
    for (const JsonValue& element : array) {
        if (element.text() == nullptr) return wrong_member(name, fmt::format("element {} is not a text", texts.size()));
        if (!form(*element.text()))
            return wrong_member(name, fmt::format("element {} is not {}", texts.size(), form_is));
        texts.push_back(*element.text());
    }
    return texts;
}

bool is_sorted_set(const std::vector<std::string>& texts) {
    return std::ranges::adjacent_find(texts, std::greater_equal<>{}) == texts.end();
}

bool is_hex(std::string_view text, std::size_t letters) {
    return text.size() == letters && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_sha256_hex(std::string_view text) {
    return is_hex(text, 64);
}

bool is_key_id(std::string_view text) {
    return is_hex(text, 40);
}

bool is_decimal(std::string_view text) {
    return !text.empty() && text.size() <= 20 && text.find_first_not_of("0123456789") == std::string_view::npos &&
           (text[0] != '0' || text.size() == 1);
}

bool is_any_text(std::string_view) {
    return true;
}

bool is_some_text(std::string_view text) {
    return !text.empty();
}

}  // namespace sanad
