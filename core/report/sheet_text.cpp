#include "core/report/sheet_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <nlohmann/json.hpp>

#include "core/base/bytes.hpp"
#include "core/base/text.hpp"

namespace sanad {
namespace {

using nlohmann::json;

constexpr std::string_view kinds[] = {"words", "token", "code"};
constexpr std::string_view emphases[] = {"normal", "red", "small"};
constexpr std::string_view aligns[] = {"start", "middle", "end"};

// ---- writing -------------------------------------------------------------------------------------------------------

json written(const std::string& text) {
    return shown(text);
}

json written(const Text& text) {
    if (text.runs.empty()) return "";
    if (text.runs.size() == 1 && text.runs[0].kind == Run::Kind::words) return shown(text.runs[0].text);
    json runs = json::array();
    for (const Run& run : text.runs) {
        runs.push_back({{"kind", kinds[static_cast<std::size_t>(run.kind)]}, {"text", shown(run.text)}});
    }
    return runs;
}

// Known before the list of them is.
json written(const Fact& fact);
json written(const Column& column);
json written(const Row& row);
json written(const Signature& person);
json written(const Block& block);

template <class Thing>
json written(const std::vector<Thing>& things) {
    json list = json::array();
    for (const Thing& thing : things) list.push_back(written(thing));
    return list;
}

json written(const Fact& fact) {
    return {{"label", shown(fact.label)}, {"red", fact.red}, {"value", written(fact.value)}};
}
json written(const Column& column) {
    return {{"align", aligns[static_cast<std::size_t>(column.align)]},
            {"heading", shown(column.heading)},
            {"width", column.width}};
}
json written(const Row& row) {
    return {{"cells", written(row.cells)}, {"red", row.red}};
}
json written(const Signature& person) {
    return {{"more", written(person.more)}, {"name", written(person.name)}, {"role", shown(person.role)}};
}

json written(const Heading& block) {
    return {{"block", "heading"}, {"level", block.level}, {"text", written(block.text)}};
}
json written(const Paragraph& block) {
    return {{"block", "paragraph"},
            {"emphasis", emphases[static_cast<std::size_t>(block.emphasis)]},
            {"text", written(block.text)}};
}
json written(const Facts& block) {
    return {{"block", "facts"}, {"rows", written(block.rows)}, {"two_columns", block.two_columns}};
}
json written(const Table& block) {
    return {{"block", "table"}, {"columns", written(block.columns)}, {"rows", written(block.rows)}};
}
json written(const Signatures& block) {
    return {{"block", "signatures"}, {"people", written(block.people)}, {"statement", written(block.statement)}};
}
json written(const ReceiptBox& block) {
    // A checkpoint note has line feeds: it travels as hexadecimal, and exactly.
    return {{"block", "receipt"},
            {"code", shown(block.code)},
            {"explanation", written(block.explanation)},
            {"facts", written(block.facts)},
            {"qr_payload_hex", hex(bytes_of(block.qr_payload))},
            {"title", shown(block.title)}};
}
json written(const Qr& block) {
    return {{"block", "qr"}, {"caption", written(block.caption)}, {"payload_hex", hex(bytes_of(block.payload))}};
}
json written(const Thumbnail& block) {
    return {{"block", "thumbnail"}, {"caption", written(block.caption)}, {"png_hex", hex(bytes_of(block.png))}};
}
json written(const Quotation& block) {
    return {{"block", "quotation"}, {"caption", written(block.caption)}, {"lines", written(block.lines)}};
}
json written(const Contents&) {
    return {{"block", "contents"}};
}
json written(const Rule&) {
    return {{"block", "rule"}};
}
json written(const Space& block) {
    return {{"block", "space"}, {"points", block.points}};
}
json written(const PageBreak&) {
    return {{"block", "page_break"}};
}
json written(const Block& block) {
    return std::visit([](const auto& one) { return written(one); }, block);
}

// ---- reading -------------------------------------------------------------------------------------------------------

/// One value of the text and the way to it.
struct Place {
    const json* value;
    std::string path;

    tl::unexpected<Error> wrong(std::string_view what) const {
        return failure(Fault::damaged, fmt::format("sheet: {}: {}", path.empty() ? "/" : path, what));
    }
    Place in(const json& inner, std::string_view name) const {
        return {&inner, path.empty() ? std::string{name} : fmt::format("{}/{}", path, name)};
    }
};

/// The object has these keys and no others.
Result<void> expect_keys(const Place& place, std::initializer_list<std::string_view> keys) {
    if (!place.value->is_object()) return place.wrong("an object is expected");
    for (const std::string_view key : keys) {
        if (!place.value->contains(key)) return place.wrong(fmt::format("'{}' is missing", key));
    }
    if (place.value->size() == keys.size()) return {};
    for (const auto& [key, value] : place.value->items()) {
        if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
            return place.wrong(fmt::format("'{}' means nothing here", shown(key)));
        }
    }
    return {};
}

Place at(const Place& place, std::string_view key) {
    return place.in(*place.value->find(key), key);
}

Result<std::string> read_string(const Place& place) {
    if (!place.value->is_string()) return place.wrong("a text is expected");
    const auto& text = place.value->get_ref<const std::string&>();
    if (text.find('\0') != std::string::npos) return place.wrong("a text holds NUL");
    return text;
}

Result<bool> read_bool(const Place& place) {
    if (!place.value->is_boolean()) return place.wrong("true or false is expected");
    return place.value->get<bool>();
}

Result<double> read_number(const Place& place, double least, double most) {
    if (!place.value->is_number()) return place.wrong("a number is expected");
    const double number = place.value->get<double>();
    if (!(number >= least && number <= most)) return place.wrong(fmt::format("not within {} and {}", least, most));
    return number;
}

Result<std::string> read_hex(const Place& place) {
    const std::string digits = TRY(read_string(place));
    auto bytes = from_hex(digits);
    if (!bytes) return place.wrong("hexadecimal digits are expected");
    return std::move(*bytes);
}

template <class Choice, std::size_t count>
Result<Choice> read_choice(const Place& place, const std::string_view (&names)[count]) {
    const std::string name = TRY(read_string(place));
    for (std::size_t i = 0; i < count; ++i) {
        if (names[i] == name) return static_cast<Choice>(i);
    }
    return place.wrong(fmt::format("'{}' is none of the choices", shown(name)));
}

template <class Thing, class Read>
Result<std::vector<Thing>> read_list(const Place& place, Read read) {
    if (!place.value->is_array()) return place.wrong("a list is expected");
    std::vector<Thing> things;
    things.reserve(place.value->size());
    for (std::size_t i = 0; i < place.value->size(); ++i) {
        things.push_back(TRY(read(place.in((*place.value)[i], std::to_string(i)))));
    }
    return things;
}

Result<Run> read_run(const Place& place) {
    TRY(expect_keys(place, {"kind", "text"}));
    Run run;
    run.kind = TRY(read_choice<Run::Kind>(at(place, "kind"), kinds));
    run.text = TRY(read_string(at(place, "text")));
    return run;
}

Result<Text> read_text(const Place& place) {
    if (place.value->is_string()) return Text{TRY(read_string(place))};
    return Text{TRY(read_list<Run>(place, read_run))};
}

Result<Fact> read_fact(const Place& place) {
    TRY(expect_keys(place, {"label", "red", "value"}));
    Fact fact;
    fact.label = TRY(read_string(at(place, "label")));
    fact.red = TRY(read_bool(at(place, "red")));
    fact.value = TRY(read_text(at(place, "value")));
    return fact;
}

Result<Column> read_column(const Place& place) {
    TRY(expect_keys(place, {"align", "heading", "width"}));
    Column column;
    column.align = TRY(read_choice<Column::Align>(at(place, "align"), aligns));
    column.heading = TRY(read_string(at(place, "heading")));
    column.width = TRY(read_number(at(place, "width"), 0.01, 100));
    return column;
}

Result<Row> read_row(const Place& place) {
    TRY(expect_keys(place, {"cells", "red"}));
    Row row;
    row.cells = TRY(read_list<Text>(at(place, "cells"), read_text));
    row.red = TRY(read_bool(at(place, "red")));
    return row;
}

Result<Signature> read_signature(const Place& place) {
    TRY(expect_keys(place, {"more", "name", "role"}));
    Signature person;
    person.more = TRY(read_list<Text>(at(place, "more"), read_text));
    person.name = TRY(read_text(at(place, "name")));
    person.role = TRY(read_string(at(place, "role")));
    return person;
}

Result<Block> read_heading(const Place& place) {
    TRY(expect_keys(place, {"block", "level", "text"}));
    Heading block{TRY(read_text(at(place, "text")))};
    block.level = static_cast<int>(TRY(read_number(at(place, "level"), 1, 3)));
    return block;
}

Result<Block> read_paragraph(const Place& place) {
    TRY(expect_keys(place, {"block", "emphasis", "text"}));
    Paragraph block;
    block.emphasis = TRY(read_choice<Emphasis>(at(place, "emphasis"), emphases));
    block.text = TRY(read_text(at(place, "text")));
    return block;
}

Result<Block> read_facts(const Place& place) {
    TRY(expect_keys(place, {"block", "rows", "two_columns"}));
    Facts block;
    block.rows = TRY(read_list<Fact>(at(place, "rows"), read_fact));
    block.two_columns = TRY(read_bool(at(place, "two_columns")));
    return block;
}

Result<Block> read_table(const Place& place) {
    TRY(expect_keys(place, {"block", "columns", "rows"}));
    Table block;
    block.columns = TRY(read_list<Column>(at(place, "columns"), read_column));
    if (block.columns.empty()) return place.wrong("a table without columns");
    if (block.columns.size() > sheet_table_columns) {
        return failure(Fault::limit, fmt::format("sheet: {}: {} columns; {} fit on paper", place.path,
                                                 block.columns.size(), sheet_table_columns));
    }
    block.rows = TRY(read_list<Row>(at(place, "rows"), read_row));
    for (std::size_t i = 0; i < block.rows.size(); ++i) {
        if (block.rows[i].cells.size() == block.columns.size()) continue;
        return place.wrong(
            fmt::format("row {} has {} cells for {} columns", i, block.rows[i].cells.size(), block.columns.size()));
    }
    return block;
}

Result<Block> read_signatures(const Place& place) {
    TRY(expect_keys(place, {"block", "people", "statement"}));
    Signatures block;
    block.people = TRY(read_list<Signature>(at(place, "people"), read_signature));
    block.statement = TRY(read_text(at(place, "statement")));
    return block;
}

Result<Block> read_receipt(const Place& place) {
    TRY(expect_keys(place, {"block", "code", "explanation", "facts", "qr_payload_hex", "title"}));
    ReceiptBox block;
    block.code = TRY(read_string(at(place, "code")));
    block.explanation = TRY(read_text(at(place, "explanation")));
    block.facts = TRY(read_list<Fact>(at(place, "facts"), read_fact));
    block.qr_payload = TRY(read_hex(at(place, "qr_payload_hex")));
    block.title = TRY(read_string(at(place, "title")));
    return block;
}

Result<Block> read_qr(const Place& place) {
    TRY(expect_keys(place, {"block", "caption", "payload_hex"}));
    Qr block;
    block.caption = TRY(read_text(at(place, "caption")));
    block.payload = TRY(read_hex(at(place, "payload_hex")));
    return block;
}

Result<Block> read_thumbnail(const Place& place) {
    TRY(expect_keys(place, {"block", "caption", "png_hex"}));
    Thumbnail block;
    block.caption = TRY(read_text(at(place, "caption")));
    block.png = TRY(read_hex(at(place, "png_hex")));
    return block;
}

Result<Block> read_quotation(const Place& place) {
    TRY(expect_keys(place, {"block", "caption", "lines"}));
    Quotation block;
    block.caption = TRY(read_text(at(place, "caption")));
    block.lines = TRY(read_list<Text>(at(place, "lines"), read_text));
    return block;
}

Result<Block> read_block(const Place& place) {
    if (!place.value->is_object() || !place.value->contains("block")) return place.wrong("'block' is missing");
    const std::string name = TRY(read_string(at(place, "block")));
    if (name == "heading") return read_heading(place);
    if (name == "paragraph") return read_paragraph(place);
    if (name == "facts") return read_facts(place);
    if (name == "table") return read_table(place);
    if (name == "signatures") return read_signatures(place);
    if (name == "receipt") return read_receipt(place);
    if (name == "qr") return read_qr(place);
    if (name == "thumbnail") return read_thumbnail(place);
    if (name == "quotation") return read_quotation(place);
    if (name == "space") {
        TRY(expect_keys(place, {"block", "points"}));
        return Space{TRY(read_number(at(place, "points"), 0, 800))};
    }
    if (name == "rule" || name == "page_break" || name == "contents") {
        TRY(expect_keys(place, {"block"}));
        return name == "rule" ? Block{Rule{}} : name == "contents" ? Block{Contents{}} : Block{PageBreak{}};
    }
    return place.wrong(fmt::format("there is no block '{}'", shown(name)));
}

Result<Sheet> read_sheet(const Place& place) {
    TRY(expect_keys(place, {"agency", "banner", "blocks", "created", "footer", "language", "logo_png_hex", "reference",
                            "references", "subtitle", "title", "watermark"}));
    Sheet sheet;
    const std::string language = TRY(read_string(at(place, "language")));
    const auto known = language_of(language);
    if (!known) return at(place, "language").wrong("'en' or 'ur' is expected");
    sheet.language = *known;
    sheet.agency = TRY(read_list<std::string>(at(place, "agency"), read_string));
    sheet.banner = TRY(read_string(at(place, "banner")));
    sheet.blocks = TRY(read_list<Block>(at(place, "blocks"), read_block));
    sheet.created = TRY(read_string(at(place, "created")));
    sheet.footer = TRY(read_text(at(place, "footer")));
    sheet.logo_png = TRY(read_hex(at(place, "logo_png_hex")));
    sheet.reference = TRY(read_string(at(place, "reference")));
    sheet.references = TRY(read_list<Fact>(at(place, "references"), read_fact));
    sheet.subtitle = TRY(read_text(at(place, "subtitle")));
    sheet.title = TRY(read_text(at(place, "title")));
    sheet.watermark = TRY(read_string(at(place, "watermark")));
    return sheet;
}

}  // namespace

std::string sheet_text(const Sheet& sheet) {
    const json whole = {{"agency", written(sheet.agency)},
                        {"banner", shown(sheet.banner)},
                        {"blocks", written(sheet.blocks)},
                        {"created", shown(sheet.created)},
                        {"footer", written(sheet.footer)},
                        {"language", code_of(sheet.language)},
                        {"logo_png_hex", hex(bytes_of(sheet.logo_png))},
                        {"reference", shown(sheet.reference)},
                        {"references", written(sheet.references)},
                        {"subtitle", written(sheet.subtitle)},
                        {"title", written(sheet.title)},
                        {"watermark", shown(sheet.watermark)}};
    return whole.dump() + '\n';
}

Result<Sheet> parse_sheet(std::string_view text) {
    if (text.size() > sheet_text_limit) {
        return failure(Fault::limit,
                       fmt::format("sheet: {} bytes of text; at most {} are read", text.size(), sheet_text_limit));
    }
    const json whole = json::parse(text.begin(), text.end(), nullptr, false);
    if (whole.is_discarded()) return failure(Fault::damaged, "sheet: this is no JSON text");
    return read_sheet({&whole, ""});
}

}  // namespace sanad
