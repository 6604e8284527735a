#include "core/source/containers/vhdx_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace sanad::containers {
namespace {

constexpr std::uint64_t log_sector = 4096;
constexpr std::uint64_t largest_log = 64 << 20;
constexpr std::uint64_t farthest_write = std::uint64_t{1} << 50;

constexpr std::array<std::uint32_t, 256> crc_table = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1) != 0 ? 0x82F63B78u : 0u);
        table[i] = value;
    }
    return table;
}();

struct Entry {
    std::uint64_t position = 0;  ///< in the log
    std::uint64_t length = 0;
    std::uint64_t tail = 0;  ///< where the sequence that this entry closes begins
    std::uint64_t sequence = 0;
    std::uint64_t descriptors = 0;
};

class Log {
public:
    Log(std::vector<Byte> ring, Bytes guid) : ring_{std::move(ring)}, guid_{guid} {}

    Result<void> list_entries() {
        std::uint64_t summed = 0;
        for (std::uint64_t at = 0; at + log_sector <= ring_.size(); at += log_sector) {
            const ByteReader header{ring_};
            const auto length = header.u32_le(at + 8);
            if (!header.matches(at, "loge") || !length || *length < log_sector || *length % log_sector != 0 ||
                *length > ring_.size())
                continue;
            // Honest entries do not overlap; many that claim the whole log would cost its square.
            summed += *length;
            if (summed > 16 * ring_.size()) return failure(Fault::limit, "its log is full of overlapping entries");
            if (auto entry = parse(at, *length)) entries_.push_back(*entry);
        }
        std::sort(entries_.begin(), entries_.end(),
                  [](const Entry& a, const Entry& b) { return a.sequence > b.sequence; });
        return {};
    }

    /// MS-VHDX 2.3.3: from the tail of the newest entry that has all its forerunners, oldest first.
    std::vector<Entry> active_sequence() const {
        for (const Entry& head : entries_) {
            std::vector<Entry> sequence;
            std::uint64_t position = head.tail;
            while (sequence.size() <= entries_.size()) {
                const auto next = std::find_if(entries_.begin(), entries_.end(),
                                               [&](const Entry& entry) { return entry.position == position; });
                if (next == entries_.end() || (!sequence.empty() && next->sequence != sequence.back().sequence + 1))
                    break;
                sequence.push_back(*next);
                if (next->position == head.position) return sequence;
                position = (position + next->length) % ring_.size();
            }
        }
        return {};
    }

    Result<void> apply(const Entry& entry, FileBytes& file) const {
        const std::vector<Byte> bytes = unrolled(entry.position, entry.length);
        const ByteReader reader{bytes};
        std::uint64_t data_at = (64 + entry.descriptors * 32 + log_sector - 1) / log_sector * log_sector;
        for (std::uint64_t i = 0; i < entry.descriptors; ++i) {
            const std::uint64_t at = 64 + 32 * i;
            const auto place = TRY(reader.u64_le(at + 16));
            const auto sequence = TRY(reader.u64_le(at + 24));
            if (sequence != entry.sequence || place > farthest_write) return broken();
            if (reader.matches(at, "zero")) {
                const auto length = TRY(reader.u64_le(at + 8));
                if (length > farthest_write) return broken();
                file.lay_over(place, length, {});
            } else if (reader.matches(at, "desc")) {
                const Bytes data = TRY(reader.slice(data_at, log_sector));
                const ByteReader sector{data};
                const std::uint64_t high = TRY(sector.u32_le(4));
                const std::uint64_t low = TRY(sector.u32_le(4092));
                if (!sector.matches(0, "data") || (high << 32 | low) != sequence) return broken();
                // The sector's first 8 and last 4 bytes are in the descriptor; the log put its own marks there.
                std::vector<Byte> whole{data.begin(), data.end()};
                const Bytes leading = TRY(reader.slice(at + 8, 8));
                const Bytes trailing = TRY(reader.slice(at + 4, 4));
                std::copy(leading.begin(), leading.end(), whole.begin());
                std::copy(trailing.begin(), trailing.end(), whole.end() - 4);
                file.lay_over(place, log_sector, std::move(whole));
                data_at += log_sector;
            } else {
                return broken();
            }
        }
        return {};
    }

private:
    static tl::unexpected<Error> broken() { return failure(Fault::damaged, "its log contradicts itself"); }

    std::vector<Byte> unrolled(std::uint64_t position, std::uint64_t length) const {
        std::vector<Byte> bytes;
        bytes.reserve(static_cast<std::size_t>(length));
        const auto start = ring_.begin() + static_cast<std::ptrdiff_t>(position);
        const auto before_end = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(length, ring_.size() - position));
        bytes.assign(start, start + before_end);
        bytes.insert(bytes.end(), ring_.begin(), ring_.begin() + (static_cast<std::ptrdiff_t>(length) - before_end));
        return bytes;
    }

    std::optional<Entry> parse(std::uint64_t position, std::uint64_t length) const {
        const std::vector<Byte> bytes = unrolled(position, length);
        const ByteReader reader{bytes};
        const auto checksum = reader.u32_le(4);
        const auto guid = reader.slice(32, 16);
        Entry entry{position, length, reader.u32_le(12).value_or(0), reader.u64_le(16).value_or(0),
                    reader.u32_le(24).value_or(0)};
        if (!checksum || !guid || !std::equal(guid->begin(), guid->end(), guid_.begin(), guid_.end())) return {};
        if (entry.sequence == 0 || entry.descriptors > (length - 64) / 32 || *checksum != crc32c(bytes, 4)) return {};
        return entry;
    }

    std::vector<Byte> ring_;
    Bytes guid_;
    std::vector<Entry> entries_;  ///< those with a right checksum, the newest first
};

}  // namespace

std::uint32_t crc32c(Bytes bytes, std::size_t checksum_at) {
    std::uint32_t value = ~std::uint32_t{0};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const bool of_checksum = i >= checksum_at && i - checksum_at < 4;
        value = (value >> 8) ^ crc_table[(value ^ (of_checksum ? 0u : bytes[i])) & 0xFF];
    }
    return ~value;
}

Result<std::size_t> replay_log(FileBytes& file, std::uint64_t offset, std::uint32_t length, Bytes log_guid) {
    if (length < log_sector || length % log_sector != 0 || length > largest_log)
        return failure(Fault::damaged, fmt::format("{}: a log of {} bytes", file.name(), length));
    Log log{TRY(file.read(offset, length)), log_guid};
    if (const auto listed = log.list_entries(); !listed) return within(file.name(), listed.error());
    const auto sequence = log.active_sequence();
    for (const Entry& entry : sequence)
        if (const auto applied = log.apply(entry, file); !applied) return within(file.name(), applied.error());
    return sequence.size();
}

}  // namespace sanad::containers
