#include "core/ingest/identifier_protocol.hpp"

#include "core/ingest/identifier_fields.hpp"

namespace sanad {
namespace {

constexpr std::size_t frame_bytes = 1 << 20;

}  // namespace

template <class Codec>
void fields(Codec& codec, Field<Codec, ScanTask>& task) {
    codec(task.offset);
    codec(task.emit_from);
    codec(task.emit_until);
    codec(task.across);
    codec(task.bytes);
    codec.list(task.parts, 17, [&](auto& part) {
        codec(part.in_image);
        codec(part.offset);
        codec(part.length);
    });
}

template <class Codec>
void fields(Codec& codec, Field<Codec, IdentifierFindings>& findings) {
    codec(findings.task);
    codec.list(findings.hits, 20, [&](auto& hit) { identifier_fields(codec, hit); });
    codec.list(findings.not_kept, 17, [&](auto& left) {
        codec.choice(left.kind, IdentifierKind::wallet_transaction);
        codec(left.mib);
        codec(left.count);
        codec.require(left.mib < furthest_identifier >> 20 && left.count < furthest_identifier);
    });
}

std::vector<Byte> encode(const std::vector<ScanTask>& tasks) {
    Putter out;
    out.list(tasks, 0, [&](const ScanTask& task) { fields(out, task); });
    return out.taken();
}

std::optional<std::vector<ScanTask>> decode_scan_request(Bytes body) {
    Taker in{body};
    std::vector<ScanTask> tasks;
    in.list(tasks, 40, [&](ScanTask& task) { fields(in, task); });
    if (!in.complete() || tasks.size() > most_scan_tasks) return std::nullopt;
    return tasks;
}

std::vector<Byte> encode(const IdentifierFindings& findings) {
    return encoded(findings);
}

std::optional<IdentifierFindings> decode_identifier_findings(Bytes body) {
    return decoded<IdentifierFindings>(body);
}

void FindingsGatherer::add(Identifier&& hit) {
    const std::uint64_t mib = hit.offset >> 20;
    if (mib != mib_) {
        mib_ = mib;
        in_mib_ = {};
    }
    std::uint64_t& count = in_mib_[static_cast<std::size_t>(hit.kind)];
    if (++count > most_identifiers_of_kind_in_mib) {
        // The last entries are those of this MiB: one a kind.
        for (auto left = findings_.not_kept.rbegin(); left != findings_.not_kept.rend() && left->mib == mib; ++left) {
            if (left->kind == hit.kind) {
                ++left->count;
                return;
            }
        }
        findings_.not_kept.push_back({hit.kind, mib, 1});
        return;
    }
    bytes_ += hit.value.size() + 32;
    findings_.hits.push_back(std::move(hit));
    if (bytes_ >= frame_bytes) flush();
}

bool FindingsGatherer::flush() {
    sent_ = sent_ && send_(findings_);
    findings_.hits.clear();
    bytes_ = 0;
    findings_.not_kept.clear();
    return sent_;
}

bool FindingsGatherer::finish() {
    return findings_.hits.empty() && findings_.not_kept.empty() ? sent_ : flush();
}

}  // namespace sanad
