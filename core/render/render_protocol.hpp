#pragma once
// What is said between who wants a picture and the two programs that decode: sanad-render (pictures) and sanad-video
// (frames of videos). Bytes of the evidence go in by a shared memory that the worker can only read, pixels come out by
// another; over the wire go sizes and words.
#include <cstdint>
#include <string_view>

namespace sanad {

inline constexpr std::string_view render_program = "sanad-render";
inline constexpr std::string_view video_program = "sanad-video";

/// The largest file that is decoded as a picture, and the largest side of what comes out.
inline constexpr std::uint64_t most_picture_bytes = std::uint64_t{256} << 20;
inline constexpr std::uint32_t most_picture_side = 4096;
/// Pixels beyond which a picture is refused before any memory is taken for it: a bomb, or a map sheet.
inline constexpr std::uint64_t most_picture_pixels = std::uint64_t{400'000'000};

/// A video is larger than any memory: sanad-video asks for the stretches that it needs.
inline constexpr std::uint32_t most_range_bytes = 256u << 10;
/// Of a video, for one sheet: beyond that a file leads its reader around.
inline constexpr std::uint64_t most_bytes_of_a_sheet = std::uint64_t{512} << 20;
inline constexpr std::uint32_t most_frames_of_a_sheet = 64;

enum class RenderMessage : std::uint32_t {
    ready = 1,  ///< worker: in its sandbox
    /// u64 bytes of the file, u32 widest, u32 highest; of a video also u32 frames
    request = 2,
    /// u32 width, u32 height of the pixels; u32 width, u32 height of the picture; u32 frames; text format; of a video
    /// also u32 columns, u64 its milliseconds, and u64 milliseconds of each frame, in the order of the sheet
    picture = 3,
    refused = 4,  ///< text: why there is no picture
    range = 5,    ///< sanad-video: u64 offset, u32 length of what it needs of the file
    bytes = 6,    ///< u32 length: they lie in the shared memory; fewer than asked for only at the end of the file
};

}  // namespace sanad
