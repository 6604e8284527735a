#pragma once
// Packed bytes that no file system knows of: where a stream of zip, gzip or PDF begins in raw bytes, and what it
// unpacks to. PKWARE APPNOTE 4.3.7, RFC 1952, ISO 32000-1 7.3.8 and 7.4. Pure functions over hostile bytes, in readers.
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.hpp"

namespace sanad {

enum class PackedKind : std::uint8_t { zip_member, gzip, pdf_stream };
constexpr std::string_view name_of(PackedKind kind) {
    constexpr std::string_view names[] = {"zip_member", "gzip", "pdf_stream"};
    return names[static_cast<std::size_t>(kind)];
}

/// What a raw scan looks for beside its patterns.
inline constexpr std::array<std::string_view, 4> packed_marks{"PK\x03\x04", "\x1F\x8B\x08", "stream\r\n", "stream\n"};

/// A start is told from so many bytes before its mark and behind it.
inline constexpr std::size_t packed_before = 512, packed_behind = 2048;
inline constexpr std::size_t longest_packed_name = 1024;

struct PackedStart {
    PackedKind kind = PackedKind::zip_member;
    std::size_t data = 0;  ///< from the mark to the packed bytes
    std::string name;      ///< as recorded; empty: none is
    std::optional<std::uint64_t> packed_size{};
    bool ascii85 = false;
    bool zlib = false;  ///< a header of zlib stands before the deflated bytes
};

/// Nothing where the mark at `at` begins no stream that can be unpacked: another method, encrypted, absurd fields.
std::optional<PackedStart> packed_start(Bytes bytes, std::size_t at);

enum class PackedEnd : std::uint8_t { whole, limited, damaged };
constexpr std::string_view name_of(PackedEnd end) {
    constexpr std::string_view names[] = {"whole", "limited", "damaged"};
    return names[static_cast<std::size_t>(end)];
}

struct Unpacked {
    std::vector<Byte> bytes;
    PackedEnd end = PackedEnd::whole;
    bool ran_out = false;  ///< damaged, but for what is known only because its bytes ended: with more it may go on
};

/// What `packed`, from PackedStart::data on, unpacks to: at most `most` bytes; of a damaged stream what comes before.
Unpacked unpacked_stream(const PackedStart& start, Bytes packed, std::size_t most);

}  // namespace sanad
