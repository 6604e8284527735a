// windows.thumbcache: small pictures of files, often of files long gone. thumbcache_*.db of Windows Vista and later
// (entries that begin with CMMM), and Thumbs.db (a compound file). Each picture becomes a file of its own.
#include "plugins/winfiles/compound_file.hpp"
#include "plugins/winfiles/little_endian.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::winfiles;

struct Layout {
    std::uint64_t sizes, fixed;  ///< where the sizes of an entry begin, and how long its fixed part is
    bool dimensions;
};

/// By the number of the version in the cache's header; nothing for one that nobody has described.
std::optional<Layout> layout_of(std::uint32_t version) {
    switch (version) {
        case 0x14:
            return Layout{24, 56, false};  // Vista: the file's extension comes first
        case 0x15:
            return Layout{16, 48, false};  // 7
        case 0x1A:
        case 0x1C:
        case 0x1E:
        case 0x1F:
        case 0x20:
            return Layout{16, 56, true};  // 8, 8.1, 10, 11
        default:
            return std::nullopt;
    }
}

std::string_view format_of(Bytes picture) {
    if (begins_with(picture, "\xFF\xD8")) return "jpeg";
    if (begins_with(picture, "\x89PNG")) return "png";
    if (begins_with(picture, "BM")) return "bmp";
    return {};
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

class Thumbcache {
public:
    static constexpr std::string_view name = "windows.thumbcache", version = "1.0.1";
    static constexpr std::string_view summary = "Small pictures that Windows kept of pictures, films and documents";
    static constexpr std::array wants{signature("CMMM"), name_glob("Thumbs.db"), name_glob("ehthumbs*.db")};
    static constexpr std::array emits{text("thumbnail.cached")};

    Verdict examine(const File& file, const Sink& sink) const {
        const auto head = file.read(0, 32);
        if (begins_with(head, "CMMM")) return cache(file, head, sink);
        if (begins_with(head, compound_signature)) return thumbs(file, sink);
        return Verdict::not_mine;
    }

private:
    static Verdict cache(const File& file, Bytes head, const Sink& sink) {
        const auto layout = layout_of(u32(head, 4));
        if (!layout) {
            sink.warn(file.whole(), "a cache of a version nobody has described: " + std::to_string(u32(head, 4)));
            return Verdict::damaged;
        }
        std::uint64_t at = u32(head, layout->dimensions ? 16 : 12);
        if (at < 24 || at > file.size()) {
            sink.warn(file.whole(), "the place of the first entry lies outside the file; it is sought");
            at = 24;
        }
        bool sound = true;
        while (at + layout->fixed <= file.size()) {
            const auto fixed = file.read(at, layout->fixed);
            const std::uint64_t length = u32(fixed, 4);
            const std::uint64_t name_bytes = u32(fixed, layout->sizes);
            const std::uint64_t padding = u32(fixed, layout->sizes + 4);
            const std::uint64_t data_bytes = u32(fixed, layout->sizes + 8);
            if (!begins_with(fixed, "CMMM")) {
                if (all_zero(fixed)) break;  // never written to
                sink.warn({at, fixed.size()}, "no entry where one should begin; the next is sought");
                sound = false;
                const auto next = next_entry(file, at + 1);
                if (!next) break;
                at = *next;
                continue;
            }
            if (length < layout->fixed || length > file.size() - at ||
                layout->fixed + name_bytes + padding + data_bytes > length) {
                sink.warn({at, fixed.size()}, "an entry is longer than its place");
                sound = false;
                at += 4;
                continue;
            }
            if (data_bytes > 0 || u64(fixed, 8) != 0) entry(file, at, *layout, fixed, sink);
            at += length;
        }
        return sound ? Verdict::examined : Verdict::damaged;
    }

    static std::optional<std::uint64_t> next_entry(const File& file, std::uint64_t from) {
        constexpr std::uint64_t step = 1 << 20;
        for (; from < file.size(); from += step) {
            const auto bytes = file.read(from, step + 3);
            const std::string_view text{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
            if (const auto found = text.find("CMMM"); found != std::string_view::npos) return from + found;
        }
        return std::nullopt;
    }

    static void entry(const File& file, std::uint64_t at, const Layout& layout, Bytes fixed, const Sink& sink) {
        const std::uint64_t name_bytes = u32(fixed, layout.sizes);
        const std::uint64_t data_bytes = u32(fixed, layout.sizes + 8);
        const Range place{at, u32(fixed, 4)};
        Artifact cached{"thumbnail.cached", place};
        const std::string name = utf16_text(file.read(at + layout.fixed, name_bytes));
        text_if(cached, "name", name);
        cached.text("cache_key", hexadecimal(u64(fixed, 8), 16)).integer("size", static_cast<std::int64_t>(data_bytes));
        if (layout.dimensions && u32(fixed, 28) != 0)
            cached.integer("width", u32(fixed, 28)).integer("height", u32(fixed, 32));
        const std::uint64_t data_at = at + layout.fixed + name_bytes + u32(fixed, layout.sizes + 4);
        const auto picture = file.read(data_at, data_bytes);
        text_if(cached, "format", format_of(picture));
        sink.emit(cached);
        if (!picture.empty()) sink.derive(hexadecimal(u64(fixed, 8), 16), {data_at, data_bytes}, picture);
    }

    struct Named {
        std::string name;
        std::optional<Time> modified_at;
    };

    static Verdict thumbs(const File& file, const Sink& sink) {
        const CompoundStreams found = compound_streams(file);
        std::vector<std::pair<std::uint32_t, Named>> catalog;
        bool sound = !found.damaged;
        bool mine = false;
        for (const Stream& stream : found.streams) {
            if (stream.name != "Catalog") continue;
            mine = true;
            sound = read_catalog(stream.bytes, catalog) && sound;
        }
        for (const Stream& stream : found.streams) {
            if (stream.name.empty() || !is_digit(stream.name.front())) continue;
            const std::uint64_t begins = picture_place(stream.bytes);
            const Bytes picture = part(stream.bytes, begins, stream.bytes.size());
            mine = mine || !format_of(picture).empty();
            if (!mine) continue;
            sound = sound && stream.whole;
            thumb(stream.name, picture, catalog, file.whole(), sink);
        }
        if (!mine) return Verdict::not_mine;
        if (!sound) sink.warn(file.whole(), "the compound file or its list of pictures is damaged");
        return sound ? Verdict::examined : Verdict::damaged;
    }

    static bool read_catalog(Bytes list, std::vector<std::pair<std::uint32_t, Named>>& catalog) {
        std::uint64_t at = u16(list, 0);
        const std::uint32_t count = u32(list, 4);
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::uint64_t length = u32(list, at);
            if (length < 20 || !covers(list, at, length)) return false;
            const Bytes entry = part(list, at, length);
            catalog.push_back({u32(entry, 4), {utf16_text(entry.subspan(16)), time_of_filetime(u64(entry, 8))}});
            at += length;
        }
        return true;
    }

    /// A header of the stream's own comes first, of 12, 16 or 24 bytes.
    static std::uint64_t picture_place(Bytes stream) {
        const std::uint64_t said = u32(stream, 0);
        if (said >= 12 && said <= 64 && !format_of(part(stream, said, 8)).empty()) return said;
        for (std::uint64_t at = 0; at < 64 && at < stream.size(); ++at) {
            if (!format_of(part(stream, at, 8)).empty() && u8(stream, at) != 'B') return at;
        }
        return said <= 64 ? said : 0;
    }

    static void thumb(const std::string& stream, Bytes picture,
                      const std::vector<std::pair<std::uint32_t, Named>>& catalog, Range source, const Sink& sink) {
        Artifact cached{"thumbnail.cached", source};
        if (const std::size_t bar = stream.find('_'); bar != std::string::npos) {
            cached.text("name", stream).text("cache_key", stream.substr(bar + 1));
        } else {
            // The stream's name is the number in the list, its digits turned round.
            const std::string turned{stream.rbegin(), stream.rend()};
            std::uint32_t number = 0;
            const auto [end, error] = std::from_chars(turned.data(), turned.data() + turned.size(), number);
            const bool plain = error == std::errc{} && end == turned.data() + turned.size();
            const auto named = std::find_if(catalog.begin(), catalog.end(),
                                            [&](const auto& entry) { return plain && entry.first == number; });
            cached.text("name", named == catalog.end() ? stream : named->second.name);
            if (named != catalog.end()) cached.time("modified_at", named->second.modified_at);
            if (plain) cached.integer("entry_number", number);
        }
        cached.integer("size", static_cast<std::int64_t>(picture.size()));
        text_if(cached, "format", format_of(picture));
        sink.emit(cached);
        if (!picture.empty()) sink.derive(stream, source, picture);
    }
};

}  // namespace

SANAD_MODULE(Thumbcache)
