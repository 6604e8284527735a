// Whatever text is given for an entry of a ledger is refused with its place, or is the one text of what it says; and a
// ledger that holds it is checked to its end.
#include <string>

#include "core/custody/ledger_check.hpp"

using namespace sanad;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_of({data, size});
    if (const auto payload = JsonValue::parse(text)) {
        // Most inputs never become a signed document: what stands inside of one is tried by itself.
        if (payload->canonical() != text) __builtin_trap();
        if (const auto event = parse_event(*payload)) {
            if (payload_of(*event).canonical() != text) __builtin_trap();
            CustodyState state;
            (void)state.examine(*event, KeyRing{});
            state.take(*event, "", KeyRing{});
        }
    }
    const auto entry = parse_entry(text);
    if (entry && entry->document.canonical() != text) __builtin_trap();
    LedgerCheck ledger;
    ledger.add(text);
    if (ledger.size() != 1) __builtin_trap();
    return 0;
}
