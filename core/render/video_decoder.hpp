#pragma once
// Frames of a video by FFmpeg's libraries, inside sanad-video. What they are given decides what they do: this file
// belongs to the sandbox.
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/bytes.hpp"

namespace sanad {

/// The file as the decoder sees it.
class VideoBytes {
public:
    virtual ~VideoBytes() = default;
    virtual std::uint64_t size() const = 0;
    /// At most as many as there is room for; 0 at the end.
    virtual std::size_t read(std::uint64_t offset, MutableBytes into) = 0;
};

/// Between the frames of a sheet, in pixels.
inline constexpr std::uint32_t sheet_gap = 2;

struct VideoFrame {
    std::uint64_t time_ms = 0;  ///< from the beginning of the video
    std::vector<Byte> rgba;     ///< DecodedVideo::cell_width × cell_height, upright
};

struct DecodedVideo {
    std::uint32_t width = 0, height = 0;  ///< of a frame as it is looked at
    std::uint32_t cell_width = 0, cell_height = 0;
    std::uint32_t columns = 1;
    std::uint64_t duration_ms = 0;
    std::string coding;
    std::vector<VideoFrame> frames;
    std::string refused;  ///< why there are none
};

/// What FFmpeg reads once for the process, while it still can.
void load_video_decoders();
DecodedVideo decode_video(VideoBytes& file, std::uint32_t frames, std::uint32_t box_width, std::uint32_t box_height);

}  // namespace sanad
