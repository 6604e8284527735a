// unix.packages: programs installed, and when: dpkg's status and log, apt's history, the logs of rpm programs (yum,
// dnf, zypper) and of pacman. dpkg, apt, yum and zypper write local time without a zone, which stays text.
#include <array>

#include "plugins/unix/lines.hpp"
#include "plugins/unix/moments.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::unix_traces;

void put(Artifact& artifact, std::string_view name, std::string_view value) {
    if (!value.empty()) artifact.text(name, utf8(value));
}

Range joined(Range first, Range last) {
    return {first.offset, last.offset + last.length - first.offset, 0};
}

/// "libc6:amd64" into name and architecture.
void put_debian_name(Artifact& artifact, std::string_view name) {
    const std::size_t colon = name.rfind(':');
    put(artifact, "package", name.substr(0, colon));
    if (colon != std::string_view::npos) put(artifact, "architecture", name.substr(colon + 1));
}

/// "nano-2.3.1-10.el7.x86_64", an epoch before the name or the version.
void put_rpm_name(Artifact& artifact, std::string_view whole) {
    std::string_view rest = whole;
    std::string epoch;
    if (const std::size_t colon = rest.find(':');
        colon != std::string_view::npos && colon > 0 && number_in<unsigned>(rest.substr(0, colon))) {
        epoch = std::string{rest.substr(0, colon + 1)};
        rest.remove_prefix(colon + 1);
    }
    const std::size_t dot = rest.rfind('.');
    const std::size_t release = rest.rfind('-', dot);
    const std::size_t version =
        release == std::string_view::npos || release == 0 ? std::string_view::npos : rest.rfind('-', release - 1);
    if (dot == std::string_view::npos || version == std::string_view::npos || release > dot) {
        put(artifact, "package", whole);
        return;
    }
    put(artifact, "package", rest.substr(0, version));
    put(artifact, "version", epoch + std::string{rest.substr(version + 1, dot - version - 1)});
    put(artifact, "architecture", rest.substr(dot + 1));
}

/// What a reader of one kind of file says: how many lines made sense, and which did not.
struct Outcome {
    std::size_t sound = 0;
    std::vector<Range> strange{};
};

/// Paragraphs of "Name: value", a value going on in lines that begin with a blank.
Outcome dpkg_status(std::string_view content, const Sink& sink) {
    Outcome outcome;
    std::vector<std::pair<std::string_view, std::string_view>> fields;
    Range place{};
    const auto value = [&](std::string_view name) {
        for (const auto& [key, text] : fields) {
            if (key == name) return text;
        }
        return std::string_view{};
    };
    const auto finish = [&] {
        if (fields.empty()) return;
        if (value("Package").empty()) {
            outcome.strange.push_back(place);
        } else {
            ++outcome.sound;
            Artifact installed{"package.installed", place};
            put(installed, "package", value("Package"));
            put(installed, "version", value("Version"));
            put(installed, "architecture", value("Architecture"));
            put(installed, "state", value("Status"));
            put(installed, "source_package", value("Source"));
            put(installed, "maintainer", value("Maintainer"));
            put(installed, "section", value("Section"));
            put(installed, "summary", value("Description"));
            if (const auto size = number_in<std::int64_t>(value("Installed-Size"))) installed.integer("size", *size);
            sink.emit(installed);
        }
        fields.clear();
    };
    Lines lines{content};
    for (Line line; lines.next(line);) {
        if (trimmed(line.text).empty()) {
            finish();
            continue;
        }
        place = fields.empty() ? line.place : joined(place, line.place);
        if (is_blank(line.text[0])) continue;
        const std::size_t colon = line.text.find(':');
        if (colon == std::string_view::npos || colon == 0) {
            outcome.strange.push_back(line.place);
        } else {
            fields.emplace_back(line.text.substr(0, colon), trimmed(line.text.substr(colon + 1)));
        }
    }
    finish();
    return outcome;
}

/// "2021-08-01 00:03:12 install nmap:amd64 <none> 7.93+dfsg1-1", "… status installed nmap:amd64 7.93+dfsg1-1".
Outcome dpkg_log(std::string_view content, const Sink& sink) {
    Outcome outcome;
    constexpr std::string_view actions[] = {"install", "upgrade", "configure", "trigproc",
                                            "remove",  "purge",   "disappear"};
    const auto version = [](std::string_view text) { return text == "<none>" ? std::string_view{} : text; };
    Lines lines{content};
    for (Line line; lines.next(line);) {
        if (line.text.empty()) continue;
        const auto stamp = stamp_at(line.text);
        if (!stamp) {
            outcome.strange.push_back(line.place);
            continue;
        }
        std::string_view rest = line.text.substr(stamp->length);
        const std::string_view action = take_word(rest);
        Artifact changed{"package.changed", line.place};
        put(changed, "recorded_time", line.text.substr(0, stamp->length));
        if (action == "status") {
            const std::string_view state = take_word(rest);
            changed.text("action", utf8("status " + std::string{state}));
            put_debian_name(changed, take_word(rest));
            put(changed, "version", version(take_word(rest)));
        } else if (action == "startup" || action == "conffile") {
            changed.text("action", utf8(std::string{action} + " " + std::string{rest}));
        } else if (std::find(std::begin(actions), std::end(actions), action) != std::end(actions) && !rest.empty()) {
            put(changed, "action", action);
            put_debian_name(changed, take_word(rest));
            put(changed, "previous_version", version(take_word(rest)));
            put(changed, "version", version(take_word(rest)));
        } else {
            outcome.strange.push_back(line.place);
            continue;
        }
        ++outcome.sound;
        sink.emit(changed);
    }
    return outcome;
}

/// "name:arch (version, automatic), name:arch (from, to), …"
std::vector<std::string_view> listed_packages(std::string_view text) {
    std::vector<std::string_view> packages;
    while (!(text = trimmed(text)).empty()) {
        const std::size_t close = text.find(')');
        const std::size_t end = close == std::string_view::npos ? std::min(text.find(','), text.size()) : close + 1;
        packages.push_back(text.substr(0, end));
        text.remove_prefix(end);
        take(text, ",");
    }
    return packages;
}

Outcome apt_history(std::string_view content, const Sink& sink) {
    Outcome outcome;
    std::string_view start, end, command, requested, error;
    struct Change {
        std::string_view action, packages;
        Range place;
    };
    std::vector<Change> changes;
    Range place{};
    const auto describe = [&](Artifact& changed) {
        put(changed, "recorded_time", start);
        put(changed, "ended_time", end);
        put(changed, "command_line", command);
        put(changed, "requested_by", requested);
        put(changed, "error", error);
    };
    const auto finish = [&] {
        if (start.empty()) return;
        ++outcome.sound;
        for (const Change& change : changes) {
            for (const std::string_view package : listed_packages(change.packages)) {
                Artifact changed{"package.changed", change.place};
                put(changed, "action", change.action);
                const std::size_t open = package.find('(');
                put_debian_name(changed, trimmed(package.substr(0, open)));
                if (open != std::string_view::npos) {
                    std::string_view inside = package.substr(open + 1);
                    if (inside.ends_with(')')) inside.remove_suffix(1);
                    auto words = split(inside, ',');
                    if (trimmed(words.back()) == "automatic") {
                        changed.text("automatic", "yes");
                        words.pop_back();
                    }
                    if (words.size() > 1) put(changed, "previous_version", trimmed(words[0]));
                    if (!words.empty()) put(changed, "version", trimmed(words.back()));
                }
                describe(changed);
                sink.emit(changed);
            }
        }
        if (changes.empty()) {
            Artifact changed{"package.changed", place};
            describe(changed);
            sink.emit(changed);
        }
        start = end = command = requested = error = {};
        changes.clear();
    };
    constexpr std::string_view actions[] = {"Install", "Reinstall", "Upgrade", "Downgrade", "Remove", "Purge"};
    Lines lines{content};
    for (Line line; lines.next(line);) {
        const std::size_t colon = line.text.find(": ");
        const std::string_view key = line.text.substr(0, colon);
        const std::string_view value =
            colon == std::string_view::npos ? std::string_view{} : line.text.substr(colon + 2);
        if (trimmed(line.text).empty()) continue;
        if (key == "Start-Date") {
            finish();
            start = trimmed(value);
            place = line.place;
            continue;
        }
        if (start.empty() || colon == std::string_view::npos) {
            outcome.strange.push_back(line.place);
            continue;
        }
        place = joined(place, line.place);
        if (key == "Commandline") {
            command = value;
        } else if (key == "Requested-By") {
            requested = value;
        } else if (key == "Error") {
            error = value;
        } else if (key == "End-Date") {
            end = trimmed(value);
            finish();
        } else if (std::find(std::begin(actions), std::end(actions), key) != std::end(actions)) {
            changes.push_back({key, value, line.place});
        }
    }
    finish();
    return outcome;
}

/// "Jan 05 12:34:56 Installed: nano-2.3.1-10.el7.x86_64" (yum), "2021-06-01T12:00:00+0000 SUBDEBUG Installed: …" (dnf).
Outcome rpm_log(std::string_view content, const Sink& sink) {
    constexpr std::string_view actions[] = {"Installed",     "Updated",   "Erased",     "Upgrade",     "Upgraded",
                                            "Erase",         "Reinstall", "Downgraded", "Reinstalled", "Downgrade",
                                            "Dep-Installed", "Obsoleted", "Obsoleting", "Install",     "Cleanup"};
    Outcome outcome;
    Lines lines{content};
    for (Line line; lines.next(line);) {
        if (line.text.empty()) continue;
        std::string_view rest = line.text;
        std::optional<Time> at;
        std::string_view time;
        if (const auto stamp = stamp_at(rest)) {
            at = stamp->moment;
            time = rest.substr(0, stamp->length);
            rest.remove_prefix(stamp->length);
            take_word(rest);  // the level
        } else if (rest.size() > 16 && rest[3] == ' ' && rest[9] == ':' && rest[12] == ':') {
            time = rest.substr(0, 15);
            rest = trimmed(rest.substr(15));
        } else {
            outcome.strange.push_back(line.place);
            continue;
        }
        const std::size_t colon = rest.find(": ");
        const std::string_view action = rest.substr(0, colon);
        if (colon == std::string_view::npos ||
            std::find(std::begin(actions), std::end(actions), action) == std::end(actions)) {
            continue;  // dnf notes its own doings between
        }
        ++outcome.sound;
        Artifact changed{"package.changed", line.place};
        changed.text("action", action).time("changed_at", at);
        put(changed, "recorded_time", time);
        put_rpm_name(changed, trimmed(rest.substr(colon + 2)));
        sink.emit(changed);
    }
    return outcome;
}

/// "2019-03-01 12:00:00|install|nano|4.0-1|x86_64|root@host|repository|checksum|"
Outcome zypper_history(std::string_view content, const Sink& sink) {
    Outcome outcome;
    Lines lines{content};
    for (Line line; lines.next(line);) {
        if (line.text.empty() || line.text[0] == '#') continue;
        const auto fields = split(line.text, '|');
        if (fields.size() < 3 || !stamp_at(fields[0])) {
            outcome.strange.push_back(line.place);
            continue;
        }
        ++outcome.sound;
        const std::string_view action = trimmed(fields[1]);
        if ((action != "install" && action != "remove") || fields.size() < 5) continue;
        Artifact changed{"package.changed", line.place};
        put(changed, "action", action);
        put(changed, "recorded_time", fields[0]);
        put(changed, "package", trimmed(fields[2]));
        put(changed, "version", trimmed(fields[3]));
        put(changed, "architecture", trimmed(fields[4]));
        if (fields.size() > 5) put(changed, "requested_by", trimmed(fields[5]));
        sink.emit(changed);
    }
    return outcome;
}

/// "[2021-03-01T12:00:00+0000] [ALPM] upgraded nano (5.5-1 -> 5.6-1)"
Outcome pacman_log(std::string_view content, const Sink& sink) {
    Outcome outcome;
    Lines lines{content};
    std::string_view command;
    for (Line line; lines.next(line);) {
        if (line.text.empty()) continue;
        std::string_view rest = line.text;
        const std::size_t close = rest.find(']');
        if (rest[0] != '[' || close == std::string_view::npos) {
            outcome.strange.push_back(line.place);
            continue;
        }
        std::string_view time = rest.substr(1, close - 1);
        // Older ones end after the minutes: "[2014-05-01 12:00]", local time.
        const auto stamp = stamp_at(time);
        rest = trimmed(rest.substr(close + 1));
        if (rest.starts_with("[PACMAN] ") || rest.starts_with("[ALPM")) ++outcome.sound;
        if (take(rest, "[PACMAN] Running '")) command = rest.substr(0, rest.rfind('\''));
        take(rest, "[ALPM] ");
        const std::string_view action = take_word(rest);
        constexpr std::string_view actions[] = {"installed", "upgraded", "removed", "downgraded", "reinstalled"};
        if (std::find(std::begin(actions), std::end(actions), action) == std::end(actions)) continue;
        ++outcome.sound;
        Artifact changed{"package.changed", line.place};
        put(changed, "action", action);
        if (stamp) changed.time("changed_at", stamp->moment);
        put(changed, "recorded_time", time);
        put(changed, "package", take_word(rest));
        if (rest.starts_with('(') && rest.ends_with(')')) {
            const std::string_view inside = rest.substr(1, rest.size() - 2);
            const std::size_t arrow = inside.find(" -> ");
            if (arrow != std::string_view::npos) put(changed, "previous_version", inside.substr(0, arrow));
            put(changed, "version", arrow == std::string_view::npos ? inside : inside.substr(arrow + 4));
        }
        put(changed, "command_line", command);
        sink.emit(changed);
    }
    return outcome;
}

class Packages {
public:
    static constexpr std::string_view name = "unix.packages", version = "1.0.0";
    static constexpr std::string_view summary = "Programs installed and removed (dpkg, apt, rpm, zypper, pacman)";
    static constexpr std::array wants{
        path_glob("*dpkg/status"),       path_glob("*dpkg/status-old"), path_glob("*dpkg/status.d/*"),
        name_glob("dpkg.log"),           name_glob("dpkg.log.?"),       path_glob("*apt/history.log"),
        path_glob("*apt/history.log.?"), name_glob("apt_history.log"),  name_glob("yum.log"),
        name_glob("yum.log-????????"),   name_glob("dnf.rpm.log"),      name_glob("dnf.rpm.log.?"),
        path_glob("*zypp/history"),      name_glob("pacman.log")};
    static constexpr std::array emits{text("package.installed"), text("package.changed")};

    Verdict examine(const File& file, const Sink& sink) const {
        const auto bytes = file.read_all();
        const std::string_view content = view_of(bytes);
        if (content.empty() || !looks_like_text(content)) return Verdict::not_mine;
        const std::string_view called = file.name();
        const std::string_view first = trimmed(content.substr(0, 4096)).substr(0, 256);
        const std::size_t start = std::min(content.find_first_not_of("\r\n \t"), content.size());
        const std::string_view top = content.substr(start, 64);

        Outcome outcome;
        if (top.starts_with("Package: ")) {
            outcome = dpkg_status(content, sink);
        } else if (top.starts_with("Start-Date: ")) {
            outcome = apt_history(content, sink);
        } else if (top.starts_with('[') && called.find("pacman") != std::string_view::npos) {
            outcome = pacman_log(content, sink);
        } else if (top.starts_with("# 20") || (stamp_at(top) && top.find('|') != std::string_view::npos)) {
            outcome = zypper_history(content, sink);
        } else if (called.find("dpkg") != std::string_view::npos && stamp_at(first)) {
            outcome = dpkg_log(content, sink);
        } else if (called.find("yum") != std::string_view::npos || called.find("rpm") != std::string_view::npos) {
            outcome = rpm_log(content, sink);
        }
        if (outcome.sound == 0) return Verdict::not_mine;  // nothing was emitted
        for (const Range& place : outcome.strange) sink.warn(place, "the line is no record of a package");
        return outcome.strange.empty() ? Verdict::examined : Verdict::damaged;
    }
};

}  // namespace

SANAD_MODULE(Packages)
