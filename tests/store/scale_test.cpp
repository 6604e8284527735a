// How long a large case takes: printed, not asserted, since machines differ. SANAD_SCALE sets the number of files.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <time.h>

#include <cstdlib>

#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

double seconds_of(clockid_t clock) {
    timespec now{};
    ::clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

class Watch {
public:
    void lap(std::string_view what) {
        const double wall = seconds_of(CLOCK_MONOTONIC);
        const double processor = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
        fmt::print("  {:<44} {:8.1f} ms   {:8.1f} ms of processor\n", what, (wall - wall_) * 1e3,
                   (processor - processor_) * 1e3);
        wall_ = seconds_of(CLOCK_MONOTONIC);
        processor_ = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    }

private:
    double wall_ = seconds_of(CLOCK_MONOTONIC);
    double processor_ = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
};

}  // namespace

TEST_CASE("a case of very many files is walked, planned, read and searched, and says how long each took") {
    const char* wanted = std::getenv("SANAD_SCALE");
    const std::size_t files = wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : 70'000;
    fmt::print("{} files:\n", files);
    SampleCase sample;
    auto& writer = sample.writer;
    Watch watch;

    good(writer.begin_walk(sample.file_system));
    std::uint64_t spread = 12345;
    std::size_t directories = 0;
    for (std::size_t i = 0; i < files; ++i) {
        if (i % 20 == 0) {
            good(writer.add_file(directory(fmt::format("/Users/example/folder {:06}", i / 20), 100 + i, 5)));
            ++directories;
        }
        spread = spread * 6364136223846793005u + 1442695040888963407u;
        const std::uint64_t place = (spread >> 24) % 15'000'000 * 4096;
        auto record = file(fmt::format("/Users/example/folder {:06}/document number {}.docx", i / 20, i), 1'000'000 + i,
                           100 + i / 20 * 20, 5000, place);
        record.times.accessed_at = record.times.metadata_changed_at = record.times.modified_at;
        record.name_times = record.times;
        record.times.modified_at->ns += static_cast<std::int64_t>(spread % 1'000'000'000'000);
        record.sid = "S-1-5-21-1004336348-1177238915-682003330-512";
        if (i % 3 == 0) {
            record.content->extents[0].length = 4096;
            record.content->extents.push_back({4096, place + 8192, 904, ExtentKind::stored});
        }
        good(writer.add_file(record));
        good(writer.commit_when(50'000));
    }
    good(writer.finish_walk(WalkState::complete, {}));
    good(writer.commit());
    watch.lap("walk: files, contents, extents");

    const auto planned = good(writer.make_plan(sample.image));
    CHECK(planned == files + (files + 2) / 3);
    watch.lap("plan: extents sorted");
    std::uint64_t before = 0;
    std::uint64_t extents = 0;
    std::vector<Id> contents;
    for (auto page = good(writer.next_extents()); !page.empty(); page = good(writer.next_extents())) {
        for (const auto& extent : page) {
            CHECK_FALSE(extent.image_offset < before);
            before = extent.image_offset;
            if (extent.ordinal + 1 == extent.stored_extents) contents.push_back(extent.content);
        }
        extents += page.size();
    }
    CHECK(extents == planned);
    watch.lap("plan: extents fetched");

    std::uint8_t seed = 0;
    for (const Id content : contents) {
        ++seed;
        ContentResult result = test::result(seed, seed % 2 == 0 ? "image/jpeg" : "text/plain");
        result.digests.sha256[1] = static_cast<std::uint8_t>(content);
        result.digests.sha256[2] = static_cast<std::uint8_t>(content >> 8);
        good(writer.set_content_result(content, result));
        good(writer.commit_when(50'000));
    }
    good(writer.commit());
    watch.lap("results written");
    good(writer.build_indexes());
    good(writer.commit());
    watch.lap("indexes");
    auto reader = sample.reader();
    const auto sha256 = good(reader.results_sha256());
    watch.lap("dump digest");
    CHECK(good(sample.reader().results_sha256()) == sha256);
    watch.lap("dump digest again");
    FileQuery query;
    CHECK(good(reader.find(query)).size() == files + directories);
    watch.lap("all ids");
    query.order = FileOrder::path;
    const auto by_path = good(reader.find(query));
    CHECK(by_path.size() == files + directories);
    watch.lap("ids by path");
    query.order = FileOrder::size;
    query.descending = true;
    CHECK(good(reader.find(query)).size() == files + directories);
    watch.lap("ids by size, largest first");
    query = {};
    query.paths = {"*NUMBER 77*"};
    CHECK(good(reader.find(query)).size() > 0);
    watch.lap("ids by path glob");
    query = {};
    query.mime_types = {"image/*"};
    query.order = FileOrder::modified_at;
    CHECK(good(reader.find(query)).size() == files / 2);
    watch.lap("pictures by modification");
    CHECK(good(reader.rows(std::span{by_path}.first(256))).size() == 256);
    watch.lap("one page of 256 rows");
    CHECK(good(reader.summary()).contents_done == files);
    watch.lap("summary");
}
