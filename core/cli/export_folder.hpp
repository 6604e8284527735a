#pragma once
// A folder that files of evidence are written into, and nothing outside of it: every step is taken from an open folder,
// by one name, never through a link.
#include <cstdint>
#include <filesystem>
#include <string>
#include <unordered_set>

#include "core/base/bytes.hpp"
#include "core/model/evidence.hpp"
#include "core/store/query.hpp"

namespace sanad {

/// A new file; closes itself.
class ExportedFile {
public:
    ExportedFile(int descriptor, std::string path) : descriptor_{descriptor}, path_{std::move(path)} {}
    ExportedFile(ExportedFile&& other) noexcept;
    ExportedFile& operator=(ExportedFile&&) = delete;
    ~ExportedFile();

    /// The next bytes. Long runs of zeros take no room on the disk.
    Result<void> write(Bytes bytes);
    /// The file is complete: its size and the two times a file system lets anybody set.
    Result<void> finish(std::optional<Timestamp> modified_at, std::optional<Timestamp> accessed_at);
    /// Relative to the folder.
    const std::string& path() const { return path_; }

private:
    int descriptor_ = -1;
    std::string path_;
    std::uint64_t size_ = 0;
};

class ExportFolder {
public:
    /// Made when it is absent; Fault::refused when there is anything in it.
    static Result<ExportFolder> create(const std::filesystem::path& path);
    ExportFolder(ExportFolder&& other) noexcept;
    ExportFolder& operator=(ExportFolder&&) = delete;
    ~ExportFolder();

    /// A new file at `path` (an export_path) below `top`. When something stands there already, or a name differs only
    /// in the case of its letters, "~" and the file's id are added.
    Result<ExportedFile> new_file(const std::string& path, Id id);
    /// A folder, which may be there already. Returns its path as it is.
    Result<std::string> make_folder(const std::string& path);
    void remove(const std::string& path);

private:
    explicit ExportFolder(int descriptor) : descriptor_{descriptor} {}
    /// Opens the folder that holds the last name of `path`, making what is missing; `made` is its path.
    Result<int> open_parent(std::string_view path, std::string& made);

    int descriptor_ = -1;
    std::unordered_set<std::uint64_t> taken_;  ///< hashes of folded paths: a chance hit only costs a longer name
};

}  // namespace sanad
