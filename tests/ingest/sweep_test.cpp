// The parts of a raw scan: blocks and seams that cut no hit, records of NTFS put together, and whose the bytes are.
#include "core/ingest/sweep.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <random>
#include <set>

#include "core/ingest/ntfs_records.hpp"
#include "core/ingest/range_scan.hpp"
#include "core/ingest/scan_protocol.hpp"
#include "core/ingest/seams.hpp"
#include "core/search/byte_scan.hpp"
#include "core/store/image_places.hpp"
#include "tests/ingest/ingest_fixture.hpp"

using namespace sanad;
using namespace sanad::tests;

namespace {

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::vector<std::uint64_t> found_by_search(const std::string& bytes, const std::string& needle) {
    std::vector<std::uint64_t> at;
    for (auto next = bytes.find(needle); next != std::string::npos; next = bytes.find(needle, next + 1))
        at.push_back(next);
    return at;
}

}  // namespace

TEST_CASE("a border between blocks cuts no hit and counts none twice") {
    std::string bytes(3 << 20, '.');
    std::vector<std::uint64_t> truth;
    for (std::uint64_t border : {512u << 10, 1u << 20, 1536u << 10}) {
        for (std::uint64_t at = border - 300; at < border + 300; at += 100 + at % 7) {
            std::memcpy(bytes.data() + at, "needle", 6);
            truth.push_back(at);
        }
        std::memcpy(bytes.data() + border - 3, "needle", 6);
        truth.push_back(border - 3);
    }
    truth.clear();
    for (const std::uint64_t at : found_by_search(bytes, "needle")) truth.push_back(at);
    const auto scan = ByteScan::compile(std::vector{SearchPattern{"needle"}, SearchPattern{"n[a-z]+e", true}});
    REQUIRE(scan.has_value());
    MemorySource source{{bytes.begin(), bytes.end()}, "test"};
    std::vector<std::uint64_t> literal, expression;
    std::vector<DamagedRange> damage;
    const auto end = scan_source(source, **scan, 0, 0, source.size(), damage, [&](const ScannedHit& hit) {
        (hit.hit.kind == 0 ? literal : expression).push_back(hit.offset + hit.hit.start);
        return true;
    });
    REQUIRE(end.has_value());
    CHECK(*end == source.size());
    CHECK(literal == truth);
    CHECK(expression == truth);
}

TEST_CASE("a hit across seams belongs to the first seam that it crosses") {
    // "abcdefghi" in pieces of three at other places of the image.
    const std::vector<Extent> extents{{0, 900, 3, ExtentKind::stored},
                                      {3, 500, 3, ExtentKind::stored},
                                      {6, 700, 3, ExtentKind::stored},
                                      {9, 0, 3, ExtentKind::sparse}};
    const ScanSpan first = seam_span(extents, 0, 100);
    CHECK(first.from == 0);
    CHECK(first.until == 3);
    CHECK(*first.crossing == 3);
    CHECK(image_offset_in(first, 2) == 902);
    CHECK(image_offset_in(first, 3) == 500);
    CHECK(image_offset_in(first, 6) == 700);
    CHECK_FALSE(image_offset_in(first, 9).has_value());
    const ScanSpan second = seam_span(extents, 1, 100);
    CHECK(second.from == 3);
    CHECK(second.until == 6);
    CHECK(image_offset_in(second, 0) == 900);
    const ScanSpan near = seam_span(extents, 1, 2);
    CHECK(near.from == 2);  // two bytes before the seam, two more of what stands before them
    CHECK(near.until == 4);
    CHECK(image_offset_in(near, 2) == 501);
}

TEST_CASE("a record of NTFS is put together from its update sequence array, and only if it is whole") {
    std::string record(1024, 'r');
    std::memcpy(record.data(), "FILE\x30\0\x03\0", 8);
    std::memcpy(record.data() + 0x30, "\x07\0de\x67h", 6);
    std::memcpy(record.data() + 508, "bc\x07\0fg", 6);
    std::memcpy(record.data() + 1022, "\x07\0", 2);
    CHECK(ntfs_record_size(bytes_of(record)) == 1024);
    const auto repaired = repaired_ntfs_record(bytes_of(record));
    REQUIRE(repaired.has_value());
    CHECK(text_of(*repaired).substr(508, 6) == "bcdefg");
    CHECK(text_of(*repaired).substr(1022) == "gh");
    // Among other bytes of an image, where sectors begin and nowhere else.
    const std::string image = std::string(112, 'x') + record + std::string(300, 'y');
    std::vector<Byte> room;
    const Bytes whole = with_repaired_ntfs_records(bytes_of(image), 4096 - 112, room);
    CHECK(text_of(whole) == std::string(112, 'x') + std::string{text_of(*repaired)} + std::string(300, 'y'));
    CHECK(with_repaired_ntfs_records(bytes_of(image), 4096, room).data() == bytes_of(image).data());
    record[1022] = 8;
    CHECK_FALSE(repaired_ntfs_record(bytes_of(record)).has_value());
    std::memcpy(record.data(), "FILE\xff\xff\x03\0", 8);
    CHECK_FALSE(ntfs_record_size(bytes_of(record)).has_value());
    CHECK_FALSE(ntfs_record_size(bytes_of("FILE")).has_value());
}

TEST_CASE("what a reader may not say of hits is refused") {
    FoundHit hit;
    hit.length = 3;
    hit.text = {1, 2, 3};
    CHECK(decode_found_hits(encode(std::vector{hit}), 1, 1)->size() == 1);
    CHECK_FALSE(decode_found_hits(encode(std::vector{hit}), 0, 1).has_value());
    CHECK_FALSE(decode_found_hits(encode(std::vector{hit}), 1, 0).has_value());
    hit.text.pop_back();
    CHECK_FALSE(decode_found_hits(encode(std::vector{hit}), 1, 1).has_value());
    hit.text.push_back(3);
    hit.offset = ~std::uint64_t{0};
    CHECK_FALSE(decode_found_hits(encode(std::vector{hit}), 1, 1).has_value());
    PatternScanDone done;
    done.damage.push_back({90, 20, "bad"});
    CHECK_FALSE(decode_pattern_scan_done(encode(done), 100).has_value());
    CHECK(decode_pattern_scan_done(encode(done), 110).has_value());
    PatternScanRequest request{{SearchPattern{"a"}}, {ScanSpan{{{ScanPiece::Where::image, 0, 10}}, 0, 11}}};
    CHECK_FALSE(decode_pattern_scan_request(encode(request)).has_value());
}

TEST_CASE("a scan is the same with any number of readers and any window, and agrees with a plain search of the image") {
    const auto image = std::filesystem::path{SANAD_SOURCE_DIR} / "samples/images/lantern.raw";
    const std::string bytes = read_file(image);
    REQUIRE(!bytes.empty());
    const Examination examined{image};
    const std::vector<SearchPattern> patterns{
        {"minutes", false, true}, {"ledger", false, true}, {"FILE0", false, true}};
    const bool stop = false;
    std::string first;
    for (const auto& [workers, window] : {std::pair{1u, 16u << 20}, {2u, 1u << 20}, {3u, 64u << 10}}) {
        SweepSettings settings;
        settings.reader = built("sanad-reader");
        settings.workers = workers;
        settings.window_bytes = window;
        std::string told;
        std::vector<std::set<std::uint64_t>> at(patterns.size());
        std::uint64_t before = 0;
        bool in_order = true;
        const auto end = sweep(examined.folder(), 1, patterns, settings, stop, {}, [&](const SweepHit& hit) {
            const std::uint64_t offset = hit.image_offset.value_or(~std::uint64_t{0});
            in_order = in_order && offset >= before;
            before = offset;
            REQUIRE(!hit.places.empty());
            told += std::to_string(offset) + " " + std::to_string(hit.found.pattern) + " " +
                    std::string{name_of(hit.found.encoding)} + " " + std::string{name_of(hit.places[0].kind)} + " " +
                    hit.places[0].path + " " + std::to_string(hit.places[0].offset) + "\n";
            const bool plain = hit.image_offset && !hit.continues_at && !hit.found.repaired;
            if (plain && hit.found.encoding == ScanEncoding::utf8) at[hit.found.pattern].insert(offset);
            return true;
        });
        REQUIRE_MESSAGE(end.has_value(), (end ? "" : end.error().what));
        CHECK(end->finished);
        CHECK(end->image_bytes == bytes.size());
        CHECK(end->not_scanned.empty());
        CHECK(in_order);
        for (std::size_t i = 0; i < patterns.size(); ++i) {
            const auto truth = found_by_search(bytes, patterns[i].text);
            CHECK(at[i] == std::set<std::uint64_t>(truth.begin(), truth.end()));
        }
        CHECK(at[0].size() + at[1].size() + at[2].size() > 10);
        if (first.empty()) first = told;
        CHECK(told == first);
    }
}
