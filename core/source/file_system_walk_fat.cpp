// What of a directory of FAT or exFAT The Sleuth Kit passes over: entries whose size or first cluster cannot be, which
// mtools list and read all the same, and every file below such a directory.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <unordered_set>

#include "core/base/text.hpp"
#include "core/source/file_system_walk.hpp"

namespace sanad {

Walker::FatNames Walker::fat_names(TSK_FS_FILE& directory, const TSK_FS_DIR& names) {
    FatNames own;
    // The entries of a directory that is no longer in use are nobody's.
    if (directory.meta == nullptr || !(directory.meta->flags & TSK_FS_META_FLAG_ALLOC) ||
        directory.meta->type != TSK_FS_META_TYPE_DIR)
        return own;
    const TSK_FS_ATTR* const data =
        from_tsk([&] { return tsk_fs_file_attr_get(&directory); }, static_cast<const TSK_FS_ATTR*>(nullptr));
    tsk_error_reset();
    if (data == nullptr) return own;
    auto where = describe_content(layout_, *data, 0, limits_.max_extents_per_content).content.extents;
    for (Extent& extent : where) extent.image_offset -= layout_.origin;
    std::unordered_set<TSK_INUM_T> listed;
    for (std::size_t i = 0; i < tsk_fs_dir_getsize(&names); ++i) {
        const TSK_FS_NAME* const name = tsk_fs_dir_get_name(&names, i);
        // Of a directory whose clusters the table calls free, TSK lists every entry as deleted.
        if (name != nullptr) listed.insert(name->meta_addr);
    }
    bool follows = false;
    for (FatEntry& entry : fat_->entries_in(where)) {
        if (listed.contains(entry.address)) {
            // The long name of what was passed over is given to the next entry, if that has none of its own.
            if (follows) own.renamed.emplace(entry.address, entry.name);
            follows = false;
        } else if (entry.is_sound) {
            own.passed_over.push_back(std::move(entry));
            follows = true;
        } else {
            ++own.not_believed;
            follows = true;
        }
    }
    return own;
}

void Walker::remark_not_believed(std::size_t entries) {
    if (entries == 0) return;
    remark(fmt::format("directory {}: {} entries in use make no sense and are not listed",
                       path_.empty() ? "/" : shown(path_), entries));
}

void Walker::passed_over(const FatNames& own, TSK_FS_FILE& file, TSK_INUM_T parent) {
    remark_not_believed(own.not_believed);
    for (const FatEntry& entry : own.passed_over) {
        if (stopped_) return;
        fat_entry(entry, file, parent);
    }
}

void Walker::fat_entry(FatEntry entry, TSK_FS_FILE& file, TSK_INUM_T parent) {
    const FatVolume::Chain chain = fat_->chain_of(entry, limits_.max_extents_per_content);
    fat_record(entry, chain, parent);
    if (!entry.is_directory || stopped_) return;
    // The Sleuth Kit cannot be told of this directory, but knows the entries in it.
    const std::size_t before = path_.size();
    path_.append("/").append(entry.name);
    if (may_enter(entry.address)) {
        ancestors_.push_back(entry.address);
        std::vector<FatEntry> entries = fat_->entries_in(chain.extents);
        remark_not_believed(static_cast<std::size_t>(std::erase_if(entries, std::not_fn(&FatEntry::is_sound))));
        for (FatEntry& inner : entries) {
            if (stopped_) break;
            TSK_FS_NAME name{};
            name.name = inner.name.data();
            name.shrt_name = inner.short_name.empty() ? nullptr : inner.short_name.data();
            name.meta_addr = inner.address;
            name.par_addr = entry.address;
            name.type = inner.is_directory ? TSK_FS_NAME_TYPE_DIR : TSK_FS_NAME_TYPE_REG;
            name.flags = TSK_FS_NAME_FLAG_ALLOC;
            file.name = &name;
            const auto failed =
                from_tsk([&] { return fs_.file_add_meta(&fs_, &file, inner.address); }, std::uint8_t{1});
            tsk_error_reset();
            if (failed == 0)
                this->entry(file, entry.address);
            else
                fat_entry(inner, file, entry.address);
            file.name = nullptr;
        }
        ancestors_.pop_back();
    }
    path_.resize(before);
}

void Walker::fat_record(const FatEntry& entry, const FatVolume::Chain& chain, TSK_INUM_T parent) {
    FileRecord record;
    record.path = path_ + "/" + entry.name;
    record.kind = entry.is_directory ? FileKind::directory : FileKind::regular;
    record.metadata_address = entry.address;
    record.parent_address = parent;
    record.link_count = 1;
    record.times = entry.times;
    record.local_times = true;
    record.specifics.short_name = entry.short_name;
    fat_->complete(record, entry.address);
    record.outcome = Outcome::damaged;
    record.remark = "an entry that cannot be as it is recorded";
    if (entry.size > fat_->clusters() * fat_->cluster_size())
        record.remark += fmt::format(": size {} is more than the volume holds", entry.size);
    if (!chain.trouble.empty()) record.remark += "; " + chain.trouble;
    if (!entry.is_directory && chain.length != 0) {
        Content& content = record.content.emplace();
        content.metadata_address = entry.address;
        content.attribute_type = TSK_FS_ATTR_TYPE_DEFAULT;
        content.size = std::min(entry.size, entry.written.value_or(entry.size));
        lay_in_chain(content, chain);
        if (content.size < entry.size) record.remark += fmt::format("; {} bytes are stored", content.size);
    }
    give(std::move(record), {});
}

void Walker::lay_in_chain(Content& content, const FatVolume::Chain& chain) const {
    content.size = std::min(content.size, chain.length);
    content.allocated_size = chain.length;
    for (Extent extent : chain.extents) {
        extent.image_offset += layout_.origin;
        const std::uint64_t inside = std::min(extent.length, content.size - std::min(content.size, extent.file_offset));
        if (inside < extent.length && !content.slack)
            content.slack = Extent{extent.file_offset + inside, extent.image_offset + inside, extent.length - inside,
                                   ExtentKind::stored};
        extent.length = inside;
        if (inside != 0) content.extents.push_back(extent);
    }
}

void Walker::find_clusters(FileRecord& record, const TSK_FS_META& meta) const {
    Content& content = *record.content;
    if (content.size == 0 || !content.extents.empty() || content.access != ContentAccess::extents ||
        record.state != NameState::allocated || !record.metadata_allocated)
        return;
    FatEntry entry;
    entry.size = content.size;
    if (meta.content_ptr != nullptr && meta.content_len >= sizeof(TSK_DADDR_T))
        entry.first_cluster = *static_cast<const TSK_DADDR_T*>(meta.content_ptr);
    const FatVolume::Chain chain = fat_->chain_of(entry, limits_.max_extents_per_content);
    lay_in_chain(content, chain);
    record.outcome = Outcome::damaged;
    if (!record.remark.empty()) record.remark += "; ";
    record.remark += chain.trouble.empty() ? std::string{} : chain.trouble + "; ";
    record.remark += fmt::format("size {} recorded, {} bytes are stored", entry.size, content.size);
}

}  // namespace sanad
