#include "core/ingest/reader.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>

#include "core/crypto/block_tree.hpp"
#include "core/ingest/reader_identifiers.hpp"
#include "core/ingest/scan_protocol.hpp"
#include "core/ingest/text_decoder.hpp"
#include "core/source/logical/logical.hpp"
#include "core/source/unclaimed_file_systems.hpp"

namespace sanad {
namespace {

constexpr std::size_t records_frame_bytes = 256 << 10;
constexpr std::size_t block_bytes = 1 << 20;
// Each is looked at in a few places; a table of a hundred thousand entries is nobody's.
constexpr std::size_t most_gaps_searched = 256;

/// The image as file-system parsers see it: every damage they meet is noted, and so is the evidence going away, which
/// parsers take for a bad sector.
class WatchedSource : public ByteSource {
public:
    WatchedSource(ByteSource& image, std::vector<DamagedRange>& log, std::optional<Error>& gone)
        : image_{image}, log_{log}, gone_{gone} {}
    std::uint64_t size() const override { return image_.size(); }
    Result<void> read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage) override {
        const std::size_t before = damage.size();
        auto done = image_.read(offset, to, damage);
        for (std::size_t i = before; i < damage.size(); ++i) {
            if (std::find(log_.begin(), log_.end(), damage[i]) == log_.end()) log_.push_back(damage[i]);
        }
        // Nor may it take a disk of ours that is full for one.
        if (!done && (done.error().fault == Fault::unavailable || done.error().fault == Fault::system))
            gone_ = done.error();
        return done;
    }
    std::string provenance() const override { return image_.provenance(); }

private:
    ByteSource& image_;
    std::vector<DamagedRange>& log_;
    std::optional<Error>& gone_;
};

std::uint64_t total_length(const std::vector<DamagedRange>& ranges) {
    std::uint64_t total = 0;
    for (const DamagedRange& range : ranges) total += range.length;
    return total;
}

/// Extents as one source; what no extent holds is zeros. Used where the single pass could not keep a content's pieces.
class ExtentSource : public ByteSource {
public:
    ExtentSource(ByteSource& image, const std::vector<Extent>& extents, std::uint64_t size)
        : image_{image}, extents_{extents}, size_{size} {}
    std::uint64_t size() const override { return size_; }
    Result<void> read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage) override {
        TRY(check_range(offset, to.size()));
        std::fill(to.begin(), to.end(), Byte{0});
        for (const Extent& extent : extents_) {
            if (extent.kind != ExtentKind::stored) continue;
            const std::uint64_t from = std::max(offset, extent.file_offset);
            const std::uint64_t until = std::min(offset + to.size(), extent.file_offset + extent.length);
            if (from >= until) continue;
            TRY(image_.read(extent.image_offset + (from - extent.file_offset),
                            to.subspan(static_cast<std::size_t>(from - offset), static_cast<std::size_t>(until - from)),
                            damage));
        }
        return {};
    }
    std::string provenance() const override { return image_.provenance(); }

private:
    ByteSource& image_;
    const std::vector<Extent>& extents_;
    std::uint64_t size_;
};

}  // namespace

Reader::Reader(ReaderStart& start, Channel& channel, FileTyper typer)
    : role_{start.role()},
      channel_{channel},
      memory_{start.memory()},
      chunks_{start.chunks()},
      supplier_{start.supplier()},
      typer_{std::move(typer)} {}

int Reader::serve() {
    while (auto frame = channel_.receive()) {
        damage_.clear();
        gone_.reset();
        auto body = answer(static_cast<ReaderFrame>(frame->kind), frame->body);
        // A parser that met the end of the evidence reports whatever it likes; the truth is that the evidence is gone.
        if (gone_) body = tl::unexpected{*gone_};
        if (supplier_ != nullptr && image_) supplier_->settle();
        const bool sent = body ? channel_.send(static_cast<std::uint32_t>(ReaderFrame::done), *body)
                               : channel_.send(static_cast<std::uint32_t>(ReaderFrame::failed), encode(body.error()));
        if (!sent) break;
    }
    return 0;
}

Result<std::vector<Byte>> Reader::answer(ReaderFrame request, Bytes body) {
    if (request == ReaderFrame::open) return open(body);
    if (!image_) return failure(Fault::refused, "no image is open");
    if (request == scan_request) return scan(body);
    if (request == scan_content_request) return scan_content(body);
    if (request == scan_packed_request) return scan_packed(body);
    switch (request) {
        case ReaderFrame::list_volumes:
            return volumes();
        case ReaderFrame::walk:
            return walk(body);
        case ReaderFrame::read_content:
            return read_content(body);
        case ReaderFrame::copy_content:
            return copy_content(body);
        case ReaderFrame::fill:
            return fill(body);
        case ReaderFrame::digest:
            return digest(body);
        case ReaderFrame::digest_image:
            return digest_image(body);
        case ReaderFrame::digest_ranges:
            return digest_ranges(body);
        case ReaderFrame::digest_segment:
            return digest_segment(body);
        case ReaderFrame::scan_identifiers:
            return scan_identifiers(body);
        case ReaderFrame::read_text:
            return read_text(body);
        default:
            return failure(Fault::refused, "unknown request");
    }
}

Result<std::vector<Byte>> Reader::open(Bytes body) {
    const auto request = decode_open_request(body);
    if (!request) return failure(Fault::refused, "malformed request");
    segments_ = request->segments;
    image_ = TRY(open_image(segments_, chunks_));
    // Now, while their first sectors can be read: see SegmentSource.
    whole_segments_.clear();
    for (const SegmentFile& file : segments_.files) whole_segments_.emplace_back(file);
    watched_ = std::make_unique<WatchedSource>(*image_->source, damage_, gone_);
    return encode(image_->facts);
}

Result<std::vector<Byte>> Reader::volumes() {
    VolumeAnswer answer;
    if (image_->facts.logical) {
        Volume whole;
        whole.length = image_->facts.size;
        whole.scheme = "none";
        whole.description = image_->facts.format;
        answer.volumes.push_back(whole);
        FileSystemFacts facts;
        facts.type = image_->facts.format;
        facts.length = image_->facts.size;
        facts.readable = true;
        answer.file_systems.push_back(facts);
        return encode(answer);
    }
    const std::uint32_t sector_size = image_->facts.sector_size;
    VolumeList list = TRY(list_volumes(*watched_, sector_size));
    std::size_t gaps = 0;
    for (const Volume& volume : list.volumes) {
        const bool gap = volume.kind == VolumeKind::unallocated;
        if (volume.kind == VolumeKind::table || (gap && ++gaps > most_gaps_searched)) continue;
        const auto find = gap ? find_unclaimed_file_systems : recognise_file_systems;
        for (FileSystemFacts& facts : find(*watched_, volume, sector_size)) {
            answer.file_systems.push_back(std::move(facts));
        }
    }
    if (gaps > most_gaps_searched)
        list.remarks.emplace_back(fmt::format("{} of {} gaps between partitions were not searched for file systems",
                                              gaps - most_gaps_searched, gaps),
                                  Outcome::limited);
    answer.volumes = std::move(list.volumes);
    answer.remarks = std::move(list.remarks);
    answer.damage = damage_;
    return encode(answer);
}

Result<FileSystem*> Reader::file_system(const FileSystemFacts& facts, bool logical) {
    VolumeAnswer key;  // any message that holds the facts serves as their key
    key.file_systems.push_back(facts);
    auto encoded_key = encode(key);
    if (!file_system_ || encoded_key != file_system_key_) {
        file_system_.reset();
        // A logical EnCase image must be the very source that was opened: its file list is read from the container.
        file_system_ =
            TRY(logical ? open_logical(segments_,
                                       segments_.container == Container::ewf_logical ? *image_->source : *watched_)
                        : open_file_system(*watched_, facts, image_->facts.sector_size));
        file_system_key_ = std::move(encoded_key);
    }
    return file_system_.get();
}

ReadResult Reader::resident_result(Bytes bytes) const {
    ReadResult result;
    Md5 md5;
    Sha1 sha1;
    Sha256 sha256;
    md5.update(bytes);
    sha1.update(bytes);
    sha256.update(bytes);
    result.digests = {md5.finish(), sha1.finish(), sha256.finish()};
    const FileType type = typer_.type_of(bytes.first(std::min(bytes.size(), FileTyper::head_size)), bytes.size());
    result.mime = type.mime;
    result.encoding = type.encoding;
    return result;
}

Result<std::vector<Byte>> Reader::walk(Bytes body) {
    if (role_ != ReaderRole::walker) return failure(Fault::refused, "not a walker");
    const auto request = decode_walk_request(body);
    if (!request) return failure(Fault::refused, "malformed request");
    FileSystem* files = TRY(file_system(request->file_system, request->logical));

    WireWriter frame;
    const auto flush = [&] {
        if (frame.size() == 0) return true;
        const bool sent = channel_.send(static_cast<std::uint32_t>(ReaderFrame::records), frame.bytes());
        frame.clear();
        return sent;
    };
    WalkDone done;
    auto report = files->walk(request->limits, [&](FileRecord&& record, Bytes resident) {
        WalkedRecord walked{std::move(record), std::nullopt};
        const auto& content = walked.record.content;
        if (content && content->access == ContentAccess::resident && resident.size() == content->size) {
            walked.result = resident_result(resident);
            walked.result->unreadable_bytes = walked.record.unreadable_bytes;
            if (request->identifiers) walked.identifiers = identifiers_in(resident);
        }
        put_record(frame, walked);
        return frame.size() < records_frame_bytes || flush();
    });
    if (!report) return tl::unexpected{report.error()};
    done.report = std::move(*report);
    flush();

    if (!request->logical) {
        std::vector<FreeRange> ranges;
        const auto send_ranges = [&] {
            const bool sent = channel_.send(static_cast<std::uint32_t>(ReaderFrame::free_ranges), encode(ranges));
            ranges.clear();
            return sent;
        };
        auto free = files->free_ranges([&](FreeRange range) {
            ranges.push_back(range);
            return ranges.size() < 8192 || send_ranges();
        });
        send_ranges();
        if (!free) done.report.remarks.push_back("unallocated space: " + free.error().what);
    }
    done.damage = damage_;
    return encode(done);
}

Result<Source> Reader::content_source(const ReadContentRequest& request) {
    if (role_ != ReaderRole::walker) return failure(Fault::refused, "not a walker");
    FileSystem* files = TRY(file_system(request.file_system, request.logical));
    return files->open_content(request.content, request.state);
}

Result<ContentDone> Reader::digested(ByteSource& source, std::uint64_t whole, StreamScan* scan) {
    ContentDone done;
    Md5 md5;
    Sha1 sha1;
    Sha256 sha256;
    std::vector<Byte> block(static_cast<std::size_t>(std::min<std::uint64_t>(source.size(), block_bytes)));
    std::vector<DamagedRange> damage;
    FileType type = typer_.type_of({}, 0);
    for (std::uint64_t offset = 0; offset < source.size(); offset += block.size()) {
        const MutableBytes bytes{
            block.data(), static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), source.size() - offset))};
        TRY(source.read(offset, bytes, damage));
        if (offset == 0) type = typer_.type_of(bytes.first(std::min(bytes.size(), FileTyper::head_size)), whole);
        update_together(md5, sha1, sha256, bytes);
        if (scan != nullptr) scan->add(bytes);
    }
    done.result = {{md5.finish(), sha1.finish(), sha256.finish()},
                   std::string{type.mime},
                   std::string{type.encoding},
                   total_length(damage)};
    done.damage = damage_;
    return done;
}

Result<std::vector<Byte>> Reader::read_content(Bytes body) {
    const auto request = decode_read_content_request(body);
    if (!request) return failure(Fault::refused, "malformed request");
    const Source source = TRY(content_source(*request));
    if (!request->identifiers) return encode(TRY(digested(*source, source->size())));
    StreamScan scan{[this](const IdentifierFindings& findings) {
        return channel_.send(static_cast<std::uint32_t>(ReaderFrame::identifiers), encode(findings));
    }};
    const ContentDone done = TRY(digested(*source, source->size(), &scan));
    scan.finish();
    return encode(done);
}

Result<std::vector<Byte>> Reader::copy_content(Bytes body) {
    const auto request = decode_read_content_request(body);
    if (!request) return failure(Fault::refused, "malformed request");
    const Source source = TRY(content_source(*request));
    std::vector<Byte> block(256 << 10);
    std::vector<DamagedRange> damage;
    std::uint64_t offset = std::min(request->offset, source->size());
    const std::uint64_t end = offset + std::min(request->length, source->size() - offset);
    while (offset < end) {
        const MutableBytes bytes{block.data(),
                                 static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), end - offset))};
        TRY(source->read(offset, bytes, damage));
        if (!channel_.send(static_cast<std::uint32_t>(ReaderFrame::bytes), bytes)) break;
        offset += bytes.size();
    }
    return encode(damage_);
}

Result<Bytes> Reader::memory_at(std::uint64_t offset, std::uint64_t length) const {
    if (!ByteReader{memory_}.holds(offset, length)) return failure(Fault::refused, "beyond the shared memory");
    return Bytes{memory_.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(length))};
}

Result<std::vector<Byte>> Reader::fill(Bytes body) {
    const auto ranges = decode_fill_request(body);
    if (!ranges) return failure(Fault::refused, "malformed request");
    std::vector<DamagedRange> damage;
    for (const FillRange& range : *ranges) {
        TRY(memory_at(range.memory_offset, range.length));
        const MutableBytes to =
            memory_.subspan(static_cast<std::size_t>(range.memory_offset), static_cast<std::size_t>(range.length));
        TRY(image_->source->read(range.image_offset, to, damage));
    }
    return encode(damage);
}

Result<std::vector<Byte>> Reader::digest(Bytes body) {
    auto tasks = decode_digest_request(body);
    if (!tasks) return failure(Fault::refused, "malformed request");
    static const std::vector<Byte> zeros(block_bytes, Byte{0});

    // A task's bytes as spans; stored-nowhere zeros become repetitions of one block.
    std::vector<std::vector<Bytes>> spans(tasks->size());
    std::deque<std::vector<Byte>> from_scratch;
    std::uint64_t scratch_bytes = 0;
    std::size_t rounds = 0;
    for (std::size_t i = 0; i < tasks->size(); ++i) {
        for (const DigestPiece& piece : (*tasks)[i].pieces) {
            if (piece.in_scratch) {
                scratch_bytes += piece.length;
                if (chunks_.store == nullptr || piece.length > most_scratch_bytes || scratch_bytes > most_scratch_bytes)
                    return failure(Fault::refused, "too much of the scratch file at once");
                auto& bytes = from_scratch.emplace_back(static_cast<std::size_t>(piece.length));
                TRY(chunks_.store->read({piece.offset}, 0, bytes));
                spans[i].push_back(bytes);
                continue;
            }
            if (piece.offset != DigestPiece::zeros) {
                spans[i].push_back(TRY(memory_at(piece.offset, piece.length)));
                continue;
            }
            if (piece.length > (std::uint64_t{1} << 32)) return failure(Fault::refused, "a run of zeros is too long");
            for (std::uint64_t left = piece.length; left > 0;) {
                const std::size_t now = static_cast<std::size_t>(std::min<std::uint64_t>(left, block_bytes));
                spans[i].push_back(Bytes{zeros}.first(now));
                left -= now;
            }
        }
        rounds = std::max(rounds, spans[i].size());
    }

    std::vector<RunningDigests> states;
    states.reserve(tasks->size());
    for (const DigestTask& task : *tasks) states.push_back(task.state.value_or(RunningDigests{}));

    // Side by side, all contents' first runs, then all their second runs, …
    std::vector<Lane<Md5>> md5_lanes;
    std::vector<Lane<Sha1>> sha1_lanes;
    std::vector<Lane<Sha256>> sha256_lanes;
    for (std::size_t round = 0; round < rounds; ++round) {
        md5_lanes.clear();
        sha1_lanes.clear();
        sha256_lanes.clear();
        for (std::size_t i = 0; i < tasks->size(); ++i) {
            if (round >= spans[i].size()) continue;
            md5_lanes.push_back({&states[i].md5, spans[i][round]});
            sha1_lanes.push_back({&states[i].sha1, spans[i][round]});
            sha256_lanes.push_back({&states[i].sha256, spans[i][round]});
        }
        if (md5_lanes.size() == 1) {
            update_together(*md5_lanes[0].state, *sha1_lanes[0].state, *sha256_lanes[0].state, md5_lanes[0].bytes);
            continue;
        }
        update_many(md5_lanes);
        update_many(sha1_lanes);
        update_many(sha256_lanes);
    }

    std::vector<Digests> finished(tasks->size());
    std::vector<Finish<Md5>> md5_ends;
    std::vector<Finish<Sha1>> sha1_ends;
    std::vector<Finish<Sha256>> sha256_ends;
    for (std::size_t i = 0; i < tasks->size(); ++i) {
        if (!(*tasks)[i].last) continue;
        md5_ends.push_back({&states[i].md5, &finished[i].md5});
        sha1_ends.push_back({&states[i].sha1, &finished[i].sha1});
        sha256_ends.push_back({&states[i].sha256, &finished[i].sha256});
    }
    finish_many(md5_ends);
    finish_many(sha1_ends);
    finish_many(sha256_ends);

    std::vector<DigestResult> results(tasks->size());
    for (std::size_t i = 0; i < tasks->size(); ++i) {
        DigestTask& task = (*tasks)[i];
        DigestResult& result = results[i];
        result.content_id = task.content_id;
        result.typed = task.typed;
        if (!task.typed) {
            const std::size_t wanted =
                static_cast<std::size_t>(std::min<std::uint64_t>(task.size, FileTyper::head_size));
            Bytes head;
            if (task.head.empty() && !spans[i].empty() && spans[i].front().size() >= wanted) {
                head = spans[i].front().first(wanted);
            } else {
                for (const Bytes span : spans[i]) {
                    if (task.head.size() >= wanted) break;
                    const Bytes more = span.first(std::min(span.size(), wanted - task.head.size()));
                    task.head.insert(task.head.end(), more.begin(), more.end());
                }
                head = task.head;
            }
            if (head.size() >= wanted || task.last) {
                const FileType type = typer_.type_of(head.first(std::min(head.size(), wanted)), task.size);
                result.typed = true;
                result.mime = type.mime;
                result.encoding = type.encoding;
            } else {
                result.head = std::move(task.head);
            }
        }
        if (task.last) {
            result.digests = finished[i];
        } else {
            result.state = states[i];
        }
    }
    return encode(results);
}

Result<std::vector<Byte>> Reader::digest_image(Bytes body) {
    auto task = decode_image_digest_task(body);
    if (!task) return failure(Fault::refused, "malformed request");
    const Bytes bytes = TRY(memory_at(task->memory_offset, task->length));
    ImageDigestResult result{task->state, {}};
    ImageDigestState& state = result.state;
    for (std::size_t at = 0; at < bytes.size(); at += tree_block_size) {
        Sha256 leaf = leaf_hash_start();
        update_together(state.md5, state.sha1, state.sha256, leaf,
                        bytes.subspan(at, std::min<std::size_t>(tree_block_size, bytes.size() - at)));
        result.leaves.push_back(leaf.finish());
    }
    return encode(result);
}

Result<std::vector<Byte>> Reader::digest_segment(Bytes body) {
    auto task = decode_segment_digest_task(body);
    if (!task || task->ordinal >= whole_segments_.size()) return failure(Fault::refused, "malformed request");
    SegmentSource& segment = whole_segments_[task->ordinal];
    std::vector<Byte> block(block_bytes);
    for (std::uint64_t done = 0; done < task->length;) {
        const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), task->length - done));
        std::vector<DamagedRange> damage;
        TRY(segment.read(task->offset + done, MutableBytes{block}.first(wanted), damage));
        // A digest over zeros in the place of bytes would be that of another file.
        if (!damage.empty()) {
            return failure(Fault::unreadable,
                           fmt::format("cannot be read at byte {}: {}", damage.front().offset, damage.front().reason));
        }
        task->state.update(Bytes{block}.first(wanted));
        done += wanted;
    }
    return encode(task->state);
}

Result<std::vector<Byte>> Reader::digest_ranges(Bytes body) {
    const auto request = decode_digest_ranges_request(body, image_->facts.size);
    if (!request) return failure(Fault::refused, "malformed request");
    ExtentSource source{*watched_, request->extents, request->size};
    return encode(TRY(digested(source, request->whole)));
}

Result<DecodedText> Reader::decoded_window(const TextTask& task) {
    const std::uint64_t wanted = std::min<std::uint64_t>(task.size - task.offset, task.length + window_tail);
    std::vector<Byte> bytes(static_cast<std::size_t>(wanted));
    std::vector<DamagedRange> damage;
    if (task.content) {
        const Source source = TRY(content_source(*task.content));
        const std::uint64_t there = source->size() - std::min(source->size(), task.offset);
        bytes.resize(static_cast<std::size_t>(std::min(wanted, there)));
        TRY(source->read(task.offset, bytes, damage));
    } else if (!task.given.empty()) {
        bytes = task.given;
    } else {
        ExtentSource source{*watched_, task.extents, task.size};
        TRY(source.read(task.offset, bytes, damage));
    }
    return decoded_text(bytes, task.length, task.encoding, task.offset == 0);
}

Result<std::vector<Byte>> Reader::read_text(Bytes body) {
    const auto tasks = decode_text_request(body, image_->facts.size);
    if (!tasks) return failure(Fault::refused, "malformed request");
    std::vector<TextResult> results;
    std::deque<std::string> texts;
    for (const TextTask& task : *tasks) {
        auto decoded = decoded_window(task);
        if (decoded) {
            texts.push_back(std::move(decoded->text));
            results.push_back({texts.back(), static_cast<std::uint32_t>(decoded->lead), decoded->exact, {}});
            continue;
        }
        // The machine failing is the run's end; evidence that cannot be read is a line about this content.
        if (decoded.error().fault == Fault::unavailable || decoded.error().fault == Fault::system)
            return tl::unexpected{decoded.error()};
        results.push_back({{}, 0, true, decoded.error().what.substr(0, 4096)});
    }
    return encode(results);
}

}  // namespace sanad
