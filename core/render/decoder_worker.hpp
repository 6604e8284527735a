#pragma once
// A sandboxed program that decodes for people to look at: started when it is needed, replaced after a crash, a hang or
// a lie. What it says is hostile. Private to this folder.
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "core/module/shared_memory.hpp"
#include "core/module/worker_process.hpp"
#include "core/render/picture_renderer.hpp"
#include "core/render/render_protocol.hpp"

namespace sanad {

/// With sides that come out of a decoder: 1 to most_picture_side.
PictureBox decodable(PictureBox box);

class DecoderWorker {
public:
    /// With memory of its own: `input_bytes` that the program can only read, and pixels that it writes.
    static Result<DecoderWorker> make(std::string_view program, std::size_t input_bytes,
                                      std::chrono::milliseconds patience);

    /// A program that waits for a request. From here its patience is counted anew.
    Result<void> be_ready();
    MutableBytes input() { return input_.writable(); }
    Result<void> send(RenderMessage kind, const WireWriter& fields);
    /// Its next frame; how it ended; or that its time is over.
    Result<Channel::Frame> answer();
    /// RenderMessage::picture up to its format, and its pixels, which are copied before anybody looks at them.
    Result<Picture> take_picture(WireReader& fields, PictureBox box);
    /// The words of RenderMessage::refused.
    static tl::unexpected<Error> refusal(const Channel::Frame& frame);
    /// It is not asked again.
    tl::unexpected<Error> lost(Fault fault, const std::string& how);
    tl::unexpected<Error> lied();

private:
    DecoderWorker(std::string_view program, SharedMemory input, SharedMemory pixels,
                  std::chrono::milliseconds patience);

    std::string program_;
    SharedMemory input_, pixels_;
    std::chrono::milliseconds patience_;
    std::chrono::steady_clock::time_point deadline_;
    std::optional<WorkerProcess> worker_;
};

}  // namespace sanad
