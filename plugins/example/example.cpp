// windows.zone_identifier: where a file on NTFS came from. Browsers, mail programs and unpackers hang a named stream
// ":Zone.Identifier" on what they save (the "mark of the web"): lines KEY=value in a section [ZoneTransfer].
// The example of plugins/README.md: copy it to begin a module of your own.
#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>

#include "plugins/sdk/module.hpp"

namespace {

using namespace sanad::sdk;

constexpr std::uint64_t largest = 65536;  // Windows itself reads no longer section of such a file
constexpr std::string_view stream_suffix = "Zone.Identifier";

struct Key {
    std::string_view name, attribute;
};
constexpr Key text_keys[] = {{"HostUrl", "url"},
                             {"ReferrerUrl", "referrer_url"},
                             {"HostIpAddress", "host_address"},
                             {"LastWriterPackageFamilyName", "program"}};

bool same_word(std::string_view a, std::string_view b) {
    const auto folded = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return folded(x) == folded(y); });
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
    return text;
}

/// "setup.exe" of "setup.exe:Zone.Identifier", or with U+F03A for the colon where a copy left Windows.
std::string_view marked_file(std::string_view stream) {
    const std::string_view before = stream.substr(0, stream.size() - std::min(stream.size(), stream_suffix.size()));
    for (const std::string_view colon : {":", "\xEF\x80\xBA"}) {
        if (before.ends_with(colon)) return before.substr(0, before.size() - colon.size());
    }
    return {};
}

class ZoneIdentifier {
public:
    static constexpr std::string_view name = "windows.zone_identifier", version = "1.0.0";
    static constexpr std::string_view summary = "Where downloaded files came from (mark of the web)";
    static constexpr std::array wants{name_glob("*:Zone.Identifier"), name_glob("*\xEF\x80\xBAZone.Identifier")};
    static constexpr std::array emits{text("file.downloaded")};

    Verdict examine(const File& file, const Sink& sink) const {
        if (file.size() > largest) return Verdict::not_mine;
        const auto bytes = file.read_all();
        const std::string_view content{reinterpret_cast<const char*>(bytes.data()), bytes.size()};

        Artifact downloaded{"file.downloaded", file.whole()};
        bool in_section = false;
        bool section_seen = false;
        bool damaged = false;
        for (std::size_t at = 0; at < content.size();) {
            const std::size_t end = std::min(content.find('\n', at), content.size());
            const std::string_view line = trimmed(content.substr(at, end - at));
            const Range place{at, end - at};
            at = end + 1;
            if (line.starts_with('[')) {
                in_section = same_word(line, "[ZoneTransfer]") && !section_seen;
                section_seen = section_seen || in_section;
            } else if (const std::size_t equals = line.find('='); in_section && equals != std::string_view::npos) {
                const std::string_view key = trimmed(line.substr(0, equals));
                damaged = !take(downloaded, key, trimmed(line.substr(equals + 1)), place, sink) || damaged;
            }
        }
        if (!section_seen) return Verdict::not_mine;
        if (downloaded.empty()) {
            sink.warn(file.whole(), "the section [ZoneTransfer] says nothing");
            return Verdict::damaged;
        }
        if (const auto marked = marked_file(file.name()); !marked.empty()) downloaded.text("file", utf8(marked));
        sink.emit(downloaded);
        return damaged ? Verdict::damaged : Verdict::examined;
    }

private:
    /// False: the value is not what the key promises; a warning says so.
    static bool take(Artifact& downloaded, std::string_view key, std::string_view value, Range place,
                     const Sink& sink) {
        if (same_word(key, "ZoneId")) {
            std::int64_t zone = 0;
            const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), zone);
            if (error != std::errc{} || end != value.data() + value.size() || downloaded.has("zone")) {
                sink.warn(place, "ZoneId is no number, or there are two");
                return false;
            }
            downloaded.integer("zone", zone);
        }
        for (const Key& known : text_keys) {
            if (!same_word(key, known.name) || value.empty()) continue;
            if (downloaded.has(known.attribute)) {
                sink.warn(place, std::string{known.name} + " is there twice; the first is kept");
                return false;
            }
            downloaded.text(known.attribute, utf8(value));
        }
        return true;
    }
};

}  // namespace

SANAD_MODULE(ZoneIdentifier)
