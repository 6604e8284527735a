#include "core/custody/json_value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>

#include "core/base/text.hpp"
#include "core/base/unicode.hpp"
#include "core/custody/canonical_json.hpp"

namespace sanad {
namespace {

constexpr auto largest_number = static_cast<std::int64_t>(largest_json_number);
constexpr std::size_t most_key_bytes = 40;

bool is_lower(char letter) {
    return letter >= 'a' && letter <= 'z';
}
bool is_key(std::string_view name) {
    return !name.empty() && name.size() <= most_key_bytes && is_lower(name[0]) &&
           std::ranges::all_of(name, [](char letter) { return is_lower(letter) || is_digit(letter) || letter == '_'; });
}

bool is_control(char letter) {
    return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F;
}

/// Reads one value after another; what it accepts is canonical by construction.
class Parser {
public:
    Parser(std::string_view text, std::size_t longest_text) : text_{text}, longest_text_{longest_text} {}

    Result<JsonValue> whole() {
        JsonValue value = TRY(this->value(0));
        if (at_ != text_.size()) return wrong(at_, "more text after the end");
        return value;
    }

private:
    tl::unexpected<Error> wrong(std::size_t at, std::string_view what) const {
        return failure(Fault::damaged, fmt::format("byte {}: {}", at, what));
    }
    bool is_next(char letter) const { return at_ < text_.size() && text_[at_] == letter; }
    bool take(char letter) {
        if (!is_next(letter)) return false;
        ++at_;
        return true;
    }
    bool take(std::string_view word) {
        if (text_.substr(at_, word.size()) != word) return false;
        at_ += word.size();
        return true;
    }

    Result<JsonValue> value(std::size_t depth) {
        if (depth > JsonValue::most_depth) return wrong(at_, "nested too deep");
        if (is_next('{')) return object(depth);
        if (is_next('[')) return array(depth);
        if (is_next('"')) return JsonValue{TRY(text())};
        if (take("true")) return JsonValue::truth(true);
        if (take("false")) return JsonValue::truth(false);
        return JsonValue{TRY(number())};
    }

    Result<JsonValue> object(std::size_t depth) {
        ++at_;
        JsonValue::Object members;
        if (take('}')) return JsonValue{std::move(members)};
        do {
            const std::size_t begin = at_;
            std::string key = TRY(text());
            if (!is_key(key)) return wrong(begin, "not the name of a member");
            if (!members.empty() && key == members.rbegin()->first) return wrong(begin, "a member twice");
            if (!members.empty() && key < members.rbegin()->first) return wrong(begin, "members that are not sorted");
            if (!take(':')) return wrong(at_, "':' expected");
            members.emplace_hint(members.end(), std::move(key), TRY(value(depth + 1)));
        } while (take(','));
        if (!take('}')) return wrong(at_, "',' or '}' expected");
        return JsonValue{std::move(members)};
    }

    Result<JsonValue> array(std::size_t depth) {
        ++at_;
        JsonValue::Array elements;
        if (take(']')) return JsonValue{std::move(elements)};
        do {
            elements.push_back(TRY(value(depth + 1)));
        } while (take(','));
        if (!take(']')) return wrong(at_, "',' or ']' expected");
        return JsonValue{std::move(elements)};
    }

    Result<std::int64_t> number() {
        const std::size_t begin = at_;
        const bool negative = take('-');
        const std::size_t first = at_;
        std::int64_t value = 0;
        while (at_ < text_.size() && is_digit(text_[at_])) {
            value = value * 10 + (text_[at_] - '0');
            if (value > largest_number) return wrong(begin, "a number beyond 2^53 - 1");
            ++at_;
        }
        if (at_ == first) return wrong(begin, "a value expected");
        if (text_[first] == '0' && (at_ - first > 1 || negative)) return wrong(begin, "a number that is not canonical");
        return negative ? -value : value;
    }

    Result<std::string> text() {
        const std::size_t begin = at_;
        if (!take('"')) return wrong(at_, "'\"' expected");
        std::string value;
        for (;;) {
            // Runs without anything special are taken as they are.
            const std::size_t run = at_;
            while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\' && !is_control(text_[at_])) ++at_;
            value.append(text_, run, at_ - run);
            if (at_ >= text_.size()) return wrong(begin, "a text without an end");
            if (take('"')) break;
            if (is_control(text_[at_])) return wrong(at_, "a control character in a text");
            ++at_;
            if (!is_next('"') && !is_next('\\')) return wrong(at_ - 1, "an escape that is not canonical");
            value += text_[at_++];
        }
        if (value.size() > longest_text_) return wrong(begin, fmt::format("a text of {} bytes", value.size()));
        if (!is_utf8(value)) return wrong(begin, "a text that is not UTF-8");
        if (!is_nfc(value)) return wrong(begin, "a text that is not in Normalization Form C");
        return value;
    }

    std::string_view text_;
    std::size_t longest_text_;
    std::size_t at_ = 0;
};

void write_text(std::string& to, std::string_view text) {
    to += '"';
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') to += '\\';
        to += letter;
    }
    to += '"';
}

void write(std::string& to, const JsonValue& value, std::size_t depth) {
    if (depth > JsonValue::most_depth) throw std::logic_error{"canonical JSON nested too deep"};
    if (const auto* text = value.text()) {
        if (!check_text(*text, text->size())) throw std::logic_error{"a text that canonical JSON cannot hold"};
        write_text(to, *text);
    } else if (const auto* number = value.number()) {
        if (*number > largest_number || *number < -largest_number) throw std::logic_error{"a number beyond 2^53 - 1"};
        to += std::to_string(*number);
    } else if (const auto* truth = value.truth()) {
        to += *truth ? "true" : "false";
    } else if (const auto* array = value.array()) {
        to += '[';
        for (const JsonValue& element : *array) {
            if (&element != array->data()) to += ',';
            write(to, element, depth + 1);
        }
        to += ']';
    } else {
        bool first = true;
        to += '{';
        for (const auto& [key, member] : *value.object()) {
            if (!is_key(key)) throw std::logic_error{"canonical JSON cannot have a member " + key};
            if (!first) to += ',';
            first = false;
            write_text(to, key);
            to += ':';
            write(to, member, depth + 1);
        }
        to += '}';
    }
}

constexpr std::string_view base64_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<int, 256> base64_values = [] {
    std::array<int, 256> values{};
    values.fill(-1);
    for (std::size_t i = 0; i < base64_alphabet.size(); ++i) {
        values[static_cast<unsigned char>(base64_alphabet[i])] = static_cast<int>(i);
    }
    return values;
}();

}  // namespace

JsonValue JsonValue::truth(bool value) {
    JsonValue made;
    made.value_ = value;
    return made;
}

Result<JsonValue> JsonValue::parse(std::string_view text, std::size_t longest_text) {
    return Parser{text, longest_text}.whole();
}

std::string JsonValue::canonical() const {
    std::string text;
    write(text, *this, 0);
    return text;
}

const JsonValue* JsonValue::find(std::string_view key) const {
    const Object* members = object();
    if (members == nullptr) return nullptr;
    const auto found = members->find(key);
    return found == members->end() ? nullptr : &found->second;
}

const std::string* JsonValue::text(std::string_view key) const {
    const JsonValue* member = find(key);
    return member == nullptr ? nullptr : member->text();
}

const std::int64_t* JsonValue::number(std::string_view key) const {
    const JsonValue* member = find(key);
    return member == nullptr ? nullptr : member->number();
}

const JsonValue::Array* JsonValue::array(std::string_view key) const {
    const JsonValue* member = find(key);
    return member == nullptr ? nullptr : member->array();
}

std::string_view JsonValue::text_or_empty(std::string_view key) const {
    const std::string* member = text(key);
    return member == nullptr ? std::string_view{} : std::string_view{*member};
}

JsonValue& JsonValue::set(std::string key, JsonValue value) {
    auto* members = std::get_if<Object>(&value_);
    if (members == nullptr) throw std::logic_error{"only an object has members"};
    members->insert_or_assign(std::move(key), std::move(value));
    return *this;
}

void JsonValue::remove(std::string_view key) {
    auto* members = std::get_if<Object>(&value_);
    if (members == nullptr) throw std::logic_error{"only an object has members"};
    if (const auto found = members->find(key); found != members->end()) members->erase(found);
}

Result<void> check_text(std::string_view text, std::size_t longest) {
    if (text.size() > longest) return failure(Fault::refused, fmt::format("longer than {} bytes", longest));
    if (std::ranges::any_of(text, is_control)) {
        return failure(Fault::refused, "holds a control character (a line break, a tab)");
    }
    if (!is_utf8(text)) return failure(Fault::refused, "is not UTF-8");
    if (!is_nfc(text)) return failure(Fault::refused, "is not in Unicode Normalization Form C");
    return {};
}

std::string base64(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::size_t left = std::min<std::size_t>(3, bytes.size() - at);
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            group = group << 8 | (i < left ? static_cast<unsigned char>(bytes[at + i]) : 0u);
        }
        for (std::size_t i = 0; i < 4; ++i) text += i <= left ? base64_alphabet[group >> (18 - 6 * i) & 63] : '=';
    }
    return text;
}

Result<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return failure(Fault::damaged, "base64 of a length that is no multiple of four");
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3);
    for (std::size_t at = 0; at < text.size(); at += 4) {
        const bool last = at + 4 == text.size();
        const std::size_t padding = last ? (text[at + 3] == '=' ? (text[at + 2] == '=' ? 2u : 1u) : 0u) : 0u;
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            const int value = i < 4 - padding ? base64_values[static_cast<unsigned char>(text[at + i])] : 0;
            if (value < 0)
                return failure(Fault::damaged, fmt::format("base64: byte {} is not of its alphabet", at + i));
            group = group << 6 | static_cast<std::uint32_t>(value);
        }
        // Bits that no byte uses must be zero: otherwise two texts would stand for the same bytes.
        if ((padding == 1 && (group & 0xFF) != 0) || (padding == 2 && (group & 0xFFFF) != 0)) {
            return failure(Fault::damaged, "base64 with unused bits set");
        }
        for (std::size_t i = 0; i < 3 - padding; ++i) bytes += static_cast<char>(group >> (16 - 8 * i) & 0xFF);
    }
    return bytes;
}

}  // namespace sanad
