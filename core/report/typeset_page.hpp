#pragma once
// Pages filled from top to bottom. The same filling runs twice: first without a drawing, to learn how many pages there
// will be, then with it. A part of the typesetter.
#include <cairo/cairo.h>

#include <functional>
#include <vector>

#include "core/report/qr.hpp"
#include "core/report/typeset_text.hpp"

namespace sanad::typesetting {

inline constexpr double paper_width = 595.276;  // A4
inline constexpr double paper_height = 841.89;
inline constexpr double side_margin = 48;
inline constexpr double body_width = paper_width - 2 * side_margin;

enum class Align : std::uint8_t { start, middle, end };

struct Box {
    double x;
    double y;
    double width;
    double height;
};

/// A text in a column of a row.
struct Cell {
    Laid laid;
    double x;  ///< of the column; the text stands `padding` inside
    double width;
    Align align = Align::start;
    bool red = false;  ///< shaded by itself, in a row that is not
};

struct RowLook {
    double padding = 2.5;
    bool red = false;
    bool shaded = false;
    bool cells_ruled = false;  ///< a frame around each cell; otherwise a thin rule beneath the row
    bool rule_beneath = true;
};

class Pages {
public:
    /// `cairo` null: only counted.
    Pages(const Sheet& sheet, const TextSetter& setter, cairo_t* cairo, int page_count);

    void first_page();
    void next_page();
    void last_page_ends();
    int page() const { return page_; }

    double y() const { return y_; }
    double room() const { return bottom_ - y_; }
    /// The height of an empty page that is not the first.
    double whole_room() const { return bottom_ - top_; }
    void skip(double height);
    /// The next page, unless this much fits on this one (or nowhere).
    void keep_together(double height);

    bool right_to_left() const { return setter_.right_to_left(); }
    /// The left edge of a piece that begins `from_start` after the edge where reading starts.
    double from_start(double from_start, double width) const;

    void flow(const Laid& laid, Align align = Align::start);
    /// A row of cells, broken over pages by lines when it must be. `on_new_page` draws what stands above it again.
    /// The first lines are brought to one height, so that a label stands level with its value.
    void flow_row(std::vector<Cell>& cells, RowLook look, const std::function<void()>& on_new_page = {});

    void draw(const Laid& laid, double x, double y, double width, Align align = Align::start);
    void draw_square(const QrSquare& square, double x, double y, double module);
    void draw_image(cairo_surface_t* image, const Box& box);
    void fill(const Box& box, Colour colour);
    void frame(const Box& box, Colour colour, double thickness);
    void line(double from_x, double from_y, double to_x, double to_y, Colour colour, double thickness);

private:
    void draw_line(const Laid& laid, std::size_t index, double x, double y, double width, Align align);
    void draw_fragment(const std::vector<Cell>& cells, const std::vector<std::size_t>& from,
                       const std::vector<std::size_t>& to, double height, RowLook look);
    void decorate();
    void running_head();
    void foot();
    void watermark();

    const Sheet& sheet_;
    const TextSetter& setter_;
    cairo_t* cairo_;
    int page_count_;
    int page_ = 0;
    double y_ = 0;
    double top_ = 0;
    double bottom_ = 0;
};

}  // namespace sanad::typesetting
