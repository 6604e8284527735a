#include "core/render/picture_renderer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/render/decoder_worker.hpp"

namespace sanad {

struct PictureRenderer::State {
    DecoderWorker worker;
    std::size_t used = 0;  ///< bytes of its input that a picture before has written
};

PictureRenderer::PictureRenderer(std::unique_ptr<State> state) : state_{std::move(state)} {}
PictureRenderer::PictureRenderer(PictureRenderer&&) noexcept = default;
PictureRenderer& PictureRenderer::operator=(PictureRenderer&&) noexcept = default;
PictureRenderer::~PictureRenderer() = default;

Result<PictureRenderer> PictureRenderer::start(std::chrono::milliseconds patience) {
    auto worker = DecoderWorker::make(render_program, most_picture_bytes, patience);
    if (!worker) return within("pictures are decoded by a program of its own", std::move(worker.error()));
    return PictureRenderer{std::make_unique<State>(State{std::move(*worker)})};
}

Result<Picture> PictureRenderer::render(Bytes file, PictureBox box) {
    if (file.size() > most_picture_bytes) {
        return failure(Fault::limit, fmt::format("{} bytes: pictures of more than {} MiB are not decoded", file.size(),
                                                 most_picture_bytes >> 20));
    }
    box = decodable(box);
    DecoderWorker& worker = state_->worker;
    TRY(worker.be_ready());
    MutableBytes window = worker.input();
    std::memcpy(window.data(), file.data(), file.size());
    // A decoder sees nothing of the picture before.
    if (file.size() < state_->used) std::memset(window.data() + file.size(), 0, state_->used - file.size());
    state_->used = file.size();

    WireWriter request;
    request.put(static_cast<std::uint64_t>(file.size()));
    request.put(box.width);
    request.put(box.height);
    TRY(worker.send(RenderMessage::request, request));
    const Channel::Frame frame = TRY(worker.answer());
    if (frame.kind == static_cast<std::uint32_t>(RenderMessage::refused)) return DecoderWorker::refusal(frame);
    if (frame.kind != static_cast<std::uint32_t>(RenderMessage::picture)) return worker.lied();
    WireReader fields{frame.body};
    Picture picture = TRY(worker.take_picture(fields, box));
    if (!fields.complete()) return worker.lied();
    return picture;
}

}  // namespace sanad
