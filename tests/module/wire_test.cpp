#include "core/module/wire.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <stdexcept>
#include <thread>

using namespace sanad;
using namespace std::chrono_literals;

namespace {

enum class Colour : std::uint8_t { red, green, blue };
struct Digest {
    std::array<Byte, 16> bytes;
};

std::array<int, 2> socket_ends() {
    std::array<int, 2> ends{};
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
    return ends;
}

std::vector<Byte> counted(std::size_t size) {
    std::vector<Byte> bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<Byte>(i * 131 + (i >> 9));
    return bytes;
}

WireWriter every_kind_of_field() {
    WireWriter writer;
    writer.put(std::uint8_t{7});
    writer.put(std::int64_t{-5});
    writer.put(std::uint32_t{2});
    writer.put_text("رقم");
    writer.put_text("");
    writer.put(Colour::blue);
    writer.put(true);
    writer.put_plain(Digest{{1, 2, 3}});
    return writer;
}

// What a receiver does with such a frame; false when it does not decode exactly.
bool decodes(Bytes frame) {
    WireReader reader{frame};
    bool same = reader.take<std::uint8_t>() == 7;
    same &= reader.take<std::int64_t>() == -5;
    same &= reader.take_count(4) == 2;
    same &= reader.take_text() == "رقم";
    same &= reader.take_bytes().empty();
    same &= reader.take_enum(Colour::blue) == Colour::blue;
    same &= reader.take_bool();
    same &= reader.take_plain<Digest>().bytes[2] == 3;
    return reader.complete() && same;
}

}  // namespace

TEST_CASE("fields come out of a frame as they went in") {
    CHECK(decodes(every_kind_of_field().bytes()));
    WireWriter writer = every_kind_of_field();
    writer.clear();
    CHECK(writer.size() == 0);
}

TEST_CASE("a frame cut short at any length, or with a byte too many, does not decode") {
    const WireWriter writer = every_kind_of_field();
    for (std::size_t length = 0; length < writer.size(); ++length) {
        // A copy of exactly that size, so that a sanitizer sees a read beyond it.
        const std::vector<Byte> cut(writer.bytes().begin(),
                                    writer.bytes().begin() + static_cast<std::ptrdiff_t>(length));
        CHECK_FALSE(decodes(cut));
    }
    std::vector<Byte> longer(writer.bytes().begin(), writer.bytes().end());
    longer.push_back(0);
    CHECK_FALSE(decodes(longer));
}

TEST_CASE("an enumerator, a bool and a count that cannot be are refused") {
    const std::vector<Byte> three{3};
    WireReader colour{three};
    CHECK(colour.take_enum(Colour::blue) == Colour::red);
    CHECK_FALSE(colour.good());
    WireReader truth{three};
    truth.take_bool();
    CHECK_FALSE(truth.good());
    const std::vector<Byte> four_thousand_million{0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0};
    WireReader count{four_thousand_million};
    CHECK(count.take_count(1) == 0);
    CHECK_FALSE(count.good());
    WireReader text{four_thousand_million};
    CHECK(text.take_text().empty());
    CHECK_FALSE(text.good());
}

TEST_CASE("frames of every size arrive whole and in order") {
    const auto [ours, theirs] = socket_ends();
    Channel receiver{theirs};
    const std::vector<std::size_t> sizes{0, 1, 7, 8, 65528, 65536, 200'000, 1 << 20, max_frame_bytes, 3};
    // The sending channel lives in its thread: its end closes the conversation.
    std::thread sending{[&, fd = ours] {
        Channel sender{fd};
        for (std::size_t i = 0; i < sizes.size(); ++i) {
            CHECK(sender.send(static_cast<std::uint32_t>(i), counted(sizes[i])));
        }
    }};
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        const auto frame = receiver.receive();
        REQUIRE(frame);
        CHECK(frame->kind == i);
        CHECK(frame->body == counted(sizes[i]));
    }
    sending.join();
    CHECK_FALSE(receiver.receive());
    CHECK_FALSE(receiver.broken());
    CHECK_FALSE(receiver.send(1, {}));
}

TEST_CASE("two sides that send at once do not wait for each other for ever") {
    const auto [ours, theirs] = socket_ends();
    Channel left{ours};
    Channel right{theirs};
    const auto body = counted(4 << 20);
    std::thread other{[&] {
        CHECK(right.send(1, body));
        CHECK(right.receive());
    }};
    CHECK(left.send(2, body));
    const auto frame = left.receive();
    REQUIRE(frame);
    CHECK(frame->body == body);
    other.join();
}

TEST_CASE("a side that never reads costs the sender its patience and no more") {
    const auto [ours, theirs] = socket_ends();
    Channel sender{ours};
    sender.set_patience(50ms);
    const auto start = std::chrono::steady_clock::now();
    CHECK_FALSE(sender.send(1, counted(4 << 20)));
    const auto waited = std::chrono::steady_clock::now() - start;
    CHECK(waited >= 50ms);
    CHECK(waited < 20s);
    // The frame was cut: nothing may follow it.
    CHECK_FALSE(sender.send(1, {}));
    close(theirs);
}

TEST_CASE("a frame that announces four gigabytes is refused before any allocation") {
    const auto [ours, theirs] = socket_ends();
    Channel receiver{theirs};
    const std::vector<Byte> announced{0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, 0, 42};
    REQUIRE(write(ours, announced.data(), announced.size()) == static_cast<ssize_t>(announced.size()));
    CHECK(receiver.pump());
    CHECK_FALSE(receiver.next());
    CHECK(receiver.broken());
    CHECK_FALSE(receiver.pump());
    CHECK_FALSE(receiver.receive());
    CHECK_FALSE(receiver.send(1, {}));
    close(ours);
}

TEST_CASE("one byte above the largest frame is refused, by the sender too") {
    const auto [ours, theirs] = socket_ends();
    Channel receiver{theirs};
    const std::uint32_t header[2] = {max_frame_bytes + 1, 1};
    REQUIRE(write(ours, header, sizeof header) == sizeof header);
    CHECK_FALSE(receiver.receive());
    CHECK(receiver.broken());
    Channel sender{ours};
    CHECK_THROWS_AS(sender.send(1, counted(max_frame_bytes + 1)), std::length_error);
}

TEST_CASE("a conversation that ends at any byte of a frame yields the frames before it and nothing else") {
    std::vector<Byte> conversation;
    for (const std::uint32_t kind : {std::uint32_t{5}, std::uint32_t{6}}) {
        WireWriter header;
        header.put(std::uint32_t{11});
        header.put(kind);
        conversation.insert(conversation.end(), header.bytes().begin(), header.bytes().end());
        const auto body = counted(11);
        conversation.insert(conversation.end(), body.begin(), body.end());
    }
    constexpr std::size_t frame_bytes = 19;
    REQUIRE(conversation.size() == 2 * frame_bytes);
    for (std::size_t length = 0; length <= conversation.size(); ++length) {
        for (const bool pumped : {false, true}) {
            const auto [ours, theirs] = socket_ends();
            Channel receiver{theirs};
            REQUIRE(write(ours, conversation.data(), length) == static_cast<ssize_t>(length));
            close(ours);
            if (pumped) CHECK_FALSE(receiver.pump());
            std::size_t frames = 0;
            while (auto frame = pumped ? receiver.next() : receiver.receive()) {
                CHECK(frame->kind == 5 + frames);
                CHECK(frame->body == counted(11));
                ++frames;
            }
            CHECK(frames == length / frame_bytes);
            CHECK_FALSE(receiver.broken());
        }
    }
}

TEST_CASE("pump takes what is there and does not wait for more") {
    const auto [ours, theirs] = socket_ends();
    Channel receiver{theirs};
    CHECK(receiver.pump());
    CHECK_FALSE(receiver.next());
    Channel sender{ours};
    for (std::uint32_t i = 0; i < 100; ++i) REQUIRE(sender.send(i, counted(i)));
    CHECK(receiver.pump());
    for (std::uint32_t i = 0; i < 100; ++i) {
        const auto frame = receiver.next();
        REQUIRE(frame);
        CHECK(frame->kind == i);
        CHECK(frame->body.size() == i);
    }
    CHECK_FALSE(receiver.next());
}

TEST_CASE("a flood of frames that nobody takes out does not fill the supervisor's memory") {
    const auto [ours, theirs] = socket_ends();
    Channel receiver{theirs};
    std::atomic<bool> gave_up = false;
    std::thread flooding{[&, fd = ours] {
        Channel sender{fd};
        sender.set_patience(200ms);
        const auto body = counted(1 << 20);
        std::size_t sent = 0;
        while (sent < 64 && sender.send(1, body)) ++sent;
        CHECK(sent < 16);
        gave_up = true;
    }};
    while (!gave_up) {
        CHECK(receiver.pump());
        std::this_thread::sleep_for(1ms);
    }
    flooding.join();
}

TEST_CASE("a channel that was moved goes on where it was") {
    const auto [ours, theirs] = socket_ends();
    Channel sender{ours};
    REQUIRE(sender.send(1, counted(10)));
    REQUIRE(sender.send(2, counted(20)));
    Channel first{theirs};
    REQUIRE(first.receive());
    Channel second{std::move(first)};
    const auto frame = second.receive();
    REQUIRE(frame);
    CHECK(frame->kind == 2);
}
