// unix.cron: commands that cron and anacron are told to run: /etc/crontab, /etc/cron.d, the tables of the accounts.
#include <array>

#include "plugins/unix/lines.hpp"
#include "plugins/unix/moments.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::unix_traces;

constexpr std::uint64_t largest = 1u << 20;

bool is_name(std::string_view text) {
    for (const char c : text) {
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_')) return false;
    }
    return !text.empty() && !(text[0] >= '0' && text[0] <= '9');
}

/// "NAME = value": a setting for the commands below it.
std::optional<std::string> setting(std::string_view line) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) return {};
    std::string_view name = trimmed(line.substr(0, equals));
    if (name.size() > 1 && (name.front() == '"' || name.front() == '\'') && name.back() == name.front()) {
        name = name.substr(1, name.size() - 2);
    }
    if (!is_name(name)) return {};
    return std::string{name} + "=" + std::string{trimmed(line.substr(equals + 1))};
}

/// Minute, hour, day, month or day of week, as crontab(5) has them: numbers, names, *, lists, ranges, steps, ~ of
/// chance.
bool is_time_field(std::string_view field) {
    for (const char c : field) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && std::string_view{"*,-/~#?"}.find(c) == std::string_view::npos)
            return false;
    }
    return !field.empty();
}

class Cron {
public:
    static constexpr std::string_view name = "unix.cron", version = "1.0.0";
    static constexpr std::string_view summary = "Commands scheduled by cron and anacron";
    static constexpr std::array wants{name_glob("crontab"), path_glob("*/cron.d/*"), path_glob("*/spool/cron/*"),
                                      path_glob("*/cron/tabs/*"), name_glob("anacrontab")};
    static constexpr std::array emits{text("command.scheduled")};

    Verdict examine(const File& file, const Sink& sink) const {
        if (file.size() > largest) return Verdict::not_mine;
        const auto bytes = file.read_all();
        const std::string_view content = view_of(bytes);
        if (content.empty() || !looks_like_text(content)) return Verdict::not_mine;
        const bool anacron = file.name() == "anacrontab";
        const std::string_view path = file.path();
        const bool of_account =
            path.find("/spool/cron/") != std::string_view::npos || path.find("/cron/tabs/") != std::string_view::npos;

        std::vector<std::string> environment;
        std::vector<Artifact> scheduled;
        std::vector<Range> strange;
        Lines lines{content};
        for (Line line; lines.next(line);) {
            std::string_view text = trimmed(line.text);
            if (text.empty() || text.starts_with('#')) continue;
            if (auto set = setting(text)) {
                environment.push_back(std::move(*set));
                continue;
            }
            auto command =
                anacron ? anacron_command(text, line.place) : cron_command(text, line.place, of_account, file.name());
            if (!command) {
                strange.push_back(line.place);
                continue;
            }
            for (const std::string& each : environment) command->text("environment", utf8(each));
            scheduled.push_back(std::move(*command));
        }
        if (strange.size() > scheduled.size()) return Verdict::not_mine;
        for (const Artifact& command : scheduled) sink.emit(command);
        for (const Range& place : strange) sink.warn(place, "the line is no schedule");
        return strange.empty() ? Verdict::examined : Verdict::damaged;
    }

private:
    static std::optional<Artifact> cron_command(std::string_view text, Range place, bool of_account,
                                                std::string_view file_name) {
        take(text, "-");  // SUSE: do not log it
        std::string schedule;
        if (text.starts_with('@')) {
            schedule = take_word(text);
            if (!is_time_field(std::string_view{schedule}.substr(1))) return {};
        } else {
            for (int field = 0; field < 5; ++field) {
                const std::string_view word = take_word(text);
                if (!is_time_field(word)) return {};
                schedule += (field > 0 ? " " : "") + std::string{word};
            }
            const char first = schedule[0];
            if (first != '*' && first != '~' && !(first >= '0' && first <= '9')) return {};
        }
        std::string_view user = of_account ? file_name : take_word(text);
        if (text.empty() || user.empty()) return {};
        Artifact command{"command.scheduled", place};
        command.text("schedule", schedule).text("command", utf8(text)).text("user", utf8(user));
        return command;
    }

    /// Period in days, delay in minutes, name, command. anacron runs as root.
    static std::optional<Artifact> anacron_command(std::string_view text, Range place) {
        const std::string_view period = take_word(text);
        const auto delay = number_in<std::int64_t>(take_word(text));
        const std::string_view job = take_word(text);
        if (!delay || text.empty() || (!number_in<std::int64_t>(period) && !period.starts_with('@'))) return {};
        if (!is_time_field(period.substr(period.starts_with('@') ? 1 : 0))) return {};
        Artifact command{"command.scheduled", place};
        command
            .text("schedule", period.starts_with('@') ? std::string{period} : "every " + std::string{period} + " days")
            .text("command", utf8(text))
            .integer("delay", *delay)
            .text("job", utf8(job));
        return command;
    }
};

}  // namespace

SANAD_MODULE(Cron)
