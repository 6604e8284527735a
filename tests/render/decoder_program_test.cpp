#include "core/render/decoder_program.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>

#include <array>

#include "core/module/worker_process.hpp"

using namespace sanad;

TEST_CASE("a decoder that was handed no memory ends in words, before it has loaded or given up anything") {
    REQUIRE(::fcntl(first_inherited_fd, F_GETFD) == -1);
    bool loaded = false, decoded = false;
    const DecoderProgram program{"test",
                                 {},
                                 [&] { loaded = true; },
                                 [&](const DecodeRequest&) -> Result<void> {
                                     decoded = true;
                                     return {};
                                 }};
    CHECK(run_decoder(program) == 2);
    CHECK_FALSE(loaded);
    CHECK_FALSE(decoded);
}

TEST_CASE("what a decoder refuses reaches who asked, in its words") {
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
    Channel decoder{ends[0]}, asker{ends[1]};
    WireReader nothing{{}};
    const DecodeRequest request{decoder, nothing, 0, 1, 1, {}, {}};
    request.refuse("it is no picture");
    const auto frame = asker.receive();
    REQUIRE(frame.has_value());
    CHECK(frame->kind == static_cast<std::uint32_t>(RenderMessage::refused));
    WireReader fields{frame->body};
    CHECK(fields.take_text() == "it is no picture");
    CHECK(fields.complete());
}
