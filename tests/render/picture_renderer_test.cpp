#include "core/render/picture_renderer.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>

#include "core/module/worker_process.hpp"
#include "core/render/render_protocol.hpp"
#include "tests/support/files.hpp"

using namespace sanad;

namespace {

/// Netpbm's own words: a magic number, width, height, the largest value, then three bytes a pixel.
std::string pixmap(int width, int height, std::string_view pixel) {
    std::string file = fmt::format("P6\n{} {}\n255\n", width, height);
    for (int i = 0; i < width * height; ++i) file += pixel;
    return file;
}

std::string u32(std::uint32_t number) {
    return {reinterpret_cast<const char*>(&number), 4};
}

/// The header of a Windows bitmap of 24 bits (BITMAPINFOHEADER) that claims these sides.
std::string bitmap_header(std::uint32_t width, std::uint32_t height) {
    return "BM" + u32(54) + u32(0) + u32(54) + u32(40) + u32(width) + u32(height) + std::string{"\1\0\x18\0", 4} +
           u32(0) + u32(0) + u32(2835) + u32(2835) + u32(0) + u32(0);
}

bool installed() {
    const auto program = worker_program(render_program);
    if (!program) MESSAGE("skipped: sanad-render is not built (no Qt)");
    return program.has_value();
}

}  // namespace

TEST_CASE("a picture comes out of the sandbox as the pixels that it holds") {
    if (!installed()) return;
    auto renderer = PictureRenderer::start();
    REQUIRE(renderer.has_value());
    const std::string file = pixmap(3, 2, std::string{"\x10\x80\xff", 3});
    const auto picture = renderer->render(bytes_of(file), {100, 100});
    REQUIRE_MESSAGE(picture.has_value(), (picture ? "" : picture.error().what));
    CHECK(picture->format == "ppm");
    CHECK(picture->size.width == 3);
    CHECK(picture->size.height == 2);
    CHECK(picture->full_size.width == 3);
    REQUIRE(picture->rgba.size() == 24);
    for (std::size_t pixel = 0; pixel < 24; pixel += 4) {
        CHECK(picture->rgba[pixel] == 0x10);
        CHECK(picture->rgba[pixel + 1] == 0x80);
        CHECK(picture->rgba[pixel + 2] == 0xFF);
        CHECK(picture->rgba[pixel + 3] == 0xFF);
    }
}

TEST_CASE("a picture larger than its box is reduced in proportion, a smaller one is not enlarged") {
    if (!installed()) return;
    auto renderer = PictureRenderer::start();
    REQUIRE(renderer.has_value());
    const auto picture = renderer->render(bytes_of(pixmap(400, 100, "abc")), {100, 100});
    REQUIRE(picture.has_value());
    CHECK(picture->size.width == 100);
    CHECK(picture->size.height == 25);
    CHECK(picture->full_size.width == 400);
    CHECK(picture->full_size.height == 100);
}

TEST_CASE("a picture as large as a camera's, for which the decoder starts threads, is reduced like a small one") {
    if (!installed()) return;
    auto renderer = PictureRenderer::start();
    REQUIRE(renderer.has_value());
    for (int again = 0; again < 2; ++again) {
        const auto picture = renderer->render(bytes_of(pixmap(1600, 1200, "abc")), {192, 192});
        REQUIRE_MESSAGE(picture.has_value(), (picture ? "" : picture.error().what));
        CHECK(picture->size.width == 192);
        CHECK(picture->size.height == 144);
        REQUIRE(picture->rgba.size() == std::size_t{4} * 192 * 144);
        CHECK(picture->rgba[0] == 'a');
        CHECK(picture->rgba[picture->rgba.size() - 2] == 'c');
    }
}

TEST_CASE(
    "what is no picture, or claims more points than are decoded, is refused in words, and the next one is shown") {
    if (!installed()) return;
    auto renderer = PictureRenderer::start();
    REQUIRE(renderer.has_value());
    const std::string good = pixmap(2, 2, "abc");
    for (const std::string& bad : {std::string{}, std::string{"no picture at all"}, bitmap_header(60'000, 60'000),
                                   bitmap_header(0x7FFFFFFF, 0x7FFFFFFF), good.substr(0, 8)}) {
        const auto refused = renderer->render(bytes_of(bad), {64, 64});
        REQUIRE_FALSE(refused.has_value());
        CHECK_FALSE(refused.error().what.empty());
        CHECK(renderer->render(bytes_of(good), {64, 64}).has_value());
    }
}

TEST_CASE("a picture leaves nothing behind for the next: the rest of the memory is cleared") {
    if (!installed()) return;
    auto renderer = PictureRenderer::start();
    REQUIRE(renderer.has_value());
    REQUIRE(renderer->render(bytes_of(pixmap(64, 64, "xyz")), {64, 64}).has_value());
    // Cut behind its header: were the first one's points still there, they would be taken for its own.
    const std::string cut = pixmap(64, 64, "abc").substr(0, 40);
    const auto second = renderer->render(bytes_of(cut), {64, 64});
    if (second) CHECK(std::ranges::search(second->rgba, bytes_of("xyz")).empty());
}

TEST_CASE("a thousand damaged pictures end in pixels or in words, and none of them ends the renderer") {
    if (!installed()) return;
    auto renderer = PictureRenderer::start();
    REQUIRE(renderer.has_value());
    std::mt19937 dice{20261126};
    constexpr char after_mark[] =
        "\x0A\0\x0A\0\x80\0\0\0\0\0\xFF\xFF\xFF,\0\0\0\0\x0A\0\x0A\0\0\2\x16\x8C\x2D\x99\x87\x2A\x1C\xDC";
    const std::string good[] = {pixmap(40, 30, "qrs"), bitmap_header(20, 20) + std::string(1200, 'p'),
                                "GIF89a" + std::string{after_mark, sizeof after_mark - 1}};
    int shown = 0;
    for (int i = 0; i < 1000; ++i) {
        std::string file = good[dice() % std::size(good)];
        for (unsigned hits = dice() % 8; hits > 0; --hits) file[dice() % file.size()] = static_cast<char>(dice());
        if (dice() % 4 == 0) file.resize(dice() % file.size());
        const auto picture = renderer->render(bytes_of(file), {128, 128});
        if (picture) {
            ++shown;
            CHECK(picture->rgba.size() == std::size_t{4} * picture->size.width * picture->size.height);
        } else {
            CHECK_FALSE(picture.error().what.empty());
        }
    }
    CHECK(shown > 100);
}

// ---- HEIF ----------------------------------------------------------------------------------------------------------

namespace {

using Colour = std::array<int, 3>;
constexpr Colour red{200, 30, 30}, green{30, 160, 60}, blue{40, 60, 200}, white{235, 235, 235};

std::string sample(std::string_view name) {
    return tests::text_in(std::filesystem::path{SANAD_SOURCE_DIR} / "tests/render/samples" / name);
}

/// The middles of the four quarters: above left and right, below left and right.
bool shows(const Picture& picture, const std::array<Colour, 4>& wanted) {
    for (std::uint32_t quarter = 0; quarter < 4; ++quarter) {
        const std::uint32_t x = picture.size.width * (quarter % 2 == 0 ? 1 : 3) / 4;
        const std::uint32_t y = picture.size.height * (quarter < 2 ? 1 : 3) / 4;
        for (std::size_t channel = 0; channel < 3; ++channel) {
            const int seen = picture.rgba[(std::size_t{y} * picture.size.width + x) * 4 + channel];
            // Both codings lose a little.
            if (std::abs(seen - wanted[quarter][channel]) > 6) return false;
        }
    }
    return true;
}

}  // namespace

TEST_CASE("a telephone's photograph in HEIC or AVIF is shown as it is, and turned as its file asks") {
    if (!installed()) return;
    auto renderer = PictureRenderer::start();
    REQUIRE(renderer.has_value());
    for (const auto& [name, format] : {std::pair{"quarters.heic", "heif"}, {"quarters.avif", "avif"}}) {
        const std::string file = sample(name);
        const auto picture = renderer->render(bytes_of(file), {1000, 1000});
        REQUIRE_MESSAGE(picture.has_value(), name << ": " << (picture ? "" : picture.error().what));
        CHECK(picture->format == format);
        CHECK(picture->full_size.width == 64);
        CHECK(picture->size.height == 48);
        CHECK(shows(*picture, {red, green, blue, white}));
    }
    const std::string turned = sample("quarters-turned.heic");
    const auto picture = renderer->render(bytes_of(turned), {24, 32});
    REQUIRE_MESSAGE(picture.has_value(), (picture ? "" : picture.error().what));
    CHECK(picture->full_size.width == 48);
    CHECK(picture->full_size.height == 64);
    CHECK(picture->size.width == 24);
    CHECK(picture->size.height == 32);
    CHECK(shows(*picture, {green, white, red, blue}));
}

TEST_CASE("a HEIC file cut or changed anywhere is refused or shown, and the next one is shown as ever") {
    if (!installed()) return;
    auto renderer = PictureRenderer::start();
    REQUIRE(renderer.has_value());
    const std::string whole = sample("quarters.heic");
    std::mt19937 random{20261127};
    for (int round = 0; round < 200; ++round) {
        std::string hurt = whole;
        if (round % 4 == 0) {
            hurt.resize(random() % hurt.size());
        } else {
            for (unsigned changes = 0; changes <= random() % 4; ++changes)
                hurt[random() % hurt.size()] = static_cast<char>(random());
        }
        const auto picture = renderer->render(bytes_of(hurt), {64, 64});
        if (!picture) CHECK_FALSE(picture.error().what.empty());
    }
    const auto picture = renderer->render(bytes_of(whole), {64, 64});
    REQUIRE(picture.has_value());
    CHECK(shows(*picture, {red, green, blue, white}));
}
