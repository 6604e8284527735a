#include "core/report/print_sheet.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "core/module/worker_process.hpp"
#include "core/report/sheet_text.hpp"
#include "tests/report/sample_papers.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;

namespace {

std::string typesetter() {
    // Under asan: looking for leaks takes ptrace, which its sandbox forbids.
    return "ASAN_OPTIONS=detect_leaks=0 " + worker_program("sanad-typeset").value().string();
}

}  // namespace

TEST_CASE("sanad-typeset reads a sheet and writes a paper, to a file or to its output") {
    const TemporaryFolder folder;
    const std::string base = folder.path();
    const Sheet sheet = transfer_slip(sample_slip(), Language::urdu);
    REQUIRE(print_sheet(sheet, base + "/asked.pdf"));
    CHECK((std::filesystem::status(base + "/asked.pdf").permissions() & std::filesystem::perms::owner_read) !=
          std::filesystem::perms::none);
    {
        FILE* file = std::fopen((base + "/sheet.json").c_str(), "wb");
        const std::string text = sheet_text(sheet);
        REQUIRE(std::fwrite(text.data(), 1, text.size(), file) == text.size());
        std::fclose(file);
    }
    const auto run = [&](const std::string& rest) { return run_command(typesetter() + " " + rest + " 2>&1"); };
    CHECK(run("--out " + base + "/out.pdf < " + base + "/sheet.json").status == 0);
    CHECK(run("< " + base + "/sheet.json > " + base + "/stdout.pdf").status == 0);
    for (const char* name : {"/out.pdf", "/stdout.pdf"}) {
        CHECK(run_command("cmp " + base + name + " " + base + "/asked.pdf").status == 0);
    }
    const auto wrong = run("< /dev/null");
    CHECK(wrong.status == 2);
    CHECK(wrong.output.find("no JSON") != std::string::npos);
    CHECK(run("--nonsense < /dev/null").status == 64);
    CHECK(run("--qr png < /dev/null").status == 64);
}

TEST_CASE("sanad-typeset is the only program with Pango in it") {
    CHECK(run_command("ldd " + typesetter() + " | grep -c -E 'libpango|libcairo|libqrencode'").output != "0\n");
    const auto folder = std::filesystem::path{typesetter()}.parent_path();
    std::size_t looked_at = 0;
    for (const char* name : {"sanad", "sanad-reader", "sanad-worker", "sanad-verify"}) {
        if (!std::filesystem::exists(folder / name)) continue;
        ++looked_at;
        CAPTURE(name);
        CHECK(run_command("ldd " + (folder / name).string() + " | grep -c -E 'libpango|libcairo|libqrencode'").output ==
              "0\n");
    }
    MESSAGE("programs looked at: ", looked_at);
}
