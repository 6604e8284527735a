#include "core/cli/open_case.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>

#include "core/base/version.hpp"
#include "core/cli/custody_facts.hpp"
#include "core/cli/summary.hpp"
#include "core/search/text_index.hpp"

namespace sanad {

std::string account_name() {
    const passwd* entry = ::getpwuid(::getuid());
    return entry != nullptr ? entry->pw_name : std::to_string(::getuid());
}

Result<CaseFolder> open_or_create_case(const std::filesystem::path& path, const NewCase& facts) {
    auto existing = CaseFolder::open(path);
    if (existing || existing.error().fault != Fault::not_found) return existing;
    CaseFacts made;
    made.name = facts.name.empty() ? path.stem().string() : facts.name;
    made.examiner = facts.examiner.empty() ? account_name() : facts.examiner;
    made.time_zone = facts.time_zone;
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    made.created_at = {now.tv_sec * 1'000'000'000 + now.tv_nsec};
    made.tool_version = version;
    return CaseFolder::create(path, made);
}

Result<std::optional<ImageRow>> image_that_is(CaseReader& reader, const std::filesystem::path& path) {
    for (ImageRow& row : TRY(reader.images())) {
        for (const SegmentRow& segment : row.segments) {
            std::error_code not_there;
            if (segment.path == path.string() || std::filesystem::equivalent(segment.path, path, not_there))
                return std::optional{std::move(row)};
        }
    }
    return std::optional<ImageRow>{};
}

namespace {

/// Whether files are there that nobody has listed: an encrypted volume, one of a kind without a reader, a walk cut
/// short. A boot loader's partition beside file systems that were listed is none of these.
bool needs_a_person(const std::vector<FileSystemRow>& file_systems) {
    const bool any_listed =
        std::ranges::any_of(file_systems, [](const FileSystemRow& row) { return row.facts.readable; });
    return std::ranges::any_of(file_systems, [&](const FileSystemRow& row) {
        if (row.facts.readable) return row.walk_state == WalkState::partial;
        return is_left_unlisted(row.facts) && (row.facts.type != "unknown" || !any_listed);
    });
}

}  // namespace

void print_summary(Session& session, const CaseFolder& folder, const CountedImages& counted) {
    auto reader = folder.reader();
    if (!reader) return session.fail(reader.error());
    const auto custody = custody_facts(folder.path());
    const auto text = session.json ? summary_json(*reader, folder.path().string(), custody, counted)
                                   : summary_text(*reader, folder.path().string(), custody, counted);
    if (!text) return session.fail(text.error());
    std::fputs(text->c_str(), stdout);
    if (session.json) std::fputc('\n', stdout);
    if (custody ? !custody->broken.empty() : custody.error().fault != Fault::not_found) {
        session.status = Status::finding_against;
    }
    const auto images = reader->images();
    if (!images) return session.fail(images.error());
    for (const ImageRow& image : *images) {
        const auto rows = reader->verification(image.id);
        if (!rows) return session.fail(rows.error());
        for (const Verification& row : *rows) {
            if (row.result == "mismatch") session.status = Status::finding_against;
        }
        const auto damage = reader->damage(image.id);
        if (!damage) return session.fail(damage.error());
        if (!damage->empty()) session.status = Status::finding_against;
        const auto file_systems = reader->file_systems(image.id);
        if (!file_systems) return session.fail(file_systems.error());
        if (needs_a_person(*file_systems)) session.status = Status::finding_against;
        const auto lost = files_not_had_whole(*reader, image.id);
        if (!lost) return session.fail(lost.error());
        if (*lost != 0) session.status = Status::finding_against;
    }
}

namespace {

tl::unexpected<Error> stopped(const CaseFolder& folder) {
    return failure(Fault::system, "stopped; what was done is in the case, and `sanad ingest " + folder.path().string() +
                                      "` goes on from here");
}

}  // namespace

Result<void> ingest_case(Session& session, const CaseFolder& folder, const IngestSettings& settings,
                         CaseCustody& custody) {
    const IngestLock lock = TRY(folder.lock_for_ingest());
    TRY(custody.settle_jobs());
    TRY(custody.record_images());
    std::vector<Id> waiting;
    {
        CaseReader reader = TRY(folder.reader());
        for (const ImageRow& image : TRY(reader.images())) {
            if (image.state != ImageState::examined) waiting.push_back(image.id);
        }
    }
    for (const Id image : waiting) {
        TRY(custody.job_started(image, settings));
        const auto began = std::chrono::steady_clock::now();
        const auto end = ingest(folder, image, settings, session.stop, session.show_progress());
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
        const auto entered = custody.job_ended(image,
                                               !end            ? "failed"
                                               : end->finished ? "finished"
                                                               : "stopped",
                                               took.count());
        if (!end) return tl::unexpected{end.error()};
        TRY(Result<void>{entered});
        if (!end->finished) return stopped(folder);
    }
    // An index is no result, and making it again no act that a ledger tells of.
    for (const Id image : TRY(images_with_unfinished_index(folder.path()))) {
        if (!TRY(ingest(folder, image, settings, session.stop, session.show_progress())).finished)
            return stopped(folder);
    }
    return {};
}

}  // namespace sanad
