// An examiner may paste anything as a pattern, and a list may come from anywhere: it compiles or is refused with words,
// and what compiles scans any bytes.
#include "core/search/byte_scan.hpp"

using namespace sanad;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::size_t length = std::min<std::size_t>(data[1] % 64, size - 2);
    const Bytes text{data + 2, length};
    const Bytes rest{data + 2 + length, size - 2 - length};
    const SearchPattern pattern{std::string{text_of(text)}, (data[0] & 1) != 0, (data[0] & 2) != 0, (data[0] & 4) != 0};
    const auto scan = ByteScan::compile(std::span{&pattern, 1});
    if (!scan) {
        if (scan.error().what.empty()) __builtin_trap();
        return 0;
    }
    std::vector<RangeHit> hits;
    if (!(*scan)->scan(rest, 0, 0, rest.size(), hits)) __builtin_trap();
    for (const RangeHit& hit : hits)
        if (hit.length == 0 || hit.start + hit.length > rest.size()) __builtin_trap();
    return 0;
}
