#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <memory>

#include "core/base/text.hpp"
#include "core/base/version.hpp"
#include "core/cli/case_custody.hpp"
#include "core/cli/export_folder.hpp"
#include "core/cli/output.hpp"
#include "core/cli/session.hpp"
#include "core/cli/summary.hpp"
#include "core/crypto/block_tree.hpp"
#include "core/crypto/digest.hpp"
#include "core/custody/exhibit_check.hpp"
#include "core/ingest/read_back.hpp"

namespace sanad {
namespace {

struct Told {
    std::string case_path;
    Id file = 0;
    std::string out;
    std::string blocks;
    std::string recipient = "draft", basis;
};

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
        case ContentAccess::extents:
            break;
    }
    if (!file.file.digests) return refuse("was not read to its end in the examination: it has no SHA-256 to prove");
    return {};
}

/// The proof comes last and never over another file: where one lies, its blocks are whole.
Result<void> write_proof(const std::string& path, const std::string& text) {
    const auto failed = [&] {
        return failure(Fault::system, fmt::format("{}: {}", shown(path), std::strerror(errno)));
    };
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (descriptor < 0 && errno == EEXIST) return failure(Fault::refused, shown(path) + ": is there already");
    if (descriptor < 0) return failed();
    ExportedFile file{descriptor, path};
    if (auto written = file.write(bytes_of(text)); !written) {
        ::unlink(path.c_str());
        return written;
    }
    return file.finish({}, {});
}

/// Writes every block of the proof, each compared with its leaf on the way.
Result<void> write_blocks(Session& session, const ExhibitProof& proof, ReadBack& image, ExportFolder& folder) {
    for (const ProofBlock& block : proof.blocks) {
        const std::uint64_t length = block_length(proof.image_size, block.index);
        ExportedFile file = TRY(folder.new_file(block_file_name(block.index), 0));
        Sha256 leaf = leaf_hash_start();
        TRY(image.media(block.index * tree_block_size, length, [&](Bytes bytes) -> Result<void> {
            if (session.stop) return failure(Fault::system, "stopped");
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

Result<void> prove(Session& session, const Told& told) {
    const CaseFolder folder = TRY(CaseFolder::open(told.case_path));
    CaseReader reader = TRY(folder.reader());
    const FileDetail file = TRY(reader.file(told.file));
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
                       fmt::format("file {} ({}): {}", told.file, shown(file.file.path), made.error().what));
    }
    const ExhibitProof proof = std::move(*made);
    const std::string text = exhibit_proof_text(proof);
    if (text.size() > max_exhibit_proof_bytes) {
        return failure(Fault::limit, fmt::format("file {}: its proof would have {}, more than {}", told.file,
                                                 size_text(text.size()), size_text(max_exhibit_proof_bytes)));
    }
    if (::access(told.out.c_str(), F_OK) == 0) return failure(Fault::refused, shown(told.out) + ": is there already");

    const auto custody = TRY(CaseCustody::open_for_reading(session, folder));
    if (custody) TRY(custody->may_export(image.id, {told.recipient, told.basis, 1, 0, {}}));
    const auto began = std::chrono::steady_clock::now();
    const std::string blocks_path = told.blocks.empty() ? blocks_beside(told.out).string() : told.blocks;
    ReadBack bytes = TRY(ReadBack::open(folder, image.id));
    ExportFolder blocks = TRY(ExportFolder::create(blocks_path));
    Result<void> done = write_blocks(session, proof, bytes, blocks);
    // What sanad-verify will say of it is asked before the proof exists.
    if (done) {
        const auto checked = check_exhibit(proof, blocks_in(blocks_path));
        if (!checked) done = within("the proof would not verify", checked.error());
    }
    if (done) done = write_proof(told.out, text);
    if (!done) {
        // Nothing stays that could be taken for the blocks of a proof.
        for (const ProofBlock& block : proof.blocks) blocks.remove(block_file_name(block.index));
        return done;
    }
    const auto damage = bytes.take_damage();
    for (const DamagedRange& range : damage) {
        session.status = Status::finding_against;
        std::fprintf(stderr, "sanad: damaged: %s bytes at image byte %s: %s; they stand in the blocks as zeros\n",
                     grouped(range.length).c_str(), grouped(range.offset).c_str(), shown(range.reason).c_str());
    }
    std::uint64_t block_bytes = 0;
    for (const ProofBlock& block : proof.blocks) block_bytes += block_length(proof.image_size, block.index);
    if (custody) {
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
        Sha256 manifest;
        manifest.update(bytes_of(text));
        TRY(custody->accessed(image.id, fmt::format("proof of file {}", told.file), 1, took.count(), told.basis));
        TRY(custody->exported(image.id,
                              {told.recipient, told.basis, proof.blocks.size(), block_bytes, hex(manifest.finish())}));
        TRY(custody->session().close());
    }
    if (session.json) {
        JsonObject json;
        json.text("proof", told.out).text("blocks_folder", blocks_path).text("path", shown(proof.path));
        json.number("size", proof.size).text("sha256", hex(proof.sha256)).text("tree_root", hex(proof.tree_root));
        json.number("blocks", proof.blocks.size()).number("block_bytes", block_bytes);
        json.text("recovery", name_of(file.file.recovery));
        std::fputs(json.line().c_str(), stdout);
        return {};
    }
    std::printf("%s: %s bytes, proven against the image's tree root\n  %s\n", shown(proof.path).c_str(),
                grouped(proof.size).c_str(), hex(proof.tree_root).c_str());
    if (file.file.state != NameState::allocated) {
        std::printf(
            "The file is %s, its recovery: %s. The proof is of these bytes; that they were this file rests on "
            "that recovery.\n",
            std::string{name_of(file.file.state)}.c_str(), std::string{name_of(file.file.recovery)}.c_str());
    }
    std::printf("proof    %s, %s\nblocks   %s, %s file%s, %s\ncheck    sanad-verify exhibit %s --blocks %s --root %s\n",
                shown(told.out).c_str(), size_text(text.size()).c_str(), shown(blocks_path).c_str(),
                grouped(proof.blocks.size()).c_str(), proof.blocks.size() == 1 ? "" : "s",
                size_text(block_bytes).c_str(), shown(told.out).c_str(), shown(blocks_path).c_str(),
                hex(proof.tree_root).c_str());
    return {};
}

}  // namespace

void add_proof_verb(CLI::App& app, Session& session) {
    const auto told = std::make_shared<Told>();
    CLI::App* verb = app.add_subcommand("prove", "Prove to others that a file's bytes stand in the image, offline");
    verb->add_option("case", told->case_path, "Case folder")->required();
    verb->add_option("file", told->file, "The file's id, as `sanad files` lists it")->required();
    verb->add_option("--out", told->out, "The proof to write: FILE.proof.json")->required()->type_name("FILE");
    verb->add_option("--with-blocks", told->blocks,
                     "A new or empty folder for the blocks of the image that the file touches (default: FILE.blocks)")
        ->type_name("DIR");
    verb->add_option("--for", told->recipient,
                     "For whom, in the ledger: draft, review, prosecution, court, defence, owner … (default draft)");
    verb->add_option("--basis", told->basis, "On which basis, for the ledger (default: examination)");
    verb->footer(
        "Examples:\n  sanad prove op-lantern 1204 --out RV1-letter.proof.json\n"
        "  sanad-verify exhibit RV1-letter.proof.json --file letter.docx --root 3f2a…\n\n"
        "The proof and its blocks are all that sanad-verify needs: no case, no image, no network. A block is 1 MiB of\n"
        "the image and may hold parts of other files: hand the blocks only to who may see those.\n"
        "Ends with 1 when some bytes of the blocks are damaged, 2 when the file cannot be proven so.");
    verb->callback([&session, told] { session.succeeded(prove(session, *told)); });
}

}  // namespace sanad
