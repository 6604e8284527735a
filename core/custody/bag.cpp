#include "core/custody/bag.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <set>
#include <utility>

#include "core/base/descriptor.hpp"
#include "core/base/text.hpp"
#include "core/base/unicode.hpp"
#include "core/crypto/text_digest.hpp"

namespace sanad {
namespace {

constexpr std::string_view payload = "data/";
constexpr std::size_t piece_bytes = 1 << 20;

tl::unexpected<Error> unreadable(std::string_view path) {
    return failure(Fault::unavailable, fmt::format("{}: {}", shown(path), std::strerror(errno)));
}

Result<Descriptor> open_folder(const std::filesystem::path& folder) {
    Descriptor opened{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (opened.number() < 0) return unreadable(folder.string());
    return opened;
}

/// A plain file of the bag, reached without passing through a link. Fault::damaged when it is none.
Result<Descriptor> open_plain(int folder, std::string_view path) {
    Descriptor at{::fcntl(folder, F_DUPFD_CLOEXEC, 0)};
    if (at.number() < 0) return unreadable(path);
    std::string_view rest = path;
    for (std::size_t slash = rest.find('/'); slash != std::string_view::npos; slash = rest.find('/')) {
        const std::string name{rest.substr(0, slash)};
        rest.remove_prefix(slash + 1);
        Descriptor next{::openat(at.number(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
        if (next.number() < 0) return unreadable(path);
        at = std::move(next);
    }
    // Without O_NONBLOCK the opening of a pipe that took the file's place would wait for ever.
    Descriptor file{::openat(at.number(), std::string{rest}.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)};
    struct stat facts {};
    if (file.number() < 0 || ::fstat(file.number(), &facts) != 0) return unreadable(path);
    if (!S_ISREG(facts.st_mode)) return failure(Fault::damaged, fmt::format("{}: not a plain file", shown(path)));
    return file;
}

/// Gives a file's bytes in order.
template <class Take>
Result<std::uint64_t> read_all(int file, std::string_view path, Take take) {
    std::vector<Byte> buffer(piece_bytes);
    std::uint64_t total = 0;
    for (;;) {
        const ssize_t now = ::read(file, buffer.data(), buffer.size());
        if (now < 0 && errno == EINTR) continue;
        if (now < 0) return unreadable(path);
        if (now == 0) return total;
        total += static_cast<std::uint64_t>(now);
        TRY(take(Bytes{buffer}.first(static_cast<std::size_t>(now))));
    }
}

Result<BagFile> digest_file(int folder, std::string_view path) {
    const Descriptor file = TRY(open_plain(folder, path));
    Sha256 sha256;
    Sha512 sha512;
    BagFile digested;
    digested.size = TRY(read_all(file.number(), path, [&](Bytes bytes) -> Result<void> {
        sha256.update(bytes);
        sha512.update(bytes);
        return {};
    }));
    digested.sha256 = sha256.finish();
    digested.sha512 = sha512.finish();
    return digested;
}

std::string_view kind_of(mode_t mode) {
    if (S_ISLNK(mode)) return "a link";
    if (S_ISFIFO(mode)) return "a pipe";
    if (S_ISSOCK(mode)) return "a socket";
    if (S_ISBLK(mode) || S_ISCHR(mode)) return "a device";
    return "no file";
}

/// What a folder holds, sorted; the walk is the same on every file system.
struct Found {
    std::vector<std::string> files;
    std::vector<std::pair<std::string, std::string>> faults;  ///< path, what
    std::set<std::string> folders;
};

Result<void> walk(int parent, const std::string& name, const std::string& path, std::size_t depth, Found& found) {
    if (depth > Bag::most_depth) {
        return failure(Fault::limit, fmt::format("{}: more than {} folders deep", shown(path), Bag::most_depth));
    }
    Descriptor opened{::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    if (opened.number() < 0) return unreadable(path);
    const std::unique_ptr<DIR, int (*)(DIR*)> listing{::fdopendir(opened.number()), &::closedir};
    if (!listing) return unreadable(path);
    const int here = opened.release();
    std::vector<std::string> names;
    for (errno = 0; const dirent* entry = ::readdir(listing.get()); errno = 0) {
        const std::string_view each = entry->d_name;
        if (each == "." || each == "..") continue;
        names.emplace_back(each);
        if (names.size() + found.files.size() > Bag::most_files) {
            return failure(Fault::limit, fmt::format("more than {} files", Bag::most_files));
        }
    }
    if (errno != 0) return unreadable(path);
    std::sort(names.begin(), names.end());
    for (const std::string& each : names) {
        const std::string whole = path.empty() ? each : path + "/" + each;
        struct stat facts {};
        if (::fstatat(here, each.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0) return unreadable(whole);
        if (S_ISDIR(facts.st_mode)) {
            found.folders.insert(whole);
            TRY(walk(here, each, whole, depth + 1, found));
        } else if (!S_ISREG(facts.st_mode)) {
            found.faults.emplace_back(whole, fmt::format("is {}; a bag holds plain files", kind_of(facts.st_mode)));
        } else if (const auto fault = path_fault(whole)) {
            found.faults.emplace_back(whole, *fault);
        } else {
            found.files.push_back(whole);
        }
    }
    return {};
}

std::string lower(std::string text) {
    for (char& letter : text) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return text;
}

bool is_tag_manifest(std::string_view path) {
    return path.starts_with("tagmanifest-") && path.ends_with(".txt") && path.find('/') == std::string_view::npos;
}

}  // namespace

std::optional<std::string> path_fault(std::string_view path) {
    if (path.empty()) return "an empty path";
    if (path.size() > Bag::most_path_bytes) return fmt::format("a path of {} bytes", path.size());
    if (!is_utf8(path)) return "a path that is not UTF-8";
    if (std::ranges::any_of(path, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; })) {
        return "a path with a control character";
    }
    if (path.front() == '/') return "an absolute path leaves the bag";
    for (std::size_t from = 0; from <= path.size();) {
        const std::size_t to = std::min(path.find('/', from), path.size());
        const std::string_view name = path.substr(from, to - from);
        if (name == "..") return "a path with \"..\" leaves the bag";
        if (name.empty() || name == ".") return "a path with an empty name or \".\"";
        from = to + 1;
    }
    return std::nullopt;
}

std::string manifest_path(std::string_view path) {
    std::string text;
    for (const char c : path) {
        if (c == '%') {
            text += "%25";
        } else if (c == '\n') {
            text += "%0A";
        } else if (c == '\r') {
            text += "%0D";
        } else {
            text += c;
        }
    }
    return text;
}

namespace {

/// Nothing when a % stands for none of the three characters that RFC 8493 encodes.
std::optional<std::string> decoded_path(std::string_view text) {
    std::string path;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            path += text[at];
            continue;
        }
        const std::string code = lower(std::string{text.substr(at, 3)});
        if (code == "%25") {
            path += '%';
        } else if (code == "%0a") {
            path += '\n';
        } else if (code == "%0d") {
            path += '\r';
        } else {
            return std::nullopt;
        }
        at += 2;
    }
    return path;
}

/// Takes the next line off `text`, ended by LF, CR or CRLF.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end);
    if (text.starts_with("\r\n")) {
        text.remove_prefix(2);
    } else if (!text.empty()) {
        text.remove_prefix(1);
    }
    return line;
}

}  // namespace

BagManifest parse_manifest(std::string_view text, std::size_t digest_bytes) {
    BagManifest manifest;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::string_view line = take_line(text);
        const auto wrong = [&](std::string_view what) {
            manifest.faults.push_back(fmt::format("line {}: {}", number, what));
        };
        const std::size_t blank = std::min(line.find_first_of(" \t"), line.size());
        const std::string_view digest = line.substr(0, blank);
        const std::size_t start = line.find_first_not_of(" \t", blank);
        if (digest.size() != digest_bytes * 2 || !from_hex(digest)) {
            wrong(fmt::format("does not begin with {} hexadecimal digits", digest_bytes * 2));
        } else if (start == std::string_view::npos) {
            wrong("names no file");
        } else if (const auto path = decoded_path(line.substr(start)); !path) {
            wrong("a % that begins neither %25 nor %0A nor %0D");
        } else if (const auto fault = path_fault(*path)) {
            wrong(fmt::format("{}: {}", shown(*path), *fault));
        } else {
            manifest.lines.push_back({lower(std::string{digest}), *path});
        }
    }
    return manifest;
}

std::vector<std::string> bag_info_values(std::string_view bag_info, std::string_view label) {
    std::vector<std::string> values;
    bool wanted = false;
    while (!bag_info.empty()) {
        const std::string_view line = take_line(bag_info);
        if (line.starts_with(' ') || line.starts_with('\t')) {
            if (wanted)
                values.back() += fmt::format(" {}", line.substr(std::min(line.find_first_not_of(" \t"), line.size())));
            continue;
        }
        const std::size_t colon = line.find(':');
        wanted =
            colon != std::string_view::npos && lower(std::string{line.substr(0, colon)}) == lower(std::string{label});
        if (!wanted) continue;
        const std::string_view value = line.substr(colon + 1);
        values.emplace_back(value.substr(std::min(value.find_first_not_of(" \t"), value.size())));
    }
    return values;
}

Result<Bag> Bag::open(const std::filesystem::path& folder, Manifests manifests) {
    Bag bag;
    bag.folder_ = folder;
    const Descriptor root = TRY(open_folder(folder));
    Found found;
    TRY(walk(root.number(), ".", "", 0, found));
    bag.has_payload_folder_ = found.folders.contains("data");
    for (const std::string& path : found.files) {
        bag.files_.emplace(path, TRY(digest_file(root.number(), path)));
    }
    for (const auto& [path, what] : found.faults) bag.add_fault(path, what);
    if (manifests == Manifests::required) TRY(bag.check_manifests());
    if (bag.faults_untold_ > 0) bag.faults_.push_back(fmt::format("and {} more", bag.faults_untold_));
    return bag;
}

Result<std::string> Bag::read(std::string_view path, std::uint64_t most_bytes) const {
    const auto known = files_.find(path);
    if (known == files_.end()) return failure(Fault::not_found, fmt::format("{}: missing", shown(path)));
    if (known->second.size > most_bytes) {
        return failure(Fault::limit,
                       fmt::format("{}: {} bytes, more than {}", shown(path), known->second.size, most_bytes));
    }
    const Descriptor root = TRY(open_folder(folder_));
    const Descriptor file = TRY(open_plain(root.number(), path));
    std::string bytes;
    TRY(read_all(file.number(), path, [&](Bytes piece) -> Result<void> {
            if (piece.size() > known->second.size - bytes.size()) return failure(Fault::unavailable, "");
            bytes += text_of(piece);
            return {};
        }).map_error([&](Error error) {
        if (error.what.empty()) error.what = fmt::format("{}: changed while it was being checked", shown(path));
        return error;
    }));
    if (sha256_of(bytes) != known->second.sha256) {
        return failure(Fault::unavailable, fmt::format("{}: changed while it was being checked", shown(path)));
    }
    return bytes;
}

void Bag::add_fault(std::string_view path, std::string_view what) {
    if (faults_.size() == most_faults) {
        ++faults_untold_;
    } else {
        faults_.push_back(fmt::format("{}: {}", shown(path), what));
    }
}

Result<void> Bag::check_manifests() {
    if (!holds("bagit.txt")) {
        add_fault("bagit.txt", "missing");
    } else if (TRY(read("bagit.txt", most_manifest_bytes)) != bagit_text) {
        add_fault("bagit.txt", "not the two lines of BagIt 1.0 in UTF-8");
    }
    if (!has_payload_folder_) add_fault("data", "missing");
    TRY(check_manifest("manifest-sha256.txt", sizeof(Sha256Digest), false));
    TRY(check_manifest("manifest-sha512.txt", sizeof(Sha512Digest), false));
    TRY(check_manifest("tagmanifest-sha256.txt", sizeof(Sha256Digest), true));
    TRY(check_manifest("tagmanifest-sha512.txt", sizeof(Sha512Digest), true));
    return check_payload_oxum();
}

Result<void> Bag::check_manifest(std::string_view name, std::size_t digest_bytes, bool tags) {
    if (!holds(name)) {
        add_fault(name, "missing");
        return {};
    }
    const BagManifest manifest = parse_manifest(TRY(read(name, most_manifest_bytes)), digest_bytes);
    for (const std::string& fault : manifest.faults) add_fault(name, fault);
    std::set<std::string_view> named;
    for (const ManifestLine& line : manifest.lines) {
        if (tags == line.path.starts_with(payload) || (tags && is_tag_manifest(line.path))) {
            add_fault(name, fmt::format("names {}, which does not belong in it", shown(line.path)));
        } else if (!named.insert(line.path).second) {
            add_fault(name, fmt::format("names {} twice", shown(line.path)));
        }
    }
    // Copying through other systems changes the case of names or their Unicode form; that is worth saying.
    std::map<std::string, std::string_view> nobodys;
    for (const auto& [path, file] : files_) {
        if (path.starts_with(payload) != tags && !(tags && is_tag_manifest(path)) && !named.contains(path)) {
            nobodys.emplace(lower(nfc(path)), path);
        }
    }
    for (const ManifestLine& line : manifest.lines) {
        const auto file = files_.find(line.path);
        if (file == files_.end()) {
            const auto similar = nobodys.find(lower(nfc(line.path)));
            add_fault(line.path, fmt::format("named in {}, and missing{}", name,
                                             similar == nobodys.end()
                                                 ? std::string{}
                                                 : fmt::format("; {} differs from it only in the case or the Unicode "
                                                               "form of its letters",
                                                               shown(similar->second))));
            continue;
        }
        const std::string found =
            digest_bytes == sizeof(Sha256Digest) ? hex(file->second.sha256) : hex(file->second.sha512);
        if (found != line.digest) {
            add_fault(line.path, fmt::format("its {} is {}, {} says {}",
                                             digest_bytes == sizeof(Sha256Digest) ? "SHA-256" : "SHA-512", found, name,
                                             line.digest));
        }
    }
    for (const auto& [path, file] : files_) {
        const bool exempt = path == "tagmanifest-sha256.txt" || path == "tagmanifest-sha512.txt";
        if (path.starts_with(payload) != tags && !(tags && exempt) && !named.contains(path)) {
            add_fault(path, fmt::format("stands in the bag, and not in {}", name));
        }
    }
    return {};
}

Result<void> Bag::check_payload_oxum() {
    if (!holds("bag-info.txt")) return {};
    const auto values = bag_info_values(TRY(read("bag-info.txt", most_manifest_bytes)), "Payload-Oxum");
    std::uint64_t bytes = 0, count = 0;
    for (const auto& [path, file] : files_) {
        if (!path.starts_with(payload)) continue;
        bytes += file.size;
        ++count;
    }
    const std::string found = fmt::format("{}.{}", bytes, count);
    if (values.size() > 1) add_fault("bag-info.txt", "Payload-Oxum twice");
    if (!values.empty() && values.front() != found) {
        add_fault("bag-info.txt", fmt::format("Payload-Oxum is {}, the payload has {}", shown(values.front()), found));
    }
    return {};
}

}  // namespace sanad
