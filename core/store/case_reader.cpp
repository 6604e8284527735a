#include "core/store/case_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/store/case_reader_state.hpp"
#include "core/store/dump.hpp"
#include "core/store/migrations.hpp"

namespace sanad {
namespace {

std::vector<Byte> copied(Bytes bytes) {
    return {bytes.begin(), bytes.end()};
}

OutcomeRow outcome_of(Rows& rows) {
    OutcomeRow row;
    row.image = rows.integer(0);
    row.subject = rows.named(1, Subject::file);
    row.subject_id = rows.integer(2);
    row.step = rows.text(3);
    row.module = rows.text(4);
    row.version = rows.text(5);
    row.outcome = rows.named(6, Outcome::failed);
    row.detail = rows.text(7);
    return row;
}

}  // namespace

tl::unexpected<Error> CaseReader::State::not_found(std::string_view what, Id id) const {
    return failure(Fault::not_found, fmt::format("{}: no {} {}", database->name(), what, id));
}

CaseReader::CaseReader(std::unique_ptr<State> state) : state_{std::move(state)} {}
CaseReader::CaseReader(CaseReader&&) noexcept = default;
CaseReader& CaseReader::operator=(CaseReader&&) noexcept = default;
CaseReader::~CaseReader() = default;

Result<CaseReader> CaseReader::open(const std::filesystem::path& case_db) {
    auto database = TRY(Database::open(case_db, Access::read_only));
    TRY(check_schema(*database));
    return CaseReader{std::make_unique<State>(std::move(database))};
}

void CaseReader::give_up_when(std::function<bool()> unwanted) {
    state_->database->give_up_when(std::move(unwanted));
}

Result<CaseFacts> CaseReader::facts() {
    CaseFacts facts;
    TRY(state_->each("SELECT key, value FROM case_info", [&](const Rows& rows) {
        const auto key = rows.text(0);
        if (key == "name") facts.name = rows.text(1);
        if (key == "examiner") facts.examiner = rows.text(1);
        if (key == "time_zone") facts.time_zone = rows.text(1);
        if (key == "created_at") facts.created_at = parse_iso8601(rows.text(1)).value_or(Timestamp{});
        if (key == "tool_version") facts.tool_version = rows.text(1);
        return true;
    }));
    return facts;
}

Result<std::uint64_t> CaseReader::revision() {
    auto rows = state_->revision.with();
    if (!TRY(rows.next())) return state_->database->damaged("no revision");
    return rows.number<std::uint64_t>(0);
}

Result<std::vector<EvidenceItem>> CaseReader::evidence_items() {
    std::vector<EvidenceItem> items;
    TRY(state_->each("SELECT id, exhibit_number, description, time_zone FROM evidence_item ORDER BY id",
                     [&](const Rows& rows) {
                         items.push_back({rows.integer(0), rows.string(1), rows.string(2), rows.string(3)});
                         return true;
                     }));
    return items;
}

Result<std::vector<ImageRow>> CaseReader::State::images(std::optional<Id> only) {
    std::vector<ImageRow> images;
    TRY(each(
        "SELECT id, evidence_item_id, format, size, sector_size, chunk_size, logical, stored_md5, stored_sha1, "
        "stored_sha256, md5, sha1, sha256, tree_root, tree_block_size, state FROM image "
        "WHERE ?1 IS NULL OR id = ?1 ORDER BY id",
        [&](Rows& rows) {
            ImageRow& image = images.emplace_back();
            image.id = rows.integer(0);
            image.evidence_item = rows.integer(1);
            image.facts.format = rows.text(2);
            image.facts.size = rows.number<std::uint64_t>(3);
            image.facts.sector_size = rows.number<std::uint32_t>(4);
            image.facts.chunk_size = rows.number<std::uint32_t>(5);
            image.facts.logical = rows.flag(6);
            image.facts.stored_md5 = rows.digest<Md5Digest>(7);
            image.facts.stored_sha1 = rows.digest<Sha1Digest>(8);
            image.facts.stored_sha256 = rows.digest<Sha256Digest>(9);
            image.digests = rows.digests(10);
            image.tree_root = rows.digest<Sha256Digest>(13);
            image.tree_block_size = rows.number<std::uint32_t>(14);
            image.state = rows.named(15, ImageState::examined);
            return true;
        },
        only));
    for (ImageRow& image : images) {
        TRY(each(
            "SELECT ordinal, path, name, size, head_sha256, sha256 FROM segment WHERE image_id = ?1 ORDER BY ordinal",
            [&](Rows& rows) {
                image.segments.push_back({rows.number<std::uint32_t>(0), rows.string(1), rows.string(2),
                                          rows.number<std::uint64_t>(3), rows.digest<Sha256Digest>(4),
                                          rows.digest<Sha256Digest>(5)});
                image.facts.segments.push_back(image.segments.back().path);
                image.facts.segment_sizes.push_back(image.segments.back().size);
                return true;
            },
            image.id));
        TRY(each(
            "SELECT name, value FROM acquisition_header WHERE image_id = ?1 ORDER BY ordinal",
            [&](const Rows& rows) {
                image.facts.headers.push_back({rows.string(0), rows.string(1)});
                return true;
            },
            image.id));
        TRY(each(
            "SELECT \"offset\", length, reason FROM acquisition_error WHERE image_id = ?1 ORDER BY ordinal",
            [&](const Rows& rows) {
                image.facts.acquisition_errors.push_back(
                    {rows.number<std::uint64_t>(0), rows.number<std::uint64_t>(1), rows.string(2)});
                return true;
            },
            image.id));
    }
    return images;
}

Result<std::vector<ImageRow>> CaseReader::images() {
    return state_->images(std::nullopt);
}

Result<ImageRow> CaseReader::image(Id id) {
    auto images = TRY(state_->images(id));
    if (images.empty()) return state_->not_found("image", id);
    return std::move(images.front());
}

Result<std::vector<VolumeRow>> CaseReader::volumes(Id image) {
    std::vector<VolumeRow> volumes;
    TRY(state_->each(
        "SELECT volume.id, volume.image_id, volume.ordinal, volume.kind, volume.scheme, volume.description, "
        "volume.\"offset\", volume.length, volume.parent_id, parent.ordinal FROM volume LEFT JOIN volume AS parent "
        "ON parent.id = volume.parent_id WHERE volume.image_id = ?1 ORDER BY volume.id",
        [&](Rows& rows) {
            VolumeRow& row = volumes.emplace_back();
            row.id = rows.integer(0);
            row.image = rows.integer(1);
            row.volume.ordinal = rows.number<std::uint32_t>(2);
            row.volume.kind = rows.named(3, VolumeKind::pool_volume);
            row.volume.scheme = rows.text(4);
            row.volume.description = rows.text(5);
            row.volume.offset = rows.number<std::uint64_t>(6);
            row.volume.length = rows.number<std::uint64_t>(7);
            row.parent = rows.optional_number<Id>(8);
            row.volume.parent = rows.optional_number<std::uint32_t>(9);
            return true;
        },
        image));
    return volumes;
}

Result<std::vector<FileSystemRow>> CaseReader::State::file_systems(SqlStatement& statement, Id id) {
    std::vector<FileSystemRow> file_systems;
    auto rows = statement.with(id);
    while (TRY(rows.next())) {
        FileSystemRow& row = file_systems.emplace_back();
        row.id = rows.integer(0);
        row.image = rows.integer(1);
        row.volume = rows.integer(2);
        row.ordinal = rows.number<std::uint32_t>(3);
        row.facts.volume = rows.number<std::uint32_t>(4);
        row.facts.type = rows.text(5);
        row.facts.label = rows.text(6);
        row.facts.identifier = rows.text(7);
        row.facts.offset = rows.number<std::uint64_t>(8);
        row.facts.length = rows.number<std::uint64_t>(9);
        row.facts.block_size = rows.number<std::uint32_t>(10);
        row.facts.block_count = rows.number<std::uint64_t>(11);
        row.facts.first_metadata_address = rows.number<std::uint64_t>(12);
        row.facts.last_metadata_address = rows.number<std::uint64_t>(13);
        row.facts.local_times = rows.flag(14);
        row.facts.readable = rows.flag(15);
        row.facts.reason = rows.text(16);
        row.facts.pool_block = rows.number<std::uint32_t>(17);
        row.walk_state = rows.named(18, WalkState::none);
    }
    return file_systems;
}

Result<std::vector<FileSystemRow>> CaseReader::file_systems(Id image) {
    return state_->file_systems(state_->file_systems_of_image, image);
}

Result<FileSystemRow> CaseReader::file_system(Id id) {
    auto file_systems = TRY(state_->file_systems(state_->one_file_system, id));
    if (file_systems.empty()) return state_->not_found("file system", id);
    return std::move(file_systems.front());
}

Result<std::vector<DamagedRange>> CaseReader::damage(Id image) {
    std::vector<DamagedRange> damage;
    TRY(state_->each(
        "SELECT \"offset\", length, reason FROM damage WHERE image_id = ?1 ORDER BY \"offset\", length",
        [&](const Rows& rows) {
            // The walk and the reading pass report what each met of one damage.
            const DamagedRange range{rows.number<std::uint64_t>(0), rows.number<std::uint64_t>(1), rows.string(2)};
            if (!damage.empty() && damage.back().reason == range.reason &&
                range.offset <= damage.back().offset + damage.back().length) {
                const std::uint64_t end =
                    std::max(damage.back().offset + damage.back().length, range.offset + range.length);
                damage.back().length = end - damage.back().offset;
            } else {
                damage.push_back(range);
            }
            return true;
        },
        image));
    return damage;
}

Result<std::vector<Verification>> CaseReader::verification(Id image) {
    std::vector<Verification> verification;
    TRY(state_->each(
        "SELECT algorithm, expected, computed, result FROM verification WHERE image_id = ?1 ORDER BY algorithm",
        [&](const Rows& rows) {
            verification.push_back({rows.string(0), copied(rows.blob(1)), copied(rows.blob(2)), rows.string(3)});
            return true;
        },
        image));
    return verification;
}

Result<void> CaseReader::outcomes(Id image, std::optional<Subject> subject,
                                  const std::function<bool(const OutcomeRow&)>& each) {
    const auto wanted = subject ? std::optional{name_of(*subject)} : std::nullopt;
    return state_->each(
        "SELECT image_id, subject, subject_id, step, module, version, outcome, detail FROM outcome "
        "WHERE image_id = ?1 AND (?2 IS NULL OR subject = ?2) "
        "ORDER BY image_id, subject, subject_id, step, module, version, outcome, detail",
        [&](Rows& rows) { return each(outcome_of(rows)); }, image, wanted);
}

Result<std::vector<OutcomeRow>> CaseReader::State::outcomes_of(Id image, Subject subject, Id id) {
    std::vector<OutcomeRow> found;
    auto rows = outcomes.with(image, name_of(subject), id);
    while (TRY(rows.next())) found.push_back(outcome_of(rows));
    return found;
}

Result<std::vector<IngestRun>> CaseReader::runs(std::optional<Id> image) {
    std::vector<IngestRun> runs;
    TRY(state_->each(
        "SELECT id, image_id, started_at, finished_at, tool_version, settings, workers, state, counts, results_sha256 "
        "FROM ingest_run WHERE ?1 IS NULL OR image_id = ?1 ORDER BY id",
        [&](Rows& rows) {
            IngestRun& run = runs.emplace_back();
            run.id = rows.integer(0);
            run.image = rows.integer(1);
            run.started_at = Timestamp{rows.integer(2)};
            run.finished_at = rows.time(3);
            run.tool_version = rows.text(4);
            run.settings_json = rows.text(5);
            run.workers = rows.number<std::uint32_t>(6);
            run.state = rows.text(7);
            run.counts_json = rows.text(8);
            run.results_sha256 = rows.digest<Sha256Digest>(9);
            return true;
        },
        image));
    return runs;
}

Result<std::vector<Sha256Digest>> CaseReader::block_hashes(Id image) {
    std::vector<Sha256Digest> leaves;
    bool whole = true;
    TRY(state_->each(
        "SELECT first_block, hashes FROM block_hash WHERE image_id = ?1 ORDER BY first_block",
        [&](const Rows& rows) {
            const Bytes hashes = rows.blob(1);
            whole =
                whole && rows.number<std::uint64_t>(0) == leaves.size() && hashes.size() % sizeof(Sha256Digest) == 0;
            for (std::size_t at = 0; whole && at < hashes.size(); at += sizeof(Sha256Digest))
                std::copy_n(hashes.data() + at, sizeof(Sha256Digest), leaves.emplace_back().data());
            return whole;
        },
        image));
    if (!whole) return state_->database->damaged(fmt::format("block hashes of image {}: a gap", image));
    return leaves;
}

Result<void> CaseReader::unallocated(Id file_system, const std::function<bool(std::uint64_t, std::uint64_t)>& each) {
    return state_->each(
        "SELECT image_offset, length FROM unallocated WHERE file_system_id = ?1 ORDER BY image_offset",
        [&](const Rows& rows) { return each(rows.number<std::uint64_t>(0), rows.number<std::uint64_t>(1)); },
        file_system);
}

Result<std::optional<std::vector<Byte>>> CaseReader::get_state(Id image, std::string_view key) {
    std::optional<std::vector<Byte>> value;
    TRY(state_->each(
        "SELECT value FROM ingest_state WHERE image_id = ?1 AND key = ?2",
        [&](const Rows& rows) {
            value = copied(rows.blob(0));
            return true;
        },
        image, key));
    return value;
}

Result<Sha256Digest> CaseReader::results_sha256() {
    return dump_sha256(*state_->database);
}

Result<void> CaseReader::dump(const std::function<bool(std::string_view)>& each) {
    return dump_results(*state_->database, each);
}

}  // namespace sanad
