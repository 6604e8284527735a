#pragma once
// Numbers and texts of fixed width at known places of a record, in either byte order, each read with a check.
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

#include "plugins/sdk/text.hpp"

namespace sanad::unix_traces {

using sdk::Bytes;

enum class ByteOrder { little, big };

struct TooShort : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Record {
public:
    explicit Record(Bytes bytes, ByteOrder order = ByteOrder::little) : bytes_{bytes}, order_{order} {}

    std::size_t size() const { return bytes_.size(); }
    Bytes part(std::uint64_t offset, std::uint64_t length) const {
        if (offset > bytes_.size() || length > bytes_.size() - offset) {
            throw TooShort{"the data end before byte " + std::to_string(offset) + " + " + std::to_string(length)};
        }
        return bytes_.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(length));
    }
    template <class Number>
    Number number(std::uint64_t offset) const {
        const Bytes at = part(offset, sizeof(Number));
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < sizeof(Number); ++i) {
            value |= std::uint64_t{at[order_ == ByteOrder::little ? i : sizeof(Number) - 1 - i]} << 8 * i;
        }
        return static_cast<Number>(value);
    }
    std::uint8_t u8(std::uint64_t offset) const { return number<std::uint8_t>(offset); }
    std::int16_t i16(std::uint64_t offset) const { return number<std::int16_t>(offset); }
    std::int32_t i32(std::uint64_t offset) const { return number<std::int32_t>(offset); }
    std::uint32_t u32(std::uint64_t offset) const { return number<std::uint32_t>(offset); }
    std::uint64_t u64(std::uint64_t offset) const { return number<std::uint64_t>(offset); }

    std::string_view raw(std::uint64_t offset, std::uint64_t length) const {
        const Bytes at = part(offset, length);
        return {reinterpret_cast<const char*>(at.data()), at.size()};
    }
    /// Up to the first zero, or the whole width.
    std::string_view text(std::uint64_t offset, std::uint64_t width) const {
        const std::string_view field = raw(offset, width);
        return field.substr(0, field.find('\0'));
    }

private:
    Bytes bytes_;
    ByteOrder order_;
};

/// Lower-case digits, two for each byte.
inline std::string hexadecimal(Bytes bytes) {
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text += "0123456789abcdef"[byte >> 4];
        text += "0123456789abcdef"[byte & 15];
    }
    return text;
}

}  // namespace sanad::unix_traces
