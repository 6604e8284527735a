// The media of every image of the corpus, compared with what other tools read from it.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/source/reading.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;

namespace {

std::string text_of_file(const std::filesystem::path& path) {
    const auto bytes = bytes_of_file(path);
    return std::string{text_of(bytes)};
}

}  // namespace

TEST_CASE("every E01 and raw image of the corpus holds the media that The Sleuth Kit read from it") {
    const auto folder = corpus();
    if (!folder) {
        MESSAGE("skipped: no corpus");
        return;
    }
    const std::string oracle = text_of_file(*folder / "oracles/tsk_index.json");
    // The later segments first, so that they stand beside the first one.
    REQUIRE(corpus_file("files/images/container-ewf/ext2.split.E02"));
    REQUIRE(corpus_file("files/images/container-raw/ext2.splitraw.001"));
    std::size_t compared = 0;
    for (const char* name : {"container-ewf/CFReDS001.E01", "container-ewf/ansi.E01", "container-ewf/email_test.E01",
                             "container-ewf/ext2.E01", "container-ewf/ext2.split.E01", "container-ewf/german_utf8.E01",
                             "container-ewf/imageformat_mmls_1.E01", "container-ewf/image~2.E01",
                             "container-raw/ext2.splitraw.000", "container-raw/image.dd", "container-dmg/apfs.dmg",
                             "container-dmg/apm.dmg", "fs-apfs/apfs.raw", "carving/8-jpeg-search.dd"}) {
        CAPTURE(std::string{name});
        const std::filesystem::path inside = name;
        const std::string key = fmt::format("{}__{}", inside.parent_path().string(), inside.filename().string());
        const std::string expected = json_value(oracle, key, "media_sha256");
        const auto path = corpus_file(fmt::format("files/images/{}", name));
        REQUIRE(path);
        REQUIRE(expected.size() == 64);
        CHECK(sha256_of_image(*path) == expected);
        ++compared;
    }
    CHECK(compared == 14);
}

TEST_CASE("one USB stick in every container gives the same media") {
    const auto answers = corpus_file("files/scenario/visible/s2/ANSWERS.json");
    if (!answers) {
        MESSAGE("skipped: no corpus");
        return;
    }
    const std::string expected = json_value(text_of_file(*answers), "media", "sha256");
    for (const char* later : {"usb.dd.003", "usb.dd.002", "usb_split.E02"}) {
        REQUIRE(corpus_file(fmt::format("files/scenario/visible/s2/{}", later)));
    }
    for (const char* name : {"usb.dd.001", "usb.dd.002", "usb.E01", "usb_e7.E01", "usb_split.E01", "usb_split.E02",
                             "usb.vmdk", "usb.vhd", "usb.qcow2", "usb.aff"}) {
        CAPTURE(std::string{name});
        CHECK(sha256_of_image(*corpus_file(fmt::format("files/scenario/visible/s2/{}", name))) == expected);
    }
}

TEST_CASE("scenario disks hold the media their makers wrote") {
    for (const char* name : {"s1", "s3"}) {
        const std::string folder = fmt::format("files/scenario/visible/{}", name);
        const auto answers = corpus_file(folder + "/ANSWERS.json");
        if (!answers) {
            MESSAGE("skipped: no corpus");
            return;
        }
        CAPTURE(std::string{name});
        const std::string expected = json_value(text_of_file(*answers), "media", "sha256");
        CHECK(sha256_of_image(*corpus_file(fmt::format("{}/{}.E01", folder, name))) == expected);
    }
}
