#pragma once
// Keccak with a rate of 1088 bits and 256 bits of output: FIPS 202 calls it SHA3-256 when it pads with 06; Ethereum and
// Monero took it before the standard, padded with 01.
#include <array>

#include "core/base/bytes.hpp"

namespace sanad {

enum class KeccakPadding : std::uint8_t { original = 0x01, sha3 = 0x06 };
std::array<Byte, 32> keccak_256(Bytes bytes, KeccakPadding padding);

}  // namespace sanad
