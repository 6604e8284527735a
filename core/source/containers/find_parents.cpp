// Runs in the supervisor: reads of the evidence only what names the next file.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>

#include "core/base/text.hpp"
#include "core/source/containers/containers.hpp"
#include "core/source/containers/layer.hpp"

namespace sanad {
namespace {

using namespace containers;

constexpr std::size_t deepest_chain = 64;
constexpr std::size_t most_files = 8192;

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return text;
}

class Finder {
public:
    explicit Finder(SegmentList& list)
        : list_{list}, folder_{std::filesystem::path{list.files.front().path}.parent_path()} {}

    ~Finder() {
        if (finished_) return;
        for (std::size_t i = 1; i < list_.files.size(); ++i) ::close(list_.files[i].fd);
        list_.files.resize(1);
        list_.layer_sizes.clear();
    }
    Finder(const Finder&) = delete;
    Finder& operator=(const Finder&) = delete;

    Result<void> find_all() {
        TRY(remember(list_.files.front()));
        std::optional<Container> container = list_.container;
        for (std::size_t top = 0; container; top = list_.files.size() - 1) {
            if (list_.layer_sizes.size() == deepest_chain)
                return failure(Fault::limit,
                               fmt::format("{}: a chain of more than {} disks", name_of_first(), deepest_chain));
            const FileBytes file{list_.files[top]};
            TRY(add_extents(*container, file));
            list_.layer_sizes.push_back(static_cast<std::uint32_t>(list_.files.size() - top));
            const auto parent = TRY(parent_of(*container, file));
            if (!parent) break;
            container = TRY(add_parent(*parent, file));
        }
        finished_ = true;
        return {};
    }

private:
    std::string name_of_first() const { return FileBytes{list_.files.front()}.name(); }

    Result<void> add_extents(Container container, const FileBytes& file) {
        if (container != Container::vmdk) return {};
        const auto names = TRY(extents_of_vmdk(file));
        for (const std::string& name : names) {
            auto found = open_beside(name);
            if (!found) return within(fmt::format("{}: its extent", file.name()), found.error());
            TRY(append(std::move(*found), file));
        }
        return {};
    }

    static Result<std::optional<ParentReference>> parent_of(Container container, const FileBytes& file) {
        switch (container) {
            case Container::vhd:
                return parent_of_vhd(file);
            case Container::vhdx:
                return parent_of_vhdx(file);
            case Container::qcow2:
                return parent_of_qcow2(file);
            case Container::vmdk:
                return parent_of_vmdk(file);
            default:
                return std::nullopt;
        }
    }

    /// The parent's own container; nothing when it is raw, where every chain ends.
    Result<std::optional<Container>> add_parent(const ParentReference& parent, const FileBytes& child) {
        std::optional<SegmentFile> found;
        std::string tried;
        for (const std::string& name : parent.names) {
            auto opened = open_beside(name);
            if (opened) {
                found = std::move(*opened);
                break;
            }
            if (opened.error().fault != Fault::not_found) return within(child.name() + ": its parent", opened.error());
            tried += (tried.empty() ? "\"" : "\", \"") + shown(name);
        }
        if (!found)
            return failure(Fault::not_found,
                           tried.empty() ? child.name() + ": names no parent that could be looked for"
                                         : fmt::format("{}: its parent {}\" is not beside it", child.name(), tried));
        TRY(append(std::move(*found), child));
        const FileBytes file{list_.files.back()};
        const auto container = signature_of(file);
        if (parent.raw || (!container && parent.may_be_raw)) {
            list_.layer_sizes.push_back(1);
            return std::nullopt;
        }
        if (!container)
            return failure(Fault::unsupported,
                           fmt::format("{}: its parent {} is of no known format", child.name(), shown(file.name())));
        return container;
    }

    Result<void> append(SegmentFile file, const FileBytes& named_by) {
        const std::string name = FileBytes{file}.name();
        list_.files.push_back(std::move(file));
        if (list_.files.size() > most_files)
            return failure(Fault::limit, fmt::format("{}: more than {} files", name_of_first(), most_files));
        if (!TRY(remember(list_.files.back())))
            return failure(Fault::damaged, fmt::format("{}: names {}, which is already part of the same chain",
                                                       named_by.name(), shown(name)));
        return {};
    }

    /// False when the file was met before, under whatever name.
    Result<bool> remember(const SegmentFile& file) {
        struct stat status {};
        if (::fstat(file.fd, &status) != 0)
            return failure(Fault::unavailable, fmt::format("{}: {}", file.path, std::strerror(errno)));
        return met_.insert({status.st_dev, status.st_ino}).second;
    }

    /// By its exact name; else, since Windows does not tell case apart, by the only name that differs in case alone.
    Result<SegmentFile> open_beside(const std::string& name) {
        if (name.empty()) return failure(Fault::damaged, "has no usable name");
        auto exact = open_exactly(name);
        if (exact || exact.error().fault != Fault::not_found) return exact;
        std::string match;
        std::error_code error;
        for (std::filesystem::directory_iterator entry{folder_, error}, end; !error && entry != end;
             entry.increment(error)) {
            std::string other = entry->path().filename().string();
            if (lower(other) != lower(name)) continue;
            if (!match.empty()) return exact;
            match = std::move(other);
        }
        return match.empty() ? exact : open_exactly(match);
    }

    Result<SegmentFile> open_exactly(const std::string& name) {
        const std::filesystem::path path = folder_ / name;
        // The name is evidence's word: a link it names could lead anywhere, and a pipe would wait for ever.
        const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
        if (fd < 0) {
            const int why = errno;
            const auto fault = why == ENOENT ? Fault::not_found : why == ELOOP ? Fault::refused : Fault::unavailable;
            return failure(fault, fmt::format("\"{}\" {}", shown(name),
                                              why == ENOENT  ? "is not beside it"
                                              : why == ELOOP ? "is a symbolic link: put the file itself there"
                                                             : std::strerror(why)));
        }
        struct stat status {};
        if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
            ::close(fd);
            return failure(Fault::refused, fmt::format("\"{}\" is not a regular file", shown(name)));
        }
        return SegmentFile{path.string(), fd, static_cast<std::uint64_t>(status.st_size)};
    }

    SegmentList& list_;
    std::filesystem::path folder_;
    std::set<std::pair<dev_t, ino_t>> met_;
    bool finished_ = false;
};

}  // namespace

Result<void> add_extents_and_parents(SegmentList& list) {
    if (list.files.size() != 1) return failure(Fault::refused, "a container's further files are found from one file");
    return Finder{list}.find_all();
}

}  // namespace sanad
