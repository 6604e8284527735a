#pragma once
// Damage done to a file in the ways that find faults in parsers, the same for the same seed.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string>

namespace sanad::tests {

/// SplitMix64: any seed will do, and every standard library gives the same numbers.
class Chance {
public:
    explicit Chance(std::uint64_t seed) : state_{seed} {}
    std::uint64_t next() {
        std::uint64_t z = state_ += 0x9E3779B97F4A7C15;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
    std::size_t below(std::size_t bound) { return bound == 0 ? 0 : static_cast<std::size_t>(next() % bound); }

private:
    std::uint64_t state_;
};

class Mutation {
public:
    Mutation(std::string bytes, std::uint64_t seed) : bytes_{std::move(bytes)}, chance_{seed} {}

    std::string done() {
        for (std::size_t left = 1 + chance_.below(4); left > 0; --left) damage_once();
        return std::move(bytes_);
    }

private:
    /// Headers are where parsers decide: half of all damage falls on the first KiB.
    std::size_t place() {
        const std::size_t near = std::min<std::size_t>(bytes_.size(), 1024);
        return chance_.below(chance_.below(2) == 0 ? near : bytes_.size());
    }
    std::size_t length_from(std::size_t at) {
        return 1 + chance_.below(std::min<std::size_t>(bytes_.size() - at, 512));
    }

    void damage_once() {
        if (bytes_.empty()) return;
        const std::size_t at = place();
        switch (chance_.below(9)) {
            case 0:
                bytes_[at] = static_cast<char>(bytes_[at] ^ 1 << chance_.below(8));
                break;
            case 1:
                bytes_[at] = static_cast<char>(chance_.next());
                break;
            case 2:
                bytes_.resize(chance_.below(bytes_.size() + 1));
                break;
            case 3: {  // splice
                const std::string piece = bytes_.substr(at, length_from(at));
                bytes_.insert(place(), piece);
                break;
            }
            case 4: {  // swapped
                const std::size_t other = place();
                const std::size_t length = std::min(length_from(at), length_from(other));
                std::swap_ranges(bytes_.begin() + static_cast<std::ptrdiff_t>(std::min(at, other)),
                                 bytes_.begin() + static_cast<std::ptrdiff_t>(
                                                      std::min({std::min(at, other) + length, std::max(at, other)})),
                                 bytes_.begin() + static_cast<std::ptrdiff_t>(std::max(at, other)));
                break;
            }
            case 5:
                write_number(at);
                break;
            case 6:
                bytes_.erase(at, length_from(at));
                break;
            case 7:
                std::fill_n(bytes_.begin() + static_cast<std::ptrdiff_t>(at), length_from(at), '\0');
                break;
            default:
                std::fill_n(bytes_.begin() + static_cast<std::ptrdiff_t>(at), length_from(at), '\xFF');
        }
    }

    /// What a length or a place should not be.
    void write_number(std::size_t at) {
        const std::uint64_t size = bytes_.size();
        const std::array<std::uint64_t, 12> odd{0,          1,          size,     size - 1,
                                                size + 1,   0x7F,       0x7FFF,   0x7FFFFFFF,
                                                0x80000000, 0xFFFFFFFF, size / 2, ~std::uint64_t{0}};
        const std::uint64_t value = odd[chance_.below(odd.size())];
        const std::size_t width = std::size_t{1} << chance_.below(4);
        const bool big_endian = chance_.below(2) == 1;
        for (std::size_t i = 0; i < width && at + i < bytes_.size(); ++i) {
            bytes_[at + i] = static_cast<char>(value >> 8 * (big_endian ? width - 1 - i : i) & 0xFF);
        }
    }

    std::string bytes_;
    Chance chance_;
};

}  // namespace sanad::tests
