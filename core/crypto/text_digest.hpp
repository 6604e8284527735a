#pragma once
// The SHA-256 of a text that is at hand, as records write it.
#include <string>
#include <string_view>

#include "core/base/bytes.hpp"
#include "core/base/text.hpp"
#include "core/crypto/digest.hpp"

namespace sanad {

inline Sha256Digest sha256_of(std::string_view text) {
    Sha256 state;
    state.update(bytes_of(text));
    return state.finish();
}

/// 64 hexadecimal letters.
inline std::string sha256_hex(std::string_view text) {
    return hex(sha256_of(text));
}

}  // namespace sanad
