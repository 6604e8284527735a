#pragma once
// Ctrl+C in a table or tree: the cell as it is recorded.
class QAbstractItemView;

namespace sanad::gui {

/// The view's copy leaves out the invisible marks by which the screen keeps a value in its order (in_cell()).
void copy_plainly(QAbstractItemView& view);

}  // namespace sanad::gui
