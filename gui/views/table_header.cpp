#include "gui/views/table_header.hpp"

#include <QMouseEvent>
#include <QPainter>
#include <utility>

#include "gui/icons.hpp"
#include "gui/theme.hpp"

namespace sanad::gui {
namespace {

constexpr int funnel_size = 14;

}  // namespace

TableHeader::TableHeader(QWidget* parent) : QHeaderView{Qt::Horizontal, parent} {
    setSectionsMovable(true);
    setSectionsClickable(true);
    setHighlightSections(false);
    setStretchLastSection(false);
    setSortIndicatorShown(true);
    setMouseTracking(true);
    setMinimumSectionSize(48);
    setContextMenuPolicy(Qt::CustomContextMenu);
}

void TableHeader::set_filtered(const QSet<int>& columns) {
    filtered_ = columns;
    viewport()->update();
}

QRect TableHeader::funnel_in(const QRect& section) const {
    const int top = section.top() + (section.height() - funnel_size) / 2;
    const int left = layoutDirection() == Qt::RightToLeft ? section.left() + spacing::tight
                                                          : section.right() - funnel_size - spacing::tight;
    return {left, top, funnel_size, funnel_size};
}

QRect TableHeader::funnel(int column) const {
    return funnel_in({sectionViewportPosition(column), 0, sectionSize(column), height()});
}

int TableHeader::funnel_at(const QPoint& place) const {
    const int column = logicalIndexAt(place);
    if (column < 0 || !filterable_.contains(column)) return -1;
    return funnel(column).adjusted(-2, -4, 2, 4).contains(place) ? column : -1;
}

void TableHeader::paintSection(QPainter* painter, const QRect& rect, int column) const {
    painter->save();
    QHeaderView::paintSection(painter, rect, column);
    painter->restore();
    if (!filterable_.contains(column)) return;
    const bool filtered = filtered_.contains(column);
    if (!filtered && hovered_ != column) return;
    const QRect place = funnel_in(rect);
    painter->fillRect(place.adjusted(-2, -1, 2, 1), palette().color(QPalette::Window));
    icon("filter", palette().color(filtered ? QPalette::Link : QPalette::PlaceholderText)).paint(painter, place);
}

QSize TableHeader::sectionSizeFromContents(int column) const {
    QSize size = QHeaderView::sectionSizeFromContents(column);
    size.rwidth() += funnel_size + spacing::tight;
    return size;
}

void TableHeader::mousePressEvent(QMouseEvent* event) {
    pressed_ = event->button() == Qt::LeftButton ? funnel_at(event->position().toPoint()) : -1;
    if (pressed_ < 0) QHeaderView::mousePressEvent(event);
}

void TableHeader::mouseReleaseEvent(QMouseEvent* event) {
    const int pressed = std::exchange(pressed_, -1);
    if (pressed < 0) return QHeaderView::mouseReleaseEvent(event);
    if (funnel_at(event->position().toPoint()) == pressed) emit filter_wanted(pressed);
}

void TableHeader::mouseMoveEvent(QMouseEvent* event) {
    const int under = logicalIndexAt(event->position().toPoint());
    if (std::exchange(hovered_, under) != under) viewport()->update();
    QHeaderView::mouseMoveEvent(event);
}

void TableHeader::leaveEvent(QEvent* event) {
    if (std::exchange(hovered_, -1) != -1) viewport()->update();
    QHeaderView::leaveEvent(event);
}

}  // namespace sanad::gui
