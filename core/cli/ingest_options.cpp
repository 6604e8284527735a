#include "core/cli/ingest_options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "core/base/text.hpp"
#include "core/module/plugins.hpp"

namespace sanad {

void IngestOptions::add_to(CLI::App& verb) {
    verb.add_option("--workers", workers, "Readers at once (default: one per core)")->check(CLI::Range(1, 64));
    verb.add_option("--modules", modules,
                    "Modules to run: none, standard, all, or names with * and , between ('windows.*,web.*')");
    verb.add_option("--plugins", plugins, "Folder of plugins (default: of this installation)");
    verb.add_flag("--no-image-digest", no_image_digest,
                  "Leave out the image's own digests and block tree; the image is then NOT verified");
    verb.add_flag("--no-identifiers", no_identifiers,
                  "Do not look for identifiers (telephone, identity and account numbers, addresses) in all bytes");
}

IngestSettings IngestOptions::settings() const {
    IngestSettings settings;
    settings.workers = workers;
    settings.image_digest = !no_image_digest;
    settings.identifiers = !no_identifiers;
    return settings;
}

Result<IngestSettings> IngestOptions::with_modules() const {
    IngestSettings settings = this->settings();
    if (modules != "none") {
        std::vector<std::string> names;
        for (std::size_t at = 0; modules != "standard" && modules != "all" && at <= modules.size();) {
            const std::size_t comma = std::min(modules.find(',', at), modules.size());
            if (comma > at) names.push_back(modules.substr(at, comma - at));
            at = comma + 1;
        }
        std::vector<Error> not_loaded;
        settings.modules = TRY(
            choose_modules(plugins.empty() ? TRY(plugin_folder()) : std::filesystem::path{plugins}, names, not_loaded));
        for (const Error& error : not_loaded) std::fprintf(stderr, "sanad: %s\n", error.what.c_str());
        for (const std::string& name : names) {
            const bool there = std::ranges::any_of(settings.modules, [&](const ChosenModule& module) {
                return glob_match(name, module.manifest.name, false);
            });
            if (!there) {
                return failure(Fault::refused,
                               fmt::format("no module \"{}\"; `sanad module list` names them", shown(name)));
            }
        }
    }
    return settings;
}

}  // namespace sanad
