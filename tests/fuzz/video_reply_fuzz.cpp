// Whatever answers in the place of sanad-video: who asked for frames has a sheet no larger than the box whose times are
// as many as its frames, or words; and it was given no more of the file than there is. This program is the decoder too,
// under that name beside itself (CMakeLists.txt); the bytes of the video are what it answers with: a kind, a length,
// that many bytes, and the next answer.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "core/base/text.hpp"
#include "core/module/worker_process.hpp"
#include "core/render/render_protocol.hpp"
#include "core/render/video_frames.hpp"

using namespace sanad;

namespace {

void expect(bool holds) {
    if (!holds) __builtin_trap();
}

/// The file, asked for as an honest decoder does; small, so that one stretch has it whole.
std::vector<Byte> asked_for(Channel& channel, std::uint64_t size) {
    const void* memory = ::mmap(nullptr, most_range_bytes, PROT_READ, MAP_SHARED, first_inherited_fd, 0);
    WireWriter wanted;
    wanted.put(std::uint64_t{0});
    wanted.put(static_cast<std::uint32_t>(std::min<std::uint64_t>(size, most_range_bytes)));
    channel.send(static_cast<std::uint32_t>(RenderMessage::range), wanted.bytes());
    const auto given = channel.receive();
    if (!given) ::_exit(0);
    WireReader fields{given->body};
    const Bytes bytes{static_cast<const Byte*>(memory), fields.take<std::uint32_t>()};
    std::vector<Byte> file{bytes.begin(), bytes.end()};
    ::munmap(const_cast<void*>(memory), most_range_bytes);
    return file;
}

[[noreturn]] void answer_as_decoder() {
    Channel channel{worker_channel_fd};
    channel.send(static_cast<std::uint32_t>(RenderMessage::ready), {});
    while (const auto request = channel.receive()) {
        WireReader fields{request->body};
        const std::vector<Byte> file = asked_for(channel, fields.take<std::uint64_t>());
        Bytes left{file};
        while (left.size() >= 2) {
            const std::uint32_t kind = left[0] % 8;
            const std::size_t length = std::min<std::size_t>(left[1], left.size() - 2);
            channel.send(kind, left.subspan(2, length));
            left = left.subspan(2 + length);
            if (kind != static_cast<std::uint32_t>(RenderMessage::range)) break;
            if (!channel.receive()) ::_exit(0);
        }
        // One that says nothing more would be waited for.
        if (left.size() < 2) break;
    }
    ::_exit(0);
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char*** arguments) {
    if (std::string_view{**arguments}.ends_with(video_program)) answer_as_decoder();
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static VideoFrames frames = VideoFrames::start().value();
    constexpr PictureBox box{64, 48};
    constexpr std::uint32_t most = 9;
    const Bytes file{data, size};
    const auto sheet = frames.sheet(
        size,
        [&](std::uint64_t offset, MutableBytes into) -> Result<void> {
            expect(offset <= file.size() && into.size() <= file.size() - offset);
            std::ranges::copy(file.subspan(static_cast<std::size_t>(offset), into.size()), into.begin());
            return {};
        },
        most, box);
    if (!sheet) {
        expect(!sheet.error().what.empty() && is_utf8(sheet.error().what));
        return 0;
    }
    const Picture& picture = sheet->picture;
    expect(picture.size.width > 0 && picture.size.width <= box.width);
    expect(picture.size.height > 0 && picture.size.height <= box.height);
    expect(picture.rgba.size() == std::size_t{4} * picture.size.width * picture.size.height);
    expect(picture.frames > 0 && picture.frames <= most && sheet->times_ms.size() == picture.frames);
    expect(sheet->columns > 0 && sheet->columns <= picture.frames);
    expect(is_utf8(picture.format));
    return 0;
}
