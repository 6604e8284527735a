// AFF version 3: Garfinkel et al., "Advanced Forensic Format" (2006), and the layout AFFLIB writes. A file of named
// segments; pages of the medium are the segments "page0", "page1" … Numbers are big-endian.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/base/text.hpp"
#include "core/source/containers/layer.hpp"
#include "core/source/containers/packed.hpp"

namespace sanad::containers {
namespace {

constexpr std::uint64_t header_size = 8, segment_head = 16, segment_tail = 8;
constexpr std::uint64_t longest_name = 64, longest_text = 65536;
constexpr std::uint32_t page_compressed = 1, page_method = 0xF0;
constexpr std::uint32_t method_zlib = 0x00, method_lzma = 0x20, method_zeros = 0x30;

struct Segment {
    std::string name;
    std::uint32_t argument = 0;
    std::uint64_t data_offset = 0, data_size = 0, end = 0;
};

Result<Segment> read_segment(const FileBytes& file, std::uint64_t at) {
    const auto bytes = TRY(file.read(at, segment_head));
    const ByteReader head{bytes};
    const auto bad = [&](std::string_view what) {
        return failure(Fault::damaged, fmt::format("{}: {} at {}", file.name(), what, at));
    };
    if (!head.matches(0, std::string_view{"AFF\0", 4})) return bad("no AFF segment");
    Segment out;
    const std::uint64_t name_size = TRY(head.u32_be(4));
    out.data_size = TRY(head.u32_be(8));
    out.argument = TRY(head.u32_be(12));
    out.data_offset = at + segment_head + name_size;
    if (name_size > longest_name || !file.holds(out.data_offset, out.data_size + segment_tail))
        return bad("an AFF segment that passes the end");
    const auto name = TRY(file.read(at + segment_head, name_size));
    const auto tail = TRY(file.read(out.data_offset + out.data_size, segment_tail));
    out.name = std::string{text_of(name)};
    out.end = out.data_offset + out.data_size + segment_tail;
    const ByteReader reader{tail};
    if (!reader.matches(0, std::string_view{"ATT\0", 4}) || TRY(reader.u32_be(4)) != out.end - at)
        return bad("an AFF segment without its end mark");
    return out;
}

/// The number in "page12" or, as AFF 1 named them, "seg12"; nothing for other names ("page12/sha256").
std::optional<std::uint64_t> page_number(std::string_view name) {
    if (name.starts_with("page"))
        name.remove_prefix(4);
    else if (name.starts_with("seg"))
        name.remove_prefix(3);
    else
        return std::nullopt;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error != std::errc{} || end != name.data() + name.size()) return std::nullopt;
    return number;
}

class Aff : public Layer {
public:
    explicit Aff(const SegmentFile& file) : file_{file} {}

    Result<void> open() {
        facts_.format = "AFF";
        const auto magic = TRY(file_.read(0, header_size));
        if (!ByteReader{magic}.matches(0, std::string_view{"AFF10\r\n\0", 8}))
            return failure(Fault::damaged, file_.name() + ": no AFF header");
        std::uint64_t at = header_size;
        while (at < file_.size()) {
            const auto segment = read_segment(file_, at);
            if (!segment) {
                // What stands before the damage is still evidence; that the rest is missing must be seen.
                if (pages_.empty() || segment.error().fault == Fault::unavailable)
                    return tl::unexpected{segment.error()};
                facts_.remarks.push_back(segment.error().what + ": what follows was not read");
                break;
            }
            TRY(take(*segment));
            at = segment->end;
        }
        if (encrypted_) return failure(Fault::encrypted, file_.name() + ": encrypted AFF");
        if (page_size_ == 0 || page_size_ > largest_unit || page_size_ % facts_.sector_size != 0)
            return failure(Fault::damaged, fmt::format("{}: AFF pages of {} bytes", file_.name(), page_size_));
        if (!size_known_)
            return failure(Fault::damaged,
                           file_.name() + ": the size of the medium is not recorded: acquisition cut off?");
        if (facts_.size > largest_medium)
            return failure(Fault::damaged, fmt::format("{}: a medium of {} bytes", file_.name(), facts_.size));
        facts_.chunk_size = static_cast<std::uint32_t>(page_size_);
        // AFFLIB replaces a segment by writing a new one: the last of a name counts.
        std::stable_sort(pages_.begin(), pages_.end(),
                         [](const Page& a, const Page& b) { return a.number < b.number; });
        return {};
    }

    Result<Piece> piece_at(std::uint64_t offset, std::uint64_t) override {
        const std::uint64_t number = offset / page_size_;
        const std::uint64_t start = number * page_size_;
        const std::uint64_t in_page = offset - start;
        const std::uint64_t size = std::min(page_size_, facts_.size - start);
        const std::uint64_t rest = size - in_page;
        const auto after =
            std::upper_bound(pages_.begin(), pages_.end(), number,
                             [](std::uint64_t wanted, const Page& page) { return wanted < page.number; });
        if (after == pages_.begin() || std::prev(after)->number != number)
            return Piece::damaged(rest, fmt::format("{}: page {} is missing", file_.name(), number));
        const Page& page = *std::prev(after);
        if ((page.flags & page_compressed) == 0) {
            if (page.size >= size) return Piece::stored(file_, page.offset + in_page, rest);
            if (in_page < page.size) return Piece::stored(file_, page.offset + in_page, page.size - in_page);
            return Piece::damaged(rest, fmt::format("{}: page {} is too short", file_.name(), number));
        }
        const std::uint32_t method = page.flags & page_method;
        if (method == method_zeros) return Piece::zeros(rest);
        if (method != method_zlib && method != method_lzma)
            return Piece::damaged(
                rest, fmt::format("{}: page {} is compressed by unknown method {:#x}", file_.name(), number, method));
        Piece piece;
        piece.kind = Piece::Kind::packed;
        piece.length = rest;
        piece.file = &file_;
        piece.file_offset = page.offset;
        piece.packed_size = page.size;
        piece.unit_offset = start;
        piece.unit_size = page_size_;
        piece.packing = method;
        return piece;
    }

    Result<void> unpack(const Piece& piece, Bytes packed, MutableBytes unit) const override {
        // The last page holds only what is left of the medium.
        const auto needed =
            static_cast<std::size_t>(std::min<std::uint64_t>(unit.size(), facts_.size - piece.unit_offset));
        return piece.packing == method_lzma ? unpack_lzma(packed, unit, needed) : unpack_zlib(packed, unit, needed);
    }

private:
    struct Page {
        std::uint64_t number, offset, size;
        std::uint32_t flags;
    };

    void note(std::string name, std::string value) { facts_.headers.push_back({std::move(name), std::move(value)}); }

    template <std::size_t size>
    Result<void> take_digest(const Segment& segment, std::optional<std::array<std::uint8_t, size>>& digest) {
        if (segment.data_size != size) {
            facts_.remarks.push_back(
                fmt::format("{}: a stored {} of {} bytes was ignored", file_.name(), segment.name, segment.data_size));
            return {};
        }
        std::array<std::uint8_t, size> bytes{};
        TRY(file_.read(segment.data_offset, MutableBytes{bytes}));
        digest = bytes;
        return {};
    }

    /// AFF writes 64-bit numbers as two 32-bit ones, the lower first.
    Result<std::uint64_t> quad(const Segment& segment) const {
        const auto bytes = TRY(file_.read(segment.data_offset, segment.data_size));
        const ByteReader reader{bytes};
        const std::uint64_t low = TRY(reader.u32_be(0));
        const std::uint64_t high = TRY(reader.u32_be(4));
        return high << 32 | low;
    }

    Result<void> take(const Segment& segment) {
        const std::string& name = segment.name;
        if (const auto number = page_number(name)) {
            pages_.push_back({*number, segment.data_offset, segment.data_size, segment.argument});
            return {};
        }
        if (name.starts_with("affkey_") || name.ends_with("/aes256")) encrypted_ = true;
        if (name == "pagesize" || name == "segsize") {
            page_size_ = segment.argument;
        } else if (name == "sectorsize") {
            // AFFLIB itself accepts any; other sizes than these do not exist.
            const std::uint32_t bytes = segment.argument;
            if (bytes < 512 || bytes > 65536 || (bytes & (bytes - 1)) != 0)
                return failure(Fault::damaged, fmt::format("{}: sectors of {} bytes", file_.name(), bytes));
            facts_.sector_size = bytes;
        } else if (name == "imagesize") {
            if (segment.data_size != 8)
                return failure(Fault::damaged, file_.name() + ": the size of the medium is damaged");
            facts_.size = TRY(quad(segment));
            size_known_ = true;
        } else if (name == "md5") {
            TRY(take_digest(segment, facts_.stored_md5));
        } else if (name == "sha1") {
            TRY(take_digest(segment, facts_.stored_sha1));
        } else if (name == "sha256") {
            TRY(take_digest(segment, facts_.stored_sha256));
        } else if (name == "badsectors" || name == "blanksectors") {
            if (segment.data_size == 8) note(name, fmt::format("{}", TRY(quad(segment))));
        } else if (!name.empty() && name != "badflag" && segment.data_size <= longest_text &&
                   name.find('/') == name.npos && facts_.headers.size() < 1000) {
            TRY(take_text(segment));
        }
        return {};
    }

    /// Everything else is what the acquiring tool or the examiner wrote: kept in its own words.
    Result<void> take_text(const Segment& segment) {
        const auto bytes = TRY(file_.read(segment.data_offset, segment.data_size));
        std::string_view text = text_of(bytes);
        while (!text.empty() && (text.back() == '\n' || text.back() == '\0')) text.remove_suffix(1);
        const bool binary = std::any_of(text.begin(), text.end(), [](char c) {
            return static_cast<unsigned char>(c) < 32 && c != '\n' && c != '\r' && c != '\t';
        });
        std::string value = binary || !is_utf8(text) ? hex(bytes) : std::string{text};
        if (value.empty() && segment.argument != 0) value = fmt::format("{}", segment.argument);
        note(repaired_utf8(segment.name), std::move(value));
        return {};
    }

    FileBytes file_;
    std::uint64_t page_size_ = 0;
    bool size_known_ = false, encrypted_ = false;
    std::vector<Page> pages_;  ///< by number; several of one number in the order of the file
};

}  // namespace

Result<LayerOwner> open_aff(const std::vector<SegmentFile>& files) {
    auto layer = std::make_unique<Aff>(files.front());
    TRY(layer->open());
    return layer;
}

}  // namespace sanad::containers
