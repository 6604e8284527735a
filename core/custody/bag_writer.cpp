#include "core/custody/bag_writer.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>

#include "core/base/system_failure.hpp"
#include "core/base/text.hpp"
#include "core/crypto/text_digest.hpp"
#include "core/custody/bag.hpp"
#include "core/custody/plain_file.hpp"

namespace sanad {
namespace {

/// A new file; closes itself.
class NewFile {
public:
    static Result<NewFile> create(const std::filesystem::path& path) {
        NewFile file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644), path};
        if (file.descriptor_ < 0) return system_failure(path);
        return file;
    }
    NewFile(NewFile&& other) noexcept
        : descriptor_{std::exchange(other.descriptor_, -1)}, path_{std::move(other.path_)} {}
    NewFile& operator=(NewFile&&) = delete;
    ~NewFile() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    Result<void> write(Bytes bytes) {
        while (!bytes.empty()) {
            const ssize_t now = ::write(descriptor_, bytes.data(), bytes.size());
            if (now < 0 && errno == EINTR) continue;
            if (now < 0) return system_failure(path_);
            bytes = bytes.subspan(static_cast<std::size_t>(now));
        }
        return {};
    }
    Result<void> finish() {
        if (::close(std::exchange(descriptor_, -1)) != 0) return system_failure(path_);
        return {};
    }

private:
    NewFile(int descriptor, std::filesystem::path path) : descriptor_{descriptor}, path_{std::move(path)} {}
    int descriptor_;
    std::filesystem::path path_;
};

Result<void> to_disk(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    const bool done = descriptor >= 0 && ::fsync(descriptor) == 0;
    const int reason = errno;
    if (descriptor >= 0) ::close(descriptor);
    errno = reason;
    // Some file systems (shared folders, some sticks) cannot say of a folder that it is written.
    if (!done && reason != EINVAL) return system_failure(path);
    return {};
}

/// SHA-256 and SHA-512 of each file, in hexadecimal.
using Sums = std::map<std::string, std::pair<std::string, std::string>>;

std::string manifest_text(const Sums& sums, std::string Sums::mapped_type::*digest) {
    std::string text;
    for (const auto& [path, digests] : sums) text += fmt::format("{}  {}\n", digests.*digest, manifest_path(path));
    return text;
}

}  // namespace

Result<BagWriter> BagWriter::create(const std::filesystem::path& bag) {
    std::filesystem::path name = bag;
    while (name.filename().empty() && name.has_parent_path() && name != name.parent_path()) name = name.parent_path();
    struct stat facts {};
    if (::lstat(name.c_str(), &facts) == 0) {
        return failure(Fault::refused,
                       fmt::format("{}: is there already; a bundle takes a new folder", shown(bag.string())));
    }
    std::string building = name.string() + ".unfinished-XXXXXX";
    if (::mkdtemp(building.data()) == nullptr) return system_failure(building);
    BagWriter writer{name, building};
    if (::chmod(building.c_str(), 0755) != 0) return system_failure(building);
    TRY(writer.place("data/x"));
    return writer;
}

BagWriter::BagWriter(BagWriter&& other) noexcept
    : bag_{std::move(other.bag_)}, building_{std::exchange(other.building_, {})} {}

BagWriter::~BagWriter() {
    if (building_.empty()) return;
    std::error_code ignored;
    std::filesystem::remove_all(building_, ignored);
}

Result<std::filesystem::path> BagWriter::place(std::string_view path) {
    if (const auto fault = path_fault(path)) {
        return failure(Fault::refused, fmt::format("{}: {}", shown(path), *fault));
    }
    const std::filesystem::path whole = building_ / std::filesystem::path{path};
    std::error_code error;
    std::filesystem::create_directories(whole.parent_path(), error);
    if (error) return failure(Fault::system, fmt::format("{}: {}", shown(whole.string()), error.message()));
    return whole;
}

Result<void> BagWriter::write(std::string_view path, std::string_view bytes) {
    NewFile file = TRY(NewFile::create(TRY(place(path))));
    TRY(file.write(bytes_of(bytes)));
    return file.finish();
}

Result<void> BagWriter::copy(std::string_view path, const std::filesystem::path& from) {
    PlainFile source = TRY(PlainFile::open(from));
    NewFile file = TRY(NewFile::create(TRY(place(path))));
    std::vector<Byte> buffer(1 << 20);
    for (;;) {
        const std::size_t now = TRY(source.read(buffer));
        if (now == 0) break;
        TRY(file.write(Bytes{buffer}.first(now)));
    }
    return file.finish();
}

Result<void> BagWriter::seal(const std::vector<std::pair<std::string, std::string>>& info) {
    const Bag bag = TRY(Bag::open(building_, Manifests::ignored));
    if (!bag.faults().empty()) return failure(Fault::refused, bag.faults().front());
    Sums payload, tags;
    std::uint64_t payload_bytes = 0, payload_files = 0;
    for (const auto& [path, file] : bag.files()) {
        const bool is_payload = path.starts_with("data/");
        (is_payload ? payload : tags).emplace(path, std::pair{hex(file.sha256), hex(file.sha512)});
        if (!is_payload) continue;
        payload_bytes += file.size;
        ++payload_files;
    }
    const auto write_tag = [&](const std::string& path, const std::string& text) -> Result<void> {
        tags.emplace(path, std::pair{sha256_hex(text), hex(sha512(bytes_of(text)))});
        return write(path, text);
    };
    std::string described;
    for (const auto& [label, value] : info) described += fmt::format("{}: {}\n", label, shown(value));
    described += fmt::format("Payload-Oxum: {}.{}\n", payload_bytes, payload_files);
    TRY(write_tag("bagit.txt", std::string{bagit_text}));
    TRY(write_tag("bag-info.txt", described));
    TRY(write_tag("manifest-sha256.txt", manifest_text(payload, &Sums::mapped_type::first)));
    TRY(write_tag("manifest-sha512.txt", manifest_text(payload, &Sums::mapped_type::second)));
    TRY(write("tagmanifest-sha256.txt", manifest_text(tags, &Sums::mapped_type::first)));
    return write("tagmanifest-sha512.txt", manifest_text(tags, &Sums::mapped_type::second));
}

Result<void> BagWriter::publish() {
    std::error_code error;
    for (std::filesystem::recursive_directory_iterator each{building_, error}, end; !error && each != end;
         each.increment(error)) {
        TRY(to_disk(each->path()));
    }
    if (error) return failure(Fault::system, fmt::format("{}: {}", shown(building_.string()), error.message()));
    TRY(to_disk(building_));
    if (::renameat2(AT_FDCWD, building_.c_str(), AT_FDCWD, bag_.c_str(), RENAME_NOREPLACE) != 0) {
        if (errno == EEXIST) {
            return failure(Fault::refused, fmt::format("{}: is there already", shown(bag_.string())));
        }
        // Not every file system knows the flag; a folder with anything in it is never replaced by rename() either.
        if (errno != EINVAL && errno != ENOSYS) return system_failure(bag_);
        if (::rename(building_.c_str(), bag_.c_str()) != 0) return system_failure(bag_);
    }
    building_.clear();
    const std::filesystem::path parent = bag_.parent_path();
    return to_disk(parent.empty() ? std::filesystem::path{"."} : parent);
}

}  // namespace sanad
