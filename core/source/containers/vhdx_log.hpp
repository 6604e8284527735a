#pragma once
// The log of a VHDX: changes to its tables that had not reached them when the machine stopped (MS-VHDX 2.3).
#include "core/source/containers/file_bytes.hpp"

namespace sanad::containers {

/// CRC-32C (RFC 3720 appendix B.4) of `bytes`, with the four bytes at `checksum_at` taken as zeros.
std::uint32_t crc32c(Bytes bytes, std::size_t checksum_at);

/// Lays the log's active sequence over `file` in memory. Returns the number of entries replayed; 0 when the log holds
/// no complete sequence, that is, when nothing had begun to reach the tables.
Result<std::size_t> replay_log(FileBytes& file, std::uint64_t offset, std::uint32_t length, Bytes log_guid);

}  // namespace sanad::containers
