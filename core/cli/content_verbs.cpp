#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <memory>

#include "core/base/text.hpp"
#include "core/cli/case_custody.hpp"
#include "core/cli/file_filters.hpp"
#include "core/cli/output.hpp"
#include "core/cli/session.hpp"
#include "core/cli/summary.hpp"
#include "core/ingest/read_back.hpp"

namespace sanad {
namespace {

struct Cat {
    std::string case_path;
    Id file = 0;
    Id image = 0;
    std::string offset, length, image_offset, reason;
    bool slack = false;
};

Result<std::uint64_t> number_of(std::string_view option, const std::string& told, std::uint64_t otherwise) {
    if (told.empty()) return otherwise;
    const auto number = parse_size(told);
    if (!number) return failure(Fault::refused, fmt::format("{} {}: not a number of bytes", option, shown(told)));
    return *number;
}

/// True when there was any.
bool tell_damage(Session& session, ReadBack& bytes) {
    bool any = false;
    for (const DamagedRange& range : bytes.take_damage()) {
        any = true;
        session.status = Status::finding_against;
        std::fprintf(stderr, "sanad: damaged: %llu bytes at image byte %llu: %s; given as zeros\n",
                     static_cast<unsigned long long>(range.length), static_cast<unsigned long long>(range.offset),
                     shown(range.reason).c_str());
    }
    return any;
}

Result<void> cat(Session& session, const Cat& told) {
    if ((told.file != 0) == !told.image_offset.empty()) {
        return failure(Fault::refused, "name a file by its id, or --image-offset for bytes of the image");
    }
    const std::uint64_t length = TRY(number_of("--length", told.length, UINT64_MAX));
    const CaseFolder folder = TRY(CaseFolder::open(told.case_path));
    CaseReader reader = TRY(folder.reader());
    const Id image_id = told.file != 0    ? TRY(reader.file(told.file)).file_system.image
                        : told.image != 0 ? told.image
                                          : 1;
    TRY(reader.image(image_id));
    const auto custody = TRY(CaseCustody::open_for_reading(session, folder));
    if (custody) TRY(custody->may_access(image_id));
    const auto began = std::chrono::steady_clock::now();
    Output out;
    bool taken = true;
    const ReadBack::Sink sink = [&](Bytes bytes) -> Result<void> {
        taken = !session.stop && out.write(bytes);
        return taken ? Result<void>{} : failure(Fault::system, "stopped");
    };
    Result<void> done;
    if (told.file != 0) {
        const std::uint64_t offset = TRY(number_of("--offset", told.offset, 0));
        const FileDetail file = TRY(reader.file(told.file));
        if (!file.content) return failure(Fault::not_found, fmt::format("file {} has no content", told.file));
        ReadBack bytes = TRY(ReadBack::open(folder, file.file_system.image));
        done = told.slack ? bytes.slack(file, sink) : bytes.content(file, offset, length, sink);
        // What a container lost of a file has no place in the image: the case knows how much it was.
        if (!tell_damage(session, bytes) && !told.slack && file.file.unreadable_bytes != 0) {
            session.status = Status::finding_against;
            std::fprintf(stderr, "sanad: damaged: of this file %llu bytes could not be read; given as zeros\n",
                         static_cast<unsigned long long>(file.file.unreadable_bytes));
        }
    } else {
        ReadBack bytes = TRY(ReadBack::open(folder, told.image != 0 ? told.image : 1));
        done = bytes.media(TRY(number_of("--image-offset", told.image_offset, 0)), length, sink);
        tell_damage(session, bytes);
    }
    Result<void> written = out.finish();
    if (custody) {
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
        const std::string what = told.file != 0
                                     ? fmt::format("{} of file {}", told.slack ? "slack" : "content", told.file)
                                     : fmt::format("bytes of the image from {}", shown(told.image_offset));
        TRY(custody->accessed(image_id, what, 1, took.count(), told.reason));
        TRY(custody->session().close());
    }
    if (!written || !taken) return written;
    return done;
}

Result<void> list_unallocated(Session& session, const std::string& case_path, Id file_system) {
    const CaseFolder folder = TRY(CaseFolder::open(case_path));
    CaseReader reader = TRY(folder.reader());
    TRY(reader.file_system(file_system));
    Output out;
    std::uint64_t ranges = 0;
    std::uint64_t bytes = 0;
    TRY(reader.unallocated(file_system, [&](std::uint64_t offset, std::uint64_t length) {
        ++ranges;
        bytes += length;
        if (session.json) return out.write(JsonObject{}.number("image_offset", offset).number("length", length).line());
        return out.write(fmt::format("{:>16} {:>14}\n", offset, length));
    }));
    if (!session.json) out.write(fmt::format("{} ranges, {}\n", grouped(ranges), size_text(bytes)));
    return out.finish();
}

}  // namespace

void add_content_verbs(CLI::App& app, Session& session) {
    const auto told = std::make_shared<Cat>();
    CLI::App* verb = app.add_subcommand("cat", "Bytes of a file, of its slack or of the image, to standard output");
    verb->add_option("case", told->case_path, "Case folder")->required();
    auto* file = verb->add_option("file", told->file, "The file's id, as `sanad files` lists it");
    auto* offset = verb->add_option("--offset", told->offset, "First byte of the file (default 0)");
    offset->type_name("N")->needs(file);
    auto* length = verb->add_option("--length", told->length, "At most so many bytes (default: to the end)");
    length->type_name("N");
    verb->add_flag("--slack", told->slack, "What lies between the file's end and the end of its last block")
        ->needs(file)
        ->excludes(offset)
        ->excludes(length);
    auto* at = verb->add_option("--image-offset", told->image_offset, "Bytes of the image itself, from this one on")
                   ->type_name("N")
                   ->excludes(file);
    verb->add_option("--image", told->image, "The image's id (default 1)")->type_name("ID")->needs(at);
    verb->add_option("--reason", told->reason, "Why it is looked at, for the ledger (default: examination)");
    verb->footer(
        "Examples:\n  sanad cat op-lantern 1204 > letter.docx\n  sanad cat op-lantern 1204 --length 512 | xxd\n"
        "  sanad cat op-lantern --image 1 --image-offset 1048576 --length 4K | xxd\n\n"
        "Read by a sandboxed reader. Ends with 1 when some bytes are damaged: they are given as zeros.");
    verb->callback([&session, told] { session.succeeded(cat(session, *told)); });

    struct Unallocated {
        std::string case_path;
        Id file_system = 0;
    };
    const auto where = std::make_shared<Unallocated>();
    CLI::App* unallocated = app.add_subcommand("unallocated", "The ranges of a file system that no file uses");
    unallocated->add_option("case", where->case_path, "Case folder")->required();
    unallocated->add_option("file-system", where->file_system, "The file system's id")->required();
    unallocated->footer(
        "Examples:\n  sanad unallocated op-lantern 2\n  sanad unallocated op-lantern 2 --json\n\n"
        "`sanad cat CASE --image-offset N --length N` gives the bytes of a range.");
    unallocated->callback(
        [&session, where] { session.succeeded(list_unallocated(session, where->case_path, where->file_system)); });
}

}  // namespace sanad
