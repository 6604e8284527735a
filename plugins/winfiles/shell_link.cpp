// windows.shell_link: shortcuts (LNK), through liblnk; the fixed header and the shell's items are read here. Jump lists
// hand their shortcuts over as files of their own, so they come here too.
#include <liblnk.h>

#include "plugins/winfiles/foreign_reader.hpp"
#include "plugins/winfiles/link_parts.hpp"
#include "plugins/winfiles/shell_items.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::winfiles;

using LinkFile = Owned<liblnk_file_free>;

void add_header(Bytes header, Artifact& saved) {
    saved.time("target_created_at", time_of_filetime(u64(header, 28)))
        .time("target_accessed_at", time_of_filetime(u64(header, 36)))
        .time("target_modified_at", time_of_filetime(u64(header, 44)))
        .integer("target_size", u32(header, 52))
        .integer("target_attributes", u32(header, 24))
        .integer("show_command", u32(header, 60));
    if (u16(header, 64) != 0) saved.integer("hot_key", u16(header, 64));
}

void add_texts(const LinkParts& parts, Artifact& saved) {
    constexpr std::string_view names[] = {"description", "relative_path", "working_directory", "arguments",
                                          "icon_location"};
    for (std::size_t i = 0; i < parts.texts.size(); ++i) text_if(saved, names[i], parts.texts[i]);
    text_if(saved, "icon_environment_path", parts.icon_environment_path);
}

void add_places(liblnk_file_t* link, const LinkParts& parts, Artifact& saved) {
    const auto add = [&](std::string_view name, auto size, auto copy) {
        text_if(saved, name, foreign_utf16(link, size, copy));
    };
    if (parts.local_path.empty()) {
        add("target", liblnk_file_get_utf16_local_path_size, liblnk_file_get_utf16_local_path);
    } else {
        saved.text("target", parts.local_path);
    }
    add("network_target", liblnk_file_get_utf16_network_path_size, liblnk_file_get_utf16_network_path);
    add("environment_path", liblnk_file_get_utf16_environment_variables_location_size,
        liblnk_file_get_utf16_environment_variables_location);
    add("volume_label", liblnk_file_get_utf16_volume_label_size, liblnk_file_get_utf16_volume_label);
    add("machine", liblnk_file_get_utf16_machine_identifier_size, liblnk_file_get_utf16_machine_identifier);
}

void add_drive(liblnk_file_t* link, Artifact& saved) {
    std::uint32_t number = 0;
    if (liblnk_file_get_drive_type(link, &number, nullptr) == 1) saved.integer("drive_type", number);
    if (liblnk_file_get_drive_serial_number(link, &number, nullptr) == 1) {
        saved.text("drive_serial_number", hexadecimal(number, 8));
    }
}

void add_tracking(liblnk_file_t* link, Artifact& saved) {
    const auto add = [&](std::string_view name, auto get) -> std::optional<std::array<std::uint8_t, 16>> {
        std::array<std::uint8_t, 16> guid{};
        if (get(link, guid.data(), guid.size(), nullptr) != 1) return std::nullopt;
        saved.text(name, guid_text(guid, 0));
        return guid;
    };
    add("droid_volume", liblnk_file_get_droid_volume_identifier);
    const auto file = add("droid_file", liblnk_file_get_droid_file_identifier);
    add("birth_droid_volume", liblnk_file_get_birth_droid_volume_identifier);
    add("birth_droid_file", liblnk_file_get_birth_droid_file_identifier);
    if (!file) return;
    if (const auto maker = maker_of_guid(*file, 0)) {
        saved.time("droid_made_at", maker->at).text("mac_address", maker->mac_address);
    }
}

/// More than any shortcut that Windows writes.
constexpr std::uint64_t longest = 16 << 20;

std::vector<ShellItem> items_of(liblnk_file_t* link) {
    std::size_t size = 0;
    if (liblnk_file_get_link_target_identifier_data_size(link, &size, nullptr) != 1 || size == 0 || size > 65536)
        return {};
    std::vector<std::uint8_t> list(size);
    if (liblnk_file_copy_link_target_identifier_data(link, list.data(), size, nullptr) != 1) return {};
    return shell_items(list);
}

void emit_items(const std::vector<ShellItem>& items, Range source, const Sink& sink) {
    std::string path;
    for (const ShellItem& item : items) {
        extend_path(path, item);
        if (!item.is_file_entry) continue;
        Artifact listed{"shell_item.listed", source};
        listed.text("path", path).text("name", item.name);
        text_if(listed, "long_name", item.long_name);
        text_if(listed, "localized_name", item.localized_name);
        listed.time("created_at", item.created_at)
            .time("modified_at", item.modified_at)
            .time("accessed_at", item.accessed_at)
            .integer("size", item.size)
            .integer("attributes", item.attributes);
        text_if(listed, "file_reference", file_reference(item.reference));
        sink.emit(listed);
    }
}

class ShellLink {
public:
    static constexpr std::string_view name = "windows.shell_link", version = "1.0.0";
    static constexpr std::string_view summary =
        "Shortcuts: what they point to, when it was made, on which volume and computer";
    static constexpr std::array wants{signature(link_signature)};
    static constexpr std::array emits{text("shortcut.saved"), text("shell_item.listed")};

    Verdict examine(const File& file, const Sink& sink) const {
        const auto header = file.read(0, link_header_bytes);
        if (!begins_with(header, link_signature)) return Verdict::not_mine;
        if (header.size() < link_header_bytes) {
            sink.warn(file.whole(), "the shortcut ends within its header");
            return Verdict::damaged;
        }
        Artifact saved{"shortcut.saved", file.whole()};
        add_header(header, saved);
        const auto bytes = file.read(0, longest);
        const LinkParts parts = link_parts(bytes);
        add_texts(parts, saved);
        ForeignReader reader{file};
        LinkFile link;
        if (liblnk_file_initialize(link.out(), nullptr) != 1) throw std::runtime_error{"liblnk cannot begin"};
        // Of text in a code page nobody recorded, no more than its ASCII is certain.
        liblnk_file_set_ascii_codepage(link.get(), LIBLNK_CODEPAGE_ASCII, nullptr);
        const bool opened =
            liblnk_file_open_file_io_handle(link.get(), reader.handle(), LIBLNK_OPEN_READ, nullptr) == 1;
        reader.rethrow_unreadable();
        std::vector<ShellItem> items;
        if (opened) {
            add_places(link.get(), parts, saved);
            add_drive(link.get(), saved);
            add_tracking(link.get(), saved);
            items = items_of(link.get());
        } else {
            sink.warn(file.whole(), "the shortcut is damaged behind its header, which is told");
        }
        std::string path;
        for (const ShellItem& item : items) extend_path(path, item);
        text_if(saved, "shell_path", path);
        sink.emit(saved);
        emit_items(items, file.whole(), sink);
        return opened ? Verdict::examined : Verdict::damaged;
    }
};

}  // namespace

SANAD_MODULE(ShellLink)
