#pragma once
// What libarchive passes over in a RAR 5: which members need a password, and the times of those. By RARLAB's technote
// "RAR 5.0 archive format".
#include <optional>
#include <vector>

#include "plugins/archive/bytes_view.hpp"
#include "plugins/archive/member.hpp"

namespace sanad::archive {

struct Rar5File {
    bool encrypted = false;
    std::optional<sdk::Time> modified, created, accessed;
    sdk::Range source;  ///< header and packed content
    std::uint64_t packed = 0;
};

struct Rar5Headers {
    bool encrypted = false;  ///< the headers themselves, so that no more is known
    std::vector<Rar5File> files;
};

namespace rar5 {

/// A number of seven bits a byte; the highest bit says that more follows. Nothing at the end, or beyond 64 bits.
inline std::optional<std::uint64_t> number(BytesView bytes, std::uint64_t& at) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 63 && bytes.has(at, 1); shift += 7) {
        const std::uint8_t byte = bytes.u8(at++);
        value |= std::uint64_t{byte & 0x7Fu} << shift;
        if ((byte & 0x80) == 0) return value;
    }
    return std::nullopt;
}

inline void take_times(Rar5File& file, BytesView record) {
    std::uint64_t at = 0;
    const std::uint64_t flags = number(record, at).value_or(0);
    const bool is_unix = (flags & 1) != 0;
    std::optional<sdk::Time>* const times[] = {&file.modified, &file.created, &file.accessed};
    std::vector<std::pair<std::optional<sdk::Time>*, std::uint32_t>> seconds;
    for (unsigned i = 0; i < 3; ++i) {
        if ((flags & 2u << i) == 0) continue;
        if (is_unix) {
            if (!record.has(at, 4)) return;
            seconds.emplace_back(times[i], record.u32(at));
            at += 4;
        } else {
            if (!record.has(at, 8)) return;
            *times[i] = sdk::time_of_filetime(record.u64(at));
            at += 8;
        }
    }
    for (const auto& [time, value] : seconds) {
        std::uint32_t nanoseconds = 0;
        if ((flags & 0x10) != 0 && record.has(at, 4)) {
            nanoseconds = record.u32(at) & 0x3FFFFFFF;
            at += 4;
        }
        *time = unix_time(value, nanoseconds);
    }
}

inline void take_extra(Rar5File& file, BytesView extra) {
    constexpr std::uint64_t encryption = 1, times = 3;
    for (std::uint64_t at = 0;;) {
        const auto size = number(extra, at);
        if (!size || *size == 0 || !extra.has(at, *size)) return;
        const BytesView record = extra.part(at, *size);
        at += *size;
        std::uint64_t inside = 0;
        const auto type = number(record, inside);
        if (type == encryption) file.encrypted = true;
        if (type == times) take_times(file, record.part(inside, record.size()));
    }
}

}  // namespace rar5

inline Rar5Headers rar5_headers(BytesView archive) {
    constexpr std::uint64_t file_header = 2, encryption_header = 4, end_of_archive = 5;
    Rar5Headers headers;
    for (std::uint64_t begins = 8; archive.has(begins, 7);) {
        std::uint64_t at = begins + 4;  // its checksum
        const auto size = rar5::number(archive, at);
        if (!size || *size == 0 || !archive.has(at, *size)) break;
        const BytesView header = archive.part(at, *size);
        std::uint64_t inside = 0;
        const auto type = rar5::number(header, inside), flags = rar5::number(header, inside);
        if (!type || !flags) break;
        const std::uint64_t extra = (*flags & 1) != 0 ? rar5::number(header, inside).value_or(0) : 0;
        const std::uint64_t packed = (*flags & 2) != 0 ? rar5::number(header, inside).value_or(0) : 0;
        const std::uint64_t content = at + *size;
        headers.encrypted = headers.encrypted || *type == encryption_header;
        if (*type == file_header) {
            Rar5File file;
            file.packed = packed;
            file.source = {begins, content - begins + std::min(packed, archive.size() - content)};
            if (extra <= header.size()) rar5::take_extra(file, header.part(header.size() - extra, extra));
            headers.files.push_back(file);
        }
        if (*type == end_of_archive || !archive.has(content, packed)) break;
        begins = content + packed;
    }
    return headers;
}

}  // namespace sanad::archive
