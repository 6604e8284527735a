// Containers that are broken: what is left is read, what is lost is named, and nothing a header says is believed.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <random>

#include "core/source/containers/file_bytes.hpp"
#include "core/source/containers/vhdx_log.hpp"
#include "tests/containers/opened.hpp"
#include "tests/containers/qemu_tools.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;
namespace fs = std::filesystem;

namespace {

void put_le(std::vector<Byte>& bytes, std::size_t at, std::uint64_t value, int size) {
    for (int i = 0; i < size; ++i) bytes.at(at + static_cast<std::size_t>(i)) = static_cast<Byte>(value >> (8 * i));
}

void put_be(std::vector<Byte>& bytes, std::size_t at, std::uint64_t value, int size) {
    for (int i = 0; i < size; ++i)
        bytes.at(at + static_cast<std::size_t>(i)) = static_cast<Byte>(value >> (8 * (size - 1 - i)));
}

void put_text(std::vector<Byte>& bytes, std::size_t at, std::string_view text) {
    std::copy(text.begin(), text.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
}

std::uint64_t le(Bytes bytes, std::size_t at) {
    return *ByteReader{bytes}.u64_le(at);
}

/// One small container of each kind, holding 4 MiB that begin with 1 MiB of 0x5A and then noise.
void make_samples(const fs::path& folder) {
    std::vector<Byte> medium(4 << 20, Byte{0x5A});
    std::mt19937 noise{7};
    for (std::size_t at = 1 << 20; at < medium.size(); ++at)
        medium[at] = at / 40'000 % 3 == 0 ? Byte{0} : static_cast<Byte>(noise());
    write_file(folder / "medium.raw", medium);
    for (const char* arguments :
         {"-O vpc -o subformat=dynamic s.vhd", "-O vpc -o subformat=fixed fixed.vhd", "-O vhdx -o block_size=1M s.vhdx",
          "-O qcow2 s.qcow2", "-c -O qcow2 -o cluster_size=4096 packed.qcow2", "-O vmdk s.vmdk",
          "-O vmdk -o subformat=streamOptimized stream.vmdk"}) {
        const std::string text = arguments;
        const auto name = text.rfind(' ');
        run(folder,
            fmt::format("qemu-img convert -f raw {} medium.raw {}", text.substr(0, name), text.substr(name + 1)));
    }
}

/// Opens and reads a bounded part; what it says does not matter, only that it ends.
void survive(const fs::path& file) {
    auto opened = OpenedContainer::open(file);
    if (!opened) return;
    ByteSource& source = opened->source();
    std::vector<DamagedRange> damage;
    std::vector<Byte> bytes;
    const std::uint64_t size = source.size();
    for (const std::uint64_t at :
         {std::uint64_t{0}, size / 3, size / 2, size - std::min<std::uint64_t>(size, 300'000)}) {
        bytes.resize(static_cast<std::size_t>(std::min<std::uint64_t>(size - at, 1'500'000)));
        const auto read = source.read(at, bytes, damage);
        CHECK((read || read.error().fault != Fault::refused));
    }
    for (const DamagedRange& range : damage) {
        CHECK(range.offset < size);
        CHECK(range.length <= size - range.offset);
        CHECK_FALSE(range.reason.empty());
    }
}

}  // namespace

TEST_CASE("a container cut short gives what is left and names the rest as damage") {
    if (no_qemu()) return;
    const TemporaryFolder folder;
    make_samples(folder.path());
    const auto medium = read_file(folder.path() / "medium.raw");
    for (const char* name : {"s.vmdk", "s.qcow2", "s.vhd", "s.vhdx"}) {
        CAPTURE(std::string{name});
        const fs::path file = folder.path() / name;
        // A VHD keeps a copy of its footer at the start; the others begin with all they need.
        fs::resize_file(file, fs::file_size(file) - 700'000);
        auto opened = OpenedContainer::open(file);
        REQUIRE(opened);
        std::vector<DamagedRange> damage;
        const auto bytes = medium_of(opened->source(), 1 << 20, damage);
        REQUIRE(bytes);
        REQUIRE_FALSE(damage.empty());
        std::vector<Byte> expected = medium;
        expected.resize(bytes->size(), Byte{0});
        for (const DamagedRange& range : damage) {
            CHECK(range.reason.find(name) != std::string::npos);
            std::fill_n(expected.begin() + static_cast<std::ptrdiff_t>(range.offset), range.length, Byte{0});
        }
        CHECK(*bytes == expected);
    }
}

TEST_CASE("one bad compressed cluster costs that cluster and is reported at its place in the medium") {
    if (no_qemu()) return;
    const TemporaryFolder folder;
    make_samples(folder.path());
    const auto medium = read_file(folder.path() / "medium.raw");
    const fs::path file = folder.path() / "stream.vmdk";
    auto bytes = read_file(file);
    // The grain at media offset 65536: its marker carries sector 128; the data follows 12 bytes later.
    std::size_t marker = 0;
    for (std::size_t at = 65536; at + 12 < bytes.size() && marker == 0; at += 512)
        if (le(bytes, at) == 128 && bytes[at + 12] == 0x78) marker = at;
    REQUIRE(marker != 0);
    bytes[marker + 20] ^= 0xFF;
    write_file(file, bytes);
    auto opened = OpenedContainer::open(file);
    REQUIRE(opened);
    std::vector<DamagedRange> damage;
    const auto read = medium_of(opened->source(), 50'000, damage);
    REQUIRE(read);
    std::uint64_t total = 0;
    for (const auto& range : damage) {
        CHECK(range.offset >= 65536);
        CHECK(range.reason == "stream.vmdk: compressed bytes do not inflate");
        total += range.length;
    }
    CHECK(total == 65536);
    std::vector<Byte> expected = medium;
    std::fill_n(expected.begin() + 65536, 65536, Byte{0});
    CHECK(*read == expected);
}

TEST_CASE("a VHD whose footer is destroyed is read by its copy, and says so") {
    if (no_qemu()) return;
    const TemporaryFolder folder;
    make_samples(folder.path());
    const fs::path file = folder.path() / "s.vhd";
    const std::string before = medium_sha256(file);
    auto bytes = read_file(file);
    std::fill(bytes.end() - 512, bytes.end(), Byte{0});
    write_file(file, bytes);
    CHECK(medium_sha256(file) == before);
    auto opened = OpenedContainer::open(file);
    REQUIRE(opened);
    CHECK(opened->facts().remarks ==
          std::vector<Remark>{{"s.vhd: the footer at the end is damaged; its copy at the start was used"}});
}

TEST_CASE("a fixed VHD with the 511-byte footer of early writers is read") {
    if (no_qemu()) return;
    const TemporaryFolder folder;
    make_samples(folder.path());
    const fs::path file = folder.path() / "fixed.vhd";
    const std::string before = medium_sha256(file);
    fs::resize_file(file, fs::file_size(file) - 1);
    CHECK(medium_sha256(file) == before);
}

TEST_CASE("a VMDK altered by a transfer as text is refused") {
    if (no_qemu()) return;
    const TemporaryFolder folder;
    make_samples(folder.path());
    auto bytes = read_file(folder.path() / "s.vmdk");
    bytes[76] = '\r';
    write_file(folder.path() / "s.vmdk", bytes);
    const auto opened = OpenedContainer::open(folder.path() / "s.vmdk");
    REQUIRE_FALSE(opened);
    CHECK(opened.error().what == "s.vmdk: the VMDK was altered by a transfer as text");
}

TEST_CASE("an encrypted AFF and a QCOW of version 1 are refused by name") {
    const TemporaryFolder folder;
    const auto refusal = [&](const char* name, const std::vector<Byte>& bytes) {
        write_file(folder.path() / name, bytes);
        const auto opened = OpenedContainer::open(folder.path() / name);
        REQUIRE_FALSE(opened);
        return opened.error();
    };
    // A segment of AFF: its mark, the lengths of name and data, a number, both, an end mark with the length of all.
    const auto aff_with = [](std::string_view last) {
        std::string_view mark{"AFF10\r\n\0", 8};
        std::vector<Byte> bytes(mark.begin(), mark.end());
        const auto segment = [&](std::string_view name, std::uint32_t number, std::size_t data) {
            const std::size_t at = bytes.size(), length = 16 + name.size() + data + 8;
            bytes.resize(at + length);
            put_text(bytes, at, std::string_view{"AFF\0", 4});
            put_be(bytes, at + 4, name.size(), 4);
            put_be(bytes, at + 8, data, 4);
            put_be(bytes, at + 12, number, 4);
            put_text(bytes, at + 16, name);
            put_text(bytes, at + length - 8, std::string_view{"ATT\0", 4});
            put_be(bytes, at + length - 4, length, 4);
        };
        segment("pagesize", 65536, 0);
        segment(last, 0, 512);
        return bytes;
    };
    for (const char* name : {"affkey_aes256", "page0/aes256"}) {
        const Error error = refusal("secret.aff", aff_with(name));
        CHECK(error.fault == Fault::encrypted);
        CHECK(error.what == "secret.aff: encrypted AFF");
    }
    CHECK(refusal("plain.aff", aff_with("page0")).fault == Fault::damaged);

    std::vector<Byte> qcow(4096);
    put_text(qcow, 0, "QFI\xfb");
    put_be(qcow, 4, 1, 4);
    put_be(qcow, 24, 1 << 20, 8);
    const Error error = refusal("old.qcow", qcow);
    CHECK(error.fault == Fault::unsupported);
    CHECK(error.what == "old.qcow: QCOW version 1");
}

TEST_CASE("tables that no file could hold are refused before memory is taken for them") {
    if (no_qemu()) return;
    const TemporaryFolder folder;
    make_samples(folder.path());
    const auto refusal = [&](const char* name, const std::function<void(std::vector<Byte>&)>& change) {
        auto bytes = read_file(folder.path() / name);
        change(bytes);
        const fs::path changed = folder.path() / (std::string{"changed-"} + name);
        write_file(changed, bytes);
        const auto opened = OpenedContainer::open(changed);
        return opened ? std::string{"opened"} : opened.error().what;
    };
    CHECK(refusal("s.qcow2", [](auto& bytes) { put_be(bytes, 24, std::uint64_t{1} << 62, 8); }) ==
          "changed-s.qcow2: a medium of 4611686018427387904 bytes");
    CHECK(refusal("s.qcow2", [](auto& bytes) { put_be(bytes, 24, std::uint64_t{1} << 49, 8); }) ==
          "changed-s.qcow2: its L1 table does not cover the 562949953421312 bytes of the medium");
    CHECK(refusal("s.qcow2", [](auto& bytes) { put_be(bytes, 20, 63, 4); }) ==
          "changed-s.qcow2: clusters of 2^63 bytes");
    CHECK(refusal("s.vmdk", [](auto& bytes) { put_le(bytes, 12, ~std::uint64_t{0}, 8); }) ==
          "changed-s.vmdk: capacity in sectors 18446744073709551615");
    CHECK(refusal("s.vmdk", [](auto& bytes) { put_le(bytes, 20, std::uint64_t{1} << 60, 8); }) ==
          "changed-s.vmdk: sectors of a grain 1152921504606846976");
    CHECK(refusal("s.vmdk", [](auto& bytes) { put_le(bytes, 44, 0, 4); }) ==
          "changed-s.vmdk: entries of a grain table 0");
    // The footer's own place moves with nothing; its disk size lies at 48, and both copies are changed alike.
    CHECK(refusal("s.vhd", [](auto& bytes) {
              put_be(bytes, 48, std::uint64_t{1} << 41, 8);
              put_be(bytes, bytes.size() - 512 + 48, std::uint64_t{1} << 41, 8);
          }) == "changed-s.vhd: its block table does not hold the 1048576 blocks of the disk");
}

TEST_CASE("a VHDX that was not closed is read with its log replayed in memory") {
    if (no_qemu()) return;
    const TemporaryFolder folder;
    make_samples(folder.path());
    const fs::path file = folder.path() / "s.vhdx";
    const std::string whole = medium_sha256(file);
    auto bytes = read_file(file);

    // Take the first 4 KiB of the block table (and, as one run of zeros, the next 4 KiB) out of the file and into its
    // log.
    std::size_t table = 0;
    for (std::size_t at = 192 * 1024 + 16; at < 193 * 1024; at += 32)
        if (bytes[at] == 0x66 && bytes[at + 1] == 0x77) table = static_cast<std::size_t>(le(bytes, at + 16));
    REQUIRE(table != 0);
    const std::vector<Byte> guid{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    const std::uint64_t log_at = le(bytes, 64 * 1024 + 72);
    const std::size_t length = 8192;
    constexpr std::uint64_t sequence = (std::uint64_t{5} << 32) + 7;
    // Near the end of the ring, so that the entry wraps round to its start.
    const std::size_t log_length = static_cast<std::size_t>(*ByteReader{Bytes{bytes}}.u32_le(64 * 1024 + 68));
    const std::size_t position = log_length - 4096;
    std::vector<Byte> entry(length);
    put_text(entry, 0, "loge");
    put_le(entry, 8, length, 4);
    put_le(entry, 12, position, 4);
    put_le(entry, 16, sequence, 8);
    put_le(entry, 24, 2, 4);
    std::copy(guid.begin(), guid.end(), entry.begin() + 32);
    put_le(entry, 48, bytes.size(), 8);
    put_le(entry, 56, bytes.size(), 8);
    put_text(entry, 64, "desc");
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(table) + 4092, 4, entry.begin() + 68);
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(table), 8, entry.begin() + 72);
    put_le(entry, 80, table, 8);
    put_le(entry, 88, sequence, 8);
    put_text(entry, 96, "zero");
    put_le(entry, 104, 4096, 8);
    put_le(entry, 112, table + 4096, 8);
    put_le(entry, 120, sequence, 8);
    put_text(entry, 4096, "data");
    put_le(entry, 4100, sequence >> 32, 4);
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(table) + 8, 4084, entry.begin() + 4104);
    put_le(entry, 8188, sequence & 0xFFFFFFFF, 4);
    put_le(entry, 4, containers::crc32c(entry, 4), 4);
    std::copy_n(entry.begin(), 4096, bytes.begin() + static_cast<std::ptrdiff_t>(log_at + position));
    std::copy_n(entry.begin() + 4096, 4096, bytes.begin() + static_cast<std::ptrdiff_t>(log_at));
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(table), 8192, Byte{0});
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(table) + 4096, 4096, Byte{0xEE});
    for (const std::size_t header : {64u * 1024, 128u * 1024}) {
        std::copy(guid.begin(), guid.end(), bytes.begin() + static_cast<std::ptrdiff_t>(header) + 48);
        put_le(bytes, header + 4, containers::crc32c(Bytes{bytes}.subspan(header, 4096), 4), 4);
    }
    write_file(file, bytes);
    const std::string sealed = sha256sum(file);

    auto opened = OpenedContainer::open(file);
    REQUIRE(opened);
    CHECK(opened->facts().remarks ==
          std::vector<Remark>{{"s.vhdx: not closed cleanly; 1 log entries replayed in memory", Outcome::noted}});
    CHECK(medium_sha256(file) == whole);
    CHECK(sha256sum(file) == sealed);

    // qemu-img replays a log only into the file, so it is given a copy.
    fs::copy_file(file, folder.path() / "copy.vhdx");
    run(folder.path(), "qemu-img check -r all copy.vhdx");
    CHECK(sha256sum(folder.path() / "copy.vhdx") != sealed);
    CHECK(medium_sha256(folder.path() / "copy.vhdx") == whole);

    // An entry that never became whole had not begun to reach the tables: what is in the file counts.
    bytes[static_cast<std::size_t>(log_at + position) + 200] ^= 1;
    write_file(file, bytes);
    auto torn = OpenedContainer::open(file);
    REQUIRE(torn);
    CHECK(
        torn->facts().remarks ==
        std::vector<Remark>{{"s.vhdx: not closed cleanly; its log holds no complete entry to replay", Outcome::noted}});
}

TEST_CASE("an ESX sparse extent is read by its grains") {
    const TemporaryFolder folder;
    // COWD: header of 4 sectors, grain directory, one grain table of 4096 entries, one grain of 1 sector.
    std::vector<Byte> file(512 * (4 + 1 + 32 + 1));
    put_text(file, 0, "COWD");
    put_le(file, 4, 1, 4);
    put_le(file, 8, 3, 4);
    put_le(file, 12, 100, 4);
    put_le(file, 16, 1, 4);
    put_le(file, 20, 4, 4);
    put_le(file, 24, 1, 4);
    put_le(file, 4 * 512, 5, 4);
    put_le(file, 5 * 512 + 4 * 99, 37, 4);
    std::fill(file.end() - 512, file.end(), Byte{0x77});
    write_file(folder.path() / "esx-delta.vmdk", file);
    write_file(folder.path() / "esx.vmdk",
               bytes_of("# Disk DescriptorFile\nCID=1\nparentCID=ffffffff\ncreateType=\"vmfsSparse\"\n"
                        "RW 100 VMFSSPARSE \"esx-delta.vmdk\"\n"));
    auto opened = OpenedContainer::open(folder.path() / "esx.vmdk");
    REQUIRE(opened);
    CHECK(opened->facts().size == 51200);
    std::vector<DamagedRange> damage;
    const auto medium = medium_of(opened->source(), 7777, damage);
    REQUIRE(medium);
    CHECK((*medium)[99 * 512 - 1] == 0);
    CHECK((*medium)[99 * 512] == 0x77);
    CHECK(medium->back() == 0x77);
    CHECK(damage.empty());
}

TEST_CASE("a file laid over reads as changed wherever the changes meet") {
    const TemporaryFolder folder;
    const std::vector<Byte> stored(100, Byte{1});
    write_file(folder.path() / "f", stored);
    auto opened = OpenedContainer::open(folder.path() / "f");
    CHECK_FALSE(opened);
    FILE* file = std::fopen((folder.path() / "f").c_str(), "rb");
    REQUIRE(file != nullptr);
    containers::FileBytes bytes{SegmentFile{"f", fileno(file), 100}};
    bytes.lay_over(10, 20, std::vector<Byte>(20, Byte{2}));
    bytes.lay_over(15, 5, {});
    bytes.lay_over(25, 10, std::vector<Byte>(10, Byte{3}));
    bytes.lay_over(95, 10, std::vector<Byte>(10, Byte{4}));
    std::vector<Byte> expected(105, Byte{1});
    std::fill(expected.begin() + 10, expected.begin() + 30, Byte{2});
    std::fill(expected.begin() + 15, expected.begin() + 20, Byte{0});
    std::fill(expected.begin() + 25, expected.begin() + 35, Byte{3});
    std::fill(expected.begin() + 95, expected.end(), Byte{4});
    REQUIRE(bytes.size() == 105);
    const auto all = bytes.read(0, 105);
    REQUIRE(all);
    CHECK(*all == expected);
    for (std::uint64_t at = 0; at < 105; at += 7) {
        const std::uint64_t count = std::min<std::uint64_t>(13, 105 - at);
        const auto part = bytes.read(at, count);
        REQUIRE(part);
        CHECK(std::equal(part->begin(), part->end(), expected.begin() + static_cast<std::ptrdiff_t>(at)));
    }
    std::fclose(file);
}

TEST_CASE("containers with bits flipped anywhere end in an answer or an error") {
    if (no_qemu()) return;
    const TemporaryFolder folder;
    make_samples(folder.path());
    std::vector<fs::path> samples;
    for (const auto& entry : fs::directory_iterator{folder.path()})
        if (entry.path().extension() != ".raw") samples.push_back(entry.path());
    if (const auto aff = corpus_file("files/scenario/visible/s2/usb.aff")) samples.push_back(*aff);
    std::sort(samples.begin(), samples.end());
    std::mt19937 random{20260114};
    for (const fs::path& sample : samples) {
        CAPTURE(sample.string());
        const auto original = read_file(sample);
        const fs::path changed = folder.path() / ("flipped" + sample.extension().string());
        for (int round = 0; round < 60; ++round) {
            auto bytes = original;
            for (int flip = 0; flip < 6; ++flip) {
                // Structures stand at the start and at the end; the middle is mostly the medium itself.
                const std::size_t near =
                    flip % 3 == 0 ? bytes.size() : std::min<std::size_t>(bytes.size(), flip % 3 == 1 ? 512 : 400'000);
                const std::size_t at = random() % near;
                bytes[flip == 5 ? bytes.size() - 1 - at % 1024 : at] ^= static_cast<Byte>(1u << random() % 8);
            }
            if (round % 10 == 9) bytes.resize(random() % bytes.size());
            write_file(changed, bytes);
            survive(changed);
        }
    }
}
