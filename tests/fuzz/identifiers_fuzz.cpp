// Any bytes, at an even or an odd place: hits lie inside the block, in order, and are the same twice.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "core/search/identifiers/scan.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const sanad::Bytes block{data + 1, size - 1};
    const std::uint64_t offset = data[0];
    std::vector<sanad::Identifier> hits;
    sanad::scan(block, {offset, 0, ~std::uint64_t{0}},
                [&](sanad::Identifier&& hit) { hits.push_back(std::move(hit)); });
    std::uint64_t last = 0;
    for (const auto& hit : hits) {
        if (hit.offset < offset || hit.length == 0 || hit.offset + hit.length > offset + block.size()) std::abort();
        if (hit.offset < last || hit.value.empty() || hit.value.size() > sanad::longest_identifier + 16) std::abort();
        last = hit.offset;
    }
    std::size_t again = 0;
    sanad::scan(block, {offset, 0, ~std::uint64_t{0}}, [&](sanad::Identifier&& hit) {
        if (again >= hits.size() || !(hits[again++] == hit)) std::abort();
    });
    if (again != hits.size()) std::abort();
    return 0;
}
