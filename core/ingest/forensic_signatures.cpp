#include "core/ingest/forensic_signatures.hpp"

#include <algorithm>
#include <array>

#include "core/ingest/head_fields.hpp"

namespace sanad {
namespace {

using namespace std::string_view_literals;

using Confirms = bool (*)(const ByteReader& head, std::uint64_t size);

struct Signature {
    std::string_view bytes;
    std::string_view mime;
    Confirms confirms = nullptr;  ///< what else must hold, for signatures too short to stand alone
};

struct LaterSignature {
    std::uint32_t offset;
    Signature signature;
};

using namespace head;

/// FILETIME between 1980 and 2100.
bool is_likely_filetime(std::uint64_t time) {
    return time > 119600064000000000U && time < 157469184000000000U;
}

bool is_shell_link_at(const ByteReader& head, std::uint64_t at) {
    return head.matches(at, "\x4c\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46"sv);
}

/// No format is documented by its maker; every known file starts with version 2 and its first category holds shell
/// links, whose class identifier stands before each, or ends with the footer 0xBABFFBAB.
bool is_custom_destinations(const ByteReader& head, std::uint64_t size) {
    if (u32(head, 4) == 0 || u32(head, 4) > 64 || u32(head, 8) != 0 || u32(head, 12) > 2) return false;
    if (size == head.size() && size >= 28 && u32(head, size - 4) == 0xbabffbab) return true;
    for (std::uint64_t at = 16; at < 1024 && head.holds(at, 16); ++at) {
        if (head.matches(at, "\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46"sv)) return is_shell_link_at(head, at + 16);
    }
    return false;
}

bool is_recycled_vista(const ByteReader& head, std::uint64_t size) {
    // Vista writes some of these files a byte short: the size of the deleted file has seven bytes in them.
    if (size != 544 && size != 543) return false;
    const std::uint64_t time_at = size == 544 ? 16 : 15;
    return is_likely_filetime(u64(head, time_at)) && u16(head, time_at + 8) != 0;
}

bool is_recycled_10(const ByteReader& head, std::uint64_t size) {
    return is_likely_filetime(u64(head, 16)) && u32(head, 24) != 0 && size == 28 + 2 * std::uint64_t{u32(head, 24)};
}

bool is_info2(const ByteReader& head, std::uint64_t size) {
    const auto record = u32(head, 12);
    return (record == 0x118 || record == 0x320) && size >= 20 && (size - 20) % record == 0;
}

bool is_file_record(const ByteReader& head, std::uint64_t) {
    const auto fixups = u16(head, 4);
    const auto first_attribute = u16(head, 20);
    return (fixups == 0x30 || fixups == 0x2a) && first_attribute >= fixups && first_attribute % 8 == 0 &&
           u32(head, 28) >= 512;
}

/// Damaged records keep the rest of their header.
bool is_bad_record(const ByteReader& head, std::uint64_t size) {
    return is_file_record(head, size);
}

bool is_index_record(const ByteReader& head, std::uint64_t) {
    return u16(head, 4) == 0x28;
}
bool is_log_restart(const ByteReader& head, std::uint64_t) {
    return u16(head, 4) == 0x1e && u32(head, 16) >= 512;
}

/// USN_RECORD_V2: two records in a row, or one that is all of the file.
bool is_usn_record_at(const ByteReader& head, std::uint64_t at) {
    const auto length = u32(head, at);
    const std::uint64_t name_length = u16(head, at + 56);
    return length >= 64 && length <= 1024 && length % 8 == 0 && u32(head, at + 4) == 2 &&
           is_likely_filetime(u64(head, at + 32)) && u16(head, at + 58) == 60 && name_length != 0 &&
           60 + name_length <= length;
}
bool is_usn_journal(const ByteReader& head, std::uint64_t size) {
    if (!is_usn_record_at(head, 0)) return false;
    const auto next = u32(head, 0);
    return next >= size || is_usn_record_at(head, next);
}

bool is_prefetch(const ByteReader& head, std::uint64_t) {
    const auto version = u32(head, 0);
    return version == 17 || version == 23 || version == 26 || version == 30 || version == 31;
}

bool is_vmdk_sparse(const ByteReader& head, std::uint64_t) {
    return u32(head, 4) >= 1 && u32(head, 4) <= 3;
}
bool is_vmdk_cowd(const ByteReader& head, std::uint64_t) {
    return u32(head, 4) == 1;
}
bool is_large_page(const ByteReader&, std::uint64_t size) {
    return size >= 4096;
}

bool is_mach_fat(const ByteReader& head, std::uint64_t) {
    // The same four bytes start a Java class, whose version (45 or more) stands where the count of processors does
    // here.
    const auto processors = or_zero(head.u32_be(4));
    return processors > 0 && processors < 20;
}
bool is_pyc(const ByteReader& head, std::uint64_t) {
    // The word before CR LF is the version: 3000 upwards for Python 3, 20121 to 62211 for Python 1.5 to 2.7.
    const auto version = u16(head, 0);
    return (version >= 3000 && version < 4000) || (version >= 20121 && version <= 62211);
}
bool is_pcapng(const ByteReader& head, std::uint64_t) {
    return head.matches(8, "\x1a\x2b\x3c\x4d") || head.matches(8, "\x4d\x3c\x2b\x1a");
}
bool is_binary_xml(const ByteReader& head, std::uint64_t size) {
    return u32(head, 4) == size;
}
bool is_drawing(const ByteReader& head, std::uint64_t) {
    const auto digit = [&](std::uint64_t at) { return or_zero(head.u8(at)) >= '0' && or_zero(head.u8(at)) <= '9'; };
    return digit(4) && digit(5) && or_zero(head.u8(6)) == 0;
}
bool is_ost(const ByteReader& head, std::uint64_t) {
    return head.matches(8, "SO");
}
bool is_apple_font(const ByteReader& head, std::uint64_t) {
    return or_zero(head.u16_be(4)) > 0 && or_zero(head.u16_be(4)) < 128;
}
bool is_tracev3(const ByteReader& head, std::uint64_t) {
    return u32(head, 8) == 0xd0 && u32(head, 12) == 0;
}
bool is_git_pack(const ByteReader& head, std::uint64_t) {
    const auto version = or_zero(head.u32_be(4));
    return version == 2 || version == 3;
}
bool is_terminal_description(const ByteReader& head, std::uint64_t size) {
    // term(5): sizes of five sections, in this order; the names come first and end with NUL.
    const std::uint64_t names = u16(head, 2);
    return names > 1 && names < 512 && 12 + names + u16(head, 4) + 2 * std::uint64_t{u16(head, 6)} <= size &&
           or_zero(head.u8(11 + names)) == 0 && u16(head, 4) < 128;
}
bool is_utmp(const ByteReader& head, std::uint64_t size) {
    // struct utmp of Linux on 64-bit machines: 384 bytes; type 1 to 8, a line name, zeros after it.
    return size % 384 == 0 && size >= 384 && u32(head, 4) < 0x400000 && or_zero(head.u8(8)) >= 0x20 &&
           or_zero(head.u8(8)) < 0x7f && u32(head, 364) == 0 && u32(head, 368) == 0 && u32(head, 376) == 0 &&
           u32(head, 380) == 0;
}

/// dBASE: a date that exists, and header, records and file size that fit together.
bool is_dbase(const ByteReader& head, std::uint64_t size) {
    const auto month = or_zero(head.u8(2));
    const auto day = or_zero(head.u8(3));
    const std::uint64_t header = u16(head, 8);
    const std::uint64_t end = header + std::uint64_t{u32(head, 4)} * u16(head, 10);
    return month >= 1 && month <= 12 && day >= 1 && day <= 31 && header >= 65 && u16(head, 10) >= 2 &&
           or_zero(head.u8(32)) >= 0x20 && end <= size && end + 1024 >= size;
}

/// POSIX.1-1988 tar, and older: the checksum of the header with blanks for itself, octal, at 148.
bool is_tar(const ByteReader& head, std::uint64_t) {
    const auto header = head.slice(0, 512);
    if (!header) return false;
    std::uint32_t stated = 0;
    unsigned digits = 0;
    std::uint32_t sum = 8 * ' ';
    for (std::size_t i = 0; i < 512; ++i) {
        const Byte b = (*header)[i];
        const bool in_checksum = i >= 148 && i < 156;
        if (!in_checksum) {
            sum += b;
        } else if (b >= '0' && b <= '7') {
            stated = stated * 8 + (b - static_cast<unsigned>('0'));
            ++digits;
        } else if (b != ' ' && b != 0) {
            return false;
        }
    }
    return digits >= 3 && stated == sum && (*header)[0] != 0;
}

/// RFC 4880 sections 4.2 and 5.5.2: a public key packet of version 4, its length in two bytes, a time since 1990, an
/// algorithm that exists.
bool is_public_key(const ByteReader& head, std::uint64_t size) {
    const auto algorithm = or_zero(head.u8(8));
    return or_zero(head.u8(3)) == 4 && or_zero(head.u16_be(1)) >= 32u && or_zero(head.u16_be(1)) + 3u <= size &&
           or_zero(head.u32_be(4)) > 631152000 &&
           ((algorithm >= 1 && algorithm <= 3) || (algorithm >= 16 && algorithm <= 22));
}

/// E-AC-3 (ETSI TS 102 366, E.1.2): its streams are of three types and its bsid is one of six, where AC-3 has other
/// fields and bsid up to 10; the next frame begins where this one says that it ends.
bool is_enhanced_ac3(const ByteReader& head, std::uint64_t size) {
    const unsigned version = u8(head, 5) >> 3, stream_type = u8(head, 2) >> 6;
    const std::uint64_t frame = 2 * (std::uint64_t{or_zero(head.u16_be(2))} % 2048 + 1);
    return stream_type != 3 && version >= 11 && version <= 16 && frame > 6 &&
           (frame + 2 > size || head.matches(frame, "\x0b\x77"sv));
}

/// Sorted by first byte; of two that start alike the longer or more certain one first.
constexpr Signature at_start[] = {
    {"\0\0\0\x01"
     "Bud1"sv,
     "application/x-apple-ds-store"},
    {"\0\x01\0\0"
     "Standard ACE DB"sv,
     "application/vnd.ms-access"},
    {"\0\x05\x16\0"sv, "application/applefile"},
    {"\0\x05\x16\x07"sv, "multipart/appledouble"},
    {"\0\x10\0\0\x11\0\0\0"sv, "application/x-apple-tracev3", is_tracev3},
    {"\0\0\0\0"sv, "application/x-ms-recycler-info2", is_info2},
    {"\0asm"sv, "application/wasm"},
    {"\x01\0\0\0\0\0\0\0"sv, "application/x-ms-recycled", is_recycled_vista},
    {"\x02\0\0\0\0\0\0\0"sv, "application/x-ms-recycled", is_recycled_10},
    {"\x02\0\0\0"sv, "application/x-ms-jump-list", is_custom_destinations},
    {"\x02\0\0\0"sv, "application/x-ms-recycler-info2", is_info2},
    {"\x03\0\x08\0"sv, "application/x-android-binary-xml", is_binary_xml},
    {"\x03"sv, "application/x-dbf", is_dbase},
    {"\x30"sv, "application/x-dbf", is_dbase},
    {"\x83"sv, "application/x-dbf", is_dbase},
    {"\x8b"sv, "application/x-dbf", is_dbase},
    {"\xf5"sv, "application/x-dbf", is_dbase},
    {"encrcdsa"sv, "application/x-apple-diskimage"},
    {"\x03\xd9\xa2\x9a"sv, "application/x-keepass2"},
    {"\x04\0\0\0"sv, "application/x-ms-recycler-info2", is_info2},
    {"\x05\0\0\0"sv, "application/x-ms-recycler-info2", is_info2},
    {"\x0a\x0d\x0d\x0a"sv, "application/x-pcapng", is_pcapng},
    {"\x0b\x77"sv, "audio/eac3", is_enhanced_ac3},
    {"\x18\xe2\x2d\0"sv, "application/x-sqlite3-shm"},
    {"\x1a\x01"sv, "application/x-terminfo", is_terminal_description},
    {"\x1e\x02"sv, "application/x-terminfo2", is_terminal_description},
    {"\x30\0\0\0LfLe"sv, "application/x-ms-evt"},
    {"\x30\x5c\x72\xa7\x1b\x6d\xfb\xfc"sv, "application/x-chrome-simple-cache-entry"},
    {"\x37\x7f\x06\x82"sv, "application/x-sqlite3-wal"},
    {"\x37\x7f\x06\x83"sv, "application/x-sqlite3-wal"},
    {"\x3a\xff\x26\xed"sv, "application/x-android-sparse-image"},
    {"8tsd"sv, "application/x-apple-spotlight-store"},
    {"ABX\0"sv, "application/x-android-abx"},
    {"AC10"sv, "image/vnd.dwg", is_drawing},
    {"ADSEGMENTEDFILE"sv, "application/x-ad1"},
    {"AFF10\r\n\0"sv, "application/x-aff"},
    {"ANDROID BACKUP\n"sv, "application/x-android-backup"},
    {"ANDROID!"sv, "application/x-android-boot-image"},
    {"ASL DB\0\0\0\0\0\0"sv, "application/x-apple-asl"},
    {"BAAD"sv, "application/x-ntfs-mft", is_bad_record},
    {"BC\xc0\xde"sv, "application/x-llvm-bitcode"},
    {"CMMM"sv, "application/x-ms-thumbcache"},
    {"COWD"sv, "application/x-vmdk-disk", is_vmdk_cowd},
    {"Client UrlCache MMF Ver "sv, "application/x-ms-index-dat"},
    {"ElfFile\0"sv, "application/x-ms-evtx"},
    {"EMiL\x01\0\0\0"sv, "application/x-lime-memory"},
    {"EVF\x09\x0d\x0a\xff\0"sv, "application/x-ewf"},
    {"EVF2\x0d\x0a\x81\0"sv, "application/x-ewf2"},
    {"FILE"sv, "application/x-ntfs-mft", is_file_record},
    {"HIBR"sv, "application/x-ms-hibernation", is_large_page},
    {"IMMM"sv, "application/x-ms-thumbcache-index"},
    {"INDX"sv, "application/x-ntfs-index", is_index_record},
    {"ITSF\x03\0\0\0"sv, "application/vnd.ms-htmlhelp"},
    {"JM\x01\0PK\x03\x04"sv, "application/x-java-jmod"},
    {"KDMV"sv, "application/x-vmdk-disk", is_vmdk_sparse},
    {"LEF2\x0d\x0a\x81\0"sv, "application/x-ewf2-logical"},
    {"LPKSHHRH"sv, "application/x-systemd-journal"},
    {"LUKS\xba\xbe"sv, "application/x-luks-volume"},
    {"LVF\x09\x0d\x0a\xff\0"sv, "application/x-ewf-logical"},
    {"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46"sv, "application/x-ms-shortcut"},
    {"MAM\x04"sv, "application/x-ms-prefetch-compressed"},
    {"MAM\x84"sv, "application/x-ms-prefetch-compressed"},
    {"MDMP\x93\xa7"sv, "application/x-ms-minidump"},
    {"PACK"sv, "application/x-git-pack", is_git_pack},
    {"PAGEDU64"sv, "application/x-ms-crash-dump"},
    {"PAGEDUMP"sv, "application/x-ms-crash-dump"},
    {"PK\x05\x06"sv, "application/zip"},
    {"PK\x07\x08PK\x03\x04"sv, "application/zip"},
    {"RCRD"sv, "application/x-ntfs-logfile", is_index_record},
    {"RSTR"sv, "application/x-ntfs-logfile", is_log_restart},
    {"TZif"sv, "application/tzif"},
    {"WAKE"sv, "application/x-ms-hibernation", is_large_page},
    {"bplist0"sv, "application/x-bplist"},
    {"cook\0"sv, "application/x-apple-binarycookies"},
    {"dex\n"sv, "application/x-dex"},
    {"dey\n"sv, "application/x-dex"},
    {"dvf\x09\x0d\x0a\xff\0"sv, "application/x-ewf-delta"},
    {"hcsd"sv, "application/x-apple-dsc"},
    {"hibr"sv, "application/x-ms-hibernation", is_large_page},
    {"kych"sv, "application/x-apple-keychain"},
    {"mbdb\x05\0"sv, "application/x-apple-mbdb"},
    {"regf"sv, "application/x-ms-registry"},
    {"true\0"sv, "font/ttf", is_apple_font},
    {"ttcf\0"sv, "font/collection"},
    {"wake"sv, "application/x-ms-hibernation", is_large_page},
    {"!BDN"sv, "application/vnd.ms-outlook-ost", is_ost},
    {"!BDN"sv, "application/vnd.ms-outlook-pst"},
    {"\x99"sv, "application/pgp-keys", is_public_key},
    {"\x99\x88\x77\x66"sv, "application/x-apple-uuidtext"},
    {"\xac\xed\0\x05"sv, "application/x-java-serialized-object"},
    {"\xc3\xca\x03\xc1"sv, "application/x-chrome-cache-index"},
    {"\xc3\xca\x04\xc1"sv, "application/x-chrome-cache-block"},
    {"\xca\xfe\xba\xbe"sv, "application/x-mach-binary", is_mach_fat},
    {"\xce\xfa\xed\xfe"sv, "application/x-mach-binary"},
    {"\xcf\xad\x12\xfe"sv, "application/x-ms-outlook-express"},
    {"\xcf\xfa\xed\xfe"sv, "application/x-mach-binary"},
    {"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"sv, "application/x-sqlite3-journal"},
    {"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d"sv, "application/onenote"},
    {"\xfe\xed\xfa\xce"sv, "application/x-mach-binary"},
    {"\xfe\xed\xfa\xcf"sv, "application/x-mach-binary"},
    {"\xa1\xb2\x3c\x4d"sv, "application/vnd.tcpdump.pcap"},
    {"\x4d\x3c\xb2\xa1"sv, "application/vnd.tcpdump.pcap"},
    {"\x01\0\0\0"sv, "application/x-linux-utmp", is_utmp},
    {"\x02\0\0\0"sv, "application/x-linux-utmp", is_utmp},
    {"\x05\0\0\0"sv, "application/x-linux-utmp", is_utmp},
    {"\x06\0\0\0"sv, "application/x-linux-utmp", is_utmp},
    {"\x07\0\0\0"sv, "application/x-linux-utmp", is_utmp},
    {"\x08\0\0\0"sv, "application/x-linux-utmp", is_utmp},
};

constexpr LaterSignature at_offset[] = {
    {2, {"\x0d\x0a"sv, "application/x-python-bytecode", is_pyc}},
    {3, {"-FVE-FS-"sv, "application/x-bitlocker-volume"}},
    {3, {"NTFS    "sv, "application/x-ntfs-volume"}},
    {3, {"EXFAT   "sv, "application/x-exfat-volume"}},
    {4, {"SCCA"sv, "application/x-ms-prefetch", is_prefetch}},
    {4, {"\xef\xcd\xab\x89"sv, "application/x-ms-ese-database"}},
    {4, {"\x02\0\0\0"sv, "application/x-ntfs-usn-journal", is_usn_journal}},
    {9, {"leveldb.BytewiseComparator"sv, "application/x-leveldb-manifest"}},
    {12, {"\x62\x31\x05\0"sv, "application/x-berkeley-db"}},
    {12, {"\x61\x15\x06\0"sv, "application/x-berkeley-db"}},
    {16, {"T-DB"sv, "application/x-realm"}},
    {64, {"\x7f\x10\xda\xbe"sv, "application/x-vdi-disk"}},
    // A NUL ends the checksum of a tar header; POSIX archives are in the database, older ones are not.
    {154, {"\0"sv, "application/x-tar", is_tar}},
    // ECMA-119 8.1: the first volume descriptor, in sector 16.
    {32769, {"CD001"sv, "application/vnd.efi.iso"}},
    // BitLocker To Go: a FAT volume in disguise, with the BitLocker identifier where FAT has its boot code.
    {424, {"\x3b\xd6\x67\x49\x29\x2e\xd8\x4a\x83\x99\xf6\xa3\x39\xe3\xd0\x01"sv, "application/x-bitlocker-volume"}},
};

/// Indices of at_start grouped by first byte, in the order of the table.
struct Groups {
    std::array<std::uint8_t, 257> begins{};
    std::array<std::uint8_t, std::size(at_start)> entries{};
};
constexpr Groups groups = [] {
    Groups result;
    std::size_t filled = 0;
    for (std::size_t byte = 0; byte < 256; ++byte) {
        result.begins[byte] = static_cast<std::uint8_t>(filled);
        for (std::size_t i = 0; i < std::size(at_start); ++i) {
            if (static_cast<Byte>(at_start[i].bytes[0]) == byte)
                result.entries[filled++] = static_cast<std::uint8_t>(i);
        }
    }
    result.begins[256] = static_cast<std::uint8_t>(filled);
    return result;
}();
static_assert(std::size(at_start) < 256);

}  // namespace

std::string_view forensic_type(Bytes head, std::uint64_t size) {
    if (head.empty()) return {};
    const ByteReader reader{head};
    const auto fits = [&](const Signature& signature, std::uint64_t at) {
        return reader.matches(at, signature.bytes) &&
               (signature.confirms == nullptr || signature.confirms(reader, size));
    };
    for (auto i = groups.begins[head[0]]; i < groups.begins[head[0] + 1U]; ++i) {
        const Signature& signature = at_start[groups.entries[i]];
        if (fits(signature, 0)) return signature.mime;
    }
    for (const auto& [offset, signature] : at_offset) {
        if (fits(signature, offset)) return signature.mime;
    }
    return {};
}

}  // namespace sanad
