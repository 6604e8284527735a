#include "plugins/unix/syslog_line.hpp"

#include "plugins/unix/lines.hpp"

namespace sanad::unix_traces {

namespace {

constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::string_view days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

std::string_view consumed(std::string_view before, std::string_view after) {
    return before.substr(0, before.size() - after.size());
}

/// "Mar  6 04:07:28", "Mar 6 2021 04:07:28", "Thu Nov 14 20:36:37.222": never a moment, for no zone is named.
std::optional<std::string_view> traditional_time(std::string_view& text) {
    std::string_view rest = text;
    for (const std::string_view day : days) {
        if (rest.size() > 4 && rest.starts_with(day) && rest[3] == ' ') {
            rest.remove_prefix(4);
            break;
        }
    }
    bool month = false;
    for (const std::string_view name : months) month = month || take(rest, name);
    if (!month || !take(rest, " ")) return {};
    take(rest, " ");
    auto day = take_digits(rest, 2);
    if (!day) day = take_digits(rest, 1);
    if (!day || *day < 1 || *day > 31 || !take(rest, " ")) return {};
    std::string_view with_year = rest;
    if (take_digits(with_year, 4) && take(with_year, " ")) rest = with_year;
    const auto hour = take_digits(rest, 2);
    if (!hour || *hour > 23 || !take(rest, ":")) return {};
    const auto minute = take_digits(rest, 2);
    if (!minute || *minute > 59 || !take(rest, ":")) return {};
    const auto second = take_digits(rest, 2);
    if (!second || *second > 60) return {};
    if (rest.size() > 1 && rest[0] == '.' && rest[1] >= '0' && rest[1] <= '9') {
        rest.remove_prefix(1);
        while (take_digits(rest, 1)) {
        }
    }
    const std::string_view time = consumed(text, rest);
    text = rest;
    return time;
}

/// "<15>": facility 1, severity 7.
std::optional<unsigned> take_priority(std::string_view& text) {
    std::string_view rest = text;
    if (!take(rest, "<")) return {};
    const std::size_t end = rest.find('>');
    if (end == std::string_view::npos || end > 3) return {};
    const auto priority = number_in<unsigned>(rest.substr(0, end));
    if (!priority || *priority > 191) return {};
    text = rest.substr(end + 1);
    return priority;
}

std::optional<std::int64_t> severity_of(std::string_view word) {
    constexpr std::pair<std::string_view, std::int64_t> words[] = {
        {"emergency", 0}, {"emerg", 0},   {"panic", 0}, {"alert", 1},  {"critical", 2}, {"crit", 2}, {"error", 3},
        {"err", 3},       {"warning", 4}, {"warn", 4},  {"notice", 5}, {"info", 6},     {"debug", 7}};
    const auto folded = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
    for (const auto& [known, number] : words) {
        if (std::equal(word.begin(), word.end(), known.begin(), known.end(),
                       [&](char a, char b) { return folded(a) == b; })) {
            return number;
        }
    }
    return {};
}

std::string_view take_field(std::string_view& text) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view field = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return field == "-" ? std::string_view{} : field;
}

/// "-" or "[id name="value with \] in it"][...]".
std::string_view take_structured_data(std::string_view& text) {
    if (text.starts_with('-')) {
        text.remove_prefix(1);
        take(text, " ");
        return {};
    }
    if (!text.starts_with('[')) return {};
    std::size_t at = 0;
    bool quoted = false;
    for (; at < text.size(); ++at) {
        if (quoted && text[at] == '\\') {
            ++at;
        } else if (text[at] == '"') {
            quoted = !quoted;
        } else if (!quoted && text[at] == ']' && !text.substr(at + 1).starts_with('[')) {
            ++at;
            break;
        }
    }
    at = std::min(at, text.size());
    const std::string_view data = text.substr(0, at);
    text.remove_prefix(at);
    take(text, " ");
    return data;
}

/// RFC 5424, section 6, after its version and time.
void take_rfc5424(std::string_view text, LogRecord& record) {
    record.host = take_field(text);
    record.program = take_field(text);
    if (const std::string_view process = take_field(text); !process.empty()) {
        record.process_id = number_in<std::int64_t>(process);
    }
    record.message_id = take_field(text);
    record.structured_data = take_structured_data(text);
    record.message = trimmed(text);
}

/// "sshd[3]: text", "sudo: text", "log_tag text", "socketfilterfw[112] <Error>: text", "kernel: text".
void take_tag(std::string_view text, LogRecord& record) {
    std::string_view rest = text;
    const std::size_t end = std::min(rest.find_first_of(" \t"), rest.size());
    std::string_view tag = rest.substr(0, end);
    rest = rest.substr(end);
    const bool colon = tag.ends_with(':');
    if (colon) tag.remove_suffix(1);
    if (const std::size_t open = tag.rfind('['); open != std::string_view::npos && tag.ends_with(']') && open > 0) {
        if (const auto process = number_in<std::int64_t>(tag.substr(open + 1, tag.size() - open - 2))) {
            record.process_id = process;
            tag = tag.substr(0, open);
        }
    }
    record.program = tag;
    rest = trimmed(rest);
    if (!colon && rest.starts_with('<')) {  // macOS names the level behind the process
        const std::size_t close = rest.find(">:");
        if (close != std::string_view::npos) {
            if (const auto severity = severity_of(rest.substr(1, close - 1))) {
                record.severity = severity;
                rest = trimmed(rest.substr(close + 2));
            }
        }
    }
    record.message = rest;
}

/// "type=LOGIN msg=audit(1337845201.174:94983): pid=1 …", as auditd writes it.
std::optional<LogRecord> audit_record(std::string_view line) {
    std::string_view rest = line;
    std::string_view node;
    if (take(rest, "node=")) node = take_word(rest);
    if (!take(rest, "type=")) return {};
    const std::size_t space = rest.find(' ');
    if (space == std::string_view::npos || space == 0) return {};
    LogRecord record;
    record.host = node;
    record.message_id = rest.substr(0, space);
    rest = trimmed(rest.substr(space));
    if (!take(rest, "msg=audit(")) return {};
    const std::size_t close = rest.find(')');
    if (close == std::string_view::npos) return {};
    const std::string_view stamp = rest.substr(0, close);
    const std::size_t colon = stamp.find(':');
    if (colon == std::string_view::npos) return {};
    const std::size_t dot = std::min(stamp.find('.'), colon);
    const auto seconds = number_in<std::int64_t>(stamp.substr(0, dot));
    const auto sequence = number_in<std::int64_t>(stamp.substr(colon + 1));
    if (!seconds || !sequence) return {};
    std::int64_t fraction = 0;
    std::int64_t unit = 100'000'000;
    for (const char digit : stamp.substr(std::min(dot + 1, colon), colon - std::min(dot + 1, colon))) {
        if (digit < '0' || digit > '9') return {};
        fraction += (digit - '0') * unit;
        unit /= 10;
    }
    record.recorded_time = stamp.substr(0, colon);
    record.written_at = moment(*seconds, fraction);
    record.sequence = *sequence;
    record.program = "audit";
    rest.remove_prefix(close + 1);
    take(rest, ":");
    record.message = trimmed(rest);
    for (std::string_view words = record.message; !words.empty();) {
        std::string_view word = take_word(words);
        if (take(word, "pid=")) record.process_id = number_in<std::int64_t>(word);
    }
    return record;
}

}  // namespace

bool forwarded_record_at(std::string_view text) {
    std::string_view rest = text.substr(0, 64);
    if (!take_priority(rest)) return false;
    take(rest, "1 ");
    return stamp_at(rest) || traditional_time(rest);
}

std::optional<LogRecord> log_record_at(std::string_view line) {
    std::string_view rest = line;
    if (rest.starts_with("type=") || rest.starts_with("node=")) return audit_record(line);
    LogRecord record;
    const auto priority = take_priority(rest);
    if (priority) {
        record.facility = *priority / 8;
        record.severity = *priority % 8;
    }
    if (priority && take(rest, "1 ")) {
        if (take(rest, "- ")) {
            take_rfc5424(rest, record);
            return record;
        }
        const auto stamp = stamp_at(rest);
        if (!stamp) return {};
        record.recorded_time = rest.substr(0, stamp->length);
        record.written_at = stamp->moment;
        rest.remove_prefix(stamp->length);
        take(rest, " ");
        take_rfc5424(rest, record);
        return record;
    }
    bool weekday = false;
    if (const auto stamp = stamp_at(rest)) {
        record.recorded_time = rest.substr(0, stamp->length);
        record.written_at = stamp->moment;
        rest.remove_prefix(stamp->length);
    } else if (const auto time = traditional_time(rest)) {
        record.recorded_time = *time;
        weekday = time->find(' ') == 3 && (*time)[3 + 1] >= 'A';
    } else {
        return {};
    }
    if (!rest.empty() && !is_blank(rest.front())) return {};
    rest = trimmed(rest);
    if (weekday) {  // macOS's wifi.log: "<airportd[88]> text", no host
        const std::size_t close = rest.find("> ");
        if (rest.starts_with('<') && close != std::string_view::npos) {
            take_tag(rest.substr(1, close - 1), record);
            record.message = trimmed(rest.substr(close + 2));
        } else {
            record.message = rest;
        }
        return record;
    }
    if (rest.starts_with("--- ")) {  // "--- last message repeated 1 time ---"
        record.message = rest;
        return record;
    }
    const std::string_view host = take_word(rest);
    if (const auto severity = severity_of(host)) {
        record.severity = severity;  // "TIME INFO program[1]: text"
    } else {
        record.host = host;
    }
    take_tag(rest, record);
    return record;
}

}  // namespace sanad::unix_traces
