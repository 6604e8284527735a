#pragma once
// The proof of one file of a case, written with the blocks that it needs: for `sanad prove` and for bundles.
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/stop_flag.hpp"
#include "core/custody/exhibit_proof.hpp"
#include "core/store/case_folder.hpp"

namespace sanad {

struct WrittenProof {
    ExhibitProof proof;
    FileDetail file;
    std::uint64_t text_bytes = 0;  ///< of the proof
    Sha256Digest text_sha256{};
    std::uint64_t block_bytes = 0;     ///< of all blocks
    std::vector<DamagedRange> damage;  ///< what stands in the blocks as zeros because it could not be read
};

/// Writes the proof to `proof_path`, which must not exist, and its blocks into the folder `blocks_path`, new or empty.
/// When it fails, nothing stays that could be taken for a proof. Fault::unsupported, with the reason and what to do
/// instead, for a file whose bytes do not stand in the image as they are.
Result<WrittenProof> write_file_proof(const StopFlag& stop, const CaseFolder& folder, Id file,
                                      const std::filesystem::path& proof_path,
                                      const std::filesystem::path& blocks_path);

}  // namespace sanad
