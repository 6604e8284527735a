#include "core/render/video_frames.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>

#include "tests/support/files.hpp"

using namespace sanad;

namespace {

// Every sample shows one colour for each of its four seconds, its upper left quarter black (samples/README.md).
using Colour = std::array<int, 3>;
constexpr std::array<Colour, 4> of_second{{{200, 30, 30}, {30, 160, 60}, {40, 60, 200}, {235, 235, 235}}};
constexpr Colour black{0, 0, 0};

std::string sample(std::string_view name) {
    return tests::text_in(std::filesystem::path{SANAD_SOURCE_DIR} / "tests/render/samples/videos" / name);
}

VideoFrames::ReadRange from(const std::string& file) {
    return [&file](std::uint64_t offset, MutableBytes into) -> Result<void> {
        REQUIRE(offset + into.size() <= file.size());
        std::ranges::copy(bytes_of(file).subspan(static_cast<std::size_t>(offset), into.size()), into.begin());
        return {};
    };
}

VideoFrames started() {
    auto frames = VideoFrames::start();
    REQUIRE_MESSAGE(frames.has_value(), (frames ? "" : frames.error().what));
    return std::move(*frames);
}

/// A point of a frame of the sheet, in hundredths of the frame.
Colour point(const VideoSheet& sheet, std::uint32_t frame, std::uint32_t right, std::uint32_t down) {
    constexpr std::uint32_t gap = 2;
    const std::uint32_t rows = (sheet.picture.frames + sheet.columns - 1) / sheet.columns;
    const std::uint32_t width = (sheet.picture.size.width - (sheet.columns - 1) * gap) / sheet.columns;
    const std::uint32_t height = (sheet.picture.size.height - (rows - 1) * gap) / rows;
    const std::uint32_t x = frame % sheet.columns * (width + gap) + width * right / 100;
    const std::uint32_t y = frame / sheet.columns * (height + gap) + height * down / 100;
    const Byte* const at = sheet.picture.rgba.data() + (std::size_t{y} * sheet.picture.size.width + x) * 4;
    return {at[0], at[1], at[2]};
}

/// Codings of the kind lose some colour, the oldest of them most.
bool alike(const Colour& seen, const Colour& wanted) {
    for (std::size_t channel = 0; channel < 3; ++channel)
        if (std::abs(seen[channel] - wanted[channel]) > 24) return false;
    return true;
}

std::string words(const Colour& colour) {
    return fmt::format("{} {} {}", colour[0], colour[1], colour[2]);
}

}  // namespace

TEST_CASE("frames of a video are those of their time, whatever container and coding it has") {
    VideoFrames frames = started();
    for (const auto& [name, coding] : {std::pair<std::string, std::string>{"colours.mp4", "h264"},
                                       {"colours.mov", "hevc"},
                                       {"colours.3gp", "h263"},
                                       {"colours.webm", "vp9"},
                                       {"colours.mkv", "av1"},
                                       {"colours.avi", "mjpeg"},
                                       {"colours.mpg", "mpeg2video"},
                                       {"colours.wmv", "wmv2"},
                                       {"colours.flv", "flv1"},
                                       {"colours.ts", "h264"},
                                       {"ten-bits.mkv", "h264"}}) {
        CAPTURE(name);
        const std::string file = sample(name);
        const auto sheet = frames.sheet(file.size(), from(file), 4, {1000, 1000});
        REQUIRE_MESSAGE(sheet.has_value(), (sheet ? "" : sheet.error().what));
        CHECK(sheet->picture.format == coding);
        CHECK(sheet->duration_ms >= 3400);  // of MPEG program streams as far as it has time stamps
        CHECK(sheet->duration_ms <= 4200);
        REQUIRE_MESSAGE(sheet->times_ms.size() == 4, fmt::format("{}", fmt::join(sheet->times_ms, ", ")));
        CHECK(sheet->columns == 2);
        for (std::uint32_t second = 0; second < 4; ++second) {
            CAPTURE(second);
            // The steps are at 0.5, 1.5, 2.5 and 3.5 s.
            CHECK(sheet->times_ms[second] / 1000 == second);
            const Colour seen = point(*sheet, second, 75, 75), corner = point(*sheet, second, 25, 25);
            CHECK_MESSAGE(alike(seen, of_second[second]), words(seen));
            CHECK_MESSAGE(alike(corner, black), words(corner));
        }
    }
}

TEST_CASE("a video with a single key frame is decoded on to the frames between") {
    VideoFrames frames = started();
    const std::string file = sample("one-key-frame.mp4");
    const auto sheet = frames.sheet(file.size(), from(file), 16, {400, 400});
    REQUIRE_MESSAGE(sheet.has_value(), (sheet ? "" : sheet.error().what));
    REQUIRE(sheet->picture.frames == 16);
    CHECK(sheet->columns == 4);
    CHECK(sheet->picture.full_size.width == 96);
    for (std::uint32_t i = 0; i < 16; ++i) {
        // The last of the ten frames of a second that begins no later than the step.
        CHECK(sheet->times_ms[i] == (250 * i + 125) / 100 * 100);
        CHECK(alike(point(*sheet, i, 75, 75), of_second[i / 4]));
    }
}

TEST_CASE("a film held upright is shown upright, and fitted into its box without being enlarged") {
    VideoFrames frames = started();
    std::string file = sample("colours.mp4");
    // The matrix of a track header (ISO/IEC 14496-12, 8.3.2) lies 40 bytes behind its version and flags.
    const std::size_t matrix = file.find("tkhd") + 4 + 40;
    const auto put = [&](std::size_t index, std::int32_t value) {
        for (std::size_t byte = 0; byte < 4; ++byte)
            file[matrix + index * 4 + byte] =
                static_cast<char>(static_cast<std::uint32_t>(value) >> (24 - 8 * byte) & 0xff);
    };
    constexpr std::int32_t one = 0x10000;
    struct Turn {
        std::int32_t a, b, c, d;
        std::uint32_t right, down;  // where the black quarter comes to lie
    };
    for (const Turn& turn : {Turn{one, 0, 0, one, 25, 25}, Turn{0, one, -one, 0, 75, 25},
                             Turn{-one, 0, 0, -one, 75, 75}, Turn{0, -one, one, 0, 25, 75}}) {
        put(0, turn.a);
        put(1, turn.b);
        put(3, turn.c);
        put(4, turn.d);
        const bool upright = turn.a == 0;
        const auto sheet = frames.sheet(file.size(), from(file), 1, {48, 48});
        REQUIRE_MESSAGE(sheet.has_value(), (sheet ? "" : sheet.error().what));
        CHECK(sheet->picture.full_size.width == (upright ? 64 : 96));
        CHECK(sheet->picture.full_size.height == (upright ? 96 : 64));
        CHECK(sheet->picture.size.width == (upright ? 32 : 48));
        CHECK(sheet->picture.size.height == (upright ? 48 : 32));
        for (const std::uint32_t right : {25u, 75u}) {
            for (const std::uint32_t down : {25u, 75u}) {
                const Colour seen = point(*sheet, 0, right, down);
                const bool is_quarter = right == turn.right && down == turn.down;
                // The middle of the film is where green has just become blue.
                CHECK_MESSAGE(alike(seen, is_quarter ? black : of_second[2]),
                              right << ", " << down << ": " << words(seen));
            }
        }
    }
}

TEST_CASE("a box with room for a few points has one frame") {
    VideoFrames frames = started();
    const std::string file = sample("colours.mp4");
    for (const std::uint32_t side : {1u, 3u, 7u}) {
        const auto sheet = frames.sheet(file.size(), from(file), 16, {side, side});
        REQUIRE_MESSAGE(sheet.has_value(), (sheet ? "" : sheet.error().what));
        CHECK(sheet->picture.size.width <= side);
        CHECK(sheet->picture.size.height <= side);
    }
}

TEST_CASE("of a film that breaks off, what is there is shown") {
    VideoFrames frames = started();
    for (const std::string name : {"colours.webm", "colours.avi", "colours.ts", "colours.mpg"}) {
        CAPTURE(name);
        const std::string whole = sample(name), half = whole.substr(0, whole.size() * 6 / 10);
        const auto sheet = frames.sheet(half.size(), from(half), 4, {200, 200});
        REQUIRE_MESSAGE(sheet.has_value(), (sheet ? "" : sheet.error().what));
        CHECK(alike(point(*sheet, 0, 75, 75), of_second[0]));
    }
}

TEST_CASE("what is no video, or names other files, is refused in words, and the next one is shown") {
    VideoFrames frames = started();
    const std::string good = sample("colours.mp4");
    const std::string list = "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n";
    const std::string concat = "ffconcat version 1.0\nfile '/etc/passwd'\n";
    for (const std::string& bad : {std::string{}, std::string{"no video at all"}, list, concat, good.substr(0, 200)}) {
        const auto refused = frames.sheet(bad.size(), from(bad), 4, {64, 64});
        REQUIRE_FALSE(refused.has_value());
        CHECK_FALSE(refused.error().what.empty());
        CHECK(frames.sheet(good.size(), from(good), 4, {64, 64}).has_value());
    }
}

TEST_CASE("evidence that cannot be read is told in the reader's own words") {
    VideoFrames frames = started();
    const std::string good = sample("colours.mp4");
    const auto lost = frames.sheet(good.size(),
                                   [](std::uint64_t, MutableBytes) -> Result<void> {
                                       return failure(Fault::unreadable, "the segment at 4096 cannot be read");
                                   },
                                   4, {64, 64});
    REQUIRE_FALSE(lost.has_value());
    CHECK(lost.error().what == "the segment at 4096 cannot be read");
    CHECK(frames.sheet(good.size(), from(good), 4, {64, 64}).has_value());
}

TEST_CASE("five hundred damaged videos end in frames or in words, and none of them ends the one who asks") {
    VideoFrames frames = started();
    std::mt19937 dice{20261128};
    const std::string names[] = {"colours.mp4", "colours.mov", "colours.3gp", "colours.webm", "colours.mkv",
                                 "colours.avi", "colours.mpg", "colours.wmv", "colours.flv",  "colours.ts"};
    int shown = 0;
    for (int i = 0; i < 500; ++i) {
        std::string file = sample(names[dice() % std::size(names)]);
        for (auto hits = dice() % 12; hits > 0; --hits) file[dice() % file.size()] = static_cast<char>(dice());
        if (dice() % 4 == 0) file.resize(dice() % file.size());
        const auto sheet = frames.sheet(file.size(), from(file), 4, {96, 96});
        if (sheet) {
            ++shown;
            CHECK(sheet->times_ms.size() == sheet->picture.frames);
            CHECK(sheet->picture.size.width <= 96);
        } else {
            CHECK_FALSE(sheet.error().what.empty());
        }
    }
    CHECK(shown > 100);
}
