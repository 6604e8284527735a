#pragma once
// Which names the segments of one image bear.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sanad {

/// EnCase naming: E01 to E99, EAA to EZZ, FAA to ZZZ; the same from S01 and L01. `extension` without the dot, either
/// case; `family` is 'E', 'S' or 'L'. The number counts from 1.
std::optional<std::uint32_t> ewf_segment_number(std::string_view extension, char family);
/// The inverse; empty beyond ZZZ.
std::string ewf_segment_extension(std::uint32_t number, char family, bool lower_case);

/// Parts of a raw image: numbers of equal width (.000, .001) or letters (.aa, .ab).
struct RawPart {
    bool letters = false;
    std::size_t width = 0;
    std::uint32_t number = 0;  ///< as written; .aa is 0
};
std::optional<RawPart> raw_part(std::string_view extension);
std::string raw_part_extension(const RawPart& like, std::uint32_t number);

}  // namespace sanad
