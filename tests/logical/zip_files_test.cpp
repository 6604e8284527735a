// Zips made by Python's zipfile and by Info-ZIP or 7-Zip, and ones that lie.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "tests/logical/listed.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;
namespace fs = std::filesystem;

namespace {

/// Runs a few lines of Python in `folder`.
bool python(const fs::path& folder, const std::string& text) {
    write_bytes(folder / "make.py", bytes_of(text));
    return run_in(folder, "python3 make.py");
}

constexpr const char* ordinary = R"(
import zipfile, time
z = zipfile.ZipFile('a.zip', 'w')
def info(name, method, mode=0o100644):
    i = zipfile.ZipInfo(name, (2026, 1, 14, 9, 30, 8))
    i.compress_type = method
    i.create_system = 3
    i.external_attr = mode << 16
    return i
z.writestr(info('stored.txt', 0, 0o100640), b'stored bytes')
z.writestr(info('folder/deflated.bin', 8), b'abc' * 100000)
z.writestr(info('folder/', 0, 0o40755), b'')
z.writestr(info('\u062a\u0635\u0648\u06cc\u0631.jpg', 8), b'picture')
z.writestr(info('link', 8, 0o120777), b'folder/deflated.bin')
z.writestr(info('bzip2.txt', 12), b'bzip2 bytes')
z.writestr(info('../../etc/evil', 8), b'evil')
z.close()
)";

std::size_t find(const std::vector<Byte>& bytes, std::string_view text, std::size_t from = 0) {
    const auto found =
        std::search(bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes.end(), text.begin(), text.end());
    return static_cast<std::size_t>(found - bytes.begin());
}

}  // namespace

TEST_CASE("a zip gives its files, their places or their inflated bytes, and names what it cannot read") {
    const TemporaryFolder folder;
    REQUIRE(python(folder.path(), ordinary));
    const Listing listing = list_archive(folder.path() / "a.zip");
    CHECK(listing.error == "");
    CHECK(listing.report.complete);
    CHECK(listing.order == std::vector<std::string>{"/stored.txt", "/folder/deflated.bin", "/folder", "/تصویر.jpg",
                                                    "/link", "/bzip2.txt", "/../../etc/evil"});
    const ListedFile& stored = listing.files.at("/stored.txt");
    CHECK(text_of(stored.bytes) == "stored bytes");
    CHECK(stored.record.content->access == ContentAccess::extents);
    CHECK(stored.record.mode == 0640);
    CHECK(stored.record.times.modified_at == parse_iso8601("2026-01-14T09:30:08Z"));
    CHECK(stored.record.remark == "its time is local, of an unrecorded zone");
    const ListedFile& deflated = listing.files.at("/folder/deflated.bin");
    CHECK(deflated.record.content->access == ContentAccess::file_system);
    CHECK(deflated.bytes.size() == 300000);
    CHECK(text_of(deflated.bytes).ends_with("abcabc"));
    CHECK(deflated.trouble == "");
    CHECK(listing.files.at("/folder").record.kind == FileKind::directory);
    CHECK(listing.files.at("/link").record.symlink_target == "folder/deflated.bin");
    CHECK(text_of(listing.files.at("/../../etc/evil").bytes) == "evil");
    CHECK(listing.files.at("/bzip2.txt").trouble == "bzip2.txt: compressed by bzip2");
    CHECK(listing.files.at("/bzip2.txt").record.remark ==
          "its time is local, of an unrecorded zone; compressed by bzip2, which cannot be read");
}

TEST_CASE("a zip behind a program, and one with zip64 records, is found by its end") {
    const TemporaryFolder folder;
    REQUIRE(python(folder.path(), ordinary));
    const auto plain = bytes_of_file(folder.path() / "a.zip");
    std::vector<Byte> behind(7777, Byte{'M'});
    behind[0] = 'P';
    behind[1] = 'K';
    behind[2] = 3;
    behind[3] = 4;
    behind.insert(behind.end(), plain.begin(), plain.end());
    const Listing listing = list_archive_bytes(behind);
    CHECK(listing.files.size() == 7);
    CHECK(text_of(listing.files.at("/stored.txt").bytes) == "stored bytes");
    CHECK(listing.files.at("/folder/deflated.bin").trouble == "");

    // More members than the old directory can count; a sanitizer looks at the same code with fewer.
#ifdef SANAD_SANITIZED
    constexpr std::size_t members = 2000;
#else
    constexpr std::size_t members = 66'000;
#endif
    REQUIRE(python(folder.path(), "members = " + std::to_string(members) + R"(
import zipfile
z = zipfile.ZipFile('w.zip', 'w', zipfile.ZIP_DEFLATED)
for i in range(members):
    z.writestr('f%d' % i, b'%d' % i)
with z.open('wide', 'w', force_zip64=True) as f:
    f.write(b'wide bytes')
z.close()
)"));
    const Listing wide = list_archive(folder.path() / "w.zip");
    CHECK(wide.error == "");
    CHECK(wide.files.size() == members + 1);
    const std::string last = std::to_string(members - 1);
    CHECK(text_of(wide.files.at("/f" + last).bytes) == last);
    CHECK(text_of(wide.files.at("/wide").bytes) == "wide bytes");
    CHECK(wide.report.remarks.empty());
}

TEST_CASE("encrypted members are named as encrypted") {
    const TemporaryFolder folder;
    write_bytes(folder.path() / "secret.txt", bytes_of("very secret, very secret, very secret"));
    if (!run_in(folder.path(), "zip -q -P pw e.zip secret.txt") &&
        !run_in(folder.path(), "7z a -ppw -mem=ZipCrypto e.zip secret.txt")) {
        MESSAGE("skipped: neither zip nor 7z");
        return;
    }
    const Listing listing = list_archive(folder.path() / "e.zip");
    const ListedFile& secret = listing.files.at("/secret.txt");
    CHECK(secret.record.remark.find("encrypted with ZipCrypto") != std::string::npos);
    CHECK(secret.record.content->size == 37);
    CHECK(secret.trouble == "secret.txt: encrypted with ZipCrypto");
    if (!run_in(folder.path(), "7z a -ppw -mem=AES256 aes.zip secret.txt")) return;
    CHECK(list_archive(folder.path() / "aes.zip").files.at("/secret.txt").trouble == "secret.txt: encrypted with AES");
}

TEST_CASE("sizes and sums that lie are found out") {
    const TemporaryFolder folder;
    REQUIRE(python(folder.path(), ordinary));
    const auto original = bytes_of_file(folder.path() / "a.zip");
    const std::size_t entry = find(original, "folder/deflated.bin", find(original, "PK\1\2")) - 46;
    const auto changed = [&](std::size_t at, std::uint32_t value) {
        auto bytes = original;
        for (std::size_t i = 0; i < 4; ++i) bytes.at(entry + at + i) = static_cast<Byte>(value >> (8 * i));
        return list_archive_bytes(std::move(bytes)).files.at("/folder/deflated.bin");
    };
    CHECK(changed(16, 0x12345678).trouble == "its CRC-32 does not fit its bytes at 0");
    CHECK(changed(24, 300'001).trouble == "its compressed bytes give less than it claims at 300000");
    const auto bomb = changed(24, 0xFFFFFFF0);
    CHECK(bomb.record.content->size < 10'000'000);
    CHECK(bomb.record.remark.find("claims 4294967280 bytes, more than its ") != std::string::npos);
    CHECK(changed(20, 100).trouble.starts_with("its compressed bytes end too soon at "));
    CHECK(bomb.record.outcome == Outcome::damaged);
    // What cannot be reached is a content all the same, so that the case says it was not read, and why.
    const auto long_one = changed(20, 0x10000000);
    CHECK(long_one.record.remark.find("pass the archive's end") != std::string::npos);
    CHECK(long_one.record.content);
    CHECK(long_one.trouble.find("pass the archive's end") != std::string::npos);
    const auto beyond = changed(42, 0x7FFFFFFF);
    CHECK(beyond.record.remark.find("beyond the archive's end") != std::string::npos);
    CHECK(beyond.record.outcome == Outcome::damaged);
    CHECK(beyond.record.content);
    CHECK(beyond.trouble != "");

    // Both entries lead to the same bytes, as in a bomb that multiplies one kernel.
    const std::size_t other = find(original, "stored.txt", find(original, "PK\1\2")) - 46;
    const std::uint32_t place = *ByteReader{Bytes{original}}.u32_le(other + 42);
    const auto shared = changed(42, place);
    CHECK(shared.record.content);
    CHECK(shared.record.remark.find("overlap") != std::string::npos);
    CHECK(shared.trouble == "folder/deflated.bin: its bytes overlap those of another member: not read");

    // A local header that names another file than the directory does.
    auto renamed = original;
    renamed[find(renamed, "stored.txt")] = 'S';
    CHECK(list_archive_bytes(renamed)
              .files.at("/stored.txt")
              .record.remark.find("named Stored.txt in its local header") != std::string::npos);
}

TEST_CASE("a member whose local header is destroyed has a content that cannot be read, and says why") {
    const TemporaryFolder folder;
    REQUIRE(python(folder.path(), ordinary));
    auto bytes = bytes_of_file(folder.path() / "a.zip");
    const std::size_t place = find(bytes, "folder/deflated.bin") - 30;
    for (const std::size_t header : {place, find(bytes, "link") - 30}) {
        REQUIRE(bytes[header] == 'P');
        bytes[header] = 'x';
    }
    const Listing listing = list_archive_bytes(bytes);
    const std::string why = fmt::format("no local header at {}", place);
    const ListedFile& lost = listing.files.at("/folder/deflated.bin");
    REQUIRE(lost.record.content);
    CHECK(lost.record.content->size == 300000);
    CHECK(lost.record.remark.find(why) != std::string::npos);
    CHECK(lost.trouble == "folder/deflated.bin: " + why);
    // Nor is a link lost in silence whose target cannot be read.
    CHECK(listing.files.at("/link").record.symlink_target == "");
    CHECK(listing.files.at("/link").trouble.starts_with("link: no local header at "));
    CHECK(text_of(listing.files.at("/stored.txt").bytes) == "stored bytes");
}

TEST_CASE("a zip cut off says so") {
    const TemporaryFolder folder;
    REQUIRE(python(folder.path(), ordinary));
    auto bytes = bytes_of_file(folder.path() / "a.zip");
    bytes.resize(bytes.size() - 100);
    CHECK(list_archive_bytes(bytes).error == "archive: a zip without its central directory: cut off?");
}

TEST_CASE("a phone backup's zip holds the files Python finds in it") {
    const auto zip = corpus_file("files/scenario/visible/s4/ios_backup.zip");
    if (!zip) {
        MESSAGE("skipped: no corpus");
        return;
    }
    const Listing listing = list_archive(*zip);
    const TemporaryFolder folder;
    REQUIRE(python(folder.path(), fmt::format("import zipfile\nz=zipfile.ZipFile('{}')\nz.extractall('x')\n"
                                              "open('n','w').write(str(len(z.namelist())))",
                                              fs::absolute(*zip).string())));
    CHECK(std::to_string(listing.files.size()) == text_of(bytes_of_file(folder.path() / "n")));
    for (const auto& each : listing.files) {
        const std::string& path = each.first;
        const ListedFile& file = each.second;
        CAPTURE(path);
        CHECK(file.trouble == "");
        if (file.record.content) CHECK(file.bytes == bytes_of_file(folder.path() / "x" / path.substr(1)));
    }
}

TEST_CASE("zips with bits flipped or cut anywhere end in an answer or an error") {
    const TemporaryFolder folder;
    REQUIRE(python(folder.path(), ordinary));
    const auto original = bytes_of_file(folder.path() / "a.zip");
    std::mt19937 random{20260114};
    for (int round = 0; round < 500; ++round) {
        auto bytes = original;
        for (int flip = 0; flip < 6; ++flip) bytes[random() % bytes.size()] ^= static_cast<Byte>(1u << random() % 8);
        if (round % 10 == 9) bytes.resize(random() % bytes.size());
        const Listing listing = list_archive_bytes(bytes);
        CHECK((listing.error.empty() || listing.files.empty()));
    }
}
