#include <algorithm>
#include <array>
#include <cstdlib>

#include "core/base/bytes.hpp"
#include "core/custody/receipt_code.hpp"

// Whatever is read as a receipt code is written again as one that is read the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto prefix = sanad::parse_receipt_code(sanad::text_of({data, size}));
    if (!prefix) return 0;
    std::array<sanad::Byte, 32> root{};
    std::copy(prefix->begin(), prefix->end(), root.begin());
    const auto again = sanad::parse_receipt_code(sanad::receipt_code(root));
    if (!again || *again != *prefix) std::abort();
    return 0;
}
