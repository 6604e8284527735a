#include "gui/viewers/plain_copy.hpp"

#include <QAbstractItemView>
#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>

#include "gui/shown_text.hpp"

namespace sanad::gui {
namespace {

class PlainCopy : public QObject {
public:
    explicit PlainCopy(QAbstractItemView& view) : QObject{&view}, view_{view} { view.installEventFilter(this); }

    bool eventFilter(QObject* watched, QEvent* event) override {
        if (watched != &view_ || event->type() != QEvent::KeyPress ||
            !static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy) || !view_.currentIndex().isValid())
            return QObject::eventFilter(watched, event);
        QGuiApplication::clipboard()->setText(without_isolates(view_.currentIndex().data().toString()));
        return true;
    }

private:
    QAbstractItemView& view_;
};

}  // namespace

void copy_plainly(QAbstractItemView& view) {
    new PlainCopy{view};
}

}  // namespace sanad::gui
