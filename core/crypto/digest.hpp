#pragma once
// The three digests of every file and image. Their running state is plain data: a sequential digest can be carried from
// one process to the next, kept in a case and resumed. Correctness is checked against OpenSSL's EVP in the tests and by
// digest_self_test() at start-up.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "core/base/bytes.hpp"
#include "core/model/evidence.hpp"

namespace sanad {

/// The state of a digest part-way through a message. Trivially copyable; no pointers.
template <std::size_t words>
struct DigestState {
    std::array<std::uint32_t, words> h{};
    std::uint64_t length = 0;             ///< message bytes so far
    std::array<std::uint8_t, 64> tail{};  ///< the last length % 64 bytes
    bool operator==(const DigestState&) const = default;
};

struct Md5 : DigestState<4> {  // RFC 1321
    Md5();
    void update(Bytes bytes);
    Md5Digest finish() const;  ///< the digest of all bytes so far; the state stays usable
};
struct Sha1 : DigestState<5> {  // FIPS 180-4
    Sha1();
    void update(Bytes bytes);
    Sha1Digest finish() const;
};
struct Sha256 : DigestState<8> {  // FIPS 180-4
    Sha256();
    void update(Bytes bytes);
    Sha256Digest finish() const;
};

/// One message's next bytes. `update_many` gives the same results as update() on each, faster: MD5 in SIMD lanes (AVX2
/// or AVX-512 where the processor has them), SHA-1 and SHA-256 in lanes or two streams at a time. Lengths may differ
/// freely, in any order; every lane has a state of its own.
template <class State>
struct Lane {
    State* state;
    Bytes bytes;
};
void update_many(std::span<Lane<Md5>> lanes);
void update_many(std::span<Lane<Sha1>> lanes);
void update_many(std::span<Lane<Sha256>> lanes);

/// update() of each with the same bytes, faster: MD5 waits in the integer units while the SHA instructions work in the
/// vector units. For an image, and for a file too large to wait for a batch. `leaf`: a second SHA-256 over the same
/// bytes that started elsewhere (block_tree.hpp).
void update_together(Md5& md5, Sha1& sha1, Sha256& sha256, Bytes bytes);
void update_together(Md5& md5, Sha1& sha1, Sha256& sha256, Sha256& leaf, Bytes bytes);

/// One message's end. `finish_many` gives what finish() gives for each: the padding of small files costs as much as
/// their content, and is done in the same lanes.
template <class State>
struct Finish {
    const State* state;
    decltype(State{}.finish()) * digest;
};
void finish_many(std::span<const Finish<Md5>> messages);
void finish_many(std::span<const Finish<Sha1>> messages);
void finish_many(std::span<const Finish<Sha256>> messages);

/// What this processor offers, for `sanad doctor`: "MD5: AVX-512 x32; SHA-1: SHA-NI x2; SHA-256: …".
std::string digest_engines();

/// Known answers through every engine in use. False means this machine must not be used.
bool digest_self_test();

}  // namespace sanad
