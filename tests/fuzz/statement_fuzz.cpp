// Whatever text is given for a statement is refused with its place, or is the one text of what it says.
#include <string>

#include "core/custody/key_ring.hpp"

using namespace sanad;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_of({data, size});
    if (const auto payload = JsonValue::parse(text)) {
        const auto statement = parse_statement(*payload);
        if (statement && payload_of(*statement).canonical() != text) __builtin_trap();
    }
    const auto signed_statement = parse_signed_statement(text);
    if (signed_statement && signed_statement->document.canonical() != text) __builtin_trap();
    Event event;
    event.type = "key.enrol";
    event.body.set("statements", JsonValue::Array{base64(text)});
    KeyRing ring;
    // Nobody can enrol without having signed: what is taken was signed by the fuzzer's own key, number 0 or 1.
    if (ring.take(event) && ring.persons().size() != 1) __builtin_trap();
    return 0;
}
