// An identity is refused or is the one text of what it says; an agent signs only what has exactly one reading.
#include <string>

#include "core/base/bytes.hpp"
#include "core/custody/agent.hpp"

using namespace sanad;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_of({data, size});
    if (const auto identity = parse_identity(text); identity && identity_text(*identity) != text) __builtin_trap();
    (void)check_signable(text);
    (void)check_signable(pre_authentication(event_type, text));
    (void)check_signable(pre_authentication(statement_type, text));
    return 0;
}
