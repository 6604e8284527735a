#include "core/source/file_system.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/source/file_system_facts.hpp"
#include "core/source/file_system_walk.hpp"
#include "core/source/recognise.hpp"
#include "core/source/tsk_image.hpp"

namespace sanad {
namespace {

constexpr TSK_FS_TYPE_ENUM types_tried[] = {TSK_FS_TYPE_NTFS_DETECT, TSK_FS_TYPE_FAT_DETECT,
                                            TSK_FS_TYPE_EXT_DETECT,  TSK_FS_TYPE_FFS_DETECT,
                                            TSK_FS_TYPE_HFS_DETECT,  TSK_FS_TYPE_ISO9660_DETECT};

FileSystemFacts unreadable(const Volume& volume, Recognised what) {
    FileSystemFacts facts;
    facts.volume = volume.ordinal;
    facts.type = std::move(what.type);
    facts.reason = std::move(what.reason);
    facts.label = std::move(what.label);
    facts.identifier = std::move(what.identifier);
    facts.offset = volume.offset;
    facts.length = volume.length;
    return facts;
}

bool holds_apfs_container(ByteSource& volume) {
    const auto block = peek(volume, 0, 64);
    return ByteReader{block}.matches(32, "NXSB");
}

/// The pool, the image of one of its volumes and the file system in it, closed in the right order.
struct OpenPool {
    TskPool pool;
    TSK_IMG_INFO* image = nullptr;
    TskFileSystem file_system;

    OpenPool() = default;
    OpenPool(OpenPool&& other) noexcept
        : pool{std::move(other.pool)},
          image{std::exchange(other.image, nullptr)},
          file_system{std::move(other.file_system)} {}
    OpenPool& operator=(OpenPool&&) = delete;
    ~OpenPool() {
        file_system.reset();
        if (image != nullptr) tsk_img_close(image);
    }
};

Result<OpenPool> open_pool(TskImage& image, std::uint64_t offset, std::uint64_t block) {
    OpenPool opened;
    tsk_error_reset();
    opened.pool.reset(from_tsk(
        [&] { return tsk_pool_open_img_sing(image.handle(), static_cast<TSK_OFF_T>(offset), TSK_POOL_TYPE_APFS); },
        static_cast<const TSK_POOL_INFO*>(nullptr)));
    if (!opened.pool) return failure(Fault::damaged, fmt::format("APFS container: {}", tsk_complaint()));
    if (block == 0) return opened;
    opened.image = from_tsk([&] { return opened.pool->get_img_info(opened.pool.get(), block); },
                            static_cast<TSK_IMG_INFO*>(nullptr));
    if (opened.image == nullptr) return failure(Fault::damaged, fmt::format("APFS volume: {}", tsk_complaint()));
    opened.file_system = open_tsk(opened.image, 0, TSK_FS_TYPE_APFS);
    if (!opened.file_system) return failure(Fault::damaged, fmt::format("APFS volume: {}", tsk_complaint()));
    return opened;
}

std::vector<FileSystemFacts> recognise_apfs(TskImage& image, const Volume& volume) {
    std::vector<FileSystemFacts> found;
    const auto container = open_pool(image, volume.offset, 0);
    if (!container) {
        found.push_back(unreadable(volume, {"APFS", container.error().what}));
        return found;
    }
    const TSK_POOL_INFO& pool = *container->pool;
    const std::uint64_t most = 100;  // nx_max_file_systems of the format: never more than 100 volumes
    for (const TSK_POOL_VOLUME_INFO* each = pool.vol_list; each != nullptr && found.size() < most; each = each->next) {
        FileSystemFacts facts = unreadable(volume, {"APFS", {}});
        facts.pool_block = static_cast<std::uint32_t>(each->block);
        facts.block_size = pool.block_size;
        facts.block_count = pool.num_blocks;
        describe_apfs_volume(facts, image.source(), volume.offset + each->block * pool.block_size);
        if (each->flags & TSK_POOL_VOLUME_FLAG_ENCRYPTED) {
            facts.reason = each->password_hint != nullptr && *each->password_hint != 0
                               ? fmt::format("encrypted APFS volume; password hint: {}", each->password_hint)
                               : std::string{"encrypted APFS volume"};
        } else if (auto opened = open_pool(image, volume.offset, each->block)) {
            facts.readable = true;
            facts.first_metadata_address = opened->file_system->first_inum;
            facts.last_metadata_address = opened->file_system->last_inum;
        } else {
            facts.reason = opened.error().what;
        }
        found.push_back(std::move(facts));
    }
    if (found.empty()) found.push_back(unreadable(volume, {"APFS", "APFS container without volumes"}));
    return found;
}

class TskReader : public FileSystem {
public:
    TskReader(std::unique_ptr<TskImage> image, OpenPool pool, TskFileSystem plain)
        : image_{std::move(image)},
          pool_{std::move(pool)},
          plain_{std::move(plain)},
          layout_{BlockLayout::of(fs(), image_->source().size(), pool_origin())} {}

    Result<WalkReport> walk(const WalkLimits& limits,
                            const std::function<bool(FileRecord&&, Bytes resident)>& each) override {
        auto report = Walker{fs(), layout_, limits, each}.walk();
        if (image_->lost()) return tl::unexpected{*image_->lost()};
        return report;
    }

    Result<void> free_ranges(const std::function<bool(FreeRange)>& each) override {
        if (!layout_.contiguous) return {};
        const auto map = AllocationMap::load(fs(), layout_);
        if (image_->lost()) return tl::unexpected{*image_->lost()};
        if (!map) return tl::unexpected{map.error()};
        for (std::uint64_t first = map->next(0, true); first < map->block_count();) {
            const std::uint64_t end = map->next(first, false);
            const std::uint64_t offset = layout_.origin + first * layout_.block_size;
            if (offset >= layout_.image_size) break;
            if (!each({offset, std::min((end - first) * layout_.block_size, layout_.image_size - offset)})) break;
            first = map->next(end, true);
        }
        return {};
    }

    Result<Source> open_content(const Content& content, const NameState&) override {
        return open_attribute(fs(), content);
    }

    std::vector<DamagedRange> damage() const override { return image_->damage(); }

private:
    std::optional<std::uint64_t> pool_origin() const {
        if (plain_) return std::nullopt;
        return pool_.pool->img_offset;
    }
    TSK_FS_INFO& fs() const { return plain_ ? *plain_ : *pool_.file_system; }

    std::unique_ptr<TskImage> image_;
    OpenPool pool_;
    TskFileSystem plain_;
    BlockLayout layout_;
};

/// Why a volume that no reader accepts is not listed: what the reader of the kind it claims to be says, else what its
/// bytes look like.
Recognised explain_refused(TskImage& tsk, const Volume& volume, ByteSource& slice) {
    std::string type = type_by_its_mark(slice);
    if (type.empty()) return explain_unknown(slice);
    // A mark may leave open which FAT or ext it is.
    const TSK_FS_TYPE_ENUM tried = type == "FAT"   ? TSK_FS_TYPE_FAT_DETECT
                                   : type == "ext" ? TSK_FS_TYPE_EXT_DETECT
                                                   : type_to_open(type);
    tsk_error_reset();
    const TskFileSystem refused = open_tsk(tsk.handle(), volume.offset, tried);
    const std::string complaint = refused ? std::string{} : tsk_complaint();
    tsk_error_reset();
    return {std::move(type),
            "marked as this file system, but damaged at its beginning or of a kind that cannot be read" +
                (complaint.empty() ? complaint : ": " + complaint)};
}

/// What stands in one volume with others says so. Volumes of one pool belong together.
void tell_of_each_other(std::vector<FileSystemFacts>& found) {
    for (FileSystemFacts& facts : found) {
        std::string others;
        std::size_t count = 1;
        for (const FileSystemFacts& other : found) {
            if (&other == &facts || (other.pool_block != 0 && facts.pool_block != 0)) continue;
            others += (others.empty() ? "" : ", ") + other.type;
            ++count;
        }
        if (count == 1) continue;
        if (facts.readable)
            facts.reason = fmt::format("one of {} file systems in the same volume, beside {}", count, others);
        else
            facts.reason += fmt::format("; its mark stands in the same volume as {}", others);
    }
}

// What TSK says of a volume that several of its readers accept: a word of its own since 4.12.
#ifdef TSK_ERR_FS_MULTTYPE
constexpr std::uint32_t several_types = TSK_ERR_FS_MULTTYPE;
#else
constexpr std::uint32_t several_types = TSK_ERR_FS_UNKTYPE;
#endif

}  // namespace

std::vector<FileSystemFacts> recognise_file_systems(ByteSource& image, const Volume& volume,
                                                    std::uint32_t sector_size) {
    SliceSource slice{image, volume.offset, volume.length, image.provenance()};
    if (volume.kind == VolumeKind::table)
        return {unreadable(volume, {"partition table", "sectors of the partition table itself"})};
    auto opened = TskImage::open(image, sector_size);
    if (!opened) return {unreadable(volume, {"unknown", opened.error().what})};
    TskImage& tsk = **opened;

    // Marks are a few bytes, which may be a remnant, or lie in a file of another file system: what can be read is
    // listed whatever marks stand beside it.
    std::vector<Recognised> marks = recognise_marks(slice);
    std::vector<FileSystemFacts> found;
    if (holds_apfs_container(slice)) found = recognise_apfs(tsk, volume);
    const bool is_claimed = !marks.empty() || !found.empty();
    const auto add = [&](const TskFileSystem& file_system) {
        if (name_of_type(file_system->ftype).empty()) return;
        FileSystemFacts facts = describe_file_system(*file_system, slice);
        facts.volume = volume.ordinal;
        facts.offset = volume.offset;
        facts.length = volume.length;
        found.push_back(std::move(facts));
    };
    bool ask_each = is_claimed;
    tsk_error_reset();
    if (!is_claimed) {
        if (const TskFileSystem detected = open_tsk(tsk.handle(), volume.offset, TSK_FS_TYPE_DETECT)) {
            add(detected);
        } else {
            // TSK refuses a volume that two of its readers accept: both may be real (a reformatted partition).
            const auto refusal = tsk_error_get_errno();
            ask_each = refusal == several_types || refusal == TSK_ERR_FS_UNKTYPE || refusal == TSK_ERR_FS_UNSUPTYPE ||
                       refusal == TSK_ERR_FS_POSSIBLY_ENCRYPTED;
        }
    }
    if (ask_each) {
        for (const TSK_FS_TYPE_ENUM type : types_tried) {
            tsk_error_reset();
            if (const TskFileSystem one = open_tsk(tsk.handle(), volume.offset, type)) add(one);
        }
    }
    tsk_error_reset();
    for (FileSystemFacts& facts : found) {
        if (facts.type == "ISO 9660" && has_udf(slice))
            facts.reason = "a UDF file system stands beside it on the same disc: no reader for it here";
        if (volume.kind == VolumeKind::unallocated && facts.readable)
            facts.reason = "in sectors that no partition claims";
    }
    for (Recognised& mark : marks) found.push_back(unreadable(volume, std::move(mark)));
    tell_of_each_other(found);
    if (found.empty() && volume.kind != VolumeKind::unallocated)
        found.push_back(unreadable(volume, explain_refused(tsk, volume, slice)));
    return found;
}

Result<std::unique_ptr<FileSystem>> open_file_system(ByteSource& image, const FileSystemFacts& facts,
                                                     std::uint32_t sector_size) {
    const auto where = fmt::format("{}: {} at byte {}", image.provenance(), facts.type, facts.offset);
    const TSK_FS_TYPE_ENUM type = type_to_open(facts.type);
    if (!facts.readable || type == TSK_FS_TYPE_UNSUPP) return failure(Fault::unsupported, where + ": " + facts.reason);
    if (facts.offset >= image.size()) return failure(Fault::damaged, where + ": beyond the end of the evidence");
    auto tsk = TRY(TskImage::open(image, sector_size));
    OpenPool pool;
    TskFileSystem plain;
    tsk_error_reset();
    if (type == TSK_FS_TYPE_APFS) {
        auto opened = open_pool(*tsk, facts.offset, facts.pool_block);
        if (!opened) return within(where, std::move(opened.error()));
        pool.pool = std::move(opened->pool);
        pool.image = std::exchange(opened->image, nullptr);
        pool.file_system = std::move(opened->file_system);
        if (!pool.file_system) return failure(Fault::damaged, where + ": no such volume in the container");
    } else {
        plain = open_tsk(tsk->handle(), facts.offset, type);
        if (!plain) return failure(Fault::damaged, where + ": " + tsk_complaint());
    }
    if (tsk->lost()) return tl::unexpected{*tsk->lost()};
    return std::unique_ptr<FileSystem>{std::make_unique<TskReader>(std::move(tsk), std::move(pool), std::move(plain))};
}

}  // namespace sanad
