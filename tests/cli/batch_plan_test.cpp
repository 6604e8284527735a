#include "core/cli/batch_plan.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <fstream>

#include "core/cli/batch_report.hpp"

using namespace sanad;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path = fs::temp_directory_path() / ("sanad-plan-" + std::to_string(::getpid()));
    Folder() {
        fs::remove_all(path);
        fs::create_directories(path);
    }
    ~Folder() { fs::remove_all(path); }
    void write(const std::string& name, const std::string& text) const { std::ofstream{path / name} << text; }
};

}  // namespace

TEST_CASE("CSV is read as RFC 4180 writes it") {
    const auto records = parse_csv(
        "\xEF\xBB\xBF"
        "a,\"b,\"\"c\"\"\n d\",\r\n\r\n\"\",x");
    REQUIRE(records);
    REQUIRE(records->size() == 2);
    CHECK((*records)[0] == std::vector<std::string>{"a", "b,\"c\"\n d", ""});
    CHECK((*records)[1] == std::vector<std::string>{"", "x"});
    CHECK(!parse_csv("\"open"));
}

TEST_CASE("images of a manifest without case names get folders of their own") {
    const Folder folder;
    folder.write("list.csv", "exhibit,image,case\nRV/1,a/disk.E01,\nRV/2,b/disk.E01,\nRV/3,c.E01,../../etc\n");
    const auto items = read_batch_manifest(folder.path / "list.csv");
    REQUIRE(items);
    REQUIRE(items->size() == 3);
    CHECK((*items)[0].case_name == "disk");
    CHECK((*items)[1].case_name == "disk-2");
    CHECK((*items)[1].exhibit == "RV/2");
    CHECK((*items)[0].image == folder.path / "a/disk.E01");
    CHECK((*items)[2].case_name.find('/') == std::string::npos);
}

TEST_CASE("a manifest that makes no sense is refused with the record that does not") {
    const Folder folder;
    for (const char* text :
         {"", "case\nx\n", "image,colour\n", "image\n\"\"\n", "image,case\na,x\nb,X\n", "image\na,b\n"}) {
        folder.write("list.csv", text);
        const auto items = read_batch_manifest(folder.path / "list.csv");
        REQUIRE(!items);
        CHECK(items.error().fault == Fault::refused);
        CHECK(items.error().what.find("record ") != std::string::npos);
    }
}

TEST_CASE("a folder's images are found once each, and what is no image is not") {
    const Folder folder;
    folder.write("disk.dd", std::string(4096, 'd'));
    folder.write("part.001", std::string(4096, 'a'));
    folder.write("part.002", std::string(4096, 'b'));
    folder.write("lost.002", std::string(4096, 'b'));
    folder.write("notes.txt", "no image");
    folder.write("broken.E01", "not an E01");
    folder.write("broken.E02", "not an E02");
    fs::create_directories(folder.path / "old.sanad");
    folder.write("old.sanad/inside.dd", std::string(4096, 'd'));
    fs::create_directories(folder.path / "out");
    folder.write("out/copy.dd", std::string(4096, 'd'));
    fs::create_symlink(folder.path / "disk.dd", folder.path / "link.dd");
    // Raw, without a name that says so; and what is in no list is told, never passed over.
    std::string stick(65536, '\0');
    stick[510] = '\x55';
    stick[511] = '\xaa';
    folder.write("stick", stick);
    folder.write("extracted.tar.xz",
                 "\xfd"
                 "7zXZ no archive behind it");
    std::vector<std::string> left;
    const auto items = find_images(folder.path, folder.path / "out", left);
    REQUIRE(items);
    std::vector<std::string> names;
    for (const BatchItem& item : *items) names.push_back(item.image.filename().string().substr(0, 6));
    CHECK(names == std::vector<std::string>{"broken", "disk.d", "lost.0", "part.0", "stick"});
    for (std::string& line : left) line = line.substr(line.rfind('/') + 1);
    CAPTURE(fmt::format("{}", fmt::join(left, "; ")));
    CHECK(left == std::vector<std::string>{"extracted.tar.xz: looks like no image", "link.dd: a link, not followed",
                                           "notes.txt: looks like no image"});
}

TEST_CASE("a batch report says in each form what failed and what did not match") {
    std::vector<BatchResult> results(2);
    results[0].item = {"/e/a.E01", "a", "RV/1", "R. Vance"};
    results[0].state = "examined";
    results[0].verification = "mismatch";
    results[0].size = 3'000'000;
    results[0].seconds = 1.5;
    results[1].item = {"/e/<b>.E01", "b", "", ""};
    results[1].state = "failed";
    results[1].needs_a_person = {"FAILED: <script>"};
    const std::string table = batch_table(results);
    CHECK(table.find("MISMATCH") != std::string::npos);
    CHECK(table.find("1 of 2 images examined") != std::string::npos);
    CHECK(table.find("1 FAILED") != std::string::npos);
    CHECK(batch_csv(results).find("1.5,2,") != std::string::npos);
    const std::string page = batch_html(results, "2024-03-09T00:00:00Z");
    CHECK(page.find("<script>") == std::string::npos);
    CHECK(page.find("&lt;script&gt;") != std::string::npos);
    CHECK(page.find("prefers-color-scheme: dark") != std::string::npos);
}
