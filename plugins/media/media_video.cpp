// media.video: what videos say of themselves: how long, how large, by what, when and where.
#include <array>

#include "plugins/media/picture_times.hpp"
#include "plugins/media/video_facts.hpp"

namespace sanad::media {
namespace {

constexpr std::u16string_view mac_roman_upper =
    u"ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü"
    u"†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø"
    u"¿¡¬√ƒ≈∆«»…\u00A0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ"
    u"‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\uF8FFÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";

/// Degrees of a signed number with `whole` digits for degrees alone; two more for minutes, four more for seconds.
std::optional<double> degrees(std::string_view number, std::size_t whole) {
    std::size_t digits = 0;
    double value = 0;
    double place = 0;
    for (const char c : number.substr(1)) {
        if (c == '.' && place == 0) {
            place = 1;
        } else if (c < '0' || c > '9') {
            return std::nullopt;
        } else if (place == 0) {
            ++digits;
            value = value * 10 + (c - '0');
        } else {
            place /= 10;
            value += (c - '0') * place;
        }
    }
    if (digits == whole + 2) {
        const double full = static_cast<double>(static_cast<std::int64_t>(value / 100));
        value = full + (value - full * 100) / 60;
    } else if (digits == whole + 4) {
        const double full = static_cast<double>(static_cast<std::int64_t>(value / 10'000));
        const double rest = value - full * 10'000;
        const double minutes = static_cast<double>(static_cast<std::int64_t>(rest / 100));
        value = full + minutes / 60 + (rest - minutes * 100) / 3600;
    } else if (digits != whole) {
        return std::nullopt;
    }
    return number[0] == '-' ? -value : value;
}

}  // namespace

std::string plain_text(std::string_view recorded, bool mac) {
    const std::string_view fill{"\0 \t\r\n", 5};
    const std::size_t begins = recorded.find_first_not_of(fill);
    if (begins == std::string_view::npos) return {};
    recorded = recorded.substr(begins, recorded.find_last_not_of(fill) - begins + 1);
    recorded = recorded.substr(0, recorded.find('\0'));
    bool is_utf8 = true;
    for (std::string_view rest = recorded; is_utf8 && !rest.empty();) {
        const auto next = sdk::utf8_character(rest);
        is_utf8 = next.has_value();
        if (next) rest.remove_prefix(next->length);
    }
    if (is_utf8 || !mac) return sdk::utf8(recorded);
    std::string text;
    for (const char c : recorded) {
        const auto byte = static_cast<unsigned char>(c);
        sdk::append_utf8(text, byte < 0x80 ? byte : mac_roman_upper[byte - 0x80u]);
    }
    return text;
}

void take_iso_6709(VideoFacts& facts, std::string_view place) {
    std::array<std::string_view, 3> numbers{};
    std::size_t count = 0;
    place = place.substr(0, place.find_first_not_of("+-.0123456789"));
    while (count < numbers.size() && !place.empty() && (place[0] == '+' || place[0] == '-')) {
        const std::size_t end = std::min(place.find_first_of("+-", 1), place.size());
        numbers[count++] = place.substr(0, end);
        place.remove_prefix(end);
    }
    if (count < 2) return;
    const auto latitude = degrees(numbers[0], 2), longitude = degrees(numbers[1], 3);
    if (!latitude || !longitude || *latitude < -90 || *latitude > 90 || *longitude < -180 || *longitude > 180) return;
    if (facts.latitude) return;
    facts.latitude = latitude;
    facts.longitude = longitude;
    if (count != 3) return;
    // Metres have as many digits as they need.
    const std::size_t digits = std::min(numbers[2].find('.'), numbers[2].size()) - 1;
    facts.altitude = degrees(numbers[2], digits);
}

}  // namespace sanad::media

namespace {

using namespace sanad::sdk;
using namespace sanad::media;

Artifact artifact_of(const VideoFacts& facts, Range whole) {
    Artifact artifact{"video.made", whole};
    const auto text = [&](std::string_view name, const std::string& value) {
        if (!value.empty()) artifact.text(name, value);
    };
    const auto real = [&](std::string_view name, std::optional<double> value) {
        if (value) artifact.real(name, *value);
    };
    text("format", facts.format);
    text("brand", facts.brand);
    real("duration", facts.duration);
    if (facts.width != 0 && facts.height != 0) {
        artifact.integer("width", static_cast<std::int64_t>(facts.width))
            .integer("height", static_cast<std::int64_t>(facts.height));
    }
    if (facts.rotation) artifact.integer("rotation", *facts.rotation);
    for (const std::string& codec : facts.codecs) artifact.text("codecs", codec);
    artifact.time("created_at", facts.created).time("modified_at", facts.modified);
    artifact.time("taken_at", moment_of(facts.taken));
    text("taken_local", facts.taken);
    text("make", facts.make);
    text("model", facts.model);
    text("software", facts.software);
    real("latitude", facts.latitude);
    real("longitude", facts.longitude);
    real("altitude", facts.altitude);
    text("title", facts.title);
    text("artist", facts.artist);
    text("comment", facts.comment);
    text("copyright", facts.copyright);
    return artifact;
}

class MediaVideo {
public:
    static constexpr std::string_view name = "media.video", version = "1.0.0";
    static constexpr std::string_view summary =
        "Length, size, device, times and place of videos (MP4, MOV, 3GP, Matroska, AVI)";
    static constexpr std::array wants{
        signature("ftypiso", 4),       signature("ftypmp4", 4),  signature("ftypM4", 4),   signature("ftypMSNV", 4),
        signature("ftypqt  ", 4),      signature("ftyp3g", 4),   signature("ftypavc1", 4), signature("ftypf4v", 4),
        signature("ftypF4V", 4),       signature("ftypdash", 4), signature("ftypXAVC", 4), signature("ftypmmp4", 4),
        signature("moov", 4),          signature("mdat", 4),     signature("pnot", 4),     mime_type("video/quicktime"),
        signature("\x1A\x45\xDF\xA3"), signature("AVI ", 8)};
    static constexpr std::array emits{text("video.made")};

    Verdict examine(const File& file, const Sink& sink) const {
        const auto bytes = file.read_all();
        const Bits bits{bytes};
        for (const auto& read : {iso_media, matroska, riff_video}) {
            const auto facts = read(bits);
            if (!facts) continue;
            sink.emit(artifact_of(*facts, file.whole()));
            for (const auto& [place, reason] : facts->notes) sink.warn(place, reason);
            for (const auto& [place, reason] : facts->damage) sink.warn(place, reason);
            return facts->damage.empty() ? Verdict::examined : Verdict::damaged;
        }
        return Verdict::not_mine;
    }
};

}  // namespace

SANAD_MODULE(MediaVideo)
