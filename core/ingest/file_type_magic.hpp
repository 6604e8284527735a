#pragma once
// The magic rules of the freedesktop shared-mime-info database ("magic" file, Shared MIME-info Database specification,
// section "The magic files"), compiled so that most rules are never looked at. The answer is that of the plain reading:
// sections by falling priority, in file order within one priority; a rule holds when its bytes do and, where it has
// children, one of them holds too.
#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/bytes.hpp"

namespace sanad {

class MagicDatabase {
public:
    struct Section {
        unsigned priority;
        std::string mime;
    };
    struct Match {
        std::uint32_t section;
        unsigned bits;  ///< how much the matching rules pin down: 8 for a byte fully compared, 2 for a compared zero
    };

    static Result<MagicDatabase> parse(Bytes magic);

    /// By falling priority.
    const std::vector<Section>& sections() const { return sections_; }

    /// The first match, in order of priority, that `accept(Match)` takes; what it refuses is passed over.
    template <class Accept>
    std::optional<Match> first_match(Bytes head, Accept accept) const {
        Candidates candidates;
        collect(head, candidates);
        for (std::size_t word = 0; word < candidates_words_; ++word) {
            for (std::uint64_t left = candidates[word]; left != 0; left &= left - 1) {
                const Rule& rule = rules_[word * 64 + static_cast<unsigned>(std::countr_zero(left))];
                const unsigned bits = bits_matched(rule.line, head);
                if (bits == 0) continue;
                const Match match{rule.section, bits};
                if (accept(match)) return match;
            }
        }
        return std::nullopt;
    }

private:
    static constexpr std::size_t most_rules = 8192;
    using Candidates = std::array<std::uint64_t, most_rules / 64>;

    /// One line of the database: compare `value` under `mask` at `offset`, or anywhere in the `range` offsets from
    /// there.
    struct Line {
        std::uint32_t offset;
        std::uint32_t range;
        std::string value;
        std::string mask;     ///< empty: every bit counts
        std::uint32_t after;  ///< index of the first line that is not below this one
        std::uint32_t rare;   ///< index in `value` of the byte least likely in files, for long ranges
        unsigned bits;
    };
    /// A line without indent. The index of a rule is its place in the order of priority.
    struct Rule {
        std::uint32_t line;
        std::uint32_t section;
    };
    /// The first four compared bytes of a rule, as they lie in memory.
    struct Probe {
        std::uint32_t value;
        std::uint32_t mask;
        std::uint32_t rule;
        std::uint32_t offset;
        std::uint32_t range;
    };
    static bool probe_matches(const Probe& probe, Bytes head, std::size_t at);

    void index();
    void collect(Bytes head, Candidates& candidates) const;
    bool holds_at(const Line& line, Bytes head, std::size_t at) const;
    bool holds(const Line& line, Bytes head) const;
    unsigned bits_matched(std::uint32_t line, Bytes head) const;

    std::vector<Section> sections_;
    std::vector<Line> lines_;
    std::vector<Rule> rules_;
    std::size_t candidates_words_ = 0;

    std::vector<Probe> start_probes_;  ///< rules at offset 0, grouped by their first byte
    std::array<std::uint32_t, 257> start_groups_{};
    std::vector<Probe> offset_probes_;  ///< rules at one later offset, by falling offset
    std::vector<Probe> window_probes_;  ///< rules with a short range, grouped by first byte
    std::array<std::uint32_t, 257> window_groups_{};
    std::size_t window_ = 0;                     ///< no rule of window_probes_ starts at or after this offset
    std::vector<std::uint32_t> searched_rules_;  ///< rules with a long range, or whose first byte is masked
};

}  // namespace sanad
