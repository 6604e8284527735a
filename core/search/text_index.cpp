#include "core/search/text_index.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "core/search/piece_packer.hpp"
#include "core/search/pieces.hpp"
#include "core/search/shard.hpp"
#include "core/search/shard_threads.hpp"
#include "core/store/database.hpp"

namespace sanad {
namespace {

/// Where one shard of texts ends and the next begins, by the texts before alone. The first are small, so that a small
/// case keeps some cores busy too; a query pays for each.
class ShardBorders {
public:
    /// Asked for each text in turn, whose size may not be known yet.
    bool next_begins_one() const {
        return !any_ || size_ >= std::clamp(before_ / 4, std::uint64_t{4} << 20, std::uint64_t{48} << 20);
    }
    void begin() {
        before_ += size_;
        size_ = 0;
        any_ = true;
    }
    void add(std::uint64_t size) { size_ += size; }

private:
    std::uint64_t before_ = 0, size_ = 0;
    bool any_ = false;
};

}  // namespace

ArtifactText searchable_text(const Artifact& artifact) {
    ArtifactText result;
    for (const Attribute& attribute : artifact.attributes) {
        const auto* text = std::get_if<std::string>(&attribute.value);
        if (text == nullptr || text->empty()) continue;
        result.values.push_back({result.text.size(), attribute.name});
        result.text += *text;
        result.text += '\n';
    }
    return result;
}

struct TextIndex::State {
    explicit State(IndexFiles its_files) : files{std::move(its_files)} {}
    SqlStatement& statement(const char* sql) {
        const auto known = statements.find(sql);
        if (known != statements.end()) return known->second;
        return statements.emplace(sql, SqlStatement{*database, sql}).first->second;
    }

    IndexFiles files;
    std::unique_ptr<Database> database;
    std::map<const char*, SqlStatement> statements;
    std::optional<IndexedText> current;
    std::unique_ptr<PieceCutter> cutter;
    std::uint32_t ordinal = 0;
    std::optional<PiecePacker> packer;
    Id next_document = 0;

    // Shards that are made while their texts come.
    ShardThreads* threads = nullptr;
    ShardBorders borders;
    ShardPlan shard;
    bool shard_open = false;
};

TextIndex::TextIndex(std::unique_ptr<State> state) : state_{std::move(state)} {
    state_->packer.emplace(std::max(1U, std::thread::hardware_concurrency()), [this](const PackedPiece& piece) {
        return state_->statement("INSERT INTO piece VALUES (?1, ?2, ?3, ?4, ?5)")
            .with(piece.number, piece.text_offset, piece.own_size, piece.source_offset, piece.bytes)
            .run();
    });
}
TextIndex::~TextIndex() = default;

Result<std::unique_ptr<TextIndex>> TextIndex::open(const std::filesystem::path& case_folder) {
    auto state = std::make_unique<State>(IndexFiles{case_folder});
    state->database = TRY(open_index_for_writing(state->files));
    state->next_document = TRY(state->database->number("SELECT coalesce(max(id), 0) FROM document")) + 1;
    return std::unique_ptr<TextIndex>{new TextIndex{std::move(state)}};
}

const IndexFiles& TextIndex::files() const {
    return state_->files;
}

Result<void> TextIndex::open_batch() {
    if (state_->database->in_transaction()) return {};
    return state_->database->begin();
}

Result<void> TextIndex::commit() {
    if (state_->current) throw std::logic_error{"a text is open"};
    TRY(settle_pieces());
    if (!state_->database->in_transaction()) return {};
    return state_->database->commit();
}

/// What was given to threads is in the database.
Result<void> TextIndex::settle_pieces() {
    return state_->packer->finish();
}

Result<void> TextIndex::begin_text(const IndexedText& text) {
    if (state_->current) throw std::logic_error{"a text is open already"};
    TRY(open_batch());
    state_->current = text;
    state_->current->id = state_->next_document;
    state_->ordinal = 0;
    state_->cutter = std::make_unique<PieceCutter>(text.encoding, [this](const TextPiece& piece) -> Result<void> {
        if (state_->threads != nullptr && state_->ordinal == 0 && state_->borders.next_begins_one()) part_shards();
        return state_->packer->add(piece_number(state_->current->id, state_->ordinal++), piece);
    });
    return {};
}

Result<void> TextIndex::begin_shards(Id image, ShardThreads& threads) {
    auto rows = state_->statement("SELECT 1 FROM document WHERE image = ?1 AND source = 0 LIMIT 1").with(image);
    if (TRY(rows.next())) return {};
    state_->threads = &threads;
    state_->borders = {};
    state_->shard = {image, ShardKind::text, 0, 0, 0};
    state_->shard_open = false;
    // When it says no, what comes is thrown away, and the reason is asked for by whoever wants the shards.
    state_->packer->show_to([&threads](std::shared_ptr<const PieceGroup> group) { threads.add(std::move(group)); });
    return {};
}

/// The text at hand begins a shard.
void TextIndex::part_shards() {
    state_->packer->part();
    if (state_->shard_open) {
        state_->threads->end(state_->shard.last);
        ++state_->shard.number;
    }
    state_->borders.begin();
    state_->shard.first = state_->current->id;
    state_->shard_open = true;
    state_->threads->begin(state_->shard);
}

Result<void> TextIndex::end_shards() {
    if (state_->threads == nullptr) return {};
    state_->packer->show_to({});
    if (state_->shard_open) state_->threads->end(state_->shard.last);
    state_->shard_open = false;
    state_->threads = nullptr;
    return {};
}

Result<void> TextIndex::append(std::string_view text, std::optional<std::uint64_t> source_offset, bool last) {
    return state_->cutter->append(text, source_offset, last);
}

Result<void> TextIndex::end_text() {
    TRY(state_->cutter->finish());
    const std::uint64_t size = state_->cutter->size();
    const IndexedText text = std::move(*state_->current);
    state_->current.reset();
    state_->cutter.reset();
    if (size == 0) return {};
    ++state_->next_document;
    if (state_->threads != nullptr) {
        state_->borders.add(size);
        state_->shard.last = text.id;
    }
    return state_->statement("INSERT INTO document VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")
        .with(text.id, text.image, text.file, text.source, text.module, text.version, text.encoding, text.source_file,
              text.source_offset, text.source_length, size)
        .run();
}

Result<bool> TextIndex::has_module_texts(Id image) {
    auto rows = state_->statement("SELECT 1 FROM document WHERE image = ?1 AND source = 1 LIMIT 1").with(image);
    return rows.next();
}

Result<bool> TextIndex::has_module_text(Id file) {
    auto rows = state_->statement("SELECT 1 FROM document WHERE file = ?1 AND source = 1").with(file);
    return rows.next();
}

Result<bool> TextIndex::drop_equal_module_text(Id file, std::string_view text) {
    std::vector<Id> equal;
    {
        auto rows = state_->statement("SELECT id FROM document WHERE file = ?1 AND source = 1 AND size = ?2")
                        .with(file, text.size());
        while (TRY(rows.next())) equal.push_back(rows.integer(0));
    }
    if (!equal.empty()) TRY(settle_pieces());
    bool dropped = false;
    for (const Id document : equal) {
        bool same = true;
        std::size_t at = 0;
        {
            auto pieces = state_->statement("SELECT own_size, text FROM piece WHERE id BETWEEN ?1 AND ?2 ORDER BY id")
                              .with(piece_number(document, 0), piece_number(document + 1, 0) - 1);
            while (same && TRY(pieces.next())) {
                const std::string piece = TRY(unpacked(pieces.blob(1), longest_text_piece));
                const std::string_view own = std::string_view{piece}.substr(0, pieces.number<std::size_t>(0));
                same = text.substr(std::min(at, text.size()), own.size()) == own;
                at += own.size();
            }
        }
        if (!same || at != text.size()) continue;
        TRY(open_batch());
        TRY(state_->statement("DELETE FROM piece WHERE id BETWEEN ?1 AND ?2")
                .with(piece_number(document, 0), piece_number(document + 1, 0) - 1)
                .run());
        TRY(state_->statement("DELETE FROM document WHERE id = ?1").with(document).run());
        dropped = true;
    }
    return dropped;
}

Result<void> TextIndex::forget_texts(const char* where, Id image, Id above) {
    TRY(settle_pieces());
    TRY(open_batch());
    std::vector<Id> documents;
    {
        auto rows = state_->statement(where).with(image, above);
        while (TRY(rows.next())) documents.push_back(rows.integer(0));
    }
    for (const Id document : documents) {
        TRY(state_->statement("DELETE FROM piece WHERE id BETWEEN ?1 AND ?2")
                .with(piece_number(document, 0), piece_number(document + 1, 0) - 1)
                .run());
        TRY(state_->statement("DELETE FROM document WHERE id = ?1").with(document).run());
    }
    state_->next_document = TRY(state_->database->number("SELECT coalesce(max(id), 0) FROM document")) + 1;
    return {};
}

Result<void> TextIndex::forget_image(Id image) {
    TRY(forget_texts("SELECT id FROM document WHERE image = ?1 AND id > ?2", image, 0));
    std::vector<std::filesystem::path> gone;
    {
        auto rows = state_->statement("SELECT kind, number FROM shard WHERE image = ?1").with(image);
        while (TRY(rows.next()))
            gone.push_back(state_->files.shard(image, rows.code(0, ShardKind::name), rows.number<std::uint32_t>(1)));
    }
    TRY(state_->statement("DELETE FROM shard WHERE image = ?1").with(image).run());
    TRY(state_->statement("DELETE FROM indexed_image WHERE image = ?1").with(image).run());
    TRY(commit());
    std::error_code error;
    for (const auto& path : gone) std::filesystem::remove(path, error);
    return {};
}

Result<void> TextIndex::forget_module_texts_after(Id image, Id file) {
    return forget_texts("SELECT id FROM document WHERE image = ?1 AND source = 1 AND file > ?2", image, file);
}

Result<Id> TextIndex::contents_done(Id image) {
    auto rows = state_->statement("SELECT contents_to FROM indexed_image WHERE image = ?1").with(image);
    return TRY(rows.next()) ? rows.integer(0) : Id{0};
}

Result<void> TextIndex::set_contents_done(Id image, Id file) {
    TRY(open_batch());
    return state_
        ->statement(
            "INSERT INTO indexed_image VALUES (?1, ?2, 0, 0, 0) "
            "ON CONFLICT (image) DO UPDATE SET contents_to = excluded.contents_to")
        .with(image, file)
        .run();
}

Result<bool> TextIndex::finished(Id image) {
    auto rows = state_->statement("SELECT finished FROM indexed_image WHERE image = ?1").with(image);
    return TRY(rows.next()) && rows.flag(0);
}

Result<void> TextIndex::set_finished(Id image, std::uint64_t artifacts, std::uint64_t names) {
    TRY(open_batch());
    return state_->statement("UPDATE indexed_image SET finished = 1, artifacts = ?2, names = ?3 WHERE image = ?1")
        .with(image, artifacts, names)
        .run();
}

Result<bool> TextIndex::shard_is_there(const ShardPlan& plan) {
    auto rows = state_->statement("SELECT first, last FROM shard WHERE image = ?1 AND kind = ?2 AND number = ?3")
                    .with(plan.image, plan.kind, plan.number);
    if (!TRY(rows.next()) || rows.integer(0) != plan.first || rows.integer(1) != plan.last) return false;
    std::error_code error;
    return std::filesystem::exists(state_->files.shard(plan.image, plan.kind, plan.number), error);
}

Result<std::vector<ShardPlan>> TextIndex::missing_text_shards(Id image) {
    std::vector<ShardPlan> plans;
    // Contents first: theirs are begun before it is settled which texts of modules stay.
    for (const TextSource source : {TextSource::content, TextSource::module}) {
        ShardBorders borders;
        auto rows = state_->statement("SELECT id, size FROM document WHERE image = ?1 AND source = ?2 ORDER BY id")
                        .with(image, source);
        while (TRY(rows.next())) {
            if (borders.next_begins_one()) {
                plans.push_back({image, ShardKind::text, static_cast<std::uint32_t>(plans.size()), rows.integer(0), 0});
                borders.begin();
            }
            plans.back().last = rows.integer(0);
            borders.add(rows.number<std::uint64_t>(1));
        }
    }
    std::vector<ShardPlan> missing;
    for (const ShardPlan& plan : plans) {
        if (!TRY(shard_is_there(plan))) missing.push_back(plan);
    }
    return missing;
}

Result<std::vector<ShardPlan>> TextIndex::missing_shards(Id image, ShardKind kind, const std::vector<Id>& rows,
                                                         std::size_t each) {
    std::vector<ShardPlan> missing;
    for (std::size_t at = 0; at < rows.size(); at += each) {
        const ShardPlan plan{image, kind, static_cast<std::uint32_t>(at / each), rows[at],
                             rows[std::min(at + each, rows.size()) - 1]};
        if (!TRY(shard_is_there(plan))) missing.push_back(plan);
    }
    return missing;
}

Result<void> TextIndex::shard_made(const ShardPlan& plan) {
    TRY(open_batch());
    return state_->statement("INSERT OR REPLACE INTO shard VALUES (?1, ?2, ?3, ?4, ?5)")
        .with(plan.image, plan.kind, plan.number, plan.first, plan.last)
        .run();
}

Result<std::vector<Id>> images_with_unfinished_index(const std::filesystem::path& case_folder) {
    std::vector<Id> images;
    const IndexFiles files{case_folder};
    if (!files.exist()) return images;
    const auto database = TRY(open_index_for_writing(files));
    SqlStatement select{*database, "SELECT image FROM indexed_image WHERE finished = 0 ORDER BY image"};
    auto rows = select.with();
    while (TRY(rows.next())) images.push_back(rows.integer(0));
    return images;
}

Result<void> make_text_shard(const IndexFiles& files, const ShardPlan& plan) {
    const auto database = TRY(open_index_for_reading(files));
    ShardWriter shard = TRY(ShardWriter::create(files.shard(plan.image, plan.kind, plan.number), plan.kind));
    SqlStatement pieces{*database, "SELECT id, text FROM piece WHERE id BETWEEN ?1 AND ?2 ORDER BY id"};
    auto rows = pieces.with(piece_number(plan.first, 0), piece_number(plan.last + 1, 0) - 1);
    while (TRY(rows.next())) {
        const std::string text = TRY(unpacked(rows.blob(1), longest_text_piece));
        TRY(shard.add(rows.integer(0), text));
    }
    return shard.finish();
}

}  // namespace sanad
