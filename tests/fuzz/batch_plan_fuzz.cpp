// The list of images that somebody wrote for an unattended run.
#include "core/cli/batch_plan.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    (void)sanad::parse_csv({reinterpret_cast<const char*>(data), size});
    return 0;
}
