#pragma once
// Identifiers that the same facts always get: UUIDs of version 5 (RFC 9562 5.5).
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace sanad {

using Uuid = std::array<std::uint8_t, 16>;

Uuid named_uuid(const Uuid& name_space, std::string_view name);
/// Lower case, with its four hyphens.
std::string text_of_uuid(const Uuid& uuid);

/// The namespace of URLs (RFC 9562 6.6).
inline constexpr Uuid url_namespace{0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1,
                                    0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};

}  // namespace sanad
