#include "core/custody/peca.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <map>

#include "core/custody/loose_json.hpp"

namespace sanad {

extern const char* const pakistan_law;

namespace {

constexpr std::int64_t hour = 3600, day = 24 * hour;
constexpr std::uintmax_t most_law_bytes = 4 << 20;

/// One object of the catalogue, read member by member; what it has beside them is a slip of the pen.
class Part {
public:
    Part(const JsonValue& value, std::string where) : value_{value}, where_{std::move(where)} {}

    Result<std::string> text(std::string_view name) {
        ++taken_;
        const std::string* found = value_.text(name);
        if (found == nullptr || found->empty()) return wrong(fmt::format("`{}` is not a text", name));
        return *found;
    }
    Result<std::string> optional_text(std::string_view name) {
        if (value_.find(name) == nullptr) return std::string{};
        return text(name);
    }
    Result<std::int64_t> optional_number(std::string_view name) {
        const JsonValue* found = value_.find(name);
        if (found == nullptr) return std::int64_t{0};
        ++taken_;
        constexpr std::int64_t most = 100 * 366 * 24;
        if (found->number() == nullptr || *found->number() < 1 || *found->number() > most) {
            return wrong(fmt::format("`{}` is not a number from 1 to {}", name, most));
        }
        return *found->number();
    }
    Result<bool> truth(std::string_view name, std::optional<bool> otherwise = std::nullopt) {
        const JsonValue* found = value_.find(name);
        if (found == nullptr && otherwise) return *otherwise;
        ++taken_;
        if (found == nullptr || found->truth() == nullptr)
            return wrong(fmt::format("`{}` is neither true nor false", name));
        return *found->truth();
    }
    template <class Each>
    Result<void> each(std::string_view name, Each&& take) {
        ++taken_;
        const auto* array = value_.array(name);
        if (array == nullptr) return wrong(fmt::format("`{}` is not an array", name));
        for (std::size_t i = 0; i < array->size(); ++i) {
            Part part{(*array)[i], fmt::format("{}{}[{}]", where_.empty() ? "" : where_ + ".", name, i)};
            TRY(take(part));
            TRY(part.end());
        }
        return {};
    }
    const JsonValue* object(std::string_view name) {
        ++taken_;
        const JsonValue* found = value_.find(name);
        return found != nullptr && found->object() != nullptr ? found : nullptr;
    }
    Result<void> end() const {
        if (value_.object() == nullptr) return wrong("is not an object");
        if (value_.object()->size() != taken_) return wrong("holds a member that is not known");
        return {};
    }
    const std::string& where() const { return where_; }
    tl::unexpected<Error> wrong(std::string_view what) const {
        return failure(Fault::refused, where_.empty() ? std::string{what} : fmt::format("{}: {}", where_, what));
    }

private:
    const JsonValue& value_;
    std::string where_;
    std::size_t taken_ = 0;
};

Result<Offence> read_offence(Part& part) {
    Offence offence;
    offence.section = TRY(part.text("section"));
    offence.bill = TRY(part.optional_text("bill"));
    offence.title = TRY(part.text("title"));
    offence.as_amended = TRY(part.text("as_amended"));
    if (!is_ledger_time(offence.as_amended + "T00:00:00Z")) return part.wrong("`as_amended` is not a date");
    offence.source = TRY(part.text("source"));
    offence.confirmed = TRY(part.truth("confirmed"));
    const JsonValue* punishment = part.object("punishment");
    if (punishment == nullptr) return part.wrong("`punishment` is not an object");
    Part inner{*punishment, part.where() + ".punishment"};
    offence.punishment.prison_months = TRY(inner.optional_number("prison_months"));
    offence.punishment.fine_pkr = TRY(inner.optional_text("fine_pkr"));
    if (!std::ranges::all_of(offence.punishment.fine_pkr, [](char letter) { return letter >= '0' && letter <= '9'; })) {
        return inner.wrong("`fine_pkr` is not a decimal text");
    }
    offence.punishment.either = TRY(inner.truth("either", false));
    offence.punishment.note = TRY(inner.optional_text("note"));
    TRY(inner.end());
    return offence;
}

Result<TimerRule> read_timer(Part& part) {
    TimerRule rule;
    rule.id = TRY(part.text("id"));
    rule.title = TRY(part.text("title"));
    const std::string nature = TRY(part.text("nature"));
    if (nature != "duty" && nature != "limit" && nature != "periodic") {
        return part.wrong("`nature` is not duty, limit or periodic");
    }
    rule.nature = nature == "duty" ? TimerNature::duty : nature == "limit" ? TimerNature::limit : TimerNature::periodic;
    const std::int64_t hours = TRY(part.optional_number("hours")), days = TRY(part.optional_number("days"));
    rule.months = TRY(part.optional_number("months"));
    rule.seconds = hours * hour + days * day;
    if ((rule.nature == TimerNature::periodic) != (rule.months > 0) || (rule.months > 0) == (rule.seconds > 0)) {
        return part.wrong("needs hours or days, or months when it is periodic");
    }
    TRY(part.each("starts", [&](Part& start) -> Result<void> {
        TimerStart made;
        made.type = TRY(start.text("type"));
        made.without_authority = TRY(start.truth("without_authority", false));
        made.kind = TRY(start.optional_text("kind"));
        made.purpose = TRY(start.optional_text("purpose"));
        if (find_event_type(made.type) == nullptr) return start.wrong(fmt::format("{} is no type of event", made.type));
        rule.starts.push_back(std::move(made));
        return {};
    }));
    TRY(part.each("closes", [&](Part& close) -> Result<void> {
        TimerEnd made;
        made.type = TRY(close.text("type"));
        made.by = TRY(close.text("by"));
        made.extends = TRY(close.truth("extends", false));
        if (find_event_type(made.type) == nullptr) return close.wrong(fmt::format("{} is no type of event", made.type));
        if (made.by != "about" && made.by != "item" && made.by != "number" && made.by != "notice_no") {
            return close.wrong("`by` is not about, item, number or notice_no");
        }
        if (made.extends && rule.nature != TimerNature::limit) return close.wrong("`extends` is for a limit");
        rule.closes.push_back(std::move(made));
        return {};
    }));
    return rule;
}

Result<Procedure> read_procedure(Part& part) {
    Procedure procedure;
    procedure.section = TRY(part.text("section"));
    procedure.bill = TRY(part.text("bill"));
    procedure.title = TRY(part.text("title"));
    procedure.text = TRY(part.text("text"));
    procedure.as_amended = TRY(part.optional_text("as_amended"));
    if (!procedure.as_amended.empty() && !is_ledger_time(procedure.as_amended + "T00:00:00Z")) {
        return part.wrong("`as_amended` is not a date");
    }
    procedure.source = TRY(part.text("source"));
    procedure.confirmed = TRY(part.truth("confirmed"));
    TRY(part.each("timers", [&](Part& timer) -> Result<void> {
        procedure.timers.push_back(TRY(read_timer(timer)));
        return {};
    }));
    return procedure;
}

std::string grouped(std::string number) {
    for (std::size_t at = number.size(); at > 3;) number.insert(at -= 3, ",");
    return number;
}

/// The words of a text, as a number of a notice or a warrant stands in it.
std::vector<std::string> words_in(std::string_view text) {
    constexpr std::string_view between = " ,;()\"'";
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(between), text.size());
        std::string_view word = text.substr(0, end);
        while (word.ends_with('.') || word.ends_with(':')) word.remove_suffix(1);
        if (!word.empty()) words.emplace_back(word);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

/// When a limit ends that an event extends. An order says "until 2027-05-01" or "by 30 days"; otherwise the time of the
/// rule runs anew, from the day of the order. In doubt that is early: a warning too soon costs nothing.
std::int64_t extended_end(const Event& event, const TimerRule& rule) {
    std::int64_t from = seconds_of(event.time);
    const auto begin_of = [](const std::string& date) -> std::optional<std::int64_t> {
        const std::string time = date + "T00:00:00Z";
        return is_ledger_time(time) ? std::optional{seconds_of(time)} : std::nullopt;
    };
    if (const auto date = begin_of(std::string{event.body.text_or_empty("date")})) from = std::min(from, *date);
    const std::vector<std::string> words = words_in(event.body.text_or_empty("order"));
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        if (words[i] == "until") {
            if (const auto date = begin_of(words[i + 1])) return *date;
        }
        if (words[i] != "by" || i + 2 >= words.size() || !words[i + 2].starts_with("day")) continue;
        std::int64_t days = 0;
        const std::string& number = words[i + 1];
        const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), days);
        constexpr std::int64_t most_days = 100 * 366;
        if (error == std::errc{} && end == number.data() + number.size() && days > 0 && days <= most_days) {
            return from + days * day;
        }
    }
    return from + rule.seconds;
}

/// The timers of one rule, found again by what ends them.
class RunningRule {
public:
    RunningRule(const Law& law, const Procedure& procedure, const TimerRule& rule)
        : law_{law}, procedure_{procedure}, rule_{rule} {}

    void take(const Event& event, std::vector<Timer>& timers) {
        std::map<std::size_t, bool> ended;  // each once, by however many names the event has for it
        for (const TimerEnd& close : rule_.closes) {
            if (close.type != event.type) continue;
            for (const std::size_t running : ended_by(event, close.by)) ended[running] |= close.extends;
        }
        for (const auto& [running, extends] : ended) end(running, event, extends, timers);
        const bool starts = std::ranges::any_of(rule_.starts, [&](const TimerStart& start) {
            return start.type == event.type && !(start.without_authority && !event.authority.empty()) &&
                   (start.kind.empty() || start.kind == event.body.text_or_empty("kind")) &&
                   (start.purpose.empty() || start.purpose == event.purpose.value_or(""));
        });
        if (starts && is_ledger_time(event.time)) begin(event, timers);
    }

private:
    using Names = std::vector<std::pair<std::string, std::string>>;  ///< by what, and which
    struct Running {
        std::size_t place;  ///< in the timers
        Names names;
    };

    void begin(const Event& event, std::vector<Timer>& timers) {
        Names names{{"about", event.id}};
        if (event.item) names.emplace_back("item", *event.item);
        for (const char* number : {"number", "notice_no"}) {
            if (const std::string* text = event.body.text(number)) names.emplace_back(number, *text);
        }
        run(event, event.item.value_or(""), seconds_of(event.time) + rule_.seconds, std::move(names), timers);
    }

    void run(const Event& event, const std::string& item, std::int64_t until, Names names, std::vector<Timer>& timers) {
        const std::string what = item.empty() ? event.type : fmt::format("{} of {}", event.type, item);
        for (const auto& [by, name] : names) open_[by][name].push_back(running_.size());
        running_.push_back({timers.size(), std::move(names)});
        timers.push_back({rule_.id, rule_.title, law_.act, procedure_.section, rule_.nature, procedure_.confirmed,
                          Due{what, item, event.id, ledger_time(until), "", event.seq}});
    }

    std::vector<std::size_t> ended_by(const Event& event, const std::string& by) const {
        std::vector<std::string> keys;
        if (by == "about") {
            keys.emplace_back(event.body.text_or_empty("about"));
        } else if (by == "item") {
            keys.push_back(event.item.value_or(""));
        } else {
            for (const auto& [name, value] : *event.body.object()) {
                if (value.text() == nullptr) continue;
                keys.push_back(*value.text());
                for (std::string& word : words_in(*value.text())) keys.push_back(std::move(word));
            }
        }
        std::vector<std::size_t> ended;
        const auto waiting = open_.find(by);
        if (waiting == open_.end()) return ended;
        for (const std::string& key : keys) {
            const auto found = waiting->second.find(key);
            if (found != waiting->second.end()) ended.insert(ended.end(), found->second.begin(), found->second.end());
        }
        return ended;
    }

    void end(std::size_t running, const Event& event, bool extends, std::vector<Timer>& timers) {
        Names names = std::move(running_[running].names);
        for (const auto& [by, name] : names) {
            const auto found = open_[by].find(name);
            std::erase(found->second, running);
            if (found->second.empty()) open_[by].erase(found);
        }
        // A notice says when it was sent; everything else is done when it happens.
        const std::string* sent = event.body.text("sent_at");
        Due& due = timers[running_[running].place].due;
        due.done_at = sent == nullptr ? event.time : *sent;
        if (!extends || !is_ledger_time(event.time)) return;
        // An extension never ends before what it extends.
        const std::int64_t until = std::max(seconds_of(due.due_at), extended_end(event, rule_));
        run(event, std::string{due.item}, until, std::move(names), timers);
    }

    const Law& law_;
    const Procedure& procedure_;
    const TimerRule& rule_;
    std::vector<Running> running_;
    std::map<std::string, std::map<std::string, std::vector<std::size_t>>> open_;  ///< by what ends it; of running_
};

}  // namespace

std::string Punishment::text() const {
    std::string text;
    if (prison_months > 0) {
        const bool years = prison_months % 12 == 0;
        const std::int64_t number = years ? prison_months / 12 : prison_months;
        text = fmt::format("{} {}{}", number, years ? "year" : "month", number == 1 ? "" : "s");
    }
    if (!fine_pkr.empty())
        text += fmt::format("{}Rs {}", text.empty() ? "" : either ? " or " : ", ", grouped(fine_pkr));
    if (text.empty()) return "not on record";
    return note.empty() ? text : fmt::format("{} ({})", text, note);
}

const Offence* Law::offence(std::string_view section, std::string_view scheme) const {
    const auto found = std::ranges::find_if(offences, [&](const Offence& offence) {
        return scheme == "bill" ? offence.bill == section : offence.section == section;
    });
    return found == offences.end() ? nullptr : &*found;
}

Result<Law> parse_law(std::string_view text) {
    const JsonValue value = TRY(read_loose_json(text));
    Part part{value, ""};
    Law law;
    law.law = TRY(part.text("law"));
    law.version = TRY(part.optional_number("version"));
    law.act = TRY(part.text("act"));
    law.title = TRY(part.text("title"));
    law.notice = TRY(part.text("notice"));
    if (part.object("schemes") == nullptr) return part.wrong("`schemes` is not an object");
    TRY(part.each("offences", [&](Part& one) -> Result<void> {
        law.offences.push_back(TRY(read_offence(one)));
        return {};
    }));
    TRY(part.each("procedure", [&](Part& one) -> Result<void> {
        law.procedure.push_back(TRY(read_procedure(one)));
        return {};
    }));
    TRY(part.end());
    return law;
}

Result<std::vector<Law>> load_laws(const std::filesystem::path& folder) {
    std::vector<Law> laws;
    auto built_in = parse_law(pakistan_law);
    if (!built_in) return within("built-in law", built_in.error());
    laws.push_back(std::move(*built_in));
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (std::filesystem::directory_iterator at{folder, error}, end; !error && at != end; at.increment(error)) {
        if (at->path().extension() == ".json" && at->is_regular_file(error)) files.push_back(at->path());
    }
    std::ranges::sort(files);
    for (const auto& file : files) {
        if (std::filesystem::file_size(file, error) > most_law_bytes || error) {
            return failure(Fault::refused, fmt::format("{}: cannot be read, or is larger than 4 MiB", file.string()));
        }
        std::ifstream stream{file, std::ios::binary};
        const std::string text{std::istreambuf_iterator<char>{stream}, {}};
        auto law = parse_law(text);
        if (!law) return within(file.string(), law.error());
        const auto same = std::ranges::find(laws, law->law, &Law::law);
        if (same == laws.end()) {
            laws.push_back(std::move(*law));
        } else {
            *same = std::move(*law);
        }
    }
    return laws;
}

std::vector<Timer> timers_of(std::span<const Law> laws, std::span<const Event> events) {
    std::vector<RunningRule> rules;
    for (const Law& law : laws) {
        for (const Procedure& procedure : law.procedure) {
            for (const TimerRule& rule : procedure.timers) rules.emplace_back(law, procedure, rule);
        }
    }
    std::vector<Timer> timers;
    for (const Event& event : events) {
        for (RunningRule& rule : rules) rule.take(event, timers);
    }
    std::ranges::stable_sort(timers, {}, [](const Timer& timer) { return timer.due.due_at; });
    return timers;
}

}  // namespace sanad
