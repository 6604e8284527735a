// Whatever answers in the place of sanad-render: who asked for a picture has a rectangle no larger than the box, or
// words. This program is the renderer too, under that name beside itself (CMakeLists.txt); the bytes of the picture
// that it is asked for are what it answers with.
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <string_view>

#include "core/base/text.hpp"
#include "core/module/worker_process.hpp"
#include "core/render/picture_renderer.hpp"
#include "core/render/render_protocol.hpp"

using namespace sanad;

namespace {

void expect(bool holds) {
    if (!holds) __builtin_trap();
}

/// The first byte chooses the kind of the answer, the others are its body; or they go out as they are.
[[noreturn]] void answer_as_renderer() {
    Channel channel{worker_channel_fd};
    channel.send(static_cast<std::uint32_t>(RenderMessage::ready), {});
    const void* memory = ::mmap(nullptr, most_picture_bytes, PROT_READ, MAP_SHARED, first_inherited_fd, 0);
    while (const auto request = channel.receive()) {
        WireReader fields{request->body};
        const Bytes picture{static_cast<const Byte*>(memory), fields.take<std::uint64_t>()};
        if (picture.empty()) break;
        const std::uint32_t kind = picture[0] % 8;
        const Bytes body = picture.subspan(1);
        if (kind == 7) {
            [[maybe_unused]] const ssize_t said = ::write(worker_channel_fd, body.data(), body.size());
            break;
        }
        channel.send(kind, body);
    }
    ::_exit(0);
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char*** arguments) {
    if (std::string_view{**arguments}.ends_with(render_program)) answer_as_renderer();
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static PictureRenderer renderer = PictureRenderer::start().value();
    constexpr PictureBox box{64, 48};
    const auto picture = renderer.render({data, size}, box);
    if (!picture) {
        expect(!picture.error().what.empty() && is_utf8(picture.error().what));
        return 0;
    }
    expect(picture->size.width > 0 && picture->size.width <= box.width);
    expect(picture->size.height > 0 && picture->size.height <= box.height);
    expect(picture->rgba.size() == std::size_t{4} * picture->size.width * picture->size.height);
    expect(is_utf8(picture->format));
    return 0;
}
