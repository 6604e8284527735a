// The raw scan inside a reader: windows of the image, joined pieces, contents that only a file system can decode.
#include <algorithm>

#include "core/ingest/ntfs_records.hpp"
#include "core/ingest/packed_start.hpp"
#include "core/ingest/range_scan.hpp"
#include "core/ingest/reader.hpp"
#include "core/ingest/scan_protocol.hpp"
#include "core/search/byte_scan.hpp"

namespace sanad {
namespace {

/// An answer of so many hits ends with the block at hand: neither side keeps more.
constexpr std::size_t most_hits = 50'000;
constexpr std::size_t hits_in_frame = 1'000;
constexpr std::uint64_t least_packed = 64 << 10;

/// Pieces joined.
class PiecedSource : public ByteSource {
public:
    PiecedSource(ByteSource& image, Bytes memory, const std::vector<ScanPiece>& pieces)
        : image_{image}, memory_{memory}, pieces_{pieces} {
        for (const ScanPiece& piece : pieces_) size_ += piece.length;
    }
    std::uint64_t size() const override { return size_; }
    Result<void> read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage) override {
        TRY(check_range(offset, to.size()));
        std::uint64_t piece_at = 0;
        for (const ScanPiece& piece : pieces_) {
            const std::uint64_t from = std::max(offset, piece_at);
            const std::uint64_t until = std::min(offset + to.size(), piece_at + piece.length);
            if (from < until) {
                const MutableBytes part =
                    to.subspan(static_cast<std::size_t>(from - offset), static_cast<std::size_t>(until - from));
                TRY(read_piece(piece, from - piece_at, part, damage));
            }
            piece_at += piece.length;
        }
        return {};
    }
    std::string provenance() const override { return image_.provenance(); }

private:
    Result<void> read_piece(const ScanPiece& piece, std::uint64_t offset, MutableBytes to,
                            std::vector<DamagedRange>& damage) {
        if (piece.where == ScanPiece::Where::image) return image_.read(piece.offset + offset, to, damage);
        if (piece.where == ScanPiece::Where::zeros) {
            std::ranges::fill(to, Byte{0});
            return {};
        }
        const Bytes from = TRY(ByteReader{memory_}.slice(piece.offset, piece.length));
        std::ranges::copy(from.subspan(static_cast<std::size_t>(offset), to.size()), to.begin());
        return {};
    }

    ByteSource& image_;
    Bytes memory_;
    const std::vector<ScanPiece>& pieces_;
    std::uint64_t size_ = 0;
};

FoundHit found(const RangeHit& hit, Bytes block, std::uint64_t block_offset) {
    FoundHit its;
    const auto start = static_cast<std::size_t>(hit.start);
    const std::size_t end = start + hit.length;
    its.offset = block_offset + hit.start;
    its.length = hit.length;
    its.pattern = hit.kind;
    its.encoding = static_cast<ScanEncoding>(hit.variant);
    its.longer = hit.longer;
    const auto copied = [&](std::size_t from, std::size_t until) {
        const Bytes part = block.subspan(from, until - from);
        return std::vector<Byte>{part.begin(), part.end()};
    };
    its.before = copied(start - std::min(start, context_bytes), start);
    its.text = copied(start, start + std::min<std::size_t>(hit.length, most_text_bytes));
    its.after = copied(end, std::min(block.size(), end + context_bytes));
    return its;
}

/// Gathers hits, sends them a thousand at a time, and says when there are enough.
class HitSender {
public:
    explicit HitSender(Channel& channel) : channel_{channel} {}
    bool add(FoundHit hit) {
        hits_.push_back(std::move(hit));
        if (hits_.size() >= hits_in_frame) flush();
        return ++count_ < most_hits && sent_;
    }
    bool enough() const { return count_ >= most_hits; }
    void flush() {
        if (!hits_.empty()) sent_ = channel_.send(static_cast<std::uint32_t>(hits_answer), encode(hits_)) && sent_;
        hits_.clear();
    }

private:
    Channel& channel_;
    std::vector<FoundHit> hits_;
    std::size_t count_ = 0;
    bool sent_ = true;
};

}  // namespace

Result<ByteScan*> Reader::scanner(const std::vector<SearchPattern>& patterns, bool packed) {
    if (!scanner_ || packed != scanner_packed_ || patterns != scanner_patterns_) {
        scanner_.reset();
        const std::span<const std::string_view> marks{packed_marks.data(), packed ? packed_marks.size() : 0};
        scanner_ = TRY(ByteScan::compile(patterns, marks));
        scanner_patterns_ = patterns;
        scanner_packed_ = packed;
    }
    return scanner_.get();
}

/// The bytes around a mark, and where it stands in them.
Result<std::pair<std::vector<Byte>, std::size_t>> Reader::around_mark(ByteSource& source, std::uint64_t at,
                                                                      std::vector<DamagedRange>& damage) {
    const std::uint64_t before = std::min<std::uint64_t>(at, packed_before);
    std::vector<Byte> bytes(
        static_cast<std::size_t>(before + std::min<std::uint64_t>(packed_behind, source.size() - at)));
    TRY(source.read(at - before, bytes, damage));
    return std::pair{std::move(bytes), static_cast<std::size_t>(before)};
}

Result<std::vector<Byte>> Reader::scan(Bytes body) {
    if (role_ != ReaderRole::content) return failure(Fault::refused, "not a reader of content");
    const auto request = decode_pattern_scan_request(body);
    if (!request) return failure(Fault::refused, "malformed request");
    ByteScan* const patterns = TRY(scanner(request->patterns, request->packed));
    HitSender sender{channel_};
    PatternScanDone done;
    std::optional<Error> trouble;
    for (std::uint32_t number = 0; number < request->spans.size(); ++number) {
        const ScanSpan& span = request->spans[number];
        PiecedSource source{*image_->source, memory_, span.pieces};
        const auto each = [&](const ScannedHit& scanned) {
            const std::uint64_t start = scanned.offset + scanned.hit.start;
            if (scanned.hit.kind >= request->patterns.size()) {
                if (!span.packed || trouble) return true;
                const auto around = around_mark(source, start, done.damage);
                if (!around) trouble = around.error();
                if (!around || !packed_start(around->first, around->second)) return true;
            }
            if (span.crossing && (start >= *span.crossing || start + scanned.hit.length <= *span.crossing)) return true;
            FoundHit hit = found(scanned.hit, scanned.block, scanned.offset);
            hit.span = number;
            return sender.add(std::move(hit));
        };
        const auto records = [&](Bytes block, std::uint64_t offset, std::size_t from,
                                 std::size_t until) -> Result<bool> {
            bool go_on = true;
            const std::uint64_t at_image = span.offset + offset;
            for (std::size_t at = from + static_cast<std::size_t>((record_sector - (at_image + from) % record_sector) %
                                                                  record_sector);
                 at + record_sector <= until; at += record_sector) {
                const auto size = ntfs_record_size(block.subspan(at));
                if (!size) continue;
                std::vector<Byte> record(*size);
                if (*size <= block.size() - at) {
                    std::ranges::copy(block.subspan(at, *size), record.begin());
                } else if (source.size() - (offset + at) >= *size) {
                    TRY(source.read(offset + at, record, done.damage));
                } else {
                    continue;
                }
                const auto repaired = repaired_ntfs_record(record);
                if (!repaired) continue;
                std::vector<RangeHit> hits;
                TRY(patterns->scan(*repaired, at_image + at, 0, repaired->size(), hits));
                for (const RangeHit& hit : hits) {
                    if (hit.kind >= request->patterns.size()) continue;
                    // The first replaced bytes at or behind its start.
                    const std::uint64_t replaced = hit.start / record_sector * record_sector + record_sector - 2;
                    if (hit.start + hit.length <= replaced) continue;
                    FoundHit its = found(hit, *repaired, offset + at);
                    its.span = number;
                    its.repaired = true;
                    go_on = sender.add(std::move(its)) && go_on;
                }
            }
            return go_on;
        };
        BlockLook look;
        if (span.records) look = records;
        done.next_from =
            TRY(scan_source(source, *patterns, span.offset, span.from, span.until, done.damage, each, look));
        if (trouble) return tl::unexpected{std::move(*trouble)};
        const bool last = number + 1 == request->spans.size();
        if (done.next_from < span.until || (sender.enough() && !last)) {
            done.unfinished = true;
            done.next_span = done.next_from < span.until ? number : number + 1;
            if (done.next_from >= span.until) done.next_from = request->spans[number + 1].from;
            break;
        }
    }
    sender.flush();
    return encode(done);
}

Result<std::vector<Byte>> Reader::scan_content(Bytes body) {
    const auto request = decode_content_scan_request(body);
    if (!request) return failure(Fault::refused, "malformed request");
    const Source source = TRY(content_source(request->content));
    ByteScan* const patterns = TRY(scanner(request->patterns, false));
    HitSender sender{channel_};
    std::vector<DamagedRange> damage;  // in the content's bytes; what the image has is in damage_
    PatternScanDone done;
    const std::uint64_t from = std::min(request->content.offset, source->size());
    done.next_from = TRY(scan_source(*source, *patterns, 0, from, source->size(), damage, [&](const ScannedHit& hit) {
        return sender.add(found(hit.hit, hit.block, hit.offset));
    }));
    done.unfinished = done.next_from < source->size();
    sender.flush();
    done.damage = damage_;
    return encode(done);
}

Result<std::vector<Byte>> Reader::scan_packed(Bytes body) {
    if (role_ != ReaderRole::content) return failure(Fault::refused, "not a reader of content");
    const auto request = decode_packed_scan_request(body);
    ByteSource& image = *image_->source;
    if (!request || request->at >= image.size()) return failure(Fault::refused, "malformed request");
    ByteScan* const patterns = TRY(scanner(request->patterns, true));
    PackedScanDone done;
    const auto [bytes, at] = TRY(around_mark(image, request->at, done.damage));
    const auto start = packed_start(bytes, at);
    if (!start) return failure(Fault::damaged, "no packed stream begins there");
    done.kind = start->kind;
    done.name = start->name;
    const std::uint64_t data = request->at + start->data;
    const std::uint64_t there = data < image.size() ? image.size() - data : 0;
    const std::uint64_t limit = std::min({start->packed_size.value_or(most_packed), most_packed, there});
    Unpacked result;
    std::vector<Byte> packed;
    // Most streams are short: what is read grows with what the stream turns out to need.
    for (std::uint64_t size = std::min(limit, least_packed);; size = std::min(limit, size * 8)) {
        const std::size_t had = packed.size();
        packed.resize(static_cast<std::size_t>(size));
        TRY(image.read(data + had, MutableBytes{packed}.subspan(had), done.damage));
        result = unpacked_stream(*start, packed, static_cast<std::size_t>(most_unpacked));
        if (!result.ran_out || size == limit) break;
    }
    done.packed = packed.size();
    // What goes on behind the bytes that we take at most was cut by us.
    done.end = result.ran_out && limit == most_packed ? PackedEnd::limited : result.end;
    std::vector<Byte> unpacked = std::move(result.bytes);
    done.unpacked = unpacked.size();
    HitSender sender{channel_};
    MemorySource source{std::move(unpacked), "unpacked"};
    std::vector<DamagedRange> none;
    const std::uint64_t next = TRY(scan_source(source, *patterns, 0, std::min(request->from, source.size()),
                                               source.size(), none, [&](const ScannedHit& hit) {
                                                   if (hit.hit.kind >= request->patterns.size()) return true;
                                                   return sender.add(found(hit.hit, hit.block, hit.offset));
                                               }));
    sender.flush();
    if (next < source.size()) done.next_from = next;
    return encode(done);
}

}  // namespace sanad
