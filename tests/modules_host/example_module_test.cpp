// The example, tested as plugins/README.md tells an author to: in this process, on bytes.
#include <doctest/doctest.h>

#include "core/base/text.hpp"
#include "plugins/example/example.cpp"
#include "plugins/sdk/testing.hpp"

namespace {

Findings mark(std::string bytes, std::string path = "Users/ali/Downloads/setup.exe:Zone.Identifier") {
    return sanad::sdk::examine(*sanad_module_v1(), {std::move(path), std::move(bytes)});
}

}  // namespace

TEST_CASE("a mark of the web gives the address a file came from, the page that led there, and its zone") {
    const Findings found = mark(
        "[ZoneTransfer]\r\nZoneId=3\r\nReferrerUrl=https://example.org/list?a=b\r\n"
        "HostUrl=https://cdn.example.org/setup.exe\r\n");
    CHECK(found.verdict == Verdict::examined);
    CHECK(found.warnings.empty());
    REQUIRE(found.artifacts.size() == 1);
    const Finding& downloaded = found.artifacts[0];
    CHECK(downloaded.type == "file.downloaded");
    CHECK(downloaded.source.length == 111);
    CHECK(downloaded.text("file") == "setup.exe");
    CHECK(downloaded.text("url") == "https://cdn.example.org/setup.exe");
    CHECK(downloaded.text("referrer_url") == "https://example.org/list?a=b");
    CHECK(downloaded.integer("zone") == 3);
    CHECK_FALSE(downloaded.has("program"));
}

TEST_CASE("keys are read in any case, in their section only, and the program that saved is named") {
    const Findings found = mark(
        "[Other]\nZoneId=1\n[zonetransfer]\n zoneid = 2 "
        "\nLastWriterPackageFamilyName=Microsoft.MicrosoftEdge_8wekyb3d8bbwe\n"
        "HostIpAddress=203.0.113.9\nUnknownKey=1\n[After]\nHostUrl=https://elsewhere\n");
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(found.artifacts.size() == 1);
    CHECK(found.artifacts[0].integer("zone") == 2);
    CHECK(found.artifacts[0].text("program") == "Microsoft.MicrosoftEdge_8wekyb3d8bbwe");
    CHECK(found.artifacts[0].text("host_address") == "203.0.113.9");
    CHECK_FALSE(found.artifacts[0].has("url"));
}

TEST_CASE("a zone that is no number is damage: the rest is kept and the place is told") {
    const Findings found = mark("[ZoneTransfer]\nZoneId=three\nHostUrl=https://a\nHostUrl=https://b\n");
    CHECK(found.verdict == Verdict::damaged);
    CHECK(found.warnings.size() == 2);
    REQUIRE(found.artifacts.size() == 1);
    CHECK(found.artifacts[0].text("url") == "https://a");
}

TEST_CASE("what is no mark of the web is not the module's, and an empty mark is damage") {
    CHECK(mark("").verdict == Verdict::not_mine);
    CHECK(mark("a note about [ZoneTransfer]\nZoneId=3\n").verdict == Verdict::not_mine);
    CHECK(mark("[ZoneTransfer]\n" + std::string(70000, 'x')).verdict == Verdict::not_mine);
    CHECK(mark("[ZoneTransfer]\r\n").verdict == Verdict::damaged);
    CHECK(mark("[ZoneTransfer]\r\n").artifacts.empty());
}

TEST_CASE("a mark cut at any byte is examined, and what is found rests on bytes that are there") {
    const std::string whole =
        "[ZoneTransfer]\r\nZoneId=3\r\nReferrerUrl=https://example.org/\r\nHostUrl=https://cdn.example.org/x\r\n";
    for (std::size_t length = 0; length <= whole.size(); ++length) {
        const Findings found = mark(whole.substr(0, length));
        CHECK(found.verdict != Verdict::failed);
        for (const Finding& finding : found.artifacts) CHECK(finding.source.length == length);
        CHECK(found.artifacts.size() == (length > std::string_view{"[ZoneTransfer]\r\nZoneId="}.size() ? 1 : 0));
    }
}

TEST_CASE("an address that is no UTF-8 and a file copied away from Windows are still read") {
    const Findings found = mark("[ZoneTransfer]\nHostUrl=http://x/\xE9t\xE9\n", "رپورٹ.pdf\xEF\x80\xBAZone.Identifier");
    REQUIRE(found.artifacts.size() == 1);
    CHECK(found.artifacts[0].text("url") == "http://x/\xEF\xBF\xBDt\xEF\xBF\xBD");
    CHECK(found.artifacts[0].text("file") == "رپورٹ.pdf");
}

TEST_CASE("the SDK repairs UTF-8 exactly as the core does") {
    std::uint32_t state = 2463534242;
    for (int round = 0; round < 20000; ++round) {
        std::string bytes;
        for (int i = 0; i < 6; ++i) {
            state ^= state << 13, state ^= state >> 17, state ^= state << 5;
            // Mostly lead and continuation bytes, where the rules are.
            bytes += static_cast<char>((state & 3) == 0 ? state >> 8 & 0x7F : 0x80 | (state >> 8 & 0x7F));
        }
        REQUIRE(utf8(bytes) == sanad::repaired_utf8(bytes));
    }
}

TEST_CASE("UTF-16 of Windows becomes UTF-8, and halves of pairs do not get through") {
    const auto of = [](std::vector<std::uint8_t> bytes) { return utf8_of_utf16le(bytes); };
    CHECK(of({'A', 0, 0x31, 0x06}) == "Aر");
    CHECK(of({0x3D, 0xD8, 0x00, 0xDE}) == "😀");
    CHECK(of({0x3D, 0xD8, 'A', 0}) ==
          "\xEF\xBF\xBD"
          "A");
    CHECK(of({0x00, 0xDE}) == "\xEF\xBF\xBD");
    CHECK(of({'A', 0, 'B'}) == "A\xEF\xBF\xBD");
}

TEST_CASE("FILETIME keeps its 100 nanoseconds, and never is no time") {
    // MS-DTYP 2.3.3: since 1601-01-01 UTC.
    CHECK(time_of_filetime(116'444'736'000'000'000)->ns == 0);
    CHECK(time_of_filetime(116'444'736'000'000'001)->ns == 100);
    CHECK(!time_of_filetime(0));
    CHECK(!time_of_filetime(~std::uint64_t{0}));
    CHECK(!time_of_filetime(std::uint64_t{1} << 63));
    CHECK(!time_of_filetime(1));  // 1601 lies before 64 bits of nanoseconds begin
}
