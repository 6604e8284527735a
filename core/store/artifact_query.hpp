#pragma once
// What an examiner asks of the findings in a case, as a value; one function turns it into SQL.
#include <optional>
#include <string>
#include <vector>

#include "core/artifact/artifact.hpp"
#include "core/base/result.hpp"
#include "core/store/query.hpp"

namespace sanad {

/// A condition on one attribute.
struct AttributeCondition {
    enum class Is { like, equal, less, greater, not_equal };
    std::string attribute;
    Is is = Is::like;
    std::string value;  ///< a glob for like (`*`, `?`), compared without case; a number or a time for the others
};

/// All conditions must hold. Of a query without a type, conditions hold where the type has the attribute.
struct ArtifactQuery {
    std::vector<std::string> types;  ///< globs: "program.*"; empty: all
    std::vector<AttributeCondition> where = {};
    std::optional<Timestamp> from = {}, to = {};  ///< any time of the artifact lies between, both ends included
    std::optional<Id> evidence_item = {}, image = {}, file = {};
    std::optional<std::vector<Id>> ids = {};  ///< only among these
    std::string order = {};  ///< an attribute, when one type is asked for; empty: the order of the files
    bool descending = false;
    std::optional<std::uint64_t> limit = {};
    std::uint64_t skip = 0;  ///< of those that answer, the first so many; counts only with a limit
};

/// One artifact with what a listing shows beside its values.
struct ArtifactRow {
    Id id = 0;
    Id file = 0;
    Id source_file = 0;
    Artifact artifact;  ///< source.stream is 0: source_file says which file
    std::string module, version;
    std::string path;         ///< of the file that was examined, raw bytes
    std::string source_path;  ///< of the file its bytes lie in
    Id image = 0;
    std::string exhibit_number;
    bool file_deleted = false;
};

struct ArtifactSelect {
    std::string sql;
    std::vector<SqlValue> values;
};
/// Fault::refused for an attribute that none of the types has, or a value that is no number or time.
Result<ArtifactSelect> select_artifacts(const ArtifactQuery& query, const std::vector<std::string>& types_present);

}  // namespace sanad
