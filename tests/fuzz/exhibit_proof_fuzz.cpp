// Whatever text is given for a proof is refused with its place, or is the one text of what it says.
#include <string>

#include "core/base/bytes.hpp"
#include "core/custody/exhibit_check.hpp"

using namespace sanad;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_of({data, size});
    const auto proof = parse_exhibit_proof(text);
    if (!proof) return 0;
    if (exhibit_proof_text(*proof) != text) __builtin_trap();
    if (proof->size > (1 << 22)) return 0;
    (void)check_exhibit(*proof, [](std::uint64_t, std::uint64_t length) -> Result<std::vector<Byte>> {
        return std::vector<Byte>(static_cast<std::size_t>(length));
    });
    return 0;
}
