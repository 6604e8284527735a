#include "core/ingest/reader_protocol.hpp"

#include <doctest/doctest.h>

using namespace sanad;

namespace {

constexpr std::uint64_t image_size = 1 << 20;

WalkedRecord sample_record() {
    WalkedRecord walked;
    FileRecord& record = walked.record;
    record.path = "/Users/ثنا/\xff.txt";
    record.state = NameState::deleted;
    record.metadata_address = 77;
    record.uid = 1000;
    record.sid = "S-1-5-21-1";
    record.times.created_at = Timestamp{1662352184'000000001};
    Content content;
    content.size = 5000;
    content.extents = {{0, 4096, 4096, ExtentKind::stored}, {4096, 0, 904, ExtentKind::sparse}};
    content.slack = Extent{0, 9000, 20, ExtentKind::stored};
    record.content = content;
    walked.result = ReadResult{{}, "text/plain", "utf-8", 3};
    return walked;
}

std::vector<Byte> frame_of(const WalkedRecord& record) {
    WireWriter frame;
    put_record(frame, record);
    put_record(frame, record);
    return {frame.bytes().begin(), frame.bytes().end()};
}

}  // namespace

TEST_CASE("a record crosses from the walker unchanged") {
    const auto records = decode_records(frame_of(sample_record()), image_size);
    REQUIRE(records.has_value());
    REQUIRE(records->size() == 2);
    CHECK((*records)[1].record == sample_record().record);
    CHECK((*records)[1].result->mime == "text/plain");
}

TEST_CASE("a frame cut off at any byte, or with one byte too many, is refused") {
    const auto frame = frame_of(sample_record());
    const std::size_t one = frame.size() / 2;  // a frame of exactly the first record is whole
    for (std::size_t length = 1; length < frame.size(); ++length) {
        CAPTURE(length);
        CHECK(decode_records(Bytes{frame}.first(length), image_size).has_value() == (length == one));
    }
    auto longer = frame;
    longer.push_back(0);
    CHECK_FALSE(decode_records(longer, image_size).has_value());
}

TEST_CASE("a walker cannot name bytes beyond the image, overlapping extents or extents beyond the content") {
    auto beyond_image = sample_record();
    beyond_image.record.content->extents[0].image_offset = image_size - 10;
    CHECK_FALSE(decode_records(frame_of(beyond_image), image_size).has_value());

    auto overlapping = sample_record();
    overlapping.record.content->extents[1].file_offset = 4000;
    CHECK_FALSE(decode_records(frame_of(overlapping), image_size).has_value());

    auto beyond_content = sample_record();
    beyond_content.record.content->extents[1].length = 905;
    CHECK_FALSE(decode_records(frame_of(beyond_content), image_size).has_value());

    auto result_without_content = sample_record();
    result_without_content.record.content.reset();
    CHECK_FALSE(decode_records(frame_of(result_without_content), image_size).has_value());
}

TEST_CASE("a list of volumes may only speak of volumes that are in it") {
    VolumeAnswer answer;
    answer.volumes.resize(2);
    answer.volumes[1].ordinal = 1;
    answer.file_systems.resize(1);
    CHECK(decode_volume_answer(encode(answer), image_size).has_value());
    answer.file_systems[0].volume = 2;
    CHECK_FALSE(decode_volume_answer(encode(answer), image_size).has_value());
    answer.file_systems[0].volume = 0;
    answer.volumes[0].parent = 5;
    CHECK_FALSE(decode_volume_answer(encode(answer), image_size).has_value());
}

TEST_CASE("the smallest message of each kind survives the crossing") {
    CHECK(decode_digest_request(encode(std::vector<DigestTask>{{}, {}})).has_value());
    DigestResult done;
    done.digests = Digests{};
    CHECK(decode_digest_results(encode(std::vector<DigestResult>{done, done})).has_value());
    CHECK_FALSE(decode_digest_results(encode(std::vector<DigestResult>{{}})).has_value());
    CHECK(decode_image_digest_task(encode(ImageDigestTask{})).has_value());
    CHECK(decode_damage(encode(std::vector<DamagedRange>{{1, 2, "bad sector"}}), image_size).has_value());
    CHECK_FALSE(decode_damage(encode(std::vector<DamagedRange>{{image_size, 1, ""}}), image_size).has_value());
    CHECK(decode_error(encode(Error{Fault::unavailable, "gone"}))->fault == Fault::unavailable);
    CHECK(decode_open_request(encode(OpenRequest{})).has_value());
    CHECK(decode_walk_request(encode(WalkRequest{})).has_value());
    CHECK(decode_read_content_request(encode(ReadContentRequest{})).has_value());
}

TEST_CASE("an announced count that the frame cannot hold is refused before anything is allocated") {
    WireWriter frame;
    frame.put(std::uint32_t{0xffffffff});
    CHECK_FALSE(decode_damage(frame.bytes(), image_size).has_value());
    CHECK_FALSE(decode_digest_request(frame.bytes()).has_value());
    CHECK_FALSE(decode_fill_request(frame.bytes()).has_value());
}
