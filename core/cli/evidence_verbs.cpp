#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>

#include "core/base/text.hpp"
#include "core/cli/compared_files.hpp"
#include "core/cli/ingest_options.hpp"
#include "core/cli/open_case.hpp"
#include "core/cli/signing.hpp"
#include "core/cli/summary.hpp"
#include "core/cli/zone.hpp"
#include "core/ingest/evidence.hpp"
#include "core/report/plain_text.hpp"

namespace sanad {
namespace {

namespace fs = std::filesystem;

struct EvidenceTold {
    std::string case_path;
    std::string image;
    EvidenceItem item;
    Id id = 1;
    bool again = false;
    IngestOptions ingest;
    AuthorityOptions authority;
};

Result<void> add(Session& session, const EvidenceTold& told) {
    const CaseFolder folder = TRY(CaseFolder::open(told.case_path));
    TRY(check_exhibit_number(told.item.exhibit_number));
    TRY(check_zone(told.item.time_zone));
    auto person = std::make_shared<const ActingPerson>(TRY(acting_person(session)));
    const AuthorityOptions authority = TRY(told.authority.with_supervisor(session));
    const IngestLock lock = TRY(folder.lock_for_ingest());
    CaseReader reader = TRY(folder.reader());
    CaseCustody custody = TRY(CaseCustody::open(folder, std::move(person), authority));
    EvidenceItem item = told.item;
    item.exhibit_number = TRY(new_exhibit_number(reader, item.exhibit_number, TRY(exhibit_letters())));
    const fs::path image = fs::absolute(told.image).lexically_normal();
    if (const auto there = TRY(image_that_is(reader, image)); there && !told.again) {
        return failure(Fault::refused,
                       fmt::format("{} is image {} of the case already; --again makes it an exhibit once more",
                                   shown(told.image), there->id));
    }
    TRY(custody.may_add(item.exhibit_number));
    CaseWriter writer = TRY(folder.writer());
    if (item.description.empty()) item.description = fs::path{told.image}.filename().string();
    const Id id = TRY(add_evidence(writer, image, item, told.ingest.settings()));
    TRY(custody.record_images());
    const ImageRow row = TRY(reader.image(id));
    if (session.json) {
        std::printf("{\"image\":%lld,\"exhibit_number\":%s,\"format\":%s,\"size\":%llu}\n", static_cast<long long>(id),
                    json_string(item.exhibit_number).c_str(), json_string(row.facts.format).c_str(),
                    static_cast<unsigned long long>(row.facts.size));
    } else {
        std::printf("Image %lld added as exhibit %s: %s, %s\n", static_cast<long long>(id), item.exhibit_number.c_str(),
                    row.facts.format.c_str(), size_text(row.facts.size).c_str());
    }
    return custody.session().close();
}

void print_verification(Session& session, std::span<const Verification> rows) {
    for (const Verification& row : rows) {
        if (row.result == "mismatch") session.status = Status::finding_against;
        if (session.json) {
            std::printf("{\"algorithm\":\"%s\",\"expected\":\"%s\",\"computed\":\"%s\",\"result\":\"%s\"}\n",
                        row.algorithm.c_str(), hex(row.expected).c_str(), hex(row.computed).c_str(),
                        row.result.c_str());
        } else if (row.result == "no_stored_hash") {
            std::printf("%-20s %s  (nothing stored to compare with)\n", row.algorithm.c_str(),
                        hex(row.computed).c_str());
        } else {
            std::printf("%-20s %s  %s\n", row.algorithm.c_str(), hex(row.computed).c_str(),
                        row.result == "match" ? "MATCH" : ("MISMATCH, stored " + hex(row.expected)).c_str());
        }
    }
}

/// A folder of files: each compared with its digest on record.
Result<void> verify_files(Session& session, const CaseFolder& folder, const EvidenceTold& told) {
    CaseCustody custody = TRY(CaseCustody::open(session, folder, told.authority));
    TRY(custody.may_access(told.id));
    const auto began = std::chrono::steady_clock::now();
    const ComparedFiles compared = TRY(compare_files(folder, told.id, session.stop));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    TRY(custody.accessed(told.id, "files compared with their digests",
                         compared.same + compared.different + compared.unreadable, took.count(), "verification"));
    TRY(custody.session().close());
    if (!compared.all_same()) session.status = Status::finding_against;
    for (const std::string& line : compared.lines) std::fprintf(stderr, "sanad: %s\n", line.c_str());
    if (session.json) {
        JsonObject json;
        json.number("same", compared.same).number("different", compared.different);
        json.number("unreadable", compared.unreadable).number("not_compared", compared.not_compared);
        std::fputs(json.line().c_str(), stdout);
        return {};
    }
    std::printf(
        "A folder has no digest of its own: its files were read and compared with theirs.\n"
        "same        %s\nDIFFERENT   %s\nunreadable  %s\nwithout a digest on record  %s\n"
        "Files that came later are not looked for.\n",
        grouped(compared.same).c_str(), grouped(compared.different).c_str(), grouped(compared.unreadable).c_str(),
        grouped(compared.not_compared).c_str());
    return {};
}

Result<void> verify(Session& session, const EvidenceTold& told) {
    if (told.image.empty()) {
        const CaseFolder folder = TRY(CaseFolder::open(told.case_path));
        if (TRY(TRY(folder.reader()).image(told.id)).facts.format == "directory")
            return verify_files(session, folder, told);
    }
    const bool lone_image = !told.image.empty();
    const fs::path case_path =
        lone_image ? fs::temp_directory_path() / fmt::format("sanad-verify-{}", ::getpid()) : fs::path{told.case_path};
    struct RemoveAtEnd {
        fs::path path;
        ~RemoveAtEnd() {
            std::error_code ignored;
            if (!path.empty()) fs::remove_all(path, ignored);
        }
    } remove{lone_image ? fs::path{case_path.string() + ".sanad"} : fs::path{}};

    const CaseFolder folder = TRY(lone_image ? open_or_create_case(case_path, {}) : CaseFolder::open(case_path));
    std::shared_ptr<const ActingPerson> person;
    AuthorityOptions authority;
    if (!lone_image) {
        person = std::make_shared<const ActingPerson>(TRY(acting_person(session)));
        authority = TRY(told.authority.with_supervisor(session));
    }
    const IngestLock lock = TRY(folder.lock_for_ingest());
    const IngestSettings settings = told.ingest.settings();
    Id id = told.id;
    if (lone_image) {
        CaseWriter writer = TRY(folder.writer());
        id = TRY(add_evidence(writer, fs::absolute(told.image).lexically_normal(), {}, settings));
        if (TRY(TRY(folder.reader()).image(id)).facts.format == "directory")
            return failure(Fault::refused, shown(told.image) +
                                               ": a folder has no digest; `sanad examine` gives each "
                                               "file its own");
    }
    std::optional<CaseCustody> custody;
    if (!lone_image) {
        custody.emplace(TRY(CaseCustody::open(folder, std::move(person), authority)));
        TRY(custody->settle_jobs());
        TRY(custody->record_images());
    }
    const auto began = std::chrono::steady_clock::now();
    const IngestEnd end = TRY(verify_image(folder, id, settings, session.stop, session.show_progress()));
    if (!end.finished) return failure(Fault::system, "stopped before the image was read to its end");
    if (custody) {
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
        TRY(custody->verified(id, took.count()));
        TRY(custody->session().close());
    }
    CaseReader reader = TRY(folder.reader());
    const auto damage = TRY(reader.damage(id));
    for (const DamagedRange& range : damage) {
        std::fprintf(stderr, "damaged: %llu bytes at %llu: %s; read as zeros\n",
                     static_cast<unsigned long long>(range.length), static_cast<unsigned long long>(range.offset),
                     shown(range.reason).c_str());
    }
    if (!damage.empty()) session.status = Status::finding_against;
    print_verification(session, TRY(reader.verification(id)));
    return {};
}

Result<void> list(Session& session, const EvidenceTold& told) {
    const CaseFolder folder = TRY(CaseFolder::open(told.case_path));
    CaseReader reader = TRY(folder.reader());
    std::map<Id, EvidenceItem> items;
    for (EvidenceItem& item : TRY(reader.evidence_items())) items.emplace(item.id, std::move(item));
    for (const ImageRow& image : TRY(reader.images())) {
        const EvidenceItem& item = items[image.evidence_item];
        const std::string path = image.segments.empty() ? "" : image.segments[0].path;
        if (session.json) {
            std::printf(
                "{\"image\":%lld,\"exhibit_number\":%s,\"format\":%s,\"size\":%llu,\"state\":\"%s\",\"path\":%s}\n",
                static_cast<long long>(image.id), json_string(item.exhibit_number).c_str(),
                json_string(image.facts.format).c_str(), static_cast<unsigned long long>(image.facts.size),
                std::string{name_of(image.state)}.c_str(), json_string(path).c_str());
        } else {
            std::printf("%4lld  %-12s %-10s %-10s %s  %s\n", static_cast<long long>(image.id),
                        shown(item.exhibit_number).c_str(), image.facts.format.c_str(),
                        std::string{name_of(image.state)}.c_str(), size_text(image.facts.size).c_str(),
                        shown(path).c_str());
        }
    }
    return {};
}

Result<void> attach(Session& session, const EvidenceTold& told) {
    const CaseFolder folder = TRY(CaseFolder::open(told.case_path));
    const IngestLock lock = TRY(folder.lock_for_ingest());
    CaseReader reader = TRY(folder.reader());
    CaseWriter writer = TRY(folder.writer());
    const ImageRow image = TRY(reader.image(told.id));
    const bool whole = TRY(attach_image(writer, image, fs::absolute(told.image).lexically_normal()));
    const bool directory = image.facts.format == "directory";
    // Where no digest of the image is on record, those of its files are.
    if (directory || !whole) {
        const auto compared = compare_files(folder, told.id, session.stop);
        if (!compared || !compared->all_same() || (directory && compared->same == 0)) {
            std::vector<std::string> paths;
            for (const SegmentRow& segment : image.segments) paths.push_back(segment.path);
            TRY(writer.set_segment_paths(told.id, paths));
            TRY(writer.commit());
            if (!compared) return tl::unexpected{compared.error()};
            return failure(
                Fault::unavailable,
                fmt::format("{} is not the {} that was examined: {} of its files are the same, {} differ, {} "
                            "are gone or unreadable{}",
                            shown(told.image), directory ? "folder" : "image", compared->same, compared->different,
                            compared->unreadable, compared->lines.empty() ? "" : "; " + compared->lines.front()));
        }
        if (directory) {
            std::printf("Attached: %s files are those on record.\n", grouped(compared->same).c_str());
        } else if (compared->same != 0) {
            std::printf(
                "Attached: sizes and first bytes are those on record, and so are the %s files in it; of what lies "
                "outside them no digest is.\n",
                grouped(compared->same).c_str());
        } else {
            std::printf("Attached: sizes and first bytes are those on record; no digest of the rest is.\n");
        }
        return {};
    }
    std::printf("Attached: the files are those on record, byte by byte.\n");
    return {};
}

}  // namespace

void add_evidence_verbs(CLI::App& app, Session& session) {
    const auto told = std::make_shared<EvidenceTold>();
    CLI::App* noun = app.add_subcommand("evidence", "Images of a case: add, verify, list, attach a moved one");
    noun->require_subcommand(1);

    CLI::App* add_verb = noun->add_subcommand("add", "Add an image to a case without examining it yet");
    add_verb->add_option("case", told->case_path, "Case folder")->required();
    add_verb->add_option("image", told->image, "The image's first segment")->required();
    add_verb->add_option("--exhibit", told->item.exhibit_number,
                         "Exhibit number, such as RV/1; by default the next free one");
    add_verb->add_option("--description", told->item.description, "What it is: 'black laptop, left desk'");
    told->authority.add_to(*add_verb);
    add_verb->add_option("--time-zone", told->item.time_zone,
                         "Zone of its clock, for times recorded without one (FAT)");
    add_verb->add_flag("--again", told->again, "Even when the case has this very file already");
    add_verb->footer("Example:\n  sanad evidence add op-lantern laptop.E01 --exhibit RV/1 --time-zone Asia/Karachi");
    add_verb->callback([&session, told] { session.succeeded(add(session, *told)); });

    CLI::App* verify_verb =
        noun->add_subcommand("verify", "Read an image to its end and compare it with its stored and recorded digests");
    auto* by_case = verify_verb->add_option("case", told->case_path, "Case folder");
    verify_verb->add_option("--id", told->id, "The image in the case (default 1)");
    verify_verb->add_option("--image", told->image, "An image file outside any case")->excludes(by_case);
    told->authority.add_to(*verify_verb);
    verify_verb->add_option("--workers", told->ingest.workers, "Readers at once (default: one per core)");
    verify_verb->footer(
        "Examples:\n  sanad evidence verify op-lantern --id 2\n  sanad evidence verify --image laptop.E01\n\n"
        "Ends with 0 when all stored digests match, 1 when one does not or the image is damaged.");
    verify_verb->callback([&session, told] {
        if (told->case_path.empty() == told->image.empty()) {
            return session.fail({Fault::refused, "name a case or --image FILE"});
        }
        session.succeeded(verify(session, *told));
    });

    for (const char* name : {"list", "show"}) {
        CLI::App* verb =
            noun->add_subcommand(name, std::string_view{name} == "list" ? "The images of a case, a line each"
                                                                        : "Everything recorded of them");
        verb->add_option("case", told->case_path, "Case folder")->required();
        verb->footer(fmt::format("Example:\n  sanad evidence {} op-lantern", name));
        const bool whole = std::string_view{name} == "show";
        verb->callback([&session, told, whole] {
            if (!whole) {
                session.succeeded(list(session, *told));
                return;
            }
            const auto folder = CaseFolder::open(told->case_path);
            if (!folder) return session.fail(folder.error());
            print_summary(session, *folder);
        });
    }

    CLI::App* attach_verb = noun->add_subcommand("attach", "Say where an image that has moved is now");
    attach_verb->add_option("case", told->case_path, "Case folder")->required();
    attach_verb->add_option("image", told->image, "The image's first segment, at its new place")->required();
    attach_verb->add_option("--id", told->id, "The image in the case (default 1)");
    attach_verb->footer(
        "Example:\n  sanad evidence attach op-lantern /mnt/store2/laptop.E01 --id 1\n\n"
        "Refused when it is not the same file. Of an image without a digest on record its files are compared.");
    attach_verb->callback([&session, told] { session.succeeded(attach(session, *told)); });
}

}  // namespace sanad
