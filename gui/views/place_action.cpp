#include "gui/views/place_action.hpp"

#include <QWidget>
#include <utility>

namespace sanad::gui {

QAction* add_place_action(QWidget& place, QList<QAction*>& actions, const QString& words, const QKeySequence& keys,
                          std::function<void()> act) {
    auto* action = new QAction{words, &place};
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    QObject::connect(action, &QAction::triggered, &place, std::move(act));
    place.addAction(action);
    actions << action;
    return action;
}

}  // namespace sanad::gui
