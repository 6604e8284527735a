#include "core/cli/export_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/base/text.hpp"

namespace sanad {
namespace {

constexpr std::size_t hole_bytes = 64 << 10;

tl::unexpected<Error> system_failure(std::string_view path) {
    return failure(Fault::system, fmt::format("{}: {}", shown(path), std::strerror(errno)));
}

std::uint64_t folded_hash(std::string text) {
    for (char& letter : text) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return std::hash<std::string>{}(text);
}

timespec timespec_of(std::optional<Timestamp> time) {
    if (!time) return {0, UTIME_OMIT};
    timespec parts{time->ns / 1'000'000'000, time->ns % 1'000'000'000};
    if (parts.tv_nsec < 0) {
        parts.tv_nsec += 1'000'000'000;
        --parts.tv_sec;
    }
    return parts;
}

}  // namespace

ExportedFile::ExportedFile(ExportedFile&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)}, path_{std::move(other.path_)}, size_{other.size_} {}

ExportedFile::~ExportedFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> ExportedFile::write(Bytes bytes) {
    while (!bytes.empty()) {
        const Bytes block = bytes.first(std::min(bytes.size(), hole_bytes));
        const bool hole = block.size() == hole_bytes && std::ranges::all_of(block, [](Byte byte) { return byte == 0; });
        for (Bytes left = block; !hole && !left.empty();) {
            const auto at = static_cast<off_t>(size_ + (block.size() - left.size()));
            const ssize_t written = ::pwrite(descriptor_, left.data(), left.size(), at);
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) return system_failure(path_);
            left = left.subspan(static_cast<std::size_t>(written));
        }
        size_ += block.size();
        bytes = bytes.subspan(block.size());
    }
    return {};
}

Result<void> ExportedFile::finish(std::optional<Timestamp> modified_at, std::optional<Timestamp> accessed_at) {
    if (::ftruncate(descriptor_, static_cast<off_t>(size_)) != 0) return system_failure(path_);
    const timespec times[2] = {timespec_of(accessed_at), timespec_of(modified_at)};
    // A file system that cannot hold such a time (before 1970 on some) keeps the file; the manifest has the time.
    if (::futimens(descriptor_, times) != 0 && errno != EINVAL && errno != EOVERFLOW) return system_failure(path_);
    if (::close(std::exchange(descriptor_, -1)) != 0) return system_failure(path_);
    return {};
}

Result<ExportFolder> ExportFolder::create(const std::filesystem::path& path) {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) return failure(Fault::system, fmt::format("{}: {}", shown(path.string()), error.message()));
    if (!std::filesystem::is_empty(path, error) || error) {
        return failure(Fault::refused,
                       fmt::format("{}: is not empty; an export takes a new folder", shown(path.string())));
    }
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return system_failure(path.string());
    return ExportFolder{descriptor};
}

ExportFolder::ExportFolder(ExportFolder&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)}, taken_{std::move(other.taken_)} {}

ExportFolder::~ExportFolder() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<int> ExportFolder::open_parent(std::string_view path, std::string& made) {
    int folder = ::fcntl(descriptor_, F_DUPFD_CLOEXEC, 0);
    if (folder < 0) return system_failure(path);
    made.clear();
    for (std::size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/')) {
        std::string name{path.substr(0, slash)};
        path.remove_prefix(slash + 1);
        int next = -1;
        // A deleted file may stand where a later folder of the same name came: the folder gets another name.
        for (int attempt = 0; attempt < 8; ++attempt, name += "~d") {
            if (::mkdirat(folder, name.c_str(), 0777) != 0 && errno != EEXIST) break;
            next = ::openat(folder, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            if (next >= 0 || (errno != ENOTDIR && errno != ELOOP)) break;
        }
        const int reason = errno;
        ::close(folder);
        errno = reason;
        if (next < 0) return system_failure(made + name);
        folder = next;
        made += name + "/";
    }
    return folder;
}

Result<ExportedFile> ExportFolder::new_file(const std::string& path, Id id) {
    std::string folder_path;
    const int folder = TRY(open_parent(path, folder_path));
    const std::string name = path.substr(path.rfind('/') + 1);
    std::string unused = name;
    for (int attempt = 0;; ++attempt) {
        if (attempt == 1) unused = fmt::format("{}~{}", name, id);
        if (attempt > 1) unused = fmt::format("{}~{}~{}", name, id, attempt);
        if (!taken_.insert(folded_hash(folder_path + unused)).second && attempt < 8) continue;
        const int file = ::openat(folder, unused.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        if (file < 0 && errno == EEXIST && attempt < 8) continue;
        const int reason = errno;
        ::close(folder);
        errno = reason;
        if (file < 0) return system_failure(folder_path + unused);
        return ExportedFile{file, folder_path + unused};
    }
}

Result<std::string> ExportFolder::make_folder(const std::string& path) {
    std::string made;
    ::close(TRY(open_parent(path + "/", made)));
    made.pop_back();
    return made;
}

void ExportFolder::remove(const std::string& path) {
    ::unlinkat(descriptor_, path.c_str(), 0);
}

}  // namespace sanad
