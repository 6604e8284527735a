#include "core/cli/ingest_options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <iterator>
#include <string_view>

#include "core/base/text.hpp"
#include "core/cli/hash_set_choice.hpp"
#include "core/module/plugins.hpp"

namespace sanad {
namespace {

/// What `standard` leaves out: what takes files out of files by the thousand, looks into every video, or lists every
/// change of every file.
constexpr std::string_view costly_modules[] = {"archive.members", "media.video", "windows.thumbcache",
                                               "windows.usn_journal", "macos.fsevents"};

}  // namespace

void IngestOptions::add_to(CLI::App& verb) {
    verb.add_option("--workers", workers, "Readers at once (default: one per core)")->check(CLI::Range(1, 64));
    verb.add_option("--modules", modules,
                    "Modules to run: all (default), standard, none, or names with * and , between ('windows.*,web.*'). "
                    "standard leaves out what costs most: " +
                        fmt::format("{}", fmt::join(costly_modules, ", ")));
    verb.add_option("--plugins", plugins, "Folder of plugins (default: of this installation)");
    verb.add_flag("--no-index", no_index, "Leave out the full-text index: `sanad search` then answers from nothing");
    module_settings.add_to(verb);
    verb.add_option("--hash-sets", hash_sets,
                    "Hash sets in which every file is looked up: all, none, or names with , between");
    verb.add_option("--hash-set-dir", hash_set_folder, "Folder of the hash sets (default: as `sanad hashset` has it)");
    verb.add_option("--exclude-known", exclude_known,
                    "modules: give no module what stands in a known hash set and in no notable one (counted in the "
                    "summary); none (default)")
        ->check(CLI::IsMember({"modules", "none"}));
    verb.add_flag("--no-image-digest", no_image_digest,
                  "Leave out the image's own digests and block tree; the image is then NOT verified");
    verb.add_flag("--no-identifiers", no_identifiers,
                  "Do not look for identifiers (telephone, identity and account numbers, addresses) in all bytes");
}

std::vector<std::string> IngestOptions::words() const {
    const auto absolute = [](const std::string& path) {
        return path.empty() ? path : std::filesystem::absolute(path).lexically_normal().string();
    };
    std::vector<std::string> words{"--modules=" + modules, "--hash-sets=" + hash_sets,
                                   "--exclude-known=" + exclude_known};
    if (!plugins.empty()) words.push_back("--plugins=" + absolute(plugins));
    if (!hash_set_folder.empty()) words.push_back("--hash-set-dir=" + absolute(hash_set_folder));
    if (no_index) words.emplace_back("--no-index");
    if (no_image_digest) words.emplace_back("--no-image-digest");
    if (no_identifiers) words.emplace_back("--no-identifiers");
    for (const std::string& rules : module_settings.yara) words.push_back("--yara=" + absolute(rules));
    if (!module_settings.file.empty()) words.push_back("--settings=" + absolute(module_settings.file));
    return words;
}

IngestSettings IngestOptions::settings() const {
    IngestSettings settings;
    settings.workers = workers;
    settings.image_digest = !no_image_digest;
    settings.identifiers = !no_identifiers;
    settings.index = !no_index;
    settings.exclude_known = exclude_known == "modules";
    return settings;
}

Result<IngestSettings> IngestOptions::with_modules() const {
    IngestSettings settings = this->settings();
    settings.hash_sets = TRY(chosen_hash_sets(hash_set_folder, hash_sets));
    const bool with_rules = !module_settings.yara.empty();
    if (modules != "none" || with_rules) {
        const bool standard = modules == "standard";
        const bool all = standard || modules == "all";
        std::vector<std::string> names;
        for (std::size_t at = 0; !all && modules != "none" && at <= modules.size();) {
            const std::size_t comma = std::min(modules.find(',', at), modules.size());
            if (comma > at) names.push_back(modules.substr(at, comma - at));
            at = comma + 1;
        }
        if (!with_rules && std::ranges::find(names, yara_module) != names.end())
            return failure(Fault::refused, "pattern.yara needs rules: --yara RULES");
        if (!module_settings.file.empty() && names.empty())
            return failure(Fault::refused, "--settings needs the names of the modules they are for: --modules");
        if (with_rules && !all) names.emplace_back(yara_module);
        std::vector<Error> not_loaded;
        settings.modules = TRY(
            choose_modules(plugins.empty() ? TRY(plugin_folder()) : std::filesystem::path{plugins}, names, not_loaded));
        if (standard) {
            std::erase_if(settings.modules, [](const ChosenModule& module) {
                return std::ranges::find(costly_modules, module.manifest.name) != std::end(costly_modules);
            });
        }
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
        TRY(hand_over(settings.modules));
    }
    return settings;
}

/// To each module what is meant for it. One that wants every file and has nothing to look for is left out.
Result<void> IngestOptions::hand_over(std::vector<ChosenModule>& chosen) const {
    if (module_settings.yara.empty())
        std::erase_if(chosen, [](const ChosenModule& module) { return module.manifest.name == yara_module; });
    for (ChosenModule& module : chosen) {
        auto handed = TRY(module_settings.handed_to(module.manifest.name));
        if (handed.settings.empty()) continue;
        TRY(ModuleSettings::try_out(module.plugin, handed.settings));
        module.settings = std::move(handed.settings);
        module.settings_record = std::move(handed.record);
    }
    return {};
}

}  // namespace sanad
