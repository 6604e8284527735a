#pragma once
// The engines behind digest.hpp, for the dispatcher, the self test and the tests; others include digest.hpp.
#include <cstddef>
#include <span>
#include <string_view>

#include "core/crypto/digest.hpp"
#include "core/crypto/lane_kernels.hpp"

namespace sanad {

/// One way to compute a digest on this processor. One message, two, and many at a time are chosen by how many there
/// are.
struct DigestEngine {
    std::string_view name;  ///< "AVX-512 x16"
    kernels::One* one;
    kernels::Pair* pair = nullptr;  ///< null where two at a time are no faster
    kernels::Wide* wide = nullptr;  ///< null where there are no lanes
    std::size_t width = 0;          ///< lanes of `wide`
    std::size_t wide_from = 0;      ///< with fewer messages left, `pair` and `one` are faster (measured)
};

/// The engines this processor can run, the one in use first, "portable" last. Others are never in the list.
template <class State>
std::span<const DigestEngine> digest_engines_of();
template <>
std::span<const DigestEngine> digest_engines_of<Md5>();
template <>
std::span<const DigestEngine> digest_engines_of<Sha1>();
template <>
std::span<const DigestEngine> digest_engines_of<Sha256>();

/// All digests of the same bytes in one run of instructions; null where this processor lacks them.
kernels::All* together_kernel();

template <class State>
void update_with(const DigestEngine& engine, State& state, Bytes bytes);
template <class State>
void update_many_with(const DigestEngine& engine, std::span<const Lane<State>> lanes);
template <class State>
void finish_many_with(const DigestEngine& engine, std::span<const Finish<State>> lanes);

/// The known answers through one engine, at every number of lanes up to twice its width.
template <class State>
bool engine_self_test(const DigestEngine& engine);

}  // namespace sanad
