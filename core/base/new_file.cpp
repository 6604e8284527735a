#include "core/base/new_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "core/base/system_failure.hpp"

namespace sanad {

Result<void> write_new_file(const std::filesystem::path& path, std::string_view text) {
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (descriptor < 0 && errno == EEXIST) return failure(Fault::refused, shown(path.string()) + ": is there already");
    if (descriptor < 0) return system_failure(path);
    Result<void> written;
    while (written && !text.empty()) {
        const ssize_t now = ::write(descriptor, text.data(), text.size());
        if (now > 0) {
            text.remove_prefix(static_cast<std::size_t>(now));
        } else if (now == 0 || errno != EINTR) {
            written = system_failure(path);
        }
    }
    // A pipe or a terminal has nothing to bring to a disk.
    if (written && ::fsync(descriptor) != 0 && errno != EINVAL) written = system_failure(path);
    if (::close(descriptor) != 0 && written) written = system_failure(path);
    if (!written) ::unlink(path.c_str());
    return written;
}

}  // namespace sanad
