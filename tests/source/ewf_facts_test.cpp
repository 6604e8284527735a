// Sections that ewfacquire does not write on request, put into an image of its making; ewfinfo reads them too.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <libdeflate.h>

#include <algorithm>
#include <cstring>

#include "core/source/ewf_headers.hpp"
#include "tests/source/ewf_making.hpp"
#include "tests/source/reading.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;

namespace {

void put_u32(std::vector<Byte>& bytes, std::uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<Byte>(value >> shift));
}

void put_checksum(std::vector<Byte>& bytes, std::size_t from) {
    put_u32(bytes, libdeflate_adler32(1, bytes.data() + from, bytes.size() - from));
}

/// Puts a section before the closing one.
void insert_section(std::vector<Byte>& segment, std::string_view type, const std::vector<Byte>& data) {
    const PlainSection done = section_of(segment, "done");
    segment.resize(done.offset);
    const auto section = [&](std::string_view name, std::uint64_t next, std::uint64_t size) {
        const std::size_t start = segment.size();
        segment.resize(start + 16);
        std::copy(name.begin(), name.end(), segment.begin() + static_cast<std::ptrdiff_t>(start));
        for (const std::uint64_t value : {next, size}) {
            put_u32(segment, static_cast<std::uint32_t>(value));
            put_u32(segment, static_cast<std::uint32_t>(value >> 32));
        }
        segment.resize(start + 72);
        put_checksum(segment, start);
    };
    section(type, done.offset + 76 + data.size(), 76 + data.size());
    segment.insert(segment.end(), data.begin(), data.end());
    section("done", segment.size(), 76);
}

std::string header_of(const std::vector<AcquisitionHeader>& headers, std::string_view name) {
    for (const AcquisitionHeader& header : headers) {
        if (header.name == name) return header.value;
    }
    return {};
}

}  // namespace

TEST_CASE("sectors that could not be read when the disk was acquired are facts of the image") {
    TemporaryFolder folder;
    const auto path = acquire(folder.path(), "x", media_for_tests(1000 * 512, 31), "-f encase6");
    if (path.empty()) {
        MESSAGE("skipped: no ewfacquire");
        return;
    }
    auto segment = bytes_of_file(path);
    std::vector<Byte> errors;
    put_u32(errors, 2);
    errors.resize(516);
    put_checksum(errors, 0);
    const std::size_t entries = errors.size();
    for (const std::uint32_t value : {100u, 64u, 700u, 1u}) put_u32(errors, value);
    put_checksum(errors, entries);
    insert_section(segment, "error2", errors);
    write_file(path, segment);

    OpenedImage opened;
    REQUIRE(open_into(opened, path) == "");
    CHECK(opened.image.facts.remarks.empty());
    const std::string reason = "unreadable when acquired";
    CHECK(opened.image.facts.acquisition_errors ==
          std::vector<DamagedRange>{{100 * 512, 64 * 512, reason}, {700 * 512, 512, reason}});
    const std::string other = run_command(fmt::format("ewfinfo '{}'", path.string())).output;
    CHECK(other.find("at sector(s): 100 - 163 number: 64") != std::string::npos);

    SUBCASE("a damaged list is said to be damaged") {
        segment[section_of(segment, "error2").offset + 76] = 200;
        write_file(path, segment);
        OpenedImage damaged;
        REQUIRE(open_into(damaged, path) == "");
        CHECK(damaged.image.facts.acquisition_errors.empty());
        CHECK(damaged.image.facts.remarks ==
              std::vector<Remark>{{"segment 1 (x.E01): its list of acquisition errors is damaged"}});
    }
}

TEST_CASE("sessions of an optical disc are facts of the image") {
    TemporaryFolder folder;
    const auto path = acquire(folder.path(), "x", media_for_tests(1000 * 512, 32), "-f encase6");
    if (path.empty()) {
        MESSAGE("skipped: no ewfacquire");
        return;
    }
    auto segment = bytes_of_file(path);
    std::vector<Byte> sessions;
    put_u32(sessions, 2);
    sessions.resize(32);
    put_checksum(sessions, 0);
    const std::size_t entries = sessions.size();
    for (const std::uint32_t value : {1u, 0u}) put_u32(sessions, value);
    sessions.resize(entries + 32);
    for (const std::uint32_t value : {0u, 300u}) put_u32(sessions, value);
    sessions.resize(entries + 64);
    put_checksum(sessions, entries);
    insert_section(segment, "session", sessions);
    write_file(path, segment);
    OpenedImage opened;
    REQUIRE(open_into(opened, path) == "");
    CHECK(header_of(opened.image.facts.headers, "audio_track") == "sectors 0-299");
    CHECK(header_of(opened.image.facts.headers, "session") == "sectors 300-999");
    const std::string other = run_command(fmt::format("ewfinfo '{}'", path.string())).output;
    CHECK(other.find("at sector(s): 300 - 999 number: 700") != std::string::npos);

    // ewfacquire's own: one session, which it records from the volume descriptor on.
    const auto disc = acquire(folder.path(), "disc", media_for_tests(1000 * 512, 33), "-f encase6 -m optical");
    OpenedImage whole;
    REQUIRE(open_into(whole, disc) == "");
    CHECK(header_of(whole.image.facts.headers, "media_type") == "optical disk");
    CHECK(header_of(whole.image.facts.headers, "session") == "sectors 0-999");
}

TEST_CASE("header texts of old tools are read in the code page they most likely used, and that is said") {
    const auto headers =
        read_ewf_header(bytes_of("1\r\nmain\r\nc\tn\ta\te\tt\tm\tu\tp\r\nF\xe4lle\t\t\xdc"
                                 "bung\t\t\x80 5\t2004 11 3 22 56 35\t\t0\r\n\r\n"));
    CHECK(header_of(headers, "case_number") == "F\xc3\xa4lle");
    CHECK(header_of(headers, "description") ==
          "\xc3\x9c"
          "bung");
    CHECK(header_of(headers, "notes") == "\xe2\x82\xac 5");
    CHECK(header_of(headers, "acquiry_date") == "2004-11-03T22:56:35");
    CHECK(header_of(headers, "header_codepage_assumed") == "windows-1252");
    const auto plain = read_ewf_header(bytes_of("1\nmain\nc\tx\n7\tunknown field\n\n"));
    CHECK(plain == std::vector<AcquisitionHeader>{{"case_number", "7"}, {"header_x", "unknown field"}});
    CHECK(read_ewf_header({}).empty());
    CHECK(read_ewf_header(bytes_of("main\nc")).empty());
}

TEST_CASE("UTF-16 is read in both byte orders and broken pairs are repaired") {
    CHECK(utf8_from_utf16(bytes_of(std::string_view{"\xff\xfe\x46\x06\x3d\xd8\x00\xde", 8})) ==
          "\xd9\x86\xf0\x9f\x98\x80");
    CHECK(utf8_from_utf16(bytes_of(std::string_view{"\xfe\xff\x06\x46", 4})) == "\xd9\x86");
    CHECK(utf8_from_utf16(bytes_of(std::string_view{"\x3d\xd8\x41\x00", 4})) ==
          "\xef\xbf\xbd"
          "A");
    CHECK(utf8_from_utf16(bytes_of(std::string_view{"\x00\xde\x41", 3})) == "\xef\xbf\xbd");
}
