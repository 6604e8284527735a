#include "core/search/identifiers/onion.hpp"

#include <algorithm>
#include <vector>

#include "core/search/identifiers/keccak.hpp"

namespace sanad {

std::optional<IdentifierVerdict> check_onion(std::string_view host) {
    host.remove_suffix(6);
    const std::size_t dot = host.rfind('.');
    const std::string_view name = dot == std::string_view::npos ? host : host.substr(dot + 1);
    if (name.size() != 16 && name.size() != 56) return std::nullopt;
    std::vector<Byte> bytes;
    unsigned bits = 0, held = 0;
    for (const char c : name) {
        const bool is_letter = c >= 'a' && c <= 'z';
        if (!is_letter && (c < '2' || c > '7')) return std::nullopt;
        held = held << 5 | static_cast<unsigned>(is_letter ? c - 'a' : c - '2' + 26);
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            bytes.push_back(static_cast<Byte>(held >> bits));
        }
    }
    if (name.size() == 16) return IdentifierVerdict::format_only;
    // Public key of 32 bytes, checksum of 2, version.
    std::vector<Byte> message;
    for (const char c : std::string_view{".onion checksum"}) message.push_back(static_cast<Byte>(c));
    message.insert(message.end(), bytes.begin(), bytes.begin() + 32);
    message.push_back(3);
    const auto digest = keccak_256(message, KeccakPadding::sha3);
    const bool holds = bytes[34] == 3 && bytes[32] == digest[0] && bytes[33] == digest[1];
    return holds ? IdentifierVerdict::valid : IdentifierVerdict::format_only;
}

}  // namespace sanad
