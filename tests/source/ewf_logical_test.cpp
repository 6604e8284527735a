// Logical EnCase images: the files that went in come out, with their times and digests.
#include "core/source/ewf_logical.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/crypto/digest.hpp"
#include "tests/source/ewf_making.hpp"
#include "tests/source/reading.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;

namespace {

std::string text_of_file(const std::filesystem::path& path) {
    const auto bytes = bytes_of_file(path);
    return std::string{text_of(bytes)};
}

struct Listed {
    std::map<std::string, FileRecord> files;
    WalkReport report;
    std::string trouble;
};

Listed list(FileSystem& files, const WalkLimits& limits = {}) {
    Listed listed;
    auto report = files.walk(limits, [&](FileRecord&& record, Bytes) {
        const std::string path = record.path;
        listed.files.emplace(path, std::move(record));
        return true;
    });
    if (report)
        listed.report = *report;
    else
        listed.trouble = report.error().what;
    return listed;
}

/// A copy of the corpus' L01 with its list of files changed by `edit`, which must keep the list's length.
struct Edited {
    TemporaryFolder folder;
    OpenedImage opened;
    std::unique_ptr<FileSystem> files;
    std::string trouble;

    template <class Edit>
    explicit Edited(const std::filesystem::path& original, Edit edit) {
        auto bytes = bytes_of_file(original);
        const PlainSection section = section_of(bytes, "ltree");
        const std::size_t start = section.offset + 76 + 48, length = section.size - 76 - 48;
        std::string text;
        for (std::size_t i = 0; i < length; i += 2) text += static_cast<char>(bytes[start + i]);
        edit(text);
        text.resize(length / 2);
        for (std::size_t i = 0; i < length; i += 2) bytes[start + i] = static_cast<Byte>(text[i / 2]);
        write_file(folder.path() / "x.L01", bytes);
        trouble = open_into(opened, folder.path() / "x.L01");
        if (!trouble.empty()) return;
        auto result = open_ewf_logical(*opened.image.source);
        if (result)
            files = std::move(*result);
        else
            trouble = result.error().what;
    }
};

void replace(std::string& text, std::string_view what, std::string_view with) {
    const std::size_t at = text.find(what);
    REQUIRE(at != std::string::npos);
    text.replace(at, what.size(), with);
}

}  // namespace

TEST_CASE("an L01 of an Android phone gives every file that its maker put in") {
    const auto path = corpus_file("files/scenario/visible/s4/android.L01");
    if (!path) {
        MESSAGE("skipped: no corpus");
        return;
    }
    OpenedImage opened;
    REQUIRE(open_into(opened, *path) == "");
    const ImageFacts& facts = opened.image.facts;
    CHECK(facts.format == "L01");
    CHECK(facts.logical);
    CHECK(facts.size == 186402);  // as ewfinfo says: the last sector is not full
    std::vector<DamagedRange> damage;
    std::vector<Byte> media(static_cast<std::size_t>(facts.size));
    REQUIRE(opened.image.source->read(0, media, damage));
    Md5 md5;
    md5.update(media);
    REQUIRE(facts.stored_md5);
    CHECK(*facts.stored_md5 == md5.finish());

    auto files = open_ewf_logical(*opened.image.source);
    REQUIRE(files);
    Listed listed = list(**files);
    REQUIRE(listed.trouble == "");
    CHECK(listed.report.complete);
    CHECK(listed.report.remarks.empty());
    const std::string answers = text_of_file(path->parent_path() / "ANSWERS.json");
    std::size_t compared = 0;
    for (const auto& entry : listed.files) {
        const std::string& name = entry.first;
        const FileRecord& record = entry.second;
        CAPTURE(name);
        if (record.kind == FileKind::directory) {
            CHECK_FALSE(record.content);
            continue;
        }
        const std::string inside = name.substr(std::string{"/logical/"}.size());
        REQUIRE(record.content);
        auto content = (*files)->open_content(*record.content, record.state);
        REQUIRE(content);
        CHECK((*content)->size() == record.content->size);
        CHECK(sha256_of(**content, damage) == json_value(answers, inside, "sha256"));
        CHECK(record.remark == fmt::format("MD5 recorded when acquired: {}", json_value(answers, inside, "md5")));
        REQUIRE(record.times.modified_at);
        CHECK(iso8601(*record.times.modified_at) == "2022-09-10T18:09:14Z");
        ++compared;
    }
    CHECK(compared == 10);
    CHECK(damage.empty());
    CHECK(listed.files.size() == 33 - 1);
    // The parent's address leads to the folder a file lies in.
    const FileRecord& photo = listed.files.at("/logical/data/media/0/DCIM/Camera/20220926_070824.jpg");
    CHECK(listed.files.at("/logical/data/media/0/DCIM/Camera").metadata_address == photo.parent_address);
    CHECK(listed.files.at("/logical").parent_address == 0);
}

TEST_CASE("an L01 whose list of files lies is read as far as it goes, and said so") {
    const auto path = corpus_file("files/scenario/visible/s4/android.L01");
    if (!path) {
        MESSAGE("skipped: no corpus");
        return;
    }
    SUBCASE("it claims more files than it lists") {
        Edited edited{*path, [](std::string& text) { replace(text, "0\t2\n1\tdatabases", "0\t9\n1\tdatabases"); }};
        REQUIRE(edited.trouble == "");
        const Listed listed = list(*edited.files);
        CHECK_FALSE(listed.report.complete);
        REQUIRE(listed.report.remarks.size() == 2);
        CHECK(listed.report.remarks[0] == "the list of files does not match the MD5 stored with it");
        CHECK(listed.report.remarks[1].starts_with("the list of files ends early"));
        CHECK(listed.files.size() == 32);
    }
    SUBCASE("a file's bytes lie beyond the end") {
        Edited edited{*path, [](std::string& text) { replace(text, "1 d000 3000", "1 2d7ff 9ff"); }};
        const Listed listed = list(*edited.files);
        const FileRecord& record =
            listed.files.at("/logical/data/data/com.android.providers.contacts/databases/calllog.db");
        CHECK(record.remark.find("its bytes lie beyond the end of the image") != std::string::npos);
        CHECK(record.outcome == Outcome::damaged);
        REQUIRE(record.content);
        auto content = edited.files->open_content(*record.content, record.state);
        REQUIRE(content);
        std::vector<DamagedRange> damage;
        CHECK((*content)->size() == 12288);
        CHECK(sha256_of(**content, damage).size() == 64);
        REQUIRE_FALSE(damage.empty());
        CHECK(damage.back().reason == "not stored in the image");
    }
    SUBCASE("a file claims more bytes than any disk has") {
        Edited edited{*path, [](std::string& text) {
                          replace(text, "d6f5d250282d2492a1481792c293e95a\t12288\t\t\t\t\t\t1 d000 3000",
                                  "\t9999999999999999\t\t\t\t\t\t1 0 1");
                      }};
        const Listed listed = list(*edited.files);
        const FileRecord& record =
            listed.files.at("/logical/data/data/com.android.providers.contacts/databases/calllog.db");
        CHECK_FALSE(record.content);
        CHECK(record.remark.find("of its 9999999999999999 bytes 1 are stored") != std::string::npos);
        CHECK(record.outcome == Outcome::damaged);
    }
    SUBCASE("a file of one byte repeated for ever is limited") {
        Edited edited{*path, [](std::string& text) {
                          replace(text, "calllog.db\t11\t32\t", "calllog.db\t1\t67108896\t");  // 0x04000000 | 0x20
                          replace(text, "d6f5d250282d2492a1481792c293e95a\t12288\t\t\t\t\t\t1 d000 3000",
                                  "\t9999999999999999\t\t\t\t\t\t1 0 1");
                      }};
        const Listed listed = list(*edited.files);
        const FileRecord& record =
            listed.files.at("/logical/data/data/com.android.providers.contacts/databases/calllog.db");
        CHECK(record.outcome == Outcome::limited);
        CHECK_FALSE(record.content);
    }
    SUBCASE("a sparse file is its one byte repeated, a deleted one is said to be deleted") {
        Edited edited{*path, [](std::string& text) {
                          replace(text, "calllog.db\t11\t32\t",
                                  "calllog.db\t1\t67109024\t");  // 0x04000000 | 0x80 | 0x20
                          replace(text, "1 d000 3000", "1 0 1");
                          const std::string moment = "1662833354\t";
                          replace(text, "67109024\t0\t0\t0\t\t" + moment + moment + moment + moment,
                                  "67109024\t0\t0\t0\t\t\t" + moment + moment + moment + "1662833399");
                      }};
        const Listed listed = list(*edited.files);
        const FileRecord& record =
            listed.files.at("/logical/data/data/com.android.providers.contacts/databases/calllog.db");
        CHECK(record.state == NameState::deleted);
        CHECK(record.specifics.deleted_at == timestamp_from_unix(1662833399, 0));
        CHECK(record.remark.find("deleted at") == std::string::npos);
        REQUIRE(record.content);
        auto content = edited.files->open_content(*record.content, record.state);
        REQUIRE(content);
        std::vector<Byte> bytes(12288);
        std::vector<DamagedRange> damage;
        REQUIRE((*content)->read(0, bytes, damage));
        CHECK(bytes == std::vector<Byte>(12288, Byte{'S'}));  // "SQLite format 3" begins the media
    }
    SUBCASE("no list at all") {
        Edited edited{*path, [](std::string& text) { text.assign(text.size(), 'x'); }};
        REQUIRE(edited.trouble == "");
        CHECK(list(*edited.files).trouble == "x.L01: its list names no files");
    }
    SUBCASE("limits cut the walk short and are named") {
        Edited edited{*path, [](std::string&) {}};
        WalkLimits limits;
        limits.max_depth = 3;
        const Listed shallow = list(*edited.files, limits);
        CHECK_FALSE(shallow.report.complete);
        CHECK(shallow.report.remarks == std::vector<std::string>{"folders deeper than 3 are not listed"});
        for (const auto& [name, record] : shallow.files) CHECK(std::count(name.begin(), name.end(), '/') <= 3);
        limits = {};
        limits.max_records = 5;
        const Listed few = list(*edited.files, limits);
        CHECK(few.files.size() == 5);
        CHECK_FALSE(few.report.complete);
    }
}
