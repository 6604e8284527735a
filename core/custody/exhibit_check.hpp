#pragma once
// A proof checked against bytes: every block against its leaf, every leaf against the root, the exhibit rebuilt from
// the blocks against its digest.
#include <filesystem>
#include <functional>

#include "core/base/bytes.hpp"
#include "core/custody/exhibit_proof.hpp"
#include "core/custody/plain_file.hpp"

namespace sanad {

/// The bytes of one block of the image, as many as `length`.
using BlockBytes = std::function<Result<std::vector<Byte>>(std::uint64_t index, std::uint64_t length)>;
/// Takes the rebuilt exhibit in order.
using ExhibitSink = std::function<Result<void>(Bytes)>;

struct ProvenExhibit {
    std::uint64_t stored_bytes = 0;  ///< found in the blocks
    std::uint64_t zero_bytes = 0;    ///< sparse or never written: stored nowhere
    std::uint64_t pieces = 0;        ///< stored extents
};

/// Fault::damaged, with the place: what is there does not prove it. Any other Fault: it could not be told.
Result<ProvenExhibit> check_exhibit(const ExhibitProof& proof, const BlockBytes& blocks, const ExhibitSink& sink = {});

/// A proof as it lies on a disk.
Result<ExhibitProof> read_exhibit_proof(const std::filesystem::path& path);
/// Where a proof's blocks lie unless somebody says otherwise: FILE.blocks beside FILE.proof.json.
std::filesystem::path blocks_beside(const std::filesystem::path& proof);
/// Blocks in the files of a folder. Their names are made from numbers; nothing of a proof is ever taken for a path.
BlockBytes blocks_in(const std::filesystem::path& folder);
/// Compares the exhibit, given in order, with a file. Fault::damaged names the first byte that differs.
class FileComparison {
public:
    static Result<FileComparison> open(const std::filesystem::path& path, std::uint64_t expected_size);
    Result<void> take(Bytes bytes);

private:
    explicit FileComparison(PlainFile file) : file_{std::move(file)} {}
    PlainFile file_;
    std::uint64_t at_ = 0;
    std::vector<Byte> buffer_;
};

}  // namespace sanad
