// No byte of an E01 is inflated twice: counted by the readers themselves, over whole examinations.
#include <map>

#include "core/base/bytes.hpp"
#include "core/base/stop_flag.hpp"
#include "tests/ingest/ingest_fixture.hpp"

using namespace sanad;
using namespace sanad::tests;

namespace {

IngestEnd finished(Examination& examination, const IngestSettings& settings) {
    const auto end = examination.ingest(settings);
    if (!end) FAIL(end.error().what);
    REQUIRE(end->finished);
    return *end;
}

/// The digest of every file, by path and stream.
std::map<std::string, std::string> digests(Examination& examination) {
    std::map<std::string, std::string> found;
    auto reader = examination.reader();
    REQUIRE(reader
                .each_file({},
                           [&](const FileRow& row) {
                               found[row.path + (row.digests ? "" : " (none)")] =
                                   row.digests ? hex(row.digests->sha256) : "";
                               return true;
                           })
                .has_value());
    return found;
}

std::uint64_t contents_through_file_system(Examination& examination) {
    std::uint64_t count = 0;
    auto reader = examination.reader();
    REQUIRE(reader
                .each_file({},
                           [&](const FileRow& row) {
                               const auto detail = reader.file(row.id);
                               count +=
                                   detail && detail->content && detail->content->access == ContentAccess::file_system;
                               return true;
                           })
                .has_value());
    return count;
}

}  // namespace

TEST_CASE("metadata, compressed files and all: an examination of an E01 inflates every chunk once") {
    TemporaryFolder folder;
    const auto raw = compressed_image();
    const auto image = acquired(raw, folder.path());
    Examination plain{raw};
    plain.finish();
    std::string expected;
    for (const unsigned workers : {2u, 1u, 8u}) {
        CAPTURE(workers);
        Examination examination{image};
        const IngestEnd end = finished(examination, test_settings(workers));
        CHECK(end.chunks.inflated == (48u << 20) / 32768);
        CHECK(end.chunks.distinct == end.chunks.inflated);
        CHECK(digests(examination) == digests(plain));
        CHECK(contents_through_file_system(examination) > 30);
        if (expected.empty()) expected = examination.dump();
        CHECK(first_difference(expected, examination.dump()) == "");
        const auto runs = *examination.reader().runs(examination.image());
        REQUIRE(runs.size() == 1);
        CHECK(runs[0].counts_json.find(R"("chunks_inflated":1536,"chunks_distinct":1536)") != std::string::npos);
    }
}

TEST_CASE("pieces before their turn wait in the scratch file: they too are inflated once") {
    TemporaryFolder folder;
    const auto image = acquired(fragmented_image(), folder.path());
    Examination plain{fragmented_image()};
    plain.finish();
    std::string expected;
    for (const std::uint64_t held : {std::uint64_t{96} << 20, std::uint64_t{0}, std::uint64_t{20'000}}) {
        CAPTURE(held);
        auto settings = test_settings();
        settings.pass.window_bytes = 1 << 20;
        settings.pass.windows = 2;
        settings.pass.held_bytes = held;
        Examination examination{image};
        const IngestEnd end = finished(examination, settings);
        CHECK(end.chunks.inflated == (48u << 20) / 32768);
        CHECK(end.chunks.distinct == end.chunks.inflated);
        CHECK(digests(examination) == digests(plain));
        if (expected.empty()) expected = examination.dump();
        CHECK(first_difference(expected, examination.dump()) == "");
    }
}

TEST_CASE("chunks larger than a window are inflated once, by whichever reader comes first") {
    TemporaryFolder folder;
    const auto image = acquired(fragmented_image(), folder.path(), "-c fast -b 8192");  // 4 MiB each
    Examination plain{fragmented_image()};
    plain.finish();
    for (const bool whole : {true, false}) {
        CAPTURE(whole);
        auto settings = test_settings(4);
        settings.image_digest = whole;
        settings.pass.window_bytes = 1 << 20;
        settings.pass.windows = 4;
        Examination examination{image, settings};
        const IngestEnd end = finished(examination, settings);
        CHECK(end.chunks.inflated <= 12);
        CHECK(end.chunks.distinct == end.chunks.inflated);
        CHECK(digests(examination) == digests(plain));
    }
}

TEST_CASE("a verification alone inflates every chunk once") {
    TemporaryFolder folder;
    Examination examination{acquired(fragmented_image(), folder.path())};
    const StopFlag never = false;
    const auto end = verify_image(examination.folder(), examination.image(), test_settings(), never, {});
    REQUIRE(end.has_value());
    CHECK(end->chunks.inflated == (48u << 20) / 32768);
    CHECK(end->chunks.distinct == end->chunks.inflated);
}

TEST_CASE("a scratch file that may hold little, or nothing, changes the count and no result") {
    TemporaryFolder folder;
    for (const auto& raw : {compressed_image(), fragmented_image()}) {
        const auto image = acquired(raw, folder.path());
        Examination roomy{image};
        finished(roomy, test_settings());
        const std::string expected = roomy.dump();
        for (const std::uint64_t bytes : {std::uint64_t{0}, std::uint64_t{1} << 20}) {
            CAPTURE(bytes);
            auto settings = test_settings();
            settings.scratch_bytes = bytes;
            settings.pass.window_bytes = 1 << 20;
            settings.pass.windows = 2;
            settings.pass.held_bytes = 0;
            Examination cramped{image, settings};
            const IngestEnd end = finished(cramped, settings);
            CHECK(end.chunks.inflated > end.chunks.distinct);
            CHECK(first_difference(expected, cramped.dump()) == "");
        }
    }
}

TEST_CASE("a raw image has no chunks to count, and no scratch file") {
    Examination examination{fragmented_image()};
    const IngestEnd end = finished(examination, test_settings());
    CHECK(end.chunks.inflated == 0);
    CHECK(examination.reader().runs(examination.image())->at(0).counts_json.find("chunks") == std::string::npos);
}
