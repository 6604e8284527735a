#include "core/ingest/acquired_digests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "core/source/ewf_logical.hpp"
#include "tests/ingest/ingest_fixture.hpp"
#include "tests/store/sample_case.hpp"

using namespace sanad;

namespace {

std::vector<OutcomeRow> outcomes_of(test::SampleCase& sample) {
    std::vector<OutcomeRow> rows;
    auto reader = sample.reader();
    test::good(reader.outcomes(sample.image, std::nullopt, [&](const OutcomeRow& row) {
        rows.push_back(row);
        return true;
    }));
    return rows;
}

/// The same text in two bytes a letter, as the list of an L01 has it.
std::string wide(std::string_view text) {
    std::string bytes;
    for (const char c : text) bytes += {c, '\0'};
    return bytes;
}

}  // namespace

TEST_CASE("a file that is not what was acquired is damaged, with both digests; one that is says nothing") {
    test::SampleCase sample;
    const std::string seven(32, '7'), upper(32, 'A'), ten(32, 'a'), sha1(40, '7');
    struct Each {
        const char* path;
        std::string remark;
        std::uint8_t seed;
        std::vector<std::string> told;
    };
    const Each files[] = {
        {"/same", fmt::format("{}{}", acquired_md5_words, seven), 0x77, {}},
        {"/same in capitals", fmt::format("its name contains a slash; {}{}", acquired_md5_words, upper), 0xaa, {}},
        {"/other", fmt::format("{}{}", acquired_md5_words, seven), 0xaa, {"MD5 " + seven}},
        {"/other twice",
         fmt::format("{}{}; {}{}", acquired_md5_words, seven, acquired_sha1_words, sha1),
         0xaa,
         {"MD5 " + seven, "SHA-1 " + sha1}},
        {"/no digest", fmt::format("{}unknown", acquired_md5_words), 0xaa, {}},
        {"/nothing recorded", "", 0xaa, {}}};
    test::good(sample.writer.begin_walk(sample.file_system));
    std::uint64_t address = 30;
    std::map<std::string, Id> contents;
    for (const Each& each : files) {
        FileRecord record = test::file(each.path, address++, 5);
        record.remark = each.remark;
        const ContentResult result = test::result(each.seed, "text/plain");
        contents[each.path] = *test::good(sample.writer.add_file(record, &result)).content;
    }
    test::good(sample.writer.finish_walk(WalkState::complete, {}));
    test::good(sample.writer.commit());
    for (int again = 0; again < 2; ++again) {
        auto reader = sample.reader();
        test::good(compare_acquired_digests(reader, sample.writer, sample.image));
        test::good(sample.writer.commit());
        const auto rows = outcomes_of(sample);
        CHECK(rows.size() == 3);
        for (const Each& each : files) {
            CAPTURE(each.path);
            for (const std::string& told : each.told) {
                const auto row = std::ranges::find_if(rows, [&](const OutcomeRow& one) {
                    return one.subject_id == contents[each.path] && one.detail.find(told) != std::string::npos;
                });
                REQUIRE(row != rows.end());
                CHECK(row->subject == Subject::content);
                CHECK(row->outcome == Outcome::damaged);
                CHECK(row->detail.ends_with(", what the image holds has " +
                                            std::string(told.size() > 40 ? 40 : 32, 'a')));
            }
        }
    }
}

TEST_CASE("of an L01 whose list tells another MD5 for one file, that file is damaged and no other") {
    const auto original = tests::corpus_file("files/scenario/visible/s4/android.L01");
    if (!original) {
        MESSAGE("skipped: no corpus");
        return;
    }
    tests::Examination whole{*original};
    whole.finish();
    CHECK(whole.outcomes().empty());

    tests::TemporaryFolder folder;
    std::ifstream in{*original, std::ios::binary};
    std::string bytes{std::istreambuf_iterator<char>{in}, {}};
    const std::size_t at = bytes.find(wide("d6f5d250282d2492a1481792c293e95a"));
    REQUIRE(at != std::string::npos);
    bytes[at] = '0';
    const auto image = folder.path() / "changed.L01";
    std::ofstream{image, std::ios::binary} << bytes;
    tests::Examination changed{image};
    changed.finish();
    std::vector<std::string> told;
    for (const OutcomeRow& row : changed.outcomes()) {
        if (row.subject == Subject::content) told.push_back(row.detail);
    }
    CHECK(told == std::vector<std::string>{
                      "/logical/data/data/com.android.providers.contacts/databases/calllog.db: MD5 "
                      "06f5d250282d2492a1481792c293e95a was recorded when it was acquired, what the image holds has "
                      "d6f5d250282d2492a1481792c293e95a"});
}
