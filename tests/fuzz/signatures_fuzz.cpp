// Any file at all: recognised, and its header texts read.
#include <sys/mman.h>
#include <unistd.h>

#include "core/source/ewf_headers.hpp"
#include "core/source/signatures.hpp"

using namespace sanad;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    SegmentFile file;
    file.path = "fuzz";
    file.fd = ::memfd_create("fuzz", MFD_CLOEXEC);
    file.size = ::write(file.fd, data, size) == static_cast<ssize_t>(size) ? size : 0;
    (void)recognise_container(file);
    ::close(file.fd);
    (void)read_ewf_header({data, size});
    (void)read_ewf_header2({data, size});
    (void)read_ewf_xheader({data, size});
    return 0;
}
