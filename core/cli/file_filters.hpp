#pragma once
// The conditions by which `files` and `export` choose files.
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/store/case_reader.hpp"
#include "core/store/query.hpp"

namespace CLI {
class App;
}

namespace sanad {

class FileFilters {
public:
    /// `until`: the names of the option for the end of a time range; `export` has another --to.
    void add_to(CLI::App& verb, const std::string& until = "--to,--until");
    /// Fault::refused when a size, time or digest is not one. Times recorded without a zone are compared on the clocks
    /// of the case's items.
    Result<FileQuery> query(CaseReader& reader) const;
    /// Whether anything was asked for: an order alone chooses no files.
    bool any() const;
    bool any_but_times() const;

private:
    std::vector<std::string> paths_, names_, types_, extensions_, kinds_, attributes_;
    std::string min_size_, max_size_, from_, to_;
    std::string time_ = "modified";
    std::vector<std::string> md5_, sha1_, sha256_;
    bool deleted_ = false, orphan_ = false, allocated_ = false;
    bool mismatch_ = false, damaged_ = false, not_examined_ = false, streams_ = false, match_case_ = false;
    Id file_system_ = 0, image_ = 0;
    std::string sort_;
    bool descending_ = false;
    std::uint64_t limit_ = 0;
    std::vector<std::string> hash_sets_;
    bool notable_ = false, exclude_known_ = false;
};

/// "4096", "10K", "1.5M", "2GiB": powers of 1024. Nothing when it is not a size.
std::optional<std::uint64_t> parse_size(std::string_view text);

}  // namespace sanad
