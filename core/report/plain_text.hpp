#pragma once
// Text for programs: JSON objects and CSV cells that no text from evidence can break out of.
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/bytes.hpp"

namespace sanad {

/// One JSON object, its members in the order in which they are added.
class JsonObject {
public:
    JsonObject& text(std::string_view key, std::string_view value);
    JsonObject& number(std::string_view key, std::uint64_t value);
    JsonObject& truth(std::string_view key, bool value);
    /// `value` is JSON already.
    JsonObject& member(std::string_view key, std::string_view value);
    std::string str() const { return text_ + "}"; }
    std::string line() const { return text_ + "}\n"; }

private:
    std::string text_ = "{";
};

/// A JSON array of values that are JSON already.
class JsonArray {
public:
    void add(std::string_view value);
    std::string str() const { return text_ + "]"; }

private:
    std::string text_ = "[";
};

/// A cell of RFC 4180. Controls, bidi controls and ill-formed bytes are written visibly as shown() does; a cell that a
/// spreadsheet would take for a formula (it begins with = + - @) gets a leading apostrophe.
std::string csv_text(std::string_view text);

}  // namespace sanad
