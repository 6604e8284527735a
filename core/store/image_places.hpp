#pragma once
// Whose are the bytes at a place of the image: files, their slack, space that no file uses, gaps between volumes. Asked
// in ascending order, answered by one walk over the case's extents in the order of the image, in bounded memory.
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/model/evidence.hpp"
#include "core/store/query.hpp"

namespace sanad {

/// What bytes of an image may belong to, in the order in which they are told: a live file before a deleted one.
enum class PlaceKind : std::uint8_t {
    file,         ///< bytes of a content, live or deleted
    slack,        ///< behind the end of a content, in its last block
    unallocated,  ///< no file uses it, by the file system's own map
    file_system,  ///< in a file system that was walked: its own structures
    volume,       ///< in a volume whose file system is not known or cannot be read
    volume_gap,   ///< between volumes
    partition_table,
    beyond,  ///< in no volume on record: the image was not examined so far
};
std::string_view name_of(PlaceKind kind);

struct ImagePlace {
    PlaceKind kind = PlaceKind::beyond;
    Id file = 0;     ///< file, slack
    Id content = 0;  ///< file, slack
    std::string path;
    NameState state = NameState::allocated;
    std::uint64_t offset = 0;  ///< file: of the byte in it; others: from where the place begins
    bool coded = false;        ///< file: the bytes are its compressed or encrypted form, `offset` is that of its block
    bool unwritten = false;    ///< file: allocated but never written; the file reads as zeros there
    /// file: the byte lies in the file's entry of NTFS's $MFT (its names, or small contents), `offset` in the entry.
    bool in_entry = false;
    std::vector<std::string> streams;  ///< in_entry: paths of streams whose contents stand in the entry too
    Id file_system = 0;                ///< 0: none
    Id volume = 0;                     ///< 0: none
    std::string description;           ///< of the volume, or the file system in it
};

/// Where a content goes on elsewhere in the image: its bytes before `end` and those of its next extent do not touch.
struct ContentSeam {
    Id content = 0;
    std::uint32_t ordinal = 0;  ///< of the extent that ends
    std::uint64_t end = 0;      ///< image offset behind it
};

struct SeamExtents {
    std::vector<Extent> extents;  ///< by file offset
    std::size_t ended = 0;        ///< which of them ends at the seam
};

/// A content that is not simply its extents, and has to be read through what decodes it.
struct DecodedContent {
    Id file = 0;
    Id content = 0;
    ContentAccess access = ContentAccess::file_system;
};

class ImagePlaces {
public:
    static Result<ImagePlaces> open(const std::filesystem::path& case_db, Id image);
    ImagePlaces(ImagePlaces&&) noexcept;
    ImagePlaces& operator=(ImagePlaces&&) noexcept;
    ~ImagePlaces();

    /// Whose the byte at `offset` is, the most telling first; never empty. Not before the `offset` of an earlier call;
    /// `keep_from` is the lowest that a later call may ask for.
    Result<std::vector<ImagePlace>> at(std::uint64_t offset, std::uint64_t keep_from);

    /// The next seam by ContentSeam::end and content, of contents that are their extents. Nothing after the last.
    Result<std::optional<ContentSeam>> next_seam();
    /// The extents of its content around a seam, as far as `reach` bytes before the one that ends and behind it.
    Result<SeamExtents> extents_around(const ContentSeam& seam, std::uint64_t reach);

    /// Contents that have to be read through a decoder, by id: of the image's file systems, then derived files. Of a
    /// logical image: all contents.
    Result<std::optional<DecodedContent>> next_decoded();

private:
    struct State;
    explicit ImagePlaces(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace sanad
