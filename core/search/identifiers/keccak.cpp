#include "core/search/identifiers/keccak.hpp"

#include <bit>

namespace sanad {
namespace {

using State = std::array<std::uint64_t, 25>;

/// The round constants by the feedback register of FIPS 202, algorithm 5.
constexpr std::array<std::uint64_t, 24> round_constants = [] {
    std::array<std::uint64_t, 24> constants{};
    unsigned lfsr = 1;
    for (auto& constant : constants) {
        for (unsigned bit = 0; bit < 7; ++bit) {
            if ((lfsr & 1) != 0) constant |= std::uint64_t{1} << ((1u << bit) - 1);
            lfsr = (lfsr << 1) ^ ((lfsr >> 7) * 0x171);
        }
    }
    return constants;
}();

void permute(State& a) {
    for (const std::uint64_t constant : round_constants) {
        std::array<std::uint64_t, 5> column{};
        for (std::size_t x = 0; x < 5; ++x) column[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
        for (std::size_t x = 0; x < 5; ++x) {
            const std::uint64_t parity = column[(x + 4) % 5] ^ std::rotl(column[(x + 1) % 5], 1);
            for (std::size_t y = 0; y < 25; y += 5) a[x + y] ^= parity;
        }
        // rho and pi: along the path of FIPS 202 3.2.2.
        std::size_t x = 1, y = 0;
        std::uint64_t lane = a[1];
        for (int step = 0; step < 24; ++step) {
            const std::size_t next_y = (2 * x + 3 * y) % 5;
            x = y;
            y = next_y;
            std::swap(lane, a[x + 5 * y]);
            a[x + 5 * y] = std::rotl(a[x + 5 * y], (step + 1) * (step + 2) / 2 % 64);
        }
        for (std::size_t row = 0; row < 25; row += 5) {
            const std::array<std::uint64_t, 5> old{a[row], a[row + 1], a[row + 2], a[row + 3], a[row + 4]};
            for (std::size_t i = 0; i < 5; ++i) a[row + i] = old[i] ^ (~old[(i + 1) % 5] & old[(i + 2) % 5]);
        }
        a[0] ^= constant;
    }
}

}  // namespace

std::array<Byte, 32> keccak_256(Bytes bytes, KeccakPadding padding) {
    constexpr std::size_t rate = 136;
    State state{};
    const auto take = [&](std::size_t place, Byte byte) { state[place / 8] ^= std::uint64_t{byte} << (place % 8 * 8); };
    std::size_t place = 0;
    for (const Byte byte : bytes) {
        take(place++, byte);
        if (place == rate) {
            permute(state);
            place = 0;
        }
    }
    take(place, static_cast<Byte>(padding));
    take(rate - 1, 0x80);
    permute(state);
    std::array<Byte, 32> digest{};
    for (std::size_t i = 0; i < digest.size(); ++i) digest[i] = static_cast<Byte>(state[i / 8] >> (i % 8 * 8));
    return digest;
}

}  // namespace sanad
