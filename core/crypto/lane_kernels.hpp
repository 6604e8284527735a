#pragma once
// The compression functions, by instruction set. The files that define them are compiled for instructions this
// processor may lack: call one only through digest_engine.hpp, which asks the processor first.
//
// Those files emit no inline function that has linkage (nm shows their entry points alone): the linker may keep any
// copy of such a function, and one compiled for AVX-512 would then run everywhere.
#include <cstddef>
#include <cstdint>

namespace sanad::kernels {

using Hash = std::uint32_t*;          ///< the chaining words of one message: 4 for MD5, 5 for SHA-1, 8 for SHA-256
using Message = const std::uint8_t*;  ///< 64-byte blocks, at any alignment

/// Takes `blocks` consecutive blocks of one message.
using One = void(Hash hash, Message message, std::size_t blocks);
/// Takes `blocks` blocks of each of two messages, interleaved.
using Pair = void(Hash first_hash, Message first, Hash second_hash, Message second, std::size_t blocks);
/// Takes `blocks` blocks of each of `width` messages. `columns` holds word w of lane l at [w * width + l], aligned
/// to 64.
using Wide = void(std::uint32_t* columns, const Message* messages, std::size_t blocks);

/// The same bytes, or nearly, on their way into several digests.
struct Together {
    Hash md5_hash, sha1_hash, sha256_hash, leaf_hash;  ///< leaf_hash may be null
    Message md5, sha1, sha256, leaf;
};
/// Takes `blocks` blocks of each.
using All = void(const Together& messages, std::size_t blocks);

One md5_portable, sha1_portable, sha256_portable;
One sha1_openssl, sha256_openssl;

#if defined(__x86_64__)
One sha1_sha_ni, sha256_sha_ni;
Pair sha1_sha_ni_pair, sha256_sha_ni_pair;
All together_sha_ni;

inline constexpr std::size_t md5_avx2_width = 16, sha1_avx2_width = 8, sha256_avx2_width = 8;
Wide md5_avx2, sha1_avx2, sha256_avx2;

inline constexpr std::size_t md5_avx512_width = 32, sha1_avx512_width = 16, sha256_avx512_width = 16;
Wide md5_avx512, sha1_avx512, sha256_avx512;
#endif

}  // namespace sanad::kernels
