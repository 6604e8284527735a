#pragma once
// qemu-img as the maker of containers and the second reader of them.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <string>

#include "tests/support/corpus.hpp"

namespace sanad::tests {

/// True, and said aloud, where qemu-img is not installed: the test is skipped.
inline bool no_qemu() {
    if (run_command("qemu-img --version 2>/dev/null").status == 0) return false;
    MESSAGE("skipped: no qemu-img");
    return true;
}

/// Runs in `folder`; the command's own words on failure.
inline void run(const std::filesystem::path& folder, const std::string& command) {
    const auto result = run_command(fmt::format("cd '{}' && {} 2>&1", folder.string(), command));
    INFO(command << ": " << result.output);
    REQUIRE(result.status == 0);
}

}  // namespace sanad::tests
