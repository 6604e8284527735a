// Any file as an RDSv3 of the NSRL: a SQLite database that was damaged or made for the purpose.
#include "tests/fuzz/hash_lists.hpp"
#include "tests/hashset/scratch_folder.hpp"

using namespace sanad;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const test::ScratchFolder scratch;
    const auto path = scratch.write("rds.db", text_of({data, size}));
    fuzz::TakeAll everything;
    const auto read = read_nsrl_sqlite(path.string(), everything);
    if (!read && read.error().what.empty()) __builtin_trap();
    return 0;
}
