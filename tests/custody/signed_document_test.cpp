#include "core/custody/signed_document.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "tests/custody/ledger_fixture.hpp"

using namespace sanad;
using namespace sanad::testing;

namespace {

SignedDocument document_by(const std::vector<std::string>& names) {
    std::vector<std::unique_ptr<Signer>> owners;
    std::vector<Signer*> signers;
    for (const std::string& name : names) signers.push_back(owners.emplace_back(signer_named(name)).get());
    JsonValue payload;
    payload.set("a", "x");
    return sign_document(statement_type, payload, signers).value();
}

std::string refusal(std::string_view text) {
    const auto document = parse_document(text, statement_type);
    return document ? "accepted" : document.error().what;
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    const std::size_t at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), by);
}

}  // namespace

TEST_CASE("what is signed is DSSE's own example of its encoding") {
    // https://github.com/secure-systems-lab/dsse/blob/master/protocol.md, test vectors.
    CHECK(pre_authentication("http://example.com/HelloWorld", "hello world") ==
          "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
}

TEST_CASE("a document is read back as the same bytes, signed by each key over the payload") {
    const SignedDocument document = document_by({"one", "two", "three"});
    const std::string text = document.canonical();
    const SignedDocument read = parse_document(text, statement_type).value();
    CHECK(read.canonical() == text);
    CHECK(read.payload == R"({"a":"x"})");
    REQUIRE(read.signatures.size() == 3);
    const std::string message = pre_authentication(statement_type, read.payload);
    for (const char* name : {"one", "two", "three"}) {
        const PublicKey key = signer_named(name)->public_key();
        const auto found = std::ranges::find(read.signatures, key_id(key), &DocumentSignature::kid);
        REQUIRE(found != read.signatures.end());
        CHECK(verify(key, bytes_of(message), bytes_of(found->signature)) == Checked::good);
    }
}

TEST_CASE("every other text of the same document is refused, and so is every cut") {
    const std::string text = document_by({"one", "two"}).canonical();
    CHECK(refusal(text + "\n") == fmt::format("byte {}: more text after the end", text.size()));
    CHECK(refusal(" " + text) == R"(byte 0: '{"payload":"' expected)");
    CHECK(refusal(replaced(text, "\"payloadType\":", "\"payloadType\" :")).find("expected") != std::string::npos);
    CHECK(refusal(replaced(text, "statement+json", "custody-event+json")).find("the type") != std::string::npos);
    CHECK(refusal(replaced(text, "ed25519", "rsa")).find("not known") != std::string::npos);
    CHECK(refusal(replaced(text, "eyJ", "\\u0065yJ")) != "accepted");
    CHECK(refusal(replaced(text, "\"}]}", "\"},]}")) != "accepted");
    CHECK(refusal("{\"payload\":\"\",\"payload\":\"" + text.substr(12)) != "accepted");
    for (std::size_t length = 0; length < text.size(); ++length) {
        CAPTURE(length);
        CHECK(refusal(text.substr(0, length)) != "accepted");
    }
}

TEST_CASE("every bit of a document counts: flipped, it is refused or says something else") {
    const SignedDocument document = document_by({"one"});
    const std::string text = document.canonical();
    const PublicKey key = signer_named("one")->public_key();
    for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
        std::string other = text;
        other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << bit % 8));
        const auto read = parse_document(other, statement_type);
        if (!read) continue;
        CAPTURE(bit);
        REQUIRE(read->signatures.size() == 1);
        const bool good = read->signatures[0].kid == key_id(key) && read->signatures[0].algorithm == key.algorithm &&
                          verify(key, bytes_of(pre_authentication(read->payload_type, read->payload)),
                                 bytes_of(read->signatures[0].signature)) == Checked::good;
        CHECK_FALSE(good);
    }
}

TEST_CASE("signatures that are not sorted by key id, or that stand twice, are refused") {
    SignedDocument document = document_by({"one", "two"});
    std::swap(document.signatures[0], document.signatures[1]);
    CHECK(refusal(document.canonical()).find("not sorted") != std::string::npos);
    document.signatures[1] = document.signatures[0];
    CHECK(refusal(document.canonical()).find("not sorted") != std::string::npos);
}

TEST_CASE("what people typed and canonical JSON cannot hold is refused with its place, not thrown") {
    const auto signer = signer_named("one");
    Signer* const signers[] = {signer.get()};
    JsonValue body;
    body.set("description", "a\tphone");
    JsonValue payload;
    payload.set("body", body);
    const auto document = sign_document(statement_type, payload, signers);
    REQUIRE_FALSE(document);
    CHECK(document.error().fault == Fault::refused);
    CHECK(document.error().what == "body.description: holds a control character (a line break, a tab)");
}

TEST_CASE("a key signs once, somebody has to, and a document has a largest size") {
    const auto signer = signer_named("one");
    Signer* const twice[] = {signer.get(), signer.get()};
    CHECK(sign_document(statement_type, JsonValue{}, twice).error().fault == Fault::refused);
    CHECK(sign_document(statement_type, JsonValue{}, {}).error().what == "nobody to sign it");
    Signer* const signers[] = {signer.get()};
    JsonValue payload;
    for (const char* name : {"a", "b", "c", "d"}) payload.set(name, std::string(65'000, 'x'));
    const auto document = sign_document(statement_type, payload, signers);
    REQUIRE_FALSE(document);
    CHECK(document.error().what.find("too long for one document") != std::string::npos);
    CHECK(refusal(std::string(most_document_bytes + 1, ' ')).find("at most 262144") != std::string::npos);
}

TEST_CASE("signatures of more persons are added one after another, in the same order whoever came first") {
    SignedDocument one_first = document_by({"one"});
    SignedDocument two_first = document_by({"two"});
    const auto one = signer_named("one");
    const auto two = signer_named("two");
    Signer* const ones[] = {one.get()};
    Signer* const twos[] = {two.get()};
    REQUIRE(add_signatures(one_first, twos));
    REQUIRE(add_signatures(two_first, ones));
    CHECK(one_first.canonical() == two_first.canonical());
    CHECK_FALSE(add_signatures(one_first, twos));
    CHECK(one_first.canonical() == two_first.canonical());
}
