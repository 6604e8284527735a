#include "core/search/pieces.hpp"

#include <doctest/doctest.h>

#include <map>

#include "core/base/text.hpp"

using namespace sanad;

namespace {

struct Kept {
    std::uint64_t text_offset;
    std::uint32_t own_size;
    std::optional<std::uint64_t> source_offset;
    std::string text;
    bool operator==(const Kept&) const = default;
};
using Parts = std::vector<std::pair<std::string, std::optional<std::uint64_t>>>;

std::vector<Kept> cut(const Parts& parts, const std::string& encoding, bool last_is_told) {
    std::vector<Kept> pieces;
    PieceCutter cutter{
        encoding, [&](const TextPiece& piece) -> Result<void> {
            pieces.push_back({piece.text_offset, piece.own_size, piece.source_offset, std::string{piece.text}});
            return {};
        }};
    for (std::size_t i = 0; i < parts.size(); ++i)
        REQUIRE(cutter.append(parts[i].first, parts[i].second, last_is_told && i + 1 == parts.size()));
    REQUIRE(cutter.finish());
    return pieces;
}

/// The same whether or not it is told which part is the last.
std::vector<Kept> cut(const Parts& parts, const std::string& encoding) {
    const auto pieces = cut(parts, encoding, false);
    CHECK(pieces == cut(parts, encoding, true));
    return pieces;
}

std::string long_text(std::size_t words, const char* word) {
    std::string text;
    for (std::size_t i = 0; i < words; ++i) text += std::string{word} + std::to_string(i) + (i % 12 == 11 ? "\n" : " ");
    return text;
}

}  // namespace

TEST_CASE("the own parts of pieces are the text, and each ends between words with the beginning of the next") {
    const std::string text = long_text(40'000, "رقم");
    // As readers deliver it: in windows that end anywhere between characters.
    std::vector<std::pair<std::string, std::optional<std::uint64_t>>> parts;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = std::min(text.size(), at + 100'001);
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
        parts.emplace_back(text.substr(at, end - at), at);
        at = end;
    }
    const auto pieces = cut(parts, "utf-8");
    std::string again;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const Kept& piece = pieces[i];
        CHECK(piece.text_offset == again.size());
        CHECK(piece.source_offset == piece.text_offset);
        CHECK(is_utf8(piece.text));
        CHECK(piece.text.size() <= piece_size + piece_overlap);
        again += piece.text.substr(0, piece.own_size);
        if (i + 1 == pieces.size()) break;
        CHECK((piece.text[piece.own_size - 1] == ' ' || piece.text[piece.own_size - 1] == '\n'));
        const std::string overlap = piece.text.substr(piece.own_size);
        CHECK(overlap.size() > piece_overlap / 2);
        CHECK((overlap.back() == ' ' || overlap.back() == '\n'));
        CHECK(pieces[i + 1].text.starts_with(overlap));
    }
    CHECK(again == text);
}

TEST_CASE("the place of a piece in UTF-16 bytes is counted in units of two, pairs as four") {
    const std::string text = long_text(9'000, "\U0001F600ab");
    std::uint64_t width = 0;
    const auto pieces = cut({{text, 2}}, "utf-16le");
    REQUIRE(pieces.size() > 1);
    for (const Kept& piece : pieces) {
        CHECK(piece.source_offset == 2 + width);
        width += source_width(std::string_view{piece.text}.substr(0, piece.own_size), "utf-16le");
    }
    CHECK(source_width("a\U0001F600ی", "utf-16be") == 2 + 4 + 2);
    CHECK(source_width("a\U0001F600ی", "utf-32le") == 12);
    CHECK(source_width("aی", "windows-1256") == 2);
    CHECK(source_width("aی", "utf-8") == 3);
}

TEST_CASE("where bytes had to be repaired a piece claims no place, and the next one does again") {
    const std::string clean = long_text(6'000, "word");
    const auto pieces = cut({{clean, 0}, {"bro\uFFFDken ", std::nullopt}, {clean, 900'000}}, "utf-8");
    REQUIRE(pieces.size() > 3);
    CHECK(pieces.front().source_offset == 0);
    bool unknown = false;
    for (const Kept& piece : pieces) {
        const std::string own = piece.text.substr(0, piece.own_size);
        if (own.find("\uFFFD") != std::string::npos) {
            unknown = true;
            CHECK_FALSE(piece.source_offset);
        }
    }
    CHECK(unknown);
    CHECK(pieces.back().source_offset ==
          900'000 + pieces.back().text_offset - clean.size() - std::string{"bro\uFFFDken "}.size());
}

TEST_CASE("a text without a blank is cut between characters, never through one") {
    std::string text;
    for (int i = 0; i < 60'000; ++i) text += "ی";
    std::string again;
    for (const Kept& piece : cut({{text, 0}}, "utf-8")) {
        CHECK(is_utf8(piece.text));
        again += piece.text.substr(0, piece.own_size);
    }
    CHECK(again == text);
}

TEST_CASE("a packed piece comes back whole, and what is none of ours is damage") {
    const std::string text = long_text(2'000, "سند");
    const auto bytes = packed(text);
    CHECK(bytes.size() < text.size());
    CHECK(*unpacked(bytes, text.size()) == text);
    CHECK_FALSE(unpacked(bytes, text.size() - 1));
    std::vector<Byte> broken = bytes;
    broken.resize(broken.size() / 2);
    CHECK_FALSE(unpacked(broken, text.size()));
    CHECK_FALSE(unpacked(bytes_of("no zstd at all"), 100));
}
