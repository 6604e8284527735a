#include "core/ingest/file_type_magic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>
#include <utility>

namespace sanad {
namespace {

constexpr std::string_view magic_header{"MIME-Magic\0\n", 12};
constexpr unsigned deepest_indent = 16;
/// Beyond what type_of ever sees; a rule that looks there can never hold, and must not make a search endless.
constexpr std::uint64_t farthest_offset = 1U << 20;
/// Ranges up to this many offsets are looked up position by position, longer ones searched for one by one.
constexpr std::uint32_t short_range = 512;

class Cursor {
public:
    explicit Cursor(Bytes bytes) : bytes_{bytes} {}
    bool at_end() const { return at_ == bytes_.size(); }
    bool next_is(char c) const { return at_ < bytes_.size() && bytes_[at_] == static_cast<Byte>(c); }
    bool skip(char c) {
        if (!next_is(c)) return false;
        ++at_;
        return true;
    }
    /// Digits, at most nine of them; `otherwise` where there is none.
    std::optional<std::uint32_t> number(std::optional<std::uint32_t> otherwise = std::nullopt) {
        std::uint32_t value = 0;
        std::size_t digits = 0;
        for (; at_ < bytes_.size() && bytes_[at_] >= '0' && bytes_[at_] <= '9'; ++at_, ++digits) {
            if (digits == 9) return std::nullopt;
            value = value * 10 + (bytes_[at_] - static_cast<unsigned>('0'));
        }
        return digits > 0 ? value : otherwise;
    }
    std::optional<std::string_view> take(std::size_t length) {
        if (length > bytes_.size() - at_) return std::nullopt;
        at_ += length;
        return text_of(bytes_.subspan(at_ - length, length));
    }
    /// Everything up to `end`, which is skipped.
    std::optional<std::string_view> until(char end) {
        const auto rest = text_of(bytes_.subspan(at_));
        const auto length = rest.find(end);
        if (length == std::string_view::npos) return std::nullopt;
        at_ += length + 1;
        return rest.substr(0, length);
    }
    std::size_t position() const { return at_; }

private:
    Bytes bytes_;
    std::size_t at_ = 0;
};

/// Word-sized values are stored big-endian and compared in the order of the reading machine.
std::string in_host_order(std::string_view stored, std::uint32_t word_size) {
    std::string bytes{stored};
    if (std::endian::native == std::endian::little && word_size > 1 && bytes.size() % word_size == 0) {
        for (std::size_t at = 0; at < bytes.size(); at += word_size) {
            std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                         bytes.begin() + static_cast<std::ptrdiff_t>(at + word_size));
        }
    }
    return bytes;
}

struct ParsedLine {
    std::uint32_t indent;
    std::uint32_t offset;
    std::uint32_t range;
    std::string value;
    std::string mask;
};

/// One line after the section header, or nothing where it carries fields this reader does not know: the specification
/// asks that such a line be ignored.
Result<std::optional<ParsedLine>> parse_line(Cursor& cursor) {
    const auto broken = [&](std::string_view what) {
        return failure(Fault::damaged, fmt::format("magic database: {} at byte {}", what, cursor.position()));
    };
    ParsedLine line{};
    const auto indent = cursor.number(0);
    if (!indent || *indent > deepest_indent) return broken("indent too deep");
    if (!cursor.skip('>')) return broken("no '>'");
    const auto offset = cursor.number();
    if (!offset || !cursor.skip('=')) return broken("no offset");
    const auto length_bytes = cursor.take(2);
    if (!length_bytes) return broken("no value");
    const std::size_t length =
        static_cast<std::size_t>(static_cast<Byte>((*length_bytes)[0])) << 8 | static_cast<Byte>((*length_bytes)[1]);
    const auto value = cursor.take(length);
    if (!value || length == 0) return broken("no value");
    std::optional<std::string_view> mask;
    if (cursor.skip('&')) {
        mask = cursor.take(length);
        if (!mask) return broken("short mask");
    }
    std::uint32_t word_size = 1;
    if (cursor.skip('~')) {
        const auto given = cursor.number();
        if (!given || (*given != 1 && *given != 2 && *given != 4)) return broken("bad word size");
        word_size = *given;
    }
    std::uint32_t range = 1;
    if (cursor.skip('+')) {
        const auto given = cursor.number();
        if (!given || *given == 0) return broken("bad range");
        range = *given;
    }
    if (!cursor.skip('\n')) {
        if (!cursor.until('\n')) return broken("line without end");
        return std::nullopt;
    }
    line.indent = *indent;
    line.offset = *offset;
    line.range = range;
    line.value = in_host_order(*value, word_size);
    if (mask) line.mask = in_host_order(*mask, word_size);
    return line;
}

/// How telling a byte is, for choosing which byte of a value to search for.
unsigned rarity(char c) {
    if (c == 0 || c == ' ' || c == '\n') return 0;
    if (c >= 'a' && c <= 'z') return c == 'q' || c == 'x' || c == 'z' ? 2 : 1;
    if (c >= '0' && c <= '9') return 2;
    if (c >= 'A' && c <= 'Z') return c == 'Q' || c == 'X' || c == 'Z' ? 5 : 3;
    return 4;
}

unsigned bits_of(const std::string& value, const std::string& mask) {
    unsigned bits = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const auto compared = mask.empty() ? 8U : static_cast<unsigned>(std::popcount(static_cast<Byte>(mask[i])));
        const bool zero = value[i] == 0;
        bits += zero ? std::min(compared, 2U) : compared;
    }
    return std::max(bits, 1U);
}

std::uint32_t load(const Byte* bytes) {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

}  // namespace

Result<MagicDatabase> MagicDatabase::parse(Bytes magic) {
    if (magic.size() < magic_header.size() || text_of(magic.first(magic_header.size())) != magic_header) {
        return failure(Fault::damaged, "magic database: not a MIME-Magic file");
    }
    struct ParsedSection {
        Section section;
        std::vector<ParsedLine> lines;
    };
    std::vector<ParsedSection> parsed;
    Cursor cursor{magic.subspan(magic_header.size())};
    while (!cursor.at_end()) {
        if (cursor.skip('[')) {
            const auto priority = cursor.number();
            if (!priority || !cursor.skip(':')) return failure(Fault::damaged, "magic database: bad section header");
            const auto rest = cursor.until('\n');
            if (!rest || rest->size() < 2 || rest->back() != ']') {
                return failure(Fault::damaged, "magic database: bad section header");
            }
            parsed.push_back({Section{*priority, std::string{rest->substr(0, rest->size() - 1)}}, {}});
            continue;
        }
        if (parsed.empty()) return failure(Fault::damaged, "magic database: a rule before the first section");
        auto line = TRY(parse_line(cursor));
        auto& lines = parsed.back().lines;
        // A line deeper than one below its predecessor hangs under an ignored line, and is ignored with it.
        const std::uint32_t deepest = lines.empty() ? 0 : lines.back().indent + 1;
        if (line && line->indent <= deepest) lines.push_back(std::move(*line));
    }
    std::stable_sort(parsed.begin(), parsed.end(), [](const ParsedSection& a, const ParsedSection& b) {
        return a.section.priority > b.section.priority;
    });

    MagicDatabase database;
    for (auto& [section, lines] : parsed) {
        for (std::size_t i = 0; i < lines.size(); ++i) {
            auto& line = lines[i];
            std::size_t after = i + 1;
            while (after < lines.size() && lines[after].indent > line.indent) ++after;
            const auto here = static_cast<std::uint32_t>(database.lines_.size());
            if (line.indent == 0) {
                database.rules_.push_back({here, static_cast<std::uint32_t>(database.sections_.size())});
            }
            std::uint32_t rare = 0;
            for (std::uint32_t at = 1; at < line.value.size(); ++at) {
                if (rarity(line.value[at]) > rarity(line.value[rare])) rare = at;
            }
            const unsigned bits = bits_of(line.value, line.mask);
            database.lines_.push_back({line.offset, line.range, std::move(line.value), std::move(line.mask),
                                       static_cast<std::uint32_t>(here + (after - i)), rare, bits});
        }
        database.sections_.push_back(std::move(section));
    }
    if (database.rules_.size() > most_rules) return failure(Fault::limit, "magic database: too many rules");
    database.index();
    return database;
}

void MagicDatabase::index() {
    candidates_words_ = (rules_.size() + 63) / 64;
    std::array<std::vector<Probe>, 256> start;
    std::array<std::vector<Probe>, 256> window;
    for (std::uint32_t rule = 0; rule < rules_.size(); ++rule) {
        const Line& line = lines_[rules_[rule].line];
        if (std::uint64_t{line.offset} + line.range > farthest_offset) {
            searched_rules_.push_back(rule);
            continue;
        }
        std::array<Byte, 4> value{};
        std::array<Byte, 4> mask{};
        for (std::size_t i = 0; i < value.size() && i < line.value.size(); ++i) {
            mask[i] = line.mask.empty() ? Byte{0xff} : static_cast<Byte>(line.mask[i]);
            value[i] = static_cast<Byte>(line.value[i]) & mask[i];
        }
        const Probe probe{load(value.data()), load(mask.data()), rule, line.offset, line.range};
        const bool first_byte_exact = mask[0] == 0xff;
        if (line.range == 1 && line.offset == 0) {
            for (unsigned byte = 0; byte < 256; ++byte) {
                if ((byte & mask[0]) == value[0]) start[byte].push_back(probe);
            }
        } else if (line.range == 1) {
            offset_probes_.push_back(probe);
        } else if (first_byte_exact && line.offset + line.range <= short_range) {
            window[value[0]].push_back(probe);
            window_ = std::max<std::size_t>(window_, line.offset + line.range);
        } else {
            searched_rules_.push_back(rule);
        }
    }
    const auto flatten = [](const auto& groups, std::vector<Probe>& probes, std::array<std::uint32_t, 257>& begins) {
        for (std::size_t byte = 0; byte < 256; ++byte) {
            begins[byte] = static_cast<std::uint32_t>(probes.size());
            probes.insert(probes.end(), groups[byte].begin(), groups[byte].end());
        }
        begins[256] = static_cast<std::uint32_t>(probes.size());
    };
    flatten(start, start_probes_, start_groups_);
    flatten(window, window_probes_, window_groups_);
    std::stable_sort(offset_probes_.begin(), offset_probes_.end(),
                     [](const Probe& a, const Probe& b) { return a.offset < b.offset; });
}

/// False only when the rule cannot hold at `at`; near the end of the head it may be true for a rule that does not.
bool MagicDatabase::probe_matches(const Probe& probe, Bytes head, std::size_t at) {
    if (head.size() - at < 4) return true;
    return ((load(head.data() + at) ^ probe.value) & probe.mask) == 0;
}

void MagicDatabase::collect(Bytes head, Candidates& candidates) const {
    std::fill_n(candidates.begin(), candidates_words_, 0);
    if (head.empty()) return;
    const auto add = [&](std::uint32_t rule) { candidates[rule / 64] |= std::uint64_t{1} << (rule % 64); };

    const Byte first = head[0];
    for (auto i = start_groups_[first]; i < start_groups_[first + 1U]; ++i) {
        if (probe_matches(start_probes_[i], head, 0)) add(start_probes_[i].rule);
    }
    for (const Probe& probe : offset_probes_) {
        if (probe.offset >= head.size()) break;
        if (probe_matches(probe, head, probe.offset)) add(probe.rule);
    }
    const std::size_t window = std::min(window_, head.size());
    for (std::size_t at = 0; at < window; ++at) {
        const Byte byte = head[at];
        for (auto i = window_groups_[byte]; i < window_groups_[byte + 1U]; ++i) {
            const Probe& probe = window_probes_[i];
            if (at - probe.offset < probe.range && at >= probe.offset && probe_matches(probe, head, at))
                add(probe.rule);
        }
    }
    for (const auto rule : searched_rules_) add(rule);
}

bool MagicDatabase::holds_at(const Line& line, Bytes head, std::size_t at) const {
    if (at > head.size() || line.value.size() > head.size() - at) return false;
    if (line.mask.empty()) return std::memcmp(head.data() + at, line.value.data(), line.value.size()) == 0;
    for (std::size_t i = 0; i < line.value.size(); ++i) {
        const auto mask = static_cast<Byte>(line.mask[i]);
        if ((head[at + i] & mask) != (static_cast<Byte>(line.value[i]) & mask)) return false;
    }
    return true;
}

bool MagicDatabase::holds(const Line& line, Bytes head) const {
    if (line.range == 1) return holds_at(line, head, line.offset);
    if (line.offset > head.size() || line.value.size() > head.size() - line.offset) return false;
    const std::size_t starts = std::min<std::size_t>(line.range, head.size() - line.offset - line.value.size() + 1);
    if (!line.mask.empty()) {
        for (std::size_t i = 0; i < starts; ++i) {
            if (holds_at(line, head, line.offset + i)) return true;
        }
        return false;
    }
    const Byte* const base = head.data() + line.offset + line.rare;
    for (std::size_t i = 0; i < starts; ++i) {
        const auto* found =
            static_cast<const Byte*>(std::memchr(base + i, static_cast<Byte>(line.value[line.rare]), starts - i));
        if (found == nullptr) return false;
        i = static_cast<std::size_t>(found - base);
        if (holds_at(line, head, line.offset + i)) return true;
    }
    return false;
}

/// Zero when the line does not hold. Depth is bounded by deepest_indent.
unsigned MagicDatabase::bits_matched(std::uint32_t index, Bytes head) const {
    const Line& line = lines_[index];
    if (!holds(line, head)) return 0;
    if (line.after == index + 1) return line.bits;
    unsigned best = 0;
    for (std::uint32_t child = index + 1; child < line.after; child = lines_[child].after) {
        best = std::max(best, bits_matched(child, head));
    }
    return best == 0 ? 0 : line.bits + best;
}

}  // namespace sanad
