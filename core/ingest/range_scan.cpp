#include "core/ingest/range_scan.hpp"

#include <algorithm>

namespace sanad {
namespace {

/// Small enough for a processor's second cache, large against the longest reach.
constexpr std::size_t swept_at_once = 512 << 10;

}  // namespace

Result<std::uint64_t> scan_source(ByteSource& source, RangeScanner& scanner, std::uint64_t base, std::uint64_t from,
                                  std::uint64_t until, std::vector<DamagedRange>& damage,
                                  const std::function<bool(const ScannedHit&)>& each, const BlockLook& after_block) {
    const std::uint64_t reach = scanner.reach();
    std::vector<Byte> buffer;
    std::uint64_t buffer_at = 0;  // of its first byte in the source
    std::vector<RangeHit> hits;
    bool go_on = true;
    while (from < until && go_on) {
        const std::uint64_t own_end = from + std::min<std::uint64_t>(swept_at_once, until - from);
        const std::uint64_t begin = from - std::min(from, reach);
        const std::uint64_t end = own_end + std::min(reach, source.size() - own_end);
        // What the block before has read already is kept.
        const std::uint64_t have_until = buffer_at + buffer.size();
        const bool joins = !buffer.empty() && begin >= buffer_at && begin < have_until;
        const std::size_t kept = joins ? static_cast<std::size_t>(std::min(have_until, end) - begin) : 0;
        if (joins) std::copy_n(buffer.begin() + static_cast<std::ptrdiff_t>(begin - buffer_at), kept, buffer.begin());
        buffer.resize(static_cast<std::size_t>(end - begin));
        buffer_at = begin;
        if (kept < buffer.size()) TRY(source.read(begin + kept, MutableBytes{buffer}.subspan(kept), damage));

        hits.clear();
        const auto own_from = static_cast<std::size_t>(from - begin);
        const auto own_until = static_cast<std::size_t>(own_end - begin);
        TRY(scanner.scan(buffer, base + begin, own_from, own_until, hits));
        for (const RangeHit& hit : hits) go_on = each({hit, buffer, begin}) && go_on;
        if (after_block) go_on = TRY(after_block(buffer, begin, own_from, own_until)) && go_on;
        from = own_end;
    }
    return from;
}

}  // namespace sanad
