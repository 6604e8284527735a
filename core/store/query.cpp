#include "core/store/query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>

#include "core/base/text.hpp"
#include "core/store/conditions.hpp"

namespace sanad {
namespace {

// Beyond this many, one sorted blob and a binary search instead of one value each: SQLite takes 32,766 values at most.
constexpr std::size_t most_separate_values = 256;

std::string_view column_of(FileTime time) {
    static constexpr std::string_view columns[] = {
        "file.created_at",      "file.modified_at",      "file.accessed_at",      "file.metadata_changed_at",
        "file.name_created_at", "file.name_modified_at", "file.name_accessed_at", "file.name_metadata_changed_at",
        "file.deleted_at",      "file.backed_up_at"};
    return columns[static_cast<std::size_t>(time)];
}

std::string_view column_of(FileOrder order) {
    static constexpr std::string_view columns[] = {"file.id",
                                                   "file.path",
                                                   "file.name",
                                                   "content.size",
                                                   "content.mime_type",
                                                   "file.created_at",
                                                   "file.modified_at",
                                                   "file.accessed_at",
                                                   "file.metadata_changed_at",
                                                   "file.extension",
                                                   "file.state",
                                                   "content.sha256",
                                                   "file.metadata_address"};
    return columns[static_cast<std::size_t>(order)];
}

void add_globs(Conditions& conditions, std::string_view column, const std::vector<std::string>& globs,
               bool match_case) {
    conditions.any_of(globs, [&](const std::string& glob) {
        if (match_case && glob.find_first_of("*?") == std::string::npos)
            return fmt::format("{} = {}", column, conditions.value(glob));
        return fmt::format("sanad_glob({}, {}, {})", conditions.value(glob), column, match_case ? 0 : 1);
    });
}

template <class Digest>
void add_digests(Conditions& conditions, std::string_view column, const std::vector<Digest>& digests) {
    if (digests.size() <= most_separate_values) {
        conditions.one_of(column, digests, [](const Digest& digest) {
            return SqlValue{std::vector<std::uint8_t>(digest.begin(), digest.end())};
        });
        return;
    }
    std::vector<Digest> sorted = digests;
    std::sort(sorted.begin(), sorted.end());
    std::vector<std::uint8_t> list;
    list.reserve(sorted.size() * sizeof(Digest));
    for (const Digest& digest : sorted) list.insert(list.end(), digest.begin(), digest.end());
    conditions.must(fmt::format("sanad_holds({}, {})", conditions.value(std::move(list)), column));
}

/// The condition on one end of a range, each time compared on the clock that recorded it.
std::string beyond(Conditions& conditions, std::string_view column, std::string_view sign, const TimeRange& range,
                   std::optional<Timestamp> TimeRange::Clock::*reading, Timestamp end) {
    const std::string plain = fmt::format("{} {} {}", column, sign, conditions.value(end.ns));
    std::string readings;
    for (const TimeRange::Clock& clock : range.clocks) {
        if (!(clock.*reading)) continue;
        readings += fmt::format(" WHEN {} THEN {}", conditions.value(clock.evidence_item),
                                conditions.value((clock.*reading)->ns));
    }
    if (readings.empty()) return plain;
    return fmt::format(
        "CASE WHEN file.local_times THEN {} {} (SELECT CASE image.evidence_item_id{} ELSE {} END FROM file_system JOIN "
        "image ON image.id = file_system.image_id WHERE file_system.id = file.file_system_id) ELSE {} END",
        column, sign, readings, conditions.value(end.ns), plain);
}

void add_times(Conditions& conditions, const std::vector<TimeRange>& times) {
    for (const TimeRange& range : times) {
        const auto column = column_of(range.which);
        if (range.from) conditions.must(beyond(conditions, column, ">=", range, &TimeRange::Clock::from, *range.from));
        if (range.to) conditions.must(beyond(conditions, column, "<=", range, &TimeRange::Clock::to, *range.to));
        if (!range.from && !range.to) conditions.must(fmt::format("{} IS NOT NULL", column));
    }
}

void add_places(Conditions& conditions, const FileQuery& query) {
    const auto in_file_systems = [&](std::string_view condition, Id id) {
        conditions.must(fmt::format("file.file_system_id IN (SELECT id FROM file_system WHERE {} = {})", condition,
                                    conditions.value(id)));
    };
    if (query.evidence_item)
        conditions.must(
            fmt::format("file.file_system_id IN (SELECT file_system.id FROM file_system JOIN image ON image.id "
                        "= file_system.image_id WHERE image.evidence_item_id = {})",
                        conditions.value(*query.evidence_item)));
    if (query.image) in_file_systems("image_id", *query.image);
    if (query.volume) in_file_systems("volume_id", *query.volume);
    if (query.file_system) conditions.must("file.file_system_id = " + conditions.value(*query.file_system));
    if (query.parent) conditions.must("file.parent_id = " + conditions.value(*query.parent));
    if (query.ids) conditions.must(fmt::format("file.id IN {}", conditions.among(*query.ids)));
    if (query.top_level) conditions.must("file.parent_id IS NULL");
    if (query.under) {
        // '0' is the byte after '/': what lies between is below the path, whatever bytes its names have.
        const std::string path = *query.under == "/" ? std::string{} : *query.under;
        conditions.must(fmt::format("(file.path = {} OR (file.path >= {} AND file.path < {}))", conditions.value(path),
                                    conditions.value(path + '/'), conditions.value(path + '0')));
    }
    if (query.derived_from) conditions.must("file.derived_from = " + conditions.value(*query.derived_from));
    if (query.content) conditions.must("file.content_id = " + conditions.value(*query.content));
    if (query.metadata_address)
        conditions.must("file.metadata_address = " + conditions.number(*query.metadata_address));
    if (query.min_metadata_address)
        conditions.must("file.metadata_address >= " + conditions.size(*query.min_metadata_address));
    if (query.max_metadata_address)
        conditions.must("file.metadata_address <= " + conditions.size(*query.max_metadata_address));
}

void add_hash_sets(Conditions& conditions, const FileQuery& query) {
    constexpr std::string_view of_kind =
        "SELECT content_id FROM hash_hit JOIN hash_set_used ON hash_set_used.id = hash_hit.set_id WHERE kind = ";
    if (!query.hash_sets.empty()) {
        std::string names;
        for (const std::string& name : query.hash_sets) names += (names.empty() ? "" : ", ") + conditions.value(name);
        conditions.must(
            fmt::format("file.content_id IN (SELECT content_id FROM hash_hit JOIN hash_set_used ON "
                        "hash_set_used.id = hash_hit.set_id WHERE name IN ({}))",
                        names));
    }
    if (query.notable_only) conditions.must(fmt::format("file.content_id IN ({}'notable')", of_kind));
    const std::string known = fmt::format("({0}'known' EXCEPT {0}'notable')", of_kind);
    if (query.exclude_known)
        conditions.must(fmt::format("(file.content_id IS NULL OR file.content_id NOT IN {})", known));
    if (query.known_only) conditions.must("file.content_id IN " + known);
}

/// Each of the three is found by an index of `file`; outcomes are fewer than files. What is damaged was examined as far
/// as it is there, and has a question of its own.
void add_not_examined(Conditions& conditions) {
    std::string outcomes;
    for (int code = 0; code <= static_cast<int>(Outcome::failed); ++code) {
        const auto outcome = static_cast<Outcome>(code);
        if (!is_shortcoming(outcome) || outcome == Outcome::damaged) continue;
        outcomes += (outcomes.empty() ? "" : ", ") + conditions.value(std::string{name_of(outcome)});
    }
    conditions.must(fmt::format(
        "(file.content_id IN (SELECT id FROM content WHERE state <> 1) OR "
        "file.id IN (SELECT subject_id FROM outcome WHERE subject = 'file' AND outcome IN ({0})) OR "
        "file.content_id IN (SELECT subject_id FROM outcome WHERE subject = 'content' AND outcome IN ({0})))",
        outcomes));
}

void add_contents(Conditions& conditions, const FileQuery& query) {
    add_globs(conditions, "content.mime_type", query.mime_types, query.match_case);
    if (query.min_size) conditions.must("content.size >= " + conditions.size(*query.min_size));
    if (query.max_size) conditions.must("content.size <= " + conditions.size(*query.max_size));
    add_digests(conditions, "content.md5", query.md5);
    add_digests(conditions, "content.sha1", query.sha1);
    add_digests(conditions, "content.sha256", query.sha256);
    if (query.mismatch_only) conditions.must("content.mismatch = 1");
    if (query.damaged_only) conditions.must("content.unreadable_bytes > 0");
    const auto code = [](auto value) { return SqlValue{static_cast<std::int64_t>(value)}; };
    conditions.one_of("content.state", query.content_states, code);
    if (query.not_examined) add_not_examined(conditions);
}

bool asks_of_content(const FileQuery& query) {
    return !query.mime_types.empty() || query.min_size || query.max_size || !query.md5.empty() || !query.sha1.empty() ||
           !query.sha256.empty() || query.mismatch_only || query.damaged_only || !query.content_states.empty() ||
           std::ranges::any_of(query.also, asks_of_content);
}

bool orders_by_content(const FileQuery& query) {
    return query.order == FileOrder::size || query.order == FileOrder::mime_type || query.order == FileOrder::sha256;
}

void add_conditions(Conditions& conditions, const FileQuery& query) {
    add_globs(conditions, "file.path", query.paths, query.match_case);
    add_globs(conditions, "file.name", query.names, query.match_case);
    conditions.one_of("file.extension", query.extensions,
                      [](const std::string& extension) { return SqlValue{ascii_lower(extension)}; });
    add_times(conditions, query.times);
    const auto code = [](auto value) { return SqlValue{static_cast<std::int64_t>(value)}; };
    conditions.one_of("file.state", query.states, code);
    conditions.one_of("file.kind", query.kinds, code);
    if (query.attributes != 0)
        conditions.must(fmt::format("file.attributes & {0} = {0}", conditions.number(query.attributes)));
    if (query.streams) conditions.must(*query.streams ? "file.is_stream = 1" : "file.is_stream = 0");
    add_places(conditions, query);
    add_contents(conditions, query);
    add_hash_sets(conditions, query);
    for (const FileQuery& other : query.also) add_conditions(conditions, other);
}

}  // namespace

FileSelect select_files(const FileQuery& query) {
    Conditions conditions;
    add_conditions(conditions, query);

    FileSelect select;
    select.sql = "SELECT file.id FROM file";
    if (asks_of_content(query))
        select.sql += " JOIN content ON content.id = file.content_id";
    else if (orders_by_content(query))
        select.sql += " LEFT JOIN content ON content.id = file.content_id";
    select.sql += conditions.where();
    const char* const direction = query.descending ? " DESC" : "";
    select.sql += " ORDER BY ";
    // Looking up every file in the order of an index costs seven times a scan and a sort; an index alone, or the first
    // few of it, does not. The plus keeps SQLite from using the index.
    const bool scan = !conditions.empty() && !query.limit;
    if (query.order != FileOrder::id)
        select.sql += fmt::format("{}{}{}, ", scan ? "+" : "", column_of(query.order), direction);
    select.sql += fmt::format("file.id{}", direction);
    if (query.limit) select.sql += " LIMIT " + conditions.size(*query.limit);
    if (conditions.empty() && !query.limit && orders_by_content(query)) select.all_by_content = column_of(query.order);
    select.values = conditions.take_values();
    return select;
}

}  // namespace sanad
