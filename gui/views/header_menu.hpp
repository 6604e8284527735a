#pragma once
// Which columns of a table are shown: the menu of its header, by the pointer and by Ctrl+Shift+L of its place.
#include <QHeaderView>

namespace sanad::gui {

/// Asks which are shown; the last one that is cannot be hidden.
void choose_columns(QHeaderView& header, const QPoint& global);
/// The header's context menu asks.
void offer_columns(QHeaderView& header);
/// Puts a column beside another, wherever it was made.
void set_beside(QHeaderView& header, int column, int left_of_it);

}  // namespace sanad::gui
