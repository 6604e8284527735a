#include "core/ingest/ingest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <future>
#include <thread>
#include <utility>

#include "core/base/text.hpp"
#include "core/base/version.hpp"
#include "core/ingest/acquired_digests.hpp"
#include "core/ingest/evidence.hpp"
#include "core/ingest/file_walk.hpp"
#include "core/ingest/hash_lookup.hpp"
#include "core/ingest/index_stage.hpp"
#include "core/ingest/progress_recorded.hpp"

namespace sanad {
namespace {

using Clock = std::chrono::steady_clock;

Timestamp now() {
    timespec time{};
    ::clock_gettime(CLOCK_REALTIME, &time);
    return {time.tv_sec * 1'000'000'000 + time.tv_nsec};
}

Result<ReaderPool::Settings> pool_settings(const IngestSettings& settings, bool with_memory) {
    ReaderPool::Settings pool;
    pool.program = settings.reader.empty() ? TRY(worker_program("sanad-reader")) : settings.reader;
    pool.workers = settings.workers != 0 ? settings.workers : std::max(1u, std::thread::hardware_concurrency());
    if (with_memory) pool.memory_bytes = ContentPass::memory_needed(settings.pass);
    return pool;
}

/// Shows progress at most four times a second.
std::function<void(bool)> paced(Progress& progress, const ShowProgress& show) {
    return [&progress, &show, began = Clock::now(), shown = Clock::time_point{}, phase = Phase::opening,
            phase_began = Clock::now()](bool at_once) mutable {
        const auto time = Clock::now();
        if (std::exchange(phase, progress.phase) != progress.phase) phase_began = time;
        if (!show || (!at_once && time - shown < std::chrono::milliseconds{250})) return;
        shown = time;
        progress.seconds = std::chrono::duration<double>(time - began).count();
        progress.phase_seconds = std::chrono::duration<double>(time - phase_began).count();
        show(progress);
        progress.shortcomings.clear();
    };
}

Verification compared(std::string_view algorithm, Bytes expected, Bytes computed) {
    Verification row;
    row.algorithm = algorithm;
    row.expected.assign(expected.begin(), expected.end());
    row.computed.assign(computed.begin(), computed.end());
    row.result = expected.empty() ? "no_stored_hash" : std::ranges::equal(expected, computed) ? "match" : "mismatch";
    return row;
}

Bytes stored(const auto& digest) {
    return digest ? Bytes{*digest} : Bytes{};
}

std::vector<Verification> verification_of(const ImageFacts& facts, const Digests& digests) {
    std::vector<Verification> rows;
    rows.push_back(compared("md5", stored(facts.stored_md5), digests.md5));
    rows.push_back(compared("sha1", stored(facts.stored_sha1), digests.sha1));
    rows.push_back(compared("sha256", stored(facts.stored_sha256), digests.sha256));
    return rows;
}

Result<void> add_remarks(CaseWriter& writer, Id image, std::string_view step, const std::vector<Remark>& remarks) {
    for (const Remark& remark : remarks) {
        TRY(writer.add_outcome({image, Subject::image, image, std::string{step}, "", "", remark.outcome, remark.text}));
    }
    return {};
}

std::string settings_json(const IngestSettings& settings, const HashLookup& sets) {
    return fmt::format(
        R"({{"exclude_known":{},"hash_sets":{},"identifiers":{},"image_digest":{},"index":{},"modules":{}}})",
        settings.exclude_known, sets.json(), settings.identifiers, settings.image_digest, settings.index,
        modules_json(settings.modules));
}

/// One run over one image, and everything it needs while it lasts.
class Run {
public:
    Run(const CaseFolder& folder, const IngestSettings& settings, const StopFlag& stop, const ShowProgress& show)
        : folder_{folder},
          settings_{settings},
          stop_{stop},
          watched_{show != nullptr},
          show_{[this, shown = paced(progress_, show)](bool at_once) mutable {
              look_for_shortcomings();
              shown(at_once);
          }} {}

    Result<IngestEnd> ingest(Id image_id);
    Result<IngestEnd> verify(Id image_id);

private:
    Result<void> open(Id image_id);
    Result<void> list_volumes();
    Result<bool> walk();
    Result<bool> read(ContentPassSettings pass_settings);
    Result<bool> look_up();
    Result<bool> examine();
    Result<bool> index();
    Result<void> watch_for_shortcomings();
    void look_for_shortcomings();
    void tell(std::initializer_list<Subject> subjects);
    std::string counts_json() const;
    IngestEnd end_of_run(bool finished) const;

    const CaseFolder& folder_;
    const IngestSettings& settings_;
    const StopFlag& stop_;
    Progress progress_;
    bool watched_;
    std::function<void(bool)> show_;
    std::optional<CaseReader> recorded_reader_;
    std::optional<RecordedShortcomings> recorded_;  ///< once somebody is to be told of them
    Clock::time_point looked_{};

    std::optional<CaseWriter> writer_;
    std::optional<CaseReader> reader_;
    std::unique_ptr<TextIndex> index_;  ///< null: left out
    ImageRow image_;
    std::optional<Segments> segments_;
    std::unique_ptr<ReaderPool> pool_;
    std::optional<ImageDigests> digests_;
    std::optional<HashLookup> hash_lookup_;
};

Result<void> Run::open(Id image_id) {
    writer_ = TRY(folder_.writer());
    reader_ = TRY(folder_.reader());
    image_ = TRY(reader_->image(image_id));
    segments_.emplace(TRY(reopen_segments(image_)));
    ReaderPool::Settings pool = TRY(pool_settings(settings_, true));
    const ChunkShape shape{image_.facts.size, image_.facts.chunk_size};
    if (image_.facts.format == "E01" && shape.chunks() != 0)
        pool.scratch = TRY(Scratch::create(folder_.path(), shape, settings_.scratch_bytes));
    pool_ = TRY(ReaderPool::create(std::move(pool), segments_->list()));
    show_(true);
    const ImageFacts facts = TRY(pool_->open(ReaderRole::walker));
    if (facts.size != image_.facts.size) {
        return failure(Fault::unavailable, fmt::format("{}: {} bytes of media, {} when it was added",
                                                       shown(image_.segments[0].path), facts.size, image_.facts.size));
    }
    return {};
}

Result<void> Run::watch_for_shortcomings() {
    if (!watched_) return {};
    recorded_reader_ = TRY(folder_.reader());
    recorded_.emplace(*recorded_reader_, image_.id);
    return recorded_->pass_over({Subject::image, Subject::volume, Subject::file_system, Subject::content});
}

/// What cannot be told now stands in the case all the same: no reason to end a run.
void Run::tell(std::initializer_list<Subject> subjects) {
    if (!recorded_) return;
    if (!recorded_->tell(subjects, progress_)) recorded_.reset();
}

/// In the phases that last. Of contents there is a row only for what went wrong.
void Run::look_for_shortcomings() {
    const bool lasts = progress_.phase == Phase::reading || progress_.phase == Phase::indexing;
    if (!recorded_ || !lasts || !progress_.can_tell() || Clock::now() - looked_ < std::chrono::seconds{2}) return;
    tell({Subject::image, Subject::content});
    looked_ = Clock::now();
}

Result<void> Run::list_volumes() {
    if (!TRY(reader_->volumes(image_.id)).empty()) return {};
    std::optional<VolumeAnswer> answer;
    std::optional<Error> error;
    for (int attempt = 0; attempt < 2 && !answer; ++attempt) {
        ReaderJob job;
        job.role = ReaderRole::walker;
        job.request = ReaderFrame::list_volumes;
        job.subject = shown(image_.segments[0].path) + ": partition tables and file systems";
        job.patience = settings_.walk_patience;
        JobEnd end = TRY(pool_->ask(std::move(job)));
        if (pool_->ends_run(end)) return tl::unexpected{std::move(end.error)};
        if (end.how == JobEnd::How::done) {
            answer = decode_volume_answer(end.body, image_.facts.size);
            if (!answer) error = Error{Fault::damaged, "the reader's list of volumes makes no sense"};
        } else {
            error = std::move(end.error);
        }
    }
    if (!answer) {
        // The image itself can still be digested: it becomes one volume that says why nothing is listed in it.
        Volume whole;
        whole.length = image_.facts.size;
        whole.scheme = "none";
        whole.description = "could not be examined";
        FileSystemFacts facts;
        facts.type = "unknown";
        facts.length = image_.facts.size;
        facts.reason = error->what;
        answer = VolumeAnswer{{whole}, {facts}, {Remark{error->what}}, {}};
        ++progress_.errors;
    }
    TRY(writer_->add_volumes(image_.id, answer->volumes));
    TRY(writer_->add_file_systems(image_.id, answer->file_systems));
    TRY(writer_->add_damage(image_.id, answer->damage));
    TRY(add_remarks(*writer_, image_.id, "volumes", answer->remarks));
    TRY(writer_->set_image_state(image_.id, ImageState::partial));
    return writer_->commit();
}

Result<bool> Run::walk() {
    progress_.phase = Phase::walking;
    for (const FileSystemRow& file_system : TRY(reader_->file_systems(image_.id))) {
        if (file_system.walk_state != WalkState::pending) continue;
        FileWalk walk{*pool_, *writer_, image_, settings_, progress_, show_};
        if (!TRY(walk.run(file_system, stop_))) return false;
    }
    return true;
}

Result<bool> Run::read(ContentPassSettings pass_settings) {
    std::map<Id, FileSystemFacts> file_systems;
    for (FileSystemRow& row : TRY(reader_->file_systems(image_.id))) file_systems.emplace(row.id, std::move(row.facts));
    ContentPass pass{*pool_, *writer_, *reader_, image_, std::move(file_systems), pass_settings, progress_, show_};
    TRY(pass.run(stop_));
    if (!pass.finished()) return false;
    progress_.phase = Phase::finishing;
    show_(true);
    if (pass_settings.image_digest && pass_settings.record) {
        digests_ = pass.image_digests(TRY(reader_->block_hashes(image_.id)));
    } else if (pass_settings.image_digest) {
        digests_ = pass.image_digests(pass.leaves());
    }
    return true;
}

Result<bool> Run::look_up() {
    TRY(writer_->commit());
    return hash_lookup_->run(*reader_, *writer_, image_.id, settings_.exclude_known, stop_);
}

Result<bool> Run::examine() {
    if (settings_.modules.empty()) return true;
    ModuleStageSettings stage_settings = settings_.module_stage;
    stage_settings.workers = settings_.workers;
    stage_settings.reader = settings_.reader;
    stage_settings.identifiers = settings_.identifiers;
    stage_settings.hash_lookup = &*hash_lookup_;
    stage_settings.exclude_known = settings_.exclude_known;
    ModuleStage stage{folder_,   *writer_, image_.id,   settings_.modules, std::move(stage_settings),
                      progress_, show_,    index_.get()};
    return stage.run(stop_);
}

Result<bool> Run::index() {
    if (!index_) return true;
    TRY(writer_->commit());
    // The texts need the writer hardly ever: meanwhile it does on a core of its own what else is left for it to do.
    std::future<Result<void>> building = std::async(std::launch::async, [&]() -> Result<void> {
        // What readers found stays until the image is examined: a run that is killed before that places it anew.
        if (image_.state != ImageState::examined) {
            TRY(writer_->place_identifiers(image_.id));
            TRY(writer_->commit());
        }
        return writer_->build_indexes();
    });
    std::optional<Result<void>> built;
    const auto writer = [&]() -> Result<CaseWriter*> {
        if (!built) built = building.get();
        TRY(Result<void>{*built});
        return &*writer_;
    };
    IndexStage stage{folder_, writer, *index_, image_.id, {settings_.workers, settings_.reader}, progress_, show_};
    const bool finished = TRY(stage.run(stop_));
    TRY(writer());
    return finished;
}

Result<IngestEnd> Run::ingest(Id image_id) {
    TRY(open(image_id));
    if (image_.state == ImageState::examined) {
        // No result is missing, but a version before this one may have made its index.
        for (const Id unfinished : TRY(images_with_unfinished_index(folder_.path()))) {
            if (unfinished != image_id) continue;
            index_ = TRY(TextIndex::open(folder_.path()));
            return IngestEnd{TRY(index())};
        }
        return IngestEnd{true};
    }
    hash_lookup_ = TRY(HashLookup::open(settings_.hash_sets));
    IngestRun run;
    run.image = image_id;
    run.started_at = now();
    run.tool_version = version;
    run.settings_json = settings_json(settings_, *hash_lookup_);
    run.workers = settings_.workers;
    run.state = "running";
    const Id run_id = TRY(writer_->start_run(run));
    TRY(writer_->commit());

    TRY(watch_for_shortcomings());
    TRY(list_volumes());
    // Before modules have run, a file has a row only for what went wrong with it.
    const bool walks = std::ranges::any_of(TRY(reader_->file_systems(image_.id)), [](const FileSystemRow& row) {
        return row.walk_state == WalkState::pending;
    });
    if (walks && recorded_) TRY(recorded_->pass_over({Subject::file}));
    bool finished = TRY(walk());
    tell({Subject::image, Subject::volume, Subject::file_system});
    if (walks) tell({Subject::file});
    if (finished) {
        ContentPassSettings pass_settings = settings_.pass;
        // A folder has no bytes of its own; its files have theirs.
        pass_settings.image_digest = settings_.image_digest && image_.facts.format != "directory";
        pass_settings.identifiers = settings_.identifiers;
        finished = TRY(read(pass_settings));
    }
    if (finished && image_.facts.format == "L01") {
        TRY(writer_->commit());
        TRY(compare_acquired_digests(*reader_, *writer_, image_.id));
    }
    if (finished) finished = TRY(look_up());
    tell({Subject::image, Subject::content});
    if (finished && settings_.index) index_ = TRY(TextIndex::open(folder_.path()));
    if (finished) finished = TRY(examine());
    if (finished) finished = TRY(index());
    if (finished) {
        if (digests_) {
            TRY(writer_->set_image_digests(image_.id, digests_->digests, digests_->tree_root, 1 << 20));
            TRY(writer_->set_verification(image_.id, verification_of(image_.facts, digests_->digests)));
        }
        if (!index_) TRY(writer_->place_identifiers(image_.id));
        TRY(writer_->drop_unplaced_identifiers(image_.id));
        TRY(writer_->set_image_state(image_.id, ImageState::examined));
        TRY(writer_->commit());
        tell({Subject::image, Subject::content});
        // The digest reads the state just committed, on a core of its own; indexes are no results.
        auto digesting = std::async(std::launch::async, [&]() -> Result<Sha256Digest> {
            CaseReader reader = TRY(folder_.reader());
            return reader.results_sha256();
        });
        TRY(writer_->build_indexes());
        const Sha256Digest results = TRY(digesting.get());
        TRY(writer_->finish_run(run_id, now(), "finished", counts_json(), results));
        TRY(writer_->commit());
        progress_.phase = Phase::finished;
        show_(true);
    }
    return end_of_run(finished);
}

std::string Run::counts_json() const {
    std::string chunks;
    if (pool_->chunks() != nullptr) {
        const ChunkCounts counts = pool_->chunks()->counts();
        chunks = fmt::format(R"(,"chunks_inflated":{},"chunks_distinct":{})", counts.inflated, counts.distinct);
    }
    return fmt::format(R"({{"records":{},"contents":{},"files_examined":{},"artifacts":{},"readers_lost":{}{}}})",
                       progress_.files_found, progress_.contents_done, progress_.files_examined, progress_.artifacts,
                       pool_->readers_lost(), chunks);
}

IngestEnd Run::end_of_run(bool finished) const {
    return {finished, pool_->readers_lost(), pool_->chunks() ? pool_->chunks()->counts() : ChunkCounts{}};
}

Result<IngestEnd> Run::verify(Id image_id) {
    TRY(open(image_id));
    // What is on record of an image that was read before stays as it is: a verification compares with it.
    const bool first_time = !image_.digests.has_value();
    if (first_time) TRY(writer_->drop_state(image_id, "image_digest_chains"));
    ContentPassSettings pass_settings = settings_.pass;
    pass_settings.image_digest = true;
    pass_settings.files = false;
    pass_settings.record = first_time;
    if (!TRY(read(pass_settings))) return end_of_run(false);
    std::vector<Verification> rows = verification_of(image_.facts, digests_->digests);
    // What the container does not store may have been computed before, when the image was first read.
    if (image_.digests) rows.push_back(compared("sha256 recorded", image_.digests->sha256, digests_->digests.sha256));
    if (image_.tree_root) rows.push_back(compared("block tree recorded", *image_.tree_root, digests_->tree_root));
    TRY(writer_->set_verification(image_id, rows));
    if (first_time) {
        TRY(writer_->set_image_digests(image_id, digests_->digests, digests_->tree_root, 1 << 20));
    }
    TRY(writer_->commit());
    progress_.phase = Phase::finished;
    show_(true);
    return end_of_run(true);
}

}  // namespace

Result<std::string> settings_json(const IngestSettings& settings) {
    return settings_json(settings, TRY(HashLookup::open(settings.hash_sets)));
}

Result<Id> add_evidence(CaseWriter& writer, const std::filesystem::path& image, const EvidenceItem& item,
                        const IngestSettings& settings) {
    const Segments segments{TRY(locate_segments(image))};
    auto pool = TRY(ReaderPool::create(TRY(pool_settings(settings, false)), segments.list()));
    ImageFacts facts = TRY(pool->open(ReaderRole::walker));
    // The supervisor knows which files it opened; the reader's word for it is not needed.
    facts.segments.clear();
    facts.segment_sizes.clear();
    for (const SegmentFile& file : segments.list().files) {
        facts.segments.push_back(file.path);
        facts.segment_sizes.push_back(file.size);
    }
    const Id item_id = TRY(writer.add_evidence_item(item));
    const Id image_id = TRY(writer.add_image(item_id, facts, TRY(segment_heads(segments.list()))));
    TRY(add_remarks(writer, image_id, "open", facts.remarks));
    TRY(writer.commit());
    return image_id;
}

Result<IngestEnd> ingest(const CaseFolder& folder, Id image, const IngestSettings& settings, const StopFlag& stop,
                         const ShowProgress& show) {
    return Run{folder, settings, stop, show}.ingest(image);
}

Result<IngestEnd> verify_image(const CaseFolder& folder, Id image, const IngestSettings& settings, const StopFlag& stop,
                               const ShowProgress& show) {
    return Run{folder, settings, stop, show}.verify(image);
}

}  // namespace sanad
