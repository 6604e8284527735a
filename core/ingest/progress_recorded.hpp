#pragma once
// Shortcomings that a run tells of while it goes on, as they stand in the case: so that their files can be shown.
#include <initializer_list>
#include <set>
#include <string>

#include "core/ingest/progress.hpp"
#include "core/store/case_reader.hpp"

namespace sanad {

/// Those of the program itself. What modules leave unexamined is told by whoever records it: there are too many to look
/// for again and again.
class RecordedShortcomings {
public:
    /// `reader` is used for nothing else meanwhile.
    RecordedShortcomings(CaseReader& reader, Id image) : reader_{reader}, image_{image} {}

    /// What stands there now is of an earlier run.
    Result<void> pass_over(std::initializer_list<Subject> subjects);
    /// What has come since, each once.
    Result<void> tell(std::initializer_list<Subject> subjects, Progress& progress);

private:
    Result<Shortcoming> shortcoming(const OutcomeRow& row);

    CaseReader& reader_;
    Id image_;
    std::set<std::string> known_;
};

}  // namespace sanad
