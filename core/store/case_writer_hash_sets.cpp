#include "core/store/case_writer_state.hpp"

namespace sanad {

Result<std::vector<Id>> CaseWriter::set_hash_sets(Id image, std::span<const HashSetUsed> sets) {
    State& state = *state_;
    TRY(state.writing());
    SqlStatement forget_hits{*state.database,
                             "DELETE FROM hash_hit WHERE set_id IN (SELECT id FROM hash_set_used WHERE image_id = ?1)"};
    SqlStatement forget_sets{*state.database, "DELETE FROM hash_set_used WHERE image_id = ?1"};
    TRY(state.write(forget_hits, image));
    TRY(state.write(forget_sets, image));
    Id next = TRY(state.next_id("hash_set_used"));
    SqlStatement add{*state.database, "INSERT INTO hash_set_used VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"};
    std::vector<Id> ids;
    for (const HashSetUsed& set : sets) {
        TRY(state.write(add, next, image, stored_text(set.name), name_of(set.kind), stored_text(set.version),
                        stored_text(set.source), set.entries, set.sha256, set.known_excluded));
        ids.push_back(next++);
    }
    return ids;
}

Result<void> CaseWriter::add_hash_hit(Id content, Id set, std::string_view category, HashAlgorithm algorithm) {
    return state_->write(state_->add_hash_hit, content, set, stored_text(category), name_of(algorithm));
}

}  // namespace sanad
