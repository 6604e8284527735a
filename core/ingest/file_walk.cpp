#include "core/ingest/file_walk.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/ingest/file_type.hpp"

namespace sanad {
namespace {

constexpr std::uint64_t ntfs_bad_clusters = 8;  // $BadClus, by its fixed place in the MFT

/// The file that holds one shadow copy: its own identifier before that of the kind (libvshadow, "Volume Shadow Snapshot
/// (VSS) format").
bool is_shadow_copy(const FileRecord& record) {
    constexpr std::string_view folder = "/System Volume Information/{", kind = "{3808876b-c176-4e48-b7ae-04046e6cc752}";
    return record.state == NameState::allocated && record.path.size() > folder.size() + kind.size() &&
           record.path.starts_with(folder) && record.path.ends_with(kind);
}

}  // namespace

FileWalk::FileWalk(ReaderPool& pool, CaseWriter& writer, const ImageRow& image, const IngestSettings& settings,
                   Progress& progress, std::function<void(bool now)> show)
    : pool_{pool}, writer_{writer}, image_{image}, settings_{settings}, progress_{progress}, show_{std::move(show)} {}

Result<bool> FileWalk::run(const FileSystemRow& file_system, const StopFlag& stop) {
    WalkRequest request;
    request.file_system = file_system.facts;
    request.limits = settings_.limits;
    request.logical = image_.facts.logical;
    request.identifiers = settings_.identifiers;
    std::vector<std::string> remarks;
    for (int attempt = 0;; ++attempt) {
        TRY(writer_.begin_walk(file_system.id));
        const std::uint64_t found_before = progress_.files_found;
        records_ = claimed_ = shadow_copies_ = 0;
        last_path_.clear();
        local_times_ = file_system.facts.local_times;
        ntfs_ = file_system.facts.type == "NTFS";
        ReaderJob job;
        job.role = ReaderRole::walker;
        job.request = ReaderFrame::walk;
        job.body = encode(request);
        job.subject = fmt::format("{} at byte {}", file_system.facts.type, file_system.facts.offset);
        job.patience =
            settings_.walk_patience + std::chrono::seconds{file_system.facts.length / settings_.walk_bytes_a_second};
        job.on_stream = [this](ReaderFrame kind, Bytes body) { return take(kind, body); };
        auto end = TRY(pool_.ask(std::move(job), [&] {
            show_(false);
            return !stop && !error_;
        }));
        if (error_) return tl::unexpected{*error_};
        if (!end) {
            writer_.roll_back();
            return false;
        }
        if (end->how == JobEnd::How::done) {
            const auto done = decode_walk_done(end->body, image_.facts.size);
            if (done) {
                TRY(writer_.add_damage(image_.id, done->damage));
                remarks.insert(remarks.end(), done->report.remarks.begin(), done->report.remarks.end());
                progress_.errors += remarks.size();
                if (shadow_copies_ != 0) {
                    TRY(writer_.add_outcome({image_.id, Subject::file_system, file_system.id, "walk", "", "",
                                             Outcome::noted,
                                             fmt::format("{} volume shadow cop{} there: not assembled here",
                                                         shadow_copies_, shadow_copies_ == 1 ? "y is" : "ies are")}));
                }
                const bool complete = done->report.complete && request.limits.search_orphans;
                TRY(writer_.finish_walk(complete ? WalkState::complete : WalkState::partial, remarks));
                TRY(writer_.commit());
                return true;
            }
            end = JobEnd{JobEnd::How::broke_contract, {}, {Fault::damaged, "the walker's report makes no sense"}};
        }
        if (end->how == JobEnd::How::failed) {
            if (pool_.ends_run(*end)) return tl::unexpected{end->error};
            remarks.push_back(end->error.what);
        } else if (attempt == 0) {
            // Once more with a fresh walker; a silent one most likely sat in TSK's search for orphans.
            if (end->how == JobEnd::How::timed_out) {
                request.limits.search_orphans = false;
                remarks.push_back(fmt::format("{}; walked again without the search for orphan files", end->error.what));
            }
            progress_.files_found = found_before;
            writer_.roll_back();
            continue;
        } else {
            remarks.push_back(fmt::format("{}; {} records were listed until then, the last one {}", end->error.what,
                                          records_, last_path_.empty() ? "none" : shown(last_path_)));
        }
        ++progress_.errors;
        TRY(writer_.add_outcome(
            {image_.id, Subject::file_system, file_system.id, "read", "", "", end->outcome(), remarks.back()}));
        remarks.pop_back();  // it has its own outcome
        TRY(writer_.finish_walk(WalkState::partial, remarks));
        TRY(writer_.commit());
        return true;
    }
}

bool FileWalk::take(ReaderFrame kind, Bytes body) {
    Result<void> written;
    if (kind == ReaderFrame::records) {
        auto records = decode_records(body, image_.facts.size);
        if (!records) return false;
        for (WalkedRecord& walked : *records) {
            if (++records_ > settings_.limits.max_records + 1) return false;
            written = add(std::move(walked));
            if (!written) break;
        }
        progress_.files_found += records->size();
    } else if (kind == ReaderFrame::free_ranges) {
        const auto ranges = decode_free_ranges(body, image_.facts.size);
        if (!ranges) return false;
        for (const FreeRange& range : *ranges) {
            written = writer_.add_unallocated(range.image_offset, range.length);
            if (!written) break;
        }
    } else {
        return false;
    }
    if (!written) error_ = std::move(written.error());
    return true;
}

Result<void> FileWalk::add(WalkedRecord walked) {
    last_path_ = walked.record.path;
    walked.record.local_times = walked.record.local_times || local_times_;
    std::optional<ContentResult> known;
    if (walked.result) {
        known = ContentResult{walked.result->digests, std::move(walked.result->mime),
                              std::move(walked.result->encoding), false, walked.result->unreadable_bytes};
        known->mismatch = extension_mismatch(walked.record.path, known->mime_type);
    }
    if (ntfs_ && is_shadow_copy(walked.record)) ++shadow_copies_;
    const AddedFile added = TRY(writer_.add_file(walked.record, known ? &*known : nullptr));
    if (walked.record.outcome != Outcome::examined) {
        ++progress_.errors;
        TRY(writer_.add_outcome(
            {image_.id, Subject::file, added.file, "walk", "", "", walked.record.outcome, walked.record.remark}));
    }
    if (added.new_content && !walked.identifiers.empty()) {
        TRY(writer_.put_identifiers(
            image_.id, {IdentifierSource::What::content, static_cast<std::uint64_t>(*added.content), 0, std::nullopt},
            walked.identifiers, {}));
    }
    if (!added.new_content || known) return {};

    // Decided here, in the walk's own order, so that a resumed run decides the same.
    const std::uint64_t size = walked.record.content->size;
    const std::uint64_t image_size = image_.facts.size;
    // Where only its own reader can join a content, the holes are those that it names.
    const Content& content = *walked.record.content;
    const bool by_extents = content.access == ContentAccess::extents;
    std::optional<std::uint64_t> too_many_zeros;
    std::uint64_t claims = size;
    if (by_extents || image_.facts.logical) {
        std::uint64_t stored = 0, holes = 0;
        for (const Extent& extent : content.extents) {
            (extent.kind == ExtentKind::stored ? stored : holes) += extent.length;
        }
        const std::uint64_t zeros = by_extents ? size - stored : holes;
        // What of such a content is stored, the search and the modules see all the same.
        const bool reached = by_extents && !image_.facts.logical && zeros < size &&
                             walked.record.outcome == Outcome::examined && zeros > settings_.most_sparse_bytes;
        if (reached) {
            too_many_zeros = zeros;
            claims = stored;
        } else if (zeros > (zeros == size ? settings_.most_empty_bytes : settings_.most_sparse_bytes)) {
            // Where no cluster is bad, $Bad is one hole as long as the volume: of the evidence nothing is left out.
            const bool no_bad_cluster =
                ntfs_ && content.metadata_address == ntfs_bad_clusters && zeros == size && !image_.facts.logical;
            return writer_.set_content_not_read(
                *added.content, no_bad_cluster ? Outcome::noted : Outcome::limited,
                no_bad_cluster
                    ? fmt::format("{}: no cluster is marked as bad; a hole as long as the volume, not digested",
                                  shown(walked.record.path))
                    : fmt::format("{} of its {} bytes are zeros that are stored nowhere", zeros, size));
        }
    }
    // An archive may hold many times its own size.
    if (image_.facts.logical) return {};
    claimed_ += std::min(claims, image_size);
    if (claimed_ / settings_.ghost_factor > image_size + (64 << 20)) {
        return writer_.set_content_not_read(
            *added.content, Outcome::limited,
            fmt::format("the files of this file system claim more than {} times the image's size",
                        settings_.ghost_factor));
    }
    if (!too_many_zeros) return {};
    return writer_.set_content_not_read(
        *added.content, Outcome::noted,
        fmt::format(
            "{}: {} of its {} bytes are zeros that are stored nowhere: no digest of the whole; its other bytes are "
            "searched and given to modules",
            shown(walked.record.path), *too_many_zeros, size));
}

}  // namespace sanad
