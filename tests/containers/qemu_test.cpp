// Containers made by qemu-img from a known medium, and read back by qemu-img for comparison.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>

#include "tests/containers/opened.hpp"
#include "tests/containers/qemu_tools.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;
namespace fs = std::filesystem;

namespace {

/// Noise, repetition and holes in turn, so that stored, compressed and absent units all occur; the size fits no unit.
std::vector<Byte> known_medium() {
    std::vector<Byte> medium((11 << 20) + 3 * 512, Byte{0});
    std::mt19937 noise{20260114};
    for (std::size_t at = 0; at < medium.size(); ++at) {
        const std::size_t part = at / 300'000;
        if (part % 4 == 0) medium[at] = static_cast<Byte>(noise());
        if (part % 4 == 1) medium[at] = static_cast<Byte>(at / 700);
    }
    return medium;
}

/// The medium that qemu-img itself reads from a container.
std::string sha256_by_qemu(const fs::path& file, const std::string& format) {
    const fs::path raw = file.string() + ".by-qemu";
    run(file.parent_path(),
        fmt::format("qemu-img convert -f {} -O raw '{}' '{}'", format, file.string(), raw.string()));
    std::string digest = sha256sum(raw);
    fs::remove(raw);
    return digest;
}

struct Made {
    const char* format;   ///< as qemu-img names it
    const char* options;  ///< after "qemu-img convert"
    const char* name;     ///< of the file made
};

}  // namespace

TEST_CASE("every kind of container qemu-img writes gives the medium it was made from") {
    if (no_qemu()) return;
    static constexpr Made all[] = {
        {"vmdk", "-o subformat=monolithicSparse", "sparse.vmdk"},
        {"vmdk", "-o subformat=monolithicFlat", "flat.vmdk"},
        {"vmdk", "-o subformat=twoGbMaxExtentSparse", "split.vmdk"},
        {"vmdk", "-o subformat=twoGbMaxExtentFlat", "splitflat.vmdk"},
        {"vmdk", "-o subformat=streamOptimized", "stream.vmdk"},
        {"vpc", "-o subformat=dynamic", "dynamic.vhd"},
        {"vpc", "-o subformat=fixed", "fixed.vhd"},
        {"vpc", "-o subformat=dynamic,force_size=on", "forced.vhd"},
        {"vhdx", "-o subformat=dynamic", "dynamic.vhdx"},
        {"vhdx", "-o subformat=fixed,block_size=1M", "fixed.vhdx"},
        {"vhdx", "-o subformat=dynamic,block_size=2M,block_state_zero=off", "small.vhdx"},
        {"qcow2", "-o compat=0.10", "v2.qcow2"},
        {"qcow2", "-o compat=1.1", "v3.qcow2"},
        {"qcow2", "-o compat=1.1,cluster_size=512", "small.qcow2"},
        {"qcow2", "-o compat=1.1,cluster_size=2M", "large.qcow2"},
        {"qcow2", "-c -o compat=1.1", "packed.qcow2"},
        {"qcow2", "-c -o compat=0.10,cluster_size=4096", "packed-v2.qcow2"},
        {"qcow2", "-c -o compression_type=zstd", "zstd.qcow2"},
        {"qcow2", "-c -o compression_type=zstd,cluster_size=2M", "zstd-large.qcow2"},
        {"qcow2", "-o extended_l2=on", "extended.qcow2"},
        {"qcow2", "-c -o extended_l2=on,cluster_size=128k", "extended-packed.qcow2"},
        {"qcow2", "-o preallocation=metadata,lazy_refcounts=on", "preallocated.qcow2"},
    };
    const TemporaryFolder folder;
    const auto medium = known_medium();
    write_file(folder.path() / "medium.raw", medium);
    for (const Made& made : all) {
        const fs::path file = folder.path() / made.name;
        CAPTURE(file.string());
        run(folder.path(),
            fmt::format("qemu-img convert -f raw -O {} {} medium.raw '{}'", made.format, made.options, made.name));
        CHECK(medium_sha256(file) == sha256_by_qemu(file, made.format));

        auto opened = OpenedContainer::open(file);
        REQUIRE(opened);
        // VHD sizes are rounded up to whole cylinders, unless forced.
        REQUIRE(opened->source().size() >= medium.size());
        std::vector<DamagedRange> damage;
        auto bytes = medium_of(opened->source(), 65536, damage);
        REQUIRE(bytes);
        bytes->resize(medium.size());
        CHECK(*bytes == medium);
        CHECK(damage.empty());
    }
}

TEST_CASE("a split VMDK is read across the border of its extents") {
    if (no_qemu()) return;
    const TemporaryFolder folder;
    run(folder.path(), "qemu-img create -f vmdk -o subformat=twoGbMaxExtentSparse big.vmdk 5G");
    run(folder.path(),
        "qemu-io -f vmdk -c 'write -P 0x41 2147479552 8192' -c 'write -P 0x42 5368705024 4096' big.vmdk");
    auto opened = OpenedContainer::open(folder.path() / "big.vmdk");
    REQUIRE(opened);
    CHECK(opened->facts().size == std::uint64_t{5} << 30);
    CHECK(opened->facts().segments.size() == 4);
    std::vector<Byte> bytes(16384);
    std::vector<DamagedRange> damage;
    REQUIRE(opened->source().read(2147483648 - 8192, bytes, damage));
    CHECK(bytes[4095] == 0);
    CHECK(bytes[4096] == 0x41);
    CHECK(bytes[12287] == 0x41);
    CHECK(bytes[12288] == 0);
    bytes.resize(4096);
    REQUIRE(opened->source().read((std::uint64_t{5} << 30) - 4096, bytes, damage));
    CHECK(bytes == std::vector<Byte>(4096, 0x42));
    CHECK(damage.empty());

    const auto piece = OpenedContainer::open(folder.path() / "big-s002.vmdk");
    REQUIRE_FALSE(piece);
    CHECK(piece.error().what == "big-s002.vmdk: one extent of a split VMDK; open its descriptor, big.vmdk");
}

TEST_CASE("subclusters of a QCOW2 are stored, zero, or the backing file's, each for itself") {
    if (no_qemu()) return;
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "child.qcow2";
    run(folder.path(), "qemu-img create -f qcow2 base.qcow2 4M && qemu-io -c 'write -P 1 0 4M' base.qcow2");
    run(folder.path(), "qemu-img create -f qcow2 -o extended_l2=on -b base.qcow2 -F qcow2 child.qcow2");
    run(folder.path(),
        "qemu-io -c 'write -P 2 2k 2k' -c 'write -P 3 70k 9k' -c 'write -z 128k 4k' -c 'write -P 4 1000k 100k' -c "
        "'discard 1024k 64k' -c 'write -z 2M 1M' -c 'write -P 5 2049k 1k' child.qcow2");
    CHECK(medium_sha256(file) == sha256_by_qemu(file, "qcow2"));
    auto opened = OpenedContainer::open(file);
    REQUIRE(opened);
    std::vector<Byte> bytes(6144);
    std::vector<DamagedRange> damage;
    REQUIRE(opened->source().read(0, bytes, damage));
    CHECK(bytes[2047] == 1);
    CHECK(bytes[2048] == 2);
    CHECK(bytes[4095] == 2);
    CHECK(bytes[4096] == 1);
    CHECK(damage.empty());

    // Both bits of the first subcluster of the first cluster that has an entry: what qemu-img calls corrupt.
    const auto table = run_command(fmt::format(
        "cd '{}' && python3 -c \"import struct;d=open('child.qcow2','rb').read();l1=struct.unpack('>Q',d[40:48])[0];"
        "print((struct.unpack('>Q',d[l1:l1+8])[0]&0xfffffffffffe00)+8)\"",
        folder.path().string()));
    REQUIRE(table.status == 0);
    run(folder.path(), fmt::format("printf '\\377\\377\\377\\377\\377\\377\\377\\377' | dd of=child.qcow2 bs=1 seek={} "
                                   "conv=notrunc",
                                   std::stoull(table.output)));
    auto corrupt = OpenedContainer::open(file);
    REQUIRE(corrupt);
    REQUIRE(corrupt->source().read(0, bytes, damage));
    REQUIRE(damage.size() == 1);
    CHECK(damage[0].reason == "child.qcow2: a subcluster that is stored and reads as zeros");
}

TEST_CASE("snapshots inside a QCOW2 are named, and the active layer is read") {
    if (no_qemu()) return;
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "snapshots.qcow2";
    run(folder.path(), "qemu-img create -f qcow2 snapshots.qcow2 4M");
    run(folder.path(), "qemu-io -c 'write -P 1 0 2M' snapshots.qcow2");
    run(folder.path(), "qemu-img snapshot -c 'before the raid' snapshots.qcow2");
    run(folder.path(), "qemu-io -c 'write -P 2 1M 2M' -c 'write -z 0 64k' snapshots.qcow2");
    CHECK(medium_sha256(file) == sha256_by_qemu(file, "qcow2"));
    auto opened = OpenedContainer::open(file);
    REQUIRE(opened);
    CHECK(opened->header("snapshots") == "1");
    CHECK(opened->header("snapshot").starts_with("before the raid, 20"));
}

TEST_CASE("what cannot be read is refused by its name") {
    if (no_qemu()) return;
    const TemporaryFolder folder;
    const auto refusal = [&](const std::string& options, const std::string& name) {
        run(folder.path(), fmt::format("qemu-img create {} {} 1M", options, name));
        const auto opened = OpenedContainer::open(folder.path() / name);
        REQUIRE_FALSE(opened);
        return opened.error();
    };
    // qemu-img times its key derivation to make a LUKS image, and gives up on a busy machine; the header's field for
    // the method of encryption (offset 32: 2 is LUKS) says the same.
    run(folder.path(),
        "qemu-img create -f qcow2 l.qcow2 1M && printf '\\002' | dd of=l.qcow2 bs=1 seek=35 conv=notrunc");
    const auto luks = OpenedContainer::open(folder.path() / "l.qcow2");
    REQUIRE_FALSE(luks);
    CHECK(luks.error().fault == Fault::encrypted);
    CHECK(luks.error().what == "l.qcow2: QCOW2 encrypted with LUKS");
    CHECK(refusal("-f qcow2 -o data_file=data.raw", "d.qcow2").what == "d.qcow2: QCOW2 with an external data file");
    run(folder.path(),
        "qemu-img create -f qcow2 -o compression_type=zstd z.qcow2 1M && printf '\\007' | dd of=z.qcow2 bs=1 "
        "seek=104 conv=notrunc");
    const auto other = OpenedContainer::open(folder.path() / "z.qcow2");
    REQUIRE_FALSE(other);
    CHECK(other.error().what == "z.qcow2: QCOW2 compressed by an unknown method 7");
}
