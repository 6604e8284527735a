#include "core/source/file_system_walk.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"

namespace sanad {
namespace {

// A directory can be reached by more than one path (deleted entries of FAT, hard-linked directories of HFS+), but one
// reached very often is a trap that multiplies ghost files.
constexpr std::uint32_t most_visits = 64;
constexpr std::size_t most_remarks = 1000;
constexpr TSK_INUM_T ntfs_bad_clusters = 8;  // $BadClus, by its fixed place in the MFT

constexpr TSK_FS_DIR* no_directory = nullptr;
constexpr TSK_FS_FILE* no_file = nullptr;
constexpr const TSK_FS_ATTR* no_attribute = nullptr;

std::optional<Timestamp> time_of(std::int64_t seconds, std::uint64_t nanoseconds) {
    if (seconds == 0) return std::nullopt;
    return timestamp_from_unix(seconds, nanoseconds < 1'000'000'000 ? static_cast<std::uint32_t>(nanoseconds) : 0);
}

FileKind kind_of(TSK_FS_META_TYPE_ENUM type) {
    switch (type) {
        case TSK_FS_META_TYPE_REG:
            return FileKind::regular;
        case TSK_FS_META_TYPE_DIR:
            return FileKind::directory;
        case TSK_FS_META_TYPE_FIFO:
            return FileKind::named_pipe;
        case TSK_FS_META_TYPE_CHR:
            return FileKind::character_device;
        case TSK_FS_META_TYPE_BLK:
            return FileKind::block_device;
        case TSK_FS_META_TYPE_LNK:
            return FileKind::symlink;
        case TSK_FS_META_TYPE_SOCK:
            return FileKind::socket;
        case TSK_FS_META_TYPE_WHT:
            return FileKind::whiteout;
        case TSK_FS_META_TYPE_VIRT:
        case TSK_FS_META_TYPE_VIRT_DIR:
            return FileKind::virtual_file;
        default:
            return FileKind::other;
    }
}

FileKind kind_of(TSK_FS_NAME_TYPE_ENUM type) {
    switch (type) {
        case TSK_FS_NAME_TYPE_REG:
            return FileKind::regular;
        case TSK_FS_NAME_TYPE_DIR:
            return FileKind::directory;
        case TSK_FS_NAME_TYPE_FIFO:
            return FileKind::named_pipe;
        case TSK_FS_NAME_TYPE_CHR:
            return FileKind::character_device;
        case TSK_FS_NAME_TYPE_BLK:
            return FileKind::block_device;
        case TSK_FS_NAME_TYPE_LNK:
            return FileKind::symlink;
        case TSK_FS_NAME_TYPE_SOCK:
            return FileKind::socket;
        case TSK_FS_NAME_TYPE_WHT:
            return FileKind::whiteout;
        case TSK_FS_NAME_TYPE_VIRT:
        case TSK_FS_NAME_TYPE_VIRT_DIR:
            return FileKind::virtual_file;
        default:
            return FileKind::other;
    }
}

/// A target too long for the metadata entry, which TSK leaves in the content where extents hold it (ext4).
std::string stored_target(TSK_FS_FILE& file) {
    constexpr TSK_OFF_T longest = 4096;  // PATH_MAX
    if (file.meta->size <= 0 || file.meta->size > longest) return {};
    std::string target(static_cast<std::size_t>(file.meta->size), '\0');
    const auto got =
        from_tsk([&] { return tsk_fs_file_read(&file, 0, target.data(), target.size(), TSK_FS_FILE_READ_FLAG_NONE); },
                 ssize_t{-1});
    target.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    tsk_error_reset();
    return target;
}

bool is_dot(std::string_view name) {
    return name == "." || name == "..";
}

bool has_content(FileKind kind) {
    return kind == FileKind::regular || kind == FileKind::virtual_file || kind == FileKind::other;
}

bool is_live(const FileRecord& record) {
    return record.state == NameState::allocated && record.metadata_allocated;
}

/// Of what is no longer in use nothing else is expected.
void mark_damaged(FileRecord& record) {
    if (is_live(record)) record.outcome = Outcome::damaged;
}

void add_remark(FileRecord& record, std::string_view words) {
    if (words.empty()) return;
    if (!record.remark.empty()) record.remark += "; ";
    record.remark += words;
}

/// Every file of NTFS has an unnamed data attribute, if an empty one, but some that the system keeps for itself:
/// entries with fixed places in the MFT, and $UsnJrnl, $Quota and their like, which are all named streams.
bool may_lack_data(const FileRecord& record, bool has_streams) {
    return record.metadata_address < ntfs_first_free_entry ||
           (has_streams && record.path[record.path.rfind('/') + 1] == '$');
}

std::string_view name_of(const TSK_FS_ATTR& attribute) {
    return attribute.name != nullptr ? std::string_view{attribute.name} : std::string_view{};
}

}  // namespace

Result<WalkReport> Walker::walk() {
    fat_ = FatVolume::of(fs_);
    ext_ = ExtVolume::of(fs_);
    table_ = NtfsTable::of(fs_);
    if (TSK_FS_TYPE_ISNTFS(fs_.ftype)) owners_ = NtfsOwners::load(fs_);
    if (has_unreached()) reached_ = EntrySet{fs_.last_inum + 1};
    reached_.add(fs_.root_inum);
    if (!directory(fs_.root_inum) && !stopped_) orphans_without_root();
    return std::move(report_);
}

void Walker::remark(std::string text) {
    if (report_.remarks.size() < most_remarks) {
        report_.remarks.push_back(std::move(text));
    } else if (report_.remarks.size() == most_remarks) {
        report_.remarks.emplace_back("further remarks left out");
    }
}

bool Walker::directory(TSK_INUM_T address) {
    tsk_error_reset();
    const TskDirectory names{from_tsk([&] { return tsk_fs_dir_open_meta(&fs_, address); }, no_directory)};
    if (!names) {
        report_.complete = false;
        remark(fmt::format("directory {} (metadata address {}) could not be read: {}",
                           path_.empty() ? "/" : shown(path_), address, tsk_complaint()));
        return false;
    }
    // The one file handle of this directory: TSK reuses its buffers from name to name.
    const TskFile file{from_tsk([&] { return tsk_fs_file_open_meta(&fs_, nullptr, address); }, no_file)};
    if (!file) {
        report_.complete = false;
        remark(fmt::format("directory {}: {}", path_.empty() ? "/" : shown(path_), tsk_complaint()));
        return false;
    }
    if (address == fs_.root_inum && !TSK_FS_IS_DIR_META(file->meta->type)) {
        report_.complete = false;
        remark(fmt::format("directory / (metadata address {}): its metadata entry is that of no directory", address));
    }
    ancestors_.push_back(address);
    FatNames own = fat_ ? fat_names(*file, *names) : FatNames{};
    const std::size_t count = tsk_fs_dir_getsize(names.get());
    for (std::size_t i = 0; i < count && !stopped_; ++i) {
        const TSK_FS_NAME* const name = tsk_fs_dir_get_name(names.get(), i);
        if (name == nullptr || name->name == nullptr) continue;
        TSK_FS_NAME lent = *name;
        if (const auto better = own.renamed.find(name->meta_addr);
            better != own.renamed.end() && (name->flags & TSK_FS_NAME_FLAG_ALLOC))
            lent.name = better->second.data();
        // TSK's own walk lends the name to the file handle in the same way: file_add_meta uses it on NTFS to choose
        // between an entry and the one that has since taken its place.
        file->name = &lent;
        entry(*file, address);
        file->name = nullptr;
    }
    passed_over(own, *file, address);
    ancestors_.pop_back();
    return true;
}

void Walker::entry(TSK_FS_FILE& file, TSK_INUM_T parent) {
    const TSK_FS_NAME& name = *file.name;
    bool loaded = false;
    std::string trouble;
    if (name.meta_addr != 0 || (name.flags & TSK_FS_NAME_FLAG_ALLOC)) {
        tsk_error_reset();
        const auto failed = from_tsk([&] { return fs_.file_add_meta(&fs_, &file, name.meta_addr); }, std::uint8_t{1});
        // An entry whose sequence number is not the name's is loaded and then blanked, not refused.
        constexpr int either = TSK_FS_META_FLAG_ALLOC | TSK_FS_META_FLAG_UNALLOC;
        loaded = failed == 0 && file.meta != nullptr && (file.meta->flags & either) != 0;
        if (failed != 0) trouble = tsk_complaint();
    }
    // A handle keeps the metadata of the name before when loading fails.
    TSK_FS_META* const kept = file.meta;
    if (!loaded) file.meta = nullptr;

    const std::string_view own_name = name.name;
    if (!is_dot(own_name)) {
        FileRecord record;
        record.path.reserve(path_.size() + 1 + own_name.size());
        record.path.append(path_).push_back('/');
        record.path.append(own_name);
        record.metadata_address = name.meta_addr;
        record.parent_address = name.par_addr != 0 ? name.par_addr : parent;
        if (TSK_FS_TYPE_ISNTFS(fs_.ftype)) record.sequence = name.meta_seq;
        if (name.shrt_name != nullptr && own_name != name.shrt_name) record.specifics.short_name = name.shrt_name;
        const bool name_live = (name.flags & TSK_FS_NAME_FLAG_ALLOC) != 0;
        if (file.meta == nullptr) {
            record.kind = kind_of(name.type);
            record.metadata_allocated = false;
            if (name_live && trouble.empty() && is_no_entry(name.meta_addr)) trouble = "it does not begin as one";
            record.state = name_live && leads_to_live(name, trouble) ? NameState::allocated : NameState::deleted;
            if (!trouble.empty()) {
                record.remark = fmt::format("metadata entry {} could not be read: {}", name.meta_addr, trouble);
                if (record.state == NameState::allocated) record.outcome = Outcome::damaged;
            } else if (name_live) {
                record.remark = "the name is left in an index, its metadata entry now belongs to another file";
            }
        } else {
            const TSK_FS_META& meta = *file.meta;
            record.metadata_allocated = (meta.flags & TSK_FS_META_FLAG_ALLOC) != 0;
            record.state = name_live && record.metadata_allocated ? NameState::allocated : NameState::deleted;
            record.kind = kind_of(meta.type);
            if (meta.type == TSK_FS_META_TYPE_UNDEF) record.kind = kind_of(name.type);
            if (is_blank(meta) && is_live(record)) {
                record.outcome = Outcome::damaged;
                record.remark = "its metadata entry is blank";
            }
            if (TSK_FS_TYPE_ISNTFS(fs_.ftype)) record.sequence = meta.seq;
            record.link_count = static_cast<std::uint32_t>(std::max(meta.nlink, 0));
            record.times = {time_of(meta.crtime, meta.crtime_nano), time_of(meta.mtime, meta.mtime_nano),
                            time_of(meta.atime, meta.atime_nano), time_of(meta.ctime, meta.ctime_nano)};
            record.local_times = TSK_FS_TYPE_ISFAT(fs_.ftype);
            if (fat_) fat_->complete(record, meta.addr);
            if (TSK_FS_TYPE_ISHFS(fs_.ftype))
                record.specifics.backed_up_at =
                    time_of(meta.time2.hfs.bkup_time, static_cast<std::uint64_t>(meta.time2.hfs.bkup_time_nano));
            if (meta.link != nullptr) record.symlink_target = meta.link;
            if (!TSK_FS_TYPE_ISNTFS(fs_.ftype) && !TSK_FS_TYPE_ISFAT(fs_.ftype)) {
                record.mode = static_cast<std::uint32_t>(meta.mode) & 07777U;
                record.uid = meta.uid;
                record.gid = meta.gid;
            }
            if (!name_live && record.metadata_allocated)
                record.remark = "the metadata entry now belongs to another file";
            if (!record.metadata_allocated) named_unused_.push_back(meta.addr);
        }
        if (record.state == NameState::allocated) reached_.add(name.meta_addr);
        if (in_orphans_ && ancestors_.size() == 2) {
            if (record.state == NameState::allocated)
                tell_unreached(record, file.meta);
            else
                record.state = NameState::orphan;
        }
        if (own_name.size() > limits_.max_name_bytes || record.path.size() > limits_.max_path_bytes) {
            const bool name_too_long = own_name.size() > limits_.max_name_bytes;
            remark(fmt::format("a {} of {} bytes in {} was cut", name_too_long ? "name" : "path",
                               name_too_long ? own_name.size() : record.path.size(),
                               path_.empty() ? "/" : shown(path_)));
            record.remark = "name cut: longer than the limit";
            record.path.resize(std::min<std::size_t>(record.path.size(), name_too_long
                                                                             ? path_.size() + 1 + limits_.max_name_bytes
                                                                             : limits_.max_path_bytes));
        }
        records_of(file, std::move(record));
        if (!stopped_ && file.meta != nullptr && may_descend(file)) descend(file);
    }
    file.meta = kept;
}

/// On NTFS a name can be left in an index after its entry was freed or taken by another file.
bool Walker::leads_to_live(const TSK_FS_NAME& name, const std::string& trouble) {
    if (!TSK_FS_TYPE_ISNTFS(fs_.ftype)) return true;
    if (trouble.empty()) return false;
    return !table_ || table_->in_use(name.meta_addr).value_or(true);
}

/// Some versions of TSK take a record of zeros for one that belongs to another file.
bool Walker::is_no_entry(TSK_INUM_T address) {
    const auto header = table_ ? table_->header(address) : std::nullopt;
    return header && !header->is_entry;
}

/// A metadata entry of zeros, or what an inode without a type is.
bool Walker::is_blank(const TSK_FS_META& meta) const {
    return TSK_FS_TYPE_ISEXT(fs_.ftype) && meta.type == TSK_FS_META_TYPE_UNDEF;
}

bool Walker::may_descend(const TSK_FS_FILE& file) const {
    const TSK_FS_NAME& name = *file.name;
    if (!TSK_FS_IS_DIR_NAME(name.type) && name.type != TSK_FS_NAME_TYPE_UNDEF) return false;
    if (!TSK_FS_IS_DIR_META(file.meta->type)) return false;
    // A deleted name whose metadata entry is in use again would show another directory's files under the old name.
    return (name.flags & TSK_FS_NAME_FLAG_ALLOC) || (file.meta->flags & TSK_FS_META_FLAG_UNALLOC);
}

void Walker::descend(const TSK_FS_FILE& file) {
    const TSK_INUM_T address = file.name->meta_addr;
    const std::size_t before = path_.size();
    path_.append("/").append(file.name->name);
    const bool orphans = address == TSK_FS_ORPHANDIR_INUM((&fs_)) && file.meta->type == TSK_FS_META_TYPE_VIRT_DIR;
    if (orphans && !limits_.search_orphans) {
        remark("orphans were not searched for: switched off");
    } else if (may_enter(address)) {
        const bool outer = in_orphans_;
        in_orphans_ = in_orphans_ || orphans;
        if (orphans) {
            unreached(address);
            hand_over_names_seen();
        }
        if (!stopped_) directory(address);
        in_orphans_ = outer;
    }
    path_.resize(before);
}

bool Walker::may_enter(TSK_INUM_T address) {
    if (std::find(ancestors_.begin(), ancestors_.end(), address) != ancestors_.end()) {
        remark(fmt::format("loop: directory {} (metadata address {}) contains itself", shown(path_), address));
    } else if (ancestors_.size() >= limits_.max_depth) {
        report_.complete = false;
        remark(fmt::format("directory {} lies deeper than {} levels: not entered", shown(path_), limits_.max_depth));
    } else if (path_.size() > limits_.max_path_bytes) {
        report_.complete = false;
        remark(fmt::format("directory {}…: path longer than {} bytes: not entered", shown(path_.substr(0, 200)),
                           limits_.max_path_bytes));
    } else if (++visits_[address] > most_visits) {
        report_.complete = false;
        remark(fmt::format("directory {} (metadata address {}) is reached by more than {} paths: not entered again",
                           shown(path_), address, most_visits));
    } else {
        return true;
    }
    return false;
}

/// TSK finds orphans by subtracting the entries that names lead to, and would walk everything again to learn them.
void Walker::hand_over_names_seen() {
    if (fs_.list_inum_named != nullptr) return;
    std::sort(named_unused_.begin(), named_unused_.end());
    // An empty list would read as "not known yet": the address of the orphan directory itself is never searched.
    named_unused_.push_back(fs_.last_inum);
    for (const TSK_INUM_T address : named_unused_) tsk_list_add(&fs_.list_inum_named, address);
    tsk_error_reset();
}

void Walker::records_of(TSK_FS_FILE& file, FileRecord&& record) {
    if (file.meta == nullptr) return give(std::move(record), {});
    if (TSK_FS_TYPE_ISNTFS(fs_.ftype) && file.meta->type != TSK_FS_META_TYPE_VIRT_DIR)
        return ntfs_records(file, std::move(record));
    // Read once for all that it is asked; The Sleuth Kit's own entries have none.
    const bool has_inode = ext_ && file.meta->type != TSK_FS_META_TYPE_VIRT_DIR;
    const auto inode = has_inode ? ext_->inode(file.meta->addr) : ExtVolume::Inode{};
    if (ext_) ext_->complete(record, inode);
    Bytes resident;
    std::vector<const TSK_FS_ATTR*> streams;
    if (const auto size = static_cast<std::uint64_t>(std::max<TSK_OFF_T>(file.meta->size, 0));
        is_trap(*file.meta, size)) {
        add_remark(record, fmt::format("size {} exceeds the evidence: its blocks were not followed", size));
        record.outcome = Outcome::limited;
    } else if (has_content(record.kind) && file.meta->type != TSK_FS_META_TYPE_VIRT_DIR &&
               !(is_blank(*file.meta) && is_live(record))) {
        tsk_error_reset();
        const TSK_FS_ATTR* const data = from_tsk([&] { return tsk_fs_file_attr_get(&file); }, no_attribute);
        if (data != nullptr) {
            attach(record, *data, resident);
            if (fat_) find_clusters(record, *file.meta);
            if (ext_ && record.remark.empty() &&
                (record.specifics.attributes.value_or(0) & bit_of(FileAttribute::encrypted)))
                record.remark = "encrypted by ext4 (fscrypt): the content is as stored";
        } else {
            const std::string why = tsk_complaint();
            const bool by_apple = TSK_FS_TYPE_ISAPFS(fs_.ftype) || TSK_FS_TYPE_ISHFS(fs_.ftype);
            if (by_apple && file.meta->size == 0) {
                // A live file that never had a data attribute, only a resource fork, is an empty one.
                if (is_live(record) && record.kind == FileKind::regular)
                    record.content.emplace().metadata_address = file.meta->addr;
            } else if (file.meta->size != 0 || (is_live(record) && record.kind == FileKind::regular)) {
                add_remark(record, fmt::format("content could not be located: {}", why));
                mark_damaged(record);
            }
        }
    }
    if (TSK_FS_TYPE_ISHFS(fs_.ftype) || TSK_FS_TYPE_ISAPFS(fs_.ftype)) {
        const int count = from_tsk([&] { return tsk_fs_file_attr_getsize(&file); }, 0);
        for (int i = 0; i < count; ++i) {
            const TSK_FS_ATTR* const attribute = tsk_fs_file_attr_get_idx(&file, i);
            if (attribute == nullptr) continue;
            const bool fork = attribute->type == TSK_FS_ATTR_TYPE_HFS_RSRC && attribute->size > 0;
            if (fork || attribute->type == TSK_FS_ATTR_TYPE_HFS_EXT_ATTR) streams.push_back(attribute);
        }
    }
    tsk_error_reset();
    if (record.kind == FileKind::symlink && record.symlink_target.empty()) record.symlink_target = stored_target(file);
    const auto given = ext_ ? ext_->attributes_of(inode) : std::vector<ExtAttribute>{};
    if (streams.empty() && given.empty()) return give(std::move(record), resident);
    FileRecord base = record;
    base.content.reset();
    base.symlink_target.clear();
    base.remark.clear();
    base.outcome = Outcome::examined;
    base.specifics = {};
    give(std::move(record), resident);
    for (const ExtAttribute& attribute : given) ext_stream(base, attribute);
    for (const TSK_FS_ATTR* attribute : streams) {
        if (stopped_) return;
        const std::string name{name_of(*attribute)};
        stream(base, *attribute, name.empty() ? std::to_string(attribute->type) : name);
    }
}

/// TSK follows the block pointers of ext2, ext3 and UFS one by one up to the recorded size, holes included: a size of
/// many terabytes on a small volume keeps it busy for hours.
bool Walker::is_trap(const TSK_FS_META& meta, std::uint64_t size) const {
    constexpr std::uint64_t harmless = std::uint64_t{1} << 30;
    const bool by_pointers = TSK_FS_TYPE_ISFFS(fs_.ftype) ||
                             (TSK_FS_TYPE_ISEXT(fs_.ftype) && meta.content_type == TSK_FS_META_CONTENT_TYPE_DEFAULT);
    return by_pointers && size > harmless && size / 2 > layout_.image_size;
}

void Walker::ntfs_records(TSK_FS_FILE& file, FileRecord&& record) {
    const auto& from = file.meta->time2.ntfs;
    const auto nanos = [](time_t value) { return static_cast<std::uint64_t>(std::max<time_t>(value, 0)); };
    record.name_times = {
        time_of(from.fn_crtime, nanos(from.fn_crtime_nano)), time_of(from.fn_mtime, nanos(from.fn_mtime_nano)),
        time_of(from.fn_atime, nanos(from.fn_atime_nano)), time_of(from.fn_ctime, nanos(from.fn_ctime_nano))};
    tsk_error_reset();
    const int count = from_tsk([&] { return tsk_fs_file_attr_getsize(&file); }, 0);
    if (count == 0) {
        const std::string why = tsk_complaint();
        if (file.meta->attr_state == TSK_FS_META_ATTR_ERROR) {
            add_remark(record, fmt::format("attributes could not be read: {}", why));
            mark_damaged(record);
        }
    }
    const TSK_FS_ATTR* data = nullptr;
    bool is_reparse_point = false;
    std::vector<const TSK_FS_ATTR*> streams;
    const TSK_FS_ATTR* attribute = file.meta->attr != nullptr ? file.meta->attr->head : nullptr;
    for (int i = 0; attribute != nullptr; attribute = attribute->next, ++i) {
        if (!(attribute->flags & TSK_FS_ATTR_INUSE)) continue;
        const std::string_view name = name_of(*attribute);
        if (attribute->type == TSK_FS_ATTR_TYPE_NTFS_DATA) {
            if (name.empty() && data == nullptr) {
                data = attribute;
            } else {
                streams.push_back(attribute);
            }
        } else if (attribute->type == TSK_FS_ATTR_TYPE_NTFS_IDXROOT && name != "$I30") {
            // $Quota:$Q, $ObjId:$O and their like: indexes that are the whole content of their file.
            streams.push_back(attribute);
        } else if (attribute->type == TSK_FS_ATTR_TYPE_NTFS_REPARSE) {
            is_reparse_point = true;
            record.symlink_target = reparse_target(resident_bytes(*attribute));
        }
    }
    record.sid = owners_.of(*file.meta);
    record.specifics = ntfs_specifics(*file.meta, record.parent_address);
    FileRecord base;
    if (!streams.empty()) {
        base = record;
        base.symlink_target.clear();
        base.remark.clear();
        base.outcome = Outcome::examined;
        base.specifics = {};
        base.name_is_stream = true;
    }
    Bytes resident;
    if (data != nullptr) {
        attach(record, *data, resident);
        if ((data->flags & TSK_FS_ATTR_ENC) && record.remark.empty())
            record.remark = "encrypted by EFS: the content is as stored";
    } else if (is_live(record) && record.kind == FileKind::regular && !is_reparse_point &&
               !may_lack_data(record, !streams.empty())) {
        add_remark(record, "its data attribute is lost");
        mark_damaged(record);
    }
    give(std::move(record), resident);
    for (const TSK_FS_ATTR* named : streams) {
        if (stopped_) return;
        stream(base, *named, std::string{name_of(*named)});
    }
}

void Walker::stream(FileRecord record, const TSK_FS_ATTR& attribute, const std::string& name) {
    record.path.append(":").append(name);
    record.name_is_stream = true;
    if (record.kind == FileKind::directory) record.kind = FileKind::regular;
    Bytes resident;
    attach(record, attribute, resident);
    give(std::move(record), resident);
}

/// The value lies in the inode or in a block of attributes, so it is read where it lies. Its recovery is that of the
/// metadata entry: while that is not in use again, nothing has written over the value.
void Walker::ext_stream(FileRecord record, const ExtAttribute& attribute) {
    if (stopped_) return;
    record.path.append(":").append(attribute.name);
    record.name_is_stream = true;
    record.kind = FileKind::regular;
    Content& content = record.content.emplace();
    content.metadata_address = record.metadata_address;
    content.attribute_type = TSK_FS_ATTR_TYPE_HFS_EXT_ATTR;
    content.attribute_id = attribute.ordinal + 1;
    content.size = content.allocated_size = attribute.length;
    if (attribute.length != 0)
        content.extents = {{0, layout_.origin + attribute.offset, attribute.length, ExtentKind::stored}};
    content.recovery = is_live(record)             ? Recovery::not_needed
                       : record.metadata_allocated ? Recovery::none
                                                   : Recovery::intact;
    give(std::move(record), {});
}

void Walker::attach(FileRecord& record, const TSK_FS_ATTR& attribute, Bytes& resident) {
    DescribedContent described =
        describe_content(layout_, attribute, record.metadata_address, limits_.max_extents_per_content);
    Content& content = described.content;
    if (TSK_FS_TYPE_ISNTFS(fs_.ftype) && record.metadata_address == ntfs_bad_clusters && content.extents.empty() &&
        content.access == ContentAccess::extents && content.size > 0) {
        // $BadClus:$Bad is as long as the volume, a hole but for the bad clusters; TSK drops a run list that is all
        // hole.
        content.extents = {{0, 0, content.size, ExtentKind::sparse}};
    }
    const bool stored = content.access == ContentAccess::extents && content.size > 0;
    const bool sparse = std::any_of(content.extents.begin(), content.extents.end(),
                                    [](const Extent& extent) { return extent.kind == ExtentKind::sparse; });
    const auto recorded = static_cast<std::uint64_t>(std::max<TSK_OFF_T>(attribute.size, 0));
    constexpr int may_have_no_run = TSK_FS_ATTR_SPARSE | TSK_FS_ATTR_COMP;
    if (TSK_FS_TYPE_ISNTFS(fs_.ftype) && stored && content.extents.empty() && !(attribute.flags & may_have_no_run) &&
        described.remark.empty() && is_live(record)) {
        described.remark = fmt::format("size {} recorded, its run list is empty", recorded);
        content.size = 0;
    } else if (stored && !sparse && recorded > layout_.image_size) {
        described.remark = fmt::format("size {} exceeds the evidence", recorded);
        described.limited = true;
    }
    if (described.limited) {
        record.outcome = Outcome::limited;
    } else if (!described.remark.empty()) {
        mark_damaged(record);
    }
    content.recovery = recovery_of(record, content);
    add_remark(record, described.remark);
    resident = described.resident;
    record.content = std::move(content);
}

Recovery Walker::recovery_of(const FileRecord& record, const Content& content) {
    if (is_live(record)) return Recovery::not_needed;
    if (content.access == ContentAccess::resident) return Recovery::intact;
    if (content.extents.empty()) return Recovery::none;
    if (!map_ && !map_failed_) {
        auto loaded = AllocationMap::load(fs_, layout_);
        if (loaded) {
            map_ = std::move(*loaded);
        } else {
            map_failed_ = true;
            remark(fmt::format("{}: recovered files are called partly reallocated", loaded.error().what));
        }
    }
    if (!map_) return Recovery::partly_reallocated;
    // A deleted FAT entry records its first cluster only: what follows is TSK's guess, the next clusters that are free.
    if (fat_ && content.size > fat_->cluster_size() && !record.metadata_allocated) return Recovery::estimated;
    return judge_recovery(content, layout_, *map_);
}

void Walker::give(FileRecord&& record, Bytes resident) {
    if (report_.records >= limits_.max_records) {
        report_.complete = false;
        stopped_ = true;
        remark(fmt::format("stopped after {} records, at {}", limits_.max_records, shown(record.path)));
        return;
    }
    ++report_.records;
    if (!each_(std::move(record), resident)) {
        report_.complete = false;
        stopped_ = true;
    }
}

}  // namespace sanad
