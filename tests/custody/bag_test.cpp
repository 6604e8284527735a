#include "core/custody/bag.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>

#include "core/custody/bag_writer.hpp"
#include "tests/support/corpus.hpp"
#include "tests/support/files.hpp"

using namespace sanad;
using namespace sanad::tests;
namespace fs = std::filesystem;

namespace {

using sanad::tests::put;
using sanad::tests::text_in;

/// A complete bag with names that are hard to carry.
fs::path make_bag(const fs::path& folder) {
    const fs::path bag = folder / "bag";
    auto writer = BagWriter::create(bag);
    REQUIRE(writer);
    REQUIRE(writer->write("data/reports/report.html", "<p>report</p>"));
    REQUIRE(writer->write("data/exhibits/RV-1/خط 100%.txt", "text"));
    REQUIRE(writer->write("data/exhibits/RV-1/empty", ""));
    REQUIRE(writer->write("custody/entries.jsonl", "{}\n"));
    REQUIRE(writer->seal({{"Bag-Software-Agent", "sanad"}}));
    REQUIRE(writer->publish());
    return bag;
}

std::vector<std::string> faults_of(const fs::path& bag) {
    const auto opened = Bag::open(bag);
    REQUIRE(opened);
    return opened->faults();
}

bool says(const std::vector<std::string>& faults, std::string_view what) {
    return std::ranges::any_of(faults, [&](const std::string& fault) { return fault.find(what) != std::string::npos; });
}

/// Replaces in a manifest and makes the tag manifests fit again, as an attacker would.
void rewrite(const fs::path& bag, const std::string& name, const std::function<std::string(std::string)>& change) {
    put(bag / name, change(text_in(bag / name)));
    for (const std::string algorithm : {"256", "512"}) {
        const std::string command = fmt::format(
            "cd '{}' && find . -type f ! -path './data/*' ! -name 'tagmanifest-*' -printf '%P\\n' | LC_ALL=C sort | "
            "xargs -d '\\n' sha{}sum > tagmanifest-sha{}.txt",
            bag.string(), algorithm, algorithm);
        REQUIRE(std::system(command.c_str()) == 0);
    }
}

}  // namespace

TEST_CASE("a bag that was written is complete, and sha256sum and sha512sum say so too") {
    const TemporaryFolder folder;
    const fs::path bag = make_bag(folder.path());
    CHECK(faults_of(bag) == std::vector<std::string>{});
    // Neither program decodes %25: the only name that has one is left to Bag::open.
    for (const std::string manifest :
         {"manifest-sha256.txt", "manifest-sha512.txt", "tagmanifest-sha256.txt", "tagmanifest-sha512.txt"}) {
        const std::string program = manifest.find("256") != std::string::npos ? "sha256sum" : "sha512sum";
        const std::string command =
            fmt::format("cd '{}' && grep -v %25 {} | {} --check --strict --quiet", bag.string(), manifest, program);
        CHECK(std::system(command.c_str()) == 0);
    }
    CHECK(text_in(bag / "bagit.txt") == "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
    CHECK(text_in(bag / "bag-info.txt") == "Bag-Software-Agent: sanad\nPayload-Oxum: 17.3\n");
    CHECK(text_in(bag / "manifest-sha256.txt").find("/خط 100%25.txt\n") != std::string::npos);
    const std::string tags = text_in(bag / "tagmanifest-sha256.txt");
    CHECK(tags.find("  custody/entries.jsonl\n") != std::string::npos);
    CHECK(tags.find("tagmanifest") == std::string::npos);
    CHECK(std::distance(fs::directory_iterator{folder.path()}, {}) == 1);
}

TEST_CASE("two bags of the same files are the same, byte for byte") {
    const TemporaryFolder one, other;
    const fs::path a = make_bag(one.path()), b = make_bag(other.path());
    CHECK(std::system(fmt::format("diff -r '{}' '{}'", a.string(), b.string()).c_str()) == 0);
}

TEST_CASE("a bag is there whole or not at all, and never over another") {
    const TemporaryFolder folder;
    {
        auto writer = BagWriter::create(folder.path() / "bag");
        REQUIRE(writer);
        REQUIRE(writer->write("data/file", "text"));
        CHECK_FALSE(writer->write("data/file", "again"));
        CHECK(writer->write("../outside", "x").error().what == "../outside: a path with \"..\" leaves the bag");
        CHECK(writer->copy("data/other", folder.path() / "none").error().fault == Fault::unavailable);
        CHECK_FALSE(fs::exists(folder.path() / "bag"));
    }
    CHECK(fs::is_empty(folder.path()));
    const fs::path bag = make_bag(folder.path());
    const auto again = BagWriter::create(bag);
    REQUIRE_FALSE(again);
    CHECK(again.error().fault == Fault::refused);
    auto late = BagWriter::create(folder.path() / "late");
    REQUIRE(late);
    REQUIRE(late->seal({}));
    fs::create_directory(folder.path() / "late");
    CHECK(late->publish().error().fault == Fault::refused);
    CHECK(fs::is_empty(folder.path() / "late"));
    CHECK_FALSE(BagWriter::create(folder.path() / "no such folder" / "bag"));
}

TEST_CASE("every single bit of every file of a bag that is flipped is found") {
    const TemporaryFolder folder;
    const fs::path bag = make_bag(folder.path());
    std::size_t flipped = 0;
    for (const auto& each : fs::recursive_directory_iterator{bag}) {
        if (!each.is_regular_file()) continue;
        const std::string before = text_in(each.path());
        for (std::size_t bit = 0; bit<before.size() * 8; bit += before.size()> 300 ? 7 : 1) {
            std::string after = before;
            after[bit / 8] = static_cast<char>(after[bit / 8] ^ (1 << bit % 8));
            put(each.path(), after);
            const auto opened = Bag::open(bag);
            REQUIRE(opened);
            // The case of a hexadecimal letter means nothing (RFC 8493 2.1.3), nor does a tab in place of a blank.
            const bool same = each.path().filename().string().starts_with("tagmanifest-") && opened->faults().empty();
            if (same) {
                const bool letter = (before[bit / 8] >= 'a' && before[bit / 8] <= 'f') && bit % 8 == 5;
                CHECK_MESSAGE(letter, each.path().string(), " bit ", bit);
            } else {
                CHECK_MESSAGE(!opened->faults().empty(), each.path().string(), " bit ", bit);
            }
            ++flipped;
        }
        put(each.path(), before);
    }
    CHECK(flipped > 2000);
    CHECK(faults_of(bag).empty());
}

TEST_CASE("a file that is missing, more, or of other bytes is named") {
    const TemporaryFolder folder;
    const fs::path bag = make_bag(folder.path());
    put(bag / "data/exhibits/RV-1/more", "x");
    put(bag / "custody/more", "x");
    fs::remove(bag / "data/exhibits/RV-1/empty");
    put(bag / "data/reports/report.html", "<p>report!</p>");
    const auto faults = faults_of(bag);
    CHECK(says(faults, "data/exhibits/RV-1/more: stands in the bag, and not in manifest-sha512.txt"));
    CHECK(says(faults, "custody/more: stands in the bag, and not in tagmanifest-sha256.txt"));
    CHECK(says(faults, "data/exhibits/RV-1/empty: named in manifest-sha256.txt, and missing"));
    CHECK(says(faults, "data/reports/report.html: its SHA-512 is "));
    CHECK(says(faults, "bag-info.txt: Payload-Oxum is 17.3, the payload has 19.3"));
}

TEST_CASE("a manifest that is missing leaves the bag incomplete") {
    for (const std::string name : {"bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt", "tagmanifest-sha256.txt",
                                   "tagmanifest-sha512.txt"}) {
        const TemporaryFolder folder;
        const fs::path bag = make_bag(folder.path());
        fs::remove(bag / name);
        CHECK(says(faults_of(bag), name + ": missing"));
    }
}

TEST_CASE("bagit.txt is two lines and nothing else") {
    for (const std::string text : {"", "BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n",
                                   "\xEF\xBB\xBF"
                                   "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
                                   "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-16\n",
                                   "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n\n"}) {
        const TemporaryFolder folder;
        const fs::path bag = make_bag(folder.path());
        rewrite(bag, "bagit.txt", [&](const std::string&) { return text; });
        CHECK(faults_of(bag) == std::vector<std::string>{"bagit.txt: not the two lines of BagIt 1.0 in UTF-8"});
    }
}

TEST_CASE("a folder for the payload is part of a bag even when it is empty") {
    const TemporaryFolder folder;
    auto writer = BagWriter::create(folder.path() / "bag");
    REQUIRE(writer);
    REQUIRE(writer->seal({}));
    REQUIRE(writer->publish());
    CHECK(faults_of(folder.path() / "bag").empty());
    fs::remove(folder.path() / "bag/data");
    CHECK(says(faults_of(folder.path() / "bag"), "data: missing"));
}

TEST_CASE("what is no plain file is named and never opened") {
    const TemporaryFolder folder;
    const fs::path bag = make_bag(folder.path());
    put(folder.path() / "secret", "secret");
    fs::create_symlink("../secret", bag / "data/link");
    fs::create_directory_symlink("/etc", bag / "custody/keys");
    REQUIRE(::mkfifo((bag / "data/pipe").c_str(), 0600) == 0);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    const std::string path = (bag / "data/socket").string();
    REQUIRE(path.size() < sizeof name.sun_path);
    std::ranges::copy(path, name.sun_path);
    REQUIRE(::bind(socket, reinterpret_cast<sockaddr*>(&name), sizeof name) == 0);
    ::close(socket);
    const auto faults = faults_of(bag);
    CHECK(says(faults, "data/link: is a link; a bag holds plain files"));
    CHECK(says(faults, "custody/keys: is a link"));
    CHECK(says(faults, "data/pipe: is a pipe"));
    CHECK(says(faults, "data/socket: is a socket"));
    if (::geteuid() == 0 && ::mknod((bag / "data/device").c_str(), S_IFCHR | 0600, 0x0103) == 0) {
        CHECK(says(faults_of(bag), "data/device: is a device"));
    }
    // In place of a file that a manifest names, too.
    fs::remove(bag / "data/reports/report.html");
    fs::create_symlink("/etc/passwd", bag / "data/reports/report.html");
    CHECK(says(faults_of(bag), "data/reports/report.html: named in manifest-sha512.txt, and missing"));
    // Deeper than anybody packs, and a folder that is none.
    fs::path deep = bag / "data";
    for (int i = 0; i < 80; ++i) deep /= "d";
    fs::create_directories(deep);
    CHECK(Bag::open(bag).error().fault == Fault::limit);
    CHECK(Bag::open(folder.path() / "secret").error().fault == Fault::unavailable);
}

TEST_CASE("lines that point out of the bag, twice at a file, or at nothing are named with their number") {
    const std::string digest(64, '0');
    struct Line {
        std::string line, fault;
    };
    const std::vector<Line> lines = {
        {digest + "  ../../etc/passwd", "a path with \"..\" leaves the bag"},
        {digest + "  data/../../x", "a path with \"..\" leaves the bag"},
        {digest + "  /etc/passwd", "an absolute path leaves the bag"},
        {digest + "  data//x", "an empty name"},
        {digest + "  data/./x", "an empty name or \".\""},
        {digest + "  data/", "an empty name"},
        {digest + "  data/\x01", "control character"},
        {digest + "  data/a%0Ab", "control character"},
        {digest + "  data/a%41", "a % that begins neither"},
        {digest + "  data/a%", "a % that begins neither"},
        {digest + "  data/\xff", "not UTF-8"},
        {digest + "  ", "names no file"},
        {digest, "names no file"},
        {digest.substr(1) + "  data/x", "64 hexadecimal digits"},
        {digest + "0  data/x", "64 hexadecimal digits"},
        {"g" + digest.substr(1) + "  data/x", "64 hexadecimal digits"},
        {"", "64 hexadecimal digits"},
        {digest + "  data/" + std::string(5000, 'a'), "a path of 5005 bytes"},
    };
    for (const auto& [line, fault] : lines) {
        CAPTURE(line);
        const BagManifest manifest = parse_manifest(digest + "  data/first\n" + line + "\n", 32);
        CHECK(manifest.lines == std::vector<ManifestLine>{{digest, "data/first"}});
        REQUIRE(manifest.faults.size() == 1);
        CHECK(manifest.faults[0].starts_with("line 2: "));
        CHECK(manifest.faults[0].find(fault) != std::string::npos);
    }
    // What RFC 8493 leaves to whoever writes it.
    const BagManifest manifest =
        parse_manifest(std::string(64, 'A') + "\t data/ a\r\n" + digest + " data/100%25\r" + digest + "  *b", 32);
    CHECK(manifest.faults.empty());
    CHECK(manifest.lines ==
          std::vector<ManifestLine>{{std::string(64, 'a'), "data/ a"}, {digest, "data/100%"}, {digest, "*b"}});

    const TemporaryFolder folder;
    const fs::path bag = make_bag(folder.path());
    rewrite(bag, "manifest-sha256.txt",
            [](const std::string& text) { return text + text.substr(0, text.find('\n') + 1); });
    CHECK(says(faults_of(bag), "manifest-sha256.txt: names data/exhibits/RV-1/empty twice"));
    rewrite(bag, "manifest-sha512.txt",
            [](const std::string& text) { return text + std::string(128, '0') + "  bagit.txt\n"; });
    CHECK(says(faults_of(bag), "manifest-sha512.txt: names bagit.txt, which does not belong in it"));
    put(bag / "tagmanifest-sha256.txt",
        text_in(bag / "tagmanifest-sha256.txt") + digest + "  tagmanifest-sha512.txt\n");
    CHECK(says(faults_of(bag), "tagmanifest-sha256.txt: names tagmanifest-sha512.txt, which does not belong in it"));
}

TEST_CASE("a name that another system has changed is missing, and what it became is said") {
    const TemporaryFolder folder;
    const fs::path bag = folder.path() / "bag";
    auto writer = BagWriter::create(bag);
    REQUIRE(writer);
    REQUIRE(writer->write("data/\u00e9t\u00e9.txt", "x"));
    REQUIRE(writer->write("data/Readme", "x"));
    REQUIRE(writer->seal({}));
    REQUIRE(writer->publish());
    fs::rename(bag / "data/\u00e9t\u00e9.txt", bag / "data/e\u0301te\u0301.txt");
    fs::rename(bag / "data/Readme", bag / "data/README");
    const auto faults = faults_of(bag);
    CHECK(says(faults,
               "data/Readme: named in manifest-sha256.txt, and missing; data/README differs from it only in the case"));
    CHECK(says(faults, "; data/e\u0301te\u0301.txt differs from it only in the case or the Unicode form"));
}

TEST_CASE("a flood of faults is told up to a number, and counted beyond it") {
    const TemporaryFolder folder;
    const fs::path bag = make_bag(folder.path());
    for (int i = 0; i < 300; ++i) put(bag / fmt::format("data/more{}", i), "");
    const auto faults = faults_of(bag);
    CHECK(faults.size() == Bag::most_faults + 1);
    CHECK(faults.back() == "and 401 more");  // 300 in each manifest, and Payload-Oxum
}

TEST_CASE("a file is read as it was digested, or not at all") {
    const TemporaryFolder folder;
    const fs::path bag_folder = make_bag(folder.path());
    const auto bag = Bag::open(bag_folder);
    REQUIRE(bag);
    CHECK(bag->read("custody/entries.jsonl", 100).value() == "{}\n");
    CHECK(bag->read("custody/entries.jsonl", 2).error().fault == Fault::limit);
    CHECK(bag->read("custody/none", 2).error().fault == Fault::not_found);
    for (const std::string text : {"{.\n", "{}\n{}\n", ""}) {
        put(bag_folder / "custody/entries.jsonl", text);
        CHECK(bag->read("custody/entries.jsonl", 100).error().what ==
              "custody/entries.jsonl: changed while it was being checked");
    }
    fs::remove(bag_folder / "custody/entries.jsonl");
    fs::create_symlink("/etc/passwd", bag_folder / "custody/entries.jsonl");
    CHECK_FALSE(bag->read("custody/entries.jsonl", 100));
}

TEST_CASE("bag-info.txt is read with its labels in either case and its lines joined") {
    const std::string_view text = "payload-oxum: 1.2\nExternal-Description: one\n  two\n\tthree\r\nPayload-Oxum:3.4\n";
    CHECK(bag_info_values(text, "Payload-Oxum") == std::vector<std::string>{"1.2", "3.4"});
    CHECK(bag_info_values(text, "External-Description") == std::vector<std::string>{"one two three"});
    CHECK(bag_info_values("  lost\n", "Payload-Oxum").empty());
}
