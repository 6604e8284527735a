// unix.shell_history: what was typed, as shells and programs with a command line keep it: bash (with its timestamps
// where it was told to), zsh (extended or plain), fish, the shells and interpreters that keep bare lines, and vim's
// command lines.
#include <array>

#include "plugins/unix/lines.hpp"
#include "plugins/unix/moments.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::unix_traces;

/// zsh writes 0x83 and the byte with bit 5 turned, where a byte has a meaning of its own to it.
std::string unmetafied(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool meta = static_cast<unsigned char>(text[i]) == 0x83 && i + 1 < text.size();
        plain += meta ? static_cast<char>(text[++i] ^ 32) : text[i];
    }
    return plain;
}

/// fish writes a backslash as \\ and a new line as \n.
std::string unescaped(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '\\' || text[i + 1] == 'n')) {
            plain += text[++i] == 'n' ? '\n' : '\\';
        } else {
            plain += text[i];
        }
    }
    return plain;
}

/// libedit (mysql, psql of macOS) writes blanks and others as \040.
std::string octal_undone(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto digit = [&](std::size_t at) {
            return at < text.size() && text[at] >= '0' && text[at] <= '7' ? text[at] - '0' : 8;
        };
        const int first = digit(i + 1);
        if (text[i] == '\\' && first < 4 && digit(i + 2) < 8 && digit(i + 3) < 8) {
            plain += static_cast<char>(first << 6 | digit(i + 2) << 3 | digit(i + 3));
            i += 3;
        } else {
            plain += text[i];
        }
    }
    return plain;
}

class Entries {
public:
    Entries(std::string_view shell, const Sink& sink) : shell_{shell}, sink_{sink} {}
    void add(std::string_view command, Range place, std::optional<Time> at = {},
             std::optional<std::int64_t> seconds = {}, const std::vector<std::string>& paths = {}) {
        Artifact entered{"command.entered", place};
        entered.text("command", utf8(command)).time("entered_at", at).text("shell", shell_).integer("number", ++count_);
        if (seconds) entered.integer("duration", *seconds);
        for (const std::string& path : paths) entered.text("paths", utf8(path));
        sink_.emit(entered);
    }
    bool any() const { return count_ > 0; }

private:
    std::string_view shell_;
    const Sink& sink_;
    std::int64_t count_ = 0;
};

Range joined(Range first, Range last) {
    return {first.offset, last.offset + last.length - first.offset, 0};
}

/// "#1380630977": bash's timestamp of the command that follows.
std::optional<std::int64_t> bash_time(std::string_view line) {
    if (!line.starts_with('#') || line.size() < 2 || line.size() > 12) return {};
    for (const char c : line.substr(1)) {
        if (c < '0' || c > '9') return {};
    }
    return number_in<std::int64_t>(line.substr(1));
}

/// With a time in front, a command goes on to the next time; without one, each line is a command.
void bash(std::string_view content, Entries& entries) {
    Lines lines{content};
    Line line;
    std::optional<std::int64_t> at;
    std::string command;
    Range place{};
    const auto finish = [&] {
        if (at && !command.empty()) entries.add(command, place, *at != 0 ? moment(*at) : std::nullopt);
        command.clear();
    };
    while (lines.next(line)) {
        if (const auto time = bash_time(line.text)) {
            finish();
            at = time;
            place = line.place;
        } else if (at) {
            command += (command.empty() ? "" : "\n") + std::string{line.text};
            place = joined(place, line.place);
        } else if (!line.text.empty()) {
            entries.add(line.text, line.place);
        }
    }
    finish();
}

/// ": 1619736780:12;command" in the extended form; a backslash at the end of a line carries it on.
void zsh(std::string_view content, Entries& entries) {
    Lines lines{content};
    Line line;
    while (lines.next(line)) {
        std::string_view text = line.text;
        Range place = line.place;
        std::optional<Time> at;
        std::optional<std::int64_t> seconds;
        if (text.starts_with(": ")) {
            const std::size_t colon = text.find(':', 2);
            const std::size_t semicolon = text.find(';');
            if (colon != std::string_view::npos && semicolon != std::string_view::npos && colon < semicolon) {
                const auto time = number_in<std::int64_t>(trimmed(text.substr(2, colon - 2)));
                const auto lasted = number_in<std::int64_t>(text.substr(colon + 1, semicolon - colon - 1));
                if (time && lasted) {
                    at = *time != 0 ? moment(*time) : std::nullopt;
                    seconds = lasted;
                    text.remove_prefix(semicolon + 1);
                }
            }
        }
        std::string command{text};
        while (command.ends_with('\\') && lines.next(line)) {
            command.back() = '\n';
            command += line.text;
            place = joined(place, line.place);
        }
        if (!command.empty()) entries.add(unmetafied(command), place, at, seconds);
    }
}

bool fish(std::string_view content, Entries& entries, const Sink& sink) {
    Lines lines{content};
    Line line;
    bool damaged = false;
    std::optional<std::string> command;
    std::optional<Time> at;
    std::vector<std::string> paths;
    Range place{};
    bool in_paths = false;
    const auto finish = [&] {
        if (command) entries.add(*command, place, at, {}, paths);
        command.reset(), at.reset(), paths.clear();
        in_paths = false;
    };
    while (lines.next(line)) {
        if (line.text.starts_with("- cmd: ")) {
            finish();
            command = unescaped(line.text.substr(7));
            place = line.place;
            continue;
        }
        const std::string_view text = trimmed(line.text);
        if (!command) {
            damaged = damaged || !text.empty();
            if (!text.empty()) sink.warn(line.place, "a line that belongs to no command");
            continue;
        }
        place = joined(place, line.place);
        if (text.starts_with("when: ")) {
            const auto seconds = number_in<std::int64_t>(text.substr(6));
            if (!seconds) sink.warn(line.place, "the time is no number"), damaged = true;
            if (seconds && *seconds != 0) at = moment(*seconds);
        } else if (text == "paths:") {
            in_paths = true;
        } else if (in_paths && text.starts_with("- ")) {
            paths.push_back(unescaped(text.substr(2)));
        }
    }
    finish();
    return !damaged;
}

/// Vim 8 repeats each line of its history as "|2,TYPE,TIME,SEPARATOR,"TEXT""; type 0 is a command line, 1 a search.
void vim(std::string_view content, Entries& entries) {
    struct Entry {
        std::string text;
        Range place;
        std::optional<Time> at;
    };
    std::vector<Entry> found;  // newest first in the file
    Lines lines{content};
    Line line;
    while (lines.next(line)) {
        if (line.text.size() > 1 && (line.text[0] == ':' || line.text.starts_with("?/"))) {
            // A search stands as "?/text"; both keep the character they were typed after.
            found.push_back({std::string{line.text.substr(line.text[0] == '?' ? 1 : 0)}, line.place, {}});
        } else if (line.text.starts_with("|2,") && !found.empty()) {
            const auto parts = split(line.text, ',');
            if (parts.size() < 5) continue;
            const auto seconds = number_in<std::int64_t>(parts[2]);
            if (seconds && *seconds > 0 && !found.back().at) {
                found.back().at = moment(*seconds);
                found.back().place = joined(found.back().place, line.place);
            }
        }
    }
    for (auto entry = found.rbegin(); entry != found.rend(); ++entry) entries.add(entry->text, entry->place, entry->at);
}

class ShellHistory {
public:
    static constexpr std::string_view name = "unix.shell_history", version = "1.0.0";
    static constexpr std::string_view summary = "Commands typed in bash, zsh, fish and other shells, with their times";
    static constexpr std::array wants{name_glob(".bash_history"),
                                      name_glob("bash_history"),
                                      name_glob(".zsh_history"),
                                      name_glob("zsh_history"),
                                      name_glob(".zhistory"),
                                      name_glob(".histfile"),
                                      name_glob(".sh_history"),
                                      name_glob(".ash_history"),
                                      name_glob(".ksh_history"),
                                      name_glob(".history"),
                                      name_glob("fish_history"),
                                      name_glob(".python_history"),
                                      name_glob(".mysql_history"),
                                      name_glob(".psql_history"),
                                      name_glob(".sqlite_history"),
                                      name_glob(".rediscli_history"),
                                      name_glob(".node_repl_history"),
                                      name_glob(".viminfo"),
                                      path_glob("*/.bash_sessions/*.history*"),
                                      path_glob("*/.zsh_sessions/*.history*")};
    static constexpr std::array emits{text("command.entered")};

    Verdict examine(const File& file, const Sink& sink) const {
        const auto bytes = file.read_all();
        const std::string_view content = view_of(bytes);
        if (content.empty() || !looks_like_text(content)) return Verdict::not_mine;
        const std::string_view called = file.name();
        const auto named = [&](std::string_view word) { return called.find(word) != std::string_view::npos; };
        if (named("viminfo") || content.starts_with("# This viminfo file")) {
            Entries entries{"vim", sink};
            vim(content, entries);
            return content.starts_with("# This viminfo") || entries.any() ? Verdict::examined : Verdict::not_mine;
        }
        if (content.starts_with("- cmd: ")) {
            Entries entries{"fish", sink};
            return fish(content, entries, sink) ? Verdict::examined : Verdict::damaged;
        }
        if (named("fish")) return Verdict::not_mine;
        if (named("zsh") || named("zhistory") || named("histfile") || is_zsh_extended(content)) {
            Entries entries{"zsh", sink};
            zsh(content, entries);
            return Verdict::examined;
        }
        if (content.starts_with("_HiStOrY_V2_")) {
            Entries entries{interpreter(called), sink};
            plain(content, entries);
            return Verdict::examined;
        }
        if (!interpreter(called).empty()) {
            Entries entries{interpreter(called), sink};
            plain(content, entries);
            return Verdict::examined;
        }
        Entries entries{named("bash") ? "bash" : named(".ash") ? "ash" : named(".ksh") ? "ksh" : "sh", sink};
        bash(content, entries);
        return Verdict::examined;
    }

private:
    static bool is_zsh_extended(std::string_view content) {
        std::string_view rest = content;
        if (!take(rest, ": ")) return false;
        rest = trimmed(rest.substr(0, 64));
        const std::size_t colon = rest.find(':');
        return colon != std::string_view::npos && number_in<std::int64_t>(rest.substr(0, colon)).has_value();
    }
    static std::string_view interpreter(std::string_view called) {
        for (const std::string_view word : {"python", "mysql", "psql", "sqlite", "rediscli", "node_repl"}) {
            if (called.find(word) != std::string_view::npos) return word;
        }
        return {};
    }
    static void plain(std::string_view content, Entries& entries) {
        const bool escaped = content.starts_with("_HiStOrY_V2_");
        Lines lines{content};
        for (Line line; lines.next(line);) {
            if (line.text.empty() || (escaped && line.place.offset == 0)) continue;
            entries.add(escaped ? octal_undone(line.text) : std::string{line.text}, line.place);
        }
    }
};

}  // namespace

SANAD_MODULE(ShellHistory)
