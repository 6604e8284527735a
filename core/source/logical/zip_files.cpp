#include "core/source/logical/zip_files.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/source/logical/byte_stream.hpp"
#include "core/source/logical/member_path.hpp"
#include "core/source/logical/zip_directory.hpp"

namespace sanad {
namespace {

constexpr std::uint16_t method_stored = 0, method_deflated = 8;
constexpr std::uint64_t deflate_gives_at_most = 1032;  // RFC 1951: 258 bytes for a match of two bits
constexpr std::uint16_t host_unix = 3, host_macos = 19;
constexpr std::string_view overlapping = "its bytes overlap those of another member: not read";

/// APPNOTE 4.4.5.
std::string name_of_method(std::uint16_t method) {
    switch (method) {
        case 1:
            return "shrink";
        case 6:
            return "implode";
        case 9:
            return "deflate64";
        case 12:
            return "bzip2";
        case 14:
            return "LZMA";
        case 93:
            return "zstd";
        case 95:
            return "xz";
        case 98:
            return "PPMd";
        default:
            return fmt::format("method {}", method);
    }
}

/// A deflated member, inflated onwards; reading backwards begins it again.
class DeflatedMember : public ByteSource {
public:
    DeflatedMember(ByteSource& archive, ZipMember member, std::uint64_t size)
        : archive_{archive}, member_{std::move(member)}, size_{size} {}
    ~DeflatedMember() override {
        if (started_) inflateEnd(&stream_);
    }
    std::uint64_t size() const override { return size_; }
    std::string provenance() const override {
        return fmt::format("{} member {}", archive_.provenance(), shown(member_.name));
    }

    Result<void> read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage) override {
        TRY(check_range(offset, to.size()));
        if (!started_ || position_ > offset) TRY(begin());
        std::vector<Byte> scrap(static_cast<std::size_t>(std::min<std::uint64_t>(offset - position_, 1 << 20)));
        while (position_ < offset) {
            const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(scrap.size(), offset - position_));
            std::vector<DamagedRange> passed;
            TRY(inflate_on(MutableBytes{scrap}.first(part), passed));
        }
        return inflate_on(to, damage);
    }

private:
    Result<void> begin() {
        if (started_) inflateEnd(&stream_);
        stream_ = {};
        started_ = inflateInit2(&stream_, -MAX_WBITS) == Z_OK;
        if (!started_) return failure(Fault::system, "zlib does not start");
        position_ = given_ = 0;
        crc_ = 0;
        trouble_.clear();
        return {};
    }

    Result<void> inflate_on(MutableBytes to, std::vector<DamagedRange>& damage) {
        std::size_t done = 0;
        while (done < to.size() && trouble_.empty()) {
            if (stream_.avail_in == 0) TRY(refill());
            const auto count = static_cast<uInt>(std::min<std::size_t>(to.size() - done, 1 << 30));
            stream_.next_out = to.data() + done;
            stream_.avail_out = count;
            const int result = inflate(&stream_, Z_NO_FLUSH);
            const std::size_t got = count - stream_.avail_out;
            crc_ = static_cast<std::uint32_t>(crc32(crc_, to.data() + done, static_cast<uInt>(got)));
            done += got;
            if (result == Z_STREAM_END) {
                if (position_ + done < size_) trouble_ = "its compressed bytes give less than it claims";
                break;
            }
            if (result == Z_BUF_ERROR && given_ == member_.packed_size)
                trouble_ = "its compressed bytes end too soon";
            else if (result != Z_OK && result != Z_BUF_ERROR)
                trouble_ = "its compressed bytes do not inflate";
        }
        if (done < to.size()) {
            std::fill(to.begin() + static_cast<std::ptrdiff_t>(done), to.end(), Byte{0});
            add_damage(damage, position_ + done, to.size() - done, trouble_);
        }
        position_ += to.size();
        // The sum is known only now: all of the file is in doubt, though its bytes are given as they came.
        if (position_ == size_ && trouble_.empty() && crc_ != member_.crc)
            add_damage(damage, 0, size_, "its CRC-32 does not fit its bytes");
        return {};
    }

    Result<void> refill() {
        const auto count =
            static_cast<std::size_t>(std::min<std::uint64_t>(input_.size(), member_.packed_size - given_));
        std::vector<DamagedRange> unread;
        TRY(archive_.read(member_.data_offset + given_, MutableBytes{input_}.first(count), unread));
        given_ += count;
        stream_.next_in = input_.data();
        stream_.avail_in = static_cast<uInt>(count);
        return {};
    }

    ByteSource& archive_;
    ZipMember member_;
    std::uint64_t size_;
    std::vector<Byte> input_ = std::vector<Byte>(64 << 10);
    z_stream stream_{};
    bool started_ = false;
    std::uint64_t position_ = 0, given_ = 0;
    std::uint32_t crc_ = 0;
    std::string trouble_;
};

class ZipFiles : public FileSystem {
public:
    ZipFiles(ByteSource& archive, ZipDirectory directory) : archive_{archive}, directory_{directory} {}

    /// What is needed of every member at hand: the whole list is kept, names aside.
    Result<void> list() {
        auto remarks = list_zip(archive_, directory_, [&](ZipMember&& member) {
            places_.push_back({member.header_offset, member.packed_size, member.entry_offset, false});
            return true;
        });
        if (!remarks) return tl::unexpected{remarks.error()};
        find_shared();
        return {};
    }

    Result<WalkReport> walk(const WalkLimits& limits, const std::function<bool(FileRecord&&, Bytes)>& each) override {
        WalkReport report;
        std::optional<Error> error;
        auto remarks = TRY(list_zip(archive_, directory_, [&](ZipMember&& member) {
            if (report.records >= limits.max_records) {
                report.remarks.push_back(fmt::format("more than {} members: the walk ended", limits.max_records));
                report.complete = false;
                return false;
            }
            ++report.records;
            auto record = record_of(member, limits);
            if (!record) {
                error = record.error();
                return false;
            }
            return each(std::move(*record), {});
        }));
        if (error) return tl::unexpected{*error};
        if (!remarks.empty()) report.complete = false;
        report.remarks.insert(report.remarks.end(), remarks.begin(), remarks.end());
        return report;
    }

    Result<void> free_ranges(const std::function<bool(FreeRange)>&) override { return {}; }

    Result<Source> open_content(const Content& content, const NameState&) override {
        std::optional<ZipMember> found;
        TRY(list_zip(archive_, from(content.metadata_address), [&](ZipMember&& member) {
            found = std::move(member);
            return false;
        }));
        if (!found)
            return failure(Fault::not_found,
                           fmt::format("{}: no member {}", archive_.provenance(), content.metadata_address));
        const std::string name = shown(found->name);
        if (places_[content.metadata_address - 1].shared)
            return failure(Fault::limit, fmt::format("{}: {}", name, overlapping));
        if (found->encrypted()) return failure(Fault::encrypted, fmt::format("{}: {}", name, encryption_of(*found)));
        if (const auto data = find_zip_data(archive_, *found); !data) return within(name, data.error());
        const std::uint64_t size = size_of(*found);
        if (found->method == method_stored)
            return std::make_unique<SliceSource>(archive_, found->data_offset, size,
                                                 fmt::format("{} member {}", archive_.provenance(), name));
        if (found->method != method_deflated)
            return failure(Fault::unsupported,
                           fmt::format("{}: compressed by {}", name, name_of_method(found->method)));
        return std::make_unique<DeflatedMember>(archive_, std::move(*found), size);
    }

private:
    struct Place {
        std::uint64_t header_offset, packed_size;
        std::uint64_t entry_offset;
        bool shared;
    };

    static std::string encryption_of(const ZipMember& member) {
        if (member.aes) return "encrypted with AES";
        return (member.flags & 0x40) != 0 ? "encrypted with PKWARE strong encryption" : "encrypted with ZipCrypto";
    }

    /// What a member can hold at most, whatever it claims.
    static std::uint64_t size_of(const ZipMember& member) {
        if (member.method == method_stored && !member.encrypted()) return std::min(member.size, member.packed_size);
        if (member.method != method_deflated) return member.size;
        return std::min(member.size, member.packed_size * deflate_gives_at_most);
    }

    /// The directory from the entry of that ordinal on.
    ZipDirectory from(std::uint64_t ordinal) {
        ZipDirectory rest = directory_;
        if (ordinal == 0 || ordinal > places_.size()) {
            rest.size = 0;
            return rest;
        }
        const std::uint64_t at = places_[ordinal - 1].entry_offset;
        rest.size -= at - rest.offset;
        rest.offset = at;
        return rest;
    }

    /// Members whose bytes overlap would multiply one content without end: D. Fifield, "A better zip bomb", 2019.
    void find_shared() {
        std::vector<std::size_t> order(places_.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return places_[a].header_offset < places_[b].header_offset;
        });
        std::uint64_t reached = 0;
        for (const std::size_t i : order) {
            Place& place = places_[i];
            place.shared = place.header_offset < reached;
            // A local header is at least 30 bytes.
            const std::uint64_t length = std::min(place.packed_size, archive_.size()) + 30;
            if (!place.shared) reached = std::min(place.header_offset, archive_.size()) + length;
        }
    }

    Result<FileRecord> record_of(ZipMember& member, const WalkLimits& limits) {
        FileRecord record;
        record.metadata_address = member.ordinal;
        record.link_count = 1;
        record.uid = member.uid;
        record.gid = member.gid;
        record.times.modified_at = member.modified_at;
        record.times.accessed_at = member.accessed_at;
        record.times.created_at = member.created_at;
        const std::uint16_t host = member.made_by >> 8;
        const std::uint32_t mode = host == host_unix || host == host_macos ? member.attributes >> 16 : 0;
        record.mode = mode & 07777;
        // APPNOTE 4.4.15: the low byte is the DOS attribute; bit 4 marks a directory.
        const bool directory =
            member.name.ends_with('/') || S_ISDIR(mode) || (host == 0 && (member.attributes & 0x10) != 0);
        record.kind = directory ? FileKind::directory : S_ISLNK(mode) ? FileKind::symlink : FileKind::regular;
        // What was said of the member before its content was looked for is damage of its entry.
        if (!member.remark.empty()) record.outcome = Outcome::damaged;
        std::vector<std::string> remarks;
        const auto remark = [&](std::string what) {
            if (!what.empty()) remarks.push_back(std::move(what));
        };
        std::string cut;
        record.path = member_path(member.name, limits.max_path_bytes, cut);
        remark(std::move(cut));
        if (member.zoneless) remark("its time is local, of an unrecorded zone");
        if (!directory) TRY(add_content(record, member, remark));
        remark(member.remark);
        for (const std::string& each : remarks) {
            if (!record.remark.empty()) record.remark += "; ";
            record.remark += each;
        }
        return record;
    }

    template <class Remark>
    Result<void> add_content(FileRecord& record, ZipMember& member, const Remark& remark) {
        Content content;
        content.metadata_address = member.ordinal;
        content.attribute_type = 1;
        content.size = size_of(member);
        content.allocated_size = member.packed_size;
        content.access = ContentAccess::file_system;
        if (content.size != member.size) {
            remark(fmt::format("claims {} bytes, more than its {} stored bytes can give", member.size,
                               member.packed_size));
            record.outcome = Outcome::damaged;
        }
        // What cannot be read is a content all the same: open_content refuses it, and the case says why.
        if (member.ordinal <= places_.size() && places_[member.ordinal - 1].shared) {
            remark(std::string{overlapping});
        } else if (member.encrypted()) {
            remark(encryption_of(member));
        } else if (member.method != method_stored && member.method != method_deflated) {
            remark("compressed by " + name_of_method(member.method) + ", which cannot be read");
        } else if (const auto data = find_zip_data(archive_, member); !data) {
            if (data.error().fault == Fault::unavailable) return tl::unexpected{data.error()};
            remark(data.error().what);
        } else if (member.method == method_stored) {
            content.access = ContentAccess::extents;
            if (content.size != 0) content.extents = {{0, member.data_offset, content.size, ExtentKind::stored}};
        }
        record.content = content;
        if (record.kind == FileKind::symlink && content.size <= 65536 && !member.encrypted()) {
            const auto target = open_content(content, {});
            std::vector<Byte> text(static_cast<std::size_t>(content.size));
            std::vector<DamagedRange> damage;
            if (!target) return {};  // its target is what cannot be read, and its content says so
            if ((*target)->read(0, text, damage)) record.symlink_target = std::string{text_of(text)};
            if (!damage.empty()) {
                remark("where it leads to is damaged: " + damage.front().reason);
                record.outcome = Outcome::damaged;
            }
            record.content.reset();
        }
        return {};
    }

    ByteSource& archive_;
    ZipDirectory directory_;
    std::vector<Place> places_;  ///< by ordinal
};

}  // namespace

bool is_zip(ByteSource& archive) {
    const auto head = head_of(archive, 4);
    const ByteReader reader{head};
    return reader.matches(0, "PK\3\4") || reader.matches(0, "PK\5\6") || reader.matches(0, "PK00");
}

Result<std::unique_ptr<FileSystem>> open_zip(ByteSource& archive) {
    const ZipDirectory directory = TRY(find_zip_directory(archive));
    auto files = std::make_unique<ZipFiles>(archive, directory);
    TRY(files->list());
    return files;
}

}  // namespace sanad
