#pragma once
// `sanad help VERB…`: what `sanad VERB… --help` says, for whoever asks in this order.
#include <span>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace CLI {
class App;
}

namespace sanad {

/// Whether a command line (without the program) asks so. `help --help` is about the word itself.
bool asks_for_help(std::span<const std::string> words);

/// The same command line with --help: "help case create" is "case create --help".
std::vector<std::string> as_help_option(std::span<const std::string> words);

/// That such a command line names verbs of `app`. Fault::refused with the word that is none.
Result<void> check_verbs_named(const CLI::App& app, std::span<const std::string> words);

}  // namespace sanad
