#include "core/report/typeset.hpp"

#include <cairo/cairo-pdf.h>
#include <cairo/cairo.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/text.hpp"
#include "core/base/time.hpp"
#include "core/base/version.hpp"
#include "core/report/qr.hpp"
#include "core/report/typeset_page.hpp"
#include "core/report/typeset_text.hpp"

namespace sanad {
namespace {

using namespace typesetting;

constexpr double millimetre = 72 / 25.4;
constexpr double thumbnail_width = 170;
constexpr double thumbnail_height = 130;
constexpr std::size_t logo_limit = std::size_t{4} << 20;
constexpr std::size_t pdf_limit = std::size_t{1} << 30;

struct DestroysSurface {
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
using Surface = std::unique_ptr<cairo_surface_t, DestroysSurface>;
struct DestroysDrawing {
    void operator()(cairo_t* drawing) const { cairo_destroy(drawing); }
};
using Drawing = std::unique_ptr<cairo_t, DestroysDrawing>;

Result<Surface> png_surface(std::string_view png, std::string_view what) {
    if (png.empty()) return Surface{};
    if (png.size() > logo_limit) return failure(Fault::limit, fmt::format("{}: more than 4 MiB", what));
    std::string_view rest = png;
    const auto give = [](void* closure, unsigned char* into, unsigned length) {
        auto& left = *static_cast<std::string_view*>(closure);
        if (length > left.size()) return CAIRO_STATUS_READ_ERROR;
        std::memcpy(into, left.data(), length);
        left.remove_prefix(length);
        return CAIRO_STATUS_SUCCESS;
    };
    Surface logo{cairo_image_surface_create_from_png_stream(give, &rest)};
    if (const auto status = cairo_surface_status(logo.get()); status != CAIRO_STATUS_SUCCESS) {
        return failure(Fault::refused,
                       fmt::format("{}: not a PNG that can be read: {}", what, cairo_status_to_string(status)));
    }
    return logo;
}

/// Made before anything is drawn, like the squares.
Result<std::vector<Surface>> thumbnails_of(const Sheet& sheet) {
    std::vector<Surface> surfaces;
    for (const Block& block : sheet.blocks) {
        if (const auto* thumbnail = std::get_if<Thumbnail>(&block))
            surfaces.push_back(TRY(png_surface(thumbnail->png, "thumbnail")));
    }
    return surfaces;
}

/// Squares are made before anything is drawn: a payload that does not fit is an error, not a paper with a hole.
Result<std::vector<QrSquare>> squares_of(const Sheet& sheet) {
    std::vector<QrSquare> squares;
    for (const Block& block : sheet.blocks) {
        if (const auto* receipt = std::get_if<ReceiptBox>(&block); receipt && !receipt->qr_payload.empty()) {
            squares.push_back(TRY(qr_square(receipt->qr_payload)));
        }
        if (const auto* qr = std::get_if<Qr>(&block)) squares.push_back(TRY(qr_square(qr->payload)));
    }
    return squares;
}

/// As small as a hand-held scanner still reads from a copy of a copy: 0.45 mm to a module; larger while there is room.
double module_of(const QrSquare& square) {
    const int side = square.side + 2 * qr_quiet_zone;
    return std::clamp(44 * millimetre / side, 0.45 * millimetre, 0.8 * millimetre);
}

/// Where a heading of level 1 or 2 came to stand.
struct HeadingPlace {
    const Heading* heading;
    int page;
    double y;
};

class Paper {
public:
    /// `places`: of the headings, as the first setting of the sheet found them.
    Paper(const Sheet& sheet, const TextSetter& setter, cairo_surface_t* logo, const std::vector<QrSquare>& squares,
          const std::vector<Surface>& thumbnails, cairo_t* cairo, int page_count, std::vector<HeadingPlace> places = {})
        : sheet_{sheet},
          setter_{setter},
          logo_{logo},
          squares_{squares},
          thumbnails_{thumbnails},
          places_{std::move(places)},
          pages_{sheet, setter, cairo, page_count} {}

    /// How many pages it took.
    int set() {
        pages_.first_page();
        letterhead();
        title();
        for (std::size_t i = 0; i < sheet_.blocks.size(); ++i) {
            following_ = i + 1 < sheet_.blocks.size() ? &sheet_.blocks[i + 1] : nullptr;
            std::visit([this](const auto& one) { put(one); }, sheet_.blocks[i]);
        }
        pages_.last_page_ends();
        return pages_.page();
    }
    const std::vector<HeadingPlace>& found() const { return found_; }

private:
    Laid lay(const Text& text, Look look, double width) const { return setter_.lay(text, look, width); }

    void letterhead() {
        if (sheet_.agency.empty() && !logo_) return;
        const double start_y = pages_.y();
        double logo_height = 0;
        double aside = 0;
        if (logo_) {
            const double width = cairo_image_surface_get_width(logo_);
            const double height = cairo_image_surface_get_height(logo_);
            const double scale = std::min(54 / height, 90 / width);
            logo_height = height * scale;
            aside = width * scale + 12;
            pages_.draw_image(logo_, {pages_.from_start(0, width * scale), start_y, width * scale, logo_height});
        }
        const double width = body_width - 2 * aside;
        bool first = true;
        for (const std::string& name : sheet_.agency) {
            const Laid laid = lay(name, {first ? Style::agency : Style::agency_more}, width);
            pages_.draw(laid, side_margin + aside, pages_.y(), width, Align::middle);
            pages_.skip(laid.height());
            first = false;
        }
        if (const double used = pages_.y() - start_y; used < logo_height) pages_.skip(logo_height - used);
        pages_.skip(5);
        pages_.line(side_margin, pages_.y(), side_margin + body_width, pages_.y(), ink, 1.1);
        pages_.skip(pages_.right_to_left() ? 4 : 9);
    }

    void title() {
        if (!sheet_.title.empty()) pages_.flow(lay(sheet_.title, {Style::title}, body_width), Align::middle);
        if (!sheet_.subtitle.empty()) {
            pages_.skip(1);
            pages_.flow(lay(sheet_.subtitle, {Style::subtitle, grey}, body_width), Align::middle);
        }
        pages_.skip(6);
        if (!sheet_.references.empty()) put(Facts{sheet_.references, true});
    }

    // ---- blocks ----------------------------------------------------------------------------------------------------

    void put(const Heading& block) {
        const Style style = block.level == 1 ? Style::chapter : block.level == 2 ? Style::heading : Style::section;
        pages_.skip(pages_.right_to_left() ? 6 : 9);
        const Laid laid = lay(block.text, {style}, body_width);
        pages_.keep_together(laid.height() + beginning_of_next());
        if (block.level <= 2) found_.push_back({&block, pages_.page(), pages_.y()});
        pages_.flow(laid);
        if (block.level == 1) {
            pages_.skip(2);
            pages_.line(side_margin, pages_.y(), side_margin + body_width, pages_.y(), ink, 0.9);
        }
        pages_.skip(3);
    }

    /// One line for each heading of level 1, and of level 2 while all of them fit on a page; numbers of pages at the
    /// other edge. Both settings of the sheet give it the same lines.
    void put(const Contents&) {
        std::vector<const Heading*> listed;
        for (const int deepest : {2, 1}) {
            listed.clear();
            for (const Block& each : sheet_.blocks) {
                const auto* heading = std::get_if<Heading>(&each);
                if (heading && heading->level <= deepest) listed.push_back(heading);
            }
            if (listed.size() <= (pages_.right_to_left() ? 10u : 20u)) break;
        }
        constexpr double number_width = 44;
        pages_.skip(4);
        for (const Heading* heading : listed) {
            const auto place = std::ranges::find(places_, heading, &HeadingPlace::heading);
            const double indent = heading->level == 1 ? 0 : 14;
            const double width = body_width - number_width - indent;
            std::vector<Cell> cells;
            cells.push_back({lay(heading->text, {Style::value, ink, heading->level == 1}, width - 8),
                             pages_.from_start(indent, width), width, Align::start});
            cells.push_back({lay(std::to_string(place == places_.end() ? 0 : place->page), {Style::value}, 0),
                             pages_.from_start(body_width - number_width, number_width), number_width, Align::end});
            pages_.flow_row(cells, {1.6});
        }
        pages_.skip(6);
    }

    /// How much of the next block has to stand on the page of its heading.
    double beginning_of_next() const {
        constexpr double some = 56;
        if (!following_) return some;
        if (std::holds_alternative<Thumbnail>(*following_)) return thumbnail_height + 40;
        if (const auto* table = std::get_if<Table>(following_)) return std::max(some, table_beginning(*table) + 8);
        if (const auto* signatures = std::get_if<Signatures>(following_)) return signatures_beginning(*signatures) + 3;
        return some;
    }

    void put(const Paragraph& block) {
        const Style style = block.emphasis == Emphasis::small ? Style::small : Style::body;
        const bool red = block.emphasis == Emphasis::red;
        const Laid laid = lay(block.text, {style, red ? warning : ink, red}, body_width - (red ? 8 : 0));
        pages_.skip(2);
        if (red) {
            std::vector<Cell> cells;
            cells.push_back({lay(block.text, {style, warning, true}, body_width - 14),
                             pages_.from_start(3, body_width - 3), body_width - 3, Align::start});
            pages_.flow_row(cells, {3, true, false, false, false});
        } else {
            if (laid.height() < 60) pages_.keep_together(laid.height());
            pages_.flow(laid);
        }
        pages_.skip(3);
    }

    /// Label and value of one fact, from `start` on.
    void add_fact(std::vector<Cell>& cells, const Fact& fact, double start, double label_width, double width) const {
        const Colour colour = fact.red ? warning : ink;
        cells.push_back({lay(fact.label, {Style::label, fact.red ? warning : grey, fact.red}, label_width - 8),
                         pages_.from_start(start, label_width), label_width, Align::start, fact.red});
        const double value_width = width - label_width;
        cells.push_back({lay(fact.value, {Style::value, colour, fact.red}, value_width - 8),
                         pages_.from_start(start + label_width, value_width), value_width, Align::start, fact.red});
    }

    void put(const Facts& block) {
        constexpr double label_width = body_width * 0.2;
        for (std::size_t i = 0; i < block.rows.size(); ++i) {
            std::vector<Cell> cells;
            if (!block.two_columns) {
                add_fact(cells, block.rows[i], 0, label_width, body_width);
                pages_.flow_row(cells, {2.5, block.rows[i].red});
                continue;
            }
            // The last of an odd number has the line to itself.
            const bool alone = i + 1 == block.rows.size();
            // Of two side by side only the one that is red is shaded.
            bool red = block.rows[i].red;
            add_fact(cells, block.rows[i], 0, label_width, alone ? body_width : body_width / 2);
            if (!alone) {
                ++i;
                red = red && block.rows[i].red;
                add_fact(cells, block.rows[i], body_width / 2, label_width, body_width / 2);
            }
            pages_.flow_row(cells, {2.5, red});
        }
        pages_.skip(5);
    }

    std::vector<Cell> row_of(const Table& table, const std::function<Text(std::size_t)>& text, Look look) const {
        double sum = 0;
        for (const Column& column : table.columns) sum += column.width;
        std::vector<Cell> cells;
        double start = 0;
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const double width = body_width * table.columns[i].width / sum;
            cells.push_back({lay(text(i), look, std::max(width - 8, 6.0)), pages_.from_start(start, width), width,
                             static_cast<Align>(table.columns[i].align)});
            start += width;
        }
        return cells;
    }
    std::vector<Cell> head_of(const Table& table) const {
        return row_of(table, [&](std::size_t i) { return Text{table.columns[i].heading}; }, {Style::cell_heading});
    }
    std::vector<Cell> row_of(const Table& table, const Row& row) const {
        return row_of(table, [&](std::size_t i) { return row.cells[i]; },
                      {Style::cell, row.red ? warning : ink, row.red});
    }
    static double height_of(const std::vector<Cell>& cells) {
        double height = 0;
        for (const Cell& cell : cells) height = std::max(height, cell.laid.height());
        return height;
    }
    /// The head and the first row, as long as that is of ordinary height.
    double table_beginning(const Table& table) const {
        const double first = table.rows.empty() ? 0 : height_of(row_of(table, table.rows.front()));
        return height_of(head_of(table)) + std::min(first, 150.0) + 14;
    }

    void put(const Table& block) {
        const auto head = [&] {
            std::vector<Cell> cells = head_of(block);
            pages_.flow_row(cells, {3, false, true, true});
        };
        pages_.skip(2);
        pages_.keep_together(table_beginning(block));
        head();
        for (const Row& row : block.rows) {
            std::vector<Cell> cells = row_of(block, row);
            pages_.flow_row(cells, {2.5, row.red, false, true}, head);
        }
        pages_.skip(6);
    }

    static constexpr double signing_gap = 14;
    static constexpr double signing_width = (body_width - signing_gap) / 2;
    static constexpr double signing_height = 54;

    /// Two people side by side.
    std::vector<Cell> signing_pair(const Signatures& block, std::size_t i) const {
        constexpr double width = signing_width;
        std::vector<Cell> cells;
        for (std::size_t side = 0; side < 2 && i + side < block.people.size(); ++side) {
            const Signature& person = block.people[i + side];
            Laid text = lay(person.role, {Style::role}, width - 16);
            if (!person.name.empty()) text.append(lay(person.name, {Style::value}, width - 16));
            for (const Text& more : person.more) text.append(lay(more, {Style::small, grey}, width - 16));
            const double start = side == 0 ? 0 : width + signing_gap;
            cells.push_back({std::move(text), pages_.from_start(start, width), width, Align::start});
        }
        return cells;
    }
    double signatures_beginning(const Signatures& block) const {
        const double statement = lay(block.statement, {Style::body}, body_width).height();
        const double pair = block.people.empty() ? 0 : height_of(signing_pair(block, 0)) + signing_height + 16;
        return statement + pair;
    }

    void put(const Signatures& block) {
        pages_.keep_together(signatures_beginning(block));
        if (!block.statement.empty()) pages_.flow(lay(block.statement, {Style::body}, body_width));
        pages_.skip(6);
        for (std::size_t i = 0; i < block.people.size(); i += 2) {
            std::vector<Cell> cells = signing_pair(block, i);
            pages_.keep_together(height_of(cells) + signing_height + 10);
            const int page = pages_.page();
            const double top = pages_.y();
            pages_.flow_row(cells, {5, false, false, false, false});
            pages_.keep_together(signing_height);
            for (const Cell& cell : cells) signing_place(cell.x, signing_width);
            pages_.skip(signing_height);
            if (pages_.page() == page) {
                for (const Cell& cell : cells) pages_.frame({cell.x, top, signing_width, pages_.y() - top}, grey, 0.6);
            }
            pages_.skip(9);
        }
    }

    void signing_place(double x, double width) {
        const double y = pages_.y() + 30;
        const double long_line = width * 0.55;
        const double short_line = width - long_line - 24;
        const double first = pages_.right_to_left() ? x + width - 8 - long_line : x + 8;
        const double second = pages_.right_to_left() ? x + 8 : x + 16 + long_line;
        const auto labelled = [&](double at, double length, Word word) {
            pages_.line(at, y, at + length, y, ink, 0.6);
            pages_.draw(lay(say(word, sheet_.language), {Style::small, grey}, length), at, y + 2, length);
        };
        labelled(first, long_line, Word::signature);
        labelled(second, short_line, Word::date_and_time);
    }

    void put(const ReceiptBox& block) {
        const bool square = !block.qr_payload.empty();
        const QrSquare* qr = square ? &squares_[next_square_++ % squares_.size()] : nullptr;
        const double qr_side = qr ? (qr->side + 2 * qr_quiet_zone) * module_of(*qr) : 0;
        constexpr double pad = 8;
        const double text_width = body_width - 2 * pad - (qr ? qr_side + 8 : 0);
        std::vector<Laid> texts;
        texts.push_back(lay(block.title, {Style::role}, text_width));
        texts.push_back(lay(code_text(block.code), {Style::receipt}, text_width));
        for (const Fact& fact : block.facts) {
            std::vector<Run> runs{{fact.label + ": ", Run::Kind::words}};
            runs.insert(runs.end(), fact.value.runs.begin(), fact.value.runs.end());
            texts.push_back(lay(Text{std::move(runs)}, {Style::small, fact.red ? warning : ink, fact.red}, text_width));
        }
        if (!block.explanation.empty()) texts.push_back(lay(block.explanation, {Style::small, grey}, text_width));
        double text_height = 0;
        for (const Laid& text : texts) text_height += text.height() + 3;
        const double height = std::max(text_height, qr_side) + 2 * pad;
        pages_.skip(6);
        pages_.keep_together(height);
        if (height > pages_.room()) {  // more words than a page holds: one under the other
            for (const Laid& text : texts) pages_.flow(text);
            if (qr) {
                pages_.keep_together(qr_side);
                pages_.draw_square(*qr, pages_.from_start(0, qr_side), pages_.y(), module_of(*qr));
                pages_.skip(qr_side);
            }
            return;
        }
        const double top = pages_.y();
        pages_.frame({side_margin, top, body_width, height}, ink, 0.9);
        double y = top + pad;
        for (const Laid& text : texts) {
            pages_.draw(text, pages_.from_start(pad, text_width), y, text_width);
            y += text.height() + 3;
        }
        if (qr) {
            pages_.draw_square(*qr, pages_.from_start(body_width - pad - qr_side, qr_side),
                               top + (height - qr_side) / 2, module_of(*qr));
        }
        pages_.skip(height + 6);
    }

    void put(const Qr& block) {
        const QrSquare& qr = squares_[next_square_++ % squares_.size()];
        const double side = (qr.side + 2 * qr_quiet_zone) * module_of(qr);
        const Laid caption = lay(block.caption, {Style::small, grey}, body_width);
        pages_.keep_together(side + std::min(caption.height(), 60.0));
        pages_.draw_square(qr, pages_.from_start(0, side), pages_.y(), module_of(qr));
        pages_.skip(side);
        pages_.flow(caption);
        pages_.skip(4);
    }

    void put(const Thumbnail& block) {
        const Surface& surface = thumbnails_[next_thumbnail_++ % thumbnails_.size()];
        const Laid caption = lay(block.caption, {Style::small, grey}, body_width);
        if (surface) {
            const double width = std::max(1, cairo_image_surface_get_width(surface.get()));
            const double height = std::max(1, cairo_image_surface_get_height(surface.get()));
            const double scale = std::min(thumbnail_width / width, thumbnail_height / height);
            const Box box{pages_.from_start(0, width * scale), 0, width * scale, height * scale};
            pages_.keep_together(box.height + caption.height() + 6);
            const Box place{box.x, pages_.y(), box.width, box.height};
            pages_.draw_image(surface.get(), place);
            pages_.frame(place, grey, 0.4);
            pages_.skip(box.height + 2);
        }
        pages_.flow(caption);
        pages_.skip(3);
    }

    void put(const Quotation& block) {
        constexpr double indent = 12;
        const auto cell = [&](const Text& line, Look look) {
            constexpr double width = body_width - indent;
            std::vector<Cell> cells;
            cells.push_back({lay(line, look, width - 8), pages_.from_start(indent, width), width, Align::start});
            return cells;
        };
        std::vector<Cell> caption = cell(block.caption, {Style::small, grey});
        pages_.skip(2);
        pages_.keep_together(height_of(caption) + 40);
        pages_.flow_row(caption, {2, false, false, false, false});
        for (const Text& line : block.lines) {
            std::vector<Cell> cells = cell(line, {Style::cell});
            pages_.flow_row(cells, {1, false, true, false, false});
        }
        pages_.skip(6);
    }

    void put(const Rule&) {
        pages_.skip(4);
        pages_.line(side_margin, pages_.y(), side_margin + body_width, pages_.y(), grey, 0.6);
        pages_.skip(4);
    }
    void put(const Space& block) { pages_.skip(block.points); }
    void put(const PageBreak&) { pages_.next_page(); }

    const Sheet& sheet_;
    const TextSetter& setter_;
    cairo_surface_t* logo_;
    const std::vector<QrSquare>& squares_;
    const std::vector<Surface>& thumbnails_;
    std::size_t next_square_ = 0;
    std::size_t next_thumbnail_ = 0;
    const Block* following_ = nullptr;
    const std::vector<HeadingPlace> places_;
    std::vector<HeadingPlace> found_;
    Pages pages_;
};

/// Pango goes on with "ugly output" when a font cannot be opened, and only logs it. A paper is right or not there.
class Complaints {
public:
    Complaints() : before_{g_log_set_default_handler(&Complaints::hear, this)} {}
    Complaints(const Complaints&) = delete;
    Complaints& operator=(const Complaints&) = delete;
    ~Complaints() { g_log_set_default_handler(before_, nullptr); }
    const std::string& first() const { return first_; }

private:
    static void hear(const char*, GLogLevelFlags level, const char* message, void* self) {
        auto& first = static_cast<Complaints*>(self)->first_;
        const bool serious = (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) != 0;
        if (serious && first.empty()) first = message ? message : "a warning without words";
    }
    GLogFunc before_;
    std::string first_;
};

std::string plain(const Text& text) {
    std::string words;
    for (const Run& run : text.runs) words += printable(run.text);
    return words;
}

/// What a reader of PDF shows beside the pages.
void outline(cairo_surface_t* pdf, const std::vector<HeadingPlace>& places) {
    int parent = CAIRO_PDF_OUTLINE_ROOT;
    for (const HeadingPlace& place : places) {
        const bool first_level = place.heading->level == 1;
        const std::string where = fmt::format("page={} pos=[0 {:.0f}]", place.page, place.y);
        const int made = cairo_pdf_surface_add_outline(
            pdf, first_level ? CAIRO_PDF_OUTLINE_ROOT : parent, plain(place.heading->text).c_str(), where.c_str(),
            static_cast<cairo_pdf_outline_flags_t>(first_level ? CAIRO_PDF_OUTLINE_FLAG_BOLD : 0));
        if (first_level) parent = made;
    }
}

void describe(cairo_surface_t* pdf, const Sheet& sheet) {
    const auto set = [&](cairo_pdf_metadata_t key, const std::string& value) {
        cairo_pdf_surface_set_metadata(pdf, key, value.c_str());
    };
    set(CAIRO_PDF_METADATA_TITLE, plain(sheet.title));
    set(CAIRO_PDF_METADATA_SUBJECT, printable(sheet.reference));
    set(CAIRO_PDF_METADATA_AUTHOR, sheet.agency.empty() ? std::string{} : printable(sheet.agency.front()));
    set(CAIRO_PDF_METADATA_CREATOR, fmt::format("Sanad {}", version));
    set(CAIRO_PDF_METADATA_CREATE_DATE, sheet.created);
    set(CAIRO_PDF_METADATA_MOD_DATE, sheet.created);
}

}  // namespace

Result<std::string> typeset(const Sheet& sheet, const FontFiles& fonts) {
    const auto created = parse_iso8601(sheet.created);
    if (!created || sheet.created.size() != 20 || sheet.created.back() != 'Z') {
        return failure(Fault::refused, fmt::format("'created' is '{}', and must be a time such as 2026-09-08T10:00:00Z",
                                                   shown(sheet.created)));
    }
    const Surface logo = TRY(png_surface(sheet.logo_png, "logo"));
    const std::vector<Surface> thumbnails = TRY(thumbnails_of(sheet));
    const std::vector<QrSquare> squares = TRY(squares_of(sheet));
    const Complaints complaints;
    const TextSetter setter{fonts, sheet.language};
    Paper counted{sheet, setter, logo.get(), squares, thumbnails, nullptr, 0};
    const int pages = counted.set();

    std::string pdf;
    const auto keep = [](void* closure, const unsigned char* bytes, unsigned length) {
        auto& kept = *static_cast<std::string*>(closure);
        if (length > pdf_limit - kept.size()) return CAIRO_STATUS_WRITE_ERROR;
        kept.append(reinterpret_cast<const char*>(bytes), length);
        return CAIRO_STATUS_SUCCESS;
    };
    const Surface surface{cairo_pdf_surface_create_for_stream(keep, &pdf, paper_width, paper_height)};
    describe(surface.get(), sheet);
    if (std::ranges::any_of(counted.found(), [](const HeadingPlace& place) { return place.heading->level == 1; }))
        outline(surface.get(), counted.found());
    {
        const Drawing drawing{cairo_create(surface.get())};
        Paper{sheet, setter, logo.get(), squares, thumbnails, drawing.get(), pages, counted.found()}.set();
        if (const auto status = cairo_status(drawing.get()); status != CAIRO_STATUS_SUCCESS) {
            return failure(Fault::system, fmt::format("drawing: {}", cairo_status_to_string(status)));
        }
    }
    cairo_surface_finish(surface.get());
    if (const auto status = cairo_surface_status(surface.get()); status != CAIRO_STATUS_SUCCESS) {
        return failure(Fault::system, fmt::format("PDF: {}", cairo_status_to_string(status)));
    }
    if (!complaints.first().empty()) return failure(Fault::system, fmt::format("Pango: {}", complaints.first()));
    return pdf;
}

}  // namespace sanad
