// Speed of the digests on one core, in MB (10^6 bytes) a second of processor time, the best of several runs; OpenSSL's
// EVP beside each. "digest_bench break-even": from how many messages lanes pay.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <string>
#include <vector>

#include "core/crypto/block_tree.hpp"
#include "core/crypto/digest.hpp"
#include "core/crypto/digest_engine.hpp"
#include "core/crypto/evp.hpp"

using namespace sanad;

namespace {

constexpr std::size_t file_count = 500;
constexpr std::size_t file_size = 40 * 1024;

// Processor time, because others may be using the machine.
double seconds_used() {
    std::timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

template <class Work>
double speed(std::size_t bytes, Work work) {
    double best = 0;
    const double end = seconds_used() + 0.5;
    for (double start = seconds_used(); start < end;) {
        work();
        const double stop = seconds_used();
        best = std::max(best, static_cast<double>(bytes) / 1e6 / (stop - start));
        start = stop;
    }
    return best;
}

template <class State>
auto evp(Bytes bytes) {
    if constexpr (std::is_same_v<State, Md5>)
        return evp_md5(bytes);
    else if constexpr (std::is_same_v<State, Sha1>)
        return evp_sha1(bytes);
    else
        return evp_sha256(bytes);
}

template <class State>
void digest_files(const DigestEngine& engine, std::span<const Bytes> files) {
    std::vector<State> states(files.size());
    std::vector<decltype(State{}.finish())> digests(files.size());
    std::vector<Lane<State>> lanes;
    std::vector<Finish<State>> ends;
    for (std::size_t i = 0; i < files.size(); ++i) {
        lanes.push_back({&states[i], files[i]});
        ends.push_back({&states[i], &digests[i]});
    }
    update_many_with<State>(engine, lanes);
    finish_many_with<State>(engine, ends);
}

template <class State>
void bench(std::string_view name, Bytes large, std::span<const Bytes> files) {
    fmt::print("{}\n", name);
    fmt::print("  {:<44}{:>8.0f}\n", "one message, EVP", speed(large.size(), [&] { evp<State>(large); }));
    fmt::print("  {:<44}{:>8.0f}\n", "500 files of 40 KiB, EVP", speed(file_count * file_size, [&] {
                   for (const Bytes file : files) evp<State>(file);
               }));
    for (const DigestEngine& engine : digest_engines_of<State>()) {
        fmt::print("  {:<44}{:>8.0f}\n", fmt::format("one message, {}", engine.name), speed(large.size(), [&] {
                       State state;
                       update_with(engine, state, large);
                   }));
        fmt::print("  {:<44}{:>8.0f}\n", fmt::format("two messages, {}", engine.name), speed(2 * large.size(), [&] {
                       std::array<State, 2> states;
                       const Lane<State> lanes[] = {{&states[0], large}, {&states[1], large.subspan(1)}};
                       update_many_with<State>(engine, lanes);
                   }));
        fmt::print("  {:<44}{:>8.0f}\n", fmt::format("500 files of 40 KiB, {}", engine.name),
                   speed(file_count * file_size, [&] { digest_files<State>(engine, files); }));
    }
}

/// Lanes against one or two at a time, by number of messages: where wide_from belongs.
template <class State>
void bench_break_even(std::string_view name, Bytes bytes) {
    for (DigestEngine engine : digest_engines_of<State>()) {
        if (engine.wide == nullptr) continue;
        fmt::print("{}, {}: lanes/otherwise by number of messages (lanes used from {})\n ", name, engine.name,
                   engine.wide_from);
        for (std::size_t count = 1; count <= 12; ++count) {
            std::vector<State> states(count);
            std::vector<Lane<State>> lanes;
            for (auto& state : states) lanes.push_back({&state, bytes});
            const auto run = [&] { update_many_with<State>(engine, lanes); };
            engine.wide_from = 1;
            const double in_lanes = speed(count * bytes.size(), run);
            engine.wide_from = count + 1;
            fmt::print(" {}: {:.2f}", count, in_lanes / speed(count * bytes.size(), run));
        }
        fmt::print("\n");
    }
}

template <class Size>
std::vector<Bytes> cut(Bytes bytes, Size size) {
    std::vector<Bytes> files;
    for (std::size_t i = 0; i < file_count; ++i) {
        files.push_back(bytes.first(size(i)));
        bytes = bytes.subspan(size(i));
    }
    return files;
}

void bench_all_three(std::string_view what, std::span<const Bytes> files) {
    std::size_t total = 0;
    for (const Bytes file : files) total += file.size();
    fmt::print("All three digests of {} (bytes counted once)\n", what);
    fmt::print("  {:<44}{:>8.0f}\n", "EVP", speed(total, [&] {
                   for (const Bytes file : files) {
                       evp<Md5>(file);
                       evp<Sha1>(file);
                       evp<Sha256>(file);
                   }
               }));
    fmt::print("  {:<44}{:>8.0f}\n", "Sanad", speed(total, [&] {
                   digest_files<Md5>(digest_engines_of<Md5>().front(), files);
                   digest_files<Sha1>(digest_engines_of<Sha1>().front(), files);
                   digest_files<Sha256>(digest_engines_of<Sha256>().front(), files);
               }));
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<Byte> bytes(file_count * file_size + 64);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<Byte>(i * 2654435761u >> 24);
    const Bytes large = Bytes{bytes}.first(4 << 20);
    if (argc > 1 && std::string_view{argv[1]} == "break-even") {
        bench_break_even<Md5>("MD5", large.first(256 << 10));
        bench_break_even<Sha1>("SHA-1", large.first(256 << 10));
        bench_break_even<Sha256>("SHA-256", large.first(256 << 10));
        return 0;
    }
    const std::vector<Bytes> files = cut(bytes, [](std::size_t) { return file_size; });
    fmt::print("{}\n", digest_engines());
    bench<Md5>("MD5", large, files);
    bench<Sha1>("SHA-1", large, files);
    bench<Sha256>("SHA-256", large, files);
    fmt::print("All three digests of one image, 4 MiB a call (bytes counted once)\n");
    fmt::print("  {:<44}{:>8.0f}\n", "EVP", speed(large.size(), [&] {
                   evp<Md5>(large);
                   evp<Sha1>(large);
                   evp<Sha256>(large);
               }));
    fmt::print("  {:<44}{:>8.0f}\n", "Sanad", speed(large.size(), [&] {
                   Md5 md5;
                   Sha1 sha1;
                   Sha256 sha256;
                   update_together(md5, sha1, sha256, large);
               }));
    fmt::print("  {:<44}{:>8.0f}\n", "Sanad, with the blocks of its tree", speed(large.size(), [&] {
                   Md5 md5;
                   Sha1 sha1;
                   Sha256 sha256, leaf = leaf_hash_start();
                   update_together(md5, sha1, sha256, leaf, large);
               }));
    bench_all_three("500 files of 40 KiB", files);
    bench_all_three("500 files of 1 KiB", cut(bytes, [](std::size_t) { return std::size_t{1024}; }));
    // A tenth of the files hold most of the bytes, as on a disk.
    bench_all_three("500 files of 1 to 100 KiB", cut(bytes, [](std::size_t i) {
                        return i % 10 == 0 ? 40000 + i * 977 % 60000 : 1000 + i * 977 % 9000;
                    }));
}
