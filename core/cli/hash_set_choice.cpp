#include "core/cli/hash_set_choice.hpp"

#include <algorithm>

#include "core/custody/identity_store.hpp"
#include "core/hashset/hash_set_folder.hpp"

namespace sanad {

std::filesystem::path usual_hash_set_folder() {
    return IdentityStore::usual_folder() / "hashsets";
}

Result<std::vector<std::filesystem::path>> chosen_hash_sets(const std::string& folder, const std::string& told) {
    std::vector<std::filesystem::path> files;
    if (told == "none") return files;
    const HashSetFolder sets{folder.empty() ? usual_hash_set_folder() : std::filesystem::path{folder}};
    std::vector<std::string> names;
    if (told == "all") {
        names = TRY(sets.names());
    } else {
        for (std::size_t at = 0; at <= told.size();) {
            const std::size_t comma = std::min(told.find(',', at), told.size());
            if (comma > at) names.push_back(told.substr(at, comma - at));
            at = comma + 1;
        }
    }
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    for (const std::string& name : names) files.push_back(TRY(sets.open(name)).path());
    return files;
}

}  // namespace sanad
