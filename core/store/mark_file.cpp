#include "core/store/mark_file.hpp"

#include <fmt/format.h>

#include <ctime>

#include "core/base/text.hpp"
#include "core/store/database.hpp"
#include "core/store/migrations.hpp"
#include "core/store/stored_text.hpp"

namespace sanad {
namespace {

constexpr std::string_view acts[] = {"tag", "note", "remove"};
constexpr std::string_view things[] = {"case", "file", "artifact", "identifier", "hit"};
constexpr std::size_t longest_tag = 200, longest_text = 64 << 10;

constexpr const char* insert =
    "INSERT INTO mark VALUES ((SELECT coalesce(max(seq) + 1, 1) FROM mark), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
    "?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22) RETURNING seq";
constexpr const char* rows_after =
    "SELECT seq, act, removes, tag, colour, text, examiner, made_at, subject, subject_id, exhibit_number, image_id, "
    "file_system_offset, file_id, path, path_bytes, metadata_address, content_sha256, type, source_offset, "
    "source_length, values_sha256, label, (SELECT taken.seq FROM mark AS taken WHERE taken.removes = mark.seq) "
    "FROM mark WHERE seq > ?1 ORDER BY seq";
constexpr const char* standing_tag =
    "SELECT count(*) FROM mark WHERE act = 'tag' AND tag = ?1 AND subject = ?2 AND subject_id = ?3 AND path = ?4 AND "
    "content_sha256 IS ?5 AND values_sha256 IS ?6 AND NOT EXISTS (SELECT 1 FROM mark AS taken WHERE taken.removes = "
    "mark.seq)";

/// Numbers of evidence are 64-bit and stand signed in a column.
std::int64_t column(std::uint64_t number) {
    return static_cast<std::int64_t>(number);
}

Result<void> check(Database& database) {
    if (TRY(database.number("PRAGMA application_id")) != marks_application_id)
        return failure(Fault::refused, database.name() + ": holds no marks of a case");
    const auto version = TRY(database.number("PRAGMA user_version"));
    if (version == marks_schema_version) return {};
    return failure(Fault::refused, fmt::format("{}: its schema is version {}, this program knows version {}",
                                               database.name(), version, marks_schema_version));
}

}  // namespace

std::string_view name_of(MarkAct act) {
    return acts[static_cast<std::size_t>(act)];
}
std::string_view name_of(MarkedThing thing) {
    return things[static_cast<std::size_t>(thing)];
}

struct MarkFile::State {
    explicit State(std::unique_ptr<Database> opened) : database{std::move(opened)} {}

    Result<std::uint64_t> put(MarkAct act, std::optional<std::uint64_t> removes, const NewMark& mark,
                              const std::string& colour, const std::string& examiner);
    Result<std::string> colour_of(const std::string& tag);

    std::unique_ptr<Database> database;  ///< null: a case without marks, only looked at
    std::function<std::int64_t()> clock = [] {
        timespec now{};
        ::clock_gettime(CLOCK_REALTIME, &now);
        return now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
    };
};

MarkFile::MarkFile(std::unique_ptr<State> state) : state_{std::move(state)} {}
MarkFile::MarkFile(MarkFile&&) noexcept = default;
MarkFile& MarkFile::operator=(MarkFile&&) noexcept = default;
MarkFile::~MarkFile() = default;

void MarkFile::set_clock(std::function<std::int64_t()> clock) {
    state_->clock = std::move(clock);
}

// ---- opening -------------------------------------------------------------------------------------------------------

Result<MarkFile> MarkFile::open(const std::filesystem::path& case_folder) {
    const auto path = case_folder / "marks.db";
    std::error_code unknown;
    auto database = Database::open(path, std::filesystem::exists(path, unknown) ? Access::read_write : Access::create);
    // Another program may have made it in this moment.
    if (!database && std::filesystem::exists(path, unknown)) database = Database::open(path, Access::read_write);
    if (!database) return tl::unexpected{std::move(database.error())};
    // What was acknowledged is on the disk.
    TRY((*database)->run("PRAGMA synchronous = FULL"));
    auto transaction = TRY(Transaction::begin(**database));
    // A file that a kill left before it had tables is completed.
    if (TRY((*database)->number("SELECT count(*) FROM sqlite_schema")) == 0 &&
        TRY((*database)->number("PRAGMA application_id")) == 0) {
        TRY((*database)->run(marks_sql));
        TRY((*database)->run(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", marks_application_id,
                                         marks_schema_version)
                                 .c_str()));
    }
    TRY(check(**database));
    TRY(transaction.commit());
    return MarkFile{std::make_unique<State>(std::move(*database))};
}

Result<MarkFile> MarkFile::open_read_only(const std::filesystem::path& case_folder) {
    const auto path = case_folder / "marks.db";
    std::error_code unknown;
    if (!std::filesystem::exists(path, unknown)) return MarkFile{std::make_unique<State>(nullptr)};
    auto database = TRY(Database::open(path, Access::read_only));
    if (TRY(database->number("SELECT count(*) FROM sqlite_schema")) == 0) {
        return MarkFile{std::make_unique<State>(nullptr)};  // made, and killed before it had tables
    }
    TRY(check(*database));
    return MarkFile{std::make_unique<State>(std::move(database))};
}

// ---- reading -------------------------------------------------------------------------------------------------------

Result<std::uint64_t> MarkFile::revision() {
    if (!state_->database) return std::uint64_t{0};
    return static_cast<std::uint64_t>(TRY(state_->database->number("SELECT coalesce(max(seq), 0) FROM mark")));
}

Result<std::vector<Mark>> MarkFile::marks(std::uint64_t since) {
    std::vector<Mark> marks;
    if (!state_->database) return marks;
    SqlStatement statement{*state_->database, rows_after};
    auto rows = statement.with(since);
    while (TRY(rows.next())) {
        Mark mark;
        mark.seq = rows.number<std::uint64_t>(0);
        mark.act = rows.named(1, MarkAct::remove);
        mark.removes = rows.optional_number<std::uint64_t>(2);
        mark.tag = rows.string(3);
        mark.colour = rows.string(4);
        mark.text = rows.string(5);
        mark.examiner = rows.string(6);
        mark.made_at = {rows.integer(7)};
        MarkSubject& subject = mark.subject;
        subject.thing = rows.named(8, MarkedThing::hit);
        subject.id = rows.integer(9);
        subject.exhibit_number = rows.string(10);
        subject.image = rows.integer(11);
        subject.file_system_offset = rows.number<std::uint64_t>(12);
        subject.file = rows.integer(13);
        subject.path = rows.null(15) ? rows.string(14) : std::string{text_of(rows.blob(15))};
        subject.metadata_address = rows.number<std::uint64_t>(16);
        subject.content_sha256 = rows.digest<Sha256Digest>(17);
        subject.type = rows.string(18);
        subject.source_offset = rows.number<std::uint64_t>(19);
        subject.source_length = rows.number<std::uint64_t>(20);
        subject.values_sha256 = rows.digest<Sha256Digest>(21);
        subject.label = rows.string(22);
        mark.removed_by = rows.optional_number<std::uint64_t>(23);
        marks.push_back(std::move(mark));
    }
    return marks;
}

// ---- writing -------------------------------------------------------------------------------------------------------

Result<std::uint64_t> MarkFile::State::put(MarkAct act, std::optional<std::uint64_t> removes, const NewMark& mark,
                                           const std::string& colour, const std::string& examiner) {
    const MarkSubject& subject = mark.subject;
    const std::string tag = stored_text(mark.tag), text = stored_text(mark.text), label = stored_text(subject.label);
    const std::string who = stored_text(examiner), exhibit = stored_text(subject.exhibit_number);
    const std::string path = stored_text(subject.path), type = stored_text(subject.type);
    const std::optional<Bytes> raw = storable(subject.path) ? std::nullopt : std::optional{bytes_of(subject.path)};
    SqlStatement statement{*database, insert};
    auto rows =
        statement.with(name_of(act), removes, tag, colour, text, who, clock(), name_of(subject.thing), subject.id,
                       exhibit, subject.image, column(subject.file_system_offset), subject.file, path, raw,
                       column(subject.metadata_address), subject.content_sha256, type, column(subject.source_offset),
                       column(subject.source_length), subject.values_sha256, label);
    if (!TRY(rows.next())) throw std::logic_error{"a mark that was written has no number"};
    const auto seq = rows.number<std::uint64_t>(0);
    // To its end, or it is not written.
    if (TRY(rows.next())) throw std::logic_error{"one mark became two rows"};
    return seq;
}

Result<std::string> MarkFile::State::colour_of(const std::string& tag) {
    SqlStatement statement{*database,
                           "SELECT colour FROM mark WHERE act = 'tag' AND tag = ?1 ORDER BY seq DESC LIMIT 1"};
    auto rows = statement.with(tag);
    return TRY(rows.next()) ? rows.string(0) : std::string{"yellow"};
}

Result<MarkFile::Added> MarkFile::add(std::span<const NewMark> marks, const std::string& examiner) {
    if (!state_->database) throw std::logic_error{"marks that were opened for looking are added to"};
    for (const NewMark& mark : marks) {
        const bool tag = mark.act == MarkAct::tag;
        if (mark.act == MarkAct::remove) throw std::logic_error{"a removal is not added but made by remove()"};
        if (tag && mark.tag.empty()) return failure(Fault::refused, "a tag without a name");
        if (!tag && mark.text.empty()) return failure(Fault::refused, "a note without text");
        if (mark.tag.size() > longest_tag || mark.text.size() > longest_text) {
            return failure(Fault::refused,
                           fmt::format("a tag has at most {} bytes, a comment or note {}", longest_tag, longest_text));
        }
    }
    Added added;
    auto transaction = TRY(Transaction::begin(*state_->database));
    SqlStatement standing{*state_->database, standing_tag};
    for (const NewMark& mark : marks) {
        const MarkSubject& subject = mark.subject;
        if (mark.act == MarkAct::tag) {
            const std::string tag = stored_text(mark.tag), path = stored_text(subject.path);
            auto rows = standing.with(tag, name_of(subject.thing), subject.id, path, subject.content_sha256,
                                      subject.values_sha256);
            if (TRY(rows.next()) && rows.integer(0) > 0) {
                ++added.already;
                continue;
            }
        }
        std::string colour = mark.colour;
        if (mark.act == MarkAct::tag && colour.empty()) colour = TRY(state_->colour_of(mark.tag));
        added.seqs.push_back(TRY(state_->put(mark.act, std::nullopt, mark, colour, examiner)));
    }
    TRY(transaction.commit());
    return added;
}

Result<std::vector<std::uint64_t>> MarkFile::remove(std::span<const std::uint64_t> seqs, const std::string& reason,
                                                    const std::string& examiner) {
    if (!state_->database) throw std::logic_error{"marks that were opened for looking are taken back"};
    auto transaction = TRY(Transaction::begin(*state_->database));
    std::vector<std::uint64_t> removals;
    for (const std::uint64_t seq : seqs) {
        const auto found = seq == 0 ? std::vector<Mark>{} : TRY(marks(seq - 1));
        if (found.empty() || found.front().seq != seq)
            return failure(Fault::not_found, fmt::format("{}: there is no mark {}", state_->database->name(), seq));
        const Mark& mark = found.front();
        if (mark.act == MarkAct::remove)
            return failure(Fault::refused, fmt::format("mark {} is a removal; set the tag again instead", seq));
        if (mark.removed_by) {
            return failure(Fault::refused,
                           fmt::format("mark {} was taken back before, by mark {}", seq, *mark.removed_by));
        }
        NewMark removal{MarkAct::remove, mark.tag, {}, reason, mark.subject};
        removals.push_back(TRY(state_->put(MarkAct::remove, seq, removal, mark.colour, examiner)));
    }
    TRY(transaction.commit());
    return removals;
}

}  // namespace sanad
