// What other tools write and read: ewfacquire, ewfinfo and ewfverify are the independent truth.
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

std::string header_of(const ImageFacts& facts, std::string_view name) {
    for (const AcquisitionHeader& header : facts.headers) {
        if (header.name == name) return header.value;
    }
    return {};
}

std::string sha256_of_bytes(Bytes bytes) {
    Sha256 digest;
    digest.update(bytes);
    return hex(digest.finish());
}

// "\tCase number:\t\tCFReDS001" becomes {"Case number", "CFReDS001"}.
std::map<std::string, std::string> ewfinfo_lines(const std::filesystem::path& path) {
    const auto bytes = bytes_of_file(path);
    std::map<std::string, std::string> lines;
    std::string_view rest = text_of(bytes);
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        const std::size_t colon = line.find(':');
        if (!line.starts_with('\t') || colon == std::string_view::npos) continue;
        std::string_view value = line.substr(colon + 1);
        value.remove_prefix(std::min(value.size(), value.find_first_not_of('\t')));
        lines[std::string{line.substr(1, colon - 1)}] = value;
    }
    return lines;
}

// "Thu Nov  4 03:56:35 2004", which ewfinfo wrote in a zone of UTC, as ISO 8601.
std::string iso_date(const std::string& text) {
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if (text.size() != 24) return text;
    const std::size_t month = months.find(text.substr(4, 3)) / 3 + 1;
    std::string day = text.substr(8, 2);
    if (day[0] == ' ') day[0] = '0';
    return fmt::format("{}-{:02}-{}T{}", text.substr(20, 4), month, day, text.substr(11, 8));
}

}  // namespace

TEST_CASE("every variant of EWF that ewfacquire can write gives back the bytes that went in") {
    TemporaryFolder folder;
    const auto media = media_for_tests(5 * 1024 * 1024 + 3 * 512, 1);
    const std::string expected = sha256_of_bytes(media);
    for (const char* format : {"smart", "ftk", "encase1", "encase2", "encase3", "encase4", "encase5", "encase6",
                               "encase7", "linen5", "linen6", "linen7", "ewf", "ewfx"}) {
        for (const char* compression : {"none", "fast", "empty-block"}) {
            CAPTURE(std::string{format});
            CAPTURE(std::string{compression});
            const auto path = acquire(folder.path(), fmt::format("{}-{}", format, compression), media,
                                      fmt::format("-f {} -c {} -S 2MiB", format, compression));
            if (path.empty()) {
                MESSAGE("skipped: no ewfacquire");
                return;
            }
            OpenedImage opened;
            REQUIRE(open_into(opened, path) == "");
            const ImageFacts& facts = opened.image.facts;
            CHECK(facts.format == "E01");
            CHECK(facts.size == media.size());
            CHECK(facts.sector_size == 512);
            CHECK(facts.chunk_size == 32768);
            CHECK(facts.remarks.empty());
            CHECK(facts.segments.size() == opened.segments.files.size());
            CHECK(header_of(facts, "case_number") == "case 7");
            CHECK(header_of(facts, "evidence_number") == "EV-9");
            CHECK(header_of(facts, "examiner_name") == "Examiner");
            CHECK(header_of(facts, "description") == "words");
            CHECK(header_of(facts, "notes") == "note");
            // The first EWF had no field for it.
            const bool oldest = std::string_view{format} == "ewf" || std::string_view{format} == "encase1";
            CHECK(header_of(facts, "acquiry_operating_system") == (oldest ? "" : "Linux"));
            Md5 md5;
            md5.update(media);
            REQUIRE(facts.stored_md5);
            CHECK(*facts.stored_md5 == md5.finish());
            // Odd pieces, so that chunks are read whole, in part, and across segments.
            for (const std::size_t piece : {std::size_t{1} << 20, std::size_t{50001}}) {
                std::vector<DamagedRange> damage;
                CHECK(sha256_of(*opened.image.source, damage, piece) == expected);
                CHECK(damage.empty());
            }
        }
    }
}

TEST_CASE("an image of more than ninety-nine segments is read whole, and a missing one of them is named") {
    const TemporaryFolder folder;
    const auto media = media_for_tests(std::size_t{112} << 20, 5);
    const auto path = acquire(folder.path(), "long", media, "-f encase6 -c none -S 1MiB");
    if (path.empty()) {
        MESSAGE("skipped: no ewfacquire");
        return;
    }
    {
        OpenedImage opened;
        REQUIRE(open_into(opened, path) == "");
        REQUIRE(opened.segments.files.size() > 110);
        CHECK(opened.segments.files[98].path.ends_with("/long.E99"));
        CHECK(opened.segments.files[99].path.ends_with("/long.EAA"));
        std::vector<DamagedRange> damage;
        CHECK(sha256_of(*opened.image.source, damage) == sha256_of_bytes(media));
        CHECK(damage.empty());
    }
    std::filesystem::remove(folder.path() / "long.EAB");
    CHECK(trouble_with(path).find("long.EAB") != std::string::npos);
}

TEST_CASE("an image acquired with SHA-1 stores it") {
    TemporaryFolder folder;
    const auto media = media_for_tests(200 * 512, 2);
    const auto path = acquire(folder.path(), "hashed", media, "-f encase6 -d sha1");
    if (path.empty()) {
        MESSAGE("skipped: no ewfacquire");
        return;
    }
    OpenedImage opened;
    REQUIRE(open_into(opened, path) == "");
    Sha1 sha1;
    sha1.update(media);
    REQUIRE(opened.image.facts.stored_sha1);
    CHECK(*opened.image.facts.stored_sha1 == sha1.finish());
}

TEST_CASE("sectors of 4096 bytes and large chunks are read as recorded") {
    TemporaryFolder folder;
    const auto media = media_for_tests(3 * 1024 * 1024, 3);
    const auto path = acquire(folder.path(), "4k", media, "-f encase6 -c fast -P 4096 -b 128");
    if (path.empty()) {
        MESSAGE("skipped: no ewfacquire");
        return;
    }
    OpenedImage opened;
    REQUIRE(open_into(opened, path) == "");
    CHECK(opened.image.facts.sector_size == 4096);
    std::vector<DamagedRange> damage;
    CHECK(sha256_of(*opened.image.source, damage) == sha256_of_bytes(media));
}

TEST_CASE("an examiner's name in Urdu comes back as it was written") {
    TemporaryFolder folder;
    const auto path = acquire(folder.path(), "urdu", media_for_tests(64 * 512, 4), "-f encase6 -e 'ثناء ملک'");
    if (path.empty()) {
        MESSAGE("skipped: no ewfacquire");
        return;
    }
    OpenedImage opened;
    REQUIRE(open_into(opened, path) == "");
    CHECK(header_of(opened.image.facts, "examiner_name") == "ثناء ملک");
}

TEST_CASE("the facts of every E01 of the corpus are those that ewfinfo prints") {
    const auto folder = corpus();
    if (!folder) {
        MESSAGE("skipped: no corpus");
        return;
    }
    REQUIRE(corpus_file("files/images/container-ewf/ext2.split.E02"));
    for (const char* name : {"CFReDS001.E01", "ansi.E01", "email_test.E01", "ext2.E01", "ext2.split.E01",
                             "german_utf8.E01", "imageformat_mmls_1.E01", "image~2.E01"}) {
        CAPTURE(std::string{name});
        auto lines = ewfinfo_lines(*folder / "oracles/tsk" / fmt::format("container-ewf__{}", name) / "ewfinfo.txt");
        REQUIRE(lines.size() > 5);
        OpenedImage opened;
        REQUIRE(open_into(opened, *corpus_file(fmt::format("files/images/container-ewf/{}", name))) == "");
        const ImageFacts& facts = opened.image.facts;
        CHECK(header_of(facts, "case_number") == lines["Case number"]);
        CHECK(header_of(facts, "description") == lines["Description"]);
        CHECK(header_of(facts, "examiner_name") == lines["Examiner name"]);
        CHECK(header_of(facts, "evidence_number") == lines["Evidence number"]);
        CHECK(header_of(facts, "notes") == lines["Notes"]);
        CHECK(header_of(facts, "acquiry_operating_system") == lines["Operating system used"]);
        CHECK(header_of(facts, "acquiry_software_version") == lines["Software version used"]);
        CHECK(header_of(facts, "set_identifier") == lines["Set identifier"]);
        CHECK(header_of(facts, "sectors_per_chunk") == lines["Sectors per chunk"]);
        CHECK(header_of(facts, "media_type") == lines["Media type"]);
        CHECK(header_of(facts, "is_physical") == lines["Is physical"]);
        CHECK(fmt::format("{}", facts.sector_size) == lines["Bytes per sector"]);
        CHECK(fmt::format("{}", facts.size / facts.sector_size) == lines["Number of sectors"]);
        CHECK(header_of(facts, "acquiry_date").substr(0, 19) == iso_date(lines["Acquisition date"]));
        CHECK(header_of(facts, "system_date").substr(0, 19) == iso_date(lines["System date"]));
        CHECK((facts.stored_md5 ? hex(*facts.stored_md5) : "") == lines["MD5"]);
        CHECK((facts.stored_sha1 ? hex(*facts.stored_sha1) : "") == lines["SHA1"]);
        CHECK(facts.remarks.empty());
    }
}
