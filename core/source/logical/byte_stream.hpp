#pragma once
// Bytes that can only be read onwards: a tar as it stands, or what a compressed one holds.
#include <memory>

#include "core/source/byte_source.hpp"

namespace sanad {

class ByteStream {
public:
    virtual ~ByteStream() = default;
    /// Fills `to` as far as there are bytes; fewer only at the end. What the medium could not give reads as zeros.
    virtual Result<std::size_t> read(MutableBytes to) = 0;
    /// Passes over `count` bytes; fewer only at the end.
    virtual Result<std::uint64_t> skip(std::uint64_t count) = 0;
    virtual std::uint64_t position() const = 0;
};

/// The bytes of `source`, which must outlive it.
std::unique_ptr<ByteStream> plain_stream(ByteSource& source);

/// What `source` holds compressed, by whatever libarchive knows by its signature. Ends with an error where the
/// compression is damaged or gives more than `most_ratio` times the bytes it is made of.
Result<std::unique_ptr<ByteStream>> unpacked_stream(ByteSource& source);

/// True when `source` begins with the signature of a compression that unpacked_stream reads.
bool is_compressed(ByteSource& source);

/// The first bytes of a source, as many as it has of `count`.
std::vector<Byte> head_of(ByteSource& source, std::size_t count);

}  // namespace sanad
