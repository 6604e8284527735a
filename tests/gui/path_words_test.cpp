// In Urdu nothing of the window's own words is left in English: every place is gone to and every widget read.
#include <QComboBox>
#include <QDockWidget>
#include <QHeaderView>
#include <QMenu>
#include <QMenuBar>
#include <QRegularExpression>
#include <QTabBar>
#include <QTableView>
#include <set>

#include "gui/views/timeline_place.hpp"
#include "tests/gui/desk.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

/// What stays as it is in every language: names of formats, of units and of MIME types, paths, digests; and what
/// Qt itself calls the two buttons of a dock, for which Debian has no Urdu.
bool may_be_latin(const QString& text) {
    static const QRegularExpression urdu{QStringLiteral("[\\x{600}-\\x{6ff}]")}, word{QStringLiteral("[A-Za-z]{3,}")},
        kept{QStringLiteral("^(SHA-?\\d+|MD5|UTC|PDF|HTML|English|Sanad|NTFS|FAT32|Hex|HTML|EXIF|JSON|CSV|application|"
                            "image|inode|text|video|Close|Float)( computed)?$")};
    return !text.contains(word) || text.contains(urdu) || kept.match(text).hasMatch();
}

/// The texts of a widget that are the program's and no fact of the case.
QStringList own_words(const QWidget& widget) {
    QStringList words{widget.accessibleName()};
    if (const auto* button = qobject_cast<const QAbstractButton*>(&widget)) words << button->text();
    if (const auto* line = qobject_cast<const QLineEdit*>(&widget)) words << line->placeholderText();
    if (const auto* dock = qobject_cast<const QDockWidget*>(&widget)) words << dock->windowTitle();
    if (const auto* box = qobject_cast<const QComboBox*>(&widget))
        for (int i = 0; i < box->count(); ++i) words << box->itemText(i);
    if (const auto* tabs = qobject_cast<const QTabBar*>(&widget))
        for (int i = 0; i < tabs->count(); ++i) words << tabs->tabText(i);
    if (const auto* header = qobject_cast<const QHeaderView*>(&widget);
        header != nullptr && header->orientation() == Qt::Horizontal && header->model() != nullptr) {
        for (int i = 0; i < header->count(); ++i)
            if (!header->isSectionHidden(i)) words << header->model()->headerData(i, Qt::Horizontal).toString();
    }
    return words;
}

void of_menu(const QMenu& menu, QStringList& words) {
    for (const QAction* action : menu.actions()) {
        words << action->text().remove(u'&');
        if (action->menu() != nullptr) of_menu(*action->menu(), words);
    }
}

}  // namespace

TEST_SUITE_BEGIN("paths");

TEST_CASE("no word of the window is left in English when it speaks Urdu") {
    if (!in_urdu()) return;
    Desk desk;
    std::set<QString> english;
    const auto look = [&](const QStringList& words) {
        for (const QString& each : words)
            if (!may_be_latin(each)) english.insert(each);
    };
    look({desk.window.windowTitle()});
    for (gui::Place* place : desk.window.places()) {
        desk.go_to(place->id().toLatin1());
        if (place->id() == QLatin1String{"files"}) desk.choose(QStringLiteral("IMG_0001.JPG"));
        QTest::qWait(100);
        if (auto* timeline = qobject_cast<gui::TimelinePlace*>(place)) {
            const auto& events = timeline->model();
            REQUIRE(soon([&] { return events.rowCount() > 0 && events.known(0) != nullptr; }));
            for (int row = 0; row < events.rowCount() && events.known(row) != nullptr; ++row)
                look({events.known(row)->happening});
        }
        for (const auto* widget : desk.window.findChildren<QWidget*>())
            if (widget->isVisible()) look(own_words(*widget));
        QStringList words;
        for (const auto* action : desk.window.menuBar()->actions()) {
            words << action->text().remove(u'&');
            of_menu(*action->menu(), words);
        }
        look(words);
    }
    // The tree: all but what lies below the case, which are names, and what was searched for, in whatever language.
    auto& tree = desk.window.tree().tree_model();
    const auto walk = [&](const auto& self, const QModelIndex& parent) -> void {
        for (int row = 0; row < tree.rowCount(parent); ++row) {
            const QModelIndex index = tree.index(row, 0, parent);
            if (!parent.isValid() && row == 0) continue;
            look({index.data().toString()});
            if (parent.isValid() || row != tree.rowCount() - 1) self(self, index);
        }
    };
    walk(walk, {});
    for (const QString& left : english) FAIL_CHECK("still in English: ", left.toStdString());
}

TEST_SUITE_END();
