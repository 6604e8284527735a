#pragma once
// A sample of a format, cut at every length and with its bytes flipped one by one: whatever a module then says, it says
// it as a module may: no failure, findings that rest on bytes that are there, text that is UTF-8.
#include <doctest/doctest.h>

#include <string>

#include "plugins/sdk/testing.hpp"

namespace sanad::sdk {

inline void check_contract(const Findings& found, std::size_t size) {
    CHECK(found.verdict != Verdict::failed);
    if (found.verdict == Verdict::not_mine) CHECK(found.artifacts.empty());
    for (const Finding& finding : found.artifacts) {
        CHECK(finding.source.length > 0);
        CHECK(finding.source.offset + finding.source.length <= size);
        for (const auto& [name, value] : finding.values) {
            if (const auto* text = std::get_if<std::string>(&value); text != nullptr && name != "name_bytes") {
                CHECK(utf8(*text) == *text);
            }
        }
    }
}

inline void check_damaged(const sanad_module& module, const std::string& path, const std::string& sample,
                          std::size_t step = 1) {
    for (std::size_t length = 0; length < sample.size(); length += step) {
        check_contract(examine(module, {path, sample.substr(0, length)}), length);
    }
    for (std::size_t at = 0; at < sample.size(); at += step) {
        for (const char turned : {'\xFF', '\x01', '\x80'}) {
            std::string damaged = sample;
            damaged[at] = static_cast<char>(damaged[at] ^ turned);
            check_contract(examine(module, {path, std::move(damaged)}), sample.size());
        }
    }
}

/// Numbers of a sample, in the byte order asked for.
template <class Number>
std::string little(Number value) {
    std::string bytes;
    for (std::size_t i = 0; i < sizeof(Number); ++i)
        bytes += static_cast<char>(static_cast<std::uint64_t>(value) >> 8 * i);
    return bytes;
}
template <class Number>
std::string big(Number value) {
    const std::string bytes = little(value);
    return {bytes.rbegin(), bytes.rend()};
}
inline std::string padded(std::string text, std::size_t width) {
    text.resize(width, '\0');
    return text;
}

}  // namespace sanad::sdk
