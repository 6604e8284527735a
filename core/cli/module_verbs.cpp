#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>

#include "core/artifact/catalog.hpp"
#include "core/base/text.hpp"
#include "core/cli/module_settings.hpp"
#include "core/cli/output.hpp"
#include "core/cli/session.hpp"
#include "core/crypto/digest.hpp"
#include "core/ingest/file_type.hpp"
#include "core/module/module_host.hpp"
#include "core/module/plugins.hpp"
#include "core/module/sandbox.hpp"
#include "core/report/artifact_text.hpp"

namespace sanad {
namespace {

namespace fs = std::filesystem;

struct ModuleTold {
    std::string plugins;
    std::string name;
    std::string file;
    std::vector<std::string> modules;
    ModuleSettings settings;
};

struct Plugin {
    fs::path path;
    ModuleHost host;
};

/// Only whoever is chosen by name is handed settings: others may refuse to work with them.
Result<std::string> settings_for(const fs::path& plugin, const ModuleTold& told) {
    const std::string name = plugin.stem().string();
    const bool chosen = name == yara_module || std::ranges::any_of(told.modules, [&](const std::string& pattern) {
                            return glob_match(pattern, name, false);
                        });
    return chosen ? TRY(told.settings.handed_to(name)).settings : std::string{};
}

/// Those asked for by name, when files named after them introduce themselves so: no other has to be started then.
Result<std::vector<Plugin>> load_named(const std::vector<fs::path>& all, const ModuleTold& told) {
    std::vector<Plugin> plugins;
    for (const fs::path& path : plugins_named(all, told.modules)) {
        auto host = ModuleHost::load(path, {}, TRY(settings_for(path, told)));
        if (!host || host->manifest().name != path.stem().string()) return std::vector<Plugin>{};
        plugins.push_back({path, std::move(*host)});
    }
    return plugins;
}

/// In the order of their names. A plugin that cannot be believed is told, and the rest go on.
Result<std::vector<Plugin>> load_plugins(Session& session, const ModuleTold& told) {
    const fs::path folder = told.plugins.empty() ? TRY(plugin_folder()) : fs::path{told.plugins};
    const auto all = TRY(plugins_in(folder));
    auto plugins = TRY(load_named(all, told));
    for (const fs::path& path : plugins.empty() ? all : std::vector<fs::path>{}) {
        if (auto host = ModuleHost::load(path, {}, TRY(settings_for(path, told)))) {
            plugins.push_back({path, std::move(*host)});
        } else {
            session.fail(host.error());
        }
    }
    std::ranges::sort(plugins, {}, [](const Plugin& plugin) { return plugin.host.manifest().name; });
    return plugins;
}

std::string json_array(const std::vector<std::string>& words) {
    JsonArray array;
    for (const std::string& word : words) array.add(json_string(word));
    return array.str();
}

std::string pattern_text(const Interest& interest) {
    return interest.match == Match::signature && shown(interest.pattern) != interest.pattern
               ? "0x" + hex(bytes_of(interest.pattern))
               : interest.pattern;
}

std::string manifest_json(const Plugin& plugin) {
    const Manifest& manifest = plugin.host.manifest();
    JsonArray wants;
    for (const Interest& interest : manifest.wants) {
        JsonObject want;
        want.text("match", name_of(interest.match)).text("pattern", pattern_text(interest));
        if (interest.match == Match::signature) want.number("offset", interest.offset);
        if (!interest.companions.empty()) want.member("companions", json_array(interest.companions));
        wants.add(want.str());
    }
    return JsonObject{}
        .text("module", manifest.name)
        .text("version", manifest.version)
        .text("summary", manifest.summary)
        .member("wants", wants.str())
        .member("emits", json_array(manifest.emits))
        .text("plugin", plugin.path.string())
        .line();
}

Result<void> list_modules(Session& session, const ModuleTold& told) {
    Output out;
    for (const Plugin& plugin : TRY(load_plugins(session, told))) {
        const Manifest& manifest = plugin.host.manifest();
        out.write(session.json ? manifest_json(plugin)
                               : fmt::format("{:<32} {:<10} {}\n", manifest.name, manifest.version, manifest.summary));
    }
    return out.finish();
}

std::string manifest_page(const Plugin& plugin) {
    const Manifest& manifest = plugin.host.manifest();
    std::string page = fmt::format("{} {}: {}\n  {:<12}{}\n\nExamines files by\n", manifest.name, manifest.version,
                                   manifest.summary, "plugin", shown(plugin.path.string()));
    for (const Interest& interest : manifest.wants) {
        page += fmt::format("  {:<12}{}", name_of(interest.match), shown(pattern_text(interest)));
        if (interest.match == Match::signature) page += fmt::format(" at byte {}", interest.offset);
        for (const std::string& companion : interest.companions) page += fmt::format(", with {}", shown(companion));
        page += '\n';
    }
    page += "\nFinds\n";
    for (const std::string& name : manifest.emits) {
        const ArtifactType* type = artifact_type(name);
        page += fmt::format("  {}: {}\n", name, type != nullptr ? type->label : "a type of its vendor's");
        if (type == nullptr) continue;
        std::size_t width = 14;
        for (const AttributeType& attribute : type->attributes) width = std::max(width, attribute.name.size());
        for (const AttributeType& attribute : type->attributes) {
            page +=
                fmt::format("    {:<{}}  {:<9}{}\n", attribute.name, width, name_of(attribute.kind), attribute.meaning);
        }
    }
    return page;
}

Result<void> show_module(Session& session, const ModuleTold& told) {
    Output out;
    for (const Plugin& plugin : TRY(load_plugins(session, told))) {
        if (plugin.host.manifest().name != told.name) continue;
        out.write(session.json ? manifest_json(plugin) : manifest_page(plugin));
        return out.finish();
    }
    return failure(Fault::not_found, fmt::format("no module \"{}\"; `sanad module list` names them", shown(told.name)));
}

Result<std::string> bytes_of_file(const fs::path& path, std::uint64_t at_most) {
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0) {
        return failure(Fault::not_found, fmt::format("{}: {}", shown(path.string()), std::strerror(errno)));
    }
    if (!S_ISREG(facts.st_mode)) {
        return failure(Fault::refused, fmt::format("{}: not an ordinary file", shown(path.string())));
    }
    std::ifstream file{path, std::ios::binary};
    // One byte more than is wanted says that there are more.
    std::string bytes(std::min<std::uint64_t>(static_cast<std::uint64_t>(facts.st_size), at_most + 1), '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!file && !file.eof())
        return failure(Fault::unreadable, fmt::format("{}: cannot be read", shown(path.string())));
    bytes.resize(static_cast<std::size_t>(file.gcount()));
    return bytes;
}

/// The type by content, found by a child in the sandbox: this process parses no evidence.
Result<std::string> type_of(std::string_view bytes, std::uint64_t size) {
    std::ifstream magic{"/usr/share/mime/magic", std::ios::binary};
    const std::string database{std::istreambuf_iterator<char>{magic}, {}};
    const auto typer = TRY(FileTyper::with_database(bytes_of(database)));
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return failure(Fault::system, "cannot make a pipe");
    const pid_t child = fork();
    if (child == 0) {
        if (!enter_sandbox({})) _exit(1);
        const std::string_view head = bytes.substr(0, FileTyper::head_size);
        const std::string_view mime = typer.type_of(bytes_of(head), size).mime;
        _exit(write(ends[1], mime.data(), mime.size()) == static_cast<ssize_t>(mime.size()) ? 0 : 1);
    }
    close(ends[1]);
    std::array<char, 256> mime{};
    const ssize_t length = child < 0 ? -1 : read(ends[0], mime.data(), mime.size());
    close(ends[0]);
    int status = -1;
    if (child > 0) waitpid(child, &status, 0);
    if (length <= 0 || status != 0) return failure(Fault::system, "the type of the file could not be found");
    return std::string{mime.data(), static_cast<std::size_t>(length)};
}

std::string source_json(const Manifest& module, const std::vector<std::string>& streams, const SourceRange& source) {
    return JsonObject{}
        .text("module", module.name)
        .text("version", module.version)
        .text("path", streams[source.stream])
        .number("offset", source.offset)
        .number("length", source.length)
        .str();
}

std::string sha256_of(std::string_view bytes) {
    Sha256 sha256;
    sha256.update(bytes_of(bytes));
    return hex(sha256.finish());
}

struct GivenFile {
    fs::path path;
    std::string name;
    std::string bytes;  ///< all of it, or its beginning
    std::string mime_type;
    std::uint64_t size = 0;

    StreamOffer offer() const {
        if (bytes.size() == size) return {name, bytes_of(bytes)};
        return {name, {}, size, [this](std::uint64_t offset, MutableBytes to) -> Result<void> {
                    std::ifstream file{path, std::ios::binary};
                    file.seekg(static_cast<std::streamoff>(offset));
                    file.read(reinterpret_cast<char*>(to.data()), static_cast<std::streamsize>(to.size()));
                    if (!file)
                        return failure(Fault::unreadable, fmt::format("{}: cannot be read", shown(path.string())));
                    return {};
                }};
    }
};

Result<GivenFile> given_file(const fs::path& path, const std::string& name, std::uint64_t whole_up_to) {
    GivenFile file{path, name, TRY(bytes_of_file(path, whole_up_to)), {}, fs::file_size(path)};
    if (file.bytes.size() > whole_up_to) file.bytes.resize(std::min<std::size_t>(file.bytes.size(), signature_reach));
    return file;
}

Result<void> tell(Session& session, Output& out, const Manifest& module, const std::vector<std::string>& streams,
                  const ModuleRun& run) {
    for (const Artifact& artifact : run.artifacts) {
        out.write(session.json ? artifact_json(artifact, source_json(module, streams, artifact.source))
                               : artifact_lines(artifact));
    }
    for (const ModuleText& text : run.texts) {
        if (session.json) {
            out.write(JsonObject{}
                          .text("text", text.text)
                          .member("source", source_json(module, streams, text.source))
                          .line());
        } else {
            out.write(fmt::format("text of {} bytes: {}\n", text.text.size(),
                                  shown(std::string_view{text.text}.substr(0, text.text.find('\n')))));
        }
    }
    for (const DerivedFile& derived : run.derived) {
        if (session.json) {
            out.write(JsonObject{}
                          .text("derived", derived.name)
                          .number("size", derived.bytes.size())
                          .text("sha256", sha256_of(derived.bytes))
                          .member("source", source_json(module, streams, derived.source))
                          .line());
        } else {
            out.write(fmt::format("derived {} ({} bytes)\n", shown(derived.name), derived.bytes.size()));
        }
    }
    TRY(out.finish());
    for (const Warning& warning : run.warnings) {
        std::fprintf(stderr, "%s: warning at byte %llu: %s\n", module.name.c_str(),
                     static_cast<unsigned long long>(warning.source.offset), shown(warning.message).c_str());
    }
    if (run.warnings_not_kept > 0) {
        std::fprintf(stderr, "%s: %llu more warnings\n", module.name.c_str(),
                     static_cast<unsigned long long>(run.warnings_not_kept));
    }
    std::fprintf(stderr, "%s %s: %s%s%s; artifacts %zu, derived files %zu, texts %zu\n", module.name.c_str(),
                 module.version.c_str(), std::string{name_of(run.outcome)}.c_str(), run.detail.empty() ? "" : ": ",
                 shown(run.detail).c_str(), run.artifacts.size(), run.derived.size(), run.texts.size());
    return {};
}

/// The worse of the two stays: could not tell, a finding against, fine.
void worsen(Session& session, Outcome outcome) {
    if (!is_shortcoming(outcome)) return;
    const Status status = outcome == Outcome::damaged ? Status::finding_against : Status::could_not_tell;
    session.status = std::max(session.status, status);
}

Result<std::vector<GivenFile>> companions_of(const Manifest& manifest, const FileAtHand& at_hand, const fs::path& path,
                                             std::uint64_t at_most) {
    std::error_code error;
    std::vector<fs::path> paths;
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path{"."};
    for (fs::directory_iterator at{folder, error}, end; !error && at != end; at.increment(error)) {
        const bool ordinary = at->is_regular_file(error) && !error;
        if (ordinary && is_companion(manifest, at_hand, at->path().filename().string())) paths.push_back(at->path());
        error.clear();
    }
    if (error) return failure(Fault::unreadable, fmt::format("{}: {}", shown(folder.string()), error.message()));
    std::ranges::sort(paths);
    std::vector<GivenFile> companions;
    std::uint64_t total = 0;
    for (const fs::path& each : paths) {
        // One too many, and the host says `limited`.
        if (companions.size() > most_companions) break;
        companions.push_back(TRY(given_file(each, each.string(), at_most - total)));
        total += companions.back().bytes.size();
    }
    return companions;
}

Result<void> run_one(Session& session, Output& out, ModuleHost& host, const GivenFile& file,
                     const FileAtHand& at_hand) {
    const auto companions =
        TRY(companions_of(host.manifest(), at_hand, file.path, ModuleLimits{}.window_bytes - file.bytes.size()));
    FileOffer offer{file.offer(), file.mime_type, {}};
    std::vector<std::string> streams{file.name};
    for (const GivenFile& companion : companions) {
        offer.companions.push_back(companion.offer());
        streams.push_back(companion.name);
    }
    const ModuleRun run = TRY(host.examine(offer));
    worsen(session, run.outcome);
    return tell(session, out, host.manifest(), streams, run);
}

bool is_chosen(const ModuleTold& told, const Manifest& manifest) {
    return told.modules.empty() || std::ranges::any_of(told.modules, [&](const std::string& pattern) {
               return glob_match(pattern, manifest.name, false);
           });
}

Result<void> run_modules(Session& session, const ModuleTold& told) {
    if (!told.settings.file.empty() && told.modules.empty())
        return failure(Fault::refused, "--settings needs the names of the modules they are for: --module");
    const fs::path path{told.file};
    GivenFile file = TRY(given_file(path, told.file, ModuleLimits{}.window_bytes));
    file.mime_type = TRY(type_of(file.bytes, file.size));
    const FileAtHand at_hand{file.name, file.mime_type,
                             bytes_of(std::string_view{file.bytes}.substr(0, signature_reach))};
    auto plugins = TRY(load_plugins(session, told));
    Output out;
    bool chosen = false;
    bool wanted = false;
    for (Plugin& plugin : plugins) {
        if (session.stop) return failure(Fault::system, "stopped");
        if (!is_chosen(told, plugin.host.manifest())) continue;
        chosen = true;
        // A module asked for by its full name gets the file whatever its wants say: the person has looked at it.
        const bool named = std::ranges::find(told.modules, plugin.host.manifest().name) != told.modules.end();
        if (!named && plugin.host.manifest().name == yara_module && told.settings.yara.empty()) continue;
        if (!named && !wants(plugin.host.manifest(), at_hand)) continue;
        wanted = true;
        // One module that cannot work must not keep the others from their files.
        if (const auto ran = run_one(session, out, plugin.host, file, at_hand); !ran) session.fail(ran.error());
    }
    if (!chosen) return failure(Fault::not_found, "no such module; `sanad module list` names them");
    if (!wanted) {
        std::fprintf(stderr, "sanad: no module wants %s (%s)\n", shown(told.file).c_str(), file.mime_type.c_str());
    }
    return {};
}

}  // namespace

void add_module_verbs(CLI::App& app, Session& session) {
    CLI::App* noun = app.add_subcommand("module", "What examines files: list, show, run one on a file");
    noun->require_subcommand(1);
    const auto told = std::make_shared<ModuleTold>();
    noun->add_option("--plugins", told->plugins, "The folder of plugins instead of the installed ones");

    CLI::App* list = noun->add_subcommand("list", "The modules there are");
    list->footer("Example:\n  sanad module list\n\nEnds with 2 when a plugin cannot be loaded.");
    list->callback([&session, told] { session.succeeded(list_modules(session, *told)); });

    CLI::App* show = noun->add_subcommand("show", "One module: the files it wants, what it finds in them");
    show->add_option("name", told->name, "The module's name")->required();
    show->footer("Example:\n  sanad module show windows.zone_identifier");
    show->callback([&session, told] { session.succeeded(show_module(session, *told)); });

    CLI::App* run = noun->add_subcommand("run", "Examine one ordinary file with the modules that want it");
    run->add_option("file", told->file, "The file; its companions are found beside it")->required();
    run->add_option(
        "--module", told->modules,
        "Only modules whose names match, such as 'windows.*'; one named in full gets the file whatever it wants");
    told->settings.add_to(*run);
    run->footer(
        "Examples:\n  sanad module run NTUSER.DAT\n"
        "  sanad module run 'setup.exe:Zone.Identifier' --module windows.zone_identifier --json\n"
        "  sanad module run dropper.exe --yara rules.yar\n"
        "  sanad module run msgstore.db --module mobile.whatsapp --settings queries.json\n\n"
        "Findings go to standard output, warnings and outcomes to standard error. Ends with 1 when a module found\n"
        "the file damaged, with 2 when one could not do its work.");
    run->callback([&session, told] { session.succeeded(run_modules(session, *told)); });
}

}  // namespace sanad
