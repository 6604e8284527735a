#include "tests/logical/listed.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "tests/support/corpus.hpp"

namespace fs = std::filesystem;

namespace sanad::tests {
namespace {

void read_content(FileSystem& files, ListedFile& file) {
    const Content& content = *file.record.content;
    const auto source = files.open_content(content, file.record.state);
    if (!source) {
        file.trouble = source.error().what;
        return;
    }
    if ((*source)->size() != content.size) file.trouble = "the source is of another size than the content";
    std::vector<DamagedRange> damage;
    file.bytes.assign(static_cast<std::size_t>((*source)->size()), Byte{0xAA});
    for (std::size_t at = 0; at < file.bytes.size();) {
        const std::size_t count = std::min<std::size_t>(99'991, file.bytes.size() - at);
        const auto read = (*source)->read(at, MutableBytes{file.bytes}.subspan(at, count), damage);
        if (!read) {
            file.trouble = read.error().what;
            return;
        }
        at += count;
    }
    if (!damage.empty()) file.trouble = fmt::format("{} at {}", damage.front().reason, damage.front().offset);
}

}  // namespace

Listing list_of(FileSystem& files) {
    Listing listing;
    std::vector<ListedFile> all;
    auto report = files.walk({}, [&](FileRecord&& record, Bytes resident) {
        listing.order.push_back(record.path);
        all.push_back({std::move(record), {resident.begin(), resident.end()}, {}});
        return true;
    });
    if (report)
        listing.report = std::move(*report);
    else
        listing.error = report.error().what;
    for (ListedFile& file : all) {
        // A further name of a resident content comes without its bytes: they were given with the first.
        const auto& content = file.record.content;
        if (content && (content->access != ContentAccess::resident || file.bytes.size() != content->size))
            read_content(files, file);
        const std::string path = file.record.path;
        listing.files.insert_or_assign(path, std::move(file));
    }
    return listing;
}

Listing list_archive_bytes(std::vector<Byte> archive) {
    MemorySource source{std::move(archive), "archive"};
    auto files = open_archive(source);
    if (!files) {
        Listing listing;
        listing.error = files.error().what;
        return listing;
    }
    return list_of(**files);
}

Listing list_archive(const fs::path& archive) {
    return list_archive_bytes(bytes_of_file(archive));
}

Listing list_directory(const fs::path& directory) {
    const int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    auto files = open_directory_tree({directory.string(), fd, 0});
    Listing listing;
    if (files)
        listing = list_of(**files);
    else
        listing.error = files.error().what;
    if (fd >= 0) ::close(fd);
    return listing;
}

std::vector<Byte> bytes_of_file(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}};
}

void write_bytes(const fs::path& file, Bytes bytes) {
    std::ofstream out{file, std::ios::binary};
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

bool run_in(const fs::path& folder, const std::string& command) {
    return run_command(fmt::format("cd '{}' && ( {} ) 2>/dev/null", folder.string(), command)).status == 0;
}

}  // namespace sanad::tests
