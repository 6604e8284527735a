#include "core/report/qr.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include "core/base/bytes.hpp"
#include "core/report/print_sheet.hpp"
#include "tests/report/sample_papers.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;

namespace {

std::string payload_of(std::size_t size) {
    std::string payload = "lab.example/op-lantern\n";
    for (std::size_t i = 0; payload.size() < size; ++i) payload += "AbCdEfGh0123456789+/="[(i * 7 + i / 13) % 21];
    payload.resize(size);
    return payload;
}

/// A bitmap that any program can read (netpbm P1), `module` dots to a module.
void write_bitmap(const QrSquare& square, int module, const std::filesystem::path& path) {
    const int side = (square.side + 2 * qr_quiet_zone) * module;
    std::ofstream file{path};
    file << "P1\n" << side << ' ' << side << '\n';
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const int column = x / module - qr_quiet_zone;
            const int row = y / module - qr_quiet_zone;
            const bool inside = column >= 0 && row >= 0 && column < square.side && row < square.side;
            file << (inside && square.at(column, row) ? '1' : '0');
        }
        file << '\n';
    }
}

/// What zbarimg, written by others, reads in a picture.
std::string decoded(const std::filesystem::path& picture) {
    const auto read = run_command("zbarimg --quiet --raw --oneshot -Sbinary '" + picture.string() + "' 2>/dev/null");
    CHECK(read.status == 0);
    return read.output;
}

}  // namespace

TEST_CASE("a QR square of any size that is used is read by another program") {
    const TemporaryFolder folder;
    for (const std::size_t size :
         {std::size_t{1}, std::size_t{41}, std::size_t{449}, std::size_t{600}, std::size_t{601}, qr_payload_limit}) {
        CAPTURE(size);
        const std::string payload = payload_of(size);
        const auto square = qr_square(payload);
        REQUIRE(square);
        CHECK(square->side <= 125);
        CHECK(square->black.size() == static_cast<std::size_t>(square->side * square->side));
        write_bitmap(*square, 3, folder.path() / "qr.pbm");
        CHECK(decoded(folder.path() / "qr.pbm") == payload);
    }
}

TEST_CASE("payloads that no print could carry are refused") {
    CHECK(qr_square("").error().fault == Fault::refused);
    CHECK(qr_square(std::string(qr_payload_limit + 1, 'x')).error().fault == Fault::limit);
}

TEST_CASE("the same square stands in the terminal and in the SVG") {
    const auto square = qr_square("sanad");
    REQUIRE(square);
    const int side = square->side + 2 * qr_quiet_zone;
    const std::string light = qr_text_on_light(*square);
    const std::string dark = qr_text(*square);
    // Each line back into two rows of modules.
    for (const bool on_light : {true, false}) {
        const std::string& text = on_light ? light : dark;
        int row = 0;
        int column = 0;
        int wrong = 0;
        for (std::size_t at = 0; at < text.size();) {
            if (text[at] == '\n') {
                CHECK(column == side);
                column = 0;
                row += 2;
                ++at;
                continue;
            }
            const std::string_view rest = std::string_view{text}.substr(at);
            const bool full = rest.starts_with("█");
            const bool upper = full || rest.starts_with("▀");
            const bool lower = full || rest.starts_with("▄");
            const auto expected = [&](int y) {
                const int x = column - qr_quiet_zone;
                y -= qr_quiet_zone;
                const bool inside = x >= 0 && y >= 0 && x < square->side && y < square->side;
                return inside && square->at(x, y);
            };
            wrong += upper != (expected(row) == on_light);
            if (row + 1 < side) wrong += lower != (expected(row + 1) == on_light);
            ++column;
            at += upper || lower ? 3 : 1;
        }
        CHECK(row >= side);
        CHECK(wrong == 0);
    }
    const std::string svg = qr_svg(*square, 4);
    std::size_t black = 0;
    for (const bool module : square->black) black += module;
    // The widths of all bars together.
    std::size_t drawn = 0;
    for (auto at = svg.find("h", svg.find(" d=\"")); at != std::string::npos; at = svg.find("h", at + 1)) {
        if (svg[at + 1] != '-') drawn += std::stoul(svg.substr(at + 1));
    }
    CHECK(drawn == black);
    CHECK(svg.starts_with("<svg"));
    CHECK(qr_drawing("sanad", QrForm::svg).value() == svg);
    CHECK(qr_drawing("sanad", QrForm::light_terminal).value() == light);
    CHECK(qr_drawing("sanad", QrForm::dark_terminal).value() == dark);
    CHECK_FALSE(qr_drawing("", QrForm::svg));
}

TEST_CASE("the receipt's square is read from the printed paper") {
    const TemporaryFolder folder;
    const std::string pdf = folder.path() / "memo.pdf";
    for (const std::size_t size : {std::size_t{0}, qr_payload_limit}) {
        CAPTURE(size);
        SeizureMemo memo = sample_memo();
        if (size > 0) memo.head.receipt->qr_payload = payload_of(size);
        for (const Language language : {Language::english, Language::urdu}) {
            REQUIRE(print_sheet(seizure_memo(memo, language), pdf));
            // An ordinary scanner's resolution.
            REQUIRE(run_command("pdftoppm -r 200 -gray -png '" + pdf + "' '" + pdf + "'").status == 0);
            const auto pages = run_command("ls '" + folder.path().string() + "' | grep -c png");
            bool found = false;
            for (int page = 1; page <= std::stoi(pages.output); ++page) {
                const auto read = run_command("zbarimg --quiet --raw --oneshot -Sbinary '" + pdf + "-" +
                                              std::to_string(page) + ".png' 2>/dev/null");
                found = found || read.output == memo.head.receipt->qr_payload;
            }
            CHECK(found);
            run_command("rm -f '" + pdf + "'*.png");
        }
    }
}
