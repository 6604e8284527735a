#include "plugins/windows/shell_item.hpp"

#include <algorithm>

namespace windows {
namespace {

using sanad::sdk::Time;
using sanad::sdk::utf8;

struct KnownFolder {
    std::string_view guid, name;
};
constexpr KnownFolder known_folders[] = {{"{20d04fe0-3aea-1069-a2d8-08002b30309d}", "<My Computer>"},
                                         {"{21ec2020-3aea-1069-a2dd-08002b30309d}", "<Control Panel>"},
                                         {"{26ee0668-a00a-44d7-9371-beb064c98683}", "<Control Panel>"},
                                         {"{5399e694-6ce5-4d6c-8fce-1d8870fdcba0}", "<Control Panel>"},
                                         {"{208d2c60-3aea-1069-a2d7-08002b30309d}", "<Network>"},
                                         {"{f02c1a0d-be21-4350-88b0-7367fc96ef3c}", "<Network>"},
                                         {"{645ff040-5081-101b-9f08-00aa002f954e}", "<Recycle Bin>"},
                                         {"{450d8fba-ad25-11d0-98a8-0800361b1103}", "<My Documents>"},
                                         {"{59031a47-3f72-44a7-89c5-5595fe6b30ee}", "<Users Files>"},
                                         {"{031e4825-7b94-4dc3-b131-e946b44c8dd5}", "<Libraries>"},
                                         {"{871c5380-42a0-1069-a2ea-08002b30309d}", "<Internet Explorer>"},
                                         {"{4336a54d-038b-4685-ab02-99bb52d3fb8b}", "<Public>"},
                                         {"{679f85cb-0220-4080-b29b-5540cc05aab6}", "<Quick access>"},
                                         {"{018d5c66-4533-4307-9b53-224de2ed1fe6}", "<OneDrive>"},
                                         {"{b4bfcc3a-db2c-424c-b029-7fe99a87c641}", "<Desktop>"},
                                         {"{a8cdff1c-4878-43be-b5fd-f8091c1c60d0}", "<Documents>"},
                                         {"{d3162b92-9365-467a-956b-92703aca08af}", "<Documents>"},
                                         {"{374de290-123f-4565-9164-39c4925e467b}", "<Downloads>"},
                                         {"{088e3905-0323-4b02-9826-5d99428e115f}", "<Downloads>"},
                                         {"{1cf1260c-4dd0-4ebb-811f-33c572699fde}", "<Music>"},
                                         {"{3dfdf296-dbec-4fb4-81d1-6a3438bcf4de}", "<Music>"},
                                         {"{3add1653-eb32-4cb0-bbd7-dfa0abb5acca}", "<Pictures>"},
                                         {"{24ad3ad4-a569-4530-98e1-ab02f9417aa8}", "<Pictures>"},
                                         {"{a0953c92-50dc-43bf-be83-3742fed03c9c}", "<Videos>"},
                                         {"{f86fa3ab-70d2-4fc7-9c99-fcbf05467f3a}", "<Videos>"},
                                         {"{0db7e03f-fc29-4dc6-9020-ff41b59e513a}", "<3D Objects>"}};

/// "<My Computer>", or the identifier itself.
std::string folder_name(Bytes guid) {
    std::string text = guid_text(guid);
    const auto known = std::ranges::find(known_folders, std::string_view{text}, &KnownFolder::guid);
    return known == std::end(known_folders) ? text : std::string{known->name};
}

/// A date and time of FAT, which shell items keep in UTC; nothing for zero and for what no calendar has.
std::optional<Time> time_of_fat(Bytes bytes, std::size_t at) {
    const auto date = u16(bytes, at);
    const auto time = u16(bytes, at + 2);
    if (!date || !time || *date == 0) return std::nullopt;
    const int year = 1980 + (*date >> 9), month = *date >> 5 & 15, day = *date & 31;
    const int hour = *time >> 11, minute = *time >> 5 & 63, second = (*time & 31) * 2;
    constexpr int days_before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
    if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    const bool leap = year % 4 == 0 && year != 2100;
    const int length = days_before[month] - days_before[month - 1] + (month == 2 && leap ? 1 : 0);
    if (day < 1 || day > length) return std::nullopt;
    std::int64_t days = 3652 + (year - 1980) * 365 + (year - 1980 + 3) / 4 - (year > 2100 ? 1 : 0);
    days += days_before[month - 1] + day - 1 + (month > 2 && leap ? 1 : 0);
    return Time{((days * 24 + hour) * 60 + minute) * 60'000'000'000 + second * std::int64_t{1'000'000'000}};
}

/// Text in the code page of that Windows, which the item does not name: only ASCII is certain.
std::string narrow_text(Bytes bytes) {
    const Bytes text = until_zero(bytes);
    return utf8(chars(text));
}

/// The extension with the long name and the times: it begins with its size, and has this mark four bytes on.
Bytes file_extension(Bytes item) {
    constexpr std::uint32_t mark = 0xBEEF0004;
    // Its place stands in the item's last two bytes; where it does not, it is looked for.
    if (const auto place = item.size() >= 2 ? u16(item, item.size() - 2) : std::nullopt) {
        if (u32(item, *place + std::size_t{4}) == mark) return part(item, *place, u16(item, *place).value_or(0));
    }
    for (std::size_t at = 4; at + 8 <= item.size(); ++at) {
        if (u32(item, at + 4) == mark) return part(item, at, u16(item, at).value_or(0));
    }
    return {};
}

void read_extension(ShellItem& step, Bytes extension) {
    if (extension.size() < 18) return;
    step.created_at = time_of_fat(extension, 8);
    step.accessed_at = time_of_fat(extension, 12);
    const std::uint16_t version = *u16(extension, 2);
    if (version >= 7) {
        if (const auto reference = u64(extension, 20); reference && *reference != 0) {
            step.mft_entry = *reference & 0xFFFFFFFFFFFF;
            step.mft_sequence = static_cast<std::uint16_t>(*reference >> 48);
        }
    }
    // Where the long name begins depends on the version.
    const std::size_t name_at = version >= 9 ? 46 : version == 8 ? 42 : version == 7 ? 38 : 20;
    const std::string long_name = utf16_text(part(extension, name_at));
    if (version >= 3 && !long_name.empty()) step.name = long_name;
}

void read_file_entry(ShellItem& step, Bytes item) {
    const bool wide = (item[2] & 0x04) != 0;
    step.modified_at = time_of_fat(item, 8);
    step.name = wide ? utf16_text(part(item, 14)) : narrow_text(part(item, 14));
    read_extension(step, file_extension(item));
}

std::string network_name(Bytes item) {
    return narrow_text(part(item, 5));  // "\\server\share" after class, flags
}

/// Items of no fixed class carry a mark: of a folder handed to another program ("Users Files"), a file entry without
/// its length; of a known folder, its identifier behind a store of properties.
void read_marked(ShellItem& step, Bytes item) {
    constexpr std::string_view file_mark = "CFSF";
    constexpr std::uint32_t folder_mark = 0x23FEBBEE;
    if (chars(part(item, 6, 4)) == file_mark) {
        std::vector<std::uint8_t> entry{0, 0};
        const Bytes inner = part(item, 12, u16(item, 10).value_or(0));
        entry.insert(entry.end(), inner.begin(), inner.end());
        if (entry.size() >= 15) read_file_entry(step, entry);
        read_extension(step, file_extension(item));
    } else if (u32(item, 6) == folder_mark && u16(item, 12) == 16) {
        const Bytes guid = part(item, 14 + u16(item, 10).value_or(0), 16);
        if (guid.size() == 16) step.name = folder_name(guid);
    }
}

}  // namespace

std::optional<ShellItem> shell_item(Bytes bytes) {
    const std::size_t size = u16(bytes, 0).value_or(0);
    if (size < 3 || size > bytes.size()) return std::nullopt;
    const Bytes item = bytes.first(size);
    const std::uint8_t kind = item[2];
    ShellItem step;
    if (kind == 0x1F && size >= 20) {
        step.name = folder_name(part(item, 4, 16));
    } else if ((kind & 0x70) == 0x20 && kind == 0x2E && size >= 20) {
        step.name = folder_name(part(item, 4, 16));
    } else if ((kind & 0x70) == 0x20) {
        step.name = narrow_text(part(item, 3));
    } else if ((kind & 0x70) == 0x30 && size >= 15) {
        read_file_entry(step, item);
    } else if ((kind & 0x70) == 0x40 && size >= 6) {
        step.name = network_name(item);
    } else if (kind == 0x61) {
        // An address: in UTF-16 when its flags say so.
        const Bytes address = part(item, 8);
        step.name = (item[3] & 0x80) != 0 ? utf16_text(address) : narrow_text(address);
    } else if (kind == 0x71 && size >= 30) {
        step.name = folder_name(part(item, 14, 16));
    } else if (kind == 0x01 && size >= 12) {
        step.name = "<Control Panel category " + std::to_string(*u32(item, 8)) + ">";
    } else {
        read_marked(step, item);
    }
    if (step.name.empty()) step.name = "<item of class 0x" + hex(kind, 2) + ">";
    return step;
}

std::vector<ShellItem> shell_items(Bytes list) {
    std::vector<ShellItem> items;
    while (auto item = shell_item(list)) {
        items.push_back(std::move(*item));
        list = part(list, *u16(list, 0));
    }
    return items;
}

std::string joined_path(const std::string& parent, const std::string& step) {
    if (parent.empty()) return step;
    // A drive or a share begins a path: where it hangs on the desktop is not part of it.
    const bool is_drive = step.size() >= 2 && step[1] == ':';
    if (parent.back() == '>' && parent.find('\\') == std::string::npos && (is_drive || step.starts_with("\\\\")))
        return step;
    if (step.starts_with("\\\\")) return step;
    return parent.back() == '\\' ? parent + step : parent + "\\" + step;
}

std::string path_of_items(Bytes list) {
    std::string path;
    for (const ShellItem& item : shell_items(list)) path = joined_path(path, item.name);
    return path;
}

}  // namespace windows
