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

    FoldLevel level_;
    std::array<std::unique_ptr<Page>, 0x1100> pages_;
};

/// One text, now and then.
FoldedText fold(std::string_view text, FoldLevel level = FoldLevel::standard);

}  // namespace sanad
