#include "core/crypto/digest.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

#include "core/crypto/block_tree.hpp"
#include "core/crypto/digest_engine.hpp"
#include "core/crypto/evp.hpp"
#include "core/crypto/text_digest.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;

namespace {

using Random = std::mt19937_64;

std::vector<Byte> random_bytes(std::size_t size, Random& random) {
    std::vector<Byte> bytes(size);
    std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<Byte>(random()); });
    return bytes;
}

template <class State>
using DigestOf = decltype(State{}.finish());

template <class State>
DigestOf<State> truth(Bytes bytes) {
    if constexpr (std::is_same_v<State, Md5>)
        return evp_md5(bytes);
    else if constexpr (std::is_same_v<State, Sha1>)
        return evp_sha1(bytes);
    else
        return evp_sha256(bytes);
}

template <class State>
DigestOf<State> finish_with(const DigestEngine& engine, const State& state) {
    DigestOf<State> digest;
    const Finish<State> end{&state, &digest};
    finish_many_with<State>(engine, {&end, 1});
    return digest;
}

/// Every engine this processor can run, and the same once more with lanes even where they do not pay.
template <class State>
std::vector<DigestEngine> all_engines() {
    std::vector<DigestEngine> engines;
    for (const DigestEngine& engine : digest_engines_of<State>()) {
        engines.push_back(engine);
        if (engine.wide == nullptr) continue;
        engines.push_back(engine);
        engines.back().wide_from = 1;
    }
    return engines;
}

template <class State>
void check_messages_together(const DigestEngine& engine, const std::vector<std::vector<Byte>>& messages,
                             Random& random) {
    std::vector<State> states(messages.size());
    std::vector<std::size_t> done(messages.size(), 0);
    // Three calls, so that states are carried over with tails of every length, some lanes empty.
    for (int call = 0; call < 3; ++call) {
        std::vector<Lane<State>> lanes;
        for (std::size_t i = 0; i < messages.size(); ++i) {
            const std::size_t left = messages[i].size() - done[i];
            const std::size_t piece = call == 2 ? left : random() % (left + 1);
            lanes.push_back({&states[i], Bytes{messages[i]}.subspan(done[i], piece)});
            done[i] += piece;
        }
        update_many_with<State>(engine, lanes);
    }
    std::vector<DigestOf<State>> digests(messages.size());
    std::vector<Finish<State>> ends;
    for (std::size_t i = 0; i < messages.size(); ++i) ends.push_back({&states[i], &digests[i]});
    finish_many_with<State>(engine, ends);
    for (std::size_t i = 0; i < messages.size(); ++i) {
        CAPTURE(engine.name);
        CAPTURE(messages.size());
        CAPTURE(messages[i].size());
        REQUIRE(states[i].length == messages[i].size());
        REQUIRE(digests[i] == truth<State>(messages[i]));
        REQUIRE(states[i].finish() == digests[i]);
    }
}

}  // namespace

TEST_CASE_TEMPLATE("a message of any length, cut anywhere, has OpenSSL's digest through every engine", State, Md5, Sha1,
                   Sha256) {
    Random random{20260114};
    std::vector<std::size_t> lengths;
    for (std::size_t n = 0; n <= 300; ++n) lengths.push_back(n);
    for (std::size_t n = 65536 - 70; n <= 65536 + 70; ++n) lengths.push_back(n);
    for (const std::size_t length : lengths) {
        const auto message = random_bytes(length, random);
        const auto expected = truth<State>(message);
        for (const DigestEngine& engine : digest_engines_of<State>()) {
            CAPTURE(engine.name);
            CAPTURE(length);
            State state;
            for (std::size_t at = 0; at < length;) {
                const std::size_t piece =
                    std::min<std::size_t>(length - at, random() % (random() % 8 == 0 ? 40000 : 150));
                update_with(engine, state, Bytes{message}.subspan(at, piece));
                at += piece;
            }
            REQUIRE(finish_with(engine, state) == expected);
        }
        State state;
        state.update(message);
        REQUIRE(state.finish() == expected);
    }
}

TEST_CASE_TEMPLATE("1 to 40 messages of mixed lengths at a time have the digests each has alone", State, Md5, Sha1,
                   Sha256) {
    Random random{20260115};
    for (const DigestEngine& engine : all_engines<State>()) {
        for (std::size_t count = 1; count <= 40; ++count) {
            std::vector<std::vector<Byte>> messages;
            for (std::size_t i = 0; i < count; ++i) {
                const std::size_t most = i % 5 == 0 ? 20000 : i % 5 == 1 ? 1 : 700;
                messages.push_back(random_bytes(random() % (most + 1), random));
            }
            check_messages_together<State>(engine, messages, random);
        }
    }
}

TEST_CASE_TEMPLATE("a batch of hundreds of files with one large among them", State, Md5, Sha1, Sha256) {
    Random random{20260116};
    std::vector<std::vector<Byte>> messages;
    for (std::size_t i = 0; i < 400; ++i) messages.push_back(random_bytes(random() % 3000, random));
    messages.push_back(random_bytes(1 << 20, random));
    for (const DigestEngine& engine : all_engines<State>()) check_messages_together<State>(engine, messages, random);
}

TEST_CASE_TEMPLATE("no messages, and only empty messages, are messages too", State, Md5, Sha1, Sha256) {
    for (const DigestEngine& engine : all_engines<State>()) {
        update_many_with<State>(engine, {});
        finish_many_with<State>(engine, {});
        std::vector<State> states(40);
        std::vector<Lane<State>> lanes;
        for (auto& state : states) lanes.push_back({&state, {}});
        update_many_with<State>(engine, lanes);
        for (const auto& state : states) REQUIRE(finish_with(engine, state) == truth<State>({}));
    }
}

TEST_CASE_TEMPLATE("a digest half done can be copied, finished, and carried on from the copy", State, Md5, Sha1,
                   Sha256) {
    static_assert(std::is_trivially_copyable_v<State>);
    Random random{20260117};
    const auto message = random_bytes(5000, random);
    for (std::size_t cut = 0; cut <= message.size(); cut += 37) {
        State state;
        state.update(Bytes{message}.first(cut));
        State kept = state;
        REQUIRE(state.finish() == truth<State>(Bytes{message}.first(cut)));
        REQUIRE(state == kept);
        state.update(Bytes{message}.subspan(cut));
        kept.update(Bytes{message}.subspan(cut));
        REQUIRE(kept.finish() == truth<State>(message));
        REQUIRE(state.finish() == kept.finish());
    }
}

TEST_CASE("an image's digests and its tree's block, taken together from any pieces, are those taken one by one") {
    Random random{20260120};
    const auto image = random_bytes(20000, random);
    for (int attempt = 0; attempt < 300; ++attempt) {
        Md5 md5;
        Sha1 sha1;
        Sha256 sha256, leaf = leaf_hash_start();
        // Each may have begun at another place of its blocks.
        const std::size_t md5_lead = random() % 70, sha1_lead = random() % 70, sha256_lead = random() % 70;
        md5.update(Bytes{image}.first(md5_lead));
        sha1.update(Bytes{image}.first(sha1_lead));
        sha256.update(Bytes{image}.first(sha256_lead));
        const Bytes rest = Bytes{image}.subspan(70, random() % (attempt % 2 == 0 ? 300 : 19000));
        for (std::size_t at = 0; at < rest.size();) {
            const std::size_t piece =
                std::min<std::size_t>(rest.size() - at, random() % (attempt % 3 == 0 ? 100 : 9000));
            if (attempt % 4 == 0)
                update_together(md5, sha1, sha256, rest.subspan(at, piece));
            else
                update_together(md5, sha1, sha256, leaf, rest.subspan(at, piece));
            at += piece;
        }
        const auto with_lead = [&](std::size_t lead) {
            std::vector<Byte> message(image.begin(), image.begin() + static_cast<std::ptrdiff_t>(lead));
            message.insert(message.end(), rest.begin(), rest.end());
            return message;
        };
        CAPTURE(attempt);
        REQUIRE(md5.finish() == evp_md5(with_lead(md5_lead)));
        REQUIRE(sha1.finish() == evp_sha1(with_lead(sha1_lead)));
        REQUIRE(sha256.finish() == evp_sha256(with_lead(sha256_lead)));
        std::vector<Byte> prefixed{0x00};
        if (attempt % 4 != 0) prefixed.insert(prefixed.end(), rest.begin(), rest.end());
        REQUIRE(leaf.finish() == evp_sha256(prefixed));
    }
}

TEST_CASE_TEMPLATE("the declared calls use the same engines", State, Md5, Sha1, Sha256) {
    Random random{20260118};
    const auto message = random_bytes(100000, random);
    std::vector<State> states(50);
    std::vector<DigestOf<State>> digests(50);
    std::vector<Lane<State>> lanes;
    std::vector<Finish<State>> ends;
    for (std::size_t i = 0; i < states.size(); ++i) {
        lanes.push_back({&states[i], Bytes{message}.first(i * 2000 + i)});
        ends.push_back({&states[i], &digests[i]});
    }
    update_many(std::span{lanes});
    finish_many(ends);
    for (std::size_t i = 0; i < states.size(); ++i) REQUIRE(digests[i] == truth<State>(lanes[i].bytes));
}

TEST_CASE("a million times the letter a has the digests the standards print") {
    const std::string message(1000000, 'a');
    for (const DigestEngine& engine : digest_engines_of<Md5>()) {
        Md5 state;
        update_with(engine, state, bytes_of(message));
        CHECK(hex(finish_with(engine, state)) == "7707d6ae4e027c70eea2a935c2296f21");
    }
    for (const DigestEngine& engine : digest_engines_of<Sha1>()) {
        Sha1 state;
        update_with(engine, state, bytes_of(message));
        CHECK(hex(finish_with(engine, state)) == "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
    }
    for (const DigestEngine& engine : digest_engines_of<Sha256>()) {
        Sha256 state;
        update_with(engine, state, bytes_of(message));
        CHECK(hex(finish_with(engine, state)) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }
}

TEST_CASE("the digests of a file are those that md5sum, sha1sum and sha256sum print") {
    Random random{20260119};
    const auto message = random_bytes(3 * 1000 * 1000 + 17, random);
    const tests::TemporaryFolder folder;
    const auto path = folder.path() / "evidence.bin";
    std::ofstream{path, std::ios::binary}.write(reinterpret_cast<const char*>(message.data()),
                                                static_cast<std::streamsize>(message.size()));
    const auto printed_by = [&](const std::string& tool) {
        const auto result = tests::run_command(tool + " " + path.string());
        REQUIRE(result.status == 0);
        return result.output.substr(0, result.output.find(' '));
    };
    Md5 md5;
    Sha1 sha1;
    Sha256 sha256;
    md5.update(message);
    sha1.update(message);
    sha256.update(message);
    CHECK(hex(md5.finish()) == printed_by("md5sum"));
    CHECK(hex(sha1.finish()) == printed_by("sha1sum"));
    CHECK(hex(sha256.finish()) == printed_by("sha256sum"));
}

TEST_CASE("the digest of a text is that of its bytes") {
    // FIPS 180-4, "abc"
    CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256_hex("ریکارڈ") == hex(sha256_of("ریکارڈ")));
}

TEST_CASE("this machine passes its own self test, and a broken engine would not") {
    CHECK(digest_self_test());
    MESSAGE(digest_engines());
    const DigestEngine broken{"broken", [](kernels::Hash hash, kernels::Message message, std::size_t blocks) {
                                  kernels::md5_portable(hash, message, blocks);
                                  hash[3] ^= 1;
                              }};
    CHECK_FALSE(engine_self_test<Md5>(broken));
}
