#include "core/source/open_image.hpp"

#include <fmt/format.h>

#include "core/source/containers/containers.hpp"
#include "core/source/ewf_image.hpp"
#include "core/source/raw_image.hpp"
#include "core/source/signatures.hpp"

namespace sanad {
namespace {

Result<OpenImage> open_by_container(const SegmentList& segments, ChunkAccess chunks) {
    switch (segments.container) {
        case Container::raw: {
            OpenImage image = TRY(open_raw_image(segments));
            if (const std::string promised = promised_by_name(segments.files.front().path); !promised.empty()) {
                image.facts.remarks.emplace_back(
                    fmt::format("the name says {}, the content has no such signature: read as raw bytes", promised),
                    Outcome::noted);
            }
            return image;
        }
        case Container::ewf:
        case Container::ewf_logical:
            return open_ewf_image(segments, {}, chunks);
        case Container::directory:
        case Container::archive: {
            // The files inside are the evidence; the bytes of the archive itself stay readable for its digest.
            OpenImage image = TRY(open_raw_image(segments));
            image.facts.format = segments.container == Container::directory ? "directory" : "archive";
            image.facts.logical = true;
            return image;
        }
        case Container::aff:
        case Container::vmdk:
        case Container::vhd:
        case Container::vhdx:
        case Container::qcow2:
            return open_container(segments);
    }
    return failure(Fault::refused, fmt::format("container {}", static_cast<int>(segments.container)));
}

}  // namespace

Result<OpenImage> open_image(const SegmentList& segments, ChunkAccess chunks) {
    OpenImage image = TRY(open_by_container(segments, chunks));
    image.facts.segments.clear();
    image.facts.segment_sizes.clear();
    for (const SegmentFile& file : segments.files) {
        image.facts.segments.push_back(file.path);
        image.facts.segment_sizes.push_back(file.size);
    }
    return image;
}

}  // namespace sanad
