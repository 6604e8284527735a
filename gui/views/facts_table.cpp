#include "gui/views/facts_table.hpp"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QStyledItemDelegate>

#include "gui/shown_text.hpp"
#include "gui/theme.hpp"

namespace sanad::gui {
namespace {

/// As high as the value is in the width that it has: QTreeView asks how high an item is without saying how wide.
class WrappedValue : public QStyledItemDelegate {
public:
    explicit WrappedValue(QTreeView* table) : QStyledItemDelegate{table}, table_{table} {}

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyleOptionViewItem in_column = option;
        in_column.rect = QRect{0, 0, table_->columnWidth(index.column()), 1};
        return QStyledItemDelegate::sizeHint(in_column, index);
    }

private:
    QTreeView* table_;
};

}  // namespace

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
        QString value = row->text(1);
        value.remove(QChar{0x2066}).remove(QChar{0x2069});
        lines << (rows.size() == 1 ? value : row->text(0) + u'\t' + value);
    }
    QApplication::clipboard()->setText(lines.join(u'\n'));
}

}  // namespace sanad::gui
