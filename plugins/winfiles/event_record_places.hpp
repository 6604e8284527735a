#pragma once
// Where the records of an EVTX file lie, by their own headers: what a parser of their data leaves out shows against it.
#include <map>

#include "plugins/winfiles/little_endian.hpp"

namespace sanad::winfiles {

struct RecordPlace {
    std::uint64_t offset, length, number, written;
};

/// Two records of a file may bear one number: a log that was cleared begins anew.
using RecordName = std::pair<std::uint64_t, std::uint64_t>;  // number, time written

struct RecordPlaces {
    std::multimap<RecordName, RecordPlace> records;
    std::multimap<RecordName, RecordPlace> beyond;  ///< what looks like records after the end of a chunk's list
    bool damaged = false;

    /// Each place is given once. libevtx 20181227 says 0 for the offset of every record, so we ask by name.
    static std::optional<RecordPlace> taken(std::multimap<RecordName, RecordPlace>& from, const RecordName& name) {
        const auto found = from.find(name);
        if (found == from.end()) return std::nullopt;
        const RecordPlace place = found->second;
        from.erase(found);
        return place;
    }
};

inline constexpr std::uint64_t chunk_bytes = 65536;
inline constexpr std::uint64_t chunk_header_bytes = 512;
inline constexpr std::uint64_t record_header_bytes = 24;

/// The record at this place of a chunk; nothing when its two lengths do not agree.
inline std::optional<RecordPlace> record_at(Bytes chunk, std::uint64_t at) {
    if (!covers(chunk, at, record_header_bytes + 4) || u32(chunk, at) != 0x00002A2A) return std::nullopt;
    const std::uint64_t length = u32(chunk, at + 4);
    if (length < record_header_bytes + 4 || !covers(chunk, at, length)) return std::nullopt;
    if (u32(chunk, at + length - 4) != length) return std::nullopt;
    return RecordPlace{at, length, u64(chunk, at + 8), u64(chunk, at + 16)};
}

inline RecordPlaces record_places(const sdk::File& file) {
    RecordPlaces places;
    const std::uint64_t header = std::max<std::uint64_t>(u16(file.read(0, 128), 40), 128);
    for (std::uint64_t start = header; start + chunk_header_bytes <= file.size(); start += chunk_bytes) {
        const auto chunk = file.read(start, chunk_bytes);
        if (!begins_with(chunk, {"ElfChnk\0", 8})) {
            places.damaged = places.damaged || !all_zero(chunk);
            continue;
        }
        const std::uint64_t end = u32(chunk, 48);  // where the free space begins
        std::uint64_t at = chunk_header_bytes;
        while (at < end) {
            auto record = record_at(chunk, at);
            if (!record) break;
            record->offset = start + at;
            places.records.emplace(RecordName{record->number, record->written}, *record);
            at += record->length;
        }
        for (at = std::max(at, end); at + record_header_bytes <= chunk.size();) {
            auto record = record_at(chunk, at);
            if (record) {
                record->offset = start + at;
                places.beyond.emplace(RecordName{record->number, record->written}, *record);
            }
            at += record ? record->length : 1;
        }
    }
    return places;
}

}  // namespace sanad::winfiles
