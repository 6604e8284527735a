#pragma once
// The words of sanad-verify, for its own files only.
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.hpp"

namespace sanad::verifier {

enum class Verdict : int { proven = 0, not_proven = 1, could_not_tell = 2, usage = 64 };

/// What was told on the command line.
struct Arguments {
    std::vector<std::string> words;
    std::multimap<std::string, std::string> options;
    bool json = false;

    bool has(const std::string& option) const { return options.contains(option); }
    /// Of an option that is there.
    const std::string& value(const std::string& option) const { return options.find(option)->second; }
    std::vector<std::string> values(const std::string& option) const {
        std::vector<std::string> all;
        for (auto [each, end] = options.equal_range(option); each != end; ++each) all.push_back(each->second);
        return all;
    }
};

/// What was found, for people and programs: sentences, and members of the JSON line.
struct Answered {
    Verdict verdict = Verdict::proven;
    std::string sentence;
    std::vector<std::string> more;
    std::vector<std::pair<std::string, std::string>> members;  ///< values are JSON already
};

Result<Answered> verify_exhibit(const Arguments& arguments);
Result<Answered> verify_image(const Arguments& arguments);
/// Shows its answer itself. An error: could not tell, or Fault::refused for what was not understood.
Result<Verdict> verify_bundle(const Arguments& arguments);

}  // namespace sanad::verifier
