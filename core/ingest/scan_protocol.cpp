#include "core/ingest/scan_protocol.hpp"

#include <algorithm>

#include "core/ingest/wire_fields.hpp"
#include "core/search/byte_scan.hpp"

namespace sanad {

template <class Codec>
void fields(Codec& codec, Field<Codec, std::vector<SearchPattern>>& patterns) {
    codec.list(patterns, 7, [&](auto& pattern) {
        codec(pattern.text);
        codec(pattern.regex);
        codec(pattern.case_sensitive);
        codec(pattern.folded);
    });
}

template <class Codec>
void fields(Codec& codec, Field<Codec, PatternScanRequest>& request) {
    fields(codec, request.patterns);
    codec(request.packed);
    codec.list(request.spans, 32, [&](auto& span) {
        std::uint64_t length = 0;
        codec.list(span.pieces, 17, [&](auto& piece) {
            codec.choice(piece.where, ScanPiece::Where::zeros);
            codec(piece.offset);
            codec(piece.length);
            codec.require(piece.length <= ~std::uint64_t{0} - length);
            length += piece.length;
        });
        codec(span.from);
        codec(span.until);
        codec(span.offset);
        codec.maybe(span.crossing, [&](auto& crossing) { codec(crossing); });
        codec(span.records);
        codec(span.packed);
        codec.require(span.from <= span.until && span.until <= length && length <= ~std::uint64_t{0} - span.offset);
    });
}

template <class Codec>
void fields(Codec& codec, Field<Codec, std::vector<FoundHit>>& hits) {
    codec.list(hits, 36, [&](auto& hit) {
        codec(hit.span);
        codec(hit.offset);
        codec(hit.length);
        codec(hit.pattern);
        codec.choice(hit.encoding, ScanEncoding::bytes);
        codec(hit.longer);
        codec(hit.repaired);
        codec(hit.before);
        codec(hit.text);
        codec(hit.after);
        codec.require(hit.length > 0 && hit.length <= longest_hit && hit.before.size() <= context_bytes &&
                      hit.after.size() <= context_bytes &&
                      hit.text.size() == std::min<std::size_t>(hit.length, most_text_bytes));
    });
}

template <class Codec>
void fields(Codec& codec, Field<Codec, PackedScanRequest>& request) {
    fields(codec, request.patterns);
    codec(request.at);
    codec(request.from);
}

template <class Codec>
void fields_of_damage(Codec& codec, Field<Codec, std::vector<DamagedRange>>& damage) {
    codec.list(damage, 20, [&](auto& range) {
        codec(range.offset);
        codec(range.length);
        codec(range.reason);
    });
}

template <class Codec>
void fields(Codec& codec, Field<Codec, PackedScanDone>& done) {
    fields_of_damage(codec, done.damage);
    codec.choice(done.kind, PackedKind::pdf_stream);
    codec.choice(done.end, PackedEnd::damaged);
    codec(done.name);
    codec(done.packed);
    codec(done.unpacked);
    codec.maybe(done.next_from, [&](auto& next) { codec(next); });
    codec.require(done.packed <= most_packed && done.unpacked <= most_unpacked &&
                  done.name.size() <= longest_packed_name);
}

template <class Codec>
void fields(Codec& codec, Field<Codec, PatternScanDone>& done) {
    fields_of_damage(codec, done.damage);
    codec(done.unfinished);
    codec(done.next_span);
    codec(done.next_from);
}

std::vector<Byte> encode(const PatternScanRequest& request) {
    return encoded(request);
}

std::optional<PatternScanRequest> decode_pattern_scan_request(Bytes body) {
    return decoded<PatternScanRequest>(body);
}

std::vector<Byte> encode(const ContentScanRequest& request) {
    Putter out;
    fields(out, request.patterns);
    out(encode(request.content));
    return out.taken();
}

std::optional<ContentScanRequest> decode_content_scan_request(Bytes body) {
    Taker in{body};
    ContentScanRequest request;
    std::vector<Byte> content;
    fields(in, request.patterns);
    in(content);
    if (!in.complete()) return std::nullopt;
    auto decoded_content = decode_read_content_request(content);
    if (!decoded_content) return std::nullopt;
    request.content = std::move(*decoded_content);
    return request;
}

std::vector<Byte> encode(const std::vector<FoundHit>& hits) {
    return encoded(hits);
}

std::optional<std::vector<FoundHit>> decode_found_hits(Bytes body, std::size_t spans, std::size_t patterns) {
    auto hits = decoded<std::vector<FoundHit>>(body);
    if (!hits) return std::nullopt;
    for (const FoundHit& hit : *hits) {
        if (hit.span >= spans || hit.pattern >= patterns || hit.offset > ~std::uint64_t{0} - hit.length)
            return std::nullopt;
    }
    return hits;
}

/// A reader says nothing of bytes that the image does not have.
static bool lies_in(const std::vector<DamagedRange>& damage, std::uint64_t image_size) {
    return std::ranges::all_of(damage, [&](const DamagedRange& range) {
        return range.offset <= image_size && range.length <= image_size - range.offset && range.reason.size() <= 4096;
    });
}

std::vector<Byte> encode(const PatternScanDone& done) {
    return encoded(done);
}

std::optional<PatternScanDone> decode_pattern_scan_done(Bytes body, std::uint64_t image_size) {
    auto done = decoded<PatternScanDone>(body);
    return done && lies_in(done->damage, image_size) ? done : std::nullopt;
}

std::vector<Byte> encode(const PackedScanRequest& request) {
    return encoded(request);
}

std::optional<PackedScanRequest> decode_packed_scan_request(Bytes body) {
    return decoded<PackedScanRequest>(body);
}

std::vector<Byte> encode(const PackedScanDone& done) {
    return encoded(done);
}

std::optional<PackedScanDone> decode_packed_scan_done(Bytes body, std::uint64_t image_size) {
    auto done = decoded<PackedScanDone>(body);
    return done && lies_in(done->damage, image_size) ? done : std::nullopt;
}

}  // namespace sanad
