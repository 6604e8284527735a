// In Urdu nothing of the window's own words is left in English: every place is gone to and every widget read.
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QDockWidget>
#include <QFileDialog>
#include <QHeaderView>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QRegularExpression>
#include <QTabBar>
#include <QTableView>
#include <QTimer>
#include <functional>
#include <set>
#include <utility>

#include "gui/views/timeline_place.hpp"
#include "tests/gui/desk.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

/// What stays as it is in every language: names of formats, of units and of MIME types, paths, digests.
bool may_be_latin(const QString& text) {
    static const QRegularExpression urdu{QStringLiteral("[\\x{600}-\\x{6ff}]")}, word{QStringLiteral("[A-Za-z]{3,}")},
        kept{QStringLiteral("^(SHA-?\\d+|MD5|UTC|PDF|HTML|English|Sanad|NTFS|FAT32|Hex|HTML|EXIF|JSON|CSV|application|"
                            "image|inode|text|video)( computed)?$")};
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

/// Of a dialog: its buttons, its labels, what a screen reader says.
QStringList words_of_dialog(const QWidget& dialog) {
    QStringList words{dialog.windowTitle()};
    for (const auto* widget : dialog.findChildren<QWidget*>()) {
        if (!widget->isVisible()) continue;
        words << widget->accessibleName();
        if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) words << button->text();
        if (const auto* label = qobject_cast<const QLabel*>(widget)) words << label->text();
    }
    for (QString& each : words) each.remove(u'&');
    return words;
}

/// Opens a dialog, reads it and rejects it; the words of the one that came.
QStringList read_dialog(const std::function<void()>& open) {
    QStringList words;
    QTimer look;
    QObject::connect(&look, &QTimer::timeout, &look, [&] {
        auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
        if (dialog == nullptr || !dialog->isVisible()) return;
        look.stop();
        words = words_of_dialog(*dialog);
        dialog->reject();
    });
    look.start(50);
    open();
    soon([&] { return !words.isEmpty() && QApplication::activeModalWidget() == nullptr; });
    look.stop();
    REQUIRE_FALSE(words.isEmpty());
    return words;
}

/// The cells of a column, once there are rows.
QStringList column_of(const QAbstractItemView& table, int column) {
    const QAbstractItemModel& model = *table.model();
    REQUIRE(soon([&] { return model.rowCount() > 0 && !model.index(0, 0).data().toString().isEmpty(); }));
    QStringList cells;
    for (int row = 0; row < model.rowCount(); ++row) cells << model.index(row, column).data().toString();
    return cells;
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

TEST_CASE("cells that hold the program's own words are Urdu in Urdu: acts, kinds, remarks, states, answers") {
    if (!in_urdu()) return;
    Desk desk;
    std::set<QString> english;
    const auto look = [&](const QStringList& words) {
        for (const QString& each : words)
            if (!may_be_latin(each)) english.insert(each);
    };
    desk.go_to("files");
    const auto& files = desk.files().page().table();
    for (const int column : {gui::FileModel::state, gui::FileModel::kind, gui::FileModel::content_state})
        look(column_of(files, column));
    desk.go_to("custody");
    auto& custody = desk.place<gui::CustodyPlace>("custody");
    look(column_of(custody.entries(), 2));
    for (const QString& cell : column_of(custody.entries(), 5))
        for (const QString& each : cell.split(QStringLiteral(" · "), Qt::SkipEmptyParts)) {
            const QString label = each.section(u':', 0, 0);
            static const QStringList same{QStringLiteral("MD5"), QStringLiteral("SHA-1"), QStringLiteral("SHA-256")};
            if (each.contains(u':') && !same.contains(label)) look({label});
        }
    REQUIRE(soon([&] { return !custody.items().empty() && custody.stretches().topLevelItemCount() > 1; }));
    for (const gui::ItemCustody& item : custody.items()) {
        look({item.kind});
        for (const gui::Stretch& stretch : item.stretches) look({stretch.how});
        for (const gui::ItemCustody::Finding& finding : item.findings) look({finding.what});
    }
    press(desk.window, Qt::Key_V, Qt::ControlModifier | Qt::ShiftModifier);
    REQUIRE(soon([&] { return custody.sheet().rowCount() == 17; }));
    for (const int column : {1, 2}) look(column_of(custody.sheet(), column));
    for (const QString& left : english) FAIL_CHECK("still in English: ", left.toStdString());
}

TEST_CASE("buttons of dialogs are Urdu in Urdu, those of Qt's own too") {
    if (!in_urdu()) return;
    Desk desk;
    desk.choose(QStringLiteral("IMG_0001.JPG"));
    gui::MainWindow& window = desk.window;
    const std::pair<const char*, std::function<void()>> dialogs[] = {
        {"tag", [&] { press(window, Qt::Key_G, Qt::ControlModifier); }},
        {"note", [&] { press(window, Qt::Key_M, Qt::ControlModifier); }},
        {"export", [&] { press(window, Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier); }},
        {"a file", [&] { QFileDialog::getOpenFileName(&window, words_of("ReportsPlace", "The file of a report")); }},
        {"a folder", [&] { QFileDialog::getExistingDirectory(&window, words_of("MainWindow", "Open a case")); }},
        {"yes or no", [&] { QMessageBox::question(&window, QStringLiteral("؟"), QStringLiteral("؟")); }},
        {"a warning", [&] { QMessageBox::warning(&window, QStringLiteral("!"), QStringLiteral("!")); }}};
    for (const auto& [name, open] : dialogs) {
        CAPTURE(name);
        for (const QString& words : read_dialog(open))
            if (!may_be_latin(words)) FAIL_CHECK("still in English: ", words.toStdString());
    }
}

TEST_SUITE_END();
