#pragma once
#include <utility>

#include "core/store/database.hpp"

namespace sanad {

/// Many questions, one state of the database; and SQLite takes its locks once, not for each of them.
class Snapshot {
public:
    static Result<Snapshot> of(Database& database) {
        TRY(database.run("BEGIN"));
        return Snapshot{database};
    }
    Snapshot(Snapshot&& other) noexcept : database_{std::exchange(other.database_, nullptr)} {}
    Snapshot& operator=(Snapshot&&) = delete;
    ~Snapshot() {
        if (database_ != nullptr) database_->roll_back();
    }

private:
    explicit Snapshot(Database& database) : database_{&database} {}
    Database* database_;
};

}  // namespace sanad
