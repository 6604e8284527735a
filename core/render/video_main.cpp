// sanad-video: a video comes in, stretch by stretch as it asks for them, and frames of it go out on one sheet. A
// program of its own because it links FFmpeg's libraries, which Debian builds under the GPL. Before it sees the first
// byte it gives up everything but its memory. Descriptor 4: the stretches, for reading only; 5: where the pixels go.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string>

#include "core/module/sandbox.hpp"
#include "core/module/shared_memory.hpp"
#include "core/module/worker_process.hpp"
#include "core/render/render_protocol.hpp"
#include "core/render/video_decoder.hpp"

namespace sanad {
namespace {

constexpr std::uint64_t most_memory = std::uint64_t{2} << 30;

int complain(const std::string& what) {
    std::fprintf(stderr, "sanad-video: %s\n", what.c_str());
    return 2;
}

/// The file, asked for over the channel. The last stretch is kept: containers are read in small steps.
class AskedBytes : public VideoBytes {
public:
    AskedBytes(Channel& channel, Bytes window, std::uint64_t size) : channel_{channel}, window_{window}, size_{size} {}

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

void refuse(Channel& channel, const std::string& why) {
    WireWriter fields;
    fields.put_text(why);
    channel.send(static_cast<std::uint32_t>(RenderMessage::refused), fields.bytes());
}

void give(Channel& channel, const DecodedVideo& video, MutableBytes pixels) {
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
    channel.send(static_cast<std::uint32_t>(RenderMessage::picture), fields.bytes());
}

Result<void> serve() {
    const auto window = TRY(SharedMemory::attach(first_inherited_fd, MemoryAccess::read_only));
    auto pixels = TRY(SharedMemory::attach(first_inherited_fd + 1, MemoryAccess::read_write));
    load_video_decoders();
    SandboxLimits limits;
    limits.memory_bytes = most_memory;
    TRY(enter_sandbox(limits));

    Channel channel{worker_channel_fd};
    channel.send(static_cast<std::uint32_t>(RenderMessage::ready), {});
    while (const auto frame = channel.receive()) {
        WireReader fields{frame->body};
        const auto size = fields.take<std::uint64_t>();
        const auto width = fields.take<std::uint32_t>();
        const auto height = fields.take<std::uint32_t>();
        const auto frames = fields.take<std::uint32_t>();
        if (!fields.complete() || frames == 0 || frames > most_frames_of_a_sheet || width == 0 || height == 0 ||
            width > most_picture_side || height > most_picture_side ||
            pixels.size() < std::size_t{4} * width * height) {
            return failure(Fault::refused, "asked for what no sheet can be");
        }
        AskedBytes file{channel, window.bytes(), size};
        const DecodedVideo video = decode_video(file, frames, width, height);
        if (video.refused.empty()) {
            give(channel, video, pixels.writable());
        } else {
            refuse(channel, video.refused);
        }
    }
    return {};
}

}  // namespace
}  // namespace sanad

int main() try {
    if (const auto served = sanad::serve(); !served) return sanad::complain(served.error().what);
    return 0;
} catch (const std::exception& error) {
    return sanad::complain(error.what());
}
