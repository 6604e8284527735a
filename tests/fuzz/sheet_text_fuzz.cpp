#include <cstdlib>

#include "core/base/bytes.hpp"
#include "core/report/sheet_text.hpp"

// Whatever is read as a sheet has one text, and is read from that again as the same sheet.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto sheet = sanad::parse_sheet(sanad::text_of({data, size}));
    if (!sheet) return 0;
    const std::string text = sanad::sheet_text(*sheet);
    const auto again = sanad::parse_sheet(text);
    if (!again || sanad::sheet_text(*again) != text) std::abort();
    return 0;
}
