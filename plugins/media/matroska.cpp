// Matroska and WebM (RFC 9559 over EBML, RFC 8794): elements in elements.
#include <algorithm>
#include <bit>
#include <cmath>

#include "plugins/media/video_facts.hpp"

namespace sanad::media {
namespace {

enum Id : std::uint64_t {
    ebml = 0x1A45DFA3,
    doc_type = 0x4282,
    segment = 0x18538067,
    info = 0x1549A966,
    timestamp_scale = 0x2AD7B1,
    duration = 0x4489,
    date_utc = 0x4461,
    title = 0x7BA9,
    writing_app = 0x5741,
    tracks = 0x1654AE6B,
    track_entry = 0xAE,
    codec_id = 0x86,
    video = 0xE0,
    pixel_width = 0xB0,
    pixel_height = 0xBA,
    tags = 0x1254C367,
    tag = 0x7373,
    simple_tag = 0x67C8,
    tag_name = 0x45A3,
    tag_string = 0x4487,
};

struct Number {
    std::uint64_t value = 0;
    unsigned length = 0;  ///< 0: there is none
    bool unknown = false;
};

/// RFC 8794 4: the first set bit says how many bytes; of a size it does not belong to the number.
Number variable(Bits bits, std::uint64_t at, bool keeps_marker) {
    const auto first = static_cast<std::uint8_t>(bits.big(at, 1));
    const unsigned length = static_cast<unsigned>(std::countl_zero(first)) + 1;
    if (!bits.has(at, length) || length > 8) return {};
    const std::uint64_t raw = bits.big(at, length);
    const std::uint64_t mask = (std::uint64_t{1} << 7 * length) - 1;
    return {keeps_marker ? raw : raw & mask, length, (raw & mask) == mask};
}

template <class Take>
void each_element(Bits inside, VideoFacts& facts, const Take& take) {
    for (std::uint64_t at = 0; at < inside.size();) {
        const Number id = variable(inside, at, true);
        const Number size = variable(inside, at + id.length, false);
        if (id.length == 0 || id.length > 4 || size.length == 0) {
            facts.damage.push_back({{inside.place() + at, inside.size() - at, 0}, "what should be an element is none"});
            return;
        }
        const std::uint64_t content = at + id.length + size.length;
        // A recorder that writes as it goes does not know the size; it then reaches to the end.
        const std::uint64_t length = size.unknown ? inside.size() - content : size.value;
        if (!inside.has(content, length)) {
            facts.damage.push_back({{inside.place() + at, inside.size() - at, 0}, "an element is cut short"});
        }
        take(id.value, inside.part(content, length));
        if (!inside.has(content, length)) return;
        at = content + length;
    }
}

std::uint64_t unsigned_in(Bits content) {
    return content.size() <= 8 ? content.big(0, static_cast<unsigned>(content.size())) : 0;
}

class Matroska {
public:
    std::optional<VideoFacts> read(Bits file) {
        if (file.big(0, 4) != ebml) return std::nullopt;
        bool is_video = false;
        each_element(file, facts_, [&](std::uint64_t id, Bits content) {
            if (id == ebml) {
                each_element(content, facts_, [&](std::uint64_t inner, Bits value) {
                    if (inner == doc_type) facts_.format = plain_text(value.text());
                });
            }
            if (id != segment) return;
            is_video = true;
            each_element(content, facts_, [&](std::uint64_t part, Bits inside) {
                if (part == info) take_info(inside);
                if (part == tracks) take_tracks(inside);
                if (part == tags) take_tags(inside);
            });
        });
        if (facts_.format != "matroska" && facts_.format != "webm") return std::nullopt;
        if (!is_video) facts_.damage.push_back({{0, file.size(), 0}, "there is no segment: nothing was recorded"});
        if (const double seconds = units_ * static_cast<double>(scale_) / 1e9; std::isfinite(seconds) && seconds > 0) {
            facts_.duration = seconds;
        }
        return facts_;
    }

private:
    void take_info(Bits inside) {
        each_element(inside, facts_, [&](std::uint64_t id, Bits value) {
            if (id == timestamp_scale) scale_ = unsigned_in(value);
            if (id == duration && value.size() == 4) {
                units_ = std::bit_cast<float>(static_cast<std::uint32_t>(value.big(0, 4)));
            }
            if (id == duration && value.size() == 8) units_ = std::bit_cast<double>(value.big(0, 8));
            if (id == title) keep(facts_.title, plain_text(value.text()));
            if (id == writing_app) keep(facts_.software, plain_text(value.text()));
            constexpr std::int64_t from_1970_to_2001 = 978'307'200'000'000'000;
            if (id == date_utc && value.size() == 8) {
                const auto since_2001 = static_cast<std::int64_t>(value.big(0, 8));
                if (since_2001 <= INT64_MAX - from_1970_to_2001)
                    facts_.created = sdk::Time{since_2001 + from_1970_to_2001};
            }
        });
    }

    void take_tracks(Bits inside) {
        each_element(inside, facts_, [&](std::uint64_t id, Bits entry) {
            if (id != track_entry) return;
            each_element(entry, facts_, [&](std::uint64_t part, Bits value) {
                constexpr std::size_t most_codecs = 64;
                if (part == codec_id) {
                    std::string codec = plain_text(value.text());
                    if (!codec.empty() && facts_.codecs.size() < most_codecs &&
                        std::find(facts_.codecs.begin(), facts_.codecs.end(), codec) == facts_.codecs.end()) {
                        facts_.codecs.push_back(std::move(codec));
                    }
                }
                if (part != video) return;
                each_element(value, facts_, [&](std::uint64_t inner, Bits number) {
                    constexpr std::uint64_t largest = 1 << 20;
                    const std::uint64_t pixels = unsigned_in(number);
                    if (pixels > largest) return;
                    if (inner == pixel_width && facts_.width == 0) facts_.width = pixels;
                    if (inner == pixel_height && facts_.height == 0) facts_.height = pixels;
                });
            });
        });
    }

    void take_tags(Bits inside) {
        each_element(inside, facts_, [&](std::uint64_t id, Bits one) {
            if (id != tag) return;
            each_element(one, facts_, [&](std::uint64_t part, Bits simple) {
                if (part != simple_tag) return;
                std::string name;
                std::string text;
                each_element(simple, facts_, [&](std::uint64_t inner, Bits value) {
                    if (inner == tag_name) name = plain_text(value.text());
                    if (inner == tag_string) text = plain_text(value.text());
                });
                if (name == "ARTIST") keep(facts_.artist, text);
                if (name == "COMMENT") keep(facts_.comment, text);
                if (name == "COPYRIGHT") keep(facts_.copyright, text);
                if (name == "DATE_RECORDED") keep(facts_.taken, text);
            });
        });
    }

    VideoFacts facts_;
    std::uint64_t scale_ = 1'000'000;
    double units_ = 0;
};

}  // namespace

std::optional<VideoFacts> matroska(Bits file) {
    return Matroska{}.read(file);
}

}  // namespace sanad::media
