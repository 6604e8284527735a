// Addresses of the net: IPv4 (RFC 791, 5735), IPv6 (RFC 4291 2.2, written as RFC 5952 says), MAC (IEEE 802-2014 8.1).
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/search/identifiers/families.hpp"

namespace sanad {
namespace {

const NearWords& address_words() {
    static const NearWords words{{"ip", "ipv4", "host", "addr", "address", "server", "inet", "ping", "dns", "gateway",
                                  "from", "remote", "client", "login", "proxy", "router", "subnet", "route"}};
    return words;
}

const NearWords& version_words() {
    static const NearWords words{{"version", "ver", "v", "release", "build", "oid", "section", "assembly"}};
    return words;
}

using Groups = std::array<std::uint16_t, 8>;

std::string ipv6_text(const Groups& groups) {
    // The longest run of zeros, the first of equals, of two at least.
    std::size_t best = 0, best_length = 1;
    for (std::size_t i = 0; i < 8; ++i) {
        std::size_t length = 0;
        while (i + length < 8 && groups[i + length] == 0) ++length;
        if (length > best_length) {
            best = i;
            best_length = length;
        }
    }
    std::string text;
    for (std::size_t i = 0; i < 8; ++i) {
        if (best_length > 1 && i == best) {
            text += "::";
            i += best_length - 1;
            continue;
        }
        if (!text.empty() && text.back() != ':') text += ':';
        text += fmt::format("{:x}", groups[i]);
    }
    return text;
}

}  // namespace

std::optional<std::array<std::uint8_t, 4>> parse_ipv4(std::string_view text) {
    std::array<std::uint8_t, 4> octets{};
    std::size_t at = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        if (i > 0 && (at >= text.size() || text[at++] != '.')) return std::nullopt;
        unsigned value = 0;
        std::size_t digits = 0;
        while (at < text.size() && is_digit(text[at]) && digits < 4) {
            value = value * 10 + static_cast<unsigned>(text[at++] - '0');
            ++digits;
        }
        const bool leading_zero = digits > 1 && text[at - digits] == '0';
        if (digits == 0 || digits > 3 || value > 255 || leading_zero) return std::nullopt;
        octets[i] = static_cast<std::uint8_t>(value);
    }
    if (at != text.size()) return std::nullopt;
    return octets;
}

void find_ipv4(const Passage& passage, std::size_t after_dot, Hits& hits, std::size_t& until) {
    std::size_t from = after_dot;
    while (from > 0 && after_dot - from < 64 && (is_digit(passage.text[from - 1]) || passage.text[from - 1] == '.'))
        --from;
    std::size_t end = after_dot;
    while (end - from < 80 && passage.has(end) && (is_digit(passage.text[end]) || passage.text[end] == '.')) ++end;
    until = std::max(until, end);
    if (end > from && passage.text[end - 1] == '.') --end;  // of a sentence
    if (end - from > 15 || (from == 0 && passage.goes_on_left)) return;
    const auto octets = parse_ipv4(passage.text.substr(from, end - from));
    if (!octets) return;
    const char previous = passage.before(from), next = passage.at(end);
    if (is_alnum(next) || next == '_' || (next == '-' && is_alnum(passage.at(end + 1))) || previous == '_') return;
    if (is_alnum(previous) && previous != 'v' && previous != 'V') return;
    const auto& o = *octets;
    const unsigned highest = std::max({o[0], o[1], o[2], o[3]});
    const bool is_private = (o[0] == 10 && highest > 10) || (o[0] == 172 && o[1] >= 16 && o[1] <= 31) ||
                            (o[0] == 192 && o[1] == 168) || o[0] == 127;
    const bool mask = o[0] == 255 || o[0] == 0 || o[0] >= 224;
    const bool port = next == ':' && is_digit(passage.at(end + 1));
    const bool prefix = next == '/' && is_digit(passage.at(end + 1));
    const bool in_url = previous == '/' || previous == '@' || previous == '[';
    IdentifierVerdict verdict = IdentifierVerdict::format_only;
    const bool version = previous == 'v' || previous == 'V' || version_words().beside(passage, from, end, 20);
    if (!mask && !version) {
        if (port || prefix || in_url || is_private || highest > 63 || address_words().beside(passage, from, end, 24))
            verdict = IdentifierVerdict::plausible;
    }
    const std::string_view text = passage.text.substr(from, end - from);
    hits.add(IdentifierKind::ipv4, verdict, from, end, std::string{text}, mask || o[0] == 127);
}

void find_ipv6(const Passage& passage, std::size_t colon, Hits& hits, std::size_t& until) {
    const auto part = [](char c) { return is_hex(c) || c == ':'; };
    std::size_t from = colon;
    while (from > 0 && colon - from < 64 && part(passage.text[from - 1])) --from;
    std::size_t end = colon;
    while (end - from < 80 && passage.has(end) && part(passage.text[end])) ++end;
    // An IPv4 address may stand for the last two groups.
    std::optional<std::array<std::uint8_t, 4>> tail;
    std::size_t tail_from = end;
    if (passage.at(end) == '.') {
        std::size_t dotted = end;
        while (tail_from > from && is_digit(passage.text[tail_from - 1])) --tail_from;
        while (dotted - tail_from < 16 && passage.has(dotted) &&
               (is_digit(passage.text[dotted]) || passage.text[dotted] == '.'))
            ++dotted;
        if (dotted > end && passage.text[dotted - 1] == '.') --dotted;
        tail = parse_ipv4(passage.text.substr(tail_from, dotted - tail_from));
        if (tail)
            end = dotted;
        else
            tail_from = end;
    }
    until = std::max(until, end);
    if (end - from > 45 || end - from < 4 || (from == 0 && passage.goes_on_left)) return;
    if (!tail && passage.text[end - 1] == ':' && (end - from < 2 || passage.text[end - 2] != ':')) {
        --end;
        tail_from = end;
    }
    const char previous = passage.before(from), next = passage.at(end);
    if (is_alnum(previous) || previous == '_' || previous == '.' || previous == '-' || is_alnum(next) || next == '_')
        return;

    Groups groups{};
    std::size_t count = 0, gap = 9, digits = 0, longest = 0, shortest = 9;
    bool has_digit = false;
    const std::string_view text = passage.text.substr(from, tail_from - from);
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == ':') {
            if (at + 1 < text.size() && text[at + 1] == ':') {
                if (gap != 9) return;
                gap = count;
                at += 2;
                if (at < text.size() && text[at] == ':') return;
                continue;
            }
            if (at == 0 || (at + 1 == text.size() && !tail)) return;
            ++at;
            continue;
        }
        unsigned value = 0;
        std::size_t length = 0;
        while (at < text.size() && is_hex(text[at])) {
            if (++length > 4) return;
            has_digit |= is_digit(text[at]);
            value =
                value * 16 + static_cast<unsigned>(is_digit(text[at]) ? text[at] - '0' : lower(text[at]) - 'a' + 10);
            ++at;
        }
        if (count == 8) return;
        groups[count++] = static_cast<std::uint16_t>(value);
        digits += length;
        longest = std::max(longest, length);
        shortest = std::min(shortest, length);
    }
    if (tail) {
        if (count > 6) return;
        groups[count++] = static_cast<std::uint16_t>((*tail)[0] << 8 | (*tail)[1]);
        groups[count++] = static_cast<std::uint16_t>((*tail)[2] << 8 | (*tail)[3]);
    }
    if (gap == 9 ? count != 8 : count > 7) return;
    if (gap != 9) {
        const std::size_t behind = count - gap;
        for (std::size_t i = 0; i < behind; ++i) {
            const std::uint16_t moved = groups[count - 1 - i];
            groups[count - 1 - i] = 0;
            groups[7 - i] = moved;
        }
        // "a::b" and "::1" stand in programs everywhere.
        if (!tail && (count < 2 || digits < 5 || !has_digit)) return;
    } else if (longest == 2 && shortest == 2) {
        return;  // eight bytes with colons: an EUI-64, a piece of a fingerprint
    } else if (!has_digit || longest < 3) {
        return;
    }
    const unsigned top = groups[0];
    const bool assigned = (top & 0xE000) == 0x2000 || (top & 0xFFC0) == 0xFE80 || (top & 0xFE00) == 0xFC00 ||
                          (top & 0xFF00) == 0xFF00 || tail.has_value();
    hits.add(IdentifierKind::ipv6, assigned ? IdentifierVerdict::plausible : IdentifierVerdict::format_only, from, end,
             ipv6_text(groups), top == 0x2001 && groups[1] == 0xDB8);
}

void find_mac(const Passage& passage, std::size_t separator, Hits& hits, std::size_t& until) {
    const char sign = passage.at(separator);
    const auto part = [&](char c) { return is_hex(c) || c == sign; };
    std::size_t from = separator;
    while (from > 0 && separator - from < 24 && part(passage.text[from - 1])) --from;
    std::size_t end = separator;
    while (end - from < 64 && passage.has(end) && part(passage.text[end])) ++end;
    until = std::max(until, end);
    if (end - from != 17 || (from == 0 && passage.goes_on_left)) return;
    const char previous = passage.before(from), next = passage.at(end);
    const auto joins = [](char c) { return is_alnum(c) || c == '_' || c == '-' || c == ':' || c == '.'; };
    if (joins(previous) || is_alnum(next) || next == '_' || next == '-' ||
        (next == '.' && is_alnum(passage.at(end + 1))))
        return;
    std::string value;
    bool letters = false;
    for (std::size_t i = 0; i < 17; ++i) {
        const char c = passage.text[from + i];
        if (i % 3 == 2) {
            if (c != sign) return;
            value += ':';
            continue;
        }
        if (!is_hex(c)) return;
        letters |= !is_digit(c);
        value += lower(c);
    }
    const bool all_same = std::ranges::all_of(value, [&](char c) { return c == value[0] || c == ':'; });
    const int second = is_digit(value[1]) ? value[1] - '0' : value[1] - 'a' + 10;
    const bool group = (second & 1) != 0;
    const bool plausible = !all_same && !group && (letters || sign == ':');
    hits.add(IdentifierKind::mac, plausible ? IdentifierVerdict::plausible : IdentifierVerdict::format_only, from, end,
             std::move(value), all_same || group);
}

}  // namespace sanad
