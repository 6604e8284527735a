#include <CLI/CLI.hpp>
#include <memory>

#include "core/cli/ingest_options.hpp"
#include "core/cli/open_case.hpp"
#include "core/cli/signing.hpp"

namespace sanad {

void add_ingest_verb(CLI::App& app, Session& session) {
    struct Told {
        std::string case_path;
        bool resume = false;
        IngestOptions ingest;
        AuthorityOptions authority;
    };
    const auto told = std::make_shared<Told>();
    CLI::App* verb = app.add_subcommand("ingest", "Examine what is not examined yet, or go on after an interruption");
    verb->add_option("case", told->case_path, "Case folder")->required();
    verb->add_flag("--resume", told->resume, "Go on where it stopped (always done; the flag says it aloud)");
    told->ingest.add_to(*verb);
    told->authority.add_to(*verb);
    verb->footer(
        "Examples:\n  sanad ingest op-lantern\n  sanad ingest op-lantern --workers 1 --progress json\n"
        "  sanad ingest op-lantern --modules 'windows.*,web.*'");
    verb->callback([&session, told] {
        const auto folder = CaseFolder::open(told->case_path);
        if (!folder) return session.fail(folder.error());
        CountedImages counted;
        const auto ingested = [&]() -> Result<void> {
            CaseCustody custody = TRY(CaseCustody::open(session, *folder, told->authority));
            TRY(ingest_case(session, *folder, TRY(told->ingest.with_modules()), custody));
            counted = custody.counted();
            return custody.session().close();
        };
        if (session.succeeded(ingested())) print_summary(session, *folder, counted);
    });
}

}  // namespace sanad
