#include "gui/views/header_menu.hpp"

#include <QAbstractItemModel>
#include <QMenu>

namespace sanad::gui {

void choose_columns(QHeaderView& header, const QPoint& global) {
    QMenu menu;
    const bool last = header.count() - header.hiddenSectionCount() == 1;
    for (int visual = 0; visual < header.count(); ++visual) {
        const int column = header.logicalIndex(visual);
        QAction* action = menu.addAction(header.model()->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!header.isSectionHidden(column));
        action->setEnabled(!last || header.isSectionHidden(column));
        QObject::connect(action, &QAction::toggled, &header,
                         [&header, column](bool shown) { header.setSectionHidden(column, !shown); });
    }
    menu.exec(global);
}

void offer_columns(QHeaderView& header) {
    header.setContextMenuPolicy(Qt::CustomContextMenu);
    QObject::connect(&header, &QWidget::customContextMenuRequested, &header,
                     [&header](const QPoint& place) { choose_columns(header, header.mapToGlobal(place)); });
}

void set_beside(QHeaderView& header, int column, int left_of_it) {
    header.moveSection(header.visualIndex(column), header.visualIndex(left_of_it) + 1);
}

}  // namespace sanad::gui
