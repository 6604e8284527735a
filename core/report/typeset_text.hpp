#pragma once
// Pieces of text laid out for a width, line by line; the styles of a paper. A part of the typesetter.
#include <pango/pangocairo.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/report/sheet.hpp"
#include "core/report/typeset.hpp"

namespace sanad::typesetting {

/// Points (1/72 inch) everywhere.
enum class Style : std::uint8_t {
    agency,
    agency_more,
    title,
    subtitle,
    chapter,
    heading,
    section,
    body,
    small,
    label,
    value,
    cell,
    cell_heading,
    foot,
    banner,
    receipt,
    role,
};

struct Colour {
    double red = 0.08;
    double green = 0.08;
    double blue = 0.1;
};
inline constexpr Colour ink{};
inline constexpr Colour grey{0.3, 0.3, 0.34};
inline constexpr Colour warning{0.72, 0.05, 0.05};
inline constexpr Colour white{1, 1, 1};

struct GObjectUnref {
    void operator()(void* object) const { g_object_unref(object); }
};
template <class Thing>
using Owned = std::unique_ptr<Thing, GObjectUnref>;

struct Line {
    PangoLayoutLine* line;  ///< belongs to a layout of Laid
    double left;            ///< where the pen starts, from the edge of what is seen
    double width;
    double ascent;
    double descent;
    Colour colour;
    /// Of a block of left-to-right lines (a digest) on a right-to-left page: as wide as its longest line, moved as one.
    std::optional<double> block_width;
    double height() const { return ascent + descent; }
};

/// A text broken into lines of at most the width it was laid for.
struct Laid {
    std::vector<Owned<PangoLayout>> layouts;
    std::vector<Line> lines;
    double height() const;
    double width() const;
    /// The other's lines beneath these.
    void append(Laid other);
};

/// shown(), and what Cairo refuses to write: the noncharacters of Unicode (U+FDD0 … U+FDEF, U+FFFE and U+FFFF of each
/// plane) as \u{fdd0}.
std::string printable(std::string_view text);

struct Look {
    Style style;
    Colour colour = ink;
    bool strong = false;
};

class TextSetter {
public:
    TextSetter(const FontFiles& fonts, Language language);
    /// `width` 0: one line, never broken.
    Laid lay(const Text& text, Look look, double width) const;
    bool right_to_left() const { return language_ == Language::urdu; }

private:
    Language language_;
    Owned<PangoFontMap> map_;
    Owned<PangoContext> left_to_right_;
    Owned<PangoContext> right_to_left_;
};

}  // namespace sanad::typesetting
