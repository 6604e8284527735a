// events_case FOLDER COUNT: a case of COUNT visits and programs run, found by nobody, in a fifth as many files with all
// their times. For measuring how fast a page of its timeline is had; the same every time.
#include <fmt/format.h>

#include <cstdlib>
#include <string>

#include "core/store/case_folder.hpp"

using namespace sanad;

namespace {

template <class T>
T good(Result<T> result) {
    if (!result) {
        fmt::print(stderr, "events_case: {}\n", result.error().what);
        std::exit(1);
    }
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t first = 1'600'000'000 * second;
constexpr std::int64_t span = 100'000'000 * second;  // three years

std::uint64_t next(std::uint64_t& state) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return state >> 24;
}

}  // namespace

int main(int count, char** words) {
    if (count != 3) {
        fmt::print(stderr, "events_case FOLDER COUNT\n");
        return 2;
    }
    const std::uint64_t events = std::strtoull(words[2], nullptr, 10);
    const CaseFolder folder = good(CaseFolder::create(
        words[1], {"Events", "R. Vance", "Asia/Karachi", *parse_iso8601("2026-03-01T09:00:00Z"), "bench"}));
    CaseWriter writer = good(folder.writer());
    const Id item = good(writer.add_evidence_item({0, "RV/1", "invented", "Asia/Karachi"}));
    ImageFacts image;
    image.format = "raw";
    image.size = std::uint64_t{1} << 40;
    image.segments = {"/evidence/events.raw"};
    image.segment_sizes = {image.size};
    const Id image_id = good(writer.add_image(item, image));
    Volume volume;
    volume.length = image.size;
    good(writer.add_volumes(image_id, std::span{&volume, 1}));
    FileSystemFacts facts;
    facts.type = "NTFS";
    facts.length = image.size;
    facts.readable = true;
    good(writer.begin_walk(good(writer.add_file_systems(image_id, std::span{&facts, 1})).front()));

    std::uint64_t state = 20260301;
    const auto some_time = [&] {
        return Timestamp{first + static_cast<std::int64_t>(next(state)) * second / 1000 % span};
    };
    ContentResult result;
    result.mime_type = "application/vnd.sqlite3";
    const std::uint64_t files = events / 5 + 1;
    for (std::uint64_t i = 0; i < files; ++i) {
        FileRecord record;
        record.path = fmt::format("/Users/person {}/data {}.db", i % 50, i);
        record.metadata_address = 100 + i;
        record.parent_address = 5;
        record.link_count = 1;
        record.times = {some_time(), some_time(), some_time(), some_time()};
        record.name_times = record.times;
        Content content;
        content.metadata_address = record.metadata_address;
        content.attribute_type = 128;
        content.size = content.allocated_size = 4096;
        content.extents = {{0, i * 4096, 4096, ExtentKind::stored}};
        record.content = content;
        good(writer.add_file(record, &result));
        good(writer.commit_when(50'000));
    }
    good(writer.finish_walk(WalkState::complete, {}));
    for (std::uint64_t i = 0; i < events; ++i) {
        const Id file = static_cast<Id>(i / 5 + 1);
        Artifact found{"web.visited",
                       {0, i % 5 * 512, 512},
                       {{"url", fmt::format("https://site{}.example/page/{}", i % 997, i)},
                        {"title", fmt::format("Page {} of many", i)},
                        {"visited_at", some_time()}}};
        if (i % 4 == 0) {
            found = {"program.executed",
                     {0, i % 5 * 512, 512},
                     {{"program", fmt::format("PROGRAM{}.EXE", i % 313)}, {"executed_at", some_time()}}};
        }
        good(writer.add_artifact(file, "bench.events", "1", file, found));
        good(writer.commit_when(50'000));
    }
    good(writer.build_indexes());
    good(writer.commit());
    return 0;
}
