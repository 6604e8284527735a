#include "core/source/signatures.hpp"

#include <fmt/format.h>
#include <libdeflate.h>

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

#include "core/source/segment_source.hpp"

namespace sanad {
namespace {

using namespace std::string_view_literals;

struct Signature {
    std::uint64_t offset;
    std::string_view bytes;
    std::optional<Container> container;
    std::string_view refused;
};

// At the start of the file. The longer of two that begin alike stands first.
constexpr Signature signatures[] = {
    {0, "EVF\x09\x0d\x0a\xff\x00"sv, Container::ewf, {}},
    {0, "LVF\x09\x0d\x0a\xff\x00"sv, Container::ewf_logical, {}},
    {0, "EVF2\x0d\x0a\x81\x00"sv, std::nullopt, "EnCase 7 evidence (Ex01)"},
    {0, "LEF2\x0d\x0a\x81\x00"sv, std::nullopt, "EnCase 7 logical evidence (Lx01)"},
    {0, "dvf\x09\x0d\x0a\xff\x00"sv, std::nullopt, "EnCase delta evidence (d01)"},  // in small letters: libewf
    {0, "AFF10\x0d\x0a\x00"sv, Container::aff, {}},
    {0, "KDMV"sv, Container::vmdk, {}},
    {0, "COWD"sv, Container::vmdk, {}},
    {0, "\xbe\xba\xfe\xca\x00\x00\x00\x00"sv, std::nullopt, "VMware disk of the kind SE-sparse"},
    {0, "# Disk DescriptorFile"sv, Container::vmdk, {}},
    {0, "conectix"sv, Container::vhd, {}},
    {0, "vhdxfile"sv, Container::vhdx, {}},
    {0, "QFI\xfb"sv, Container::qcow2, {}},
    {0, "ADSEGMENTEDFILE"sv, std::nullopt, "AccessData logical image (AD1)"},
    {0, "ADCRYPT"sv, std::nullopt, "image encrypted by AccessData (ADCRYPT)"},
    {0, "<<< Oracle VM VirtualBox Disk Image"sv, std::nullopt, "VirtualBox disk (VDI)"},
    {64, "\x7f\x10\xda\xbe"sv, std::nullopt, "VirtualBox disk (VDI)"},
    {0, "WithoutFreeSpace"sv, std::nullopt, "Parallels disk"},
    {0, "WithouFreSpacExt"sv, std::nullopt, "Parallels disk"},
    {0, "encrcdsa"sv, std::nullopt, "encrypted Apple disk image (DMG)"},
    {0, "sprs"sv, std::nullopt, "Apple sparse image"},
    {0, "QED\x00"sv, std::nullopt, "QED disk"},
    {0, "MSWIM\x00\x00\x00"sv, std::nullopt, "Windows image (WIM)"},
    {0, "\x3a\xff\x26\xed"sv, std::nullopt, "Android sparse image"},
    {0, "ANDROID BACKUP\n"sv, std::nullopt, "Android backup (adb backup)"},
    {0, "7z\xbc\xaf\x27\x1c"sv, std::nullopt, "7z archive"},
    {0, "Rar!\x1a\x07"sv, std::nullopt, "RAR archive"},
    {0, "\x04\x22\x4d\x18"sv, std::nullopt, "file compressed with LZ4"},
    {257, "ustar"sv, Container::archive, {}},
};

std::string lower_case(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

bool contains(Bytes bytes, std::string_view text) {
    return text_of(bytes).find(text) != std::string_view::npos;
}

// A compressed tar that only its own reader can unpack is known by its name.
bool named_as_tar(const std::filesystem::path& path) {
    constexpr std::string_view short_names[] = {".txz", ".tbz", ".tbz2", ".tzst"};
    const std::string extension = lower_case(path.extension().string());
    return lower_case(path.stem().extension().string()) == ".tar" ||
           std::find(std::begin(short_names), std::end(short_names), extension) != std::end(short_names);
}

// A gzip member begins with ten bytes and optional fields (RFC 1952 2.3); its content is a tar when its first block is.
bool holds_tar(Bytes head) {
    const ByteReader reader{head};
    if (head.size() < 18) return false;
    const Byte flags = head[3];
    std::uint64_t offset = 10;
    if ((flags & 4) != 0) {
        const auto length = reader.u16_le(offset);
        if (!length) return false;
        offset += 2u + *length;
    }
    for (const int field : {8, 16}) {
        if ((flags & field) == 0) continue;
        while (offset < head.size() && head[offset] != 0) ++offset;
        ++offset;
    }
    if ((flags & 2) != 0) offset += 2;
    if (offset >= head.size()) return false;
    // Only the start is wanted, so the stream's end is missing and the outcome is an error; what matters is that the
    // bytes of the first tar block come out before it.
    std::vector<Byte> start(1 << 20);
    libdeflate_decompressor* inflater = libdeflate_alloc_decompressor();
    std::size_t length = 0;
    libdeflate_deflate_decompress(inflater, head.data() + offset, head.size() - offset, start.data(), start.size(),
                                  &length);
    libdeflate_free_decompressor(inflater);
    return ByteReader{start}.matches(257, "ustar");
}

}  // namespace

Result<RecognisedContainer> recognise_container(const SegmentFile& file) {
    SegmentSource source{file};
    constexpr std::uint64_t end_length = 64 << 10;
    std::vector<Byte> head(static_cast<std::size_t>(std::min(source.size(), end_length)));
    std::vector<Byte> tail(head.size());
    std::vector<DamagedRange> damage;
    TRY(source.read(0, head, damage));
    TRY(source.read(source.size() - tail.size(), tail, damage));
    const ByteReader reader{head};
    const auto refused = [](std::string_view name) { return RecognisedContainer{std::nullopt, std::string{name}}; };

    for (const Signature& signature : signatures) {
        if (!reader.matches(signature.offset, signature.bytes)) continue;
        if (signature.container) return RecognisedContainer{signature.container, {}};
        return refused(signature.refused);
    }
    if (reader.matches(0, "PK\x03\x04") || reader.matches(0, "PK\x05\x06")) {
        const bool aff4 = contains(head, "container.description") || contains(tail, "container.description") ||
                          contains(head, "aff4://") || contains(tail, "aff4://");
        if (aff4) return refused("AFF4 image");
        return RecognisedContainer{Container::archive, {}};
    }
    if (reader.matches(0, "\x1f\x8b\x08")) {
        if (holds_tar(head)) return RecognisedContainer{Container::archive, {}};
        return refused("file compressed with gzip");
    }
    const std::string_view compression = reader.matches(0, "\xfd\x37zXZ\x00"sv)                    ? "xz"
                                         : reader.matches(0, "\x28\xb5\x2f\xfd"sv)                 ? "zstd"
                                         : reader.matches(0, "BZh") && reader.matches(4, "1AY&SY") ? "bzip2"
                                                                                                   : "";
    if (!compression.empty()) {
        if (named_as_tar(file.path)) return RecognisedContainer{Container::archive, {}};
        return refused(fmt::format("file compressed with {}", compression));
    }
    constexpr std::uint64_t trailer = 512;
    if (tail.size() >= trailer) {
        const ByteReader end{Bytes{tail}.last(trailer)};
        if (end.matches(0, "koly")) return refused("Apple disk image (DMG) with compressed blocks");
        if (end.matches(0, "conectix")) return RecognisedContainer{Container::vhd, {}};
    }
    if (tail.size() >= 511 && ByteReader{Bytes{tail}.last(511)}.matches(0, "conectix")) {
        // Virtual PC before 2004 wrote a footer of 511 bytes.
        return RecognisedContainer{Container::vhd, {}};
    }
    if (tail.size() >= 8 && ByteReader{Bytes{tail}.last(8)}.matches(0, "cdsaencr")) {
        return refused("encrypted Apple disk image (DMG)");
    }
    return RecognisedContainer{};
}

std::string promised_by_name(const std::filesystem::path& path) {
    const std::string extension = lower_case(path.extension().string());
    constexpr std::pair<std::string_view, std::string_view> names[] = {
        {".e01", "EWF"},    {".s01", "EWF"},    {".l01", "EWF"},   {".d01", "EWF"},   {".ex01", "EWF2"},
        {".lx01", "EWF2"},  {".vmdk", "VMDK"},  {".vhd", "VHD"},   {".vhdx", "VHDX"}, {".avhd", "VHD"},
        {".avhdx", "VHDX"}, {".qcow2", "QCOW"}, {".qcow", "QCOW"}, {".aff", "AFF"},   {".ad1", "AD1"},
        {".aff4", "AFF4"},  {".vdi", "VDI"},    {".wim", "WIM"},   {".zip", "ZIP"},   {".7z", "7z"},
        {".gz", "gzip"},    {".tgz", "gzip"},   {".xz", "xz"}};
    for (const auto& [name, format] : names) {
        if (extension == name) return std::string{format};
    }
    const auto digit = [&](std::size_t i) { return std::isdigit(static_cast<unsigned char>(extension[i])) != 0; };
    const bool later_segment = extension.size() == 4 &&
                               std::string_view{"esl"}.find(extension[1]) != std::string_view::npos && digit(2) &&
                               digit(3);
    return later_segment ? "EWF" : "";
}

}  // namespace sanad
