#include "core/search/pattern_bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace sanad {
namespace {

using Kind = PatternNode::Kind;
using ByteSet = std::bitset<256>;
/// One way to write a letter: a set of bytes for each of its places.
using Way = std::vector<ByteSet>;

constexpr std::size_t most_expression_bytes = 4 << 20;

ByteSet range(unsigned first, unsigned last) {
    ByteSet set;
    for (unsigned byte = first; byte <= last; ++byte) set.set(byte);
    return set;
}

/// Ways that differ at one place only are one way.
void join(std::vector<Way>& ways) {
    for (bool joined = true; joined;) {
        joined = false;
        for (std::size_t i = 0; i < ways.size(); ++i) {
            for (std::size_t j = i + 1; j < ways.size();) {
                std::size_t differing = 0;
                std::size_t place = 0;
                if (ways[i].size() == ways[j].size()) {
                    for (std::size_t k = 0; k < ways[i].size(); ++k) {
                        if (ways[i][k] == ways[j][k]) continue;
                        ++differing;
                        place = k;
                    }
                }
                if (ways[i].size() != ways[j].size() || differing > 1) {
                    ++j;
                    continue;
                }
                ways[i][place] |= ways[j][place];
                ways.erase(ways.begin() + static_cast<std::ptrdiff_t>(j));
                joined = true;
            }
        }
    }
}

std::vector<unsigned> utf8_of(char32_t letter) {
    if (letter < 0x80) return {static_cast<unsigned>(letter)};
    if (letter < 0x800) return {0xC0u | static_cast<unsigned>(letter >> 6), 0x80u | (letter & 0x3F)};
    if (letter < 0x10000)
        return {0xE0u | static_cast<unsigned>(letter >> 12), 0x80u | (letter >> 6 & 0x3F), 0x80u | (letter & 0x3F)};
    return {0xF0u | static_cast<unsigned>(letter >> 18), 0x80u | (letter >> 12 & 0x3F), 0x80u | (letter >> 6 & 0x3F),
            0x80u | (letter & 0x3F)};
}

/// Ranges of code points as ranges of bytes: cut where the number of bytes changes, then until every place is a range.
void add_utf8(std::vector<Way>& ways, char32_t first, char32_t last) {
    for (const char32_t end : {char32_t{0x7F}, char32_t{0x7FF}, char32_t{0xFFFF}}) {
        if (first > end || last <= end) continue;
        add_utf8(ways, first, end);
        add_utf8(ways, end + 1, last);
        return;
    }
    if (last >= 0x80) {
        for (int places = 1; places < 4; ++places) {
            const char32_t mask = (char32_t{1} << (6 * places)) - 1;
            if ((first & ~mask) == (last & ~mask)) continue;
            if ((first & mask) != 0) {
                add_utf8(ways, first, first | mask);
                add_utf8(ways, (first | mask) + 1, last);
                return;
            }
            if ((last & mask) != mask) {
                add_utf8(ways, first, (last & ~mask) - 1);
                add_utf8(ways, last & ~mask, last);
                return;
            }
        }
    }
    const auto low = utf8_of(first);
    const auto high = utf8_of(last);
    Way way;
    for (std::size_t i = 0; i < low.size(); ++i) way.push_back(range(low[i], high[i]));
    ways.push_back(std::move(way));
}

void add_units(std::vector<Way>& ways, const Way& before, unsigned first, unsigned last, bool little) {
    const auto add = [&](unsigned high_first, unsigned high_last, unsigned low_first, unsigned low_last) {
        Way way = before;
        const ByteSet high = range(high_first, high_last);
        const ByteSet low = range(low_first, low_last);
        way.push_back(little ? low : high);
        way.push_back(little ? high : low);
        ways.push_back(std::move(way));
    };
    unsigned high_first = first >> 8;
    unsigned high_last = last >> 8;
    if (high_first == high_last) return add(high_first, high_first, first & 0xFF, last & 0xFF);
    if ((first & 0xFF) != 0) add(high_first, high_first, first & 0xFF, 0xFF), ++high_first;
    const bool cut = (last & 0xFF) != 0xFF;
    if (cut) --high_last;
    if (high_first <= high_last) add(high_first, high_last, 0, 0xFF);
    if (cut) add(last >> 8, last >> 8, 0, last & 0xFF);
}

void add_utf16(std::vector<Way>& ways, char32_t first, char32_t last, bool little) {
    if (first <= 0xFFFF) add_units(ways, {}, first, std::min<char32_t>(last, 0xFFFF), little);
    if (last <= 0xFFFF) return;
    char32_t from = std::max<char32_t>(first, 0x10000) - 0x10000;
    const char32_t until = last - 0x10000;
    while (from <= until) {
        // As many high surrogates at once as have all their low ones.
        const bool whole = (from & 0x3FF) == 0 && until - from >= 0x3FF;
        const char32_t end = whole ? ((until + 1) & ~char32_t{0x3FF}) - 1 : std::min<char32_t>(until, from | 0x3FF);
        std::vector<Way> high;
        add_units(high, {}, 0xD800 + (from >> 10), 0xD800 + (end >> 10), little);
        for (const Way& way : high)
            add_units(ways, way, 0xDC00 + (whole ? 0 : from & 0x3FF), 0xDC00 + (whole ? 0x3FF : end & 0x3FF), little);
        from = end + 1;
    }
}

bool within(const std::vector<LetterRange>& ranges, char32_t letter) {
    return std::ranges::any_of(ranges, [&](const LetterRange& r) { return letter >= r.first && letter <= r.last; });
}

ByteSet windows_1256_of(const PatternNode& node) {
    ByteSet set;
    for (unsigned byte = 0; byte < 0x80; ++byte) set[byte] = within(node.letters, byte);
    for (unsigned byte = 0x80; byte < 0x100; ++byte) {
        const char32_t letter = windows_1256_upper[byte - 0x80];
        set[byte] = within(node.letters, letter);
        if (node.any_other) continue;
        // The code page has no yeh of Urdu, and older programs wrote kaf as on Arabic keyboards.
        if ((letter == 0x064A || letter == 0x0649) && within(node.letters, 0x06CC)) set.set(byte);
        if (letter == 0x0643 && within(node.letters, 0x06A9)) set.set(byte);
    }
    return set;
}

class Writer {
public:
    explicit Writer(ScanEncoding encoding) : encoding_{encoding} {}

    /// False: this encoding cannot hold it.
    bool write(const PatternNode& node) {
        if (text_.size() > most_expression_bytes) return too_large_ = true, false;
        switch (node.kind) {
            case Kind::letters:
                return letters(node);
            case Kind::bytes:
                write(node.bytes);
                return true;
            case Kind::sequence:
                return std::ranges::all_of(node.parts, [&](const PatternNode& part) { return write(part); });
            case Kind::choice:
                return choice(node);
            case Kind::repeat:
                break;
        }
        const std::size_t before = text_.size();
        text_ += "(?:";
        if (!write(node.parts.front())) {
            // What may be absent is absent where it cannot be written.
            text_.resize(before);
            return !too_large_ && node.least == 0;
        }
        text_ += node.most ? fmt::format("){{{},{}}}", node.least, *node.most) : fmt::format("){{{},}}", node.least);
        return true;
    }

    bool too_large() const { return too_large_; }
    std::string take() { return std::move(text_); }

private:
    void write(const ByteSet& set) {
        if (set.count() == 1) {
            unsigned byte = 0;
            while (!set[byte]) ++byte;
            text_ += fmt::format("\\x{:02x}", byte);
            return;
        }
        text_ += '[';
        for (unsigned byte = 0; byte < 256; ++byte) {
            if (!set[byte]) continue;
            unsigned last = byte;
            while (last < 255 && set[last + 1]) ++last;
            text_ += last == byte ? fmt::format("\\x{:02x}", byte) : fmt::format("\\x{:02x}-\\x{:02x}", byte, last);
            byte = last;
        }
        text_ += ']';
    }

    bool letters(const PatternNode& node) {
        std::vector<Way> ways;
        for (const LetterRange& r : node.letters) {
            switch (encoding_) {
                case ScanEncoding::utf8:
                    add_utf8(ways, r.first, r.last);
                    break;
                case ScanEncoding::utf16le:
                case ScanEncoding::utf16be:
                    add_utf16(ways, r.first, r.last, encoding_ == ScanEncoding::utf16le);
                    break;
                case ScanEncoding::windows_1256:
                    break;
                case ScanEncoding::bytes:
                    if (r.first < 0x80) ways.push_back({range(r.first, std::min<char32_t>(r.last, 0x7F))});
                    break;
            }
        }
        if (encoding_ == ScanEncoding::windows_1256) {
            if (const ByteSet set = windows_1256_of(node); set.any()) ways.push_back({set});
        }
        // A dot takes what is no text too: bytes that are broken UTF-8 may stand in any text of another encoding.
        const bool stray = encoding_ == ScanEncoding::utf8 || encoding_ == ScanEncoding::bytes;
        if (node.any_other && stray) ways.push_back({range(0x80, 0xFF)});
        join(ways);
        if (ways.empty()) return false;
        if (ways.size() > 1) text_ += "(?:";
        for (std::size_t i = 0; i < ways.size(); ++i) {
            if (i != 0) text_ += '|';
            for (const ByteSet& set : ways[i]) write(set);
        }
        if (ways.size() > 1) text_ += ')';
        return true;
    }

    bool choice(const PatternNode& node) {
        const std::size_t before = text_.size();
        text_ += "(?:";
        bool any = false;
        for (const PatternNode& part : node.parts) {
            const std::size_t here = text_.size();
            if (any) text_ += '|';
            if (write(part)) {
                any = true;
            } else {
                text_.resize(here);
            }
        }
        text_ += ')';
        if (!any) text_.resize(before);
        return any;
    }

    ScanEncoding encoding_;
    std::string text_;
    bool too_large_ = false;
};

bool has_bytes(const PatternNode& node) {
    return node.kind == Kind::bytes || std::ranges::any_of(node.parts, has_bytes);
}

/// Some letter that is asked for by name is not ASCII.
bool beyond_ascii(const PatternNode& node) {
    if (node.kind == Kind::letters && !node.any_other && !node.letters.empty() && node.letters.back().last >= 0x80)
        return true;
    return std::ranges::any_of(node.parts, beyond_ascii);
}

}  // namespace

Result<std::vector<ByteExpression>> byte_expressions(const PatternNode& pattern) {
    std::vector<ByteExpression> expressions;
    std::vector<ScanEncoding> encodings{ScanEncoding::utf8, ScanEncoding::utf16le, ScanEncoding::utf16be};
    if (beyond_ascii(pattern)) encodings.push_back(ScanEncoding::windows_1256);
    if (has_bytes(pattern)) encodings = {ScanEncoding::bytes};
    for (const ScanEncoding encoding : encodings) {
        Writer writer{encoding};
        const bool held = writer.write(pattern);
        if (writer.too_large()) return failure(Fault::refused, "too large once its repetitions are written out");
        if (std::string expression = writer.take(); held && !expression.empty())
            expressions.push_back({encoding, std::move(expression)});
    }
    if (expressions.empty()) return failure(Fault::refused, "no encoding can hold it");
    return expressions;
}

}  // namespace sanad
