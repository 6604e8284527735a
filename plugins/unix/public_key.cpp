#include "plugins/unix/public_key.hpp"

#include "plugins/unix/digest.hpp"
#include "plugins/unix/record.hpp"

namespace sanad::unix_traces {

namespace {

constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string base64_encoded(Bytes bytes) {
    std::string text;
    std::uint32_t held = 0;
    int bits = 0;
    for (const std::uint8_t byte : bytes) {
        held = held << 8 | byte;
        for (bits += 8; bits >= 6; bits -= 6) text += base64_digits[held >> (bits - 6) & 63];
    }
    if (bits > 0) text += base64_digits[held << (6 - bits) & 63];
    return text;  // ssh-keygen leaves the '=' at the end out
}

std::int64_t bits_of(Bytes number) {
    std::size_t first = 0;
    while (first < number.size() && number[first] == 0) ++first;
    if (first == number.size()) return 0;
    return static_cast<std::int64_t>((number.size() - first) * 8) - std::countl_zero(number[first]);
}

std::string_view text_of(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Reads the key to its end, so that rubbish is no key.
std::optional<std::int64_t> key_bits(std::string_view type, SshStrings& parts) {
    if (type == "ssh-rsa") {
        parts.next();
        return bits_of(parts.next());
    }
    if (type == "ssh-dss") {
        const std::int64_t bits = bits_of(parts.next());
        for (int i = 0; i < 3; ++i) parts.next();
        return bits;
    }
    if (type == "ssh-ed25519" || type == "sk-ssh-ed25519@openssh.com") {
        if (parts.next().size() != 32) return {};
        if (type.starts_with("sk-")) parts.next();
        return 256;
    }
    if (type.starts_with("ecdsa-sha2-nistp") || type == "sk-ecdsa-sha2-nistp256@openssh.com") {
        const std::string_view curve = text_of(parts.next());
        parts.next();
        if (type.starts_with("sk-")) parts.next();
        return curve == "nistp256"   ? 256
               : curve == "nistp384" ? 384
               : curve == "nistp521" ? 521
                                     : std::optional<std::int64_t>{};
    }
    return {};
}

}  // namespace

std::optional<std::vector<std::uint8_t>> base64_decoded(std::string_view text) {
    std::vector<std::uint8_t> bytes;
    std::uint32_t held = 0;
    int bits = 0;
    for (const char c : text) {
        if (c == '=' || c == ' ' || c == '\r' || c == '\n' || c == '\t') continue;
        const std::size_t digit = base64_digits.find(c);
        if (digit == std::string_view::npos) return {};
        held = (held << 6 | static_cast<std::uint32_t>(digit)) & 0xFFFFFF;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes.push_back(static_cast<std::uint8_t>(held >> bits));
        }
    }
    return bytes;
}

Bytes SshStrings::next() {
    const std::uint32_t length = number();
    if (length > bytes_.size() - at_) throw TooShort{"a part of a key ends too early"};
    const Bytes part = bytes_.subspan(at_, length);
    at_ += length;
    return part;
}

std::uint32_t SshStrings::number() {
    const std::uint32_t value = Record{bytes_, ByteOrder::big}.u32(at_);
    at_ += 4;
    return value;
}

void SshStrings::skip(std::size_t count) {
    if (count > bytes_.size() - at_) throw TooShort{"a key ends too early"};
    at_ += count;
}

bool is_key_type(std::string_view word) {
    return word.starts_with("ssh-") || word.starts_with("ecdsa-sha2-") || word.starts_with("sk-ssh-") ||
           word.starts_with("sk-ecdsa-") || word.starts_with("rsa-sha2-");
}

std::optional<PublicKey> public_key(Bytes blob) {
    try {
        SshStrings parts{blob};
        PublicKey key;
        key.type = std::string{text_of(parts.next())};
        if (!is_key_type(key.type)) return {};
        if (key.type.find("-cert-v01@") != std::string::npos) return key;
        key.bits = key_bits(key.type, parts);
        if (!key.bits || !parts.at_end()) return {};
        key.sha256 = "SHA256:" + base64_encoded(sha256(blob));
        const auto digest = md5(blob);
        const std::string digits = hexadecimal(digest);
        key.md5 = "MD5";
        for (std::size_t i = 0; i < digits.size(); i += 2) key.md5 += ":" + digits.substr(i, 2);
        return key;
    } catch (const TooShort&) {
        return {};
    }
}

}  // namespace sanad::unix_traces
