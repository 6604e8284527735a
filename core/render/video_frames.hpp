#pragma once
// Frames of a video of the evidence, at even steps from its beginning to its end, as one sheet of plain pixels. Decoded
// by sanad-video in its sandbox, which is given the stretches of the file that it asks for and nothing else.
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "core/render/picture_renderer.hpp"

namespace sanad {

/// Row by row from the left; the places between and behind them are clear (alpha 0).
struct VideoSheet {
    Picture picture;  ///< full_size is that of a frame, upright; frames are those in the sheet; format its coding
    std::uint32_t columns = 1;
    std::uint64_t duration_ms = 0;        ///< 0: not recorded
    std::vector<std::uint64_t> times_ms;  ///< of each frame, from the beginning of the video
};

/// Not thread-safe; its worker dies with the thread that started it (WorkerProcess).
class VideoFrames {
public:
    /// Puts the bytes of the file from `offset` into `into`, whole.
    using ReadRange = std::function<Result<void>(std::uint64_t offset, MutableBytes into)>;

    static Result<VideoFrames> start(std::chrono::milliseconds patience = std::chrono::seconds{30});
    VideoFrames(VideoFrames&&) noexcept;
    VideoFrames& operator=(VideoFrames&&) noexcept;
    ~VideoFrames();

    /// At most `frames` of them (1 to 64), fewer where there are no more, in at most `box`; none is enlarged.
    /// Fault::damaged when none can be decoded or the decoder died of it, Fault::limit when it takes too long or asks
    /// for too much; an error of `read` is handed on. A worker that was lost is replaced before the next video.
    Result<VideoSheet> sheet(std::uint64_t size, const ReadRange& read, std::uint32_t frames, PictureBox box);

private:
    struct State;
    explicit VideoFrames(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace sanad
