#pragma once
// The shared test corpus: found through SANAD_CORPUS, or beside the project. Tests skip where it is absent.
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace sanad::tests {

/// The corpus folder, or nothing where there is none.
std::optional<std::filesystem::path> corpus();

/// A file of the corpus by its path there without ".xz" ("files/images/fs-ntfs/ntfs.img"). Packed files are unpacked
/// once, into the build folder, and keep their neighbours' names, so that segments and parents stand together.
std::optional<std::filesystem::path> corpus_file(std::string_view path);

/// A new empty folder under the build folder, removed when the object goes.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// What a command prints, and its exit status; for the independent tools (fls, icat, sha256sum).
struct CommandResult {
    int status;
    std::string output;
};
CommandResult run_command(const std::string& command);

}  // namespace sanad::tests
