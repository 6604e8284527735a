#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "core/base/text.hpp"
#include "core/cli/custody_session.hpp"
#include "core/cli/open_case.hpp"
#include "core/cli/reading_session.hpp"
#include "core/cli/signing.hpp"
#include "core/cli/zone.hpp"
#include "core/report/plain_text.hpp"

namespace sanad {
namespace {

/// For a window, or a program, that reads case.db itself: what `files` and `find` do before their first line.
Result<void> read_case(const Session& session, const std::string& path) {
    const CaseFolder folder = TRY(CaseFolder::open(path));
    CaseReader reader = TRY(folder.reader());
    const std::size_t images = TRY(reader.images()).size();
    const bool on_record = TRY(begin_reading(session, folder, reader));
    // Of an empty case nothing is entered, and nobody's key is asked for.
    const std::string person = images == 0 ? std::string{} : TRY(name_in_ledger(session));
    if (session.json) {
        JsonObject line;
        line.text("person", person).number("images", images).truth("on_record", images > 0 && on_record);
        std::printf("%s", line.line().c_str());
    } else if (images == 0) {
        std::puts("Nothing to read yet: the case holds no image.");
    } else if (on_record) {
        std::printf("On record: %s reads the case, for an hour from the last entry.\n", person.c_str());
    }
    return {};
}

}  // namespace

void add_case_verbs(CLI::App& app, Session& session) {
    CLI::App* noun = app.add_subcommand("case", "Make a case, or show one");
    noun->require_subcommand(1);

    struct Create {
        std::string path;
        NewCase facts;
        CaseOpening opening;
    };
    const auto create = std::make_shared<Create>();
    CLI::App* verb = noun->add_subcommand("create", "Make an empty case");
    verb->add_option("case", create->path, "Case folder; .sanad is added")->required();
    verb->add_option("--name", create->facts.name, "Name of the case; by default that of the folder");
    verb->add_option("--examiner", create->facts.examiner, "Who examines; by default your account's name");
    verb->add_option("--time-zone", create->facts.time_zone, "Zone for showing times, such as Asia/Karachi");
    verb->add_option("--fir", create->opening.number, "Number of the FIR, enquiry or complaint; every paper names it");
    verb->add_option("--station", create->opening.agency,
                     "Police station or circle whose case it is; by default the agency");
    verb->footer(
        "Example:\n  sanad case create op-lantern --fir 'FIR 42/2026' --station 'Cyber Crime Circle, Lahore' "
        "--time-zone Asia/Karachi");
    verb->callback([&session, create] {
        if (const auto known = check_zone(create->facts.time_zone); !known) return session.fail(known.error());
        if (CaseFolder::open(create->path)) {
            return session.fail({Fault::refused, create->path + ": there is a case here already"});
        }
        auto person = acting_person(session);
        if (!person) return session.fail(person.error());
        const auto folder = open_or_create_case(create->path, create->facts);
        if (!folder) return session.fail(folder.error());
        const auto opened = [&]() -> Result<void> {
            CustodySession custody = TRY(CustodySession::open(
                *folder, std::make_shared<const ActingPerson>(std::move(*person)), create->opening));
            return custody.close();
        }();
        if (!opened) {
            // A case whose ledger the person may not open is not left behind.
            std::error_code ignored;
            std::filesystem::remove_all(folder->path(), ignored);
            return session.fail(opened.error());
        }
        if (session.json) {
            std::printf("{\"folder\":%s}\n", json_string(folder->path().string()).c_str());
        } else {
            std::printf("Case %s made.\n", shown(folder->path().string()).c_str());
        }
    });

    const auto path = std::make_shared<std::string>();
    CLI::App* show = noun->add_subcommand("show", "The summary of a case");
    show->add_option("case", *path, "Case folder")->required();
    show->footer("Example:\n  sanad case show op-lantern");
    show->callback([&session, path] {
        const auto folder = CaseFolder::open(*path);
        if (!folder) return session.fail(folder.error());
        print_summary(session, *folder);
    });

    const auto read = std::make_shared<std::string>();
    CLI::App* reading = noun->add_subcommand(
        "read",
        "Enter in the ledger that what the case holds is read, once an hour; a window does it before it shows it");
    reading->add_option("case", *read, "Case folder")->required();
    reading->footer(
        "Example:\n  sanad case read op-lantern\n\n"
        "An access.session of each image, unless one of the same person lasts still. Refused, as every list is, when "
        "the\n"
        "person may not look at the evidence.");
    reading->callback([&session, read] { session.succeeded(read_case(session, *read)); });
}

}  // namespace sanad
