#include "core/ingest/progress.hpp"

#include <fmt/format.h>

#include "core/ingest/progress_recorded.hpp"
#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

Progress examining() {
    Progress progress;
    progress.phase = Phase::examining;
    progress.phase_seconds = 4;
    progress.files_passed_before = 100;
    progress.files_passed = 300;
    progress.files_offered = 400;
    progress.modules = {{"archive.members", 12, 40, 1}, {"web.firefox", 3, 0, 0}};
    return progress;
}

}  // namespace

TEST_CASE("while modules work, the speed is in files, and what an earlier run passed is not this one's speed") {
    const std::string line = progress_json(examining());
    CHECK(line.find(R"("files_per_second":50.0,"eta_seconds":2)") != std::string::npos);
    CHECK(line.find("mb_per_second") == std::string::npos);
    CHECK(progress_line(examining()).find(" · 2 s left") != std::string::npos);
    Progress at_the_start = examining();
    at_the_start.files_passed = at_the_start.files_passed_before;
    CHECK(progress_json(at_the_start).find("eta_seconds") == std::string::npos);
}

TEST_CASE("each module has its figures, and each shortcoming a line of its own, whatever the evidence calls its file") {
    Progress progress = examining();
    progress.tell({7, "/a \"b\"\n.zip", "module", "archive.members", Outcome::encrypted, "one member of 3"});
    progress.tell({0, {}, "walk", {}, Outcome::limited, "no search for orphans"});
    const std::string lines = progress_json_lines(progress);
    CHECK(
        lines ==
        R"({"shortcoming":{"file":7,"path":"/a \"b\"\u000a.zip","step":"module","module":"archive.members","outcome":"encrypted","message":"one member of 3"}})"
        "\n"
        R"({"shortcoming":{"step":"walk","outcome":"limited","message":"no search for orphans"}})"
        "\n"
        R"({"files_passed":300,"files_offered":400,"modules":[{"name":"archive.members","examined":12,"findings":40,"errors":1},{"name":"web.firefox","examined":3,"findings":0,"errors":0}]})"
        "\n" +
            progress_json(progress) + "\n");
    progress.phase = Phase::indexing;
    CHECK(progress_json_lines(progress).find("\"modules\"") == std::string::npos);
}

TEST_CASE("a disk of nothing but broken files is told in five hundred lines and a count") {
    Progress progress;
    for (int i = 0; i < 700; ++i) progress.tell({i + 1, "/a", "read", {}, Outcome::unreadable, "gone"});
    CHECK(progress.shortcomings.size() == 500);
    CHECK(progress_json(progress).find(R"("shortcomings_not_told":200)") != std::string::npos);
    // Shown and forgotten, the limit holds all the same.
    progress.shortcomings.clear();
    progress.tell({701, "/a", "read", {}, Outcome::unreadable, "gone"});
    CHECK(progress.shortcomings.empty());
    CHECK(progress.not_told == 201);
}

TEST_CASE("what the case holds of shortcomings is told once, with the file it is of; modules' and old ones are not") {
    SampleCase sample;
    good(sample.writer.begin_walk(sample.file_system));
    const AddedFile plan = good(sample.writer.add_file(file("/Users/plan.docx", 101, 100, 5000)));
    const AddedFile photo = good(sample.writer.add_file(file("/Users/photo.jpg", 102, 100, 5000, 1 << 22)));
    good(sample.writer.finish_walk(WalkState::complete, {}));
    const auto outcome = [&](Subject subject, Id id, const char* step, const char* module, Outcome what) {
        good(sample.writer.add_outcome({sample.image, subject, id, step, module, "", what, "words"}));
    };
    outcome(Subject::image, sample.image, "open", "", Outcome::damaged);
    good(sample.writer.commit());

    CaseReader reader = sample.reader();
    RecordedShortcomings recorded{reader, sample.image};
    good(recorded.pass_over({Subject::image}));
    outcome(Subject::file, plan.file, "walk", "", Outcome::damaged);
    outcome(Subject::file, plan.file, "walk", "", Outcome::noted);
    outcome(Subject::file, photo.file, "module", "media.metadata", Outcome::crashed);
    good(sample.writer.set_content_not_read(*photo.content, Outcome::unreadable, "no such sector"));
    good(sample.writer.commit());

    Progress progress;
    for (int look = 0; look < 2; ++look)
        good(recorded.tell({Subject::image, Subject::file, Subject::content}, progress));
    REQUIRE(progress.shortcomings.size() == 2);
    const Shortcoming& walked = progress.shortcomings[0];
    CHECK(walked.file == plan.file);
    CHECK(walked.path == "/Users/plan.docx");
    CHECK(walked.outcome == Outcome::damaged);
    const Shortcoming& read = progress.shortcomings[1];
    CHECK(read.file == photo.file);
    CHECK(read.path == "/Users/photo.jpg");
    CHECK(read.step == "read");
    CHECK(read.message == "no such sector");
    CHECK(progress.errors == 0);
}
