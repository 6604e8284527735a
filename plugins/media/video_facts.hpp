#pragma once
// What a video says of itself, whatever its container.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/media/bits.hpp"
#include "plugins/sdk/module.hpp"

namespace sanad::media {

struct VideoFacts {
    std::string format, brand;
    std::optional<double> duration;
    std::uint64_t width = 0, height = 0;
    std::optional<std::int64_t> rotation;
    std::vector<std::string> codecs;
    std::optional<sdk::Time> created, modified;
    std::string taken, make, model, software, title, artist, comment, copyright;
    std::optional<double> latitude, longitude, altitude;
    struct Damage {
        sdk::Range place;
        std::string reason;
    };
    std::vector<Damage> damage, notes;  ///< notes: what is odd, and no damage
};

/// Without the zeros and spaces around it; MacRoman when it is no UTF-8 and `mac` is set.
std::string plain_text(std::string_view recorded, bool mac = false);

/// Keeps the first that says something.
inline void keep(std::string& kept, std::string value) {
    if (kept.empty()) kept = std::move(value);
}
inline void keep(std::optional<double>& kept, std::optional<double> value) {
    if (!kept) kept = value;
}

/// ISO 6709: "+27.5916+086.5640+8850/", and its forms in minutes and seconds. Leaves what it cannot read alone.
void take_iso_6709(VideoFacts& facts, std::string_view place);

// Each returns nothing for what is none of its own.
std::optional<VideoFacts> iso_media(Bits file);
std::optional<VideoFacts> matroska(Bits file);
std::optional<VideoFacts> riff_video(Bits file);

}  // namespace sanad::media
