#include "gui/viewers/hex_view.hpp"

#include <QClipboard>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>

#include "gui/shown_text.hpp"
#include "gui/theme.hpp"

namespace sanad::gui {
namespace {

constexpr quint64 most_bytes_copied = 1 << 20;
constexpr int margin = 8;

char shown_byte(quint8 byte) {
    return byte >= 0x20 && byte < 0x7F ? static_cast<char>(byte) : '.';
}

}  // namespace

HexView::HexView(BytePages& pages, QWidget* parent) : QAbstractScrollArea{parent}, pages_{pages} {
    setLayoutDirection(Qt::LeftToRight);
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Bytes of the file"));
    setFont(fixed_font());
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setMouseTracking(false);
    measure();
    connect(&pages_, &BytePages::arrived, this, [this] {
        viewport()->update();
        emit cursor_moved();  // what stands at the cursor may be here now
    });
    connect(&pages_, &BytePages::replaced, this, [this] {
        cursor_ = anchor_ = 0;
        places_.clear();
        marks_.clear();
        measure();
        set_first_row(0);
        viewport()->update();
        emit cursor_moved();
    });
}

void HexView::set_places(std::vector<PlaceInImage> places) {
    places_ = std::move(places);
    viewport()->update();
    emit cursor_moved();
}

void HexView::set_marks(std::vector<MarkedRange> marks) {
    marks_ = std::move(marks);
    std::ranges::stable_sort(marks_, {}, &MarkedRange::offset);
    viewport()->update();
}

void HexView::show_image_offsets(bool image) {
    image_offsets_ = image;
    measure();
    viewport()->update();
}

quint64 HexView::selection_length() const {
    if (pages_.size() == 0) return 0;
    return std::max(anchor_, cursor_) - std::min(anchor_, cursor_) + 1;
}

void HexView::select(quint64 offset, quint64 length) {
    if (pages_.size() == 0) return;
    anchor_ = std::min(offset, pages_.size() - 1);
    cursor_ = std::min(anchor_ + (length > 0 ? length - 1 : 0), pages_.size() - 1);
    // The beginning of what was found is what one wants to see.
    std::swap(anchor_, cursor_);
    show_cursor();
    viewport()->update();
    emit cursor_moved();
}

void HexView::go_to(quint64 offset) {
    move_cursor(offset, false);
}

std::optional<quint64> HexView::image_offset_of(quint64 file_offset) const {
    const auto after = std::ranges::upper_bound(places_, file_offset, {}, &PlaceInImage::file_offset);
    if (after == places_.begin()) return std::nullopt;
    const PlaceInImage& place = *std::prev(after);
    if (!place.stored || file_offset - place.file_offset >= place.length) return std::nullopt;
    return place.image_offset + (file_offset - place.file_offset);
}

const MarkedRange* HexView::mark_at(quint64 offset) const {
    // The narrowest that holds it: a record within the whole file.
    const MarkedRange* best = nullptr;
    for (const MarkedRange& mark : marks_) {
        if (mark.offset > offset) break;
        if (offset - mark.offset >= mark.length) continue;
        if (best == nullptr || mark.length < best->length) best = &mark;
    }
    return best;
}

QString HexView::selected_as_hex() {
    const QByteArray bytes = pages_.bytes(selection_begin(), std::min(selection_length(), most_bytes_copied));
    return QString::fromLatin1(bytes.toHex(' '));
}

QString HexView::selected_as_text() {
    const QByteArray bytes = pages_.bytes(selection_begin(), std::min(selection_length(), most_bytes_copied));
    return shown_name({bytes.constData(), static_cast<std::size_t>(bytes.size())});
}

// ---- places on the screen
// --------------------------------------------------------------------------------------------

void HexView::measure() {
    const QFontMetrics metrics{font()};
    cell_ = metrics.horizontalAdvance(QLatin1Char{'0'});
    line_ = metrics.height() + 3;
    ascent_ = metrics.ascent() + 1;
    quint64 largest = pages_.size();
    if (image_offsets_)
        for (const PlaceInImage& place : places_) largest = std::max(largest, place.image_offset + place.length);
    digits_ = 8;
    while (digits_ < 16 && largest >> (4 * digits_) != 0) ++digits_;
    const quint64 total = rows();
    const auto shown = static_cast<quint64>(visible_rows());
    const quint64 beyond = total > shown ? total - shown : 0;
    rows_per_step_ = beyond / (1u << 30) + 1;
    verticalScrollBar()->setRange(0, static_cast<int>((beyond + rows_per_step_ - 1) / rows_per_step_));
    verticalScrollBar()->setPageStep(std::max(1, visible_rows()));
    verticalScrollBar()->setSingleStep(1);
    const int width = text_x(bytes_per_row) + margin;
    horizontalScrollBar()->setRange(0, std::max(0, width - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
}

int HexView::visible_rows() const {
    return std::max(1, viewport()->height() / std::max(1, line_) - 1);
}

quint64 HexView::first_row() const {
    return static_cast<quint64>(verticalScrollBar()->value()) * rows_per_step_;
}

void HexView::set_first_row(quint64 row) {
    verticalScrollBar()->setValue(static_cast<int>(row / rows_per_step_));
}

int HexView::hex_x(int column) const {
    return margin + cell_ * (digits_ + 2 + 3 * column + (column >= bytes_per_row / 2 ? 1 : 0));
}

int HexView::text_x(int column) const {
    return hex_x(bytes_per_row) + cell_ * (1 + column);
}

std::optional<quint64> HexView::offset_at(QPoint point) const {
    const int x = point.x() + horizontalScrollBar()->value();
    const int row = std::max(0, point.y() / line_ - 1);
    int column = 0;
    if (x >= text_x(0) - cell_ / 2) {
        column = std::clamp((x - text_x(0)) / std::max(1, cell_), 0, bytes_per_row - 1);
    } else {
        while (column < bytes_per_row - 1 && x >= hex_x(column + 1) - cell_ / 2) ++column;
    }
    const quint64 offset = (first_row() + static_cast<quint64>(row)) * bytes_per_row + static_cast<quint64>(column);
    if (pages_.size() == 0) return std::nullopt;
    return std::min(offset, pages_.size() - 1);
}

// ---- drawing -----------------------------------------------------------------------------------------------------

void HexView::paintEvent(QPaintEvent*) {
    QPainter painter{viewport()};
    painter.setFont(font());
    painter.translate(-horizontalScrollBar()->value(), 0);
    const Colours& colours = colours_for(palette());
    const int width = std::max(viewport()->width() + horizontalScrollBar()->value(), text_x(bytes_per_row) + margin);
    painter.fillRect(0, 0, width, viewport()->height(), palette().base());

    // The heads of the columns.
    painter.fillRect(0, 0, width, line_, palette().window());
    painter.setPen(colours.faint);
    painter.setFont(QGuiApplication::font());
    painter.drawText(margin, ascent_, image_offsets_ ? tr("in image") : tr("in file"));
    painter.setFont(font());
    for (int column = 0; column < bytes_per_row; ++column) {
        painter.drawText(hex_x(column), ascent_, QStringLiteral("%1").arg(column, 2, 16, QLatin1Char{'0'}));
    }
    if (pages_.size() == 0) {
        painter.drawText(margin, 2 * line_ + ascent_, tr("no bytes"));
        return;
    }

    const quint64 first = first_row();
    const auto count = static_cast<quint64>(viewport()->height() / line_ + 1);
    const quint64 begin = first * bytes_per_row;
    const QByteArray bytes = pages_.bytes(begin, count * bytes_per_row);
    const quint64 from = selection_begin();
    const quint64 to = from + selection_length();
    for (quint64 row = 0; row < count && begin + row * bytes_per_row < pages_.size(); ++row) {
        const quint64 offset = begin + row * bytes_per_row;
        const int y = static_cast<int>(row + 1) * line_;
        painter.setPen(colours.faint);
        const auto in_image = image_offset_of(offset);
        painter.drawText(margin, y + ascent_,
                         image_offsets_ && !in_image ? QString{digits_, QLatin1Char{'-'}}
                                                     : QStringLiteral("%1").arg(image_offsets_ ? *in_image : offset,
                                                                                digits_, 16, QLatin1Char{'0'}));
        for (int column = 0; column < bytes_per_row; ++column) {
            const quint64 at = offset + static_cast<quint64>(column);
            if (at >= pages_.size()) break;
            const auto index = static_cast<qsizetype>(at - begin);
            const bool here = index < bytes.size();
            const auto byte = here ? static_cast<quint8>(bytes[index]) : quint8{0};
            const bool selected = at >= from && at < to;
            if (const MarkedRange* mark = marks_.empty() ? nullptr : mark_at(at)) {
                QColor ground = colours.families[static_cast<std::size_t>(mark->series) % colours.families.size()];
                ground.setAlpha(56);
                painter.fillRect(hex_x(column) - cell_ / 2, y, 3 * cell_, line_, ground);
                painter.fillRect(text_x(column), y, cell_, line_, ground);
            }
            if (selected) {
                painter.fillRect(hex_x(column) - cell_ / 2, y, 3 * cell_, line_, palette().highlight());
                painter.fillRect(text_x(column), y, cell_, line_, palette().highlight());
            }
            painter.setPen(selected                      ? palette().color(QPalette::HighlightedText)
                           : !here || byte == 0          ? colours.faint
                           : byte >= 0x20 && byte < 0x7F ? palette().color(QPalette::Text)
                                                         : palette().color(QPalette::Link));
            painter.drawText(hex_x(column), y + ascent_,
                             here ? QStringLiteral("%1").arg(byte, 2, 16, QLatin1Char{'0'}) : QStringLiteral("··"));
            painter.drawText(text_x(column), y + ascent_,
                             here ? QString{QLatin1Char{shown_byte(byte)}} : QStringLiteral("·"));
            if (at == cursor_ && hasFocus()) {
                painter.setPen(palette().color(QPalette::Text));
                painter.drawRect(hex_x(column) - 2, y, 2 * cell_ + 3, line_ - 1);
                painter.drawRect(text_x(column) - 1, y, cell_ + 1, line_ - 1);
            }
        }
    }
    if (!pages_.trouble().isEmpty() && bytes.isEmpty()) {
        painter.setPen(colours.bad);
        painter.drawText(QRect{margin, 2 * line_, viewport()->width() - 2 * margin, viewport()->height()},
                         Qt::TextWordWrap, shown_name(pages_.trouble().toStdString()));
    }
}

void HexView::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    measure();
}

void HexView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::FontChange) measure();
    QAbstractScrollArea::changeEvent(event);
}

bool HexView::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto at = offset_at(viewport()->mapFrom(this, help->pos()));
        const MarkedRange* mark = at ? mark_at(*at) : nullptr;
        if (mark != nullptr) {
            QToolTip::showText(help->globalPos(), mark->what.toHtmlEscaped(), this);
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QAbstractScrollArea::event(event);
}

// ---- moving --------------------------------------------------------------------------------------------------------

void HexView::show_cursor() {
    const quint64 row = cursor_ / bytes_per_row;
    const auto shown = static_cast<quint64>(visible_rows());
    if (row < first_row()) {
        set_first_row(row);
    } else if (row >= first_row() + shown) {
        set_first_row(row - shown + rows_per_step_);
    }
}

void HexView::move_cursor(quint64 to, bool keep_anchor) {
    if (pages_.size() == 0) return;
    cursor_ = std::min(to, pages_.size() - 1);
    if (!keep_anchor) anchor_ = cursor_;
    show_cursor();
    viewport()->update();
    emit cursor_moved();
}

void HexView::keyPressEvent(QKeyEvent* event) {
    const bool extend = event->modifiers().testFlag(Qt::ShiftModifier);
    const bool far = event->modifiers().testFlag(Qt::ControlModifier);
    const auto page = static_cast<quint64>(visible_rows()) * bytes_per_row;
    const auto back = [&](quint64 by) { return cursor_ >= by ? cursor_ - by : cursor_ % by; };
    if (event->matches(QKeySequence::Copy)) {
        QGuiApplication::clipboard()->setText(selected_as_hex());
        return;
    }
    if (event->matches(QKeySequence::SelectAll)) return select(0, pages_.size());
    switch (event->key()) {
        case Qt::Key_Left:
            return move_cursor(cursor_ > 0 ? cursor_ - 1 : 0, extend);
        case Qt::Key_Right:
            return move_cursor(cursor_ + 1, extend);
        case Qt::Key_Up:
            return move_cursor(back(bytes_per_row), extend);
        case Qt::Key_Down:
            return move_cursor(cursor_ + bytes_per_row, extend);
        case Qt::Key_PageUp:
            return move_cursor(cursor_ >= page ? cursor_ - page : cursor_ % bytes_per_row, extend);
        case Qt::Key_PageDown:
            return move_cursor(cursor_ + page, extend);
        case Qt::Key_Home:
            return move_cursor(far ? 0 : cursor_ - cursor_ % bytes_per_row, extend);
        case Qt::Key_End:
            return move_cursor(far ? pages_.size() - 1 : cursor_ - cursor_ % bytes_per_row + bytes_per_row - 1, extend);
        default:
            QAbstractScrollArea::keyPressEvent(event);
    }
}

void HexView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    if (const auto at = offset_at(event->pos())) move_cursor(*at, event->modifiers().testFlag(Qt::ShiftModifier));
}

void HexView::mouseMoveEvent(QMouseEvent* event) {
    if (!event->buttons().testFlag(Qt::LeftButton)) return;
    if (const auto at = offset_at(event->pos())) move_cursor(*at, true);
}

}  // namespace sanad::gui
