// Tags and notes by keys, taken back by keys; what `sanad tag list` and `sanad note list` say of it.
#include <QInputDialog>
#include <QPlainTextEdit>
#include <QStatusBar>

#include "gui/marks.hpp"
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

    // The last act first.
    press(desk.window, Qt::Key_Z, Qt::ControlModifier);
    REQUIRE(soon([&] { return status() == words_of("Marks", "Undone"); }));
    CHECK(listed(desk, "note").empty());
    CHECK(tags() == relevant);
    REQUIRE(desk.window.session()->marks().can_undo());
    press(desk.window, Qt::Key_Z, Qt::ControlModifier);
    REQUIRE(soon([&] { return tags().isEmpty(); }));
    CHECK(listed(desk, "tag").empty());
    CHECK_FALSE(desk.window.session()->marks().can_undo());
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
