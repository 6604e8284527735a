#include "core/ingest/reader_identifiers.hpp"

#include "core/ingest/ntfs_records.hpp"
#include "core/ingest/reader.hpp"
#include "core/search/identifiers/scan.hpp"

namespace sanad {
namespace {

constexpr std::size_t held_at_once = 4 << 20;

}  // namespace

std::vector<Identifier> identifiers_in(Bytes bytes) {
    std::vector<Identifier> found;
    scan(bytes, {}, [&](Identifier&& hit) { found.push_back(std::move(hit)); });
    return found;
}

void StreamScan::add(Bytes bytes) {
    held_.insert(held_.end(), bytes.begin(), bytes.end());
    if (held_.size() >= held_at_once) scan_held(offset_ + held_.size() - scan_margin);
}

void StreamScan::finish() {
    scan_held(~std::uint64_t{0});
    gatherer_.finish();
}

void StreamScan::scan_held(std::uint64_t until) {
    scan(held_, {offset_, emitted_, until}, [&](Identifier&& hit) { gatherer_.add(std::move(hit)); });
    emitted_ = until;
    // What is still to be told begins there, and one margin before it is looked at again.
    const std::size_t keep = std::min<std::size_t>(held_.size(), 2 * scan_margin);
    offset_ += held_.size() - keep;
    held_.erase(held_.begin(), held_.end() - static_cast<std::ptrdiff_t>(keep));
}

Result<std::vector<Byte>> Reader::scan_identifiers(Bytes body) {
    if (role_ != ReaderRole::content) return failure(Fault::refused, "not a content reader");
    const auto tasks = decode_scan_request(body);
    if (!tasks) return failure(Fault::refused, "malformed request");
    std::vector<DamagedRange> damage;
    std::vector<Byte> gathered;
    std::vector<Byte> repaired;
    for (std::uint32_t number = 0; number < tasks->size(); ++number) {
        const ScanTask& task = (*tasks)[number];
        Bytes bytes;
        if (task.bytes.empty() && task.parts.size() == 1 && !task.parts[0].in_image) {
            bytes = TRY(memory_at(task.parts[0].offset, task.parts[0].length));
        } else {
            gathered = task.bytes;
            for (const ScanTask::Part& part : task.parts) {
                if (part.length > most_gathered_bytes || gathered.size() + part.length > most_gathered_bytes)
                    return failure(Fault::refused, "too many bytes at once");
                const std::size_t at = gathered.size();
                gathered.resize(at + static_cast<std::size_t>(part.length));
                const MutableBytes to = MutableBytes{gathered}.subspan(at);
                if (part.in_image) {
                    TRY(image_->source->read(part.offset, to, damage));
                } else {
                    const Bytes from = TRY(memory_at(part.offset, part.length));
                    std::copy(from.begin(), from.end(), to.begin());
                }
            }
            bytes = gathered;
        }
        // A file's seam has its bytes already as the file system gives them to programs.
        if (task.across == 0) bytes = with_repaired_ntfs_records(bytes, task.offset, repaired);
        FindingsGatherer gatherer{number, [this](const IdentifierFindings& findings) {
                                      return channel_.send(static_cast<std::uint32_t>(ReaderFrame::identifiers),
                                                           encode(findings));
                                  }};
        sanad::scan(bytes, {task.offset, task.emit_from, task.emit_until}, [&](Identifier&& hit) {
            if (task.across != 0 && hit.offset + hit.length <= task.across) return;
            gatherer.add(std::move(hit));
        });
        if (!gatherer.finish()) break;
    }
    return std::vector<Byte>{};
}

}  // namespace sanad
