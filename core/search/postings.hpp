#pragma once
// Where a word stands, as bytes. For each row that holds it: the row's place in its segment less the one before; then
// for each of the word's places in the row, that place less the one before; then 0. Both count from -1, so that only
// the end of a row is 0. Numbers are seven bits a byte, low ones first, in as few bytes as they need: no other byte is
// 0, and a row's places are passed over with memchr(). The last row has no end.
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "core/base/bytes.hpp"

namespace sanad {

template <class Put>
void put_number(std::uint64_t number, Put put) {
    for (; number >= 0x80; number >>= 7) put(static_cast<Byte>(number | 0x80));
    put(static_cast<Byte>(number));
}

/// Numbers of a blob that may be damaged: past its end, or of more than 64 bits, is nothing.
class NumberReader {
public:
    explicit NumberReader(Bytes bytes) : bytes_{bytes} {}
    bool at_end() const { return at_ >= bytes_.size(); }
    std::optional<std::uint64_t> number() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64 && at_ < bytes_.size(); shift += 7) {
            const Byte byte = bytes_[at_++];
            value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
            if ((byte & 0x80) == 0) return value;
        }
        return std::nullopt;
    }
    std::optional<std::string_view> text(std::size_t size) {
        if (size > bytes_.size() - at_) return std::nullopt;
        at_ += size;
        return text_of(bytes_.subspan(at_ - size, size));
    }
    /// Behind the next byte that is 0, or at the end.
    void pass_zero() {
        if (at_end()) return;
        const void* zero = std::memchr(bytes_.data() + at_, 0, bytes_.size() - at_);
        at_ = zero == nullptr ? bytes_.size()
                              : static_cast<std::size_t>(static_cast<const Byte*>(zero) - bytes_.data()) + 1;
    }

private:
    Bytes bytes_;
    std::size_t at_ = 0;
};

}  // namespace sanad
