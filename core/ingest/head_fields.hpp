#pragma once
// Little-endian numbers at the head of a file, for rules that recognise a type: what the file is too short for is zero.
#include <cstdint>

#include "core/base/bytes.hpp"

namespace sanad::head {

template <class Number>
Number or_zero(const Result<Number>& value) {
    return value ? *value : Number{0};
}
inline unsigned u8(const ByteReader& head, std::uint64_t at) {
    return or_zero(head.u8(at));
}
inline std::uint16_t u16(const ByteReader& head, std::uint64_t at) {
    return or_zero(head.u16_le(at));
}
inline std::uint32_t u32(const ByteReader& head, std::uint64_t at) {
    return or_zero(head.u32_le(at));
}
inline std::uint64_t u64(const ByteReader& head, std::uint64_t at) {
    return or_zero(head.u64_le(at));
}

}  // namespace sanad::head
