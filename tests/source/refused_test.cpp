// What cannot be read is refused by its name, and nothing with a container's name or signature passes for raw.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/source/reading.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;
namespace fs = std::filesystem;

namespace {

std::string padded(std::string_view start, std::size_t size) {
    std::string text{start};
    text.resize(size);
    return text;
}

std::string container_of(const fs::path& path) {
    auto segments = locate_segments(path);
    if (!segments) return segments.error().what;
    const auto number = static_cast<int>(segments->container);
    constexpr const char* names[] = {"raw", "ewf",  "ewf_logical", "aff",       "vmdk",
                                     "vhd", "vhdx", "qcow2",       "directory", "archive"};
    close_segments(*segments);
    return names[number];
}

}  // namespace

TEST_CASE("the corpus' images in formats that cannot be read are refused by name") {
    if (!corpus()) {
        MESSAGE("skipped: no corpus");
        return;
    }
    const auto refused = [](const char* path) { return trouble_with(*corpus_file(fmt::format("files/{}", path))); };
    CHECK(refused("scenario/visible/s2/usb2.Ex01") == "usb2.Ex01: EnCase 7 evidence (Ex01): cannot be read");
    CHECK(refused("images/container-ad1/ad1_long.ad1") ==
          "ad1_long.ad1: AccessData logical image (AD1): cannot be read");
    CHECK(refused("images/container-aff4/Base-Linear-ReadError.aff4") ==
          "Base-Linear-ReadError.aff4: AFF4 image: cannot be read");
    CHECK(refused("images/container-aff4/dream.aff4") == "dream.aff4: AFF4 image: cannot be read");
    CHECK(refused("images/container-dmg/hfsplus_zlib.dmg") ==
          "hfsplus_zlib.dmg: Apple disk image (DMG) with compressed blocks: cannot be read");
}

TEST_CASE("each known signature is refused by its format's name") {
    TemporaryFolder folder;
    struct Known {
        std::string content;
        std::string_view name;
    };
    const std::string apple_trailer = std::string(4096, 'x') + padded("koly", 512);
    const Known known[] = {
        {padded(std::string_view{"EVF2\x0d\x0a\x81\x00", 8}, 1000), "EnCase 7 evidence (Ex01)"},
        {padded(std::string_view{"LEF2\x0d\x0a\x81\x00", 8}, 1000), "EnCase 7 logical evidence (Lx01)"},
        {padded("ADSEGMENTEDFILE", 1000), "AccessData logical image (AD1)"},
        {padded("ADCRYPT", 1000), "image encrypted by AccessData (ADCRYPT)"},
        {padded("<<< Oracle VM VirtualBox Disk Image >>>", 1000), "VirtualBox disk (VDI)"},
        {std::string(64, '-') + "\x7f\x10\xda\xbe" + std::string(500, '-'), "VirtualBox disk (VDI)"},
        {padded("WithoutFreeSpace", 1000), "Parallels disk"},
        {padded("WithouFreSpacExt", 1000), "Parallels disk"},
        {apple_trailer, "Apple disk image (DMG) with compressed blocks"},
        {padded("encrcdsa", 1000), "encrypted Apple disk image (DMG)"},
        {padded("7z\xbc\xaf\x27\x1c", 1000), "7z archive"},
        {padded("\x1f\x8b\x08", 1000), "file compressed with gzip"},
        {padded(std::string_view{"dvf\x09\x0d\x0a\xff\x00", 8}, 1000), "EnCase delta evidence (d01)"},
        {padded(std::string_view{"\xbe\xba\xfe\xca\0\0\0\0", 8}, 1000), "VMware disk of the kind SE-sparse"},
        {padded("ANDROID BACKUP\n5\n1\nnone\n", 1000), "Android backup (adb backup)"},
        {padded("\x04\x22\x4d\x18", 1000), "file compressed with LZ4"},
        {padded("sprs", 1000), "Apple sparse image"},
        {padded(std::string_view{"QED\0", 4}, 1000), "QED disk"},
        {padded(std::string_view{"MSWIM\0\0\0", 8}, 1000), "Windows image (WIM)"},
        {padded("\x3a\xff\x26\xed", 1000), "Android sparse image"},
        {padded("Rar!\x1a\x07", 1000), "RAR archive"},
        {padded(std::string_view{"\xfd\x37zXZ\0", 6}, 1000), "file compressed with xz"},
        {padded("\x28\xb5\x2f\xfd", 1000), "file compressed with zstd"},
        {padded("BZh91AY&SY", 1000), "file compressed with bzip2"},
        {std::string(4096, 'x') + "cdsaencr", "encrypted Apple disk image (DMG)"},
    };
    for (const Known& each : known) {
        write_text(folder.path() / "evidence", each.content);
        CHECK(trouble_with(folder.path() / "evidence") == fmt::format("evidence: {}: cannot be read", each.name));
    }
}

TEST_CASE("a file with a container's name and other content is not opened as raw") {
    TemporaryFolder folder;
    for (const auto& [name, format] : std::initializer_list<std::pair<std::string, std::string>>{{"x.E01", "EWF"},
                                                                                                 {"x.e02", "EWF"},
                                                                                                 {"x.L01", "EWF"},
                                                                                                 {"x.Ex01", "EWF2"},
                                                                                                 {"x.vmdk", "VMDK"},
                                                                                                 {"x.VHD", "VHD"},
                                                                                                 {"x.vhdx", "VHDX"},
                                                                                                 {"x.qcow2", "QCOW"},
                                                                                                 {"x.aff", "AFF"},
                                                                                                 {"x.ad1", "AD1"},
                                                                                                 {"x.aff4", "AFF4"},
                                                                                                 {"x.s01", "EWF"},
                                                                                                 {"x.d01", "EWF"}}) {
        write_text(folder.path() / name, std::string(4096, 'x'));
        CHECK(trouble_with(folder.path() / name) ==
              fmt::format("{} has no {} signature: not opened as raw", name, format));
        fs::remove(folder.path() / name);
    }
}

TEST_CASE("an empty file, a missing one and a pipe are no images") {
    TemporaryFolder folder;
    write_text(folder.path() / "x.E01", "");
    CHECK(trouble_with(folder.path() / "x.E01") == "x.E01 is empty");
    write_text(folder.path() / "x.dd", "");
    CHECK(trouble_with(folder.path() / "x.dd") == "x.dd is empty");
    CHECK(trouble_with(folder.path() / "none").ends_with("none: no such file"));
    REQUIRE(::mkfifo((folder.path() / "pipe").c_str(), 0600) == 0);
    CHECK(trouble_with(folder.path() / "pipe").ends_with("pipe: neither a file, a directory nor a disk"));
}

TEST_CASE("archives and directories are recognised as logical evidence") {
    TemporaryFolder folder;
    const std::string at = folder.path().string();
    REQUIRE(run_command(fmt::format("cd '{}' && mkdir tree && seq 1 400000 > tree/file && tar cf t.tar tree && "
                                    "tar czf t.tgz tree && gzip -c tree/file > file.gz && cp t.tgz unnamed && "
                                    "tar cJf t.tar.xz tree && xz -k tree/file",
                                    at))
                .status == 0);
    CHECK(container_of(folder.path() / "t.tar") == "archive");
    CHECK(container_of(folder.path() / "t.tgz") == "archive");
    CHECK(container_of(folder.path() / "unnamed") == "archive");
    CHECK(container_of(folder.path() / "t.tar.xz") == "archive");
    CHECK(container_of(folder.path() / "tree/file.xz") == "file.xz: file compressed with xz: cannot be read");
    CHECK(container_of(folder.path() / "tree") == "directory");
    CHECK(container_of(folder.path() / "tree/") == "directory");
    CHECK(container_of(folder.path() / "file.gz") == "file.gz: file compressed with gzip: cannot be read");
    OpenedImage opened;
    REQUIRE(open_into(opened, folder.path() / "t.tar") == "");
    CHECK(opened.image.facts.logical);
    CHECK(opened.image.facts.format == "archive");
    OpenedImage tree;
    REQUIRE(open_into(tree, folder.path() / "tree") == "");
    CHECK(tree.image.facts.format == "directory");
    CHECK(tree.image.source->size() == 0);
}

TEST_CASE("every container of the corpus is recognised for what it is") {
    if (!corpus()) {
        MESSAGE("skipped: no corpus");
        return;
    }
    const auto kind = [](const char* path) { return container_of(*corpus_file(fmt::format("files/{}", path))); };
    CHECK(kind("scenario/visible/s2/usb.E01") == "ewf");
    CHECK(kind("scenario/visible/s4/android.L01") == "ewf_logical");
    CHECK(kind("scenario/visible/s2/usb.aff") == "aff");
    CHECK(kind("scenario/visible/s2/usb.vmdk") == "vmdk");
    CHECK(kind("scenario/visible/s2/usb.vhd") == "vhd");
    CHECK(kind("scenario/visible/s2/usb.qcow2") == "qcow2");
    CHECK(kind("scenario/visible/s4/android.tar") == "archive");
    CHECK(kind("scenario/visible/s4/ios_backup.zip") == "archive");
    CHECK(kind("images/container-vhdx/ext2.vhdx") == "vhdx");
    CHECK(kind("images/container-vhd/ext2.vhd") == "vhd");
    CHECK(kind("images/container-dmg/apfs.dmg") == "raw");
    CHECK(kind("images/container-raw/image.dd") == "raw");
}

TEST_CASE("a flat VMDK extent is opened as raw with a remark, and a file that only has the name is refused") {
    TemporaryFolder folder;
    const auto flat = folder.path() / "disk-flat.vmdk";
    std::string bytes(4096, '\0');
    bytes[510] = '\x55';
    bytes[511] = '\xaa';
    std::ofstream{flat, std::ios::binary} << bytes;
    auto segments = locate_segments(flat);
    REQUIRE(segments.has_value());
    const auto image = open_image(*segments);
    REQUIRE(image.has_value());
    CHECK(image->facts.format == "raw");
    REQUIRE(image->facts.remarks.size() == 1);
    CHECK(image->facts.remarks[0].text.find("VMDK") != std::string::npos);
    CHECK(image->facts.remarks[0].outcome == Outcome::noted);
    close_segments(*segments);

    const auto nothing = folder.path() / "nothing.vmdk";
    std::ofstream{nothing, std::ios::binary} << std::string(4096, 'x');
    CHECK_FALSE(locate_segments(nothing).has_value());
}
