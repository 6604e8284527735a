#pragma once
// Tagging by key, the same in every table: 1 to 9 set or take back a tag on what is chosen, Ctrl+G any tag by its name,
// Ctrl+M writes a note. Ctrl+Z takes back wherever the focus is: it is the window's.
#include <QAction>
#include <QList>
#include <functional>

#include "gui/marks.hpp"
#include "gui/views/table_page.hpp"
#include "gui/views/workplace.hpp"

namespace sanad::gui {

/// Adds the actions to `place`, to the menu of `page`, and to `actions`. `session`: null while no case is open.
void make_tag_actions(QWidget& place, TablePage& page, Taggable thing, QList<QAction*>& actions,
                      std::function<CaseSession*()> session, Workplace& workplace);

/// Those of a number say which tag that is, in the menu and the command palette; a number without one is hidden.
void name_tag_actions(const QList<QAction*>& actions, const QStringList& quick_tags);

}  // namespace sanad::gui
