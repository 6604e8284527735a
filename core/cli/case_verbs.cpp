#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "core/base/text.hpp"
#include "core/cli/custody_session.hpp"
#include "core/cli/open_case.hpp"
#include "core/cli/signing.hpp"

namespace sanad {

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
}

}  // namespace sanad
