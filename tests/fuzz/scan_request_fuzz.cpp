// What a confused supervisor may ask of a scan and a hostile reader may say of its hits: no frame does more than be
// refused, what is taken says as many bytes as were sent, and spans of extents from evidence stay within what they are
// given.
#include <algorithm>

#include "core/ingest/ntfs_records.hpp"
#include "core/ingest/scan_protocol.hpp"
#include "core/ingest/seams.hpp"

using namespace sanad;

namespace {

template <class Message>
int same_bytes(const std::optional<Message>& message, Bytes body) {
    if (message && !std::ranges::equal(encode(*message), body)) __builtin_trap();
    return 0;
}

int packed_scan_done(Bytes body, std::uint64_t image_size) {
    const auto done = decode_packed_scan_done(body, image_size);
    if (done && (done->packed > most_packed || done->unpacked > most_unpacked)) __builtin_trap();
    for (std::size_t i = 0; done && i < done->damage.size(); ++i) {
        const DamagedRange& range = done->damage[i];
        if (range.offset > image_size || range.length > image_size - range.offset) __builtin_trap();
    }
    return same_bytes(done, body);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const Bytes body{data + 1, size - 1};
    constexpr std::uint64_t image_size = 1 << 20;
    switch (data[0] % 8) {
        case 0:
            return same_bytes(decode_pattern_scan_request(body), body);
        case 1:
            return same_bytes(decode_content_scan_request(body), body);
        case 2:
            return same_bytes(decode_found_hits(body, 3, 5), body);
        case 3:
            return same_bytes(decode_pattern_scan_done(body, image_size), body);
        case 4:
            return repaired_ntfs_record(body).has_value(), 0;
        case 5:
            return same_bytes(decode_packed_scan_request(body), body);
        case 6:
            return packed_scan_done(body, image_size);
        default:
            break;
    }
    std::vector<Extent> extents;
    std::uint64_t at = 0;
    for (std::size_t i = 0; i + 3 <= body.size(); i += 3) {
        extents.push_back({at, std::uint64_t{body[i]} << 9, std::uint64_t{body[i + 1]} + 1,
                           body[i + 2] % 2 == 0 ? ExtentKind::stored : ExtentKind::sparse});
        at += extents.back().length;
    }
    if (extents.empty()) return 0;
    const ScanSpan span = seam_span(extents, data[0] % extents.size(), 300);
    if (!decode_pattern_scan_request(encode(PatternScanRequest{{}, {span}}))) __builtin_trap();
    return 0;
}
