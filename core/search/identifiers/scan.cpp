#include "core/search/identifiers/scan.hpp"

#include <algorithm>
#include <bit>
#include <tuple>

#include "core/search/identifiers/candidates.hpp"
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

/// Where each family stopped looking.
struct Looked {
    std::size_t numbers = 0, ipv4 = 0, url = 0, domain = 0, ipv6 = 0, mac = 0, coin = 0, mnemonic = 0, plate = 0;
};

template <class Each>
void for_each_bit(std::uint64_t bits, std::size_t base, Each&& each) {
    for (; bits != 0; bits &= bits - 1) each(base + static_cast<std::size_t>(std::countr_zero(bits)));
}

/// Text of one char a character: has the families look at what is worth it. `others` is told of the candidates of each
/// 64 characters, for 16-bit text and digits of other scripts.
template <class Others>
void scan_text(const Passage& passage, std::vector<Identifier>& all, Others&& others) {
    Hits hits{passage, all};
    Looked looked;
    Candidates candidates;
    const std::string_view text = passage.text;
    for (std::size_t piece = 0; piece < text.size(); piece += Candidates::characters_at_once) {
        if (!candidates.next(text.substr(piece, Candidates::characters_at_once))) continue;
        const std::size_t blocks = std::min(blocks_at_once, (text.size() - piece + 63) / 64);
        for (std::size_t block = 1; block <= blocks; ++block) {
            if (candidates.any[block] == 0) continue;
            const std::size_t base = piece + (block - 1) * 64;
            const auto each = [&](const BitColumn& of, std::size_t& until, unsigned back, auto&& find) {
                for_each_bit(of[block], base, [&](std::size_t place) {
                    if (place >= until) find(passage, place - back, hits, until);
                });
            };
            each(candidates.numbers, looked.numbers, 0, find_numbers);
            each(candidates.ipv4, looked.ipv4, 0, find_ipv4);
            each(candidates.domain, looked.domain, 0, find_domain);
            for_each_bit(candidates.email[block], base,
                         [&](std::size_t place) { find_email(passage, place - 1, hits); });
            each(candidates.url, looked.url, 0, find_url);
            each(candidates.ipv6, looked.ipv6, 1, find_ipv6);
            each(candidates.mac, looked.mac, 1, find_mac);
            for_each_bit(candidates.iban[block], base, [&](std::size_t place) { find_iban(passage, place, hits); });
            each(candidates.plate, looked.plate, 1, find_plate);
            each(candidates.coin, looked.coin, 0, find_coin);
            each(candidates.phrase, looked.mnemonic, 0, find_mnemonic);
            others(candidates, block, base);
        }
    }
}

/// A block of evidence: its bytes as they are, and what in them is text of another encoding.
class BlockScan {
public:
    BlockScan(Bytes block, std::uint64_t offset) : block_{block}, offset_{offset} {}

    std::vector<Identifier> run() {
        Passage passage;
        passage.text = text_of(block_);
        scan_text(passage, found_, [&](const Candidates& candidates, std::size_t block, std::size_t base) {
            for_each_bit(candidates.wide[block], base, [&](std::size_t place) {
                if (place >= wide_until_) scan_wide(place);
            });
            for_each_bit(candidates.arabic[block], base, [&](std::size_t place) {
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
        scan_text(decoded.passage, found_, [](const Candidates&, std::size_t, std::size_t) {});
        wide_until_ = end;
    }

    void scan_arabic(std::size_t place) {
        Decoded decoded = decode_utf8(block_, place, reach);
        decoded.passage.text = decoded.text;
        decoded.passage.offsets = &decoded.offsets;
        std::vector<Identifier> inside;
        scan_text(decoded.passage, inside, [](const Candidates&, std::size_t, std::size_t) {});
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
