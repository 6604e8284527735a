#pragma once
// Many patterns at once in raw bytes, in every encoding that can hold them: literals and regular expressions in time
// that grows with the bytes alone.
//
// A hit of an expression whose length varies is the longest from the leftmost place; of hits of one expression that
// overlap the first counts. Literals are found wherever they stand. The same bytes read in two encodings are one hit,
// in the first of UTF-8, UTF-16LE, UTF-16BE, windows-1256; bytes that are UTF-16 in both orders (00 stands before and
// after every letter) are read in the order in which more of the text around is text, else that whose letters begin at
// an even byte.
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/search/range_scanner.hpp"
#include "core/search/scan_encoding.hpp"
#include "core/search/search_pattern.hpp"

namespace sanad {

/// A hit is followed so far. What is longer is reported with this length, and said to be longer.
inline constexpr std::uint32_t longest_hit = 4096;
/// So much text around a hit is looked at to tell the two orders of UTF-16 apart.
inline constexpr std::uint32_t longest_surroundings = 128;
/// No ByteScan's reach() is larger.
inline constexpr std::uint32_t longest_reach = longest_hit + 1 + longest_surroundings;

class ByteScan : public RangeScanner {
public:
    /// Fault::refused names the pattern and the reason. `marks`: bytes looked for in the same pass as they stand; hits
    /// of the first have the kind behind the last pattern's.
    static Result<std::unique_ptr<ByteScan>> compile(std::span<const SearchPattern> patterns,
                                                     std::span<const std::string_view> marks = {});
    ~ByteScan() override;

    std::size_t reach() const override;
    Result<void> scan(Bytes bytes, std::uint64_t offset, std::size_t from, std::size_t until,
                      std::vector<RangeHit>& hits) override;
    bool excludes_overlaps(std::uint32_t pattern) const override;

private:
    struct State;
    explicit ByteScan(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace sanad
