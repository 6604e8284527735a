// Whatever a worker writes into its socket, in whatever pieces, comes out as frames within bounds or as a broken
// contract; and whatever a frame holds, its fields are read within it.
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "core/module/wire.hpp"

using namespace sanad;

namespace {

void expect(bool holds) {
    if (!holds) __builtin_trap();
}

// The first four bytes choose the fields that are read, as the kind of a message would.
void read_fields(Bytes frame) {
    WireReader reader{frame};
    std::uint32_t script = reader.take<std::uint32_t>();
    while (reader.good() && !reader.complete() && script != 0) {
        switch (script & 7) {
            case 0:
                reader.take<std::uint64_t>();
                break;
            case 1:
                expect(reader.take_text().size() <= frame.size());
                break;
            case 2:
                expect(reader.take_bytes().size() <= frame.size());
                break;
            case 3:
                expect(std::size_t{reader.take_count(3)} * 3 <= frame.size());
                break;
            case 4:
                reader.take_bool();
                break;
            case 5:
                reader.take_plain<std::array<Byte, 20>>();
                break;
            case 6:
                reader.take<double>();
                break;
            case 7:
                reader.take<std::int16_t>();
                break;
        }
        script >>= 3;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    read_fields({data, size});

    std::array<int, 2> ends{};
    if (size == 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) != 0) return 0;
    Channel channel{ends[0]};
    const std::size_t piece = std::size_t{data[0]} + 1;
    std::size_t taken = 0;
    for (std::size_t at = 1; at < size; at += piece) {
        const std::size_t length = std::min(piece, size - at);
        if (write(ends[1], data + at, length) != static_cast<ssize_t>(length)) break;
        channel.pump();
        while (const auto frame = channel.next()) {
            taken += 8 + frame->body.size();
            expect(frame->body.size() <= max_frame_bytes);
            read_fields(frame->body);
        }
        expect(taken <= at + length);
        if (channel.broken()) break;
    }
    close(ends[1]);
    expect(!channel.receive());
    return 0;
}
