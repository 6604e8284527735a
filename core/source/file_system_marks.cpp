#include <array>

#include "core/source/recognise.hpp"

namespace sanad {
namespace {

using namespace std::string_view_literals;

struct Mark {
    std::string_view type;  ///< as FileSystemFacts::type names it
    std::uint64_t offset;
    std::string_view bytes;
};

// Where each file system writes its own name. Sources: libfsntfs, the FAT specification 1.03 (sections 3.1 to 3.3), the
// exFAT specification (section 3.1), the ext4 kernel documentation (super block), Apple TN1150 (volume header),
// ECMA-119 (8.1), FreeBSD sys/ufs/ffs/fs.h.
constexpr std::array marks{
    Mark{"NTFS", 3, "NTFS    "sv},
    Mark{"exFAT", 3, "EXFAT   "sv},
    Mark{"FAT32", 82, "FAT32   "sv},
    Mark{"FAT16", 54, "FAT16   "sv},
    Mark{"FAT12", 54, "FAT12   "sv},
    Mark{"FAT", 54, "FAT     "sv},
    Mark{"HFS+", 1024, "H+\0\4"sv},
    Mark{"HFS+", 1024, "HX\0\5"sv},
    Mark{"ISO 9660", 32769, "CD001"sv},
    Mark{"UFS1", 8192 + 1372, "\x54\x19\x01\x00"sv},
    Mark{"UFS1", 8192 + 1372, "\x00\x01\x19\x54"sv},
    Mark{"UFS2", 65536 + 1372, "\x19\x01\x54\x19"sv},
    Mark{"UFS2", 65536 + 1372, "\x19\x54\x01\x19"sv},
};

/// The magic number alone is two bytes; the revision and the state of an ext super block are small numbers.
bool looks_like_ext(Bytes head) {
    const ByteReader bytes{head};
    return bytes.u16_le(1024 + 56).value_or(0) == 0xef53 && bytes.u32_le(1024 + 76).value_or(~0u) <= 1 &&
           bytes.u16_le(1024 + 58).value_or(0xffff) <= 7;
}

}  // namespace

std::string type_by_its_mark(ByteSource& volume) {
    const auto head = peek(volume, 0, 128 * 1024);
    for (const Mark& mark : marks) {
        if (ByteReader{head}.matches(mark.offset, mark.bytes)) return std::string{mark.type};
    }
    return looks_like_ext(head) ? "ext" : "";
}

}  // namespace sanad
