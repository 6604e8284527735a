#include "core/custody/private_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "core/base/text.hpp"

namespace sanad {
namespace {

namespace fs = std::filesystem;

struct Closing {
    int descriptor;
    ~Closing() {
        if (descriptor >= 0) ::close(descriptor);
    }
};

tl::unexpected<Error> failed(const fs::path& path, int reason) {
    return failure(reason == ENOENT ? Fault::not_found : Fault::system,
                   fmt::format("{}: {}", shown(path.string()), std::strerror(reason)));
}

bool is_ours(const struct stat& facts) {
    return facts.st_uid == ::geteuid() || facts.st_uid == 0;
}

Result<void> write_all(int descriptor, const fs::path& path, std::string_view text) {
    while (!text.empty()) {
        const ssize_t now = ::write(descriptor, text.data(), text.size());
        if (now < 0 && errno == EINTR) continue;
        if (now < 0) return failed(path, errno);
        text.remove_prefix(static_cast<std::size_t>(now));
    }
    if (::fsync(descriptor) != 0) return failed(path, errno);
    return {};
}

/// A plain file of this user (or root's), with the permissions it should have.
Result<void> check_file(int descriptor, const fs::path& path, Visible visible, struct stat& facts) {
    const std::string name = shown(path.string());
    if (::fstat(descriptor, &facts) != 0) return failed(path, errno);
    if (!S_ISREG(facts.st_mode)) return failure(Fault::refused, name + ": not a plain file");
    if (!is_ours(facts)) return failure(Fault::refused, name + ": belongs to another user");
    const auto mode = facts.st_mode & 07777;
    if ((mode & 0022) != 0) {
        return failure(Fault::refused, fmt::format("{}: others may write it (mode {:04o})", name, mode));
    }
    if (visible == Visible::owner && (mode & 0077) != 0) {
        return failure(Fault::refused,
                       fmt::format("{}: holds a secret and others may read it (mode {:04o}); chmod 600 it, and "
                                   "ask whether the key can still be trusted",
                                   name, mode));
    }
    return {};
}

}  // namespace

Result<void> make_private_folder(const fs::path& path) {
    std::error_code error;
    if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return failed(path, errno);
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0) return failed(path, errno);
    const std::string name = shown(path.string());
    if (!S_ISDIR(facts.st_mode)) return failure(Fault::refused, name + ": not a folder");
    if (facts.st_uid != ::geteuid()) {
        return failure(Fault::refused, name + ": belongs to another user; keys are not kept there");
    }
    if ((facts.st_mode & 0077) != 0) {
        return failure(Fault::refused,
                       fmt::format("{}: is open to others (mode {:04o}); chmod 700 it, and ask whether a key "
                                   "in it can still be trusted",
                                   name, facts.st_mode & 07777));
    }
    return {};
}

Result<std::string> read_private_file(const fs::path& path, Visible visible, std::size_t most) {
    // Links are not followed and pipes not waited for.
    const Closing file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)};
    const std::string name = shown(path.string());
    if (file.descriptor < 0 && errno == ELOOP)
        return failure(Fault::refused, name + ": is a link; the file itself is needed");
    if (file.descriptor < 0) return failed(path, errno);
    struct stat facts {};
    TRY(check_file(file.descriptor, path, visible, facts));
    std::string text;
    char piece[16'384];
    for (;;) {
        const ssize_t now = ::read(file.descriptor, piece, sizeof piece);
        if (now < 0 && errno == EINTR) continue;
        if (now < 0) return failed(path, errno);
        if (now == 0) return text;
        if (text.size() + static_cast<std::size_t>(now) > most) {
            return failure(Fault::limit, fmt::format("{}: larger than {} bytes", name, most));
        }
        text.append(piece, static_cast<std::size_t>(now));
    }
}

Result<void> write_private_file(const fs::path& path, std::string_view text, Visible visible, Existing existing) {
    std::string part = path.string() + ".new-XXXXXX";
    const Closing file{::mkostemp(part.data(), O_CLOEXEC)};  // 0600
    if (file.descriptor < 0) return failed(path, errno);
    auto written = write_all(file.descriptor, path, text);
    if (written && visible == Visible::everyone && ::fchmod(file.descriptor, 0644) != 0) written = failed(path, errno);
    if (written) {
        const unsigned flags = existing == Existing::keep ? RENAME_NOREPLACE : 0;
        if (::renameat2(AT_FDCWD, part.c_str(), AT_FDCWD, path.c_str(), flags) != 0) {
            written = errno == EEXIST ? failure(Fault::refused, shown(path.string()) + ": is there already")
                                      : failed(path, errno);
        }
    }
    if (!written) {
        ::unlink(part.c_str());
        return written;
    }
    const fs::path parent = path.has_parent_path() ? path.parent_path() : fs::path{"."};
    const Closing folder{::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (folder.descriptor < 0 || ::fsync(folder.descriptor) != 0) return failed(parent, errno);
    return {};
}

Result<void> append_private_line(const fs::path& path, std::string_view line, std::size_t most) {
    const Closing file{
        ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0600)};
    if (file.descriptor < 0) return failed(path, errno);
    struct stat facts {};
    TRY(check_file(file.descriptor, path, Visible::owner, facts));
    if (static_cast<std::size_t>(facts.st_size) + line.size() + 1 > most) {
        return failure(Fault::limit, fmt::format("{}: is full ({} bytes)", shown(path.string()), facts.st_size));
    }
    // In one piece: lines of two processes stay two lines.
    return write_all(file.descriptor, path, std::string{line} + '\n');
}

}  // namespace sanad
