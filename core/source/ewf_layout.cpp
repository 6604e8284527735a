#include "core/source/ewf_layout.hpp"

#include <fmt/format.h>
#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <map>
#include <utility>

#include "core/source/ewf_headers.hpp"

namespace sanad {
namespace {

constexpr std::uint64_t file_header_size = 13;
constexpr std::uint64_t section_header_size = 76;
constexpr std::uint64_t table_header_size = 24;
constexpr std::size_t largest_text = 16 << 20;
constexpr std::uint32_t largest_chunk = 64 << 20;
// Beyond this a claimed size is a lie that would keep a reader busy with zeros for days.
constexpr std::uint64_t largest_loss = std::uint64_t{64} << 40;
// Guards against a container that costs more than it holds; honest ones stay far below each.
constexpr std::uint64_t most_recovered_chunks = 1 << 24;
constexpr std::uint32_t most_entries = 1 << 23;
constexpr std::size_t most_tables = 1 << 20;
constexpr std::size_t most_acquisition_errors = 1 << 20;
constexpr std::size_t most_sessions = 1000;
constexpr std::size_t most_remarks = 1000;
constexpr std::size_t most_damaged_texts = 8;

struct Inflater {
    libdeflate_decompressor* handle = libdeflate_alloc_decompressor();
    Inflater() = default;
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    ~Inflater() { libdeflate_free_decompressor(handle); }
};

bool checksum_matches(Bytes bytes, std::uint64_t length) {
    const auto stored = ByteReader{bytes}.u32_le(length);
    return stored && libdeflate_adler32(1, bytes.data(), static_cast<std::size_t>(length)) == *stored;
}

struct Section {
    std::string type;
    std::uint64_t offset = 0, next = 0;
    std::uint64_t data_offset = 0, data_size = 0;  ///< within the segment file
    bool ends_segment() const { return type == "next" || type == "done"; }
};

std::optional<Section> section_in(Bytes header, std::uint64_t offset, std::uint64_t file_size) {
    if (!checksum_matches(header, section_header_size - 4)) return std::nullopt;
    const ByteReader reader{header};
    Section section;
    section.type = text_of(header.first(16)).substr(0, text_of(header.first(16)).find('\0'));
    section.offset = offset;
    section.next = *reader.u64_le(16);
    section.data_offset = offset + section_header_size;
    std::uint64_t size = *reader.u64_le(24);
    // Some writers leave the size of their last section empty; its successor says it too.
    if (size < section_header_size && section.next > offset) size = section.next - offset;
    if (size > section_header_size) {
        section.data_size = std::min(size - section_header_size, file_size - section.data_offset);
    }
    return section;
}

struct EwfVolume {
    std::uint32_t chunk_count = 0, sectors_per_chunk = 0, bytes_per_sector = 0;
    std::uint64_t sector_count = 0;
    std::array<Byte, 16> set_identifier{};
    std::vector<AcquisitionHeader> headers;
};

std::string_view media_type_name(Byte type) {
    switch (type) {
        case 0x00:
            return "removable disk";
        case 0x01:
            return "fixed disk";
        case 0x03:
            return "optical disk";
        case 0x0e:
            return "single files";
        case 0x10:
            return "memory";
        default:
            return "unknown";
    }
}

std::string_view compression_level_name(Byte level) {
    switch (level) {
        case 0:
            return "none";
        case 1:
            return "fast";
        case 2:
            return "best";
        default:
            return "unknown";
    }
}

std::string guid_text(const std::array<Byte, 16>& b) {
    return fmt::format("{:02x}{:02x}{:02x}{:02x}-{:02x}{:02x}-{:02x}{:02x}-{}-{}", b[3], b[2], b[1], b[0], b[5], b[4],
                       b[7], b[6], hex(Bytes{b}.subspan(8, 2)), hex(Bytes{b}.subspan(10)));
}

// EWF specification, volume section: 1052 bytes in E01, 94 bytes in the older S01.
std::optional<EwfVolume> volume_in(Bytes data) {
    constexpr std::uint64_t e01_size = 1052, s01_size = 94;
    const ByteReader reader{data};
    EwfVolume volume;
    if (data.size() >= e01_size && checksum_matches(data, e01_size - 4)) {
        volume.sector_count = *reader.u64_le(16);
        std::copy_n(data.begin() + 64, 16, volume.set_identifier.begin());
        const Byte flags = data[36];
        volume.headers = {{"media_type", std::string{media_type_name(data[0])}},
                          {"is_physical", (flags & 2) != 0 ? "yes" : "no"},
                          {"compression_level", std::string{compression_level_name(data[52])}},
                          {"error_granularity", fmt::format("{}", *reader.u32_le(56))}};
        if ((flags & 4) != 0) volume.headers.push_back({"write_blocker", "Fastbloc"});
        if ((flags & 8) != 0) volume.headers.push_back({"write_blocker", "Tableau"});
        const bool identified = volume.set_identifier != std::array<Byte, 16>{};
        if (identified) volume.headers.push_back({"set_identifier", guid_text(volume.set_identifier)});
    } else if (data.size() >= s01_size && checksum_matches(data, s01_size - 4)) {
        volume.sector_count = *reader.u32_le(16);
        volume.headers = {{"container_variant", "EWF-S01"}};
    } else {
        return std::nullopt;
    }
    volume.chunk_count = *reader.u32_le(4);
    volume.sectors_per_chunk = *reader.u32_le(8);
    volume.bytes_per_sector = *reader.u32_le(12);
    volume.headers.push_back({"sectors_per_chunk", fmt::format("{}", volume.sectors_per_chunk)});
    return volume;
}

// "…\nrec\ntb\tcl\tn\n186402\t\t\n…": the value under `tb`.
std::uint64_t total_bytes_in(std::string_view text) {
    const std::size_t category = text.find("\nrec\ntb\t");
    if (category == std::string_view::npos) return 0;
    text.remove_prefix(text.find('\n', category + 5) + 1);
    std::uint64_t total = 0;
    std::from_chars(text.data(), text.data() + text.size(), total);
    return total;
}

// Reads the sections in order and gathers what they say.
class LayoutReader {
public:
    explicit LayoutReader(std::vector<std::unique_ptr<SegmentSource>>& segments) : segments_{segments} {
        std::uint64_t whole = 0;
        for (const auto& segment : segments) whole += segment->size();
        bytes_left_ = 2 * whole + (1 << 20);
        recovery_left_ = whole;
    }

    Result<EwfLayout> read() {
        for (std::size_t i = 0; i < segments_.size(); ++i) {
            segment_ = static_cast<std::uint16_t>(i);
            TRY(read_segment());
        }
        TRY(settle_media());
        place_tables();
        settle_headers();
        return std::move(layout_);
    }

private:
    struct StoredTable {
        EwfTable table;
        bool trusted = false;  ///< both its checksums hold
    };
    struct Range {
        std::uint64_t begin = 0, end = 0;
    };
    struct Session {
        bool audio = false;
        std::uint64_t start = 0;
    };
    /// A section of sectors and the copies of the table that leads to its chunks.
    struct Group {
        std::optional<Range> sectors;
        std::vector<StoredTable> copies;
        bool begun() const { return sectors.has_value() || !copies.empty(); }
    };
    struct Placed {
        std::uint16_t segment = 0;
        std::optional<Range> sectors;
        EwfTable table;
        bool damaged = false;     ///< no copy of its table is sound
        bool incomplete = false;  ///< chunks behind those found may be lost
    };

    SegmentSource& file() { return *segments_[segment_]; }
    void remark(std::string_view what) {
        if (layout_.remarks.size() > most_remarks) return;
        if (layout_.remarks.size() == most_remarks) {
            layout_.remarks.push_back("there is more damage than is listed here");
            return;
        }
        layout_.remarks.push_back(fmt::format("segment {} ({}): {}", segment_ + 1, file().provenance(), what));
    }
    tl::unexpected<Error> wrong_segment(std::size_t index, std::string_view what) {
        return failure(Fault::damaged,
                       fmt::format("segment {} ({}) {}", index + 1, segments_[index]->provenance(), what));
    }

    /// Bytes of the current segment; nothing when part of them does not read.
    Result<std::optional<std::vector<Byte>>> bytes_at(std::uint64_t offset, std::uint64_t length) {
        if (offset > file().size() || length > file().size() - offset) return std::nullopt;
        // Sections that overlap would be read over and over again.
        if (length > bytes_left_) {
            return failure(Fault::limit,
                           fmt::format("segment {} ({}): its sections overlap", segment_ + 1, file().provenance()));
        }
        bytes_left_ -= length;
        std::vector<Byte> bytes(static_cast<std::size_t>(length));
        std::vector<DamagedRange> damage;
        TRY(file().read(offset, bytes, damage));
        if (!damage.empty()) return std::nullopt;
        return bytes;
    }

    Result<void> read_segment() {
        const auto header = TRY(bytes_at(0, std::min(file_header_size, file().size())));
        if (!header || header->size() < file_header_size) return wrong_segment(segment_, "has no readable EWF header");
        const ByteReader reader{*header};
        if (!reader.matches(0, std::string_view{"EVF\x09\x0d\x0a\xff\x00", 8}) &&
            !reader.matches(0, std::string_view{"LVF\x09\x0d\x0a\xff\x00", 8})) {
            return wrong_segment(segment_, "has no EWF signature");
        }
        if (const std::uint16_t number = *reader.u16_le(9); number != segment_ + 1) {
            return wrong_segment(segment_, fmt::format("calls itself segment {}", number));
        }
        std::uint64_t offset = file_header_size;
        std::uint64_t last_header_end = file_header_size;
        std::string end;
        while (end.empty()) {
            auto section = TRY(section_at(offset));
            if (!section) {
                section = TRY(find_section(last_header_end));
                gaps_.push_back(groups_.size() + (group_.begun() ? 1 : 0));
                if (!section) {
                    remark(fmt::format("its sections end without a closing one at {}", offset));
                    break;
                }
                remark(fmt::format("the section at {} is damaged; reading goes on at {}", offset, section->offset));
            }
            TRY(read_section(*section));
            last_header_end = section->data_offset;
            if (section->ends_segment()) end = section->type;
            // A chain that does not lead forward would be followed for ever.
            offset = section->next > section->offset ? section->next : section->data_offset + section->data_size;
        }
        finish_group();
        const bool last = segment_ + 1u == segments_.size();
        if (end == "next" && last) {
            return failure(Fault::damaged, fmt::format("segment {} is missing: segment {} ({}) is not the last one",
                                                       segment_ + 2, segment_ + 1, file().provenance()));
        }
        if (end == "done" && !last) return wrong_segment(segment_ + 1u, "follows a segment that is the last one");
        return {};
    }

    Result<std::optional<Section>> section_at(std::uint64_t offset) {
        const auto header = TRY(bytes_at(offset, section_header_size));
        if (!header) return std::nullopt;
        return section_in(*header, offset, file().size());
    }

    /// The next section header anywhere at or after `from`. Its own place must agree with the place it names for its
    /// successor, so that the sections of an E01 inside the evidence are not taken for this container's.
    Result<std::optional<Section>> find_section(std::uint64_t from) {
        constexpr std::string_view types[] = {"header2", "header",  "volume", "disk",    "data",   "sectors",
                                              "table",   "table2",  "next",   "done",    "digest", "hash",
                                              "error2",  "session", "ltree",  "xheader", "xhash"};
        constexpr std::uint64_t window = 1 << 20;
        std::vector<Byte> bytes;
        for (std::uint64_t start = from; start < file().size(); start += window) {
            bytes.resize(static_cast<std::size_t>(std::min(window + section_header_size, file().size() - start)));
            std::vector<DamagedRange> damage;
            TRY(file().read(start, bytes, damage));
            for (std::size_t i = 0; i < window && i + section_header_size <= bytes.size(); ++i) {
                const std::string_view here = text_of(Bytes{bytes}.subspan(i, 16));
                const bool named = std::any_of(std::begin(types), std::end(types), [&](std::string_view type) {
                    return here[0] == type[0] && here.starts_with(type) && here[type.size()] == '\0';
                });
                if (!named) continue;
                const std::uint64_t offset = start + i;
                const Bytes header = Bytes{bytes}.subspan(i, section_header_size);
                auto section = section_in(header, offset, file().size());
                if (!section) continue;
                const std::uint64_t size = *ByteReader{header}.u64_le(24);
                const bool in_place =
                    section->ends_segment() ? section->next == offset : section->next == offset + size;
                if (in_place) return section;
            }
        }
        return std::nullopt;
    }

    Result<void> read_section(const Section& section) {
        const std::string& type = section.type;
        if (type == "header" || type == "header2" || type == "xheader" || type == "xhash") return read_text(section);
        if (type == "volume" || type == "disk" || type == "data") return read_volume(section);
        if (type == "sectors") {
            finish_group();
            group_.sectors = Range{section.data_offset, section.data_offset + section.data_size};
        } else if (type == "table" || type == "table2") {
            if (type == "table" && !group_.copies.empty()) finish_group();
            return read_table(section);
        } else if (type == "hash" || type == "digest") {
            return read_hash(section);
        } else if (type == "error2") {
            return read_errors(section);
        } else if (type == "session") {
            return read_sessions(section);
        } else if (type == "ltree") {
            return read_single_files(section);
        }
        return {};
    }

    Result<void> read_text(const Section& section) {
        if (texts_.contains(section.type) || damaged_texts_ == most_damaged_texts) return {};
        const auto stored =
            TRY(bytes_at(section.data_offset, std::min<std::uint64_t>(section.data_size, largest_text)));
        std::vector<Byte> text(stored ? std::min(stored->size() * 8 + 4096, largest_text) : 0);
        while (stored) {
            std::size_t length = 0;
            const auto outcome = libdeflate_zlib_decompress(inflater_.handle, stored->data(), stored->size(),
                                                            text.data(), text.size(), &length);
            if (outcome == LIBDEFLATE_SUCCESS) {
                text.resize(length);
                texts_[section.type] = std::move(text);
                return {};
            }
            if (outcome != LIBDEFLATE_INSUFFICIENT_SPACE || text.size() >= largest_text) break;
            text.resize(std::min(text.size() * 8, largest_text));
        }
        ++damaged_texts_;
        remark(fmt::format("its section \"{}\" is damaged", section.type));
        return {};
    }

    Result<void> read_volume(const Section& section) {
        const auto data = TRY(bytes_at(section.data_offset, std::min<std::uint64_t>(section.data_size, 2048)));
        auto volume = data ? volume_in(*data) : std::nullopt;
        if (!volume) {
            remark(fmt::format("its section \"{}\" is damaged", section.type));
            return {};
        }
        if (!volume_) {
            volume_ = std::move(volume);
            return {};
        }
        const std::array<Byte, 16> unidentified{};
        const bool other_set = volume->set_identifier != volume_->set_identifier &&
                               volume->set_identifier != unidentified && volume_->set_identifier != unidentified;
        const bool other_shape = volume->sectors_per_chunk != volume_->sectors_per_chunk ||
                                 volume->bytes_per_sector != volume_->bytes_per_sector;
        if (other_set || other_shape) return wrong_segment(segment_, "belongs to another image");
        if (volume->sector_count != volume_->sector_count) {
            remark(fmt::format("says the image has {} sectors, the first segment says {}", volume->sector_count,
                               volume_->sector_count));
        }
        return {};
    }

    Result<void> read_table(const Section& section) {
        const auto header = TRY(bytes_at(section.data_offset, std::min(section.data_size, table_header_size)));
        if (!header || header->size() < table_header_size) {
            group_.copies.emplace_back();
            return {};
        }
        StoredTable stored;
        EwfTable& table = stored.table;
        table.segment = segment_;
        table.count = *ByteReader{*header}.u32_le(0);
        table.base_offset = *ByteReader{*header}.u64_le(8);
        table.entries_offset = section.data_offset + table_header_size;
        const std::uint64_t room = section.data_size - table_header_size;
        const std::uint64_t length = std::uint64_t{table.count} * 4;
        if (length > room || table.count > most_entries) {
            table.count = static_cast<std::uint32_t>(std::min<std::uint64_t>(room / 4, most_entries));
            group_.copies.push_back(std::move(stored));
            return {};
        }
        const bool header_holds = checksum_matches(*header, 20);
        // Without a section of its own for sectors (S01, the first EnCase) the chunks follow the entries at once.
        const bool has_checksum = group_.sectors.has_value() && room >= length + 4;
        table.data_end = group_.sectors ? group_.sectors->end : section.data_offset + section.data_size;
        stored.trusted = header_holds && !has_checksum;
        if (header_holds && has_checksum) {
            const auto entries = TRY(bytes_at(table.entries_offset, length + 4));
            stored.trusted = entries && checksum_matches(*entries, length);
        }
        group_.copies.push_back(std::move(stored));
        return {};
    }

    /// Decides which copy of the table leads to the chunks of the sectors just read.
    void finish_group() {
        const Group group = std::exchange(group_, Group{});
        if (!group.begun() || groups_.size() == most_tables) return;
        Placed& placed = groups_.emplace_back();
        placed.segment = segment_;
        placed.sectors = group.sectors;
        for (std::size_t i = 0; i < group.copies.size(); ++i) {
            if (!group.copies[i].trusted) continue;
            if (i > 0) remark("a chunk table is damaged; its second copy is used");
            placed.table = group.copies[i].table;
            return;
        }
        // What is left of it, each chunk still being proved by its own checksum.
        if (!group.copies.empty()) placed.table = group.copies.front().table;
        placed.damaged = true;
    }

    Result<void> read_hash(const Section& section) {
        const bool with_sha1 = section.type == "digest";
        const std::uint64_t length = with_sha1 ? 80 : 36;
        const auto data = TRY(bytes_at(section.data_offset, std::min(section.data_size, length)));
        if (!data || data->size() < length || !checksum_matches(*data, length - 4)) {
            remark(fmt::format("its section \"{}\" is damaged: the hash stored there is not used", section.type));
            return {};
        }
        Md5Digest md5{};
        std::copy_n(data->begin(), md5.size(), md5.begin());
        if (md5 != Md5Digest{}) {
            if (layout_.stored_md5 && *layout_.stored_md5 != md5)
                remark("stores two different MD5 values of the media");
            layout_.stored_md5 = md5;
        }
        if (!with_sha1) return {};
        Sha1Digest sha1{};
        std::copy_n(data->begin() + 16, sha1.size(), sha1.begin());
        if (sha1 != Sha1Digest{}) layout_.stored_sha1 = sha1;
        return {};
    }

    Result<void> read_errors(const Section& section) {
        constexpr std::uint64_t header_size = 520;
        const auto header = TRY(bytes_at(section.data_offset, std::min(section.data_size, header_size)));
        if (!header || header->size() < header_size) return damaged_errors();
        const std::uint64_t count = *ByteReader{*header}.u32_le(0);
        if (!checksum_matches(*header, header_size - 4) || count > (section.data_size - header_size) / 8) {
            return damaged_errors();
        }
        const auto entries = TRY(bytes_at(section.data_offset + header_size, count * 8));
        if (!entries) return damaged_errors();
        for (std::uint64_t i = 0; i < count; ++i) {
            if (layout_.acquisition_errors.size() == most_acquisition_errors) {
                remark("lists more acquisition errors than are kept");
                break;
            }
            const std::uint64_t sector = *ByteReader{*entries}.u32_le(i * 8);
            const std::uint64_t sectors = *ByteReader{*entries}.u32_le(i * 8 + 4);
            // In sectors until the sector size is known for certain.
            layout_.acquisition_errors.push_back({sector, sectors, "unreadable when acquired"});
        }
        return {};
    }

    Result<void> damaged_errors() {
        remark("its list of acquisition errors is damaged");
        return {};
    }

    Result<void> read_sessions(const Section& section) {
        constexpr std::uint64_t header_size = 36, entry_size = 32;
        const auto header = TRY(bytes_at(section.data_offset, std::min(section.data_size, header_size)));
        if (!header || header->size() < header_size || !checksum_matches(*header, header_size - 4)) return {};
        const std::uint64_t count = *ByteReader{*header}.u32_le(0);
        if (count > std::min<std::uint64_t>((section.data_size - header_size) / entry_size, most_sessions)) return {};
        const auto entries = TRY(bytes_at(section.data_offset + header_size, count * entry_size));
        if (!entries) return {};
        for (std::uint64_t i = 0; i < count; ++i) {
            const bool audio = (*ByteReader{*entries}.u32_le(i * entry_size) & 1) != 0;
            const std::uint32_t start = *ByteReader{*entries}.u32_le(i * entry_size + 4);
            sessions_.push_back({audio, start});
        }
        return {};
    }

    Result<void> read_single_files(const Section& section) {
        constexpr std::uint64_t header_size = 48;
        const auto header = TRY(bytes_at(section.data_offset, std::min(section.data_size, header_size)));
        if (!header || header->size() < header_size) return {};
        const std::uint64_t length = std::min(*ByteReader{*header}.u64_le(16), section.data_size - header_size);
        EwfLayout::SingleFiles files{segment_, section.data_offset + header_size, length, {}};
        std::copy_n(header->begin(), files.md5.size(), files.md5.begin());
        layout_.single_files = files;
        // The category "rec" stands first and says how many bytes of the last sector belong to the media.
        const auto text = TRY(bytes_at(files.offset, std::min<std::uint64_t>(length, 4096)));
        if (text) single_files_size_ = total_bytes_in(utf8_from_utf16(*text));
        return {};
    }

    Result<void> settle_media() {
        if (!volume_) return failure(Fault::damaged, "no readable section says how large the media is");
        layout_.sector_size = volume_->bytes_per_sector;
        const std::uint64_t chunk_size = std::uint64_t{volume_->sectors_per_chunk} * volume_->bytes_per_sector;
        if (chunk_size == 0 || chunk_size > largest_chunk || layout_.sector_size > 65536) {
            return failure(Fault::damaged, fmt::format("chunks of {} sectors of {} bytes", volume_->sectors_per_chunk,
                                                       volume_->bytes_per_sector));
        }
        layout_.chunk_size = static_cast<std::uint32_t>(chunk_size);
        for (DamagedRange& range : layout_.acquisition_errors) {
            range.offset *= layout_.sector_size;
            range.length *= layout_.sector_size;
        }
        std::uint64_t claimed = 0;
        for (const Placed& group : groups_) claimed += group.table.count;
        std::uint64_t found = 0;
        for (Placed& group : groups_) {
            if (group.damaged) {
                const std::uint64_t left = volume_->chunk_count - std::min<std::uint64_t>(found, volume_->chunk_count);
                TRY(recover(group, left, claimed == volume_->chunk_count));
            }
            found += group.table.count;
        }
        found_ = found;
        // Writers that stream do not know the counts when they begin; then the tables say them.
        const std::uint64_t chunks = volume_->chunk_count != 0 ? volume_->chunk_count : found;
        std::uint64_t sectors = volume_->sector_count;
        if (sectors == 0 || sectors > chunks * volume_->sectors_per_chunk) {
            if (sectors != 0) {
                layout_.remarks.push_back(fmt::format("{} sectors do not fit in {} chunks", sectors, chunks));
            }
            sectors = chunks * volume_->sectors_per_chunk;
        }
        layout_.media_size = sectors * layout_.sector_size;
        if (single_files_size_ != 0) layout_.media_size = std::min(layout_.media_size, single_files_size_);
        const std::uint64_t covered = found * chunk_size;
        if (layout_.media_size > covered && layout_.media_size - covered > largest_loss) {
            return failure(Fault::damaged,
                           fmt::format("claims {} bytes of media and holds {}", layout_.media_size, covered));
        }
        if (found == 0 && layout_.media_size != 0) return failure(Fault::damaged, "no chunk of the media can be found");
        return {};
    }

    /// Gives every table its place in the media. Where part of the container is lost and it cannot be known how much,
    /// nothing behind it is given a place: bytes at wrong offsets would be worse than none.
    void place_tables() {
        const std::uint64_t chunks = (layout_.media_size + layout_.chunk_size - 1) / layout_.chunk_size;
        const std::uint64_t lost = chunks > found_ ? chunks - found_ : 0;
        if (lost > 0) {
            layout_.remarks.push_back(
                fmt::format("{} of {} chunks are lost: no chunk table leads to them", lost, chunks));
        }
        for (std::size_t i = 0; i < groups_.size(); ++i) {
            if (groups_[i].incomplete) gaps_.push_back(i + 1);
        }
        std::sort(gaps_.begin(), gaps_.end());
        gaps_.erase(std::unique(gaps_.begin(), gaps_.end()), gaps_.end());
        std::uint64_t next_chunk = 0;
        for (std::size_t i = 0; i < groups_.size(); ++i) {
            if (lost > 0 && std::binary_search(gaps_.begin(), gaps_.end(), i)) {
                if (gaps_.size() > 1) {
                    layout_.remarks.push_back("what follows the first loss cannot be placed and is not read");
                    return;
                }
                next_chunk += lost;
            }
            EwfTable& table = groups_[i].table;
            table.first_chunk = next_chunk;
            next_chunk += table.count;
            if (table.count > 0) layout_.tables.push_back(std::move(table));
        }
    }

    /// Without a sound table the chunks are found by reading them one after the other: a compressed one ends where its
    /// stream ends, an uncompressed one where its checksum matches.
    Result<void> recover(Placed& group, std::uint64_t most, bool counts_agree) {
        segment_ = group.segment;
        std::vector<EwfChunk> chunks;
        std::uint64_t offset = group.sectors ? group.sectors->begin : 0;
        const std::uint64_t end = group.sectors ? group.sectors->end : 0;
        std::vector<Byte> inflated(layout_.chunk_size);
        recovery_.clear();
        while (offset < end && chunks.size() < std::min(most, most_recovered_chunks)) {
            const auto chunk = TRY(chunk_at(offset, end, inflated));
            if (!chunk || chunk->stored_size > recovery_left_) break;
            recovery_left_ -= chunk->stored_size;
            chunks.push_back(*chunk);
            offset += chunk->stored_size;
        }
        if (offset < end && counts_agree) {
            // Its number of chunks fits what the image says of itself, and each chunk is proved by its own checksum.
            remark("a chunk table is damaged; its entries are used as they are");
            return {};
        }
        remark(fmt::format("a chunk table is lost; {} chunks were found without it", chunks.size()));
        group.incomplete = offset < end || !group.sectors;
        group.table.segment = group.segment;
        group.table.count = static_cast<std::uint32_t>(chunks.size());
        group.table.recovered = std::move(chunks);
        return {};
    }

    Result<std::optional<EwfChunk>> chunk_at(std::uint64_t offset, std::uint64_t end, std::vector<Byte>& inflated) {
        const std::uint64_t room = std::min<std::uint64_t>(end - offset, std::uint64_t{layout_.chunk_size} * 2 + 1024);
        if (offset < recovery_offset_ || offset + room > recovery_offset_ + recovery_.size()) {
            // Many chunks at once; a sector that does not read stays zeros, which no checksum lets pass.
            recovery_offset_ = offset;
            recovery_.resize(static_cast<std::size_t>(
                std::min<std::uint64_t>(std::max<std::uint64_t>(room, 1 << 20), end - offset)));
            std::vector<DamagedRange> damage;
            TRY(file().read(offset, recovery_, damage));
        }
        const Bytes stored = Bytes{recovery_}.subspan(static_cast<std::size_t>(offset - recovery_offset_),
                                                      static_cast<std::size_t>(room));
        if (stored.size() < 6) return std::nullopt;
        std::size_t used = 0, length = 0;
        const auto outcome = libdeflate_zlib_decompress_ex(inflater_.handle, stored.data(), stored.size(),
                                                           inflated.data(), inflated.size(), &used, &length);
        EwfChunk chunk{offset, 0, segment_, true};
        if (outcome == LIBDEFLATE_SUCCESS) {
            chunk.stored_size = static_cast<std::uint32_t>(used);
            return chunk;
        }
        chunk.compressed = false;
        const std::uint64_t sectors_left = volume_->sector_count % volume_->sectors_per_chunk;
        for (const std::uint64_t data : {std::uint64_t{layout_.chunk_size}, sectors_left * layout_.sector_size}) {
            if (data == 0 || stored.size() < data + 4 || !checksum_matches(stored, data)) continue;
            chunk.stored_size = static_cast<std::uint32_t>(data + 4);
            return chunk;
        }
        return std::nullopt;
    }

    // The UTF-16 header says the same as the older one and keeps every script; what only one of them has is kept too.
    void settle_headers() {
        const auto take = [&](const std::vector<AcquisitionHeader>& more) {
            for (const AcquisitionHeader& header : more) {
                const bool known = std::any_of(layout_.headers.begin(), layout_.headers.end(),
                                               [&](const auto& each) { return each.name == header.name; });
                if (!known) layout_.headers.push_back(header);
            }
        };
        if (const auto text = texts_.find("header2"); text != texts_.end()) take(read_ewf_header2(text->second));
        if (const auto text = texts_.find("xheader"); text != texts_.end()) take(read_ewf_xheader(text->second));
        if (const auto text = texts_.find("header"); text != texts_.end()) take(read_ewf_header(text->second));
        take(volume_->headers);
        for (std::size_t i = 0; i < sessions_.size(); ++i) {
            // Writers point the first session at its volume descriptor in sector 16; it begins with the disc.
            const std::uint64_t first = i == 0 && sessions_[i].start == 16 ? 0 : sessions_[i].start;
            const std::uint64_t end =
                i + 1 < sessions_.size() ? sessions_[i + 1].start : layout_.media_size / layout_.sector_size;
            layout_.headers.push_back({sessions_[i].audio ? "audio_track" : "session",
                                       fmt::format("sectors {}-{}", first, end > first ? end - 1 : first)});
        }
        if (const auto text = texts_.find("xhash"); text != texts_.end()) take_xhash(read_ewf_xheader(text->second));
    }

    void take_xhash(const std::vector<AcquisitionHeader>& hashes) {
        for (const AcquisitionHeader& hash : hashes) {
            const auto bytes = from_hex(hash.value);
            if (hash.name == "md5" && bytes && bytes->size() == 16 && !layout_.stored_md5) {
                std::copy(bytes->begin(), bytes->end(), layout_.stored_md5.emplace().begin());
            } else if (hash.name == "sha1" && bytes && bytes->size() == 20 && !layout_.stored_sha1) {
                std::copy(bytes->begin(), bytes->end(), layout_.stored_sha1.emplace().begin());
            }
        }
    }

    std::vector<std::unique_ptr<SegmentSource>>& segments_;
    std::uint16_t segment_ = 0;
    EwfLayout layout_;
    std::optional<EwfVolume> volume_;
    std::map<std::string, std::vector<Byte>> texts_;
    std::vector<Session> sessions_;
    Group group_;
    std::vector<Placed> groups_;
    std::vector<std::size_t> gaps_;  ///< indexes of groups before which part of the container may be lost
    std::uint64_t found_ = 0;
    std::uint64_t single_files_size_ = 0;
    std::uint64_t bytes_left_ = 0;     ///< that may still be read of sections
    std::uint64_t recovery_left_ = 0;  ///< stored bytes that may still be searched for chunks
    std::size_t damaged_texts_ = 0;
    std::vector<Byte> recovery_;  ///< stored bytes around the chunk being searched for
    std::uint64_t recovery_offset_ = 0;
    Inflater inflater_;
};

}  // namespace

Result<EwfLayout> read_ewf_layout(std::vector<std::unique_ptr<SegmentSource>>& segments) {
    if (segments.empty() || segments.size() > 65535) return failure(Fault::refused, "not between 1 and 65535 segments");
    return LayoutReader{segments}.read();
}

Result<std::vector<EwfChunk>> read_ewf_table(const EwfTable& table, SegmentSource& segment) {
    if (!table.recovered.empty()) return table.recovered;
    std::vector<Byte> bytes(std::size_t{table.count} * 4);
    std::vector<DamagedRange> damage;
    TRY(segment.read(table.entries_offset, bytes, damage));
    const ByteReader reader{bytes};
    const auto entry = [&](std::uint32_t i) { return *reader.u32_le(std::uint64_t{i} * 4); };
    constexpr std::uint32_t compressed_flag = 0x80000000;
    std::vector<EwfChunk> chunks(table.count);
    // EnCase 6.7 and later let a segment grow beyond 2 GiB without a base offset: from the chunk that passes the limit
    // on, the flag's bit belongs to the offset and the chunks are stored uncompressed (EWF specification, table).
    bool wide = false;
    for (std::uint32_t i = 0; i < table.count; ++i) {
        const std::uint32_t stored = entry(i);
        const std::uint64_t offset = wide ? stored : stored & ~compressed_flag;
        const bool compressed = !wide && (stored & compressed_flag) != 0;
        std::uint64_t end = 0;
        if (i + 1 < table.count) {
            const std::uint32_t next = entry(i + 1);
            end = wide ? next : next & ~compressed_flag;
            if (!wide && end < offset && next > offset) {
                wide = true;
                end = next;
            }
        } else if (table.data_end > table.base_offset) {
            end = table.data_end - table.base_offset;
        }
        // An end before the start leaves a size of 0, which decodes as a damaged chunk.
        const std::uint64_t size = end > offset ? std::min<std::uint64_t>(end - offset, UINT32_MAX) : 0;
        chunks[i] = {table.base_offset + offset, static_cast<std::uint32_t>(size), table.segment, compressed};
    }
    return chunks;
}

}  // namespace sanad
