// Every kind against its samples (KIND.txt, by make_samples.py): as they are, in 16-bit text of both orders, and with
// the digits of both Arabic sets.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <functional>

#include "core/search/identifiers/scan.hpp"

using namespace sanad;

namespace {

struct Sample {
    bool is_true = false;
    std::string verdict, value, text;
};

std::string bytes_written(std::string_view written) {
    std::string bytes;
    for (std::size_t at = 0; at < written.size(); ++at) {
        if (written[at] != '\\' || at + 1 == written.size()) {
            bytes += written[at];
        } else if (written[++at] == 'n') {
            bytes += '\n';
        } else if (written[at] == 'x') {
            bytes += static_cast<char>(std::stoi(std::string{written.substr(at + 1, 2)}, nullptr, 16));
            at += 2;
        } else {
            bytes += written[at];
        }
    }
    return bytes;
}

std::vector<Sample> samples_of(std::string_view kind) {
    std::ifstream file{fmt::format("{}/tests/search/identifiers/{}.txt", SANAD_SOURCE_DIR, kind)};
    std::vector<Sample> samples;
    for (std::string line; std::getline(file, line);) {
        const std::size_t first = line.find(" | "), second = line.find(" | ", first + 3),
                          third = line.find(" | ", second + 3);
        REQUIRE(third != std::string::npos);
        samples.push_back({line.substr(0, first) == "true", line.substr(first + 3, second - first - 3),
                           line.substr(second + 3, third - second - 3), bytes_written(line.substr(third + 3))});
    }
    return samples;
}

std::vector<Identifier> hits_in(std::string_view text, IdentifierKind kind) {
    std::vector<Identifier> hits;
    // As on a disk: something else stands before and behind, and the text at an even place.
    std::string block(64, '\x01');
    block += text;
    block += std::string(70, '\x01');
    scan(bytes_of(block), {}, [&](Identifier&& hit) {
        if (hit.kind == kind) hits.push_back(std::move(hit));
    });
    for (const Identifier& hit : hits) {
        CHECK(hit.offset >= 64);
        CHECK(hit.offset + hit.length <= 64 + text.size());
    }
    return hits;
}

/// UTF-8 as 16-bit text.
std::string wide(std::string_view text, bool big_endian) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        unsigned unit = static_cast<unsigned char>(text[at++]);
        if (unit >= 0xE0) {
            unit = 0xFFFD;
            at += 2;
        } else if (unit >= 0xC0) {
            unit = (unit & 0x1F) << 6 | (static_cast<unsigned char>(text[at++]) & 0x3F);
        }
        const char low = static_cast<char>(unit & 0xFF), high = static_cast<char>(unit >> 8);
        out += big_endian ? high : low;
        out += big_endian ? low : high;
    }
    return out;
}

std::string with_digits(std::string_view text, std::string_view zero) {
    std::string out;
    for (const char c : text) {
        if (c >= '0' && c <= '9') {
            out += zero[0];
            out += static_cast<char>(zero[1] + (c - '0'));
        } else {
            out += c;
        }
    }
    return out;
}

/// Kinds that are numbers alone: people write them in the digits of their script.
bool is_number(IdentifierKind kind) {
    using K = IdentifierKind;
    for (const K number :
         {K::phone, K::cnic, K::card, K::imei, K::imeisv, K::iccid, K::imsi, K::ntn, K::wallet_transaction})
        if (kind == number) return true;
    return false;
}

struct Score {
    std::size_t found = 0, missed = 0, invented = 0, refused = 0;
};

Score score(IdentifierKind kind, const std::vector<Sample>& samples,
            const std::function<std::string(std::string_view)>& as) {
    Score score;
    for (const Sample& sample : samples) {
        const auto hits = hits_in(as(sample.text), kind);
        if (sample.is_true) {
            bool found = false;
            for (const Identifier& hit : hits)
                found |= hit.value == sample.value && name_of(hit.verdict) == sample.verdict;
            CAPTURE(sample.text);
            CAPTURE(sample.value);
            std::string got;
            for (const Identifier& hit : hits) got += fmt::format("{} {}; ", name_of(hit.verdict), hit.value);
            CAPTURE(got);
            CHECK(found);
            ++(found ? score.found : score.missed);
        } else {
            CAPTURE(sample.text);
            std::string got;
            for (const Identifier& hit : hits) got += fmt::format("{} {}; ", name_of(hit.verdict), hit.value);
            CAPTURE(got);
            CHECK(hits.empty());
            ++(hits.empty() ? score.refused : score.invented);
        }
    }
    return score;
}

}  // namespace

TEST_CASE("every kind is found in its true samples and in none of its false ones, in every encoding") {
    std::printf("%-20s %6s %6s %10s %8s\n", "kind", "true", "false", "precision", "recall");
    for (std::size_t code = 0; code < identifier_kind_names.size(); ++code) {
        const auto kind = static_cast<IdentifierKind>(code);
        const std::string name{name_of(kind)};
        CAPTURE(name);
        const auto samples = samples_of(name);
        const Score plain = score(kind, samples, [](std::string_view text) { return std::string{text}; });
        CHECK(plain.found + plain.missed >= 20);
        CHECK(plain.invented + plain.refused >= 20);
        score(kind, samples, [](std::string_view text) { return wide(text, false); });
        score(kind, samples, [](std::string_view text) { return wide(text, true); });
        if (is_number(kind)) {
            score(kind, samples, [](std::string_view text) { return with_digits(text, "\xD9\xA0"); });
            score(kind, samples, [](std::string_view text) { return with_digits(text, "\xDB\xB0"); });
            score(kind, samples, [](std::string_view text) { return wide(with_digits(text, "\xDB\xB0"), false); });
            score(kind, samples, [](std::string_view text) { return wide(with_digits(text, "\xD9\xA0"), true); });
        }
        const auto of = [](std::size_t part, std::size_t rest) {
            return part + rest == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(part + rest);
        };
        std::printf("%-20s %6zu %6zu %9.1f%% %7.1f%%\n", name.c_str(), plain.found + plain.missed,
                    plain.invented + plain.refused, of(plain.found, plain.invented), of(plain.found, plain.missed));
    }
}
