#include "core/cli/session.hpp"

#include <unistd.h>

#include <cstdio>

namespace sanad {

ShowProgress Session::show_progress() const {
    if (progress == "none") return {};
    if (progress == "json") {
        return [](const Progress& now) { std::fputs(progress_json_lines(now).c_str(), stderr); };
    }
    if (::isatty(STDERR_FILENO) == 0) return {};
    return [](const Progress& now) {
        // Rewritten in place; cleared at the end, so that the summary stands alone.
        if (now.phase == Phase::finished) {
            std::fprintf(stderr, "\r\033[K");
        } else {
            std::fprintf(stderr, "\r\033[K%s", progress_line(now).c_str());
        }
        std::fflush(stderr);
    };
}

void Session::fail(const Error& error) {
    std::fprintf(stderr, "sanad: %s\n", error.what.c_str());
    status = error.fault == Fault::refused ? Status::usage : Status::could_not_tell;
}

bool Session::succeeded(const Result<void>& result) {
    if (!result) fail(result.error());
    return result.has_value();
}

}  // namespace sanad
