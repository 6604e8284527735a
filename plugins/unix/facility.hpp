#pragma once
// RFC 5424, table 1, in the words of syslog.h.
#include <cstdint>
#include <string_view>

namespace sanad::unix_traces {

/// Empty for a number that has no name.
constexpr std::string_view facility_name(std::int64_t number) {
    constexpr std::string_view names[] = {"kern",   "user",   "mail",   "daemon", "auth",     "syslog",
                                          "lpr",    "news",   "uucp",   "cron",   "authpriv", "ftp",
                                          "ntp",    "audit",  "alert",  "clock",  "local0",   "local1",
                                          "local2", "local3", "local4", "local5", "local6",   "local7"};
    return number >= 0 && number < 24 ? names[number] : std::string_view{};
}

}  // namespace sanad::unix_traces
