// Damaged E01: what is sound is read, what is not reads as zeros and is named, and nothing moves to a wrong offset.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <libdeflate.h>

#include <algorithm>
#include <functional>

#include "tests/source/ewf_making.hpp"
#include "tests/source/reading.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;

namespace {

constexpr std::size_t chunk_size = 32768;

/// Reads everything and checks that each byte is either the acquired one, or a zero that is reported as damaged.
struct Comparison {
    std::string trouble;
    std::uint64_t damaged_bytes = 0;
    std::size_t wrong_bytes = 0;
    std::vector<DamagedRange> damage;
    std::vector<Remark> remarks;
};

Comparison compare(const std::filesystem::path& path, const std::vector<Byte>& media) {
    Comparison result;
    OpenedImage opened;
    result.trouble = open_into(opened, path);
    if (!result.trouble.empty()) return result;
    result.remarks = opened.image.facts.remarks;
    ByteSource& source = *opened.image.source;
    if (source.size() != media.size()) {
        result.trouble = fmt::format("{} bytes in place of {}", source.size(), media.size());
        return result;
    }
    std::vector<Byte> bytes(media.size());
    const auto read = source.read(0, bytes, result.damage);
    if (!read) {
        result.trouble = read.error().what;
        return result;
    }
    std::vector<bool> reported(media.size());
    for (const DamagedRange& range : result.damage) {
        result.damaged_bytes += range.length;
        for (std::uint64_t i = 0; i < range.length; ++i) reported[static_cast<std::size_t>(range.offset + i)] = true;
    }
    for (std::size_t i = 0; i < media.size(); ++i) {
        if (bytes[i] != (reported[i] ? 0 : media[i])) ++result.wrong_bytes;
    }
    return result;
}

struct Made {
    TemporaryFolder folder;
    std::vector<Byte> media = media_for_tests(256 * chunk_size + 5 * 512, 11);
    std::filesystem::path path;
    std::vector<Byte> segment;

    explicit Made(const std::string& options = "-f encase6 -c fast") {
        path = acquire(folder.path(), "made", media, options);
        if (!path.empty()) segment = bytes_of_file(path);
    }
    bool missing() const {
        if (path.empty()) MESSAGE("skipped: no ewfacquire");
        return path.empty();
    }
    Comparison compared() const {
        write_file(path, segment);
        return compare(path, media);
    }
    void overwrite(std::size_t offset, std::size_t length) {
        std::fill_n(segment.begin() + static_cast<std::ptrdiff_t>(offset), length, Byte{0x5a});
    }
};

}  // namespace

TEST_CASE("64 damaged chunks are reported at their places and every other byte is read") {
    Made made;
    if (made.missing()) return;
    const auto offsets = chunk_offsets(made.segment);
    REQUIRE(offsets.size() == 258);
    std::vector<DamagedRange> expected;
    for (std::size_t i = 0; i < 64; ++i) {
        const std::size_t chunk = i * 4 + 1 + i % 3;  // never neighbours; compressed and uncompressed ones
        made.segment[offsets[chunk] + (offsets[chunk + 1] - offsets[chunk]) / 2] ^= 0x40;
        expected.push_back({chunk * chunk_size, chunk_size, {}});
    }
    const Comparison result = made.compared();
    REQUIRE(result.trouble == "");
    CHECK(result.wrong_bytes == 0);
    REQUIRE(result.damage.size() == expected.size());
    std::size_t compressed = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CHECK(result.damage[i].offset == expected[i].offset);
        CHECK(result.damage[i].length == expected[i].length);
        if (result.damage[i].reason == "the compressed chunk is damaged")
            ++compressed;
        else
            CHECK(result.damage[i].reason == "the chunk does not match its stored checksum");
    }
    CHECK(compressed > 10);
    CHECK(compressed < 64);
}

TEST_CASE("small reads around a damaged chunk report only what they touch") {
    Made made;
    if (made.missing()) return;
    const auto offsets = chunk_offsets(made.segment);
    made.segment[offsets[5] + 9] ^= 1;
    write_file(made.path, made.segment);
    OpenedImage opened;
    REQUIRE(open_into(opened, made.path) == "");
    for (int repeated = 0; repeated < 2; ++repeated) {
        std::vector<DamagedRange> damage;
        std::vector<Byte> bytes(1024);
        REQUIRE(opened.image.source->read(5 * chunk_size - 512, bytes, damage));
        REQUIRE(damage.size() == 1);
        CHECK(damage[0].offset == 5 * chunk_size);
        CHECK(damage[0].length == 512);
        CHECK(std::equal(bytes.begin(), bytes.begin() + 512, made.media.begin() + 5 * chunk_size - 512));
        damage.clear();
        REQUIRE(opened.image.source->read(6 * chunk_size, bytes, damage));
        CHECK(damage.empty());
    }
}

TEST_CASE("a damaged chunk table is replaced by its second copy, and said so") {
    Made made;
    if (made.missing()) return;
    const PlainSection table = section_of(made.segment, "table");
    made.overwrite(table.offset + 100 + 40, 8);
    const Comparison result = made.compared();
    CHECK(result.trouble == "");
    CHECK(result.wrong_bytes == 0);
    CHECK(result.damage.empty());
    REQUIRE(result.remarks.size() == 1);
    CHECK(result.remarks[0].text == "segment 1 (made.E01): a chunk table is damaged; its second copy is used");
}

TEST_CASE("with both chunk tables damaged the chunks are found by reading them one after the other") {
    Made made;
    if (made.missing()) return;
    for (const char* type : {"table", "table2"}) made.overwrite(section_of(made.segment, type).offset + 76, 200);
    const Comparison result = made.compared();
    CHECK(result.trouble == "");
    CHECK(result.wrong_bytes == 0);
    CHECK(result.damage.empty());
    REQUIRE(result.remarks.size() == 1);
    CHECK(result.remarks[0].text == "segment 1 (made.E01): a chunk table is lost; 257 chunks were found without it");
}

TEST_CASE("the sections after a destroyed section header are found again") {
    Made made;
    if (made.missing()) return;
    for (const char* type : {"sectors", "table", "header", "data"}) {
        CAPTURE(std::string{type});
        Made other;
        other.overwrite(section_of(other.segment, type).offset, 76);
        const Comparison result = other.compared();
        CHECK(result.trouble == "");
        CHECK(result.wrong_bytes == 0);
        CHECK(result.damage.empty());
        CHECK_FALSE(result.remarks.empty());
    }
}

TEST_CASE("an image cut off anywhere gives what is there and names the rest") {
    Made made;
    if (made.missing()) return;
    const auto offsets = chunk_offsets(made.segment);
    const std::vector<Byte> whole = made.segment;
    // In the last sections, in the tables, in the middle of the chunks.
    for (const std::size_t kept : {whole.size() - 1, whole.size() - 80, section_of(whole, "table2").offset + 200,
                                   section_of(whole, "table").offset + 10, offsets[200] + 7, offsets[3]}) {
        CAPTURE(kept);
        made.segment.assign(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(kept));
        const Comparison result = made.compared();
        CHECK(result.trouble == "");
        CHECK(result.wrong_bytes == 0);
        CHECK_FALSE(result.remarks.empty());
        const std::size_t sound =
            static_cast<std::size_t>(std::upper_bound(offsets.begin(), offsets.end(), kept) - offsets.begin()) - 1;
        const std::uint64_t lost = made.media.size() - std::min(made.media.size(), sound * chunk_size);
        CHECK(result.damaged_bytes == lost);
    }
}

TEST_CASE("a container whose sizes are lies is refused, not followed") {
    Made made;
    if (made.missing()) return;
    SUBCASE("no section says how large the media is") {
        for (const char* type : {"volume", "data"}) made.overwrite(section_of(made.segment, type).offset + 76, 100);
        CHECK(made.compared().trouble == "made.E01: no readable section says how large the media is");
    }
    SUBCASE("a section that leads back to itself ends the segment") {
        const PlainSection first = sections_of(made.segment).front();
        made.overwrite(first.offset + 16, 8);
        const Comparison result = made.compared();
        CHECK(result.trouble == "");
        CHECK(result.wrong_bytes == 0);
    }
    SUBCASE("cut off before the first chunk") {
        made.segment.resize(section_of(made.segment, "sectors").offset + 20);
        CHECK(made.compared().trouble == "made.E01: no chunk of the media can be found");
    }
    SUBCASE("only the file header is left") {
        made.segment.resize(13);
        CHECK(made.compared().trouble == "made.E01: no readable section says how large the media is");
    }
}

TEST_CASE("a table lost in the middle of several segments moves no byte to a wrong offset") {
    Made made{"-f encase6 -c none -S 2MiB"};
    if (made.missing()) return;
    const auto second = std::filesystem::path{made.path}.replace_extension(".E02");
    const auto third = std::filesystem::path{made.path}.replace_extension(".E03");
    REQUIRE(std::filesystem::exists(third));
    std::vector<Byte> bytes = bytes_of_file(second);
    const auto offsets = chunk_offsets(bytes);
    // Both tables and, in the middle of the chunks, the thread that would lead through them.
    const auto spoil = [&](std::size_t offset, std::size_t length) {
        std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(offset), length, Byte{0xa5});
    };
    const std::size_t table = section_of(bytes, "table").offset, copy = section_of(bytes, "table2").offset;
    spoil(table, 400);
    spoil(copy, 400);
    spoil(offsets[20] + 100, 50);
    write_file(second, bytes);
    const Comparison result = made.compared();
    CHECK(result.trouble == "");
    CHECK(result.wrong_bytes == 0);
    CHECK(result.damaged_bytes == (offsets.size() - 1 - 20) * chunk_size);
    CHECK_FALSE(result.remarks.empty());
}

TEST_CASE("sections that lie over one another are refused before they are read without end") {
    Made made;
    if (made.missing()) return;
    // A chain of sections, each of which claims to be a table of all that follows.
    std::size_t offset = section_of(made.segment, "sectors").offset;
    for (int i = 0; i < 2000; ++i, offset += 100) {
        std::vector<Byte> header(100);
        const auto put = [&](std::size_t at, std::uint64_t value, int bytes) {
            for (int b = 0; b < bytes; ++b)
                header[at + static_cast<std::size_t>(b)] = static_cast<Byte>(value >> 8 * b);
        };
        std::copy_n("table2", 6, header.begin());
        put(16, offset + 100, 8);
        put(24, made.segment.size() - offset, 8);
        put(72, libdeflate_adler32(1, header.data(), 72), 4);
        put(76, (made.segment.size() - offset - 104) / 4, 4);
        put(96, libdeflate_adler32(1, header.data() + 76, 20), 4);
        std::copy(header.begin(), header.end(), made.segment.begin() + static_cast<std::ptrdiff_t>(offset));
        if (i == 0) std::copy_n("sectors\0", 8, made.segment.begin() + static_cast<std::ptrdiff_t>(offset));
        if (i == 0) {
            const std::uint32_t checksum = libdeflate_adler32(1, made.segment.data() + offset, 72);
            for (std::size_t b = 0; b < 4; ++b) made.segment[offset + 72 + b] = static_cast<Byte>(checksum >> 8 * b);
        }
    }
    CHECK(made.compared().trouble == "made.E01: segment 1 (made.E01): its sections overlap");
}
