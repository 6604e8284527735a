#include "core/ingest/progress_recorded.hpp"

#include <fmt/format.h>

#include <span>
#include <vector>

namespace sanad {
namespace {

std::string outcome_key(const OutcomeRow& row) {
    return fmt::format("{} {} {} {} {}", name_of(row.subject), row.subject_id, row.step, name_of(row.outcome),
                       row.detail);
}

Result<std::vector<OutcomeRow>> new_outcomes(CaseReader& reader, Id image, std::initializer_list<Subject> subjects,
                                             std::set<std::string>& known) {
    std::vector<OutcomeRow> rows;
    for (const Subject subject : subjects) {
        TRY(reader.outcomes(image, subject, [&](const OutcomeRow& row) {
            if (row.module.empty() && is_shortcoming(row.outcome) && known.insert(outcome_key(row)).second)
                rows.push_back(row);
            return true;
        }));
    }
    return rows;
}

}  // namespace

Result<void> RecordedShortcomings::pass_over(std::initializer_list<Subject> subjects) {
    TRY(new_outcomes(reader_, image_, subjects, known_));
    return {};
}

Result<void> RecordedShortcomings::tell(std::initializer_list<Subject> subjects, Progress& progress) {
    for (const OutcomeRow& row : TRY(new_outcomes(reader_, image_, subjects, known_))) {
        // Of what is only counted nobody asks the name.
        progress.tell(progress.can_tell() ? TRY(shortcoming(row)) : Shortcoming{});
    }
    return {};
}

Result<Shortcoming> RecordedShortcomings::shortcoming(const OutcomeRow& row) {
    Shortcoming told;
    told.step = row.step;
    told.outcome = row.outcome;
    told.message = row.detail;
    if (row.subject == Subject::file) told.file = row.subject_id;
    if (row.subject == Subject::content) told.file = TRY(reader_.first_name(row.subject_id));
    if (told.file == 0) return told;
    const Id id = told.file;
    const auto files = TRY(reader_.rows(std::span{&id, 1}));
    if (!files.empty()) told.path = files.front().path;
    return told;
}

}  // namespace sanad
