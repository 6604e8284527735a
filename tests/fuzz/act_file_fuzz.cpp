// An act of custody as people write it into a file: JSON, or lines of "word: value". What is read of JSON and can stand
// in a ledger has one canonical text, which reads back as the same.
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <stdexcept>

#include "core/cli/custody_act.hpp"
#include "core/custody/loose_json.hpp"

using namespace sanad;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_of({data, size});
    if (const auto value = read_loose_json(text)) {
        std::string canonical;
        try {
            canonical = value->canonical();
        } catch (const std::logic_error&) {
            return 0;  // a text that a ledger does not take: the act that holds it is refused with the rule
        }
        const auto again = JsonValue::parse(canonical);
        if (!again || again->canonical() != canonical) __builtin_trap();
    }
    const int fd = ::memfd_create("act", MFD_CLOEXEC);
    if (::write(fd, data, size) == static_cast<ssize_t>(size)) {
        ToldAct told;
        (void)read_act_file(fmt::format("/proc/self/fd/{}", fd), told);
    }
    ::close(fd);
    return 0;
}
