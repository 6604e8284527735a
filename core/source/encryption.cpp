#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/source/recognise.hpp"

namespace sanad {
namespace {

using namespace std::string_view_literals;

// BitLocker information identifiers (libbde, "BitLocker Drive Encryption (BDE) format", volume header).
constexpr auto bitlocker_guid = "\x3b\xd6\x67\x49\x29\x2e\xd8\x4a\x83\x99\xf6\xa3\x39\xe3\xd0\x01"sv;
constexpr auto bitlocker_used_space_guid = "\x3b\x4d\xa8\x92\x80\xdd\x0e\x4d\x9e\x4e\xb1\xe3\x28\x4e\xae\xd8"sv;

constexpr std::size_t sample_count = 32;
constexpr std::size_t sample_size = 32 * 1024;
constexpr std::string_view zero_where_sampled = "no file system recognised: every byte sampled is zero";
/// What is zero wherever it was sampled is read whole up to here: the gaps between partitions, and those that only keep
/// a place (16 MiB and 128 MiB, Windows; the first 32 MiB of a boot partition).
constexpr std::uint64_t most_zeros_read = std::uint64_t{128} << 20;

struct Statistics {
    std::uint64_t total = 0;       ///< bytes sampled that the evidence gave
    std::uint64_t unreadable = 0;  ///< bytes sampled that could not be read: the zeros in their place are no evidence
    double entropy = 0;            ///< bits per byte
    double chi_square = 0;         ///< against equal frequencies, 255 degrees of freedom
    bool zero = true;
};

Statistics measure(ByteSource& volume) {
    std::array<std::uint64_t, 256> seen{};
    Statistics found;
    const std::uint64_t step = std::max<std::uint64_t>(volume.size() / sample_count, sample_size);
    for (std::uint64_t offset = 0; offset < volume.size(); offset += step) {
        std::vector<Byte> sample(
            static_cast<std::size_t>(std::min<std::uint64_t>(sample_size, volume.size() - offset)));
        std::vector<DamagedRange> damage;
        if (!volume.read(offset, sample, damage)) {
            found.unreadable += sample.size();
            continue;
        }
        for (const Byte byte : sample) ++seen[byte];
        found.total += sample.size();
        for (const DamagedRange& lost : damage) {
            const std::uint64_t from = std::max(lost.offset, offset);
            const std::uint64_t until = std::min(lost.offset + lost.length, offset + sample.size());
            if (from >= until) continue;
            found.unreadable += until - from;
            const std::uint64_t zeros = std::min({until - from, found.total, seen[0]});
            seen[0] -= zeros;
            found.total -= zeros;
        }
    }
    if (found.total == 0) return found;
    found.zero = seen[0] == found.total;
    const double expected = static_cast<double>(found.total) / 256;
    for (const std::uint64_t count : seen) {
        const double share = static_cast<double>(count) / static_cast<double>(found.total);
        if (count != 0) found.entropy -= share * std::log2(share);
        const double off = static_cast<double>(count) - expected;
        found.chi_square += off * off / expected;
    }
    return found;
}

/// LUKS1 and LUKS2 keep the UUID as text at 168; LUKS2 a label at 24 (LUKS2 On-Disk Format Specification, 2.1).
Recognised luks(Bytes header, unsigned version) {
    return {"LUKS", fmt::format("encrypted with LUKS version {}", version),
            version == 2 ? text_at(header, 24, 48) : std::string{}, text_at(header, 168, 40)};
}

/// LUKS2 keeps a second header, at one of these places (the same specification, 2.1).
bool has_second_luks_header(ByteSource& volume) {
    constexpr std::array<std::uint64_t, 9> places{0x4000,  0x8000,   0x10000,  0x20000, 0x40000,
                                                  0x80000, 0x100000, 0x200000, 0x400000};
    return std::ranges::any_of(
        places, [&](std::uint64_t offset) { return ByteReader{peek(volume, offset, 8)}.matches(0, "SKUL\xba\xbe"); });
}

// Random bytes give a chi square of 255 with a deviation of 22.6; the bounds are eight deviations away. Compressed
// data, which has an entropy near 8 as well, lies far above.
bool looks_random(const Statistics& found) {
    return found.total >= 65536 && found.chi_square > 75 && found.chi_square < 436;
}

}  // namespace

std::vector<Recognised> recognise_encryption(ByteSource& volume) {
    std::vector<Recognised> marks;
    const auto head = peek(volume, 0, 64 * 1024);
    const ByteReader bytes{head};
    // Windows 7 and later write the identifier at 160, To Go volumes (behind a FAT32 boot sector) at 424.
    for (const auto guid : {bitlocker_guid, bitlocker_used_space_guid}) {
        if (bytes.matches(3, "MSWIN4.1") && bytes.matches(424, guid))
            marks.push_back({"BitLocker", "encrypted with BitLocker To Go"});
    }
    if (bytes.matches(3, "-FVE-FS-")) marks.push_back({"BitLocker", "encrypted with BitLocker"});
    if (bytes.matches(0, "LUKS\xba\xbe"))
        marks.push_back(luks(head, bytes.u16_be(6).value_or(0)));
    else if (has_second_luks_header(volume))
        marks.push_back({"LUKS", "encrypted with LUKS version 2; its first header is damaged"});
    // CoreStorage physical volume header: signature at 88, version 1 at 90 (libfvde).
    if (bytes.matches(88, "CS") && bytes.u16_le(90).value_or(0) == 1)
        marks.push_back({"CoreStorage", "Apple CoreStorage volume (FileVault 2 when encrypted)"});
    if (bytes.matches(0, "encrcdsa")) marks.push_back({"FileVault", "encrypted with FileVault (encrypted disk image)"});
    return marks;
}

Recognised explain_samples(ByteSource& volume) {
    if (volume.size() == 0) return {"none", "no bytes: the volume lies beyond the end of the evidence"};
    const Statistics found = measure(volume);
    if (found.total == 0) return {"unknown", "no file system recognised: none of the places sampled can be read"};
    const std::string lost = found.unreadable == 0 ? ""
                                                   : fmt::format(" ({} of {} bytes sampled cannot be read)",
                                                                 found.unreadable, found.unreadable + found.total);
    if (found.zero) return {"unknown", std::string{zero_where_sampled} + lost};
    if (volume.size() % 512 == 0 && looks_random(found))
        return {"possibly encrypted",
                fmt::format(
                    "possibly encrypted (VeraCrypt or random data): no signature, {:.4f} bits of entropy per byte{}",
                    found.entropy, lost)};
    return {"unknown", "no file system recognised" + lost};
}

Recognised explain_unknown(ByteSource& volume) {
    Recognised looks = explain_samples(volume);
    if (auto copies = recognise_copies(volume)) {
        // What was encrypted in a file system's place may have left its copies as they were.
        if (looks.type != "possibly encrypted") return std::move(*copies);
        looks.reason += fmt::format("; {}: {}", copies->type, copies->reason);
        return looks;
    }
    if (looks.reason != zero_where_sampled) return looks;
    if (volume.size() > most_zeros_read) {
        looks.reason += "; what lies between those places was not looked at";
        return looks;
    }
    std::vector<Byte> block(std::size_t{1} << 20);
    for (std::uint64_t offset = 0; offset < volume.size(); offset += block.size()) {
        const auto part = MutableBytes{block}.first(
            static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), volume.size() - offset)));
        std::vector<DamagedRange> damage;
        if (!volume.read(offset, part, damage) || !damage.empty()) {
            looks.reason += fmt::format("; not all of it can be read, from byte {} on",
                                        damage.empty() ? offset : damage.front().offset);
            return looks;
        }
        const auto other = std::ranges::find_if(part, [](Byte byte) { return byte != 0; });
        if (other != part.end()) {
            looks.reason += fmt::format("; byte {} is not", offset + static_cast<std::uint64_t>(other - part.begin()));
            return looks;
        }
    }
    return {"none", "no file system recognised: every byte is zero"};
}

}  // namespace sanad
