#pragma once
// Opens a container as the supervisor and the reader do, and reads all of its medium.
#include <filesystem>

#include "core/source/containers/containers.hpp"

namespace sanad::tests {

/// A container with its extents and parents; its descriptors are closed with it.
class OpenedContainer {
public:
    static Result<OpenedContainer> open(const std::filesystem::path& path);
    OpenedContainer(OpenedContainer&& other) noexcept;
    OpenedContainer& operator=(OpenedContainer&&) = delete;
    ~OpenedContainer();

    ByteSource& source() { return *image_.source; }
    const ImageFacts& facts() const { return image_.facts; }
    const SegmentList& segments() const { return list_; }
    /// The value of the first header of that name, or "".
    std::string header(std::string_view name) const;

private:
    OpenedContainer() = default;
    SegmentList list_;
    OpenImage image_;
};

/// The whole medium, read in pieces of `step` bytes.
Result<std::vector<Byte>> medium_of(ByteSource& source, std::size_t step, std::vector<DamagedRange>& damage);

/// SHA-256 of a file by coreutils.
std::string sha256sum(const std::filesystem::path& file);
/// SHA-256 of bytes by coreutils.
std::string sha256sum(Bytes bytes);

void write_file(const std::filesystem::path& file, Bytes bytes);
std::vector<Byte> read_file(const std::filesystem::path& file);

/// SHA-256 of the medium in the container at `path`, or the error's words; damage counts as an error.
std::string medium_sha256(const std::filesystem::path& path);

}  // namespace sanad::tests
