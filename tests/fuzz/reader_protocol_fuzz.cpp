// What a hostile reader may send, and what a confused supervisor may ask: no frame may do more than be refused.
#include "core/ingest/reader_protocol.hpp"

using namespace sanad;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const Bytes body{data + 1, size - 1};
    constexpr std::uint64_t image_size = 1 << 20;
    switch (data[0] % 16) {
        case 0:
            return decode_open_request(body).has_value(), 0;
        case 1:
            return decode_image_facts(body).has_value(), 0;
        case 2:
            return decode_volume_answer(body, image_size).has_value(), 0;
        case 3:
            return decode_walk_request(body).has_value(), 0;
        case 4:
            return decode_records(body, image_size).has_value(), 0;
        case 5:
            return decode_free_ranges(body, image_size).has_value(), 0;
        case 6:
            return decode_walk_done(body, image_size).has_value(), 0;
        case 7:
            return decode_read_content_request(body).has_value(), 0;
        case 8:
            return decode_content_done(body, image_size).has_value(), 0;
        case 9:
            return decode_fill_request(body).has_value(), 0;
        case 10:
            return decode_damage(body, image_size).has_value(), 0;
        case 11:
            return decode_digest_request(body).has_value(), 0;
        case 12:
            return decode_digest_results(body).has_value(), 0;
        case 13:
            return decode_image_digest_result(body).has_value(), 0;
        case 14:
            return decode_digest_ranges_request(body, image_size).has_value(), 0;
        default:
            return decode_error(body).has_value(), 0;
    }
}
