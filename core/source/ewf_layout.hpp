#pragma once
// What an EWF-E01, EWF-S01 or EWF-L01 container says of itself: its sections, read from every segment file.
// Authority: "Expert Witness Compression Format specification", J. Metz, sections 3 (EWF-E01) and 4 (EWF-L01).
#include <memory>
#include <optional>
#include <vector>

#include "core/model/evidence.hpp"
#include "core/source/segment_source.hpp"

namespace sanad {

/// Where a chunk is stored.
struct EwfChunk {
    std::uint64_t offset = 0;  ///< in its segment file
    std::uint32_t stored_size = 0;
    std::uint16_t segment = 0;  ///< index of its segment file
    bool compressed = false;
};

/// One chunk table. Its entries are read when needed: those of a 4 TB image would take half a gigabyte of every reader.
struct EwfTable {
    std::uint64_t first_chunk = 0;
    std::uint32_t count = 0;
    std::uint16_t segment = 0;
    std::uint64_t entries_offset = 0;  ///< in the segment file
    std::uint64_t base_offset = 0;     ///< added to each entry
    std::uint64_t data_end = 0;        ///< where the last chunk's stored bytes end at the latest
    std::vector<EwfChunk> recovered;   ///< used instead of the stored entries when both stored copies are damaged
};

struct EwfLayout {
    std::uint64_t media_size = 0;
    std::uint32_t sector_size = 0;
    std::uint32_t chunk_size = 0;
    std::vector<EwfTable> tables;  ///< by first_chunk; chunks that no table leads to are lost
    std::vector<AcquisitionHeader> headers;
    std::optional<Md5Digest> stored_md5;
    std::optional<Sha1Digest> stored_sha1;
    std::vector<DamagedRange> acquisition_errors;
    std::vector<std::string> remarks;  ///< damage of the container itself and how it was overcome
    struct SingleFiles {
        std::uint16_t segment;
        std::uint64_t offset, length;  ///< of the UTF-16 text in the segment file
        Md5Digest md5;                 ///< of that text, as stored
    };
    std::optional<SingleFiles> single_files;  ///< the `ltree` section of a logical image
};

/// Reads the sections of all segments, which must be in order. An error when the segments do not belong together, one
/// is missing at the end, or nothing says how large the media is.
Result<EwfLayout> read_ewf_layout(std::vector<std::unique_ptr<SegmentSource>>& segments);

/// The entries of one table.
Result<std::vector<EwfChunk>> read_ewf_table(const EwfTable& table, SegmentSource& segment);

}  // namespace sanad
