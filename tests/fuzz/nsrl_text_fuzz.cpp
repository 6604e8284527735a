#include "tests/fuzz/hash_lists.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return sanad::fuzz::read_list_both_ways(sanad::read_nsrl_text, data, size);
}
