#include "core/ingest/evidence.hpp"

#include "core/crypto/digest.hpp"
#include "tests/ingest/ingest_fixture.hpp"

using namespace sanad;
using namespace sanad::tests;

namespace fs = std::filesystem;

TEST_CASE("a moved image is attached again when it is the same, and refused when one of its first bytes is not") {
    TemporaryFolder folder;
    const auto first = folder.path() / "first.raw";
    const auto moved = folder.path() / "elsewhere.raw";
    fs::copy_file(fragmented_image(), first);
    Examination examination{first};
    fs::rename(first, moved);
    const ImageRow row = *examination.reader().image(examination.image());
    const auto missing = reopen_segments(row);
    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().fault == Fault::unavailable);

    auto writer = *examination.folder().writer();
    const auto other = folder.path() / "other.raw";
    fs::copy_file(moved, other);
    std::fstream{other, std::ios::in | std::ios::out | std::ios::binary}.seekp(1030).put('X');
    const auto refused = attach_image(writer, row, other);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().what.find("other.raw is not the file that was added") != std::string::npos);

    REQUIRE(attach_image(writer, row, moved).has_value());
    examination.finish();
    CHECK(reopen_segments(*examination.reader().image(examination.image())).has_value());
}

TEST_CASE("an examined image that moved is attached only when every byte of it is the one that was read") {
    TemporaryFolder folder;
    const auto image = folder.path() / "examined.raw";
    fs::copy_file(fragmented_image(), image);
    Examination examination{image};
    examination.finish();
    const auto copy = folder.path() / "copy.raw";
    fs::copy_file(image, copy);
    const ImageRow row = *examination.reader().image(examination.image());
    auto writer = *examination.folder().writer();
    CHECK(attach_image(writer, row, copy).has_value());
    std::fstream change{copy, std::ios::in | std::ios::out | std::ios::binary};
    change.seekp(30 << 20);
    change.put('X');
    change.close();
    const auto refused = attach_image(writer, row, copy);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().what.find("copy.raw is not the file that was examined") != std::string::npos);
}

TEST_CASE("the head of a segment is the SHA-256 of its first MiB") {
    const auto image = fragmented_image();
    auto segments = *locate_segments(image);
    const auto heads = *segment_heads(segments);
    REQUIRE(heads.size() == 1);
    CHECK(run_command("head -c 1048576 " + image.string() + " | sha256sum").output.starts_with(hex(heads[0])));
    close_segments(segments);
}

TEST_CASE("every segment of a split E01 is recorded with its own SHA-256 by the time the image is read") {
    TemporaryFolder folder;
    const std::string base = (folder.path() / "split").string();
    REQUIRE(run_command("ewfacquire -u -q -t " + base + " -f encase6 -c none -S 8M -C c -D d -e e -E 1 -N n " +
                        fragmented_image().string() + " >/dev/null 2>&1")
                .status == 0);
    Examination examination{base + ".E01"};
    examination.finish();
    const ImageRow row = *examination.reader().image(examination.image());
    REQUIRE(row.segments.size() > 2);
    for (const SegmentRow& segment : row.segments) {
        REQUIRE(segment.sha256.has_value());
        CHECK(run_command("sha256sum " + segment.path).output.starts_with(hex(*segment.sha256)));
    }
}
