#pragma once
// SHA-256 (FIPS 180-4) and MD5 (RFC 1321) of short data: a key's fingerprint. OpenSSL stays out of the plugins.
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

#include "plugins/sdk/text.hpp"

namespace sanad::unix_traces {

namespace detail {

/// The data, a bit, zeros, and the length in bits: whole blocks of 64 bytes.
inline std::vector<std::uint8_t> padded(sdk::Bytes data, bool big_endian) {
    std::vector<std::uint8_t> blocks(data.begin(), data.end());
    blocks.push_back(0x80);
    while (blocks.size() % 64 != 56) blocks.push_back(0);
    const std::uint64_t bits = std::uint64_t{data.size()} * 8;
    for (int i = 0; i < 8; ++i) blocks.push_back(static_cast<std::uint8_t>(bits >> (big_endian ? 56 - 8 * i : 8 * i)));
    return blocks;
}

/// The first 32 bits of the fractions of the cube roots of the first 64 primes, found with whole numbers.
constexpr std::array<std::uint32_t, 64> sha256_constants() {
    std::array<std::uint32_t, 64> constants{};
    std::size_t count = 0;
    for (unsigned number = 2; count < 64; ++number) {
        bool prime = true;
        for (unsigned divisor = 2; divisor * divisor <= number; ++divisor) prime = prime && number % divisor != 0;
        if (!prime) continue;
        // The largest r with r^3 <= number * 2^96, bit by bit; r < 7 * 2^32.
        __extension__ using Wide = unsigned __int128;
        Wide root = 0;
        for (int bit = 34; bit >= 0; --bit) {
            const Wide next = root | Wide{1} << bit;
            if (next * next * next <= Wide{number} << 96) root = next;
        }
        constants[count++] = static_cast<std::uint32_t>(root);
    }
    return constants;
}

}  // namespace detail

inline std::array<std::uint8_t, 32> sha256(sdk::Bytes data) {
    static constexpr auto constants = detail::sha256_constants();
    std::uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                              0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    const auto blocks = detail::padded(data, true);
    for (std::size_t block = 0; block < blocks.size(); block += 64) {
        std::uint32_t w[64];
        for (std::size_t i = 0; i < 16; ++i) {
            const std::uint8_t* at = blocks.data() + block + 4 * i;
            w[i] = std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | at[3];
        }
        for (std::size_t i = 16; i < 64; ++i) {
            const std::uint32_t a = std::rotr(w[i - 15], 7) ^ std::rotr(w[i - 15], 18) ^ (w[i - 15] >> 3);
            const std::uint32_t b = std::rotr(w[i - 2], 17) ^ std::rotr(w[i - 2], 19) ^ (w[i - 2] >> 10);
            w[i] = w[i - 16] + a + w[i - 7] + b;
        }
        auto [a, b, c, d, e, f, g, h] = state;
        for (std::size_t i = 0; i < 64; ++i) {
            const std::uint32_t one = h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) +
                                      ((e & f) ^ (~e & g)) + constants[i] + w[i];
            const std::uint32_t two =
                (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
            h = g, g = f, f = e, e = d + one, d = c, c = b, b = a, a = one + two;
        }
        const std::uint32_t add[8] = {a, b, c, d, e, f, g, h};
        for (std::size_t i = 0; i < 8; ++i) state[i] += add[i];
    }
    std::array<std::uint8_t, 32> digest;
    for (std::size_t i = 0; i < 32; ++i) digest[i] = static_cast<std::uint8_t>(state[i / 4] >> (24 - 8 * (i % 4)));
    return digest;
}

inline std::array<std::uint8_t, 16> md5(sdk::Bytes data) {
    static const auto sines = [] {
        std::array<std::uint32_t, 64> values;
        for (unsigned i = 0; i < 64; ++i)
            values[i] = static_cast<std::uint32_t>(std::fabs(std::sin(i + 1.0)) * 4294967296.0);
        return values;
    }();
    constexpr int turns[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
    std::uint32_t state[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    const auto blocks = detail::padded(data, false);
    for (std::size_t block = 0; block < blocks.size(); block += 64) {
        auto [a, b, c, d] = state;
        for (std::size_t i = 0; i < 64; ++i) {
            const std::size_t round = i / 16;
            const std::uint32_t mixed = round == 0   ? (b & c) | (~b & d)
                                        : round == 1 ? (d & b) | (~d & c)
                                        : round == 2 ? b ^ c ^ d
                                                     : c ^ (b | ~d);
            const std::size_t word = (round == 0 ? i : round == 1 ? 5 * i + 1 : round == 2 ? 3 * i + 5 : 7 * i) % 16;
            const std::uint8_t* at = blocks.data() + block + 4 * word;
            const std::uint32_t value =
                std::uint32_t{at[3]} << 24 | std::uint32_t{at[2]} << 16 | std::uint32_t{at[1]} << 8 | at[0];
            const std::uint32_t next = b + std::rotl(a + mixed + sines[i] + value, turns[round][i % 4]);
            a = d, d = c, c = b, b = next;
        }
        state[0] += a, state[1] += b, state[2] += c, state[3] += d;
    }
    std::array<std::uint8_t, 16> digest;
    for (std::size_t i = 0; i < 16; ++i) digest[i] = static_cast<std::uint8_t>(state[i / 4] >> (8 * (i % 4)));
    return digest;
}

}  // namespace sanad::unix_traces
