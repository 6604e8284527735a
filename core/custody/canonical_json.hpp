#pragma once
// Canonical JSON: keys sorted and each present once, no blanks, whole numbers up to 2^53 - 1, UTF-8 in which only the
// quote and the backslash are escaped and no control stands, one line feed at the end. One content has one text, so two
// programs cannot read two things out of it. Read as the fixed sequence it is, without a tree in memory.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace sanad {

/// The largest number that every JSON reader keeps exactly (RFC 8259 section 6).
inline constexpr std::uint64_t largest_json_number = (std::uint64_t{1} << 53) - 1;

/// Each call takes what must stand next. Errors are Fault::damaged and begin with "byte N: ".
class CanonicalReader {
public:
    explicit CanonicalReader(std::string_view text) : text_{text} {}

    Result<void> open_object();
    Result<void> key(std::string_view name);
    /// Nothing may stand in the object but the keys that were asked for.
    Result<void> close_object();
    Result<void> open_array();
    /// True: another element comes. False: the array has ended.
    Result<bool> another();
    Result<std::uint64_t> number();
    Result<std::string> text();
    /// The line feed at the end, and nothing behind it.
    Result<void> end();

private:
    tl::unexpected<Error> wrong(std::size_t at, std::string_view what) const;
    Result<void> take(char expected);
    bool is_next(char letter) const { return at_ < text_.size() && text_[at_] == letter; }
    /// Why `name` may not stand here.
    std::string complaint(std::string_view name) const;

    std::string_view text_;
    std::size_t at_ = 0;
    std::vector<std::vector<std::string>> keys_;  ///< seen so far, of each open object
};

}  // namespace sanad
