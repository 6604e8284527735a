// Archives made by hand, by each format's own document, in the test's process.
#include <doctest/doctest.h>

#include "plugins/archive/archive_members.cpp"
#include "plugins/sdk/testing.hpp"
#include "tests/modules/damage.hpp"

namespace {

using sanad::tests::big;
using sanad::tests::crc32;
using sanad::tests::little;

Findings opened(std::string bytes, std::string path = "C/Users/ali/things.bin") {
    return sanad::sdk::examine(*sanad_module_v1(), {std::move(path), std::move(bytes)});
}

struct ZipMember {
    std::string name, content, extra = {}, local_name = {};
    std::uint16_t flags = 0, method = 0;
    std::uint32_t external = 0;
    std::uint16_t made_by = 0;
};

// 2009-08-11 09:09:44
constexpr std::uint16_t dos_date = (29 << 9) | (8 << 5) | 11;
constexpr std::uint16_t dos_clock = (9 << 11) | (9 << 5) | 22;

/// APPNOTE.TXT 4.3
std::string zip(const std::vector<ZipMember>& members, const std::string& comment = "") {
    std::string file;
    std::string directory;
    for (const ZipMember& member : members) {
        const std::string& local_name = member.local_name.empty() ? member.name : member.local_name;
        const std::string facts = little(member.flags, 2) + little(member.method, 2) + little(dos_clock, 2) +
                                  little(dos_date, 2) + little(crc32(member.content), 4) +
                                  little(member.content.size(), 4) + little(member.content.size(), 4);
        directory += "PK\x01\x02" + little(member.made_by, 2) + little(20, 2) + facts + little(member.name.size(), 2) +
                     little(member.extra.size(), 2) + little(0, 2) + little(0, 2) + little(0, 2) +
                     little(member.external, 4) + little(file.size(), 4) + member.name + member.extra;
        file += "PK\x03\x04" + little(20, 2) + facts + little(local_name.size(), 2) + little(0, 2) + local_name +
                member.content;
    }
    return file + directory + "PK\x05\x06" + little(0, 4) + little(members.size(), 2) + little(members.size(), 2) +
           little(directory.size(), 4) + little(file.size(), 4) + little(comment.size(), 2) + comment;
}

/// POSIX.1-1988 ustar
std::string tar(const std::string& name, const std::string& content) {
    const auto field = [](std::string text, std::size_t width) {
        text.resize(width, '\0');
        return text;
    };
    const auto octal = [](std::uint64_t value, std::size_t width) {
        std::string digits(width - 1, '0');
        for (std::size_t i = digits.size(); value != 0; value >>= 3) digits[--i] = static_cast<char>('0' + (value & 7));
        return digits + '\0';
    };
    std::string header = field(name, 100) + octal(0640, 8) + octal(1000, 8) + octal(100, 8) +
                         octal(content.size(), 12) + octal(1'250'000'000, 12) + "        0" + field("", 100) +
                         std::string{
                             "ustar\0"
                             "00",
                             8} +
                         field("ali", 32) + field("users", 32);
    header.resize(512, '\0');
    unsigned sum = 0;
    for (const char c : header) sum += static_cast<unsigned char>(c);
    header.replace(148, 8, octal(sum, 7) + ' ');
    return header + field(content, (content.size() + 511) / 512 * 512) + std::string(1024, '\0');
}

/// RFC 1952 over one stored block of RFC 1951
std::string gzip(const std::string& content, const std::string& name = "", std::uint32_t time = 0) {
    const std::string named = name.empty() ? "" : name + '\0';
    return std::string{"\x1F\x8B\x08", 3} + (name.empty() ? '\0' : '\x08') + little(time, 4) +
           std::string{"\0\x03", 2} + named + '\x01' + little(content.size(), 2) + little(~content.size(), 2) +
           content + little(crc32(content), 4) + little(content.size(), 4);
}

/// RARLAB's technote of RAR 5.0; numbers below 128 are one byte.
std::string rar5_block(const std::string& header, const std::string& content = "") {
    const std::string sized = little(header.size(), 1) + header;
    return little(crc32(sized), 4) + sized + content;
}
std::string rar_5(bool encrypted) {
    const std::string content = "secret";
    std::string extra;
    if (encrypted) {
        // size, type 1, version, flags, count of rounds, salt, initialisation vector
        extra += little(36, 1) + little(1, 1) + little(0, 1) + little(0, 1) + little(15, 1) + std::string(32, 's');
    }
    // size, type 3, flags: Unix time, modified; the time
    extra += little(6, 1) + little(3, 1) + little(3, 1) + little(1'250'000'000, 4);
    const std::string name = "letter.txt";
    // Attributes are a number of seven bits a byte: 0100644 octal.
    const std::string attributes = {'\xA4', '\x83', '\x02'};
    const std::string whole = little(2, 1) + little(3, 1) + little(extra.size(), 1) + little(content.size(), 1) +
                              little(4, 1) + little(content.size(), 1) + attributes + little(crc32(content), 4) +
                              little(0, 1) + little(1, 1) + little(name.size(), 1) + name + extra;
    return std::string{"Rar!\x1A\x07\x01\0", 8} + rar5_block(little(1, 1) + little(0, 1) + little(0, 1)) +
           rar5_block(whole, content) + rar5_block(little(5, 1) + little(0, 1) + little(0, 1));
}

/// Level 0, method "-lh0-"
std::string lha(const std::string& name, const std::string& content) {
    std::uint16_t crc = 0;
    for (const char c : content) {
        crc = static_cast<std::uint16_t>(crc ^ static_cast<unsigned char>(c));
        for (int bit = 0; bit < 8; ++bit) crc = static_cast<std::uint16_t>(crc >> 1 ^ ((crc & 1) != 0 ? 0xA001 : 0));
    }
    const std::string header = "-lh0-" + little(content.size(), 4) + little(content.size(), 4) + little(dos_clock, 2) +
                               little(dos_date, 2) + '\x20' + '\0' + little(name.size(), 1) + name + little(crc, 2);
    unsigned sum = 0;
    for (const char c : header) sum += static_cast<unsigned char>(c);
    return little(header.size(), 1) + little(sum, 1) + header + content + '\0';
}

std::string cpio(const std::string& name, const std::string& content) {
    const auto entry = [](const std::string& named, const std::string& bytes) {
        const auto hex = [](std::uint64_t value) {
            std::array<char, 9> digits{};
            std::snprintf(digits.data(), digits.size(), "%08lx", static_cast<unsigned long>(value));
            return std::string{digits.data()};
        };
        std::string whole = "070701" + hex(1) + hex(0100600) + hex(1000) + hex(100) + hex(1) + hex(1'250'000'000) +
                            hex(bytes.size()) + hex(0) + hex(0) + hex(0) + hex(0) + hex(named.size() + 1) + hex(0) +
                            named + '\0';
        whole.resize((whole.size() + 3) / 4 * 4, '\0');
        whole += bytes;
        whole.resize((whole.size() + 3) / 4 * 4, '\0');
        return whole;
    };
    return entry(name, content) + entry("TRAILER!!!", "");
}

}  // namespace

TEST_CASE("a zip's members are listed with their place, their clock without a zone, and unpacked") {
    const std::string bytes = zip({{"notes/a.txt", "hello"}, {"empty/", ""}}, "from the office");
    const Findings found = opened(bytes);
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(found.artifacts.size() == 3);
    const Finding& file = found.artifacts[0];
    CHECK(file.text("path") == "notes/a.txt");
    CHECK(file.integer("size") == 5);
    CHECK(file.text("method") == "stored");
    CHECK(file.text("crc32") == "3610a686");  // of "hello", by any crc32 program
    CHECK(file.text("modified_local") == "2009-08-11 09:09:44");
    CHECK_FALSE(file.has("modified_at"));
    CHECK_FALSE(file.has("path_recorded"));
    CHECK(file.text("content") == "unpacked");
    CHECK(bytes.substr(file.source.offset, 4) == "PK\x03\x04");
    CHECK(bytes.substr(file.source.offset, file.source.length).ends_with("hello"));
    CHECK(found.artifacts[1].text("kind") == "folder");
    CHECK(found.artifacts[2].type == "archive.listed");
    CHECK(found.artifacts[2].integer("members") == 2);
    CHECK(found.artifacts[2].text("comment") == "from the office");
    REQUIRE(found.derived.size() == 1);
    CHECK(found.derived[0] == std::pair<std::string, std::string>{"notes/a.txt", "hello"});
}

TEST_CASE("times of a zip with a zone are those of its extra fields, to their precision") {
    const std::string unix_times = little(0x5455, 2) + little(5, 2) + '\x01' + little(1'250'000'000, 4);
    // FILETIME of 2009-08-11 14:13:20.1234567 UTC
    const std::uint64_t filetime = (11'644'473'600ull + 1'250'000'000ull) * 10'000'000 + 1'234'567;
    const std::string ntfs = little(0x0A, 2) + little(32, 2) + little(0, 4) + little(1, 2) + little(24, 2) +
                             little(filetime, 8) + little(0, 8) + little(filetime + 10'000'000, 8);
    const Findings found = opened(zip({{"a", "1", unix_times}, {"b", "2", unix_times + ntfs}}));
    REQUIRE(found.artifacts.size() == 3);
    CHECK(found.artifacts[0].integer("modified_at") == 1'250'000'000'000'000'000);
    CHECK(found.artifacts[1].integer("modified_at") == 1'250'000'000'123'456'700);
    CHECK(found.artifacts[1].integer("created_at") == 1'250'000'001'123'456'700);
    CHECK_FALSE(found.artifacts[1].has("accessed_at"));
}

TEST_CASE("names in a zip are kept as recorded and read as their code page most likely is") {
    const auto path_of = [](const std::string& name, std::uint16_t flags = 0, const std::string& extra = "") {
        return opened(zip({{name, "x", extra, {}, flags}})).artifacts.at(0);
    };
    CHECK(path_of("\x8F\xE0\xA8\xA2\xA5\xE2.txt").text("path") == "Привет.txt");
    CHECK(path_of("\x8F\xE0\xA8\xA2\xA5\xE2.txt").text("path_encoding") == "CP866");
    CHECK(path_of("\xF0\xD2\xC9\xD7\xC5\xD4").text("path") == "Привет");
    CHECK(path_of("\xF0\xD2\xC9\xD7\xC5\xD4").text("path_encoding") == "KOI8-R");
    CHECK(path_of("caf\x82").text("path") == "café");
    CHECK(path_of("caf\x82").text("path_encoding") == "CP437");
    CHECK(path_of("caf\x82").text("path_recorded") == "caf\x82");
    CHECK(path_of("رپورٹ.pdf").text("path") == "رپورٹ.pdf");
    CHECK_FALSE(path_of("رپورٹ.pdf", 0x800).has("path_recorded"));
    // 4.6.9: the archive's own Unicode path counts only while it belongs to the name.
    const auto unicode = [](const std::string& of) {
        const std::string name = "رقم";
        return little(0x7075, 2) + little(5 + name.size(), 2) + '\x01' + little(crc32(of), 4) + name;
    };
    CHECK(path_of("\x91\x92", 0, unicode("\x91\x92")).text("path") == "رقم");
    CHECK(path_of("\x91\x92", 0, unicode("other")).text("path") == "æÆ");
}

TEST_CASE("an encrypted member is named, and no content made of it") {
    const Findings found = opened(zip({{"open.txt", "1"}, {"secret.txt", "????????????", {}, {}, 1}}));
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(found.artifacts.size() == 3);
    CHECK(found.artifacts[1].integer("encrypted") == 1);
    CHECK(found.artifacts[1].text("content") == "encrypted");
    CHECK(found.artifacts[2].integer("encrypted_members") == 1);
    CHECK(found.derived.size() == 1);
}

TEST_CASE("a member that is called otherwise before its content is a warning") {
    const Findings found = opened(zip({{"invoice.pdf", "1", {}, "invoice.exe"}}));
    CHECK(found.verdict == Verdict::damaged);
    REQUIRE(found.warnings.size() == 1);
    CHECK(found.warnings[0].find("invoice.exe") != std::string::npos);
    CHECK(found.artifacts[0].text("path") == "invoice.pdf");
}

TEST_CASE("a zip whose directory is lost gives the members whose own headers are there") {
    std::string bytes = zip({{"a.txt", "alpha"}, {"b.txt", "beta"}});
    bytes.resize(bytes.find("PK\x01\x02"));
    const Findings found = opened(bytes);
    CHECK(found.verdict == Verdict::damaged);
    REQUIRE(found.derived.size() == 2);
    CHECK(found.derived[1].second == "beta");
}

TEST_CASE("a member that was replaced, and is still there, is found and marked") {
    const std::string before = zip({{"will.txt", "all to Ali"}});
    const std::string old_member = before.substr(0, before.find("PK\x01\x02"));
    const Findings found = opened(old_member + zip({{"will.txt", "all to Zain"}}));
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(found.artifacts.size() == 3);
    CHECK_FALSE(found.artifacts[0].has("unlisted"));
    CHECK(found.artifacts[1].integer("unlisted") == 1);
    CHECK(found.artifacts[1].source.offset == 0);
    REQUIRE(found.derived.size() == 2);
    CHECK(found.derived[0].second == "all to Zain");
    CHECK(found.derived[1].second == "all to Ali");
}

TEST_CASE("content that is not what its checksum says is kept, and called a part") {
    std::string bytes = zip({{"a.txt", "alpha"}});
    bytes[bytes.find("alpha")] = 'A';
    const Findings found = opened(bytes);
    CHECK(found.verdict == Verdict::damaged);
    CHECK(found.artifacts[0].text("content") == "part");
    REQUIRE(found.derived.size() == 1);
    CHECK(found.derived[0].second == "Alpha");
}

TEST_CASE("a program that unpacks itself is read past what stands before the zip") {
    const Findings found = opened(std::string(700, 'M') + zip({{"a.txt", "alpha"}}));
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(found.derived.size() == 1);
    CHECK(found.derived[0].second == "alpha");
    CHECK(found.artifacts[0].source.offset == 700);
}

TEST_CASE("a tar's member has owner, mode and a time in UTC; packed, its tar is opened too") {
    for (const std::string& bytes : {tar("home/ali/a.txt", "hello"), gzip(tar("home/ali/a.txt", "hello"))}) {
        const Findings found = opened(bytes);
        CHECK(found.verdict == Verdict::examined);
        REQUIRE(found.artifacts.size() == 2);
        const Finding& file = found.artifacts[0];
        CHECK(file.text("path") == "home/ali/a.txt");
        CHECK(file.integer("modified_at") == 1'250'000'000'000'000'000);
        CHECK(file.text("mode") == "100640");
        CHECK(file.text("user") == "ali");
        CHECK(file.integer("group_id") == 100);
        CHECK(found.derived.at(0).second == "hello");
    }
    CHECK(opened(gzip(tar("a", "b"))).artifacts.at(1).text("format") == "tar in gzip");
    CHECK(opened(tar("a", "b")).artifacts.at(0).source.length == 513);
}

TEST_CASE("a packed file has the name and time that were recorded, else the archive's own name and no time") {
    const Findings named = opened(gzip("hello", "syslog.1", 1'250'000'000), "logs/old.gz");
    CHECK(named.artifacts.at(0).text("path") == "syslog.1");
    CHECK(named.artifacts.at(0).integer("modified_at") == 1'250'000'000'000'000'000);
    CHECK(named.artifacts.at(0).integer("size") == 5);
    const Findings unnamed = opened(gzip("hello"), "logs/old.log.GZ");
    CHECK(unnamed.artifacts.at(0).text("path") == "old.log");
    CHECK_FALSE(unnamed.artifacts.at(0).has("modified_at"));
    CHECK(unnamed.derived.at(0) == std::pair<std::string, std::string>{"old.log", "hello"});
    CHECK(opened(gzip("")).artifacts.at(0).integer("size") == 0);
}

TEST_CASE("a RAR 5 is opened, and a member that needs a password is named with its time") {
    const Findings open = opened(rar_5(false));
    CHECK(open.verdict == Verdict::examined);
    REQUIRE(open.derived.size() == 1);
    CHECK(open.derived[0].second == "secret");
    const Findings closed = opened(rar_5(true));
    CHECK(closed.verdict == Verdict::examined);
    CHECK(closed.derived.empty());
    REQUIRE(closed.artifacts.size() == 2);
    CHECK(closed.artifacts[0].text("path") == "letter.txt");
    CHECK(closed.artifacts[0].text("content") == "encrypted");
    CHECK(closed.artifacts[0].integer("modified_at") == 1'250'000'000'000'000'000);
}

TEST_CASE("an LHA of DOS has a clock without a zone; a cpio has UTC") {
    const Findings old = opened(lha("GAME.EXE", "bytes"));
    CHECK(old.verdict == Verdict::examined);
    CHECK(old.artifacts.at(0).text("modified_local") == "2009-08-11 09:09:44");
    CHECK_FALSE(old.artifacts.at(0).has("modified_at"));
    CHECK(old.derived.at(0).second == "bytes");
    const Findings unix_file = opened(cpio("etc/hosts", "127.0.0.1"));
    CHECK(unix_file.artifacts.at(0).integer("modified_at") == 1'250'000'000'000'000'000);
    CHECK(unix_file.artifacts.at(0).text("mode") == "100600");
    CHECK(unix_file.derived.at(0).second == "127.0.0.1");
}

namespace {

/// RFC 1951: zeros, in a block of the fixed code; 258 of them take 13 bits.
std::string packed_zeros(std::size_t times) {
    std::string bits;
    const auto put = [&](unsigned code, unsigned count) {
        for (unsigned i = count; i-- > 0;) bits += static_cast<char>(code >> i & 1);
    };
    put(1, 1);
    put(2, 2);     // kind 1, its lowest bit first
    put(0x30, 8);  // the byte 0
    for (std::size_t i = 0; i < times; ++i) {
        put(0xC5, 8);  // 258 more
        put(0, 5);     // of the byte before
    }
    put(0, 7);
    std::string packed((bits.size() + 7) / 8, '\0');
    for (std::size_t i = 0; i < bits.size(); ++i) packed[i / 8] = static_cast<char>(packed[i / 8] | bits[i] << i % 8);
    return packed;
}

/// Twenty members of 18 MB each, of the same 114 KB.
std::string bomb() {
    std::string file;
    std::string directory;
    const std::string packed = packed_zeros(70'000);
    const std::size_t size = 70'000 * 258 + 1;
    const std::uint32_t crc = crc32(std::string(size, '\0'));
    for (int i = 0; i < 20; ++i) {
        const std::string facts =
            little(0, 2) + little(8, 2) + little(0, 4) + little(crc, 4) + little(packed.size(), 4) + little(size, 4);
        if (i == 0) file = "PK\x03\x04" + little(20, 2) + facts + little(1, 2) + little(0, 2) + "z" + packed;
        directory += "PK\x01\x02" + little(20, 2) + little(20, 2) + facts + little(1, 2) + std::string(16, '\0') + "z";
    }
    return file + directory + "PK\x05\x06" + little(0, 4) + little(20, 2) + little(20, 2) +
           little(directory.size(), 4) + little(file.size(), 4) + little(0, 2);
}

}  // namespace

TEST_CASE("a bomb costs its own members: what is left out is named, and what fits is there") {
    const std::string bytes = bomb();
    const Findings found = opened(bytes, "bomb.zip");
    CHECK(found.verdict == Verdict::examined);
    CHECK(found.artifacts.size() == 21);
    std::size_t size = 0;
    for (const auto& [name, content] : found.derived) size += content.size();
    CHECK(size <= (16u << 20) + 256 * bytes.size());
    CHECK(found.derived.size() + found.warnings.size() == 20);
    CHECK(found.artifacts[0].text("content") == "unpacked");
    CHECK(found.artifacts[19].text("content") == "left out");
    CHECK(found.artifacts[20].integer("left_out") == static_cast<std::int64_t>(found.warnings.size()));
}

TEST_CASE("a packed file that begins with zeros is no empty tar") {
    const std::string packed =
        gzip("").substr(0, 10) + packed_zeros(10) + little(crc32(std::string(2581, '\0')), 4) + little(2581, 4);
    const Findings found = opened(packed, "disk.img.gz");
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(found.derived.size() == 1);
    CHECK(found.derived[0].first == "disk.img");
    CHECK(found.derived[0].second == std::string(2581, '\0'));
}

TEST_CASE("what is no archive is not the module's") {
    CHECK(opened("").verdict == Verdict::not_mine);
    CHECK(opened("PK and no more").verdict == Verdict::not_mine);
    CHECK(opened("BZhang is a name").verdict == Verdict::not_mine);
    CHECK(opened(std::string(2000, 'x')).verdict == Verdict::not_mine);
    CHECK(opened("a -lh5 in a text").verdict == Verdict::not_mine);
}

TEST_CASE("archives cut at every length and changed at every byte are survived") {
    const sanad_module& module = *sanad_module_v1();
    sanad::tests::damage_everywhere(module, {"a.zip", zip({{"a.txt", "alpha"}, {"secret", "beta", {}, {}, 1}})});
    sanad::tests::damage_everywhere(module, {"a.gz", gzip("hello", "name")});
    sanad::tests::damage_everywhere(module, {"a.rar", rar_5(true)});
    sanad::tests::damage_everywhere(module, {"a.lzh", lha("A", "bytes")});
    sanad::tests::damage_everywhere(module, {"a.cpio", cpio("a", "b")});
    sanad::tests::damage_everywhere(module, {"a.tar", tar("a", "b")});
}
