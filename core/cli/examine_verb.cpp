#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "core/base/text.hpp"
#include "core/cli/ingest_options.hpp"
#include "core/cli/open_case.hpp"
#include "core/cli/signing.hpp"
#include "core/cli/zone.hpp"

namespace sanad {
namespace {

namespace fs = std::filesystem;

struct Examine {
    std::vector<std::string> images;
    std::string case_path;
    std::string exhibit;
    std::string clock_zone;
    NewCase new_case;
    IngestOptions ingest;
    AuthorityOptions authority;
};

/// The image's id in the case, added when it is not there yet.
Result<void> add_unless_there(const CaseFolder& folder, CaseCustody& custody, const fs::path& image, EvidenceItem item,
                              const IngestSettings& settings) {
    const fs::path absolute = fs::absolute(image).lexically_normal();
    {
        CaseReader reader = TRY(folder.reader());
        if (TRY(image_that_is(reader, absolute))) return {};
    }
    const IngestLock lock = TRY(folder.lock_for_ingest());
    {
        CaseReader reader = TRY(folder.reader());
        item.exhibit_number = TRY(new_exhibit_number(reader, item.exhibit_number, TRY(exhibit_letters())));
    }
    TRY(custody.may_add(item.exhibit_number));
    CaseWriter writer = TRY(folder.writer());
    TRY(add_evidence(writer, absolute, item, settings));
    return {};
}

/// True for a case that holds nothing: made for an image that then could not be added.
bool is_empty(const CaseFolder& folder) {
    auto reader = folder.reader();
    if (!reader) return false;
    const auto images = reader->images();
    return images && images->empty();
}

Result<void> examine_into(Session& session, const Examine& told, const std::shared_ptr<const ActingPerson>& person,
                          const AuthorityOptions& authority, const fs::path& case_path,
                          std::span<const std::string> images) {
    const bool existed = fs::exists(case_path) || fs::exists(case_path.string() + ".sanad");
    const CaseFolder folder = TRY(open_or_create_case(case_path, told.new_case));
    const IngestSettings settings = told.ingest.settings();
    CountedImages counted;
    const auto work = [&]() -> Result<void> {
        CaseCustody custody = TRY(CaseCustody::open(folder, person, authority));
        for (std::size_t i = 0; i < images.size(); ++i) {
            // Further images under one number are its parts.
            const std::string exhibit =
                told.exhibit.empty() || i == 0 ? told.exhibit : fmt::format("{}.{}", told.exhibit, i);
            const EvidenceItem item{0, exhibit, fs::path{images[i]}.filename().string(), told.clock_zone};
            TRY(add_unless_there(folder, custody, images[i], item, settings));
        }
        TRY(ingest_case(session, folder, TRY(told.ingest.with_modules()), custody));
        counted = custody.counted();
        return custody.session().close();
    };
    if (auto done = work(); !done) {
        // A case made for an image that cannot be opened holds nothing: leave the examiner's disk as it was.
        if (!existed && is_empty(folder)) fs::remove_all(folder.path());
        return done;
    }
    print_summary(session, folder, counted);
    return {};
}

void examine(Session& session, const Examine& told) {
    if (const auto checked = check_exhibit_number(told.exhibit); !checked) return session.fail(checked.error());
    for (const std::string& zone : {told.new_case.time_zone, told.clock_zone}) {
        if (const auto known = check_zone(zone); !known) return session.fail(known.error());
    }
    auto acting = acting_person(session);
    if (!acting) return session.fail(acting.error());
    const auto person = std::make_shared<const ActingPerson>(std::move(*acting));
    const auto authority = told.authority.with_supervisor(session);
    if (!authority) return session.fail(authority.error());
    if (!told.case_path.empty()) {
        session.succeeded(examine_into(session, told, person, *authority, told.case_path, told.images));
        return;
    }
    for (const std::string& image : told.images) {
        if (session.stop) break;
        const fs::path beside = fs::absolute(image).lexically_normal().string() + ".sanad";
        if (const auto done = examine_into(session, told, person, *authority, beside, std::span{&image, 1}); !done)
            session.fail(done.error());
    }
}

}  // namespace

void add_examine_verb(CLI::App& app, Session& session) {
    const auto told = std::make_shared<Examine>();
    CLI::App* verb = app.add_subcommand("examine",
                                        "The main job: make a case, verify the image, list, digest and type "
                                        "every file, print a summary");
    verb->add_option("image", told->images, "Images: the first segment of each, or a folder, tar or zip")->required();
    verb->add_option("--case", told->case_path, "Case folder; by default IMAGE.sanad beside the image");
    verb->add_option("--exhibit", told->exhibit, "Exhibit number, such as RV/1; by default the next free one");
    verb->add_option("--examiner", told->new_case.examiner, "Who examines; by default your account's name");
    verb->add_option("--time-zone", told->new_case.time_zone, "Zone for showing times, such as Asia/Karachi");
    verb->add_option("--clock-zone", told->clock_zone,
                     "Zone of the seized device's own clock, for times recorded without one (FAT)");
    told->ingest.add_to(*verb);
    told->authority.add_to(*verb);
    verb->footer(
        "Examples:\n  sanad examine laptop.E01\n"
        "  sanad examine usb.dd.001 --case op-lantern --exhibit RV/2 --examiner 'R. Vance'\n\n"
        "Interrupted or killed, the same command goes on where it stopped.\n\n"
        "Ends with 1 when something needs a person: a stored digest does not match, the image is damaged, a file "
        "system\n"
        "is not listed whole, or a file in use could not be examined whole (damaged, or too much for a guard). What "
        "is\n"
        "lost of deleted files, and what modules found damaged, is told and changes nothing of that.");
    verb->callback([&session, told] { examine(session, *told); });
}

}  // namespace sanad
