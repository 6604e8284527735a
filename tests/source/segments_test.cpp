// Which files make one image: found from any of them, none missing, none foreign.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <numeric>

#include "core/source/segment_names.hpp"
#include "tests/source/ewf_making.hpp"
#include "tests/source/reading.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> names_of(const fs::path& path) {
    auto segments = locate_segments(path);
    if (!segments) return {segments.error().what};
    std::vector<std::string> names;
    for (const SegmentFile& file : segments->files) names.push_back(fs::path{file.path}.filename().string());
    close_segments(*segments);
    return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("EnCase names its segments E01 to E99, then EAA to ZZZ") {
    CHECK(ewf_segment_extension(1, 'E', false) == "E01");
    CHECK(ewf_segment_extension(99, 'E', false) == "E99");
    CHECK(ewf_segment_extension(100, 'E', false) == "EAA");
    CHECK(ewf_segment_extension(775, 'E', false) == "EZZ");
    CHECK(ewf_segment_extension(776, 'E', true) == "faa");
    CHECK(ewf_segment_extension(100 + 22 * 676 - 1, 'E', false) == "ZZZ");
    CHECK(ewf_segment_extension(100 + 22 * 676, 'E', false) == "");
    CHECK(ewf_segment_extension(100, 'L', false) == "LAA");
    for (const std::uint32_t number : {1u, 42u, 99u, 100u, 101u, 126u, 775u, 776u, 2000u, 14971u}) {
        CHECK(ewf_segment_number(ewf_segment_extension(number, 'E', false), 'E') == number);
        CHECK(ewf_segment_number(ewf_segment_extension(number, 'E', true), 'E') == number);
    }
    CHECK_FALSE(ewf_segment_number("E00", 'E'));
    CHECK_FALSE(ewf_segment_number("S01", 'E'));
    CHECK_FALSE(ewf_segment_number("DAA", 'E'));
    CHECK_FALSE(ewf_segment_number("E0A", 'E'));
    CHECK_FALSE(ewf_segment_number("E001", 'E'));
}

TEST_CASE("split raw images are found from any of their parts") {
    TemporaryFolder folder;
    const fs::path at = folder.path();
    SUBCASE("counted from 001") {
        for (const char* name : {"d.dd.001", "d.dd.002", "d.dd.003"}) write_text(at / name, "12345");
        write_text(at / "d.dd.003", "12");
        write_text(at / "e.dd.004", "of another image");
        write_text(at / "d.dd.txt", "notes");
        CHECK(names_of(at / "d.dd.001") == Names{"d.dd.001", "d.dd.002", "d.dd.003"});
        CHECK(names_of(at / "d.dd.003") == Names{"d.dd.001", "d.dd.002", "d.dd.003"});
        OpenedImage opened;
        REQUIRE(open_into(opened, at / "d.dd.002") == "");
        CHECK(opened.image.facts.size == 12);
        std::vector<DamagedRange> damage;
        std::vector<Byte> bytes(7);
        REQUIRE(opened.image.source->read(4, bytes, damage));
        CHECK(text_of(bytes) == "5123451");
        CHECK(opened.image.facts.segment_sizes == std::vector<std::uint64_t>{5, 5, 2});
        CHECK_FALSE(opened.image.source->read(6, bytes, damage));
    }
    SUBCASE("counted from 000") {
        for (const char* name : {"d.000", "d.001"}) write_text(at / name, "12345");
        CHECK(names_of(at / "d.001") == Names{"d.000", "d.001"});
    }
    SUBCASE("in letters") {
        for (const char* name : {"d.aa", "d.ab", "d.ac", "d.zz"}) write_text(at / name, "12345");
        write_text(at / "d.dd", "another file");
        CHECK(names_of(at / "d.ac") == Names{"d.aa", "d.ab", "d.ac"});
        CHECK(names_of(at / "d.dd") == Names{"d.dd"});
    }
    SUBCASE("alone") {
        write_text(at / "d.001", "12345");
        write_text(at / "v.12", "a version");
        write_text(at / "x.dd", "raw");
        CHECK(names_of(at / "d.001") == Names{"d.001"});
        CHECK(names_of(at / "v.12") == Names{"v.12"});
        CHECK(names_of(at / "x.dd") == Names{"x.dd"});
    }
}

TEST_CASE("a raw image with a part missing or of the wrong size is refused, naming the part") {
    TemporaryFolder folder;
    const fs::path at = folder.path();
    for (const char* name : {"d.001", "d.002", "d.003", "d.004"}) write_text(at / name, "12345");
    SUBCASE("in the middle") {
        fs::remove(at / "d.003");
        CHECK(names_of(at / "d.001") == Names{"part 3 of the image (d.003) is missing"});
        CHECK(names_of(at / "d.004") == Names{"part 3 of the image (d.003) is missing"});
    }
    SUBCASE("the first") {
        fs::remove(at / "d.001");
        CHECK(names_of(at / "d.003") == Names{"the first part (d.001) is missing"});
    }
    SUBCASE("one lost its end") {
        write_text(at / "d.002", "123");
        CHECK(names_of(at / "d.001") == Names{"d.002 has 3 bytes where the first part has 5: not parts of one image"});
    }
    SUBCASE("the last is longer") {
        write_text(at / "d.004", "1234567");
        CHECK(names_of(at / "d.001") == Names{"d.004 has 7 bytes where the first part has 5: not parts of one image"});
    }
}

TEST_CASE("E01 segments are ordered by the number inside them") {
    TemporaryFolder folder;
    const auto media = media_for_tests(8 << 20, 21);
    const fs::path first = acquire(folder.path(), "x", media, "-f encase6 -c none -S 2MiB");
    if (first.empty()) {
        MESSAGE("skipped: no ewfacquire");
        return;
    }
    const auto named = [&](const char* name) { return folder.path() / name; };
    const Names all = names_of(first);
    REQUIRE(all == Names{"x.E01", "x.E02", "x.E03", "x.E04", "x.E05"});

    SUBCASE("found from any of them") {
        CHECK(names_of(named("x.E04")) == all);
    }
    SUBCASE("two swapped names") {
        fs::rename(named("x.E02"), named("x.tmp"));
        fs::rename(named("x.E04"), named("x.E02"));
        fs::rename(named("x.tmp"), named("x.E04"));
        CHECK(names_of(first) == Names{"x.E01", "x.E04", "x.E03", "x.E02", "x.E05"});
        OpenedImage opened;
        REQUIRE(open_into(opened, first) == "");
        std::vector<DamagedRange> damage;
        std::vector<Byte> bytes(media.size());
        REQUIRE(opened.image.source->read(0, bytes, damage));
        CHECK(bytes == media);
        CHECK(opened.image.facts.remarks == std::vector<Remark>{{"segment 2 is the file named x.E04", Outcome::noted},
                                                                {"segment 4 is the file named x.E02", Outcome::noted}});
    }
    SUBCASE("one in the middle missing") {
        fs::remove(named("x.E03"));
        CHECK(trouble_with(first) == "x.E01: segment 3 (x.E03) is missing");
        CHECK(trouble_with(named("x.E05")) == "x.E05: segment 3 (x.E03) is missing");
    }
    SUBCASE("the first missing") {
        fs::remove(first);
        CHECK(trouble_with(named("x.E02")) == "x.E02: segment 1 (x.E01) is missing");
    }
    SUBCASE("the last missing") {
        fs::remove(named("x.E05"));
        CHECK(trouble_with(first) == "x.E01: segment 5 is missing: segment 4 (x.E04) is not the last one");
    }
    SUBCASE("one there twice") {
        fs::copy_file(named("x.E02"), named("x.E06"));
        CHECK(trouble_with(first) == "x.E01: segment 2 is there twice: x.E02 and x.E06");
    }
    SUBCASE("one without its signature") {
        write_text(named("x.E03"), "overwritten");
        CHECK(trouble_with(first) == "x.E01: segment 3 (x.E03) has no EWF signature");
    }
    SUBCASE("one of another image") {
        const fs::path other =
            acquire(folder.path(), "y", media_for_tests(8 << 20, 22), "-f encase6 -c none -S 2MiB -b 128");
        REQUIRE_FALSE(other.empty());
        fs::copy_file(named("y.E03"), named("x.E03"), fs::copy_options::overwrite_existing);
        CHECK(trouble_with(first) == "x.E01: segment 3 (x.E03) belongs to another image");
    }
    SUBCASE("a file of another kind with a name like a segment's is left alone") {
        write_text(named("x.EXE"), "MZ");
        write_text(named("x.LOG"), "text");
        CHECK(names_of(first) == all);
    }
    SUBCASE("names in lower case") {
        for (const char* number : {"01", "02", "03", "04", "05"}) {
            fs::rename(named(fmt::format("x.E{}", number).c_str()), named(fmt::format("x.e{}", number).c_str()));
        }
        CHECK(names_of(named("x.e02")) == Names{"x.e01", "x.e02", "x.e03", "x.e04", "x.e05"});
    }
    SUBCASE("the first alone under a name that tells nothing") {
        fs::create_directory(named("alone"));
        fs::copy_file(first, named("alone") / "evidence.bin");
        CHECK(trouble_with(named("alone") / "evidence.bin") ==
              "evidence.bin: segment 2 is missing: segment 1 (evidence.bin) is not the last one");
    }
}

TEST_CASE("an image of more than 99 segments goes on from E99 to EAA") {
    TemporaryFolder folder;
    // ewfacquire makes no segment smaller than 1 MiB, so the names are what is tried here: 101 files that bear the
    // header of their number, which is all that finding them reads.
    for (std::uint32_t number = 1; number <= 101; ++number) {
        std::string header{"EVF\x09\x0d\x0a\xff\x00\x01", 9};
        header += {static_cast<char>(number), 0, 0, 0};
        write_text(folder.path() / ("x." + ewf_segment_extension(number, 'E', false)), header);
    }
    const Names names = names_of(folder.path() / "x.E01");
    REQUIRE(names.size() == 101);
    CHECK(names[98] == "x.E99");
    CHECK(names[99] == "x.EAA");
    CHECK(names[100] == "x.EAB");
    CHECK(names_of(folder.path() / "x.EAB") == names);
    fs::remove(folder.path() / "x.EAA");
    CHECK(names_of(folder.path() / "x.E01") == Names{"x.E01: segment 100 (x.EAA) is missing"});
}
