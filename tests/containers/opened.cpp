#include "tests/containers/opened.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "core/source/containers/layer.hpp"
#include "tests/support/corpus.hpp"

namespace fs = std::filesystem;

namespace sanad::tests {

Result<OpenedContainer> OpenedContainer::open(const fs::path& path) {
    OpenedContainer opened;
    SegmentFile file;
    file.path = fs::absolute(path).string();
    file.fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file.fd < 0) return failure(Fault::not_found, path.string());
    file.size = fs::file_size(path);
    opened.list_.files.push_back(file);
    const auto container = containers::signature_of(containers::FileBytes{file});
    if (!container) return failure(Fault::unsupported, path.string() + ": no container's signature");
    opened.list_.container = *container;
    TRY(add_extents_and_parents(opened.list_));
    opened.image_ = TRY(open_container(opened.list_));
    return opened;
}

OpenedContainer::OpenedContainer(OpenedContainer&& other) noexcept
    : list_{std::move(other.list_)}, image_{std::move(other.image_)} {
    other.list_.files.clear();
}

OpenedContainer::~OpenedContainer() {
    for (const SegmentFile& file : list_.files) ::close(file.fd);
}

std::string OpenedContainer::header(std::string_view name) const {
    for (const auto& header : facts().headers)
        if (header.name == name) return header.value;
    return {};
}

Result<std::vector<Byte>> medium_of(ByteSource& source, std::size_t step, std::vector<DamagedRange>& damage) {
    std::vector<Byte> bytes(static_cast<std::size_t>(source.size()), Byte{0xAA});
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t count = std::min(step, bytes.size() - at);
        TRY(source.read(at, MutableBytes{bytes}.subspan(at, count), damage));
        at += count;
    }
    return bytes;
}

std::string sha256sum(const fs::path& file) {
    return run_command(fmt::format("sha256sum < '{}'", file.string())).output.substr(0, 64);
}

std::string sha256sum(Bytes bytes) {
    const TemporaryFolder folder;
    write_file(folder.path() / "medium", bytes);
    return sha256sum(folder.path() / "medium");
}

void write_file(const fs::path& file, Bytes bytes) {
    std::ofstream out{file, std::ios::binary};
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

std::vector<Byte> read_file(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}};
}

std::string medium_sha256(const fs::path& path) {
    auto opened = OpenedContainer::open(path);
    if (!opened) return opened.error().what;
    std::vector<DamagedRange> damage;
    // Steps that fit no sector, cluster or block, so that every boundary is crossed somewhere.
    const auto medium = medium_of(opened->source(), 1'000'003, damage);
    if (!medium) return medium.error().what;
    if (!damage.empty()) return fmt::format("damage at {}: {}", damage.front().offset, damage.front().reason);
    return sha256sum(Bytes{*medium});
}

}  // namespace sanad::tests
