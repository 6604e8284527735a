#include "core/render/decoder_program.hpp"

#include <cstdio>
#include <exception>

#include "core/module/shared_memory.hpp"
#include "core/module/worker_process.hpp"

namespace sanad {
namespace {

Result<void> serve(const DecoderProgram& program) {
    const auto input = TRY(SharedMemory::attach(first_inherited_fd, MemoryAccess::read_only));
    auto pixels = TRY(SharedMemory::attach(first_inherited_fd + 1, MemoryAccess::read_write));
    program.load();
    TRY(enter_sandbox(program.limits));

    Channel channel{worker_channel_fd};
    channel.send(static_cast<std::uint32_t>(RenderMessage::ready), {});
    while (const auto frame = channel.receive()) {
        WireReader fields{frame->body};
        const auto size = fields.take<std::uint64_t>();
        const auto width = fields.take<std::uint32_t>();
        const auto height = fields.take<std::uint32_t>();
        if (!fields.good() || width == 0 || height == 0 || width > most_picture_side || height > most_picture_side ||
            pixels.size() < std::size_t{4} * width * height) {
            return failure(Fault::refused, "asked for what no picture can be");
        }
        TRY(program.decode({channel, fields, size, width, height, input.bytes(), pixels.writable()}));
    }
    return {};
}

}  // namespace

void DecodeRequest::give(RenderMessage kind, const WireWriter& answer) const {
    channel.send(static_cast<std::uint32_t>(kind), answer.bytes());
}

void DecodeRequest::refuse(std::string_view why) const {
    WireWriter answer;
    answer.reserve(sizeof(std::uint32_t) + why.size());
    answer.put_text(why);
    give(RenderMessage::refused, answer);
}

int run_decoder(const DecoderProgram& program) {
    const auto complain = [&](std::string_view what) {
        std::fprintf(stderr, "%.*s: %.*s\n", static_cast<int>(program.name.size()), program.name.data(),
                     static_cast<int>(what.size()), what.data());
        return 2;
    };
    try {
        if (const auto served = serve(program); !served) return complain(served.error().what);
        return 0;
    } catch (const std::exception& error) {
        return complain(error.what());
    }
}

}  // namespace sanad
