#pragma once
// Checked reading of numbers and parts.
#include <cstdint>
#include <string_view>

#include "plugins/sdk/text.hpp"

namespace sanad::media {

/// Bytes with both orders of numbers. What lies beyond the end is zero: who needs to know asks has().
class Bits {
public:
    explicit Bits(sdk::Bytes bytes, std::uint64_t place = 0) : bytes_{bytes}, place_{place} {}

    std::uint64_t size() const { return bytes_.size(); }
    /// Where it begins in the file.
    std::uint64_t place() const { return place_; }
    bool has(std::uint64_t at, std::uint64_t length) const { return at <= size() && length <= size() - at; }
    std::uint64_t big(std::uint64_t at, unsigned width) const {
        std::uint64_t value = 0;
        for (unsigned i = 0; has(at, width) && i < width; ++i) value = value << 8 | bytes_[at + i];
        return value;
    }
    std::uint64_t little(std::uint64_t at, unsigned width) const {
        std::uint64_t value = 0;
        for (unsigned i = width; has(at, width) && i-- > 0;) value = value << 8 | bytes_[at + i];
        return value;
    }
    /// As much of it as is there.
    Bits part(std::uint64_t at, std::uint64_t length) const {
        if (at > size()) return Bits{{}, place_ + size()};
        return Bits{bytes_.subspan(at, length < size() - at ? length : size() - at), place_ + at};
    }
    Bits from(std::uint64_t at) const { return part(at, size()); }
    std::string_view text() const { return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()}; }
    bool is_at(std::uint64_t at, std::string_view mark) const {
        return has(at, mark.size()) && part(at, mark.size()).text() == mark;
    }

private:
    sdk::Bytes bytes_;
    std::uint64_t place_;
};

}  // namespace sanad::media
