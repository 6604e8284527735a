#pragma once
// The folded key: what is indexed and what a query is compared as, so that a word is found however it was typed. Both
// sides are folded; the original is never changed, and every part of a key knows which bytes of the original it is of.
//
// Level `standard`: compatibility decomposition (NFKD) and case folding; vowel marks, combining accents, tatweel,
// joiners, bidi controls, byte order marks and soft hyphens dropped; the Arabic and Urdu forms of yeh, kaf, heh and
// alef made one; digits of Arabic and Urdu as 0-9; the full stop, comma and question mark of Urdu as . , ? Level
// `loose` goes further, and makes different words equal (بھائی and بہائی): do-chashmi heh as heh, noon ghunna as noon,
// bari yeh as yeh, a lone hamza dropped. Only when asked for, and stated beside every result.
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sanad {

enum class FoldLevel : std::uint8_t { standard, loose };
std::string_view name_of(FoldLevel level);

/// Grows whenever a key may differ from what it was: an index of another version is made anew.
inline constexpr int fold_version = 1;

struct FoldedText {
    std::string key;                     ///< UTF-8
    std::vector<std::uint32_t> origins;  ///< of each byte of the key: where its character begins in the original
    /// The original's bytes that key bytes [from, to) are of, as a half-open range; what was dropped after them
    /// included.
    std::pair<std::size_t, std::size_t> original(std::size_t from, std::size_t to) const;
    std::size_t original_size = 0;
};

/// A run of letters, marks and digits.
struct FoldedWord {
    std::uint32_t key_begin = 0, key_size = 0;  ///< in FoldedWords::keys
    std::uint32_t begin = 0, end = 0;           ///< in the original, dropped marks included
};
struct FoldedWords {
    std::string keys;
    std::vector<FoldedWord> words;
    std::string_view key(const FoldedWord& word) const {
        return std::string_view{keys}.substr(word.key_begin, word.key_size);
    }
};

/// What a byte is of a stretch: nothing, a letter or digit of ASCII, or a part of a character beyond.
enum class StretchByte : std::uint8_t { sign, ascii, beyond };
inline constexpr std::array<StretchByte, 256> stretch_bytes = [] {
    std::array<StretchByte, 256> kinds{};
    for (int c = 0; c < 256; ++c) {
        const bool ascii = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        kinds[static_cast<std::size_t>(c)] = c >= 0x80 ? StretchByte::beyond
                                             : ascii   ? StretchByte::ascii
                                                       : StretchByte::sign;
    }
    return kinds;
}();

/// each(begin, end, is it ASCII alone) for every stretch of a text between ASCII signs that part words. No rule goes
/// over such a sign, so that a stretch is folded by itself; most are one word in ASCII, whose key is its small letters.
template <class Each>
void each_stretch(std::string_view text, Each each) {
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        bool ascii = true;
        for (; end < text.size(); ++end) {
            const StretchByte kind = stretch_bytes[static_cast<unsigned char>(text[end])];
            if (kind == StretchByte::sign) break;
            ascii &= kind == StretchByte::ascii;
        }
        if (end != at) each(at, end, ascii);
        at = end + 1;
    }
}

/// The key of a stretch of ASCII, at the end of `to`.
inline void append_ascii_key(std::string_view stretch, std::string& to) {
    for (const char c : stretch) to += static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

/// Folds much text: what a character becomes is looked up once. For one thread. Texts are shorter than 4 GiB.
class Folder {
public:
    explicit Folder(FoldLevel level = FoldLevel::standard);
    Folder(Folder&&) noexcept;
    ~Folder();

    FoldedText fold(std::string_view text);
    FoldedWords words(std::string_view text);
    /// The words' keys alone, a blank between them, appended: what the index holds of a text.
    void append_words(std::string_view text, std::string& keys);

private:
    struct Page;
    struct Folded;
    const Folded& folded(char32_t character);
    template <class Emit>
    void each(std::string_view text, Emit emit);
    /// Of a part of a text, which begins at `offset` of it.
    void add_words(std::string_view part, std::uint32_t offset, FoldedWords& result);

    FoldLevel level_;
    std::array<std::unique_ptr<Page>, 0x1100> pages_;
};

/// One text, now and then.
FoldedText fold(std::string_view text, FoldLevel level = FoldLevel::standard);

}  // namespace sanad
