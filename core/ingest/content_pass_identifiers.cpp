// Identifiers in all bytes of the image: each window is searched while it is in memory; so are the borders between
// windows, and the seams between extents of a file that lie apart.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "core/ingest/content_pass_parts.hpp"
#include "core/search/identifiers/scan.hpp"

namespace sanad {
namespace {

constexpr std::uint64_t border = 2 * scan_margin;  ///< to each side, so that what begins within a margin is whole
constexpr std::uint64_t seam_reach = 2048;         ///< bytes of each extent that are looked at together
constexpr std::uint64_t most_waiting = 64 << 20;   ///< bytes of seams whose other side is still to come
constexpr std::size_t seams_at_once = 256;

}  // namespace

Result<void> ContentPass::prepare_search() {
    // Members of a tar or zip that are stored as they are lie in the image's own bytes; what a logical container holds
    // otherwise is searched as it is read through its list of files.
    if (!settings_.identifiers || (facts_.logical && facts_.format != "archive")) return {};
    search_ = std::make_unique<Search>();
    Search& search = *search_;
    search.window_count = (facts_.size + settings_.window_bytes - 1) / settings_.window_bytes;
    const auto windows = TRY(writer_.searched_for_identifiers(image_, IdentifierSource::What::window));
    search.windows.insert(windows.begin(), windows.end());
    const auto borders = TRY(writer_.searched_for_identifiers(image_, IdentifierSource::What::border));
    search.borders.insert(borders.begin(), borders.end());
    const auto done = TRY(writer_.searched_seams(image_));
    for (const Seam& seam : TRY(writer_.seams(image_))) {
        if (!std::ranges::binary_search(done, std::pair{seam.content, seam.ordinal})) search.seams.push_back(seam);
    }
    search.seam_asked.resize(search.seams.size());
    for (std::size_t i = 0; i < search.seams.size(); ++i) {
        const Seam& seam = search.seams[i];
        const std::uint64_t before_end = seam.before_offset + seam.before_length;
        search.parts.push_back({before_end - std::min(seam.before_length, seam_reach), before_end, i, false});
        search.parts.push_back(
            {seam.after_offset, seam.after_offset + std::min(seam.after_length, seam_reach), i, true});
    }
    std::ranges::sort(search.parts, {}, [](const Search::Part& part) {
        return std::tuple{part.from, part.seam, part.after};
    });
    return {};
}

std::uint64_t ContentPass::search_from() const {
    return search_ ? search_->first_not_searched() : ~std::uint64_t{0};
}

bool ContentPass::to_search(std::uint64_t window_index) const {
    return search_ && !search_->windows.contains(window_index);
}

void ContentPass::search_window(Window& window) {
    Search& search = *search_;
    const std::uint64_t index = window.plan.index;
    const Bytes memory = pool_.memory();
    const Bytes bytes =
        memory.subspan(static_cast<std::size_t>(window.slot), static_cast<std::size_t>(window.plan.length));
    const bool last = index + 1 >= search.window_count;

    auto batch = std::make_shared<ScanBatch>();
    ScanTask task;
    task.offset = window.plan.offset;
    task.emit_from = index == 0 ? 0 : window.plan.offset + scan_margin;
    task.emit_until = window.plan.offset + window.plan.length - (last ? 0 : scan_margin);
    task.parts.push_back({false, window.slot, window.plan.length});
    batch->window = index;
    batch->tasks.push_back(std::move(task));
    batch->sources.push_back({IdentifierSource::What::window, index, 0, 0});
    search.windows.insert(index);
    submit_scan(batch, 0);

    const auto tail = search.tails.find(index - 1);
    if (index > 0 && tail != search.tails.end() && !search.borders.contains(index)) {
        ScanTask across;
        across.bytes = std::move(tail->second);
        across.offset = window.plan.offset - across.bytes.size();
        const Bytes head = bytes.first(static_cast<std::size_t>(std::min<std::uint64_t>(border, bytes.size())));
        across.bytes.insert(across.bytes.end(), head.begin(), head.end());
        across.emit_from = window.plan.offset - scan_margin;
        across.emit_until = window.plan.offset + scan_margin;
        auto of_border = std::make_shared<ScanBatch>();
        of_border->tasks.push_back(std::move(across));
        of_border->sources.push_back({IdentifierSource::What::border, index, 0, 0});
        search.borders.insert(index);
        submit_scan(of_border, 0);
    }
    if (index > 0) search.tails.erase(index - 1);
    if (!last) {
        const Bytes end = bytes.last(static_cast<std::size_t>(std::min<std::uint64_t>(border, bytes.size())));
        search.tails[index].assign(end.begin(), end.end());
    }
    take_seams(window, bytes);
}

// Copies what lies in this window of the ends and beginnings of extents; a seam whose two sides are there is asked for.
void ContentPass::take_seams(const Window& window, Bytes bytes) {
    Search& search = *search_;
    const std::uint64_t window_from = window.plan.offset, window_until = window_from + window.plan.length;
    // A part is no longer than the reach: one that begins so far before the window may still come into it.
    const std::uint64_t first = window_from - std::min(window_from, seam_reach);
    for (auto part = std::ranges::lower_bound(search.parts, first, {}, &Search::Part::from);
         part != search.parts.end() && part->from < window_until; ++part) {
        const std::uint64_t from = std::max(part->from, window_from), until = std::min(part->until, window_until);
        if (from >= until || search.seam_asked[part->seam]) continue;
        auto waiting = search.waiting.find(part->seam);
        if (waiting == search.waiting.end()) {
            const Seam& seam = search.seams[part->seam];
            const std::uint64_t all =
                std::min(seam.before_length, seam_reach) + std::min(seam.after_length, seam_reach);
            if (search.waiting_bytes + all > most_waiting) continue;  // read again at the end
            search.waiting_bytes += all;
            waiting = search.waiting.emplace(part->seam, Search::Waiting{{}, {}, all}).first;
        }
        std::vector<Byte>& to = part->after ? waiting->second.after : waiting->second.before;
        // The first half of a part that was in a window before this run is missing: read again at the end.
        if (to.size() != from - part->from) continue;
        const Bytes piece =
            bytes.subspan(static_cast<std::size_t>(from - window_from), static_cast<std::size_t>(until - from));
        to.insert(to.end(), piece.begin(), piece.end());
        waiting->second.left -= piece.size();
        if (waiting->second.left == 0) {
            ask_for_seam(part->seam, std::move(waiting->second.before), std::move(waiting->second.after));
            const Seam& seam = search.seams[part->seam];
            search.waiting_bytes -= std::min(seam.before_length, seam_reach) + std::min(seam.after_length, seam_reach);
            search.waiting.erase(waiting);
        }
    }
    send_seams();
}

/// Without bytes: they are read from the image.
void ContentPass::ask_for_seam(std::size_t number, std::vector<Byte> before, const std::vector<Byte>& after) {
    Search& search = *search_;
    const Seam& seam = search.seams[number];
    ScanTask task;
    const std::uint64_t reach = std::min(seam.before_length, seam_reach);
    task.offset = seam.file_offset - reach;
    task.emit_from = task.offset;
    task.emit_until = seam.file_offset;
    task.across = seam.file_offset;
    if (before.empty()) {
        task.parts.push_back({true, seam.before_offset + seam.before_length - reach, reach});
        task.parts.push_back({true, seam.after_offset, std::min(seam.after_length, seam_reach)});
    } else {
        task.bytes = std::move(before);
        for (const Byte byte : after) task.bytes.push_back(byte);  // GCC 14 warns falsely of insert()
    }
    search.seam_asked[number] = true;
    if (!search.batch) search.batch = std::make_shared<ScanBatch>();
    search.batch->tasks.push_back(std::move(task));
    search.batch->sources.push_back({IdentifierSource::What::seam, static_cast<std::uint64_t>(seam.content),
                                     seam.ordinal, seam.before_offset + seam.before_length - seam.file_offset});
    if (search.batch->tasks.size() >= seams_at_once) send_seams();
}

void ContentPass::send_seams() {
    if (search_->batch) submit_scan(std::exchange(search_->batch, nullptr), 0);
}

// Once the windows are through: what was in memory before this run began, or found no room, is read again.
void ContentPass::search_rest() {
    if (!search_ || search_->rest_asked || !planned_all_ || !windows_.empty()) return;
    Search& search = *search_;
    search.rest_asked = true;
    for (std::uint64_t index = 1; index < search.window_count; ++index) {
        if (!search.borders.insert(index).second) continue;
        const std::uint64_t place = index * settings_.window_bytes;
        ScanTask task;
        task.offset = place - std::min(place, border);
        task.emit_from = place - scan_margin;
        task.emit_until = place + scan_margin;
        task.parts.push_back({true, task.offset, std::min(facts_.size, place + border) - task.offset});
        auto batch = std::make_shared<ScanBatch>();
        batch->tasks.push_back(std::move(task));
        batch->sources.push_back({IdentifierSource::What::border, index, 0, 0});
        submit_scan(batch, 0);
    }
    search.waiting.clear();
    for (std::size_t i = 0; i < search.seams.size(); ++i)
        if (!search.seam_asked[i]) ask_for_seam(i, {}, {});
    send_seams();
}

void ContentPass::submit_scan(const std::shared_ptr<ScanBatch>& batch, int attempt) {
    if (batch->window) ++windows_.at(*batch->window).users;
    batch->found.assign(batch->tasks.size(), {});
    ReaderJob job;
    job.request = ReaderFrame::scan_identifiers;
    job.body = encode(batch->tasks);
    const std::uint64_t number = batch->sources[0].number;
    job.subject = batch->window ? fmt::format("identifiers in image bytes {} to {}", batch->tasks[0].offset,
                                              batch->tasks[0].offset + batch->tasks[0].parts[0].length)
                  : batch->sources[0].what == IdentifierSource::What::border
                      ? fmt::format("identifiers around image byte {}", number * settings_.window_bytes)
                      : fmt::format("identifiers in {} fragmented files", batch->tasks.size());
    job.on_stream = [batch](ReaderFrame kind, Bytes body) {
        return kind == ReaderFrame::identifiers && batch->take(body);
    };
    job.on_end = [this, batch, attempt](JobEnd&& end) {
        scan_ended(batch, attempt, end);
        // Last, so that a retry has taken its own hold of the window first.
        if (batch->window) release(*batch->window);
    };
    pool_.submit(std::move(job));
}

void ContentPass::scan_ended(const std::shared_ptr<ScanBatch>& batch, int attempt, JobEnd& end) {
    if (end.how != JobEnd::How::done) {
        if (pool_.ends_run(end)) {
            error_ = std::move(end.error);
            return;
        }
        if (attempt == 0) {
            // Once more, each task apart, so that only the one at fault is lost.
            for (std::size_t i = 0; i < batch->tasks.size(); ++i) {
                auto alone = std::make_shared<ScanBatch>();
                alone->tasks.push_back(batch->tasks[i]);
                alone->sources.push_back(batch->sources[i]);
                alone->window = batch->window;
                submit_scan(alone, 1);
            }
            return;
        }
        ++progress_.errors;
        note(writer_.add_outcome(
            {image_, Subject::image, image_, "identifiers", "", "", end.outcome(), end.error.what + ": not searched"}));
        batch->found.assign(batch->tasks.size(), {});
    }
    for (std::size_t i = 0; i < batch->tasks.size(); ++i)
        note(writer_.put_identifiers(image_, batch->sources[i], batch->found[i].hits, batch->found[i].not_kept));
}

bool ContentPass::ScanBatch::take(Bytes body) {
    auto findings = decode_identifier_findings(body);
    if (!findings || findings->task >= found.size()) return false;
    IdentifierFindings& all = found[findings->task];
    if (all.hits.size() + findings->hits.size() > most_hits || all.not_kept.size() > most_hits) return false;
    all.hits.insert(all.hits.end(), std::make_move_iterator(findings->hits.begin()),
                    std::make_move_iterator(findings->hits.end()));
    all.not_kept.insert(all.not_kept.end(), findings->not_kept.begin(), findings->not_kept.end());
    return true;
}

}  // namespace sanad
