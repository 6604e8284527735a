#pragma once
// Opens an image by its signature. Never falls back to raw in silence: an E01 with a broken header is an error, and
// what cannot be read yet (Ex01, AD1, AFF4, ...) is refused by name.
//
// Two steps, because the second one runs in a sandbox without a file system: the supervisor lists and opens the segment
// files (locate_segments, no parsing beyond signatures and descriptor names), the reader is handed file descriptors.
#include <filesystem>
#include <string>
#include <vector>

#include "core/source/byte_source.hpp"
#include "core/source/chunk_store.hpp"

namespace sanad {

struct SegmentFile {
    std::string path;        ///< as given or found, absolute
    int fd = -1;             ///< opened read-only; owned by whoever holds the struct
    std::uint64_t size = 0;  ///< bytes; block devices by BLKGETSIZE64
};

/// The kind of container, known from signatures and names alone.
enum class Container : std::uint8_t { raw, ewf, ewf_logical, aff, vmdk, vhd, vhdx, qcow2, directory, archive };

struct SegmentList {
    Container container = Container::raw;
    std::vector<SegmentFile> files;          ///< in order; for differencing images the parents follow, nearest first
    std::vector<std::uint32_t> layer_sizes;  ///< how many of `files` belong to each layer, the top layer first
};

/// Finds the segments that belong with `path` (.001 .002 …, .E01 .E02 … .EAA, VMDK extents and parents …), checks that
/// none is missing, opens each read-only. The caller closes the descriptors.
Result<SegmentList> locate_segments(const std::filesystem::path& path);
void close_segments(SegmentList& segments);

struct OpenImage {
    Source source;
    ImageFacts facts;
};

/// Opens the image whose segments are given. Uses only the descriptors: works where open() is forbidden. `chunks`: for
/// an E01, how its chunks are shared with other processes; it must outlive the image.
Result<OpenImage> open_image(const SegmentList& segments, ChunkAccess chunks = {});

}  // namespace sanad
