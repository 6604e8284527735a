#include "core/store/file_names.hpp"

#include "core/store/database.hpp"

namespace sanad {

Result<void> each_file_name(const std::filesystem::path& case_db,
                            const std::function<bool(Id file, std::string_view name)>& each) {
    const auto database = TRY(Database::open(case_db, Access::read_only));
    SqlStatement all{*database, "SELECT id, name FROM file ORDER BY id"};
    auto rows = all.with();
    while (TRY(rows.next())) {
        if (!each(rows.integer(0), rows.text(1))) break;
    }
    return {};
}

}  // namespace sanad
