#include "tests/support/corpus.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace fs = std::filesystem;

namespace sanad::tests {

std::optional<fs::path> corpus() {
    const char* given = std::getenv("SANAD_CORPUS");
    const fs::path folder = given != nullptr ? fs::path{given} : fs::path{SANAD_SOURCE_DIR} / "../shared/corpus";
    std::error_code none;
    if (!fs::is_directory(folder / "files", none)) return std::nullopt;
    return folder;
}

std::optional<fs::path> corpus_file(std::string_view path) {
    const auto folder = corpus();
    if (!folder) return std::nullopt;
    const fs::path plain = *folder / path;
    std::error_code none;
    if (fs::exists(plain, none)) return plain;
    const fs::path packed = plain.string() + ".xz";
    if (!fs::exists(packed, none)) return std::nullopt;
    const fs::path unpacked = fs::path{SANAD_BINARY_DIR} / "corpus" / path;
    if (fs::exists(unpacked, none)) return unpacked;
    fs::create_directories(unpacked.parent_path());
    // Written beside its final name and renamed, so that tests running at the same time never see half a file.
    const std::string partial = fmt::format("{}.{}", unpacked.string(), ::getpid());
    if (run_command(fmt::format("xz -dc '{}' > '{}'", packed.string(), partial)).status != 0) return std::nullopt;
    fs::rename(partial, unpacked);
    return unpacked;
}

TemporaryFolder::TemporaryFolder() {
    std::string pattern = (fs::path{SANAD_BINARY_DIR} / "tmp-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

CommandResult run_command(const std::string& command) {
    CommandResult result{-1, {}};
    FILE* pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) return result;
    char buffer[65536];
    for (std::size_t got = 0; (got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;)
        result.output.append(buffer, got);
    const int status = ::pclose(pipe);
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return result;
}

}  // namespace sanad::tests
