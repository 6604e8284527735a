// Any file as a hash set: opened, looked into, checked, listed.
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/hashset/hash_set.hpp"

using namespace sanad;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const int file = ::memfd_create("fuzz", MFD_CLOEXEC);
    if (::write(file, data, size) == static_cast<ssize_t>(size)) {
        if (const auto set = HashSet::open(fmt::format("/proc/self/fd/{}", file))) {
            for (const HashAlgorithm algorithm : hash_algorithms) {
                if (size >= 32) (void)set->find(algorithm, Bytes{data, size}.last(digest_size(algorithm)));
            }
            (void)set->check();
            std::uint64_t records = 0;
            set->each([&](HashAlgorithm, Bytes digest, std::uint8_t category) {
                records += digest[0] + set->category(category).size();
                return true;
            });
        }
    }
    ::close(file);
    return 0;
}
