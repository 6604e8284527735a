#include "core/report/custody_paper_parts.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace sanad::papers {
namespace {

std::string local_time(const Moment& moment) {
    // Far from the ends of what a Timestamp holds, the sum cannot overflow; at them, UTC alone is right.
    const std::int64_t shift = std::int64_t{moment.offset_minutes} * 60'000'000'000;
    std::int64_t local = 0;
    if (__builtin_add_overflow(moment.time.ns, shift, &local)) return iso8601(moment.time);
    std::string text = iso8601_zoneless(Timestamp{local});
    if (const auto separator = text.find('T'); separator != std::string::npos) text[separator] = ' ';
    const int minutes = std::abs(moment.offset_minutes);
    return fmt::format("{} {}{:02}:{:02}", text, moment.offset_minutes < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

Run run(std::string words) {
    return {std::move(words), Run::Kind::words};
}

}  // namespace

Writer::Writer(const PaperHead& head, Language language, Word title, Word subtitle) : head_{head}, language_{language} {
    sheet_.language = language;
    sheet_.title = words(title);
    sheet_.subtitle = words(subtitle);
    sheet_.agency = head.letterhead.agency;
    sheet_.logo_png = head.letterhead.logo_png;
    if (!head.letterhead.footer.empty()) sheet_.footer = token(head.letterhead.footer);
    sheet_.reference = head.reference;
    // To the second: what a PDF can say.
    constexpr std::int64_t second = 1'000'000'000;
    const std::int64_t rest = (head.issued.time.ns % second + second) % second;
    sheet_.created = iso8601(Timestamp{head.issued.time.ns - rest});
    if (head.draft) sheet_.watermark = words(Word::draft);
    if (head.training) sheet_.banner = words(Word::training);
    if (head.unattested) sheet_.banner += (sheet_.banner.empty() ? "" : " · ") + words(Word::unattested);

    std::vector<Fact>& facts = sheet_.references;
    facts.push_back(must(Word::case_id, code_text(head.case_id)));
    facts.push_back(must(Word::reference, code_text(head.reference)));
    facts.push_back(must(Word::fir_number, token(head.fir_number)));
    // The machine's own key enters its word for itself as the agency: that is no station.
    const bool nobody = head.police_station == "unattested";
    facts.push_back(must(Word::police_station, nobody ? Text{} : term(head.police_station)));
    std::string offences;
    for (const std::string& offence : head.offences) offences += (offences.empty() ? "" : "; ") + offence;
    facts.push_back(must(Word::lead_officer, token(head.lead_officer)));
    facts.push_back(must(Word::issued, moment(head.issued)));
    facts.push_back(must(Word::offences, token(offences)));
}

Text Writer::term(std::string_view value) const {
    if (value.empty()) return {};
    if (const auto known = say_term(value, language_)) return Text{*known};
    return token(std::string{value});
}

Text Writer::moment(const Moment& moment) const {
    return std::vector<Run>{
        {local_time(moment), Run::Kind::token}, run(" ("), {iso8601(moment.time), Run::Kind::token}, run(")")};
}

Text Writer::local_moment(const Moment& moment) const {
    return token(local_time(moment));
}

Text Writer::person(const Person& person) const {
    std::vector<Run> runs;
    const auto next = [&](Text text) {
        if (!runs.empty()) runs.push_back(run(language_ == Language::urdu ? "، " : ", "));
        runs.insert(runs.end(), text.runs.begin(), text.runs.end());
    };
    if (!person.name.empty()) next(token(person.name));
    if (!person.father_name.empty()) next(phrase(Word::father_name, {{person.father_name, Run::Kind::token}}));
    if (!person.rank.empty()) next(token(person.rank));
    if (!person.organisation.empty()) next(token(person.organisation));
    if (!person.identity_number.empty())
        next(phrase(Word::identity_card, {{person.identity_number, Run::Kind::token}}));
    return Text{std::move(runs)};
}

Text Writer::bytes(std::uint64_t size) const {
    std::string digits = std::to_string(size);
    // 128,035,676,160: nobody counts twelve digits by eye.
    for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
    return phrase(Word::bytes, {{digits, Run::Kind::token}});
}

Text Writer::duration(std::uint64_t seconds) const {
    std::vector<Run> runs;
    const auto part = [&](Word word, std::uint64_t number) {
        if (!runs.empty()) runs.push_back(run(" "));
        const Text text = phrase(word, {run(std::to_string(number))});
        runs.insert(runs.end(), text.runs.begin(), text.runs.end());
    };
    const std::uint64_t days = seconds / 86400;
    const std::uint64_t hours = seconds / 3600 % 24;
    const std::uint64_t minutes = seconds / 60 % 60;
    if (days > 0) part(Word::days_short, days);
    if (hours > 0) part(Word::hours_short, hours);
    if (minutes > 0) part(Word::minutes_short, minutes);
    if (seconds % 60 > 0 || runs.empty()) part(Word::seconds_short, seconds % 60);
    return Text{std::move(runs)};
}

Fact Writer::must(Word label, Text value) const {
    bool said = false;
    for (const Run& run : value.runs) said = said || !run.text.empty();
    if (!said) return {words(label), words(Word::not_recorded), true};
    return {words(label), std::move(value), false};
}

void Writer::may(std::vector<Fact>& facts, Word label, Text value) const {
    Fact fact = must(label, std::move(value));
    if (!fact.red) facts.push_back(std::move(fact));
}

void Writer::notes(const std::string& text) {
    if (text.empty()) return;
    heading(Word::notes);
    add(Paragraph{token(text), Emphasis::normal});
}

Signature Writer::signature(Word role, const Person& person) const {
    Signature signature;
    signature.role = words(role);
    if (person.empty()) return signature;
    if (!person.name.empty()) signature.name = token(person.name);
    Person rest = person;
    rest.name.clear();
    if (Text more = this->person(rest); !more.empty()) signature.more.push_back(std::move(more));
    if (!person.key_id.empty()) signature.more.push_back(phrase(Word::key_id, {{person.key_id, Run::Kind::code}}));
    return signature;
}

Sheet Writer::finish() {
    if (head_.receipt) {
        const ReceiptFacts& receipt = *head_.receipt;
        ReceiptBox box;
        box.title = words(Word::receipt);
        box.code = receipt.code;
        box.facts = {must(Word::receipt_origin, code_text(receipt.origin)),
                     must(Word::receipt_size, std::to_string(receipt.size)),
                     must(Word::receipt_time, moment(receipt.time))};
        box.qr_payload = receipt.qr_payload;
        box.explanation = phrase(Word::receipt_explanation, {run(std::to_string(receipt.size))});
        add(std::move(box));
    }
    return std::move(sheet_);
}

}  // namespace sanad::papers
