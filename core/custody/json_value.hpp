#pragma once
// A value of canonical JSON (LEDGER.md section 1) as a tree: what events and statements are made of. One content has
// one text; every other text of it is refused.
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.hpp"

namespace sanad {

class JsonValue {
public:
    using Array = std::vector<JsonValue>;
    using Object = std::map<std::string, JsonValue, std::less<>>;

    /// An empty object.
    JsonValue() : value_{Object{}} {}
    JsonValue(std::string text) : value_{std::move(text)} {}  // NOLINT(google-explicit-constructor): values as written
    JsonValue(std::string_view text) : value_{std::string{text}} {}  // NOLINT(google-explicit-constructor)
    JsonValue(const char* text) : value_{std::string{text}} {}       // NOLINT(google-explicit-constructor)
    JsonValue(std::int64_t number) : value_{number} {}               // NOLINT(google-explicit-constructor)
    JsonValue(Array array) : value_{std::move(array)} {}             // NOLINT(google-explicit-constructor)
    JsonValue(Object object) : value_{std::move(object)} {}          // NOLINT(google-explicit-constructor)
    static JsonValue truth(bool value);

    /// Fault::damaged, beginning with "byte N: ", for every text that is not the canonical one of its content.
    /// `longest_text`: most bytes of one text in it.
    static Result<JsonValue> parse(std::string_view text, std::size_t longest_text = most_text_bytes);
    /// The canonical text. Throws std::logic_error for a content that has none (check_text() what people typed first).
    std::string canonical() const;

    const Object* object() const { return std::get_if<Object>(&value_); }
    const Array* array() const { return std::get_if<Array>(&value_); }
    const std::string* text() const { return std::get_if<std::string>(&value_); }
    const std::int64_t* number() const { return std::get_if<std::int64_t>(&value_); }
    const bool* truth() const { return std::get_if<bool>(&value_); }

    /// The member of an object; nothing when it is absent or this is no object.
    const JsonValue* find(std::string_view key) const;
    const std::string* text(std::string_view key) const;
    const std::int64_t* number(std::string_view key) const;
    const Array* array(std::string_view key) const;
    /// "" when there is no such text.
    std::string_view text_or_empty(std::string_view key) const;
    /// Makes this an object's member; throws std::logic_error when this is no object.
    JsonValue& set(std::string key, JsonValue value);
    void remove(std::string_view key);

    bool operator==(const JsonValue&) const = default;

    static constexpr std::size_t most_text_bytes = 65'536;
    static constexpr std::size_t most_depth = 12;

private:
    std::variant<std::string, std::int64_t, bool, Array, Object> value_;
};

/// Why a text may not stand in canonical JSON (a control character, not NFC, not UTF-8, too long); for people who typed
/// it.
Result<void> check_text(std::string_view text, std::size_t longest = JsonValue::most_text_bytes);

/// Base64 of RFC 4648 section 4, padded. from_base64 refuses every text that encoding would not give.
std::string base64(std::string_view bytes);
Result<std::string> from_base64(std::string_view text);

}  // namespace sanad
