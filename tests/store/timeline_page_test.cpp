// Pages of a timeline and of findings: each the same as a piece of the whole, and each answered from an index. What an
// index saves is asked of SQLite's own plan, since times depend on the machine.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "core/artifact/catalog.hpp"
#include "core/store/database.hpp"
#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t day_one = 1'700'000'000 * second;

/// Many events at few moments, so that pages end in the middle of one: files with all their times, and two types.
struct ManyEvents : SampleCase {
    static constexpr int files_in_it = 60;
    ManyEvents() {
        good(writer.begin_walk(file_system));
        const auto known = result(0xab, "application/x-prefetch");
        Id of_file = 0;
        for (int i = 0; i < files_in_it; ++i) {
            FileRecord record = test::file(fmt::format("/f{}", i), static_cast<std::uint64_t>(40 + i), 5);
            record.times.accessed_at = Timestamp{day_one + i % 3 * second};
            if (i % 2 == 0) record.times.created_at = Timestamp{day_one + i % 5 * second};
            record.name_times = record.times;
            of_file = good(writer.add_file(record, &known)).file;
        }
        good(writer.finish_walk(WalkState::complete, {}));
        for (int i = 0; i < 200; ++i) {
            Artifact run{"program.executed", {0, 0, 1}, {{"program", std::string{"x"}}}};
            if (i % 7 != 0) run.attributes.push_back({"executed_at", Timestamp{day_one + i % 4 * second}});
            good(writer.add_artifact(of_file, "a.b", "1", of_file, run));
            Artifact visit{"web.visited", {0, 0, 1}, {{"url", std::string{"u"}}}};
            visit.attributes.push_back({"visited_at", Timestamp{day_one - i % 11 * second}});
            good(writer.add_artifact(of_file, "a.b", "1", of_file, visit));
        }
        good(writer.build_indexes());
        good(writer.commit());
    }
};

using Shown = std::tuple<std::int64_t, std::string, std::string, Id, bool>;

std::vector<Shown> shown_of(const Timeline& timeline) {
    std::vector<Shown> shown;
    for (const TimelineEvent& event : timeline.events) {
        const Timeline::Kind& kind = timeline.kinds[event.what];
        shown.emplace_back(event.at.ns, kind.type, kind.attribute, event.id, event.zoneless);
    }
    return shown;
}

std::vector<Shown> by_pages(CaseReader& reader, TimelineQuery query, std::size_t page) {
    std::vector<Shown> all;
    query.limit = page;
    for (;;) {
        const auto shown = shown_of(good(reader.timeline(query)));
        all.insert(all.end(), shown.begin(), shown.end());
        if (shown.size() < page) return all;
        const auto& [at, type, attribute, id, zoneless] = shown.back();
        query.after = TimelinePlace{Timestamp{at}, type, attribute, id};
    }
}

std::string plan_of(Database& database, const std::string& sql, std::span<const SqlValue> values) {
    SqlStatement explain{database, "EXPLAIN QUERY PLAN " + sql};
    auto rows = explain.with_values(values);
    std::string plan;
    while (good(rows.next())) plan += rows.string(3) + "\n";
    return plan;
}

void check_in_order(const std::string& plan, const std::string& what) {
    CHECK_MESSAGE(plan.find("INDEX") != std::string::npos, what, ":\n", plan);
    CHECK_MESSAGE(plan.find("TEMP B-TREE") == std::string::npos, what, ":\n", plan);
}

}  // namespace

TEST_CASE("a timeline taken page by page is the whole timeline, wherever a page ends") {
    ManyEvents found;
    auto reader = found.reader();
    TimelineQuery some_days;
    some_days.from = Timestamp{day_one - 3 * second};
    some_days.to = Timestamp{day_one + 2 * second};
    TimelineQuery visits;
    visits.file_times = false;
    visits.types = {"web.*"};
    TimelineQuery of_image;
    of_image.image = found.image;
    for (const TimelineQuery& query : {TimelineQuery{}, some_days, visits, of_image}) {
        const auto whole = shown_of(good(reader.timeline(query)));
        CHECK(whole.size() >= 200);
        for (const std::size_t page : {1, 7, 100, 10'000}) CHECK(by_pages(reader, query, page) == whole);
    }
    CHECK(shown_of(good(reader.timeline({}))).size() > 600);
}

TEST_CASE("a timeline cannot go on behind an event of a kind that it leaves out") {
    ManyEvents found;
    auto reader = found.reader();
    TimelineQuery visits;
    visits.file_times = false;
    visits.types = {"web.*"};
    visits.after = TimelinePlace{Timestamp{day_one}, "program.executed", "executed_at", 1};
    const auto refused = reader.timeline(visits);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().fault == Fault::refused);
}

TEST_CASE("every page of a timeline comes from an index in the order of time, and nothing is sorted") {
    ManyEvents found;
    auto database = good(Database::open(found.folder.path() / "op-lantern.sanad" / "case.db", Access::read_only));
    auto reader = found.reader();
    TimelineQuery page;
    page.limit = 256;
    page.from = Timestamp{day_one - 3 * second};
    const Timeline first = good(reader.timeline(page));
    CHECK(first.kinds.size() > 9);
    page.after = TimelinePlace{Timestamp{day_one}, "program.executed", "executed_at", 7};
    for (const bool of_one_image : {false, true}) {
        if (of_one_image) page.image = found.image;
        for (const Timeline::Kind& kind : first.kinds) {
            for (const auto side : {TimelineSide::before, TimelineSide::same, TimelineSide::behind}) {
                const FileSelect select = select_times(kind, page, side);
                check_in_order(plan_of(*database, select.sql, select.values), kind.type + " " + kind.attribute);
            }
        }
    }
}

TEST_CASE("findings sorted by a time, or in the order of the files, come by pages that are pieces of the whole") {
    ManyEvents found;
    auto reader = found.reader();
    for (const bool descending : {false, true}) {
        for (const char* order : {"", "executed_at"}) {
            ArtifactQuery query{{"program.executed"}};
            if (*order == '\0') query.types.push_back("web.visited");
            query.order = order;
            query.descending = descending;
            const auto whole = good(reader.find_artifacts(query));
            CHECK(whole.size() == (*order == '\0' ? 400 : 200));
            std::vector<Id> paged;
            query.limit = 9;
            for (; query.skip < whole.size(); query.skip += 9) {
                for (const Id id : good(reader.find_artifacts(query))) paged.push_back(id);
            }
            CHECK(paged == whole);
        }
    }
}

TEST_CASE("a page of findings by time comes from the index on that time, and nothing is sorted") {
    ManyEvents found;
    auto database = good(Database::open(found.folder.path() / "op-lantern.sanad" / "case.db", Access::read_only));
    ArtifactQuery query{{"program.executed"}};
    query.limit = 256;
    query.order = "executed_at";
    for (const bool descending : {false, true}) {
        query.descending = descending;
        for (const bool ranged : {false, true}) {
            if (ranged) query.from = Timestamp{day_one};
            const ArtifactSelect select = good(select_artifacts(query, {"program.executed", "web.visited"}));
            check_in_order(plan_of(*database, select.sql, select.values), select.sql);
        }
    }
    // In the order of the files nothing is sorted either: the tables lie in it.
    ArtifactQuery all;
    all.limit = 256;
    const ArtifactSelect select = good(select_artifacts(all, {"program.executed", "web.visited"}));
    const std::string plan = plan_of(*database, select.sql, select.values);
    CHECK_MESSAGE(plan.find("TEMP B-TREE") == std::string::npos, plan);
}
