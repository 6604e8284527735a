// Whoever does not see the window hears it: every widget that the keyboard reaches says what it is.
#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QMenu>
#include <QTabBar>
#include <QTabWidget>
#include <QTimer>
#include <QToolButton>
#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "tests/gui/desk.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

bool has_label(const QWidget& widget) {
    const auto labels = widget.window()->findChildren<QLabel*>();
    return std::any_of(labels.begin(), labels.end(),
                       [&](const QLabel* label) { return label->buddy() == &widget && !label->text().isEmpty(); });
}

bool is_named(const QWidget& widget) {
    if (!widget.accessibleName().isEmpty() || has_label(widget)) return true;
    if (const auto* button = qobject_cast<const QAbstractButton*>(&widget)) return !button->text().isEmpty();
    if (const auto* label = qobject_cast<const QLabel*>(&widget)) return !label->text().isEmpty();
    if (const auto* tabs = qobject_cast<const QTabBar*>(&widget)) return tabs->count() > 0;
    // The line within a box is the box's own.
    const QWidget* above = widget.parentWidget();
    return above != nullptr && widget.inherits("QLineEdit") &&
           (qobject_cast<const QComboBox*>(above) != nullptr ||
            qobject_cast<const QAbstractSpinBox*>(above) != nullptr) &&
           is_named(*above);
}

/// What the keyboard reaches in it and nobody could say what it is. Qt's own parts have names that begin so.
QStringList nameless(const QWidget& in, const QWidget* but_not = nullptr) {
    QStringList found;
    for (const QWidget* widget : in.findChildren<QWidget*>()) {
        if (!widget->isVisible() || (widget->focusPolicy() & Qt::TabFocus) == 0 || widget->focusProxy() != nullptr)
            continue;
        if (widget->objectName().startsWith(QLatin1String{"qt_"})) continue;
        if (but_not != nullptr && but_not->isAncestorOf(widget)) continue;
        if (is_named(*widget)) continue;
        QString where = QString::fromLatin1(widget->metaObject()->className());
        for (const QWidget* above = widget->parentWidget(); above != nullptr; above = above->parentWidget())
            where += QStringLiteral(" in ") + QString::fromLatin1(above->metaObject()->className());
        found << where;
    }
    return found;
}

}  // namespace

TEST_SUITE_BEGIN("paths");

TEST_CASE("every widget that the keyboard reaches has a name, in every place and every tab of the details") {
    Desk desk;
    std::set<QString> found;
    const auto look = [&] {
        for (const QString& each : nameless(desk.window, &desk.window.ingest())) found.insert(each);
    };
    for (gui::Place* place : desk.window.places()) {
        desk.go_to(place->id().toLatin1());
        QTest::qWait(50);
        look();
        for (auto* tabs : place->findChildren<QTabWidget*>()) {
            for (int tab = 0; tab < tabs->count(); ++tab) {
                tabs->setCurrentIndex(tab);
                look();
            }
        }
    }
    desk.choose(QStringLiteral("IMG_0001.JPG"));
    auto& tabs = *desk.window.details().findChild<QTabWidget*>();
    for (int tab = 0; tab < tabs.count(); ++tab) {
        if (!tabs.isTabVisible(tab)) continue;
        tabs.setCurrentIndex(tab);
        QTest::qWait(50);
        look();
    }
    for (const QString& each : found) FAIL_CHECK("without a name: ", each.toStdString());
}

TEST_CASE("every widget that the keyboard reaches has a name, in the forms that export and that enter an act") {
    Desk desk;
    desk.choose(QStringLiteral("IMG_0001.JPG"));
    const auto read = [&](const std::function<void()>& open) {
        bool read_it = false;
        QTimer hand;
        QObject::connect(&hand, &QTimer::timeout, &hand, [&] {
            auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
            if (dialog == nullptr || !dialog->isVisible()) return;
            hand.stop();
            for (const QString& each : nameless(*dialog)) FAIL_CHECK("without a name: ", each.toStdString());
            read_it = true;
            dialog->reject();
        });
        hand.start(50);
        open();
        CHECK(soon([&] { return read_it && QApplication::activeModalWidget() == nullptr; }));
    };
    read([&] { press(desk.window, Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier); });
    desk.go_to("custody");
    auto& act =
        dynamic_cast<QToolButton&>(button(*desk.window.front_place(), words_of("CustodyPlace", "Enter an act")));
    REQUIRE(soon([&] { return !act.menu()->actions().isEmpty(); }));
    read([&] { act.menu()->actions().front()->trigger(); });
}

TEST_SUITE_END();
