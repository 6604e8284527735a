// MP4, 3GP (ISO/IEC 14496-12, 3GPP TS 26.244) and QuickTime (Apple's QuickTime File Format Specification): boxes in
// boxes.
#include <algorithm>
#include <array>

#include "plugins/media/video_facts.hpp"

namespace sanad::media {
namespace {

struct Box {
    std::string_view type;
    Bits content;
};

/// Calls `take` for each box; what is cut short is handed over as far as it goes, and said.
template <class Take>
void each_box(Bits inside, VideoFacts& facts, const Take& take) {
    for (std::uint64_t at = 0; inside.has(at, 8);) {
        std::uint64_t size = inside.big(at, 4);
        std::uint64_t header = 8;
        const std::string_view type = inside.part(at + 4, 4).text();
        if (size == 0 && type == std::string_view{"\0\0\0\0", 4}) return;  // QuickTime ends user data with zeros
        if (size == 1) {
            size = inside.big(at + 8, 8);
            header = 16;
        }
        if (size == 0) size = inside.size() - at;
        if (size < header) {
            facts.damage.push_back({{inside.place() + at, 8, 0}, "a box that is smaller than its own header"});
            return;
        }
        if (!inside.has(at, size)) {
            facts.damage.push_back(
                {{inside.place() + at, inside.size() - at, 0}, "box " + sdk::utf8(type) + " is cut short"});
        }
        take(Box{type, inside.part(at + header, size - header)});
        if (!inside.has(at, size)) return;
        at += size;
    }
}

// Text of QuickTime's user data is in the script of a Mac, unless its language is one of ISO 639 (0x400 and above).
std::string user_text(Bits content) {
    const std::uint64_t size = content.big(0, 2);
    const bool mac = content.big(2, 2) < 0x400;
    return plain_text(content.part(4, size).text(), mac);
}
/// TS 26.244 8.1: version, language, text in UTF-8 or, with a mark, UTF-16.
std::string text_of_3gp(Bits content) {
    const std::string_view text = content.from(6).text();
    if (!text.starts_with("\xFE\xFF")) return plain_text(text);
    std::vector<std::uint8_t> swapped;
    for (std::size_t i = 2; i + 1 < text.size(); i += 2) {
        swapped.push_back(static_cast<std::uint8_t>(text[i + 1]));
        swapped.push_back(static_cast<std::uint8_t>(text[i]));
    }
    return plain_text(sdk::utf8_of_utf16le(swapped));
}

class IsoMedia {
public:
    explicit IsoMedia(Bits file) : file_{file} {}

    std::optional<VideoFacts> read() {
        if (!looks_like_one()) return std::nullopt;
        bool movie_seen = false;
        each_box(file_, facts_, [&](const Box& box) {
            if (box.type == "ftyp") take_brand(box.content);
            if (box.type == "moov") {
                movie_seen = true;
                take_movie(box.content);
            }
        });
        if (facts_.format.empty()) facts_.format = "quicktime";
        if (!movie_seen) {
            facts_.damage.push_back({{0, file_.size(), 0}, "it has no box moov: nothing says what was recorded"});
        }
        return facts_;
    }

private:
    bool looks_like_one() const {
        constexpr std::string_view first[] = {"ftyp", "moov", "mdat", "pnot", "wide", "free", "skip"};
        const std::string_view type = file_.part(4, 4).text();
        if (std::find(std::begin(first), std::end(first), type) == std::end(first)) return false;
        // Pictures are built of the same boxes.
        constexpr std::string_view pictures[] = {"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1",
                                                 "msf1", "avif", "avis", "crx ", "jp2 ", "jpx "};
        const std::string_view brand = file_.part(8, 4).text();
        return type != "ftyp" || std::find(std::begin(pictures), std::end(pictures), brand) == std::end(pictures);
    }

    void take_brand(Bits content) {
        if (!facts_.brand.empty()) return;
        facts_.brand = sdk::utf8(content.part(0, 4).text());
        facts_.format = facts_.brand == "qt  " ? "quicktime" : facts_.brand.starts_with("3g") ? "3gp" : "mp4";
    }

    void take_movie(Bits movie) {
        each_box(movie, facts_, [&](const Box& box) {
            if (box.type == "mvhd") take_header(box.content);
            if (box.type == "trak") take_track(box.content);
            if (box.type == "udta") take_user_data(box.content);
            if (box.type == "meta") take_meta(box.content);
            if (box.type == "mvex") take_extends(box.content);
            if (box.type == "cmov") {
                facts_.notes.push_back(
                    {{box.content.place(), box.content.size(), 0}, "its description is compressed and not read"});
            }
        });
    }

    /// Seconds since 1904, UTC by the standard; zero: not set.
    std::optional<sdk::Time> time_of(std::uint64_t seconds, Bits where) {
        constexpr std::uint64_t from_1904_to_1970 = 2'082'844'800;
        constexpr std::uint64_t furthest = from_1904_to_1970 + 9'000'000'000;
        if (seconds == 0) return std::nullopt;
        if (seconds < from_1904_to_1970 || seconds > furthest) {
            facts_.notes.push_back({{where.place(), where.size(), 0},
                                    "a time of " + std::to_string(seconds) +
                                        " seconds since 1904 is left out: no video is so old or new"});
            return std::nullopt;
        }
        return sdk::Time{static_cast<std::int64_t>(seconds - from_1904_to_1970) * 1'000'000'000};
    }

    void take_header(Bits content) {
        const bool wide = content.big(0, 1) == 1;
        const unsigned width = wide ? 8 : 4;
        if (!content.has(4, 3 * width + 4)) return;
        facts_.created = time_of(content.big(4, width), content);
        facts_.modified = time_of(content.big(4 + width, width), content);
        timescale_ = content.big(4 + 2 * width, 4);
        set_duration(content.big(8 + 2 * width, width), wide);
    }
    /// Of a recording in fragments.
    void take_extends(Bits content) {
        each_box(content, facts_, [&](const Box& box) {
            const bool wide = box.content.big(0, 1) == 1;
            if (box.type == "mehd") set_duration(box.content.big(4, wide ? 8 : 4), wide);
        });
    }
    void set_duration(std::uint64_t units, bool wide) {
        const std::uint64_t unknown = wide ? ~std::uint64_t{0} : 0xFFFFFFFF;
        if (timescale_ == 0 || units == 0 || units == unknown) return;
        facts_.duration = static_cast<double>(units) / static_cast<double>(timescale_);
    }

    void take_track(Bits track) {
        std::uint64_t width = 0;
        std::uint64_t height = 0;
        std::optional<std::int64_t> rotation;
        std::string_view handler;
        each_box(track, facts_, [&](const Box& box) {
            if (box.type == "tkhd") {
                const std::uint64_t matrix = box.content.big(0, 1) == 1 ? 52 : 40;
                width = box.content.big(matrix + 36, 2);
                height = box.content.big(matrix + 40, 2);
                rotation = rotation_of(box.content.part(matrix, 36));
            }
            if (box.type == "udta") take_user_data(box.content);
            if (box.type != "mdia") return;
            each_box(box.content, facts_, [&](const Box& media) {
                if (media.type == "hdlr") handler = media.content.part(8, 4).text();
                if (media.type == "minf") take_samples(media.content, handler, width, height);
            });
        });
        if (handler != "vide" || facts_.width != 0 || width == 0 || height == 0) return;
        facts_.width = width;
        facts_.height = height;
        if (rotation && *rotation != 0) facts_.rotation = rotation;
    }

    /// 16.16 fixed point in columns a b u, c d v.
    static std::optional<std::int64_t> rotation_of(Bits matrix) {
        constexpr std::uint64_t one = 0x00010000, minus_one = 0xFFFF0000;
        const std::array<std::uint64_t, 4> turned{matrix.big(0, 4), matrix.big(4, 4), matrix.big(12, 4),
                                                  matrix.big(16, 4)};
        if (turned == std::array<std::uint64_t, 4>{one, 0, 0, one}) return 0;
        if (turned == std::array<std::uint64_t, 4>{0, one, minus_one, 0}) return 90;
        if (turned == std::array<std::uint64_t, 4>{minus_one, 0, 0, minus_one}) return 180;
        if (turned == std::array<std::uint64_t, 4>{0, minus_one, one, 0}) return 270;
        return std::nullopt;
    }

    void take_samples(Bits information, std::string_view handler, std::uint64_t& width, std::uint64_t& height) {
        if (handler != "vide" && handler != "soun") return;
        each_box(information, facts_, [&](const Box& table) {
            if (table.type != "stbl") return;
            each_box(table.content, facts_, [&](const Box& description) {
                if (description.type != "stsd" || !description.content.has(8, 8)) return;
                const Bits entry = description.content.from(8);
                std::string codec = sdk::utf8(entry.part(4, 4).text());
                constexpr std::size_t most_codecs = 64;
                if (facts_.codecs.size() < most_codecs &&
                    std::find(facts_.codecs.begin(), facts_.codecs.end(), codec) == facts_.codecs.end()) {
                    facts_.codecs.push_back(std::move(codec));
                }
                if (handler == "vide" && (width == 0 || height == 0)) {
                    width = entry.big(32, 2);
                    height = entry.big(34, 2);
                }
            });
        });
    }

    void take_user_data(Bits data) {
        each_box(data, facts_, [&](const Box& box) {
            using std::operator""sv;
            const std::string_view type = box.type;
            if (type == "meta") take_meta(box.content);
            if (type == "loci") take_3gp_place(box.content);
            if (type == "TAGS") take_tags(box.content);
            if (type == "titl") keep(facts_.title, text_of_3gp(box.content));
            if (type == "auth" || type == "perf") keep(facts_.artist, text_of_3gp(box.content));
            if (type == "cprt") keep(facts_.copyright, text_of_3gp(box.content));
            if (type == "dscp") keep(facts_.comment, text_of_3gp(box.content));
            if (type.starts_with("\xA9"sv)) take_named(type, user_text(box.content));
        });
    }

    /// The names of QuickTime's user data and of iTunes: © and three letters.
    void take_named(std::string_view type, std::string text) {
        const std::string_view name = type.substr(1);
        if (name == "xyz") take_iso_6709(facts_, text);
        if (name == "mak")
            keep(facts_.make, std::move(text));
        else if (name == "mod")
            keep(facts_.model, std::move(text));
        else if (name == "swr" || name == "too")
            keep(facts_.software, std::move(text));
        else if (name == "nam")
            keep(facts_.title, std::move(text));
        else if (name == "ART" || name == "aut")
            keep(facts_.artist, std::move(text));
        else if (name == "cmt" || name == "inf")
            keep(facts_.comment, std::move(text));
        else if (name == "cpy")
            keep(facts_.copyright, std::move(text));
        else if (name == "day" && text.size() >= 10)  // a year alone is that of publication
            keep(facts_.taken, std::move(text));
    }

    /// Cameras of Pentax, Nikon and others begin their own tags with the maker's name.
    void take_tags(Bits content) {
        const std::string_view text = content.text();
        const std::string_view name = text.substr(0, std::min<std::size_t>(text.find('\0'), 64));
        const bool readable = std::all_of(name.begin(), name.end(), [](char c) { return c >= ' ' && c <= '~'; });
        if (readable && name.size() > 3) keep(facts_.make, plain_text(name));
    }

    /// TS 26.244 8.8: a name, a role, then longitude, latitude and altitude in 16.16.
    void take_3gp_place(Bits content) {
        const std::string_view text = content.from(6).text();
        std::uint64_t at = 6;
        if (text.starts_with("\xFE\xFF")) {
            while (content.has(at, 2) && content.big(at, 2) != 0) at += 2;
            at += 2;
        } else {
            at += std::min(text.find('\0'), text.size()) + 1;
        }
        if (!content.has(at, 13) || facts_.latitude) return;
        const auto fixed = [&](std::uint64_t place) {
            return static_cast<double>(static_cast<std::int32_t>(content.big(place, 4))) / 65536;
        };
        const double longitude = fixed(at + 1), latitude = fixed(at + 5);
        if (longitude < -180 || longitude > 180 || latitude < -90 || latitude > 90) return;
        facts_.longitude = longitude;
        facts_.latitude = latitude;
        facts_.altitude = fixed(at + 9);
    }

    /// iTunes' metadata (names of four letters) and Apple's (numbers that count in the box keys).
    void take_meta(Bits content) {
        // In QuickTime it is a plain box, in ISO files one with a version.
        const Bits inside = content.is_at(4, "hdlr") ? content : content.from(4);
        std::vector<std::string_view> keys;
        each_box(inside, facts_, [&](const Box& box) {
            if (box.type == "keys") keys = keys_of(box.content);
            if (box.type != "ilst") return;
            each_box(box.content, facts_, [&](const Box& item) {
                each_box(item.content, facts_, [&](const Box& value) {
                    if (value.type == "data" && value.content.has(0, 8)) take_item(item.type, value.content, keys);
                });
            });
        });
    }

    static std::vector<std::string_view> keys_of(Bits content) {
        std::vector<std::string_view> keys;
        constexpr std::size_t most = 4096;
        for (std::uint64_t at = 8; content.has(at, 8) && keys.size() < most;) {
            const std::uint64_t size = content.big(at, 4);
            if (size < 8 || !content.has(at, size)) break;
            keys.push_back(content.part(at + 8, size - 8).text());
            at += size;
        }
        return keys;
    }

    void take_item(std::string_view type, Bits data, const std::vector<std::string_view>& keys) {
        constexpr std::uint64_t utf8_text = 1;
        if (data.big(0, 4) != utf8_text) return;
        std::string text = plain_text(data.from(8).text());
        using std::operator""sv;
        if (type.starts_with("\xA9"sv)) return take_named(type, std::move(text));
        const std::uint64_t number = Bits{{reinterpret_cast<const std::uint8_t*>(type.data()), 4}}.big(0, 4);
        if (number == 0 || number > keys.size()) return;
        const std::string_view key = keys[number - 1];
        const auto is = [&](std::string_view name) { return key == std::string{"com.apple.quicktime."}.append(name); };
        if (is("location.ISO6709")) take_iso_6709(facts_, text);
        if (is("make") || key == "com.android.manufacturer")
            keep(facts_.make, std::move(text));
        else if (is("model") || key == "com.android.model")
            keep(facts_.model, std::move(text));
        else if (is("software"))
            keep(facts_.software, std::move(text));
        else if (key == "com.android.version")
            keep(facts_.software, "Android " + text);
        else if (is("creationdate"))
            facts_.taken = std::move(text);  // with the zone, which others lack
        else if (is("title"))
            keep(facts_.title, std::move(text));
        else if (is("artist") || is("author"))
            keep(facts_.artist, std::move(text));
        else if (is("comment") || is("description"))
            keep(facts_.comment, std::move(text));
        else if (is("copyright"))
            keep(facts_.copyright, std::move(text));
    }

    Bits file_;
    VideoFacts facts_;
    std::uint64_t timescale_ = 0;
};

}  // namespace

std::optional<VideoFacts> iso_media(Bits file) {
    return IsoMedia{file}.read();
}

}  // namespace sanad::media
