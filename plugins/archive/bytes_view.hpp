#pragma once
// Little-endian numbers of an archive. What lies beyond the end is zero, so that a caller who needs to know asks has().
#include <cstdint>
#include <span>
#include <string_view>

#include "plugins/sdk/text.hpp"

namespace sanad::archive {

class BytesView {
public:
    explicit BytesView(sdk::Bytes bytes) : bytes_{bytes} {}

    std::uint64_t size() const { return bytes_.size(); }
    bool has(std::uint64_t at, std::uint64_t length) const { return at <= size() && length <= size() - at; }
    std::uint64_t number(std::uint64_t at, unsigned width) const {
        std::uint64_t value = 0;
        if (!has(at, width)) return 0;
        for (unsigned i = width; i-- > 0;) value = value << 8 | bytes_[static_cast<std::size_t>(at + i)];
        return value;
    }
    std::uint8_t u8(std::uint64_t at) const { return static_cast<std::uint8_t>(number(at, 1)); }
    std::uint16_t u16(std::uint64_t at) const { return static_cast<std::uint16_t>(number(at, 2)); }
    std::uint32_t u32(std::uint64_t at) const { return static_cast<std::uint32_t>(number(at, 4)); }
    std::uint64_t u64(std::uint64_t at) const { return number(at, 8); }
    /// As much of it as is there.
    BytesView part(std::uint64_t at, std::uint64_t length) const {
        if (at > size()) return BytesView{{}};
        return BytesView{bytes_.subspan(static_cast<std::size_t>(at),
                                        static_cast<std::size_t>(length < size() - at ? length : size() - at))};
    }
    bool starts(std::uint64_t at, std::string_view text) const {
        return has(at, text.size()) && part(at, text.size()).text() == text;
    }
    std::string_view text() const { return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()}; }
    sdk::Bytes bytes() const { return bytes_; }

private:
    sdk::Bytes bytes_;
};

}  // namespace sanad::archive
