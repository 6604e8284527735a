#pragma once
// What is printed from the entries of a ledger into tables, for other tools: made with each append, compared by
// `sanad ledger verify --deep`. For this folder.
#include <string>
#include <vector>

#include "core/custody/ledger_check.hpp"
#include "core/store/database.hpp"

namespace sanad {

class LedgerTables {
public:
    explicit LedgerTables(Database& database);

    /// After `ledger` took `event` as its last.
    Result<void> write(const LedgerCheck& ledger, const Event& event);
    /// Each difference between the tables and what they must hold, at most `most` of them.
    Result<std::vector<std::string>> differences(const LedgerCheck& ledger, std::size_t most);

private:
    Database* database_;
    SqlStatement put_event_, put_item_, put_person_, forget_persons_;
};

}  // namespace sanad
