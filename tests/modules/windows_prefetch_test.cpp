// Prefetch files of each version, made here byte by byte, plain and packed.
#include <doctest/doctest.h>

#include "plugins/sdk/testing.hpp"
#include "plugins/windows/prefetch.cpp"
#include "tests/modules/made_bytes.hpp"

namespace {

using made::little;
using made::padded;
using made::utf16;

constexpr std::uint64_t when = 131'117'098'656'180'000;  // 2016-06-29 21:37:45.618 UTC
constexpr std::int64_t when_ns = 1'467'236'265'618'000'000;
constexpr std::uint64_t day = 864'000'000'000;

Findings prefetch(std::string bytes, std::string path = "Windows/Prefetch/کام.EXE-0A1B2C3D.pf") {
    return sanad::sdk::examine(*sanad_module_v1(), {std::move(path), std::move(bytes)});
}

/// One program, two files, one volume. `version` 17 is XP, 23 Vista and 7, 26 Windows 8, 30 and 31 Windows 10 and 11.
std::string made_prefetch(std::uint32_t version) {
    const std::size_t info_size = version == 17 ? 68 : version == 23 ? 156 : version == 26 ? 224 : 212;
    const std::size_t metric_size = version == 17 ? 20 : 32;
    const std::size_t volume_size = version == 17 ? 40 : version >= 30 ? 96 : 104;
    const std::string names = made::utf16z("\\VOLUME{1}\\A.DLL") + made::utf16z("\\VOLUME{1}\\ب.DLL");
    const std::string device = utf16("\\VOLUME{1}");
    const std::size_t metrics_at = 84 + info_size;
    const std::size_t chains_at = metrics_at + 2 * metric_size;
    const std::size_t chain_size = version >= 30 ? 8 : 12;
    const std::size_t names_at = chains_at + chain_size;
    const std::size_t volumes_at = (names_at + names.size() + 7) / 8 * 8;

    std::string info = little(metrics_at, 4) + little(2, 4) + little(chains_at, 4) + little(1, 4) +
                       little(names_at, 4) + little(names.size(), 4) + little(volumes_at, 4) + little(1, 4);
    const std::string volume_info = padded(little(volume_size, 4) + little(device.size() / 2, 4) + little(when, 8) +
                                               little(0xBC3EF762, 4) + little(volume_size + device.size() + 2, 4) +
                                               little(0, 4) + little(volume_size + device.size() + 2, 4) + little(0, 4),
                                           volume_size) +
                                    device + std::string(2, '\0');
    info += little(volume_info.size(), 4);
    if (version == 17) {
        info += little(when, 8) + std::string(16, '\0') + little(7, 4) + little(0, 4);
    } else if (version == 23) {
        info += std::string(8, '\0') + little(when, 8) + std::string(16, '\0') + little(7, 4);
    } else {
        info += std::string(8, '\0') + little(when, 8) + little(when - day, 8) + std::string(48, '\0');
        info += std::string(version == 26 ? 16 : 8, '\0') + little(7, 4);
    }
    std::string metrics;
    std::size_t name_at = 0;
    for (const std::size_t length : {std::size_t{16}, std::size_t{16}}) {
        metrics += version == 17 ? little(0, 8) + little(name_at, 4) + little(length, 4) + little(0, 4)
                                 : padded(little(0, 12) + little(name_at, 4) + little(length, 4), 32);
        name_at += 34;
    }
    std::string bytes = little(version, 4) + "SCCA" + little(0x11, 4) + little(volumes_at + volume_info.size(), 4) +
                        padded(utf16("کام.EXE"), 60) + little(0x0A1B2C3D, 4) + little(0, 4) + padded(info, info_size) +
                        metrics + std::string(chain_size, '\0') + names;
    return padded(bytes, volumes_at) + volume_info;
}

/// Packed with a code of eight bits for each byte: no match anywhere.
std::string packed(const std::string& plain, bool with_sum = false) {
    std::string bytes = "MAM" + std::string(1, with_sum ? '\x84' : '\x04') + little(plain.size(), 4);
    if (with_sum) bytes += little(0x12345678, 4);
    bytes += std::string(128, '\x88') + std::string(128, '\0');
    for (std::size_t at = 0; at < plain.size(); at += 2) {
        bytes += at + 1 < plain.size() ? plain[at + 1] : '\0';
        bytes += plain[at];
    }
    return bytes + std::string(4, '\0');
}

void check_program(const Findings& found, std::int64_t version) {
    CHECK(found.verdict == Verdict::examined);
    CHECK(found.warnings.empty());
    REQUIRE(!found.artifacts.empty());
    const Finding& executed = found.artifacts[0];
    CHECK(executed.type == "program.executed");
    CHECK(executed.text("program") == "کام.EXE");
    CHECK(executed.text("prefetch_hash") == "0a1b2c3d");
    CHECK(executed.integer("run_count") == 7);
    CHECK(executed.integer("executed_at") == when_ns);
    CHECK(executed.integer("format_version") == version);
    CHECK(executed.text("loaded_files") == "\\VOLUME{1}\\A.DLL");
    CHECK(executed.text("volume_serials") == "bc3ef762");
    CHECK(found.artifacts.back().type == "volume.recorded");
    CHECK(found.artifacts.back().text("device_path") == "\\VOLUME{1}");
    CHECK(found.artifacts.back().integer("created_at") == when_ns);
}

}  // namespace

TEST_CASE("a prefetch file of every version gives program, times, count, files and volumes") {
    for (const std::uint32_t version : {17u, 23u, 26u, 30u, 31u}) {
        CAPTURE(version);
        const Findings found = prefetch(made_prefetch(version));
        check_program(found, version);
        CHECK(found.artifacts.size() == (version < 26 ? 2 : 3));  // since Windows 8, earlier runs too
        if (version < 26) continue;
        CHECK(found.artifacts[1].type == "program.executed_earlier");
        CHECK(found.artifacts[1].integer("executed_at") == when_ns - 86'400'000'000'000);
        CHECK(found.artifacts[1].integer("position") == 1);
    }
}

TEST_CASE("packed files are unpacked, with and without a sum; what ends early is damage") {
    for (const bool with_sum : {false, true}) check_program(prefetch(packed(made_prefetch(30), with_sum)), 30);
    check_program(prefetch(packed(made_prefetch(31))), 31);
    const std::string whole = packed(made_prefetch(30));
    CHECK(prefetch(whole.substr(0, whole.size() - 40)).verdict == Verdict::damaged);
    // Superfetch's other files are packed alike: not ours, and named so only where the name says prefetch.
    CHECK(prefetch(packed(std::string(200, 'x')), "Windows/Prefetch/AgGlGlobalHistory.db").verdict ==
          Verdict::not_mine);
    CHECK(prefetch(packed(std::string(200, 'x'))).verdict == Verdict::damaged);
}

TEST_CASE("cut at every length and with every byte changed, it ends in good order") {
    for (const std::string& whole : {made_prefetch(17), made_prefetch(30), packed(made_prefetch(30))}) {
        for (std::size_t length = 0; length < whole.size(); ++length) {
            for (const Finding& finding : prefetch(whole.substr(0, length)).artifacts) {
                CHECK(finding.source.offset + finding.source.length <= length);
            }
            std::string bytes = whole;
            bytes[length] = static_cast<char>(bytes[length] ^ 0xFF);
            CHECK(prefetch(bytes).verdict != Verdict::failed);
        }
    }
}

TEST_CASE("matches of Huffman-packed bytes are copied, the long ones too") {
    // Codes of two bits: 'a' (0), a match of offset 1 and length 3 + 15 + a byte (1), others unused.
    const std::size_t match = 256 + 15;  // offset of 1 has no bits; length goes on in a byte
    std::string table(256, '\0');
    table['a' / 2] = static_cast<char>('a' % 2 == 0 ? 0x01 : 0x10);
    table[match / 2] = static_cast<char>(match % 2 == 0 ? 0x01 : 0x10);
    // Bits: 0 (an 'a'), 1 (the match); the two words read ahead come first, then the byte of the length.
    const std::string bytes = table + little(0x4000, 2) + little(0, 2) + little(10, 1);
    bool whole = false;
    const std::vector<std::uint8_t> packed_bytes(bytes.begin(), bytes.end());
    const auto plain = windows::unpacked(packed_bytes, 1 + 28, 1000, whole);
    CHECK(whole);
    CHECK(std::string(plain.begin(), plain.end()) == std::string(29, 'a'));
    CHECK(windows::unpacked(packed_bytes, 5, 1000, whole).size() == 1);  // a match beyond the end is damage
    CHECK_FALSE(whole);
}

TEST_CASE("what is no prefetch file is not the module's") {
    CHECK(prefetch("").verdict == Verdict::not_mine);
    CHECK(prefetch(std::string(100, 'x')).verdict == Verdict::not_mine);
    CHECK(prefetch("xxxxSCCA").verdict == Verdict::not_mine);
}
