// Tags and notes by keys, taken back by keys; what `sanad tag list` and `sanad note list` say of it.
#include <QInputDialog>
#include <QPlainTextEdit>
#include <QStatusBar>

#include "gui/marks.hpp"
#include "gui/views/facts_viewer.hpp"
#include "tests/gui/desk.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

std::vector<QJsonObject> listed(const Desk& desk, const char* verb) {
    return sanad_says({QLatin1String{verb}, QStringLiteral("list"), desk.made.folder});
}

}  // namespace

TEST_SUITE_BEGIN("paths");

TEST_CASE("a tag and a note are set on a file by keys, stand in the case, and are taken back in turn") {
    Desk desk;
    desk.window.details().prefer(QStringLiteral("facts"));
    const Id file = desk.choose(QStringLiteral("minutes.txt"));
    const QString relevant = words_of("Marks", "relevant");
    const auto tags = [&] { return Desk::cell(desk.files().model(), 0, gui::FileModel::tags); };
    const auto status = [&] { return desk.window.statusBar()->currentMessage(); };
    press(desk.window, Qt::Key_1);
    REQUIRE(soon([&] { return tags() == relevant; }));
    // The table may see the tag in the case before the verb that set it has ended.
    CHECK(soon([&] { return status() == words_of("Marks", "“%1” set on %2").arg(relevant).arg(1); }));
    REQUIRE(listed(desk, "tag").size() == 1);
    CHECK(listed(desk, "tag")[0][QLatin1String{"tag"}].toString() == relevant);

    press(desk.window, Qt::Key_M, Qt::ControlModifier);
    auto* dialog = desk.window.findChild<QInputDialog*>();
    REQUIRE(dialog != nullptr);
    CHECK(dialog->windowTitle() == said("TagActions", "Note"));
    CHECK(dialog->labelText() == said("TagActions", "Note on what is chosen:"));
    auto* text = dialog->findChild<QPlainTextEdit*>();
    REQUIRE(text != nullptr);
    QTest::keyClicks(text, QStringLiteral("who was at the meeting"));
    dialog->accept();
    REQUIRE(soon([&] { return status() == words_of("Marks", "Note kept"); }));
    const auto notes = listed(desk, "note");
    REQUIRE(notes.size() == 1);
    CHECK(notes[0][QLatin1String{"text"}].toString() == QLatin1String{"who was at the meeting"});
    CHECK(notes[0][QLatin1String{"path"}].toString() == QLatin1String{"/Documents/minutes.txt"});
    CHECK(notes[0][QLatin1String{"id"}].toInteger() == file);

    // Both stand with the facts of the file: what, by whom.
    auto& facts = dynamic_cast<gui::FactsViewer*>(desk.window.details().front())->table();
    const auto row = [&](const char* name) -> QTreeWidgetItem* {
        const auto found = facts.findItems(words_of("FactsViewer", name), Qt::MatchExactly | Qt::MatchRecursive);
        return found.isEmpty() ? nullptr : found.front();
    };
    REQUIRE(soon([&] { return row("Note") != nullptr && row("Tag") != nullptr; }));
    CHECK(gui::without_isolates(row("Note")->text(1)).startsWith(QLatin1String{"who was at the meeting\n"}));
    CHECK(row("Note")->text(1).contains(desk.made.person));
    CHECK(gui::without_isolates(row("Tag")->text(1)).startsWith(relevant + u'\n'));
    CHECK(row("Note")->parent()->text(0) == words_of("FactsViewer", "Tags and notes"));

    // The last act first.
    press(desk.window, Qt::Key_Z, Qt::ControlModifier);
    REQUIRE(soon([&] { return status() == words_of("Marks", "Undone"); }));
    CHECK(listed(desk, "note").empty());
    CHECK(tags() == relevant);
    CHECK(soon([&] { return row("Note") == nullptr && row("Tag") != nullptr; }));
    REQUIRE(soon([&] { return desk.window.session()->marks().can_undo(); }));
    press(desk.window, Qt::Key_Z, Qt::ControlModifier);
    REQUIRE(soon([&] { return tags().isEmpty(); }));
    CHECK(listed(desk, "tag").empty());
    CHECK(soon([&] { return row("Tag") == nullptr; }));
    CHECK_FALSE(desk.window.session()->marks().can_undo());

    // A note is also taken back where it is read, whoever wrote it and when.
    sanad_says({QStringLiteral("note"), QStringLiteral("add"), desk.made.folder, QStringLiteral("two lines\nof text"),
                QStringLiteral("--file"), QString::number(file)});
    REQUIRE(soon([&] { return row("Note") != nullptr; }));
    CHECK(gui::without_isolates(row("Note")->text(1)).startsWith(QLatin1String{"two lines\nof text\n"}));
    facts.setCurrentItem(row("Note"));
    facts.setFocus();
    press(desk.window, Qt::Key_Delete);
    REQUIRE(soon([&] { return row("Note") == nullptr; }));
    CHECK(listed(desk, "note").empty());
    CHECK(soon([&] { return status() == words_of("Marks", "Note taken back"); }));
}

TEST_CASE("a tag of one's own words is asked for, and its node of the tree lists what bears it") {
    Desk desk;
    desk.choose(QStringLiteral("old-accounts.csv"));
    press(desk.window, Qt::Key_G, Qt::ControlModifier);
    auto* dialog = desk.window.findChild<QInputDialog*>();
    REQUIRE(dialog != nullptr);
    dialog->setTextValue(QStringLiteral("accounts"));
    dialog->accept();
    auto& tree = desk.window.tree().tree_model();
    const auto tags = [&] { return tree.index(3, 0); };
    REQUIRE(soon([&] { return tree.rowCount(tags()) == 1; }));
    CHECK(tree.index(0, 0, tags()).data().toString().startsWith(QLatin1String{"accounts"}));
    CHECK(tree.asks(tree.index(0, 0, tags())).files.ids->size() == 1);
    press(desk.window, Qt::Key_Z, Qt::ControlModifier);
    CHECK(soon([&] { return tree.rowCount(tags()) == 0; }));
}

TEST_SUITE_END();
