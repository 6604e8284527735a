#include "core/module/wanted_by.hpp"

#include <algorithm>

namespace sanad {
namespace {

// Two places that are nearer than this are read as one.
constexpr std::uint64_t near = 512;

// As glob_match compares without case.
std::size_t lower(char c) {
    return static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
}

bool is_wildcard(char c) {
    return c == '*' || c == '?';
}

}  // namespace

WantedBy::WantedBy(const std::vector<const Manifest*>& manifests) {
    for (std::size_t module = 0; module < manifests.size(); ++module) {
        for (const Interest& interest : manifests[module]->wants) {
            const std::string& pattern = interest.pattern;
            const Pattern entry{module, &interest};
            if (interest.match == Match::mime_type) {
                types_.push_back(entry);
            } else if (interest.match == Match::signature) {
                signatures_.push_back(entry);
                looked_at_.emplace_back(interest.offset, pattern.size());
            } else if (!pattern.empty() && !is_wildcard(pattern.back())) {
                ending_in_[lower(pattern.back())].push_back(entry);
            } else if (interest.match == Match::name_glob && !pattern.empty() && !is_wildcard(pattern.front())) {
                beginning_with_[lower(pattern.front())].push_back(entry);
            } else {
                other_.push_back(entry);
            }
        }
    }
    std::ranges::sort(looked_at_);
    std::vector<std::pair<std::uint64_t, std::uint64_t>> apart;
    for (const auto& [offset, length] : looked_at_) {
        if (apart.empty() || offset > apart.back().first + apart.back().second + near) {
            apart.emplace_back(offset, length);
        } else {
            apart.back().second = std::max(apart.back().second, offset + length - apart.back().first);
        }
    }
    looked_at_ = std::move(apart);
}

const std::vector<std::size_t>& WantedBy::of_type(std::string_view mime_type) {
    const auto known = of_type_.find(mime_type);
    if (known != of_type_.end()) return known->second;
    std::vector<std::size_t> modules;
    for (const Pattern& pattern : types_) {
        if (matches(*pattern.interest, {{}, mime_type, {}})) modules.push_back(pattern.module);
    }
    return of_type_.emplace(mime_type, std::move(modules)).first->second;
}

std::vector<std::size_t> WantedBy::of(const FileAtHand& file) {
    std::vector<std::size_t> modules = of_type(file.mime_type);
    const auto compare = [&](const std::vector<Pattern>& patterns) {
        for (const Pattern& pattern : patterns) {
            if (matches(*pattern.interest, file)) modules.push_back(pattern.module);
        }
    };
    // A path ends as its name does, unless there is nothing after its last '/'.
    if (!file.path.empty()) compare(ending_in_[lower(file.path.back())]);
    const std::string_view name = name_in(file.path);
    if (!name.empty()) compare(beginning_with_[lower(name.front())]);
    compare(other_);
    if (!file.head.empty()) compare(signatures_);
    std::ranges::sort(modules);
    modules.erase(std::unique(modules.begin(), modules.end()), modules.end());
    return modules;
}

}  // namespace sanad
