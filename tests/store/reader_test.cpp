#include <fmt/format.h>

#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;

TEST_CASE("an image comes back with its segments, headers, errors and digests") {
    SampleCase sample;
    Digests digests;
    digests.md5.fill(1);
    digests.sha256.fill(3);
    good(sample.writer.set_image_digests(sample.image, digests, Sha256Digest{4}, 1 << 20));
    good(sample.writer.set_image_state(sample.image, ImageState::examined));
    good(sample.writer.set_segment_digest(sample.image, 1, Sha256Digest{5}));
    good(sample.writer.commit());
    const auto image = good(sample.reader().image(sample.image));
    const auto facts = laptop_facts();
    CHECK(image.facts.format == facts.format);
    CHECK(image.facts.size == facts.size);
    CHECK(image.facts.segments == facts.segments);
    CHECK(image.facts.segment_sizes == facts.segment_sizes);
    CHECK(image.facts.headers == facts.headers);
    CHECK(image.facts.acquisition_errors == facts.acquisition_errors);
    CHECK(image.facts.stored_md5 == facts.stored_md5);
    CHECK_FALSE(image.facts.stored_sha1.has_value());
    CHECK(image.segments[1].name == "laptop.E02");
    CHECK(image.segments[1].sha256 == Sha256Digest{5});
    CHECK_FALSE(image.segments[0].sha256.has_value());
    CHECK(image.digests == digests);
    CHECK(image.tree_root == Sha256Digest{4});
    CHECK(image.state == ImageState::examined);
    CHECK(good(sample.reader().evidence_items()).front().exhibit_number == "RV/1");
    const auto none = sample.reader().image(9);
    REQUIRE_FALSE(none);
    CHECK(none.error().fault == Fault::not_found);
}

TEST_CASE("an image that has moved is read from its new place, and keeps its names") {
    SampleCase sample;
    good(sample.writer.set_segment_paths(sample.image, std::vector<std::string>{"/new/a.E01", "/new/a.E02"}));
    good(sample.writer.commit());
    const auto image = good(sample.reader().image(sample.image));
    CHECK(image.facts.segments == std::vector<std::string>{"/new/a.E01", "/new/a.E02"});
    CHECK(image.segments[0].name == "laptop.E01");
    const auto refused = sample.writer.set_segment_paths(sample.image, std::vector<std::string>{"/new/a.E01"});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().fault == Fault::refused);
}

TEST_CASE("a verification is kept digest by digest, and done again replaces the first") {
    SampleCase sample;
    const std::vector<Verification> first = {{"md5", {1, 2}, {1, 2}, "match"}, {"sha1", {}, {3}, "no_stored_hash"}};
    good(sample.writer.set_verification(sample.image, first));
    good(sample.writer.commit());
    CHECK(good(sample.reader().verification(sample.image)) == first);
    const std::vector<Verification> second = {{"md5", {1, 2}, {1, 9}, "mismatch"}};
    good(sample.writer.set_verification(sample.image, second));
    good(sample.writer.commit());
    CHECK(good(sample.reader().verification(sample.image)) == second);
}

TEST_CASE("volumes and file systems come back with their places, a volume in a volume with its parent") {
    SampleCase sample;
    std::vector<Volume> volumes(3);
    volumes[0] = {0, VolumeKind::table, "DOS", "Primary Table (#0)", 0, 512, std::nullopt};
    volumes[1] = {1, VolumeKind::partition, "DOS", "Linux (0x83)", 1 << 20, 32 << 20, std::nullopt};
    volumes[2] = {2, VolumeKind::pool_volume, "none", "Macintosh HD", 1 << 20, 32 << 20, 1};
    good(sample.writer.add_volumes(sample.image, volumes));
    std::vector<FileSystemFacts> facts(2, ntfs_facts());
    facts[0].volume = 2;
    facts[1].volume = 1;
    facts[1].readable = false;
    facts[1].type = "BitLocker";
    facts[1].reason = "encrypted with BitLocker";
    good(sample.writer.add_file_systems(sample.image, facts));
    good(sample.writer.commit());
    auto reader = sample.reader();
    const auto kept = good(reader.volumes(sample.image));
    REQUIRE(kept.size() == 3);
    CHECK(kept[0].volume.kind == VolumeKind::table);
    CHECK(kept[2].parent == kept[1].id);
    CHECK(kept[2].volume.parent == 1);
    CHECK(kept[1].volume.description == "Linux (0x83)");
    const auto file_systems = good(reader.file_systems(sample.image));
    REQUIRE(file_systems.size() == 2);
    CHECK(file_systems[0].facts.volume == 2);
    CHECK(file_systems[0].volume == kept[2].id);
    CHECK(file_systems[0].walk_state == WalkState::pending);
    CHECK(file_systems[0].facts.label == "Windows");
    CHECK(file_systems[1].walk_state == WalkState::none);
    CHECK(file_systems[1].facts.reason == "encrypted with BitLocker");
    CHECK(good(reader.file_system(file_systems[1].id)).ordinal == 1);
}

TEST_CASE("damage reported twice, or in overlapping pieces, is one range and counted once") {
    SampleCase sample;
    good(sample.writer.add_damage(
        sample.image,
        std::vector<DamagedRange>{
            {1000, 500, "checksum"}, {1000, 500, "checksum"}, {1200, 800, "checksum"}, {9000, 10, "read error"}}));
    good(sample.writer.commit());
    const auto summary = good(sample.reader().summary(sample.image));
    CHECK(summary.damaged_ranges == 2);
    CHECK(summary.damaged_bytes == 1010);
    CHECK(good(sample.reader().damage(sample.image)) ==
          std::vector<DamagedRange>{{1000, 1000, "checksum"}, {9000, 10, "read error"}});
}

TEST_CASE("the summary counts files, directories, streams, deleted, types, mismatches and what was not read") {
    SampleCase sample;
    auto& writer = sample.writer;
    good(writer.begin_walk(sample.file_system));
    good(writer.add_file(directory("/d", 40, 5)));
    auto picture = result(1, "image/jpeg");
    picture.mismatch = true;
    auto text = result(2, "text/plain");
    text.unreadable_bytes = 512;
    good(writer.add_file(file("/d/a.txt", 41, 40, 100), &picture));
    good(writer.add_file(file("/d/b.txt", 42, 40, 200), &text));
    auto gone = file("/d/gone.txt", 43, 40, 300);
    gone.state = NameState::deleted;
    good(writer.add_file(gone));
    auto orphan = file("/$OrphanFiles/x", 44, 0, UINT64_MAX);
    orphan.state = NameState::orphan;
    good(writer.add_file(orphan));
    auto stream = file("/d/a.txt:s", 41, 40, 50);
    stream.name_is_stream = true;
    stream.content->attribute_id = 2;
    good(writer.add_file(stream));
    good(writer.finish_walk(WalkState::complete, {}));
    good(writer.set_content_not_read(3, Outcome::encrypted, "EFS"));
    good(writer.commit());

    auto reader = sample.reader();
    const auto summary = good(reader.summary());
    CHECK(summary.records == 6);
    CHECK(summary.files == 4);
    CHECK(summary.directories == 1);
    CHECK(summary.streams == 1);
    CHECK(summary.deleted == 1);
    CHECK(summary.orphans == 1);
    CHECK(summary.contents == 5);
    CHECK(summary.contents_done == 2);
    CHECK(summary.contents_pending == 2);
    CHECK(summary.contents_not_read == 1);
    CHECK(summary.content_bytes_done == 300);
    CHECK(summary.mismatches == 1);
    CHECK(summary.damaged_contents == 1);
    CHECK(summary.unreadable_bytes == 512);
    CHECK(summary.by_type_family == std::map<std::string, SummaryCount>{{"image", {1, 100}}, {"text", {1, 200}}});
    CHECK(summary.not_read == std::map<std::string, std::uint64_t>{{"encrypted", 1}});
    CHECK(good(reader.summary(sample.image)) == summary);
    CHECK(good(reader.summary(99)).records == 0);
}

TEST_CASE("remarks of a walk are outcomes of its file system, each kept once") {
    SampleCase sample;
    const std::vector<std::string> remarks = {"directory 40: a loop", "inode 12: bad size", "directory 40: a loop"};
    good(sample.writer.begin_walk(sample.file_system));
    good(sample.writer.add_unallocated(4096, 8192));
    good(sample.writer.finish_walk(WalkState::partial, remarks));
    good(sample.writer.commit());
    auto reader = sample.reader();
    std::vector<OutcomeRow> outcomes;
    good(reader.outcomes(sample.image, Subject::file_system, [&](const OutcomeRow& row) {
        outcomes.push_back(row);
        return true;
    }));
    REQUIRE(outcomes.size() == 2);
    CHECK(outcomes[0].detail == "directory 40: a loop");
    CHECK(outcomes[0].outcome == Outcome::limited);
    CHECK(outcomes[0].step == "walk");
    CHECK(good(reader.file_systems(sample.image)).front().walk_state == WalkState::partial);
    std::uint64_t free_bytes = 0;
    good(reader.unallocated(sample.file_system, [&](std::uint64_t, std::uint64_t length) {
        free_bytes += length;
        return true;
    }));
    CHECK(free_bytes == 8192);
}

TEST_CASE("rows come in the order asked for, across pages, and ids of no file are left out") {
    SampleCase sample;
    good(sample.writer.begin_walk(sample.file_system));
    for (std::uint64_t i = 0; i < 600; ++i) good(sample.writer.add_file(file(fmt::format("/{}", i), 100 + i, 5)));
    good(sample.writer.finish_walk(WalkState::complete, {}));
    good(sample.writer.commit());
    std::vector<Id> ids;
    for (Id id = 600; id >= 1; --id) ids.push_back(id);
    ids.push_back(9999);
    ids.push_back(1);
    const auto rows = good(sample.reader().rows(ids));
    REQUIRE(rows.size() == 601);
    CHECK(rows.front().path == "/599");
    CHECK(rows[599].path == "/0");
    CHECK(rows.back().path == "/0");
    std::size_t seen = 0;
    good(sample.reader().each_file({}, [&](const FileRow&) { return ++seen < 300; }));
    CHECK(seen == 300);
}

TEST_CASE("a reader at work sees each commit of a writer, and never half of one") {
    SampleCase sample;
    auto reader = sample.reader();
    good(sample.writer.begin_walk(sample.file_system));
    good(sample.writer.add_file(file("/a", 30, 5)));
    CHECK(good(reader.find({})).empty());
    good(sample.writer.finish_walk(WalkState::complete, {}));
    good(sample.writer.commit());
    CHECK(good(reader.find({})).size() == 1);
}

TEST_CASE("a question that nobody waits for any more ends, and its reader answers the next one") {
    SampleCase sample;
    good(sample.writer.begin_walk(sample.file_system));
    for (std::uint64_t i = 0; i < 3000; ++i) good(sample.writer.add_file(file(fmt::format("/{}", i), 100 + i, 5)));
    good(sample.writer.finish_walk(WalkState::complete, {}));
    good(sample.writer.commit());
    auto reader = sample.reader();
    FileQuery by_size;
    by_size.order = FileOrder::size;
    int looks = 0;
    reader.give_up_when([&] { return ++looks == 2; });
    const auto given_up = reader.find(by_size);
    REQUIRE_FALSE(given_up.has_value());
    CHECK(given_up.error().fault == Fault::system);
    CHECK(looks == 2);
    reader.give_up_when({});
    CHECK(good(reader.find(by_size)).size() == 3000);
}
