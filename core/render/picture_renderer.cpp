#include "core/render/picture_renderer.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "core/base/descriptor.hpp"
#include "core/base/text.hpp"
#include "core/module/shared_memory.hpp"
#include "core/module/worker_process.hpp"
#include "core/render/render_protocol.hpp"

namespace sanad {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

struct PictureRenderer::State {
    State(SharedMemory in, SharedMemory out, std::chrono::milliseconds told)
        : file{std::move(in)}, pixels{std::move(out)}, patience{told} {}

    SharedMemory file;    ///< the worker can only read it
    SharedMemory pixels;  ///< the worker writes, we read
    std::chrono::milliseconds patience;
    std::optional<WorkerProcess> worker;
    std::size_t used = 0;  ///< bytes of `file` that a picture before has written

    Result<void> have_worker();
    /// The next frame, or how the worker ended.
    Result<Channel::Frame> answer();
    tl::unexpected<Error> lost(Fault fault, const std::string& how);
};

tl::unexpected<Error> PictureRenderer::State::lost(Fault fault, const std::string& how) {
    worker.reset();
    return failure(fault, how);
}

Result<Channel::Frame> PictureRenderer::State::answer() {
    const auto deadline = Clock::now() + patience;
    for (;;) {
        if (auto frame = worker->channel().next()) return std::move(*frame);
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        if (left <= 0ms) {
            return lost(Fault::limit, fmt::format("not decoded within {} s, so it was given up",
                                                  std::chrono::duration_cast<std::chrono::seconds>(patience).count()));
        }
        pollfd wanted{worker->channel().fd(), POLLIN, 0};
        if (poll(&wanted, 1, static_cast<int>(left.count())) <= 0) continue;
        if (worker->channel().pump()) continue;
        if (auto frame = worker->channel().next()) return std::move(*frame);
        const bool broke = worker->channel().broken();
        const std::string end = worker->wait(1s);
        const std::string words = worker->last_words();
        if (broke) return lost(Fault::damaged, "its decoder was taken over or lost its way: it broke the protocol");
        return lost(Fault::damaged,
                    fmt::format("its decoder died of it: {}{}{}", end, words.empty() ? "" : "; ", words));
    }
}

Result<void> PictureRenderer::State::have_worker() {
    if (worker && !worker->ended()) return {};
    worker.reset();
    const Descriptor readable{TRY(file.read_only_descriptor())};
    const auto program = TRY(worker_program(render_program));
    worker.emplace(TRY(WorkerProcess::start({program, {}, {readable.number(), pixels.fd()}})));
    const Channel::Frame first = TRY(answer());
    if (first.kind != static_cast<std::uint32_t>(RenderMessage::ready)) {
        return lost(Fault::system, "sanad-render does not speak its protocol");
    }
    return {};
}

PictureRenderer::PictureRenderer(std::unique_ptr<State> state) : state_{std::move(state)} {}
PictureRenderer::PictureRenderer(PictureRenderer&&) noexcept = default;
PictureRenderer& PictureRenderer::operator=(PictureRenderer&&) noexcept = default;
PictureRenderer::~PictureRenderer() = default;

Result<PictureRenderer> PictureRenderer::start(std::chrono::milliseconds patience) {
    auto file = TRY(SharedMemory::create(most_picture_bytes));
    auto pixels = TRY(SharedMemory::create(std::size_t{4} * most_picture_side * most_picture_side));
    PictureRenderer renderer{std::make_unique<State>(std::move(file), std::move(pixels), patience)};
    if (auto ready = renderer.state_->have_worker(); !ready) {
        return within("pictures are decoded by sanad-render, which cannot be started", std::move(ready.error()));
    }
    return renderer;
}

Result<Picture> PictureRenderer::render(Bytes file, PictureBox box) {
    if (file.size() > most_picture_bytes) {
        return failure(Fault::limit, fmt::format("{} bytes: pictures of more than {} MiB are not decoded", file.size(),
                                                 most_picture_bytes >> 20));
    }
    box.width = std::clamp(box.width, 1u, most_picture_side);
    box.height = std::clamp(box.height, 1u, most_picture_side);
    State& state = *state_;
    TRY(state.have_worker());
    MutableBytes window = state.file.writable();
    std::memcpy(window.data(), file.data(), file.size());
    // A decoder sees nothing of the picture before.
    if (file.size() < state.used) std::memset(window.data() + file.size(), 0, state.used - file.size());
    state.used = file.size();

    WireWriter request;
    request.put(static_cast<std::uint64_t>(file.size()));
    request.put(box.width);
    request.put(box.height);
    if (!state.worker->channel().send(static_cast<std::uint32_t>(RenderMessage::request), request.bytes())) {
        return state.lost(Fault::system, "sanad-render does not take the picture");
    }
    const Channel::Frame frame = TRY(state.answer());
    WireReader fields{frame.body};
    if (frame.kind == static_cast<std::uint32_t>(RenderMessage::refused)) {
        const std::string words = fields.take_text();
        return failure(Fault::damaged, fields.complete() ? shown(words) : "its decoder refused it without a reason");
    }
    Picture picture;
    picture.size.width = fields.take<std::uint32_t>();
    picture.size.height = fields.take<std::uint32_t>();
    picture.full_size.width = fields.take<std::uint32_t>();
    picture.full_size.height = fields.take<std::uint32_t>();
    picture.frames = fields.take<std::uint32_t>();
    picture.format = fields.take_text();
    const bool sound = frame.kind == static_cast<std::uint32_t>(RenderMessage::picture) && fields.complete() &&
                       picture.size.width > 0 && picture.size.width <= box.width && picture.size.height > 0 &&
                       picture.size.height <= box.height && picture.format.size() <= 32;
    if (!sound) return state.lost(Fault::damaged, "its decoder answered with something else than a picture");
    picture.format = shown(picture.format);
    const Bytes pixels = state.pixels.bytes().first(std::size_t{4} * picture.size.width * picture.size.height);
    picture.rgba.assign(pixels.begin(), pixels.end());
    return picture;
}

}  // namespace sanad
