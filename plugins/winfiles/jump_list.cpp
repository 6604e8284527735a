// windows.jump_list: what was opened or pinned by each program. *.automaticDestinations-ms is a compound file: a stream
// DestList with one entry for each document, and a shortcut in a stream for each; *.customDestinations-ms holds
// shortcuts one after another. The shortcuts become files of their own, which windows.shell_link examines.
#include "plugins/winfiles/compound_file.hpp"
#include "plugins/winfiles/link_parts.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::winfiles;

constexpr std::uint32_t custom_footer = 0xBABFFBAB;
constexpr std::uint64_t list_header_bytes = 32;

std::string text_of_8_bits(Bytes bytes) {
    const auto end = std::find(bytes.begin(), bytes.end(), std::uint8_t{0});
    return utf8({reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(end - bytes.begin())});
}

std::string application_of(const File& file) {
    return utf8(file.name().substr(0, file.name().find('.')));
}

class JumpList {
public:
    static constexpr std::string_view name = "windows.jump_list", version = "1.0.1";
    static constexpr std::string_view summary = "What was opened or pinned, by each program";
    static constexpr std::array wants{name_glob("*.automaticDestinations-ms"), name_glob("*.customDestinations-ms")};
    static constexpr std::array emits{text("jump_list.used")};

    Verdict examine(const File& file, const Sink& sink) const {
        const auto head = file.read(0, 32);
        if (begins_with(head, compound_signature)) return automatic(file, sink);
        if (head.size() >= 12 && u32(head, 0) == 2) return custom(file, sink);
        return Verdict::not_mine;
    }

private:
    static Verdict automatic(const File& file, const Sink& sink) {
        const CompoundStreams found = compound_streams(file);
        bool sound = !found.damaged;
        bool mine = false;
        for (const Stream& stream : found.streams) {
            const bool link = begins_with(stream.bytes, link_signature);
            if (stream.name != "DestList" && !link) continue;
            mine = true;
            sound = sound && stream.whole;
            if (link) sink.derive(stream.name, file.whole(), stream.bytes);
            if (!link && !destinations(stream.bytes, application_of(file), file.whole(), sink)) sound = false;
        }
        if (!mine && !found.damaged) return Verdict::not_mine;
        if (!sound) sink.warn(file.whole(), "the compound file or its list of entries is damaged");
        return sound ? Verdict::examined : Verdict::damaged;
    }

    /// False: the list ends before its header says, or is of a version nobody has described.
    static bool destinations(Bytes list, const std::string& application, Range source, const Sink& sink) {
        if (list.empty()) return true;  // made, and never filled
        const std::uint32_t version = u32(list, 0);
        const std::uint32_t count = u32(list, 4);
        if (list.size() < list_header_bytes || version < 1 || version > 6 || version == 2) return false;
        const bool first_version = version == 1;
        const std::uint64_t fixed = first_version ? 114 : 130;
        std::uint64_t at = list_header_bytes;
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::uint64_t path_bytes = std::uint64_t{u16(list, at + fixed - 2)} * 2;
            if (!covers(list, at, fixed + path_bytes)) return false;
            const Bytes entry = part(list, at, fixed + path_bytes);
            Artifact used{"jump_list.used", source};
            text_if(used, "path", utf8_of_utf16le(entry.subspan(fixed)));
            used.time("used_at", time_of_filetime(u64(entry, 100)));
            if (!first_version) used.integer("use_count", u32(entry, 116));
            if (const auto pin = static_cast<std::int32_t>(u32(entry, 108)); pin >= 0) used.integer("pinned", pin);
            used.integer("entry_number", u32(entry, 88));
            text_if(used, "host", text_of_8_bits(part(entry, 72, 16)));
            text_if(used, "application_id", application);
            constexpr std::string_view droids[] = {"droid_volume", "droid_file", "birth_droid_volume",
                                                   "birth_droid_file"};
            for (std::uint64_t droid = 0; droid < 4; ++droid) {
                if (!all_zero(part(entry, 8 + droid * 16, 16)))
                    used.text(droids[droid], guid_text(entry, 8 + droid * 16));
            }
            if (const auto maker = maker_of_guid(entry, 24)) {
                used.time("droid_made_at", maker->at).text("mac_address", maker->mac_address);
            }
            sink.emit(used);
            at += fixed + path_bytes + (first_version ? 0 : 4);
        }
        return true;
    }

    static Verdict custom(const File& file, const Sink& sink) {
        const auto bytes = file.read_all();
        bool sound = true;
        bool mine = false;
        for (std::uint64_t at = 12; at + link_signature.size() <= bytes.size();) {
            const Bytes rest = part(bytes, at, bytes.size());
            if (u32(rest, 0) == custom_footer) mine = true;
            if (!begins_with(rest, link_signature)) {
                ++at;
                continue;
            }
            mine = true;
            const auto length = link_parts(rest).length;
            if (!length) {
                sink.warn({at, rest.size()}, "a shortcut of the list is cut short");
                sound = false;
            }
            const Range place{at, length.value_or(rest.size())};
            sink.derive(std::to_string(at), place, rest.first(place.length));
            at += place.length;
        }
        const bool ends = bytes.size() >= 16 && u32(bytes, bytes.size() - 4) == custom_footer;
        if (!mine && !ends) return Verdict::not_mine;
        if (!ends && sound) sink.warn(file.whole(), "the list has no end");
        return sound && ends ? Verdict::examined : Verdict::damaged;
    }
};

}  // namespace

SANAD_MODULE(JumpList)
