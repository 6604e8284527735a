#include "core/search/identifiers/passage.hpp"

#include <algorithm>

namespace sanad {
namespace {

/// The code point of a two-byte UTF-8 sequence of the Arabic block, or 0.
unsigned arabic_at(Bytes bytes, std::size_t at) {
    if (at + 1 >= bytes.size() || bytes[at] < 0xD8 || bytes[at] > 0xDB || (bytes[at + 1] & 0xC0) != 0x80) return 0;
    return (bytes[at] & 0x1Fu) << 6 | (bytes[at + 1] & 0x3Fu);
}

bool is_text(unsigned unit) {
    // Latin letters with accents, the degree sign, and marks of punctuation and direction stand among others.
    return (unit >= 0x20 && unit < 0x7F) || unit == '\t' || unit == '\n' || unit == '\r' || (unit >> 8) == 6 ||
           (unit >= 0xA0 && unit <= 0xFF) || (unit >> 8) == 0x20;
}

char char_of(unsigned unit) {
    return unit < 0x80 ? static_cast<char>(unit) : (unit >> 8) == 6 ? folded_arabic(unit) : '\x80';
}

std::string folded_word(std::string_view word) {
    std::string folded;
    const Bytes bytes = bytes_of(word);
    for (std::size_t at = 0; at < bytes.size();) {
        const unsigned arabic = arabic_at(bytes, at);
        folded += arabic != 0 ? folded_arabic(arabic) : static_cast<char>(bytes[at]);
        at += arabic != 0 ? 2 : 1;
    }
    return folded;
}

}  // namespace

std::string lower(std::string_view text) {
    std::string result{text};
    for (char& c : result) c = lower(c);
    return result;
}

char folded_arabic(unsigned code_point) {
    if (code_point >= 0x660 && code_point <= 0x669) return static_cast<char>('0' + (code_point - 0x660));
    if (code_point >= 0x6F0 && code_point <= 0x6F9) return static_cast<char>('0' + (code_point - 0x6F0));
    switch (code_point) {
        case 0x64A:
        case 0x649:
            code_point = 0x6CC;
            break;
        case 0x643:
            code_point = 0x6A9;
            break;
        case 0x647:
        case 0x629:
            code_point = 0x6C1;
            break;
        default:
            break;
    }
    return static_cast<char>(0x80 | (code_point & 0x7F));
}

NearWords::NearWords(std::vector<std::string_view> words) {
    for (const std::string_view word : words) {
        as_written_.add(std::string{word});
        folded_.add(folded_word(word));
    }
}

void NearWords::Spelling::add(std::string word) {
    words_by_first_[static_cast<unsigned char>(word.front())].push_back(std::move(word));
}

template <class Each>
void NearWords::Spelling::each_in(std::string_view text, Each each) const {
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto first = static_cast<unsigned char>(lower(text[at]));
        const bool begins = at == 0 || !is_alnum(text[at - 1]) || !is_alnum(static_cast<char>(first));
        if (!begins) continue;
        for (const std::string& word : words_by_first_[first]) {
            const std::size_t end = at + word.size();
            if (end > text.size()) continue;
            if (!std::ranges::equal(word, text.substr(at, word.size()), {}, {}, [](char c) { return lower(c); }))
                continue;
            const bool ends = first >= 0x80 || end == text.size() || !is_letter(text[end]) || !is_alnum(word.back());
            if (ends && !each(at, end)) return;
        }
    }
}

bool NearWords::Spelling::stands_in(std::string_view text) const {
    bool stands = false;
    each_in(text, [&](std::size_t, std::size_t) {
        stands = true;
        return false;
    });
    return stands;
}

NearWords::Around NearWords::around(const Passage& passage, std::size_t from, std::size_t until, std::size_t reach) {
    // In UTF-8 as it stands a letter of Urdu takes two bytes.
    if (!passage.folded) reach += reach / 2;
    const std::size_t first = from > reach ? from - reach : 0;
    const std::string_view text = passage.text;
    return {text.substr(first, from - first), text.substr(until, std::min(reach, text.size() - until))};
}

bool NearWords::beside(const Passage& passage, std::size_t from, std::size_t until, std::size_t reach) const {
    const auto [before, after] = around(passage, from, until, reach);
    const Spelling& words = passage.folded ? folded_ : as_written_;
    return words.stands_in(before) || words.stands_in(after);
}

std::optional<std::size_t> NearWords::distance(const Passage& passage, std::size_t from, std::size_t until,
                                               std::size_t reach) const {
    const auto [before, after] = around(passage, from, until, reach);
    const Spelling& words = passage.folded ? folded_ : as_written_;
    std::optional<std::size_t> nearest;
    words.each_in(before, [&, size = before.size()](std::size_t, std::size_t end) {
        nearest = std::min(nearest.value_or(size), size - end);
        return true;
    });
    if (nearest) return nearest;
    words.each_in(after, [&](std::size_t begin, std::size_t) {
        nearest = 2 * reach + begin;
        return false;
    });
    return nearest;
}

Decoded decode_utf16(Bytes block, std::size_t at, bool big_endian, std::size_t from) {
    const auto unit = [&](std::size_t place) {
        return big_endian ? static_cast<unsigned>(block[place]) << 8 | block[place + 1]
                          : static_cast<unsigned>(block[place + 1]) << 8 | block[place];
    };
    Decoded decoded;
    std::size_t first = at;
    while (first >= from + 2 && is_text(unit(first - 2))) first -= 2;
    std::size_t end = first;
    while (end + 1 < block.size() && is_text(unit(end))) {
        decoded.text += char_of(unit(end));
        end += 2;
    }
    decoded.end = end;
    decoded.passage.encoding = big_endian ? IdentifierEncoding::utf16be : IdentifierEncoding::utf16le;
    decoded.passage.folded = true;
    decoded.passage.base = first;
    decoded.passage.step = 2;
    return decoded;
}

Decoded decode_utf8(Bytes block, std::size_t at, std::size_t reach) {
    std::size_t first = at > reach ? at - reach : 0;
    const std::size_t last = std::min(block.size(), at + std::min(reach, block.size() - at));
    const bool cut = first > 0;
    // Text of another kind, or a control character, ends it; so does a line.
    for (std::size_t place = at; place > first; --place) {
        const Byte byte = block[place - 1];
        if (byte < 0x20 && byte != '\t') {
            first = place;
            break;
        }
    }
    const bool begins = first > 0 && block[first - 1] < 0x20;
    Decoded decoded;
    std::size_t place = first;
    while (place < last && (block[place] & 0xC0) == 0x80) ++place;
    decoded.passage.base = place;
    const std::size_t base = place;
    while (place < last) {
        const Byte byte = block[place];
        if (byte < 0x20 && byte != '\t') {
            if (place > at) break;
        }
        const unsigned arabic = arabic_at(block, place);
        decoded.offsets.push_back(static_cast<std::uint32_t>(place - base));
        if (byte < 0x80) {
            decoded.text += static_cast<char>(byte);
            ++place;
        } else if (arabic != 0) {
            decoded.text += folded_arabic(arabic);
            place += 2;
        } else {
            decoded.text += '\x80';
            ++place;
        }
    }
    decoded.offsets.push_back(static_cast<std::uint32_t>(place - base));
    decoded.end = place;
    decoded.passage.encoding = IdentifierEncoding::utf8;
    decoded.passage.folded = true;
    decoded.passage.goes_on_left = cut && !begins;
    decoded.passage.goes_on_right = place < block.size() && place >= last;
    return decoded;
}

}  // namespace sanad
