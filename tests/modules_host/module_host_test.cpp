// Real plugins in the real worker, sandbox and all.
#include "core/module/module_host.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "core/module/plugins.hpp"

using namespace sanad;
using namespace std::chrono_literals;

namespace {

const std::filesystem::path built{SANAD_BINARY_DIR};

// A sanitizer ends a process in its own words, and knows no limit on memory.
#ifdef SANAD_SANITIZED
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

Result<ModuleHost> test_plugin(std::string_view name, ModuleLimits limits = {}, std::string settings = {}) {
    return ModuleHost::load(built / "test_plugins" / (std::string{name} + ".so"), limits, std::move(settings));
}

ModuleLimits short_limits() {
    ModuleLimits limits;
    limits.patience = 5s;
    limits.patience_per_mib = 0s;
    limits.memory_bytes = std::uint64_t{256} << 20;
    limits.findings.artifacts = 5000;
    limits.findings.derived_bytes = limits.findings.text_bytes = std::uint64_t{16} << 20;
    return limits;
}

ModuleRun given(ModuleHost& host, std::string_view words, std::vector<StreamOffer> companions = {}) {
    auto run =
        host.examine({{"evidence/file.bin", bytes_of(words)}, "application/octet-stream", std::move(companions)});
    if (!run) FAIL(run.error().what);
    return std::move(*run);
}

bool says(const ModuleRun& run, std::string_view words) {
    return run.detail.find(words) != std::string::npos;
}

struct Deed {
    std::string_view deed;
    Outcome outcome;
    std::string_view words;
};

}  // namespace

TEST_CASE("the example module reads a mark of the web in its worker") {
    auto host = ModuleHost::load(built / "plugins/windows.zone_identifier.so");
    REQUIRE(host);
    CHECK(host->manifest().name == "windows.zone_identifier");
    CHECK(host->manifest().emits == std::vector<std::string>{"file.downloaded"});
    const std::string mark = "[ZoneTransfer]\r\nZoneId=3\r\nHostUrl=https://example.org/رقم.exe\r\n";
    const FileAtHand at_hand{"Downloads/رقم.exe:Zone.Identifier", "text/plain", bytes_of(mark)};
    CHECK(wants(host->manifest(), at_hand));
    const auto run = host->examine({{at_hand.path, at_hand.head}, at_hand.mime_type, {}});
    REQUIRE(run);
    CHECK(run->outcome == Outcome::examined);
    REQUIRE(run->artifacts.size() == 1);
    CHECK(run->artifacts[0] == Artifact{"file.downloaded",
                                        {0, 0, mark.size()},
                                        {{"zone", std::int64_t{3}},
                                         {"url", std::string{"https://example.org/رقم.exe"}},
                                         {"file", std::string{"رقم.exe"}}}});
}

TEST_CASE("a plugin lets out one symbol, so that two of them never meet") {
    for (const char* plugin : {"plugins/windows.zone_identifier.so", "test_plugins/tests.misbehaving.so"}) {
        const std::string command = "nm -D --defined-only '" + (built / plugin).string() + "' | awk '{print $3}'";
        FILE* names = popen(command.c_str(), "r");
        REQUIRE(names != nullptr);
        char text[4096];
        const std::size_t length = fread(text, 1, sizeof text, names);
        CHECK(pclose(names) == 0);
        CHECK(std::string{text, length} == "sanad_module_v1\n");
    }
}

TEST_CASE("values of every kind, long texts and derived files arrive as they were given") {
    auto host = test_plugin("tests.misbehaving");
    REQUIRE(host);
    const ModuleRun run = given(*host, "every-kind", {{"evidence/file.bin-wal", bytes_of("12345")}});
    CHECK(run.outcome == Outcome::examined);
    REQUIRE(run.artifacts.size() == 2);
    CHECK(run.artifacts[0] == Artifact{"x.tests.every_kind",
                                       {1, 3, 2},
                                       {{"text", std::string{"رقم"}},
                                        {"integer", std::int64_t{-7}},
                                        {"real", 0.5},
                                        {"time", Timestamp{1'000'000'001}},
                                        {"bytes", RawBytes{std::string{"\0\xFF\x07", 3}}}}});
    CHECK(run.artifacts[1].attributes.size() == 3);
    REQUIRE(run.texts.size() == 1);
    CHECK(run.texts[0].text == std::string(3 << 20, 't'));
    REQUIRE(run.derived.size() == 2);
    CHECK(run.derived[0].name == "folder/member.bin");
    CHECK(run.derived[0].bytes == std::string(3 << 20, 9));
    CHECK(run.derived[1].bytes.empty());
    REQUIRE(run.warnings.size() == 1);
    CHECK(run.warnings[0].message == "an odd byte");
    CHECK(run.warnings[0].source == SourceRange{0, 1, 2});
}

TEST_CASE("whatever a module does has a named outcome, leaves no finding, and the next file is examined normally") {
    auto host = test_plugin("tests.misbehaving", short_limits());
    REQUIRE(host);
    constexpr Deed deeds[] = {
        {"find-and-crash", Outcome::crashed, "signal 11"},
        {"find-and-crash", Outcome::crashed, "last words: record 42"},
        {"abort", Outcome::crashed, "signal 6"},
        {"exit", Outcome::crashed, "exited with status 0"},
        {"recurse", Outcome::crashed, "signal 11"},
        {"loop", Outcome::timed_out, "no verdict within 5.0 s"},
        {"sleep", Outcome::timed_out, "no verdict within 5.0 s"},
        {"throw", Outcome::failed, "page 7 is upside down"},
        {"throw-int", Outcome::failed, "no std::exception"},
        {"allocate", Outcome::failed, "bad_alloc"},
        {"unreadable", Outcome::damaged, "bytes at 4096 cannot be read"},
        {"undeclared", Outcome::broke_contract, "\"file.deleted\": its manifest does not declare this type"},
        {"unknown-attribute", Outcome::broke_contract, "the catalog has no attribute \"colour\""},
        {"wrong-kind", Outcome::broke_contract, "run_count is text, and the catalog says integer"},
        {"twice", Outcome::broke_contract, "program is given twice"},
        {"empty", Outcome::broke_contract, "no attributes"},
        {"beyond", Outcome::broke_contract, "lie beyond"},
        {"overflow", Outcome::broke_contract, "lie beyond"},
        {"no-source", Outcome::broke_contract, "names no source bytes"},
        {"no-stream", Outcome::broke_contract, "there is no stream 1"},
        {"bad-utf8", Outcome::broke_contract, "program is not UTF-8"},
        {"bad-utf8-text", Outcome::broke_contract, "text: it is not UTF-8"},
        {"not-a-number", Outcome::broke_contract, "not a finite number"},
        {"reserved-name", Outcome::broke_contract, "\"source\" is no attribute's name"},
        {"huge-artifact", Outcome::broke_contract, "of more than 4194304 bytes"},
        {"flood", Outcome::limited, "more than 5000 artifacts"},
        {"flood-derived", Outcome::limited, "derived files"},
        {"flood-text", Outcome::limited, "texts"},
        {"not-mine-but", Outcome::broke_contract, "not its own"},
        {"no-verdict", Outcome::broke_contract, "99 is no verdict"},
        {"open", Outcome::failed, "Permission denied"},
        {"socket", Outcome::crashed, "signal 31"},
        {"fork", Outcome::failed, ""},
        {"thread", Outcome::failed, ""},
        {"scribble", Outcome::failed, "the evidence cannot be written"},
        {"garbage", Outcome::broke_contract, "belongs to no request"},
        {"stray", Outcome::broke_contract, "belongs to no request"},
        {"oversized", Outcome::broke_contract, "larger than allowed"},
        {"hang-up", Outcome::crashed, "killed"},
        {"something else", Outcome::not_mine, ""},
    };
    for (const Deed& each : deeds) {
        const std::string deed{each.deed};
        const Outcome outcome = each.outcome;
        CAPTURE(deed);
        if (sanitized && deed == "allocate") continue;
        const ModuleRun run = given(*host, deed);
        CAPTURE(run.detail);
        CHECK(name_of(run.outcome) == name_of(outcome));
        if (!sanitized || outcome != Outcome::crashed) CHECK(says(run, each.words));
        CHECK(run.artifacts.empty());
        CHECK(run.texts.empty());
        CHECK(run.derived.empty());

        const ModuleRun next = given(*host, "behave");
        CHECK(name_of(next.outcome) == "examined");
        CHECK(next.artifacts.size() == 1);
    }
}

TEST_CASE("warnings without end are counted, not kept, and cost nothing else") {
    auto host = test_plugin("tests.misbehaving");
    REQUIRE(host);
    const ModuleRun run = given(*host, "flood-warnings");
    CHECK(run.outcome == Outcome::examined);
    CHECK(run.warnings.size() == 1000);
    CHECK(run.warnings_not_kept == 4000);
    CHECK(run.warnings[0].message == "again \xEF\xBF\xBD");
    const ModuleRun noisy = given(*host, "flood-stderr");
    CHECK(noisy.outcome == Outcome::examined);
    CHECK(noisy.artifacts.size() == 1);
}

TEST_CASE("a module sees nothing of the files before") {
    auto host = test_plugin("tests.misbehaving");
    REQUIRE(host);
    for (const std::size_t size : {std::size_t{5000}, std::size_t{9} << 20}) {
        given(*host, "nothing " + std::string(size, 'S'));
        const ModuleRun run = given(*host, "peek");
        CHECK(run.outcome == Outcome::failed);
        CHECK(says(run, "nothing but zeros"));
    }
}

TEST_CASE("companions are handed over with the file, and findings may rest on their bytes") {
    auto host = test_plugin("tests.longest_line");
    REQUIRE(host);
    CHECK(host->manifest().wants[0].companions == std::vector<std::string>{"{name}.side"});
    const ModuleRun run = given(*host, "ab\nabcde\n\nabc", {{"evidence/file.bin.side", bytes_of("1234567")}});
    CHECK(run.outcome == Outcome::examined);
    REQUIRE(run.artifacts.size() == 1);
    CHECK(run.artifacts[0] == Artifact{"x.tests.longest_line",
                                       {0, 3, 5},
                                       {{"length", std::int64_t{5}}, {"companion_bytes", std::int64_t{7}}}});
    CHECK(given(*host, "").outcome == Outcome::not_mine);
}

TEST_CASE("a file larger than what a module is ever given is limited and named so, at once") {
    ModuleLimits limits;
    limits.window_bytes = 1 << 20;
    limits.largest_bytes = 1 << 20;
    auto host = test_plugin("tests.misbehaving", limits);
    REQUIRE(host);
    const ModuleRun run = given(*host, std::string((1 << 20) + 1, 'x'));
    CHECK(run.outcome == Outcome::limited);
    CHECK(says(run, "more than 1048576 bytes with its companions"));
    CHECK(given(*host, std::string(1 << 20, 'x')).outcome == Outcome::not_mine);
    CHECK(given(*host, "behave", {{"side", bytes_of(std::string(1 << 20, 'x'))}}).outcome == Outcome::limited);
    // A hole in front counts, too, for a module that would read it.
    const StreamOffer holed{"evidence/file.bin",
                            {},
                            (1 << 20) + 8,
                            [](std::uint64_t, MutableBytes to) -> Result<void> {
                                std::ranges::fill(to, Byte{0});
                                return {};
                            },
                            1 << 20};
    const auto told = host->examine({holed, "", {}});
    REQUIRE(told);
    CHECK(told->outcome == Outcome::limited);
}

TEST_CASE("a file larger than the window is read in pieces as the module asks, and gives the same findings") {
    std::string text;
    for (int i = 0; i < 4000; ++i)
        text += std::string(static_cast<std::size_t>(i * 7919 % 97), static_cast<char>('a' + i % 26)) + "\n";
    const std::string side(300'000, 's');
    auto whole = test_plugin("tests.longest_line");
    REQUIRE(whole);
    const ModuleRun truth = given(*whole, text, {{"evidence/file.bin.side", bytes_of(side)}});
    REQUIRE(truth.outcome == Outcome::examined);
    REQUIRE(truth.artifacts.size() == 1);
    for (const std::uint64_t window : {1 << 12, 1 << 16, 1 << 17}) {
        CAPTURE(window);
        ModuleLimits limits;
        limits.window_bytes = window;
        auto host = test_plugin("tests.longest_line", limits);
        REQUIRE(host);
        // Served from memory, as bytes that turned out too many; and from a stream that is read when it is asked for.
        CHECK(given(*host, text, {{"evidence/file.bin.side", bytes_of(side)}}).artifacts == truth.artifacts);
        FileOffer offer;
        offer.mime_type = "text/plain";
        const auto from = [](const std::string& bytes) {
            return [&bytes](std::uint64_t offset, MutableBytes to) -> Result<void> {
                std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(offset), to.size(), to.begin());
                return {};
            };
        };
        offer.file = {"evidence/file.bin", {}, text.size(), from(text)};
        offer.companions.push_back({"evidence/file.bin.side", {}, side.size(), from(side)});
        const auto run = host->examine(offer);
        REQUIRE(run);
        CHECK(run->artifacts == truth.artifacts);
        // What cannot be read is damage of this file; evidence that has gone ends the run.
        offer.file.read = [](std::uint64_t, MutableBytes) -> Result<void> {
            return failure(Fault::unreadable, "a bad sector");
        };
        const auto damaged = host->examine(offer);
        REQUIRE(damaged);
        CHECK(damaged->outcome == Outcome::damaged);
        offer.file.read = [](std::uint64_t, MutableBytes) -> Result<void> {
            return failure(Fault::unavailable, "the disk is gone");
        };
        CHECK_FALSE(host->examine(offer));
        // And the worker is as good as before.
        CHECK(given(*host, "ab\nabcde\n").artifacts.size() == 1);
    }
}

TEST_CASE("a plugin that is none, or lies of itself, is refused in words, and this process never loads it") {
    struct Lie {
        const char* name;
        const char* words;
    };
    constexpr Lie lies[] = {
        {"abi", "built for plugin contract 2; this program speaks 1"},
        {"too_short", "has 16 bytes"},
        {"no_examine", "no function examine"},
        {"bad_name", "is no module's name"},
        {"undeclared_type", "\"program.dreamt\" is neither in the catalog"},
        {"wants_nothing", "wants no files"},
        {"bad_summary", "summary"},
        {"dies_loading", "signal 6"},  // its constructor aborts: whoever loads it dies
        {"hangs_loading", "no answer within 3.0 s"},
        {"returns_nothing", "returned nothing"},
        {"late_signature", "ends beyond"},
        {"odd_match", "an interest of kind 77"},
    };
    ModuleLimits limits;
    limits.patience = 3s;
    for (const Lie& lie : lies) {
        const std::string name = lie.name;
        CAPTURE(name);
        const auto host = test_plugin("lying/" + name, limits);
        REQUIRE(!host);
        CAPTURE(host.error().what);
        CHECK(host.error().what.find(lie.words) != std::string::npos);
    }
    CHECK(!ModuleHost::load("/nonexistent.so"));
    CHECK(!ModuleHost::load(built));
    CHECK(!ModuleHost::load("/dev/null"));
    CHECK(!ModuleHost::load("/bin/sh"));

    std::ifstream maps{"/proc/self/maps"};
    const std::string mapped{std::istreambuf_iterator<char>{maps}, {}};
    CHECK(mapped.find("test_plugins") == std::string::npos);
}

TEST_CASE("a module that refuses its settings cannot be had, and says nothing about the file") {
    for (const char* settings : {"refuse", "crash"}) {
        auto host = test_plugin("tests.misbehaving", {}, settings);
        REQUIRE(host);
        const auto run = host->examine({{"file", bytes_of("behave")}, "", {}});
        REQUIRE(!run);
        CHECK(run.error().what.starts_with("tests.misbehaving: "));
    }
}

TEST_CASE("what it costs to hand over a file, and to lose a worker, is measured") {
    auto host = test_plugin("tests.misbehaving");
    REQUIRE(host);
    for (const std::size_t size : {std::size_t{64}, std::size_t{64} << 10, std::size_t{1} << 20}) {
        const std::string content = "nothing " + std::string(size, ' ');
        given(*host, content);
        constexpr int rounds = 500;
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < rounds; ++i) given(*host, content);
        const auto spent = std::chrono::steady_clock::now() - start;
        const auto each = std::chrono::duration<double, std::micro>(spent).count() / rounds;
        MESSAGE(size << " bytes: " << each << " microseconds a file");
    }
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 20; ++i) given(*host, "exit");
    MESSAGE("a lost worker and a fresh one: "
            << std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count() / 20
            << " ms");
}

TEST_CASE("every plugin of a folder is listed in order, and a folder that is not there is told") {
    const auto found = plugins_in(built / "test_plugins");
    REQUIRE(found);
    CHECK(found->size() == 2);
    CHECK(std::is_sorted(found->begin(), found->end()));
    CHECK_FALSE(plugins_in(built / "no_such_folder"));
}
