// What the panel shows of an examination's lines, and that what was not examined whole leads to its file.
#include "gui/views/ingest_panel.hpp"

#include <QFile>
#include <QJsonDocument>
#include <QProgressBar>
#include <QSignalSpy>
#include <QTest>

#include "tests/gui/examiner.hpp"
#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

void take(gui::IngestPanel& panel, const char* line) {
    const QJsonDocument document = QJsonDocument::fromJson(line);
    REQUIRE(document.isObject());
    panel.take(document.object());
}

}  // namespace

TEST_CASE("the panel shows each module's figures, the speed in files and how long still") {
    gui::IngestPanel panel;
    panel.show();
    CHECK_FALSE(panel.modules().isVisible());
    take(
        panel,
        R"({"files_passed":300,"files_offered":400,"modules":[{"name":"archive.members","examined":1200,"findings":40,"errors":1},{"name":"web.firefox","examined":3,"findings":0,"errors":0}]})");
    take(
        panel,
        R"({"phase":"examining","bytes_done":9,"bytes_total":9,"files_found":500,"contents_done":1,"contents_total":1,"errors":1,"seconds":9.0,"files_examined":320,"artifacts":40,"files_per_second":50.0,"eta_seconds":2})");
    REQUIRE(panel.modules().topLevelItemCount() == 2);
    CHECK(panel.modules().isVisible());
    CHECK_FALSE(panel.shortcomings().isVisible());
    const QTreeWidgetItem& archives = *panel.modules().topLevelItem(0);
    CHECK(archives.text(gui::IngestPanel::module_name) == QLatin1String{"archive.members"});
    CHECK(archives.text(gui::IngestPanel::examined) == QLatin1String{"1,200"});
    CHECK(archives.text(gui::IngestPanel::findings) == QLatin1String{"40"});
    CHECK(archives.text(gui::IngestPanel::errors) == QLatin1String{"1"});
    CHECK(archives.text(gui::IngestPanel::share_done) == QLatin1String{"75 %"});
    CHECK(panel.findChild<QProgressBar*>()->value() == 750);
    for (const char* words : {"300 of 400 files offered to modules", "50 files/s", "2 s left"})
        CHECK(panel.figures().contains(QLatin1String{words}));
    // The next line changes the rows and adds none.
    take(
        panel,
        R"({"files_passed":400,"files_offered":400,"modules":[{"name":"archive.members","examined":1300,"findings":40,"errors":1},{"name":"web.firefox","examined":3,"findings":0,"errors":0}]})");
    CHECK(panel.modules().topLevelItemCount() == 2);
    CHECK(archives.text(gui::IngestPanel::examined) == QLatin1String{"1,300"});
    CHECK(archives.text(gui::IngestPanel::share_done) == QLatin1String{"100 %"});
}

TEST_CASE("what was not examined whole is listed as it comes, and Enter or the button asks for its file") {
    gui::IngestPanel panel;
    panel.show();
    REQUIRE(QTest::qWaitForWindowExposed(&panel));
    QSignalSpy wanted{&panel, &gui::IngestPanel::file_wanted};
    take(
        panel,
        R"({"shortcoming":{"file":7,"path":"/a\u202egnp.zip","step":"module","module":"archive.members","outcome":"encrypted","message":"one member of 3"}})");
    take(panel, R"({"shortcoming":{"step":"walk","outcome":"limited","message":"no search for orphans"}})");
    QTreeWidget& list = panel.shortcomings();
    REQUIRE(list.topLevelItemCount() == 2);
    CHECK(list.isVisible());
    const QTreeWidgetItem& locked = *list.topLevelItem(0);
    CHECK(locked.text(gui::IngestPanel::became) == QLatin1String{"encrypted"});
    CHECK(locked.text(gui::IngestPanel::of_file) == QLatin1String{"/a\\u{202e}gnp.zip"});
    CHECK(locked.text(gui::IngestPanel::found_by) == QLatin1String{"archive.members"});
    CHECK(locked.text(gui::IngestPanel::in_words) == QLatin1String{"one member of 3"});
    CHECK(list.topLevelItem(1)->text(gui::IngestPanel::found_by) == QLatin1String{"walk"});

    list.setCurrentItem(list.topLevelItem(0));
    QTest::keyClick(&list, Qt::Key_Return);
    REQUIRE(wanted.size() == 1);
    CHECK(wanted.front().front().toLongLong() == 7);
    QAbstractButton& show = button(panel, QStringLiteral("Show the file"));
    show.click();
    CHECK(wanted.size() == 2);
    // What is of the whole file system leads to no file.
    list.setCurrentItem(list.topLevelItem(1));
    QTest::keyClick(&list, Qt::Key_Return);
    CHECK_FALSE(show.isEnabled());
    CHECK(wanted.size() == 2);

    take(panel, R"({"phase":"examining","files_found":9,"errors":540,"shortcomings_not_told":40})");
    CHECK(reads(panel, QStringLiteral("Further ones: 40. The case lists them all.")));
}

TEST_CASE("a file that an examination could not read whole is shown from the panel") {
    SampleCase other;  // of its folder alone: it is not opened
    const std::filesystem::path evidence = other.folder.path() / "evidence", made = other.folder.path() / "cut.sanad";
    std::filesystem::create_directory(evidence);
    QFile cut{QString::fromStdString((evidence / "cut.pdf").string())};
    REQUIRE(cut.open(QIODevice::WriteOnly));
    cut.write("%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\n");
    cut.close();
    const QString folder = QString::fromStdString(made.string());
    sanad_says({QStringLiteral("case"), QStringLiteral("create"), folder});
    gui::MainWindow window;
    window.show();
    REQUIRE(QTest::qWaitForWindowActive(&window));
    REQUIRE(window.open_case(made));
    REQUIRE(soon([&] { return window.shows_case(); }));
    window.examine(
        {QStringLiteral("examine"), QString::fromStdString(evidence.string()), QStringLiteral("--case"), folder});
    REQUIRE(soon([&] { return !window.ingest().is_running(); }));
    CHECK(window.ingest().phase() == QLatin1String{"Examined"});
    QTreeWidget& list = window.ingest().shortcomings();
    REQUIRE(list.topLevelItemCount() == 1);
    CHECK(list.topLevelItem(0)->text(gui::IngestPanel::of_file) == QLatin1String{"/cut.pdf"});
    list.setCurrentItem(list.topLevelItem(0));
    list.setFocus();
    QTest::keyClick(&list, Qt::Key_Return);
    const auto rows = sanad_says({QStringLiteral("files"), folder});
    REQUIRE(rows.size() == 1);
    REQUIRE(window.details().file().has_value());
    CHECK(*window.details().file() == rows.front()[QLatin1String{"id"}].toInteger());
    // With another case in the window, its files are not asked for that number.
    REQUIRE(window.open_case(other.files.path()));
    REQUIRE(soon([&] { return window.shows_case(); }));
    QTest::keyClick(&list, Qt::Key_Return);
    CHECK_FALSE(window.details().file().has_value());
}
