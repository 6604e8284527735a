#include "core/cli/help_verb.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "core/base/text.hpp"
#include "core/cli/session.hpp"

namespace sanad {

bool asks_for_help(std::span<const std::string> words) {
    return !words.empty() && words[0] == "help" && (words.size() == 1 || !words[1].starts_with('-'));
}

std::vector<std::string> as_help_option(std::span<const std::string> words) {
    std::vector<std::string> meant{words.begin() + 1, words.end()};
    meant.emplace_back("--help");
    return meant;
}

Result<void> check_verbs_named(const CLI::App& app, std::span<const std::string> words) {
    const CLI::App* verb = &app;
    std::string before = "sanad";
    for (const std::string& word : words.subspan(1)) {
        if (word.starts_with('-')) break;
        const auto verbs = verb->get_subcommands([](const CLI::App*) { return true; });
        const auto named = std::ranges::find(verbs, word, [](const CLI::App* each) { return each->get_name(); });
        if (named == verbs.end()) {
            return failure(Fault::refused, fmt::format("{} has no verb \"{}\"; `{} --help` tells what there is", before,
                                                       shown(word), before));
        }
        verb = *named;
        before += ' ' + word;
    }
    return {};
}

void add_help_verb(CLI::App& app, Session& session) {
    CLI::App* verb = app.add_subcommand("help", "How a verb is used: what `sanad VERB --help` says");
    verb->footer("Examples:\n  sanad help search\n  sanad help case create");
    verb->callback([&session, verb] {
        if (std::fputs(verb->help("sanad").c_str(), stdout) < 0) session.fail({Fault::system, "standard output"});
    });
}

}  // namespace sanad
