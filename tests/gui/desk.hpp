#pragma once
// The examined sample disk, opened in a window as an examiner opens it, with the keys that move about in it.
#include <doctest/doctest.h>

#include <QListWidget>

#include "gui/shown_text.hpp"
#include "gui/views/artifacts_place.hpp"
#include "gui/views/custody_place.hpp"
#include "gui/views/files_place.hpp"
#include "gui/views/reports_place.hpp"
#include "gui/views/search_place.hpp"
#include "gui/views/start_page.hpp"
#include "tests/gui/examined_case.hpp"
#include "tests/gui/examiner.hpp"

namespace sanad::test {

struct Desk {
    const ExaminedCase& made = examined_case();
    gui::MainWindow window;

    /// Chosen by Enter from the cases opened lately.
    Desk() {
        window.show();
        REQUIRE(QTest::qWaitForWindowActive(&window));
        auto& recent = *seen<QListWidget>(window.start_page());
        REQUIRE(recent.item(0)->text().startsWith(made.name));
        recent.setFocus();
        recent.setCurrentRow(0);
        QTest::keyClick(&recent, Qt::Key_Return);
        REQUIRE(window.session() != nullptr);
        REQUIRE(soon([&] { return window.shows_case(); }));
        settled(files().model());
        files().page().set_filters({});
        settled(files().model());
    }

    template <class Kind>
    Kind& place(const char* id) {
        return dynamic_cast<Kind&>(*window.place(QLatin1String{id}));
    }
    gui::FilesPlace& files() { return place<gui::FilesPlace>("files"); }

    /// By Ctrl and the number that its place in the switcher gives it.
    void go_to(const char* id) {
        for (std::size_t i = 0; i < window.places().size(); ++i) {
            if (window.places()[i]->id() == QLatin1String{id})
                press(window, static_cast<Qt::Key>(Qt::Key_1 + static_cast<int>(i)), Qt::ControlModifier);
        }
        REQUIRE(window.front_place()->id() == QLatin1String{id});
    }
    static void settled(gui::PagedTableModel& model) {
        REQUIRE(soon([&] { return !model.is_asking(); }));
    }
    /// A cell without what keeps its direction, once its page has come.
    static QString cell(gui::PagedTableModel& model, int row, int column) {
        const auto text = [&] { return gui::without_isolates(model.index(row, column).data().toString()); };
        soon([&] { return !model.index(row, 0).data().toString().isEmpty(); });
        return text();
    }
    /// Types a name into the files' line and waits for the rows.
    void find(const QString& name) {
        go_to("files");
        press(window, Qt::Key_F, Qt::ControlModifier);
        QLineEdit& line = files().page().find_line();
        REQUIRE(line.hasFocus());
        line.selectAll();
        QTest::keyClicks(&line, name);
        QTest::keyClick(&line, Qt::Key_Return);
        REQUIRE(files().page().table().hasFocus());
        settled(files().model());
    }
    /// Finds the one file of that name and goes to its row by the arrow key.
    Id choose(const QString& name) {
        find(name);
        REQUIRE(files().model().rowCount() == 1);
        press(window, Qt::Key_Down);
        REQUIRE(soon([&] { return window.details().file() == files().model().id_at(0); }));
        return *window.details().file();
    }
};

}  // namespace sanad::test
