#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "core/base/text.hpp"
#include "core/cli/ingest_options.hpp"
#include "core/cli/open_case.hpp"

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
};

/// The image's id in the case, added when it is not there yet.
Result<void> add_unless_there(const CaseFolder& folder, const fs::path& image, const EvidenceItem& item,
                              const IngestSettings& settings) {
    const fs::path absolute = fs::absolute(image).lexically_normal();
    {
        CaseReader reader = TRY(folder.reader());
        for (const ImageRow& row : TRY(reader.images())) {
            for (const SegmentRow& segment : row.segments) {
                if (segment.path == absolute.string()) return {};
            }
        }
    }
    const IngestLock lock = TRY(folder.lock_for_ingest());
    CaseWriter writer = TRY(folder.writer());
    TRY(add_evidence(writer, absolute, item, settings));
    return {};
}

Result<void> examine_into(Session& session, const Examine& told, const fs::path& case_path,
                          std::span<const std::string> images) {
    const bool existed = fs::exists(case_path) || fs::exists(case_path.string() + ".sanad");
    const CaseFolder folder = TRY(open_or_create_case(case_path, told.new_case));
    const IngestSettings settings = told.ingest.settings();
    for (const std::string& image : images) {
        auto added = add_unless_there(
            folder, image, {0, told.exhibit, fs::path{image}.filename().string(), told.clock_zone}, settings);
        if (!added) {
            // A case made for an image that cannot be opened holds nothing: leave the examiner's disk as it was.
            if (!existed && images.size() == 1) fs::remove_all(folder.path());
            return added;
        }
    }
    TRY(ingest_case(session, folder, settings));
    print_summary(session, folder);
    return {};
}

void examine(Session& session, const Examine& told) {
    if (!told.case_path.empty()) {
        session.succeeded(examine_into(session, told, told.case_path, told.images));
        return;
    }
    for (const std::string& image : told.images) {
        if (session.stop) break;
        const fs::path beside = fs::absolute(image).lexically_normal().string() + ".sanad";
        if (const auto done = examine_into(session, told, beside, std::span{&image, 1}); !done)
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
    verb->add_option("--exhibit", told->exhibit, "Exhibit number, such as RV/1");
    verb->add_option("--examiner", told->new_case.examiner, "Who examines; by default your account's name");
    verb->add_option("--time-zone", told->new_case.time_zone, "Zone for showing times, such as Asia/Karachi");
    verb->add_option("--clock-zone", told->clock_zone,
                     "Zone of the seized device's own clock, for times recorded without one (FAT)");
    told->ingest.add_to(*verb);
    verb->footer(
        "Examples:\n  sanad examine laptop.E01\n"
        "  sanad examine usb.dd.001 --case op-lantern --exhibit RV/2 --examiner 'R. Vance'\n\n"
        "Interrupted or killed, the same command goes on where it stopped.");
    verb->callback([&session, told] { examine(session, *told); });
}

}  // namespace sanad
