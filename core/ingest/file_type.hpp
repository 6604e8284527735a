#pragma once
// File type by content: the freedesktop shared-mime-info magic database, the forensic signatures it lacks, and a text
// or binary decision with its encoding. Mean cost well under 20 microseconds a file.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/bytes.hpp"

namespace sanad {

struct FileType {
    std::string_view mime;      ///< "image/jpeg", "application/octet-stream"; lives as long as the FileTyper
    std::string_view encoding;  ///< for text: "us-ascii", "utf-8", "utf-16le", "utf-16be", "windows-1256", else empty
};

class FileTyper {
public:
    /// Reads a magic database (shared-mime-info's binary `magic` file as bytes, normally /usr/share/mime/magic).
    static Result<FileTyper> with_database(Bytes magic);
    FileTyper(FileTyper&&) noexcept;
    FileTyper& operator=(FileTyper&&) noexcept;
    ~FileTyper();

    /// As many of the file's first bytes as type_of may look at.
    static constexpr std::size_t head_size = 65536;

    /// `head`: the first min(size, head_size) bytes. `size`: of the whole file.
    FileType type_of(Bytes head, std::uint64_t size) const;

private:
    struct Tables;
    explicit FileTyper(std::unique_ptr<Tables> tables);
    std::unique_ptr<Tables> tables_;
};

/// What the name's extension makes an examiner expect, and whether the content contradicts it. Only extensions with a
/// settled meaning count: an unknown extension, or no extension, is never a mismatch. `path` as in FileRecord.
bool extension_mismatch(std::string_view path, std::string_view mime);

}  // namespace sanad
