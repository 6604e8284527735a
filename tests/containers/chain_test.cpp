// Chains of differencing disks, and what a hostile or careless name in evidence may not do.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/containers/opened.hpp"
#include "tests/containers/qemu_tools.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;
namespace fs = std::filesystem;

namespace {

std::string why_not(const fs::path& file) {
    const auto opened = OpenedContainer::open(file);
    return opened ? std::string{"opened"} : opened.error().what;
}

void replace(const fs::path& file, const std::string& from, const std::string& to) {
    auto bytes = read_file(file);
    std::string text{text_of(bytes)};
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
    write_file(file, bytes_of(text));
}

std::size_t open_descriptors() {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : fs::directory_iterator{"/proc/self/fd"}) ++count;
    return count;
}

/// A base of 4 MiB of 1s, a child with 2s in the middle, and a grandchild (QCOW2: grown to 6 MiB) with 3s across the
/// base's end.
void make_chain(const fs::path& folder, const std::string& format, const std::string& parent_format = {}) {
    const std::string base_format = parent_format.empty() ? format : parent_format;
    const auto name = [](const std::string& stem, const std::string& kind) { return stem + "." + kind; };
    const std::string base = name("base", base_format), child = name("child", format),
                      grandchild = name("grandchild", format);
    run(folder, fmt::format("qemu-img create -f {} {} 4M", base_format, base));
    run(folder, fmt::format("qemu-io -f {} -c 'write -P 1 0 4M' {}", base_format, base));
    run(folder, fmt::format("qemu-img create -f {} -b {} -F {} {}", format, base, base_format, child));
    run(folder, fmt::format("qemu-io -f {} -c 'write -P 2 1M 300k' {}", format, child));
    run(folder, fmt::format("qemu-img create -f {} -b {} -F {} {}{}", format, child, format, grandchild,
                            format == "qcow2" ? " 6M" : ""));
    run(folder,
        fmt::format("qemu-io -f {} -c 'write -P 3 1100k 70k' -c 'write -P 3 3900k 150k' {}", format, grandchild));
}

void check_chain(const fs::path& folder, const std::string& format) {
    const fs::path file = folder / ("grandchild." + format);
    run(folder, fmt::format("qemu-img convert -f {0} -O raw grandchild.{0} by-qemu.raw", format));
    CHECK(medium_sha256(file) == sha256sum(folder / "by-qemu.raw"));
    const auto opened = OpenedContainer::open(file);
    REQUIRE(opened);
    CHECK(opened->segments().layer_sizes == std::vector<std::uint32_t>{1, 1, 1});
}

}  // namespace

TEST_CASE("a VMDK with parents gives the newest bytes of each sector") {
    if (no_qemu()) return;
    const TemporaryFolder folder;
    // A VMDK child is always of its parent's size.
    run(folder.path(), "qemu-img create -f vmdk base.vmdk 4M");
    run(folder.path(), "qemu-io -f vmdk -c 'write -P 1 0 4M' base.vmdk");
    run(folder.path(), "qemu-img create -f vmdk -b base.vmdk -F vmdk child.vmdk");
    run(folder.path(), "qemu-io -f vmdk -c 'write -P 2 1M 300k' child.vmdk");
    run(folder.path(), "qemu-img create -f vmdk -b child.vmdk -F vmdk grandchild.vmdk");
    run(folder.path(), "qemu-io -f vmdk -c 'write -P 3 1100k 70k' -c 'write -P 3 3900k 100k' grandchild.vmdk");
    check_chain(folder.path(), "vmdk");

    replace(folder.path() / "base.vmdk", "\nCID=", "\nCID=0");
    CHECK(why_not(folder.path() / "child.vmdk").starts_with("base.vmdk is not the parent its child was made from: "));
}

TEST_CASE("a QCOW2 with backing files gives the newest bytes of each sector") {
    if (no_qemu()) return;
    const TemporaryFolder folder;
    make_chain(folder.path(), "qcow2");
    check_chain(folder.path(), "qcow2");
}

TEST_CASE("a QCOW2 may stand on a raw image or on another kind of virtual disk") {
    if (no_qemu()) return;
    for (const char* base : {"raw", "vmdk", "vhdx", "vpc"}) {
        CAPTURE(std::string{base});
        const TemporaryFolder folder;
        make_chain(folder.path(), "qcow2", base);
        check_chain(folder.path(), "qcow2");
    }
}

TEST_CASE("a raw backing file that looks like a virtual disk inside is still raw when the child says so") {
    if (no_qemu()) return;
    const TemporaryFolder folder;
    run(folder.path(), "qemu-img create -f qcow2 inner.raw 8M");
    run(folder.path(), "qemu-img create -f qcow2 -b inner.raw -F raw outer.qcow2");
    run(folder.path(), "qemu-img convert -f qcow2 -O raw outer.qcow2 by-qemu.raw");
    CHECK(medium_sha256(folder.path() / "outer.qcow2") == sha256sum(folder.path() / "by-qemu.raw"));
}

TEST_CASE("a missing parent or extent is an error that names it, and leaves nothing open") {
    if (no_qemu()) return;
    const TemporaryFolder folder;
    const auto open_before = open_descriptors();
    make_chain(folder.path(), "qcow2");
    fs::remove(folder.path() / "base.qcow2");
    CHECK(why_not(folder.path() / "grandchild.qcow2") == "child.qcow2: its parent \"base.qcow2\" is not beside it");

    run(folder.path(), "qemu-img create -f vmdk -o subformat=monolithicFlat flat.vmdk 1M");
    fs::remove(folder.path() / "flat-flat.vmdk");
    CHECK(why_not(folder.path() / "flat.vmdk") == "flat.vmdk: its extent: \"flat-flat.vmdk\" is not beside it");
    CHECK(open_descriptors() == open_before);
}

TEST_CASE("a name in evidence leads nowhere but beside the image") {
    if (no_qemu()) return;
    const TemporaryFolder outside;
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "child.qcow2";
    run(outside.path(), "qemu-img create -f qcow2 secret.qcow2 1M");
    const std::string absolute = (outside.path() / "secret.qcow2").string();
    run(folder.path(), fmt::format("qemu-img create -f qcow2 -b '{}' -F qcow2 child.qcow2", absolute));
    CHECK(why_not(file) == "child.qcow2: its parent \"secret.qcow2\" is not beside it");

    fs::create_symlink(absolute, folder.path() / "secret.qcow2");
    CHECK(why_not(file) == "child.qcow2: its parent: \"secret.qcow2\" is a symbolic link: put the file itself there");
    fs::remove(folder.path() / "secret.qcow2");
    run(folder.path(), "mkfifo secret.qcow2");
    CHECK(why_not(file) == "child.qcow2: its parent: \"secret.qcow2\" is not a regular file");
    fs::remove(folder.path() / "secret.qcow2");

    // Windows would have found it.
    fs::copy_file(absolute, folder.path() / "SECRET.QCOW2");
    CHECK(why_not(file) == "opened");
}

TEST_CASE("a chain that bites its tail is refused") {
    if (no_qemu()) return;
    const TemporaryFolder folder;
    make_chain(folder.path(), "qcow2");
    run(folder.path(), "qemu-img rebase -u -b grandchild.qcow2 -F qcow2 base.qcow2");
    CHECK(why_not(folder.path() / "grandchild.qcow2") ==
          "base.qcow2: names grandchild.qcow2, which is already part of the same chain");
    run(folder.path(), "qemu-img rebase -u -b base.qcow2 -F qcow2 base.qcow2");
    CHECK(why_not(folder.path() / "base.qcow2") ==
          "base.qcow2: names base.qcow2, which is already part of the same chain");
}

TEST_CASE("a chain deeper than any honest one is refused") {
    if (no_qemu()) return;
    const TemporaryFolder folder;
    std::string commands = "qemu-img create -q -f qcow2 0.qcow2 1M";
    for (int i = 1; i < 65; ++i)
        commands += fmt::format(" && qemu-img create -q -f qcow2 -u -b {}.qcow2 -F qcow2 {}.qcow2 1M", i - 1, i);
    run(folder.path(), commands);
    CHECK(why_not(folder.path() / "63.qcow2") == "opened");
    CHECK(why_not(folder.path() / "64.qcow2") == "64.qcow2: a chain of more than 64 disks");
}

TEST_CASE("another disk under the parent's name is not taken for the parent") {
    const TemporaryFolder folder;
    const auto child = corpus_file("files/images/container-vhdx/fat-differential.vhdx");
    const auto vhd_child = corpus_file("files/images/container-vhd/fat-differential.vhd");
    const auto other = corpus_file("files/images/container-vhdx/ntfs-dynamic.vhdx");
    const auto vhd_other = corpus_file("files/images/container-vhd/ntfs-parent.vhd");
    if (!child || !other || !vhd_child || !vhd_other) {
        MESSAGE("skipped: no corpus");
        return;
    }
    fs::copy_file(*child, folder.path() / "fat-differential.vhdx");
    fs::copy_file(*other, folder.path() / "fat-parent.vhdx");
    CHECK(why_not(folder.path() / "fat-differential.vhdx") ==
          "fat-parent.vhdx is not the parent its child was made from: b87a16be-01fa-444d-bb2e-6f7d84832202 in place of "
          "f88d4d92-6fcc-408d-9bef-9b7c89f15c89");
    fs::copy_file(*vhd_child, folder.path() / "fat-differential.vhd");
    fs::copy_file(*vhd_other, folder.path() / "fat-parent.vhd");
    CHECK(why_not(folder.path() / "fat-differential.vhd") ==
          "fat-parent.vhd is not the parent its child was made from: e7ea92008493954ea8169572339be931 in place of "
          "5fa21a55f394aa4d99581951a67d5540");
}

TEST_CASE("a VMDK descriptor with flat and empty extents in one file is read as it describes") {
    const TemporaryFolder folder;
    std::vector<Byte> data(8 * 512);
    for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<Byte>(1 + i / 512);
    write_file(folder.path() / "data.bin", data);
    write_file(folder.path() / "disk.vmdk", bytes_of("# Disk DescriptorFile\r\nversion=1\r\nCID=12345678\r\n"
                                                     "parentCID=ffffffff\r\ncreateType=\"custom\"\r\n"
                                                     "RW 2 FLAT \"C:\\machines\\data.bin\" 6\r\nRW 3 ZERO\r\n"
                                                     "RDONLY 1 FLAT \"data.bin\" 0\r\n"));
    auto opened = OpenedContainer::open(folder.path() / "disk.vmdk");
    REQUIRE(opened);
    CHECK(opened->facts().size == 6 * 512);
    CHECK(opened->facts().segments.size() == 2);
    std::vector<DamagedRange> damage;
    const auto medium = medium_of(opened->source(), 100, damage);
    REQUIRE(medium);
    const std::vector<Byte> first_of_sector{(*medium)[0], (*medium)[512], (*medium)[1024], (*medium)[2048],
                                            (*medium)[2560]};
    CHECK(first_of_sector == std::vector<Byte>{7, 8, 0, 0, 1});
    CHECK(damage.empty());
}
