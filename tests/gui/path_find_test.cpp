// Finding: by a name, by a column's filter, through the tree, by words in the texts.
#include <QCheckBox>
#include <QInputMethodEvent>
#include <QSignalSpy>
#include <QTabWidget>
#include <set>

#include "gui/viewers/text_viewer.hpp"
#include "gui/views/command_palette.hpp"
#include "gui/views/facts_table.hpp"
#include "gui/views/filter_popup.hpp"
#include "tests/gui/desk.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

/// Letters of any script, as an input method brings them.
void type(QWidget& into, const QString& words) {
    QInputMethodEvent event;
    event.setCommitString(words);
    QApplication::sendEvent(&into, &event);
}

int named(const char* part) {
    int count = 0;
    for (const QJsonObject& file : lantern_answers())
        count +=
            file[QLatin1String{"path"}].toString().section(u'/', -1).contains(QLatin1String{part}, Qt::CaseInsensitive);
    return count;
}

}  // namespace

TEST_SUITE_BEGIN("paths");

TEST_CASE("a name that is typed narrows the files to those that bear it, and its chip takes it back") {
    Desk desk;
    desk.find(QStringLiteral("LEDGER"));
    gui::FileModel& model = desk.files().model();
    CHECK(model.rowCount() == named("ledger"));
    CHECK(reads(desk.files(), words_of("TablePage", "%1 rows").arg(named("ledger"))));
    desk.find(QStringLiteral("no such name"));
    CHECK(model.rowCount() == 0);
    CHECK(reads(desk.files(), words_of("TablePage", "Nothing here answers the filters above.")));
    click(button(desk.files(), words_of("TablePage", "Remove all")));
    Desk::settled(model);
    CHECK(static_cast<std::size_t>(model.rowCount()) == sanad_says({QStringLiteral("files"), desk.made.folder}).size());
    CHECK(desk.files().page().find_line().text().isEmpty());
}

TEST_CASE("the filter of the column State leaves the deleted files, and they are those that were deleted") {
    Desk desk;
    desk.go_to("files");
    gui::TablePage& page = desk.files().page();
    page.table().setCurrentIndex(desk.files().model().index(0, gui::FileModel::state));
    press(desk.window, Qt::Key_Down, Qt::AltModifier);
    auto* popup = page.findChild<gui::FilterPopup*>();
    REQUIRE(popup != nullptr);
    auto& box = button(*popup, said("Shown", "deleted"));
    QTest::mouseClick(&box, Qt::LeftButton, {}, QPoint{in_urdu() ? box.width() - 8 : 8, box.height() / 2});
    CHECK(box.isChecked());
    click(button(*popup, words_of("FilterPopup", "Apply")));
    Desk::settled(desk.files().model());
    std::set<QString> expected, shown;
    for (const QJsonObject& file : lantern_answers()) {
        if (file[QLatin1String{"state"}] == QLatin1String{"deleted"})
            expected.insert(file[QLatin1String{"path"}].toString());
    }
    for (int row = 0; row < desk.files().model().rowCount(); ++row)
        shown.insert(Desk::cell(desk.files().model(), row, gui::FileModel::path));
    CHECK(shown == expected);
}

TEST_CASE("the tree lists what a node of it stands for, and the details show the file that is chosen") {
    Desk desk;
    auto& tree = desk.window.tree();
    // The tree stands where reading begins, the details where it ends.
    CHECK((tree.mapToGlobal(QPoint{}).x() > desk.window.details().mapToGlobal(QPoint{}).x()) == in_urdu());
    press(desk.window, Qt::Key_1, Qt::AltModifier);
    REQUIRE(tree.hasFocus());
    REQUIRE(soon([&] { return tree.tree_model().rowCount() == 5; }));
    const QString deleted = words_of("EvidenceTreeModel", "Deleted and orphan");
    QModelIndex node;
    REQUIRE(soon([&] {
        const auto found = tree.tree_model().match(tree.tree_model().index(0, 0), Qt::DisplayRole, deleted, 1,
                                                   Qt::MatchStartsWith | Qt::MatchRecursive);
        if (!found.isEmpty()) node = found.front();
        return !found.isEmpty();
    }));
    tree.scrollTo(node);
    QTest::mouseClick(tree.viewport(), Qt::LeftButton, {}, tree.visualRect(node).center());
    const std::size_t expected =
        sanad_says({QStringLiteral("files"), desk.made.folder, QStringLiteral("--deleted"), QStringLiteral("--orphan")})
            .size();
    CHECK(soon([&] { return static_cast<std::size_t>(desk.files().model().rowCount()) == expected; }));

    press(desk.window, Qt::Key_2, Qt::AltModifier);
    press(desk.window, Qt::Key_Home, Qt::ControlModifier);  // all files again
    Desk::settled(desk.files().model());
    desk.choose(QStringLiteral("IMG_0001.JPG"));
    auto& tabs = *desk.window.details().findChild<QTabWidget*>();
    const QString facts = words_of("FactsViewer", "Facts");
    for (int tab = 0; tab < tabs.count(); ++tab)
        if (tabs.tabText(tab) == facts) tabs.setCurrentIndex(tab);
    CHECK(tabs.tabText(tabs.currentIndex()) == facts);
    QString digest;
    for (const QJsonObject& file : lantern_answers()) {
        if (file[QLatin1String{"path"}].toString().endsWith(QLatin1String{"IMG_0001.JPG"}))
            digest = file[QLatin1String{"sha256"}].toString();
    }
    CHECK(soon([&] {
        for (const auto* table : desk.window.details().findChildren<gui::FactsTable*>())
            for (const auto* row : table->findItems(QStringLiteral("SHA-256"), Qt::MatchExactly | Qt::MatchRecursive))
                if (gui::without_isolates(row->text(1)) == digest) return true;
        return false;
    }));
}

TEST_CASE("a word in Urdu is found where it stands, shown in its line, and a hit leads to its file") {
    Desk desk;
    auto& search = desk.place<gui::SearchPlace>("search");
    desk.go_to("search");
    press(desk.window, Qt::Key_F, Qt::ControlModifier);
    REQUIRE(search.query().hasFocus());
    type(search.query(), QStringLiteral("رقم"));
    QSignalSpy ended{&search, &gui::SearchPlace::ended};
    QTest::keyClick(&search.query(), Qt::Key_Return);
    REQUIRE(soon([&] { return !ended.isEmpty(); }));
    CHECK(button(search, words_of("SearchPlace", "Search")).isVisible());
    std::size_t hits = 0;
    std::set<QString> paths;
    for (const QJsonObject& line : sanad_says({QStringLiteral("search"), desk.made.folder, QStringLiteral("رقم")})) {
        if (!line.contains(QLatin1String{"context"})) continue;
        ++hits;
        paths.insert(line[QLatin1String{"path"}].toString());
    }
    REQUIRE(hits > 1);
    CHECK(search.status() == words_of("SearchPlace", "Hits: %1, in files: %2").arg(hits).arg(paths.size()));
    REQUIRE(static_cast<std::size_t>(search.model().rowCount()) == hits);
    for (const gui::SearchHit& hit : search.model().all()) {
        REQUIRE(hit.highlighted.size() == 1);
        CHECK(hit.context.mid(hit.highlighted[0].first, hit.highlighted[0].second) == QStringLiteral("رقم"));
        CHECK(paths.contains(hit.path));
    }
    search.hits().setFocus();
    press(desk.window, Qt::Key_Down);
    REQUIRE(search.hits().currentIndex().isValid());
    const gui::SearchHit& hit = search.model().hit(search.hits().currentIndex().row());
    CHECK(soon([&] { return desk.window.details().file() == hit.file; }));

    // In the text of its file it is chosen, and in sight, however far down it stands.
    const QString looked_at = desk.window.details().preferred();
    desk.window.details().prefer(QStringLiteral("text"));
    auto& text = desk.window.details().findChild<gui::TextViewer*>()->text();
    std::optional<int> last;
    for (int row = 0; row < search.model().rowCount(); ++row)
        if (search.model().hit(row).range && search.model().hit(row).where == QLatin1String{"content"}) last = row;
    REQUIRE(last.has_value());
    search.hits().setCurrentIndex(search.model().index(*last));
    CHECK(soon([&] { return text.textCursor().selectedText() == QStringLiteral("رقم"); }));
    CHECK(text.viewport()->rect().intersects(text.cursorRect()));
    const QByteArray before = text.toPlainText().left(text.textCursor().selectionStart()).toUtf8();
    CHECK(static_cast<quint64>(before.size()) == search.model().hit(*last).range->offset);
    desk.window.details().prefer(looked_at);

    // What cannot be understood is said, and leaves no hits of before.
    search.query().clear();
    type(search.query(), QStringLiteral("(one AND"));
    QTest::keyClick(&search.query(), Qt::Key_Return);
    CHECK(soon([&] {
        return search.status().startsWith(words_of("SearchPlace", "It could not be searched: %1").section(u'%', 0, 0));
    }));
    CHECK(search.model().rowCount() == 0);
}

TEST_CASE("the palette goes to a place by its name, and does what a place can do") {
    Desk desk;
    for (const char* id : {"custody", "search", "files"}) {
        press(desk.window, Qt::Key_K, Qt::ControlModifier);
        auto* palette = desk.window.findChild<gui::CommandPalette*>();
        REQUIRE(palette != nullptr);
        type(palette->line(), desk.window.place(QLatin1String{id})->title());
        REQUIRE(palette->list().count() > 0);
        QTest::keyClick(&palette->line(), Qt::Key_Return);
        CHECK(desk.window.front_place()->id() == QLatin1String{id});
        REQUIRE(soon([&] { return desk.window.findChild<gui::CommandPalette*>() == nullptr; }));
    }
    desk.find(QStringLiteral("ledger"));
    press(desk.window, Qt::Key_K, Qt::ControlModifier);
    auto* palette = desk.window.findChild<gui::CommandPalette*>();
    REQUIRE(palette != nullptr);
    type(palette->line(), words_of("FilesPlace", "Remove all filters"));
    QTest::keyClick(&palette->line(), Qt::Key_Return);
    CHECK(desk.files().page().filters().isEmpty());
}

TEST_SUITE_END();
