#include <algorithm>
#include <array>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/crypto/digest_engine.hpp"

namespace sanad {
namespace {

template <class State>
using DigestOf = decltype(State{}.finish());

template <class State>
struct KnownAnswer {
    std::string_view message;
    std::string_view digest;
};

constexpr std::string_view alphabet_of_448_bits = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
constexpr std::string_view digits_of_640_bits =
    "12345678901234567890123456789012345678901234567890123456789012345678901234567890";
constexpr std::string_view alphabet_of_896_bits =
    "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu";

// RFC 1321 A.5.
constexpr std::array known_md5{
    KnownAnswer<Md5>{"", "d41d8cd98f00b204e9800998ecf8427e"},
    KnownAnswer<Md5>{"abc", "900150983cd24fb0d6963f7d28e17f72"},
    KnownAnswer<Md5>{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
                     "d174ab98d277d9f5a5611c2c9f419d9f"},
    KnownAnswer<Md5>{digits_of_640_bits, "57edf4a22be3c955ac49da2e2107b67a"},
};
// NIST, "Examples with intermediate values" for FIPS 180-4; the empty message from the CAVP byte tests.
constexpr std::array known_sha1{
    KnownAnswer<Sha1>{"", "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
    KnownAnswer<Sha1>{"abc", "a9993e364706816aba3e25717850c26c9cd0d89d"},
    KnownAnswer<Sha1>{alphabet_of_448_bits, "84983e441c3bd26ebaae4aa1f95129e5e54670f1"},
    KnownAnswer<Sha1>{alphabet_of_896_bits, "a49b2446a02c645bf419f995b67091253a04a259"},
};
constexpr std::array known_sha256{
    KnownAnswer<Sha256>{"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    KnownAnswer<Sha256>{"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    KnownAnswer<Sha256>{alphabet_of_448_bits, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    KnownAnswer<Sha256>{alphabet_of_896_bits, "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
};

template <class State>
constexpr const auto& known_answers() {
    if constexpr (std::is_same_v<State, Md5>)
        return known_md5;
    else if constexpr (std::is_same_v<State, Sha1>)
        return known_sha1;
    else
        return known_sha256;
}

template <class State>
bool every_engine_answers() {
    for (const auto& engine : digest_engines_of<State>())
        if (!engine_self_test<State>(engine)) return false;
    return true;
}

/// All digests in one run of instructions against the portable engine, which the known answers have vouched for.
bool together_agrees() {
    std::array<Byte, 1000> message;
    for (std::size_t i = 0; i < message.size(); ++i) message[i] = static_cast<Byte>(i * i);
    Md5 md5, expected_md5;
    Sha1 sha1, expected_sha1;
    Sha256 sha256, leaf, expected_sha256;
    update_together(md5, sha1, sha256, leaf, message);
    update_with(digest_engines_of<Md5>().back(), expected_md5, message);
    update_with(digest_engines_of<Sha1>().back(), expected_sha1, message);
    update_with(digest_engines_of<Sha256>().back(), expected_sha256, message);
    return md5 == expected_md5 && sha1 == expected_sha1 && sha256 == expected_sha256 && leaf == expected_sha256;
}

}  // namespace

template <class State>
bool engine_self_test(const DigestEngine& engine) {
    const auto& known = known_answers<State>();
    for (const auto& answer : known) {
        State state;
        update_with(engine, state, bytes_of(answer.message));
        DigestOf<State> digest;
        const Finish<State> end{&state, &digest};
        finish_many_with<State>(engine, {&end, 1});
        if (hex(digest) != answer.digest) return false;
    }
    DigestEngine in_lanes = engine;
    in_lanes.wide_from = 1;
    for (const DigestEngine& tried : {engine, in_lanes}) {
        for (std::size_t count = 1; count <= std::max<std::size_t>(2 * engine.width, 4); ++count) {
            std::vector<State> states(count);
            std::vector<DigestOf<State>> digests(count);
            std::vector<Lane<State>> lanes;
            std::vector<Finish<State>> ends;
            for (std::size_t i = 0; i < count; ++i) {
                lanes.push_back({&states[i], bytes_of(known[i % known.size()].message)});
                ends.push_back({&states[i], &digests[i]});
            }
            update_many_with<State>(tried, lanes);
            finish_many_with<State>(tried, ends);
            for (std::size_t i = 0; i < count; ++i)
                if (hex(digests[i]) != known[i % known.size()].digest) return false;
        }
    }
    return true;
}

template bool engine_self_test<Md5>(const DigestEngine&);
template bool engine_self_test<Sha1>(const DigestEngine&);
template bool engine_self_test<Sha256>(const DigestEngine&);

bool digest_self_test() {
    return every_engine_answers<Md5>() && every_engine_answers<Sha1>() && every_engine_answers<Sha256>() &&
           together_agrees();
}

}  // namespace sanad
