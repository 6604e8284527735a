#include "core/custody/checkpoint.hpp"

#include <doctest/doctest.h>

#include "tests/custody/ledger_fixture.hpp"

using namespace sanad;
using namespace sanad::testing;

namespace {

const std::string origin = "sanad-ledger/3f0e7c3a-94d1-4b0e-8f5a-2d1c6f9b7a10";

NoteKey log_key() {
    return {origin, NoteKey::log, signer_named("log")->public_key().raw};
}
NoteKey witness_key(const std::string& name) {
    return {name, NoteKey::witness, signer_named(name)->public_key().raw};
}

Checkpoint signed_checkpoint(const std::vector<std::string>& witnesses = {}) {
    Checkpoint checkpoint{origin, 7, Sha256{}.finish(), {}};
    REQUIRE(checkpoint.sign(*signer_named("log")));
    std::int64_t time = 1'795'684'500;
    for (const std::string& name : witnesses) REQUIRE(checkpoint.cosign(name, *signer_named(name), time++));
    return checkpoint;
}

Sha256Digest leaf_of(std::string_view entry) {
    return entry_leaf(entry);
}

std::vector<Sha256Digest> some_leaves(std::size_t count) {
    std::vector<Sha256Digest> leaves;
    for (std::size_t i = 0; i < count; ++i) leaves.push_back(leaf_of(fmt::format("entry {}", i)));
    return leaves;
}

std::string refusal(std::string_view note) {
    const auto checkpoint = Checkpoint::parse(note);
    return checkpoint ? "accepted" : checkpoint.error().what;
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    const std::size_t at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), by);
}

std::string policy_refusal(std::string_view text) {
    const auto policy = Policy::parse(text);
    return policy ? "accepted" : policy.error().what;
}

}  // namespace

TEST_CASE("the example of C2SP's signed-note is understood: its key verifies its signature") {
    // https://pkg.go.dev/golang.org/x/mod/sumdb/note: the example's verifier key, whose id is worked out here.
    const auto key = NoteKey::parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
    REQUIRE(key);
    CHECK(key->name == "PeterNeumann");
    CHECK(hex(bytes_of(key->id())) == "c74f20a3");
    CHECK(key->text() == "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
    const auto blob =
        from_base64("x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=");
    REQUIRE(blob);
    const std::string text =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    CHECK(blob->substr(0, 4) == key->id());
    CHECK(verify({SignatureAlgorithm::ed25519, key->public_key}, bytes_of(text), bytes_of(blob->substr(4))) ==
          Checked::good);
}

TEST_CASE("a key of a note has one text, and its id is that of its bytes") {
    for (const NoteKey& key : {log_key(), witness_key("prosecution.example/w1")}) {
        CHECK(NoteKey::parse(key.text()).value() == key);
    }
    const std::string text = log_key().text();
    for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
        std::string other = text;
        other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << bit % 8));
        CAPTURE(other);
        CHECK_FALSE(NoteKey::parse(other));
    }
    NoteKey of_another_kind = log_key();
    of_another_kind.type = 6;
    CHECK(NoteKey::parse(of_another_kind.text()).error().what ==
          "a key of type 6, where 1 (log) and 4 (witness) are known");
}

TEST_CASE("a checkpoint is read back as the same bytes, signed by its log and its witnesses") {
    const Checkpoint checkpoint = signed_checkpoint({"lab-b.example", "prosecution.example"});
    const Checkpoint read = Checkpoint::parse(checkpoint.note()).value();
    CHECK(read.note() == checkpoint.note());
    CHECK(read.body() == origin + "\n7\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
    CHECK(read.signed_by(log_key()));
    CHECK(read.cosigned_by(witness_key("lab-b.example")) == 1'795'684'500);
    CHECK(read.cosigned_by(witness_key("prosecution.example")) == 1'795'684'501);
    CHECK_FALSE(read.cosigned_by(witness_key("court.example")));
    // The kinds of keys do not stand for each other, nor do names.
    NoteKey as_witness = log_key();
    as_witness.type = NoteKey::witness;
    CHECK_FALSE(read.cosigned_by(as_witness));
    CHECK_FALSE(read.signed_by(as_witness));
    CHECK_FALSE(read.signed_by(witness_key("lab-b.example")));
    NoteKey other_name = witness_key("lab-b.example");
    other_name.name = "lab-c.example";
    CHECK_FALSE(read.cosigned_by(other_name));
}

TEST_CASE("every bit of a small checkpoint counts: flipped, it is refused or nobody has signed it") {
    const Checkpoint checkpoint = signed_checkpoint({"w.example"});
    const std::string note = checkpoint.note();
    std::size_t missed = 0;
    for (std::size_t bit = 0; bit < note.size() * 8; ++bit) {
        std::string other = note;
        other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << bit % 8));
        const auto read = Checkpoint::parse(other);
        if (read && read->signed_by(log_key()) && read->cosigned_by(witness_key("w.example"))) ++missed;
    }
    CHECK(missed == 0);
    for (std::size_t length = 0; length < note.size(); ++length) {
        const auto read = Checkpoint::parse(std::string_view{note}.substr(0, length));
        CHECK_FALSE((read && read->signed_by(log_key()) && read->cosigned_by(witness_key("w.example"))));
    }
}

TEST_CASE("a signature that does not hold is not outvoted by one that does") {
    Checkpoint checkpoint = signed_checkpoint({"w.example"});
    checkpoint.signatures.push_back(checkpoint.signatures[0]);
    checkpoint.signatures.back().blob.back() ^= 1;
    CHECK_FALSE(checkpoint.signed_by(log_key()));
    checkpoint = signed_checkpoint({"w.example"});
    REQUIRE(checkpoint.cosign("w.example", *signer_named("w.example"), 1'795'690'000));
    CHECK(checkpoint.cosigned_by(witness_key("w.example")) == 1'795'690'000);
    checkpoint.signatures.back().blob[11] ^= 1;  // another time
    CHECK_FALSE(checkpoint.cosigned_by(witness_key("w.example")));
}

TEST_CASE("a note that is not strict is refused with its line") {
    const std::string note = signed_checkpoint().note();
    CHECK(refusal(note) == "accepted");
    CHECK(refusal("") == "line 1: missing");
    CHECK(refusal(replaced(note, "\n7\n", "\n07\n")) == "line 2: not a number");
    CHECK(refusal(replaced(note, "\n7\n", "\n+7\n")) == "line 2: not a number");
    CHECK(refusal(replaced(note, "\n7\n", "\n9223372036854775808\n")) == "line 2: not a number");
    CHECK(refusal(replaced(note, "\n7\n", "\n7\r\n")) == "line 2: not a number");
    CHECK(refusal(replaced(note, "47DEQ", "47DE")) == "line 3: not a SHA-256 in base64");
    CHECK(refusal(replaced(note, "uFU=\n", "uFV=\n")) == "line 3: not a SHA-256 in base64");
    CHECK(refusal(replaced(note, "uFU=\n", "uFU=\nextension\n")) == "line 4: an empty line expected");
    CHECK(refusal(replaced(note, "\u2014 ", "- ")) == "line 5: no signature: it begins with an em dash and a blank");
    CHECK(refusal(note + note.substr(note.find("\u2014"))) == "line 6: a signature twice");
    CHECK(refusal(note + "\n") == "line 6: no signature: it begins with an em dash and a blank");
    CHECK(refusal(note.substr(0, note.size() - 1)) == "line 5: not ended by a line feed");
    CHECK(refusal(note.substr(0, note.find("\u2014"))) == "line 5: missing");
    CHECK(refusal("a b" + note.substr(origin.size())) == "line 1: an origin that no log may have");
    CHECK(refusal("a\u00a0b" + note.substr(origin.size())) == "line 1: an origin that no log may have");
    CHECK(refusal("a+b" + note.substr(origin.size())) == "line 1: an origin that no log may have");
    std::string many = note;
    for (int i = 0; i < 64; ++i) many += fmt::format("\u2014 w{} AAAAAAA=\n", i);
    CHECK(refusal(many) == "line 69: more signatures than any note needs");
}

TEST_CASE("only Ed25519 signs a checkpoint, and only under a name that a note may have") {
    Checkpoint checkpoint = signed_checkpoint();
    CHECK(checkpoint.sign(*signer_named("x", SignatureAlgorithm::ecdsa_p256)).error().what ==
          "checkpoints are signed with ed25519, not with ecdsa-p256");
    CHECK(checkpoint.cosign("two words", *signer_named("x"), 1).error().fault == Fault::refused);
    CHECK(checkpoint.cosign("w", *signer_named("x"), -1).error().fault == Fault::refused);
    CHECK(checkpoint.signatures.size() == 1);
}

TEST_CASE("RFC 6962's tree, by the known answers of certificate transparency's own tests") {
    // The leaves and roots of the Merkle tree tests of the reference implementation (google/certificate-transparency).
    const std::string inputs[] = {
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
    const std::string roots[] = {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                 "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                 "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                 "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                 "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                 "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                 "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                 "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
    std::vector<Sha256Digest> leaves;
    for (std::size_t i = 0; i < 8; ++i) {
        leaves.push_back(entry_leaf(from_hex(inputs[i]).value()));
        CHECK(hex(tree_root(leaves)) == roots[i]);
    }
    const auto as_text = [](const std::vector<Sha256Digest>& proof) {
        std::string text;
        for (const Sha256Digest& hash : proof) text += hex(hash).substr(0, 8) + " ";
        return text;
    };
    CHECK(as_text(consistency_proof(std::span{leaves}.first(8), 1)) == "96a296d2 5f083f0a 6b47aaf2 ");
    CHECK(as_text(consistency_proof(std::span{leaves}.first(8), 6)) == "0ebc5d34 ca854ea1 d37ee418 ");
    CHECK(as_text(consistency_proof(std::span{leaves}.first(5), 2)) == "5f083f0a bc1a0643 ");
    CHECK(as_text(tree_path(std::span{leaves}.first(8), 0)) == "96a296d2 5f083f0a 6b47aaf2 ");
    CHECK(as_text(tree_path(std::span{leaves}.first(3), 2)) == "fac54203 ");
}

TEST_CASE("all proofs of consistency and of inclusion in trees up to 64 leaves hold, and changed ones do not") {
    const std::vector<Sha256Digest> leaves = some_leaves(64);
    for (std::size_t size = 0; size <= 64; ++size) {
        const auto tree = std::span{leaves}.first(size);
        const Sha256Digest root = tree_root(tree);
        for (std::size_t old_size = 0; old_size <= size; ++old_size) {
            CAPTURE(old_size);
            CAPTURE(size);
            const Sha256Digest old_root = tree_root(tree.first(old_size));
            std::vector<Sha256Digest> proof = consistency_proof(tree, old_size);
            CHECK(consistency_verifies(old_size, old_root, size, root, proof));
            Sha256Digest wrong = root;
            wrong[0] ^= 1;
            if (size > 0 && old_size > 0) CHECK_FALSE(consistency_verifies(old_size, old_root, size, wrong, proof));
            wrong = old_root;
            wrong[31] ^= 0x80;
            CHECK_FALSE(consistency_verifies(old_size, wrong, size, root, proof));
            if (old_size > 0 && old_size < size) {
                CHECK_FALSE(consistency_verifies(old_size - 1, old_root, size, root, proof));
                CHECK_FALSE(consistency_verifies(size, old_root, old_size, root, proof));
            }
            for (std::size_t i = 0; i < proof.size(); ++i) {
                proof[i][i % 32] ^= 4;
                CHECK_FALSE(consistency_verifies(old_size, old_root, size, root, proof));
                proof[i][i % 32] ^= 4;
            }
            proof.push_back(root);
            CHECK_FALSE(consistency_verifies(old_size, old_root, size, root, proof));
            proof.pop_back();
            if (proof.empty()) continue;
            proof.pop_back();
            CHECK_FALSE(consistency_verifies(old_size, old_root, size, root, proof));
        }
        for (std::size_t index = 0; index < size; ++index) {
            CAPTURE(index);
            CAPTURE(size);
            std::vector<Sha256Digest> path = tree_path(tree, index);
            CHECK(tree_path_verifies(leaves[index], index, size, path, root));
            CHECK_FALSE(tree_path_verifies(leaves[(index + 1) % 64], index, size, path, root));
            for (std::size_t i = 0; i < path.size(); ++i) {
                path[i][i % 32] ^= 4;
                CHECK_FALSE(tree_path_verifies(leaves[index], index, size, path, root));
                path[i][i % 32] ^= 4;
            }
            path.push_back(root);
            CHECK_FALSE(tree_path_verifies(leaves[index], index, size, path, root));
        }
    }
    CHECK_THROWS_AS(consistency_proof(std::span{leaves}.first(3), 4), std::logic_error);
}

TEST_CASE("a proof of an entry is C2SP's text, and proves that entry alone") {
    const std::vector<Sha256Digest> leaves = some_leaves(9);
    Checkpoint checkpoint{origin, 7, tree_root(std::span{leaves}.first(7)), {}};
    REQUIRE(checkpoint.sign(*signer_named("log")));
    const std::string text = entry_proof(leaves, 4, checkpoint);
    CHECK(text.find("c2sp.org/tlog-proof@v1\nindex 4\n") == 0);
    const EntryProof proof = EntryProof::parse(text).value();
    CHECK(proof.text() == text);
    CHECK(proof.proves(leaves[4]));
    CHECK_FALSE(proof.proves(leaves[5]));
    CHECK(proof.checkpoint.signed_by(log_key()));
    EntryProof elsewhere = proof;
    elsewhere.index = 5;
    CHECK_FALSE(elsewhere.proves(leaves[4]));
    CHECK(EntryProof::parse(replaced(text, "index 4", "index 04")).error().what == "line 2: not a number");
    CHECK(EntryProof::parse(replaced(text, "index 4", "extra AA==\nindex 4")).error().what ==
          "line 2: \"index\" expected");
    CHECK_FALSE(EntryProof::parse(text.substr(0, text.size() - 1)));
}

TEST_CASE("a request to a witness is C2SP's text") {
    const std::vector<Sha256Digest> leaves = some_leaves(7);
    WitnessRequest request{3, consistency_proof(leaves, 3), signed_checkpoint()};
    const std::string text = request.text();
    CHECK(text.find("old 3\n") == 0);
    const WitnessRequest read = WitnessRequest::parse(text).value();
    CHECK(read.text() == text);
    CHECK(read.proof == request.proof);
    CHECK_FALSE(WitnessRequest::parse(replaced(text, "old 3", "old 3 ")));
    std::string long_proof = "old 3\n";
    for (int i = 0; i < 64; ++i) long_proof += base64(text_of(leaves[0])) + "\n";
    CHECK(WitnessRequest::parse(long_proof + "\n" + request.checkpoint.note()).error().what ==
          "line 65: more hashes than any tree needs");
}

TEST_CASE("a policy with two levels of groups asks what C2SP's example asks") {
    const auto line = [](const std::string& name) {
        return fmt::format("witness {} {}\n", name, witness_key(name + ".example").text());
    };
    const std::string text = "# two houses\nlog " + log_key().text() + "  https://log.example\n\n" + line("X1") +
                             line("X2") + line("X3") + "group X-witnesses 2 X1 X2 X3\n\t" + line("Y1") + line("Y2") +
                             "group Y-witnesses any Y1 Y2\ngroup X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n"
                             "#!root " +
                             std::string(40, 'a') + "\n#!tsa tsa.pem\n";
    const Policy policy = Policy::parse(text).value();
    CHECK(policy.logs == std::vector{log_key()});
    CHECK(policy.witnesses.size() == 5);
    CHECK(policy.groups.size() == 3);
    CHECK(policy.roots == std::vector{std::string(40, 'a')});
    CHECK(policy.met_by(signed_checkpoint({"X1.example", "X3.example", "Y2.example"})));
    CHECK_FALSE(policy.met_by(signed_checkpoint({"X1.example", "Y2.example"})));
    CHECK_FALSE(policy.met_by(signed_checkpoint({"X1.example", "X2.example", "X3.example"})));
    CHECK_FALSE(policy.met_by(signed_checkpoint()));
    Checkpoint of_nobody = signed_checkpoint({"X1.example", "X3.example", "Y2.example"});
    of_nobody.signatures.erase(of_nobody.signatures.begin());
    CHECK_FALSE(policy.met_by(of_nobody));
    CHECK(Policy::parse("quorum none\n").value().met_by(of_nobody));
}

TEST_CASE("a policy that is not one is refused with its line") {
    const std::string w = "witness w " + witness_key("w").text() + "\n";
    CHECK(policy_refusal("") == "a policy without a line \"quorum\"");
    CHECK(policy_refusal(w + "quorum w\n") == "accepted");
    CHECK(policy_refusal(w + "quorum v\n") == "line 2: v is not defined in a line before");
    CHECK(policy_refusal("quorum none\nquorum none\n") == "line 2: a second quorum");
    CHECK(policy_refusal("quorum none") == "line 1: not ended by a line feed");
    CHECK(policy_refusal("quorum none\r\n") == "a control character in a policy");
    CHECK(policy_refusal("trust everybody\n").find("line 1: \"trust\" is none of") == 0);
    CHECK(policy_refusal(w + w + "quorum w\n") == "line 2: a key that stands there twice");
    CHECK(policy_refusal("witness none " + witness_key("w").text() + "\n") == "line 1: the name none is taken");
    CHECK(policy_refusal("witness w " + log_key().text() + "\n").find("line 1: a key of the other kind") == 0);
    CHECK(policy_refusal("log " + witness_key("w").text() + "\n").find("line 1: a key of the other kind") == 0);
    CHECK(policy_refusal(w + "group g 2 w\nquorum g\n").find("line 2: of a group all, any or 1") == 0);
    CHECK(policy_refusal(w + "group g 0 w\n").find("line 2: of a group") == 0);
    CHECK(policy_refusal(w + "group g all w w\n") == "line 2: w is a member already");
    CHECK(policy_refusal(w + "group g all w\ngroup h all w\n") == "line 3: w is a member already");
    CHECK(policy_refusal(w + "group w all w\n") == "line 2: the name w is taken");
    CHECK(policy_refusal("group g all g\n") == "line 1: g is not defined in a line before");
    CHECK(policy_refusal("#!root 12\n").find("line 1: a root is") == 0);
}
