#include "core/source/logical/tar_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "core/base/text.hpp"
#include "core/source/logical/member_path.hpp"
#include "core/source/logical/tar_header.hpp"

namespace sanad {
namespace {

constexpr std::uint64_t largest_resident = 64 << 20;

FileKind kind_of(char type) {
    switch (type) {
        case '2':
            return FileKind::symlink;
        case '3':
            return FileKind::character_device;
        case '4':
            return FileKind::block_device;
        case '5':
        case 'D':
            return FileKind::directory;
        case '6':
            return FileKind::named_pipe;
        case 'V':
            return FileKind::virtual_file;
        default:
            return FileKind::regular;
    }
}

/// Zeros with the stored runs in their places, read onwards from `reader`. Bytes the stream lost are damage.
class MemberContent {
public:
    explicit MemberContent(TarMember member) : member_{std::move(member)} {
        if (!member_.sparse) member_.runs = {{0, member_.stored_size}};
    }

    const TarMember& member() const { return member_; }

    /// The bytes at `position_` and on; calls must follow each other.
    Result<void> read_on(TarReader& reader, MutableBytes to, std::vector<DamagedRange>& damage) {
        while (!to.empty()) {
            while (run_ < member_.runs.size() && position_ >= member_.runs[run_].offset + member_.runs[run_].length)
                ++run_;
            const bool in_hole = run_ == member_.runs.size() || position_ < member_.runs[run_].offset;
            const std::uint64_t until = run_ == member_.runs.size() ? position_ + to.size()
                                        : in_hole                   ? member_.runs[run_].offset
                                                  : member_.runs[run_].offset + member_.runs[run_].length;
            const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(to.size(), until - position_));
            std::size_t got = 0;
            if (!in_hole) {
                const auto read = reader.read(to.first(count));
                if (!read && read.error().fault == Fault::unavailable) return tl::unexpected{read.error()};
                got = read.value_or(0);
                add_damage(damage, position_ + got, count - got,
                           read ? "the archive ends before these bytes" : read.error().what);
            }
            std::fill(to.begin() + static_cast<std::ptrdiff_t>(got), to.begin() + static_cast<std::ptrdiff_t>(count),
                      Byte{0});
            position_ += count;
            to = to.subspan(count);
        }
        return {};
    }

    std::uint64_t position() const { return position_; }

private:
    TarMember member_;
    std::uint64_t position_ = 0;
    std::size_t run_ = 0;
};

Result<std::unique_ptr<ByteStream>> stream_of(ByteSource& archive, bool compressed) {
    if (compressed) return unpacked_stream(archive);
    return plain_stream(archive);
}

/// A member that can only be read onwards, as all of a compressed tar: reading backwards begins the archive again.
class RescannedMember : public ByteSource {
public:
    RescannedMember(ByteSource& archive, bool compressed, std::uint64_t ordinal, std::uint64_t size)
        : archive_{archive}, compressed_{compressed}, ordinal_{ordinal}, size_{size} {}
    std::uint64_t size() const override { return size_; }
    std::string provenance() const override { return fmt::format("{} member {}", archive_.provenance(), ordinal_); }

    Result<void> read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage) override {
        TRY(check_range(offset, to.size()));
        if (!content_ || content_->position() > offset) TRY(begin());
        std::vector<Byte> scrap(
            static_cast<std::size_t>(std::min<std::uint64_t>(offset - content_->position(), 1 << 20)));
        while (content_->position() < offset) {
            std::vector<DamagedRange> passed;
            const auto part =
                static_cast<std::size_t>(std::min<std::uint64_t>(scrap.size(), offset - content_->position()));
            TRY(content_->read_on(*reader_, MutableBytes{scrap}.first(part), passed));
        }
        return content_->read_on(*reader_, to, damage);
    }

private:
    Result<void> begin() {
        content_.reset();
        stream_ = TRY(stream_of(archive_, compressed_));
        reader_.emplace(*stream_);
        for (;;) {
            auto member = TRY(reader_->next());
            if (!member)
                return failure(Fault::not_found, fmt::format("{}: no member {}", archive_.provenance(), ordinal_));
            if (member->ordinal != ordinal_) continue;
            content_.emplace(std::move(*member));
            return {};
        }
    }

    ByteSource& archive_;
    bool compressed_;
    std::uint64_t ordinal_, size_;
    std::unique_ptr<ByteStream> stream_;
    std::optional<TarReader> reader_;
    std::optional<MemberContent> content_;
};

/// The record is not to be had as it is recorded, or only in part.
void tell_damage(FileRecord& record, std::string what) {
    if (!record.remark.empty()) record.remark += "; ";
    record.remark += what;
    record.outcome = Outcome::damaged;
}

class TarFiles : public FileSystem {
public:
    TarFiles(ByteSource& archive, bool compressed) : archive_{archive}, compressed_{compressed} {}

    Result<WalkReport> walk(const WalkLimits& limits, const std::function<bool(FileRecord&&, Bytes)>& each) override {
        WalkReport report;
        const auto stream = TRY(stream_of(archive_, compressed_));
        TarReader reader{*stream};
        std::unordered_map<std::string, Content> contents;  // by path, for the hard links that follow
        std::vector<Byte> resident;
        for (;;) {
            if (report.records >= limits.max_records) {
                report.remarks.push_back(fmt::format("more than {} members: the walk ended", limits.max_records));
                report.complete = false;
                break;
            }
            auto next = reader.next();
            if (!next) {
                if (next.error().fault == Fault::unavailable) return tl::unexpected{next.error()};
                report.remarks.push_back(next.error().what);
                report.complete = false;
                break;
            }
            if (!*next) break;
            TarMember& member = **next;
            ++report.records;
            FileRecord record = record_of(member, limits);
            resident.clear();
            if (member.type == '1' && member.stored_size == 0) {
                link(record, member, contents);
            } else if (record.kind == FileKind::regular) {
                TRY(add_content(record, std::move(member), reader, resident));
                contents.insert_or_assign(record.path, *record.content);
            }
            if (!each(std::move(record), resident)) return report;
        }
        report.remarks.insert(report.remarks.end(), reader.remarks().begin(), reader.remarks().end());
        return report;
    }

    Result<void> free_ranges(const std::function<bool(FreeRange)>&) override { return {}; }

    Result<Source> open_content(const Content& content, const NameState&) override {
        if (content.access == ContentAccess::extents) return std::make_unique<ExtentSource>(archive_, content);
        return std::make_unique<RescannedMember>(archive_, compressed_, content.metadata_address, content.size);
    }

private:
    static FileRecord record_of(const TarMember& member, const WalkLimits& limits) {
        FileRecord record;
        record.path = member_path(member.path, limits.max_path_bytes, record.remark);
        record.metadata_address = member.ordinal;
        record.kind = kind_of(member.type);
        record.mode = member.mode;
        record.uid = member.uid;
        record.gid = member.gid;
        record.link_count = 1;
        record.times.modified_at = member.modified_at;
        record.times.accessed_at = member.accessed_at;
        record.times.metadata_changed_at = member.metadata_changed_at;
        record.times.created_at = member.created_at;
        if (record.kind == FileKind::symlink) record.symlink_target = member.link_target;
        if (!member.remark.empty()) tell_damage(record, member.remark);
        return record;
    }

    /// A hard link is another name of the content of an earlier member.
    static void link(FileRecord& record, const TarMember& member,
                     const std::unordered_map<std::string, Content>& contents) {
        std::string ignored;
        const auto target = contents.find(member_path(member.link_target, ~0u, ignored));
        if (target == contents.end()) {
            tell_damage(record,
                        fmt::format("a hard link to {}, which does not stand before it", shown(member.link_target)));
            return;
        }
        record.content = target->second;
        record.metadata_address = target->second.metadata_address;
        record.link_count = 2;
    }

    Result<void> add_content(FileRecord& record, TarMember member, TarReader& reader, std::vector<Byte>& resident) {
        Content content;
        content.metadata_address = member.ordinal;
        content.attribute_type = 1;
        content.size = member.size;
        content.allocated_size = member.stored_size;
        if (!compressed_) {
            place(content, record, member);
        } else if (content.size <= largest_resident) {
            content.access = ContentAccess::resident;
            resident.resize(static_cast<std::size_t>(content.size));
            std::vector<DamagedRange> damage;
            MemberContent bytes{std::move(member)};
            TRY(bytes.read_on(reader, resident, damage));
            for (const DamagedRange& range : damage) record.unreadable_bytes += range.length;
            if (!damage.empty())
                tell_damage(record, fmt::format("damaged from its byte {} on: {}", damage.front().offset,
                                                damage.front().reason));
        } else {
            content.access = ContentAccess::file_system;
            content.extents = holes_of(member);
        }
        record.content = std::move(content);
        return {};
    }

    /// What of a sparse member is stored nowhere.
    static std::vector<Extent> holes_of(const TarMember& member) {
        std::vector<Extent> holes;
        if (!member.sparse) return holes;
        std::uint64_t at = 0;
        for (const TarRun& run : member.runs) {
            if (run.offset > at) holes.push_back({at, 0, run.offset - at, ExtentKind::sparse});
            at = run.offset + run.length;
        }
        if (member.size > at) holes.push_back({at, 0, member.size - at, ExtentKind::sparse});
        return holes;
    }

    /// A plain tar holds its files as they are: their places in it are extents like any other.
    void place(Content& content, FileRecord& record, const TarMember& member) const {
        const std::uint64_t there = archive_.size() - std::min(archive_.size(), member.data_offset);
        if (member.stored_size > there) {
            tell_damage(record, fmt::format("claims {} stored bytes, of which the archive holds {}", member.stored_size,
                                            there));
            if (!member.sparse) content.size = there;
            if (member.sparse) {
                // Extents would call what was lost a hole: read onwards, it is damage.
                content.access = ContentAccess::file_system;
                content.extents = holes_of(member);
                return;
            }
        }
        std::vector<TarRun> runs = member.runs;
        if (!member.sparse) runs = {{0, content.size}};
        std::uint64_t at = 0;
        std::uint64_t stored_at = member.data_offset;
        const auto hole = [&](std::uint64_t until) {
            if (until > at) content.extents.push_back({at, 0, until - at, ExtentKind::sparse});
        };
        for (const TarRun& run : runs) {
            if (run.length == 0) continue;
            const std::uint64_t left = archive_.size() - std::min(archive_.size(), stored_at);
            const std::uint64_t length = std::min(run.length, left);
            hole(run.offset);
            if (length != 0) content.extents.push_back({run.offset, stored_at, length, ExtentKind::stored});
            at = run.offset + length;
            stored_at += run.length;
        }
        hole(content.size);
    }

    /// The bytes of a content by its extents.
    class ExtentSource : public ByteSource {
    public:
        ExtentSource(ByteSource& archive, const Content& content) : archive_{archive}, content_{content} {}
        std::uint64_t size() const override { return content_.size; }
        std::string provenance() const override {
            return fmt::format("{} member {}", archive_.provenance(), content_.metadata_address);
        }
        Result<void> read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage) override {
            TRY(check_range(offset, to.size()));
            std::fill(to.begin(), to.end(), Byte{0});
            const std::uint64_t end = offset + to.size();
            for (const Extent& extent : content_.extents) {
                const std::uint64_t from = std::max(offset, extent.file_offset);
                const std::uint64_t until = std::min(end, extent.file_offset + extent.length);
                if (from >= until || extent.kind != ExtentKind::stored) continue;
                const MutableBytes part =
                    to.subspan(static_cast<std::size_t>(from - offset), static_cast<std::size_t>(until - from));
                const std::uint64_t place = extent.image_offset + (from - extent.file_offset);
                std::vector<DamagedRange> in_archive;
                TRY(archive_.read(place, part, in_archive));
                for (const auto& range : in_archive)
                    add_damage(damage, from + (range.offset - place), range.length, range.reason);
            }
            return {};
        }

    private:
        ByteSource& archive_;
        Content content_;
    };

    ByteSource& archive_;
    bool compressed_;
};

}  // namespace

Result<std::unique_ptr<FileSystem>> open_tar(ByteSource& archive) {
    const bool compressed = is_compressed(archive);
    const auto stream = TRY(stream_of(archive, compressed));
    std::vector<Byte> first(512);
    first.resize(TRY(stream->read(MutableBytes{first})));
    const bool empty = !first.empty() && std::all_of(first.begin(), first.end(), [](Byte byte) { return byte == 0; });
    if (!is_tar_header(first) && !empty)
        return failure(Fault::unsupported, archive.provenance() + (compressed ? ": compressed, but no tar inside"
                                                                              : ": neither a tar nor a zip"));
    return std::make_unique<TarFiles>(archive, compressed);
}

}  // namespace sanad
