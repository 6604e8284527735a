#include "core/render/decoder_worker.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <utility>

#include "core/base/descriptor.hpp"
#include "core/base/text.hpp"

namespace sanad {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

PictureBox decodable(PictureBox box) {
    return {std::clamp(box.width, 1u, most_picture_side), std::clamp(box.height, 1u, most_picture_side)};
}

DecoderWorker::DecoderWorker(std::string_view program, SharedMemory input, SharedMemory pixels,
                             std::chrono::milliseconds patience)
    : program_{program}, input_{std::move(input)}, pixels_{std::move(pixels)}, patience_{patience} {}

Result<DecoderWorker> DecoderWorker::make(std::string_view program, std::size_t input_bytes,
                                          std::chrono::milliseconds patience) {
    auto input = TRY(SharedMemory::create(input_bytes));
    auto pixels = TRY(SharedMemory::create(std::size_t{4} * most_picture_side * most_picture_side));
    DecoderWorker made{program, std::move(input), std::move(pixels), patience};
    if (auto ready = made.be_ready(); !ready)
        return within(fmt::format("{} cannot be started", program), std::move(ready.error()));
    return made;
}

tl::unexpected<Error> DecoderWorker::lost(Fault fault, const std::string& how) {
    worker_.reset();
    return failure(fault, how);
}

tl::unexpected<Error> DecoderWorker::lied() {
    return lost(Fault::damaged, "its decoder answered with something else than a picture");
}

Result<void> DecoderWorker::be_ready() {
    deadline_ = Clock::now() + patience_;
    if (worker_ && !worker_->ended()) return {};
    worker_.reset();
    const Descriptor readable{TRY(input_.read_only_descriptor())};
    const auto program = TRY(worker_program(program_));
    worker_.emplace(TRY(WorkerProcess::start({program, {}, {readable.number(), pixels_.fd()}})));
    const Channel::Frame first = TRY(answer());
    if (first.kind != static_cast<std::uint32_t>(RenderMessage::ready))
        return lost(Fault::system, program_ + " does not speak its protocol");
    return {};
}

Result<void> DecoderWorker::send(RenderMessage kind, const WireWriter& fields) {
    if (worker_->channel().send(static_cast<std::uint32_t>(kind), fields.bytes())) return {};
    return lost(Fault::system, program_ + " does not take what it is given");
}

Result<Channel::Frame> DecoderWorker::answer() {
    for (;;) {
        // Asked first: one that never stops talking has to end as well.
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now());
        if (left <= 0ms) {
            return lost(Fault::limit, fmt::format("not decoded within {} s, so it was given up",
                                                  std::chrono::duration_cast<std::chrono::seconds>(patience_).count()));
        }
        if (auto frame = worker_->channel().next()) return std::move(*frame);
        pollfd wanted{worker_->channel().fd(), POLLIN, 0};
        if (poll(&wanted, 1, static_cast<int>(left.count())) <= 0) continue;
        if (worker_->channel().pump()) continue;
        if (auto frame = worker_->channel().next()) return std::move(*frame);
        const bool broke = worker_->channel().broken();
        const std::string end = worker_->wait(1s);
        const std::string words = worker_->last_words();
        if (broke) return lost(Fault::damaged, "its decoder was taken over or lost its way: it broke the protocol");
        return lost(Fault::damaged,
                    fmt::format("its decoder died of it: {}{}{}", end, words.empty() ? "" : "; ", words));
    }
}

tl::unexpected<Error> DecoderWorker::refusal(const Channel::Frame& frame) {
    WireReader fields{frame.body};
    const std::string words = fields.take_text();
    return failure(Fault::damaged, fields.complete() ? shown(words) : "its decoder refused it without a reason");
}

Result<Picture> DecoderWorker::take_picture(WireReader& fields, PictureBox box) {
    Picture picture;
    picture.size.width = fields.take<std::uint32_t>();
    picture.size.height = fields.take<std::uint32_t>();
    picture.full_size.width = fields.take<std::uint32_t>();
    picture.full_size.height = fields.take<std::uint32_t>();
    picture.frames = fields.take<std::uint32_t>();
    picture.format = fields.take_text();
    const bool sound = fields.good() && picture.size.width > 0 && picture.size.width <= box.width &&
                       picture.size.height > 0 && picture.size.height <= box.height && picture.format.size() <= 32;
    if (!sound) return lied();
    picture.format = shown(picture.format);
    const Bytes pixels = pixels_.bytes().first(std::size_t{4} * picture.size.width * picture.size.height);
    picture.rgba.assign(pixels.begin(), pixels.end());
    return picture;
}

}  // namespace sanad
