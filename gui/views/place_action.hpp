#pragma once
// What a place can do: a line of the menu named after it and of the command palette, by its keys while it has the
// focus.
#include <QAction>
#include <QList>
#include <functional>

namespace sanad::gui {

/// Adds the action to `place` and to `actions`, which the place gives out as its place_actions().
QAction* add_place_action(QWidget& place, QList<QAction*>& actions, const QString& words, const QKeySequence& keys,
                          std::function<void()> act);

}  // namespace sanad::gui
