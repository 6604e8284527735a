// The manual, made from the verbs themselves: as text, or as man pages in troff.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <utility>

#include "core/base/text.hpp"
#include "core/base/version.hpp"
#include "core/cli/bundle_content.hpp"
#include "core/cli/session.hpp"

namespace sanad {
namespace {

const std::function<bool(const CLI::App*)> every_verb = [](const CLI::App*) { return true; };

/// What troff would take for a request or an escape, or would set as another letter: commands are copied from a page.
std::string troff(std::string_view text) {
    std::string escaped;
    bool line_begins = true;
    for (const char letter : text) {
        if (line_begins && letter == '.') escaped += "\\&";
        switch (letter) {
            case '\\':
                escaped += "\\e";
                break;
            case '-':
                escaped += "\\-";
                break;
            case '\'':
                escaped += "\\(aq";
                break;
            case '^':
                escaped += "\\(ha";
                break;
            case '~':
                escaped += "\\(ti";
                break;
            case '`':
                escaped += "\\(ga";
                break;
            default:
                escaped += letter;
        }
        line_begins = letter == '\n';
    }
    return escaped;
}

std::string usage_of(const CLI::App& verb, const std::string& words) {
    std::string line = words;
    if (!verb.get_subcommands(every_verb).empty()) return line + " VERB";
    std::string positionals;
    for (const CLI::Option* option : verb.get_options()) {
        if (!option->get_positional()) continue;
        const std::string name = option->get_name(true) + (option->get_items_expected_max() > 1 ? "..." : "");
        positionals += option->get_required() ? " " + name : " [" + name + "]";
    }
    return line + positionals + " [OPTIONS]";
}

std::string option_name(const CLI::Option& option) {
    if (option.get_positional()) return option.get_name(true);
    std::string names;
    for (const std::string& name : option.get_snames()) names += (names.empty() ? "-" : ", -") + name;
    for (const std::string& name : option.get_lnames()) names += (names.empty() ? "--" : ", --") + name;
    // CLI11 appends an option's checks to what it takes.
    std::string type = option.get_expected_max() > 0 ? option.get_type_name() : "";
    type = type.substr(0, type.find(':'));
    return type.empty() ? names : names + " " + type;
}

/// The description, and the words to choose from where there are some.
std::string option_text(const CLI::Option& option) {
    const std::string type = option.get_expected_max() > 0 ? option.get_type_name() : "";
    const std::size_t choices = type.find(":{");
    if (choices == std::string::npos) return option.get_description();
    std::string words;
    for (const char letter : type.substr(choices + 2, type.find('}', choices) - choices - 2)) {
        words += letter;
        if (letter == ',') words += ' ';
    }
    return option.get_description() + ". One of: " + words;
}

void troff_verb(std::string& page, const CLI::App& verb, const std::string& words) {
    page += fmt::format(".SS {}\n{}\n.PP\n.B {}\n", troff(words), troff(verb.get_description()),
                        troff(usage_of(verb, words)));
    for (const CLI::Option* option : verb.get_options()) {
        if (option->get_name() == "--help,-h" || option->get_name() == "-h,--help") continue;
        page += fmt::format(".TP\n.B {}\n{}\n", troff(option_name(*option)), troff(option_text(*option)));
    }
    if (!verb.get_footer().empty()) page += fmt::format(".PP\n.nf\n{}\n.fi\n", troff(verb.get_footer()));
    for (const CLI::App* child : verb.get_subcommands(every_verb))
        troff_verb(page, *child, words + " " + child->get_name());
}

constexpr std::string_view exit_status =
    ".SH EXIT STATUS\n"
    ".TP\n.B 0\nFine.\n.TP\n.B 1\nA finding against: a verification failed, a digest differs, bytes are damaged.\n"
    ".TP\n.B 2\nCould not tell: an error; the message says which.\n.TP\n.B 64\nThe command makes no sense.\n";

std::string man_head(std::string_view title, std::string_view does) {
    std::string capitals{title};
    for (char& letter : capitals)
        letter = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    return fmt::format(".TH {} 1 \"\" \"Sanad {}\" \"User Commands\"\n.SH NAME\n{} \\- {}\n", troff(capitals), version,
                       troff(title), troff(does));
}

constexpr std::string_view by_openssl = "A BUNDLE CHECKED WITH OPENSSL ALONE";

std::string man_openssl() {
    return fmt::format(
        ".SH {}\nIn the folder of a bundle, type the lines that begin with $, without the $.\n.PP\n.nf\n"
        "{}.fi\n",
        by_openssl, troff(openssl_checks()));
}

/// One verb with all below it.
std::string man_page_of(const CLI::App& verb) {
    const std::string words = "sanad " + verb.get_name();
    std::string page = man_head("sanad-" + verb.get_name(), verb.get_description());
    page += fmt::format(".SH SYNOPSIS\n.B {}\n.SH DESCRIPTION\n", troff(usage_of(verb, words)));
    troff_verb(page, verb, words);
    if (verb.get_name() == "ledger") page += man_openssl();
    return page + std::string{exit_status} + ".SH SEE ALSO\n.BR sanad (1)\n";
}

std::string man_page(const CLI::App& app) {
    std::string page = man_head("sanad", "examines seized media");
    page += ".SH SYNOPSIS\n.B sanad\n[OPTIONS] VERB ...\n.SH DESCRIPTION\n" + troff(app.get_description()) + "\n";
    page += ".SH OPTIONS\n";
    for (const CLI::Option* option : app.get_options()) {
        page += fmt::format(".TP\n.B {}\n{}\n", troff(option_name(*option)), troff(option_text(*option)));
    }
    page += ".SH VERBS\n";
    for (const CLI::App* verb : app.get_subcommands(every_verb)) troff_verb(page, *verb, "sanad " + verb->get_name());
    page += man_openssl();
    page += exit_status;
    page += ".SH EXAMPLES\n.nf\n" + troff(app.get_footer()) + "\n.fi\n";
    return page;
}

void text_verb(std::string& text, const CLI::App& verb, const std::string& words) {
    text += fmt::format("\n{:=<100}\n", words + " ");
    text += verb.help();
    for (const CLI::App* child : verb.get_subcommands(every_verb))
        text_verb(text, *child, words + " " + child->get_name());
}

/// sanad.1, and a page of its own for each verb.
Result<void> write_pages(const CLI::App& app, const std::filesystem::path& folder) {
    const auto write = [&](const std::string& name, const std::string& page) -> Result<void> {
        const auto path = folder / (name + ".1");
        std::ofstream file{path, std::ios::binary};
        file << page;
        file.close();
        if (!file) return failure(Fault::system, shown(path.string()) + ": could not be written");
        return {};
    };
    TRY(write("sanad", man_page(app)));
    for (const CLI::App* verb : app.get_subcommands(every_verb))
        TRY(write("sanad-" + verb->get_name(), man_page_of(*verb)));
    return {};
}

}  // namespace

void add_manual_verb(CLI::App& app, Session& session) {
    struct Told {
        bool man = false;
        std::string pages;
    };
    CLI::App* verb = app.add_subcommand("manual", "The whole manual: every verb with its options and examples");
    const auto told = std::make_shared<Told>();
    verb->add_flag("--man", told->man, "As a man page (troff)");
    verb->add_option("--pages", told->pages, "Write man pages into this folder: sanad.1, and one for each verb")
        ->type_name("DIR");
    verb->footer(
        "Examples:\n  sanad manual | less\n  sanad manual --man | man -l -\n  sanad manual --pages share/man/man1");
    verb->callback([&app, &session, told] {
        if (!told->pages.empty()) {
            session.succeeded(write_pages(app, told->pages));
            return;
        }
        std::string text;
        if (told->man) {
            text = man_page(app);
        } else {
            text = app.help();
            for (const CLI::App* child : std::as_const(app).get_subcommands(every_verb))
                text_verb(text, *child, "sanad " + child->get_name());
            text += fmt::format(
                "\n{:=<100}\nIn the folder of a bundle, type the lines that begin with $, without the $.\n\n{}",
                std::string{by_openssl} + " ", openssl_checks());
        }
        if (std::fputs(text.c_str(), stdout) < 0) session.fail({Fault::system, "standard output"});
    });
}

}  // namespace sanad
