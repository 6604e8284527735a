#include "core/cli/export_names.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>

#include "core/base/text.hpp"
#include "core/cli/output.hpp"

using namespace sanad;

TEST_CASE("an ordinary name, Urdu or Latin, stays as it is") {
    CHECK(export_name("report.pdf") == "report.pdf");
    CHECK(export_name("یادگار سفر.jpg") == "یادگار سفر.jpg");
    CHECK(export_path("/Documents/کاغذات/منصوبہ.txt") == "Documents/کاغذات/منصوبہ.txt");
}

TEST_CASE("a name that would climb out of the folder becomes an ordinary name") {
    CHECK(export_path("/../../etc/passwd") == "=2E=2E/=2E=2E/etc/passwd");
    CHECK(export_path("/./a") == "=2E/a");
    CHECK(export_path("//a///b/") == "a/b");
    CHECK(export_path("/") == "_");
    CHECK(export_path("") == "_");
    CHECK(export_name("..\\..\\boot.ini") == "..=5C..=5Cboot.ini");
    CHECK(export_name("a/b") == "a=2Fb");
}

TEST_CASE("what misleads a reader or a program is written as =XX and can be read back") {
    CHECK(export_name("invoice\u202efdp.exe") == "invoice=E2=80=AEfdp.exe");
    CHECK(export_name(std::string_view{"a\0b\n\x1b[2J", 8}) == "a=00b=0A=1B[2J");
    CHECK(export_name("50%25") == "50=2525");
    // The sign itself, or another name could become the same.
    CHECK(export_name("name=3Astream") == "name=3D3Astream");
    CHECK(export_name("a\xff"
                      "b") == "a=FFb");
    CHECK(export_name("name:stream") == "name=3Astream");
    CHECK(export_name("what?*<>|\"") == "what=3F=2A=3C=3E=7C=22");
    CHECK(export_name("end.") == "end=2E");
    CHECK(export_name("end ") == "end=20");
}

TEST_CASE("devices of Windows are not named") {
    CHECK(export_name("CON") == "=43ON");
    CHECK(export_name("nul.txt") == "=6Eul.txt");
    CHECK(export_name("COM1.tar.gz") == "=43OM1.tar.gz");
    CHECK(export_name("aux .x") == "=61ux .x");
    CHECK(export_name("console") == "console");
    CHECK(export_name("COM10") == "COM10");
}

TEST_CASE("a name too long for a disk is cut, and two such names stay apart") {
    const std::string one(255, 'a');
    const std::string two = std::string(254, 'a') + 'b';
    CHECK(export_name(one).size() <= 180);
    CHECK(export_name(one) != export_name(two));
    std::string urdu;
    for (int i = 0; i < 200; ++i) urdu += "ک";
    CHECK(is_utf8(export_name(urdu)));
    CHECK(export_name(urdu).size() <= 180);
}

TEST_CASE("a path deeper than any disk takes keeps its last name") {
    std::string deep;
    for (int i = 0; i < 5000; ++i) deep += "/d";
    CHECK(export_path(deep + "/secret.txt") == "too-deep/secret.txt");
}

TEST_CASE("no bytes whatever make a component that is empty, dotted or separated") {
    std::mt19937 random{7};
    for (int round = 0; round < 20000; ++round) {
        std::string path(random() % 24, '\0');
        static constexpr std::string_view likely = "./\\:%\xe2\x80\xae \xff\0aC";
        for (char& byte : path)
            byte = random() % 2 == 0 ? likely[random() % likely.size()] : static_cast<char>(random());
        const std::string safe = export_path(path);
        REQUIRE(!safe.empty());
        REQUIRE(safe.front() != '/');
        REQUIRE(is_utf8(safe));
        REQUIRE(safe.find('\0') == std::string::npos);
        REQUIRE(safe.find('%') == std::string::npos);
        const std::string framed = "/" + safe + "/";
        REQUIRE(framed.find("/../") == std::string::npos);
        REQUIRE(framed.find("/./") == std::string::npos);
        REQUIRE(framed.find("//") == std::string::npos);
    }
}

TEST_CASE("a cell of CSV never runs as a formula and never ends its row") {
    CHECK(csv_text("=cmd|'/c calc'!A1") == "\"'=cmd|'/c calc'!A1\"");
    CHECK(csv_text("-2+3") == "\"'-2+3\"");
    CHECK(csv_text("a,\"b\"\r\nc") == "\"a,\"\"b\"\"\\u{d}\\nc\"");
    CHECK(csv_text("plain") == "plain");
}

TEST_CASE("a JSON object holds its members in order") {
    CHECK(JsonObject{}.text("a", "\"\n").number("b", 7).truth("c", true).str() ==
          "{\"a\":\"\\\"\\u000a\",\"b\":7,\"c\":true}");
}
