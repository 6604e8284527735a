// A guard that stopped a walk, from the walker to the words an examiner reads.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/cli/summary.hpp"
#include "tests/ingest/ingest_fixture.hpp"

using namespace sanad;
using namespace sanad::tests;

namespace {

/// An ext4 volume with a letter three folders down.
std::filesystem::path deep_image(const std::filesystem::path& folder) {
    const auto made = run_command(
        fmt::format("cd '{}' && mkdir -p d/a/b/c && echo letter > d/a/b/c/letter.txt && echo top > d/top.txt && "
                    "truncate -s 8M deep.raw && mke2fs -q -F -t ext4 -d d deep.raw",
                    folder.string()));
    REQUIRE(made.status == 0);
    return folder / "deep.raw";
}

std::set<std::string> paths_of(Examination& examination) {
    std::set<std::string> paths;
    auto reader = examination.reader();
    REQUIRE(
        reader.each_file({}, [&](const FileRow& row) { return paths.insert(row.path).second || true; }).has_value());
    return paths;
}

/// The outcome of a file system whose walk was cut short, by how it begins. It stands in the summary in its own words.
/// Others tell of the entries that no name was read of then.
std::string told_of_walk(Examination& examination, std::string_view beginning) {
    const auto outcomes = examination.outcomes();
    const auto found = std::ranges::find_if(outcomes, [&](const OutcomeRow& one) {
        return one.subject == Subject::file_system && one.detail.starts_with(beginning);
    });
    REQUIRE(found != outcomes.end());
    const OutcomeRow& row = *found;
    CHECK(row.subject == Subject::file_system);
    CHECK(row.step == "walk");
    CHECK(row.outcome == Outcome::limited);
    CHECK(is_shortcoming(row.outcome));
    auto reader = examination.reader();
    CHECK(reader.file_systems(examination.image())->front().walk_state == WalkState::partial);
    const auto summary = summary_text(reader, examination.folder().path().string(), CustodyFacts{});
    REQUIRE(summary);
    const std::string heading = "\n  Not examined, or only in part\n";
    const std::size_t at = summary->find(heading);
    REQUIRE(at != std::string::npos);
    CHECK(summary->find(fmt::format("    file_system {}: limited: {}\n", row.subject_id, row.detail), at) !=
          std::string::npos);
    return row.detail;
}

}  // namespace

TEST_CASE("a folder deeper than the guard allows is named in an outcome and in the summary, and the rest is examined") {
    TemporaryFolder folder;
    const auto image = deep_image(folder.path());
    Examination whole{image};
    whole.finish();
    CHECK(whole.outcomes().empty());
    CHECK(paths_of(whole).contains("/a/b/c/letter.txt"));

    auto settings = test_settings();
    settings.limits.max_depth = 2;
    Examination cut{image, settings};
    cut.finish(settings);
    CHECK(told_of_walk(cut, "directory /a/") == "directory /a/b lies deeper than 2 levels: not entered");
    const auto paths = paths_of(cut);
    CHECK(paths.contains("/top.txt"));
    CHECK(paths.contains("/a/b"));
    CHECK_FALSE(paths.contains("/a/b/c"));
    CHECK_FALSE(paths.contains("/a/b/c/letter.txt"));
}

TEST_CASE("a walk that ends at the most records it may give says so in an outcome and in the summary") {
    TemporaryFolder folder;
    const auto image = deep_image(folder.path());
    auto settings = test_settings();
    settings.limits.max_records = 3;
    Examination cut{image, settings};
    cut.finish(settings);
    CHECK(told_of_walk(cut, "stopped after").starts_with("stopped after 3 records, at "));
    CHECK(paths_of(cut).size() == 3);
}
