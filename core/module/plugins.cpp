#include "core/module/plugins.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"

namespace sanad {

namespace fs = std::filesystem;

Result<fs::path> plugin_folder() {
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    const fs::path base = program.parent_path().parent_path();
    for (const fs::path& folder : {base / "plugins", base / "lib/sanad/plugins"}) {
        if (fs::is_directory(folder, error)) return folder;
    }
    return failure(Fault::not_found, fmt::format("no folder of plugins: neither {} nor {}; --plugins names one",
                                                 (base / "plugins").string(), (base / "lib/sanad/plugins").string()));
}

Result<std::vector<fs::path>> plugins_in(const fs::path& folder) {
    std::error_code error;
    std::vector<fs::path> paths;
    for (fs::directory_iterator at{folder, error}, end; !error && at != end; at.increment(error)) {
        if (at->path().extension() == ".so") paths.push_back(at->path());
    }
    if (error) return failure(Fault::not_found, fmt::format("{}: {}", shown(folder.string()), error.message()));
    std::ranges::sort(paths);
    return paths;
}

std::vector<fs::path> plugins_named(const std::vector<fs::path>& plugins, const std::vector<std::string>& modules) {
    std::vector<fs::path> paths;
    for (const fs::path& path : plugins) {
        if (std::ranges::find(modules, path.stem().string()) != modules.end()) paths.push_back(path);
    }
    if (paths.size() != modules.size()) paths.clear();
    return paths;
}

}  // namespace sanad
