// What a hostile reader may send, and what a confused supervisor may ask: no frame may do more than be refused, and
// what is taken says as many bytes as were sent.
#include <algorithm>
#include <functional>

#include "core/base/text.hpp"
#include "core/ingest/identifier_fields.hpp"
#include "core/ingest/reader_protocol.hpp"

using namespace sanad;

namespace {

void expect(bool holds) {
    if (!holds) __builtin_trap();
}

/// Exactly one frame says what was understood: the one that came.
template <class Message>
int same_bytes(const std::optional<Message>& message, Bytes body) {
    if (message) expect(std::ranges::equal(encode(*message), body));
    return 0;
}

int identifier_findings(Bytes body) {
    const auto findings = decode_identifier_findings(body);
    for (std::size_t i = 0; findings && i < findings->hits.size(); ++i) {
        const Identifier& hit = findings->hits[i];
        expect(hit.length != 0 && hit.offset < furthest_identifier && hit.value.size() <= longest_identifier + 16);
        expect(hit.kind <= IdentifierKind::wallet_transaction);
    }
    return same_bytes(findings, body);
}

/// As the supervisor asked for them: windows of nothing, of a few bytes, and of the largest size.
int text_results(Bytes body) {
    std::vector<TextTask> tasks;
    for (const std::uint32_t length : {0u, 16u, text_window}) {
        const auto results = decode_text_results(body, tasks);
        for (std::size_t i = 0; results && i < results->size(); ++i) {
            const TextResult& result = (*results)[i];
            expect(is_utf8(result.text) && is_utf8(result.trouble) && result.lead <= 4);
            expect(result.text.size() <= 3 * (std::uint64_t{tasks[i].length} + 8));
            const std::less_equal<const char*> before;  // its text is the frame's own
            const std::string_view frame = text_of(body);
            expect(result.text.empty() ||
                   (before(frame.data(), result.text.data()) && before(&result.text.back(), &frame.back())));
        }
        TextTask task;
        task.length = length;
        tasks.push_back(std::move(task));
    }
    return 0;
}

int records(Bytes body, std::uint64_t image_size) {
    const auto walked = decode_records(body, image_size);
    if (!walked) return 0;
    WireWriter again;
    for (const WalkedRecord& record : *walked) put_record(again, record);
    expect(std::ranges::equal(again.bytes(), body));
    return 0;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const Bytes body{data + 1, size - 1};
    constexpr std::uint64_t image_size = 1 << 20;
    switch (data[0] % 23) {
        case 0:
            return same_bytes(decode_open_request(body), body);
        case 1:
            return same_bytes(decode_image_facts(body), body);
        case 2:
            return same_bytes(decode_volume_answer(body, image_size), body);
        case 3:
            return same_bytes(decode_walk_request(body), body);
        case 4:
            return records(body, image_size);
        case 5:
            return same_bytes(decode_free_ranges(body, image_size), body);
        case 6:
            return same_bytes(decode_walk_done(body, image_size), body);
        case 7:
            return same_bytes(decode_read_content_request(body), body);
        case 8:
            return same_bytes(decode_content_done(body, image_size), body);
        case 9:
            return same_bytes(decode_fill_request(body), body);
        case 10:
            return same_bytes(decode_damage(body, image_size), body);
        case 11:
            return same_bytes(decode_digest_request(body), body);
        case 12:
            return same_bytes(decode_digest_results(body), body);
        case 13:
            return same_bytes(decode_image_digest_result(body), body);
        case 14:
            return same_bytes(decode_digest_ranges_request(body, image_size), body);
        case 15:
            return identifier_findings(body);
        case 16:
            return text_results(body);
        case 17:
            return same_bytes(decode_scan_request(body), body);
        case 18:
            return same_bytes(decode_image_digest_task(body), body);
        case 19:
            return same_bytes(decode_segment_digest_task(body), body);
        case 20:
            return same_bytes(decode_sha256_state(body), body);
        case 21:
            return same_bytes(decode_text_request(body, image_size), body);
        default:
            return same_bytes(decode_error(body), body);
    }
}
