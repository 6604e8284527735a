#include "core/ingest/file_type.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <string>
#include <string_view>

#include "tests/file_type/plain_magic.hpp"
#include "tests/file_type/typer.hpp"
#include "tests/support/files.hpp"

using namespace sanad;
using namespace std::string_literals;
using namespace std::string_view_literals;
using tests::typer;

namespace {

std::string type_of(std::string_view content) {
    return std::string{typer().type_of(bytes_of(content), content.size()).mime};
}
std::string type_of(std::string_view head, std::uint64_t size) {
    return std::string{typer().type_of(bytes_of(head), size).mime};
}
std::string padded(std::string_view start, std::size_t size) {
    std::string content{start};
    content.resize(size);
    return content;
}

}  // namespace

TEST_CASE("an empty file is empty, whatever it is called") {
    CHECK(type_of("") == "inode/x-empty");
    CHECK(type_of("", 100) == "application/octet-stream");
}

TEST_CASE("random bytes behind the first two bytes of a JPEG are not a JPEG") {
    CHECK(type_of("\xff\xd8\x13\x91\x02\x44\x80\x01\x93\x17"sv) == "application/octet-stream");
    CHECK(type_of("\xff\xd8\xff\xe0\0\x10JFIF\0\x01"sv) == "image/jpeg");
}

TEST_CASE("video and sound whose signatures are short are known by the fields behind them") {
    const std::filesystem::path samples = std::filesystem::path{SANAD_SOURCE_DIR} / "tests/file_type/samples";
    std::mt19937 dice{20261128};
    // The first bytes of what ffmpeg 5.1 wrote; file(1) names each of them alike.
    for (const auto& [name, mime] : {std::pair<std::string, std::string>{"mpeg-1.mpg", "video/mpeg"},
                                     {"mpeg-2.vob", "video/mpeg"},
                                     {"mpeg-2.m2v", "video/mpeg"},
                                     {"pal.dv", "video/dv"},
                                     {"ntsc.dv", "video/dv"},
                                     {"48000-hz.ac3", "audio/ac3"},
                                     {"48000-hz.eac3", "audio/eac3"},
                                     {"44100-hz.eac3", "audio/eac3"},
                                     {"44100-hz.ac3", "audio/ac3"}}) {
        CAPTURE(name);
        std::string head = tests::text_in(samples / name);
        CHECK(type_of(head, 1'000'000) == mime);
        // Noise behind the same four bytes has the fields by chance at most.
        int believed = 0;
        for (int i = 0; i < 1000; ++i) {
            std::generate(head.begin() + 4, head.end(), [&] { return static_cast<char>(dice()); });
            if (type_of(head, 1'000'000) == mime) ++believed;
        }
        CHECK(believed < 40);
    }
    // MS-WMF 2.3.2.2: type, words of the header, version, words of the file, objects, the largest record, members.
    const std::string metafile = "\x01\0\x09\0\0\x03\x0c\0\0\0\0\0\x03\0\0\0\0\0\x03\0\0\0\0\0"s;
    CHECK(type_of(metafile) == "image/wmf");
    CHECK(type_of(metafile.substr(0, 20)) == "application/octet-stream");
}

TEST_CASE("a bare JPEG XL picture is known by its fields, and noise behind ff 0a is none") {
    const std::filesystem::path samples = std::filesystem::path{SANAD_SOURCE_DIR} / "tests/file_type/samples";
    // The first bytes of what libjxl 0.7 wrote: with losses, with alpha, grey, 12 bits a colour.
    for (const auto* name : {"lossy.jxl", "alpha.jxl", "grey.jxl", "rgb12.jxl"}) {
        CAPTURE(name);
        std::string head = tests::text_in(samples / name);
        CHECK(type_of(head, 1'000'000) == "image/jxl");
        CHECK(type_of(head.substr(0, 4)) != "image/jxl");  // ends within its fields
    }
    CHECK(type_of("\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14"sv, 1'000'000) == "image/jxl");
    std::mt19937 dice{20261128};
    std::string noise(200, '\0');
    int believed = 0;
    for (int i = 0; i < 1000; ++i) {
        std::generate(noise.begin(), noise.end(), [&] { return static_cast<char>(dice()); });
        noise.replace(0, 2, "\xff\x0a"sv);
        if (type_of(noise, 1'000'000) == "image/jxl") ++believed;
    }
    CHECK(believed < 40);
}

TEST_CASE("AC-3 and E-AC-3 begin alike and are told apart by the version of their fields") {
    const std::filesystem::path samples = std::filesystem::path{SANAD_SOURCE_DIR} / "tests/file_type/samples";
    std::string head = tests::text_in(samples / "48000-hz.eac3");
    head[2] = static_cast<char>(head[2] | '\xc0');  // a type of stream that there is not
    CHECK(type_of(head, 1'000'000) == "application/octet-stream");
    head = tests::text_in(samples / "48000-hz.eac3");
    head[5] = static_cast<char>(17 << 3);  // a version later than those of the standard
    CHECK(type_of(head, 1'000'000) == "application/octet-stream");
    head = tests::text_in(samples / "48000-hz.eac3");
    head[384] = 0;  // no frame where the first says that the next begins
    CHECK(type_of(head, 1'000'000) == "application/octet-stream");
}

TEST_CASE("a typeset page and a scene are known by more than the two bytes they begin with") {
    // DVI driver standard, A.2: pre, version 2, unit, magnification, comment; then a page.
    const std::string page =
        "\xf7\x02\x01\x83\x92\xc0\x1c\x3b\0\0\0\0\x03\xe8\x1b TeX output 2026.11.28:1200\x8b\0\0\0\x01"s;
    CHECK(type_of(page, 1000) == "application/x-dvi");
    std::string other = page;
    other[5] = '\x01';  // not the unit of TeX
    CHECK(type_of(other, 1000) == "application/octet-stream");
    other = page;
    other[15 + 0x1b] = '\x01';  // a letter where no page has begun
    CHECK(type_of(other, 1000) == "application/octet-stream");
    // 3D Studio: main chunk of 32 bytes, version 3, the editor's chunk.
    const std::string scene = "MM\x20\0\0\0\x02\0\x0a\0\0\0\x03\0\0\0\x3d\x3d\x10\0\0\0\x3e\x3d\x0a\0\0\0\x03\0\0\0"s;
    REQUIRE(scene.size() == 32);
    CHECK(type_of(scene) == "image/x-3ds");
    CHECK(type_of(scene.substr(0, 6) + scene.substr(16) + std::string(10, '\0')) == "image/x-3ds");  // no version
    CHECK(type_of(scene + '\0') == "application/octet-stream");
    std::mt19937 dice{20261128};
    std::string noise = scene;
    int believed = 0;
    for (int i = 0; i < 1000; ++i) {
        std::generate(noise.begin() + 6, noise.end(), [&] { return static_cast<char>(dice()); });
        if (type_of(noise) == "image/x-3ds") ++believed;
    }
    CHECK(believed == 0);
}

TEST_CASE("a film and a song in the same container are told apart by their tracks") {
    const std::filesystem::path samples = std::filesystem::path{SANAD_SOURCE_DIR} / "tests/file_type/samples";
    for (const auto& [name, mime] : {std::pair<std::string, std::string>{"film.mkv", "video/matroska"},
                                     {"a.mka", "audio/matroska"},
                                     {"film.wmv", "video/x-ms-wmv"},
                                     {"a.wma", "audio/x-ms-wma"}}) {
        CAPTURE(name);
        const std::string head = tests::text_in(samples / name);
        CHECK(type_of(head, 1'000'000) == mime);
        const std::string_view cut = std::string_view{head}.substr(0, 48);
        CHECK(type_of(cut, 1'000'000) ==
              (name.ends_with("mkv") || name.ends_with("mka") ? "application/x-matroska" : "application/vnd.ms-asf"));
    }
}

TEST_CASE("a text that begins with a word of a binary format's signature is a text") {
    for (const auto* text :
         {"MZ is a cyclist's mark.\n", "ID3 tags hold titles.\n", "BM and others were present.\n",
          "Rar! said the tiger.\n", "FLV files, all of them.\n", "PACK your things\n", "class was dismissed\n",
          "function follows form\n", "%done so far\n", "model citizens\n"}) {
        CAPTURE(text);
        CHECK(type_of(text) == "text/plain");
    }
}

TEST_CASE("texts are told apart by structure") {
    CHECK(type_of("{\"a\": [1, 2.5e3, null, \"\\u0627\"]}\n") == "application/json");
    CHECK(type_of("{\"a\": 1}\n{\"a\": 2}\n") == "application/x-ndjson");
    CHECK(type_of("{not json}\n") == "text/plain");
    CHECK(type_of("[settings]\nkey=value\n") == "text/plain");
    CHECK(type_of("<html><body>x</body></html>") == "text/html");
    CHECK(type_of("<?xml version=\"1.0\"?>\n<!-- c -->\n<note/>\n") == "application/xml");
    CHECK(type_of("<?xml version=\"1.0\"?>\n<!DOCTYPE plist PUBLIC \"a\" \"b\">\n<plist version=\"1.0\"/>\n") ==
          "application/x-plist");
    CHECK(type_of("#!/opt/local/bin/python3.11 -u\nprint(1)\n") == "text/x-python");
    CHECK(type_of("#!/usr/bin/env -S bash -e\ntrue\n") == "application/x-shellscript");
    CHECK(type_of("Delivered-To: a@b\nSubject: x\nDate: y\n\nbody\n") == "message/rfc822");
    CHECK(type_of("Subject: x\nthen prose goes on\n") == "text/plain");
    CHECK(type_of("From a@b Thu Jan  1 00:00:00 1970\nFrom: a@b\nTo: c@d\n\nbody\n") == "application/mbox");
    CHECK(type_of("From the beginning, 3 times\nit rained.\n") == "text/plain");
    CHECK(type_of("a,b,c\n1,\"x,y\",3\n1,2,3\n4,5,6\n") == "text/csv");
    CHECK(type_of("One, two, three.\nFour.\nFive, six\nSeven\n") == "text/plain");
    CHECK(type_of("BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n") == "text/vcard");
    CHECK(type_of("BEGIN:VCALENDAR\nEND:VCALENDAR\n") == "text/calendar");
    CHECK(type_of("{\\rtf1\\ansi hello}") == "text/rtf");
}

TEST_CASE("text in UTF-16 is looked into like any other") {
    std::string wide = "\xff\xfe";
    for (const char c : "<html><body>x</body></html>"sv) {
        wide.push_back(c);
        wide.push_back('\0');
    }
    const auto type = typer().type_of(bytes_of(wide), wide.size());
    CHECK(type.mime == "text/html");
    CHECK(type.encoding == "utf-16le");
}

TEST_CASE("forensic signatures are known by their first bytes") {
    CHECK(type_of(padded("regf\x01\0\0\0\x01\0\0\0"sv, 4096)) == "application/x-ms-registry");
    CHECK(type_of(padded("ElfFile\0"sv, 4096)) == "application/x-ms-evtx");
    CHECK(type_of(padded("\x1e\0\0\0SCCA"sv, 200)) == "application/x-ms-prefetch");
    CHECK(type_of(padded("MAM\x04"sv, 200)) == "application/x-ms-prefetch-compressed");
    CHECK(type_of(padded("!BDN\0\0\0\0SM"sv, 600)) == "application/vnd.ms-outlook-pst");
    CHECK(type_of(padded("\x37\x7f\x06\x82\0\x2d\xe2\x18"sv, 32)) == "application/x-sqlite3-wal");
    CHECK(type_of(padded("\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"sv, 512)) == "application/x-sqlite3-journal");
    CHECK(type_of(padded("\xeb\x58\x90-FVE-FS-"sv, 512)) == "application/x-bitlocker-volume");
    CHECK(type_of(padded("LUKS\xba\xbe\0\x01"sv, 512)) == "application/x-luks-volume");
    CHECK(type_of(padded("hibr"sv, 8192)) == "application/x-ms-hibernation");
    CHECK(type_of(padded("BAADxx"sv, 1024)) == "application/octet-stream");
}

TEST_CASE("a $I file must have the size its version and name length say") {
    const std::string record{"\x02\0\0\0\0\0\0\0\x10\0\0\0\0\0\0\0\0\0\x05\x69\x36\xc0\xd5\x01\x03\0\0\0C\0:\0\0\0"sv};
    CHECK(type_of(record) == "application/x-ms-recycled");
    CHECK(type_of(record + "xx") == "application/octet-stream");
}

TEST_CASE("a head cut anywhere, or of nothing but signatures, is typed without reading beyond it") {
    const std::string database = tests::file_bytes("/usr/share/mime/magic");
    if (database.empty()) return;
    // Each piece is a copy of its own, so that an address sanitizer sees a read past its end.
    for (std::size_t at = 0; at + 64 < database.size(); at += 61) {
        const std::string piece{database, at, at % 64 + 1};
        (void)typer().type_of(bytes_of(piece), piece.size());
        (void)typer().type_of(bytes_of(piece), 1U << 30);
    }
    for (const auto start : {"PK\x03\x04"sv, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv,
                             "\x7f"
                             "ELF\x02\x01"sv,
                             "MZ"sv}) {
        for (std::size_t size = start.size(); size < 600; ++size) {
            const std::string piece = std::string{start} + std::string(size, '\xff');
            (void)typer().type_of(bytes_of(piece), piece.size());
        }
    }
}
