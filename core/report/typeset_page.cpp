#include "core/report/typeset_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "core/report/phrase.hpp"

namespace sanad::typesetting {
namespace {

constexpr double top_edge = 40;
constexpr double foot_edge = 30;
constexpr double banner_height = 20;
constexpr Colour pale_red{0.99, 0.92, 0.92};
constexpr Colour pale_grey{0.93, 0.93, 0.94};
constexpr Colour rule_grey{0.72, 0.72, 0.75};
constexpr double hair = 0.4;

}  // namespace

Pages::Pages(const Sheet& sheet, const TextSetter& setter, cairo_t* cairo, int page_count)
    : sheet_{sheet}, setter_{setter}, cairo_{cairo}, page_count_{page_count} {
    double below = foot_edge + 14;
    if (!sheet.footer.empty()) below += setter.lay(sheet.footer, {Style::foot, grey}, body_width).height();
    bottom_ = paper_height - std::min(below, paper_height / 3) - 8;
}

// ---- pages ---------------------------------------------------------------------------------------------------------

void Pages::first_page() {
    page_ = 1;
    y_ = top_edge;
    decorate();
    // What a further page begins with is the same on all of them; until there is one, this is the best guess.
    top_ = y_;
}

void Pages::next_page() {
    if (cairo_) cairo_show_page(cairo_);
    ++page_;
    y_ = top_edge;
    decorate();
    running_head();
    top_ = y_;
}

void Pages::last_page_ends() {
    if (cairo_) cairo_show_page(cairo_);
}

void Pages::decorate() {
    watermark();
    if (!sheet_.banner.empty()) {
        const Laid text = setter_.lay(sheet_.banner, {Style::banner, white}, body_width - 12);
        const Box band{side_margin, y_ - 12, body_width, std::max(banner_height, text.height() + 5)};
        fill(band, warning);
        draw(text, band.x + 6, band.y + (band.height - text.height()) / 2, band.width - 12, Align::middle);
        y_ = band.y + band.height + 8;
    }
    foot();
}

void Pages::running_head() {
    std::vector<Run> runs = sheet_.title.runs;
    if (!sheet_.reference.empty()) {
        runs.push_back({"  ·  ", Run::Kind::words});
        runs.push_back({sheet_.reference, Run::Kind::code});
    }
    const Laid head = setter_.lay(Text{std::move(runs)}, {Style::foot, grey}, body_width);
    draw(head, side_margin, y_, body_width);
    y_ += head.height() + 3;
    line(side_margin, y_, side_margin + body_width, y_, rule_grey, hair);
    y_ += 8;
}

void Pages::foot() {
    double y = bottom_ + 8;
    line(side_margin, y, side_margin + body_width, y, rule_grey, hair);
    y += 3;
    if (!sheet_.footer.empty()) {
        const Laid words = setter_.lay(sheet_.footer, {Style::foot, grey}, body_width);
        draw(words, side_margin, y, body_width);
        y += words.height();
    }
    const Laid numbers = setter_.lay(
        filled(say(Word::page_of, sheet_.language), {{std::to_string(page_), Run::Kind::words},
                                                     {std::to_string(std::max(page_count_, page_)), Run::Kind::words}}),
        {Style::foot, ink}, 0);
    draw(numbers, side_margin, y, body_width, Align::end);
    if (!sheet_.reference.empty()) {
        const Text reference{
            std::vector<Run>{{std::string{say(Word::reference, sheet_.language)} + ": ", Run::Kind::words},
                             {sheet_.reference, Run::Kind::code}}};
        const double width = body_width - numbers.width() - 12;
        draw(setter_.lay(reference, {Style::foot, ink}, width), from_start(0, width), y, width);
    }
}

void Pages::watermark() {
    if (sheet_.watermark.empty() || !cairo_) return;
    const Laid word = setter_.lay(sheet_.watermark, {Style::title, ink}, 0);
    if (word.width() <= 0) return;
    // As a shape, not as letters: it must not stand among the words that a search finds.
    cairo_save(cairo_);
    cairo_translate(cairo_, paper_width / 2, paper_height / 2);
    cairo_rotate(cairo_, -0.9);
    const double scale = std::min(520 / word.width(), 9.0);
    cairo_scale(cairo_, scale, scale);
    cairo_move_to(cairo_, -word.width() / 2 - word.lines[0].left, word.lines[0].ascent / 3);
    pango_cairo_layout_line_path(cairo_, word.lines[0].line);
    cairo_set_source_rgb(cairo_, 0.93, 0.93, 0.95);
    cairo_fill(cairo_);
    cairo_restore(cairo_);
}

void Pages::skip(double height) {
    y_ = std::min(y_ + height, bottom_);
}

void Pages::keep_together(double height) {
    if (height > room() && (page_ == 1 || y_ > top_) && height <= paper_height * 0.8) next_page();
}

double Pages::from_start(double from_start, double width) const {
    return right_to_left() ? side_margin + body_width - from_start - width : side_margin + from_start;
}

// ---- text ----------------------------------------------------------------------------------------------------------

void Pages::draw_line(const Laid& laid, std::size_t index, double x, double y, double width, Align align) {
    if (!cairo_) return;
    const Line& line = laid.lines[index];
    const double taken = line.block_width.value_or(line.width);
    double at = x;
    if (align == Align::middle) at += (width - taken) / 2;
    if ((align == Align::end) != right_to_left() && align != Align::middle) at += width - taken;
    cairo_set_source_rgb(cairo_, line.colour.red, line.colour.green, line.colour.blue);
    cairo_move_to(cairo_, at - line.left, y + line.ascent);
    pango_cairo_show_layout_line(cairo_, line.line);
}

void Pages::draw(const Laid& laid, double x, double y, double width, Align align) {
    for (std::size_t i = 0; i < laid.lines.size(); ++i) {
        draw_line(laid, i, x, y, width, align);
        y += laid.lines[i].height();
    }
}

void Pages::flow(const Laid& laid, Align align) {
    for (std::size_t i = 0; i < laid.lines.size(); ++i) {
        if (laid.lines[i].height() > room() && y_ > top_) next_page();
        draw_line(laid, i, side_margin, y_, body_width, align);
        y_ += laid.lines[i].height();
    }
}

void Pages::draw_fragment(const std::vector<Cell>& cells, const std::vector<std::size_t>& from,
                          const std::vector<std::size_t>& to, double height, RowLook look) {
    const Box row{side_margin, y_, body_width, height};
    if (look.shaded) fill(row, pale_grey);
    if (look.red) {
        fill(row, pale_red);
        // Red that a black-and-white printer loses is still a bar at the edge.
        fill({from_start(0, 2.4), row.y, 2.4, row.height}, warning);
    }
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const Cell& cell = cells[i];
        if (!cell.red || look.red) continue;
        fill({cell.x, row.y, cell.width, row.height}, pale_red);
        // The bar stands before the first of neighbours.
        if (i > 0 && cells[i - 1].red) continue;
        fill({right_to_left() ? cell.x + cell.width - 2.4 : cell.x, row.y, 2.4, row.height}, warning);
    }
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const Cell& cell = cells[i];
        double y = y_ + look.padding;
        for (std::size_t index = from[i]; index < to[i]; ++index) {
            draw_line(cell.laid, index, cell.x + 4, y, cell.width - 8, cell.align);
            y += cell.laid.lines[index].height();
        }
        if (look.cells_ruled) frame({cell.x, row.y, cell.width, row.height}, rule_grey, hair);
    }
    if (!look.cells_ruled && look.rule_beneath) {
        line(row.x, row.y + row.height, row.x + row.width, row.y + row.height, rule_grey, hair);
    }
}

void Pages::flow_row(std::vector<Cell>& cells, RowLook look, const std::function<void()>& on_new_page) {
    double ascent = 0;
    for (const Cell& cell : cells) {
        if (!cell.laid.lines.empty()) ascent = std::max(ascent, cell.laid.lines[0].ascent);
    }
    for (Cell& cell : cells) {
        if (!cell.laid.lines.empty()) cell.laid.lines[0].ascent = ascent;
    }
    std::vector<std::size_t> from(cells.size(), 0);
    const auto height_of = [&](std::size_t i, std::size_t begin, std::size_t end) {
        double sum = 0;
        for (std::size_t index = begin; index < end; ++index) sum += cells[i].laid.lines[index].height();
        return sum;
    };
    const auto turn = [&] {
        next_page();
        if (on_new_page) on_new_page();
    };
    double fresh_at = -1;  // where a page began that was turned to for this row
    for (bool begun = false;; begun = true) {
        double rest = 0;
        std::vector<std::size_t> to(cells.size());
        for (std::size_t i = 0; i < cells.size(); ++i) {
            to[i] = cells[i].laid.lines.size();
            rest = std::max(rest, height_of(i, from[i], to[i]));
        }
        const double height = rest + 2 * look.padding;
        if (height <= room()) {
            draw_fragment(cells, from, to, height, look);
            y_ += height;
            return;
        }
        // Rows of ordinary height stay whole.
        if (!begun && fresh_at < 0 && height <= whole_room() / 2) {
            turn();
            fresh_at = y_;
            begun = false;
            continue;
        }
        double taken = 0;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            double used = 0;
            to[i] = from[i];
            while (to[i] < cells[i].laid.lines.size() &&
                   used + cells[i].laid.lines[to[i]].height() + 2 * look.padding <= room()) {
                used += cells[i].laid.lines[to[i]++].height();
            }
            taken = std::max(taken, used);
        }
        if (taken <= 0 && y_ != fresh_at) {
            turn();
            fresh_at = y_;
            continue;
        }
        if (taken <= 0) {
            // A line higher than a page: it is drawn where it is rather than lost.
            for (std::size_t i = 0; i < cells.size(); ++i) {
                if (to[i] < cells[i].laid.lines.size()) ++to[i];
            }
            taken = room() - 2 * look.padding;
        }
        draw_fragment(cells, from, to, taken + 2 * look.padding, look);
        from = to;
        turn();
        fresh_at = y_;
        if (std::ranges::all_of(cells, [&, i = std::size_t{0}](const Cell& cell) mutable {
                return from[i++] >= cell.laid.lines.size();
            })) {
            return;
        }
    }
}

// ---- shapes --------------------------------------------------------------------------------------------------------

void Pages::fill(const Box& box, Colour colour) {
    if (!cairo_) return;
    cairo_set_source_rgb(cairo_, colour.red, colour.green, colour.blue);
    cairo_rectangle(cairo_, box.x, box.y, box.width, box.height);
    cairo_fill(cairo_);
}

void Pages::frame(const Box& box, Colour colour, double thickness) {
    if (!cairo_) return;
    cairo_set_source_rgb(cairo_, colour.red, colour.green, colour.blue);
    cairo_set_line_width(cairo_, thickness);
    cairo_rectangle(cairo_, box.x, box.y, box.width, box.height);
    cairo_stroke(cairo_);
}

void Pages::line(double from_x, double from_y, double to_x, double to_y, Colour colour, double thickness) {
    if (!cairo_) return;
    cairo_set_source_rgb(cairo_, colour.red, colour.green, colour.blue);
    cairo_set_line_width(cairo_, thickness);
    cairo_move_to(cairo_, from_x, from_y);
    cairo_line_to(cairo_, to_x, to_y);
    cairo_stroke(cairo_);
}

void Pages::draw_square(const QrSquare& square, double x, double y, double module) {
    if (!cairo_) return;
    const double quiet = qr_quiet_zone * module;
    const double side = (square.side + 2 * qr_quiet_zone) * module;
    fill({x, y, side, side}, white);
    cairo_set_source_rgb(cairo_, 0, 0, 0);
    // One path for all modules: viewers that smooth the edges of each would show white seams.
    for (int row = 0; row < square.side; ++row) {
        for (int column = 0; column < square.side;) {
            int length = 0;
            while (column + length < square.side && square.at(column + length, row)) ++length;
            if (length > 0) {
                cairo_rectangle(cairo_, x + quiet + column * module, y + quiet + row * module, length * module, module);
            }
            column += std::max(length, 1);
        }
    }
    cairo_fill(cairo_);
}

void Pages::draw_image(cairo_surface_t* image, const Box& box) {
    if (!cairo_) return;
    cairo_save(cairo_);
    cairo_translate(cairo_, box.x, box.y);
    cairo_scale(cairo_, box.width / cairo_image_surface_get_width(image),
                box.height / cairo_image_surface_get_height(image));
    cairo_set_source_surface(cairo_, image, 0, 0);
    cairo_paint(cairo_);
    cairo_restore(cairo_);
}

}  // namespace sanad::typesetting
