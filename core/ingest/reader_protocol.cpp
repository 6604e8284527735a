#include "core/ingest/reader_protocol.hpp"

#include "core/base/text.hpp"
#include "core/ingest/identifier_fields.hpp"

namespace sanad {

namespace {

constexpr std::uint64_t no_limit = ~std::uint64_t{0};

bool inside(std::uint64_t offset, std::uint64_t length, std::uint64_t size) {
    return offset <= size && length <= size - offset;
}

}  // namespace

template <class Codec>
void fields(Codec& codec, Field<Codec, DamagedRange>& range) {
    codec(range.offset);
    codec(range.length);
    codec(range.reason);
}

template <class Codec>
void fields(Codec& codec, Field<Codec, std::vector<DamagedRange>>& ranges) {
    codec.list(ranges, 20, [&](auto& range) { fields(codec, range); });
}

template <class Codec>
void texts(Codec& codec, Field<Codec, std::vector<std::string>>& list) {
    codec.list(list, 4, [&](auto& text) { codec(text); });
}

template <class Codec>
void fields(Codec& codec, Field<Codec, std::vector<Remark>>& remarks) {
    codec.list(remarks, 5, [&](auto& remark) {
        codec(remark.text);
        codec.choice(remark.outcome, Outcome::failed);
    });
}

template <class Codec>
void fields(Codec& codec, Field<Codec, OpenRequest>& request) {
    codec.choice(request.segments.container, Container::archive);
    codec.list(request.segments.files, 16, [&](auto& file) {
        codec(file.path);
        codec(file.fd);
        codec(file.size);
    });
    codec.list(request.segments.layer_sizes, 4, [&](auto& size) { codec(size); });
}

template <class Codec>
void fields(Codec& codec, Field<Codec, ImageFacts>& facts) {
    codec(facts.format);
    codec(facts.size);
    codec(facts.sector_size);
    codec(facts.chunk_size);
    codec(facts.logical);
    texts(codec, facts.segments);
    codec.list(facts.segment_sizes, 8, [&](auto& size) { codec(size); });
    codec.list(facts.headers, 8, [&](auto& header) {
        codec(header.name);
        codec(header.value);
    });
    codec.maybe(facts.stored_md5, [&](auto& digest) { codec.plain(digest); });
    codec.maybe(facts.stored_sha1, [&](auto& digest) { codec.plain(digest); });
    codec.maybe(facts.stored_sha256, [&](auto& digest) { codec.plain(digest); });
    fields(codec, facts.acquisition_errors);
    fields(codec, facts.remarks);
    codec.require(facts.sector_size != 0 && facts.sector_size <= (1u << 20));
}

template <class Codec>
void fields(Codec& codec, Field<Codec, Volume>& volume) {
    codec(volume.ordinal);
    codec.choice(volume.kind, VolumeKind::pool_volume);
    codec(volume.scheme);
    codec(volume.description);
    codec(volume.offset);
    codec(volume.length);
    codec.maybe(volume.parent, [&](auto& parent) { codec(parent); });
}

template <class Codec>
void fields(Codec& codec, Field<Codec, FileSystemFacts>& facts) {
    codec(facts.volume);
    codec(facts.type);
    codec(facts.label);
    codec(facts.identifier);
    codec(facts.offset);
    codec(facts.length);
    codec(facts.block_size);
    codec(facts.block_count);
    codec(facts.first_metadata_address);
    codec(facts.last_metadata_address);
    codec(facts.local_times);
    codec(facts.readable);
    codec(facts.reason);
    codec(facts.pool_block);
}

template <class Codec>
void fields(Codec& codec, Field<Codec, VolumeAnswer>& answer) {
    codec.list(answer.volumes, 30, [&](auto& volume) { fields(codec, volume); });
    codec.list(answer.file_systems, 60, [&](auto& facts) { fields(codec, facts); });
    fields(codec, answer.remarks);
    fields(codec, answer.damage);
}

template <class Codec>
void fields(Codec& codec, Field<Codec, WalkRequest>& request) {
    fields(codec, request.file_system);
    codec(request.limits.max_records);
    codec(request.limits.max_depth);
    codec(request.limits.max_name_bytes);
    codec(request.limits.max_path_bytes);
    codec(request.limits.max_extents_per_content);
    codec(request.limits.search_orphans);
    codec(request.logical);
    codec(request.identifiers);
}

template <class Codec>
void fields(Codec& codec, Field<Codec, Extent>& extent) {
    codec(extent.file_offset);
    codec(extent.image_offset);
    codec(extent.length);
    codec.choice(extent.kind, ExtentKind::unwritten);
    codec.require(extent.length <= no_limit - extent.file_offset);
}

template <class Codec>
void fields(Codec& codec, Field<Codec, std::vector<Extent>>& extents) {
    codec.list(extents, 25, [&](auto& extent) { fields(codec, extent); });
}

template <class Codec>
void fields(Codec& codec, Field<Codec, Content>& content) {
    codec(content.metadata_address);
    codec(content.attribute_type);
    codec(content.attribute_id);
    codec(content.size);
    codec(content.allocated_size);
    codec.choice(content.recovery, Recovery::none);
    codec.choice(content.access, ContentAccess::file_system);
    fields(codec, content.extents);
    codec.maybe(content.slack, [&](auto& slack) { fields(codec, slack); });
    // In file order, without overlap, and none beyond the content: what the digests rely on.
    std::uint64_t end = 0;
    for (const Extent& extent : content.extents) {
        codec.require(extent.file_offset >= end && inside(extent.file_offset, extent.length, content.size));
        end = extent.file_offset + extent.length;
    }
}

template <class Codec>
void fields(Codec& codec, Field<Codec, FileTimes>& times) {
    const auto time = [&](auto& at) { codec.maybe(at, [&](auto& stamp) { codec(stamp.ns); }); };
    time(times.created_at);
    time(times.modified_at);
    time(times.accessed_at);
    time(times.metadata_changed_at);
}

template <class Codec>
void fields(Codec& codec, Field<Codec, ReadResult>& result) {
    codec.plain(result.digests);
    codec(result.mime);
    codec(result.encoding);
    codec(result.unreadable_bytes);
}

template <class Codec>
void fields(Codec& codec, Field<Codec, WalkedRecord>& walked) {
    auto& record = walked.record;
    codec(record.path);
    codec(record.symlink_target);
    codec.choice(record.state, NameState::orphan);
    codec.choice(record.kind, FileKind::other);
    codec(record.metadata_address);
    codec(record.sequence);
    codec(record.parent_address);
    codec(record.metadata_allocated);
    codec(record.name_is_stream);
    codec(record.mode);
    codec.maybe(record.uid, [&](auto& id) { codec(id); });
    codec.maybe(record.gid, [&](auto& id) { codec(id); });
    codec(record.sid);
    codec(record.link_count);
    fields(codec, record.times);
    fields(codec, record.name_times);
    codec(record.local_times);
    codec(record.specifics.short_name);
    codec.maybe(record.specifics.attributes, [&](auto& set) { codec(set); });
    codec.maybe(record.specifics.deleted_at, [&](auto& stamp) { codec(stamp.ns); });
    codec.maybe(record.specifics.backed_up_at, [&](auto& stamp) { codec(stamp.ns); });
    codec.maybe(record.content, [&](auto& content) { fields(codec, content); });
    codec(record.remark);
    codec.choice(record.outcome, Outcome::failed);
    codec.maybe(walked.result, [&](auto& result) { fields(codec, result); });
    codec.list(walked.identifiers, 20, [&](auto& hit) { identifier_fields(codec, hit); });
    codec.require(record.path.size() <= 65536 && record.symlink_target.size() <= 65536 && record.sid.size() <= 256 &&
                  record.specifics.short_name.size() <= 256 && record.remark.size() <= 4096);
    if (record.specifics.attributes) codec.require((*record.specifics.attributes & ~every_attribute) == 0);
}

template <class Codec>
void fields(Codec& codec, Field<Codec, std::vector<FreeRange>>& ranges) {
    codec.list(ranges, 16, [&](auto& range) {
        codec(range.image_offset);
        codec(range.length);
    });
}

template <class Codec>
void fields(Codec& codec, Field<Codec, WalkDone>& done) {
    codec(done.report.records);
    texts(codec, done.report.remarks);
    codec(done.report.complete);
    fields(codec, done.damage);
}

template <class Codec>
void fields(Codec& codec, Field<Codec, ReadContentRequest>& request) {
    fields(codec, request.file_system);
    codec(request.logical);
    fields(codec, request.content);
    codec.choice(request.state, NameState::orphan);
    codec(request.offset);
    codec(request.length);
    codec(request.slack);
    codec(request.identifiers);
}

template <class Codec>
void fields(Codec& codec, Field<Codec, ContentDone>& done) {
    fields(codec, done.result);
    fields(codec, done.damage);
}

template <class Codec>
void fields(Codec& codec, Field<Codec, std::vector<FillRange>>& ranges) {
    codec.list(ranges, 24, [&](auto& range) {
        codec(range.image_offset);
        codec(range.length);
        codec(range.memory_offset);
    });
}

template <class Codec>
void fields(Codec& codec, Field<Codec, std::vector<DigestTask>>& tasks) {
    codec.list(tasks, 27, [&](auto& task) {
        codec(task.content_id);
        codec(task.size);
        codec.maybe(task.state, [&](auto& state) { codec.plain(state); });
        codec(task.head);
        codec(task.typed);
        codec(task.last);
        codec.list(task.pieces, 17, [&](auto& piece) {
            codec(piece.offset);
            codec(piece.length);
            codec(piece.in_scratch);
        });
    });
}

template <class Codec>
void fields(Codec& codec, Field<Codec, std::vector<DigestResult>>& results) {
    codec.list(results, 23, [&](auto& result) {
        codec(result.content_id);
        codec.maybe(result.digests, [&](auto& digests) { codec.plain(digests); });
        codec.maybe(result.state, [&](auto& state) { codec.plain(state); });
        codec(result.head);
        codec(result.typed);
        codec(result.mime);
        codec(result.encoding);
    });
}

template <class Codec>
void fields(Codec& codec, Field<Codec, ImageDigestTask>& task) {
    codec(task.memory_offset);
    codec(task.length);
    codec.plain(task.state);
}

template <class Codec>
void fields(Codec& codec, Field<Codec, ImageDigestResult>& result) {
    codec.plain(result.state);
    codec.list(result.leaves, sizeof(Sha256Digest), [&](auto& leaf) { codec.plain(leaf); });
}

template <class Codec>
void fields(Codec& codec, Field<Codec, SegmentDigestTask>& task) {
    codec(task.ordinal);
    codec(task.offset);
    codec(task.length);
    codec.plain(task.state);
}

template <class Codec>
void fields(Codec& codec, Field<Codec, Sha256>& state) {
    codec.plain(state);
}

template <class Codec>
void fields(Codec& codec, Field<Codec, DigestRangesRequest>& request) {
    codec(request.size);
    codec(request.whole);
    fields(codec, request.extents);
}

template <class Codec>
void fields(Codec& codec, Field<Codec, TextTask>& task) {
    codec(task.encoding);
    codec(task.size);
    codec(task.offset);
    codec(task.length);
    fields(codec, task.extents);
    codec.maybe(task.content, [&](auto& content) { fields(codec, content); });
    codec(task.given);
    codec.require(task.length <= text_window && task.offset <= task.size && task.encoding.size() <= 32);
}

template <class Codec>
void fields(Codec& codec, Field<Codec, TextResult>& result) {
    codec(result.text);
    codec(result.lead);
    codec(result.exact);
    codec(result.trouble);
    codec.require(result.trouble.size() <= 65536);
}

template <class Codec>
void fields(Codec& codec, Field<Codec, Error>& error) {
    codec.choice(error.fault, Fault::system);
    codec(error.what);
    codec.require(error.what.size() <= 65536);
}

namespace {

bool all_inside(const std::vector<DamagedRange>& ranges, std::uint64_t image_size) {
    for (const DamagedRange& range : ranges) {
        if (!inside(range.offset, range.length, image_size) || range.reason.size() > 4096) return false;
    }
    return true;
}

bool all_inside(const std::vector<Extent>& extents, std::uint64_t image_size) {
    for (const Extent& extent : extents) {
        if (extent.kind != ExtentKind::sparse && !inside(extent.image_offset, extent.length, image_size)) return false;
    }
    return true;
}

bool sane(const ReadResult& result) {
    return result.mime.size() <= 255 && result.encoding.size() <= 64;
}

template <class Message, class Check>
std::optional<Message> decoded_if(Bytes body, Check holds) {
    auto message = decoded<Message>(body);
    if (message && !holds(*message)) return std::nullopt;
    return message;
}

}  // namespace

std::string_view name_of(ReaderRole role) {
    switch (role) {
        case ReaderRole::content:
            return "content";
        case ReaderRole::walker:
            return "walker";
        case ReaderRole::inflater:
            return "inflater";
    }
    return "unknown";
}

std::vector<std::string> ReaderHandedOver::arguments(ReaderRole role) const {
    std::vector<std::string> words{"--role", std::string{name_of(role)}};
    if (memory >= 0) words.emplace_back("--memory");
    if (table >= 0) words.emplace_back("--table");
    if (scratch >= 0) words.emplace_back("--scratch");
    if (socket >= 0) words.emplace_back("--socket");
    return words;
}

std::vector<int> ReaderHandedOver::descriptors() const {
    std::vector<int> handed;
    for (const int fd : {memory, table, scratch, socket}) {
        if (fd >= 0) handed.push_back(fd);
    }
    return handed;
}

std::vector<Byte> encode(const OpenRequest& request) {
    return encoded(request);
}
std::optional<OpenRequest> decode_open_request(Bytes body) {
    return decoded<OpenRequest>(body);
}

std::vector<Byte> encode(const ImageFacts& facts) {
    return encoded(facts);
}
std::optional<ImageFacts> decode_image_facts(Bytes body) {
    return decoded_if<ImageFacts>(body, [](const ImageFacts& facts) {
        return facts.headers.size() <= 4096 && facts.remarks.size() <= 4096 && facts.format.size() <= 64;
    });
}

std::vector<Byte> encode(const VolumeAnswer& answer) {
    return encoded(answer);
}
std::optional<VolumeAnswer> decode_volume_answer(Bytes body, std::uint64_t image_size) {
    return decoded_if<VolumeAnswer>(body, [&](const VolumeAnswer& answer) {
        for (std::size_t i = 0; i < answer.volumes.size(); ++i) {
            const Volume& volume = answer.volumes[i];
            if (volume.ordinal != i || (volume.parent && *volume.parent >= answer.volumes.size())) return false;
        }
        for (const FileSystemFacts& facts : answer.file_systems) {
            if (facts.volume >= answer.volumes.size()) return false;
        }
        return all_inside(answer.damage, image_size);
    });
}

std::vector<Byte> encode(const WalkRequest& request) {
    return encoded(request);
}
std::optional<WalkRequest> decode_walk_request(Bytes body) {
    return decoded<WalkRequest>(body);
}

void put_record(WireWriter& out, const WalkedRecord& record) {
    // Records are written one behind the other into one frame; a Putter of its own keeps the frame's writer untouched.
    Putter one;
    fields(one, record);
    out.put_bytes(one.out().bytes());
}

std::optional<std::vector<WalkedRecord>> decode_records(Bytes body, std::uint64_t image_size) {
    std::vector<WalkedRecord> records;
    WireReader frame{body};
    while (frame.good() && !frame.complete()) {
        auto record = decoded<WalkedRecord>(frame.take_bytes());
        if (!record) return std::nullopt;
        if (record->result && !sane(*record->result)) return std::nullopt;
        if (const auto& content = record->record.content) {
            if (!all_inside(content->extents, image_size)) return std::nullopt;
            if (content->slack && !inside(content->slack->image_offset, content->slack->length, image_size)) {
                return std::nullopt;
            }
        } else if (record->result) {
            return std::nullopt;
        }
        records.push_back(std::move(*record));
    }
    if (!frame.complete()) return std::nullopt;
    return records;
}

std::vector<Byte> encode(const std::vector<FreeRange>& ranges) {
    return encoded(ranges);
}
std::optional<std::vector<FreeRange>> decode_free_ranges(Bytes body, std::uint64_t image_size) {
    return decoded_if<std::vector<FreeRange>>(body, [&](const auto& ranges) {
        for (const FreeRange& range : ranges) {
            if (!inside(range.image_offset, range.length, image_size)) return false;
        }
        return true;
    });
}

std::vector<Byte> encode(const WalkDone& done) {
    return encoded(done);
}
std::optional<WalkDone> decode_walk_done(Bytes body, std::uint64_t image_size) {
    return decoded_if<WalkDone>(body, [&](const WalkDone& done) { return all_inside(done.damage, image_size); });
}

std::vector<Byte> encode(const ReadContentRequest& request) {
    return encoded(request);
}
std::optional<ReadContentRequest> decode_read_content_request(Bytes body) {
    return decoded<ReadContentRequest>(body);
}

std::vector<Byte> encode(const ContentDone& done) {
    return encoded(done);
}
std::optional<ContentDone> decode_content_done(Bytes body, std::uint64_t image_size) {
    return decoded_if<ContentDone>(
        body, [&](const ContentDone& done) { return sane(done.result) && all_inside(done.damage, image_size); });
}

std::vector<Byte> encode(const std::vector<FillRange>& ranges) {
    return encoded(ranges);
}
std::optional<std::vector<FillRange>> decode_fill_request(Bytes body) {
    return decoded<std::vector<FillRange>>(body);
}

std::vector<Byte> encode(const std::vector<DamagedRange>& damage) {
    return encoded(damage);
}
std::optional<std::vector<DamagedRange>> decode_damage(Bytes body, std::uint64_t image_size) {
    return decoded_if<std::vector<DamagedRange>>(body,
                                                 [&](const auto& ranges) { return all_inside(ranges, image_size); });
}

std::vector<Byte> encode(const std::vector<DigestTask>& tasks) {
    return encoded(tasks);
}
std::optional<std::vector<DigestTask>> decode_digest_request(Bytes body) {
    return decoded<std::vector<DigestTask>>(body);
}

std::vector<Byte> encode(const std::vector<DigestResult>& results) {
    return encoded(results);
}
std::optional<std::vector<DigestResult>> decode_digest_results(Bytes body) {
    return decoded_if<std::vector<DigestResult>>(body, [](const auto& results) {
        for (const DigestResult& result : results) {
            if (result.mime.size() > 255 || result.encoding.size() > 64) return false;
            if (result.digests.has_value() == result.state.has_value()) return false;
        }
        return true;
    });
}

std::vector<Byte> encode(const ImageDigestTask& task) {
    return encoded(task);
}
std::optional<ImageDigestTask> decode_image_digest_task(Bytes body) {
    return decoded<ImageDigestTask>(body);
}

std::vector<Byte> encode(const ImageDigestResult& result) {
    return encoded(result);
}
std::optional<ImageDigestResult> decode_image_digest_result(Bytes body) {
    return decoded<ImageDigestResult>(body);
}

std::vector<Byte> encode(const SegmentDigestTask& task) {
    return encoded(task);
}
std::optional<SegmentDigestTask> decode_segment_digest_task(Bytes body) {
    return decoded<SegmentDigestTask>(body);
}

std::vector<Byte> encode(const Sha256& state) {
    return encoded(state);
}
std::optional<Sha256> decode_sha256_state(Bytes body) {
    return decoded<Sha256>(body);
}

std::vector<Byte> encode(const DigestRangesRequest& request) {
    return encoded(request);
}
std::optional<DigestRangesRequest> decode_digest_ranges_request(Bytes body, std::uint64_t image_size) {
    return decoded_if<DigestRangesRequest>(
        body, [&](const DigestRangesRequest& request) { return all_inside(request.extents, image_size); });
}

std::vector<Byte> encode(const std::vector<TextTask>& tasks) {
    Putter out;
    out.list(tasks, 0, [&](auto& task) { fields(out, task); });
    return out.taken();
}
std::optional<std::vector<TextTask>> decode_text_request(Bytes body, std::uint64_t image_size) {
    Taker in{body};
    std::vector<TextTask> tasks;
    in.list(tasks, 33, [&](auto& task) { fields(in, task); });
    if (!in.complete()) return std::nullopt;
    for (const TextTask& task : tasks) {
        if (!all_inside(task.extents, image_size)) return std::nullopt;
    }
    return tasks;
}
std::vector<Byte> encode(const std::vector<TextResult>& results) {
    Putter out;
    std::size_t size = 4;
    for (const TextResult& result : results) size += result.text.size() + result.trouble.size() + 13;
    out.out().reserve(size);
    out.list(results, 0, [&](auto& result) { fields(out, result); });
    return out.taken();
}
std::optional<std::vector<TextResult>> decode_text_results(Bytes body, const std::vector<TextTask>& tasks) {
    Taker in{body};
    std::vector<TextResult> results;
    in.list(results, 13, [&](auto& result) { fields(in, result); });
    if (!in.complete() || results.size() != tasks.size()) return std::nullopt;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        TextResult& result = results[i];
        // The widest: one byte that becomes U+FFFD, or a letter of three bytes.
        const bool fits = result.text.size() <= 3 * (std::uint64_t{tasks[i].length} + 8) && result.lead <= 4;
        if (!fits || !is_utf8(result.text)) return std::nullopt;
        result.trouble = repaired_utf8(result.trouble);
    }
    return results;
}

std::vector<Byte> encode(const Error& error) {
    return encoded(error);
}
std::optional<Error> decode_error(Bytes body) {
    return decoded<Error>(body);
}

}  // namespace sanad
