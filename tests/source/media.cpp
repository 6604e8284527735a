#include "tests/source/media.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "tests/support/corpus.hpp"

namespace fs = std::filesystem;

namespace sanad::tests {

RawFile::RawFile(const fs::path& path) : fd_{::open(path.c_str(), O_RDONLY | O_CLOEXEC)}, name_{path.filename()} {
    struct stat about {};
    if (fd_ >= 0 && ::fstat(fd_, &about) == 0) size_ = static_cast<std::uint64_t>(about.st_size);
}

RawFile::~RawFile() {
    if (fd_ >= 0) ::close(fd_);
}

Result<void> RawFile::read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>&) {
    TRY(check_range(offset, to.size()));
    for (std::size_t done = 0; done < to.size();) {
        const auto got = ::pread(fd_, to.data() + done, to.size() - done, static_cast<off_t>(offset + done));
        if (got <= 0) return failure(Fault::unavailable, name_ + ": read error");
        done += static_cast<std::size_t>(got);
    }
    return {};
}

namespace {

/// The trailer of a UDIF image; a dmg without one is raw.
bool is_apple_disk_image(const fs::path& path) {
    RawFile file{path};
    std::vector<Byte> trailer(4);
    std::vector<DamagedRange> damage;
    return file.size() > 512 && file.read(file.size() - 512, trailer, damage) && text_of(trailer) == "koly";
}

}  // namespace

std::optional<fs::path> raw_media(std::string_view corpus_path) {
    auto found = corpus_file(corpus_path);
    if (!found) {
        const std::string apt = fmt::format("/usr/share/forensics-samples/{}.xz", corpus_path);
        if (!fs::exists(apt)) return std::nullopt;
        found = apt;
    }
    std::string extension = found->extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    const bool ewf = extension == ".e01", split = extension == ".000" || extension == ".001",
               packed = extension == ".xz";
    const bool machine = extension == ".qcow2" || extension == ".vhd" || extension == ".vhdx" || extension == ".vmdk";
    const bool apple = is_apple_disk_image(*found);
    if (!ewf && !split && !machine && !packed && !apple) return found;

    const fs::path raw = fs::path{SANAD_BINARY_DIR} / "media" / (std::string{corpus_path} + ".raw");
    if (fs::exists(raw)) return raw;
    fs::create_directories(raw.parent_path());
    const std::string partial = fmt::format("{}.{}", raw.string(), ::getpid());
    // Neighbouring segments are unpacked beside the first one.
    const std::string stem = std::string{corpus_path.substr(0, corpus_path.size() - 2)};
    for (int number = 0; (ewf || split) && number < 10; ++number) {
        for (const std::string& digits : {fmt::format("0{}", number)}) corpus_file(stem + digits);
    }
    std::string command;
    if (packed) command = fmt::format("xz -dc '{}' > '{}'", found->string(), partial);
    if (ewf) {
        command = fmt::format("ewfexport -u -q -f raw -o 0 -t '{0}' '{1}' >/dev/null 2>&1 && mv '{0}.raw' '{0}'",
                              partial, found->string());
    }
    if (machine) {
        // A fixed VHD must be named to qemu-img, or it is taken for raw; its size is that of the footer, not of the
        // geometry.
        const std::string options =
            extension == ".vhd" ? "driver=vpc,force_size_calc=current_size" : "driver=" + extension.substr(1);
        command = fmt::format("qemu-img convert --image-opts '{},file.filename={}' -O raw '{}' 2>/dev/null", options,
                              found->string(), partial);
    }
    if (apple) {
        command = fmt::format("qemu-img convert -f dmg -O raw '{}' '{}' 2>/dev/null", found->string(), partial);
    }
    if (split) {
        command = fmt::format("cat '{}'?? > '{}'", found->string().substr(0, found->string().size() - 2), partial);
    }
    if (run_command(command).status != 0 || !fs::exists(partial)) return std::nullopt;
    fs::rename(partial, raw);
    return raw;
}

namespace {

using Digest = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

std::string finish(const Digest& digest) {
    std::array<Byte, 32> bytes{};
    EVP_DigestFinal_ex(digest.get(), bytes.data(), nullptr);
    return hex(bytes);
}

Digest begin() {
    Digest digest{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
    EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr);
    return digest;
}

}  // namespace

std::string sha256_hex(ByteSource& source) {
    const Digest digest = begin();
    std::vector<Byte> piece(1024 * 1024);
    std::vector<DamagedRange> damage;
    for (std::uint64_t offset = 0; offset < source.size();) {
        const auto take = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), source.size() - offset));
        if (!source.read(offset, MutableBytes{piece}.first(take), damage)) return "unreadable";
        EVP_DigestUpdate(digest.get(), piece.data(), take);
        offset += take;
    }
    return damage.empty() ? finish(digest) : "damaged: " + damage.front().reason;
}

std::string sha256_hex(Bytes bytes) {
    const Digest digest = begin();
    EVP_DigestUpdate(digest.get(), bytes.data(), bytes.size());
    return finish(digest);
}

}  // namespace sanad::tests
