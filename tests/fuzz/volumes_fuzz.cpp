// Partition tables of every kind, whole or cut short.
#include "core/source/file_system.hpp"
#include "core/source/volume_system.hpp"

using namespace sanad;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    use_utc_clock();
    MemorySource image{{data, data + size}, "fuzzed image"};
    (void)list_volumes(image, 512);
    return 0;
}
