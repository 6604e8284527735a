// file_type_compare FOLDER [LIST]: types every file below FOLDER (or those named in LIST, one a line), asks
// `file --mime-type` about the same files, and prints the mean cost of a file and the commonest differences.
// core/ingest/TYPES.md explains them.
#define DOCTEST_CONFIG_DISABLE
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/ingest/file_type.hpp"
#include "tests/file_type/plain_magic.hpp"
#include "tests/support/corpus.hpp"

namespace fs = std::filesystem;
using namespace sanad;

namespace {

/// Two names of one thing: libmagic's at the left, that of IANA or freedesktop at the right.
const std::map<std::string, std::string> same = {
    {"text/xml", "application/xml"},
    {"text/x-script.python", "text/x-python"},
    {"text/x-shellscript", "application/x-shellscript"},
    {"text/x-c", "text/x-csrc"},
    {"text/x-c++", "text/x-c++src"},
    {"text/x-perl", "application/x-perl"},
    {"text/x-ruby", "application/x-ruby"},
    {"text/x-php", "application/x-php"},
    {"text/x-awk", "application/x-awk"},
    {"text/x-po", "text/x-gettext-translation"},
    {"text/x-diff", "text/x-patch"},
    {"application/x-gettext-translation", "application/x-gettext-translation"},
    {"application/x-bytecode.python", "application/x-python-bytecode"},
    {"application/x-dosexec", "application/vnd.microsoft.portable-executable"},
    {"application/java-archive", "application/x-java-archive"},
    {"application/x-java-applet", "application/x-java"},
    {"application/vnd.rar", "application/vnd.rar"},
    {"application/x-rar", "application/vnd.rar"},
    {"application/x-terminfo", "application/x-terminfo"},
    {"image/bmp", "image/bmp"},
    {"image/x-ms-bmp", "image/bmp"},
    {"application/javascript", "text/javascript"},
    {"font/sfnt", "font/ttf"},
    {"application/vnd.ms-opentype", "font/otf"},
    {"application/x-git", "application/x-git-pack"},
    {"application/x-ms-reader", "application/x-ms-reader"},
    {"application/x-hdf5", "application/x-hdf"},
    {"audio/x-m4a", "audio/mp4"},
};

std::string unified(const std::string& mime) {
    const auto known = same.find(mime);
    return known == same.end() ? mime : known->second;
}

std::vector<std::string> lines_of(const fs::path& path) {
    std::ifstream in{path};
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

std::vector<std::string> files_below(const fs::path& folder) {
    std::vector<std::string> files;
    std::error_code error;
    fs::recursive_directory_iterator at{folder, fs::directory_options::skip_permission_denied, error};
    for (; at != fs::recursive_directory_iterator{}; at.increment(error)) {
        const std::string path = at->path().string();
        if (at->is_regular_file(error) && !at->is_symlink(error) && path.find('\n') == std::string::npos) {
            files.push_back(path);
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        fmt::print(stderr, "usage: file_type_compare FOLDER [LIST]\n");
        return 64;
    }
    const std::vector<std::string> files = argc > 2 ? lines_of(argv[2]) : files_below(argv[1]);
    const std::string database = tests::file_bytes("/usr/share/mime/magic");
    const auto typer = FileTyper::with_database(bytes_of(database));
    if (!typer) {
        fmt::print(stderr, "{}\n", typer.error().what);
        return 2;
    }
    using Clock = std::chrono::steady_clock;
    std::vector<std::string> ours;
    Clock::duration spent{};
    std::string buffer;
    std::vector<std::pair<double, std::string>> slowest;
    for (const auto& path : files) {
        std::ifstream in{path, std::ios::binary};
        buffer.resize(FileTyper::head_size);
        in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        buffer.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
        std::error_code error;
        const auto size = fs::file_size(path, error);
        const auto before = Clock::now();
        const FileType type = typer->type_of(bytes_of(buffer), error ? buffer.size() : size);
        const auto took = Clock::now() - before;
        spent += took;
        slowest.emplace_back(std::chrono::duration<double, std::micro>(took).count(), path);
        ours.emplace_back(type.mime);
    }
    const double mean = std::chrono::duration<double, std::micro>(spent).count() / static_cast<double>(files.size());
    fmt::print("{} files, {:.2f} us a file\n", files.size(), mean);
    std::partial_sort(slowest.begin(),
                      slowest.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(5, slowest.size())),
                      slowest.end(), std::greater{});
    for (std::size_t i = 0; i < std::min<std::size_t>(5, slowest.size()); ++i) {
        fmt::print("  slowest: {:.1f} us {}\n", slowest[i].first, slowest[i].second);
    }

    std::map<std::pair<std::string, std::string>, std::pair<std::size_t, std::string>> mismatches;
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (!extension_mismatch(files[i], ours[i])) continue;
        auto& entry = mismatches[{fs::path{files[i]}.extension().string(), ours[i]}];
        if (entry.first++ == 0) entry.second = files[i];
    }
    fmt::print("extension mismatches:\n");
    for (const auto& [pair, entry] : mismatches) {
        fmt::print("{:7} {:8} {:42} {}\n", entry.first, pair.first, pair.second, entry.second);
    }

    const tests::TemporaryFolder folder;
    const fs::path list = folder.path() / "files";
    {
        std::ofstream out{list};
        for (const auto& path : files) out << path << '\n';
    }
    const fs::path answers = folder.path() / "types";
    const auto before = Clock::now();
    tests::run_command(fmt::format("file --mime-type -b -N -f '{}' > '{}'", list.string(), answers.string()));
    const double file_cost = std::chrono::duration<double, std::micro>(Clock::now() - before).count();
    fmt::print("file(1): {:.1f} us a file, with its reading\n", file_cost / static_cast<double>(files.size()));
    const auto theirs = lines_of(answers);
    if (theirs.size() != files.size()) {
        fmt::print(stderr, "file(1) answered {} of {}\n", theirs.size(), files.size());
        return 2;
    }
    std::map<std::pair<std::string, std::string>, std::pair<std::size_t, std::string>> differences;
    std::size_t equal = 0;
    std::size_t equal_named = 0;
    for (std::size_t i = 0; i < files.size(); ++i) {
        equal_named += ours[i] == theirs[i];
        if (unified(ours[i]) == unified(theirs[i])) {
            ++equal;
            continue;
        }
        auto& entry = differences[{ours[i], theirs[i]}];
        ++entry.first;
        if (entry.second.empty()) entry.second = files[i];
    }
    const auto percent = [&](std::size_t count) {
        return 100.0 * static_cast<double>(count) / static_cast<double>(files.size());
    };
    fmt::print("agreement: {} of {} = {:.2f} % ({:.2f} % by the very name)\n", equal, files.size(), percent(equal),
               percent(equal_named));
    std::vector<std::pair<std::size_t, std::string>> table;
    for (const auto& [pair, entry] : differences) {
        table.emplace_back(entry.first,
                           fmt::format("{:7} {:42} {:42} {}", entry.first, pair.first, pair.second, entry.second));
    }
    std::sort(table.begin(), table.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    fmt::print("{:>7} {:42} {:42} {}\n", "count", "ours", "file(1)", "an example");
    for (std::size_t i = 0; i < std::min<std::size_t>(table.size(), 100); ++i) fmt::print("{}\n", table[i].second);
}
