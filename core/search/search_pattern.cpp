#include "core/search/search_pattern.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/letters.hpp"
#include "core/base/text.hpp"
#include "core/search/script_variants.hpp"

namespace sanad {
namespace {

using Kind = PatternNode::Kind;

constexpr char32_t last_letter = 0x10FFFF;
constexpr int deepest_group = 64;
constexpr std::uint32_t most_repetitions = 1000;

void normalise(std::vector<LetterRange>& ranges) {
    std::ranges::sort(ranges, {}, &LetterRange::first);
    std::vector<LetterRange> joined;
    for (const LetterRange& range : ranges) {
        if (!joined.empty() && range.first <= joined.back().last + 1) {
            joined.back().last = std::max(joined.back().last, range.last);
        } else {
            joined.push_back(range);
        }
    }
    ranges = std::move(joined);
}

std::vector<LetterRange> complement(const std::vector<LetterRange>& ranges) {
    std::vector<LetterRange> others;
    char32_t next = 0;
    for (const LetterRange& range : ranges) {
        if (range.first > next) others.push_back({next, range.first - 1});
        next = range.last + 1;
    }
    if (next <= last_letter) others.push_back({next, last_letter});
    return others;
}

std::vector<LetterRange> digits() {
    return {{'0', '9'}};
}
std::vector<LetterRange> words() {
    return {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
}
std::vector<LetterRange> blanks() {
    return {{'\t', '\r'}, {' ', ' '}};
}

struct NamedSet {
    std::u32string_view name;
    std::vector<LetterRange> letters;
};

const std::vector<NamedSet>& posix_sets() {
    static const std::vector<NamedSet> sets{
        {U"alpha", {{'A', 'Z'}, {'a', 'z'}}},
        {U"digit", digits()},
        {U"alnum", {{'0', '9'}, {'A', 'Z'}, {'a', 'z'}}},
        {U"upper", {{'A', 'Z'}}},
        {U"lower", {{'a', 'z'}}},
        {U"space", blanks()},
        {U"blank", {{'\t', '\t'}, {' ', ' '}}},
        {U"punct", {{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}}},
        {U"print", {{' ', '~'}}},
        {U"graph", {{'!', '~'}}},
        {U"cntrl", {{0, 0x1F}, {0x7F, 0x7F}}},
        {U"xdigit", {{'0', '9'}, {'A', 'F'}, {'a', 'f'}}},
    };
    return sets;
}

int hex_value(char32_t letter) {
    if (letter >= '0' && letter <= '9') return static_cast<int>(letter - '0');
    if (letter >= 'a' && letter <= 'f') return static_cast<int>(letter - 'a' + 10);
    if (letter >= 'A' && letter <= 'F') return static_cast<int>(letter - 'A' + 10);
    return -1;
}

PatternNode letters_node(std::vector<LetterRange> ranges) {
    PatternNode node;
    node.kind = Kind::letters;
    normalise(ranges);
    node.letters = std::move(ranges);
    return node;
}

PatternNode repeated(PatternNode part, std::uint32_t least, std::optional<std::uint32_t> most) {
    PatternNode node;
    node.kind = Kind::repeat;
    node.parts.push_back(std::move(part));
    node.least = least;
    node.most = most;
    return node;
}

PatternNode marks_between() {
    std::vector<LetterRange> marks;
    for (const char32_t mark : ignored_marks()) marks.push_back({mark, mark});
    // Without a limit: a small loop is found in less time than eight marks written out.
    return repeated(letters_node(std::move(marks)), 0, std::nullopt);
}

/// Letters as the pattern's choices widen them.
class Widening {
public:
    explicit Widening(const SearchPattern& pattern) : pattern_{pattern} {}

    std::vector<LetterRange> widened(std::vector<LetterRange> ranges) const {
        const std::vector<LetterRange> asked = ranges;
        for (const LetterRange& range : asked) {
            // Of a range of thousands of letters nobody means the variants.
            if (range.last - range.first > 1024) continue;
            for (char32_t letter = range.first; letter <= range.last; ++letter) {
                if (!pattern_.case_sensitive) {
                    for (const char32_t other : cases_of(letter)) ranges.push_back({other, other});
                }
                if (pattern_.folded) {
                    for (const char32_t other : folded_variants(letter)) ranges.push_back({other, other});
                }
            }
        }
        return ranges;
    }
    PatternNode one(char32_t letter) const { return letters_node(widened({{letter, letter}})); }

private:
    const SearchPattern& pattern_;
};

PatternNode literal(const SearchPattern& pattern, const std::u32string& text) {
    const Widening widening{pattern};
    PatternNode node;
    std::u32string letters;
    for (const char32_t letter : text) {
        if (pattern.folded) {
            // A presentation form of several letters stands for all of them.
            for (const char32_t part : compatibility_decomposition(letter)) {
                if (!is_ignored_mark(part)) letters += part;
            }
        } else {
            letters += letter;
        }
    }
    for (std::size_t i = 0; i < letters.size(); ++i) {
        const bool folds = pattern.folded && is_arabic_letter(letters[i]);
        const bool pair = folds && i + 1 < letters.size() && is_arabic_letter(letters[i + 1]);
        const bool lam_alef =
            pair && letters[i] == 0x0644 && std::ranges::count(folded_variants(0x0627), letters[i + 1]) != 0;
        if (!lam_alef) {
            node.parts.push_back(widening.one(letters[i]));
            if (pair) node.parts.push_back(marks_between());
            continue;
        }
        PatternNode apart;
        apart.parts = {widening.one(letters[i]), marks_between(), widening.one(letters[i + 1])};
        PatternNode either;
        either.kind = Kind::choice;
        either.parts = {std::move(apart), letters_node({{first_lam_alef, last_lam_alef}})};
        node.parts.push_back(std::move(either));
        ++i;
        if (i + 1 < letters.size() && is_arabic_letter(letters[i + 1])) node.parts.push_back(marks_between());
    }
    return node;
}

class Parser {
public:
    Parser(const SearchPattern& pattern, const std::u32string& text) : pattern_{pattern}, text_{text} {}

    Result<PatternNode> parse() {
        PatternNode node = TRY(choice(0));
        if (at_ < text_.size()) return refuse("a ) without its (");
        return node;
    }

private:
    tl::unexpected<Error> refuse(std::string_view why) const {
        return failure(Fault::refused, fmt::format("{}: {} (at character {})", shown(pattern_.text), why, at_ + 1));
    }
    bool more() const { return at_ < text_.size(); }
    bool next_is(char32_t letter, std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() && text_[at_ + ahead] == letter;
    }

    Result<PatternNode> choice(int depth) {
        if (depth > deepest_group) return refuse("groups in groups beyond 64");
        PatternNode node;
        node.kind = Kind::choice;
        node.parts.push_back(TRY(sequence(depth)));
        while (next_is('|')) {
            ++at_;
            node.parts.push_back(TRY(sequence(depth)));
        }
        if (node.parts.size() > 1) return node;
        PatternNode only = std::move(node.parts.front());
        return only;
    }

    Result<PatternNode> sequence(int depth) {
        PatternNode node;
        while (more() && !next_is('|') && !next_is(')')) {
            PatternNode part = TRY(atom(depth));
            // One repetition; a second, as in a{2}*, multiplies what it costs to look for it.
            const bool again = TRY(repetition(part));
            if (again && (next_is('?') || next_is('+')))
                return refuse("lazy and possessive repetition is not known: hits are always as long as they can be");
            if (again && (next_is('*') || next_is('{'))) return refuse("a repetition of a repetition: use a group");
            node.parts.push_back(std::move(part));
        }
        return node;
    }

    Result<bool> repetition(PatternNode& part) {
        if (!more()) return false;
        switch (text_[at_]) {
            case '*':
                part = repeated(std::move(part), 0, std::nullopt);
                break;
            case '+':
                part = repeated(std::move(part), 1, std::nullopt);
                break;
            case '?':
                part = repeated(std::move(part), 0, 1);
                break;
            case '{': {
                ++at_;
                const auto least = number();
                if (!least) return refuse("a repetition is {n}, {n,} or {n,m}; a brace itself is \\{");
                std::optional<std::uint32_t> most = least;
                if (next_is(',')) {
                    ++at_;
                    most = next_is('}') ? std::nullopt : number();
                    if (!most && !next_is('}')) return refuse("a repetition is {n}, {n,} or {n,m}");
                }
                if (!next_is('}')) return refuse("a repetition without its }");
                if (most && *most < *least) return refuse("a repetition that ends before it begins");
                if (*least > most_repetitions || (most && *most > most_repetitions))
                    return refuse(fmt::format("more than {} repetitions", most_repetitions));
                part = repeated(std::move(part), *least, most);
                break;
            }
            default:
                return false;
        }
        ++at_;
        return true;
    }

    std::optional<std::uint32_t> number() {
        std::uint32_t value = 0;
        const std::size_t from = at_;
        while (more() && text_[at_] >= '0' && text_[at_] <= '9' && at_ - from < 6)
            value = value * 10 + static_cast<std::uint32_t>(text_[at_++] - '0');
        if (at_ == from) return std::nullopt;
        return value;
    }

    Result<PatternNode> atom(int depth) {
        const char32_t letter = text_[at_];
        switch (letter) {
            case '(': {
                ++at_;
                if (next_is('?')) {
                    if (!next_is(':', 1))
                        return refuse("(? is known as (?: only: no looking around, no options, no names");
                    at_ += 2;
                }
                PatternNode group = TRY(choice(depth + 1));
                if (!next_is(')')) return refuse("a ( without its )");
                ++at_;
                return group;
            }
            case '[':
                return set();
            case '.': {
                ++at_;
                PatternNode node = letters_node(complement({{'\n', '\n'}}));
                node.any_other = true;
                return node;
            }
            case '\\':
                return escape();
            case '^':
            case '$':
                return refuse(
                    "^ and $ have no meaning in raw bytes, which have no lines; the sign itself is \\^ or \\$");
            case '*':
            case '+':
            case '?':
            case '{':
                return refuse("a repetition of nothing; the sign itself is written with \\ before it");
            default:
                break;
        }
        ++at_;
        PatternNode node = Widening{pattern_}.one(letter);
        if (!pattern_.folded || !is_arabic_letter(letter)) return node;
        PatternNode with_marks;
        with_marks.parts = {std::move(node), marks_between()};
        return with_marks;
    }

    /// After the backslash: a set of letters, or nothing for what is not one.
    static std::optional<std::pair<std::vector<LetterRange>, bool>> class_of(char32_t letter) {
        switch (letter) {
            case 'd':
                return std::pair{digits(), false};
            case 'w':
                return std::pair{words(), false};
            case 's':
                return std::pair{blanks(), false};
            case 'D':
                return std::pair{digits(), true};
            case 'W':
                return std::pair{words(), true};
            case 'S':
                return std::pair{blanks(), true};
            default:
                return std::nullopt;
        }
    }

    struct Escaped {
        char32_t letter = 0;
        bool byte = false;  ///< \x41: a byte, no letter
    };
    /// A single letter or byte after a backslash, which has been read.
    Result<Escaped> escaped() {
        if (!more()) return refuse("a backslash at the end");
        const char32_t letter = text_[at_++];
        switch (letter) {
            case 't':
                return Escaped{'\t'};
            case 'n':
                return Escaped{'\n'};
            case 'r':
                return Escaped{'\r'};
            case 'f':
                return Escaped{'\f'};
            case 'v':
                return Escaped{'\v'};
            case 'x': {
                char32_t value = 0;
                if (next_is('{')) {
                    ++at_;
                    const std::size_t from = at_;
                    while (more() && hex_value(text_[at_]) >= 0 && at_ - from < 6)
                        value = value * 16 + static_cast<char32_t>(hex_value(text_[at_++]));
                    if (at_ == from || !next_is('}')) return refuse("a code point is \\x{0 to 10ffff}");
                    ++at_;
                    if (value > last_letter || (value >= 0xD800 && value < 0xE000))
                        return refuse("no code point has that number");
                    return Escaped{value};
                }
                for (int i = 0; i < 2; ++i) {
                    if (!more() || hex_value(text_[at_]) < 0) return refuse("a byte is \\x and two digits");
                    value = value * 16 + static_cast<char32_t>(hex_value(text_[at_++]));
                }
                return Escaped{value, true};
            }
            default:
                break;
        }
        const bool sign = letter < 0x80 && !(letter >= '0' && letter <= '9') && !(letter >= 'A' && letter <= 'Z') &&
                          !(letter >= 'a' && letter <= 'z');
        if (sign || letter >= 0x80) return Escaped{letter};
        --at_;
        if (letter >= '1' && letter <= '9') return refuse("back references take time without bound");
        if (letter == 'b' || letter == 'B')
            return refuse("\\b has no meaning in raw bytes; write what may stand around the word");
        return refuse("this letter after a backslash is not known");
    }

    Result<PatternNode> escape() {
        ++at_;
        if (more()) {
            if (auto found = class_of(text_[at_])) {
                ++at_;
                PatternNode node = letters_node(found->second ? complement(found->first) : found->first);
                node.any_other = found->second;
                return node;
            }
        }
        const Escaped one = TRY(escaped());
        if (!one.byte) return Widening{pattern_}.one(one.letter);
        PatternNode node;
        node.kind = Kind::bytes;
        node.bytes.set(one.letter);
        return node;
    }

    Result<PatternNode> set() {
        ++at_;
        const bool negated = next_is('^');
        if (negated) ++at_;
        std::vector<LetterRange> ranges;
        std::bitset<256> bytes;
        for (bool first = true; !next_is(']') || first; first = false) {
            if (!more()) return refuse("a [ without its ]");
            if (next_is('[') && next_is(':', 1)) {
                const std::size_t end = text_.find(U":]", at_ + 2);
                const auto name = std::u32string_view{text_}.substr(at_ + 2, end == text_.npos ? 0 : end - at_ - 2);
                const auto known = std::ranges::find(posix_sets(), name, &NamedSet::name);
                if (known == posix_sets().end())
                    return refuse(
                        "no set of that name: alpha digit alnum upper lower "
                        "space blank punct print graph cntrl xdigit");
                ranges.insert(ranges.end(), known->letters.begin(), known->letters.end());
                at_ = end + 2;
                continue;
            }
            if (next_is('\\') && at_ + 1 < text_.size()) {
                if (auto found = class_of(text_[at_ + 1])) {
                    const auto letters = found->second ? complement(found->first) : found->first;
                    ranges.insert(ranges.end(), letters.begin(), letters.end());
                    at_ += 2;
                    continue;
                }
            }
            const Escaped from = TRY(member());
            Escaped until = from;
            if (next_is('-') && !next_is(']', 1) && at_ + 1 < text_.size()) {
                ++at_;
                until = TRY(member());
                if (until.byte != from.byte) return refuse("a range from a byte to a letter");
                if (until.letter < from.letter) return refuse("a range that ends before it begins");
            }
            if (from.byte) {
                for (char32_t byte = from.letter; byte <= until.letter; ++byte) bytes.set(byte);
            } else {
                ranges.push_back({from.letter, until.letter});
            }
        }
        ++at_;
        if (bytes.any()) {
            // Bytes and ASCII letters mix: both are bytes then.
            for (const LetterRange& range : ranges) {
                if (range.last > 0x7F) return refuse("a set of bytes with letters that are no single byte");
                for (char32_t byte = range.first; byte <= range.last; ++byte) bytes.set(byte);
            }
            PatternNode node;
            node.kind = Kind::bytes;
            node.bytes = negated ? ~bytes : bytes;
            if (node.bytes.none()) return refuse("a set of nothing");
            return node;
        }
        PatternNode node = letters_node(Widening{pattern_}.widened(std::move(ranges)));
        if (negated) {
            node.letters = complement(node.letters);
            node.any_other = true;
        }
        if (node.letters.empty()) return refuse("a set of nothing");
        return node;
    }

    Result<Escaped> member() {
        if (!more()) return refuse("a [ without its ]");
        if (text_[at_] != '\\') return Escaped{text_[at_++]};
        ++at_;
        return escaped();
    }

    const SearchPattern& pattern_;
    const std::u32string& text_;
    std::size_t at_ = 0;
};

}  // namespace

Result<PatternNode> parse_pattern(const SearchPattern& pattern) {
    if (pattern.text.empty()) return failure(Fault::refused, "an empty pattern");
    if (pattern.text.size() > longest_pattern) {
        return failure(Fault::refused,
                       fmt::format("{}…: longer than {} bytes", shown(pattern.text.substr(0, 32)), longest_pattern));
    }
    std::u32string text;
    if (!code_points(pattern.text, text)) {
        return failure(Fault::refused,
                       fmt::format("{}: not UTF-8; bytes are written \\xff with --regex", shown(pattern.text)));
    }
    if (pattern.regex) return Parser{pattern, text}.parse();
    PatternNode node = literal(pattern, text);
    if (node.parts.empty())
        return failure(Fault::refused, shown(pattern.text) + ": marks alone, which folding ignores");
    return node;
}

}  // namespace sanad
