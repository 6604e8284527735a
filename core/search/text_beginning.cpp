#include "core/search/text_beginning.hpp"

#include <algorithm>

#include "core/search/pieces.hpp"
#include "core/store/database.hpp"

namespace sanad {
namespace {

constexpr bool begins_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

IndexedText text_in(const Rows& row) {
    IndexedText text;
    text.id = row.integer(0);
    text.image = row.integer(1);
    text.file = row.integer(2);
    text.source = row.integer(3) == 0 ? TextSource::content : TextSource::module;
    text.module = row.string(4);
    text.version = row.string(5);
    text.encoding = row.string(6);
    text.source_file = row.integer(7);
    text.source_offset = row.number<std::uint64_t>(8);
    text.source_length = row.number<std::uint64_t>(9);
    text.size = row.number<std::uint64_t>(10);
    return text;
}

constexpr const char* documents =
    "SELECT id, image, file, source, module, version, encoding, source_file, source_offset, source_length, size "
    "FROM document ";

}  // namespace

struct StoredTexts::State {
    explicit State(std::unique_ptr<Database> opened)
        : database{std::move(opened)},
          of_file{*database, std::string{documents} + "WHERE file = ?1 AND encoding <> 'strings' ORDER BY id"},
          of_finding{*database, std::string{documents} +
                                    "WHERE file = ?1 AND source = 1 AND module = ?2 AND source_file = ?3 AND "
                                    "source_offset >= ?4 AND source_offset + source_length <= ?5 ORDER BY id LIMIT ?6"},
          pieces{*database, "SELECT own_size, text FROM piece WHERE id BETWEEN ?1 AND ?2 ORDER BY id"} {}

    std::unique_ptr<Database> database;
    SqlStatement of_file, of_finding, pieces;
};

StoredTexts::StoredTexts(std::unique_ptr<State> state) : state_{std::move(state)} {}
StoredTexts::StoredTexts(StoredTexts&&) noexcept = default;
StoredTexts::~StoredTexts() = default;

Result<StoredTexts> StoredTexts::open(const IndexFiles& files) {
    return StoredTexts{std::make_unique<State>(TRY(open_index_for_reading(files)))};
}

Result<std::vector<IndexedText>> StoredTexts::of_file(Id file) {
    std::vector<IndexedText> texts;
    auto rows = state_->of_file.with(file);
    while (TRY(rows.next())) texts.push_back(text_in(rows));
    const auto of_module = [](const IndexedText& text) { return text.source == TextSource::module; };
    if (std::ranges::any_of(texts, of_module))
        std::erase_if(texts, [&](const IndexedText& text) { return !of_module(text); });
    return texts;
}

Result<std::vector<IndexedText>> StoredTexts::of_finding(const ArtifactRow& finding, std::size_t most) {
    const SourceRange& source = finding.artifact.source;
    std::vector<IndexedText> texts;
    auto rows = state_->of_finding.with(finding.file, finding.module, finding.source_file, source.offset,
                                        source.offset + source.length, most);
    while (TRY(rows.next())) texts.push_back(text_in(rows));
    return texts;
}

Result<TextBeginning> StoredTexts::beginning(std::span<const IndexedText> texts, std::size_t most) {
    TextBeginning result;
    for (const IndexedText& text : texts) {
        auto pieces = state_->pieces.with(piece_number(text.id, 0), piece_number(text.id + 1, 0) - 1);
        if (!result.text.empty() && !result.text.ends_with('\n') && result.characters < most) {
            result.text += '\n';
            ++result.characters;
        }
        while (TRY(pieces.next())) {
            const std::string piece = TRY(unpacked(pieces.blob(1), longest_text_piece));
            for (const char byte : std::string_view{piece}.substr(0, pieces.number<std::size_t>(0))) {
                if (begins_character(byte)) ++result.characters;
                if (result.characters <= most) result.text += byte;
            }
        }
    }
    return result;
}

}  // namespace sanad
