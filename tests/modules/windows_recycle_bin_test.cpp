// The Recycle Bin's records of each version, made here byte by byte.
#include <doctest/doctest.h>

#include "plugins/sdk/testing.hpp"
#include "plugins/windows/recycle_bin.cpp"
#include "tests/modules/made_bytes.hpp"

namespace {

using made::little;
using made::padded;
using made::utf16;

constexpr std::uint64_t when = 131'117'098'656'180'000;  // 2016-06-29 21:37:45.618 UTC
constexpr std::int64_t when_ns = 1'467'236'265'618'000'000;

Findings bin(std::string bytes, std::string path = "C/$Recycle.Bin/S-1-5-21-1/$I103S5F.jpg") {
    return sanad::sdk::examine(*sanad_module_v1(), {std::move(path), std::move(bytes)});
}

std::string version_1(std::uint64_t size = 222255) {
    return little(1, 8) + little(size, 8) + little(when, 8) + padded(utf16("C:\\Work\\علی\\خط.jpg"), 520);
}
std::string version_2() {
    const std::string path = utf16("C:\\Work\\علی\\خط.jpg") + std::string(2, '\0');
    return little(2, 8) + little(222255, 8) + little(when, 8) + little(path.size() / 2, 4) + path;
}
std::string record(const std::string& ansi, std::uint32_t index, const std::string& wide = {}) {
    return padded(ansi, 260) + little(index, 4) + little(2, 4) + little(when, 8) + little(4096, 4) +
           (wide.empty() ? std::string{} : padded(utf16(wide), 520));
}
std::string info(std::uint32_t version, std::uint32_t size, const std::string& records) {
    return little(version, 4) + little(1, 4) + little(1, 4) + little(size, 4) + little(0, 4) + records;
}

}  // namespace

TEST_CASE("a $I file of either version gives path, size and time, and the name of its content") {
    for (const std::string& bytes : {version_1(), version_2()}) {
        const Findings found = bin(bytes);
        CHECK(found.verdict == Verdict::examined);
        REQUIRE(found.artifacts.size() == 1);
        CHECK(found.artifacts[0].text("path") == "C:\\Work\\علی\\خط.jpg");
        CHECK(found.artifacts[0].integer("size") == 222255);
        CHECK(found.artifacts[0].integer("deleted_at") == when_ns);
        CHECK(found.artifacts[0].text("kept_as") == "$R103S5F.jpg");
        CHECK(found.artifacts[0].source.length == bytes.size());
    }
}

TEST_CASE("where early Vista left out a byte of the size, the rest is read and no size is told") {
    std::string bytes = version_1();
    bytes.erase(15, 1);
    const Findings found = bin(bytes);
    CHECK(found.warnings.size() == 1);
    REQUIRE(found.artifacts.size() == 1);
    CHECK(found.artifacts[0].text("path") == "C:\\Work\\علی\\خط.jpg");
    CHECK(found.artifacts[0].integer("deleted_at") == when_ns);
    CHECK_FALSE(found.artifacts[0].has("size"));
}

TEST_CASE("INFO2 gives a finding for each record, on its own bytes, and tells which files have left the bin") {
    std::string gone = record("C:\\b.txt", 2, "C:\\b.txt");
    gone[0] = '\0';
    const Findings found = bin(info(5, 800, record("C:\\a.txt", 1, "C:\\ا.txt") + gone), "RECYCLER/S-1/INFO2");
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(found.artifacts.size() == 2);
    CHECK(found.artifacts[0].text("path") == "C:\\ا.txt");
    CHECK(found.artifacts[0].integer("removed") == 0);
    CHECK(found.artifacts[0].integer("recycle_index") == 1);
    CHECK(found.artifacts[0].text("drive") == "C:");
    CHECK(found.artifacts[0].integer("deleted_at") == when_ns);
    CHECK(found.artifacts[1].integer("removed") == 1);
    CHECK(found.artifacts[1].source.offset == 820);
    CHECK(found.artifacts[1].source.length == 800);
}

TEST_CASE("INFO of Windows 95 to ME: a path in ASCII is text, another is bytes, for its code page is not recorded") {
    std::string gone = record("C:\\b.txt", 3);
    gone[0] = '\0';
    const Findings found =
        bin(info(0, 280, record("C:\\a.txt", 1) + record("C:\\\x8A.txt", 2) + gone), "RECYCLED/INFO");
    REQUIRE(found.artifacts.size() == 3);
    CHECK(found.artifacts[0].text("path") == "C:\\a.txt");
    CHECK_FALSE(found.artifacts[1].has("path"));
    CHECK(found.artifacts[1].text("path_bytes") == "C:\\\x8A.txt");
    CHECK(found.artifacts[2].text("path") == "C:\\b.txt");
    CHECK(found.artifacts[2].integer("removed") == 1);
}

TEST_CASE("cut at every length: nothing is invented, and what is cut is called damaged") {
    const std::string whole = version_2();
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const Findings found = bin(whole.substr(0, length));
        CHECK(found.verdict == (length < 28 ? Verdict::not_mine : Verdict::damaged));
        for (const Finding& finding : found.artifacts) CHECK(finding.source.length == length);
    }
    const std::string records = info(5, 800, record("C:\\a.txt", 1, "C:\\a.txt") + record("C:\\b.txt", 2, "C:\\b.txt"));
    for (std::size_t length = 20; length < records.size(); ++length) {
        const Findings found = bin(records.substr(0, length), "INFO2");
        CHECK(found.artifacts.size() == (length - 20) / 800);
        CHECK((found.verdict == Verdict::damaged) == ((length - 20) % 800 != 0));
    }
}

TEST_CASE("with any byte changed it ends in good order, its sources within the file") {
    for (const std::string& whole : {version_1(), version_2(), info(5, 800, record("C:\\a.txt", 1, "C:\\a.txt")),
                                     info(0, 280, record("C:\\a.txt", 1))}) {
        for (std::size_t at = 0; at < whole.size(); ++at) {
            std::string bytes = whole;
            bytes[at] = static_cast<char>(bytes[at] ^ 0xFF);
            for (const Finding& finding : bin(bytes).artifacts) {
                CHECK(finding.source.length > 0);
                CHECK(finding.source.offset + finding.source.length <= bytes.size());
            }
        }
    }
}

TEST_CASE("what is no record of the bin is not the module's") {
    CHECK(bin("").verdict == Verdict::not_mine);
    CHECK(bin("a text that somebody called $I103S5F.jpg").verdict == Verdict::not_mine);
    CHECK(bin(std::string(544, '\0')).verdict == Verdict::not_mine);
}
