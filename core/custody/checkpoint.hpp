#pragma once
// Checkpoints, cosignatures, policies and proofs, as C2SP writes them: LEDGER.md section 10.
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/crypto/block_tree.hpp"
#include "core/crypto/signature.hpp"

namespace sanad {

/// A key that signs notes: "name+id+base64".
struct NoteKey {
    std::string name;
    std::uint8_t type = 1;   ///< 1: log (Ed25519). 4: witness (Ed25519 cosignature/v1)
    std::string public_key;  ///< 32 bytes
    std::string text() const;
    static Result<NoteKey> parse(std::string_view text);
};

struct NoteSignature {
    std::string name;
    std::string blob;  ///< 4 bytes of key id, then the signature
};

struct Checkpoint {
    std::string origin;
    std::uint64_t size = 0;
    Sha256Digest root{};
    std::vector<NoteSignature> signatures;

    /// The three signed lines.
    std::string body() const;
    std::string note() const;
    /// Strict: any other byte is Fault::damaged.
    static Result<Checkpoint> parse(std::string_view note);

    Result<void> sign(Signer& log_key);
    Result<void> cosign(std::string_view name, Signer& witness_key, std::int64_t unix_time);
    bool signed_by(const NoteKey& log) const;
    /// The time of the witness's good cosignature.
    std::optional<std::int64_t> cosigned_by(const NoteKey& witness) const;
};

struct Policy {
    std::vector<NoteKey> logs;
    std::vector<std::pair<std::string, NoteKey>> witnesses;
    struct Group {
        std::string name;
        std::uint64_t least = 0;
        std::vector<std::string> members;
    };
    std::vector<Group> groups;
    std::string quorum = "none";
    std::vector<std::string> roots;  ///< `#!root KID`

    static Result<Policy> parse(std::string_view text);
    bool met_by(const Checkpoint& checkpoint) const;
};

/// RFC 6962 2.1.2 / RFC 9162 2.1.4.
std::vector<Sha256Digest> consistency_proof(std::span<const Sha256Digest> leaves, std::uint64_t old_size);
bool consistency_verifies(std::uint64_t old_size, const Sha256Digest& old_root, std::uint64_t size,
                          const Sha256Digest& root, std::span<const Sha256Digest> proof);

/// C2SP tlog-proof@v1 of one entry.
std::string entry_proof(std::span<const Sha256Digest> leaves, std::uint64_t index, const Checkpoint& checkpoint);

}  // namespace sanad
