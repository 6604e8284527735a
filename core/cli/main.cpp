// sanad: the examiner's command. Nouns, then verbs; each noun's verbs stand in a file of their own.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <new>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "core/base/stop_flag.hpp"
#include "core/base/version.hpp"
#include "core/cli/help_verb.hpp"
#include "core/cli/search_verbs.hpp"
#include "core/cli/session.hpp"

namespace {

sanad::StopFlag stop_requested = false;

void request_stop(int) {
    stop_requested = true;
}

/// What stands in one file, by the first words of its commands.
struct Verbs {
    std::vector<std::string_view> names;
    void (*add)(CLI::App& app, sanad::Session& session);
};

std::vector<Verbs> all_verbs() {
    using namespace sanad;
    return {
        {{"examine"}, add_examine_verb},
        {{"case"}, add_case_verbs},
        {{"evidence"}, add_evidence_verbs},
        {{"ingest"}, add_ingest_verb},
        {{"files", "show"}, add_file_verbs},
        {{"find", "timeline"}, add_find_verbs},
        {{"identifiers"}, add_identifier_verbs},
        {{"search"}, add_search_verbs},
        {{"cat", "unallocated"}, add_content_verbs},
        {{"view"}, add_view_verb},
        {{"export"}, add_export_verb},
        {{"tag", "note", "bookmark-list"}, add_mark_verbs},
        {{"report"}, add_report_verb},
        {{"prove"}, add_proof_verb},
        {{"batch"}, add_batch_verbs},
        {{"module"}, add_module_verbs},
        {{"hashset"}, add_hashset_verbs},
        {{"custody"}, add_custody_verbs},
        {{"identity"}, add_identity_verbs},
        {{"ledger"}, add_ledger_verbs},
        {{"doctor"}, add_doctor_verb},
        {{"completion"}, add_completion_verb},
        {{"manual"}, add_manual_verb},
        {{"help"}, add_help_verb},
    };
}

/// Making the options of all verbs takes longer than most questions to a case. So only those are made whose name is
/// anywhere among the words: the one that is meant is among them. Where none is, and for verbs about verbs, all are.
void add_verbs(CLI::App& app, sanad::Session& session, std::span<const std::string> words) {
    const auto all = all_verbs();
    const auto said = [&](std::string_view name) { return std::ranges::find(words, name) != words.end(); };
    const auto is_said = [&](const Verbs& verbs) { return std::ranges::any_of(verbs.names, said); };
    const bool few = std::ranges::any_of(all, is_said) && !said("completion") && !said("manual");
    for (const Verbs& verbs : all)
        if (!few || is_said(verbs)) verbs.add(app, session);
    if (few) return;
    for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
        const auto has = [&](const Verbs& verbs) {
            return std::ranges::find(verbs.names, verb->get_name()) != verbs.names.end();
        };
        if (std::ranges::none_of(all, has)) throw std::logic_error{verb->get_name() + " is missing in all_verbs()"};
    }
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
    const std::vector<std::string> said{arguments + std::min(count, 1), arguments + count};
    std::vector<std::string> words = asks_for_help(said) ? as_help_option(said) : said;
    add_verbs(app, session, words);
    if (asks_for_help(said) && !session.succeeded(check_verbs_named(app, said)))
        return static_cast<int>(session.status);
    try {
        std::ranges::reverse(words);  // as the library wants them
        app.parse(std::move(words));
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : static_cast<int>(Status::usage);
    }
    return static_cast<int>(session.status);
}

}  // namespace

int main(int count, char** arguments) {
    try {
        return run(count, arguments);
    } catch (const std::system_error& error) {
        // The machine: a folder that cannot be listed, a thread that cannot be started.
        std::fprintf(stderr, "sanad: %s\n", error.what());
    } catch (const std::bad_alloc&) {
        std::fputs("sanad: this machine has no memory left\n", stderr);
    } catch (const std::exception& error) {
        // Ours, never the evidence's: whoever reads this must not take it for a refusal of an image.
        std::fprintf(stderr, "sanad: internal error: %s\n", error.what());
    }
    return static_cast<int>(sanad::Status::could_not_tell);
}
