#include "core/source/raw_image.hpp"

#include <fmt/format.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "core/source/segment_source.hpp"

namespace sanad {
namespace {

std::uint32_t sector_size_of(int fd) {
    struct stat status {};
    int size = 0;
    const bool device = ::fstat(fd, &status) == 0 && S_ISBLK(status.st_mode) && ::ioctl(fd, BLKSSZGET, &size) == 0;
    return device && size > 0 ? static_cast<std::uint32_t>(size) : 512;
}

}  // namespace

JoinedSource::JoinedSource(std::vector<Source> parts, std::string provenance)
    : parts_{std::move(parts)}, provenance_{std::move(provenance)} {
    for (const Source& part : parts_) {
        starts_.push_back(size_);
        size_ += part->size();
    }
}

Result<void> JoinedSource::read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage) {
    TRY(check_range(offset, to.size()));
    if (to.empty()) return {};
    auto part =
        static_cast<std::size_t>(std::upper_bound(starts_.begin(), starts_.end(), offset) - starts_.begin()) - 1;
    for (; !to.empty(); ++part) {
        const std::uint64_t within_part = offset - starts_[part];
        const auto length =
            static_cast<std::size_t>(std::min<std::uint64_t>(parts_[part]->size() - within_part, to.size()));
        std::vector<DamagedRange> in_part;
        TRY(parts_[part]->read(within_part, to.first(length), in_part));
        for (const DamagedRange& bad : in_part) {
            add_damage(damage, starts_[part] + bad.offset, bad.length, bad.reason);
        }
        to = to.subspan(length);
        offset += length;
    }
    return {};
}

Result<OpenImage> open_raw_image(const SegmentList& segments) {
    if (segments.files.empty()) return failure(Fault::refused, "an image without segment files");
    OpenImage image;
    image.facts.format = "raw";
    image.facts.sector_size = sector_size_of(segments.files.front().fd);
    std::vector<Source> parts;
    for (const SegmentFile& file : segments.files) parts.push_back(std::make_unique<SegmentSource>(file));
    if (parts.size() == 1) {
        image.source = std::move(parts.front());
    } else {
        const auto name = std::filesystem::path{segments.files.front().path}.filename().string();
        const std::string provenance = fmt::format("{} and {} more", name, parts.size() - 1);
        image.source = std::make_unique<JoinedSource>(std::move(parts), provenance);
    }
    image.facts.size = image.source->size();
    return image;
}

}  // namespace sanad
