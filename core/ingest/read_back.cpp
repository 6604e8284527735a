#include "core/ingest/read_back.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/custody/plain_file.hpp"
#include "core/ingest/evidence.hpp"
#include "core/ingest/reader_pool.hpp"

namespace sanad {
namespace {

constexpr std::size_t batch_bytes = 4 << 20;
constexpr std::size_t batch_ranges = 1024;
// A reader may die of bad luck once; twice at the same place is the evidence.
constexpr int most_attempts = 2;

/// A run of bytes to deliver: of the image, or zeros that are stored nowhere.
struct Piece {
    std::uint64_t length = 0;
    std::optional<std::uint64_t> image_offset{};
};

/// The part [offset, offset + length) of a content, as its extents give it; what no extent holds is zeros.
std::vector<Piece> pieces_of(const std::vector<Extent>& extents, std::uint64_t offset, std::uint64_t length) {
    std::vector<Piece> pieces;
    const std::uint64_t end = offset + length;
    for (const Extent& extent : extents) {
        if (offset >= end) break;
        const std::uint64_t extent_end = extent.file_offset + extent.length;
        if (extent.kind != ExtentKind::stored || extent_end <= offset || extent.file_offset >= end) continue;
        if (extent.file_offset > offset) {
            pieces.push_back({extent.file_offset - offset});
            offset = extent.file_offset;
        }
        const std::uint64_t now = std::min(end, extent_end) - offset;
        pieces.push_back({now, extent.image_offset + (offset - extent.file_offset)});
        offset += now;
    }
    if (offset < end) pieces.push_back({end - offset});
    return pieces;
}

/// What one request reads: bytes at their places in the batch, zeros between them.
struct Batch {
    std::size_t length = 0;
    std::vector<FillRange> ranges;
};

/// Cuts pieces into batches.
class Batches {
public:
    explicit Batches(std::vector<Piece> pieces) : pieces_{std::move(pieces)} {}
    Batch next() {
        Batch batch;
        while (at_ < pieces_.size() && batch.length < batch_bytes && batch.ranges.size() < batch_ranges) {
            Piece& piece = pieces_[at_];
            const std::uint64_t now = std::min<std::uint64_t>(piece.length, batch_bytes - batch.length);
            if (piece.image_offset && now > 0) {
                batch.ranges.push_back({*piece.image_offset, now, batch.length});
                *piece.image_offset += now;
            }
            batch.length += static_cast<std::size_t>(now);
            piece.length -= now;
            if (piece.length == 0) ++at_;
        }
        return batch;
    }

private:
    std::vector<Piece> pieces_;
    std::size_t at_ = 0;
};

}  // namespace

struct ReadBack::State {
    State(CaseFolder its_folder, ImageRow row, Segments opened)
        : folder{std::move(its_folder)}, image{std::move(row)}, segments{std::move(opened)} {}

    Result<void> deliver(std::vector<Piece> pieces, const Sink& sink);
    Result<void> fill(const Batch& batch, std::vector<Byte>& into, const std::function<Result<void>()>& meanwhile);
    Result<void> copy(const FileDetail& file, std::uint64_t offset, std::uint64_t length, const Sink& sink);
    Result<void> derived(const FileDetail& file, std::uint64_t offset, std::uint64_t length, const Sink& sink);
    void note(std::vector<DamagedRange> ranges) {
        for (DamagedRange& range : ranges) {
            if (std::find(damage.begin(), damage.end(), range) == damage.end()) damage.push_back(std::move(range));
        }
    }

    CaseFolder folder;
    ImageRow image;
    Segments segments;
    std::unique_ptr<ReaderPool> pool;
    std::vector<DamagedRange> damage;
};

ReadBack::ReadBack(std::unique_ptr<State> state) : state_{std::move(state)} {}
ReadBack::ReadBack(ReadBack&&) noexcept = default;
ReadBack& ReadBack::operator=(ReadBack&&) noexcept = default;
ReadBack::~ReadBack() = default;

Result<ReadBack> ReadBack::open(const CaseFolder& folder, Id image, const std::filesystem::path& reader) {
    CaseReader rows = TRY(folder.reader());
    ImageRow row = TRY(rows.image(image));
    Segments segments = TRY(reopen_segments(row));
    auto state = std::make_unique<State>(folder, std::move(row), std::move(segments));
    ReaderPool::Settings settings;
    settings.program = reader.empty() ? TRY(worker_program("sanad-reader")) : reader;
    settings.workers = 1;
    settings.memory_bytes = batch_bytes;
    state->pool = TRY(ReaderPool::create(std::move(settings), state->segments.list()));
    const ReaderRole role = state->image.facts.logical ? ReaderRole::walker : ReaderRole::content;
    const ImageFacts facts = TRY(state->pool->open(role));
    if (facts.size != state->image.facts.size) {
        return failure(Fault::unavailable,
                       fmt::format("{}: {} bytes of media, {} when it was added", shown(state->image.segments[0].path),
                                   facts.size, state->image.facts.size));
    }
    return ReadBack{std::move(state)};
}

const ImageRow& ReadBack::image() const {
    return state_->image;
}

std::vector<DamagedRange> ReadBack::take_damage() {
    return std::exchange(state_->damage, {});
}

/// Reads one batch into memory of our own; the next reading may begin while the sink takes this one.
Result<void> ReadBack::State::fill(const Batch& batch, std::vector<Byte>& into,
                                   const std::function<Result<void>()>& meanwhile) {
    into.assign(batch.length, Byte{0});
    if (batch.ranges.empty()) return meanwhile();
    Result<void> taken;
    for (int attempt = 1;; ++attempt) {
        std::optional<JobEnd> end;
        ReaderJob job;
        job.role = ReaderRole::content;
        job.request = ReaderFrame::fill;
        job.body = encode(batch.ranges);
        job.subject = fmt::format("image bytes from {}", batch.ranges.front().image_offset);
        job.on_end = [&end](JobEnd&& how) { end = std::move(how); };
        pool->submit(std::move(job));
        Result<void> stepped = pool->step(std::chrono::milliseconds{0});
        if (attempt == 1) taken = meanwhile();
        while (stepped && !end) stepped = pool->step(std::chrono::milliseconds{200});
        if (!stepped) return stepped;
        if (!taken) return taken;
        if (end->how == JobEnd::How::done) {
            auto ranges = decode_damage(end->body, image.facts.size);
            if (!ranges) return failure(Fault::damaged, "the reader's list of damage makes no sense");
            note(std::move(*ranges));
            break;
        }
        if (end->how == JobEnd::How::failed || attempt == most_attempts) return tl::unexpected{std::move(end->error)};
    }
    // Copied out before anybody looks: the reader could still change the memory it shares.
    const MutableBytes memory = pool->memory();
    for (const FillRange& range : batch.ranges) {
        const auto at = static_cast<std::size_t>(range.memory_offset);
        std::copy_n(memory.begin() + static_cast<std::ptrdiff_t>(at), range.length,
                    into.begin() + static_cast<std::ptrdiff_t>(at));
    }
    return {};
}

Result<void> ReadBack::State::deliver(std::vector<Piece> pieces, const Sink& sink) {
    Batches batches{std::move(pieces)};
    std::vector<Byte> reading;
    std::vector<Byte> giving;
    for (Batch batch = batches.next(); batch.length > 0; batch = batches.next()) {
        TRY(fill(batch, reading, [&]() -> Result<void> { return giving.empty() ? Result<void>{} : sink(giving); }));
        std::swap(reading, giving);
    }
    if (giving.empty()) return {};
    return sink(giving);
}

Result<void> ReadBack::State::copy(const FileDetail& file, std::uint64_t offset, std::uint64_t length,
                                   const Sink& sink) {
    const std::uint64_t end_offset = offset + length;
    for (int attempt = 1; offset < end_offset; ++attempt) {
        ReadContentRequest request;
        request.file_system = file.file_system.facts;
        request.logical = image.facts.logical;
        request.content = *file.content;
        request.state = file.file.state;
        request.offset = offset;
        request.length = end_offset - offset;
        Result<void> taken;
        ReaderJob job;
        job.role = ReaderRole::walker;
        job.request = ReaderFrame::copy_content;
        job.body = encode(request);
        job.subject = shown(file.file.path);
        job.on_stream = [&](ReaderFrame kind, Bytes bytes) {
            if (kind != ReaderFrame::bytes || bytes.empty() || bytes.size() > end_offset - offset) return false;
            taken = sink(bytes);
            offset += bytes.size();
            // Nobody takes the rest: the reader is ended as if it had broken its contract, and `taken` says why.
            return taken.has_value();
        };
        JobEnd end = TRY(pool->ask(std::move(job)));
        if (!taken) return taken;
        if (end.how == JobEnd::How::done) {
            auto ranges = decode_damage(end.body, image.facts.size);
            if (!ranges) return failure(Fault::damaged, "the reader's list of damage makes no sense");
            note(std::move(*ranges));
            if (offset == end_offset) return {};
            return failure(Fault::damaged, fmt::format("{}: its file system gives {} bytes fewer than it records",
                                                       shown(file.file.path), end_offset - offset));
        }
        if (end.how == JobEnd::How::failed || attempt == most_attempts) return tl::unexpected{std::move(end.error)};
    }
    return {};
}

Result<void> ReadBack::State::derived(const FileDetail& file, std::uint64_t offset, std::uint64_t length,
                                      const Sink& sink) {
    if (!file.file.digests) return failure(Fault::not_found, shown(file.file.path) + ": has no digest to be found by");
    PlainFile kept = TRY(PlainFile::open(folder.derived(file.file.digests->sha256)));
    std::vector<Byte> buffer(static_cast<std::size_t>(std::min<std::uint64_t>(batch_bytes, offset + length)));
    for (std::uint64_t at = 0; at < offset + length;) {
        const std::size_t got = TRY(kept.read(MutableBytes{buffer}.first(
            static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), offset + length - at)))));
        if (got == 0)
            return failure(Fault::unavailable, shown(file.file.path) + ": its copy in derived/ was cut short");
        const std::uint64_t skipped = std::min<std::uint64_t>(got, offset > at ? offset - at : 0);
        if (skipped < got)
            TRY(sink(
                Bytes{buffer}.subspan(static_cast<std::size_t>(skipped), got - static_cast<std::size_t>(skipped))));
        at += got;
    }
    return {};
}

Result<void> ReadBack::content(const FileDetail& file, std::uint64_t offset, std::uint64_t length, const Sink& sink) {
    if (!file.content) {
        return failure(Fault::not_found,
                       fmt::format("file {} ({}) has no content", file.file.id, shown(file.file.path)));
    }
    const Content& content = *file.content;
    if (offset > content.size) {
        return failure(Fault::refused, fmt::format("file {} ends at byte {}", file.file.id, content.size));
    }
    const std::uint64_t wanted = std::min(length, content.size - offset);
    if (content.access == ContentAccess::derived) return state_->derived(file, offset, wanted, sink);
    if (content.access == ContentAccess::extents && !state_->image.facts.logical) {
        return state_->deliver(pieces_of(content.extents, offset, wanted), sink);
    }
    return state_->copy(file, offset, wanted, sink);
}

Result<void> ReadBack::scattered(const std::vector<Scattered>& reads) {
    std::vector<Byte> bytes;
    for (std::size_t next = 0; next < reads.size();) {
        const std::size_t first = next;
        Batch batch;
        std::vector<FillRange> ranges;
        for (; next < reads.size(); ++next) {
            const Scattered& read = reads[next];
            std::size_t at = batch.length;
            ranges.clear();
            for (const Piece& piece : pieces_of(*read.extents, read.offset, read.to.size())) {
                if (piece.image_offset) ranges.push_back({*piece.image_offset, piece.length, at});
                at += static_cast<std::size_t>(piece.length);
            }
            const bool fits = at <= batch_bytes && batch.ranges.size() + ranges.size() <= batch_ranges;
            if (!fits && next != first) break;
            if (!fits) return failure(Fault::damaged, "a few bytes of a content lie in too many places");
            batch.ranges.insert(batch.ranges.end(), ranges.begin(), ranges.end());
            batch.length = at;
        }
        TRY(state_->fill(batch, bytes, [] { return Result<void>{}; }));
        std::size_t at = 0;
        for (std::size_t i = first; i < next; ++i) {
            const auto from = bytes.begin() + static_cast<std::ptrdiff_t>(at);
            std::copy_n(from, reads[i].to.size(), reads[i].to.begin());
            at += reads[i].to.size();
        }
    }
    return {};
}

Result<void> ReadBack::slack(const FileDetail& file, const Sink& sink) {
    if (!file.content || !file.content->slack) {
        return failure(Fault::not_found, fmt::format("file {} ({}) has no slack", file.file.id, shown(file.file.path)));
    }
    return media(file.content->slack->image_offset, file.content->slack->length, sink);
}

Result<void> ReadBack::media(std::uint64_t offset, std::uint64_t length, const Sink& sink) {
    const ImageFacts& facts = state_->image.facts;
    if (facts.logical) {
        return failure(Fault::refused, fmt::format("image {} ({}) holds files and no sectors: name a file",
                                                   state_->image.id, facts.format));
    }
    if (offset > facts.size) {
        return failure(Fault::refused, fmt::format("image {} ends at byte {}", state_->image.id, facts.size));
    }
    return state_->deliver({{std::min(length, facts.size - offset), offset}}, sink);
}

}  // namespace sanad
