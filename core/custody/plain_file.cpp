#include "core/custody/plain_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "core/base/text.hpp"

namespace sanad {
namespace {

tl::unexpected<Error> unavailable(const std::string& name, std::string_view why) {
    return failure(Fault::unavailable, fmt::format("{}: {}", name, why));
}

}  // namespace

PlainFile::PlainFile(PlainFile&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)},
      name_{std::move(other.name_)},
      size_{other.size_},
      at_{other.at_} {}

PlainFile::~PlainFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<PlainFile> PlainFile::open(const std::filesystem::path& path, bool disk_too) {
    std::string name = shown(path.string());
    // Without O_NONBLOCK the opening of a pipe would wait for somebody to write into it.
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0) return unavailable(name, std::strerror(errno));
    PlainFile file{descriptor, std::move(name)};
    struct stat facts {};
    if (::fstat(descriptor, &facts) != 0) return unavailable(file.name_, std::strerror(errno));
    if (!S_ISREG(facts.st_mode) && !(disk_too && S_ISBLK(facts.st_mode))) {
        return unavailable(file.name_, disk_too ? "neither a plain file nor a disk" : "not a plain file");
    }
    file.size_ = static_cast<std::uint64_t>(facts.st_size);
    return file;
}

Result<PlainFile> PlainFile::open(const std::filesystem::path& path) {
    return open(path, false);
}

Result<PlainFile> PlainFile::open_image(const std::filesystem::path& path) {
    return open(path, true);
}

Result<std::size_t> PlainFile::read(MutableBytes into) {
    std::size_t done = 0;
    while (done < into.size()) {
        const ssize_t now = ::read(descriptor_, into.data() + done, into.size() - done);
        if (now < 0 && errno == EINTR) continue;
        if (now < 0) return unavailable(name_, fmt::format("byte {}: {}", at_, std::strerror(errno)));
        if (now == 0) break;
        done += static_cast<std::size_t>(now);
        at_ += static_cast<std::uint64_t>(now);
    }
    return done;
}

Result<std::size_t> PlainFile::read_at(std::uint64_t offset, MutableBytes into) {
    std::size_t done = 0;
    while (done < into.size()) {
        const ssize_t now =
            ::pread(descriptor_, into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
        if (now < 0 && errno == EINTR) continue;
        if (now < 0) return unavailable(name_, fmt::format("byte {}: {}", offset + done, std::strerror(errno)));
        if (now == 0) break;
        done += static_cast<std::size_t>(now);
    }
    return done;
}

}  // namespace sanad
