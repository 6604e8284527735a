#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <random>
#include <utility>

#include "core/ingest/reader_protocol.hpp"
#include "tests/ingest/ingest_fixture.hpp"

using namespace sanad;
using namespace sanad::tests;

namespace {

/// Bytes of the segment file whose name ends so.
struct BytesOfSegment {
    std::string segment;
    std::uint64_t from = 0, length = 0;
};

/// While it lives, faulty_reader has this fault.
class ReaderFault {
public:
    /// They fail to read, from the start.
    explicit ReaderFault(const BytesOfSegment& bad) { write_bad_bytes(bad, 0, 0); }
    /// They fail to read once this request came for the `which`th time to one reader.
    ReaderFault(const BytesOfSegment& bad, ReaderFrame request, unsigned which) {
        write_bad_bytes(bad, static_cast<std::uint32_t>(request), which);
    }
    ReaderFault(const char* kind, ReaderFrame request, unsigned which = 0, const char* word = "") {
        std::ofstream{path()} << kind << ' ' << static_cast<std::uint32_t>(request) << ' ' << which << ' ' << word;
    }
    ~ReaderFault() { std::filesystem::remove(path()); }
    ReaderFault(const ReaderFault&) = delete;
    ReaderFault& operator=(const ReaderFault&) = delete;

private:
    static std::filesystem::path path() { return built("faulty_reader.fault"); }
    static void write_bad_bytes(const BytesOfSegment& bad, std::uint32_t request, unsigned which) {
        std::ofstream{path()} << "bad-bytes " << request << ' ' << which << ' ' << bad.segment << ' ' << bad.from << ' '
                              << bad.length;
    }
};

IngestSettings faulty_settings() {
    auto settings = test_settings();
    settings.reader = built("faulty_reader");
    settings.walk_patience = std::chrono::seconds{2};
    return settings;
}

bool has_outcome(const std::vector<OutcomeRow>& rows, Subject subject, Outcome outcome, std::string_view words) {
    return std::any_of(rows.begin(), rows.end(), [&](const OutcomeRow& row) {
        return row.subject == subject && row.outcome == outcome && row.detail.find(words) != std::string::npos;
    });
}

FileRow file_at(Examination& examination, std::string_view path) {
    std::optional<FileRow> found;
    REQUIRE(examination.reader()
                .each_file({},
                           [&](const FileRow& row) {
                               if (row.path == path) found = row;
                               return !found;
                           })
                .has_value());
    REQUIRE_MESSAGE(found, path);
    return *found;
}

std::filesystem::path random_image(const TemporaryFolder& folder, std::size_t size) {
    const auto path = folder.path() / "random.raw";
    std::mt19937_64 random{99};
    std::ofstream out{path, std::ios::binary};
    for (std::size_t i = 0; i < size / 8; ++i) {
        const std::uint64_t word = random();
        out.write(reinterpret_cast<const char*>(&word), sizeof word);
    }
    return path;
}

}  // namespace

TEST_CASE(
    "a file system that kills its walker twice is named with the signal, and the image is digested all the same") {
    Examination good{fragmented_image()};
    good.finish();
    Examination examination{fragmented_image()};
    {
        const ReaderFault fault{"crash", ReaderFrame::walk};
        examination.finish(faulty_settings());
    }
    CHECK(has_outcome(examination.outcomes(), Subject::file_system, Outcome::crashed, "signal 11"));
    CHECK(has_outcome(examination.outcomes(), Subject::file_system, Outcome::crashed, "ext4 at byte 0"));
    CHECK(examination.reader().image(examination.image())->digests == good.reader().image(good.image())->digests);
    CHECK(examination.reader().file_systems(examination.image())->at(0).walk_state == WalkState::partial);
}

TEST_CASE("a walker that hangs is ended after its patience, and the run goes on") {
    Examination examination{fragmented_image()};
    const ReaderFault fault{"hang", ReaderFrame::walk};
    examination.finish(faulty_settings());
    CHECK(has_outcome(examination.outcomes(), Subject::file_system, Outcome::timed_out, "no sign of life for 2 s"));
}

TEST_CASE("a walker that hangs in its search for orphans is replaced by one that does not search, and that is told") {
    Examination good{fragmented_image()};
    good.finish();
    Examination examination{fragmented_image()};
    const ReaderFault fault{"hang-at-orphans", ReaderFrame::walk};
    examination.finish(faulty_settings());
    CHECK(has_outcome(examination.outcomes(), Subject::file_system, Outcome::limited,
                      "no sign of life for 2 s; walked again without the search for orphan files"));
    CHECK(examination.reader().file_systems(examination.image())->at(0).walk_state == WalkState::partial);
    CHECK(file_at(examination, "/large.bin").digests == file_at(good, "/large.bin").digests);
    CHECK(file_at(examination, "/fragmented.bin").digests == file_at(good, "/fragmented.bin").digests);
}

TEST_CASE("a walker whose report or messages make no sense breaks its contract, and is not believed") {
    for (const char* kind : {"lie", "stray"}) {
        CAPTURE(kind);
        Examination examination{fragmented_image()};
        const ReaderFault fault{kind, ReaderFrame::walk};
        examination.finish(faulty_settings());
        CHECK(has_outcome(examination.outcomes(), Subject::file_system, Outcome::broke_contract, ""));
    }
}

TEST_CASE("a reader lost while it lists volumes leaves an image that is digested and says why nothing is listed") {
    Examination examination{fragmented_image()};
    const ReaderFault fault{"crash", ReaderFrame::list_volumes};
    examination.finish(faulty_settings());
    const auto file_systems = *examination.reader().file_systems(examination.image());
    REQUIRE(file_systems.size() == 1);
    CHECK_FALSE(file_systems[0].facts.readable);
    CHECK(file_systems[0].facts.reason.find("signal 11") != std::string::npos);
    CHECK(examination.reader().image(examination.image())->digests.has_value());
}

TEST_CASE("contents whose digesting always kills the reader are named one by one; the image's digest stands") {
    TemporaryFolder folder;
    // A file system with few files, because each loses two readers.
    const auto image = folder.path() / "few.raw";
    REQUIRE(run_command(fmt::format("truncate -s 2M {0} && mke2fs -q -F {0} && echo hello >{1}/a && "
                                    "printf 'write {1}/a a.txt\\nwrite {1}/a b.txt\\n' | debugfs -w -f /dev/stdin {0}",
                                    image.string(), folder.path().string()))
                .status == 0);
    Examination examination{image};
    {
        const ReaderFault fault{"crash", ReaderFrame::digest};
        examination.finish(faulty_settings());
    }
    CHECK(has_outcome(examination.outcomes(), Subject::content, Outcome::crashed, "/a.txt"));
    CHECK(has_outcome(examination.outcomes(), Subject::content, Outcome::crashed, "/b.txt"));
    const ImageRow row = *examination.reader().image(examination.image());
    REQUIRE(row.digests.has_value());
    CHECK(run_command("sha256sum " + image.string()).output.starts_with(hex(row.digests->sha256)));
}

TEST_CASE("bytes that kill every reader are halved down to the smallest range, recorded as damage and read as zeros") {
    TemporaryFolder folder;
    const auto image = random_image(folder, 256 << 10);
    Examination examination{image};
    {
        const ReaderFault fault{"crash", ReaderFrame::fill};
        examination.finish(faulty_settings());
    }
    const auto damage = *examination.reader().damage(examination.image());
    std::uint64_t bytes = 0;
    for (const DamagedRange& range : damage) {
        CHECK(range.length <= (64 << 10));
        CHECK(range.reason.find("signal 11") != std::string::npos);
        bytes += range.length;
    }
    CHECK(bytes == (256 << 10));
    const ImageRow row = *examination.reader().image(examination.image());
    CHECK(run_command("head -c 262144 /dev/zero | sha256sum").output.starts_with(hex(row.digests->sha256)));
}

TEST_CASE("a medium that is pulled out stops the run with its name, and the next run ends as an undisturbed one") {
    Examination good{fragmented_image()};
    good.finish();
    for (const ReaderFrame request : {ReaderFrame::fill, ReaderFrame::walk}) {
        Examination examination{fragmented_image()};
        {
            const ReaderFault fault{"gone", request, request == ReaderFrame::fill ? 2u : 0u};
            const auto end = examination.ingest(faulty_settings());
            REQUIRE_FALSE(end.has_value());
            CHECK(end.error().fault == Fault::unavailable);
            CHECK(end.error().what.find("the medium was pulled out") != std::string::npos);
        }
        examination.finish();
        CHECK(first_difference(good.dump(), examination.dump()) == "");
    }
}

TEST_CASE("a bad sector of a raw image is on record, zeros in every digest over it, and costs no other file a byte") {
    TemporaryFolder folder;
    const auto image = folder.path() / "scratched.raw";
    REQUIRE(run_command(fmt::format("truncate -s 2M {0} && mke2fs -q -F -b 1024 {0} && echo hello >{1}/a && "
                                    "seq 9000 >{1}/b && printf 'write {1}/a a.txt\\nwrite {1}/b b.txt\\n"
                                    "write {1}/a c.txt\\n' | debugfs -w -f /dev/stdin {0} >/dev/null 2>&1",
                                    image.string(), folder.path().string()))
                .status == 0);
    // Half of the block that holds the eleventh KiB of b.txt.
    const std::string block = run_command("debugfs -R 'bmap b.txt 10' " + image.string() + " 2>/dev/null").output;
    const std::uint64_t from = std::stoull(block) * 1024 + 512;
    Examination whole{image};
    whole.finish();
    Examination examination{image};
    {
        const ReaderFault fault{BytesOfSegment{"scratched.raw", from, 512}};
        const auto end = examination.ingest(faulty_settings());
        if (!end) FAIL(end.error().what);
        CHECK(end->finished);
        CHECK(end->readers_lost == 0);
    }
    const auto damage = *examination.reader().damage(examination.image());
    CHECK(damage == std::vector<DamagedRange>{{from, 512, "unreadable: Input/output error"}});

    const std::string zeroed = (folder.path() / "zeroed.raw").string();
    REQUIRE(run_command(fmt::format("cp {0} {1} && dd if=/dev/zero of={1} bs=512 seek={2} count=1 conv=notrunc 2>&1",
                                    image.string(), zeroed, from / 512))
                .status == 0);
    const ImageRow row = *examination.reader().image(examination.image());
    CHECK(row.state == ImageState::examined);
    REQUIRE(row.digests.has_value());
    CHECK(run_command("md5sum " + zeroed).output.starts_with(hex(row.digests->md5)));
    CHECK(run_command("sha256sum " + zeroed).output.starts_with(hex(row.digests->sha256)));

    const FileRow scratched = file_at(examination, "/b.txt");
    CHECK(scratched.unreadable_bytes == 512);
    REQUIRE(scratched.digests.has_value());
    CHECK(run_command(fmt::format("icat {} {} | sha256sum", zeroed, scratched.metadata_address))
              .output.starts_with(hex(scratched.digests->sha256)));
    CHECK(scratched.digests != file_at(whole, "/b.txt").digests);
    for (const char* path : {"/a.txt", "/c.txt"}) {
        CAPTURE(path);
        const FileRow sound = file_at(examination, path);
        CHECK(sound.unreadable_bytes == 0);
        CHECK(sound.digests == file_at(whole, path).digests);
    }
}

TEST_CASE(
    "a segment that is lost while the image is read stops the run with its name; put back, the case is the same") {
    TemporaryFolder folder;
    const auto split = folder.path() / "disk.001";
    REQUIRE(run_command(fmt::format("split -b 24M -d -a 3 --numeric-suffixes=1 '{}' '{}/disk.'",
                                    fragmented_image().string(), folder.path().string()))
                .status == 0);
    const auto ewf = acquired(fragmented_image(), folder.path(), "-c none -S 25165824");
    // The second window, of 16 MiB, reaches into the second segment. Or the digest of a segment file meets the loss
    // first.
    const std::pair<ReaderFrame, unsigned> moments[] = {{ReaderFrame::fill, 2}, {ReaderFrame::digest_segment, 1}};
    for (const auto& [image, second] : {std::pair{split, "disk.002"}, std::pair{ewf, "fragmented.E02"}}) {
        CAPTURE(second);
        const std::uint64_t size = std::filesystem::file_size(folder.path() / second);
        Examination good{image};
        good.finish();
        for (const auto& [request, which] : moments) {
            Examination examination{image};
            {
                const ReaderFault fault{BytesOfSegment{second, 0, size}, request, which};
                auto settings = faulty_settings();
                settings.workers = 1;
                const auto end = examination.ingest(settings);
                REQUIRE_FALSE(end.has_value());
                CHECK(end.error().fault == Fault::unavailable);
                CHECK(end.error().what.find(std::string{second} + ": no longer available") != std::string::npos);
            }
            // What is gone is not damaged: nothing of it stands in the case as zeros.
            CHECK(examination.reader().damage(examination.image())->empty());
            CHECK(examination.reader().image(examination.image())->state != ImageState::examined);
            examination.finish();
            CHECK(first_difference(good.dump(), examination.dump()) == "");
        }
    }
}

TEST_CASE("an inflater that is lost is replaced with its walker, and no result shows it") {
    TemporaryFolder folder;
    const auto image = acquired(fragmented_image(), folder.path());
    Examination good{image};
    good.finish();
    const auto deaths = built("faulty_reader.deaths");
    for (const unsigned which : {1u, 0u}) {
        CAPTURE(which);
        std::ofstream{deaths};
        Examination examination{image};
        {
            const ReaderFault fault{"no-inflater", ReaderFrame::open, which};
            const auto end = examination.ingest(faulty_settings());
            if (!end) FAIL(end.error().what);
            REQUIRE(end->finished);
            CHECK(end->readers_lost >= 1);
        }
        std::filesystem::remove(deaths);
        CHECK(examination.reader().image(examination.image())->digests == good.reader().image(good.image())->digests);
        if (which == 1) {
            CHECK(first_difference(good.dump(), examination.dump()) == "");
        } else {
            // None lives: nothing can be listed, and the case says which process died of what.
            CHECK(has_outcome(examination.outcomes(), Subject::image, Outcome::damaged,
                              "the one that inflates for it killed by signal 11"));
        }
    }
}
