#pragma once
// Rows of a case as plain structs, for those who write and those who read.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.hpp"
#include "core/model/evidence.hpp"
#include "core/model/hash_set.hpp"
#include "core/store/query.hpp"

namespace sanad {

struct CaseFacts {
    std::string name;
    std::string examiner;
    std::string time_zone;  ///< IANA name in which people are shown times; "UTC" when none was chosen
    Timestamp created_at;
    std::string tool_version;
};

struct EvidenceItem {
    Id id = 0;
    std::string exhibit_number;
    std::string description;
    std::string time_zone;  ///< IANA name of the zone in which its zoneless times (FAT) were recorded; empty: not known
};

enum class ImageState : std::uint8_t {
    added,     ///< in the case, not yet examined
    partial,   ///< an ingest was begun and has not come to its end
    examined,  ///< every file system walked, every content read or given up with a reason
};
std::string_view name_of(ImageState state);

enum class WalkState : std::uint8_t {
    pending,
    complete,
    partial,  ///< a guard or damage cut it short
    none,     ///< not readable: nothing to walk
};
std::string_view name_of(WalkState state);

/// One digest of an image against the one its container stores.
struct Verification {
    std::string algorithm;       ///< "md5", "sha1", "sha256"
    std::vector<Byte> expected;  ///< empty: the container stores none
    std::vector<Byte> computed;
    std::string result;  ///< "match", "mismatch", "no_stored_hash"
    bool operator==(const Verification&) const = default;
};

enum class Subject : std::uint8_t { image, volume, file_system, content, file };
std::string_view name_of(Subject subject);

/// What became of one piece of work.
struct OutcomeRow {
    Id image = 0;
    Subject subject = Subject::image;
    Id subject_id = 0;
    std::string step;     ///< "open", "walk", "read", "type", ...
    std::string module;   ///< empty: the program itself
    std::string version;  ///< of the module
    Outcome outcome = Outcome::examined;
    std::string detail;
    bool operator==(const OutcomeRow&) const = default;
};

/// One pass over an image. Carries the wall clock, so it is no result.
struct IngestRun {
    Id id = 0;
    Id image = 0;
    Timestamp started_at;
    std::optional<Timestamp> finished_at;
    std::string tool_version;
    std::string settings_json;
    std::uint32_t workers = 0;
    std::string state;  ///< "running", "finished", "stopped", "failed"
    std::string counts_json;
    std::optional<Sha256Digest> results_sha256;
};

/// A hash set in which the files of an image were looked up.
struct HashSetUsed {
    Id id = 0;
    std::string name;
    HashSetKind kind = HashSetKind::notable;
    std::string version;
    std::string source;
    std::uint64_t entries = 0;
    Sha256Digest sha256{};
    bool known_excluded = false;  ///< what is known and not notable was given to no module
    bool operator==(const HashSetUsed&) const = default;
};

/// One set that holds a content's digest.
struct HashHit {
    std::string set;
    HashSetKind kind = HashSetKind::notable;
    std::string category;  ///< empty: none
    HashAlgorithm algorithm = HashAlgorithm::md5;
    bool operator==(const HashHit&) const = default;
};

struct ContentDigests {
    Id content = 0;
    Digests digests;
};

struct ContentTotals {
    std::uint64_t contents = 0;
    std::uint64_t bytes = 0;
};

}  // namespace sanad
