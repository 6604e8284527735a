#include <algorithm>

#include "core/source/containers/vhdx_log.hpp"
#include "tests/fuzz/container_fuzz.hpp"

namespace {

/// Inputs are short: what stands at 64 KiB boundaries in a real file stands here at 4 KiB boundaries, one page each.
/// Checksums are made right, or nothing behind them would ever be reached.
std::vector<sanad::Byte> spread(sanad::Bytes input) {
    constexpr std::size_t page = 4096;
    std::vector<sanad::Byte> file(4 << 20);
    const auto put = [&](std::size_t from, std::size_t at, std::size_t length) {
        if (from >= input.size()) return;
        const auto part = input.subspan(from, std::min({length, input.size() - from, file.size() - at}));
        std::copy(part.begin(), part.end(), file.begin() + static_cast<std::ptrdiff_t>(at));
    };
    put(0, 0, page);
    for (std::size_t i = 1; i <= 4; ++i) put(i * page, i * 65536, page);
    put(5 * page, 1 << 20, 16 * page);
    put(21 * page, 2 << 20, 16 * page);
    put(37 * page, 3 << 20, 4 * page);
    const auto seal = [&](std::size_t at, std::size_t length) {
        const std::uint32_t sum = sanad::containers::crc32c(sanad::Bytes{file}.subspan(at, length), 4);
        for (std::size_t i = 0; i < 4; ++i) file[at + 4 + i] = static_cast<sanad::Byte>(sum >> (8 * i));
    };
    seal(65536, page);
    seal(131072, page);
    seal(196608, 65536);
    seal(262144, 65536);
    return file;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto file = spread({data, size});
    sanad::tests::read_container(file, sanad::containers::open_vhdx, sanad::containers::parent_of_vhdx);
    return 0;
}
