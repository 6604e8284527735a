#include "core/ingest/evidence.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "core/base/text.hpp"
#include "core/crypto/digest.hpp"

namespace sanad {
namespace {

constexpr std::size_t head_bytes = 1 << 20;

Result<void> check_same(const ImageRow& image, const SegmentList& found) {
    if (found.files.size() != image.segments.size()) {
        return failure(Fault::unavailable,
                       fmt::format("{} segments found, {} were added", found.files.size(), image.segments.size()));
    }
    const auto heads = TRY(segment_heads(found));
    for (std::size_t i = 0; i < heads.size(); ++i) {
        const SegmentRow& added = image.segments[i];
        if (found.files[i].size != added.size || (added.head_sha256 && heads[i] != *added.head_sha256)) {
            return failure(Fault::unavailable,
                           fmt::format("{} is not the file that was added to the case ({} bytes, first MiB {})",
                                       shown(found.files[i].path), added.size,
                                       added.head_sha256 ? hex(*added.head_sha256).substr(0, 16) : "not recorded"));
        }
    }
    return {};
}

/// Every byte of a segment file.
Result<Sha256Digest> whole_digest(const SegmentFile& segment) {
    Sha256 sha256;
    std::vector<Byte> block(head_bytes);
    for (std::uint64_t at = 0; at < segment.size;) {
        const ssize_t got = ::pread(segment.fd, block.data(), block.size(), static_cast<off_t>(at));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) {
            return failure(Fault::unreadable, fmt::format("{} cannot be read at byte {}", shown(segment.path), at));
        }
        sha256.update(Bytes{block}.first(static_cast<std::size_t>(got)));
        at += static_cast<std::uint64_t>(got);
    }
    return sha256.finish();
}

/// What is on record of a whole segment file: its own digest, or the medium's when the file is the medium.
std::optional<Sha256Digest> recorded_digest(const ImageRow& image, std::size_t segment) {
    if (image.segments[segment].sha256) return image.segments[segment].sha256;
    if (image.facts.format == "raw" && image.segments.size() == 1 && image.digests) return image.digests->sha256;
    return std::nullopt;
}

}  // namespace

Result<std::vector<Sha256Digest>> segment_heads(const SegmentList& segments) {
    std::vector<Sha256Digest> heads;
    if (segments.container == Container::directory) return heads;
    std::vector<Byte> head(head_bytes);
    for (const SegmentFile& segment : segments.files) {
        std::size_t have = 0;
        while (have < head.size()) {
            const ssize_t got = ::pread(segment.fd, head.data() + have, head.size() - have, static_cast<off_t>(have));
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0) break;  // the end, or bad sectors: what can be read identifies the file
            have += static_cast<std::size_t>(got);
        }
        Sha256 sha256;
        sha256.update(Bytes{head}.first(have));
        heads.push_back(sha256.finish());
    }
    return heads;
}

Result<Segments> reopen_segments(const ImageRow& image) {
    if (image.segments.empty()) return failure(Fault::unavailable, "the image has no segments on record");
    auto located = locate_segments(image.segments[0].path);
    if (!located) {
        return failure(Fault::unavailable, located.error().what + " (if the image has moved: sanad evidence attach)");
    }
    Segments segments{std::move(*located)};
    TRY(check_same(image, segments.list()));
    return segments;
}

Result<bool> attach_image(CaseWriter& writer, const ImageRow& image, const std::filesystem::path& path) {
    const Segments segments{TRY(locate_segments(path))};
    TRY(check_same(image, segments.list()));
    std::vector<std::string> paths;
    bool whole = true;
    for (std::size_t i = 0; i < segments.list().files.size(); ++i) {
        const SegmentFile& file = segments.list().files[i];
        paths.push_back(file.path);
        const auto recorded = recorded_digest(image, i);
        whole = whole && recorded;
        if (!recorded) continue;
        if (const Sha256Digest found = TRY(whole_digest(file)); found != *recorded) {
            return failure(Fault::unavailable,
                           fmt::format("{} is not the file that was examined: SHA-256 {}, recorded {}",
                                       shown(file.path), hex(found), hex(*recorded)));
        }
    }
    TRY(writer.set_segment_paths(image.id, paths));
    TRY(writer.commit());
    return whole;
}

}  // namespace sanad
