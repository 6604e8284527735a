#pragma once
// Files that a verifier is pointed at: read in order, never waited for.
#include <filesystem>
#include <string>

#include "core/base/bytes.hpp"

namespace sanad {

/// Closes itself.
class PlainFile {
public:
    /// Fault::unavailable when it is missing or is no plain file: nobody waits on a pipe for ever.
    static Result<PlainFile> open(const std::filesystem::path& path);
    /// A disk (block device) will do as well; its size() is 0.
    static Result<PlainFile> open_image(const std::filesystem::path& path);
    PlainFile(PlainFile&& other) noexcept;
    PlainFile& operator=(PlainFile&&) = delete;
    ~PlainFile();

    std::uint64_t size() const { return size_; }
    /// The next bytes. Fewer than asked for only at the end.
    Result<std::size_t> read(MutableBytes into);
    /// Those from `offset` on; where read() goes on does not change.
    Result<std::size_t> read_at(std::uint64_t offset, MutableBytes into);

private:
    PlainFile(int descriptor, std::string name) : descriptor_{descriptor}, name_{std::move(name)} {}
    static Result<PlainFile> open(const std::filesystem::path& path, bool disk_too);
    int descriptor_ = -1;
    std::string name_;
    std::uint64_t size_ = 0;
    std::uint64_t at_ = 0;
};

}  // namespace sanad
