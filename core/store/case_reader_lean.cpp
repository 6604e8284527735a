// One fact of very many rows, for a search: as whole rows they would take far longer.
#include "core/store/case_reader_state.hpp"

namespace sanad {

Result<void> CaseReader::each_name(const std::function<bool(Id file, std::string_view name)>& each) {
    return state_->each("SELECT id, name FROM file ORDER BY id",
                        [&](const Rows& rows) { return each(rows.integer(0), rows.text(1)); });
}

Result<std::vector<Id>> CaseReader::files_of_artifacts(std::span<const Id> artifacts) {
    std::vector<Id> files;
    if (artifacts.empty()) return files;
    files.reserve(artifacts.size());
    const auto snapshot = TRY(Snapshot::of(*state_->database));
    SqlStatement one{*state_->database, "SELECT file_id FROM artifact WHERE id = ?1"};
    for (const Id id : artifacts) {
        auto rows = one.with(id);
        files.push_back(TRY(rows.next()) ? rows.integer(0) : Id{0});
    }
    return files;
}

}  // namespace sanad
