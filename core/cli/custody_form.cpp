#include "core/cli/custody_form.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <optional>

#include "core/base/text.hpp"
#include "core/cli/told_time.hpp"

namespace sanad {
namespace {

constexpr std::size_t longest_line = 8192;

void say(const std::string& text) {
    std::fputs(text.c_str(), stderr);
    std::fflush(stderr);
}

/// A line from the terminal; nothing when the person ended it.
std::optional<std::string> read_answer(const Session& session) {
    std::string line;
    for (char letter = 0;;) {
        const ssize_t got = ::read(STDIN_FILENO, &letter, 1);
        if (got < 0 && errno == EINTR && !session.stop) continue;
        if (got <= 0) return std::nullopt;
        if (letter == '\n') return line;
        if (letter != '\r' && line.size() < longest_line) line += letter;
    }
}

Result<std::string> ask(const Session& session, const std::string& prompt) {
    say(prompt + ": ");
    auto answer = read_answer(session);
    if (!answer) {
        say("\n");
        return failure(Fault::refused, "nothing was recorded");
    }
    return std::move(*answer);
}

/// The choice that a number of the list stands for; otherwise what was typed.
std::string chosen(const ChoiceList& list, const std::string& typed) {
    std::size_t number = 0;
    for (const char letter : typed) {
        if (letter < '0' || letter > '9' || number > 1000) return typed;
        number = number * 10 + static_cast<std::size_t>(letter - '0');
    }
    return !typed.empty() && number >= 1 && number <= list.choices.size() ? std::string{list.choices[number - 1].value}
                                                                          : typed;
}

std::string prompt_of(const MemberType& member) {
    const MemberWords& words = words_of(member.name);
    return fmt::format("{} · {}{}", words.words.en, words.words.ur, member.mandatory ? "" : " (Enter: leave out)");
}

Result<void> ask_member(const Session& session, const EventType& type, const MemberType& member, ToldAct& told) {
    if (member.choices != nullptr) {
        std::size_t number = 0;
        for (const Choice& choice : member.choices->choices) {
            say(fmt::format("  {:>2}  {:<20} {} · {}\n", ++number, choice.value, choice.words.en, choice.words.ur));
        }
        if (member.choices->other) say("      other: …            Other · دیگر\n");
    }
    for (;;) {
        std::string typed = TRY(ask(session, prompt_of(member)));
        if (member.choices != nullptr) typed = chosen(*member.choices, typed);
        if (typed.empty() && !member.mandatory) return {};
        if (member.shape == Shape::time) {
            if (const auto time = told_time(typed, told.zone, member.name == "until")) {
                told.members.emplace(member.name, time->time);
                return {};
            } else {
                say("  " + time.error().what + "\n");
                continue;
            }
        }
        const auto value = read_member(type, member, typed);
        if (value) {
            told.members.emplace(member.name, typed);
            return {};
        }
        say("  " + value.error().what + "\n");
    }
}

std::string plain(const JsonValue& value) {
    if (const std::string* text = value.text()) return shown(*text);
    if (const auto* array = value.array()) {
        std::string list;
        for (const JsonValue& one : *array) {
            list += (list.empty() ? "" : ", ") +
                    (one.text() != nullptr && one.text()->size() > 80 ? std::string{"…"} : plain(one));
        }
        return list.empty() ? "–" : list;
    }
    return shown(value.canonical());
}

}  // namespace

bool can_ask() {
    return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1;
}

Result<void> ask_missing(const Session& session, const EventType& type, ToldAct& told) {
    const auto missing = missing_members(type, told);
    const auto labels = missing_pii(type, told);
    if (missing.empty() && labels.empty() && !(type.item == ItemIs::needed && told.item.empty())) return {};
    say(fmt::format("{} · {}\n{}. Ctrl-D ends without recording anything.\n", type.words.en, type.words.ur, type.help));
    while (type.item == ItemIs::needed && !is_item_number(told.item)) {
        told.item = TRY(ask(session, "Item · شے (such as RV/1)"));
    }
    for (const std::string& label : labels) {
        while (told.pii[label].empty()) {
            told.pii[label] = TRY(ask(session, fmt::format("{} (kept apart; the ledger gets a commitment)", label)));
        }
        // A second fact of the same person, which they may not have with them.
        if (label.starts_with("witness")) {
            const std::string number = label.substr(0, label.find('_')) + "_cnic";
            const std::string cnic = TRY(ask(session, number + " (Enter: leave out)"));
            if (!cnic.empty()) told.pii.emplace(number, cnic);
        }
    }
    if (!labels.empty() && labels.front().starts_with("witness")) {
        told.members.emplace("witnesses", "witness1_name,witness2_name");
    }
    if (!labels.empty() && labels.front() == "receiver_name") told.members.emplace("receiver", "receiver_name");
    for (const MemberType& member : type.members) {
        const bool known = told.members.contains(std::string{member.name}) || told.values.find(member.name) != nullptr;
        if (!known && has_flag(type, member)) TRY(ask_member(session, type, member, told));
    }
    if (told.place.empty()) told.place = TRY(ask(session, "Place · مقام (Enter: leave out)"));
    return {};
}

std::string act_lines(const EventType& type, const Event& event) {
    std::string lines = fmt::format("{} · {}{}\n", type.words.en, type.words.ur, event.item ? "  " + *event.item : "");
    if (!event.time.empty()) lines += fmt::format("  {:<28} {} (UTC{})\n", "Time · وقت", event.time, event.tz);
    if (event.place) lines += fmt::format("  {:<28} {}\n", "Place · مقام", shown(*event.place));
    for (const MemberType& member : type.members) {
        const JsonValue* value = event.body.find(member.name);
        if (value == nullptr || member.shape == Shape::statements) continue;
        const Words words = words_of(member.name).words;
        lines += fmt::format("  {:<28} {}\n", fmt::format("{} · {}", words.en, words.ur), plain(*value));
    }
    return lines;
}

Result<bool> ask_to_sign(const Session& session, const std::string& person) {
    const std::string answer = TRY(ask(session, fmt::format("Sign this as {}? · دستخط کریں؟ [y/N]", person)));
    return answer == "y" || answer == "Y" || answer == "yes";
}

Result<bool> ask_to_sign(const Session& session, const EventType& type, const PreparedAct& act,
                         const std::string& person) {
    say("\n" + act_lines(type, act.event));
    for (const Opening& opening : act.openings) {
        say(fmt::format("  {:<28} {} (as a commitment)\n", opening.label, shown(opening.value)));
    }
    return ask_to_sign(session, person);
}

}  // namespace sanad
