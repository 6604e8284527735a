#pragma once
// A module against its sample cut at every length and with each byte changed: it returns, and keeps the contract.
#include <doctest/doctest.h>

#include <set>
#include <string>
#include <string_view>

#include "plugins/sdk/testing.hpp"

namespace sanad::tests {

/// What the worker would refuse, and what an honest module does not do.
inline void check_contract(const sdk::Findings& found, std::size_t size) {
    if (found.verdict == sdk::Verdict::not_mine) {
        CHECK(found.artifacts.empty());
        CHECK(found.derived.empty());
    }
    if (found.verdict == sdk::Verdict::damaged) CHECK_FALSE(found.warnings.empty());
    for (const sdk::Finding& finding : found.artifacts) {
        CHECK(finding.source.length > 0);
        CHECK(finding.source.offset + finding.source.length <= size);
    }
    for (const auto& [name, bytes] : found.derived) CHECK_FALSE(name.empty());
}

inline void damage_everywhere(const sanad_module& module, const sdk::TestFile& sample) {
    const auto check = [&](std::string bytes) {
        const std::size_t size = bytes.size();
        check_contract(sdk::examine(module, {sample.path, std::move(bytes)}), size);
    };
    for (std::size_t length = 0; length < sample.bytes.size(); ++length) check(sample.bytes.substr(0, length));
    for (std::size_t at = 0; at < sample.bytes.size(); ++at) {
        for (const int change : {0x01, 0x80, 0xFF}) {
            std::string bytes = sample.bytes;
            bytes[at] = static_cast<char>(bytes[at] ^ change);
            check(std::move(bytes));
        }
    }
}

inline std::string little(std::uint64_t value, unsigned width) {
    std::string bytes;
    for (unsigned i = 0; i < width; ++i) bytes += static_cast<char>(value >> 8 * i & 0xFF);
    return bytes;
}
inline std::string big(std::uint64_t value, unsigned width) {
    const std::string bytes = little(value, width);
    return {bytes.rbegin(), bytes.rend()};
}

/// Of Ethernet, zip and RAR.
inline std::uint32_t crc32(std::string_view bytes) {
    std::uint32_t crc = ~std::uint32_t{0};
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (0xEDB88320u & (0u - (crc & 1)));
    }
    return ~crc;
}

}  // namespace sanad::tests
