#include "core/hashset/hash_import.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <random>

#include "core/crypto/digest.hpp"
#include "tests/hashset/scratch_folder.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

HashImportSettings notable(std::string name) {
    HashImportSettings settings;
    settings.name = std::move(name);
    settings.kind = HashSetKind::notable;
    return settings;
}

std::vector<std::string> entries_of(const std::filesystem::path& path) {
    const HashSet set = expected(HashSet::open(path));
    expected(set.check());
    std::vector<std::string> entries;
    set.each([&](HashAlgorithm, Bytes digest, std::uint8_t) {
        entries.push_back(hex(digest));
        return true;
    });
    return entries;
}

}  // namespace

TEST_CASE("a list becomes a set with its provenance; refused lines, the empty file and repeated ones are counted") {
    ScratchFolder folder;
    const std::string text =
        "43b9d17d311d34f7ba4b4f20093cf686\nnothing\nd41d8cd98f00b204e9800998ecf8427e\n43B9D17D311D34F7BA4B4F20093CF686"
        "\n"
        "da39a3ee5e6b4b0d3255bfef95601890afd80709\n8209227a3a8f027522a18600c137cfbf\n";
    const auto list = folder.write("bad.md5", text);
    HashImportSettings settings = notable("bad");
    settings.category = "ticket 4711";
    const ImportedSet imported = expected(import_hash_lists({list}, settings, folder.path / "bad.hashset"));
    REQUIRE(imported.lists.size() == 1);
    CHECK(imported.lists[0].taken == 3);
    CHECK(imported.lists[0].refused == 1);
    CHECK(imported.lists[0].refusals.at(0).place == 2);
    CHECK(imported.lists[0].empty_files == 2);
    Sha256 sha256;
    sha256.update(bytes_of(text));
    CHECK(imported.lists[0].sha256 == sha256.finish());
    CHECK(entries_of(folder.path / "bad.hashset") ==
          std::vector<std::string>{"43b9d17d311d34f7ba4b4f20093cf686", "8209227a3a8f027522a18600c137cfbf"});
    const HashSet set = expected(HashSet::open(folder.path / "bad.hashset"));
    CHECK(set.facts().categories == std::vector<std::string>{"ticket 4711"});
    CHECK(set.facts().provenance.find(hex(sha256.finish())) != std::string::npos);
    CHECK(set.facts().source == "bad.md5");
}

TEST_CASE("nothing is written of a list without a digest, of a kind not told, of one that breaks off") {
    ScratchFolder folder;
    const auto to = folder.path / "x.hashset";
    CHECK_FALSE(import_hash_lists({folder.write("a.txt", "hello\n")}, notable("x"), to));
    HashImportSettings untold;
    untold.name = "x";
    const auto refused = import_hash_lists({folder.write("b.txt", "43b9d17d311d34f7ba4b4f20093cf686\n")}, untold, to);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().fault == Fault::refused);
    CHECK_FALSE(import_hash_lists({folder.write("c.json", R"({"value":[{"MD5":"43b9d17d311d34f7ba4b4f20093cf686"})")},
                                  notable("x"), to));
    CHECK_FALSE(import_hash_lists({folder.path / "not there"}, notable("x"), to));
    CHECK_FALSE(import_hash_lists({folder.write("d.db", std::string_view{"SQLite format 3\0 and no more", 29})},
                                  notable("x"), to));
    CHECK_FALSE(std::filesystem::exists(to));
}

TEST_CASE("of several digests of one file the strongest is kept, or the one that was asked for") {
    ScratchFolder folder;
    const auto list = folder.write("deep.txt",
                                   "%%%% HASHDEEP-1.0\n%%%% size,md5,sha1,filename\n"
                                   "5,43b9d17d311d34f7ba4b4f20093cf686,da192e1ed9b7ed2ba66bea04cbb0c2ca723dfdf8,/a\n"
                                   "6,8209227a3a8f027522a18600c137cfbf,,/b\n");
    expected(import_hash_lists({list}, notable("deep"), folder.path / "deep.hashset"));
    CHECK(entries_of(folder.path / "deep.hashset") ==
          std::vector<std::string>{"8209227a3a8f027522a18600c137cfbf", "da192e1ed9b7ed2ba66bea04cbb0c2ca723dfdf8"});
    HashImportSettings sha1 = notable("sha1");
    sha1.algorithm = HashAlgorithm::sha1;
    const ImportedSet imported = expected(import_hash_lists({list}, sha1, folder.path / "sha1.hashset"));
    CHECK(imported.lists[0].without == 1);
    CHECK(entries_of(folder.path / "sha1.hashset") ==
          std::vector<std::string>{"da192e1ed9b7ed2ba66bea04cbb0c2ca723dfdf8"});
}

TEST_CASE("sets of the first scenario hold the same files in all five forms, as its answers say") {
    const auto folder_of_sets = tests::corpus_file("files/scenario/visible/s1/hashsets/known_bad.md5");
    if (!folder_of_sets) {
        std::puts("skipped: no corpus");
        return;
    }
    const std::filesystem::path sets = folder_of_sets->parent_path();
    ScratchFolder folder;
    for (const std::string name : {"known_bad", "known_good"}) {
        CAPTURE(name);
        std::vector<std::string> strongest;
        for (const auto& [suffix, format, algorithm] :
             {std::tuple{".md5", ListFormat::plain, HashAlgorithm::md5},
              std::tuple{".sha1", ListFormat::plain, HashAlgorithm::sha1},
              std::tuple{".sha256", ListFormat::plain, HashAlgorithm::sha256},
              std::tuple{".nsrl.txt", ListFormat::nsrl_text, HashAlgorithm::sha1},
              std::tuple{".rds3.db", ListFormat::nsrl_sqlite, HashAlgorithm::sha256}}) {
            CAPTURE(suffix);
            const auto to = folder.path / (name + suffix + ".hashset");
            const ImportedSet imported =
                expected(import_hash_lists({sets / (name + suffix)}, notable(name + suffix), to));
            CHECK(imported.lists[0].format == format);
            CHECK(imported.lists[0].refused == 0);
            const HashSet set = expected(HashSet::open(to));
            CHECK(set.tables().size() == 1);
            CHECK(set.tables()[0].algorithm == algorithm);
            CHECK(set.count() == (name == "known_bad" ? 51 : 52));
        }
        CHECK(entries_of(folder.path / (name + ".sha1.hashset")) ==
              entries_of(folder.path / (name + ".nsrl.txt.hashset")));
        CHECK(entries_of(folder.path / (name + ".sha256.hashset")) ==
              entries_of(folder.path / (name + ".rds3.db.hashset")));
    }
}
