#include "core/ingest/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <thread>
#include <tuple>

#include "core/base/text.hpp"
#include "core/custody/plain_file.hpp"
#include "core/ingest/evidence.hpp"
#include "core/ingest/reader_pool.hpp"
#include "core/ingest/seams.hpp"
#include "core/search/byte_scan.hpp"

namespace sanad {
namespace {

constexpr std::size_t seams_in_job = 256;
constexpr std::uint64_t smallest_retry = 64 << 10;
constexpr std::uint64_t slot_bytes = 4 << 20;  ///< of shared memory, for derived files
constexpr std::size_t most_pattern_bytes = 4 << 20;
constexpr std::size_t most_coded_hits = 1'000'000;
constexpr std::size_t most_packed_streams = 1'000'000;
/// Headers made to be unpacked a thousand times over: so much more than the image holds is never read and unpacked.
constexpr std::uint64_t least_packed_limit = 1 << 30, packed_times_image = 4;
/// A record of NTFS is looked at where it begins; its hits may lie so far behind.
constexpr std::uint64_t longest_record = 64 << 10;

/// A hit on its way, before it is told whose it is.
struct Waiting {
    FoundHit found;
    std::uint64_t at = 0;  ///< image offset; of a decoded content, in the content
    std::optional<std::uint64_t> continues_at{};
    Id content = 0;  ///< of a seam or a decoded content
};

auto order_of(const Waiting& hit) {
    return std::tuple{hit.at,           hit.found.pattern, hit.found.encoding, hit.found.repaired,
                      hit.continues_at, hit.found.length};
}

/// A derived file lies in the case: piece by piece through a slot of shared memory, one after the other.
struct DerivedReading {
    PlainFile file;
    std::size_t slot = 0;
    std::uint64_t begin = 0;   ///< file offset of the slot's first byte
    std::uint64_t filled = 0;  ///< bytes in the slot
    std::uint64_t from = 0;    ///< file offset where the next piece's own hits begin
    int attempt = 0;
};

/// One piece of the work whose hits come out together, in the order of the pieces.
struct Step {
    std::uint64_t from = 0, until = 0;  ///< of the image
    std::optional<DecodedContent> decoded{};
    FileDetail file{};  ///< of `decoded`
    std::optional<PackedIn> packed{};
    std::optional<ImagePlace> place{};              ///< of `packed`
    std::optional<std::uint64_t> unpacked_bytes{};  ///< of `packed`; nothing: it could not be read
    std::uint64_t packed_bytes = 0;                 ///< read for it
    std::unique_ptr<DerivedReading> derived{};
    std::size_t running = 0;  ///< jobs not yet ended
    std::vector<Waiting> hits{};
};

std::string named(const Step& step) {
    return fmt::format("file {} ({})", step.file.file.id, shown(step.file.file.path));
}

class Sweep {
public:
    Sweep(const CaseFolder& folder, ImageRow image, Segments segments, std::span<const SearchPattern> patterns,
          const SweepSettings& settings, const StopFlag& stop, const ShowProgress& show,
          const std::function<bool(const SweepHit&)>& each)
        : folder_{folder},
          image_{std::move(image)},
          segments_{std::move(segments)},
          patterns_{patterns.begin(), patterns.end()},
          settings_{settings},
          stop_{stop},
          show_{show},
          each_{each},
          last_end_(patterns_.size(), 0) {}

    Result<SweepEnd> run();

private:
    bool going() const { return !stop_ && !ended_ && !error_; }
    Result<void> start();
    Result<void> image_in_order();
    Result<void> packed_streams();
    Result<void> decoded_contents();
    Result<void> turn();
    void show(bool now);

    void scan_window(Step& step, std::uint64_t from, std::uint64_t until, int attempt);
    Result<void> scan_seams(Step& step);
    void scan_spans(Step& step, std::shared_ptr<std::vector<ScanSpan>> spans, std::vector<Id> contents, int attempt);
    void scan_packed(Step& step, std::uint64_t from, int attempt);
    void scan_content(Step& step, std::uint64_t from, int attempt);
    Result<void> scan_derived(Step& step);
    void scan_derived_piece(Step& step);
    void end_derived(Step& step, const std::string& reason);
    bool take_hits(Bytes body, std::size_t spans, const std::function<bool(FoundHit&&)>& take, bool marks = false);
    bool is_mark(const FoundHit& hit) const { return hit.pattern >= patterns_.size(); }
    std::optional<PatternScanDone> ended(JobEnd& end);
    void give_up(std::string what, std::string reason) {
        end_.not_scanned.push_back({std::move(what), std::move(reason)});
    }
    void note(std::vector<DamagedRange> ranges);

    Result<void> tell_until(std::uint64_t bound);
    Result<void> tell(Waiting&& hit);
    Result<void> tell_decoded(Step& step);
    void tell_packed(Step& step);
    bool overlaps_last(const Waiting& hit);

    const CaseFolder& folder_;
    ImageRow image_;
    Segments segments_;
    std::vector<SearchPattern> patterns_;
    const SweepSettings& settings_;
    const StopFlag& stop_;
    const ShowProgress& show_;
    const std::function<bool(const SweepHit&)>& each_;

    std::unique_ptr<ReaderPool> pool_;
    std::optional<ImagePlaces> places_;
    std::optional<CaseReader> rows_;
    unsigned workers_ = 1;
    std::deque<std::unique_ptr<Step>> steps_;  ///< in order; the first is told first
    std::vector<Waiting> waiting_;             ///< told when nothing before it can come
    std::vector<std::uint64_t> last_end_;      ///< by pattern, where overlaps do not count
    std::optional<ContentSeam> next_seam_;
    bool seams_begun_ = false;
    /// Hits in the coded bytes of contents that are decoded later: the same bytes where a block was stored as it is.
    std::set<std::tuple<Id, std::uint64_t, std::uint32_t, ScanEncoding>> coded_;
    struct PackedAt {
        std::uint64_t at = 0;
        ImagePlace place;
    };
    std::deque<PackedAt> packed_;  ///< streams to unpack, in the order of the image
    std::uint64_t packed_left_out_ = 0;
    std::uint64_t packed_spent_ = 0;  ///< bytes read and unpacked for them
    std::vector<std::size_t> free_slots_;
    bool ended_ = false;
    std::optional<Error> error_;
    SweepEnd end_;
    Progress progress_;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now(), shown_{};
};

void Sweep::show(bool now) {
    const auto time = std::chrono::steady_clock::now();
    if (!show_ || (!now && time - shown_ < std::chrono::milliseconds{200})) return;
    shown_ = time;
    progress_.seconds = std::chrono::duration<double>(time - began_).count();
    show_(progress_);
}

Result<void> Sweep::start() {
    workers_ = settings_.workers != 0 ? settings_.workers : std::max(1u, std::thread::hardware_concurrency());
    ReaderPool::Settings settings;
    settings.program = settings_.reader.empty() ? TRY(worker_program("sanad-reader")) : settings_.reader;
    settings.workers = workers_;
    settings.memory_bytes = slot_bytes * workers_;
    for (std::size_t i = 0; i < workers_; ++i) free_slots_.push_back(i);
    pool_ = TRY(ReaderPool::create(std::move(settings), segments_.list()));
    const ImageFacts facts = TRY(pool_->open(ReaderRole::content));
    if (facts.size != image_.facts.size) {
        return failure(Fault::unavailable, fmt::format("{}: {} bytes of media, {} when it was added",
                                                       shown(image_.segments[0].path), facts.size, image_.facts.size));
    }
    rows_.emplace(TRY(folder_.reader()));
    places_.emplace(TRY(ImagePlaces::open(folder_.database(), image_.id)));

    // Compiled once before anything is read, so that a pattern that cannot be is told at once.
    ReaderJob job;
    job.request = scan_request;
    job.body = encode(PatternScanRequest{patterns_, {}, settings_.packed});
    if (job.body.size() > most_pattern_bytes)
        return failure(Fault::limit,
                       fmt::format("the patterns take more than {} MiB together", most_pattern_bytes >> 20));
    job.subject = "the patterns";
    JobEnd end = TRY(pool_->ask(std::move(job)));
    if (end.how == JobEnd::How::done) return {};
    if (end.how != JobEnd::How::failed) end.error.fault = Fault::refused;
    return tl::unexpected{std::move(end.error)};
}

Result<SweepEnd> Sweep::run() {
    TRY(start());
    progress_.phase = Phase::reading;
    progress_.bytes_total = image_.facts.size;
    if (!image_.facts.logical) TRY(image_in_order());
    if (going()) TRY(packed_streams());
    if (going()) TRY(decoded_contents());
    if (error_) return tl::unexpected{std::move(*error_)};
    end_.finished = going();
    progress_.phase = Phase::finished;
    show(true);
    return std::move(end_);
}

Result<void> Sweep::turn() {
    TRY(pool_->step(std::chrono::milliseconds{200}));
    if (error_) return tl::unexpected{*error_};
    show(false);
    return {};
}

Result<void> Sweep::image_in_order() {
    const std::uint64_t size = image_.facts.size;
    std::uint64_t planned = 0;
    // Twice as many as there are readers: none waits while the first of a row is slow.
    const std::size_t ahead = std::size_t{workers_} * 2 + 1;
    while (going() && (planned < size || !steps_.empty())) {
        while (planned < size && steps_.size() < ahead) {
            auto& step = *steps_.emplace_back(std::make_unique<Step>());
            step.from = planned;
            step.until = planned + std::min(settings_.window_bytes, size - planned);
            planned = step.until;
            scan_window(step, step.from, step.until, 0);
            TRY(scan_seams(step));
        }
        TRY(turn());
        while (going() && !steps_.empty() && steps_.front()->running == 0) {
            Step& step = *steps_.front();
            std::move(step.hits.begin(), step.hits.end(), std::back_inserter(waiting_));
            end_.image_bytes += step.until - step.from;
            progress_.bytes_done = step.until;
            const std::uint64_t next = step.until;
            steps_.pop_front();
            // A seam of a later window may begin a little before it.
            TRY(tell_until(next < size ? next - std::min<std::uint64_t>(next, longest_reach) : ~std::uint64_t{0}));
        }
    }
    return {};
}

bool Sweep::take_hits(Bytes body, std::size_t spans, const std::function<bool(FoundHit&&)>& take, bool marks) {
    auto hits = decode_found_hits(body, spans, patterns_.size() + (marks ? packed_marks.size() : 0));
    if (!hits) return false;
    return std::ranges::all_of(*hits, [&](FoundHit& hit) { return take(std::move(hit)); });
}

void Sweep::note(std::vector<DamagedRange> ranges) {
    for (DamagedRange& range : ranges) {
        if (std::find(end_.damage.begin(), end_.damage.end(), range) == end_.damage.end())
            end_.damage.push_back(std::move(range));
    }
}

/// What a job that ended well says. Nothing when it did not: then none of its hits counts.
std::optional<PatternScanDone> Sweep::ended(JobEnd& end) {
    if (end.how == JobEnd::How::done) {
        if (auto done = decode_pattern_scan_done(end.body, image_.facts.size)) {
            note(std::move(done->damage));
            return done;
        }
        end = {JobEnd::How::broke_contract, {}, {Fault::damaged, "the reader's last word makes no sense"}};
    }
    if (pool_->ends_run(end)) error_ = end.error;
    return std::nullopt;
}

void Sweep::scan_window(Step& step, std::uint64_t from, std::uint64_t until, int attempt) {
    ++step.running;
    ScanSpan span;
    span.pieces.push_back({ScanPiece::Where::image, 0, image_.facts.size});
    span.from = from;
    span.until = until;
    span.records = true;
    span.packed = settings_.packed;
    ReaderJob job;
    job.request = scan_request;
    job.body = encode(PatternScanRequest{patterns_, {span}, settings_.packed});
    job.subject = fmt::format("image bytes {} to {}", from, until);
    // Of a job that fails none of the hits count: it is asked again.
    const auto hits = std::make_shared<std::vector<Waiting>>();
    job.on_stream = [this, hits, from, until](ReaderFrame kind, Bytes body) {
        const auto take = [&](FoundHit&& hit) {
            const std::uint64_t last = until + (hit.repaired ? longest_record : 0);
            if (hit.offset < from || hit.offset >= last || hit.length > image_.facts.size - hit.offset) return false;
            Waiting its;
            its.at = hit.offset;
            its.found = std::move(hit);
            hits->push_back(std::move(its));
            return true;
        };
        return kind == hits_answer && take_hits(body, 1, take, settings_.packed);
    };
    job.on_end = [this, hits, from, until, attempt, &step](JobEnd&& end) {
        --step.running;
        if (const auto done = ended(end)) {
            std::move(hits->begin(), hits->end(), std::back_inserter(step.hits));
            if (!done->unfinished) return;
            if (done->next_from > from && done->next_from < until) return scan_window(step, done->next_from, until, 0);
            end.error = {Fault::damaged, "the reader would go on where it was"};
        }
        if (error_) return;
        if (attempt == 0) return scan_window(step, from, until, 1);
        // Twice at the same place: halved, so that only the bytes at fault are lost.
        if (until - from > smallest_retry) {
            const std::uint64_t half = from + (until - from) / 2;
            scan_window(step, from, half, 1);
            scan_window(step, half, until, 1);
            return;
        }
        give_up(fmt::format("image bytes {} to {}", from, until), end.error.what);
    };
    pool_->submit(std::move(job));
}

Result<void> Sweep::scan_seams(Step& step) {
    if (!seams_begun_) {
        seams_begun_ = true;
        next_seam_ = TRY(places_->next_seam());
    }
    auto spans = std::make_shared<std::vector<ScanSpan>>();
    std::vector<Id> contents;
    const auto send = [&] {
        if (!spans->empty()) scan_spans(step, spans, std::move(contents), 0);
        spans = std::make_shared<std::vector<ScanSpan>>();
        contents.clear();
    };
    while (next_seam_ && next_seam_->end <= step.until) {
        const SeamExtents around = TRY(places_->extents_around(*next_seam_, longest_reach));
        ScanSpan span = seam_span(around.extents, around.ended, longest_reach);
        // What does not lie in the image is a mistake of the file system, and told where the file is read.
        const bool inside = std::ranges::all_of(span.pieces, [&](const ScanPiece& piece) {
            return piece.where != ScanPiece::Where::image ||
                   (piece.offset <= image_.facts.size && piece.length <= image_.facts.size - piece.offset);
        });
        if (inside && span.from < span.until) {
            ++end_.joins;
            spans->push_back(std::move(span));
            contents.push_back(next_seam_->content);
            if (spans->size() == seams_in_job) send();
        }
        next_seam_ = TRY(places_->next_seam());
    }
    send();
    return {};
}

void Sweep::scan_spans(Step& step, std::shared_ptr<std::vector<ScanSpan>> spans, std::vector<Id> contents,
                       int attempt) {
    ++step.running;
    ReaderJob job;
    job.request = scan_request;
    job.body = encode(PatternScanRequest{patterns_, *spans, settings_.packed});
    job.subject = fmt::format("{} joins of files from image byte {} on", spans->size(),
                              image_offset_in(spans->front(), spans->front().from).value_or(0));
    const auto hits = std::make_shared<std::vector<Waiting>>();
    job.on_stream = [this, hits, spans, contents](ReaderFrame kind, Bytes body) {
        return kind == hits_answer && take_hits(body, spans->size(), [&](FoundHit&& hit) {
                   const ScanSpan& span = (*spans)[hit.span];
                   const auto at = image_offset_in(span, hit.offset);
                   if (!at || hit.offset < span.from || hit.offset >= span.until) return false;
                   Waiting its;
                   its.at = *at;
                   its.continues_at = image_offset_in(span, span.until).value_or(0);
                   its.content = contents[hit.span];
                   its.found = std::move(hit);
                   hits->push_back(std::move(its));
                   return true;
               });
    };
    job.on_end = [this, hits, spans, contents, attempt, &step](JobEnd&& end) {
        --step.running;
        if (const auto done = ended(end)) {
            std::move(hits->begin(), hits->end(), std::back_inserter(step.hits));
            if (!done->unfinished) return;
            if (done->next_span < spans->size() && (done->next_span > 0 || done->next_from > spans->front().from)) {
                auto rest = std::make_shared<std::vector<ScanSpan>>(spans->begin() + done->next_span, spans->end());
                rest->front().from = std::clamp(done->next_from, rest->front().from, rest->front().until);
                scan_spans(step, rest, {contents.begin() + done->next_span, contents.end()}, 0);
                return;
            }
            end.error = {Fault::damaged, "the reader would go on where it was"};
        }
        if (error_) return;
        if (attempt == 0) return scan_spans(step, spans, contents, 1);
        if (spans->size() > 1) {
            const auto half = static_cast<std::ptrdiff_t>(spans->size() / 2);
            scan_spans(step, std::make_shared<std::vector<ScanSpan>>(spans->begin(), spans->begin() + half),
                       {contents.begin(), contents.begin() + half}, 1);
            scan_spans(step, std::make_shared<std::vector<ScanSpan>>(spans->begin() + half, spans->end()),
                       {contents.begin() + half, contents.end()}, 1);
            return;
        }
        give_up(fmt::format("the join of content {} at image byte {}", contents.front(),
                            image_offset_in(spans->front(), spans->front().until - 1).value_or(0)),
                end.error.what);
    };
    pool_->submit(std::move(job));
}

Result<void> Sweep::tell_until(std::uint64_t bound) {
    std::ranges::sort(waiting_, [](const Waiting& a, const Waiting& b) { return order_of(a) < order_of(b); });
    // Two files that share the extents of a seam give the same hit twice.
    const auto same = [](const Waiting& a, const Waiting& b) { return order_of(a) == order_of(b); };
    waiting_.erase(std::unique(waiting_.begin(), waiting_.end(), same), waiting_.end());
    std::size_t told = 0;
    for (; told < waiting_.size() && waiting_[told].at < bound && going(); ++told) {
        TRY(tell(std::move(waiting_[told])));
    }
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(told));
    return {};
}

/// Of an expression whose hits overlap the first counts.
bool Sweep::overlaps_last(const Waiting& hit) {
    const SearchPattern& pattern = patterns_[hit.found.pattern];
    if (!pattern.regex && !pattern.folded) return false;
    std::uint64_t& last = last_end_[hit.found.pattern];
    if (hit.at < last) return true;
    last = hit.at + hit.found.length;
    return false;
}

Result<void> Sweep::tell(Waiting&& hit) {
    if (is_mark(hit.found)) {
        ImagePlace place = TRY(places_->at(hit.at, hit.at)).front();
        // What is packed in a file is unpacked by the modules, and found by the index.
        if (place.kind == PlaceKind::file) return {};
        if (packed_.size() == most_packed_streams) {
            ++packed_left_out_;
        } else {
            packed_.push_back({hit.at, std::move(place)});
        }
        return {};
    }
    const std::uint64_t end = hit.at + hit.found.length;
    if (!hit.continues_at && !hit.found.repaired && overlaps_last(hit)) return {};
    SweepHit its;
    its.image_offset = hit.at;
    its.continues_at = hit.continues_at;
    its.places = TRY(places_->at(hit.at, hit.at));
    if (hit.continues_at) {
        const auto own = std::ranges::find_if(its.places, [&](const ImagePlace& place) {
            return place.kind == PlaceKind::file && place.content == hit.content;
        });
        if (own != its.places.end()) std::rotate(its.places.begin(), own, own + 1);
    } else if (hit.found.length > 1) {
        const auto at_end = TRY(places_->at(end - 1, hit.at));
        const ImagePlace& first = its.places.front();
        const ImagePlace& last = at_end.front();
        if (std::tie(first.kind, first.content, first.file_system, first.volume) !=
            std::tie(last.kind, last.content, last.file_system, last.volume))
            its.ends_in = last;
    }
    for (const ImagePlace& place : its.places) {
        if (place.coded && coded_.size() < most_coded_hits)
            coded_.emplace(place.content, place.offset, hit.found.pattern, hit.found.encoding);
    }
    its.found = std::move(hit.found);
    ++end_.hits;
    if (!each_(its)) ended_ = true;
    return {};
}

Result<void> Sweep::packed_streams() {
    const std::size_t ahead = std::size_t{workers_} * 2 + 1;
    const std::uint64_t limit = std::max(least_packed_limit, image_.facts.size * packed_times_image);
    const auto left_out = [&](const std::string& reason) {
        if (packed_left_out_ != 0) give_up(fmt::format("{} packed streams", packed_left_out_), reason);
        packed_left_out_ = 0;
    };
    left_out(fmt::format("more than {} of them begin in no file", most_packed_streams));
    while (going() && (!packed_.empty() || !steps_.empty())) {
        while (!packed_.empty() && steps_.size() < ahead) {
            auto& step = *steps_.emplace_back(std::make_unique<Step>());
            step.packed.emplace();
            step.packed->at = packed_.front().at;
            step.place = std::move(packed_.front().place);
            packed_.pop_front();
            scan_packed(step, 0, 0);
        }
        TRY(turn());
        while (going() && !steps_.empty() && steps_.front()->running == 0) {
            tell_packed(*steps_.front());
            steps_.pop_front();
            // Counted where they are told, so that it does not depend on the number of readers.
            if (packed_spent_ < limit || (packed_.empty() && steps_.empty())) continue;
            const std::uint64_t from = steps_.empty() ? packed_.front().at : steps_.front()->packed->at;
            packed_left_out_ = packed_.size() + steps_.size();
            packed_.clear();
            while (std::ranges::any_of(steps_, [](const auto& step) { return step->running != 0; })) TRY(turn());
            steps_.clear();
            left_out(fmt::format(
                "from image byte {} on: {} bytes were read and unpacked before, which is the limit for this "
                "image",
                from, packed_spent_));
        }
    }
    return {};
}

void Sweep::scan_packed(Step& step, std::uint64_t from, int attempt) {
    ++step.running;
    ReaderJob job;
    job.request = scan_packed_request;
    job.body = encode(PackedScanRequest{patterns_, step.packed->at, from});
    job.subject = fmt::format("the packed stream at image byte {}", step.packed->at);
    const auto hits = std::make_shared<std::vector<Waiting>>();
    job.on_stream = [this, hits, from](ReaderFrame kind, Bytes body) {
        return kind == hits_answer && take_hits(body, 1, [&](FoundHit&& hit) {
                   if (hit.offset < from || hit.offset + hit.length > most_unpacked) return false;
                   Waiting its;
                   its.at = hit.offset;
                   its.found = std::move(hit);
                   hits->push_back(std::move(its));
                   return true;
               });
    };
    job.on_end = [this, hits, from, attempt, &step](JobEnd&& end) {
        --step.running;
        const auto done =
            end.how == JobEnd::How::done ? decode_packed_scan_done(end.body, image_.facts.size) : std::nullopt;
        if (done && (!done->next_from || (*done->next_from > from && *done->next_from < done->unpacked))) {
            note(done->damage);
            step.packed->kind = done->kind;
            step.packed->name = done->name;
            step.packed->end = done->end;
            std::move(hits->begin(), hits->end(), std::back_inserter(step.hits));
            if (done->next_from) return scan_packed(step, *done->next_from, 0);
            step.unpacked_bytes = done->unpacked;
            step.packed_bytes = done->packed;
            return;
        }
        if (end.how == JobEnd::How::done)
            end = {JobEnd::How::broke_contract, {}, {Fault::damaged, "the reader's last word makes no sense"}};
        if (pool_->ends_run(end)) error_ = end.error;
        if (error_) return;
        if (attempt == 0 && end.how != JobEnd::How::failed) return scan_packed(step, from, 1);
        give_up(fmt::format("the packed stream at image byte {}", step.packed->at), end.error.what);
    };
    pool_->submit(std::move(job));
}

void Sweep::tell_packed(Step& step) {
    std::ranges::sort(step.hits, [](const Waiting& a, const Waiting& b) { return order_of(a) < order_of(b); });
    std::ranges::fill(last_end_, 0);
    if (step.unpacked_bytes) {
        ++end_.packed_streams;
        end_.unpacked_bytes += *step.unpacked_bytes;
        packed_spent_ += *step.unpacked_bytes + step.packed_bytes;
    }
    for (Waiting& hit : step.hits) {
        if (!going()) break;
        if (overlaps_last(hit)) continue;
        SweepHit its;
        its.packed = *step.packed;
        its.packed->offset = hit.at;
        its.places.push_back(*step.place);
        its.found = std::move(hit.found);
        ++end_.hits;
        if (!each_(its)) ended_ = true;
    }
}

Result<void> Sweep::decoded_contents() {
    const std::size_t ahead = std::size_t{workers_} * 2 + 1;
    bool all = false;
    std::optional<DecodedContent> next;
    while (going() && (!all || !steps_.empty())) {
        while (!all && steps_.size() < ahead) {
            if (!next) next = TRY(places_->next_decoded());
            if (!next) {
                all = true;
                break;
            }
            const bool derived = next->access == ContentAccess::derived;
            if (derived && free_slots_.empty()) break;
            auto& step = *steps_.emplace_back(std::make_unique<Step>());
            step.decoded = next;
            next.reset();
            step.file = TRY(rows_->file(step.decoded->file));
            if (!step.file.content) continue;
            if (derived) {
                TRY(scan_derived(step));
            } else {
                scan_content(step, 0, 0);
            }
        }
        TRY(turn());
        while (going() && !steps_.empty() && steps_.front()->running == 0) {
            TRY(tell_decoded(*steps_.front()));
            steps_.pop_front();
        }
    }
    return {};
}

void Sweep::scan_content(Step& step, std::uint64_t from, int attempt) {
    ++step.running;
    ContentScanRequest request;
    request.patterns = patterns_;
    request.content.file_system = step.file.file_system.facts;
    request.content.logical = image_.facts.logical;
    request.content.content = *step.file.content;
    request.content.state = step.file.file.state;
    request.content.offset = from;
    request.content.length = step.file.content->size - from;
    ReaderJob job;
    job.role = ReaderRole::walker;
    job.request = scan_content_request;
    job.body = encode(request);
    job.subject = shown(step.file.file.path);
    const auto hits = std::make_shared<std::vector<Waiting>>();
    job.on_stream = [this, hits, from, &step](ReaderFrame kind, Bytes body) {
        return kind == hits_answer && take_hits(body, 1, [&](FoundHit&& hit) {
                   if (hit.offset < from || hit.offset + hit.length > step.file.content->size) return false;
                   Waiting its;
                   its.at = hit.offset;
                   its.content = step.decoded->content;
                   its.found = std::move(hit);
                   hits->push_back(std::move(its));
                   return true;
               });
    };
    job.on_end = [this, hits, from, attempt, &step](JobEnd&& end) {
        --step.running;
        if (const auto done = ended(end)) {
            std::move(hits->begin(), hits->end(), std::back_inserter(step.hits));
            if (!done->unfinished) return;
            if (done->next_from > from && done->next_from < step.file.content->size)
                return scan_content(step, done->next_from, 0);
            end.error = {Fault::damaged, "the reader would go on where it was"};
        }
        if (error_) return;
        if (attempt == 0 && end.how != JobEnd::How::failed) return scan_content(step, from, 1);
        give_up(named(step), end.error.what);
    };
    pool_->submit(std::move(job));
}

Result<void> Sweep::scan_derived(Step& step) {
    if (!step.file.file.digests) {
        give_up(named(step), "has no digest to be found by");
        return {};
    }
    auto opened = PlainFile::open(folder_.derived(step.file.file.digests->sha256));
    if (!opened) {
        give_up(named(step), opened.error().what);
        return {};
    }
    step.derived = std::make_unique<DerivedReading>(DerivedReading{std::move(*opened), free_slots_.back()});
    free_slots_.pop_back();
    scan_derived_piece(step);
    return {};
}

void Sweep::end_derived(Step& step, const std::string& reason) {
    free_slots_.push_back(step.derived->slot);
    step.derived.reset();
    if (!reason.empty()) give_up(named(step), reason);
}

void Sweep::scan_derived_piece(Step& step) {
    DerivedReading& reading = *step.derived;
    const std::uint64_t slot_at = reading.slot * slot_bytes;
    const MutableBytes memory = pool_->memory().subspan(static_cast<std::size_t>(slot_at), slot_bytes);
    if (reading.attempt == 0) {
        // The end of the piece before is the neighbourhood of this one.
        const std::uint64_t keep_from = reading.from - std::min<std::uint64_t>(reading.from, longest_reach);
        const auto kept = static_cast<std::size_t>(reading.begin + reading.filled - keep_from);
        std::copy_n(memory.begin() + static_cast<std::ptrdiff_t>(keep_from - reading.begin), kept, memory.begin());
        reading.begin = keep_from;
        reading.filled = kept;
        while (reading.filled < slot_bytes) {
            const auto got = reading.file.read(memory.subspan(static_cast<std::size_t>(reading.filled)));
            if (!got) return end_derived(step, got.error().what);
            if (*got == 0) break;
            reading.filled += *got;
        }
    }
    const std::uint64_t size = step.file.content->size;
    const std::uint64_t end = reading.begin + reading.filled;
    const std::uint64_t until = end < size ? end - std::min<std::uint64_t>(end, longest_reach) : end;
    if (until <= reading.from) return end_derived(step, end < size ? "its copy in derived/ was cut short" : "");
    ScanSpan span;
    span.pieces.push_back({ScanPiece::Where::memory, slot_at, reading.filled});
    span.from = reading.from - reading.begin;
    span.until = until - reading.begin;
    span.offset = reading.begin;
    ++step.running;
    ReaderJob job;
    job.request = scan_request;
    job.body = encode(PatternScanRequest{patterns_, {span}, settings_.packed});
    job.subject = named(step);
    const auto hits = std::make_shared<std::vector<Waiting>>();
    job.on_stream = [this, hits, span, content = step.decoded->content](ReaderFrame kind, Bytes body) {
        return kind == hits_answer && take_hits(body, 1, [&](FoundHit&& hit) {
                   if (hit.offset < span.from || hit.offset >= span.until) return false;
                   Waiting its;
                   its.at = span.offset + hit.offset;
                   its.content = content;
                   its.found = std::move(hit);
                   hits->push_back(std::move(its));
                   return true;
               });
    };
    job.on_end = [this, hits, span, &step](JobEnd&& how) {
        --step.running;
        const auto done = ended(how);
        if (error_) return;
        DerivedReading& read = *step.derived;
        if (!done) {
            if (read.attempt++ > 0) return end_derived(step, how.error.what);
            return scan_derived_piece(step);
        }
        std::move(hits->begin(), hits->end(), std::back_inserter(step.hits));
        const bool goes_on = done->unfinished && done->next_from > span.from && done->next_from < span.until;
        read.from = span.offset + (goes_on ? done->next_from : span.until);
        read.attempt = 0;
        scan_derived_piece(step);
    };
    pool_->submit(std::move(job));
}

Result<void> Sweep::tell_decoded(Step& step) {
    ++end_.decoded_contents;
    std::ranges::sort(step.hits, [](const Waiting& a, const Waiting& b) { return order_of(a) < order_of(b); });
    ImagePlace place;
    place.kind = PlaceKind::file;
    place.file = step.file.file.id;
    place.content = step.decoded->content;
    place.path = step.file.file.path;
    place.state = step.file.file.state;
    place.file_system = step.file.file_system.id;
    place.volume = step.file.file_system.volume;
    place.description = step.file.file_system.facts.type;
    std::ranges::fill(last_end_, 0);
    for (Waiting& hit : step.hits) {
        if (!going()) break;
        if (overlaps_last(hit)) continue;
        if (coded_.contains({hit.content, hit.at, hit.found.pattern, hit.found.encoding})) continue;
        SweepHit its;
        place.offset = hit.at;
        its.places.push_back(place);
        its.found = std::move(hit.found);
        ++end_.hits;
        if (!each_(its)) ended_ = true;
    }
    return {};
}

}  // namespace

Result<SweepEnd> sweep(const CaseFolder& folder, Id image, std::span<const SearchPattern> patterns,
                       const SweepSettings& settings, const StopFlag& stop, const ShowProgress& show,
                       const std::function<bool(const SweepHit&)>& each) {
    CaseReader rows = TRY(folder.reader());
    ImageRow row = TRY(rows.image(image));
    Segments segments = TRY(reopen_segments(row));
    Sweep its{folder, std::move(row), std::move(segments), patterns, settings, stop, show, each};
    return its.run();
}

}  // namespace sanad
