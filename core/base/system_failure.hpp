#pragma once
// What the operating system refused, in its own words.
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "core/base/result.hpp"
#include "core/base/text.hpp"

namespace sanad {

/// "PATH: No such file or directory", by errno.
inline tl::unexpected<Error> system_failure(const std::filesystem::path& path) {
    return failure(Fault::system, fmt::format("{}: {}", shown(path.string()), std::strerror(errno)));
}

}  // namespace sanad
