#include "core/source/unclaimed_file_systems.hpp"

#include <algorithm>

#include "core/source/recognise.hpp"

namespace sanad {
namespace {

constexpr std::uint64_t mib = std::uint64_t{1} << 20;
constexpr std::uint64_t smallest_in_sectors = 64;  // less than any file system, more than the gap before a logical one
constexpr std::size_t most_found = 64;

std::uint64_t rounded_up(std::uint64_t at, std::uint64_t to) {
    return (at + to - 1) / to * to;
}

/// Where a partition that begins at `from` or next after it may lie. DOS counted in cylinders of 255 heads and 63
/// sectors and left a first track free; since Windows Vista and fdisk 2.17 it is MiB.
std::vector<std::uint64_t> usual_beginnings(std::uint64_t from, std::uint64_t sector_size) {
    const std::uint64_t track = 63 * sector_size, cylinder = 255 * track;
    const std::uint64_t next_cylinder = rounded_up(from + 1, cylinder);
    std::vector<std::uint64_t> places{from, from + track, rounded_up(from + 1, mib), next_cylinder,
                                      next_cylinder + track};
    std::ranges::sort(places);
    places.erase(std::unique(places.begin(), places.end()), places.end());
    return places;
}

}  // namespace

std::vector<FileSystemFacts> find_unclaimed_file_systems(ByteSource& image, const Volume& gap,
                                                         std::uint32_t sector_size) {
    std::vector<FileSystemFacts> found;
    const std::uint64_t end = std::min(image.size(), gap.offset + gap.length);
    const std::uint64_t smallest = smallest_in_sectors * sector_size;
    const auto next_one = [&](std::uint64_t from) -> std::optional<std::uint64_t> {
        for (const std::uint64_t begin : usual_beginnings(from, sector_size)) {
            if (begin + smallest > end) break;
            Volume part = gap;
            part.offset = begin;
            part.length = end - begin;
            std::uint64_t behind = begin + sector_size;
            std::vector<FileSystemFacts> here = recognise_file_systems(image, part, sector_size);
            for (FileSystemFacts& facts : here) {
                // Divided, because a count of blocks that cannot be would wrap around when multiplied.
                const auto passes = [&](std::uint64_t length) {
                    return facts.block_count > length / std::max(1U, facts.block_size);
                };
                const std::uint64_t rest = image.size() - begin;
                // A disc that can also start a computer has a partition table in the file system's first sectors.
                const bool whole_disc = facts.type == "ISO 9660" && begin == 0;
                if (facts.readable && passes(part.length) && !whole_disc) {
                    facts.readable = false;
                    facts.reason = "a remnant: it begins in sectors that no partition claims and reaches beyond them";
                    behind = end;  // what follows are its own bytes, copies of its first among them
                } else if (facts.readable) {
                    facts.length = passes(rest) ? rest : facts.block_count * facts.block_size;
                    behind = std::max(behind, begin + facts.length);
                } else {
                    facts.reason += ", in sectors that no partition claims";
                }
                found.push_back(std::move(facts));
            }
            if (!here.empty()) return behind;
        }
        return std::nullopt;
    };
    for (std::optional<std::uint64_t> from = gap.offset; from && found.size() < most_found;) from = next_one(*from);
    if (!found.empty() || end < gap.offset + mib) return found;
    SliceSource slice{image, gap.offset, end - gap.offset, image.provenance()};
    if (Recognised looks = explain_samples(slice); looks.type == "possibly encrypted") {
        FileSystemFacts facts;
        facts.volume = gap.ordinal;
        facts.type = std::move(looks.type);
        facts.reason = "sectors that no partition claims: " + looks.reason;
        facts.offset = gap.offset;
        facts.length = end - gap.offset;
        found.push_back(std::move(facts));
    }
    return found;
}

}  // namespace sanad
