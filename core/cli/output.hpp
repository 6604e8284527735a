#pragma once
// How verbs speak to people and programs: lines on standard output that notice when nobody can take them, JSON objects
// and CSV cells that no text from evidence can break out of.
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/bytes.hpp"

namespace sanad {

/// Standard output. Writing stops being possible when a disk is full or the reader of a pipe has gone.
class Output {
public:
    Output() = default;
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;
    ~Output();

    /// False: nobody takes more; stop, and finish() says whether that is an error.
    bool write(std::string_view text);
    bool write(Bytes bytes) { return write(text_of(bytes)); }
    /// The error of a disk that is full; none when the reader of a pipe has had enough (`sanad files … | head`).
    Result<void> finish();

private:
    bool flush();
    std::string waiting_;
    int error_ = 0;
};

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
