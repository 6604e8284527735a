#include "core/crypto/digest.hpp"
#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

std::string dump_of(CaseReader reader) {
    std::string text;
    good(reader.dump([&](std::string_view piece) {
        text += piece;
        return true;
    }));
    return text;
}

void ingest(SampleCase& sample, bool interrupted) {
    auto& writer = sample.writer;
    const std::vector<FileRecord> records = {directory("/d", 40, 5), file("/d/a\tb.txt", 41, 40),
                                             file("/d/link", 41, 40), file("/d/\xff.bin", 42, 40, 5000, 1 << 23)};
    const std::string remark = "directory 43: a loop";
    if (interrupted) {
        good(writer.begin_walk(sample.file_system));
        good(writer.add_file(records[3]));
        good(writer.add_file(records[0]));
        good(writer.commit());
        writer = good(sample.files.writer());
        good(
            writer.set_segment_paths(sample.image, std::vector<std::string>{"/moved/laptop.E01", "/moved/laptop.E02"}));
    }
    good(writer.begin_walk(sample.file_system));
    for (const auto& record : records) good(writer.add_file(record));
    good(writer.add_unallocated(1 << 24, 8192));
    good(writer.finish_walk(WalkState::partial, std::span{&remark, 1}));
    good(writer.add_damage(sample.image, std::vector<DamagedRange>{{512, 512, interrupted ? "b" : "a"}}));
    good(writer.add_damage(sample.image, std::vector<DamagedRange>{{512, 512, interrupted ? "a" : "b"}}));
    const std::vector<Sha256Digest> leaves(5, Sha256Digest{9});
    const auto all = std::span{leaves};
    if (interrupted) {
        good(writer.put_block_hashes(sample.image, 0, all.first(2)));
        good(writer.put_block_hashes(sample.image, 2, all.subspan(2)));
    } else {
        good(writer.put_block_hashes(sample.image, 0, all));
    }
    good(writer.set_content_result(interrupted ? 2 : 1, result(interrupted ? 2 : 1, "text/plain")));
    good(writer.set_content_result(interrupted ? 1 : 2, result(interrupted ? 1 : 2, "text/plain")));
    IngestRun run;
    run.image = sample.image;
    run.started_at = Timestamp{interrupted ? 1 : 2};
    run.state = "running";
    const Id id = good(writer.start_run(run));
    good(writer.build_indexes());
    good(writer.commit());
    good(writer.finish_run(id, Timestamp{3}, "finished", "{}", good(sample.reader().results_sha256())));
    good(writer.commit());
}

}  // namespace

TEST_CASE("two ingests of one image dump the same, even when one of them was interrupted and the image moved") {
    SampleCase straight, interrupted;
    ingest(straight, false);
    ingest(interrupted, true);
    const auto text = dump_of(straight.reader());
    CHECK(text == dump_of(interrupted.reader()));
    CHECK(good(straight.reader().block_hashes(1)).size() == 5);
    CHECK(good(interrupted.reader().block_hashes(1)).size() == 5);
}

TEST_CASE("the digest of a dump is the SHA-256 of its text, and the run keeps it") {
    SampleCase sample;
    ingest(sample, false);
    auto reader = sample.reader();
    Sha256 sha256;
    sha256.update(bytes_of(dump_of(sample.reader())));
    CHECK(good(reader.results_sha256()) == sha256.finish());
    CHECK(good(reader.runs()).front().results_sha256 == sha256.finish());
}

TEST_CASE("a dump shows hostile values on one line each, and leaves out paths and clocks of the examiner's machine") {
    SampleCase sample;
    ingest(sample, false);
    const auto text = dump_of(sample.reader());
    CHECK(text.find("\t/d/a\\tb.txt\t") != std::string::npos);
    CHECK(text.find("\\x2f642fff2e62696e") != std::string::npos);
    CHECK(text.find("/evidence/") == std::string::npos);
    CHECK(text.find("2026-03-01") == std::string::npos);
    CHECK(text.find("table block_hash: image_id, block, sha256\n1\t0\t\\x0900") != std::string::npos);
}

TEST_CASE("any change of a result changes the dump") {
    SampleCase sample;
    ingest(sample, false);
    const auto before = good(sample.reader().results_sha256());
    good(sample.writer.set_content_result(1, result(3, "text/plain")));
    good(sample.writer.commit());
    CHECK(good(sample.reader().results_sha256()) != before);
}
