#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <utility>

#include "core/base/descriptor.hpp"
#include "core/base/text.hpp"
#include "core/source/logical/logical.hpp"

namespace sanad {
namespace {

/// Holes are looked for in files that claim so many bytes more than their blocks hold.
constexpr std::uint64_t gap_worth_a_look = 64 << 20;
constexpr std::size_t most_holes = 100'000;

FileKind kind_of(mode_t mode) {
    if (S_ISREG(mode)) return FileKind::regular;
    if (S_ISDIR(mode)) return FileKind::directory;
    if (S_ISLNK(mode)) return FileKind::symlink;
    if (S_ISFIFO(mode)) return FileKind::named_pipe;
    if (S_ISSOCK(mode)) return FileKind::socket;
    if (S_ISBLK(mode)) return FileKind::block_device;
    if (S_ISCHR(mode)) return FileKind::character_device;
    return FileKind::other;
}

std::optional<Timestamp> time_of(const statx_timestamp& time) {
    return timestamp_from_unix(time.tv_sec, time.tv_nsec);
}

/// Opens `path` (relative, no "..") beneath `root` one name at a time, so that no link on the way is ever followed.
Result<Descriptor> open_beneath(int root, std::string_view path, int flags) {
    Descriptor at{::fcntl(root, F_DUPFD_CLOEXEC, 0)};
    while (at.is_open() && !path.empty()) {
        const auto end = std::min(path.find('/'), path.size());
        const std::string name{path.substr(0, end)};
        path.remove_prefix(std::min(end + 1, path.size()));
        const int how = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (path.empty() ? flags : O_DIRECTORY);
        Descriptor next{::openat(at.number(), name.c_str(), how)};
        if (!next.is_open()) return failure(Fault::unreadable, std::strerror(errno));
        at = std::move(next);
    }
    if (!at.is_open()) return failure(Fault::system, std::strerror(errno));
    return at;
}

/// One file of the tree. Bytes that cannot be read are zeros and damage, as on any medium.
class TreeFile : public ByteSource {
public:
    TreeFile(Descriptor file, std::uint64_t size, std::string name)
        : file_{std::move(file)}, size_{size}, name_{std::move(name)} {}
    std::uint64_t size() const override { return size_; }
    std::string provenance() const override { return name_; }

    Result<void> read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage) override {
        TRY(check_range(offset, to.size()));
        while (!to.empty()) {
            const ssize_t got = ::pread(file_.number(), to.data(), to.size(), static_cast<off_t>(offset));
            if (got < 0 && errno == EINTR) continue;
            std::size_t count = got > 0 ? static_cast<std::size_t>(got) : to.size();
            if (got <= 0) {
                if (got < 0) count = std::min<std::size_t>(count, 4096 - offset % 4096);
                std::fill_n(to.begin(), count, Byte{0});
                add_damage(damage, offset, count, got == 0 ? "the file became shorter" : std::strerror(errno));
            }
            offset += count;
            to = to.subspan(count);
        }
        return {};
    }

private:
    Descriptor file_;
    std::uint64_t size_;
    std::string name_;
};

/// What of a file is stored nowhere, as the file system it lies in tells it (lseek(2)): no more than is known for
/// certain.
std::vector<Extent> holes_of(int folder, const std::string& name, std::uint64_t size) {
    std::vector<Extent> holes;
    const Descriptor file{::openat(folder, name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
    struct stat status {};
    if (!file.is_open() || ::fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode)) return holes;
    for (std::uint64_t at = 0; at < size && holes.size() < most_holes;) {
        const off_t hole = ::lseek(file.number(), static_cast<off_t>(at), SEEK_HOLE);
        if (hole < 0 || static_cast<std::uint64_t>(hole) >= size) break;
        const off_t data = ::lseek(file.number(), hole, SEEK_DATA);
        if (data < 0 && errno != ENXIO) break;  // ENXIO: no more of it is stored
        const std::uint64_t from = static_cast<std::uint64_t>(hole);
        const std::uint64_t until = data < 0 ? size : std::min(size, static_cast<std::uint64_t>(data));
        if (until <= from) break;
        holes.push_back({from, 0, until - from, ExtentKind::sparse});
        at = until;
    }
    return holes;
}

class DirectoryTree : public FileSystem {
public:
    explicit DirectoryTree(Descriptor root) : root_{std::move(root)} {}

    Result<WalkReport> walk(const WalkLimits& limits, const std::function<bool(FileRecord&&, Bytes)>& each) override {
        paths_.clear();
        Walk walk{limits, each, {}, {}, true};
        directory(walk, root_.number(), "", 0);
        return std::move(walk.report);
    }

    Result<void> free_ranges(const std::function<bool(FreeRange)>&) override { return {}; }

    /// `content.metadata_address` counts the entries in the order of the walk, which must have come to it.
    Result<Source> open_content(const Content& content, const NameState&) override {
        if (paths_.empty()) TRY(walk({}, [](FileRecord&&, Bytes) { return true; }));
        const auto path = paths_.find(content.metadata_address);
        if (path == paths_.end()) return failure(Fault::not_found, fmt::format("no file {}", content.metadata_address));
        auto file = open_beneath(root_.number(), std::string_view{path->second}.substr(1), 0);
        if (!file) return within(shown(path->second), file.error());
        struct stat status {};
        // The name may lead to something else by now; a device or pipe must not be read even then.
        if (::fstat(file->number(), &status) != 0 || !S_ISREG(status.st_mode))
            return failure(Fault::unavailable, shown(path->second) + ": no longer a regular file");
        return std::make_unique<TreeFile>(std::move(*file), content.size, path->second);
    }

private:
    struct Walk {
        const WalkLimits& limits;
        const std::function<bool(FileRecord&&, Bytes)>& each;
        WalkReport report;
        std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint64_t> contents;  ///< (device, inode) to address
        bool wanted;

        void cut(std::string remark) {
            report.remarks.push_back(std::move(remark));
            report.complete = false;
        }
    };

    /// Recursion ends at limits.max_depth; one descriptor is held for each level.
    void directory(Walk& walk, int fd, const std::string& path, std::uint64_t address) {
        const int again = ::openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        DIR* list = again < 0 ? nullptr : ::fdopendir(again);
        if (list == nullptr) {
            if (again >= 0) ::close(again);
            walk.cut(fmt::format("directory {} could not be read: {}", shown(path.empty() ? "/" : path),
                                 std::strerror(errno)));
            return;
        }
        std::vector<std::string> names;
        errno = 0;
        while (const dirent* entry = ::readdir(list)) {
            const std::string_view name = entry->d_name;
            if (name != "." && name != "..") names.emplace_back(name);
            if (names.size() > walk.limits.max_records) break;
            errno = 0;
        }
        if (errno != 0)
            walk.cut(fmt::format("directory {} was read in part: {}", shown(path.empty() ? "/" : path),
                                 std::strerror(errno)));
        ::closedir(list);
        // A directory is listed in any order; what is found must not depend on it.
        std::sort(names.begin(), names.end());
        for (const std::string& name : names) {
            if (!walk.wanted) return;
            entry(walk, fd, path + "/" + name, name, address);
        }
    }

    void entry(Walk& walk, int fd, std::string path, const std::string& name, std::uint64_t parent) {
        if (walk.report.records >= walk.limits.max_records) {
            walk.cut(fmt::format("more than {} entries: the walk ended at {}", walk.limits.max_records, shown(path)));
            walk.wanted = false;
            return;
        }
        FileRecord record;
        record.path = path;
        record.parent_address = parent;
        record.metadata_address = ++walk.report.records;
        struct statx status {};
        if (::statx(fd, name.c_str(), AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_BTIME, &status) != 0) {
            record.kind = FileKind::other;
            record.remark = fmt::format("could not be examined: {}", std::strerror(errno));
            record.outcome = Outcome::unreadable;
            walk.wanted = walk.each(std::move(record), {});
            return;
        }
        describe(record, status);
        const std::uint64_t address = record.metadata_address;
        if (record.kind == FileKind::symlink) {
            std::string target(65536, '\0');
            const ssize_t length = ::readlinkat(fd, name.c_str(), target.data(), target.size());
            target.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
            record.symlink_target = std::move(target);
        }
        if (record.kind == FileKind::regular) add_content(walk, record, status, path, fd);

        const bool enter = record.kind == FileKind::directory;
        const bool deep =
            enter && static_cast<std::uint64_t>(std::count(path.begin(), path.end(), '/')) >= walk.limits.max_depth;
        if (enter && (deep || path.size() > walk.limits.max_path_bytes)) {
            record.remark = deep ? fmt::format("lies deeper than {} levels: not entered", walk.limits.max_depth)
                                 : fmt::format("path longer than {} bytes: not entered", walk.limits.max_path_bytes);
            walk.cut(fmt::format("directory {} {}", shown(path.substr(0, 200)), record.remark));
        }
        const bool go_on = enter && record.remark.empty();
        walk.wanted = walk.each(std::move(record), {});
        if (!go_on || !walk.wanted) return;
        const Descriptor below{::openat(fd, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
        if (!below.is_open())
            walk.cut(fmt::format("directory {} could not be opened: {}", shown(path), std::strerror(errno)));
        else
            directory(walk, below.number(), path, address);
    }

    static void describe(FileRecord& record, const struct statx& status) {
        record.kind = kind_of(status.stx_mode);
        record.mode = status.stx_mode & 07777;
        record.uid = status.stx_uid;
        record.gid = status.stx_gid;
        record.link_count = status.stx_nlink;
        record.times.modified_at = time_of(status.stx_mtime);
        record.times.accessed_at = time_of(status.stx_atime);
        record.times.metadata_changed_at = time_of(status.stx_ctime);
        if ((status.stx_mask & STATX_BTIME) != 0) record.times.created_at = time_of(status.stx_btime);
    }

    /// Names of one inode share the content of the first of them.
    void add_content(Walk& walk, FileRecord& record, const struct statx& status, const std::string& path, int folder) {
        const std::uint64_t device = gnu_dev_makedev(status.stx_dev_major, status.stx_dev_minor);
        std::uint64_t address = record.metadata_address;
        if (status.stx_nlink > 1) address = walk.contents.try_emplace({device, status.stx_ino}, address).first->second;
        record.metadata_address = address;
        Content content;
        content.metadata_address = address;
        content.attribute_type = 1;
        content.size = status.stx_size;
        content.allocated_size = status.stx_blocks * 512;
        content.access = ContentAccess::file_system;
        if (content.size > content.allocated_size && content.size - content.allocated_size >= gap_worth_a_look)
            content.extents = holes_of(folder, path.substr(path.rfind('/') + 1), content.size);
        record.content = std::move(content);
        paths_.try_emplace(address, path);
    }

    Descriptor root_;
    std::map<std::uint64_t, std::string> paths_;  ///< of regular files, by address
};

}  // namespace

Result<std::unique_ptr<FileSystem>> open_directory_tree(const SegmentFile& directory) {
    Descriptor root{::fcntl(directory.fd, F_DUPFD_CLOEXEC, 0)};
    struct stat status {};
    if (!root.is_open() || ::fstat(root.number(), &status) != 0 || !S_ISDIR(status.st_mode))
        return failure(Fault::unavailable, directory.path + ": not a directory");
    return std::make_unique<DirectoryTree>(std::move(root));
}

}  // namespace sanad
