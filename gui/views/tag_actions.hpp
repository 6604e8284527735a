#pragma once
// Tagging by key, the same in every table: 1 to 9 set or take back a tag on what is chosen, Ctrl+G any tag by its name,
// Ctrl+M writes a note, Ctrl+Z takes back.
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

}  // namespace sanad::gui
