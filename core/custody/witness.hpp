#pragma once
// A witness: somebody of another house who remembers, of each ledger, the largest checkpoint seen, and puts a name to a
// new one only when it holds everything that the old one held. C2SP tlog-witness by files instead of HTTP.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/custody/checkpoint.hpp"

namespace sanad {

/// What a witness remembers of one ledger.
struct SeenLog {
    NoteKey key;  ///< its name is the origin
    std::uint64_t size = 0;
    Sha256Digest root{};
};

/// The file in which a witness remembers: canonical JSON and a line feed.
std::string witness_state_text(const std::vector<SeenLog>& logs);
Result<std::vector<SeenLog>> parse_witness_state(std::string_view text);

struct WitnessName {
    std::string name;
    Signer* key = nullptr;  ///< Ed25519, not owned
};

/// Checks the request against what the file `state` remembers, remembers the new checkpoint on the disk, and only then
/// cosigns it; what comes back is the witness's line. Two witnesses with one file wait for each other. The file is made
/// when there is none.
/// `log`: the ledger's key, as its people handed it over apart from the request. Needed the first time and when the
/// ledger changed its key; afterwards it is remembered.
/// Fault::refused, with the reason: a key that is not known, a signature that is not good, a checkpoint smaller than
/// the one seen, one of equal size with another root, a proof that is missing or wrong.
Result<NoteSignature> witness_checkpoint(const WitnessRequest& request, const std::filesystem::path& state,
                                         const WitnessName& witness, const std::optional<NoteKey>& log,
                                         std::int64_t unix_time);

}  // namespace sanad
