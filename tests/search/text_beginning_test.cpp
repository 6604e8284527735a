#include "core/search/text_beginning.hpp"

#include <doctest/doctest.h>

#include <string>

#include "core/search/pieces.hpp"
#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

void add(TextIndex& index, const IndexedText& text, std::string_view words) {
    good(index.begin_text(text));
    good(index.append(words, std::nullopt, true));
    good(index.end_text());
}

IndexedText of_content(Id file, std::string encoding) {
    IndexedText text;
    text.image = 1;
    text.file = text.source_file = file;
    text.encoding = std::move(encoding);
    text.source_length = 1000;
    return text;
}

IndexedText of_module(Id file, std::uint64_t offset, std::uint64_t length) {
    IndexedText text = of_content(file, "");
    text.source = TextSource::module;
    text.module = "mail.eml";
    text.version = "1.0.0";
    text.source_offset = offset;
    text.source_length = length;
    return text;
}

ArtifactRow mail(Id file, std::uint64_t offset, std::uint64_t length) {
    ArtifactRow row;
    row.file = row.source_file = file;
    row.module = "mail.eml";
    row.artifact.source = {0, offset, length};
    return row;
}

}  // namespace

TEST_CASE("a text is told by its first characters, whole ones, and all of them are counted") {
    TemporaryFolder folder;
    std::string urdu;
    for (int i = 0; i < 30'000; ++i) urdu += "رقم\n";  // several pieces
    {
        auto index = good(TextIndex::open(folder.path()));
        add(*index, of_content(1, "utf-8"), urdu);
        add(*index, of_content(2, "strings"), "SQLite format 3");
        add(*index, of_content(3, "us-ascii"), "%PDF-1.4");
        add(*index, of_module(3, 0, 612), "what the page says");
        good(index->commit());
    }
    StoredTexts texts = good(StoredTexts::open({folder.path()}));
    const auto own = good(texts.of_file(1));
    REQUIRE(own.size() == 1);
    CHECK(own[0].encoding == "utf-8");
    const TextBeginning begins = good(texts.beginning(own, 5));
    CHECK(begins.text == "رقم\nر");
    CHECK(begins.characters == 120'000);
    CHECK(good(texts.beginning(own, 0)).text.empty());
    // Picked strings are no text, and what a module read stands for the file.
    CHECK(good(texts.of_file(2)).empty());
    const auto read = good(texts.of_file(3));
    REQUIRE(read.size() == 1);
    CHECK(read[0].module == "mail.eml");
    CHECK(good(texts.beginning(read, 1000)).text == "what the page says");
    CHECK(good(texts.of_file(4)).empty());
}

TEST_CASE("of a finding, the texts that its module read within the bytes it rests on, and no other mail's") {
    TemporaryFolder folder;
    {
        auto index = good(TextIndex::open(folder.path()));
        add(*index, of_module(1, 100, 50), "first mail");
        add(*index, of_module(1, 300, 20), "second mail");
        add(*index, of_module(1, 330, 20), "and its other part");
        IndexedText other = of_module(1, 300, 20);
        other.module = "document.text";
        add(*index, other, "another module");
        good(index->commit());
    }
    StoredTexts texts = good(StoredTexts::open({folder.path()}));
    const auto second = good(texts.of_finding(mail(1, 250, 150), 10));
    REQUIRE(second.size() == 2);
    const TextBeginning begins = good(texts.beginning(second, 1000));
    CHECK(begins.text == "second mail\nand its other part");
    CHECK(begins.characters == 30);
    CHECK(good(texts.of_finding(mail(1, 250, 150), 1)).size() == 1);
    CHECK(good(texts.of_finding(mail(1, 310, 150), 10)).size() == 1);
    CHECK(good(texts.of_finding(mail(2, 0, 1000), 10)).empty());
}

TEST_CASE("a case without an index has no texts to begin") {
    TemporaryFolder folder;
    const auto texts = StoredTexts::open({folder.path()});
    REQUIRE_FALSE(texts);
    CHECK(texts.error().fault == Fault::not_found);
}
