#pragma once
// Evidence of a case as an ingest needs it: its segment files found again, and only if they are still the same.
#include <filesystem>

#include "core/source/open_image.hpp"
#include "core/store/case_folder.hpp"

namespace sanad {

/// Segment files that close themselves.
class Segments {
public:
    explicit Segments(SegmentList list) : list_{std::move(list)} {}
    Segments(Segments&& other) noexcept : list_{std::exchange(other.list_, {})} {}
    Segments& operator=(Segments&&) = delete;
    ~Segments() { close_segments(list_); }
    const SegmentList& list() const { return list_; }

private:
    SegmentList list_;
};

/// SHA-256 of the first MiB of each segment: tells quickly whether a file can be the one that was added.
Result<std::vector<Sha256Digest>> segment_heads(const SegmentList& segments);

/// The segments of an image of a case, opened. Fault::unavailable when a file is missing, or is not the one that was
/// added (size or first MiB differ); the message names it and how to attach a moved image.
Result<Segments> reopen_segments(const ImageRow& image);

/// The image has moved: its first segment is now at `path`. Refused unless sizes and first bytes of all segments are
/// those recorded, and, once the image has been read, the SHA-256 of every segment file too. False: no digest of the
/// whole is on record of some segment. Of a directory nothing is compared here.
Result<bool> attach_image(CaseWriter& writer, const ImageRow& image, const std::filesystem::path& path);

}  // namespace sanad
