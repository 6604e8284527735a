#include "core/search/identifiers/scan.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <tuple>

#include "core/search/identifiers/byte_classes.hpp"
#include "core/search/identifiers/families.hpp"

namespace sanad {

void Hits::add(IdentifierKind kind, IdentifierVerdict verdict, std::size_t from, std::size_t until, std::string value,
               bool common) {
    Identifier hit;
    hit.offset = passage_.offset_of(from);
    hit.length = static_cast<std::uint32_t>(passage_.offset_of(until) - hit.offset);
    hit.kind = kind;
    hit.verdict = verdict;
    hit.encoding = passage_.encoding;
    if (hit.encoding == IdentifierEncoding::utf8 && hit.length == until - from)
        hit.encoding = IdentifierEncoding::ascii;
    hit.common = common;
    hit.value = std::move(value);
    all_.push_back(std::move(hit));
}

namespace {

/// A class, and what it was in the 64 characters before.
struct Bits {
    std::uint64_t now = 0, before = 0;
    void next(std::uint64_t bits) {
        before = now;
        now = bits;
    }
    /// Bit i: of the character `back` places before i.
    std::uint64_t at(unsigned back) const { return back == 0 ? now : now << back | before >> (64 - back); }
};

/// Bit i: a run of this class, of at least so many characters, ends at i or goes through it.
class LongRuns {
public:
    std::uint64_t run16(std::uint64_t bits) {
        one_.next(bits);
        two_.next(one_.now & one_.at(1));
        four_.next(two_.now & two_.at(2));
        eight_.next(four_.now & four_.at(4));
        sixteen_.next(eight_.now & eight_.at(8));
        return sixteen_.now;
    }
    const Bits& sixteen() const { return sixteen_; }

private:
    Bits one_, two_, four_, eight_, sixteen_;
};

/// Where each family stopped looking.
struct Looked {
    std::size_t numbers = 0, ipv4 = 0, url = 0, domain = 0, ipv6 = 0, mac = 0, coin = 0, mnemonic = 0, plate = 0;
};

template <class Each>
void for_each_bit(std::uint64_t bits, std::size_t base, Each&& each) {
    for (; bits != 0; bits &= bits - 1) each(base + static_cast<std::size_t>(std::countr_zero(bits)));
}

/// Text of one char a character: finds what is worth a look, 64 characters at a time, and has the families look at it.
/// `others`, where given, is told of 16-bit text and of digits of other scripts.
template <class Others>
void scan_text(const Passage& passage, std::vector<Identifier>& all, Others&& others) {
    Hits hits{passage, all};
    Looked looked;
    Bits digit, upper, alnum, hex, at, dot, colon, slash, plus, dash, space;
    Bits two_digits, four_digits, three_digits, coin_run, phrase_run;
    LongRuns alnum_runs, phrase_runs;
    constexpr std::size_t at_once = 64;
    std::array<ByteClasses, at_once> classes;
    char rest[64];
    const std::size_t size = passage.text.size();
    for (std::size_t base = 0; base < size; base += 64) {
        const std::size_t slot = base / 64 % at_once;
        std::uint64_t here = ~std::uint64_t{0};
        if (size - base < 64) {
            std::memset(rest, 0x01, sizeof rest);
            std::memcpy(rest, passage.text.data() + base, size - base);
            here = (std::uint64_t{1} << (size - base)) - 1;
            classify(rest, 1, &classes[slot]);
        } else if (slot == 0) {
            classify(passage.text.data() + base, std::min(at_once, (size - base) / 64), classes.data());
        }
        const ByteClasses& c = classes[slot];
        const std::uint64_t letters = c.upper | c.lower;
        digit.next(c.digit);
        upper.next(c.upper);
        alnum.next(letters | c.digit);
        hex.next(c.digit | c.hex_letter);
        at.next(c.at);
        dot.next(c.dot);
        colon.next(c.colon);
        slash.next(c.slash);
        plus.next(c.plus);
        dash.next(c.dash);
        space.next(c.space);

        // Numbers: four digits in a row; three, a sign, three; a plus and a digit.
        two_digits.next(c.digit & digit.at(1));
        three_digits.next(two_digits.now & digit.at(2));
        four_digits.next(two_digits.now & two_digits.at(2));
        const std::uint64_t first_four = four_digits.now & ~four_digits.at(1);
        const std::uint64_t grouped = three_digits.now & (dash.at(3) | space.at(3)) & three_digits.at(4);
        const std::uint64_t international = c.digit & plus.at(1);
        for_each_bit((first_four | grouped | international) & here, base, [&](std::size_t place) {
            if (place >= looked.numbers) find_numbers(passage, place, hits, looked.numbers);
        });
        const std::uint64_t after_dot = dot.at(1);
        if (after_dot != 0) {
            for_each_bit(c.digit & after_dot & digit.at(2) & here, base, [&](std::size_t place) {
                if (place >= looked.ipv4) find_ipv4(passage, place, hits, looked.ipv4);
            });
            for_each_bit(letters & after_dot & alnum.at(2) & here, base, [&](std::size_t place) {
                if (place >= looked.domain) find_domain(passage, place, hits, looked.domain);
            });
        }
        if (at.at(1) != 0) {
            for_each_bit(alnum.now & at.at(1) & here, base,
                         [&](std::size_t place) { find_email(passage, place - 1, hits); });
        }
        if ((colon.now | colon.before) != 0) {
            for_each_bit(c.slash & slash.at(1) & colon.at(2) & here, base, [&](std::size_t place) {
                if (place >= looked.url) find_url(passage, place, hits, looked.url);
            });
            const std::uint64_t in_address = colon.at(1) & (hex.now | colon.now) & (hex.at(2) | colon.at(2));
            for_each_bit(in_address & here, base, [&](std::size_t place) {
                if (place >= looked.ipv6) find_ipv6(passage, place - 1, hits, looked.ipv6);
            });
            for_each_bit(hex.now & colon.at(1) & hex.at(2) & hex.at(3) & colon.at(4) & here, base,
                         [&](std::size_t place) {
                             if (place >= looked.mac) find_mac(passage, place - 1, hits, looked.mac);
                         });
        }
        if ((dash.now | dash.before) != 0) {
            for_each_bit(hex.now & dash.at(1) & hex.at(2) & hex.at(3) & dash.at(4) & here, base,
                         [&](std::size_t place) {
                             if (place >= looked.mac) find_mac(passage, place - 1, hits, looked.mac);
                         });
        }
        for_each_bit(c.digit & digit.at(1) & upper.at(2) & upper.at(3) & ~alnum.at(4) & here, base,
                     [&](std::size_t place) { find_iban(passage, place, hits); });
        const std::uint64_t plate = c.digit & (upper.at(1) | ((dash.at(1) | space.at(1)) & upper.at(2)));
        for_each_bit(plate & here, base, [&](std::size_t place) {
            if (place >= looked.plate) find_plate(passage, place, hits, looked.plate);
        });
        // Addresses of currencies have 26 characters at the least; the first place of a run is enough.
        alnum_runs.run16(alnum.now);
        coin_run.next(alnum_runs.sixteen().now & alnum_runs.sixteen().at(10));
        for_each_bit(coin_run.now & ~coin_run.at(1) & here, base, [&](std::size_t place) {
            if (place >= looked.coin) find_coin(passage, place, hits, looked.coin);
        });
        // Twelve words of three letters at the least and eleven blanks.
        phrase_runs.run16(c.lower | c.space | c.blank);
        const Bits& sixteen = phrase_runs.sixteen();
        phrase_run.next(sixteen.now & sixteen.at(16) & sixteen.at(31));
        for_each_bit(phrase_run.now & ~phrase_run.at(1) & here, base, [&](std::size_t place) {
            if (place >= looked.mnemonic) find_mnemonic(passage, place, hits, looked.mnemonic);
        });
        others(base, here, c);
    }
}

/// A block of evidence: its bytes as they are, and what in them is text of another encoding.
class BlockScan {
public:
    BlockScan(Bytes block, std::uint64_t offset) : block_{block}, offset_{offset} {}

    std::vector<Identifier> run() {
        Passage passage;
        passage.text = text_of(block_);
        Bits printable, high, wide, wide_two, arabic;
        scan_text(passage, found_, [&](std::size_t base, std::uint64_t here, const ByteClasses& c) {
            // 16-bit text: printable characters, or any of the Arabic block, each with its high byte, four in a row.
            high.next(c.zero | c.six);
            printable.next(~(c.zero | c.six));
            if ((high.now | high.before) != 0) {
                // Bit i: a high byte whose low byte precedes (either order has one of them at each second place).
                wide.next(high.now & printable.at(1));
                wide_two.next(wide.now & wide.at(2));
                const std::uint64_t four = wide_two.now & wide_two.at(4);
                for_each_bit(four & here, base, [&](std::size_t place) {
                    if (place >= wide_until_) scan_wide(place);
                });
            } else {
                wide.next(0);
                wide_two.next(0);
            }
            // Digits of other scripts in UTF-8: D9 A0…A9, DB B0…B9.
            arabic.next(c.arabic);
            const std::uint64_t pairs = c.arabic & arabic.at(2) & here;
            for_each_bit(pairs, base, [&](std::size_t place) {
                if (place >= arabic_until_ && is_arabic_digit(place) && is_arabic_digit(place - 2)) scan_arabic(place);
            });
        });
        return std::move(found_);
    }

private:
    static constexpr std::size_t reach = 512;

    bool is_arabic_digit(std::size_t place) const {
        if (place + 1 >= block_.size()) return false;
        const Byte second = block_[place + 1];
        return block_[place] == 0xD9 ? second >= 0xA0 && second <= 0xA9 : second >= 0xB0 && second <= 0xB9;
    }

    /// `high`: the fourth high byte in a row, if the text is little-endian; else the high byte of the next character.
    void scan_wide(std::size_t high) {
        const std::size_t low = high - 1;
        Decoded little = decode_utf16(block_, low, false, wide_until_);
        Decoded big = low > 0 ? decode_utf16(block_, low - 1, true, wide_until_) : Decoded{};
        // In the wrong order a character is lost at one end. Where zeros stand at both ends, the characters are the
        // same in either, and 16-bit text stands at even places.
        const bool even = (offset_ + low) % 2 == 0;
        const bool is_big = big.text.size() > little.text.size() || (big.text.size() == little.text.size() && !even);
        Decoded& decoded = is_big ? big : little;
        const std::size_t end = std::max({high + 1, little.end, big.end});
        decoded.passage.text = decoded.text;
        scan_text(decoded.passage, found_, [](std::size_t, std::uint64_t, const ByteClasses&) {});
        wide_until_ = end;
    }

    void scan_arabic(std::size_t place) {
        Decoded decoded = decode_utf8(block_, place, reach);
        decoded.passage.text = decoded.text;
        decoded.passage.offsets = &decoded.offsets;
        std::vector<Identifier> inside;
        scan_text(decoded.passage, inside, [](std::size_t, std::uint64_t, const ByteClasses&) {});
        // What is ASCII throughout was found in the bytes as they are.
        for (Identifier& hit : inside)
            if (hit.encoding == IdentifierEncoding::utf8) found_.push_back(std::move(hit));
        // The last of what was decoded is looked at once more, with what follows it.
        arabic_until_ = std::max(place + 2, decoded.passage.goes_on_right ? decoded.end - reach / 2 : decoded.end);
    }

    Bytes block_;
    std::uint64_t offset_;
    std::vector<Identifier> found_;
    std::size_t wide_until_ = 0, arabic_until_ = 0;
};

}  // namespace

void scan(Bytes block, const ScanContext& context, const std::function<void(Identifier&&)>& emit) {
    std::vector<Identifier> found = BlockScan{block, context.offset}.run();
    for (Identifier& hit : found) hit.offset += context.offset;
    const auto place = [](const Identifier& hit) {
        return std::tie(hit.offset, hit.kind, hit.length, hit.verdict, hit.encoding, hit.value);
    };
    std::ranges::sort(found, [&](const Identifier& a, const Identifier& b) { return place(a) < place(b); });
    const Identifier* last = nullptr;
    for (Identifier& hit : found) {
        if (hit.offset < context.emit_from || hit.offset >= context.emit_until) continue;
        // One place, one kind, one hit: the longest of the best verdict comes first or is told here.
        if (last != nullptr && last->offset == hit.offset && last->kind == hit.kind && last->length == hit.length)
            continue;
        last = &hit;
        Identifier given = hit;
        emit(std::move(given));
    }
}

}  // namespace sanad
