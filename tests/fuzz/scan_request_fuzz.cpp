// What a confused supervisor may ask of a scan and a hostile reader may say of its hits: no frame does more than be
// refused, and spans of extents from evidence stay within what they are given.
#include "core/ingest/ntfs_records.hpp"
#include "core/ingest/scan_protocol.hpp"
#include "core/ingest/seams.hpp"

using namespace sanad;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const Bytes body{data + 1, size - 1};
    switch (data[0] % 6) {
        case 0:
            return decode_pattern_scan_request(body).has_value(), 0;
        case 1:
            return decode_content_scan_request(body).has_value(), 0;
        case 2:
            return decode_found_hits(body, 3, 5).has_value(), 0;
        case 3:
            return decode_pattern_scan_done(body, 1 << 20).has_value(), 0;
        case 4:
            return repaired_ntfs_record(body).has_value(), 0;
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
