#pragma once
// Evidence is a span read with a checked reader; never a struct laid over bytes.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace sanad {

using Byte = std::uint8_t;
using Bytes = std::span<const Byte>;
using MutableBytes = std::span<Byte>;

inline Bytes bytes_of(std::string_view text) {
    return {reinterpret_cast<const Byte*>(text.data()), text.size()};
}
inline std::string_view text_of(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Lower-case hexadecimal.
std::string hex(Bytes bytes);
/// The bytes of an even-length hexadecimal text of either case; nothing when it is not one.
std::optional<std::string> from_hex(std::string_view text);

/// Reads numbers and pieces at offsets of a span; every read is checked and compares instead of adding, so that
/// no offset from evidence can overflow.
class ByteReader {
public:
    explicit ByteReader(Bytes bytes) : bytes_{bytes} {}

    std::size_t size() const { return bytes_.size(); }
    bool holds(std::uint64_t offset, std::uint64_t length) const {
        return offset <= bytes_.size() && length <= bytes_.size() - offset;
    }

    Result<std::uint8_t> u8(std::uint64_t offset) const { return number<std::uint8_t>(offset, false); }
    Result<std::uint16_t> u16_le(std::uint64_t offset) const { return number<std::uint16_t>(offset, false); }
    Result<std::uint32_t> u32_le(std::uint64_t offset) const { return number<std::uint32_t>(offset, false); }
    Result<std::uint64_t> u64_le(std::uint64_t offset) const { return number<std::uint64_t>(offset, false); }
    Result<std::uint16_t> u16_be(std::uint64_t offset) const { return number<std::uint16_t>(offset, true); }
    Result<std::uint32_t> u32_be(std::uint64_t offset) const { return number<std::uint32_t>(offset, true); }
    Result<std::uint64_t> u64_be(std::uint64_t offset) const { return number<std::uint64_t>(offset, true); }

    Result<Bytes> slice(std::uint64_t offset, std::uint64_t length) const {
        if (!holds(offset, length)) return out_of_range(offset, length);
        return bytes_.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(length));
    }
    /// True when the bytes at `offset` are exactly `expected`.
    bool matches(std::uint64_t offset, std::string_view expected) const {
        return holds(offset, expected.size()) &&
               text_of(bytes_.subspan(static_cast<std::size_t>(offset), expected.size())) == expected;
    }

private:
    tl::unexpected<Error> out_of_range(std::uint64_t offset, std::uint64_t length) const;

    template <class Number>
    Result<Number> number(std::uint64_t offset, bool big_endian) const {
        if (!holds(offset, sizeof(Number))) return out_of_range(offset, sizeof(Number));
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < sizeof(Number); ++i) {
            const std::size_t at = big_endian ? i : sizeof(Number) - 1 - i;
            value = value << 8 | bytes_[static_cast<std::size_t>(offset) + at];
        }
        return static_cast<Number>(value);
    }

    Bytes bytes_;
};

}  // namespace sanad
