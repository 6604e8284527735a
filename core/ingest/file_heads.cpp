#include "core/ingest/file_heads.hpp"

#include <algorithm>

namespace sanad {

namespace {

/// Not of one file, but of all that will be asked for.
bool ends_everything(const Error& error) {
    return error.fault == Fault::unavailable || error.fault == Fault::system;
}

}  // namespace

Result<std::span<const Bytes>> FileHeads::of(const std::vector<FileToOffer>& files) {
    const std::uint64_t reach = places_.empty() ? 0 : places_.back().first + places_.back().second;
    while (memory_.size() < files.size()) memory_.emplace_back(static_cast<std::size_t>(reach));
    heads_.clear();
    std::vector<std::size_t> stored;  // in extents of the image, where a reader finds them side by side
    std::vector<std::size_t> others;
    for (std::size_t i = 0; i < files.size(); ++i) {
        heads_.push_back(Bytes{memory_[i]}.first(static_cast<std::size_t>(std::min(files[i].size, reach))));
        const bool in_extents = files[i].access == ContentAccess::extents && !read_back_.image().facts.logical;
        (in_extents ? stored : others).push_back(i);
    }
    if (const auto read = together(files, stored); !read) {
        if (ends_everything(read.error())) return tl::unexpected{read.error()};
        others.insert(others.end(), stored.begin(), stored.end());  // one of them is to blame, and only that one
    }
    for (const std::size_t i : others) {
        const auto read = alone(files[i], MutableBytes{memory_[i]}.first(heads_[i].size()));
        if (read) continue;
        if (ends_everything(read.error())) return tl::unexpected{read.error()};
        heads_[i] = {};
    }
    return std::span<const Bytes>{heads_};
}

Result<void> FileHeads::together(const std::vector<FileToOffer>& files, const std::vector<std::size_t>& numbers) {
    std::vector<std::vector<Extent>> extents;
    extents.reserve(numbers.size());
    std::vector<ReadBack::Scattered> reads;
    for (const std::size_t i : numbers) {
        extents.push_back(TRY(reader_.extents(files[i].content)));
        for (const auto& [offset, length] : places_) {
            if (offset >= heads_[i].size()) break;
            const auto at = static_cast<std::size_t>(offset);
            const std::size_t now = std::min(static_cast<std::size_t>(length), heads_[i].size() - at);
            reads.push_back({&extents.back(), offset, MutableBytes{memory_[i]}.subspan(at, now)});
        }
    }
    return read_back_.scattered(reads);
}

Result<void> FileHeads::alone(const FileToOffer& file, MutableBytes head) {
    const FileDetail detail = TRY(reader_.file(file.id));
    std::size_t had = 0;
    TRY(read_back_.content(detail, 0, head.size(), [&](Bytes piece) -> Result<void> {
        const std::size_t now = std::min(piece.size(), head.size() - had);
        std::ranges::copy(piece.first(now), head.begin() + static_cast<std::ptrdiff_t>(had));
        had += now;
        return {};
    }));
    if (had != head.size()) return failure(Fault::damaged, "fewer bytes than were asked for");
    return {};
}

}  // namespace sanad
