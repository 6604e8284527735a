#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <memory>

#include "core/base/text.hpp"
#include "core/cli/case_custody.hpp"
#include "core/cli/exhibit_writer.hpp"
#include "core/cli/output.hpp"
#include "core/cli/session.hpp"
#include "core/cli/summary.hpp"
#include "core/custody/exhibit_check.hpp"

namespace sanad {
namespace {

struct ProofTold {
    std::string case_path;
    Id file = 0;
    std::string out;
    std::string blocks;
    RecipientOptions handed;
};

Result<void> prove(Session& session, const ProofTold& told) {
    const CaseFolder folder = TRY(CaseFolder::open(told.case_path));
    const std::string blocks_path = told.blocks.empty() ? blocks_beside(told.out).string() : told.blocks;
    const Id image = TRY(TRY(folder.reader()).file(told.file)).file_system.image;
    const auto custody = TRY(CaseCustody::open_for_export(session, folder, told.handed));
    if (custody) TRY(custody->may_export(image, told.handed));
    const auto began = std::chrono::steady_clock::now();
    const WrittenProof written = TRY(write_file_proof(session.stop, folder, told.file, told.out, blocks_path));
    const ExhibitProof& proof = written.proof;
    for (const DamagedRange& range : written.damage) {
        session.status = Status::finding_against;
        std::fprintf(stderr, "sanad: damaged: %s bytes at image byte %s: %s; they stand in the blocks as zeros\n",
                     grouped(range.length).c_str(), grouped(range.offset).c_str(), shown(range.reason).c_str());
    }
    const FileRow& file = written.file.file;
    if (custody) {
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
        TRY(custody->accessed(image, fmt::format("proof of file {}", told.file), 1, took.count(), told.handed.basis));
        TRY(custody->hand_out(session, told.handed, {{image, {proof.blocks.size(), written.block_bytes}}},
                              hex(written.text_sha256)));
        TRY(custody->session().close());
    }
    if (session.json) {
        JsonObject json;
        json.text("proof", told.out).text("blocks_folder", blocks_path).text("path", shown(proof.path));
        json.number("size", proof.size).text("sha256", hex(proof.sha256)).text("tree_root", hex(proof.tree_root));
        json.number("blocks", proof.blocks.size()).number("block_bytes", written.block_bytes);
        json.text("recovery", name_of(file.recovery));
        std::fputs(json.line().c_str(), stdout);
        return {};
    }
    std::printf("%s: %s bytes, proven against the image's tree root\n  %s\n", shown(proof.path).c_str(),
                grouped(proof.size).c_str(), hex(proof.tree_root).c_str());
    if (file.state != NameState::allocated) {
        std::printf(
            "The file is %s, its recovery: %s. The proof is of these bytes; that they were this file rests on "
            "that recovery.\n",
            std::string{name_of(file.state)}.c_str(), std::string{name_of(file.recovery)}.c_str());
    }
    std::printf("proof    %s, %s\nblocks   %s, %s file%s, %s\ncheck    sanad-verify exhibit %s --blocks %s --root %s\n",
                shown(told.out).c_str(), size_text(written.text_bytes).c_str(), shown(blocks_path).c_str(),
                grouped(proof.blocks.size()).c_str(), proof.blocks.size() == 1 ? "" : "s",
                size_text(written.block_bytes).c_str(), shown(told.out).c_str(), shown(blocks_path).c_str(),
                hex(proof.tree_root).c_str());
    return {};
}

}  // namespace

void add_proof_verb(CLI::App& app, Session& session) {
    const auto told = std::make_shared<ProofTold>();
    CLI::App* verb = app.add_subcommand("prove", "Prove to others that a file's bytes stand in the image, offline");
    verb->add_option("case", told->case_path, "Case folder")->required();
    verb->add_option("file", told->file, "The file's id, as `sanad files` lists it")->required();
    verb->add_option("--out", told->out, "The proof to write: FILE.proof.json")->required()->type_name("FILE");
    verb->add_option("--with-blocks", told->blocks,
                     "A new or empty folder for the blocks of the image that the file touches (default: FILE.blocks)")
        ->type_name("DIR");
    told->handed.add_inside(*verb);
    verb->footer(
        "Examples:\n  sanad prove op-lantern 1204 --out RV1-letter.proof.json\n"
        "  sanad-verify exhibit RV1-letter.proof.json --file letter.docx --root 3f2a…\n\n"
        "The proof and its blocks are all that sanad-verify needs: no case, no image, no network. A block is 1 MiB of\n"
        "the image and may hold parts of other files: hand the blocks only to who may see those.\n"
        "Ends with 1 when some bytes of the blocks are damaged, 2 when the file cannot be proven so.");
    verb->callback([&session, told] { session.succeeded(prove(session, *told)); });
}

}  // namespace sanad
