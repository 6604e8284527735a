#include "core/cli/output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace sanad {
namespace {

constexpr std::size_t flush_at = 64 << 10;

}  // namespace

Output::~Output() {
    flush();
}

bool Output::write(std::string_view text) {
    if (error_ != 0) return false;
    waiting_ += text;
    return waiting_.size() < flush_at || flush();
}

bool Output::flush() {
    for (std::string_view left = waiting_; error_ == 0 && !left.empty();) {
        const ssize_t written = ::write(STDOUT_FILENO, left.data(), left.size());
        if (written >= 0) {
            left.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno != EINTR) {
            error_ = errno;
        }
    }
    waiting_.clear();
    return error_ == 0;
}

Result<void> Output::finish() {
    flush();
    if (error_ == 0 || error_ == EPIPE) return {};
    return failure(Fault::system, fmt::format("standard output: {}", std::strerror(error_)));
}

}  // namespace sanad
