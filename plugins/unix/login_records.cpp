// unix.login_records: who logged in, from where and when, as utmp, wtmp and btmp keep it in records of fixed size, and
// the last login of each account in lastlog. Linux in four forms (glibc: 384 bytes, or 400 where a time takes 64 bits,
// each in either byte order) and macOS (utmpx, 628 bytes).
#include <array>
#include <cstring>

#include "plugins/unix/moments.hpp"
#include "plugins/unix/record.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::unix_traces;

struct Form {
    std::size_t size;
    ByteOrder order;
    bool wide;  // 64 bits for session and time
};
constexpr Form forms[] = {{384, ByteOrder::little, false},
                          {400, ByteOrder::little, true},
                          {384, ByteOrder::big, false},
                          {400, ByteOrder::big, true}};
constexpr std::string_view utmpx_signature = "utmpx-1.00";
constexpr std::size_t utmpx_size = 628;
constexpr std::uint64_t at_a_time = 4096;  // records

constexpr std::string_view events[] = {"empty record",        "run level changed",   "system booted",
                                       "clock set, new time", "clock set, old time", "process started by init",
                                       "login prompt",        "user logged in",      "session ended",
                                       "accounting",          "file signature",      "system shut down"};

std::string_view event_of(std::int64_t kind, std::string_view user) {
    if (kind == 1 && user == "shutdown") return "system shut down";
    return events[kind];
}

std::string address_of(Bytes bytes) {
    bool wide = false;
    bool any = false;
    for (std::size_t i = 0; i < 16; ++i) {
        any = any || bytes[i] != 0;
        wide = wide || (i >= 4 && bytes[i] != 0);
    }
    if (!any) return {};
    std::string text;
    if (!wide) {
        for (std::size_t i = 0; i < 4; ++i) text += (i > 0 ? "." : "") + std::to_string(bytes[i]);
        return text;
    }
    // RFC 5952: the longest run of zero groups is left out.
    unsigned groups[8];
    for (std::size_t i = 0; i < 8; ++i) groups[i] = static_cast<unsigned>(bytes[2 * i] << 8 | bytes[2 * i + 1]);
    std::size_t run_at = 8;
    std::size_t run = 1;
    for (std::size_t i = 0; i < 8; ++i) {
        std::size_t length = 0;
        while (i + length < 8 && groups[i + length] == 0) ++length;
        if (length > run) run_at = i, run = length;
    }
    for (std::size_t i = 0; i < 8; ++i) {
        if (i == run_at) {
            text += "::";
            i += run - 1;
            continue;
        }
        if (!text.empty() && !text.ends_with(':')) text += ':';
        char digits[4];
        const auto end = std::to_chars(digits, digits + 4, groups[i], 16).ptr;
        text.append(digits, end);
    }
    return text;
}

void put(Artifact& artifact, std::string_view name, std::string_view value) {
    if (!value.empty()) artifact.text(name, utf8(value));
}

/// A zero second is no time: the record was never filled.
std::optional<Time> recorded(std::int64_t seconds, std::int64_t microseconds) {
    if (seconds == 0 || microseconds < 0 || microseconds > 999'999) return {};
    return moment(seconds, microseconds * 1000);
}

struct Login {
    std::int64_t kind, process, session = 0, seconds, microseconds, termination = 0, exit = 0;
    std::string_view terminal, terminal_id, user, host;
    std::string address;
};

Login linux_login(const Record& record, const Form& form) {
    Login login{record.i16(0),
                record.i32(4),
                0,
                0,
                0,
                record.i16(332),
                record.i16(334),
                record.text(8, 32),
                record.text(40, 4),
                record.text(44, 32),
                record.text(76, 256),
                {}};
    if (form.wide) {
        login.session = record.number<std::int64_t>(336);
        login.seconds = record.number<std::int64_t>(344);
        login.microseconds = record.number<std::int64_t>(352);
        login.address = address_of(record.part(360, 16));
    } else {
        login.session = record.i32(336);
        login.seconds = record.u32(340);
        login.microseconds = record.i32(344);
        login.address = address_of(record.part(348, 16));
    }
    return login;
}

bool plausible(const Login& login) {
    if (login.kind < 0 || login.kind > 9 || login.microseconds < 0 || login.microseconds > 999'999) return false;
    if (login.seconds < 0 || login.seconds > 0xFFFFFFFFll) return false;
    for (const std::string_view text : {login.terminal, login.user, login.host}) {
        for (const char c : text) {
            if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return false;
        }
    }
    return true;
}

class LoginRecords {
public:
    static constexpr std::string_view name = "unix.login_records", version = "1.0.0";
    static constexpr std::string_view summary = "Logins, logouts, boots and failed logins (utmp, wtmp, btmp, lastlog)";
    static constexpr std::array wants{name_glob("utmp"),    name_glob("utmp.?"),    name_glob("utmp-*"),
                                      name_glob("wtmp"),    name_glob("wtmp.?"),    name_glob("wtmp-*"),
                                      name_glob("btmp"),    name_glob("btmp.?"),    name_glob("btmp-*"),
                                      name_glob("lastlog"), name_glob("lastlog.?"), signature(utmpx_signature)};
    static constexpr std::array emits{text("login.recorded"), text("login.failed"), text("login.last")};

    Verdict examine(const File& file, const Sink& sink) const {
        const auto start = file.read(0, utmpx_signature.size());
        if (start.size() == utmpx_signature.size() &&
            std::memcmp(start.data(), utmpx_signature.data(), start.size()) == 0) {
            return examine_utmpx(file, sink);
        }
        if (file.name().starts_with("lastlog")) return examine_lastlog(file, sink);
        return examine_linux(file, sink);
    }

private:
    static void emit(const Login& login, std::string_view type, Range place, const Sink& sink) {
        Artifact artifact{type, place};
        artifact.time("recorded_at", recorded(login.seconds, login.microseconds))
            .text("event", type == "login.failed" && login.kind >= 6 && login.kind <= 7
                               ? "login failed"
                               : event_of(login.kind, login.user))
            .integer("kind", login.kind);
        put(artifact, "user", login.user);
        put(artifact, "terminal", login.terminal);
        put(artifact, "terminal_id", login.terminal_id);
        put(artifact, "host", login.host);
        put(artifact, "address", login.address);
        artifact.integer("process_id", login.process);
        if (login.session != 0) artifact.integer("session", login.session);
        if (login.kind == 8 || login.exit != 0) artifact.integer("exit_status", login.exit);
        if (login.kind == 8 || login.termination != 0) artifact.integer("termination_status", login.termination);
        sink.emit(artifact);
    }

    static Verdict examine_linux(const File& file, const Sink& sink) {
        // The form in which most of the first records are events with a time; what lies across two records is mostly
        // zeros.
        constexpr std::int64_t earliest = 315532800;  // 1980
        const auto head = file.read(0, 400 * 48);
        const Form* best = nullptr;
        std::int64_t best_score = 0;
        for (const Form& form : forms) {
            const std::size_t count = head.size() / form.size;
            std::size_t events_seen = 0;
            std::size_t wrong = 0;
            for (std::size_t i = 0; i < count; ++i) {
                const Bytes bytes = Bytes{head}.subspan(i * form.size, form.size);
                const Login login = linux_login(Record{bytes, form.order}, form);
                if (!plausible(login)) {
                    ++wrong;
                } else if (login.kind != 0 && login.seconds > earliest) {
                    ++events_seen;
                }
            }
            const auto score = static_cast<std::int64_t>(2 * events_seen) - static_cast<std::int64_t>(wrong);
            if (events_seen > 0 && 2 * wrong <= count && score > best_score) best = &form, best_score = score;
        }
        if (best == nullptr) return Verdict::not_mine;
        const std::string_view type = file.name().starts_with("btmp") ? "login.failed" : "login.recorded";
        bool damaged = false;
        for (std::uint64_t first = 0; first * best->size < file.size(); first += at_a_time) {
            const auto bytes = file.read(first * best->size, at_a_time * best->size);
            for (std::size_t at = 0; at < bytes.size(); at += best->size) {
                Range place{first * best->size + at, best->size, 0};
                if (bytes.size() - at < best->size) {
                    place.length = bytes.size() - at;
                    sink.warn(place, "the file ends within a record");
                    damaged = true;
                    break;
                }
                const Login login = linux_login(Record{Bytes{bytes}.subspan(at, best->size), best->order}, *best);
                if (plausible(login)) {
                    emit(login, type, place, sink);
                } else {
                    sink.warn(place, "this is no login record: kind " + std::to_string(login.kind));
                    damaged = true;
                }
            }
        }
        return damaged ? Verdict::damaged : Verdict::examined;
    }

    static Verdict examine_utmpx(const File& file, const Sink& sink) {
        bool damaged = false;
        for (std::uint64_t at = utmpx_size; at < file.size(); at += utmpx_size) {  // the first is the signature
            const auto bytes = file.read(at, utmpx_size);
            const Range place{at, bytes.size(), 0};
            if (bytes.size() < utmpx_size) {
                sink.warn(place, "the file ends within a record");
                return Verdict::damaged;
            }
            const Record record{bytes};
            Login login{record.i16(296),
                        record.i32(292),
                        0,
                        record.u32(300),
                        record.i32(304),
                        0,
                        0,
                        record.text(260, 32),
                        {},
                        record.text(0, 256),
                        record.text(308, 256),
                        {}};
            // The identifier is four bytes, of letters where a terminal program made it.
            const std::string_view identifier = record.text(256, 4);
            if (identifier.find_first_of(std::string_view{"\0\1\2\3\4\5\6\7\x8\xB\xC\xE\xF/", 14}) ==
                std::string_view::npos) {
                login.terminal_id = identifier;
            }
            if (login.kind < 0 || login.kind > 11) {
                sink.warn(place, "this is no login record: kind " + std::to_string(login.kind));
                damaged = true;
                continue;
            }
            emit(login, "login.recorded", place, sink);
        }
        return damaged ? Verdict::damaged : Verdict::examined;
    }

    /// One record for each number of an account, with holes where nobody logged in.
    static Verdict examine_lastlog(const File& file, const Sink& sink) {
        constexpr std::uint64_t earliest = 315532800;  // 1980
        const auto sound = [](std::uint64_t seconds, std::string_view terminal) {
            for (const char c : terminal) {
                if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7E) return false;
            }
            return seconds > earliest && seconds <= 0xFFFFFFFF;
        };
        for (const Form& form : {Form{292, ByteOrder::little, false}, Form{296, ByteOrder::little, true},
                                 Form{292, ByteOrder::big, false}, Form{296, ByteOrder::big, true}}) {
            if (file.size() == 0 || file.size() % form.size != 0) continue;
            const std::size_t width = form.wide ? 8 : 4;
            std::vector<std::pair<Artifact, Range>> logins;
            std::size_t wrong = 0;
            const auto examine_record = [&](std::uint64_t number, Bytes bytes) {
                const Record record{bytes, form.order};
                const std::uint64_t seconds = form.wide ? record.u64(0) : record.u32(0);
                if (seconds == 0) return;
                const std::string_view terminal = record.text(width, 32);
                const Range place{number * form.size, form.size, 0};
                if (!sound(seconds, terminal)) {
                    ++wrong;
                    return;
                }
                Artifact last{"login.last", place};
                last.time("logged_in_at", moment(static_cast<std::int64_t>(seconds)))
                    .integer("user_id", static_cast<std::int64_t>(number));
                put(last, "terminal", terminal);
                put(last, "host", record.text(width + 32, 256));
                logins.emplace_back(std::move(last), place);
            };
            for (std::uint64_t first = 0; first * form.size < file.size(); first += at_a_time) {
                const auto bytes = file.read(first * form.size, at_a_time * form.size);
                for (std::size_t at = 0; at + form.size <= bytes.size(); at += form.size) {
                    examine_record(first + at / form.size, Bytes{bytes}.subspan(at, form.size));
                }
            }
            if (logins.empty() || wrong > logins.size()) continue;
            for (const auto& [last, place] : logins) sink.emit(last);
            if (wrong == 0) return Verdict::examined;
            sink.warn({}, std::to_string(wrong) + " records hold no time of a login");
            return Verdict::damaged;
        }
        return Verdict::not_mine;
    }
};

}  // namespace

SANAD_MODULE(LoginRecords)
