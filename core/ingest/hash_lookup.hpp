#pragma once
// The contents of an image looked up in hash sets: all that were read once the pass over them is done, and what modules
// take out of them as it comes.
#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/stop_flag.hpp"
#include "core/hashset/hash_set.hpp"
#include "core/store/case_reader.hpp"
#include "core/store/case_writer.hpp"

namespace sanad {

class HashLookup {
public:
    /// Opens the sets and reads each whole once: what a run says of itself rests on their digests being true.
    static Result<HashLookup> open(const std::vector<std::filesystem::path>& files);

    bool empty() const { return sets_.empty(); }
    /// [{"entries":…,"kind":…,"name":…,"sha256":…,"version":…},…] for the run's settings.
    std::string json() const;
    /// Names the sets in the case and looks up every content there is; again does nothing unless the sets or the choice
    /// are others. False: stopped, and nothing of it is in the case.
    Result<bool> run(CaseReader& reader, CaseWriter& writer, Id image, bool exclude_known, const StopFlag& stop);
    /// One content more, after run().
    Result<void> look_up(CaseWriter& writer, Id content, std::uint64_t size, const Digests& digests) const;

private:
    explicit HashLookup(std::vector<HashSet> sets) : sets_{std::move(sets)} {}
    std::vector<HashSetUsed> used(bool exclude_known) const;
    Result<void> look_up_all(CaseWriter& writer, const std::vector<ContentDigests>& contents) const;

    std::vector<HashSet> sets_;
    std::vector<Id> ids_;  ///< in the case, of each set
};

}  // namespace sanad
