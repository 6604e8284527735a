#include "core/ingest/jpeg_xl_head.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <utility>

namespace sanad {
namespace {

/// What two bits choose among: a number of bits, and what is added to their value.
struct Choice {
    unsigned bits;
    std::uint32_t offset;
};
using Choices = std::array<Choice, 4>;

/// Bits from the least significant of each byte on. What does not make sense, or lies behind the end, makes all of it
/// unsound; what is read from then on is 0.
class PictureFields {
public:
    explicit PictureFields(Bytes bytes) : bytes_{bytes} {}

    bool sound() const { return sound_; }
    void demand(bool holds) { sound_ = sound_ && holds; }

    std::uint64_t bits(unsigned count) {
        if (count > 8 * bytes_.size() - at_) sound_ = false;
        if (!sound_) return 0;
        std::uint64_t value = 0;
        for (unsigned i = 0; i < count; ++i, ++at_)
            value |= std::uint64_t{static_cast<unsigned>(bytes_[at_ / 8]) >> at_ % 8 & 1U} << i;
        return value;
    }
    bool truth() { return bits(1) != 0; }

    /// U32() of the standard.
    std::uint64_t number(const Choices& choices) {
        const Choice& choice = choices[bits(2)];
        return choice.offset + bits(choice.bits);
    }

    /// U64() of the standard.
    std::uint64_t long_number() {
        const auto form = bits(2);
        if (form == 0) return 0;
        if (form == 1) return 1 + bits(4);
        if (form == 2) return 17 + bits(8);
        std::uint64_t value = bits(12);
        for (unsigned shift = 12; truth(); shift += 8) {
            if (shift == 60) return value | bits(4) << shift;
            value |= bits(8) << shift;
        }
        return value;
    }

    /// Enum() of the standard; only the values given are defined.
    std::uint64_t one_of(std::initializer_list<std::uint64_t> defined) {
        const auto value = number({{{0, 0}, {0, 1}, {4, 2}, {6, 18}}});
        demand(std::ranges::find(defined, value) != defined.end());
        return value;
    }

    /// F16() of the standard: neither infinite nor no number.
    void half() { demand((bits(16) >> 10 & 31) != 31); }

    /// ZeroPadToByte() of the standard.
    void fill_byte() {
        if (at_ % 8 != 0) demand(bits(static_cast<unsigned>(8 - at_ % 8)) == 0);
    }

private:
    Bytes bytes_;
    std::size_t at_ = 0;
    bool sound_ = true;
};

void read_size(PictureFields& fields) {
    const bool in_eights = fields.truth();
    const auto side = [&] {
        return in_eights ? 8 * (1 + fields.bits(5)) : fields.number({{{9, 1}, {13, 1}, {18, 1}, {30, 1}}});
    };
    constexpr std::array<std::pair<unsigned, unsigned>, 8> shapes{
        {{0, 1}, {1, 1}, {12, 10}, {4, 3}, {3, 2}, {16, 9}, {5, 4}, {2, 1}}};
    const std::uint64_t height = side();
    const auto shape = fields.bits(3);
    const std::uint64_t width = shape == 0 ? side() : height * shapes[shape].first / shapes[shape].second;
    // Level 10, the highest there is.
    fields.demand(width > 0 && width <= 1U << 30 && height <= 1U << 30 && width * height <= std::uint64_t{1} << 40);
}

void read_preview(PictureFields& fields) {
    const bool in_eights = fields.truth();
    const auto side = [&] {
        fields.number(in_eights ? Choices{{{0, 16}, {0, 32}, {5, 1}, {9, 33}}}
                                : Choices{{{6, 1}, {8, 65}, {10, 321}, {12, 1345}}});
    };
    side();
    if (fields.bits(3) == 0) side();
}

void read_animation(PictureFields& fields) {
    fields.number({{{0, 100}, {0, 1000}, {10, 1}, {30, 1}}});
    fields.number({{{0, 1}, {0, 1001}, {8, 1}, {10, 1}}});
    fields.number({{{0, 0}, {3, 0}, {16, 0}, {32, 0}}});
    fields.truth();
}

void read_depth(PictureFields& fields) {
    if (!fields.truth()) {
        fields.demand(fields.number({{{0, 8}, {0, 10}, {0, 12}, {6, 1}}}) <= 31);
        return;
    }
    const auto bits = fields.number({{{0, 32}, {0, 16}, {0, 24}, {6, 1}}});
    const auto exponent = 1 + fields.bits(4);
    fields.demand(exponent >= 2 && exponent <= 8 && bits >= exponent + 3 && bits <= exponent + 24);
}

void read_extra_channel(PictureFields& fields) {
    if (fields.truth()) return;
    const auto kind = fields.one_of({0, 1, 2, 3, 4, 5, 6, 15, 16});
    read_depth(fields);
    fields.number({{{0, 0}, {0, 3}, {0, 4}, {3, 1}}});
    for (auto letters = fields.number({{{0, 0}, {4, 0}, {5, 16}, {10, 48}}}); letters != 0 && fields.sound(); --letters)
        fields.bits(8);
    constexpr unsigned alpha = 0, spot_colour = 2, colour_filter = 5;
    if (kind == alpha) fields.truth();
    if (kind == spot_colour) {
        for (int i = 0; i < 4; ++i) fields.half();
    }
    if (kind == colour_filter) fields.number({{{0, 1}, {2, 0}, {4, 3}, {8, 19}}});
}

void read_chromaticities(PictureFields& fields, int points) {
    for (int i = 0; i < 2 * points; ++i) fields.number({{{19, 0}, {19, 524288}, {20, 1048576}, {21, 2097152}}});
}

/// True: a profile follows the fields.
bool read_colours(PictureFields& fields) {
    if (fields.truth()) return false;
    const bool profile = fields.truth();
    constexpr unsigned grey = 1, xyb = 2, unknown = 3, custom = 2;
    const auto space = fields.one_of({0, grey, xyb, unknown});
    if (profile) return true;
    fields.demand(space != unknown);
    if (space != xyb) {
        if (fields.one_of({1, custom, 10, 11}) == custom) read_chromaticities(fields, 1);
        if (space != grey && fields.one_of({1, custom, 9, 11}) == custom) read_chromaticities(fields, 3);
        if (fields.truth()) {
            const auto gamma = fields.bits(24);
            fields.demand(gamma > 0 && gamma <= 10'000'000);
        } else {
            fields.one_of({1, 8, 13, 16, 17, 18});
        }
    }
    fields.one_of({0, 1, 2, 3});
    return false;
}

/// True: a profile follows.
bool read_metadata(PictureFields& fields) {
    if (fields.truth()) return false;
    const bool more = fields.truth();
    if (more) {
        fields.bits(3);
        if (fields.truth()) read_size(fields);
        if (fields.truth()) read_preview(fields);
        if (fields.truth()) read_animation(fields);
    }
    read_depth(fields);
    fields.truth();
    for (auto channels = fields.number({{{0, 0}, {0, 1}, {4, 2}, {12, 1}}}); channels != 0 && fields.sound();
         --channels)
        read_extra_channel(fields);
    fields.truth();
    const bool profile = read_colours(fields);
    if (more && !fields.truth()) {
        fields.half();
        fields.half();
        fields.truth();
        fields.half();
    }
    fields.demand(fields.long_number() == 0);  // extensions: none is defined
    return profile;
}

/// The first frame: all as usual, or its type, its coding and flags that there are.
void read_frame(PictureFields& fields) {
    if (fields.truth()) return;
    fields.bits(3);
    constexpr std::uint64_t noise = 1, patches = 2, splines = 16, own_low_frequencies = 32, no_smoothing = 128;
    fields.demand((fields.long_number() & ~(noise | patches | splines | own_low_frequencies | no_smoothing)) == 0);
}

}  // namespace

bool begins_jpeg_xl_stream(Bytes head) {
    if (head.size() < 2 || head[0] != 0xff || head[1] != 0x0a) return false;
    PictureFields fields{head.subspan(2)};
    read_size(fields);
    const bool profile = read_metadata(fields);
    // Transforms of one's own are allowed; no writer in use has any, and without this bit noise passes twice as often.
    fields.demand(fields.truth());
    if (profile) {
        // Its packed form: a profile has a header of 128 bytes and a table, and 2^28 bytes at the most.
        const auto size = fields.long_number();
        fields.demand(size >= 132 && size <= 1U << 28);
        return fields.sound();
    }
    fields.fill_byte();
    read_frame(fields);
    return fields.sound();
}

}  // namespace sanad
