#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "core/store/case_reader_state.hpp"

namespace sanad {
namespace {

constexpr std::size_t page_size = 256;

constexpr std::string_view file_columns =
    "SELECT file.id, file.file_system_id, file.parent_id, file.content_id, coalesce(file.path_bytes, file.path), "
    "file.name, file.extension, file.state, file.kind, file.is_stream, file.local_times, file.metadata_address, "
    "file.sequence, file.parent_address, file.metadata_allocated, file.mode, file.uid, file.gid, file.sid, "
    "file.link_count, file.created_at, file.modified_at, file.accessed_at, file.metadata_changed_at, "
    "file.name_created_at, file.name_modified_at, file.name_accessed_at, file.name_metadata_changed_at, "
    "file.symlink_target, file.remark, content.size, content.allocated_size, content.recovery, content.access, "
    "content.state, content.md5, content.sha1, content.sha256, content.mime_type, content.encoding, content.mismatch, "
    "content.unreadable_bytes, file.derived_from, file.short_name, file.attributes, file.deleted_at, file.backed_up_at "
    "FROM file JOIN file_system ON file_system.id = file.file_system_id "
    "LEFT JOIN content ON content.id = file.content_id WHERE file.id IN (";

constexpr std::string_view hash_hit_columns =
    "SELECT file.id, hash_set_used.name, hash_set_used.kind, hash_hit.category, hash_hit.algorithm FROM file JOIN "
    "hash_hit "
    "ON hash_hit.content_id = file.content_id JOIN hash_set_used ON hash_set_used.id = hash_hit.set_id WHERE file.id "
    "IN (";

FileTimes times_of(const Rows& rows, int first) {
    return {rows.time(first), rows.time(first + 1), rows.time(first + 2), rows.time(first + 3)};
}

FileRow file_of(Rows& rows) {
    FileRow file;
    file.id = rows.integer(0);
    file.file_system = rows.integer(1);
    file.parent = rows.optional_number<Id>(2);
    file.content = rows.optional_number<Id>(3);
    file.path = text_of(rows.blob(4));
    file.name = rows.text(5);
    file.extension = rows.text(6);
    file.state = rows.code(7, NameState::orphan);
    file.kind = rows.code(8, FileKind::other);
    file.is_stream = rows.flag(9);
    file.local_times = rows.flag(10);
    file.metadata_address = rows.number<std::uint64_t>(11);
    file.sequence = rows.number<std::uint32_t>(12);
    file.parent_address = rows.number<std::uint64_t>(13);
    file.metadata_allocated = rows.flag(14);
    file.mode = rows.number<std::uint32_t>(15);
    file.uid = rows.optional_number<std::uint32_t>(16);
    file.gid = rows.optional_number<std::uint32_t>(17);
    file.sid = rows.text(18);
    file.link_count = rows.number<std::uint32_t>(19);
    file.times = times_of(rows, 20);
    file.name_times = times_of(rows, 24);
    file.symlink_target = text_of(rows.blob(28));
    file.remark = rows.text(29);
    file.derived_from = rows.optional_number<Id>(42);
    file.specifics.short_name = rows.text(43);
    file.specifics.attributes = rows.optional_number<FileAttributes>(44);
    file.specifics.deleted_at = rows.time(45);
    file.specifics.backed_up_at = rows.time(46);
    if (!file.content) return file;
    file.size = rows.number<std::uint64_t>(30);
    file.allocated_size = rows.number<std::uint64_t>(31);
    file.recovery = rows.code(32, Recovery::none);
    file.access = rows.code(33, ContentAccess::derived);
    file.content_state = rows.code(34, ContentState::not_read);
    file.digests = rows.digests(35);
    file.mime_type = rows.text(38);
    file.encoding = rows.text(39);
    file.mismatch = rows.flag(40);
    file.unreadable_bytes = rows.number<std::uint64_t>(41);
    return file;
}

std::string page_sql(std::string_view columns, std::size_t ids = page_size) {
    std::string sql{columns};
    for (std::size_t i = 1; i <= ids; ++i) sql += fmt::format("{}?{}", i == 1 ? "" : ", ", i);
    return sql + ")";
}

HashHit hash_hit_of(Rows& rows) {
    HashHit hit;
    hit.set = rows.text(1);
    hit.kind = rows.text(2) == name_of(HashSetKind::known) ? HashSetKind::known : HashSetKind::notable;
    hit.category = rows.text(3);
    hit.algorithm = hash_algorithm(rows.text(4)).value_or(HashAlgorithm::md5);
    return hit;
}

/// Bytes covered by ranges sorted by offset, each counted once.
struct Covered {
    std::uint64_t bytes = 0;
    std::uint64_t end = 0;
    void add(std::uint64_t offset, std::uint64_t length) {
        const std::uint64_t range_end = length > UINT64_MAX - offset ? UINT64_MAX : offset + length;
        if (range_end > end) bytes += range_end - std::max(offset, end);
        end = std::max(end, range_end);
    }
};

std::string file_systems_sql(std::string_view condition) {
    return fmt::format(
        "SELECT file_system.id, file_system.image_id, file_system.volume_id, file_system.ordinal, volume.ordinal, "
        "type, label, identifier, file_system.\"offset\", file_system.length, block_size, block_count, "
        "first_metadata_address, last_metadata_address, local_times, readable, reason, pool_block, walk_state "
        "FROM file_system JOIN volume ON volume.id = file_system.volume_id WHERE {} ORDER BY file_system.id",
        condition);
}

// Codes: content_state 1 is done; 2 not read, which is no shortcoming of one that has bytes stored: it is a hole too
// long to be digested, and what is stored of it can be had. A hard link is offered too: a module may want it by that
// name. A condition on content alone would have SQLite read all contents for a Bloom filter, for every page.
constexpr std::string_view offers_sql =
    "SELECT file.id, content.id, content.size, coalesce(file.path_bytes, file.path), content.mime_type, "
    "file.link_count, content.access, EXISTS (SELECT 1 FROM hash_hit WHERE content_id = content.id) AND NOT EXISTS "
    "(SELECT 1 FROM "
    "hash_hit JOIN hash_set_used ON hash_set_used.id = set_id WHERE content_id = content.id AND kind <> 'known') FROM "
    "file JOIN content ON content.id = file.content_id WHERE file.id > ?2 AND iif(file.id, content.size > 0 AND "
    "(content.state = 1 OR content.state = 2 AND content.stored_extents > 0 AND EXISTS (SELECT 1 FROM outcome WHERE "
    "outcome.image_id = ?1 AND subject = 'content' AND subject_id = content.id AND step = 'read' AND outcome = "
    "'noted')), 0) AND file.file_system_id IN (SELECT id FROM file_system WHERE image_id = ?1) ORDER BY file.id "
    "LIMIT ?3";

constexpr std::string_view of_image =
    "file_system_id IN (SELECT id FROM file_system WHERE ?1 IS NULL OR image_id = ?1)";

}  // namespace

CaseReader::State::State(std::unique_ptr<Database> opened)
    : database{std::move(opened)},
      page{*database, page_sql(file_columns)},
      one_file{*database, page_sql(file_columns, 1)},
      page_hash_hits{*database, page_sql(hash_hit_columns)},
      one_file_hash_hits{*database, page_sql(hash_hit_columns, 1)},
      file_systems_of_image{*database, file_systems_sql("file_system.image_id = ?1")},
      one_file_system{*database, file_systems_sql("file_system.id = ?1")},
      offers{*database, std::string{offers_sql}} {}

bool FileRow::is_notable() const {
    return std::ranges::any_of(hash_hits, [](const HashHit& hit) { return hit.kind == HashSetKind::notable; });
}

bool FileRow::is_known() const {
    return !hash_hits.empty() && !is_notable();
}

/// Every file by a column of its content, then by id. A join would look up the row of every content, and sort them all;
/// this goes once through the index of that column and once through the one of file and content. Nothing when the case
/// has other numbers than our writer gives.
Result<std::optional<std::vector<Id>>> CaseReader::State::all_by_content(std::string_view column, bool descending) {
    const auto snapshot = TRY(Snapshot::of(*database));
    const auto contents = TRY(database->number("SELECT count(*) FROM content"));
    const auto last_content = TRY(database->number("SELECT coalesce(max(id), 0) FROM content"));
    const auto first_file = TRY(database->number("SELECT coalesce(min(id), 1) FROM file"));
    const auto last_file = TRY(database->number("SELECT coalesce(max(id), 0) FROM file"));
    if (last_content > 2 * contents || first_file < 1 || last_file > std::int64_t{UINT32_MAX}) return std::nullopt;
    // By id of the content; 0: no value, or no content.
    std::vector<std::uint32_t> rank_of(static_cast<std::size_t>(last_content) + 1);
    std::uint32_t rank = 0;
    std::vector<Byte> value;
    TRY(each(fmt::format("SELECT id, {0} FROM content WHERE {0} IS NOT NULL ORDER BY {0}", column),
             [&](const Rows& rows) {
                 const Bytes now = rows.blob(1);
                 if (rank == 0 || !std::ranges::equal(now, value)) {
                     ++rank;
                     value.assign(now.begin(), now.end());
                 }
                 const auto id = rows.integer(0);
                 if (id > 0) rank_of[static_cast<std::size_t>(id)] = rank;
                 return true;
             }));
    std::vector<std::uint64_t> keys;
    TRY(each("SELECT id, content_id FROM file", [&](const Rows& rows) {
        const auto has = rows.null(1) ? 0 : rows.integer(1);
        const std::uint64_t key = has > 0 && has <= last_content ? rank_of[static_cast<std::size_t>(has)] : 0;
        keys.push_back(key << 32 | static_cast<std::uint32_t>(rows.integer(0)));
        return true;
    }));
    std::ranges::sort(keys);
    if (descending) std::ranges::reverse(keys);
    std::vector<Id> ids(keys.size());
    std::ranges::transform(keys, ids.begin(), [](std::uint64_t key) { return Id{static_cast<std::uint32_t>(key)}; });
    return ids;
}

Result<std::vector<Id>> CaseReader::find(const FileQuery& query) {
    const FileSelect select = select_files(query);
    if (!select.all_by_content.empty()) {
        if (auto all = TRY(state_->all_by_content(select.all_by_content, query.descending))) return std::move(*all);
    }
    SqlStatement statement{*state_->database, select.sql};
    std::vector<Id> ids;
    auto rows = statement.with_values(select.values);
    while (TRY(rows.next())) ids.push_back(rows.integer(0));
    return ids;
}

Result<std::uint64_t> CaseReader::count(const FileQuery& query) {
    FileQuery unordered = query;
    unordered.order = FileOrder::id;
    const FileSelect select = select_files(unordered);
    SqlStatement statement{*state_->database, "SELECT count(*) FROM (" + select.sql + ")"};
    auto rows = statement.with_values(select.values);
    TRY(rows.next());
    return rows.number<std::uint64_t>(0);
}

/// `files`: by id; `values`: the ids, as bound for the page.
Result<void> CaseReader::State::add_hash_hits(std::vector<FileRow>& files, std::span<const SqlValue> values) {
    auto rows = (values.size() == 1 ? one_file_hash_hits : page_hash_hits).with_values(values);
    while (TRY(rows.next())) {
        const auto found = std::ranges::lower_bound(files, rows.integer(0), {}, &FileRow::id);
        if (found != files.end() && found->id == rows.integer(0)) found->hash_hits.push_back(hash_hit_of(rows));
    }
    for (FileRow& file : files) {
        std::ranges::sort(file.hash_hits, {},
                          [](const HashHit& hit) { return std::tie(hit.set, hit.category, hit.algorithm); });
    }
    return {};
}

Result<std::vector<FileRow>> CaseReader::rows(std::span<const Id> ids) {
    std::vector<FileRow> files;
    files.reserve(ids.size());
    const std::size_t at_once = ids.size() == 1 ? 1 : page_size;
    std::vector<SqlValue> values(at_once);
    std::vector<FileRow> page;
    bool hash_sets = false;
    {
        auto any = state_->any_hash_set.with();
        hash_sets = TRY(any.next());
    }
    for (std::size_t start = 0; start < ids.size(); start += at_once) {
        const auto wanted = ids.subspan(start, std::min(at_once, ids.size() - start));
        // Ids begin at 1: no row answers to 0.
        for (std::size_t i = 0; i < at_once; ++i) values[i] = i < wanted.size() ? wanted[i] : Id{0};
        page.clear();
        {
            auto rows = (at_once == 1 ? state_->one_file : state_->page).with_values(values);
            while (TRY(rows.next())) page.push_back(file_of(rows));
        }
        std::sort(page.begin(), page.end(),
                  [](const FileRow& left, const FileRow& right) { return left.id < right.id; });
        if (hash_sets) TRY(state_->add_hash_hits(page, values));
        for (const Id id : wanted) {
            const auto found = std::lower_bound(page.begin(), page.end(), id,
                                                [](const FileRow& file, Id sought) { return file.id < sought; });
            if (found != page.end() && found->id == id) files.push_back(*found);
        }
    }
    return files;
}

Result<void> CaseReader::each_file(const FileQuery& query, const std::function<bool(const FileRow&)>& each) {
    const auto ids = TRY(find(query));
    for (std::size_t start = 0; start < ids.size(); start += page_size) {
        const auto page = std::span{ids}.subspan(start, std::min(page_size, ids.size() - start));
        for (const FileRow& file : TRY(rows(page)))
            if (!each(file)) return {};
    }
    return {};
}

Result<Id> CaseReader::first_name(Id content) {
    auto rows = state_->first_name.with(content);
    if (!TRY(rows.next()) || rows.null(0)) return state_->not_found("content", content);
    return rows.integer(0);
}

Result<void> CaseReader::each_name(Id first, Id last, const std::function<bool(Id, std::string_view)>& each) {
    return state_->each(
        "SELECT id, name FROM file WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
        [&](const Rows& rows) { return each(rows.integer(0), rows.text(1)); }, first, last);
}

Result<std::vector<Extent>> CaseReader::extents(Id content) {
    std::vector<Extent> extents;
    auto rows = state_->extents.with(content);
    while (TRY(rows.next()))
        extents.push_back({rows.number<std::uint64_t>(0), rows.number<std::uint64_t>(1), rows.number<std::uint64_t>(2),
                           rows.code(3, ExtentKind::unwritten)});
    return extents;
}

Result<Content> CaseReader::content(Id id) {
    Content content;
    content.extents = TRY(extents(id));
    auto rows = state_->content.with(id);
    if (!TRY(rows.next())) return state_->not_found("content", id);
    content.metadata_address = rows.number<std::uint64_t>(0);
    content.attribute_type = rows.number<std::uint32_t>(1);
    content.attribute_id = rows.number<std::uint32_t>(2);
    content.size = rows.number<std::uint64_t>(3);
    content.allocated_size = rows.number<std::uint64_t>(4);
    content.recovery = rows.code(5, Recovery::none);
    content.access = rows.code(6, ContentAccess::derived);
    if (!rows.null(7))
        content.slack =
            Extent{content.size, rows.number<std::uint64_t>(7), rows.number<std::uint64_t>(8), ExtentKind::stored};
    return content;
}

Result<FileDetail> CaseReader::file(Id id) {
    const auto snapshot = TRY(Snapshot::of(*state_->database));
    auto files = TRY(rows(std::span{&id, 1}));
    if (files.empty()) return state_->not_found("file", id);
    FileDetail detail;
    detail.file = std::move(files.front());
    detail.file_system = TRY(file_system(detail.file.file_system));
    detail.outcomes = TRY(state_->outcomes_of(detail.file_system.image, Subject::file, id));
    if (!detail.file.content) return detail;

    const Id content_id = *detail.file.content;
    for (auto& outcome : TRY(state_->outcomes_of(detail.file_system.image, Subject::content, content_id)))
        detail.outcomes.push_back(std::move(outcome));
    detail.content = TRY(content(content_id));
    auto links = state_->hard_links.with(content_id, id);
    while (TRY(links.next())) detail.hard_links.push_back(links.integer(0));
    return detail;
}

Result<std::vector<FileToOffer>> CaseReader::files_for_modules(Id image, Id after, std::size_t most) {
    std::vector<FileToOffer> files;
    files.reserve(most);
    auto rows = state_->offers.with(image, after, most);
    while (TRY(rows.next())) {
        FileToOffer& file = files.emplace_back();
        file.id = rows.integer(0);
        file.content = rows.integer(1);
        file.size = rows.number<std::uint64_t>(2);
        file.path = text_of(rows.blob(3));
        file.mime_type = rows.text(4);
        file.link_count = rows.number<std::uint32_t>(5);
        file.access = rows.code(6, ContentAccess::derived);
        file.known = rows.flag(7);
    }
    return files;
}

Result<CaseSummary> CaseReader::summary(std::optional<Id> image) {
    const auto snapshot = TRY(Snapshot::of(*state_->database));
    CaseSummary summary;
    // Sums instead of groups: SQLite sorts for a group, and this is asked at the end of every ingest.
    TRY(state_->each(
        fmt::format("SELECT count(*), total(is_stream), total(NOT is_stream AND kind = ?2), "
                    "total(NOT is_stream AND kind = ?3), total(state = ?4), total(state = ?5) FROM file WHERE {}",
                    of_image),
        [&](const Rows& rows) {
            summary.records = rows.number<std::uint64_t>(0);
            summary.streams = rows.total(1);
            summary.files = rows.total(2);
            summary.directories = rows.total(3);
            summary.deleted = rows.total(4);
            summary.orphans = rows.total(5);
            return true;
        },
        image, FileKind::regular, FileKind::directory, NameState::deleted, NameState::orphan));
    TRY(state_->each(
        fmt::format("SELECT state, substr(mime_type, 1, instr(mime_type, '/') - 1), count(*), total(size), "
                    "total(mismatch), total(unreadable_bytes > 0), total(unreadable_bytes) FROM content WHERE {} "
                    "GROUP BY 1, 2",
                    of_image),
        [&](Rows& rows) {
            const auto state = rows.code(0, ContentState::not_read);
            const auto contents = rows.number<std::uint64_t>(2);
            const auto bytes = rows.total(3);
            summary.contents += contents;
            summary.content_bytes += bytes;
            if (state == ContentState::done) {
                summary.contents_done += contents;
                summary.content_bytes_done += bytes;
                if (!rows.null(1)) summary.by_type_family[rows.string(1)] = {contents, bytes};
            } else if (state == ContentState::pending) {
                summary.contents_pending += contents;
            } else {
                summary.contents_not_read += contents;
            }
            summary.mismatches += rows.total(4);
            summary.damaged_contents += rows.total(5);
            summary.unreadable_bytes += rows.total(6);
            return true;
        },
        image));
    TRY(state_->each(
        "SELECT outcome, count(DISTINCT subject_id) FROM outcome WHERE (?1 IS NULL OR image_id = ?1) AND "
        "subject = 'content' AND step = 'read' AND subject_id IN (SELECT id FROM content WHERE state = 2) GROUP BY "
        "outcome",
        [&](const Rows& rows) {
            summary.not_read[rows.string(0)] = rows.number<std::uint64_t>(1);
            return true;
        },
        image));
    std::vector<Id> damaged;
    TRY(state_->each(
        "SELECT DISTINCT image_id FROM damage WHERE ?1 IS NULL OR image_id = ?1",
        [&](const Rows& rows) {
            damaged.push_back(rows.integer(0));
            return true;
        },
        image));
    for (const Id each : damaged) {
        Covered covered;
        for (const DamagedRange& range : TRY(damage(each))) {
            ++summary.damaged_ranges;
            covered.add(range.offset, range.length);
        }
        summary.damaged_bytes += covered.bytes;
    }
    return summary;
}

}  // namespace sanad
