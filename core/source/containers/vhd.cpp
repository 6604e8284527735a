// VHD: Microsoft's Virtual Hard Disk Image Format Specification, 1.0 (2006). All numbers are big-endian.
#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/source/containers/layer.hpp"
#include "core/source/containers/table_reader.hpp"
#include "core/source/containers/utf16.hpp"

namespace sanad::containers {
namespace {

constexpr std::uint32_t unused = 0xFFFFFFFF;
constexpr std::uint32_t type_fixed = 2, type_dynamic = 3, type_differencing = 4;
constexpr std::int64_t year_2000 = 946684800;  // VHD times count seconds from 2000-01-01 UTC

struct Footer {
    std::uint64_t header_offset = 0;
    std::uint32_t created = 0;
    std::string creator, creator_version, host;
    std::uint64_t size = 0;
    std::uint32_t type = 0;
    std::string identity;
    bool is_copy = false;  ///< the one at the end of the file was not usable
    bool checksum_fits = true;
};

struct DynamicHeader {
    std::uint64_t table_offset = 0;
    std::uint32_t entries = 0;
    std::uint32_t block_size = 0;
    bool checksum_fits = true;
    std::string parent_identity;
    std::vector<std::string> parent_names;
};

/// One's complement of the sum of all bytes but the checksum's own.
bool checksum_fits(Bytes bytes, std::size_t at) {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        if (i < at || i >= at + 4) sum += bytes[i];
    const auto stored = ByteReader{bytes}.u32_be(at);
    return stored && *stored == ~sum;
}

std::string printable(Bytes text) {
    std::string_view kept = text_of(text);
    while (!kept.empty() && (kept.back() == ' ' || kept.back() == '\0')) kept.remove_suffix(1);
    return repaired_utf8(kept);
}

Result<Footer> parse_footer(Bytes bytes) {
    const ByteReader footer{bytes};
    if (!footer.matches(0, "conectix")) return failure(Fault::damaged, "no VHD footer");
    Footer out;
    out.checksum_fits = checksum_fits(bytes, 64);
    out.header_offset = TRY(footer.u64_be(16));
    out.created = TRY(footer.u32_be(24));
    out.creator = printable(TRY(footer.slice(28, 4)));
    const auto version = TRY(footer.u32_be(32));
    out.creator_version = fmt::format("{}.{}", version >> 16, version & 0xFFFF);
    out.host = printable(TRY(footer.slice(36, 4)));
    out.size = TRY(footer.u64_be(48));
    out.type = TRY(footer.u32_be(60));
    out.identity = hex(TRY(footer.slice(68, 16)));
    return out;
}

Result<Footer> read_footer(const FileBytes& file) {
    if (file.size() < sector) return failure(Fault::damaged, file.name() + ": too short for a VHD");
    auto last = TRY(file.read(file.size() - sector, sector));
    if (ByteReader{last}.matches(1, "conectix")) {
        // Virtual PC before 2004 left the last, reserved byte out.
        last.erase(last.begin());
        last.push_back(0);
    }
    auto footer = parse_footer(last);
    if (footer && footer->checksum_fits) return footer;
    const auto first = TRY(file.read(0, sector));
    auto copy = parse_footer(first);
    // Writers with wrong checksums exist: a copy is better only when its own fits.
    if (footer && !(copy && copy->checksum_fits)) return footer;
    if (!copy) return within(file.name(), footer.error());
    copy->is_copy = true;
    return copy;
}

/// Parent locators, the relative name before the absolute one; then the name in the header itself.
std::vector<std::string> parent_names(const FileBytes& file, const ByteReader& header) {
    std::vector<std::string> relative, absolute, names;
    for (std::uint64_t i = 0; i < 8; ++i) {
        const std::uint64_t at = 576 + 24 * i;
        const auto length = header.u32_be(at + 8);
        const auto offset = header.u64_be(at + 16);
        const bool is_relative = header.matches(at, "W2ru");
        if ((!is_relative && !header.matches(at, "W2ku")) || !length || !offset || *length > 65536) continue;
        if (const auto text = file.read(*offset, *length))
            (is_relative ? relative : absolute).push_back(utf8_from_utf16(*text, ByteOrder::little));
    }
    const auto add = [&](const std::string& full) {
        std::string name = file_name_of(full);
        if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(std::move(name));
    };
    for (const auto& name : relative) add(name);
    for (const auto& name : absolute) add(name);
    if (const auto text = header.slice(64, 512)) add(utf8_from_utf16(*text, ByteOrder::big));
    return names;
}

Result<DynamicHeader> read_dynamic_header(const FileBytes& file, const Footer& footer) {
    const auto bytes = TRY(file.read(footer.header_offset, 1024));
    const ByteReader header{bytes};
    if (!header.matches(0, "cxsparse")) return failure(Fault::damaged, file.name() + ": no dynamic VHD header");
    DynamicHeader out;
    out.checksum_fits = checksum_fits(bytes, 36);
    out.table_offset = TRY(header.u64_be(16));
    out.entries = TRY(header.u32_be(28));
    out.block_size = TRY(header.u32_be(32));
    if (footer.type == type_differencing) {
        out.parent_identity = hex(TRY(header.slice(40, 16)));
        out.parent_names = parent_names(file, header);
    }
    return out;
}

std::string identity_text(const std::string& digits) {
    return digits.size() != 32 ? digits
                               : fmt::format("{}-{}-{}-{}-{}", digits.substr(0, 8), digits.substr(8, 4),
                                             digits.substr(12, 4), digits.substr(16, 4), digits.substr(20));
}

class Vhd : public Layer {
public:
    Vhd(const SegmentFile& file) : file_{file}, table_{file_} {}

    Result<void> open() {
        const Footer footer = TRY(read_footer(file_));
        differencing_ = footer.type == type_differencing;
        dynamic_ = differencing_ || footer.type == type_dynamic;
        if (!dynamic_ && footer.type != type_fixed)
            return failure(Fault::unsupported, fmt::format("{}: VHD of type {}", file_.name(), footer.type));
        if (footer.size == 0 || footer.size % sector != 0 || footer.size > largest_medium)
            return failure(Fault::damaged, fmt::format("{}: VHD of {} bytes", file_.name(), footer.size));
        describe(footer);
        if (!dynamic_) {
            if (footer.is_copy)
                return failure(Fault::damaged, file_.name() + ": a fixed VHD without its footer at the end");
            return {};
        }

        const DynamicHeader header = TRY(read_dynamic_header(file_, footer));
        if (!header.checksum_fits) remark("the checksum of the dynamic header does not fit its bytes");
        block_size_ = header.block_size;
        table_offset_ = header.table_offset;
        if (block_size_ < sector || block_size_ > (256u << 20) || (block_size_ & (block_size_ - 1)) != 0)
            return failure(Fault::damaged, fmt::format("{}: VHD blocks of {} bytes", file_.name(), block_size_));
        // VHD 1.0, "Block Allocation Table": one entry for each block of the disk.
        const std::uint64_t blocks = (footer.size + block_size_ - 1) / block_size_;
        if (header.entries < blocks || !file_.holds(table_offset_, blocks * 4))
            return failure(Fault::damaged, fmt::format("{}: its block table does not hold the {} blocks of the disk",
                                                       file_.name(), blocks));
        bitmap_size_ = (block_size_ / sector / 8 + sector - 1) / sector * sector;
        facts_.chunk_size = block_size_;
        if (differencing_) {
            facts_.parent = ParentReference{header.parent_names, {header.parent_identity}};
            if (!header.parent_names.empty()) facts_.headers.push_back({"parent_file", header.parent_names.front()});
            facts_.headers.push_back({"parent_unique_id", identity_text(header.parent_identity)});
        }
        return {};
    }

    Result<Piece> piece_at(std::uint64_t offset, std::uint64_t wanted) override {
        if (!dynamic_) return Piece::stored(file_, offset, facts_.size - offset);
        const std::uint64_t in_block = offset % block_size_;
        const std::uint64_t rest = std::min<std::uint64_t>(block_size_ - in_block, wanted);
        const auto entry = table_.u32_be(table_offset_ + offset / block_size_ * 4);
        if (!entry) return unknown(entry.error(), rest);
        if (*entry == unused) return Piece::parent(rest);
        const std::uint64_t block = *entry * sector;
        const std::uint64_t data = block + bitmap_size_ + in_block;
        // In a dynamic disk the bitmap only repeats what the bytes say: sectors never written hold zeros. Some writers
        // do not keep it, so there only the bytes count. In a differencing disk it decides between child and parent.
        if (!differencing_) return Piece::stored(file_, data, rest);
        return by_bitmap(block, data, in_block, rest);
    }

private:
    void describe(const Footer& footer) {
        facts_.format = "VHD";
        facts_.size = footer.size;
        facts_.identities = {footer.identity};
        facts_.headers = {{"disk_type", differencing_ ? "differencing"
                                        : dynamic_    ? "dynamic"
                                                      : "fixed"},
                          {"creator_application", footer.creator},
                          {"creator_version", footer.creator_version},
                          {"creator_host", footer.host},
                          {"unique_id", identity_text(footer.identity)}};
        if (const auto when = timestamp_from_unix(year_2000 + footer.created, 0))
            facts_.headers.push_back({"created_at", iso8601(*when)});
        if (footer.is_copy) remark("the footer at the end is damaged; its copy at the start was used");
        if (!footer.checksum_fits) remark("the checksum of the footer does not fit its bytes");
    }

    void remark(std::string_view what) { facts_.remarks.push_back(fmt::format("{}: {}", file_.name(), what)); }

    Result<Piece> unknown(const Error& error, std::uint64_t length) {
        if (error.fault == Fault::unavailable) return tl::unexpected{error};
        return Piece::damaged(length, error.what);
    }

    /// VHD 1.0, "Sector Bitmap": the highest bit of a byte is its first sector.
    Result<Piece> by_bitmap(std::uint64_t block, std::uint64_t data, std::uint64_t in_block, std::uint64_t rest) {
        const auto holds = [&](std::uint64_t number) -> Result<bool> {
            const auto bits = TRY(table_.u8(block + number / 8));
            return (bits >> (7 - number % 8) & 1) != 0;
        };
        const auto first = holds(in_block / sector);
        if (!first) return unknown(first.error(), rest);
        std::uint64_t length = sector - in_block % sector;
        while (length < rest) {
            const auto next = holds((in_block + length) / sector);
            if (!next || *next != *first) break;
            length += sector;
        }
        length = std::min(length, rest);
        return *first ? Piece::stored(file_, data, length) : Piece::parent(length);
    }

    FileBytes file_;
    TableReader table_;
    bool dynamic_ = false, differencing_ = false;
    std::uint32_t block_size_ = 0;
    std::uint64_t table_offset_ = 0, bitmap_size_ = 0;
};

}  // namespace

Result<LayerOwner> open_vhd(const std::vector<SegmentFile>& files) {
    auto layer = std::make_unique<Vhd>(files.front());
    TRY(layer->open());
    return layer;
}

Result<std::optional<ParentReference>> parent_of_vhd(const FileBytes& file) {
    const Footer footer = TRY(read_footer(file));
    if (footer.type != type_differencing) return std::nullopt;
    DynamicHeader header = TRY(read_dynamic_header(file, footer));
    return ParentReference{std::move(header.parent_names), {std::move(header.parent_identity)}};
}

}  // namespace sanad::containers
