#include "core/report/export_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "core/base/text.hpp"

namespace sanad {
namespace {

constexpr std::size_t flush_at = 256 << 10;

tl::unexpected<Error> failed(const std::filesystem::path& path, int reason) {
    return failure(Fault::system, fmt::format("{}: {}", shown(path.string()), std::strerror(reason)));
}

bool is_there(const std::filesystem::path& path) {
    struct stat facts {};
    return ::lstat(path.c_str(), &facts) == 0;
}

tl::unexpected<Error> is_taken(const std::filesystem::path& path) {
    return failure(Fault::refused,
                   fmt::format("{}: is there already; an export takes a new name", shown(path.string())));
}

}  // namespace

Result<ExportFile> ExportFile::create(const std::filesystem::path& path) {
    if (path.filename().empty()) return failure(Fault::refused, "an export needs the name of a file");
    if (is_there(path)) return is_taken(path);
    // In the same folder, so that taking the name is one step.
    std::string building = path.string() + ".unfinished-XXXXXX";
    const int descriptor = ::mkostemp(building.data(), O_CLOEXEC);
    if (descriptor < 0) return failed(path, errno);
    if (::fchmod(descriptor, 0644) != 0) {
        const int reason = errno;
        ::close(descriptor);
        ::unlink(building.c_str());
        return failed(building, reason);
    }
    return ExportFile{path, building, descriptor};
}

ExportFile::ExportFile(ExportFile&& other) noexcept
    : path_{std::move(other.path_)},
      building_{std::exchange(other.building_, {})},
      descriptor_{std::exchange(other.descriptor_, -1)},
      error_{other.error_},
      waiting_{std::move(other.waiting_)},
      digest_{other.digest_},
      size_{other.size_} {}

ExportFile::~ExportFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!building_.empty()) ::unlink(building_.c_str());
}

bool ExportFile::write(std::string_view text) {
    if (error_ != 0) return false;
    waiting_ += text;
    if (waiting_.size() >= flush_at) flush();
    return error_ == 0;
}

void ExportFile::flush() {
    digest_.update(bytes_of(waiting_));
    size_ += waiting_.size();
    for (std::string_view left = waiting_; error_ == 0 && !left.empty();) {
        const ssize_t now = ::write(descriptor_, left.data(), left.size());
        if (now >= 0) {
            left.remove_prefix(static_cast<std::size_t>(now));
        } else if (errno != EINTR) {
            error_ = errno;
        }
    }
    waiting_.clear();
}

Result<void> ExportFile::digest_what_is_there() {
    // A library may have put another file under the name than the one that was opened here.
    const int descriptor = ::open(building_.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (descriptor < 0) return failed(building_, errno);
    ::close(std::exchange(descriptor_, descriptor));
    std::vector<Byte> buffer(1 << 20);
    for (;;) {
        const ssize_t now = ::read(descriptor_, buffer.data(), buffer.size());
        if (now < 0 && errno == EINTR) continue;
        if (now < 0) return failed(building_, errno);
        if (now == 0) return {};
        digest_.update(Bytes{buffer}.first(static_cast<std::size_t>(now)));
        size_ += static_cast<std::uint64_t>(now);
    }
}

Result<ExportFile::Written> ExportFile::complete() {
    flush();
    if (error_ == 0 && size_ == 0) TRY(digest_what_is_there());
    if (error_ == 0 && ::fsync(descriptor_) != 0 && errno != EINVAL) error_ = errno;
    if (error_ != 0) return failed(path_, error_);
    return Written{hex(digest_.finish()), size_};
}

Result<void> ExportFile::publish() {
    if (::renameat2(AT_FDCWD, building_.c_str(), AT_FDCWD, path_.c_str(), RENAME_NOREPLACE) != 0) {
        if (errno == EEXIST) return is_taken(path_);
        // Not every file system knows the flag; then the moment between the two steps stays open.
        if (errno != EINVAL && errno != ENOSYS) return failed(path_, errno);
        if (is_there(path_)) return is_taken(path_);
        if (::rename(building_.c_str(), path_.c_str()) != 0) return failed(path_, errno);
    }
    building_.clear();
    return {};
}

}  // namespace sanad
