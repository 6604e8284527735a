#include "core/source/file_system_content.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace sanad {
namespace {

void append(std::vector<Extent>& extents, const Extent& next) {
    if (next.length == 0) return;
    if (!extents.empty()) {
        Extent& last = extents.back();
        const bool follows = last.kind == next.kind && last.file_offset + last.length == next.file_offset;
        if (follows && (next.kind == ExtentKind::sparse || last.image_offset + last.length == next.image_offset)) {
            last.length += next.length;
            return;
        }
    }
    extents.push_back(next);
}

/// The runs of one attribute, turned one after the other into extents.
class Runs {
public:
    Runs(const BlockLayout& layout, const TSK_FS_ATTR& attribute, std::uint32_t max_extents)
        : layout_{layout},
          size_{static_cast<std::uint64_t>(std::max<TSK_OFF_T>(attribute.size, 0))},
          written_{static_cast<std::uint64_t>(std::max<TSK_OFF_T>(attribute.nrd.initsize, 0))},
          skip_{attribute.nrd.skiplen},
          max_extents_{max_extents} {
        for (const TSK_FS_ATTR_RUN* run = attribute.nrd.run; run != nullptr && add(*run);) run = run->next;
        if (remark.empty() && held < size_ && !extents.empty())
            remark = fmt::format("size {} recorded, its blocks hold only {}", size_, held);
    }

    std::vector<Extent> extents;
    std::optional<Extent> slack;
    std::uint64_t held = 0;       ///< bytes of the content that the runs cover
    std::uint64_t allocated = 0;  ///< bytes of blocks, sparse runs not counted
    bool coded = false;           ///< a run needs a key or a decoder
    std::string remark;
    bool limited = false;  ///< there are more than are kept

private:
    bool add(const TSK_FS_ATTR_RUN& run) {
        if (run.len == 0) return true;
        constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
        if (run.len > most / layout_.block_size || run.offset > most / layout_.block_size - run.len)
            return stop(fmt::format("a run of {} blocks at block {} of the file is absurd", run.len, run.offset));
        const std::uint64_t start = run.offset * layout_.block_size;
        std::uint64_t length = run.len * layout_.block_size;
        if (start < next_) return stop(fmt::format("two runs claim byte {} of the file", start));
        if (start > next_) place({next_, 0, start - next_, ExtentKind::sparse});
        next_ = start + length;
        if (run.flags & (TSK_FS_ATTR_RUN_FLAG_SPARSE | TSK_FS_ATTR_RUN_FLAG_FILLER)) {
            place({start, 0, length, ExtentKind::sparse});
            // TSK's filler stands where the run list has nothing.
            if ((run.flags & TSK_FS_ATTR_RUN_FLAG_FILLER) && !layout_.gaps_are_holes)
                remark = "a part of its run list is missing: zeros there";
            return extents.size() < max_extents_ || too_many();
        }
        if (run.flags & TSK_FS_ATTR_RUN_FLAG_ENCRYPTED) coded = true;
        const std::uint64_t room = layout_.image_size > layout_.origin ? layout_.image_size - layout_.origin : 0;
        if (run.addr > room / layout_.block_size)
            return stop(fmt::format("block {} lies beyond the end of the evidence", run.addr));
        const std::uint64_t inside = std::min(length, room - run.addr * layout_.block_size);
        allocated += inside;
        place({start, layout_.origin + run.addr * layout_.block_size, inside, ExtentKind::stored});
        if (inside < length) return stop(fmt::format("the run at block {} passes the end of the evidence", run.addr));
        return extents.size() < max_extents_ || too_many();
    }

    bool too_many() {
        limited = true;
        return stop("more extents than the limit");
    }

    bool stop(std::string why) {
        remark = std::move(why);
        return false;
    }

    /// `piece` in bytes of the run list, whose first `skip_` bytes are not part of the content.
    void place(Extent piece) {
        if (piece.file_offset < skip_) {
            const std::uint64_t cut = std::min(skip_ - piece.file_offset, piece.length);
            piece.file_offset += cut;
            piece.image_offset += piece.kind == ExtentKind::sparse ? 0 : cut;
            piece.length -= cut;
        }
        piece.file_offset -= std::min(skip_, piece.file_offset);
        if (piece.length == 0) return;
        if (piece.kind == ExtentKind::stored && piece.file_offset + piece.length > size_ && !slack) {
            const std::uint64_t before = piece.file_offset < size_ ? size_ - piece.file_offset : 0;
            slack = Extent{piece.file_offset + before, piece.image_offset + before, piece.length - before,
                           ExtentKind::stored};
        }
        if (piece.file_offset >= size_) return;
        piece.length = std::min(piece.length, size_ - piece.file_offset);
        held = piece.file_offset + piece.length;
        if (piece.kind == ExtentKind::stored && piece.file_offset + piece.length > written_) {
            const std::uint64_t good = piece.file_offset < written_ ? written_ - piece.file_offset : 0;
            append(extents, {piece.file_offset, piece.image_offset, good, ExtentKind::stored});
            append(extents,
                   {piece.file_offset + good, piece.image_offset + good, piece.length - good, ExtentKind::unwritten});
            return;
        }
        append(extents, piece);
    }

    const BlockLayout& layout_;
    std::uint64_t size_, written_, skip_;
    std::size_t max_extents_;
    std::uint64_t next_ = 0;
};

/// Reads through The Sleuth Kit's own decoder.
class AttributeSource : public ByteSource {
public:
    AttributeSource(TskFile file, const TSK_FS_ATTR& attribute, std::uint64_t size, std::string provenance)
        : file_{std::move(file)}, attribute_{attribute}, size_{size}, provenance_{std::move(provenance)} {}

    std::uint64_t size() const override { return size_; }
    std::string provenance() const override { return provenance_; }

    Result<void> read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage) override {
        TRY(check_range(offset, to.size()));
        for (std::size_t done = 0; done < to.size();) {
            tsk_error_reset();
            const auto got = from_tsk(
                [&] {
                    return tsk_fs_attr_read(&attribute_, static_cast<TSK_OFF_T>(offset + done),
                                            reinterpret_cast<char*>(to.data() + done), to.size() - done,
                                            TSK_FS_FILE_READ_FLAG_NONE);
                },
                ssize_t{-1});
            if (got > 0) {
                done += std::min(static_cast<std::size_t>(got), to.size() - done);
                continue;
            }
            std::fill(to.begin() + static_cast<std::ptrdiff_t>(done), to.end(), Byte{0});
            add_damage(damage, offset + done, to.size() - done,
                       got < 0 ? tsk_complaint() : std::string{"the content ends before its recorded size"});
            break;
        }
        tsk_error_reset();
        return {};
    }

private:
    TskFile file_;
    const TSK_FS_ATTR& attribute_;
    std::uint64_t size_;
    std::string provenance_;
};

}  // namespace

BlockLayout BlockLayout::of(const TSK_FS_INFO& file_system, std::uint64_t image_size,
                            std::optional<std::uint64_t> pool_origin) {
    return {pool_origin.value_or(static_cast<std::uint64_t>(file_system.offset)), std::max(1U, file_system.block_size),
            image_size, file_system.block_pre_size == 0 && file_system.block_post_size == 0,
            TSK_FS_TYPE_ISEXT(file_system.ftype) != 0};
}

DescribedContent describe_content(const BlockLayout& layout, const TSK_FS_ATTR& attribute,
                                  std::uint64_t metadata_address, std::uint32_t max_extents) {
    DescribedContent described;
    Content& content = described.content;
    content.metadata_address = metadata_address;
    content.attribute_type = static_cast<std::uint32_t>(attribute.type);
    content.attribute_id = attribute.id;
    content.size = static_cast<std::uint64_t>(std::max<TSK_OFF_T>(attribute.size, 0));
    const bool compressed = (attribute.flags & TSK_FS_ATTR_COMP) != 0;
    if ((attribute.flags & TSK_FS_ATTR_RES) && !compressed) {
        const std::uint64_t there = attribute.rd.buf != nullptr ? attribute.rd.buf_size : 0;
        if (content.size > there) {
            described.remark = fmt::format("size {} recorded, {} bytes stored", content.size, there);
            content.size = there;
        }
        content.allocated_size = content.size;
        content.access = ContentAccess::resident;
        described.resident = {attribute.rd.buf, static_cast<std::size_t>(content.size)};
        return described;
    }
    if (!(attribute.flags & TSK_FS_ATTR_NONRES)) {
        content.access = ContentAccess::file_system;
        return described;
    }
    Runs runs{layout, attribute, max_extents};
    content.extents = std::move(runs.extents);
    content.allocated_size = runs.allocated;
    described.remark = std::move(runs.remark);
    described.limited = runs.limited;
    if (compressed || runs.coded || !layout.contiguous) {
        // The runs hold the compressed form: no length of theirs says where the content ends.
        content.access = ContentAccess::file_system;
        if (!layout.contiguous) content.extents.clear();
        if (compressed) {
            described.remark.clear();
            described.limited = false;
        }
        return described;
    }
    content.slack = runs.slack;
    // Where no block at all is recorded the size stays as evidence of what was there; otherwise the content is what
    // its blocks hold, and the remark keeps the recorded size.
    if (!content.extents.empty()) content.size = std::min(content.size, runs.held);
    return described;
}

Result<Source> open_attribute(TSK_FS_INFO& file_system, const Content& content) {
    tsk_error_reset();
    TskFile file{from_tsk([&] { return tsk_fs_file_open_meta(&file_system, nullptr, content.metadata_address); },
                          static_cast<TSK_FS_FILE*>(nullptr))};
    const auto where = fmt::format("metadata entry {}", content.metadata_address);
    if (!file) return failure(Fault::damaged, fmt::format("{}: {}", where, tsk_complaint()));
    const TSK_FS_ATTR* attribute = from_tsk(
        [&] {
            return tsk_fs_file_attr_get_type(file.get(), static_cast<TSK_FS_ATTR_TYPE_ENUM>(content.attribute_type),
                                             static_cast<std::uint16_t>(content.attribute_id), 1);
        },
        static_cast<const TSK_FS_ATTR*>(nullptr));
    if (attribute == nullptr) return failure(Fault::damaged, fmt::format("{}: {}", where, tsk_complaint()));
    const auto size = std::min(content.size, static_cast<std::uint64_t>(std::max<TSK_OFF_T>(attribute->size, 0)));
    return Source{std::make_unique<AttributeSource>(
        std::move(file), *attribute, size,
        fmt::format("{}, attribute {}-{}", where, content.attribute_type, content.attribute_id))};
}

}  // namespace sanad
