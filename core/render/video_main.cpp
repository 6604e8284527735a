// sanad-video: a video comes in, stretch by stretch as it asks for them, and frames of it go out on one sheet. A
// program of its own because it links FFmpeg's libraries, which Debian builds under the GPL. Before it sees the first
// byte it gives up everything but its memory. Descriptor 4: the stretches, for reading only; 5: where the pixels go.
#include <algorithm>
#include <cstring>

#include "core/render/decoder_program.hpp"
#include "core/render/video_decoder.hpp"

namespace sanad {
namespace {

constexpr std::uint64_t most_memory = std::uint64_t{2} << 30;

/// The file, asked for over the channel. The last stretch is kept: containers are read in small steps.
class AskedBytes : public VideoBytes {
public:
    explicit AskedBytes(const DecodeRequest& request)
        : channel_{request.channel}, window_{request.input}, size_{request.size} {}

    std::uint64_t size() const override { return size_; }
    std::size_t read(std::uint64_t offset, MutableBytes into) override {
        if (offset >= size_ || into.empty()) return 0;
        if (offset < from_ || offset - from_ >= held_) ask(offset);
        if (held_ == 0) return 0;
        const std::size_t inside = static_cast<std::size_t>(offset - from_);
        const std::size_t count = std::min(into.size(), held_ - inside);
        std::memcpy(into.data(), window_.data() + inside, count);
        return count;
    }

private:
    void ask(std::uint64_t offset) {
        from_ = offset;
        held_ = 0;
        WireWriter wanted;
        wanted.put(offset);
        wanted.put(static_cast<std::uint32_t>(std::min<std::uint64_t>(window_.size(), size_ - offset)));
        channel_.send(static_cast<std::uint32_t>(RenderMessage::range), wanted.bytes());
        const auto frame = channel_.receive();
        if (!frame || frame->kind != static_cast<std::uint32_t>(RenderMessage::bytes)) return;
        WireReader fields{frame->body};
        const auto given = fields.take<std::uint32_t>();
        if (fields.complete() && given <= window_.size()) held_ = given;
    }

    Channel& channel_;
    Bytes window_;
    std::uint64_t size_, from_ = 0;
    std::size_t held_ = 0;
};

void give(const DecodeRequest& request, const DecodedVideo& video) {
    const MutableBytes pixels = request.pixels;
    const auto count = static_cast<std::uint32_t>(video.frames.size());
    const std::uint32_t columns = std::min(video.columns, count), rows = (count + columns - 1) / columns;
    const std::uint32_t width = columns * video.cell_width + (columns - 1) * sheet_gap;
    const std::uint32_t height = rows * video.cell_height + (rows - 1) * sheet_gap;
    std::ranges::fill(pixels.first(std::size_t{4} * width * height), Byte{0});
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::size_t left = (i % columns) * (video.cell_width + sheet_gap),
                          top = (i / columns) * (video.cell_height + sheet_gap);
        for (std::uint32_t row = 0; row < video.cell_height; ++row) {
            std::memcpy(pixels.data() + ((top + row) * width + left) * 4,
                        video.frames[i].rgba.data() + std::size_t{4} * row * video.cell_width,
                        std::size_t{4} * video.cell_width);
        }
    }
    WireWriter fields;
    for (const std::uint32_t number : {width, height, video.width, video.height, count}) fields.put(number);
    fields.put_text(video.coding);
    fields.put(columns);
    fields.put(video.duration_ms);
    for (const VideoFrame& frame : video.frames) fields.put(frame.time_ms);
    request.give(RenderMessage::picture, fields);
}

Result<void> decode(const DecodeRequest& request) {
    const auto frames = request.fields.take<std::uint32_t>();
    if (!request.fields.complete() || frames == 0 || frames > most_frames_of_a_sheet)
        return failure(Fault::refused, "asked for what no sheet can be");
    AskedBytes file{request};
    const DecodedVideo video = decode_video(file, frames, request.width, request.height);
    if (video.refused.empty()) {
        give(request, video);
    } else {
        request.refuse(video.refused);
    }
    return {};
}

}  // namespace
}  // namespace sanad

int main() {
    sanad::SandboxLimits limits;
    limits.memory_bytes = sanad::most_memory;
    return sanad::run_decoder({sanad::video_program, limits, sanad::load_video_decoders, sanad::decode});
}
