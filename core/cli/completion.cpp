// The bash completion, made from the verbs themselves, so that it never knows less than they do.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <functional>
#include <memory>

#include "core/cli/session.hpp"

namespace sanad {
namespace {

constexpr std::string_view script_head = R"(# bash completion of sanad, written by `sanad completion bash`
_sanad() {
    local word=${COMP_WORDS[COMP_CWORD]} verbs="" words="" files="" i
    for ((i = 1; i < COMP_CWORD; i++)); do
        case "$verbs ${COMP_WORDS[i]}" in
)";

constexpr std::string_view script_middle = R"(                verbs="$verbs ${COMP_WORDS[i]}" ;;
        esac
    done
    case "$verbs" in
)";

constexpr std::string_view script_end = R"(    esac
    if [[ $word == -* || -z $files ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
    else
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
    fi
}
complete -F _sanad sanad
)";

/// Every verb of the program with the words that lead to it: " case create".
void each_verb(const CLI::App& app, const std::string& words,
               const std::function<void(const CLI::App&, const std::string&)>& each) {
    each(app, words);
    for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
        each_verb(*verb, words + " " + verb->get_name(), each);
    }
}

std::string completed_words(const CLI::App& app) {
    std::string words;
    for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; }))
        words += verb->get_name() + " ";
    for (const CLI::Option* option : app.get_options()) {
        for (const std::string& name : option->get_lnames()) words += "--" + name + " ";
    }
    return words;
}

std::string completion(const CLI::App& app) {
    std::string path_patterns;
    std::string cases;
    std::string global;
    for (const CLI::Option* option : app.get_options()) {
        for (const std::string& name : option->get_lnames()) global += "--" + name + " ";
    }
    each_verb(app, "", [&](const CLI::App& verb, const std::string& words) {
        if (!words.empty())
            path_patterns += (path_patterns.empty() ? "            \"" : " | \\\n            \"") + words + "\"";
        const bool is_verb = verb.get_subcommands([](const CLI::App*) { return true; }).empty();
        cases += fmt::format("        \"{}\") words=\"{}\" files={} ;;\n", words,
                             completed_words(verb) + (words.empty() ? "" : global), is_verb ? "yes" : "");
    });
    std::string script{script_head};
    script += path_patterns + ")\n";
    script += script_middle;
    script += cases;
    script += "        *) words=\"\" files=yes ;;\n";
    script += script_end;
    return script;
}

}  // namespace

void add_completion_verb(CLI::App& app, Session& session) {
    CLI::App* verb = app.add_subcommand("completion", "The script that lets a shell complete sanad's words");
    const auto shell = std::make_shared<std::string>("bash");
    verb->add_option("shell", *shell, "bash")->check(CLI::IsMember({"bash"}));
    verb->footer("Example:\n  sanad completion bash > ~/.local/share/bash-completion/completions/sanad");
    verb->callback([&app, &session, shell] {
        if (std::fputs(completion(app).c_str(), stdout) < 0) session.fail({Fault::system, "standard output"});
    });
}

}  // namespace sanad
