#include "core/cli/exhibit_writer.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "core/base/new_file.hpp"
#include "core/base/text.hpp"
#include "core/base/version.hpp"
#include "core/cli/export_folder.hpp"
#include "core/cli/summary.hpp"
#include "core/crypto/block_tree.hpp"
#include "core/crypto/digest.hpp"
#include "core/custody/exhibit_check.hpp"
#include "core/ingest/read_back.hpp"

namespace sanad {
namespace {

/// Why the bytes of a file cannot be proven by where they stand in the image, and what can be done instead.
Result<void> check_provable(const FileDetail& file, const ImageRow& image) {
    const auto refuse = [&](std::string why) {
        return failure(Fault::unsupported, fmt::format("file {} ({}) {}", file.file.id, shown(file.file.path), why));
    };
    if (!file.content || file.file.size == 0) return refuse("has no bytes: there is nothing to prove");
    if (image.facts.logical) {
        return refuse(
            fmt::format("is in an image ({}) that holds files and no sectors; `sanad export` writes it and "
                        "compares its SHA-256",
                        image.facts.format));
    }
    if (!image.tree_root || image.state != ImageState::examined) {
        return refuse(fmt::format("is in image {}, which is not examined to its end: `sanad ingest` first", image.id));
    }
    if (image.tree_block_size != tree_block_size) {
        return refuse(fmt::format("is in image {}, whose tree has blocks of {} bytes; proofs of this version have {}",
                                  image.id, image.tree_block_size, tree_block_size));
    }
    switch (file.content->access) {
        case ContentAccess::resident:
            return refuse(fmt::format(
                "is stored inside of its metadata entry {} and has no sectors of its own{}; `sanad export` writes it "
                "and compares its SHA-256",
                file.file.metadata_address,
                file.file_system.facts.type == "NTFS" ? ": prove /$MFT, which holds that entry" : ""));
        case ContentAccess::file_system:
            return refuse(
                "is compressed, encrypted or packed by its file system: its bytes do not stand in the image as they "
                "are; `sanad export` writes it and compares its SHA-256");
        case ContentAccess::derived:
            return refuse(
                fmt::format("was taken out of file {} by a module: its bytes do not stand in the image as they are; "
                            "prove that file",
                            file.file.derived_from.value_or(0)));
        case ContentAccess::extents:
            break;
    }
    if (!file.file.digests) return refuse("was not read to its end in the examination: it has no SHA-256 to prove");
    return {};
}

/// Writes every block of the proof, each compared with its leaf on the way.
Result<void> write_blocks(const StopFlag& stop, const ExhibitProof& proof, ReadBack& image, ExportFolder& folder) {
    for (const ProofBlock& block : proof.blocks) {
        const std::uint64_t length = block_length(proof.image_size, block.index);
        ExportedFile file = TRY(folder.new_file(block_file_name(block.index), 0));
        Sha256 leaf = leaf_hash_start();
        TRY(image.media(block.index * tree_block_size, length, [&](Bytes bytes) -> Result<void> {
            if (stop) return failure(Fault::system, "stopped");
            leaf.update(bytes);
            return file.write(bytes);
        }));
        if (leaf.finish() != block.leaf) {
            return failure(
                Fault::unavailable,
                fmt::format("block {} (image bytes from {}) is not what was examined: the image has changed; "
                            "`sanad evidence verify` says more",
                            block.index, block.index * tree_block_size));
        }
        TRY(file.finish({}, {}));
    }
    return {};
}

}  // namespace

Result<WrittenProof> write_file_proof(const StopFlag& stop, const CaseFolder& folder, Id file_id,
                                      const std::filesystem::path& proof_path,
                                      const std::filesystem::path& blocks_path) {
    CaseReader reader = TRY(folder.reader());
    FileDetail file = TRY(reader.file(file_id));
    const ImageRow image = TRY(reader.image(file.file_system.image));
    TRY(check_provable(file, image));

    ExhibitFacts facts;
    facts.tool = fmt::format("sanad {}", version);
    facts.image_size = image.facts.size;
    facts.tree_root = *image.tree_root;
    facts.path = file.file.path;
    facts.size = file.file.size;
    facts.sha256 = file.file.digests->sha256;
    facts.extents = file.content->extents;
    auto made = make_exhibit_proof(facts, TRY(reader.block_hashes(image.id)));
    if (!made) {
        return failure(Fault::unsupported,
                       fmt::format("file {} ({}): {}", file_id, shown(file.file.path), made.error().what));
    }
    const std::string text = exhibit_proof_text(*made);
    if (text.size() > max_exhibit_proof_bytes) {
        return failure(Fault::limit, fmt::format("file {}: its proof would have {}, more than {}", file_id,
                                                 size_text(text.size()), size_text(max_exhibit_proof_bytes)));
    }
    if (::access(proof_path.c_str(), F_OK) == 0) {
        return failure(Fault::refused, shown(proof_path.string()) + ": is there already");
    }
    Sha256 text_digest;
    text_digest.update(bytes_of(text));
    WrittenProof written{std::move(*made), std::move(file), text.size(), text_digest.finish(), 0, {}};

    ReadBack bytes = TRY(ReadBack::open(folder, image.id));
    ExportFolder blocks = TRY(ExportFolder::create(blocks_path));
    Result<void> done = write_blocks(stop, written.proof, bytes, blocks);
    // What sanad-verify will say of it is asked before the proof exists.
    if (done) {
        const auto checked = check_exhibit(written.proof, blocks_in(blocks_path));
        if (!checked) done = within("the proof would not verify", checked.error());
    }
    // The proof comes last: where one lies, its blocks are whole.
    if (done) done = write_new_file(proof_path, text);
    if (!done) {
        // Nothing stays that could be taken for the blocks of a proof.
        for (const ProofBlock& block : written.proof.blocks) blocks.remove(block_file_name(block.index));
        return tl::unexpected{done.error()};
    }
    for (const ProofBlock& block : written.proof.blocks) {
        written.block_bytes += block_length(written.proof.image_size, block.index);
    }
    written.damage = bytes.take_damage();
    return written;
}

}  // namespace sanad
