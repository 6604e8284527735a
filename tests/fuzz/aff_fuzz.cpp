#include "tests/fuzz/container_fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    sanad::tests::read_container({data, size}, sanad::containers::open_aff, nullptr);
    return 0;
}
