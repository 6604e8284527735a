#pragma once
// What is said between who wants a picture and sanad-render. The picture's file goes in by one shared memory that the
// worker can only read, its pixels come out by another; over the wire go sizes and words.
#include <cstdint>
#include <string_view>

namespace sanad {

inline constexpr std::string_view render_program = "sanad-render";

/// The largest file that is decoded, and the largest side of what comes out.
inline constexpr std::uint64_t most_picture_bytes = std::uint64_t{256} << 20;
inline constexpr std::uint32_t most_picture_side = 4096;
/// Pixels beyond which a picture is refused before any memory is taken for it: a bomb, or a map sheet.
inline constexpr std::uint64_t most_picture_pixels = std::uint64_t{400'000'000};

enum class RenderMessage : std::uint32_t {
    ready = 1,    ///< worker: in its sandbox
    request = 2,  ///< u64 bytes of the file, u32 widest, u32 highest
    picture =
        3,  ///< u32 width, u32 height of the pixels; u32 width, u32 height of the picture; u32 frames; text format
    refused = 4,  ///< text: why there is no picture
};

}  // namespace sanad
