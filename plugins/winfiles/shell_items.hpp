#pragma once
// The shell's list of items (ITEMIDLIST): the way from the desktop to a target, each step as the shell wrote it.
#include <vector>

#include "plugins/winfiles/little_endian.hpp"

namespace sanad::winfiles {

struct ShellItem {
    std::string path_part;  ///< what it adds to the path
    bool is_file_entry = false;
    std::string name, long_name, localized_name;
    std::optional<Time> modified_at, created_at, accessed_at;
    std::int64_t size = 0, attributes = 0;
    std::uint64_t reference = 0;
};

/// The names that Windows gives to the roots everybody meets; others stand as their GUID.
inline std::string root_name(const std::string& guid) {
    constexpr std::pair<std::string_view, std::string_view> names[] = {
        {"20d04fe0-3aea-1069-a2d8-08002b30309d", "My Computer"},
        {"450d8fba-ad25-11d0-98a8-0800361b1103", "My Documents"},
        {"208d2c60-3aea-1069-a2d7-08002b30309d", "My Network Places"},
        {"f02c1a0d-be21-4350-88b0-7367fc96ef3c", "Network"},
        {"645ff040-5081-101b-9f08-00aa002f954e", "Recycle Bin"},
        {"871c5380-42a0-1069-a2ea-08002b30309d", "Internet Folder"},
        {"21ec2020-3aea-1069-a2dd-08002b30309d", "Control Panel"},
        {"26ee0668-a00a-44d7-9371-beb064c98683", "Control Panel"},
        {"59031a47-3f72-44a7-89c5-5595fe6b30ee", "Users Files"},
        {"031e4825-7b94-4dc3-b131-e946b44c8dd5", "Libraries"},
        {"679f85cb-0220-4080-b29b-5540cc05aab6", "Quick Access"}};
    for (const auto& [known, name] : names) {
        if (guid == known) return std::string{name};
    }
    return '{' + guid + '}';
}

inline std::string ansi_text(Bytes bytes) {
    const auto end = std::find(bytes.begin(), bytes.end(), std::uint8_t{0});
    return sdk::utf8({reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(end - bytes.begin())});
}

/// The block 0xBEEF0004 that Windows XP and later hang on a file entry.
inline void read_file_entry_extension(Bytes block, ShellItem& item) {
    const std::uint16_t version = u16(block, 2);
    item.created_at = time_of_dos(u16(block, 8), u16(block, 10));
    item.accessed_at = time_of_dos(u16(block, 12), u16(block, 14));
    if (version < 3) return;
    std::uint64_t at = 18;
    if (version >= 7) {
        item.reference = u64(block, 20);
        at = 36;
    }
    const bool localized = u16(block, at) > 0;
    at += 2 + (version >= 9 ? 4 : 0) + (version >= 8 ? 4 : 0);
    if (block.size() < at + 2) return;
    const Bytes texts = block.subspan(at, block.size() - at - 2);  // the offset of the first block ends each block
    item.long_name = utf16_text(texts);
    if (!localized) return;
    std::size_t end = 0;
    while (end + 2 <= texts.size() && (texts[end] != 0 || texts[end + 1] != 0)) end += 2;
    if (end + 2 > texts.size()) return;
    item.localized_name = version >= 7 ? utf16_text(texts.subspan(end + 2)) : ansi_text(texts.subspan(end + 2));
}

/// `base` is where the entry begins in its item: 0, or behind the signature of a delegate folder.
inline ShellItem read_file_entry(Bytes bytes, std::uint64_t base) {
    ShellItem item;
    item.is_file_entry = true;
    const std::uint8_t type = u8(bytes, base + 2);
    item.size = u32(bytes, base + 4);
    item.modified_at = time_of_dos(u16(bytes, base + 8), u16(bytes, base + 10));
    item.attributes = u16(bytes, base + 12);
    const Bytes name = part(bytes, base + 14, bytes.size());
    item.name = (type & 4) != 0 ? utf16_text(name) : ansi_text(name);
    std::uint64_t at = u16(bytes, bytes.size() - 2);
    while (at >= base + 14 && covers(bytes, at, 8)) {
        const std::uint64_t length = u16(bytes, at);
        if (length < 8 || !covers(bytes, at, length)) break;
        if (u32(bytes, at + 4) == 0xBEEF0004 && length >= 18) read_file_entry_extension(part(bytes, at, length), item);
        at += length;
    }
    item.path_part = item.long_name.empty() ? item.name : item.long_name;
    return item;
}

inline ShellItem read_shell_item(Bytes bytes) {
    const std::uint8_t type = u8(bytes, 2);
    ShellItem item;
    if (type == 0x1F && bytes.size() >= 20) {
        item.path_part = '<' + root_name(guid_text(bytes, 4)) + '>';
    } else if ((type & 0x70) == 0x20 && (type & 0x0F) != 0x0E) {
        item.path_part = ansi_text(part(bytes, 3, bytes.size()));
        if (item.path_part.ends_with('\\')) item.path_part.pop_back();
    } else if (type == 0x2E && bytes.size() >= 20) {
        item.path_part = '<' + root_name(guid_text(bytes, 4)) + '>';
    } else if ((type & 0x70) == 0x30 && bytes.size() >= 16) {
        return read_file_entry(bytes, 0);
    } else if (type == 0x74 && bytes.size() >= 30 && begins_with(bytes.subspan(6), "CFSF")) {
        return read_file_entry(bytes, 10);
    } else if ((type & 0x70) == 0x40 && bytes.size() > 5) {
        item.path_part = ansi_text(part(bytes, 5, bytes.size()));  // a network place
    } else {
        item.path_part = "<item 0x" + hexadecimal(type, 2) + '>';
    }
    return item;
}

/// The items up to the empty one that ends the list, or to the end of the bytes.
inline std::vector<ShellItem> shell_items(Bytes list) {
    std::vector<ShellItem> items;
    while (list.size() >= 2) {
        const std::size_t length = u16(list, 0);
        if (length < 3 || length > list.size()) break;
        items.push_back(read_shell_item(list.first(length)));
        list = list.subspan(length);
    }
    return items;
}

/// "<My Computer> C:\test": roots apart, the rest joined as Windows joins it.
inline void extend_path(std::string& path, const ShellItem& item) {
    if (item.path_part.empty()) return;
    const bool after_root = path.ends_with('>') || item.path_part.starts_with('<');
    if (!path.empty()) path += after_root ? ' ' : '\\';
    path += item.path_part;
}

}  // namespace sanad::winfiles
