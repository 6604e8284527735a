#include "core/custody/peca.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "tests/custody/custody_fixture.hpp"

using namespace sanad;
using namespace sanad::testing;

namespace {

Law pakistan() {
    auto laws = load_laws("");
    REQUIRE_MESSAGE(laws, (laws ? "" : laws.error().what));
    return laws->front();
}

/// A row of the table of offences that the catalogue was made from; punishments of 2016.
struct Row {
    const char *section, *bill;
    std::int64_t months;
    const char* fine;
    bool confirmed;
};
constexpr Row rows[] = {
    {"3", "3", 3, "50000", true},       {"4", "4", 6, "100000", true},       {"5", "5", 24, "500000", true},
    {"6", "6", 36, "1000000", true},    {"7", "7", 60, "5000000", true},     {"8", "8", 84, "10000000", true},
    {"9", "9", 84, "10000000", true},   {"10", "10", 168, "50000000", true}, {"11", "10A", 84, "", true},
    {"12", "10B", 84, "", true},        {"13", "11", 36, "250000", true},    {"14", "12", 24, "10000000", false},
    {"15", "13", 6, "50000", false},    {"16", "14", 36, "5000000", false},  {"17", "15", 36, "500000", false},
    {"18", "16", 36, "1000000", false}, {"19", "17", 24, "500000", false},   {"20", "18", 36, "1000000", true},
    {"21", "19", 60, "5000000", false}, {"22", "19A", 84, "5000000", false}, {"22A", "", 0, "", false},
    {"22B", "", 0, "", false},          {"22C", "", 0, "", false},           {"23", "20", 24, "1000000", false},
    {"24", "21", 36, "1000000", false}, {"24A", "", 0, "", false},           {"25", "22", 3, "50000", false},
    {"26", "23", 36, "500000", false},  {"26A", "", 36, "2000000", true},
};

std::vector<Timer> running(const std::vector<Event>& events) {
    const std::vector<Law> laws{pakistan()};
    return timers_of(laws, events);
}
const Timer* timer(const std::vector<Timer>& timers, std::string_view rule) {
    const auto found = std::ranges::find(timers, rule, &Timer::rule);
    return found == timers.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("the catalogue of offences is the table it was made from, row by row, with both numberings") {
    const Law law = pakistan();
    REQUIRE(law.offences.size() == std::size(rows));
    for (std::size_t i = 0; i < std::size(rows); ++i) {
        const Row& row = rows[i];
        const Offence& offence = law.offences[i];
        CAPTURE(row.section);
        CHECK(offence.section == row.section);
        CHECK(offence.bill == row.bill);
        CHECK(offence.punishment.prison_months == row.months);
        CHECK(offence.punishment.fine_pkr == row.fine);
        CHECK(offence.confirmed == row.confirmed);
        CHECK(!offence.source.empty());
        CHECK(law.offence(row.section, "act-2016") == &offence);
        if (*row.bill != '\0') CHECK(law.offence(row.bill, "bill") == &offence);
    }
    // The trap that made the numbering part of each record: hate speech is 11 in the Act and 10A in the Bill.
    CHECK(law.offence("11", "act-2016")->title == "Hate speech");
    CHECK(law.offence("11", "bill")->title == "Electronic forgery");
    CHECK(law.offence("99", "act-2016") == nullptr);
}

TEST_CASE("each section of procedure says of which day its text is, and where a later one was not seen") {
    const Law law = pakistan();
    REQUIRE(law.procedure.size() == 20);
    for (const Procedure& procedure : law.procedure) {
        CAPTURE(procedure.section);
        CHECK(procedure.as_amended == "2016-08-19");  // the text of the Bill as passed: nothing newer was read
        const bool changed = procedure.section == "29" || procedure.section == "30";  // NCCIA in the place of the FIA
        CHECK((procedure.source.find("Amendment Act 2025 (NCCIA) was not seen") != std::string::npos) == changed);
    }
    const auto with = [](const std::string& date) {
        return parse_law(
            R"({"law":"pakistan","version":2,"act":"PECA","title":"x","schemes":{},"notice":"x","offences":[],)"
            R"("procedure":[{"section":"33","bill":"30","title":"Warrant","text":"x",)" +
            date + R"("source":"Gazette","confirmed":true,"timers":[]}]})");
    };
    const auto dated = with(R"("as_amended":"2027-01-01",)");
    REQUIRE_MESSAGE(dated, (dated ? "" : dated.error().what));
    CHECK(dated->procedure.front().as_amended == "2027-01-01");
    CHECK(with("")->procedure.front().as_amended == "");  // a catalogue of a laboratory from before
    const auto slip = with(R"("as_amended":"last year",)");
    REQUIRE_FALSE(slip);
    CHECK(slip.error().what.find("procedure[0]: `as_amended` is not a date") != std::string::npos);
}

TEST_CASE("what is not on record is said to be, and what is reads as a person would say it") {
    const Law law = pakistan();
    CHECK(law.offence("5", "act-2016")->punishment.text() == "2 years, Rs 500,000");
    CHECK(law.offence("3", "act-2016")->punishment.text() == "3 months, Rs 50,000");
    CHECK(law.offence("26A", "act-2016")->punishment.text() == "3 years or Rs 2,000,000");
    CHECK(law.offence("22A", "act-2016")->punishment.text() == "not on record");
}

TEST_CASE("a seizure without a warrant begins the 24 hours in which the Court is told, and the notice ends them") {
    Story story;
    Event seizure = story.seize("RV/1");
    seizure.time = "2026-11-26T09:15:00Z";
    auto timers = running({seizure});
    const Timer* court = timer(timers, "s33-court");
    REQUIRE(court != nullptr);
    CHECK(court->section == "33");
    CHECK(court->due.due_at == "2026-11-27T09:15:00Z");
    CHECK_FALSE(court->is_overdue("2026-11-27T09:15:00Z"));
    CHECK(court->is_overdue("2026-11-27T09:15:01Z"));

    Event notice =
        story.event(story.unit.officer, "investigating_officer", "court.notice", "", example_body("court.notice"));
    notice.body.set("about", seizure.id).set("sent_at", "2026-11-26T18:00:00Z");
    timers = running({seizure, notice});
    CHECK(timer(timers, "s33-court")->due.done_at == "2026-11-26T18:00:00Z");
    CHECK_FALSE(timer(timers, "s33-court")->is_open());
    notice.body.set("about", Story::id_of(77));
    timers = running({seizure, notice});
    CHECK(timer(timers, "s33-court")->is_open());

    seizure.authority = {Story::id_of(1)};
    CHECK(timer(running({seizure}), "s33-court") == nullptr);
}

TEST_CASE("a preservation notice begins its 90 days and 24 hours; an order that names it extends it") {
    Story story;
    Event notice =
        story.event(story.unit.officer, "investigating_officer", "item.preserve", "", example_body("item.preserve"));
    notice.time = "2026-11-26T09:15:00Z";
    notice.body.set("notice_no", "NCCIA/PN/17");
    auto timers = running({notice});
    CHECK(timer(timers, "s31-court")->due.due_at == "2026-11-27T09:15:00Z");
    CHECK(timer(timers, "s31-preservation")->due.due_at == "2027-02-24T09:15:00Z");
    CHECK(timer(timers, "s31-preservation")->nature == TimerNature::limit);
    CHECK(timer(timers, "s38-secrecy")->due.due_at == "2026-12-10T09:15:00Z");
    CHECK(timers.front().rule == "s31-court");  // the next to fall due stands first

    Event order =
        story.event(story.unit.officer, "investigating_officer", "court.order", "", example_body("court.order"));
    order.time = "2027-02-01T10:00:00Z";
    order.body.set("order", "notice NCCIA/PN/17 is extended by 90 days.");
    timers = running({notice, order});
    CHECK(timer(timers, "s31-preservation")->due.done_at == "2027-02-01T10:00:00Z");
    order.body.set("order", "notice NCCIA/PN/170 is extended");
    CHECK(timer(running({notice, order}), "s31-preservation")->is_open());
}

TEST_CASE("an order that extends a limit begins another, which the next order extends again") {
    Story story;
    Event notice =
        story.event(story.unit.officer, "investigating_officer", "item.preserve", "", example_body("item.preserve"));
    notice.time = "2026-11-26T09:15:00Z";
    notice.body.set("notice_no", "NCCIA/PN/17");
    const auto ordered = [&](const std::string& time, const std::string& text) {
        Event order =
            story.event(story.unit.officer, "investigating_officer", "court.order", "", example_body("court.order"));
        order.time = time;
        order.body.set("date", time.substr(0, 10)).set("order", text);
        return order;
    };
    const auto limits = [](const std::vector<Event>& events) {
        std::vector<std::string> told;
        for (const Timer& each : running(events)) {
            if (each.rule != "s31-preservation") continue;
            told.push_back(each.due.due_at + (each.is_open() ? " open " : " done ") + each.due.what);
        }
        return told;
    };
    using Told = std::vector<std::string>;
    const std::string first = "2027-02-24T09:15:00Z done item.preserve";
    const Event anew = ordered("2027-02-01T10:00:00Z", "notice NCCIA/PN/17 is extended");
    CHECK(limits({notice, anew}) == Told{first, "2027-05-02T00:00:00Z open court.order"});
    CHECK(limits({notice, ordered("2027-02-01T10:00:00Z", "notice NCCIA/PN/17 is extended by 30 days.")}) ==
          Told{first, "2027-03-03T00:00:00Z open court.order"});
    // Recorded days after it was made: the day of the order counts.
    Event late = ordered("2027-02-01T10:00:00Z", "notice NCCIA/PN/17 is extended by 30 days");
    late.time = "2027-02-09T10:00:00Z";
    CHECK(limits({notice, late}).back() == "2027-03-03T00:00:00Z open court.order");
    const Event until = ordered("2027-02-01T10:00:00Z", "extended until 2027-06-30 (notice NCCIA/PN/17)");
    CHECK(limits({notice, until}) == Told{first, "2027-06-30T00:00:00Z open court.order"});
    // What makes no sense as an end, or would shorten, leaves the end where it was.
    const Event shorter = ordered("2026-12-01T10:00:00Z", "notice NCCIA/PN/17 is extended by 5 days");
    CHECK(limits({notice, shorter}).back() == "2027-02-24T09:15:00Z open court.order");
    CHECK(limits({notice, anew, ordered("2027-04-30T09:00:00Z", "NCCIA/PN/17: extended by 60 days")}) ==
          Told{first, "2027-05-02T00:00:00Z done court.order", "2027-06-29T00:00:00Z open court.order"});
    CHECK(limits({notice, ordered("2027-02-01T10:00:00Z", "notice NCCIA/PN/170 is extended")}).size() == 1);

    // The provider's 14 days and the 7 days of a collection likewise, each once, however many names an order has for
    // it.
    Event warrant =
        story.event(story.unit.officer, "investigating_officer", "authority.add", "", example_body("authority.add"));
    warrant.time = "2026-11-26T09:15:00Z";
    warrant.body.set("kind", "real_time_warrant").set("number", "RT/9");
    const auto timers =
        running({warrant, ordered("2026-12-02T08:00:00Z", "RT/9: collection under RT/9 goes on by 7 days")});
    for (const char* rule : {"s38-secrecy", "s39-collection"}) {
        CAPTURE(rule);
        CHECK(std::ranges::count(timers, rule, &Timer::rule) == 2);
        CHECK(std::ranges::count_if(timers, [&](const Timer& each) { return each.rule == rule && each.is_open(); }) ==
              1);
    }
    const auto collection =
        std::ranges::find_if(timers, [](const Timer& each) { return each.rule == "s39-collection" && each.is_open(); });
    REQUIRE(collection != timers.end());
    CHECK(collection->due.due_at == "2026-12-09T00:00:00Z");
}

TEST_CASE("only a limit is extended") {
    const auto law = parse_law(
        R"({"law":"x","version":1,"act":"X","title":"x","schemes":{},"notice":"x","offences":[],"procedure":[)"
        R"({"section":"1","bill":"1","title":"x","text":"x","source":"x","confirmed":true,"timers":[{"id":"t",)"
        R"("title":"x","nature":"duty","hours":1,"starts":[],"closes":[{"type":"court.order","by":"number",)"
        R"("extends":true}]}]}]})");
    REQUIRE_FALSE(law);
    CHECK(law.error().what.find("`extends` is for a limit") != std::string::npos);
}

TEST_CASE("a refused image goes to the Court within 7 days, or is handed over; real-time collection ends after 7") {
    Story story;
    Event refusal =
        story.event(story.unit.officer, "investigating_officer", "note.add", "RV/1", example_body("note.add"));
    refusal.time = "2026-11-26T09:15:00Z";
    CHECK(running({refusal}).empty());
    refusal.purpose = "s36-refusal";
    CHECK(timer(running({refusal}), "s36-refusal")->due.due_at == "2026-12-03T09:15:00Z");
    Event copy = story.event(story.unit.examiner, "examiner", "copy.create", "RV/1", example_body("copy.create"));
    copy.time = "2026-11-30T00:00:00Z";
    CHECK(timer(running({refusal, copy}), "s36-refusal")->due.done_at == "2026-11-30T00:00:00Z");

    Event warrant =
        story.event(story.unit.officer, "investigating_officer", "authority.add", "", example_body("authority.add"));
    warrant.time = "2026-11-26T09:15:00Z";
    CHECK(timer(running({warrant}), "s39-collection") == nullptr);
    warrant.body.set("kind", "real_time_warrant");
    CHECK(timer(running({warrant}), "s39-collection")->due.due_at == "2026-12-03T09:15:00Z");
}

TEST_CASE("a laboratory's own catalogue takes the place of the one built in, and a slip in it is named") {
    char name[] = "/tmp/sanad-law-XXXXXX";
    const std::filesystem::path folder = ::mkdtemp(name);
    const std::string mine =
        R"({"law":"pakistan","version":2,"act":"PECA","title":"as amended","schemes":{},"notice":"ours",)"
        R"("offences":[{"section":"3","title":"Access","as_amended":"2027-01-01","source":"Gazette","confirmed":true,)"
        R"("punishment":{"prison_months":6}}],"procedure":[]})";
    std::ofstream{folder / "mine.json"} << mine;
    auto laws = load_laws(folder);
    REQUIRE(laws);
    REQUIRE(laws->size() == 1);
    CHECK(laws->front().version == 2);
    CHECK(laws->front().offence("3", "act-2016")->punishment.text() == "6 months");

    std::ofstream{folder / "mine.json"} << mine.substr(0, mine.find("Gazette")) + R"(","confirmed":true}]})";
    laws = load_laws(folder);
    REQUIRE_FALSE(laws);
    CHECK(laws.error().what.find("mine.json: offences[0]: `source` is not a text") != std::string::npos);
    std::filesystem::remove_all(folder);
}
