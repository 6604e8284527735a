// Phrases from which a wallet's keys are made: BIP-39, the English list of 2,048 words, in lower case. 12, 15, 18, 21
// or 24 words carry 4 to 8 bits of SHA-256 over their entropy.
#include <algorithm>
#include <array>

#include "core/crypto/digest.hpp"
#include "core/search/identifiers/families.hpp"

namespace sanad {

// bip39_english.txt, embedded (bip39_words.cpp).
extern const unsigned char bip39_words[];
extern const std::size_t bip39_words_size;

namespace {

constexpr std::size_t most_words = 64;  ///< a longer run is a list of words

/// The words in the order of their numbers, which is that of the alphabet.
const std::vector<std::string_view>& words() {
    static const std::vector<std::string_view> list = [] {
        std::vector<std::string_view> found;
        std::string_view text = text_of({bip39_words, bip39_words_size});
        while (!text.empty()) {
            const std::size_t end = std::min(text.find('\n'), text.size());
            if (end > 0) found.push_back(text.substr(0, end));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        return found;
    }();
    return list;
}

/// A word of eight letters at the most as one number.
std::uint64_t packed(std::string_view word) {
    std::uint64_t letters = 0;
    for (const char c : word) letters = letters << 8 | static_cast<unsigned char>(c);
    return letters;
}

/// Where a word is looked up: prose is looked up word by word.
struct WordTable {
    static constexpr std::size_t size = 1 << 14;
    std::vector<std::uint64_t> letters = std::vector<std::uint64_t>(size);
    std::vector<std::uint16_t> numbers = std::vector<std::uint16_t>(size);

    static std::size_t slot_of(std::uint64_t word) { return word * 0x9E3779B97F4A7C15 >> 50; }
    WordTable() {
        std::uint16_t number = 0;
        for (const std::string_view word : words()) {
            std::size_t slot = slot_of(packed(word));
            while (letters[slot] != 0) slot = (slot + 1) % size;
            letters[slot] = packed(word);
            numbers[slot] = number++;
        }
    }
};

std::optional<unsigned> number_of(std::string_view word) {
    static const WordTable table;
    const std::uint64_t letters = packed(word);
    for (std::size_t slot = WordTable::slot_of(letters); table.letters[slot] != 0; slot = (slot + 1) % WordTable::size)
        if (table.letters[slot] == letters) return table.numbers[slot];
    return std::nullopt;
}

bool checksum_holds(const std::vector<unsigned>& numbers, std::size_t first, std::size_t count) {
    std::array<Byte, 33> bits{};
    for (std::size_t word = 0; word < count; ++word) {
        for (std::size_t bit = 0; bit < 11; ++bit) {
            const std::size_t place = word * 11 + bit;
            if ((numbers[first + word] >> (10 - bit) & 1) != 0)
                bits[place / 8] = static_cast<Byte>(bits[place / 8] | 0x80 >> place % 8);
        }
    }
    const std::size_t check_bits = count / 3, entropy_bytes = (count * 11 - check_bits) / 8;
    Sha256 sha256;
    sha256.update(Bytes{bits}.first(entropy_bytes));
    const Sha256Digest digest = sha256.finish();
    return digest[0] >> (8 - check_bits) == bits[entropy_bytes] >> (8 - check_bits);
}

}  // namespace

void find_mnemonic(const Passage& passage, std::size_t at, Hits& hits, std::size_t& until) {
    const auto blank = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ','; };
    std::size_t from = at;
    while (from > until && (is_lower(passage.text[from - 1]) || blank(passage.text[from - 1]))) --from;
    std::size_t end = at;
    while (passage.has(end) && (is_lower(passage.text[end]) || blank(passage.text[end]))) ++end;
    until = std::max(until, end);

    struct Word {
        std::size_t from, until;
    };
    std::vector<Word> run;
    std::vector<unsigned> numbers;
    std::string_view separator;
    const auto told = [&](std::size_t first, std::size_t count, IdentifierVerdict verdict) {
        std::string value;
        for (std::size_t i = first; i < first + count; ++i) {
            if (i > first) value += ' ';
            value += words()[numbers[i]];
        }
        hits.add(IdentifierKind::bip39, verdict, run[first].from, run[first + count - 1].until, std::move(value));
    };
    const auto close = [&] {
        const std::size_t count = run.size();
        const bool differ = std::ranges::any_of(numbers, [&](unsigned number) { return number != numbers[0]; });
        if (count >= 12 && count <= most_words && differ) {
            bool found = false;
            for (const std::size_t length : {24, 21, 18, 15, 12}) {
                if (length != count) continue;
                found = true;
                told(0, length,
                     checksum_holds(numbers, 0, length) ? IdentifierVerdict::valid : IdentifierVerdict::format_only);
            }
            // Words of the text around it stand before or behind: the longest that holds, from the left.
            for (const std::size_t length : {24, 21, 18, 15, 12}) {
                for (std::size_t first = 0; !found && first + length <= count; ++first) {
                    if (!checksum_holds(numbers, first, length)) continue;
                    found = true;
                    told(first, length, IdentifierVerdict::plausible);
                }
            }
        }
        run.clear();
        numbers.clear();
        separator = {};
    };
    std::size_t place = from;
    // A word that began before what was looked at is not whole.
    if (place > 0 && is_lower(passage.text[place - 1])) {
        while (place < end && is_lower(passage.text[place])) ++place;
    }
    while (place < end) {
        const std::size_t gap_from = place;
        while (place < end && blank(passage.text[place])) ++place;
        const std::string_view gap = passage.text.substr(gap_from, place - gap_from);
        const std::size_t word_from = place;
        while (place < end && is_lower(passage.text[place])) ++place;
        if (place == word_from) break;
        const std::string_view word = passage.text.substr(word_from, place - word_from);
        const bool whole =
            !is_alnum(passage.before(word_from)) && !is_alnum(passage.at(place)) && passage.at(place) != '\'';
        const auto number = whole && word.size() >= 3 && word.size() <= 8 ? number_of(word) : std::nullopt;
        const bool small_gap = gap == " " || gap == "\n" || gap == "\r\n" || gap == ", " || gap == "," || gap == "\t";
        if (!run.empty() && (!number || !small_gap || (run.size() > 1 && gap != separator))) close();
        if (!number) continue;
        if (run.size() == 1) separator = gap;
        run.push_back({word_from, place});
        numbers.push_back(*number);
    }
    close();
}

}  // namespace sanad
