// sanad: the examiner's command. Nouns, then verbs; each noun's verbs stand in a file of their own.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>

#include "core/base/stop_flag.hpp"
#include "core/base/version.hpp"
#include "core/cli/search_verbs.hpp"
#include "core/cli/session.hpp"

namespace {

sanad::StopFlag stop_requested = false;

void request_stop(int) {
    stop_requested = true;
}

int run(int count, char** arguments) {
    using namespace sanad;
    // The second Ctrl-C ends the program at once; that is safe too, and resumable.
    struct sigaction action {};
    action.sa_handler = request_stop;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
    std::signal(SIGPIPE, SIG_IGN);

    Session session{stop_requested};
    CLI::App app{"Sanad examines seized media and keeps a record that a court can check.", "sanad"};
    app.set_version_flag("--version", "sanad " + std::string{version});
    app.add_flag("--json", session.json, "JSON lines for programs instead of people's output");
    app.add_option("--progress", session.progress, "Progress on stderr: auto (a line on a terminal), json, none")
        ->check(CLI::IsMember({"auto", "json", "none"}));
    app.add_option("--as", session.as, "Who acts and signs, by identity; `unattested` for the machine's own key")
        ->type_name("PERSON")
        ->allow_extra_args(false);
    app.add_option("--role", session.role, "In which role; by default the first of the person's that may do the act")
        ->type_name("ROLE");
    app.add_option("--passphrase-fd", session.passphrase_fd, "Read passphrases from this descriptor, a line each")
        ->type_name("N")
        ->check(CLI::Range(0, 1 << 20));
    app.require_subcommand(1);
    app.fallthrough();
    app.footer(
        "Example:\n  sanad examine phone.E01        verify, list, digest and type every file; print a summary\n"
        "  sanad files phone.sanad --deleted --type 'image/*'\n\n"
        "`sanad VERB --help` shows each verb with examples.");
    add_examine_verb(app, session);
    add_case_verbs(app, session);
    add_evidence_verbs(app, session);
    add_ingest_verb(app, session);
    add_file_verbs(app, session);
    add_find_verbs(app, session);
    add_identifier_verbs(app, session);
    add_search_verbs(app, session);
    add_content_verbs(app, session);
    add_view_verb(app, session);
    add_export_verb(app, session);
    add_mark_verbs(app, session);
    add_report_verb(app, session);
    add_proof_verb(app, session);
    add_batch_verbs(app, session);
    add_module_verbs(app, session);
    add_hashset_verbs(app, session);
    add_custody_verbs(app, session);
    add_identity_verbs(app, session);
    add_ledger_verbs(app, session);
    add_doctor_verb(app, session);
    add_completion_verb(app, session);
    add_manual_verb(app, session);
    try {
        app.parse(count, arguments);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : static_cast<int>(Status::usage);
    }
    return static_cast<int>(session.status);
}

}  // namespace

int main(int count, char** arguments) {
    try {
        return run(count, arguments);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "sanad: %s\n", error.what());
        return static_cast<int>(sanad::Status::could_not_tell);
    }
}
