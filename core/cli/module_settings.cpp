#include "core/cli/module_settings.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "core/base/text.hpp"
#include "core/cli/output.hpp"
#include "core/crypto/text_digest.hpp"
#include "core/custody/plain_file.hpp"
#include "core/module/module_host.hpp"

namespace sanad {
namespace {

constexpr std::size_t most_bytes = 6 << 20;  ///< of all of a module's settings: they travel in one frame

Result<std::string> text_in(const std::string& path) {
    PlainFile file = TRY(PlainFile::open(path));
    if (file.size() > most_bytes)
        return failure(Fault::refused, fmt::format("{}: more than {} bytes of settings", shown(path), most_bytes));
    std::vector<Byte> bytes(static_cast<std::size_t>(file.size()));
    bytes.resize(TRY(file.read(bytes)));
    return std::string{text_of(bytes)};
}

}  // namespace

void ModuleSettings::add_to(CLI::App& verb) {
    verb.add_option("--yara", yara, "Files of YARA rules, matched against every file (module pattern.yara)")
        ->type_name("RULES")
        ->allow_extra_args(false);
    verb.add_option("--settings", file,
                    "File of settings for the modules chosen by name, as their documents describe them")
        ->type_name("FILE");
}

Result<ModuleSettings::Handed> ModuleSettings::handed_to(std::string_view module) const {
    Handed handed;
    if (module == yara_module && !yara.empty()) {
        JsonArray rules, record;
        for (const std::string& path : yara) {
            const std::string text = TRY(text_in(path));
            if (!is_utf8(text))
                return failure(Fault::refused, shown(path) + ": YARA rules are UTF-8 text, this is not");
            const std::string name = std::filesystem::path{path}.filename().string();
            rules.add(JsonObject{}.text("name", name).text("text", text).str());
            record.add(JsonObject{}.text("name", name).text("sha256", sha256_hex(text)).str());
        }
        handed.settings = JsonObject{}.member("rules", rules.str()).str();
        handed.record = JsonObject{}.member("rules", record.str()).str();
    } else if (!file.empty() && module != yara_module) {
        handed.settings = TRY(text_in(file));
        handed.record = JsonObject{}
                            .text("name", std::filesystem::path{file}.filename().string())
                            .text("sha256", sha256_hex(handed.settings))
                            .str();
    }
    if (handed.settings.size() > most_bytes)
        return failure(Fault::refused, fmt::format("more than {} bytes of settings for {}", most_bytes, module));
    return handed;
}

Result<void> ModuleSettings::try_out(const std::filesystem::path& plugin, const std::string& settings) {
    ModuleHost host = TRY(ModuleHost::load(plugin, {}, settings));
    static constexpr Byte byte[] = {' '};
    const ModuleRun run = TRY(host.examine({{"tried out", byte}, "text/plain", {}}));
    if (!is_shortcoming(run.outcome)) return {};
    std::string why = run.detail;
    for (const Warning& warning : run.warnings) why += (why.empty() ? "" : "; ") + warning.message;
    return failure(Fault::refused, fmt::format("{}: {}", host.manifest().name, shown(why)));
}

}  // namespace sanad
