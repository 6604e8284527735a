#include "core/ingest/ntfs_records.hpp"

#include <algorithm>
#include <utility>

namespace sanad {
namespace {

constexpr std::size_t most_sectors = 128;  // records of 64 KiB are the largest known

struct UpdateSequence {
    std::size_t offset = 0;
    std::size_t sectors = 0;
};

std::optional<UpdateSequence> update_sequence(Bytes head) {
    const ByteReader reader{head};
    const bool known = reader.matches(0, "FILE") || reader.matches(0, "INDX") || reader.matches(0, "RCRD");
    if (!known) return std::nullopt;
    const auto offset = reader.u16_le(4);
    const auto count = reader.u16_le(6);  // the number itself and one entry for each sector
    if (!offset || !count || *count < 2 || *count > most_sectors + 1u) return std::nullopt;
    // The array lies in the first sector, before the bytes that it replaces there.
    if (*offset < 8 || *offset % 2 != 0 || *offset + std::size_t{*count} * 2 > record_sector - 2) return std::nullopt;
    return UpdateSequence{*offset, *count - std::size_t{1}};
}

}  // namespace

std::optional<std::size_t> ntfs_record_size(Bytes head) {
    const auto sequence = update_sequence(head);
    if (!sequence) return std::nullopt;
    return sequence->sectors * record_sector;
}

std::optional<std::vector<Byte>> repaired_ntfs_record(Bytes record) {
    const auto sequence = update_sequence(record);
    if (!sequence || record.size() < sequence->sectors * record_sector) return std::nullopt;
    std::vector<Byte> repaired{record.begin(),
                               record.begin() + static_cast<std::ptrdiff_t>(sequence->sectors * record_sector)};
    for (std::size_t sector = 0; sector < sequence->sectors; ++sector) {
        const std::size_t end = (sector + 1) * record_sector - 2;
        const std::size_t kept = sequence->offset + 2 + sector * 2;
        if (!std::equal(record.begin() + static_cast<std::ptrdiff_t>(end),
                        record.begin() + static_cast<std::ptrdiff_t>(end) + 2,
                        record.begin() + static_cast<std::ptrdiff_t>(sequence->offset)))
            return std::nullopt;
        repaired[end] = record[kept];
        repaired[end + 1] = record[kept + 1];
    }
    return repaired;
}

Bytes with_repaired_ntfs_records(Bytes bytes, std::uint64_t offset, std::vector<Byte>& room) {
    bool copied = false;
    for (auto at = static_cast<std::size_t>((record_sector - offset % record_sector) % record_sector);
         at + record_sector <= bytes.size(); at += record_sector) {
        const auto repaired = repaired_ntfs_record(bytes.subspan(at));
        if (!repaired) continue;
        if (!std::exchange(copied, true)) room.assign(bytes.begin(), bytes.end());
        std::ranges::copy(*repaired, room.begin() + static_cast<std::ptrdiff_t>(at));
    }
    return copied ? Bytes{room} : bytes;
}

}  // namespace sanad
