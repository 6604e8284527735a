#include "core/search/fold.hpp"

#include <algorithm>

#include "core/base/unicode.hpp"

namespace sanad {
namespace {

bool between(char32_t c, char32_t first, char32_t last) {
    return c >= first && c <= last;
}

/// Signs that change how a word is written, not which word it is. Not all marks of category Mn: the vowel signs of
/// Hindi are of it.
bool is_dropped(char32_t c) {
    return between(c, 0x0610, 0x061A) || between(c, 0x064B, 0x065F) || c == 0x0670 || between(c, 0x06D6, 0x06ED) ||
           between(c, 0x0300, 0x036F) || c == 0x0640 || between(c, 0x200C, 0x200F) || c == 0x061C ||
           between(c, 0x202A, 0x202E) || between(c, 0x2066, 0x2069) || c == 0xFEFF || c == 0x00AD;
}

char32_t mapped(char32_t c) {
    if (between(c, 0x0660, 0x0669)) return U'0' + (c - 0x0660);
    if (between(c, 0x06F0, 0x06F9)) return U'0' + (c - 0x06F0);
    switch (c) {
        case 0x064A:  // Arabic yeh
        case 0x0649:  // alef maksura
        case 0x06D0:  // e
        case 0x06CD:  // yeh with tail
            return 0x06CC;
        case 0x0643:  // Arabic kaf
        case 0x06AA:  // swash kaf
            return 0x06A9;
        case 0x0647:  // Arabic heh
        case 0x0629:  // teh marbuta
        case 0x06C3:  // teh marbuta goal
        case 0x06C0:  // heh with yeh above
        case 0x06D5:  // ae
            return 0x06C1;
        case 0x0671:  // alef wasla
            return 0x0627;
        case 0x06D4:
            return U'.';
        case 0x060C:
            return U',';
        case 0x061F:
            return U'?';
        default:
            return c;
    }
}

/// 0: dropped.
char32_t loosened(char32_t c) {
    switch (c) {
        case 0x06BE:
            return 0x06C1;
        case 0x06BA:
            return 0x0646;
        case 0x06D2:
            return 0x06CC;
        case 0x0621:
            return 0;
        default:
            return c;
    }
}

}  // namespace

std::string_view name_of(FoldLevel level) {
    return level == FoldLevel::standard ? "standard" : "loose";
}

/// What one character becomes.
struct Folder::Folded {
    bool known = false;
    std::uint8_t combining = 0;  ///< class of its last character, when all of it combines
    struct Part {
        char32_t character;
        std::uint8_t combining;
        bool word;
        std::string bytes;
    };
    std::vector<Part> parts;
};
struct Folder::Page {
    std::array<Folded, 256> characters;
};

Folder::Folder(FoldLevel level) : level_{level} {}
Folder::Folder(Folder&&) noexcept = default;
Folder::~Folder() = default;

const Folder::Folded& Folder::folded(char32_t character) {
    auto& page = pages_[character >> 8];
    if (!page) page = std::make_unique<Page>();
    Folded& entry = page->characters[character & 0xFF];
    if (entry.known) return entry;
    entry.known = true;
    for (char32_t part : decomposed_and_case_folded(character)) {
        if (is_dropped(part)) continue;
        part = mapped(part);
        if (level_ == FoldLevel::loose) part = loosened(part);
        if (part == 0 && character != 0) continue;
        std::string bytes;
        append_character(bytes, part);
        entry.parts.push_back({part, combining_class(part), is_word_character(part), std::move(bytes)});
    }
    return entry;
}

/// emit(bytes of one folded character, is it of a word, begin, end of the original character): empty bytes for what is
/// dropped. Combining marks that stay come in canonical order.
template <class Emit>
void Folder::each(std::string_view text, Emit emit) {
    struct Waiting {
        const Folded::Part* part;
        std::size_t begin, end;
    };
    std::vector<Waiting> marks;
    const auto settle = [&] {
        if (marks.size() > 1) {
            std::ranges::stable_sort(marks, {}, [](const Waiting& mark) { return mark.part->combining; });
        }
        for (const Waiting& mark : marks) emit(mark.part->bytes, mark.part->word, mark.begin, mark.end);
        marks.clear();
    };
    for (std::size_t at = 0; at < text.size();) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte < 0x80) {
            if (!marks.empty()) settle();
            const char low = static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte);
            const bool word = (low >= 'a' && low <= 'z') || (low >= '0' && low <= '9');
            emit(std::string_view{&low, 1}, word, at, at + 1);
            ++at;
            continue;
        }
        const auto [character, length] = character_at(text, at);
        const Folded& found = folded(character);
        if (found.parts.empty()) emit({}, true, at, at + length);
        for (const Folded::Part& part : found.parts) {
            if (part.combining != 0) {
                marks.push_back({&part, at, at + length});
                continue;
            }
            if (!marks.empty()) settle();
            emit(part.bytes, part.word, at, at + length);
        }
        at += length;
    }
    settle();
}

FoldedText Folder::fold(std::string_view text) {
    FoldedText result;
    result.original_size = text.size();
    result.key.reserve(text.size());
    result.origins.reserve(text.size());
    each(text, [&](std::string_view bytes, bool, std::size_t begin, std::size_t) {
        result.key += bytes;
        result.origins.insert(result.origins.end(), bytes.size(), static_cast<std::uint32_t>(begin));
    });
    return result;
}

FoldedWords Folder::words(std::string_view text) {
    FoldedWords result;
    result.keys.reserve(text.size());
    each_stretch(text, [&](std::size_t begin, std::size_t end, bool ascii) {
        const std::string_view stretch = text.substr(begin, end - begin);
        if (!ascii) return add_words(stretch, static_cast<std::uint32_t>(begin), result);
        result.words.push_back({static_cast<std::uint32_t>(result.keys.size()), static_cast<std::uint32_t>(end - begin),
                                static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
        append_ascii_key(stretch, result.keys);
    });
    return result;
}

void Folder::add_words(std::string_view text, std::uint32_t offset, FoldedWords& result) {
    bool open = false;
    each(text, [&](std::string_view bytes, bool word, std::size_t from, std::size_t to) {
        const std::uint32_t begin = offset + static_cast<std::uint32_t>(from),
                            end = offset + static_cast<std::uint32_t>(to);
        if (!word) {
            open = false;
            return;
        }
        if (bytes.empty()) {
            if (open) result.words.back().end = std::max(result.words.back().end, end);
            return;
        }
        if (!open) {
            result.words.push_back({static_cast<std::uint32_t>(result.keys.size()), 0, begin, end});
            open = true;
        }
        FoldedWord& last = result.words.back();
        result.keys += bytes;
        last.key_size += static_cast<std::uint32_t>(bytes.size());
        last.begin = std::min(last.begin, begin);
        last.end = std::max(last.end, end);
    });
}

void Folder::append_words(std::string_view text, std::string& keys) {
    bool open = false;
    each(text, [&](std::string_view bytes, bool word, std::size_t, std::size_t) {
        if (!word) {
            open = false;
        } else if (!bytes.empty()) {
            if (!open && !keys.empty()) keys += ' ';
            keys += bytes;
            open = true;
        }
    });
}

std::pair<std::size_t, std::size_t> FoldedText::original(std::size_t from, std::size_t to) const {
    if (from >= to || from >= origins.size()) {
        const std::size_t at = from < origins.size() ? origins[from] : original_size;
        return {at, at};
    }
    // Marks in canonical order may stand before where they were: the range takes all of them in.
    const auto [least, most] =
        std::minmax_element(origins.begin() + static_cast<std::ptrdiff_t>(from),
                            origins.begin() + static_cast<std::ptrdiff_t>(std::min(to, origins.size())));
    std::size_t end = original_size;
    for (std::size_t at = to; at < origins.size(); ++at) {
        if (origins[at] > *most) {
            end = origins[at];
            break;
        }
    }
    return {*least, end};
}

FoldedText fold(std::string_view text, FoldLevel level) {
    return Folder{level}.fold(text);
}

}  // namespace sanad
