#include "core/ingest/conformance.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/module/plugins.hpp"
#include "tests/ingest/ingest_fixture.hpp"

using namespace sanad;
using namespace sanad::tests;

TEST_CASE("the shipped reader gives the known rows and digests of the conformance image") {
    const auto checks = run_conformance(built("sanad-reader"));
    if (!checks) FAIL(checks.error().what);
    CHECK(checks->size() >= 20);
    for (const ConformanceCheck& check : *checks) {
        CAPTURE(check.what);
        CHECK(check.found == check.expected);
    }
}

TEST_CASE("what is written down of the conformance image is what fls, icat and ewfverify say") {
    const std::string image = std::string{SANAD_SOURCE_DIR} + "/samples/files/conformance/conformance.E01";
    CHECK(run_command("ewfverify -q -d sha1 " + image + " 2>&1").output.find("ewfverify: SUCCESS") !=
          std::string::npos);
    // As raw for fls and icat: those of Debian 13 crash on this E01 (TSK 4.12.1 over libewf 20140816).
    TemporaryFolder folder;
    const std::string raw = (folder.path() / "conformance").string();
    REQUIRE(run_command("ewfexport -u -q -t " + raw + " -f raw " + image + " >/dev/null 2>&1").status == 0);
    const auto checks = run_conformance(built("sanad-reader"));
    REQUIRE(checks.has_value());
    for (const ConformanceCheck& check : *checks) {
        if (check.what == "stored MD5") {
            CHECK(run_command("ewfinfo " + image + " | grep MD5").output.find(check.expected) != std::string::npos);
        }
        if (check.what == "SHA-256 of /gone.txt") {
            CHECK(run_command("icat " + raw + ".raw 15 | sha256sum").output.starts_with(check.expected));
        }
        if (check.what.starts_with("names")) {
            CHECK(run_command("fls -r " + raw + ".raw | wc -l").output == check.expected + "\n");
        }
    }
}

TEST_CASE("a reader that cannot start is an error of the doctor, not silence") {
    CHECK_FALSE(run_conformance("/bin/false").has_value());
}

TEST_CASE("the shipped module finds in the conformance shortcut what its maker wrote, in the shipped worker") {
    const auto checks = run_module_conformance();
    if (!checks) FAIL(checks.error().what);
    CHECK(checks->size() >= 12);
    for (const ConformanceCheck& check : *checks) {
        CAPTURE(check.what);
        CHECK(check.found == check.expected);
    }
}

TEST_CASE("the conformance shortcut is what its maker writes, and another program reads the same in it") {
    const std::string source{SANAD_SOURCE_DIR};
    const std::string sample = source + "/samples/files/conformance/shortcut.lnk";
    CHECK(run_command("python3 " + source + "/samples/making/shortcut.py /dev/stdout | cmp - " + sample).status == 0);
    const std::string told = run_command("TZ=UTC file -b " + sample).output;
    CHECK(told.starts_with("MS Windows shortcut"));
    CHECK(told.find("ctime=Wed Jan 17 21:20:00 2024") != std::string::npos);
    CHECK(told.find("length=4711") != std::string::npos);
}

TEST_CASE("a plugin that is missing, and one that finds nothing, are no conformance") {
    CHECK_FALSE(run_module_conformance("/nowhere/windows.shell_link.so").has_value());
    const auto folder = plugin_folder();
    REQUIRE(folder);
    const auto checks = run_module_conformance(*folder / "windows.zone_identifier.so");
    REQUIRE(checks);
    CHECK(std::ranges::any_of(*checks, [](const ConformanceCheck& check) { return !check.holds(); }));
}
