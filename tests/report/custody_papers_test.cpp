#include "core/report/custody_papers.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/report/sample_papers.hpp"

using namespace sanad;
using namespace sanad::tests;

namespace {

std::string plain(const Text& text) {
    std::string words;
    for (const Run& run : text.runs) words += run.text;
    return words;
}

std::vector<Fact> facts_of(const Sheet& sheet) {
    std::vector<Fact> all = sheet.references;
    for (const Block& block : sheet.blocks) {
        if (const auto* facts = std::get_if<Facts>(&block))
            all.insert(all.end(), facts->rows.begin(), facts->rows.end());
    }
    return all;
}

std::optional<Fact> fact(const Sheet& sheet, Word label) {
    for (const Fact& one : facts_of(sheet)) {
        if (one.label == say(label, sheet.language)) return one;
    }
    return {};
}

std::size_t red_facts(const Sheet& sheet) {
    const auto all = facts_of(sheet);
    return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [](const Fact& one) { return one.red; }));
}

std::string red_paragraphs(const Sheet& sheet) {
    std::string all;
    for (const Block& block : sheet.blocks) {
        const auto* paragraph = std::get_if<Paragraph>(&block);
        if (paragraph && paragraph->emphasis == Emphasis::red) all += plain(paragraph->text) + "\n";
    }
    return all;
}

template <class Wanted>
const Wanted* first(const Sheet& sheet) {
    for (const Block& block : sheet.blocks) {
        if (const auto* found = std::get_if<Wanted>(&block)) return found;
    }
    return nullptr;
}

std::vector<Sheet> empty_papers(Language language) {
    return {seizure_memo({}, language), transfer_slip({}, language), custody_log({}, language),
            court_certificate({}, language), destruction_record({}, language)};
}

}  // namespace

TEST_CASE("a complete memo has nothing red; what the record lacks is printed in red by its name") {
    for (const Language language : {Language::english, Language::urdu}) {
        SeizureMemo memo = sample_memo();
        CHECK(red_facts(seizure_memo(memo, language)) == 0);
        const auto lacking = [&](auto change, Word label) {
            SeizureMemo changed = sample_memo();
            change(changed);
            const Sheet sheet = seizure_memo(changed, language);
            const auto all = facts_of(sheet);
            const bool red = std::any_of(all.begin(), all.end(), [&](const Fact& one) {
                return one.red && one.label == say(label, language) &&
                       plain(one.value) == say(Word::not_recorded, language);
            });
            CHECK_MESSAGE(red, std::string{say(label, Language::english)});
            CHECK(red_facts(sheet) == 1);
        };
        lacking([](SeizureMemo& m) { m.place = ""; }, Word::place_of_seizure);
        lacking([](SeizureMemo& m) { m.holder = {}; }, Word::holder);
        lacking([](SeizureMemo& m) { m.seized_by = {}; }, Word::seized_by);
        lacking([](SeizureMemo& m) { m.witnesses.pop_back(); }, Word::second_witness);
        lacking([](SeizureMemo& m) { m.copy_given_to = ""; }, Word::copy_given_to);
        lacking([](SeizureMemo& m) { m.head.fir_number = ""; }, Word::fir_number);
        lacking([](SeizureMemo& m) { m.head.offences.clear(); }, Word::offences);
        lacking([](SeizureMemo& m) { m.items[0].serial = ""; }, Word::serial);
        lacking([](SeizureMemo& m) { m.items[0].make = ""; }, Word::make);
        lacking([](SeizureMemo& m) { m.items[0].condition = m.items[0].condition_text = ""; }, Word::condition);
        lacking([](SeizureMemo& m) { m.items[0].power = ""; }, Word::power_state);
        lacking([](SeizureMemo& m) { m.items[0].network = ""; }, Word::network_state);
        lacking([](SeizureMemo& m) { m.items[0].seal.seal_no = ""; }, Word::seal_no);
        lacking([](SeizureMemo& m) { m.items[0].seal.bag_no = ""; }, Word::bag_no);
        lacking([](SeizureMemo& m) { m.items[0].photographs = 0; }, Word::photographs);
        lacking([](SeizureMemo& m) { m.items[1].imei.clear(); }, Word::imei);  // of a phone only
        lacking([](SeizureMemo& m) { m.authority.number = ""; }, Word::authority_number);
        lacking([](SeizureMemo& m) { m.authority.scope = ""; }, Word::authority_scope);
    }
}

TEST_CASE("an empty record gives a paper that is red all over, in both languages, and signs nothing") {
    for (const Language language : {Language::english, Language::urdu}) {
        for (const Sheet& sheet : empty_papers(language)) {
            CAPTURE(plain(sheet.title));
            CHECK(red_facts(sheet) >= 5);
            CHECK(first<ReceiptBox>(sheet) == nullptr);
        }
    }
}

TEST_CASE("times stand in the zone of the place and in UTC") {
    const auto time = fact(seizure_memo(sample_memo(), Language::english), Word::time_of_seizure);
    REQUIRE(time);
    CHECK(plain(time->value) == "2026-09-06 09:30:00 +05:00 (2026-09-06T04:30:00Z)");
    SeizureMemo memo = sample_memo();
    memo.time.offset_minutes = -210;
    CHECK(plain(fact(seizure_memo(memo, Language::english), Word::time_of_seizure)->value) ==
          "2026-09-06 01:00:00 -03:30 (2026-09-06T04:30:00Z)");
    memo.time = {Timestamp{INT64_MAX}, 600};
    CHECK(!plain(fact(seizure_memo(memo, Language::english), Word::time_of_seizure)->value).empty());
}

TEST_CASE("an entry made more than 24 hours after the seizure is called late") {
    SeizureMemo memo = sample_memo();
    memo.recorded = Moment{Timestamp{memo.time.time.ns + std::int64_t{86400} * 1'000'000'000}, 300};
    CHECK(red_facts(seizure_memo(memo, Language::english)) == 0);
    ++memo.recorded->time.ns;
    const Sheet late = seizure_memo(memo, Language::english);
    CHECK(red_facts(late) == 2);
    CHECK(fact(late, Word::recorded_at)->red);
}

TEST_CASE("what was taken without authority says so in red, with the reason") {
    SeizureMemo memo = sample_memo();
    memo.authority = {};
    memo.authority.override_reason = "evidence was being wiped";
    CHECK(red_paragraphs(seizure_memo(memo, Language::english)).find("Reason given: evidence was being wiped") !=
          std::string::npos);
    CHECK(red_paragraphs(seizure_memo(sample_memo(), Language::english)).empty());
}

TEST_CASE("a broken seal, a different digest and a refusal are red on the slip") {
    const Sheet sheet = transfer_slip(sample_slip(), Language::english);
    const Table* table = first<Table>(sheet);
    REQUIRE(table);
    REQUIRE(table->rows.size() == 2);
    CHECK_FALSE(table->rows[0].red);
    CHECK(table->rows[1].red);  // its seal is broken
    CHECK(red_facts(sheet) == 0);
    TransferSlip slip = sample_slip();
    slip.items[0].digest_agrees = false;
    slip.received.reset();
    const Sheet worse = transfer_slip(slip, Language::english);
    CHECK(plain(fact(worse, Word::result)->value).starts_with("DIFFERS"));
    CHECK(fact(worse, Word::result)->red);
    CHECK(fact(worse, Word::received_at)->red);
    slip.refused_because = "seal torn";
    const Sheet refused = transfer_slip(slip, Language::english);
    CHECK(red_paragraphs(refused).find("seal torn") != std::string::npos);
    CHECK_FALSE(fact(refused, Word::received_at));
    const Signatures* signatures = first<Signatures>(refused);
    REQUIRE(signatures);
    CHECK(signatures->people.size() == 2);
}

TEST_CASE("a gap in custody is counted, red, and said in words; none is said as well") {
    const Sheet sheet = custody_log(sample_log(), Language::english);
    CHECK(plain(fact(sheet, Word::gaps_count)->value) == "1");
    CHECK(fact(sheet, Word::gaps_count)->red);
    CHECK_FALSE(fact(sheet, Word::overlaps_count)->red);
    CHECK(plain(fact(sheet, Word::events_count)->value) == "8");
    CHECK(red_paragraphs(sheet) == std::string{say(Word::gap_warning, Language::english)} + "\n");
    const Table* table = first<Table>(sheet);
    REQUIRE(table);
    CHECK(table->rows[2].red);
    CHECK(plain(table->rows[2].cells[6]).starts_with("GAP · no custodian"));
    CHECK(plain(table->rows[3].cells[5]) == "1 d 23 h 38 min 20 s");
    CustodyLog log = sample_log();
    std::erase_if(log.rows, [](const CustodyRow& row) { return row.mark == CustodyRow::Mark::gap; });
    const Sheet whole = custody_log(log, Language::english);
    CHECK(red_paragraphs(whole).empty());
    CHECK_FALSE(fact(whole, Word::gaps_count)->red);
}

TEST_CASE("a certificate claims a working system only when a passed self-test and no fault are on record") {
    const auto claims = [](const CourtCertificate& paper) {
        const Sheet sheet = court_certificate(paper, Language::english);
        return std::any_of(sheet.blocks.begin(), sheet.blocks.end(), [](const Block& block) {
            const auto* paragraph = std::get_if<Paragraph>(&block);
            return paragraph && plain(paragraph->text) == say(Word::working_properly, Language::english);
        });
    };
    CourtCertificate paper = sample_certificate();
    CHECK(claims(paper));
    CHECK(red_paragraphs(court_certificate(paper, Language::english)).empty());
    paper.self_test->failure = "known image differs";
    CHECK_FALSE(claims(paper));
    paper.self_test.reset();
    CHECK_FALSE(claims(paper));
    paper = sample_certificate();
    paper.known_faults = {"disk 2 reported errors"};
    CHECK_FALSE(claims(paper));
    CHECK(red_paragraphs(court_certificate(paper, Language::english)).find("disk 2 reported errors") !=
          std::string::npos);
    paper = sample_certificate();
    paper.clock_checks.clear();
    CHECK(red_paragraphs(court_certificate(paper, Language::english)).find("clock") != std::string::npos);
}

TEST_CASE("digests that differ, copies without write protection and unread sectors are red in a certificate") {
    CourtCertificate paper = sample_certificate();
    CHECK(red_facts(court_certificate(paper, Language::english)) == 0);
    paper.digests[0].recomputed.back() = '0';
    CHECK(red_facts(court_certificate(paper, Language::english)) == 1);
    paper.write_protection = "";
    paper.write_protection_reason = "soldered storage";
    CHECK(fact(court_certificate(paper, Language::english), Word::write_protection)->red);
    paper.unreadable_sectors = 3;
    CHECK(fact(court_certificate(paper, Language::english), Word::unreadable_sectors)->red);
    paper.unavoidable_changes = {"clock of the phone set"};
    CHECK(fact(court_certificate(paper, Language::english), Word::unavoidable_changes)->red);
    CHECK(red_facts(court_certificate(paper, Language::english)) == 4);
}

TEST_CASE("certificate and custody record say what they cannot show") {
    for (const Language language : {Language::english, Language::urdu}) {
        for (const Sheet& sheet :
             {court_certificate(sample_certificate(), language), custody_log(sample_log(), language)}) {
            CHECK(std::any_of(sheet.blocks.begin(), sheet.blocks.end(), [&](const Block& block) {
                const auto* paragraph = std::get_if<Paragraph>(&block);
                return paragraph && plain(paragraph->text) == say(Word::cannot_show_text, language);
            }));
        }
    }
}

TEST_CASE("no destruction without an order, two persons and a method in black on white") {
    CHECK(red_facts(destruction_record(sample_destruction(), Language::english)) == 0);
    DestructionRecord record = sample_destruction();
    record.order_id = "";
    record.second = {};
    record.method = "";
    const Sheet sheet = destruction_record(record, Language::english);
    CHECK(red_facts(sheet) == 3);
    CHECK(fact(sheet, Word::court_order_id)->red);
    CHECK(fact(sheet, Word::destruction_second)->red);
}

TEST_CASE("an agency that nobody vouches for is no police station") {
    SeizureMemo memo;
    memo.head.police_station = "unattested";
    for (const Language language : {Language::english, Language::urdu}) {
        const Sheet sheet = seizure_memo(memo, language);
        const auto station = fact(sheet, Word::police_station);
        REQUIRE(station);
        CHECK(station->red);
        CHECK(plain(station->value) == say(Word::not_recorded, language));
    }
    memo.head.police_station = "Cyber Crime Circle, Lahore";
    CHECK(plain(fact(seizure_memo(memo, Language::english), Word::police_station)->value) ==
          "Cyber Crime Circle, Lahore");
}

TEST_CASE("draft, training and unattested papers are marked; the receipt is on the paper with its square") {
    SeizureMemo memo = sample_memo();
    memo.head.draft = true;
    memo.head.training = true;
    const Sheet sheet = seizure_memo(memo, Language::english);
    CHECK(sheet.watermark == "DRAFT");
    CHECK(sheet.banner.find("TRAINING") == 0);
    CHECK(sheet.banner.find("UNATTESTED") != std::string::npos);
    CHECK(sheet.created == "2026-09-08T10:05:00Z");
    const ReceiptBox* box = first<ReceiptBox>(sheet);
    REQUIRE(box);
    CHECK(box->code == memo.head.receipt->code);
    CHECK(box->qr_payload == memo.head.receipt->qr_payload);
}
