#pragma once
// The members of a tar in their order: POSIX.1-2017 pax (ustar with extended headers), GNU tar 1.34 manual "Basic Tar
// Format" (long names, sparse files, numbers in base 256), and the old format before them.
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "core/source/logical/byte_stream.hpp"

namespace sanad {

/// A run of a sparse member's bytes that is stored; the rest of it is zeros.
struct TarRun {
    std::uint64_t offset = 0;  ///< in the file
    std::uint64_t length = 0;
};

struct TarMember {
    std::uint64_t ordinal = 0;        ///< from 1
    std::uint64_t header_offset = 0;  ///< in the stream, as the next
    std::uint64_t data_offset = 0;
    char type = '0';
    std::string path, link_target;
    std::uint64_t stored_size = 0;  ///< bytes at data_offset
    std::uint64_t size = 0;         ///< of the file; differs for sparse ones
    bool sparse = false;
    std::vector<TarRun> runs;  ///< of a sparse file, in the order of the stored bytes
    std::uint32_t mode = 0;
    std::optional<std::uint32_t> uid, gid;
    std::optional<Timestamp> modified_at, accessed_at, metadata_changed_at, created_at;
    std::string remark;
};

class TarReader {
public:
    explicit TarReader(ByteStream& stream) : stream_{stream} {}

    /// The next member, the stream standing at its stored bytes; nothing at the end.
    Result<std::optional<TarMember>> next();
    /// Reads on in the stored bytes of the member last given.
    Result<std::size_t> read(MutableBytes to);
    /// Damage met so far and passed over; each names its place.
    const std::vector<std::string>& remarks() const { return remarks_; }

private:
    struct Extended;
    Result<bool> next_header(std::vector<Byte>& block);
    Result<std::string> text_of_data(std::uint64_t size);
    Result<void> read_gnu_sparse(const std::vector<Byte>& header, TarMember& member);
    Result<void> read_pax_sparse_map(TarMember& member);
    Result<void> pass_data();

    ByteStream& stream_;
    std::uint64_t members_ = 0;
    std::uint64_t data_left_ = 0, padding_ = 0;
    std::vector<std::string> remarks_;
    std::vector<std::pair<std::string, std::string>> global_;
};

/// True when `block` (512 bytes) is a tar header: its checksum fits.
bool is_tar_header(Bytes block);

}  // namespace sanad
