// The compiled magic database must answer as the plain reading of the specification does.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "core/ingest/file_type_magic.hpp"
#include "tests/file_type/plain_magic.hpp"
#include "tests/file_type/typer.hpp"
#include "tests/support/corpus.hpp"

namespace fs = std::filesystem;
using namespace sanad;

namespace sanad::tests {

const FileTyper& typer() {
    static const std::string magic = file_bytes("/usr/share/mime/magic");
    static const auto typer = FileTyper::with_database(bytes_of(magic));
    REQUIRE_MESSAGE(typer.has_value(), "the package shared-mime-info is needed");
    return *typer;
}

}  // namespace sanad::tests

namespace {

std::string compiled_type(const MagicDatabase& database, const std::string& head) {
    const auto match = database.first_match(bytes_of(head), [](const MagicDatabase::Match&) { return true; });
    return match ? database.sections()[match->section].mime : std::string{};
}

std::string line(unsigned indent, unsigned offset, const std::string& value, const std::string& rest = {}) {
    std::string text = (indent == 0 ? "" : std::to_string(indent)) + ">" + std::to_string(offset) + "=";
    text.push_back(static_cast<char>(value.size() >> 8));
    text.push_back(static_cast<char>(value.size() & 0xff));
    return text + value + rest + "\n";
}

const std::string header{"MIME-Magic\0\n", 12};

}  // namespace

TEST_CASE("the compiled rules give the answer of the specification's words on thousands of files") {
    const std::string magic = tests::file_bytes("/usr/share/mime/magic");
    REQUIRE_FALSE(magic.empty());
    const auto database = MagicDatabase::parse(bytes_of(magic));
    REQUIRE(database);
    const auto plain = tests::plain_sections(magic);
    std::size_t files = 0;
    std::size_t different = 0;
    const auto compare = [&](const std::string& head, const std::string& name) {
        ++files;
        const auto expected = tests::plain_type(plain, head);
        const auto got = compiled_type(*database, head);
        if (got == expected) return;
        ++different;
        MESSAGE(name << ": " << got << " in place of " << expected);
    };
    std::vector<std::string> folders{"/usr/share/doc", "/usr/lib/x86_64-linux-gnu", "/usr/share/icons", "/usr/include"};
    if (const auto corpus = tests::corpus()) folders.push_back((*corpus / "files").string());
    for (const auto& folder : folders) {
        std::error_code error;
        std::size_t here = 0;
        fs::recursive_directory_iterator at{folder, fs::directory_options::skip_permission_denied, error};
        for (; at != fs::recursive_directory_iterator{} && here < 1500; at.increment(error)) {
            if (error || !at->is_regular_file(error)) continue;
            ++here;
            compare(tests::file_bytes(at->path(), FileTyper::head_size), at->path().string());
        }
    }
    // Heads made of the database's own values, shifted and cut, reach the rules no file on this machine does.
    std::mt19937 random{20240229};
    for (const auto& section : plain) {
        for (const auto& rule : section.lines) {
            std::string head(rule.offset < 20000 ? rule.offset : 0, '\0');
            for (auto& byte : head) byte = static_cast<char>(random() % 5 == 0 ? random() : 0);
            head += std::string(random() % std::min<std::uint64_t>(rule.range, 300), 'x') + rule.value;
            compare(head, section.mime);
            compare(head + std::string(random() % 8, ' '), section.mime);
            compare(head.substr(0, head.size() - 1), section.mime);
        }
    }
    MESSAGE(files << " heads compared");
    CHECK(files > 3000);
    CHECK(different == 0);
}

TEST_CASE("masks, word sizes, ranges and nested rules are applied") {
    const std::string magic = header + "[50:a/nested]\n" + line(0, 0, "AB") + line(1, 4, "x") + line(1, 4, "y", "+3") +
                              "[50:a/masked]\n" + line(0, 1, "\x10\x20", "&\xf0\xff") + "[60:a/word]\n" +
                              line(0, 0, "\x12\x34", "~2") + "[40:a/far]\n" + line(0, 10, "needle", "+2000");
    const auto database = MagicDatabase::parse(bytes_of(magic));
    REQUIRE(database);
    CHECK(compiled_type(*database, "AB..x") == "a/nested");
    CHECK(compiled_type(*database, "AB.. .y") == "a/nested");
    CHECK(compiled_type(*database, "AB.....y") == "");
    CHECK(compiled_type(*database, "AB") == "");
    CHECK(compiled_type(*database, "\x01\x17\x20") == "a/masked");
    CHECK(compiled_type(*database, "\x34\x12") == "a/word");
    CHECK(compiled_type(*database, std::string(2009, '-') + "needle") == "a/far");
    CHECK(compiled_type(*database, std::string(2010, '-') + "needle") == "");
}

TEST_CASE("a line with fields from the future is ignored, with the lines below it") {
    const std::string magic = header + "[50:a/b]\n" + line(0, 0, "AB", "^7") + line(1, 2, "C") + line(0, 0, "Z");
    const auto database = MagicDatabase::parse(bytes_of(magic));
    REQUIRE(database);
    CHECK(compiled_type(*database, "ABC") == "");
    CHECK(compiled_type(*database, "Z") == "a/b");
}

TEST_CASE("a damaged magic database is an error, never a crash") {
    const std::string magic = tests::file_bytes("/usr/share/mime/magic");
    REQUIRE_FALSE(magic.empty());
    CHECK_FALSE(FileTyper::with_database(bytes_of("")));
    CHECK_FALSE(FileTyper::with_database(bytes_of("MIME-Magic")));
    CHECK(FileTyper::with_database(bytes_of(header)));
    std::mt19937 random{7};
    for (int round = 0; round < 300; ++round) {
        std::string damaged = magic.substr(0, random() % magic.size());
        for (int flips = 0; flips < 4 && !damaged.empty(); ++flips)
            damaged[random() % damaged.size()] ^= static_cast<char>(1U << random() % 8);
        const auto typer = FileTyper::with_database(bytes_of(damaged));
        if (typer) (void)typer->type_of(bytes_of("PK\x03\x04 and more"), 100);
    }
}
