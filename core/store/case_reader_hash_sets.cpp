#include "core/store/case_reader_state.hpp"

namespace sanad {

Result<std::vector<HashSetCount>> CaseReader::hash_sets(Id image) {
    std::vector<HashSetCount> sets;
    const auto snapshot = TRY(Snapshot::of(*state_->database));
    TRY(state_->each(
        "SELECT hash_set_used.id, name, kind, version, source, entries, sha256, known_excluded, "
        "count(DISTINCT hash_hit.content_id) FROM hash_set_used LEFT JOIN hash_hit ON hash_hit.set_id = "
        "hash_set_used.id "
        "WHERE image_id = ?1 GROUP BY hash_set_used.id ORDER BY name",
        [&](Rows& rows) {
            HashSetCount& row = sets.emplace_back();
            row.set.id = rows.integer(0);
            row.set.name = rows.text(1);
            row.set.kind = rows.text(2) == name_of(HashSetKind::known) ? HashSetKind::known : HashSetKind::notable;
            row.set.version = rows.text(3);
            row.set.source = rows.text(4);
            row.set.entries = rows.number<std::uint64_t>(5);
            row.set.sha256 = rows.digest<Sha256Digest>(6).value_or(Sha256Digest{});
            row.set.known_excluded = rows.flag(7);
            row.contents = rows.number<std::uint64_t>(8);
            return true;
        },
        image));
    SqlStatement files{
        *state_->database,
        "SELECT count(*) FROM file WHERE content_id IN (SELECT content_id FROM hash_hit WHERE set_id = ?1)"};
    for (HashSetCount& row : sets) {
        auto rows = files.with(row.set.id);
        if (TRY(rows.next())) row.files = rows.number<std::uint64_t>(0);
    }
    return sets;
}

Result<ContentTotals> CaseReader::known_contents(Id image) {
    ContentTotals totals;
    TRY(state_->each(
        "SELECT count(*), total(size) FROM content WHERE id IN (SELECT content_id FROM hash_hit JOIN hash_set_used ON "
        "hash_set_used.id = set_id WHERE image_id = ?1 AND kind = 'known' EXCEPT SELECT content_id FROM hash_hit JOIN "
        "hash_set_used ON hash_set_used.id = set_id WHERE image_id = ?1 AND kind = 'notable')",
        [&](Rows& rows) {
            totals = {rows.number<std::uint64_t>(0), rows.total(1)};
            return true;
        },
        image));
    return totals;
}

Result<std::vector<ContentDigests>> CaseReader::content_digests(Id image, Id after, std::size_t most) {
    std::vector<ContentDigests> contents;
    TRY(state_->each(
        "SELECT id, md5, sha1, sha256 FROM content WHERE id > ?2 AND state = 1 AND size > 0 AND file_system_id IN "
        "(SELECT "
        "id FROM file_system WHERE image_id = ?1) ORDER BY id LIMIT ?3",
        [&](Rows& rows) {
            if (const auto digests = rows.digests(1)) contents.push_back({rows.integer(0), *digests});
            return true;
        },
        image, after, most));
    return contents;
}

}  // namespace sanad
