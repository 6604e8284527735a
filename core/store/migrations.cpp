#include "core/store/migrations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "core/artifact/catalog.hpp"

namespace sanad {
namespace {

/// Version 1 knew no modules.
constexpr const char* to_version_2 = R"(
    ALTER TABLE file ADD COLUMN derived_from INTEGER;
    INSERT INTO content_access VALUES (3, 'derived');
    CREATE TABLE artifact (
        id INTEGER PRIMARY KEY, file_id INTEGER NOT NULL, type TEXT NOT NULL, module TEXT NOT NULL, version TEXT NOT NULL,
        source_file INTEGER NOT NULL, source_offset INTEGER NOT NULL, source_length INTEGER NOT NULL) STRICT;
    CREATE TABLE artifact_other (
        artifact_id INTEGER NOT NULL, ordinal INTEGER NOT NULL, name TEXT NOT NULL, value ANY,
        PRIMARY KEY (artifact_id, ordinal)) STRICT, WITHOUT ROWID;)";

/// Version 2 knew no hash sets.
constexpr const char* to_version_3 = R"(
    CREATE TABLE hash_set_used (
        id INTEGER PRIMARY KEY, image_id INTEGER NOT NULL REFERENCES image (id), name TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('known', 'notable')), version TEXT NOT NULL, source TEXT NOT NULL,
        entries INTEGER NOT NULL, sha256 BLOB NOT NULL, known_excluded INTEGER NOT NULL) STRICT;
    CREATE TABLE hash_hit (
        content_id INTEGER NOT NULL, set_id INTEGER NOT NULL REFERENCES hash_set_used (id), category TEXT NOT NULL,
        algorithm TEXT NOT NULL, PRIMARY KEY (content_id, set_id, category, algorithm)) STRICT, WITHOUT ROWID;)";

/// Version 3 looked for no identifiers.
constexpr const char* to_version_4 = R"(
    CREATE TABLE identifier (
        id INTEGER PRIMARY KEY, image_id INTEGER NOT NULL, kind INTEGER NOT NULL, verdict INTEGER NOT NULL,
        encoding INTEGER NOT NULL, value TEXT NOT NULL, common INTEGER NOT NULL, image_offset INTEGER,
        length INTEGER NOT NULL, place INTEGER NOT NULL, file_id INTEGER, content_offset INTEGER,
        joined INTEGER NOT NULL) STRICT;
    CREATE TABLE ingest_identifier (
        image_id INTEGER NOT NULL, source INTEGER NOT NULL, number INTEGER NOT NULL, ordinal INTEGER NOT NULL,
        base INTEGER, hits BLOB NOT NULL, PRIMARY KEY (image_id, source, number, ordinal)) STRICT;
    CREATE TABLE identifier_kind (code INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
    INSERT INTO identifier_kind VALUES (0, 'email'), (1, 'url'), (2, 'domain'), (3, 'ipv4'), (4, 'ipv6'), (5, 'mac'),
        (6, 'phone'), (7, 'cnic'), (8, 'iban'), (9, 'card'), (10, 'imei'), (11, 'imeisv'), (12, 'iccid'), (13, 'imsi'),
        (14, 'ntn'), (15, 'btc'), (16, 'eth'), (17, 'tron'), (18, 'xmr'), (19, 'bip39'), (20, 'onion'), (21, 'gps'),
        (22, 'vehicle_plate'), (23, 'wallet_transaction');
    CREATE TABLE identifier_verdict (code INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
    INSERT INTO identifier_verdict VALUES (0, 'valid'), (1, 'plausible'), (2, 'format only');
    CREATE TABLE identifier_encoding (code INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
    INSERT INTO identifier_encoding VALUES (0, 'ASCII'), (1, 'UTF-8'), (2, 'UTF-16LE'), (3, 'UTF-16BE');
    CREATE TABLE identifier_place (code INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
    INSERT INTO identifier_place VALUES (0, 'content'), (1, 'slack'), (2, 'unallocated'), (3, 'elsewhere');)";

/// Version 4 took exFAT's times as recorded and left out how far from UTC they are recorded to be; those stay as they
/// are, and the next ingest of the image reads both.
constexpr const char* to_version_5 = R"(
    ALTER TABLE file ADD COLUMN local_times INTEGER NOT NULL DEFAULT 0;
    UPDATE file SET local_times = 1 WHERE file_system_id IN (SELECT id FROM file_system WHERE local_times);)";

/// Version 5 kept no short names, attributes, times of deletion and of backup: absent until the image is read again.
constexpr const char* to_version_6 = R"(
    ALTER TABLE file ADD COLUMN short_name TEXT;
    ALTER TABLE file ADD COLUMN attributes INTEGER;
    ALTER TABLE file ADD COLUMN deleted_at INTEGER;
    ALTER TABLE file ADD COLUMN backed_up_at INTEGER;
    CREATE TABLE file_attribute (code INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
    INSERT INTO file_attribute VALUES (1, 'read_only'), (2, 'hidden'), (4, 'system'), (8, 'volume_label'), (16, 'archive'), (32, 'temporary'), (64,
        'sparse'), (128, 'reparse_point'), (256, 'compressed'), (512, 'encrypted'), (1024, 'offline'), (2048,
        'not_indexed'), (4096, 'in_cloud'), (8192, 'pinned'), (16384, 'immutable'), (32768, 'append_only'),
        (65536, 'no_dump'), (131072, 'secure_deletion'), (262144, 'undeletable'), (524288, 'sealed_by_hash'),
        (1048576, 'case_insensitive');)";

/// Step n brings a database from version n to n + 1; an empty one gets the whole of schema.sql instead.
const char* const steps[] = {nullptr, to_version_2, to_version_3, to_version_4, to_version_5, to_version_6};
static_assert(std::size(steps) == schema_version);

/// As schema.sql has it now: a view is no data, and the newest fits them best.
std::string view_in_schema() {
    const std::string_view schema{schema_sql};
    const std::size_t begin = schema.find("CREATE VIEW file_listing");
    return std::string{schema.substr(begin, schema.find(';', begin) - begin)};
}

/// A list is kept as a JSON array of its texts.
std::string_view column_type(Kind kind) {
    switch (kind) {
        case Kind::integer:
        case Kind::time:
            return "INTEGER";
        case Kind::real:
            return "REAL";
        case Kind::bytes:
            return "BLOB";
        case Kind::text:
        case Kind::texts:
            break;
    }
    return "TEXT";
}

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
    if (TRY(version_of(database)) == schema_version) return make_artifact_tables(database);
    auto transaction = TRY(Transaction::begin(database));
    // Asked again under the lock: another program may have been faster.
    const auto before = TRY(version_of(database));
    for (auto version = before; version < schema_version;) {
        TRY(database.run(version == 0 ? schema_sql : steps[version]));
        version = version == 0 ? schema_version : version + 1;
        TRY(database.run(
            fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", case_application_id, version).c_str()));
    }
    if (before != 0 && before < schema_version)
        TRY(database.run(("DROP VIEW IF EXISTS file_listing; " + view_in_schema()).c_str()));
    TRY(transaction.commit());
    return make_artifact_tables(database);
}

std::string artifact_table(std::string_view type) {
    std::string table = "artifact_" + std::string{type};
    std::ranges::replace(table, '.', '_');
    return table;
}

Result<void> make_artifact_tables(Database& database) {
    std::map<std::string, std::set<std::string, std::less<>>, std::less<>> there;
    {
        SqlStatement columns{
            database,
            "SELECT listed.name, info.name FROM sqlite_schema AS listed JOIN pragma_table_info(listed.name) "
            "AS info WHERE listed.type = 'table' AND listed.name LIKE 'artifact!_%' ESCAPE '!'"};
        auto rows = columns.with();
        while (TRY(rows.next())) there[rows.string(0)].insert(rows.string(1));
    }
    std::string sql;
    for (const ArtifactType& type : artifact_types) {
        const std::string table = artifact_table(type.name);
        const auto known = there.find(table);
        if (known == there.end()) {
            sql += fmt::format("CREATE TABLE {} (artifact_id INTEGER PRIMARY KEY", table);
            for (const AttributeType& attribute : type.attributes) {
                sql += fmt::format(", \"{}\" {}", attribute.name, column_type(attribute.kind));
            }
            sql += ") STRICT;";
            continue;
        }
        for (const AttributeType& attribute : type.attributes) {
            if (known->second.contains(attribute.name)) continue;
            sql +=
                fmt::format("ALTER TABLE {} ADD COLUMN \"{}\" {};", table, attribute.name, column_type(attribute.kind));
        }
    }
    if (sql.empty()) return {};
    auto transaction = TRY(Transaction::begin(database));
    TRY(database.run(sql.c_str()));
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
