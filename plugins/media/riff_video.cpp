// AVI (Microsoft's AVI RIFF File Reference): chunks in lists.
#include <algorithm>
#include <array>
#include <cstdio>

#include "plugins/media/video_facts.hpp"

namespace sanad::media {
namespace {

template <class Take>
void each_chunk(Bits inside, VideoFacts& facts, const Take& take) {
    for (std::uint64_t at = 0; inside.has(at, 8);) {
        const std::string_view type = inside.part(at, 4).text();
        const std::uint64_t size = inside.little(at + 4, 4);
        if (!inside.has(at + 8, size)) {
            facts.damage.push_back(
                {{inside.place() + at, inside.size() - at, 0}, "chunk " + sdk::utf8(type) + " is cut short"});
        }
        take(type, inside.part(at + 8, size));
        if (!inside.has(at + 8, size)) return;
        at += 8 + size + (size & 1);
    }
}

class RiffVideo {
public:
    std::optional<VideoFacts> read(Bits file) {
        if (!file.is_at(0, "RIFF") || !file.is_at(8, "AVI ")) return std::nullopt;
        facts_.format = "avi";
        const std::uint64_t stated = file.little(4, 4);
        if (!file.has(8, stated)) facts_.damage.push_back({{0, file.size(), 0}, "the file is cut short"});
        each_chunk(file.part(12, stated < 4 ? 0 : stated - 4), facts_, [&](std::string_view type, Bits content) {
            if (type == "LIST" && content.is_at(0, "hdrl")) take_headers(content.from(4));
            if (type == "LIST" && content.is_at(0, "INFO")) take_information(content.from(4));
            if (type == "IDIT") keep(facts_.taken, plain_text(content.text()));
        });
        return facts_;
    }

private:
    void take_headers(Bits inside) {
        each_chunk(inside, facts_, [&](std::string_view type, Bits content) {
            if (type == "avih" && content.has(0, 40)) {
                facts_.width = content.little(32, 4);
                facts_.height = content.little(36, 4);
                facts_.duration =
                    static_cast<double>(content.little(0, 4)) * static_cast<double>(content.little(16, 4)) / 1e6;
            }
            if (type == "LIST" && content.is_at(0, "strl")) take_stream(content.from(4));
            if (type == "IDIT") keep(facts_.taken, plain_text(content.text()));
        });
    }

    void take_stream(Bits inside) {
        std::string_view kind;
        each_chunk(inside, facts_, [&](std::string_view type, Bits content) {
            if (type == "strh") {
                kind = content.part(0, 4).text();
                const std::uint64_t scale = content.little(20, 4), rate = content.little(24, 4);
                const std::uint64_t length = content.little(32, 4);
                // More exact than the microseconds of a frame in avih.
                if (kind == "vids" && scale != 0 && rate != 0 && length != 0) {
                    facts_.duration =
                        static_cast<double>(length) * static_cast<double>(scale) / static_cast<double>(rate);
                }
            }
            if (type != "strf") return;
            if (kind == "vids") add_codec(plain_text(content.part(16, 4).text()));
            if (kind == "auds" && content.has(0, 2)) {
                std::array<char, 16> number{};
                std::snprintf(number.data(), number.size(), "0x%04x", static_cast<unsigned>(content.little(0, 2)));
                add_codec(number.data());
            }
        });
    }

    void add_codec(std::string codec) {
        constexpr std::size_t most = 64;
        if (!codec.empty() && facts_.codecs.size() < most) facts_.codecs.push_back(std::move(codec));
    }

    void take_information(Bits inside) {
        each_chunk(inside, facts_, [&](std::string_view type, Bits content) {
            std::string text = plain_text(content.text());
            if (type == "ISFT")
                keep(facts_.software, std::move(text));
            else if (type == "INAM")
                keep(facts_.title, std::move(text));
            else if (type == "IART")
                keep(facts_.artist, std::move(text));
            else if (type == "ICMT")
                keep(facts_.comment, std::move(text));
            else if (type == "ICOP")
                keep(facts_.copyright, std::move(text));
            else if (type == "ICRD")
                keep(facts_.taken, std::move(text));
        });
    }

    VideoFacts facts_;
};

}  // namespace

std::optional<VideoFacts> riff_video(Bits file) {
    return RiffVideo{}.read(file);
}

}  // namespace sanad::media
