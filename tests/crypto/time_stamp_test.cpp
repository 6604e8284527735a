#include "core/crypto/time_stamp.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

#include "core/crypto/digest.hpp"
#include "tests/crypto/openssl_program.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;

namespace {

constexpr std::string_view message = "checkpoint of op-lantern, 42 entries\n";

Sha256Digest digest_of(std::string_view text) {
    Sha256 state;
    state.update(bytes_of(text));
    return state.finish();
}

/// An authority in a folder of its own. `clock`: what its machine takes for the time, as faketime understands it.
class Authority {
public:
    explicit Authority(std::string_view kind, std::string clock = {}, std::string_view digest = "sha256")
        : clock_{std::move(clock)} {
        run(fmt::format("make '{}' {} {}", path(), kind, digest));
        root = read_file(folder_.path() / "root.pem");
        write_file(folder_.path() / "message", message);
    }

    /// The response to our own request over `message`.
    std::string stamp() {
        request = time_stamp_request(digest_of(message)).value();
        return answer(request);
    }
    std::string answer(std::string_view any_request) {
        write_file(folder_.path() / "request", any_request);
        run(fmt::format("answer '{0}' '{0}/request' '{0}/response'", path()));
        return read_file(folder_.path() / "response");
    }
    std::string signed_for_mail(std::string_view response) {
        write_file(folder_.path() / "response", response);
        run(fmt::format("mail '{0}' '{0}/response' '{0}/token'", path()));
        return read_file(folder_.path() / "token");
    }
    /// What `openssl ts -verify` says of a token, at the time given in seconds of Unix.
    bool openssl_verifies(std::string_view token, std::string_view stamped, std::int64_t at) {
        write_file(folder_.path() / "token", token);
        write_file(folder_.path() / "stamped", stamped);
        return run_command(
                   fmt::format("cd '{}' && openssl ts -verify -token_in -in token -data stamped -CAfile root.pem "
                               "-attime {} >/dev/null 2>&1",
                               path(), at))
                   .status == 0;
    }
    std::string openssl_text(std::string_view response) {
        write_file(folder_.path() / "response", response);
        return run_command(fmt::format("openssl ts -reply -in '{}/response' -text 2>/dev/null", path())).output;
    }

    std::string clock_;
    std::string root;
    std::string request;

private:
    std::string path() const { return folder_.path().string(); }
    void run(const std::string& arguments) const {
        const std::string command =
            fmt::format("python3 '{}/tests/crypto/local_authority.py' {}", SANAD_SOURCE_DIR, arguments);
        const auto result =
            run_command((clock_.empty() ? command : fmt::format("faketime '{}' {}", clock_, command)) + " 2>&1");
        REQUIRE_MESSAGE(result.status == 0, result.output);
    }
    TemporaryFolder folder_;
};

std::int64_t seconds(Timestamp time) {
    return time.ns / 1'000'000'000;
}

}  // namespace

TEST_CASE("a stamp by an RSA and by a P-256 authority is read and holds, for us and for openssl") {
    for (const std::string_view kind : {"rsa", "p256"}) {
        CAPTURE(kind);
        Authority authority{kind};
        const std::string response = authority.stamp();
        const auto read = read_time_stamp_answer(bytes_of(authority.request), bytes_of(response));
        REQUIRE(read);
        CHECK(read->imprint_algorithm == "sha256");
        CHECK(read->imprint == text_of(digest_of(message)));
        CHECK(read->policy == "1.2.3.4.1");
        CHECK(read->serial == "0a11");
        CHECK(read->accuracy_us == 1'500'100);
        CHECK(read->authority == fmt::format("O=Invented Lab, CN=authority {}", kind));
        CHECK(read->nonce.value().size() == 16);

        const auto checked = check_time_stamp(bytes_of(response), bytes_of(message), authority.root);
        REQUIRE_MESSAGE(checked, checked.error().what);
        CHECK(checked->time == read->time);
        const auto alone = check_time_stamp(bytes_of(read->token), bytes_of(message), authority.root);
        REQUIRE(alone);
        CHECK(alone->token == read->token);
        CHECK(authority.openssl_verifies(read->token, message, seconds(read->time)));

        const std::string text = authority.openssl_text(response);
        CHECK(text.find("Serial number: 0x0A11") != std::string::npos);
        const std::string clock = iso8601(read->time);  // 2026-09-21T23:13:36Z
        CHECK(text.find(fmt::format(" {} {} GMT", clock.substr(11, 8), clock.substr(0, 4))) != std::string::npos);
    }
}

TEST_CASE("a stamp does not hold for other bytes, by an authority nobody trusts, or for another request") {
    Authority authority{"p256"};
    const Authority stranger{"p256"};
    const std::string response = authority.stamp();
    const auto token = read_time_stamp(bytes_of(response))->token;
    const auto at = seconds(read_time_stamp(bytes_of(response))->time);

    const auto other = check_time_stamp(bytes_of(response), bytes_of(std::string{message} + "."), authority.root);
    REQUIRE(!other);
    CHECK(other.error().fault == Fault::refused);
    CHECK(other.error().what.find("over other bytes") != std::string::npos);
    CHECK(!authority.openssl_verifies(token, std::string{message} + ".", at));

    const auto untrusted = check_time_stamp(bytes_of(response), bytes_of(message), stranger.root);
    REQUIRE(!untrusted);
    CHECK(untrusted.error().fault == Fault::refused);
    CHECK(untrusted.error().what.find("certificate verify error") != std::string::npos);
    CHECK(check_time_stamp(bytes_of(response), bytes_of(message), stranger.root + "between\n" + authority.root));

    const auto replayed =
        read_time_stamp_answer(bytes_of(time_stamp_request(digest_of(message)).value()), bytes_of(response));
    REQUIRE(!replayed);
    CHECK(replayed.error().what.find("nonce") != std::string::npos);
    const auto of_others =
        read_time_stamp_answer(bytes_of(time_stamp_request(digest_of("other")).value()), bytes_of(response));
    REQUIRE(!of_others);
    CHECK(of_others.error().what.find("another digest") != std::string::npos);
    CHECK(!read_time_stamp_answer(bytes_of("no request"), bytes_of(response)));
}

TEST_CASE("what is no list of certificates to trust is refused, not taken for an empty one") {
    Authority authority{"p256"};
    const std::string response = authority.stamp();
    const std::string half = authority.root.substr(0, authority.root.size() / 2);
    for (const std::string& trusted : {std::string{}, std::string{"words"}, half, authority.root + half}) {
        const auto checked = check_time_stamp(bytes_of(response), bytes_of(message), trusted);
        REQUIRE(!checked);
        CHECK(checked.error().fault == Fault::damaged);
    }
    CHECK(check_time_stamp(bytes_of(response), bytes_of(message), std::string(5 << 20, ' ')).error().fault ==
          Fault::limit);
}

TEST_CASE("a certificate that is not for time stamping stamps nothing") {
    Authority authority{"p256"};
    const std::string token = authority.signed_for_mail(authority.stamp());
    const auto read = read_time_stamp(bytes_of(token));
    REQUIRE(read);
    const auto checked = check_time_stamp(bytes_of(token), bytes_of(message), authority.root);
    REQUIRE(!checked);
    CHECK(checked.error().fault == Fault::refused);
    CHECK(checked.error().what.find("purpose") != std::string::npos);
    CHECK(!authority.openssl_verifies(token, message, seconds(read->time)));
}

TEST_CASE("a stamp signed over SHA-1, or of a SHA-1 digest, is refused although openssl takes it") {
    Authority weak{"rsa", "", "sha1"};
    const std::string response = weak.stamp();
    const auto read = read_time_stamp(bytes_of(response));
    REQUIRE(read);
    const auto checked = check_time_stamp(bytes_of(response), bytes_of(message), weak.root);
    REQUIRE(!checked);
    CHECK(checked.error().what.find("1.3.14.3.2.26") != std::string::npos);

    const TemporaryFolder folder;
    write_file(folder.path() / "message", message);
    REQUIRE(run_command(fmt::format("cd '{}' && openssl ts -query -data message -sha1 -cert -out request 2>/dev/null",
                                    folder.path().string()))
                .status == 0);
    Authority authority{"p256"};
    const auto sha1 = read_time_stamp(bytes_of(authority.answer(read_file(folder.path() / "request"))));
    REQUIRE(!sha1);
    CHECK(sha1.error().fault == Fault::unsupported);
}

TEST_CASE("a stamp by SHA-384 or SHA-512 that another program asked for is read, nonce or not") {
    Authority authority{"p256"};
    const TemporaryFolder folder;
    write_file(folder.path() / "message", message);
    for (const std::string_view digest : {"sha384", "sha512"}) {
        REQUIRE(run_command(fmt::format("cd '{}' && openssl ts -query -data message -{} -no_nonce -cert -out request "
                                        "2>/dev/null",
                                        folder.path().string(), digest))
                    .status == 0);
        const std::string request = read_file(folder.path() / "request");
        const std::string response = authority.answer(request);
        CHECK(read_time_stamp_answer(bytes_of(request), bytes_of(response)));
        const auto checked = check_time_stamp(bytes_of(response), bytes_of(message), authority.root);
        REQUIRE(checked);
        CHECK(checked->imprint_algorithm == digest);
        CHECK(!checked->nonce);
    }
}

TEST_CASE("a stamp outlives its authority's certificate, and one given after its end is refused") {
    if (run_command("faketime --version >/dev/null 2>&1").status != 0) {
        MESSAGE("skipped: no faketime");
        return;
    }
    Authority authority{"p256", "2021-03-01 12:00:00"};
    authority.clock_ = "2021-03-01 13:00:00";
    const std::string in_time = authority.stamp();
    const auto checked = check_time_stamp(bytes_of(in_time), bytes_of(message), authority.root);
    REQUIRE_MESSAGE(checked, checked.error().what);
    CHECK(iso8601(checked->time).starts_with("2021-03-01T"));
    authority.clock_ = "2021-08-01 12:00:00";
    const std::string late = authority.stamp();
    const auto refused = check_time_stamp(bytes_of(late), bytes_of(message), authority.root);
    REQUIRE(!refused);
    CHECK(refused.error().what.find("expired") != std::string::npos);
    const auto read = read_time_stamp(bytes_of(late));
    CHECK(!authority.openssl_verifies(read->token, message, seconds(read->time)));
}

TEST_CASE("a refusal by the authority is told in its words") {
    Authority authority{"p256"};
    const TemporaryFolder folder;
    write_file(folder.path() / "message", message);
    REQUIRE(run_command(fmt::format("cd '{}' && openssl ts -query -data message -md5 -out request 2>/dev/null",
                                    folder.path().string()))
                .status == 0);
    const auto refused = read_time_stamp(bytes_of(authority.answer(read_file(folder.path() / "request"))));
    REQUIRE(!refused);
    CHECK(refused.error().fault == Fault::refused);
    CHECK(refused.error().what.find("not supported") != std::string::npos);
}

TEST_CASE("every byte of a token counts, or says nothing that is read") {
    Authority authority{"p256"};
    const std::string response = authority.stamp();
    const auto original = read_time_stamp(bytes_of(response));
    REQUIRE(original);
    const std::string token = original->token;
    int held = 0;
    for (std::size_t at = 0; at < token.size(); ++at) {
        for (const char mask : {'\x01', '\x80', '\xFF'}) {
            std::string other = token;
            other[at] = static_cast<char>(other[at] ^ mask);
            (void)read_time_stamp(bytes_of(other));
            const auto checked = check_time_stamp(bytes_of(other), bytes_of(message), authority.root);
            if (!checked) continue;
            // The certificates beside the signer's and fields that no signature covers may differ; what is stated may
            // not.
            ++held;
            CHECK(checked->time == original->time);
            CHECK(checked->imprint == original->imprint);
            CHECK(checked->serial == original->serial);
            CHECK(checked->policy == original->policy);
            CHECK(checked->accuracy_us == original->accuracy_us);
            CHECK(checked->nonce == original->nonce);
            CHECK(checked->authority == original->authority);
        }
    }
    // The digests' list, and versions and tags that BER lets be: few.
    MESSAGE(held << " of " << 3 * token.size() << " changes leave the signed statement as it was");
    CHECK(held < static_cast<int>(token.size()) / 10);
    for (std::size_t size = 0; size < response.size(); ++size) {
        CHECK(!read_time_stamp(bytes_of(response.substr(0, size))));
        CHECK(!check_time_stamp(bytes_of(response.substr(0, size)), bytes_of(message), authority.root));
    }
    CHECK(!read_time_stamp(bytes_of(token + "x")));
    CHECK(!read_time_stamp(bytes_of(response + response)));
    CHECK(read_time_stamp(bytes_of(std::string(1 << 20, '\x30'))).error().fault == Fault::limit);
    CHECK(read_time_stamp(Bytes{}).error().fault == Fault::damaged);
}
