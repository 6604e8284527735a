#include "core/search/byte_scan.hpp"

#include <fmt/format.h>
#include <hs/hs.h>

#include <algorithm>
#include <limits>
#include <tuple>

#include "core/base/text.hpp"
#include "core/search/pattern_bytes.hpp"

namespace sanad {
namespace {

/// Without limits a list of patterns could take all memory of the one who compiles it.
constexpr std::size_t most_patterns = 100'000;

template <auto release>
struct Releases {
    void operator()(auto* handle) const { release(handle); }
};
using HsDatabase = std::unique_ptr<hs_database_t, Releases<hs_free_database>>;
using HsScratch = std::unique_ptr<hs_scratch_t, Releases<hs_free_scratch>>;
using HsError = std::unique_ptr<hs_compile_error_t, Releases<hs_free_compile_error>>;

struct Expression {
    std::uint32_t pattern = 0;
    ScanEncoding encoding = ScanEncoding::utf8;
    std::uint32_t width = 0;  ///< of every hit; 0: they vary
};

/// A unit of UTF-16 that stands in texts of ours: Latin, Arabic script, marks of order and direction.
bool is_text_unit(unsigned unit) {
    return (unit >= 0x20 && unit <= 0x7E) || unit == '\t' || unit == '\n' || unit == '\r' ||
           (unit >= 0xA0 && unit <= 0x24F) || (unit >= 0x600 && unit <= 0x77F) || (unit >= 0x2000 && unit <= 0x206F) ||
           (unit >= 0xFB50 && unit <= 0xFDFF) || (unit >= 0xFE70 && unit <= 0xFEFF);
}

/// How many units next to [start, end) are text in that order of bytes.
std::size_t text_around(Bytes bytes, std::size_t start, std::size_t end, bool little) {
    const auto unit = [&](std::size_t at) {
        return little ? bytes[at] | unsigned{bytes[at + 1]} << 8 : bytes[at + 1] | unsigned{bytes[at]} << 8;
    };
    std::size_t count = 0;
    for (std::size_t at = start; at >= 2 && start - at < longest_surroundings && is_text_unit(unit(at - 2)); at -= 2)
        ++count;
    for (std::size_t at = end; at + 2 <= bytes.size() && at - end < longest_surroundings && is_text_unit(unit(at));
         at += 2)
        ++count;
    return count;
}

}  // namespace

struct ByteScan::State {
    std::vector<Expression> expressions;
    std::vector<bool> varies;  ///< by pattern: some expression of it has hits of several lengths, or it is a regex
    HsDatabase database;
    HsScratch scratch;
    std::size_t reach = 0;

    std::vector<RangeHit> found;          ///< in the stretch at hand
    std::vector<std::size_t> last_found;  ///< by expression: its last in `found`, plus one

    static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned, void* context);
    void choose(Bytes bytes, std::uint64_t offset);
};

ByteScan::ByteScan(std::unique_ptr<State> state) : state_{std::move(state)} {}
ByteScan::~ByteScan() = default;

Result<std::unique_ptr<ByteScan>> ByteScan::compile(std::span<const SearchPattern> patterns,
                                                    std::span<const std::string_view> marks) {
    if (patterns.empty()) return failure(Fault::refused, "nothing to look for");
    if (patterns.size() > most_patterns)
        return failure(Fault::limit, fmt::format("more than {} patterns at once", most_patterns));
    auto state = std::make_unique<State>();
    std::vector<std::string> texts;
    std::vector<unsigned> flags;
    for (std::size_t number = 0; number < patterns.size(); ++number) {
        const SearchPattern& pattern = patterns[number];
        const auto expressions = byte_expressions(TRY(parse_pattern(pattern)));
        if (!expressions) return within(shown(pattern.text), expressions.error());
        state->varies.push_back(pattern.regex);
        for (const ByteExpression& each : *expressions) {
            Expression expression{static_cast<std::uint32_t>(number), each.encoding, 0};
            // A literal's width is known; asking Hyperscan would compile it twice.
            hs_expr_info_t* raw_info = nullptr;
            hs_compile_error_t* raw_error = nullptr;
            const auto code = hs_expression_info(each.expression.c_str(), 0, &raw_info, &raw_error);
            const HsError error{raw_error};
            if (code != HS_SUCCESS) {
                return failure(Fault::refused, fmt::format("{} in {}: {}", shown(pattern.text), name_of(each.encoding),
                                                           error ? error->message : "cannot be compiled"));
            }
            const unsigned least = raw_info->min_width;
            const unsigned most = raw_info->max_width;
            std::free(raw_info);  // as hs_expression_info() says, by the allocator that was set, which is malloc
            if (least == 0)
                return failure(Fault::refused, shown(pattern.text) + ": it is found everywhere, even in no byte");
            if (least > longest_hit) {
                return failure(Fault::refused,
                               fmt::format("{}: its hits are longer than {} bytes", shown(pattern.text), longest_hit));
            }
            if (least == most) {
                expression.width = least;
            } else {
                state->varies.back() = true;
            }
            state->reach = std::max<std::size_t>(state->reach, std::min(most, longest_hit + 1));
            flags.push_back(least == most ? 0 : HS_FLAG_SOM_LEFTMOST);
            state->expressions.push_back(expression);
            texts.push_back(each.expression);
        }
    }
    for (const std::string_view mark : marks) {
        std::string& text = texts.emplace_back();
        for (const char c : mark) text += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        const auto width = static_cast<std::uint32_t>(mark.size());
        state->expressions.push_back({static_cast<std::uint32_t>(state->varies.size()), ScanEncoding::bytes, width});
        state->varies.push_back(false);
        state->reach = std::max<std::size_t>(state->reach, width);
        flags.push_back(0);
    }
    std::vector<const char*> pointers;
    std::vector<unsigned> ids;
    for (const std::string& text : texts) {
        ids.push_back(static_cast<unsigned>(pointers.size()));
        pointers.push_back(text.c_str());
    }
    hs_database_t* database = nullptr;
    hs_compile_error_t* raw_error = nullptr;
    const auto code =
        hs_compile_multi(pointers.data(), flags.data(), ids.data(), static_cast<unsigned>(pointers.size()),
                         HS_MODE_BLOCK, nullptr, &database, &raw_error);
    const HsError error{raw_error};
    state->database.reset(database);
    if (code != HS_SUCCESS) {
        const bool one =
            error && error->expression >= 0 && static_cast<std::size_t>(error->expression) < state->expressions.size();
        const bool ours =
            one && state->expressions[static_cast<std::size_t>(error->expression)].pattern >= patterns.size();
        const std::string which =
            one && !ours
                ? shown(patterns[state->expressions[static_cast<std::size_t>(error->expression)].pattern].text) + ": "
                : std::string{};
        return failure(Fault::refused, which + (error ? error->message : "cannot be compiled"));
    }
    hs_scratch_t* scratch = nullptr;
    if (hs_alloc_scratch(state->database.get(), &scratch) != HS_SUCCESS)
        return failure(Fault::system, "no memory for the scan");
    state->scratch.reset(scratch);
    state->last_found.resize(state->expressions.size());
    return std::unique_ptr<ByteScan>{new ByteScan{std::move(state)}};
}

std::size_t ByteScan::reach() const {
    return state_->reach + longest_surroundings;
}

bool ByteScan::excludes_overlaps(std::uint32_t pattern) const {
    return pattern < state_->varies.size() && state_->varies[pattern];
}

int ByteScan::State::on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned, void* context) {
    State& state = *static_cast<State*>(context);
    const Expression& expression = state.expressions[id];
    const std::uint64_t start = expression.width != 0 ? to - expression.width : from;
    const std::uint64_t whole = to - start;
    const bool longer = whole > longest_hit;
    const auto length = static_cast<std::uint32_t>(std::min<std::uint64_t>(whole, longest_hit));
    if (expression.width == 0) {
        // Every end of a hit is told, in order: what begins at the same place is the same hit, grown.
        std::size_t& last = state.last_found[id];
        if (last != 0 && state.found[last - 1].start == start) {
            state.found[last - 1].length = length;
            state.found[last - 1].longer = longer;
            return 0;
        }
        last = state.found.size() + 1;
    }
    state.found.push_back({start, length, expression.pattern, static_cast<std::uint8_t>(expression.encoding), longer});
    return 0;
}

/// Leaves one hit of those that are the same.
void ByteScan::State::choose(Bytes bytes, std::uint64_t offset) {
    std::ranges::sort(found, [](const RangeHit& a, const RangeHit& b) {
        return std::tuple{a.kind, a.start, a.variant, b.length} < std::tuple{b.kind, b.start, b.variant, a.length};
    });
    const auto same = [](const RangeHit& a, const RangeHit& b) { return a.kind == b.kind && a.start == b.start; };
    found.erase(std::unique(found.begin(), found.end(), same), found.end());

    constexpr auto little = static_cast<std::uint8_t>(ScanEncoding::utf16le);
    constexpr auto big = static_cast<std::uint8_t>(ScanEncoding::utf16be);
    for (std::size_t i = 0; i + 1 < found.size(); ++i) {
        RangeHit& a = found[i];
        RangeHit& b = found[i + 1];
        if (a.kind != b.kind || b.start != a.start + 1 || a.length == 0) continue;
        if (a.variant == b.variant || (a.variant != little && a.variant != big) ||
            (b.variant != little && b.variant != big))
            continue;
        const auto score = [&](const RangeHit& hit) {
            const auto start = static_cast<std::size_t>(hit.start);
            return text_around(bytes, start, start + hit.length, hit.variant == little);
        };
        const std::size_t score_a = score(a);
        const std::size_t score_b = score(b);
        const bool second = score_a != score_b ? score_b > score_a : (offset + b.start) % 2 == 0;
        // Length nothing: taken away below.
        (second ? a : b).length = 0;
    }
    std::erase_if(found, [](const RangeHit& hit) { return hit.length == 0; });

    std::uint64_t end = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
        RangeHit& hit = found[i];
        if (i == 0 || found[i - 1].kind != hit.kind) end = 0;
        if (!varies[hit.kind]) continue;
        if (hit.start < end) {
            hit.length = 0;
        } else {
            end = hit.start + hit.length;
        }
    }
    std::erase_if(found, [](const RangeHit& hit) { return hit.length == 0; });
}

Result<void> ByteScan::scan(Bytes bytes, std::uint64_t offset, std::size_t from, std::size_t until,
                            std::vector<RangeHit>& hits) {
    if (bytes.size() > std::numeric_limits<unsigned>::max())
        throw std::logic_error("a stretch of more than 4 GiB at once");
    State& state = *state_;
    state.found.clear();
    std::ranges::fill(state.last_found, 0);
    const auto code = hs_scan(state.database.get(), reinterpret_cast<const char*>(bytes.data()),
                              static_cast<unsigned>(bytes.size()), 0, state.scratch.get(), State::on_match, &state);
    if (code != HS_SUCCESS) return failure(Fault::system, fmt::format("the scan failed (Hyperscan {})", code));
    if (state.found.empty()) return {};
    state.choose(bytes, offset);
    std::ranges::sort(state.found, [](const RangeHit& a, const RangeHit& b) {
        return std::tie(a.start, a.kind, a.variant) < std::tie(b.start, b.kind, b.variant);
    });
    for (const RangeHit& hit : state.found)
        if (hit.start >= from && hit.start < until) hits.push_back(hit);
    return {};
}

}  // namespace sanad
