#pragma once
// What a module says of itself: which files it wants, which artifacts it may emit. Read in a worker, checked here.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.hpp"
#include "core/module/wire.hpp"

namespace sanad {

enum class Match : std::uint8_t { name_glob, path_glob, signature, mime_type };
std::string_view name_of(Match match);

/// Signatures end within this many first bytes of a file.
inline constexpr std::uint64_t signature_reach = 65536;

struct Interest {
    Match match = Match::name_glob;
    std::uint64_t offset = 0;             ///< of a signature
    std::string pattern;                  ///< bytes of a signature
    std::vector<std::string> companions;  ///< "{name}-wal", "*.idx"
    bool operator==(const Interest&) const = default;
};

struct Manifest {
    std::string name;
    std::string version;
    std::string summary;
    std::vector<Interest> wants;
    std::vector<std::string> emits;
    bool skips_leading_zeros = false;  ///< it begins where the first byte is stored, however far in the file that is
    bool operator==(const Manifest&) const = default;
};

/// Names and patterns well formed, every type in the catalog or x.vendor.name.
Result<void> check(const Manifest& manifest);

void put(WireWriter& out, const Manifest& manifest);
/// Spoils the reader when it does not decode.
Manifest take_manifest(WireReader& in);

/// What is known of a file before a module sees it.
struct FileAtHand {
    std::string_view path;
    std::string_view mime_type;
    Bytes head;  ///< its first signature_reach bytes, or all
};

bool matches(const Interest& interest, const FileAtHand& file);
bool wants(const Manifest& manifest, const FileAtHand& file);

/// The part after the last '/'.
std::string_view name_in(std::string_view path);
/// Whether `sibling`, a name in the same folder, is to be handed over with `file`.
bool is_companion(const Manifest& manifest, const FileAtHand& file, std::string_view sibling);

}  // namespace sanad
