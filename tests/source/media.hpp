#pragma once
// Media bytes of the corpus, made raw by other people's tools where a container is in the way, so that tests of file
// systems do not lean on our own container readers.
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/source/byte_source.hpp"

namespace sanad::tests {

/// A raw file read by offset.
class RawFile : public ByteSource {
public:
    explicit RawFile(const std::filesystem::path& path);
    ~RawFile() override;
    std::uint64_t size() const override { return size_; }
    Result<void> read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage) override;
    std::string provenance() const override { return name_; }

private:
    int fd_;
    std::uint64_t size_ = 0;
    std::string name_;
};

/// The raw media of a corpus image ("files/images/fs-ntfs/ntfs.img"); E01 through ewfexport, VM disks through
/// qemu-img, split raw joined. Nothing where the file or the tool is absent.
std::optional<std::filesystem::path> raw_media(std::string_view corpus_path);

std::string sha256_hex(ByteSource& source);
std::string sha256_hex(Bytes bytes);

}  // namespace sanad::tests
