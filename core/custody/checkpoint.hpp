#pragma once
// Checkpoints, cosignatures, policies and proofs, as C2SP writes them: LEDGER.md section 10.
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/crypto/block_tree.hpp"
#include "core/crypto/signature.hpp"

namespace sanad {

/// A key that signs notes: "name+id+base64".
struct NoteKey {
    static constexpr std::uint8_t log = 1;      ///< Ed25519
    static constexpr std::uint8_t witness = 4;  ///< Ed25519 cosignature/v1

    std::string name;
    std::uint8_t type = log;
    std::string public_key;  ///< 32 bytes

    std::string text() const;
    /// The first 4 bytes of a signature by it.
    std::string id() const;
    static Result<NoteKey> parse(std::string_view text);
    bool operator==(const NoteKey&) const = default;
};

/// Text that may name a key: not empty, at most 255 bytes of UTF-8, without blanks, controls and '+'.
bool is_note_name(std::string_view text);

struct NoteSignature {
    std::string name;
    std::string blob;  ///< 4 bytes of key id, then the signature
    bool operator==(const NoteSignature&) const = default;
};

struct Checkpoint {
    std::string origin;
    std::uint64_t size = 0;
    Sha256Digest root{};
    std::vector<NoteSignature> signatures;

    /// The three signed lines.
    std::string body() const;
    std::string note() const;
    /// Strict: any other byte is Fault::damaged. At least one signature, at most 64.
    static Result<Checkpoint> parse(std::string_view note);

    /// Fault::refused for a key that is not Ed25519 and for an origin or a name that no note may have.
    Result<void> sign(Signer& log_key);
    Result<void> cosign(std::string_view name, Signer& witness_key, std::int64_t unix_time);
    /// The origin is the log's name, and every signature under its name and id is good; at least one is there.
    bool signed_by(const NoteKey& log) const;
    /// The time of the witness's good cosignature, the newest of several. Nothing when one of them is bad.
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

    /// Errors are Fault::damaged and begin with "line N: ".
    static Result<Policy> parse(std::string_view text);
    /// Signed by one of the logs (when it names any), and cosigned as the quorum asks.
    bool met_by(const Checkpoint& checkpoint) const;
};

/// RFC 6962 2.1.2 / RFC 9162 2.1.4. Empty for old sizes 0 and that of the whole; std::logic_error beyond it.
std::vector<Sha256Digest> consistency_proof(std::span<const Sha256Digest> leaves, std::uint64_t old_size);
/// The tree of nothing is in every tree: for it the proof has to be empty, and `old_root` that of no leaves.
bool consistency_verifies(std::uint64_t old_size, const Sha256Digest& old_root, std::uint64_t size,
                          const Sha256Digest& root, std::span<const Sha256Digest> proof);

/// C2SP tlog-proof@v1 of one entry.
struct EntryProof {
    std::uint64_t index = 0;
    std::vector<Sha256Digest> path;
    Checkpoint checkpoint;

    std::string text() const;
    /// Strict; extra data are not known here.
    static Result<EntryProof> parse(std::string_view text);
    /// The entry with this leaf stands at `index` in the checkpoint's tree. Who signed the checkpoint is another
    /// question.
    bool proves(const Sha256Digest& leaf) const;
};
std::string entry_proof(std::span<const Sha256Digest> leaves, std::uint64_t index, const Checkpoint& checkpoint);

/// What a witness is asked: C2SP tlog-witness, add-checkpoint.
struct WitnessRequest {
    std::uint64_t old_size = 0;
    std::vector<Sha256Digest> proof;  ///< of consistency from old_size on
    Checkpoint checkpoint;

    std::string text() const;
    static Result<WitnessRequest> parse(std::string_view text);
};

/// The lines "— NAME BASE64" with which a witness answers.
std::string signature_lines(std::span<const NoteSignature> signatures);
Result<std::vector<NoteSignature>> parse_signature_lines(std::string_view text);

}  // namespace sanad
