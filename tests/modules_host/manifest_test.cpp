#include "core/module/manifest.hpp"

#include <doctest/doctest.h>

using namespace sanad;

namespace {

Manifest prefetch() {
    return {"windows.prefetch",
            "1.0.0",
            "Programs that ran",
            {{Match::name_glob, 0, "*.pf", {}}, {Match::signature, 4, "SCCA", {"{name}-wal", "{name}.LOG?", "*.idx"}}},
            {"program.executed", "x.tests.more"}};
}

bool is_refused(Manifest manifest, std::string_view words) {
    const auto result = check(manifest);
    return !result && result.error().what.find(words) != std::string::npos;
}

Bytes bytes(std::string_view text) {
    return bytes_of(text);
}

}  // namespace

TEST_CASE("a manifest with names, wants and types in order is believed, and survives the wire") {
    const Manifest manifest = prefetch();
    CHECK(check(manifest));
    WireWriter out;
    put(out, manifest);
    WireReader in{out.bytes()};
    CHECK(take_manifest(in) == manifest);
    CHECK(in.complete());
}

TEST_CASE("a manifest cut anywhere does not decode") {
    WireWriter out;
    put(out, prefetch());
    for (std::size_t length = 0; length < out.size(); ++length) {
        WireReader in{out.bytes().first(length)};
        take_manifest(in);
        CHECK_FALSE(in.complete());
    }
}

TEST_CASE("a manifest that says what it may not is refused in words") {
    Manifest manifest = prefetch();
    for (const char* name : {"", "prefetch", "../etc", "Windows.prefetch", "windows..x", "windows.prefetch\n"}) {
        manifest.name = name;
        CHECK(is_refused(manifest, "is no module's name"));
    }
    manifest = prefetch();
    manifest.version = "new one";
    CHECK(is_refused(manifest, "version"));
    manifest = prefetch();
    manifest.summary = "two\nlines";
    CHECK(is_refused(manifest, "summary"));
    manifest = prefetch();
    manifest.wants.clear();
    CHECK(is_refused(manifest, "wants no files"));
    manifest = prefetch();
    manifest.wants[0].pattern.clear();
    CHECK(is_refused(manifest, "a name of 0 bytes"));
    manifest = prefetch();
    manifest.wants[1].offset = signature_reach - 3;
    CHECK(is_refused(manifest, "ends beyond the first 65536 bytes"));
    manifest.wants[1].offset = ~std::uint64_t{0};
    CHECK(is_refused(manifest, "ends beyond the first 65536 bytes"));
    manifest = prefetch();
    manifest.wants[0].companions = {"../{name}"};
    CHECK(is_refused(manifest, "companion"));
    manifest = prefetch();
    manifest.emits.emplace_back("program.dreamt");
    CHECK(is_refused(manifest, "\"program.dreamt\" is neither in the catalog nor named x.vendor.name"));
}

TEST_CASE("a file is wanted by its name, its path, its first bytes or its type") {
    Manifest manifest = prefetch();
    CHECK(wants(manifest, {"C/Windows/Prefetch/CALC.EXE-3FBEF7FD.PF", "", {}}));
    CHECK_FALSE(wants(manifest, {"C/Windows/x.pf/readme.txt", "", {}}));
    CHECK(wants(manifest, {"renamed.bin", "", bytes(std::string_view{"\x1E\0\0\0SCCA\0", 9})}));
    CHECK_FALSE(wants(manifest, {"renamed.bin", "", bytes("SCCA")}));
    CHECK_FALSE(wants(manifest, {"renamed.bin", "", bytes("1234SCC")}));

    manifest.wants = {{Match::path_glob, 0, "*/etc/cron.*/*", {}}};
    CHECK(wants(manifest, {"srv/etc/cron.daily/backup", "", {}}));
    CHECK_FALSE(wants(manifest, {"srv/etc/crontab", "", {}}));

    manifest.wants = {{Match::mime_type, 0, "image/*", {}}};
    CHECK(wants(manifest, {"holiday", "image/jpeg", {}}));
    CHECK_FALSE(wants(manifest, {"image/jpeg", "text/plain", {}}));
}

TEST_CASE("companions are siblings by the file's own name, whatever its case and whatever characters are in it") {
    Manifest manifest = prefetch();
    const Bytes head = bytes("1234SCCA");
    const FileAtHand file{"C/NTUSER.DAT", "", head};
    CHECK(is_companion(manifest, file, "ntuser.dat.LOG1"));
    CHECK(is_companion(manifest, file, "NTUSER.DAT-wal"));
    CHECK(is_companion(manifest, file, "any.idx"));
    CHECK_FALSE(is_companion(manifest, file, "NTUSER.DAT"));
    CHECK_FALSE(is_companion(manifest, file, "NTUSER.DAT.LOG12"));
    CHECK_FALSE(is_companion(manifest, file, "OTHER.DAT-wal"));
    // A name that is itself a pattern catches nobody else's companions.
    CHECK_FALSE(is_companion(manifest, {"C/*", "", head}, "evil-wal"));
    CHECK(is_companion(manifest, {"C/*", "", head}, "*-wal"));
    // An interest that does not match the file hands over nothing.
    CHECK_FALSE(is_companion(manifest, {"C/a.pf", "", bytes("none")}, "a.pf-wal"));
}
