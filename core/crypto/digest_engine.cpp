#include "core/crypto/digest_engine.hpp"

#include <vector>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace sanad {
namespace {

using namespace kernels;

#if defined(__x86_64__)
// __builtin_cpu_supports also asks whether the operating system saves the wide registers. It has no word for the SHA
// instructions in every compiler we support: Intel SDM, CPUID leaf 7, EBX bit 29. They use SSE registers only.
bool has_sha_ni() {
    unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
    return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0 && (ebx >> 29 & 1) != 0 &&
           __builtin_cpu_supports("sse4.1") && __builtin_cpu_supports("ssse3");
}
bool has_avx2() {
    return __builtin_cpu_supports("avx2");
}
bool has_avx512() {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw");
}
#endif

std::vector<DigestEngine> md5_engines() {
    std::vector<DigestEngine> engines;
#if defined(__x86_64__)
    if (has_avx512()) engines.push_back({"AVX-512 x32", md5_portable, nullptr, md5_avx512, md5_avx512_width, 3});
    if (has_avx2()) engines.push_back({"AVX2 x16", md5_portable, nullptr, md5_avx2, md5_avx2_width, 3});
#endif
    engines.push_back({"portable", md5_portable});
    return engines;
}

struct ShaKernels {
    One* portable;
    One* openssl;
#if defined(__x86_64__)
    One* sha_ni;
    Pair* sha_ni_pair;
    Wide* avx2;
    std::size_t avx2_width, avx2_from;
    Wide* avx512;
    std::size_t avx512_width, avx512_from, avx512_from_beside_sha_ni;
#endif
};

std::vector<DigestEngine> sha_engines(const ShaKernels& k) {
    std::vector<DigestEngine> engines;
#if defined(__x86_64__)
    const bool sha_ni = has_sha_ni();
    if (has_avx512() && sha_ni)
        engines.push_back(
            {"AVX-512 x16, SHA-NI x2", k.sha_ni, k.sha_ni_pair, k.avx512, k.avx512_width, k.avx512_from_beside_sha_ni});
    if (has_avx512()) engines.push_back({"AVX-512 x16", k.openssl, nullptr, k.avx512, k.avx512_width, k.avx512_from});
    if (sha_ni) engines.push_back({"SHA-NI x2", k.sha_ni, k.sha_ni_pair});
    if (has_avx2()) engines.push_back({"AVX2 x8", k.openssl, nullptr, k.avx2, k.avx2_width, k.avx2_from});
#endif
    engines.push_back({"OpenSSL", k.openssl});
    engines.push_back({"portable", k.portable});
    return engines;
}

// Where lanes begin to pay was measured with digest_bench on a Zen 5, OpenSSL's SHA instructions switched off where the
// engine has none.
constexpr ShaKernels sha1_kernels {
    .portable = sha1_portable, .openssl = sha1_openssl,
#if defined(__x86_64__)
    .sha_ni = sha1_sha_ni, .sha_ni_pair = sha1_sha_ni_pair, .avx2 = sha1_avx2, .avx2_width = sha1_avx2_width,
    .avx2_from = 4, .avx512 = sha1_avx512, .avx512_width = sha1_avx512_width, .avx512_from = 3,
    .avx512_from_beside_sha_ni = 5,
#endif
};
constexpr ShaKernels sha256_kernels {
    .portable = sha256_portable, .openssl = sha256_openssl,
#if defined(__x86_64__)
    .sha_ni = sha256_sha_ni, .sha_ni_pair = sha256_sha_ni_pair, .avx2 = sha256_avx2, .avx2_width = sha256_avx2_width,
    .avx2_from = 4, .avx512 = sha256_avx512, .avx512_width = sha256_avx512_width, .avx512_from = 3,
    .avx512_from_beside_sha_ni = 9,
#endif
};

}  // namespace

kernels::All* together_kernel() {
#if defined(__x86_64__)
    static kernels::All* const kernel = has_sha_ni() ? together_sha_ni : nullptr;
    return kernel;
#else
    return nullptr;
#endif
}

template <>
std::span<const DigestEngine> digest_engines_of<Md5>() {
    static const std::vector<DigestEngine> engines = md5_engines();
    return engines;
}

template <>
std::span<const DigestEngine> digest_engines_of<Sha1>() {
    static const std::vector<DigestEngine> engines = sha_engines(sha1_kernels);
    return engines;
}

template <>
std::span<const DigestEngine> digest_engines_of<Sha256>() {
    static const std::vector<DigestEngine> engines = sha_engines(sha256_kernels);
    return engines;
}

}  // namespace sanad
