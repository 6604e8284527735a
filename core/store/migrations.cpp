#include "core/store/migrations.hpp"

#include <fmt/format.h>

#include <iterator>

namespace sanad {
namespace {

/// Step n brings a database from version n to n + 1.
const char* const* const steps[] = {&schema_sql};
static_assert(std::size(steps) == schema_version);

Result<std::int64_t> version_of(Database& database) {
    const auto version = TRY(database.number("PRAGMA user_version"));
    const auto application = TRY(database.number("PRAGMA application_id"));
    const bool empty = TRY(database.number("SELECT count(*) FROM sqlite_schema")) == 0;
    if (application != case_application_id && !empty)
        return failure(Fault::refused, database.name() + ": not the database of a case");
    if (version > schema_version)
        return failure(
            Fault::refused,
            fmt::format("{}: written by a newer Sanad: its schema is version {}, this program knows version {}",
                        database.name(), version, schema_version));
    return version;
}

}  // namespace

Result<void> migrate(Database& database) {
    if (TRY(version_of(database)) == schema_version) return {};
    auto transaction = TRY(Transaction::begin(database));
    // Asked again under the lock: another program may have been faster.
    for (auto version = TRY(version_of(database)); version < schema_version; ++version) {
        TRY(database.run(*steps[version]));
        TRY(database.run(
            fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", case_application_id, version + 1)
                .c_str()));
    }
    return transaction.commit();
}

Result<void> check_schema(Database& database) {
    const auto version = TRY(version_of(database));
    if (version == schema_version) return {};
    return failure(Fault::refused, fmt::format("{}: its schema is version {}, this program reads version {}; any verb "
                                               "that writes to the case brings it up to date",
                                               database.name(), version, schema_version));
}

}  // namespace sanad
