// Marks of packed streams in free space, where nothing vouches for a header: whatever it says, no more is read than is
// there and no more is unpacked than was allowed.
#include "core/ingest/packed_start.hpp"

using namespace sanad;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t most = 1 << 16;
    const Bytes bytes{data, size};
    const std::string_view text = text_of(bytes);
    for (const std::string_view mark : packed_marks) {
        for (auto at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1)) {
            const auto start = packed_start(bytes, at);
            if (!start || start->data > size - at) continue;
            const Unpacked unpacked = unpacked_stream(*start, bytes.subspan(at + start->data), most);
            if (unpacked.bytes.size() > most || start->name.size() > longest_packed_name) __builtin_trap();
        }
    }
    return 0;
}
