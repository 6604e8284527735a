#pragma once
// Which of many modules want a file. Their patterns are sorted once, by what a name must end or begin with, so that a
// file is compared with the few that can match it: most files are wanted by none, and there are very many of them.
#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/module/manifest.hpp"

namespace sanad {

class WantedBy {
public:
    /// The manifests must outlive this; a module is told by its place among them.
    explicit WantedBy(const std::vector<const Manifest*>& manifests);

    /// Offset and length of the bytes that signatures look at, apart and ascending.
    const std::vector<std::pair<std::uint64_t, std::uint64_t>>& looked_at() const { return looked_at_; }

    /// The modules that want the file, ascending: those whose wants() says so. Of `head` only what is in looked_at() is
    /// looked at; it may be left empty, when signatures are not to count.
    std::vector<std::size_t> of(const FileAtHand& file);

private:
    struct Pattern {
        std::size_t module = 0;
        const Interest* interest = nullptr;
    };
    const std::vector<std::size_t>& of_type(std::string_view mime_type);

    std::array<std::vector<Pattern>, 256> ending_in_;       ///< names and paths, by their last byte in lower case
    std::array<std::vector<Pattern>, 256> beginning_with_;  ///< names that end in a wildcard, by their first
    std::vector<Pattern> other_;                            ///< that have a wildcard at both ends
    std::vector<Pattern> types_;
    std::vector<Pattern> signatures_;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> looked_at_;
    std::map<std::string, std::vector<std::size_t>, std::less<>> of_type_;  ///< types met so far
};

}  // namespace sanad
