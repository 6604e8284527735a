// A plugin that does to the worker what the first word of the file says. The tests of core/module offer it such files
// and watch what becomes of the run and of the next file.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>

#include "plugins/sdk/module.hpp"

namespace {

using namespace sanad::sdk;

constexpr Range some{0, 1};

Artifact good() {
    return Artifact{"program.executed", some}.text("program", "CALC.EXE");
}

[[noreturn]] void loop() {
    volatile unsigned turns = 0;
    while (true) turns = turns + 1;
}

int recurse(int depth) {
    volatile char room[4096];
    room[0] = static_cast<char>(depth);
    return depth < 0 ? 0 : recurse(depth + 1) + room[0];
}

void raw_frame(const void* bytes, std::size_t size) {
    if (write(3, bytes, size) != static_cast<ssize_t>(size)) std::abort();
}

Verdict act(const std::string& deed, const File& file, const Sink& sink) {
    if (deed == "behave") {
        sink.emit(good());
    } else if (deed == "find-and-crash") {
        sink.emit(good());
        std::fputs("record 42\n", stderr);
        std::raise(SIGSEGV);
    } else if (deed == "abort") {
        std::abort();
    } else if (deed == "exit") {
        _exit(0);
    } else if (deed == "loop") {
        loop();
    } else if (deed == "sleep") {
        while (true) sleep(1000);
    } else if (deed == "recurse") {
        return static_cast<Verdict>(recurse(0));
    } else if (deed == "throw") {
        sink.emit(good());
        throw std::runtime_error{"page 7 is upside down"};
    } else if (deed == "throw-int") {
        throw 7;
    } else if (deed == "unreadable") {
        throw Unreadable{"bytes at 4096 cannot be read"};
    } else if (deed == "allocate") {
        // More than the worker may have, in pieces that a kernel would promise without keeping.
        std::vector<std::vector<char>> hoard;
        while (hoard.size() < 100'000) hoard.emplace_back(std::size_t{64} << 20, 'x');
    } else if (deed == "undeclared") {
        sink.emit(Artifact{"file.deleted", some}.text("path", "C:\\secret"));
    } else if (deed == "unknown-attribute") {
        sink.emit(good().text("colour", "red"));
    } else if (deed == "wrong-kind") {
        sink.emit(good().text("run_count", "7"));
    } else if (deed == "twice") {
        sink.emit(good().text("program", "OTHER.EXE"));
    } else if (deed == "empty") {
        sink.emit(Artifact{"program.executed", some});
    } else if (deed == "beyond") {
        sink.emit(Artifact{"program.executed", {file.size(), 1}}.text("program", "x"));
    } else if (deed == "overflow") {
        sink.emit(Artifact{"program.executed", {2, std::numeric_limits<std::uint64_t>::max()}}.text("program", "x"));
    } else if (deed == "no-source") {
        sink.emit(Artifact{"program.executed", {}}.text("program", "x"));
    } else if (deed == "no-stream") {
        sink.emit(Artifact{"program.executed", {0, 1, 1}}.text("program", "x"));
    } else if (deed == "bad-utf8") {
        sink.emit(Artifact{"program.executed", some}.text("program", "\xFF\xFE"));
    } else if (deed == "bad-utf8-text") {
        sink.text(some, "abc\xC0");
    } else if (deed == "not-a-number") {
        sink.emit(Artifact{"x.tests.every_kind", some}.real("real", std::numeric_limits<double>::quiet_NaN()));
    } else if (deed == "reserved-name") {
        sink.emit(Artifact{"x.tests.every_kind", some}.text("source", "elsewhere"));
    } else if (deed == "huge-artifact") {
        sink.emit(Artifact{"program.executed", some}.text("program", std::string(6 << 20, 'x')));
    } else if (deed == "flood") {
        while (true) sink.emit(good());
    } else if (deed == "flood-derived") {
        const std::vector<std::uint8_t> block(1 << 20);
        while (true) sink.derive("block", some, block);
    } else if (deed == "flood-text") {
        while (true) sink.text(some, std::string(1 << 20, 'x'));
    } else if (deed == "flood-warnings") {
        for (int i = 0; i < 5000; ++i) sink.warn({}, "again \xFF");
    } else if (deed == "flood-stderr") {
        for (int i = 0; i < 100'000; ++i) std::fputs("noise noise noise noise noise noise noise noise\n", stderr);
        sink.emit(good());
    } else if (deed == "not-mine-but") {
        sink.emit(good());
        return Verdict::not_mine;
    } else if (deed == "no-verdict") {
        return static_cast<Verdict>(99);
    } else if (deed == "open") {
        const int opened = open("/etc/passwd", O_RDONLY);
        if (opened < 0) sink.warn({}, std::string{"open: "} + std::strerror(errno));
        return opened < 0 ? Verdict::failed : Verdict::examined;
    } else if (deed == "socket") {
        return socket(AF_INET, SOCK_STREAM, 0) < 0 ? Verdict::failed : Verdict::examined;
    } else if (deed == "fork") {
        return fork() < 0 ? Verdict::failed : Verdict::examined;
    } else if (deed == "thread") {
        std::thread{[] {}}.join();
    } else if (deed == "scribble") {
        // The evidence of this file, through the descriptor and through the mapping.
        for (int fd = 4; fd < 16; ++fd) {
            const off_t size = lseek(fd, 0, SEEK_END);
            if (size <= 0) continue;
            if (mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) != MAP_FAILED) return Verdict::examined;
            if (pwrite(fd, "x", 1, 0) == 1) return Verdict::examined;
        }
        throw std::runtime_error{"the evidence cannot be written"};
    } else if (deed == "peek") {
        // What lies behind the file in the memory it is handed in.
        for (int fd = 4; fd < 16; ++fd) {
            std::array<char, 4096> beyond{};
            if (pread(fd, beyond.data(), beyond.size(), static_cast<off_t>(file.size())) <= 0) continue;
            for (const char c : beyond) {
                if (c != 0) return Verdict::examined;
            }
            throw std::runtime_error{"nothing but zeros"};
        }
        throw std::runtime_error{"no memory"};
    } else if (deed == "garbage") {
        const std::array<std::uint32_t, 3> frame{4, 103, 0xFFFFFFFF};  // an artifact that does not decode
        raw_frame(frame.data(), sizeof frame);
        sleep(1000);
    } else if (deed == "oversized") {
        const std::array<std::uint32_t, 2> frame{0xFFFFFFF0, 103};
        raw_frame(frame.data(), sizeof frame);
        sleep(1000);
    } else if (deed == "stray") {
        // A verdict before the verdict.
        const std::array<std::uint32_t, 3> frame{4, 109, 0};
        raw_frame(frame.data(), sizeof frame);
    } else if (deed == "hang-up") {
        close(3);
        sleep(1000);
    } else if (deed == "every-kind") {
        const std::array<std::uint8_t, 3> bytes{0, 0xFF, 7};
        sink.emit(Artifact{"x.tests.every_kind", {3, 2, 1}}
                      .text("text", "رقم")
                      .integer("integer", -7)
                      .real("real", 0.5)
                      .time("time", Time{1'000'000'001})
                      .bytes("bytes", bytes));
        sink.emit(good().text("loaded_files", "A.DLL").text("loaded_files", "B.DLL"));
        sink.text(some, std::string(3 << 20, 't'));
        sink.derive("folder/member.bin", some, std::vector<std::uint8_t>(3 << 20, 9));
        sink.derive("nothing", some, {});
        sink.warn({1, 2}, "an odd byte");
    } else {
        return Verdict::not_mine;
    }
    return Verdict::examined;
}

class Misbehaving {
public:
    static constexpr std::string_view name = "tests.misbehaving", version = "1.0.0", summary = "Does what it must not";
    static constexpr std::array wants{name_glob("*", "{name}-wal;*.side")};
    static constexpr std::array emits{text("program.executed"), text("x.tests.every_kind")};

    explicit Misbehaving(std::string_view settings) {
        if (settings == "refuse") throw std::runtime_error{"no"};
        if (settings == "crash") std::abort();
    }

    Verdict examine(const File& file, const Sink& sink) const {
        const auto bytes = file.read_all();
        const std::string words{bytes.begin(), bytes.end()};
        return act(words.substr(0, words.find(' ')), file, sink);
    }
};

}  // namespace

SANAD_MODULE(Misbehaving)
