#include "core/crypto/sha512.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

#include "core/crypto/signature.hpp"
#include "tests/crypto/openssl_program.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;

TEST_CASE("SHA-512 gives the standard's own answer") {
    CHECK(hex(sha512(bytes_of("abc"))) ==
          "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
          "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

TEST_CASE("SHA-512 agrees with sha512sum, in one piece and in many, and goes on after finish()") {
    const TemporaryFolder folder;
    std::string message(300000, '\0');
    random_bytes({reinterpret_cast<Byte*>(message.data()), message.size()});
    for (const std::size_t size : {0, 1, 111, 112, 127, 128, 129, 4096, 300000}) {
        const std::string_view text = std::string_view{message}.substr(0, size);
        write_file(folder.path() / "message", text);
        const auto sum = run_command(fmt::format("sha512sum < '{}'", (folder.path() / "message").string()));
        REQUIRE(sum.status == 0);
        const std::string expected = sum.output.substr(0, 128);
        CHECK(hex(sha512(bytes_of(text))) == expected);
        Sha512 state;
        for (std::size_t at = 0; at < size;) {
            const std::size_t piece = std::min<std::size_t>(1 + at / 2, size - at);
            state.update(bytes_of(text.substr(at, piece)));
            (void)state.finish();
            at += piece;
        }
        CHECK(hex(state.finish()) == expected);
        CHECK(hex(state.finish()) == expected);
    }
}
