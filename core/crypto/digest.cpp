#include "core/crypto/digest.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "core/crypto/digest_engine.hpp"
#include "core/crypto/lane_schedule.hpp"

namespace sanad {
namespace {

constexpr std::size_t block_size = 64;

template <class State>
constexpr bool big_endian = true;
template <>
constexpr bool big_endian<Md5> = false;

template <class State>
using DigestOf = decltype(State{}.finish());

/// Takes the bytes into the state and says which blocks its chaining words have yet to take. The tail may be one of
/// them, so the bytes after the last whole block are kept only by keep_tail(), once the blocks have been taken.
template <class State>
BlockRuns accept(State& state, Bytes bytes) {
    BlockRuns runs{state.h.data(), nullptr, 0, nullptr, 0};
    const std::size_t held = state.length % block_size;
    state.length += bytes.size();
    if (held != 0) {
        const std::size_t taken = std::min(bytes.size(), block_size - held);
        std::copy_n(bytes.data(), taken, state.tail.data() + held);
        bytes = bytes.subspan(taken);
        if (held + taken < block_size) return runs;
        runs.blocks = state.tail.data();
        runs.count = 1;
    }
    runs.later_blocks = bytes.data();
    runs.later_count = bytes.size() / block_size;
    if (runs.count == 0) runs.take(0);
    return runs;
}

template <class State>
void keep_tail(State& state, Bytes bytes) {
    const std::size_t held = state.length % block_size;
    if (held <= bytes.size()) std::copy_n(bytes.data() + (bytes.size() - held), held, state.tail.data());
}

/// The last block or two of a message: its tail, a one bit, zeros, its length in bits (RFC 1321 3.1, FIPS 180-4 5.1.1).
struct Padding {
    std::array<std::uint8_t, 2 * block_size> bytes{};
    std::size_t blocks = 1;
};

template <class State>
void pad(const State& state, Padding& padding) {
    const std::size_t held = state.length % block_size;
    std::copy_n(state.tail.data(), held, padding.bytes.data());
    padding.bytes[held] = 0x80;
    padding.blocks = held < block_size - 8 ? 1 : 2;
    std::uint8_t* const end = padding.bytes.data() + padding.blocks * block_size;
    const std::uint64_t bits = state.length * 8;
    for (int i = 0; i < 8; ++i) end[i - 8] = static_cast<std::uint8_t>(bits >> 8 * (big_endian<State> ? 7 - i : i));
}

template <class State>
DigestOf<State> digest_of(const decltype(State{}.h) & h) {
    DigestOf<State> digest;
    for (std::size_t i = 0; i < digest.size(); ++i)
        digest[i] = static_cast<std::uint8_t>(h[i / 4] >> 8 * (big_endian<State> ? 3 - i % 4 : i % 4));
    return digest;
}

template <class State>
DigestOf<State> finish_one(const State& state) {
    Padding padding;
    pad(state, padding);
    auto h = state.h;
    digest_engines_of<State>().front().one(h.data(), padding.bytes.data(), padding.blocks);
    return digest_of<State>(h);
}

/// The tail that came before, if one was completed: the runs are of equal length after it.
template <class State>
BlockRuns accept_past_tail(State& state, Bytes bytes) {
    BlockRuns runs = accept(state, bytes);
    if (runs.count != 0 && runs.blocks == state.tail.data()) {
        digest_engines_of<State>().front().one(runs.hash, runs.blocks, runs.count);
        runs.take(runs.count);
    }
    return runs;
}

void update_together(Md5& md5, Sha1& sha1, Sha256& sha256, Sha256* leaf, Bytes bytes) {
    kernels::All* const kernel = together_kernel();
    if (kernel == nullptr) {
        md5.update(bytes);
        sha1.update(bytes);
        sha256.update(bytes);
        if (leaf != nullptr) leaf->update(bytes);
        return;
    }
    BlockRuns of_md5 = accept_past_tail(md5, bytes), of_sha1 = accept_past_tail(sha1, bytes);
    BlockRuns of_sha256 = accept_past_tail(sha256, bytes);
    BlockRuns of_leaf = leaf != nullptr ? accept_past_tail(*leaf, bytes) : of_sha256;
    const std::size_t count = std::min({of_md5.count, of_sha1.count, of_sha256.count, of_leaf.count});
    if (count != 0) {
        kernel({of_md5.hash, of_sha1.hash, of_sha256.hash, leaf != nullptr ? of_leaf.hash : nullptr, of_md5.blocks,
                of_sha1.blocks, of_sha256.blocks, of_leaf.blocks},
               count);
        for (BlockRuns* runs : {&of_md5, &of_sha1, &of_sha256, &of_leaf}) runs->take(count);
    }
    // The streams stand at different places of a block, so one may have a whole block more than another.
    compress_one(digest_engines_of<Md5>().front(), of_md5);
    compress_one(digest_engines_of<Sha1>().front(), of_sha1);
    compress_one(digest_engines_of<Sha256>().front(), of_sha256);
    keep_tail(md5, bytes);
    keep_tail(sha1, bytes);
    keep_tail(sha256, bytes);
    if (leaf == nullptr) return;
    compress_one(digest_engines_of<Sha256>().front(), of_leaf);
    keep_tail(*leaf, bytes);
}

}  // namespace

template <class State>
void update_with(const DigestEngine& engine, State& state, Bytes bytes) {
    BlockRuns runs = accept(state, bytes);
    compress_one(engine, runs);
    keep_tail(state, bytes);
}

template <class State>
void update_many_with(const DigestEngine& engine, std::span<const Lane<State>> lanes) {
    std::vector<BlockRuns> messages;
    messages.reserve(lanes.size());
    for (const auto& lane : lanes) {
        const BlockRuns runs = accept(*lane.state, lane.bytes);
        if (runs.count != 0) messages.push_back(runs);
    }
    compress_all(engine, State{}.h.size(), messages);
    for (const auto& lane : lanes) keep_tail(*lane.state, lane.bytes);
}

template <class State>
void finish_many_with(const DigestEngine& engine, std::span<const Finish<State>> lanes) {
    // In portions, so that the paddings stay in the first cache.
    constexpr std::size_t portion = 128;
    std::array<Padding, portion> paddings;
    std::array<decltype(State{}.h), portion> hashes;
    std::vector<BlockRuns> messages;
    messages.reserve(std::min(portion, lanes.size()));
    for (std::size_t start = 0; start < lanes.size(); start += portion) {
        const auto now = lanes.subspan(start, std::min(portion, lanes.size() - start));
        messages.clear();
        for (std::size_t i = 0; i < now.size(); ++i) {
            paddings[i] = {};
            pad(*now[i].state, paddings[i]);
            hashes[i] = now[i].state->h;
            messages.push_back({hashes[i].data(), paddings[i].bytes.data(), paddings[i].blocks, nullptr, 0});
        }
        compress_all(engine, State{}.h.size(), messages);
        for (std::size_t i = 0; i < now.size(); ++i) *now[i].digest = digest_of<State>(hashes[i]);
    }
}

template void update_with(const DigestEngine&, Md5&, Bytes);
template void update_with(const DigestEngine&, Sha1&, Bytes);
template void update_with(const DigestEngine&, Sha256&, Bytes);
template void update_many_with(const DigestEngine&, std::span<const Lane<Md5>>);
template void update_many_with(const DigestEngine&, std::span<const Lane<Sha1>>);
template void update_many_with(const DigestEngine&, std::span<const Lane<Sha256>>);
template void finish_many_with(const DigestEngine&, std::span<const Finish<Md5>>);
template void finish_many_with(const DigestEngine&, std::span<const Finish<Sha1>>);
template void finish_many_with(const DigestEngine&, std::span<const Finish<Sha256>>);

Md5::Md5() {
    h = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
}
Sha1::Sha1() {
    h = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
}
Sha256::Sha256() {
    h = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
}

void Md5::update(Bytes bytes) {
    update_with(digest_engines_of<Md5>().front(), *this, bytes);
}
void Sha1::update(Bytes bytes) {
    update_with(digest_engines_of<Sha1>().front(), *this, bytes);
}
void Sha256::update(Bytes bytes) {
    update_with(digest_engines_of<Sha256>().front(), *this, bytes);
}

Md5Digest Md5::finish() const {
    return finish_one(*this);
}
Sha1Digest Sha1::finish() const {
    return finish_one(*this);
}
Sha256Digest Sha256::finish() const {
    return finish_one(*this);
}

void update_many(std::span<Lane<Md5>> lanes) {
    update_many_with<Md5>(digest_engines_of<Md5>().front(), lanes);
}
void update_many(std::span<Lane<Sha1>> lanes) {
    update_many_with<Sha1>(digest_engines_of<Sha1>().front(), lanes);
}
void update_many(std::span<Lane<Sha256>> lanes) {
    update_many_with<Sha256>(digest_engines_of<Sha256>().front(), lanes);
}

void update_together(Md5& md5, Sha1& sha1, Sha256& sha256, Bytes bytes) {
    update_together(md5, sha1, sha256, nullptr, bytes);
}
void update_together(Md5& md5, Sha1& sha1, Sha256& sha256, Sha256& leaf, Bytes bytes) {
    update_together(md5, sha1, sha256, &leaf, bytes);
}

void finish_many(std::span<const Finish<Md5>> messages) {
    finish_many_with(digest_engines_of<Md5>().front(), messages);
}
void finish_many(std::span<const Finish<Sha1>> messages) {
    finish_many_with(digest_engines_of<Sha1>().front(), messages);
}
void finish_many(std::span<const Finish<Sha256>> messages) {
    finish_many_with(digest_engines_of<Sha256>().front(), messages);
}

std::string digest_engines() {
    return "MD5: " + std::string{digest_engines_of<Md5>().front().name} +
           "; SHA-1: " + std::string{digest_engines_of<Sha1>().front().name} +
           "; SHA-256: " + std::string{digest_engines_of<Sha256>().front().name} +
           (together_kernel() != nullptr ? "; together: SHA-NI beside MD5" : "; together: one after the other");
}

}  // namespace sanad
