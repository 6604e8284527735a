// Metadata entries that are in use and that no name leads to, because the directory that held the name is damaged. The
// Sleuth Kit's search for orphans looks at entries no longer in use alone, so these were nowhere: one damaged block of
// a root directory hid every file of a volume.
#include <fmt/format.h>

#include <algorithm>

#include "core/source/file_system_walk.hpp"

namespace sanad {
namespace {

// As many are kept in memory at once; of more, a directory may be listed beside what lies in it.
constexpr std::size_t most_unreached_at_once = 1'000'000;

}  // namespace

/// The root's own list of names ends with the directory of orphans: where the root cannot be read, it is entered here.
void Walker::orphans_without_root() {
    const TSK_INUM_T address = TSK_FS_ORPHANDIR_INUM((&fs_));
    const TskFile file{
        from_tsk([&] { return tsk_fs_file_open_meta(&fs_, nullptr, address); }, static_cast<TSK_FS_FILE*>(nullptr))};
    tsk_error_reset();
    if (!file || file->meta == nullptr || file->meta->type != TSK_FS_META_TYPE_VIRT_DIR) return;
    std::string own = "$OrphanFiles";
    TSK_FS_NAME name{};
    name.name = own.data();
    name.meta_addr = address;
    name.par_addr = fs_.root_inum;
    name.type = TSK_FS_NAME_TYPE_VIRT_DIR;
    name.flags = TSK_FS_NAME_FLAG_ALLOC;
    ancestors_.push_back(fs_.root_inum);
    file->name = &name;
    entry(*file, fs_.root_inum);
    file->name = nullptr;
    ancestors_.pop_back();
}

void Walker::unreached(TSK_INUM_T home) {
    const bool is_unknown = TSK_FS_TYPE_ISNTFS(fs_.ftype) && !table_;
    if (is_unknown || (has_unreached() && !reached_.fits())) {
        report_.complete = false;
        remark(fmt::format("entries in use that no name leads to were not searched for: {}",
                           is_unknown ? "the MFT does not say where it lies" : "there may be too many"));
    } else if (has_unreached()) {
        search_unreached(home);
    }
}

void Walker::search_unreached(TSK_INUM_T home) {
    const TskFile file{
        from_tsk([&] { return tsk_fs_file_open_meta(&fs_, nullptr, home); }, static_cast<TSK_FS_FILE*>(nullptr))};
    tsk_error_reset();
    if (!file) return;
    ancestors_.push_back(home);
    for (TSK_INUM_T from = fs_.first_inum; from < fs_.last_inum && !stopped_;) {
        std::vector<Unreached> found = table_ ? unreached_records(from, *file) : unreached_inodes(from);
        list_unreached(found, *file, home);
    }
    ancestors_.pop_back();
    if (unreached_ != 0)
        remark(
            fmt::format("{} metadata entries are in use although no name that could be read leads to them: listed "
                        "in $OrphanFiles",
                        unreached_));
    if (blank_ != 0)
        remark(fmt::format("{} metadata entries are in use and blank, and no name that could be read leads to them",
                           blank_));
}

std::vector<Walker::Unreached> Walker::unreached_records(TSK_INUM_T& from, TSK_FS_FILE& file) {
    std::vector<Unreached> found;
    // The last address is the directory of orphans itself.
    for (; from < fs_.last_inum && found.size() < most_unreached_at_once; ++from) {
        if (reached_.contains(from)) continue;
        const auto header = table_->header(from);
        if (!header || !header->is_entry || !header->in_use || header->is_further) continue;
        file.name = nullptr;
        const bool is_loaded = from_tsk([&] { return fs_.file_add_meta(&fs_, &file, from); }, std::uint8_t{1}) == 0 &&
                               file.meta != nullptr;
        tsk_error_reset();
        const TSK_FS_META_NAME_LIST* const own = is_loaded ? file.meta->name2 : nullptr;
        // Some entries that the system reserves are in use without a name.
        if (from < ntfs_first_free_entry && own == nullptr) continue;
        found.push_back(
            {from, own != nullptr ? own->par_inode : 0, is_loaded && file.meta->type == TSK_FS_META_TYPE_DIR});
    }
    return found;
}

std::vector<Walker::Unreached> Walker::unreached_inodes(TSK_INUM_T& from) {
    struct Search {
        Walker& walker;
        ExtOwnInodes own;
        std::vector<Unreached> found;
        TSK_INUM_T next;
    };
    Search search{*this, ExtOwnInodes{fs_}, {}, fs_.last_inum};
    const auto each = [](TSK_FS_FILE* file, void* to) {
        auto& [walker, own, found, next] = *static_cast<Search*>(to);
        const TSK_FS_META* const meta = file->meta;
        if (meta == nullptr || walker.reached_.contains(meta->addr) || own.holds(meta->addr)) return TSK_WALK_CONT;
        if (walker.is_blank(*meta)) {
            ++walker.blank_;
            return TSK_WALK_CONT;
        }
        found.push_back({meta->addr, 0, meta->type == TSK_FS_META_TYPE_DIR});
        if (found.size() < most_unreached_at_once) return TSK_WALK_CONT;
        next = meta->addr + 1;
        return TSK_WALK_STOP;
    };
    tsk_error_reset();
    const auto failed =
        from_tsk([&] { return tsk_fs_meta_walk(&fs_, from, fs_.last_inum - 1, TSK_FS_META_FLAG_ALLOC, each, &search); },
                 std::uint8_t{1});
    if (failed != 0) {
        report_.complete = false;
        remark(fmt::format("entries in use that no name leads to were not all searched for: {}", tsk_complaint()));
    }
    tsk_error_reset();
    from = search.next;
    for (Unreached& each_found : search.found) {
        if (each_found.is_directory) each_found.parent = parent_by_dots(each_found.address);
    }
    return std::move(search.found);
}

TSK_INUM_T Walker::parent_by_dots(TSK_INUM_T directory) {
    const TskDirectory names{
        from_tsk([&] { return tsk_fs_dir_open_meta(&fs_, directory); }, static_cast<TSK_FS_DIR*>(nullptr))};
    tsk_error_reset();
    for (std::size_t i = 0; names && i < tsk_fs_dir_getsize(names.get()); ++i) {
        const TSK_FS_NAME* const name = tsk_fs_dir_get_name(names.get(), i);
        if (name != nullptr && name->name != nullptr && std::string_view{name->name} == ".." &&
            (name->flags & TSK_FS_NAME_FLAG_ALLOC))
            return name->meta_addr;
    }
    return 0;
}

/// What lies in an unreached directory is listed in its place: those come first that lie in no other of them.
void Walker::list_unreached(std::vector<Unreached>& found, TSK_FS_FILE& file, TSK_INUM_T home) {
    const auto lies_in_another = [&](const Unreached& entry) {
        const auto parent = std::ranges::lower_bound(found, entry.parent, {}, &Unreached::address);
        return parent != found.end() && parent->address == entry.parent && parent->is_directory &&
               parent->address != entry.address;
    };
    for (const Unreached& entry : found) {
        if (entry.is_directory && !lies_in_another(entry)) unreached_entry(entry.address, file, home);
    }
    // Directories that are each other's, or whose place in the other is lost as well.
    for (const Unreached& entry : found) {
        if (entry.is_directory) unreached_entry(entry.address, file, home);
    }
    for (const Unreached& entry : found) unreached_entry(entry.address, file, home);
}

void Walker::unreached_entry(TSK_INUM_T address, TSK_FS_FILE& file, TSK_INUM_T home) {
    if (stopped_ || reached_.contains(address)) return;
    file.name = nullptr;
    const bool is_loaded =
        from_tsk([&] { return fs_.file_add_meta(&fs_, &file, address); }, std::uint8_t{1}) == 0 && file.meta != nullptr;
    tsk_error_reset();
    std::string own;
    if (table_ && is_loaded && file.meta->name2 != nullptr) own = file.meta->name2->name;
    if (own.empty() || own == "." || own == "..") own = fmt::format("OrphanFile-{}", address);
    TSK_FS_NAME name{};
    name.name = own.data();
    name.meta_addr = address;
    name.meta_seq = is_loaded ? file.meta->seq : 0;
    name.type = TSK_FS_NAME_TYPE_UNDEF;
    name.flags = TSK_FS_NAME_FLAG_ALLOC;
    file.name = &name;
    entry(file, home);
    file.name = nullptr;
}

void Walker::tell_unreached(FileRecord& record, const TSK_FS_META* meta) {
    std::string words = "in use, but no name that could be read leads to it";
    if (ext_ && meta != nullptr && ext_->is_value(ext_->inode(meta->addr))) {
        words = "the value of an extended attribute, in an inode of its own";
    } else if (!table_ && meta != nullptr && meta->nlink == 0) {
        words = "in use without a name, as a file is that was deleted while it was open";
    } else {
        ++unreached_;
        if (table_ && meta != nullptr && meta->name2 != nullptr)
            words += fmt::format("; by itself it lies in directory {}", meta->name2->par_inode);
    }
    record.remark = record.remark.empty() ? words : words + "; " + record.remark;
}

}  // namespace sanad
