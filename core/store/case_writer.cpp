#include "core/store/case_writer.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "core/artifact/catalog.hpp"
#include "core/store/case_writer_state.hpp"
#include "core/store/indexes.hpp"
#include "core/store/migrations.hpp"

namespace sanad {

CaseWriter::State::State(std::unique_ptr<Database> opened) : database{std::move(opened)} {}

Result<void> CaseWriter::State::writing() {
    if (failed) return tl::unexpected<Error>{*failed};
    ++batch_rows;
    if (database->in_transaction()) return {};
    return done(database->begin());
}

void CaseWriter::State::give_up(const Error& error) {
    database->roll_back();
    failed = error;
}

Result<void> CaseWriter::State::commit() {
    if (failed) return tl::unexpected<Error>{*failed};
    if (!database->in_transaction()) return {};
    TRY(done(bump_revision.with().run()));
    TRY(done(database->commit()));
    batch_rows = 0;
    return {};
}

void CaseWriter::State::roll_back() {
    database->roll_back();
    walk.reset();
    failed.reset();
    batch_rows = 0;
    if (auto loaded = load_next_ids(); !loaded) failed = loaded.error();
}

Result<void> CaseWriter::State::load_next_ids() {
    next_file = TRY(database->number("SELECT coalesce(max(id), 0) + 1 FROM file"));
    next_content = TRY(database->number("SELECT coalesce(max(id), 0) + 1 FROM content"));
    next_artifact = TRY(database->number("SELECT coalesce(max(id), 0) + 1 FROM artifact"));
    return {};
}

Result<Id> CaseWriter::State::next_id(std::string_view table) {
    return database->number(fmt::format("SELECT coalesce(max(id), 0) + 1 FROM {}", table).c_str());
}

CaseWriter::CaseWriter(std::unique_ptr<State> state) : state_{std::move(state)} {}
CaseWriter::CaseWriter(CaseWriter&&) noexcept = default;
CaseWriter& CaseWriter::operator=(CaseWriter&&) noexcept = default;
CaseWriter::~CaseWriter() = default;

Result<CaseWriter> CaseWriter::open(const std::filesystem::path& case_db) {
    auto database = TRY(Database::open(case_db, Access::read_write));
    TRY(migrate(*database));
    auto state = std::make_unique<State>(std::move(database));
    TRY(state->load_next_ids());
    return CaseWriter{std::move(state)};
}

Result<void> CaseWriter::commit() {
    return state_->commit();
}

Result<void> CaseWriter::commit_when(std::uint64_t rows) {
    if (state_->batch_rows < rows) return {};
    return state_->commit();
}

void CaseWriter::roll_back() {
    state_->roll_back();
}

Result<void> CaseWriter::set_case_facts(const CaseFacts& facts) {
    auto& add = state_->add_fact;
    TRY(state_->write(add, "name", stored_text(facts.name)));
    TRY(state_->write(add, "examiner", stored_text(facts.examiner)));
    TRY(state_->write(add, "time_zone", stored_text(facts.time_zone)));
    TRY(state_->write(add, "created_at", iso8601(facts.created_at)));
    return state_->write(add, "tool_version", stored_text(facts.tool_version));
}

Result<Id> CaseWriter::add_evidence_item(const EvidenceItem& item) {
    TRY(state_->writing());
    const Id id = TRY(state_->next_id("evidence_item"));
    SqlStatement add{*state_->database, "INSERT INTO evidence_item VALUES (?1, ?2, ?3, ?4)"};
    TRY(state_->write(add, id, stored_text(item.exhibit_number), stored_text(item.description),
                      stored_text(item.time_zone)));
    return id;
}

Result<Id> CaseWriter::add_image(Id evidence_item, const ImageFacts& facts,
                                 std::span<const Sha256Digest> segment_heads) {
    if (facts.segment_sizes.size() != facts.segments.size() ||
        (!segment_heads.empty() && segment_heads.size() != facts.segments.size()))
        throw std::logic_error{"add_image: one size, and one head or none, for each segment"};
    TRY(state_->writing());
    const Id id = TRY(state_->next_id("image"));
    auto& database = *state_->database;
    SqlStatement add{
        database,
        "INSERT INTO image (id, evidence_item_id, format, size, sector_size, chunk_size, logical, stored_md5, "
        "stored_sha1, stored_sha256, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"};
    TRY(state_->write(add, id, evidence_item, facts.format, facts.size, facts.sector_size, facts.chunk_size,
                      facts.logical, facts.stored_md5, facts.stored_sha1, facts.stored_sha256,
                      name_of(ImageState::added)));
    SqlStatement add_segment{database, "INSERT INTO segment VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL)"};
    for (std::size_t i = 0; i < facts.segments.size(); ++i) {
        const auto name = std::filesystem::path{facts.segments[i]}.filename().string();
        const auto head = segment_heads.empty() ? std::nullopt : std::optional{segment_heads[i]};
        TRY(state_->write(add_segment, id, i, stored_text(facts.segments[i]), stored_text(name), facts.segment_sizes[i],
                          head));
    }
    SqlStatement add_header{database, "INSERT INTO acquisition_header VALUES (?1, ?2, ?3, ?4)"};
    for (std::size_t i = 0; i < facts.headers.size(); ++i)
        TRY(state_->write(add_header, id, i, stored_text(facts.headers[i].name), stored_text(facts.headers[i].value)));
    SqlStatement add_error{database, "INSERT INTO acquisition_error VALUES (?1, ?2, ?3, ?4, ?5)"};
    for (std::size_t i = 0; i < facts.acquisition_errors.size(); ++i) {
        const auto& error = facts.acquisition_errors[i];
        TRY(state_->write(add_error, id, i, error.offset, error.length, stored_text(error.reason)));
    }
    return id;
}

Result<void> CaseWriter::set_segment_paths(Id image, std::span<const std::string> paths) {
    SqlStatement count{*state_->database, "SELECT count(*) FROM segment WHERE image_id = ?1"};
    {
        auto rows = count.with(image);
        TRY(rows.next());
        if (rows.number<std::size_t>(0) != paths.size())
            return failure(Fault::refused, fmt::format("{}: image {} has {} segments, {} paths given",
                                                       state_->database->name(), image, rows.integer(0), paths.size()));
    }
    SqlStatement set{*state_->database, "UPDATE segment SET path = ?3 WHERE image_id = ?1 AND ordinal = ?2"};
    for (std::size_t i = 0; i < paths.size(); ++i) TRY(state_->write(set, image, i, stored_text(paths[i])));
    return {};
}

Result<void> CaseWriter::set_segment_digest(Id image, std::uint32_t ordinal, const Sha256Digest& sha256) {
    SqlStatement set{*state_->database, "UPDATE segment SET sha256 = ?3 WHERE image_id = ?1 AND ordinal = ?2"};
    return state_->write(set, image, ordinal, sha256);
}

Result<void> CaseWriter::set_image_state(Id image, ImageState state) {
    SqlStatement set{*state_->database, "UPDATE image SET state = ?2 WHERE id = ?1"};
    return state_->write(set, image, name_of(state));
}

Result<void> CaseWriter::set_image_digests(Id image, const Digests& digests, const Sha256Digest& tree_root,
                                           std::uint32_t tree_block_size) {
    SqlStatement set{
        *state_->database,
        "UPDATE image SET md5 = ?2, sha1 = ?3, sha256 = ?4, tree_root = ?5, tree_block_size = ?6 WHERE id = ?1"};
    return state_->write(set, image, digests.md5, digests.sha1, digests.sha256, tree_root, tree_block_size);
}

Result<void> CaseWriter::set_verification(Id image, std::span<const Verification> verification) {
    SqlStatement forget{*state_->database, "DELETE FROM verification WHERE image_id = ?1"};
    TRY(state_->write(forget, image));
    SqlStatement add{*state_->database, "INSERT INTO verification VALUES (?1, ?2, ?3, ?4, ?5)"};
    for (const auto& digest : verification) {
        const auto expected = digest.expected.empty() ? std::nullopt : std::optional{Bytes{digest.expected}};
        TRY(state_->write(add, image, digest.algorithm, expected, Bytes{digest.computed}, digest.result));
    }
    return {};
}

Result<void> CaseWriter::add_damage(Id image, std::span<const DamagedRange> damage) {
    for (const auto& range : damage)
        TRY(state_->write(state_->add_damage, image, range.offset, range.length,
                          stored_text(range.reason, state_->text_room)));
    return {};
}

Result<void> CaseWriter::put_block_hashes(Id image, std::uint64_t first_block, std::span<const Sha256Digest> leaves) {
    static_assert(sizeof(Sha256Digest) == 32);
    const Bytes all{reinterpret_cast<const Byte*>(leaves.data()), leaves.size_bytes()};
    return state_->write(state_->put_blocks, image, first_block, all);
}

Result<std::vector<Id>> CaseWriter::add_volumes(Id image, std::span<const Volume> volumes) {
    TRY(state_->writing());
    auto& database = *state_->database;
    std::vector<Id> before;
    {
        SqlStatement file_systems{database, "SELECT id FROM file_system WHERE image_id = ?1"};
        auto rows = file_systems.with(image);
        while (TRY(rows.next())) before.push_back(rows.integer(0));
    }
    for (const Id file_system : before) TRY(state_->delete_walk(file_system));
    for (const char* sql : {"DELETE FROM outcome WHERE image_id = ?1 AND subject <> 'image'",
                            "DELETE FROM file_system WHERE image_id = ?1", "DELETE FROM volume WHERE image_id = ?1"}) {
        SqlStatement forget{database, sql};
        TRY(state_->write(forget, image));
    }
    TRY(state_->load_next_ids());

    std::vector<Id> ids;
    const Id first = TRY(state_->next_id("volume"));
    for (std::size_t i = 0; i < volumes.size(); ++i) ids.push_back(first + static_cast<Id>(i));
    SqlStatement add{database, "INSERT INTO volume VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"};
    for (std::size_t i = 0; i < volumes.size(); ++i) {
        const Volume& volume = volumes[i];
        std::optional<Id> parent;
        for (std::size_t j = 0; volume.parent && j < volumes.size(); ++j)
            if (volumes[j].ordinal == *volume.parent) parent = ids[j];
        TRY(state_->write(add, ids[i], image, volume.ordinal, name_of(volume.kind), stored_text(volume.scheme),
                          stored_text(volume.description), volume.offset, volume.length, parent));
    }
    return ids;
}

Result<std::vector<Id>> CaseWriter::add_file_systems(Id image, std::span<const FileSystemFacts> file_systems) {
    TRY(state_->writing());
    auto& database = *state_->database;
    const Id first = TRY(state_->next_id("file_system"));
    SqlStatement find{database, "SELECT id FROM volume WHERE image_id = ?1 AND ordinal = ?2"};
    SqlStatement last{database, "SELECT count(*) FROM file_system WHERE image_id = ?1"};
    std::uint32_t ordinal = 0;
    {
        auto rows = last.with(image);
        TRY(rows.next());
        ordinal = rows.number<std::uint32_t>(0);
    }
    SqlStatement add{
        database,
        "INSERT INTO file_system VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, "
        "?17, ?18)"};
    std::vector<Id> ids;
    for (const FileSystemFacts& facts : file_systems) {
        std::optional<Id> volume;
        {
            auto rows = find.with(image, facts.volume);
            if (TRY(rows.next())) volume = rows.integer(0);
        }
        if (!volume) throw std::logic_error{"add_file_systems: a file system in a volume that was not added"};
        ids.push_back(first + static_cast<Id>(ids.size()));
        TRY(state_->write(add, ids.back(), *volume, image, ordinal++, stored_text(facts.type), stored_text(facts.label),
                          stored_text(facts.identifier), facts.offset, facts.length, facts.block_size,
                          facts.block_count, facts.first_metadata_address, facts.last_metadata_address,
                          facts.pool_block, facts.local_times, facts.readable, stored_text(facts.reason),
                          name_of(facts.readable ? WalkState::pending : WalkState::none)));
    }
    return ids;
}

Result<void> CaseWriter::add_outcome(const OutcomeRow& row) {
    return state_->write(state_->add_outcome, row.image, name_of(row.subject), row.subject_id, row.step, row.module,
                         row.version, name_of(row.outcome), stored_text(row.detail, state_->text_room));
}

Result<Id> CaseWriter::start_run(const IngestRun& run) {
    TRY(state_->writing());
    const Id id = TRY(state_->next_id("ingest_run"));
    SqlStatement add{*state_->database, "INSERT INTO ingest_run VALUES (?1, ?2, ?3, NULL, ?4, ?5, ?6, ?7, ?8, NULL)"};
    TRY(state_->write(add, id, run.image, run.started_at, run.tool_version, run.settings_json, run.workers, run.state,
                      run.counts_json));
    return id;
}

Result<void> CaseWriter::finish_run(Id run, Timestamp finished_at, std::string_view state, std::string_view counts_json,
                                    const Sha256Digest& results_sha256) {
    SqlStatement set{
        *state_->database,
        "UPDATE ingest_run SET finished_at = ?2, state = ?3, counts = ?4, results_sha256 = ?5 WHERE id = ?1"};
    return state_->write(set, run, finished_at, state, counts_json, results_sha256);
}

Result<void> CaseWriter::put_state(Id image, std::string_view key, Bytes value) {
    return state_->write(state_->put_state, image, key, value);
}

Result<std::optional<std::vector<Byte>>> CaseWriter::get_state(Id image, std::string_view key) {
    auto rows = state_->get_state.with(image, key);
    if (!TRY(rows.next())) return std::optional<std::vector<Byte>>{};
    const Bytes value = rows.blob(0);
    return std::optional{std::vector<Byte>(value.begin(), value.end())};
}

Result<void> CaseWriter::drop_state(Id image, std::string_view key) {
    return state_->write(state_->drop_state, image, key);
}

Result<void> CaseWriter::build_lookup_indexes() {
    for (const char* index : {folder_index, name_index}) {
        TRY(state_->writing());
        TRY(state_->done(state_->database->run(index)));
    }
    state_->may_have_indexes = true;
    return {};
}

Result<void> CaseWriter::build_indexes() {
    for (const char* index : file_indexes) {
        TRY(state_->writing());
        TRY(state_->done(state_->database->run(index)));
    }
    // Of artifacts the times: a timeline is read in their order. Types that nobody found need none.
    for (const ArtifactType& type : artifact_types) {
        const std::string table = artifact_table(type.name);
        if (TRY(state_->database->number(fmt::format("SELECT EXISTS (SELECT 1 FROM {})", table).c_str())) == 0)
            continue;
        for (const AttributeType& attribute : type.attributes) {
            if (attribute.kind != Kind::time) continue;
            TRY(state_->writing());
            TRY(state_->done(state_->database->run(fmt::format("CREATE INDEX IF NOT EXISTS \"{}_by_{}\" ON {} (\"{}\")",
                                                               table, attribute.name, table, attribute.name)
                                                       .c_str())));
        }
    }
    // Without statistics SQLite may start a two-table question from the wrong one.
    TRY(state_->done(state_->database->run("PRAGMA analysis_limit = 1000; ANALYZE")));
    state_->may_have_indexes = true;
    return {};
}

}  // namespace sanad
