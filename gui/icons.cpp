#include "gui/icons.hpp"

#include <QApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPalette>
#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sanad::gui {
namespace {

struct Drawing {
    std::string_view name;
    /// On a square of 24: `M x y` move, `L x y` line, `C x1 y1 x2 y2 x y` curve, `O x y r` circle, `R x y w h`
    /// rectangle with round corners, `Z` close.
    std::string_view lines;
};

constexpr Drawing drawings[] = {
    {"case", "R 3 7 18 13 M 8 7 L 8 4 L 16 4 L 16 7 M 3 12 L 21 12 M 12 11 L 12 14"},
    {"files", "M 3 6 L 9 6 L 11 8.5 L 21 8.5 L 21 19 L 3 19 Z"},
    {"folder", "M 3 6 L 9 6 L 11 8.5 L 21 8.5 L 21 19 L 3 19 Z"},
    {"file", "M 6 3 L 14 3 L 19 8 L 19 21 L 6 21 Z M 14 3 L 14 8 L 19 8"},
    {"artifacts", "O 10 10 6 M 14.5 14.5 L 21 21 M 7.5 10 L 9.5 12 L 13 8"},
    {"timeline", "M 3 21 L 21 21 M 5 18 L 5 13 M 9 18 L 9 8 M 13 18 L 13 11 M 17 18 L 17 4"},
    {"gallery", "R 3 4 18 16 O 8.5 9 1.8 M 3 17 L 9 12 L 13 16 L 16 13 L 21 18"},
    {"search", "O 10.5 10.5 6.5 M 15.5 15.5 L 21 21"},
    {"custody", "M 12 3 L 20 6 L 20 12 C 20 17 16 20 12 21.5 C 8 20 4 17 4 12 L 4 6 Z M 8.5 12 L 11 14.5 L 15.5 9.5"},
    {"reports", "M 6 3 L 14 3 L 19 8 L 19 21 L 6 21 Z M 9 12 L 16 12 M 9 15 L 16 15 M 9 18 L 13 18"},
    {"disk", "R 3 6 18 12 M 3 14 L 21 14 O 17.5 16 0.6"},
    {"volume", "O 12 12 9 O 12 12 2.5"},
    {"file_system", "M 5 6 C 5 3 19 3 19 6 C 19 9 5 9 5 6 L 5 18 C 5 21 19 21 19 18 L 19 6 M 5 12 C 5 15 19 15 19 12"},
    {"deleted",
     "M 5 7 L 19 7 M 9 7 L 9 4 L 15 4 L 15 7 M 7 7 L 8 20 L 16 20 L 17 7 M 10.5 10.5 L 10.5 17 M 13.5 10.5 L 13.5 17"},
    {"type", "R 3 3 8 8 R 13 3 8 8 R 3 13 8 8 O 17 17 4"},
    {"size", "M 4 20 L 20 20 L 20 4 Z"},
    {"mismatch", "M 4 9 L 20 9 M 4 15 L 20 15 M 16 4 L 8 20"},
    {"warning", "M 12 4 L 22 20 L 2 20 Z M 12 10 L 12 14.5 O 12 17 0.4"},
    {"tag", "M 3 3 L 12 3 L 21 12 L 12 21 L 3 12 Z O 8 8 1.4"},
    {"item", "M 4 8 L 12 4 L 20 8 L 20 17 L 12 21 L 4 17 Z M 4 8 L 12 12 L 20 8 M 12 12 L 12 21"},
    {"add", "M 12 5 L 12 19 M 5 12 L 19 12"},
    {"open", "M 3 6 L 9 6 L 11 8.5 L 19 8.5 L 19 11 M 3 6 L 3 19 L 18 19 L 21 11 L 7 11 L 3 19"},
    {"pause", "R 6 5 3.5 14 R 14.5 5 3.5 14"},
    {"play", "M 7 5 L 19 12 L 7 19 Z"},
    {"stop", "R 6 6 12 12"},
    {"refresh", "M 19 6 L 19 11 L 14 11 M 19 11 C 17 4 6 4 5 12 C 5 21 17 21 19 15"},
    {"copy", "R 8 8 12 12 M 16 8 L 16 4 L 4 4 L 4 16 L 8 16"},
    {"filter", "M 3 5 L 21 5 L 14 13 L 14 20 L 10 18 L 10 13 Z"},
    {"columns", "R 3 4 18 16 M 9 4 L 9 20 M 15 4 L 15 20"},
    {"person", "O 12 8 4 M 4 21 C 4 15 20 15 20 21"},
    {"lock", "R 5 11 14 10 M 8 11 L 8 8 C 8 3 16 3 16 8 L 16 11"},
    {"map", "M 3 6 L 9 4 L 15 6 L 21 4 L 21 18 L 15 20 L 9 18 L 3 20 Z M 9 4 L 9 18 M 15 6 L 15 20"},
    {"chat", "M 3 4 L 21 4 L 21 16 L 11 16 L 6 20 L 6 16 L 3 16 Z"},
    {"mail", "R 3 5 18 14 M 3 7 L 12 13 L 21 7"},
    {"web", "O 12 12 9 M 3 12 L 21 12 M 12 3 C 7 8 7 16 12 21 M 12 3 C 17 8 17 16 12 21"},
    {"program", "R 3 4 18 16 M 3 8 L 21 8 M 7 12 L 10 14.5 L 7 17 M 12 17 L 16 17"},
    {"device", "R 7 3 10 18 M 11 18 L 13 18"},
    {"event", "O 12 12 9 M 12 7 L 12 12 L 16 14"},
    {"settings", "M 4 7 L 20 7 M 4 12 L 20 12 M 4 17 L 20 17 O 9 7 2 O 15 12 2 O 8 17 2"},
    {"close", "M 6 6 L 18 18 M 18 6 L 6 18"},
};

/// The numbers and letters of a drawing, one after the other; they are ours, so a mistake in them is a logic_error.
class IconWords {
public:
    explicit IconWords(std::string_view text) : left_{text} {}
    std::string_view next() {
        while (!left_.empty() && left_.front() == ' ') left_.remove_prefix(1);
        const std::string_view word = left_.substr(0, left_.find(' '));
        left_.remove_prefix(word.size());
        return word;
    }
    double number() { return std::stod(std::string{next()}); }
    QPointF point() {
        const double x = number();
        return {x, number()};
    }

private:
    std::string_view left_;
};

QPainterPath path_of(std::string_view lines) {
    QPainterPath path;
    IconWords words{lines};
    for (std::string_view word = words.next(); !word.empty(); word = words.next()) {
        if (word == "M") {
            path.moveTo(words.point());
        } else if (word == "L") {
            path.lineTo(words.point());
        } else if (word == "C") {
            const QPointF first = words.point(), second = words.point();
            path.cubicTo(first, second, words.point());
        } else if (word == "O") {
            const QPointF centre = words.point();
            const double radius = words.number();
            path.addEllipse(centre, radius, radius);
        } else if (word == "R") {
            const QPointF corner = words.point(), size = words.point();
            path.addRoundedRect(QRectF{corner, QSizeF{size.x(), size.y()}}, 1.5, 1.5);
        } else if (word == "Z") {
            path.closeSubpath();
        } else {
            throw std::logic_error{"icons.cpp: no stroke \"" + std::string{word} + '"'};
        }
    }
    return path;
}

class LineIcon : public QIconEngine {
public:
    LineIcon(QPainterPath path, QColor colour) : path_{std::move(path)}, colour_{std::move(colour)} {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        const QPalette palette = QApplication::palette();
        const QColor colour = colour_.isValid()         ? colour_
                              : mode == QIcon::Disabled ? palette.color(QPalette::Disabled, QPalette::ButtonText)
                              : mode == QIcon::Selected ? palette.color(QPalette::HighlightedText)
                                                        : palette.color(QPalette::ButtonText);
        paint_in(painter, rect, colour);
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap pixmap{size};
        pixmap.fill(Qt::transparent);
        QPainter painter{&pixmap};
        paint(&painter, QRect{QPoint{}, size}, mode, state);
        return pixmap;
    }
    QIconEngine* clone() const override { return new LineIcon{path_, colour_}; }

private:
    void paint_in(QPainter* painter, const QRect& rect, const QColor& colour) const {
        const double scale = std::min(rect.width(), rect.height()) / 24.0;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->translate(QRectF{rect}.center());
        painter->scale(scale, scale);
        painter->translate(-12, -12);
        QPen pen{colour, 1.6};
        pen.setCapStyle(Qt::RoundCap);
        pen.setJoinStyle(Qt::RoundJoin);
        painter->setPen(pen);
        painter->drawPath(path_);
        painter->restore();
    }
    QPainterPath path_;
    QColor colour_;
};

}  // namespace

QIcon icon(const char* name, const QColor& colour) {
    const auto* found = std::ranges::find(drawings, std::string_view{name}, &Drawing::name);
    if (found == std::end(drawings)) throw std::logic_error{std::string{"icons.cpp: no icon \""} + name + '"'};
    return QIcon{new LineIcon{path_of(found->lines), colour}};
}

}  // namespace sanad::gui
