#include "core/render/video_frames.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/render/decoder_worker.hpp"

namespace sanad {

struct VideoFrames::State {
    DecoderWorker worker;

    /// Gives what it asks for; how much that is.
    Result<std::uint64_t> give_range(const Channel::Frame& asked, std::uint64_t size, const ReadRange& read);
};

VideoFrames::VideoFrames(std::unique_ptr<State> state) : state_{std::move(state)} {}
VideoFrames::VideoFrames(VideoFrames&&) noexcept = default;
VideoFrames& VideoFrames::operator=(VideoFrames&&) noexcept = default;
VideoFrames::~VideoFrames() = default;

Result<VideoFrames> VideoFrames::start(std::chrono::milliseconds patience) {
    auto worker = DecoderWorker::make(video_program, most_range_bytes, patience);
    if (!worker) return within("videos are decoded by a program of its own", std::move(worker.error()));
    return VideoFrames{std::make_unique<State>(State{std::move(*worker)})};
}

Result<std::uint64_t> VideoFrames::State::give_range(const Channel::Frame& asked, std::uint64_t size,
                                                     const ReadRange& read) {
    WireReader fields{asked.body};
    const auto offset = fields.take<std::uint64_t>();
    const auto length = fields.take<std::uint32_t>();
    if (!fields.complete() || length > most_range_bytes) return worker.lied();
    const std::uint64_t there = std::min<std::uint64_t>(length, size - std::min(size, offset));
    if (there != 0) {
        if (auto got = read(offset, worker.input().first(static_cast<std::size_t>(there))); !got) {
            Error error = std::move(got.error());
            worker.lost(error.fault, error.what);
            return tl::unexpected{std::move(error)};
        }
    }
    WireWriter given;
    given.put(static_cast<std::uint32_t>(there));
    TRY(worker.send(RenderMessage::bytes, given));
    return there;
}

Result<VideoSheet> VideoFrames::sheet(std::uint64_t size, const ReadRange& read, std::uint32_t frames, PictureBox box) {
    box = decodable(box);
    frames = std::clamp(frames, 1u, most_frames_of_a_sheet);
    DecoderWorker& worker = state_->worker;
    TRY(worker.be_ready());
    WireWriter request;
    request.put(size);
    request.put(box.width);
    request.put(box.height);
    request.put(frames);
    TRY(worker.send(RenderMessage::request, request));

    Channel::Frame frame = TRY(worker.answer());
    for (std::uint64_t given = 0; frame.kind == static_cast<std::uint32_t>(RenderMessage::range);
         frame = TRY(worker.answer())) {
        given += TRY(state_->give_range(frame, size, read));
        if (given > most_bytes_of_a_sheet) {
            return worker.lost(Fault::limit, fmt::format("more than {} MiB of it were read and no end was reached",
                                                         most_bytes_of_a_sheet >> 20));
        }
    }
    if (frame.kind == static_cast<std::uint32_t>(RenderMessage::refused)) return DecoderWorker::refusal(frame);
    if (frame.kind != static_cast<std::uint32_t>(RenderMessage::picture)) return worker.lied();
    WireReader fields{frame.body};
    VideoSheet sheet;
    sheet.picture = TRY(worker.take_picture(fields, box));
    sheet.columns = fields.take<std::uint32_t>();
    sheet.duration_ms = fields.take<std::uint64_t>();
    const std::uint32_t count = sheet.picture.frames;
    if (!fields.good() || count == 0 || count > frames || sheet.columns == 0 || sheet.columns > count)
        return worker.lied();
    for (std::uint32_t i = 0; i < count; ++i) sheet.times_ms.push_back(fields.take<std::uint64_t>());
    if (!fields.complete()) return worker.lied();
    return sheet;
}

}  // namespace sanad
