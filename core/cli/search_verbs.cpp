#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "core/cli/raw_search.hpp"
#include "core/cli/session.hpp"

namespace sanad {

void add_search_verbs(CLI::App& app, Session& session) {
    const auto told = std::make_shared<RawSearch>();
    CLI::App* search = app.add_subcommand("search", "Find text in the evidence");
    search->add_option("case", told->case_path, "Case folder")->required();
    search->add_option("pattern", told->patterns, "What to look for; several are looked for at once");
    CLI::Option* raw =
        search->add_flag("--raw", told->raw, "In every byte of the evidence: files, slack, unallocated, gaps");
    raw->required();
    add_raw_search_options(*search, *told, raw);
    search->footer(std::string{"Examples:\n"} + raw_search_examples +
                   "\nEach hit with its image offset, whose bytes they are, and in which encoding it stands there.\n"
                   "Ends with 2 when some bytes could not be scanned; they are named.");
    search->callback([&session, told] { session.succeeded(raw_search(session, *told)); });
}

}  // namespace sanad
