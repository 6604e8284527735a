#include "core/hashset/hash_set_folder.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"

namespace sanad {
namespace {

constexpr std::string_view suffix = ".hashset";

}  // namespace

std::filesystem::path HashSetFolder::file_of(std::string_view name) const {
    return path_ / (std::string{name} + std::string{suffix});
}

Result<std::vector<std::string>> HashSetFolder::names() const {
    std::vector<std::string> names;
    std::error_code error;
    if (!std::filesystem::exists(path_, error)) return names;
    for (std::filesystem::directory_iterator at{path_, error}, end; !error && at != end; at.increment(error)) {
        std::string name = at->path().filename().string();
        if (!name.ends_with(suffix)) continue;
        name.resize(name.size() - suffix.size());
        if (is_set_name(name)) names.push_back(std::move(name));
    }
    if (error) return failure(Fault::unreadable, fmt::format("{}: {}", shown(path_.string()), error.message()));
    std::ranges::sort(names);
    return names;
}

Result<HashSet> HashSetFolder::open(std::string_view name) const {
    std::error_code error;
    if (!is_set_name(name) || !std::filesystem::exists(file_of(name), error)) {
        return failure(Fault::not_found, fmt::format("no hash set \"{}\" in {}; `sanad hashset list` names them",
                                                     shown(name), shown(path_.string())));
    }
    HashSet set = TRY(HashSet::open(file_of(name)));
    if (set.facts().name != name) {
        return failure(Fault::refused, fmt::format("{}: it calls itself \"{}\"; a set's file bears its name",
                                                   shown(file_of(name).string()), set.facts().name));
    }
    return set;
}

Result<void> HashSetFolder::remove(std::string_view name) const {
    std::error_code error;
    if (!is_set_name(name) || !std::filesystem::remove(file_of(name), error)) {
        return failure(error ? Fault::system : Fault::not_found,
                       fmt::format("no hash set \"{}\" in {}{}", shown(name), shown(path_.string()),
                                   error ? ": " + error.message() : ""));
    }
    return {};
}

Result<void> HashSetFolder::create() const {
    std::error_code error;
    std::filesystem::create_directories(path_, error);
    if (error) return failure(Fault::system, fmt::format("{}: {}", shown(path_.string()), error.message()));
    return {};
}

}  // namespace sanad
