#include "core/store/artifact_files.hpp"

#include "core/store/database.hpp"

namespace sanad {

Result<std::vector<Id>> files_of_artifacts(const std::filesystem::path& case_db, std::span<const Id> artifacts) {
    std::vector<Id> files;
    if (artifacts.empty()) return files;
    const auto database = TRY(Database::open(case_db, Access::read_only));
    SqlStatement one{*database, "SELECT file_id FROM artifact WHERE id = ?1"};
    files.reserve(artifacts.size());
    for (const Id id : artifacts) {
        auto rows = one.with(id);
        files.push_back(TRY(rows.next()) ? rows.integer(0) : Id{0});
    }
    return files;
}

}  // namespace sanad
