#include "core/ingest/module_worker.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>

#include "core/base/descriptor.hpp"
#include "core/base/text.hpp"
#include "core/custody/plain_file.hpp"
#include "core/ingest/file_type.hpp"
#include "core/search/identifiers/scan.hpp"

namespace sanad {
namespace {

constexpr std::uint64_t digest_memory = 16 << 20;

/// With its last '/'.
std::string_view folder_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return path.substr(0, slash == std::string_view::npos ? 0 : slash + 1);
}

/// Plain text in UTF-8 is indexed from the content, where each letter has its place: a module that read the same adds
/// nothing.
bool is_content_itself(const FileRow& file, Bytes bytes, const ModuleText& text) {
    if (file.encoding != "utf-8" && file.encoding != "us-ascii") return false;
    std::string_view content = text_of(bytes);
    if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
    return text.text == content;
}

/// Where the bytes begin that are stored; nothing is known where only its file system joins a content.
std::uint64_t first_stored_of(const Content& content) {
    if (content.access != ContentAccess::extents) return 0;
    std::uint64_t first = content.size;
    for (const Extent& extent : content.extents) {
        if (extent.kind == ExtentKind::stored) first = std::min(first, extent.file_offset);
    }
    return first;
}

}  // namespace

Result<void> ModuleWorker::open() {
    if (reader_) return {};
    reader_ = TRY(folder_.reader());
    read_back_ = TRY(ReadBack::open(folder_, image_, reader_program_));
    return {};
}

Result<std::vector<Byte>> ModuleWorker::content_of(const FileDetail& file, std::uint64_t at_most) {
    std::vector<Byte> bytes;
    const std::uint64_t wanted = std::min(file.file.size, at_most);
    bytes.reserve(static_cast<std::size_t>(wanted));
    if (file.content && file.content->access == ContentAccess::derived) {
        if (!file.file.digests) return failure(Fault::not_found, "no digest of a derived file");
        const auto path = folder_.derived(file.file.digests->sha256);
        PlainFile kept = TRY(PlainFile::open(path));
        bytes.resize(static_cast<std::size_t>(std::min(kept.size(), wanted)));
        if (TRY(kept.read(bytes)) != bytes.size()) return failure(Fault::unavailable, path.string() + ": cut short");
        return bytes;
    }
    TRY(read_back_->content(file, 0, wanted, [&](Bytes piece) -> Result<void> {
        bytes.insert(bytes.end(), piece.begin(), piece.end());
        return {};
    }));
    return bytes;
}

Result<void> ModuleWorker::read_piece(const FileDetail& file, std::uint64_t offset, MutableBytes to) {
    if (!file.content || file.content->access != ContentAccess::derived) {
        std::size_t had = 0;
        TRY(read_back_->content(file, offset, to.size(), [&](Bytes piece) -> Result<void> {
            if (piece.size() > to.size() - had) return failure(Fault::damaged, "more bytes than were asked for");
            std::ranges::copy(piece, to.begin() + static_cast<std::ptrdiff_t>(had));
            had += piece.size();
            return {};
        }));
        if (had != to.size()) return failure(Fault::damaged, "fewer bytes than were asked for");
        return {};
    }
    if (!file.file.digests) return failure(Fault::not_found, "no digest of a derived file");
    const auto path = folder_.derived(file.file.digests->sha256);
    const Descriptor kept{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
    for (std::size_t had = 0; had < to.size();) {
        const ssize_t now = ::pread(kept.number(), to.data() + had, to.size() - had, static_cast<off_t>(offset + had));
        if (now < 0 && errno == EINTR) continue;
        if (now <= 0) return failure(Fault::unavailable, path.string() + ": cut short");
        had += static_cast<std::size_t>(now);
    }
    return {};
}

/// A stream that is read as a module asks for it. `file` must outlive the offer.
StreamOffer ModuleWorker::offer_of(const FileDetail& file) {
    StreamOffer offer{file.file.path, {}, file.file.size, [this, &file](std::uint64_t offset, MutableBytes to) {
                          return read_piece(file, offset, to);
                      }};
    if (file.content && !read_back_->image().facts.logical) offer.first_stored = first_stored_of(*file.content);
    return offer;
}

// Names of one folder come together, so its list is kept.
Result<std::vector<ModuleWorker::Stream>> ModuleWorker::companions_of(const FileDetail& file, const Manifest& manifest,
                                                                      const FileAtHand& at_hand) {
    std::vector<Stream> streams;
    const bool has_any = std::ranges::any_of(manifest.wants, [&](const Interest& interest) {
        return !interest.companions.empty() && matches(interest, at_hand);
    });
    if (!has_any) return streams;
    const std::string_view folder = folder_of(file.file.path);
    if (siblings_of_ != std::pair{file.file.file_system, std::string{folder}}) {
        FileQuery query;
        query.file_system = file.file.file_system;
        if (file.file.parent) {
            query.parent = *file.file.parent;
        } else {
            query.paths = {std::string{folder} + "*"};  // nothing recorded its folder (a tar without one, an orphan)
        }
        siblings_ = TRY(reader_->rows(TRY(reader_->find(query))));
        std::erase_if(siblings_, [&](const FileRow& row) { return folder_of(row.path) != folder; });
        // A live name before a deleted one of the same spelling.
        std::ranges::stable_sort(siblings_, [](const FileRow& a, const FileRow& b) {
            return (a.state == NameState::allocated) > (b.state == NameState::allocated);
        });
        siblings_of_ = {file.file.file_system, std::string{folder}};
    }
    std::set<std::string, std::less<>> names;
    std::uint64_t total = std::min(file.file.size, limits_.largest_bytes);
    // In our memory at once no more than what a module can be given whole.
    std::uint64_t room = limits_.window_bytes - (total > limits_.window_bytes ? 0 : total);
    for (const FileRow& sibling : siblings_) {
        if (sibling.id == file.file.id || sibling.content_state != ContentState::done) continue;
        if (!is_companion(manifest, at_hand, name_in(sibling.path)) || names.contains(name_in(sibling.path))) continue;
        names.emplace(name_in(sibling.path));
        const FileDetail detail = TRY(reader_->file(sibling.id));
        total += std::min(sibling.size, limits_.largest_bytes);
        if (sibling.size > room) {
            streams.push_back({sibling.id, sibling.path, {}, detail});
        } else {
            auto bytes = content_of(detail, sibling.size);
            if (!bytes) continue;  // what cannot be read again is no companion; the file itself is examined
            room -= bytes->size();
            streams.push_back({sibling.id, sibling.path, std::move(*bytes), {}});
        }
        // One too many, or a byte too many, and the host says so.
        if (streams.size() > most_companions || total > limits_.largest_bytes) break;
    }
    std::ranges::sort(streams, {}, &Stream::path);
    return streams;
}

Result<ModuleHost*> ModuleWorker::host(std::size_t module) {
    const auto known = hosts_.find(module);
    if (known != hosts_.end()) return &known->second;
    ModuleHost loaded = TRY(ModuleHost::load(modules_[module].plugin, limits_, modules_[module].settings));
    return &hosts_.emplace(module, std::move(loaded)).first->second;
}

/// Digests and type of bytes that a module gave, found by a reader in its sandbox: this process parses nothing.
Result<ContentResult> ModuleWorker::digest(Bytes bytes, std::string_view path) {
    if (!pool_) {
        segments_.emplace(TRY(reopen_segments(read_back_->image())));
        ReaderPool::Settings settings;
        settings.program = reader_program_.empty() ? TRY(worker_program("sanad-reader")) : reader_program_;
        settings.workers = 1;
        settings.memory_bytes = digest_memory;
        pool_ = TRY(ReaderPool::create(std::move(settings), segments_->list()));
    }
    ContentResult result;
    std::optional<RunningDigests> state;
    std::vector<Byte> head;
    bool typed = false;
    std::size_t at = 0;
    do {
        const std::size_t now = std::min<std::size_t>(digest_memory, bytes.size() - at);
        DigestTask task;
        task.content_id = 1;
        task.size = bytes.size();
        task.state = state;
        task.head = head;
        task.typed = typed;
        task.last = at + now == bytes.size();
        if (now != 0) task.pieces.push_back({0, now});
        std::optional<JobEnd> end;
        for (int attempt = 0; attempt < 2; ++attempt) {
            if (now != 0) std::memcpy(pool_->memory().data(), bytes.data() + at, now);
            end.reset();
            ReaderJob job;
            job.request = ReaderFrame::digest;
            job.body = encode(std::vector<DigestTask>{task});
            job.subject = shown(path);
            job.on_end = [&end](JobEnd&& how) { end = std::move(how); };
            pool_->submit(std::move(job));
            while (!end) TRY(pool_->step(std::chrono::milliseconds{200}));
            if (end->how == JobEnd::How::done) break;
        }
        if (end->how != JobEnd::How::done) return tl::unexpected{std::move(end->error)};
        auto results = decode_digest_results(end->body);
        if (!results || results->size() != 1) return failure(Fault::damaged, "the reader's answer makes no sense");
        DigestResult& answer = results->front();
        if (answer.typed && !typed) {
            typed = true;
            result.mime_type = std::move(answer.mime);
            result.encoding = std::move(answer.encoding);
        }
        if (answer.digests) result.digests = *answer.digests;
        state = answer.state;
        head = std::move(answer.head);
        at += now;
    } while (at < bytes.size());
    result.mismatch = extension_mismatch(path, result.mime_type);
    return result;
}

/// Identifiers in bytes that a module gave, found by the same reader.
Result<IdentifierFindings> ModuleWorker::search(Bytes bytes, std::string_view path) {
    IdentifierFindings all;
    constexpr std::uint64_t step = digest_memory - 2 * scan_margin;
    for (std::uint64_t at = 0; at < bytes.size(); at += step) {
        const std::uint64_t from = at - std::min<std::uint64_t>(at, scan_margin);
        const std::uint64_t until = std::min<std::uint64_t>(bytes.size(), at + step + scan_margin);
        ScanTask task;
        task.offset = from;
        task.emit_from = at;
        task.emit_until = at + step;
        task.parts.push_back({false, 0, until - from});
        for (int attempt = 0;; ++attempt) {
            std::memcpy(pool_->memory().data(), bytes.data() + from, static_cast<std::size_t>(until - from));
            IdentifierFindings found;
            std::optional<JobEnd> end;
            ReaderJob job;
            job.request = ReaderFrame::scan_identifiers;
            job.body = encode(std::vector<ScanTask>{task});
            job.subject = shown(path);
            job.on_stream = [&found](ReaderFrame kind, Bytes body) {
                auto more = kind == ReaderFrame::identifiers ? decode_identifier_findings(body) : std::nullopt;
                if (!more) return false;
                found.hits.insert(found.hits.end(), more->hits.begin(), more->hits.end());
                found.not_kept.insert(found.not_kept.end(), more->not_kept.begin(), more->not_kept.end());
                return true;
            };
            job.on_end = [&end](JobEnd&& how) { end = std::move(how); };
            pool_->submit(std::move(job));
            while (!end) TRY(pool_->step(std::chrono::milliseconds{200}));
            if (end->how != JobEnd::How::done) {
                if (attempt == 0) continue;
                return tl::unexpected{std::move(end->error)};
            }
            all.hits.insert(all.hits.end(), found.hits.begin(), found.hits.end());
            all.not_kept.insert(all.not_kept.end(), found.not_kept.begin(), found.not_kept.end());
            break;
        }
    }
    return all;
}

// Written under another name first: a kill leaves no half file under a digest.
Result<KeptFile> ModuleWorker::keep(DerivedFile& derived) {
    KeptFile kept{derived.name, derived.bytes.size(), TRY(digest(bytes_of(derived.bytes), derived.name)), {}};
    if (identifiers_) kept.identifiers = TRY(search(bytes_of(derived.bytes), derived.name));
    const auto path = folder_.derived(kept.result.digests.sha256);
    std::error_code error;
    if (std::filesystem::exists(path, error)) return kept;
    std::filesystem::create_directories(path.parent_path(), error);
    std::string unfinished = path.string() + ".new-XXXXXX";
    const int descriptor = ::mkostemp(unfinished.data(), O_CLOEXEC);
    const auto failed = [&] {
        return failure(Fault::system, fmt::format("{}: {}", path.string(), std::strerror(errno)));
    };
    if (descriptor < 0) return failed();
    std::string_view left = derived.bytes;
    bool good = ::fchmod(descriptor, 0444) == 0;
    while (good && !left.empty()) {
        const ssize_t written = ::write(descriptor, left.data(), left.size());
        good = written > 0;
        if (good) left.remove_prefix(static_cast<std::size_t>(written));
    }
    good = ::close(descriptor) == 0 && good && ::rename(unfinished.c_str(), path.c_str()) == 0;
    if (good) return kept;
    const auto trouble = failed();
    ::unlink(unfinished.c_str());
    return trouble;
}

Result<ModuleTaskEnd> ModuleWorker::examine(const ModuleTask& task) {
    TRY(open());
    const FileDetail file = TRY(reader_->file(task.file));
    ModuleTaskEnd end;
    const bool in_pieces = file.file.size > limits_.window_bytes;
    auto bytes = content_of(file, in_pieces ? signature_reach : file.file.size);
    if (!bytes) {
        if (bytes.error().fault == Fault::unavailable || bytes.error().fault == Fault::system) {
            return tl::unexpected{bytes.error()};
        }
        end.not_read = bytes.error().what;
        end.not_read_outcome = bytes.error().fault == Fault::damaged ? Outcome::damaged : Outcome::unreadable;
        return end;
    }
    FileAtHand at_hand{file.file.path, file.file.mime_type, {}};
    at_hand.head = Bytes{*bytes}.first(std::min<std::size_t>(bytes->size(), signature_reach));
    std::vector<std::size_t> chosen = task.modules;
    for (const std::size_t module : task.signatures) {
        if (wants(modules_[module].manifest, at_hand)) chosen.push_back(module);
    }
    std::ranges::sort(chosen);
    for (const std::size_t module : chosen) {
        const Manifest& manifest = modules_[module].manifest;
        const std::vector<Stream> companions = TRY(companions_of(file, manifest, at_hand));
        FileOffer offer;
        offer.file = in_pieces ? offer_of(file) : StreamOffer{file.file.path, *bytes};
        offer.mime_type = file.file.mime_type;
        ModuleAnswer answer;
        answer.module = module;
        answer.streams.push_back(task.file);
        for (const Stream& companion : companions) {
            offer.companions.push_back(companion.in_pieces ? offer_of(*companion.in_pieces)
                                                           : StreamOffer{companion.path, companion.bytes});
            answer.streams.push_back(companion.file);
        }
        answer.run = TRY(TRY(host(module))->examine(offer));
        std::erase_if(answer.run.texts,
                      [&](const ModuleText& text) { return is_content_itself(file.file, *bytes, text); });
        std::vector<KeptFile> kept;
        for (DerivedFile& derived : answer.run.derived) {
            kept.push_back(TRY(keep(derived)));
            derived.bytes.clear();
            derived.bytes.shrink_to_fit();
        }
        end.answers.push_back(std::move(answer));
        end.kept.push_back(std::move(kept));
    }
    return end;
}

}  // namespace sanad
