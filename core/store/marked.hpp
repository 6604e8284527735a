#pragma once
// What a mark is on, told so that a new ingest of the case can be asked for it again: numbers change, evidence does
// not.
#include "core/store/case_reader.hpp"
#include "core/store/mark_file.hpp"

namespace sanad {

/// Fault::not_found when the case has no such file.
Result<MarkSubject> subject_of_file(CaseReader& reader, Id file);
Result<MarkSubject> subject_of_artifact(CaseReader& reader, Id artifact);

enum class Standing : std::uint8_t {
    there,       ///< under the number it had
    renumbered,  ///< the same, under another number
    changed,     ///< the file is there, its content is not what was marked
    gone,        ///< not in the case any more
};
std::string_view name_of(Standing standing);

struct FoundAgain {
    Standing standing = Standing::gone;
    Id id = 0;  ///< now; 0 when gone
};
/// Of files and artifacts; everything else is `there` as it was marked.
Result<FoundAgain> find_again(CaseReader& reader, const MarkSubject& subject);

/// Type and values as one digest: the same finding in another ingest has the same.
Sha256Digest digest_of_values(const Artifact& artifact);

}  // namespace sanad
