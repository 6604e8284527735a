#include "core/source/containers/vmdk_descriptor.hpp"
#include "tests/fuzz/container_fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const sanad::Bytes input{data, size};
    (void)sanad::containers::parse_vmdk_descriptor(sanad::text_of(input));
    sanad::tests::read_container(input, sanad::containers::open_vmdk, sanad::containers::parent_of_vmdk);
    return 0;
}
