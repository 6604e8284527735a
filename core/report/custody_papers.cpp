#include "core/report/custody_papers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/report/custody_paper_parts.hpp"

namespace sanad {
namespace {

using papers::Writer;

constexpr std::int64_t late_after_ns = std::int64_t{24} * 3600 * 1'000'000'000;

std::string joined(const std::vector<std::string>& parts) {
    std::string whole;
    for (const std::string& part : parts) whole += (whole.empty() ? "" : ", ") + part;
    return whole;
}

Text condition_of(const Writer& writer, const std::string& condition, const std::string& more) {
    if (condition == "other" && !more.empty()) return token(more);
    Text text = writer.term(condition);
    if (more.empty()) return text;
    if (!text.empty()) text.runs.push_back({"; ", Run::Kind::words});
    text.runs.push_back({more, Run::Kind::token});
    return text;
}

/// Of a thing that somebody made they must be there; data have none.
void make_and_serial(const Writer& writer, const ItemFacts& item, std::vector<Fact>& facts) {
    if (item.kind == "image" || item.kind == "logical_data" || item.kind == "cloud_account") {
        writer.may(facts, Word::make, token(item.make));
        writer.may(facts, Word::model, token(item.model));
        writer.may(facts, Word::serial, code_text(item.serial));
        return;
    }
    facts.push_back(writer.must(Word::make, token(item.make)));
    facts.push_back(writer.must(Word::model, token(item.model)));
    facts.push_back(writer.must(Word::serial, code_text(item.serial)));
}

void item_facts(Writer& writer, const ItemFacts& item) {
    std::vector<Fact> facts{writer.must(Word::item_no, code_text(item.item_no)),
                            writer.must(Word::kind, writer.term(item.kind))};
    writer.may(facts, Word::exhibit_no, code_text(item.exhibit_no));
    facts.push_back(writer.must(Word::quantity, std::to_string(item.quantity)));
    make_and_serial(writer, item, facts);
    if (item.kind == "phone" || !item.imei.empty())
        facts.push_back(writer.must(Word::imei, code_text(joined(item.imei))));
    if (item.kind == "sim" || !item.iccid.empty())
        facts.push_back(writer.must(Word::iccid, code_text(joined(item.iccid))));
    if (item.capacity_bytes) facts.push_back(writer.must(Word::capacity, writer.bytes(*item.capacity_bytes)));
    facts.push_back(writer.must(Word::condition, condition_of(writer, item.condition, item.condition_text)));
    facts.push_back(writer.must(Word::power_state, writer.term(item.power)));
    writer.may(facts, Word::screen_state, writer.term(item.screen));
    facts.push_back(writer.must(Word::network_state, writer.term(item.network)));
    facts.push_back(writer.must(Word::bag_no, code_text(item.seal.bag_no)));
    facts.push_back(writer.must(Word::seal_no, code_text(item.seal.seal_no)));
    facts.push_back(
        writer.must(Word::photographs, item.photographs > 0 ? Text{std::to_string(item.photographs)} : Text{}));
    writer.facts(std::move(facts), true);
    std::vector<Fact> wide{writer.must(Word::description, token(item.description))};
    for (const DigestFact& digest : item.digests) {
        wide.push_back({digest.over.empty() ? digest.algorithm : fmt::format("{} ({})", digest.algorithm, digest.over),
                        code_text(digest.hex), digest.hex.empty()});
    }
    writer.facts(std::move(wide));
}

void authority_facts(Writer& writer, const Authority& authority) {
    writer.heading(Word::authority);
    if (!authority.override_reason.empty()) {
        writer.paragraph(writer.phrase(Word::authority_missing, {{authority.override_reason, Run::Kind::token}}),
                         Emphasis::red);
        if (authority.kind.empty()) return;
    }
    std::vector<Fact> facts{writer.must(Word::authority_kind, writer.term(authority.kind)),
                            writer.must(Word::authority_number, token(authority.number)),
                            writer.must(Word::authority_issuer, token(authority.issuer)),
                            writer.must(Word::authority_date, token(authority.date)),
                            writer.must(Word::authority_section, token(authority.section)),
                            writer.must(Word::authority_expiry, token(authority.expiry))};
    writer.facts(std::move(facts), true);
    writer.facts({writer.must(Word::authority_scope, token(authority.scope))});
}

/// The number of an item and of what closes it, for the rows of tables.
Text seal_text(const Writer& writer, const SealFacts& seal) {
    std::vector<Run> runs;
    if (!seal.seal_no.empty()) runs.push_back({seal.seal_no, Run::Kind::code});
    if (!seal.state.empty()) {
        if (!runs.empty()) runs.push_back({" · ", Run::Kind::words});
        const Text state = writer.term(seal.state);
        runs.insert(runs.end(), state.runs.begin(), state.runs.end());
    }
    if (!seal.bag_no.empty()) {
        if (!runs.empty()) runs.push_back({" · ", Run::Kind::words});
        runs.push_back({seal.bag_no, Run::Kind::code});
    }
    return runs.empty() ? Text{writer.words(Word::not_recorded)} : Text{std::move(runs)};
}

bool seal_is_wrong(const SealFacts& seal) {
    return seal.seal_no.empty() || seal.state == "broken" || seal.state == "missing" || seal.state == "replaced";
}

Text or_not_recorded(const Writer& writer, Text text) {
    return writer.must(Word::notes, std::move(text)).value;
}

}  // namespace

// ---- seizure memo --------------------------------------------------------------------------------------------------

Sheet seizure_memo(const SeizureMemo& memo, Language language) {
    Writer writer{memo.head, language, Word::seizure_memo, Word::seizure_memo_subtitle};

    writer.heading(Word::circumstances);
    std::vector<Fact> facts{writer.must(Word::time_of_seizure, writer.moment(memo.time)),
                            writer.must(Word::place_of_seizure, token(memo.place)),
                            writer.must(Word::holder, writer.person(memo.holder)),
                            writer.must(Word::seized_by, writer.person(memo.seized_by))};
    if (memo.recorded) {
        const bool late =
            memo.recorded->time.ns > memo.time.time.ns && memo.recorded->time.ns - memo.time.time.ns > late_after_ns;
        facts.push_back(writer.must(Word::recorded_at, writer.moment(*memo.recorded)));
        if (late) {
            facts.back().red = true;
            facts.push_back({writer.words(Word::notes), writer.words(Word::recorded_late), true});
        }
    }
    const Word nth[] = {Word::first_witness, Word::second_witness};
    for (std::size_t i = 0; i < 2; ++i) {
        facts.push_back(writer.must(nth[i], i < memo.witnesses.size() ? writer.person(memo.witnesses[i]) : Text{}));
    }
    for (std::size_t i = 2; i < memo.witnesses.size(); ++i) {
        facts.push_back(writer.must(Word::further_witness, writer.person(memo.witnesses[i])));
    }
    facts.push_back(writer.must(Word::copy_given_to, token(memo.copy_given_to)));
    writer.facts(std::move(facts));

    authority_facts(writer, memo.authority);

    writer.heading(Word::items_seized);
    for (const ItemFacts& item : memo.items) {
        if (&item != &memo.items.front()) writer.add(Space{6});
        item_facts(writer, item);
    }
    if (memo.items.empty()) writer.paragraph(writer.words(Word::not_recorded), Emphasis::red);

    writer.notes(memo.notes);
    writer.heading(Word::signatures);
    Signatures signatures;
    signatures.statement = writer.words(Word::seizure_declaration);
    signatures.people.push_back(writer.signature(Word::seized_by, memo.seized_by));
    signatures.people.push_back(writer.signature(Word::holder, memo.holder));
    for (std::size_t i = 0; i < std::max<std::size_t>(2, memo.witnesses.size()); ++i) {
        signatures.people.push_back(writer.signature(i < 2 ? nth[i] : Word::further_witness,
                                                     i < memo.witnesses.size() ? memo.witnesses[i] : Person{}));
    }
    writer.add(std::move(signatures));
    return writer.finish();
}

// ---- transfer slip -------------------------------------------------------------------------------------------------

Sheet transfer_slip(const TransferSlip& slip, Language language) {
    Writer writer{slip.head, language, Word::transfer_slip, Word::transfer_slip_subtitle};

    writer.heading(Word::handover);
    if (!slip.refused_because.empty()) {
        writer.paragraph(writer.phrase(Word::refused, {{slip.refused_because, Run::Kind::token}}), Emphasis::red);
    }
    std::vector<Fact> facts{writer.must(Word::released_by, writer.person(slip.from)),
                            writer.must(Word::received_by, writer.person(slip.to)),
                            writer.must(Word::offered_at, writer.moment(slip.offered))};
    if (slip.received) {
        facts.push_back(writer.must(Word::received_at, writer.moment(*slip.received)));
    } else if (slip.refused_because.empty()) {
        facts.push_back({writer.words(Word::received_at), writer.words(Word::not_received), true});
    }
    facts.push_back(writer.must(Word::place, token(slip.place)));
    facts.push_back(writer.must(Word::purpose, token(slip.purpose)));
    facts.push_back(writer.must(Word::transport, writer.term(slip.transport)));
    if (slip.transport != "hand" && slip.transport != "network") {
        facts.push_back(writer.must(Word::courier, token(slip.courier_no)));
    }
    writer.facts(std::move(facts));

    writer.heading(Word::items_transferred);
    Table table;
    table.columns = {{writer.words(Word::item_no), 1.2},
                     {writer.words(Word::description), 3},
                     {writer.words(Word::condition), 1.6},
                     {writer.words(Word::seal_as_seen), 2}};
    for (const TransferredItem& item : slip.items) {
        table.rows.push_back(
            {{or_not_recorded(writer, code_text(item.item_no)), or_not_recorded(writer, token(item.description)),
              or_not_recorded(writer, writer.term(item.condition)), seal_text(writer, item.seal)},
             seal_is_wrong(item.seal) || item.condition.empty()});
    }
    writer.add(std::move(table));

    std::vector<Fact> digests;
    for (const TransferredItem& item : slip.items) {
        if (item.sha256.empty()) continue;
        digests.push_back({fmt::format("SHA-256 · {}", item.item_no), code_text(item.sha256), false});
        if (!item.digest_agrees) continue;
        digests.push_back({writer.words(Word::result),
                           writer.words(*item.digest_agrees ? Word::digest_agrees : Word::digest_differs),
                           !*item.digest_agrees});
    }
    writer.facts(std::move(digests));

    writer.notes(slip.notes);
    writer.heading(Word::signatures);
    writer.add(
        Signatures{slip.refused_because.empty() ? Text{writer.words(Word::transfer_declaration)} : Text{},
                   {writer.signature(Word::released_by, slip.from), writer.signature(Word::received_by, slip.to)}});
    return writer.finish();
}

// ---- custody log ---------------------------------------------------------------------------------------------------

namespace {

Word word_of(CustodyRow::Mark mark) {
    switch (mark) {
        case CustodyRow::Mark::gap:
            return Word::gap;
        case CustodyRow::Mark::overlap:
            return Word::overlap;
        case CustodyRow::Mark::correction:
            return Word::correction;
        case CustodyRow::Mark::late:
            return Word::late;
        case CustodyRow::Mark::failed:
            return Word::failed;
        case CustodyRow::Mark::none:
            break;
    }
    return Word::remarks;
}

/// Place, seal, remark, the mark first.
Text remarks_of(const Writer& writer, const CustodyRow& row) {
    std::vector<Run> runs;
    const auto next = [&](std::vector<Run> more) {
        if (!runs.empty()) runs.push_back({" · ", Run::Kind::words});
        runs.insert(runs.end(), more.begin(), more.end());
    };
    if (row.mark != CustodyRow::Mark::none) next({{writer.words(word_of(row.mark)), Run::Kind::words}});
    if (!row.place.empty()) next({{row.place, Run::Kind::token}});
    if (!row.seal_no.empty())
        next({{writer.words(Word::seal_no) + " ", Run::Kind::words}, {row.seal_no, Run::Kind::code}});
    if (!row.remark.empty()) next(row.remark.runs);
    return Text{std::move(runs)};
}

}  // namespace

Sheet custody_log(const CustodyLog& log, Language language) {
    Writer writer{log.head, language, Word::custody_log, Word::custody_log_subtitle};

    writer.heading(Word::item);
    std::vector<Fact> facts{writer.must(Word::item_no, code_text(log.item.item_no)),
                            writer.must(Word::kind, writer.term(log.item.kind))};
    make_and_serial(writer, log.item, facts);
    facts.push_back(writer.must(Word::present_custodian, token(log.present_custodian)));
    writer.facts(std::move(facts), true);
    std::vector<Fact> wide{writer.must(Word::description, token(log.item.description))};
    for (const DigestFact& digest : log.item.digests)
        wide.push_back({digest.algorithm, code_text(digest.hex), digest.hex.empty()});
    writer.facts(std::move(wide));

    const auto marked = [&](CustodyRow::Mark mark) {
        std::uint64_t count = 0;
        for (const CustodyRow& row : log.rows) count += row.mark == mark ? 1 : 0;
        return count;
    };
    const auto entries = [&] {
        std::uint64_t count = 0;
        for (const CustodyRow& row : log.rows) count += row.entry != 0 ? 1 : 0;
        return count;
    };
    writer.heading(Word::custody_summary);
    const std::uint64_t gaps = marked(CustodyRow::Mark::gap);
    const std::uint64_t overlaps = marked(CustodyRow::Mark::overlap);
    writer.facts({{writer.words(Word::gaps_count), std::to_string(gaps), gaps > 0},
                  {writer.words(Word::overlaps_count), std::to_string(overlaps), overlaps > 0},
                  {writer.words(Word::corrections_count), std::to_string(marked(CustodyRow::Mark::correction)), false},
                  {writer.words(Word::late_count), std::to_string(marked(CustodyRow::Mark::late)), false},
                  {writer.words(Word::events_count), std::to_string(entries()), false}},
                 true);
    if (gaps + overlaps > 0) {
        writer.paragraph(Word::gap_warning, Emphasis::red);
    } else {
        writer.paragraph(Word::no_gap);
    }

    writer.heading(Word::custody_line);
    Table table;
    table.columns = {{writer.words(Word::entry), 0.75, Column::Align::middle},
                     {writer.words(Word::event), 1.2},
                     {writer.words(Word::date_and_time), 1.75},
                     {writer.words(Word::from_person), 1.5},
                     {writer.words(Word::to_person), 1.5},
                     {writer.words(Word::held_for), 1.2},
                     {writer.words(Word::remarks), 2.2}};
    for (const CustodyRow& row : log.rows) {
        table.rows.push_back({{row.entry != 0 ? Text{std::to_string(row.entry)} : Text{}, writer.term(row.event),
                               writer.local_moment(row.time), token(row.from), token(row.to),
                               row.held_seconds ? writer.duration(*row.held_seconds) : Text{}, remarks_of(writer, row)},
                              row.mark != CustodyRow::Mark::none});
    }
    writer.add(std::move(table));

    Table digests;
    digests.columns = {{writer.words(Word::entry), 1, Column::Align::middle},
                       {writer.words(Word::time_utc), 2},
                       {writer.words(Word::entry_digest), 6.5}};
    for (const CustodyRow& row : log.rows) {
        if (row.entry == 0) continue;
        digests.rows.push_back(
            {{std::to_string(row.entry), token(iso8601(row.time.time)), or_not_recorded(writer, code_text(row.digest))},
             row.digest.empty()});
    }
    if (!digests.rows.empty()) {
        writer.heading(Word::entry_digest);
        writer.add(std::move(digests));
    }
    writer.heading(Word::cannot_show);
    writer.paragraph(Word::cannot_show_text);
    return writer.finish();
}

// ---- certificate for the court -------------------------------------------------------------------------------------

namespace {

void copy_facts(Writer& writer, const CourtCertificate& certificate) {
    writer.heading(Word::certified_item);
    const ItemFacts& item = certificate.item;
    std::vector<Fact> short_facts{writer.must(Word::item_no, code_text(item.item_no)),
                                  writer.must(Word::exhibit_no, code_text(item.exhibit_no)),
                                  writer.must(Word::kind, writer.term(item.kind))};
    make_and_serial(writer, item, short_facts);
    writer.facts(std::move(short_facts), true);
    std::vector<Fact> facts{writer.must(Word::description, token(item.description)),
                            writer.must(Word::acquired_at, writer.moment(certificate.acquired)),
                            writer.must(Word::acquired_by, writer.person(certificate.acquired_by)),
                            writer.must(Word::acquisition_method, writer.term(certificate.acquisition_method))};
    if (!certificate.write_protection.empty()) {
        facts.push_back(writer.must(Word::write_protection, token(certificate.write_protection)));
    } else if (!certificate.write_protection_reason.empty()) {
        facts.push_back(
            {writer.words(Word::write_protection),
             writer.phrase(Word::write_protection_none, {{certificate.write_protection_reason, Run::Kind::token}}),
             true});
    } else {
        facts.push_back(writer.must(Word::write_protection, {}));
    }
    facts.push_back(writer.must(Word::unreadable_sectors, certificate.unreadable_sectors
                                                              ? Text{std::to_string(*certificate.unreadable_sectors)}
                                                              : Text{}));
    if (certificate.unreadable_sectors.value_or(0) > 0) facts.back().red = true;
    if (certificate.unavoidable_changes.empty()) {
        facts.push_back({writer.words(Word::unavoidable_changes), writer.words(Word::none_on_record), false});
    }
    for (const std::string& change : certificate.unavoidable_changes) {
        facts.push_back({writer.words(Word::unavoidable_changes), token(change), true});
    }
    facts.push_back(writer.must(Word::image_format, token(certificate.image_format)));
    facts.push_back(
        writer.must(Word::image_size, certificate.image_size > 0 ? writer.bytes(certificate.image_size) : Text{}));
    for (const ImageFile& file : certificate.image_files) {
        Text text = code_text(file.path);
        text.runs.push_back({" · ", Run::Kind::words});
        const Text size = writer.bytes(file.size);
        text.runs.insert(text.runs.end(), size.runs.begin(), size.runs.end());
        facts.push_back({writer.words(Word::image_files), std::move(text), false});
    }
    writer.facts(std::move(facts));
}

void integrity_facts(Writer& writer, const CourtCertificate& certificate) {
    writer.heading(Word::integrity);
    std::vector<Fact> facts{writer.must(Word::recomputed_at, writer.moment(certificate.recomputed))};
    for (const ComparedDigest& digest : certificate.digests) {
        const auto label = [&](Word word) { return fmt::format("{} · {}", digest.algorithm, writer.words(word)); };
        const bool compared = !digest.at_acquisition.empty() && !digest.recomputed.empty();
        const bool equal = compared && digest.at_acquisition == digest.recomputed;
        for (const auto& [word, hex] :
             {std::pair{Word::at_acquisition, digest.at_acquisition}, std::pair{Word::recomputed, digest.recomputed}}) {
            Fact fact = writer.must(word, code_text(hex));
            fact.label = label(word);
            facts.push_back(std::move(fact));
        }
        if (compared) {
            facts.push_back({label(Word::result), writer.words(equal ? Word::equal : Word::different), !equal});
        }
    }
    if (certificate.digests.empty()) facts.push_back(writer.must(Word::digests, {}));
    writer.facts(std::move(facts));
    writer.heading(Word::how_hashed);
    writer.paragraph(Word::how_hashed_text);
}

void system_facts(Writer& writer, const CourtCertificate& certificate) {
    writer.heading(Word::system_state);
    std::vector<Fact> facts{writer.must(Word::computer, token(certificate.computer)),
                            writer.must(Word::operating_system, token(certificate.operating_system)),
                            writer.must(Word::tool, token(certificate.tool)),
                            writer.must(Word::tool_version, token(certificate.tool_version)),
                            writer.must(Word::tool_digest, code_text(certificate.tool_sha256)),
                            writer.must(Word::bundle_verifier, code_text(certificate.bundle_verifier_sha256)),
                            writer.must(Word::validation, token(certificate.validation_record))};
    if (!certificate.self_test) {
        facts.push_back(writer.must(Word::self_test, {}));
    } else {
        const SelfTest& test = *certificate.self_test;
        const Run when{writer.moment(test.time).runs.front()};
        const bool passed = test.failure.empty();
        facts.push_back(
            {writer.words(Word::self_test),
             passed ? writer.phrase(Word::self_test_passed, {when, {std::to_string(test.checks), Run::Kind::words}})
                    : writer.phrase(Word::self_test_failed, {when, {test.failure, Run::Kind::token}}),
             !passed});
    }
    writer.facts(std::move(facts));

    if (certificate.clock_checks.empty()) {
        writer.paragraph(writer.words(Word::no_clock_check), Emphasis::red);
    } else {
        Table table;
        table.columns = {{writer.words(Word::clock_checked_at), 3},
                         {writer.words(Word::clock_source), 2},
                         {writer.words(Word::clock_offset), 1.5, Column::Align::end}};
        for (const ClockCheck& check : certificate.clock_checks) {
            Text source = writer.term(check.source);
            if (!check.against.empty()) {
                source.runs.push_back({" · ", Run::Kind::words});
                source.runs.push_back({check.against, Run::Kind::token});
            }
            table.rows.push_back({{writer.moment(check.time), std::move(source),
                                   writer.phrase(Word::milliseconds,
                                                 {{fmt::format("{:+}", check.offset_milliseconds), Run::Kind::token}})},
                                  false});
        }
        writer.heading(Word::clock_checks);
        writer.add(std::move(table));
    }

    // A statement that nobody can make from what is on record is not printed for signing.
    const bool tested = certificate.self_test && certificate.self_test->failure.empty();
    if (!certificate.known_faults.empty()) {
        std::string faults;
        for (const std::string& fault : certificate.known_faults) faults += (faults.empty() ? "" : "; ") + fault;
        writer.paragraph(writer.phrase(Word::not_working_properly, {{faults, Run::Kind::token}}), Emphasis::red);
    } else if (tested) {
        writer.paragraph(Word::working_properly);
    } else {
        writer.paragraph(writer.words(Word::working_not_shown), Emphasis::red);
    }
}

}  // namespace

Sheet court_certificate(const CourtCertificate& certificate, Language language) {
    Writer writer{certificate.head, language, Word::court_certificate, Word::court_certificate_subtitle};
    writer.facts({writer.must(Word::court, token(certificate.court)),
                  writer.must(Word::case_title, token(certificate.case_title)),
                  writer.must(Word::certified_by, writer.person(certificate.certifier)),
                  writer.must(Word::qualification, token(certificate.qualification))});
    copy_facts(writer, certificate);
    integrity_facts(writer, certificate);
    system_facts(writer, certificate);

    writer.heading(Word::ledger_state);
    std::vector<Fact> ledger{
        writer.must(Word::ledger_entries,
                    certificate.ledger_entries > 0 ? Text{std::to_string(certificate.ledger_entries)} : Text{}),
        writer.must(Word::ledger_signers, token(joined(certificate.signers)))};
    const auto none = Text{writer.words(Word::none_on_record)};
    ledger.push_back({writer.words(Word::ledger_witnesses),
                      certificate.ledger_witnesses.empty() ? none : token(joined(certificate.ledger_witnesses)),
                      false});
    ledger.push_back({writer.words(Word::ledger_timestamps),
                      certificate.time_stamps.empty() ? none : token(joined(certificate.time_stamps)), false});
    writer.facts(std::move(ledger));

    if (!certificate.exhibits.empty()) {
        writer.heading(Word::exhibits);
        Table table;
        table.columns = {{writer.words(Word::exhibit_no), 1},
                         {writer.words(Word::path), 3.2},
                         {writer.words(Word::size), 1.3, Column::Align::end},
                         {"SHA-256", 3.2}};
        for (const Exhibit& exhibit : certificate.exhibits) {
            table.rows.push_back({{code_text(exhibit.exhibit_no), code_text(exhibit.path), writer.bytes(exhibit.size),
                                   or_not_recorded(writer, code_text(exhibit.sha256))},
                                  exhibit.sha256.empty()});
        }
        writer.add(std::move(table));
    }

    writer.heading(Word::cannot_show);
    writer.paragraph(Word::cannot_show_text);
    writer.heading(Word::signatures);
    Signature stamp;
    stamp.role = writer.words(Word::stamp);
    writer.add(Signatures{writer.words(Word::certificate_declaration),
                          {writer.signature(Word::certified_by, certificate.certifier), std::move(stamp)}});
    return writer.finish();
}

// ---- record of destruction -----------------------------------------------------------------------------------------

Sheet destruction_record(const DestructionRecord& record, Language language) {
    Writer writer{record.head, language, Word::destruction_record, Word::destruction_record_subtitle};

    writer.heading(Word::court_order);
    std::vector<Fact> order{writer.must(Word::court, token(record.court)),
                            writer.must(Word::court_order_id, token(record.order_id)),
                            writer.must(Word::court_order_date, token(record.order_date))};
    order.push_back(writer.must(Word::file_reference, code_text(record.order_sha256)));
    writer.facts(std::move(order));

    writer.heading(Word::destroyed_items);
    Table table;
    table.columns = {{writer.words(Word::item_no), 1.2},
                     {writer.words(Word::description), 3},
                     {writer.words(Word::serial), 1.8},
                     {writer.words(Word::seal_as_seen), 2}};
    std::vector<Fact> digests;
    for (const DestroyedItem& item : record.items) {
        table.rows.push_back(
            {{or_not_recorded(writer, code_text(item.item_no)), or_not_recorded(writer, token(item.description)),
              or_not_recorded(writer, code_text(item.serial)), seal_text(writer, item.seal)},
             seal_is_wrong(item.seal)});
        if (!item.sha256.empty())
            digests.push_back({fmt::format("SHA-256 · {}", item.item_no), code_text(item.sha256), false});
    }
    writer.add(std::move(table));
    writer.facts(std::move(digests));
    if (record.items.empty()) writer.paragraph(writer.words(Word::not_recorded), Emphasis::red);

    writer.facts({writer.must(Word::destroyed_at, writer.moment(record.time)),
                  writer.must(Word::destruction_place, token(record.place)),
                  writer.must(Word::destruction_method, token(record.method)),
                  writer.must(Word::destruction_verified, token(record.verified_how)),
                  writer.must(Word::remaining_copies, token(record.remaining_copies)),
                  writer.must(Word::destruction_first, writer.person(record.first)),
                  writer.must(Word::destruction_second, writer.person(record.second))});

    writer.notes(record.notes);
    writer.heading(Word::signatures);
    Signatures signatures;
    signatures.statement = writer.words(Word::destruction_declaration);
    signatures.people = {writer.signature(Word::destruction_first, record.first),
                         writer.signature(Word::destruction_second, record.second)};
    for (const Person& witness : record.witnesses)
        signatures.people.push_back(writer.signature(Word::witness, witness));
    writer.add(std::move(signatures));
    return writer.finish();
}

}  // namespace sanad
