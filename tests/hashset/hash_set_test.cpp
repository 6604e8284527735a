#include "core/hashset/hash_set.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>

#include "core/crypto/digest.hpp"
#include "core/hashset/hash_set_folder.hpp"
#include "core/hashset/hash_set_writer.hpp"
#include "tests/hashset/scratch_folder.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

Sha1Digest sha1_of(std::string_view text) {
    Sha1 sha1;
    sha1.update(bytes_of(text));
    return sha1.finish();
}

HashSetFacts facts_of(std::string name) {
    HashSetFacts facts;
    facts.name = std::move(name);
    facts.version = "2024.03";
    facts.source = "made for a test";
    return facts;
}

std::filesystem::path small_set(const ScratchFolder& folder, bool with_categories = false) {
    HashSetWriter writer{folder.path};
    if (with_categories) writer.with_categories();
    for (int i = 0; i < 300; ++i) {
        const std::uint8_t category = with_categories ? writer.category(i % 2 ? "1" : "2").value() : std::uint8_t{0};
        expected(writer.add(HashAlgorithm::sha1, sha1_of("file " + std::to_string(i)).data(), category));
    }
    const Md5Digest md5{0x43, 0xb9};
    expected(writer.add(HashAlgorithm::md5, md5.data(), 0));
    const auto path = folder.path / "small.hashset";
    expected(writer.write(facts_of("small"), path));
    return path;
}

}  // namespace

TEST_CASE("what was written is found, nothing else is, and the set says what it is") {
    ScratchFolder folder;
    HashSetWriter writer{folder.path, 1 << 16};  // far too little memory: runs are merged
    std::mt19937_64 random{1};
    std::vector<Sha256Digest> given(20'000);
    for (Sha256Digest& digest : given) {
        for (Byte& byte : digest) byte = static_cast<Byte>(random());
        expected(writer.add(HashAlgorithm::sha256, digest.data()));
    }
    const auto path = folder.path / "random.hashset";
    expected(writer.write(facts_of("random"), path));
    const HashSet set = expected(HashSet::open(path));
    expected(set.check());
    CHECK(set.count() == given.size());
    CHECK(set.facts().name == "random");
    CHECK(set.facts().version == "2024.03");
    CHECK(set.facts().kind == HashSetKind::notable);
    for (Sha256Digest digest : given) {
        CHECK(set.find(HashAlgorithm::sha256, digest) == std::vector<std::uint8_t>{0});
        digest[31] ^= 1;
        CHECK(set.find(HashAlgorithm::sha256, digest).empty());
    }
    // By another algorithm, or by half a digest, nothing is found.
    CHECK(set.find(HashAlgorithm::sha1, Bytes{given[0]}.first(20)).empty());
    CHECK(set.find(HashAlgorithm::sha256, Bytes{given[0]}.first(20)).empty());
    // The lowest and highest digests there can be lie outside, and are looked for where the file begins and ends.
    CHECK(set.find(HashAlgorithm::sha256, Sha256Digest{}).empty());
    Sha256Digest highest;
    highest.fill(0xff);
    CHECK(set.find(HashAlgorithm::sha256, highest).empty());

    std::vector<Sha256Digest> sorted = given;
    std::ranges::sort(sorted);
    std::vector<Sha256Digest> listed;
    set.each([&](HashAlgorithm, Bytes digest, std::uint8_t) {
        std::ranges::copy(digest, listed.emplace_back().begin());
        return true;
    });
    CHECK(listed == sorted);
}

TEST_CASE("digests that all begin alike are found too") {
    ScratchFolder folder;
    HashSetWriter writer{folder.path};
    for (int i = 0; i < 5000; ++i) {
        Sha1Digest digest{};
        digest[18] = static_cast<Byte>(i >> 8);
        digest[19] = static_cast<Byte>(i);
        expected(writer.add(HashAlgorithm::sha1, digest.data()));
    }
    const auto path = folder.path / "alike.hashset";
    expected(writer.write(facts_of("alike"), path));
    const HashSet set = expected(HashSet::open(path));
    expected(set.check());
    for (int i = 0; i < 6000; ++i) {
        Sha1Digest digest{};
        digest[18] = static_cast<Byte>(i >> 8);
        digest[19] = static_cast<Byte>(i);
        CHECK(set.find(HashAlgorithm::sha1, digest).size() == (i < 5000 ? 1 : 0));
    }
}

TEST_CASE("a digest in two categories stands in both, and the same input makes the same file") {
    ScratchFolder folder;
    std::string first;
    for (int round = 0; round < 2; ++round) {
        HashSetWriter writer{folder.path};
        writer.with_categories();
        const auto one = writer.category("1").value(), two = writer.category("2").value();
        const Sha1Digest digest = sha1_of("picture");
        expected(writer.add(HashAlgorithm::sha1, digest.data(), two));
        expected(writer.add(HashAlgorithm::sha1, digest.data(), one));
        expected(writer.add(HashAlgorithm::sha1, digest.data(), one));
        const auto path = folder.path / ("two" + std::to_string(round) + ".hashset");
        expected(writer.write(facts_of("two"), path));
        const HashSet set = expected(HashSet::open(path));
        CHECK(set.count() == 2);
        std::vector<std::string> names;
        for (const auto category : set.find(HashAlgorithm::sha1, digest)) names.push_back(set.category(category));
        CHECK(names == std::vector<std::string>{"1", "2"});
        if (round == 0) first = ScratchFolder::read(path);
        CHECK(ScratchFolder::read(path) == first);
    }
}

TEST_CASE("a set that was cut or changed anywhere is refused or does not pass its check, and never crashes") {
    ScratchFolder folder;
    for (const bool with_categories : {false, true}) {
        const std::string whole = ScratchFolder::read(small_set(folder, with_categories));
        const auto path = folder.path / "changed.hashset";
        const auto is_refused = [&](const std::string& bytes) {
            folder.write("changed.hashset", bytes);
            const auto set = HashSet::open(path);
            if (!set) return true;
            (void)set->find(HashAlgorithm::sha1, sha1_of("file 7"));
            (void)set->find(HashAlgorithm::md5, Md5Digest{});
            return !set->check();
        };
        CHECK_FALSE(is_refused(whole));
        for (std::size_t length = 0; length < whole.size(); length += length < 400 ? 1 : 97) {
            CAPTURE(length);
            CHECK(is_refused(whole.substr(0, length)));
        }
        for (std::size_t at = 0; at < whole.size(); at += at < 600 ? 1 : 53) {
            for (const int flip : {0x01, 0x80, 0xff}) {
                std::string changed = whole;
                changed[at] = static_cast<char>(changed[at] ^ flip);
                CAPTURE(at);
                CAPTURE(flip);
                CHECK(is_refused(changed));
            }
        }
        CHECK(is_refused(whole + '\0'));
    }
}

TEST_CASE("a set of an hour ago whose head was made to fit a changed record still shows by its order") {
    ScratchFolder folder;
    std::string bytes = ScratchFolder::read(small_set(folder));
    std::swap_ranges(bytes.end() - 40, bytes.end() - 20, bytes.end() - 20);
    Sha256 sha256;
    sha256.update(bytes_of(bytes).subspan(hash_set_head));
    const Sha256Digest digest = sha256.finish();
    std::ranges::copy(digest, bytes.begin() + 32);
    const HashSet set = expected(HashSet::open(folder.write("small.hashset", bytes)));
    const auto checked = set.check();
    REQUIRE_FALSE(checked);
    CHECK(checked.error().what.find("out of order") != std::string::npos);
}

TEST_CASE("a folder knows its sets by their names, and a set that calls itself otherwise is refused") {
    ScratchFolder folder;
    const HashSetFolder sets{folder.path};
    CHECK(expected(sets.names()).empty());
    CHECK(expected(HashSetFolder{folder.path / "not there"}.names()).empty());
    small_set(folder);
    folder.write("notes.txt", "no set");
    CHECK(expected(sets.names()) == std::vector<std::string>{"small"});
    CHECK(expected(sets.open("small")).count() == 301);
    CHECK(sets.open("../small").error().fault == Fault::not_found);
    std::filesystem::copy_file(folder.path / "small.hashset", folder.path / "other.hashset");
    CHECK(sets.open("other").error().fault == Fault::refused);
    expected(sets.remove("small"));
    CHECK(sets.open("small").error().fault == Fault::not_found);
    CHECK_FALSE(sets.remove("small"));
}
