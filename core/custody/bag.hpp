#pragma once
// A BagIt 1.0 bag (RFC 8493) as LEDGER.md section 11 asks for it: manifests and tag manifests with SHA-256 and SHA-512
// that name every file, and nothing in the folder that could be anything but a file. Read here; bag_writer.hpp writes.
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/crypto/digest.hpp"
#include "core/crypto/sha512.hpp"

namespace sanad {

/// RFC 8493 section 2.1.1, to the byte.
inline constexpr std::string_view bagit_text = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

struct ManifestLine {
    std::string digest;  ///< hexadecimal, lower case
    std::string path;    ///< decoded
    bool operator==(const ManifestLine&) const = default;
};
struct BagManifest {
    std::vector<ManifestLine> lines;  ///< those in order; none of a path that leaves the bag
    std::vector<std::string> faults;  ///< each begins with "line N"
};
/// The lines of a manifest whose digests have `digest_bytes`. RFC 8493 section 2.1.3: either case of letters, any run
/// of blanks and tabs between digest and path, lines ended by LF, CR or CRLF.
BagManifest parse_manifest(std::string_view text, std::size_t digest_bytes);
/// %25, %0A and %0D for the three characters that cannot stand in a line.
std::string manifest_path(std::string_view path);
/// Why this may not be the path of a file in a bag ("leaves the bag"); nothing when it may.
std::optional<std::string> path_fault(std::string_view path);
/// The values of a label in bag-info.txt, lines that were continued joined.
std::vector<std::string> bag_info_values(std::string_view bag_info, std::string_view label);

struct BagFile {
    std::uint64_t size = 0;
    Sha256Digest sha256{};
    Sha512Digest sha512{};
};

enum class Manifests : std::uint8_t { required, ignored };

/// A folder looked through once: every file in it digested. Links, pipes, devices and sockets are never opened.
class Bag {
public:
    /// `ignored`: a folder that claims to be no bag. An error: it could not be read, or is larger than the limits
    /// below.
    static Result<Bag> open(const std::filesystem::path& folder, Manifests manifests = Manifests::required);

    /// What makes it no complete bag, each with the file's path first; in a fixed order.
    const std::vector<std::string>& faults() const { return faults_; }
    const std::map<std::string, BagFile, std::less<>>& files() const { return files_; }
    bool holds(std::string_view path) const { return files_.find(path) != files_.end(); }
    const std::filesystem::path& folder() const { return folder_; }
    /// The bytes of one file, if they are still those that were digested.
    Result<std::string> read(std::string_view path, std::uint64_t most_bytes) const;

    static constexpr std::size_t most_files = 1'000'000;
    static constexpr std::size_t most_depth = 64;
    static constexpr std::size_t most_path_bytes = 4096;
    static constexpr std::uint64_t most_manifest_bytes = 512 << 20;
    static constexpr std::size_t most_faults = 200;  ///< the last then says how many more there are

private:
    Result<void> check_manifests();
    Result<void> check_manifest(std::string_view name, std::size_t digest_bytes, bool tags);
    Result<void> check_payload_oxum();
    void add_fault(std::string_view path, std::string_view what);

    std::filesystem::path folder_;
    std::map<std::string, BagFile, std::less<>> files_;
    std::vector<std::string> faults_;
    std::uint64_t faults_untold_ = 0;
    bool has_payload_folder_ = false;
};

}  // namespace sanad
