#include <doctest/doctest.h>

#include <algorithm>

#include "core/hashset/digest_lists.hpp"
#include "tests/hashset/scratch_folder.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

constexpr std::string_view md5 = "43b9d17d311d34f7ba4b4f20093cf686";
constexpr std::string_view sha1 = "da192e1ed9b7ed2ba66bea04cbb0c2ca723dfdf8";
constexpr std::string_view sha256 = "ba0728a7b74cddd603e0e799f85d32b6718767753bb133009ff8c74ebacd7937";

/// What a list gave, as text: "3 md5=… sha1=… category", or "4 REFUSED reason".
struct Collected : ListTaker {
    std::vector<std::string> taken;
    std::vector<std::string> refused;
    Result<void> take(std::uint64_t place, const ListedDigests& digests) override {
        std::string text = std::to_string(place);
        if (digests.md5 != nullptr) text += " md5=" + hex({digests.md5, 16});
        if (digests.sha1 != nullptr) text += " sha1=" + hex({digests.sha1, 20});
        if (digests.sha256 != nullptr) text += " sha256=" + hex({digests.sha256, 32});
        if (!digests.category.empty()) text += " " + std::string{digests.category};
        taken.push_back(text);
        return {};
    }
    Result<void> refuse(std::uint64_t place, std::string_view reason, std::string_view) override {
        refused.push_back(std::to_string(place) + " " + std::string{reason});
        return {};
    }
};

using Read = Result<ListFacts> (*)(ListBytes&, ListTaker&);

/// Read whole, and in pieces of every small size: where a piece ends must not matter.
Collected read(Read reader, std::string_view text) {
    Collected whole;
    ListInMemory stream{bytes_of(text)};
    expected(reader(stream, whole));
    for (const std::size_t piece : {1, 2, 3, 7, 64}) {
        Collected cut;
        ListInMemory pieces{bytes_of(text), piece};
        expected(reader(pieces, cut));
        CHECK(cut.taken == whole.taken);
        CHECK(cut.refused == whole.refused);
    }
    return whole;
}

std::string text_of_parts(std::initializer_list<std::string_view> parts) {
    std::string text;
    for (const auto part : parts) text += part;
    return text;
}

std::string encase_set(int entries, std::string_view name) {
    std::string file{"HASH\r\n\xff\0", 8};
    file.resize(1152, '\0');
    for (std::size_t i = 0; i < name.size(); ++i) file[1032 + 2 * i] = name[i];
    for (int i = 0; i < entries; ++i) file += std::string(16, static_cast<char>('a' + i)) + std::string("\1\0", 2);
    return file;
}

}  // namespace

TEST_CASE("plain digests, those of md5sum and its --tag form, and remarks are told apart line by line") {
    const std::string upper = "DA192E1ED9B7ED2BA66BEA04CBB0C2CA723DFDF8";
    const Collected found = read(
        read_plain_list, text_of_parts({"\xef\xbb\xbf", md5, "\r\n", "# a remark\n", "\n", sha1, "  name with spaces\n",
                                        sha256, " *binary.exe\n", "\\", md5, "  a\\nb\n", "MD5 (a (b) = c) = ", md5,
                                        "\n", upper, ",known,thing\n", "SHA256 (x) = ", sha256}));
    const std::string m = " md5=" + std::string{md5}, s = " sha1=" + std::string{sha1},
                      l = " sha256=" + std::string{sha256};
    CHECK(found.taken == std::vector<std::string>{"1" + m, "4" + s, "5" + l, "6" + m, "7" + m, "8" + s, "9" + l});
    CHECK(found.refused.empty());
}

TEST_CASE("a line without a digest is refused with its number and the reason") {
    const Collected found =
        read(read_plain_list,
             text_of_parts({md5, "\n", "hello\n", md5, "0\n", md5.substr(1), "x\n", sha1, "g\n", sha1, "\n"}));
    CHECK(found.taken.size() == 2);
    CHECK(found.refused ==
          std::vector<std::string>{"2 it does not begin with a digest",
                                   "3 33 hexadecimal digits are no MD5 (32), SHA-1 (40) or SHA-256 (64)",
                                   "4 no hexadecimal digit at place 32", "5 no hexadecimal digit at place 41"});
}

TEST_CASE("hashdeep's columns are read as its header names them") {
    const Collected found = read(
        read_plain_list, text_of_parts({"%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n## Invoked from: /\n##\n",
                                        "20022,", md5, ",", sha256, ",/x/tool.exe\n", "7,", md5, ",zz,/x\n"}));
    CHECK(found.taken == std::vector<std::string>{"5 md5=" + std::string{md5} + " sha256=" + std::string{sha256}});
    CHECK(found.refused == std::vector<std::string>{"6 column 3 is not 64 hexadecimal digits"});
}

TEST_CASE("UTF-16 is refused as such, not line by line") {
    Collected found;
    ListInMemory stream{bytes_of(std::string_view{"\xff\xfe\x34\0\x33\0", 6})};
    const auto result = read_plain_list(stream, found);
    REQUIRE_FALSE(result);
    CHECK(result.error().what.find("UTF-16") != std::string::npos);
}

TEST_CASE("NSRLFile.txt is read by its headings, with commas and quotes inside names") {
    const Collected found =
        read(read_nsrl_text, text_of_parts({"\"SHA-1\",\"MD5\",\"CRC32\",\"FileName\",\"FileSize\"\r\n", "\"", sha1,
                                            "\",\"", md5, "\",\"0\",\"a\"\"b,c\",5\r\n", "\"", sha1,
                                            "\",\"\",\"0\",\"x\",1\r\n", "\"", sha1, "\r\n", "garbage,,\r\n"}));
    CHECK(found.taken.size() == 2);
    CHECK(found.taken[0] == "2 md5=" + std::string{md5} + " sha1=" + std::string{sha1});
    CHECK(found.taken[1] == "3 sha1=" + std::string{sha1});
    CHECK(found.refused == std::vector<std::string>{"4 1 columns, where column 2 should be a digest",
                                                    "5 column 1 is not 40 hexadecimal digits"});
    Collected none;
    ListInMemory stream{bytes_of("\"FileName\",\"Size\"\n")};
    CHECK_FALSE(read_nsrl_text(stream, none));
}

TEST_CASE("an EnCase hash set gives its name and its MD5s; a half entry at its end is refused") {
    const std::string file = encase_set(3, "Contraband");
    Collected found;
    ListInMemory stream{bytes_of(file), 1000};
    CHECK(expected(read_encase_hash(stream, found)).name == "Contraband");
    CHECK(found.taken == std::vector<std::string>{"1 md5=" + hex(bytes_of(std::string(16, 'a'))),
                                                  "2 md5=" + hex(bytes_of(std::string(16, 'b'))),
                                                  "3 md5=" + hex(bytes_of(std::string(16, 'c')))});
    const Collected cut = read(read_encase_hash, std::string_view{file}.substr(0, file.size() - 5));
    CHECK(cut.taken.size() == 2);
    CHECK(cut.refused == std::vector<std::string>{"3 the file ends within it: 13 of 18 bytes"});
    Collected none;
    const std::string no_set(2000, 'x');
    ListInMemory wrong{bytes_of(no_set)};
    CHECK_FALSE(read_encase_hash(wrong, none));
}

TEST_CASE("Project VIC: digests, categories of the object or of the one around it, whatever else stands there") {
    const std::string text = text_of_parts(
        {R"({"@odata.context": "x#Media", "value": [)", R"({"MediaID": 1, "Category": 2, "MD5": ")", md5,
         R"(", "SHA1": ")", sha1,
         R"(", "Comments": "a \"quoted\" \u062f } ]", "Alternates": [{"HashName": "PhotoDNA", "HashValue": "AAA="}]},)",
         R"( {"MediaID": 2, "MediaFiles": [{"FileName": "x", "MD5": ")", md5, R"("}], "Category": 1},)",
         R"( {"MediaID": 3, "MD5": ")", md5, R"("},)",
         R"( {"MediaID": 4, "MD5": null, "Tags": [true, false, -1.5e3, {}, []]},)",
         R"( {"MediaID": 5, "Category": "CAID A", "SHA256": ")", sha256, R"("}, {"Category": 3, "MD5": "short"}]})",
         "\n"});
    const Collected found = read(read_project_vic, text);
    const std::string m = " md5=" + std::string{md5};
    CHECK(found.taken == std::vector<std::string>{"1" + m + " sha1=" + std::string{sha1} + " 2", "2" + m + " 1",
                                                  "3" + m, "4 sha256=" + std::string{sha256} + " CAID A"});
    CHECK(found.refused == std::vector<std::string>{"5 its MD5 is none"});
}

TEST_CASE("Project VIC: the media of cases, as CAID nests them") {
    const Collected found =
        read(read_project_vic, text_of_parts({R"({"value":[{"CaseID":"c","Media":[{"Category":1,"MD5":")", md5,
                                              R"("},{"Category":4,"SHA1":")", sha1, R"("}]}]})"}));
    CHECK(found.taken ==
          std::vector<std::string>{"1 md5=" + std::string{md5} + " 1", "2 sha1=" + std::string{sha1} + " 4"});
}

TEST_CASE("JSON that breaks off or is none is an error with its place") {
    const std::string good = R"({"value":[{"Category":1,"MD5":"43b9d17d311d34f7ba4b4f20093cf686"}]})";
    for (std::size_t length = 0; length < good.size(); ++length) {
        Collected found;
        ListInMemory stream{bytes_of(std::string_view{good}.substr(0, length))};
        CAPTURE(length);
        CHECK_FALSE(read_project_vic(stream, found));
    }
    for (const std::string_view bad :
         {"{]", "[1 2]", "{\"a\" 1}", "{\"a\":tru}", "[\"\\x\"]", "{}x", "[\"\n\"]", "[--]", "{1:2}"}) {
        Collected found;
        ListInMemory stream{bytes_of(bad)};
        CAPTURE(bad);
        CHECK_FALSE(read_project_vic(stream, found));
    }
    Collected deep;
    const std::string nested(100'000, '[');
    ListInMemory stream{bytes_of(nested)};
    const auto result = read_project_vic(stream, deep);
    REQUIRE_FALSE(result);
    CHECK(result.error().fault == Fault::limit);
}

TEST_CASE("lists are recognised by how they begin") {
    CHECK(recognise_list(bytes_of(std::string_view{"SQLite format 3\0rest", 20})) == ListFormat::nsrl_sqlite);
    CHECK(recognise_list(bytes_of(encase_set(0, ""))) == ListFormat::encase);
    CHECK(recognise_list(bytes_of("\xef\xbb\xbf\r\n {\"value\"")) == ListFormat::project_vic);
    CHECK(recognise_list(bytes_of("%%%% HASHDEEP-1.0\n")) == ListFormat::hashdeep);
    CHECK(recognise_list(bytes_of("\"SHA-1\",\"MD5\",\"CRC32\",\"FileName\"\n")) == ListFormat::nsrl_text);
    CHECK(recognise_list(bytes_of(md5)) == ListFormat::plain);
    CHECK(recognise_list({}) == ListFormat::plain);
}
