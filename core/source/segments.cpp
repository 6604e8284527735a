#include <fcntl.h>
#include <fmt/format.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <map>
#include <utility>

#include "core/base/text.hpp"
#include "core/source/containers/containers.hpp"
#include "core/source/open_image.hpp"
#include "core/source/segment_names.hpp"
#include "core/source/segment_source.hpp"
#include "core/source/signatures.hpp"

namespace sanad {
namespace {

namespace fs = std::filesystem;

std::string name_of_file(const fs::path& path) {
    return shown(path.filename().string());
}

// Closes what was opened when the set turns out not to be one.
class Segments {
public:
    Segments() = default;
    Segments(const Segments&) = delete;
    Segments& operator=(const Segments&) = delete;
    ~Segments() { close_segments(list_); }

    Result<SegmentFile*> open(const fs::path& path) {
        SegmentFile file;
        file.path = fs::absolute(path).string();
        file.fd = ::open(file.path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
        if (file.fd < 0) {
            const Fault fault = errno == ENOENT ? Fault::not_found : Fault::unavailable;
            return failure(fault, fmt::format("{}: {}", shown(file.path), std::strerror(errno)));
        }
        list_.files.push_back(std::move(file));
        SegmentFile& opened = list_.files.back();
        struct stat status {};
        if (::fstat(opened.fd, &status) != 0) {
            return failure(Fault::unavailable, fmt::format("{}: {}", shown(opened.path), std::strerror(errno)));
        }
        if (S_ISBLK(status.st_mode)) {
            if (::ioctl(opened.fd, BLKGETSIZE64, &opened.size) != 0) {
                return failure(Fault::unavailable, fmt::format("{}: {}", shown(opened.path), std::strerror(errno)));
            }
        } else if (S_ISREG(status.st_mode)) {
            opened.size = static_cast<std::uint64_t>(status.st_size);
        }
        return &opened;
    }

    SegmentList take(Container container) {
        list_.container = container;
        list_.layer_sizes = {static_cast<std::uint32_t>(list_.files.size())};
        return std::exchange(list_, {});
    }

private:
    SegmentList list_;
};

Result<std::vector<fs::path>> files_beside(const fs::path& path) {
    std::error_code error;
    std::vector<fs::path> files;
    fs::directory_iterator entry{fs::absolute(path).parent_path(), error};
    for (; !error && entry != fs::directory_iterator{}; entry.increment(error)) files.push_back(entry->path());
    if (error) {
        return failure(Fault::unavailable,
                       fmt::format("{}: {}", shown(fs::absolute(path).parent_path().string()), error.message()));
    }
    // A directory is listed in any order; what is found must not depend on it.
    std::sort(files.begin(), files.end());
    return files;
}

// The segment number in an EWF file header; nothing when the file is none, or of the other kind.
std::optional<std::uint32_t> ewf_number_inside(const fs::path& path, Container container) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) return std::nullopt;
    Byte header[13] = {};
    const ssize_t got = ::pread(fd, header, sizeof header, 0);
    ::close(fd);
    const ByteReader reader{header};
    const std::string_view signature{
        container == Container::ewf ? "EVF\x09\x0d\x0a\xff\x00" : "LVF\x09\x0d\x0a\xff\x00", 8};
    if (got != static_cast<ssize_t>(sizeof header) || !reader.matches(0, signature)) return std::nullopt;
    return *reader.u16_le(9);
}

Result<SegmentList> locate_ewf(const fs::path& given, Container container) {
    const std::string extension = given.extension().string();
    const std::string_view bare = extension.empty() ? std::string_view{} : std::string_view{extension}.substr(1);
    const bool lower_case = !bare.empty() && std::islower(static_cast<unsigned char>(bare[0])) != 0;
    // "x.FAB" belongs to the family of E01 or, less often, of S01 or L01: that whose first segment is there.
    char family = 0;
    for (const char candidate : {'E', 'L', 'S'}) {
        if (!ewf_segment_number(bare, candidate)) continue;
        fs::path first = given;
        first.replace_extension(ewf_segment_extension(1, candidate, lower_case));
        std::error_code none;
        if (family == 0 || fs::exists(first, none)) family = candidate;
        if (fs::exists(first, none)) break;
    }
    std::map<std::uint32_t, fs::path> segments;
    const auto claim = [&](std::uint32_t number, const fs::path& path) -> Result<void> {
        const auto [there, is_new] = segments.emplace(number, path);
        if (is_new) return {};
        return failure(Fault::damaged, fmt::format("segment {} is there twice: {} and {}", number,
                                                   name_of_file(there->second), name_of_file(path)));
    };
    if (family == 0) {
        TRY(claim(ewf_number_inside(given, container).value_or(0), fs::absolute(given)));
    } else {
        for (const fs::path& path : TRY(files_beside(given))) {
            if (path.stem() != given.stem() || path.extension().empty()) continue;
            const auto by_name = ewf_segment_number(path.extension().string().substr(1), family);
            if (!by_name) continue;
            if (const auto number = ewf_number_inside(path, container)) {
                TRY(claim(*number, path));
            } else if (*by_name < 100) {
                return failure(Fault::damaged,
                               fmt::format("segment {} ({}) has no EWF signature", *by_name, name_of_file(path)));
            }
        }
    }
    Segments found;
    std::uint32_t expected = 1;
    for (const auto& [number, path] : segments) {
        if (number != expected) {
            fs::path missing = given;
            if (family != 0) missing.replace_extension(ewf_segment_extension(expected, family, lower_case));
            const std::string name = family != 0 ? fmt::format(" ({})", name_of_file(missing)) : std::string{};
            if (number == 0)
                return failure(Fault::damaged, fmt::format("{} calls itself segment 0", name_of_file(path)));
            return failure(Fault::damaged, fmt::format("segment {}{} is missing", expected, name));
        }
        TRY(found.open(path));
        ++expected;
    }
    return found.take(container);
}

Result<SegmentList> locate_raw(const fs::path& given) {
    const std::string extension = given.extension().string();
    const auto part = extension.size() > 1 ? raw_part(std::string_view{extension}.substr(1)) : std::nullopt;
    Segments found;
    const auto alone = [&]() -> Result<SegmentList> {
        TRY(found.open(given));
        return found.take(Container::raw);
    };
    if (!part) return alone();

    std::map<std::uint32_t, fs::path> parts;
    for (const fs::path& path : TRY(files_beside(given))) {
        if (path.stem() != given.stem() || path.extension().string().size() != extension.size()) continue;
        const auto other = raw_part(path.extension().string().substr(1));
        if (other && other->letters == part->letters) parts.emplace(other->number, path);
    }
    const auto name_of_part = [&](std::uint32_t number) {
        fs::path path = given;
        return name_of_file(path.replace_extension(raw_part_extension(*part, number)));
    };
    const std::uint32_t lowest = part->letters || parts.contains(0) ? 0 : 1;
    if (!parts.contains(lowest)) {
        // "disk.05" may be any file's fifth version; but ".005" with neighbours, or at all in three digits, is how
        // split images are named, and a piece from the middle must not pass for the whole.
        const bool has_neighbour =
            parts.contains(part->number + 1) || (part->number > 0 && parts.contains(part->number - 1));
        const bool split_name = !part->letters && part->width == 3;
        if (!split_name && !has_neighbour) return alone();
        if (part->letters && !has_neighbour) return alone();
        return failure(Fault::damaged, fmt::format("the first part ({}) is missing", name_of_part(lowest)));
    }
    // Other files of the same stem in two letters (x.dd beside x.aa) are not parts unless they follow on.
    std::uint32_t count = 0;
    for (std::uint32_t number = lowest; parts.contains(number); ++number) ++count;
    const std::uint32_t after = lowest + count;
    const auto beyond = parts.upper_bound(after);
    const bool numbers_go_on = beyond != parts.end() && (!part->letters || part->number > after);
    if (numbers_go_on) {
        if (part->letters && parts.size() > 0 && !parts.contains(part->number - 1) &&
            !parts.contains(part->number + 1)) {
            return alone();
        }
        return failure(Fault::damaged,
                       fmt::format("part {} of the image ({}) is missing", count + 1, name_of_part(after)));
    }
    for (std::uint32_t number = lowest; number < after; ++number) {
        TRY(found.open(parts.at(number)));
    }
    SegmentList list = found.take(Container::raw);
    // All parts but the last are of one size; a shorter one in the middle has lost its end, and every byte after it
    // would stand at a wrong offset.
    for (std::size_t i = 0; i + 1 < list.files.size(); ++i) {
        const SegmentFile& file = list.files[i];
        const std::uint64_t whole = list.files.front().size;
        const bool last_too_large = i + 2 == list.files.size() && list.files.back().size > whole;
        if (file.size == whole && !last_too_large) continue;
        const SegmentFile& wrong = last_too_large ? list.files.back() : file;
        auto error =
            failure(Fault::damaged, fmt::format("{} has {} bytes where the first part has {}: not parts of one image",
                                                name_of_file(wrong.path), wrong.size, whole));
        close_segments(list);
        return error;
    }
    return list;
}

Result<SegmentList> locate_directory(const fs::path& given) {
    if (given.extension() == ".sparsebundle") {
        return failure(Fault::unsupported, fmt::format("{}: Apple sparse bundle: cannot be read", name_of_file(given)));
    }
    Segments found;
    TRY(found.open(given));
    return found.take(Container::directory);
}

/// A flat VMDK extent is raw bytes under the container's name, without any signature: taken for raw, and remarked on,
/// when it begins as a disk or a volume does.
bool is_boot_sector(const SegmentFile& file) {
    Byte end[2] = {};
    return file.size % 512 == 0 && ::pread(file.fd, end, sizeof end, 510) == sizeof end && end[0] == 0x55 &&
           end[1] == 0xaa;
}

}  // namespace

Result<SegmentList> locate_segments(const fs::path& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) return failure(Fault::not_found, fmt::format("{}: no such file", shown(path.string())));
    if (fs::is_directory(status)) {
        return locate_directory(path.has_filename() ? path : path.parent_path());
    }
    if (!fs::is_regular_file(status) && !fs::is_block_file(status)) {
        return failure(Fault::refused, fmt::format("{}: neither a file, a directory nor a disk", shown(path.string())));
    }
    const std::string name = name_of_file(path);
    Segments first;
    const SegmentFile* file = TRY(first.open(path));
    if (file->size == 0) return failure(Fault::refused, fmt::format("{} is empty", name));
    const RecognisedContainer recognised = TRY(recognise_container(*file));
    if (!recognised.refused.empty()) {
        return failure(Fault::unsupported, fmt::format("{}: {}: cannot be read", name, recognised.refused));
    }
    if (!recognised.container) {
        const std::string promised = promised_by_name(path);
        if (promised == "VMDK" && is_boot_sector(*file)) return first.take(Container::raw);
        if (!promised.empty()) {
            return failure(Fault::damaged, fmt::format("{} has no {} signature: not opened as raw", name, promised));
        }
        return fs::is_block_file(status) ? first.take(Container::raw) : locate_raw(path);
    }
    switch (*recognised.container) {
        case Container::ewf:
        case Container::ewf_logical: {
            auto list = locate_ewf(path, *recognised.container);
            if (!list) return within(name, std::move(list.error()));
            return list;
        }
        case Container::archive: {
            const std::string extension = path.extension().string();
            const auto part = extension.size() == 4 ? raw_part(std::string_view{extension}.substr(1)) : std::nullopt;
            if (part && !part->letters) {
                return failure(Fault::unsupported, fmt::format("{}: a part of a split archive: cannot be read", name));
            }
            return first.take(Container::archive);
        }
        default: {
            SegmentList list = first.take(*recognised.container);
            list.layer_sizes.clear();
            auto added = add_extents_and_parents(list);
            if (added) return list;
            close_segments(list);
            return tl::unexpected{std::move(added.error())};
        }
    }
}

void close_segments(SegmentList& segments) {
    for (SegmentFile& file : segments.files) {
        if (file.fd >= 0) ::close(file.fd);
        file.fd = -1;
    }
}

}  // namespace sanad
