#include "core/custody/exhibit_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <list>

#include "core/base/text.hpp"
#include "core/crypto/block_tree.hpp"

namespace sanad {
namespace {

// Blocks of a fragmented exhibit are met again and again.
constexpr std::size_t most_blocks_held = 256;
// Zeros cost time and prove nothing; more than this is no exhibit that anybody exported.
constexpr std::uint64_t most_zero_bytes = std::uint64_t{1} << 40;
constexpr std::size_t piece_bytes = 1 << 20;

/// Blocks whose bytes have been compared with their leaf, each time that they were read.
class CheckedBlocks {
public:
    CheckedBlocks(const ExhibitProof& proof, const BlockBytes& blocks) : proof_{proof}, blocks_{blocks} {}

    Result<Bytes> block(std::uint64_t index) {
        const auto held =
            std::find_if(held_.begin(), held_.end(), [&](const Held& each) { return each.index == index; });
        if (held != held_.end()) {
            held_.splice(held_.begin(), held_, held);
        } else {
            auto bytes = read(index);
            if (!bytes) return within(fmt::format("block {}", index), bytes.error());
            if (held_.size() == most_blocks_held) held_.pop_back();
            held_.push_front({index, std::move(*bytes)});
        }
        return Bytes{held_.front().bytes};
    }

private:
    struct Held {
        std::uint64_t index;
        std::vector<Byte> bytes;
    };

    Result<std::vector<Byte>> read(std::uint64_t index) const {
        const std::uint64_t length = block_length(proof_.image_size, index);
        std::vector<Byte> bytes = TRY(blocks_(index, length));
        if (bytes.size() != length)
            return failure(Fault::damaged, fmt::format("{} bytes, it has {}", bytes.size(), length));
        const auto found = std::lower_bound(proof_.blocks.begin(), proof_.blocks.end(), index,
                                            [](const ProofBlock& each, std::uint64_t at) { return each.index < at; });
        Sha256 state = leaf_hash_start();
        state.update(bytes);
        if (state.finish() != found->leaf)
            return failure(Fault::damaged, "its bytes do not have the hash that the proof gives it");
        return bytes;
    }

    const ExhibitProof& proof_;
    const BlockBytes& blocks_;
    std::list<Held> held_;  ///< used last first
};

/// Gives the exhibit's bytes in order.
Result<void> rebuild(const ExhibitProof& proof, CheckedBlocks& blocks, const ExhibitSink& give) {
    const std::vector<Byte> zeros(piece_bytes);
    for (const Extent& extent : proof.extents) {
        for (std::uint64_t done = 0; done < extent.length;) {
            std::uint64_t now = std::min<std::uint64_t>(extent.length - done, zeros.size());
            if (extent.kind == ExtentKind::stored) {
                const std::uint64_t offset = extent.image_offset + done;
                const std::uint64_t inside = offset % tree_block_size;
                const Bytes block = TRY(blocks.block(offset / tree_block_size));
                now = std::min(now, block.size() - inside);
                TRY(give(block.subspan(static_cast<std::size_t>(inside), static_cast<std::size_t>(now))));
            } else {
                TRY(give(Bytes{zeros}.first(static_cast<std::size_t>(now))));
            }
            done += now;
        }
    }
    return {};
}

}  // namespace

Result<ProvenExhibit> check_exhibit(const ExhibitProof& proof, const BlockBytes& blocks, const ExhibitSink& sink) {
    TRY(check_consistency(proof));
    ProvenExhibit proven;
    for (const Extent& extent : proof.extents) {
        const bool stored = extent.kind == ExtentKind::stored;
        (stored ? proven.stored_bytes : proven.zero_bytes) += extent.length;
        if (stored) ++proven.pieces;
    }
    if (proven.zero_bytes > most_zero_bytes) {
        return failure(Fault::limit, fmt::format("{} bytes that are stored nowhere", proven.zero_bytes));
    }
    for (const ProofBlock& block : proof.blocks) {
        if (!tree_path_verifies(block.leaf, block.index, proof.leaf_count, block.path, proof.tree_root)) {
            return failure(Fault::damaged, fmt::format("block {}: its path does not lead to the root {}", block.index,
                                                       hex(proof.tree_root)));
        }
    }
    CheckedBlocks checked{proof, blocks};
    for (const ProofBlock& block : proof.blocks) TRY(checked.block(block.index));
    Sha256 digest;
    TRY(rebuild(proof, checked, [&](Bytes bytes) -> Result<void> {
        digest.update(bytes);
        return sink ? sink(bytes) : Result<void>{};
    }));
    if (const auto found = digest.finish(); found != proof.sha256) {
        return failure(Fault::damaged,
                       fmt::format("exhibit: its bytes in the blocks have the SHA-256 {}, the proof says {}",
                                   hex(found), hex(proof.sha256)));
    }
    return proven;
}

Result<ExhibitProof> read_exhibit_proof(const std::filesystem::path& path) {
    PlainFile file = TRY(PlainFile::open(path));
    if (file.size() > max_exhibit_proof_bytes) {
        return failure(Fault::limit,
                       fmt::format("{} bytes; a proof has at most {}", file.size(), max_exhibit_proof_bytes));
    }
    std::string text(static_cast<std::size_t>(file.size()), '\0');
    text.resize(TRY(file.read({reinterpret_cast<Byte*>(text.data()), text.size()})));
    return parse_exhibit_proof(text);
}

std::filesystem::path blocks_beside(const std::filesystem::path& proof) {
    constexpr std::string_view ending = ".proof.json";
    std::string name = proof.string();
    if (name.size() > ending.size() && name.ends_with(ending)) name.resize(name.size() - ending.size());
    return name + ".blocks";
}

BlockBytes blocks_in(const std::filesystem::path& folder) {
    return [folder](std::uint64_t index, std::uint64_t length) -> Result<std::vector<Byte>> {
        PlainFile file = TRY(PlainFile::open(folder / block_file_name(index)));
        if (file.size() != length) {
            return failure(Fault::damaged, fmt::format("its file has {} bytes, the block has {}", file.size(), length));
        }
        std::vector<Byte> bytes(static_cast<std::size_t>(length));
        bytes.resize(TRY(file.read(bytes)));
        return bytes;
    };
}

Result<FileComparison> FileComparison::open(const std::filesystem::path& path, std::uint64_t expected_size) {
    PlainFile file = TRY(PlainFile::open(path));
    if (file.size() != expected_size) {
        return failure(Fault::damaged, fmt::format("{}: {} bytes, the exhibit has {}", shown(path.string()),
                                                   file.size(), expected_size));
    }
    return FileComparison{std::move(file)};
}

Result<void> FileComparison::take(Bytes bytes) {
    buffer_.resize(bytes.size());
    const std::size_t read = TRY(file_.read(buffer_));
    const auto [ours, theirs] =
        std::mismatch(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(read), buffer_.begin());
    const auto same = static_cast<std::size_t>(ours - bytes.begin());
    if (same != bytes.size()) {
        return failure(Fault::damaged,
                       fmt::format("the file given differs from the exhibit in the image at byte {}", at_ + same));
    }
    at_ += bytes.size();
    return {};
}

}  // namespace sanad
