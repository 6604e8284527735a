// A volume recognised, walked and read. Most of the code under it is The Sleuth Kit's: a crash there is contained by
// the reader's process, and worth reporting upstream; one in our own frames is a bug here.
#include "core/source/file_system.hpp"
#include "core/source/volume_system.hpp"

using namespace sanad;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    use_utc_clock();
    MemorySource image{{data, data + size}, "fuzzed volume"};
    Volume whole;
    whole.length = size;
    for (const FileSystemFacts& facts : recognise_file_systems(image, whole, 512)) {
        if (!facts.readable) continue;
        auto opened = open_file_system(image, facts, 512);
        if (!opened) continue;
        WalkLimits limits;
        limits.max_records = 10'000;
        (void)(*opened)->walk(limits, [](FileRecord&&, Bytes) { return true; });
    }
    return 0;
}
