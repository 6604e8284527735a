#include "gui/views/facts_table.hpp"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QStyle>
#include <QStyledItemDelegate>
#include <algorithm>

#include "gui/shown_text.hpp"
#include "gui/theme.hpp"

namespace sanad::gui {
namespace {

constexpr qsizetype shortest_digest = 32, digits_together = 8;

bool is_digest(const QString& text) {
    return text.size() >= shortest_digest && std::ranges::all_of(text, [](QChar digit) {
               return QByteArrayView{"0123456789abcdef"}.contains(digit.toLatin1());
           });
}

/// As high as the value is in the width that it has: QTreeView asks how high an item is without saying how wide. A
/// digest has no place where a line may end by itself, and half of one proves nothing: it is broken to be whole.
class WrappedValue : public QStyledItemDelegate {
public:
    explicit WrappedValue(QTreeView* table) : QStyledItemDelegate{table}, table_{table} {}

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyleOptionViewItem in_column = option;
        in_column.rect = QRect{0, 0, table_->columnWidth(index.column()), 1};
        return QStyledItemDelegate::sizeHint(in_column, index);
    }

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
        QStyledItemDelegate::initStyleOption(option, index);
        const QString digest = without_isolates(option->text);
        if (!is_digest(digest)) return;
        const int margin = 2 * (table_->style()->pixelMetric(QStyle::PM_FocusFrameHMargin, option, table_) + 1);
        const int digit = std::max(1, option->fontMetrics.horizontalAdvance(QLatin1Char{'0'}));
        QStringList lines = digest_lines(digest, (table_->columnWidth(index.column()) - margin) / digit);
        for (QString& line : lines) line = left_to_right(line);
        option->text = lines.join(QChar{QChar::LineSeparator});
    }

private:
    QTreeView* table_;
};

}  // namespace

QStringList digest_lines(const QString& digest, qsizetype room) {
    if (digest.size() <= room) return {digest};
    // Halves of 32 where they fit, else as many eights as do.
    const qsizetype width =
        room >= shortest_digest ? shortest_digest : std::max(digits_together, room / digits_together * digits_together);
    QStringList lines;
    for (qsizetype at = 0; at < digest.size(); at += width) lines << digest.mid(at, width);
    return lines;
}

FactsTable::FactsTable(QWidget* parent) : QTreeWidget{parent} {
    setColumnCount(2);
    setHeaderHidden(true);
    setRootIsDecorated(false);
    setIndentation(spacing::wide);
    setSelectionMode(ExtendedSelection);
    setWordWrap(true);
    setTextElideMode(Qt::ElideMiddle);
    setHorizontalScrollMode(ScrollPerPixel);
    header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    header()->setStretchLastSection(true);
    setItemDelegateForColumn(1, new WrappedValue{this});
    connect(header(), &QHeaderView::sectionResized, this, [this] { scheduleDelayedItemsLayout(); });
}

void FactsTable::clear() {
    QTreeWidget::clear();
    group_ = nullptr;
}

void FactsTable::begin_group(const QString& title) {
    group_ = new QTreeWidgetItem{this, {title}};
    group_->setFirstColumnSpanned(true);
    group_->setFont(0, heading_font(font(), 0));
    group_->setFlags(Qt::ItemIsEnabled);
    group_->setExpanded(true);
}

QTreeWidgetItem* FactsTable::add_row(const QString& name, const QString& value) {
    if (value.isEmpty()) return nullptr;
    QTreeWidgetItem* row =
        group_ != nullptr ? new QTreeWidgetItem{group_, {name, value}} : new QTreeWidgetItem{this, {name, value}};
    row->setForeground(0, colours_for(palette()).faint);
    row->setToolTip(1, value.toHtmlEscaped());
    return row;
}

QTreeWidgetItem* FactsTable::add(const QString& name, const QString& value) {
    return add_row(name, value);
}

void FactsTable::add_fixed(const QString& name, const QString& value) {
    if (value.isEmpty()) return;
    add_row(name, left_to_right(value))->setFont(1, fixed_font_for(value));
}

void FactsTable::add_coloured(const QString& name, const QString& value, const QColor& colour) {
    if (QTreeWidgetItem* row = add_row(name, value)) row->setForeground(1, colour);
}

void FactsTable::keyPressEvent(QKeyEvent* event) {
    if (!event->matches(QKeySequence::Copy)) return QTreeWidget::keyPressEvent(event);
    const auto rows = selectedItems();
    QStringList lines;
    for (const QTreeWidgetItem* row : rows) {
        const QString value = without_isolates(row->text(1));
        lines << (rows.size() == 1 ? value : row->text(0) + u'\t' + value);
    }
    QApplication::clipboard()->setText(lines.join(u'\n'));
}

}  // namespace sanad::gui
