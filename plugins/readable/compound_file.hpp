#pragma once
// Storages and streams of an OLE compound file in memory (MS-CFB), read by libolecf. A plugin that includes this links
// libolecf and libbfio static and hidden: two libyal libraries bring different versions of the same functions.
#include <libolecf.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/readable/compound_header.hpp"
#include "plugins/readable/memory_handle.hpp"
#include "plugins/sdk/module.hpp"

namespace sanad::readable {

struct CompoundItem {
    std::string path;  ///< '/' between names; the root is empty
    std::string name;
    bool is_storage = false;
    std::uint32_t size = 0;
    std::uint64_t created = 0, modified = 0;  ///< FILETIME, 0: none
    libolecf_item_t* item = nullptr;
};

class CompoundFile {
public:
    static constexpr std::string_view mark{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8};

    explicit CompoundFile(const std::vector<std::uint8_t>& bytes) : handle_{bytes} {
        if (counts_absurdly(bytes) || libolecf_file_initialize(&file_, nullptr) != 1 ||
            libolecf_file_open_file_io_handle(file_, handle_.handle(), LIBOLECF_OPEN_READ, nullptr) != 1) {
            return;
        }
        libolecf_item_t* root = nullptr;
        if (libolecf_file_get_root_item(file_, &root, nullptr) != 1 || root == nullptr) return;
        open_ = true;
        take(root, "", 0);
    }
    CompoundFile(const CompoundFile&) = delete;
    CompoundFile& operator=(const CompoundFile&) = delete;
    ~CompoundFile() {
        for (CompoundItem& each : items_) libolecf_item_free(&each.item, nullptr);
        if (file_ != nullptr) {
            libolecf_file_close(file_, nullptr);
            libolecf_file_free(&file_, nullptr);
        }
    }

    bool is_open() const { return open_; }
    /// False: some item could not be read, and what is below it is not in items().
    bool is_whole() const { return whole_; }
    const std::vector<CompoundItem>& items() const { return items_; }

    const CompoundItem* find(std::string_view path) const {
        for (const CompoundItem& each : items_) {
            if (each.path == path) return &each;
        }
        return nullptr;
    }

    /// What can be read of the stream: shorter than its size when sectors are missing.
    std::string read(const CompoundItem& stream) const {
        std::string bytes(std::min<std::size_t>(stream.size, std::size_t{256} << 20), 0);
        std::size_t done = 0;
        while (done < bytes.size()) {
            const auto count =
                libolecf_stream_read_buffer_at_offset(stream.item, reinterpret_cast<std::uint8_t*>(bytes.data()) + done,
                                                      bytes.size() - done, static_cast<off64_t>(done), nullptr);
            if (count <= 0) break;
            done += static_cast<std::size_t>(count);
        }
        bytes.resize(done);
        return bytes;
    }
    std::optional<std::string> read(std::string_view path) const {
        const CompoundItem* found = find(path);
        if (found == nullptr || found->is_storage) return std::nullopt;
        return read(*found);
    }

private:
    void take(libolecf_item_t* item, const std::string& parent, int depth) {
        CompoundItem each;
        each.item = item;
        std::uint8_t type = 0;
        if (libolecf_item_get_type(item, &type, nullptr) != 1) whole_ = false;
        each.is_storage = type != LIBOLECF_ITEM_TYPE_STREAM;
        each.name = name_of(item);
        each.path = depth == 0 ? "" : parent.empty() ? each.name : parent + "/" + each.name;
        if (libolecf_item_get_size(item, &each.size, nullptr) != 1) each.size = 0;
        if (libolecf_item_get_creation_time(item, &each.created, nullptr) != 1) each.created = 0;
        if (libolecf_item_get_modification_time(item, &each.modified, nullptr) != 1) each.modified = 0;
        const std::string path = each.path;
        items_.push_back(std::move(each));
        int count = 0;
        if (type == LIBOLECF_ITEM_TYPE_STREAM) return;
        if (depth > 100 || items_.size() > 200'000 ||
            libolecf_item_get_number_of_sub_items(item, &count, nullptr) != 1) {
            whole_ = false;
            return;
        }
        for (int i = 0; i < count; ++i) {
            libolecf_item_t* below = nullptr;
            if (libolecf_item_get_sub_item(item, i, &below, nullptr) != 1 || below == nullptr) {
                whole_ = false;
                continue;
            }
            take(below, path, depth + 1);
        }
    }

    static std::string name_of(libolecf_item_t* item) {
        std::size_t size = 0;
        if (libolecf_item_get_utf8_name_size(item, &size, nullptr) != 1 || size < 1 || size > 4096) return {};
        std::string name(size, 0);
        if (libolecf_item_get_utf8_name(item, reinterpret_cast<std::uint8_t*>(name.data()), size, nullptr) != 1)
            return {};
        name.resize(name.find('\0') == std::string::npos ? name.size() : name.find('\0'));
        return sdk::utf8(name);
    }

    MemoryHandle handle_;
    libolecf_file_t* file_ = nullptr;
    std::vector<CompoundItem> items_;
    bool open_ = false;
    bool whole_ = true;
};

/// Little-endian numbers at a place; zero behind the end.
class LittleEndian {
public:
    explicit LittleEndian(std::string_view bytes) : bytes_{bytes} {}
    std::uint64_t at(std::uint64_t offset, std::size_t width) const {
        if (offset > bytes_.size() || bytes_.size() - offset < width) return 0;
        std::uint64_t value = 0;
        for (std::size_t i = width; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes_[offset + i]);
        return value;
    }
    std::uint16_t u16(std::uint64_t offset) const { return static_cast<std::uint16_t>(at(offset, 2)); }
    std::uint32_t u32(std::uint64_t offset) const { return static_cast<std::uint32_t>(at(offset, 4)); }
    std::uint64_t u64(std::uint64_t offset) const { return at(offset, 8); }
    std::string_view part(std::uint64_t offset, std::uint64_t length) const {
        if (offset >= bytes_.size()) return {};
        return bytes_.substr(offset, std::min<std::uint64_t>(length, bytes_.size() - offset));
    }
    std::size_t size() const { return bytes_.size(); }

private:
    std::string_view bytes_;
};

inline std::string utf16(std::string_view bytes) {
    return sdk::utf8_of_utf16le({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size() & ~std::size_t{1}});
}

}  // namespace sanad::readable
