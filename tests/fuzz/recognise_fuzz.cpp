// What no file system here explains is named from a few bytes at fixed places and from its statistics.
#include "core/source/recognise.hpp"

using namespace sanad;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    MemorySource volume{{data, data + size}, "fuzzed volume"};
    recognise_marks(volume);
    if (!has_udf(volume)) explain_unknown(volume);
    return 0;
}
