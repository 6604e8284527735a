#pragma once
// What messages of sshd and sudo say of logins and of commands run as another account.
#include <optional>
#include <string_view>

#include "plugins/unix/lines.hpp"
#include "plugins/unix/moments.hpp"

namespace sanad::unix_traces {

struct LoginAttempt {
    std::string_view outcome, user{}, method{}, address{}, key{};
    std::optional<std::int64_t> port{};
    std::optional<std::int64_t> times{};
    bool user_unknown = false;
};

/// "ADDRESS port 59229 ssh2: RSA SHA256:…"
inline void take_origin(std::string_view text, LoginAttempt& attempt) {
    attempt.address = take_word(text);
    if (take(text, "port ")) attempt.port = number_in<std::int64_t>(take_word(text));
    if (take(text, "ssh2: ")) attempt.key = trimmed(text);
}

inline std::optional<LoginAttempt> ssh_attempt(std::string_view message) {
    std::string_view rest = message;
    LoginAttempt attempt;
    // rsyslog: "message repeated 2 times: [ Failed password for root from … ]"
    if (take(rest, "message repeated ")) {
        const auto times = number_in<std::int64_t>(take_word(rest));
        if (!times || !take(rest, "times: [") || !rest.ends_with(']')) return {};
        rest.remove_suffix(1);
        auto repeated = ssh_attempt(trimmed(rest));
        if (repeated) repeated->times = times;
        return repeated;
    }
    if (take(rest, "Accepted ") || take(rest, "Failed ")) {
        attempt.outcome = message.starts_with("Accepted") ? "accepted" : "failed";
        attempt.method = take_word(rest);
        if (!take(rest, "for ")) return {};
        attempt.user_unknown = take(rest, "invalid user ");
        // A name may hold blanks, and somebody may name himself "x from 1.2.3.4": the last one counts.
        const std::size_t from = rest.rfind(" from ");
        if (from == std::string_view::npos) {
            if (!take(rest, "from ")) return {};  // an empty name
            take_origin(rest, attempt);
            return attempt;
        }
        attempt.user = rest.substr(0, from);
        take_origin(rest.substr(from + 6), attempt);
        return attempt;
    }
    if (take(rest, "Invalid user ")) {
        attempt.outcome = "failed";
        attempt.user_unknown = true;
        const std::size_t from = rest.rfind("from ");
        if (from == std::string_view::npos) return {};
        attempt.user = trimmed(rest.substr(0, from));
        take_origin(rest.substr(from + 5), attempt);
        return attempt;
    }
    if (take(rest, "Connection from ")) {
        attempt.outcome = "connected";
        take_origin(rest, attempt);
        if (!attempt.port) return {};
        return attempt;
    }
    return {};
}

struct Elevation {
    std::string_view user, terminal{}, folder{}, as_user{}, command{}, refused{};
};

/// "usman : TTY=pts/0 ; PWD=/home/usman ; USER=root ; COMMAND=/bin/sh", a refusal standing before TTY.
inline std::optional<Elevation> sudo_message(std::string_view message) {
    const std::size_t colon = message.find(" : ");
    if (colon == std::string_view::npos) return {};
    Elevation elevation{trimmed(message.substr(0, colon))};
    std::string_view rest = message.substr(colon + 3);
    while (!rest.empty()) {
        rest = trimmed(rest);
        if (take(rest, "COMMAND=")) {  // to the end: a command may hold anything
            elevation.command = rest;
            return elevation;
        }
        const std::size_t end = std::min(rest.find(" ; "), rest.size());
        std::string_view part = trimmed(rest.substr(0, end));
        rest = rest.substr(std::min(end + 3, rest.size()));
        if (take(part, "TTY=")) {
            elevation.terminal = part;
        } else if (take(part, "PWD=")) {
            elevation.folder = part;
        } else if (take(part, "USER=")) {
            elevation.as_user = part;
        } else if (part.find('=') == std::string_view::npos) {
            elevation.refused = part;
        }
    }
    return {};
}

}  // namespace sanad::unix_traces
