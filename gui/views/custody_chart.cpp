#include "gui/views/custody_chart.hpp"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <map>

#include "gui/shown_text.hpp"
#include "gui/theme.hpp"

namespace sanad::gui {
namespace {

constexpr int name_width = 110, lane_height = 40, bar_height = 22, axis_height = 30, side = 12;

}  // namespace

bool ItemCustody::has_gap() const {
    return std::ranges::any_of(stretches, [](const Stretch& stretch) { return !stretch.mark.isEmpty(); });
}

CustodyChart::CustodyChart(QWidget* parent) : QWidget{parent} {
    // Time runs from left to right in every language, as on the printed log.
    setLayoutDirection(Qt::LeftToRight);
    setAccessibleName(tr("Custody over time"));
}

void CustodyChart::show_items(std::vector<ItemCustody> items, const QDateTime& now) {
    items_ = std::move(items);
    known_ = true;
    now_ = now;
    begin_ = end_ = now;
    for (const ItemCustody& item : items_) {
        for (const Stretch& stretch : item.stretches) {
            if (stretch.from.isValid()) begin_ = std::min(begin_, stretch.from);
            if (stretch.until.isValid()) end_ = std::max(end_, stretch.until);
        }
    }
    // A case of this hour still has a line to look at.
    if (begin_.secsTo(end_) < 60) begin_ = end_.addSecs(-60);
    updateGeometry();
    update();
}

void CustodyChart::clear() {
    show_items({}, QDateTime::currentDateTimeUtc());
    known_ = false;
}

void CustodyChart::set_current(const QString& item) {
    current_ = item;
    update();
}

QSize CustodyChart::sizeHint() const {
    return {600, axis_height + lane_height * static_cast<int>(std::max<std::size_t>(1, items_.size())) + 4};
}

QRect CustodyChart::lane(std::size_t item) const {
    return {0, axis_height + static_cast<int>(item) * lane_height, width(), lane_height};
}

int CustodyChart::x_of(const QDateTime& time) const {
    const double span = std::max<double>(1, static_cast<double>(begin_.secsTo(end_)));
    const double at = std::clamp(static_cast<double>(begin_.secsTo(time)) / span, 0.0, 1.0);
    return name_width + side + static_cast<int>(at * (width() - name_width - 2 * side));
}

void CustodyChart::paintEvent(QPaintEvent*) {
    QPainter painter{this};
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours& colours = colours_for(palette());
    painter.fillRect(rect(), palette().base());
    painter.setPen(colours.faint);
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.88);
    painter.setFont(small);
    const bool days = begin_.secsTo(end_) > 3 * 86400;
    const QString form = days ? QStringLiteral("yyyy-MM-dd") : QStringLiteral("yyyy-MM-dd HH:mm");
    const int marks = std::clamp((width() - name_width) / 170, 2, 8);
    for (int i = 0; i <= marks; ++i) {
        const QDateTime at = begin_.addSecs(begin_.secsTo(end_) * i / marks);
        const int x = x_of(at);
        painter.setPen(colours.line);
        painter.drawLine(x, axis_height - 6, x, height());
        painter.setPen(colours.faint);
        const QString words = left_to_right(at.toUTC().toString(form));
        const int wide = QFontMetrics{small}.horizontalAdvance(words);
        painter.drawText(std::clamp(x - wide / 2, name_width, std::max(name_width, width() - wide - 2)), 16, words);
    }
    // Each person has one colour, in the order of appearance.
    std::map<QString, int> persons;
    painter.setFont(font());
    for (std::size_t i = 0; i < items_.size(); ++i) {
        const ItemCustody& item = items_[i];
        const QRect row = lane(i);
        if (item.item == current_) painter.fillRect(row, palette().alternateBase());
        painter.setPen(item.has_gap() ? colours.bad : palette().color(QPalette::Text));
        QFont bold = font();
        if (item.item == current_) bold.setWeight(QFont::DemiBold);
        painter.setFont(bold);
        painter.drawText(row.adjusted(side, 0, 0, 0).intersected({side, row.top(), name_width - side, row.height()}),
                         Qt::AlignVCenter | Qt::AlignLeft,
                         QFontMetrics{bold}.elidedText(item.item, Qt::ElideRight, name_width - side));
        painter.setFont(font());
        for (const Stretch& stretch : item.stretches) {
            const int from = x_of(stretch.from),
                      to = std::max(from + 3, x_of(stretch.until.isValid() ? stretch.until : end_));
            const QRect bar{from, row.center().y() - bar_height / 2, to - from, bar_height};
            const bool marked = !stretch.mark.isEmpty();
            const int number = persons.try_emplace(stretch.custodian, static_cast<int>(persons.size())).first->second;
            const QColor colour =
                marked ? colours.bad
                       : colours.families[static_cast<std::size_t>(number) % (colours.families.size() - 1)];
            QColor ground = colour;
            ground.setAlpha(marked ? 90 : 70);
            painter.setPen(QPen{colour, 1.2});
            painter.setBrush(marked ? QBrush{colour, Qt::BDiagPattern} : QBrush{ground});
            painter.drawRoundedRect(bar, 3, 3);
            if (bar.width() > 40) {
                painter.setPen(palette().color(QPalette::Text));
                painter.drawText(bar.adjusted(5, 0, -3, 0), Qt::AlignVCenter | Qt::AlignLeft,
                                 painter.fontMetrics().elidedText(stretch.custodian, Qt::ElideRight, bar.width() - 8));
            }
        }
    }
    if (items_.empty() && known_) {
        painter.setPen(colours.faint);
        painter.drawText(rect(), Qt::AlignCenter, tr("No item is on record yet"));
    }
}

CustodyChart::Hit CustodyChart::hit(QPoint at) const {
    for (std::size_t i = 0; i < items_.size(); ++i) {
        if (!lane(i).contains(at)) continue;
        for (const Stretch& stretch : items_[i].stretches) {
            const int from = x_of(stretch.from);
            const int to = std::max(from + 3, x_of(stretch.until.isValid() ? stretch.until : end_));
            if (at.x() >= from && at.x() <= to) return {i, &stretch};
        }
        return {i, nullptr};
    }
    return {items_.size(), nullptr};
}

void CustodyChart::mousePressEvent(QMouseEvent* event) {
    const Hit under = hit(event->pos());
    if (under.item < items_.size()) emit item_chosen(items_[under.item].item);
}

bool CustodyChart::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const Hit under = hit(help->pos());
        if (under.stretch == nullptr) {
            QToolTip::hideText();
        } else {
            const Stretch& stretch = *under.stretch;
            QString words = QStringLiteral("%1\n%2 – %3")
                                .arg(stretch.custodian, stretch.from.toUTC().toString(Qt::ISODate),
                                     stretch.until.isValid() ? stretch.until.toUTC().toString(Qt::ISODate) : tr("now"));
            if (stretch.mark == QLatin1String{"gap"})
                words += QLatin1Char{'\n'} + tr("GAP: custody before is not on record");
            if (stretch.mark == QLatin1String{"overlap"})
                words += QLatin1Char{'\n'} + tr("OVERLAP with the stretch before");
            QToolTip::showText(help->globalPos(), words, this);
        }
        return true;
    }
    return QWidget::event(event);
}

}  // namespace sanad::gui
