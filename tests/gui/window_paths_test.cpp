// What an examiner does with the window, by mouse and keys.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QCompleter>
#include <QFile>
#include <QMessageBox>
#include <QScrollBar>
#include <QSettings>
#include <QShortcut>
#include <QSignalSpy>
#include <QTest>

#include "gui/application.hpp"
#include "gui/marks.hpp"
#include "gui/recent_cases.hpp"
#include "gui/shown_text.hpp"
#include "gui/viewers/attached_file.hpp"
#include "gui/viewers/document_viewer.hpp"
#include "gui/views/artifacts_place.hpp"
#include "gui/views/command_palette.hpp"
#include "gui/views/files_place.hpp"
#include "gui/views/filter_popup.hpp"
#include "gui/views/main_window.hpp"
#include "gui/views/search_place.hpp"
#include "gui/views/table_out.hpp"
#include "gui/views/timeline_place.hpp"
#include "tests/gui/examiner.hpp"
#include "tests/gui/large_case.hpp"
#include "tests/gui/waiting.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

struct OpenWindow {
    gui::MainWindow window;
    gui::FilesPlace& files;
    gui::ArtifactsPlace& artifacts;
    gui::TimelinePlace& timeline;

    explicit OpenWindow(const SampleCase& sample)
        : files{dynamic_cast<gui::FilesPlace&>(*window.place(QStringLiteral("files")))},
          artifacts{dynamic_cast<gui::ArtifactsPlace&>(*window.place(QStringLiteral("artifacts")))},
          timeline{dynamic_cast<gui::TimelinePlace&>(*window.place(QStringLiteral("timeline")))} {
        window.show();
        REQUIRE(window.open_case(sample.files.path()));
        REQUIRE(soon([&] { return window.shows_case(); }));
        window.activateWindow();
        REQUIRE(QTest::qWaitForWindowActive(&window));
        wait(files.model());
    }
    static void wait(gui::PagedTableModel& model) {
        REQUIRE(soon([&] { return !model.is_asking(); }, 60'000));
    }
    gui::FileModel& file_model() { return files.model(); }
    /// The name in a row, once its page has come.
    QString name(int row) {
        const auto text = [&] { return file_model().index(row, gui::FileModel::name).data().toString(); };
        soon([&] { return !text().isEmpty(); });
        return text();
    }
};

/// A viewer that stands alone asks nothing of the window.
struct Nobody : gui::Workplace {
    void show_file(Id, std::optional<SourceRange>) override {}
    void show_artifact(const ArtifactRow&) override {}
    void list_files(const FileQuery&, const QString&) override {}
    void list_in_folder(Id) override {}
    void list_artifacts(const ArtifactQuery&, const QString&) override {}
    void show_on_timeline(Timestamp) override {}
    void go_to_place(const QString&) override {}
    QString person() const override { return {}; }
    void run_verb(const QStringList&, std::function<void()>, const gui::Passphrases&) override {}
    void say(const QString&) override {}
};

struct SmallCase : SampleCase {
    SmallCase() {
        good(writer.begin_walk(file_system));
        good(writer.add_file(directory("/Users", 100, 5)));
        good(writer.add_file(directory("/Users/Amna", 101, 100)));
        const auto same = result(7, "image/jpeg");
        good(writer.add_file(file("/Users/Amna/holiday.jpg", 102, 101, 5000), &same));
        good(writer.add_file(file("/Users/copy of holiday.jpg", 103, 100, 5000, 3 << 20), &same));
        const auto text = result(8, "text/plain");
        auto hostile = file("/Users/Amna/=cmd\xE2\x80\xAEgpj.txt", 104, 101, 10);
        hostile.state = NameState::deleted;
        good(writer.add_file(hostile, &text));
        good(writer.finish_walk(WalkState::complete, {}));
        good(writer.add_artifact(
            3, "web.firefox", "1.0.0", 3,
            {"web.visited",
             {0, 0, 8},
             {{"url", std::string{"https://example.org/"}}, {"visited_at", *parse_iso8601("2024-03-01T10:00:00Z")}}}));
        good(writer.build_indexes());
        good(writer.commit());
    }
};

}  // namespace

TEST_CASE("files are narrowed while typing, sorted by a click, and their folder and their like are found by keys") {
    const SmallCase sample;
    OpenWindow open{sample};
    open.window.go_to_place(QStringLiteral("files"));
    CHECK(open.file_model().rowCount() == 5);

    QTest::keyClicks(&open.files.page().find_line(), QStringLiteral("holiday"));
    CHECK(soon([&] { return open.file_model().rowCount() == 2; }));
    open.files.page().set_filters({});
    OpenWindow::wait(open.file_model());
    CHECK(open.file_model().rowCount() == 5);

    auto& header = open.files.page().header();
    const int x = header.sectionViewportPosition(gui::FileModel::name) + 20;
    QTest::mouseClick(header.viewport(), Qt::LeftButton, {}, QPoint{x, header.height() / 2});
    OpenWindow::wait(open.file_model());
    CHECK(open.file_model().query().order == FileOrder::name);
    // The name's direction control is written out: it cannot turn the line around.
    CHECK(open.name(0) == QLatin1String{"=cmd\\u{202e}gpj.txt"});

    open.files.choose(4);
    CHECK(soon([&] { return open.files.page().current() == Id{4}; }));
    CHECK(soon([&] { return open.window.details().file() == Id{4}; }));
    REQUIRE(soon([&] { return open.file_model().known(open.file_model().row_of(4)) != nullptr; }));
    QTest::keyClick(&open.files.page().table(), Qt::Key_D, Qt::ControlModifier);
    CHECK(soon([&] { return open.file_model().rowCount() == 2; }));
    open.files.choose(3);
    REQUIRE(soon([&] { return open.files.page().current() == Id{3} && !open.name(0).isEmpty(); }));
    QTest::keyClick(&open.files.page().table(), Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
    CHECK(soon([&] { return open.file_model().query().parent == Id{2} && open.files.page().current() == Id{3}; }));
}

TEST_CASE("rows are copied as a spreadsheet can take them, and none of them becomes a formula") {
    const SmallCase sample;
    OpenWindow open{sample};
    open.window.go_to_place(QStringLiteral("files"));
    FileQuery query;
    query.states = {NameState::deleted};
    open.files.list(query, QStringLiteral("deleted"));
    OpenWindow::wait(open.file_model());
    REQUIRE(open.file_model().rowCount() == 1);
    open.files.choose(5);
    REQUIRE(soon([&] { return open.files.page().current() == Id{5}; }));
    QApplication::clipboard()->clear();
    REQUIRE(open.files.page().selected() == std::vector<Id>{5});
    QTest::keyClick(&open.files.page().table(), Qt::Key_C, Qt::ControlModifier | Qt::AltModifier);
    REQUIRE(soon([] { return !QApplication::clipboard()->text().isEmpty(); }));
    const QStringList lines = QApplication::clipboard()->text().split(u'\n');
    REQUIRE(lines.size() == 3);
    CHECK(lines[0].startsWith(QLatin1String{"Name,Size,Type"}));
    CHECK(lines[1].startsWith(QLatin1String{"'=cmd\\u{202e}gpj.txt,10,text/plain,"}));
}

TEST_CASE("every table is written as CSV: what its columns show, with the mark of UTF-8, and no formula") {
    const SmallCase sample;
    OpenWindow open{sample};
    const TemporaryFolder folder;
    const auto written = [&](QWidget& in, const char* name) {
        const QString path = QString::fromStdString((folder.path() / name).string());
        open.window.activateWindow();  // the dialog before had taken its place
        REQUIRE(QTest::qWaitForWindowActive(&open.window));
        answer_file_dialog(path);
        in.setFocus();
        QTest::keyClick(&in, Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);
        QFile file{path};
        REQUIRE(soon([&] { return file.exists(); }));
        REQUIRE(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        CHECK(bytes.startsWith("\xEF\xBB\xBF"));
        CHECK(bytes.endsWith("\r\n"));
        return QString::fromUtf8(bytes.mid(3)).split(QStringLiteral("\r\n"), Qt::SkipEmptyParts);
    };
    open.window.go_to_place(QStringLiteral("files"));
    open.files.page().header().setSectionHidden(gui::FileModel::size, true);
    const QStringList files = written(open.files.page().table(), "files.csv");
    REQUIRE(files.size() == 6);
    CHECK(files[0].startsWith(QLatin1String{"Name,Type"}));
    CHECK(files[5].startsWith(QLatin1String{"'=cmd\\u{202e}gpj.txt,text/plain,"}));

    open.window.go_to_place(QStringLiteral("artifacts"));
    OpenWindow::wait(open.artifacts.model());
    const QStringList findings = written(open.artifacts.page().table(), "findings.csv");
    REQUIRE(findings.size() == 2);
    CHECK(findings[1].startsWith(QLatin1String{"2024-03-01 10:00:00 UTC,2024-03-01 15:00:00,"}));
    CHECK(findings[1].contains(QLatin1String{"https://example.org/"}));

    open.window.go_to_place(QStringLiteral("timeline"));
    open.timeline.show_moment(*parse_iso8601("2024-03-01T10:00:00Z"));
    auto& table = open.timeline.table();
    REQUIRE(soon([&] { return table.model()->rowCount() > 0 && table.currentIndex().isValid(); }));
    const QStringList moments = written(table, "timeline.csv");
    CHECK(moments.size() == table.model()->rowCount() + 1);
    CHECK(moments[1].startsWith(QLatin1String{"2024-03-01 10:00:00 UTC,2024-03-01 15:00:00,"}));
    open.window.activateWindow();
    REQUIRE(QTest::qWaitForWindowActive(&open.window));
    table.setFocus();
    QApplication::clipboard()->clear();
    QTest::keyClick(&table, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    REQUIRE(soon([] { return !QApplication::clipboard()->text().isEmpty(); }));
    CHECK(QApplication::clipboard()->text().split(u'\n').at(1).startsWith(
        QLatin1String{"2024-03-01 10:00:00 UTC\t2024-03-01 15:00:00\t"}));

    open.window.go_to_place(QStringLiteral("search"));
    auto& search = dynamic_cast<gui::SearchPlace&>(*open.window.front_place());
    gui::SearchHit hit;
    hit.path = QStringLiteral("/Users/a,b.txt");
    hit.where = QStringLiteral("name");
    hit.context = QStringLiteral("+92 300 \"x\"");
    search.model().add({hit});
    const QStringList hits = written(search.query(), "hits.csv");
    REQUIRE(hits.size() == 2);
    CHECK(hits[1].startsWith(QLatin1String{"\"/Users/a,b.txt\","}));
    CHECK(hits[1].contains(QLatin1String{",\"'+92 300 \"\"x\"\"\","}));
}

TEST_CASE("a finding leads to the files of the same content as the one it is in") {
    const SmallCase sample;
    OpenWindow open{sample};
    open.window.go_to_place(QStringLiteral("artifacts"));
    auto& findings = open.artifacts.model();
    OpenWindow::wait(findings);
    open.artifacts.choose(*findings.id_at(0));
    REQUIRE(soon([&] { return findings.known(0) != nullptr && open.artifacts.page().current().has_value(); }));
    QTest::keyClick(&open.artifacts.page().table(), Qt::Key_D, Qt::ControlModifier);
    REQUIRE(soon([&] { return open.window.front_place() == &open.files; }));
    CHECK(soon([&] { return open.file_model().rowCount() == 2; }));  // holiday.jpg, and its copy
    CHECK(open.file_model().query().sha256.size() == 1);
}

TEST_CASE("what came with a message is found by folder and name, or among what was taken out, and never guessed") {
    const SmallCase sample;
    auto reader = good(sample.files.reader());
    const auto came = [&](const char* attribute, const char* recorded) {
        ArtifactRow message;
        message.file = message.source_file = 5;
        message.image = sample.image;
        message.artifact.type = "message.sent";
        message.artifact.attributes = {{attribute, std::string{recorded}}};
        return good(gui::attached_file(reader, message));
    };
    CHECK(came("attachment_paths", "/storage/emulated/0/Amna/holiday.jpg") == Id{3});
    CHECK(came("attachments", "Amna\\holiday.jpg") == Id{3});
    CHECK(came("attachment_paths", "/storage/emulated/0/Pictures/holiday.jpg") == std::nullopt);
    CHECK(came("attachments", "holiday.jpg") == std::nullopt);  // a name alone: it may be another
    CHECK(came("attachments", "Amna/h*.jpg") == std::nullopt);  // a name, not a pattern
    CHECK(came("attachments", "") == std::nullopt);
    CHECK(gui::common_end("/a/b/c.jpg", "x/b/c.jpg") == 2);
    CHECK(gui::common_end("C:\\b\\c.jpg", "/data/b/c.jpg") == 2);
    CHECK(gui::common_end("", "/a") == 0);
}

TEST_CASE("a copy that is not finished leaves no file, and one that cannot be written says so") {
    const TemporaryFolder folder;
    gui::TableOut out;
    QString error;
    const auto told = [&](const QString& words) { error = words; };
    const QString path = QString::fromStdString((folder.path() / "half.csv").string());
    out.save(path,
             {{QStringLiteral("a")},
              2,
              [](std::size_t, std::size_t, const std::function<void(Result<gui::TableCells>)>& answered) {
                  answered(failure(Fault::system, "the medium was pulled"));
                  return gui::Asked{};
              }},
             told);
    CHECK(error == QLatin1String{"the medium was pulled"});
    CHECK_FALSE(QFile::exists(path));
    error.clear();
    out.save(QStringLiteral("/nonexistent/x.csv"), gui::source_of({QStringLiteral("a")}, {}), told);
    CHECK_FALSE(error.isEmpty());
    CHECK(gui::table_line({QStringLiteral("-1"), QStringLiteral("a\"b"), QStringLiteral("\u2066@x\u2069")}, true) ==
          QStringLiteral("'-1,\"a\"\"b\",'@x"));
}

TEST_CASE("a column's filter is set in its header, by the keyboard too, and is shown as long as it holds") {
    const SmallCase sample;
    OpenWindow open{sample};
    open.window.go_to_place(QStringLiteral("files"));
    open.files.page().table().setCurrentIndex(open.file_model().index(0, gui::FileModel::size));
    QTest::keyClick(&open.files.page().table(), Qt::Key_Down, Qt::AltModifier);
    auto* popup = open.files.page().findChild<gui::FilterPopup*>();
    REQUIRE(popup != nullptr);
    auto lines = popup->findChildren<QLineEdit*>();
    REQUIRE(lines.size() == 2);
    lines[0]->setText(QStringLiteral("much"));
    QTest::keyClick(lines[0], Qt::Key_Return);
    CHECK(open.files.page().filters().isEmpty());
    lines[0]->setText(QStringLiteral("2 KB"));
    QTest::keyClick(lines[0], Qt::Key_Return);
    CHECK(open.files.page().filters().value(QStringLiteral("size")).from == std::int64_t{2048});
    CHECK(soon([&] { return open.file_model().rowCount() == 2; }));
    open.files.page().set_filters({});
    CHECK(soon([&] { return open.file_model().rowCount() == 5; }));
}

TEST_CASE("what people write as sizes and days is understood, and what they do not write is refused") {
    CHECK(gui::bytes_from(QStringLiteral("4096")) == std::int64_t{4096});
    CHECK(gui::bytes_from(QStringLiteral("1.5 MiB")) == std::int64_t{1'572'864});
    CHECK(gui::bytes_from(QStringLiteral("1,5 mb")) == std::int64_t{1'572'864});
    CHECK_FALSE(gui::bytes_from(QStringLiteral("-1")).has_value());
    CHECK_FALSE(gui::bytes_from(QStringLiteral("99999999999 TB")).has_value());
    CHECK(gui::moment_from(QStringLiteral("1970-01-01"), false) == std::int64_t{0});
    CHECK(gui::moment_from(QStringLiteral("1970-01-01"), true) == std::int64_t{86'399'999'999'999});
    CHECK(gui::moment_from(QStringLiteral("1970-01-01 00:01"), true) == std::int64_t{119'999'999'999});
    CHECK_FALSE(gui::moment_from(QStringLiteral("1 March"), false).has_value());
    CHECK_FALSE(gui::moment_from(QStringLiteral("9000-01-01"), false).has_value());
}

TEST_CASE("a finding leads to the file it is in and to its moment on the time line") {
    const SmallCase sample;
    OpenWindow open{sample};
    ArtifactQuery query;
    query.types = {"web.visited"};
    open.window.go_to_place(QStringLiteral("artifacts"));
    open.artifacts.list(query, QStringLiteral("Page visited"));
    OpenWindow::wait(open.artifacts.model());
    REQUIRE(open.artifacts.model().rowCount() == 1);
    open.artifacts.choose(1);
    CHECK(soon([&] { return open.window.details().file() == Id{3}; }));
    REQUIRE(soon([&] { return open.artifacts.model().known(0) != nullptr; }));
    QTest::keyClick(&open.artifacts.page().table(), Qt::Key_T, Qt::ControlModifier);
    REQUIRE(soon([&] { return open.window.front_place() == &open.timeline && open.timeline.model().rowCount() == 1; }));
    CHECK(open.timeline.model().event(0)->at == *parse_iso8601("2024-03-01T10:00:00Z"));
    CHECK(open.timeline.model().kind_of(*open.timeline.model().event(0)).attribute == "visited_at");

    // The bars hold every moment that is shown, whatever is zoomed.
    auto& histogram = open.timeline.histogram();
    histogram.set_marked(std::nullopt);
    histogram.show_all();
    std::uint64_t in_bars = 0;
    for (const auto& bar : histogram.bars())
        for (const std::uint32_t part : bar) in_bars += part;
    CHECK(in_bars == 7);  // three files with two times each, one visit
    CHECK(soon([&] { return open.timeline.model().rowCount() == 7; }));
    const auto all = histogram.view();
    QTest::keyClick(&histogram, Qt::Key_Plus);
    CHECK(histogram.view().to - histogram.view().from < all.to - all.from);
    QTest::keyClick(&histogram, Qt::Key_Home);
    CHECK(histogram.view() == all);
}

TEST_CASE("a key tags what is chosen, the tag is seen by a second window, and undo takes it back") {
    const SmallCase sample;
    OpenWindow other{sample};
    OpenWindow open{sample};
    open.window.go_to_place(QStringLiteral("files"));
    open.files.choose(3);
    REQUIRE(soon([&] { return open.files.page().current() == Id{3}; }));
    QTest::keyClick(&open.files.page().table(), Qt::Key_1);
    const auto tag = [](OpenWindow& in) {
        return in.file_model().index(in.file_model().row_of(3), gui::FileModel::tags).data().toString();
    };
    CHECK(soon([&] { return tag(open) == QLatin1String{"relevant"}; }));
    CHECK(soon([&] { return tag(other) == QLatin1String{"relevant"}; }));
    // The tree has it, and lists what bears it.
    auto& tree = open.window.tree().tree_model();
    const auto tags = [&] { return tree.index(3, 0); };
    REQUIRE(soon([&] { return tree.rowCount(tags()) == 1; }));
    CHECK(tree.index(0, 0, tags()).data().toString() == QLatin1String{"relevant  (1)"});
    CHECK(tree.asks(tree.index(0, 0, tags())).files.ids == std::vector<Id>{3});

    REQUIRE(soon([&] { return open.window.session()->marks().can_undo(); }));
    QTest::keyClick(&open.files.page().table(), Qt::Key_Z, Qt::ControlModifier);
    CHECK(soon([&] { return tag(open).isEmpty(); }));
    // Set twice is taken back: the key is a switch.
    QTest::keyClick(&open.files.page().table(), Qt::Key_2);
    CHECK(soon([&] { return tag(open) == QLatin1String{"suspicious"}; }));
    QTest::keyClick(&open.files.page().table(), Qt::Key_2);
    CHECK(soon([&] { return tag(open).isEmpty(); }));
}

TEST_CASE("the key of a tag means the same tag before and after others were used, and the menu names it") {
    const SmallCase sample;
    OpenWindow open{sample};
    open.window.go_to_place(QStringLiteral("files"));
    open.files.choose(3);
    REQUIRE(soon([&] { return open.files.page().current() == Id{3}; }));
    gui::Marks& marks = open.window.session()->marks();
    const auto quick = [&](int number) { return marks.quick_tags().value(number - 1); };
    const auto in_menu = [&](int number) {
        for (const QAction* action : open.files.place_actions())
            if (action->shortcut() == QKeySequence{Qt::Key_0 + number})
                return action->isVisible() ? action->text() : QString{};
        return QString{};
    };
    const auto tag = [&] {
        return open.file_model().index(open.file_model().row_of(3), gui::FileModel::tags).data().toString();
    };
    const auto press = [&](Qt::Key key, const QString& expected) {
        QTest::keyClick(&open.files.page().table(), key);
        return soon([&] { return tag() == expected; });
    };
    // Tags stand by their names in a cell, whatever was set first.
    CHECK(press(Qt::Key_2, QStringLiteral("suspicious")));
    CHECK(press(Qt::Key_1, QStringLiteral("relevant, suspicious")));
    CHECK(press(Qt::Key_1, QStringLiteral("suspicious")));
    CHECK(in_menu(1) == QLatin1String{"Tag: relevant"});
    CHECK(in_menu(2) == QLatin1String{"Tag: suspicious"});
    CHECK(in_menu(6).isEmpty());

    // One's own come behind the usual ones, by their first use and not by the alphabet.
    const auto toggle = [&](const char* name) {
        const bool there = tag().contains(QLatin1String{name});
        marks.toggle(QLatin1String{name}, gui::Taggable::file, {3});
        return soon([&] { return tag().contains(QLatin1String{name}) != there; });
    };
    REQUIRE(toggle("zebra & co"));
    REQUIRE(toggle("accounts"));
    CHECK(quick(6) == QLatin1String{"zebra & co"});
    CHECK(quick(7) == QLatin1String{"accounts"});
    CHECK(soon([&] { return in_menu(6) == QLatin1String{"Tag: zebra && co"}; }));
    // One that nothing bears any more keeps its place while the case is open, and gives it up after that.
    REQUIRE(toggle("zebra & co"));
    CHECK(quick(6) == QLatin1String{"zebra & co"});
    CHECK(press(Qt::Key_7, QStringLiteral("suspicious")));
    CHECK(press(Qt::Key_7, QStringLiteral("accounts, suspicious")));
    OpenWindow later{sample};
    gui::Marks& marks_later = later.window.session()->marks();
    CHECK(soon([&] { return marks_later.quick_tags().size() == 6; }));
    CHECK(marks_later.quick_tags().value(0) == QLatin1String{"relevant"});
    CHECK(marks_later.quick_tags().value(5) == QLatin1String{"accounts"});
}

TEST_CASE("what could not be taken back can be tried again, and what somebody else took back is not asked for") {
    const SmallCase sample;
    OpenWindow open{sample};
    gui::Marks& marks = open.window.session()->marks();
    marks.toggle(QStringLiteral("relevant"), gui::Taggable::file, {3});
    REQUIRE(soon([&] { return marks.can_undo(); }));
    QSignalSpy failed{&marks, &gui::Marks::failed};
    marks.set_person(QStringLiteral("nobody.here"));
    QTest::keyClick(&open.window, Qt::Key_Z, Qt::ControlModifier);
    REQUIRE(soon([&] { return !failed.isEmpty(); }));
    for (auto* message : open.window.findChildren<QMessageBox*>()) message->reject();
    open.window.activateWindow();
    REQUIRE(QTest::qWaitForWindowActive(&open.window));
    CHECK(marks.can_undo());
    marks.set_person({});
    QTest::keyClick(&open.window, Qt::Key_Z, Qt::ControlModifier);
    CHECK(soon([&] { return marks.tags().empty(); }));
    CHECK(soon([&] { return !marks.can_undo(); }));

    marks.toggle(QStringLiteral("relevant"), gui::Taggable::file, {3});
    REQUIRE(soon([&] { return marks.can_undo() && !marks.tags().empty(); }));
    OpenWindow other{sample};
    gui::Marks& elsewhere = other.window.session()->marks();
    REQUIRE(soon([&] { return !elsewhere.tags().empty(); }));
    elsewhere.toggle(QStringLiteral("relevant"), gui::Taggable::file, {3});
    CHECK(soon([&] { return marks.tags().empty() && !marks.can_undo(); }));
}

TEST_CASE("the command palette does what is typed") {
    const SmallCase sample;
    OpenWindow open{sample};
    open.window.show_palette();
    auto* palette = open.window.findChild<gui::CommandPalette*>();
    REQUIRE(palette != nullptr);
    QTest::keyClicks(&palette->line(), QStringLiteral("timel"));
    REQUIRE(palette->list().count() >= 1);
    QTest::keyClick(&palette->line(), Qt::Key_Return);
    CHECK(soon([&] { return open.window.front_place() == &open.timeline; }));
    CHECK(gui::fit(QStringLiteral("vi dark"), QStringLiteral("View › Theme › Dark")) >= 0);
    CHECK(gui::fit(QStringLiteral("light"), QStringLiteral("View › Theme › Dark")) < 0);
}

TEST_CASE("a case that is opened again stands as it was left, and is among those opened lately") {
    const SmallCase sample;
    {
        OpenWindow open{sample};
        open.window.go_to_place(QStringLiteral("files"));
        open.files.page().set_filter(QStringLiteral("name"),
                                     {.text = QStringLiteral("holiday"), .from = {}, .to = {}, .choices = {}});
        open.files.page().header().setSectionHidden(gui::FileModel::sha256, false);
    }
    const auto recent = gui::recent_cases();
    REQUIRE_FALSE(recent.empty());
    CHECK(recent.front().name == QLatin1String{"Op Lantern"});
    CHECK(recent.front().is_there);
    OpenWindow open{sample};
    CHECK(open.window.front_place() == &open.files);
    CHECK_FALSE(open.files.page().header().isSectionHidden(gui::FileModel::sha256));
    CHECK(soon([&] { return open.file_model().rowCount() == 2; }));
}

TEST_CASE("times stand in UTC and in the case's zone side by side, in tables of files, findings and moments") {
    const SmallCase sample;  // in Asia/Karachi, five hours before UTC
    const auto title = [](const QAbstractItemModel& model, int column) {
        return model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    };
    {
        OpenWindow open{sample};
        open.window.go_to_place(QStringLiteral("files"));
        gui::FileModel& files = open.file_model();
        auto& header = open.files.page().header();
        const int row = files.row_of(3);
        REQUIRE(soon([&] { return !files.index(row, gui::FileModel::name).data().toString().isEmpty(); }));
        CHECK_FALSE(header.isSectionHidden(gui::FileModel::modified_local));
        CHECK(header.visualIndex(gui::FileModel::modified_local) ==
              header.visualIndex(gui::FileModel::modified_at) + 1);
        CHECK(gui::without_isolates(title(files, gui::FileModel::modified_local)) ==
              QLatin1String{"Modified, Asia/Karachi"});
        CHECK(files.index(row, gui::FileModel::modified_at).data() == QLatin1String{"2023-11-14 22:13:21 UTC"});
        CHECK(files.index(row, gui::FileModel::modified_local).data() == QLatin1String{"2023-11-15 03:13:21"});
        files.sort(gui::FileModel::modified_local, Qt::DescendingOrder);
        OpenWindow::wait(files);
        CHECK(files.query().order == FileOrder::modified_at);

        ArtifactQuery visits;
        visits.types = {"web.visited"};
        open.artifacts.list(visits, QStringLiteral("Page visited"));
        auto& findings = open.artifacts.model();
        OpenWindow::wait(findings);
        const int at = findings.column(QStringLiteral("visited_at"));
        REQUIRE(at >= 0);
        CHECK(soon([&] { return findings.index(0, at).data() == QLatin1String{"2024-03-01 10:00:00 UTC"}; }));
        CHECK(findings.index(0, at + 1).data() == QLatin1String{"2024-03-01 15:00:00"});
        CHECK(title(findings, at + 1).contains(QLatin1String{"Asia/Karachi"}));
        open.artifacts.list({}, QStringLiteral("All findings"));
        OpenWindow::wait(findings);
        CHECK(soon([&] { return findings.index(0, 1).data() == QLatin1String{"2024-03-01 15:00:00"}; }));

        open.window.go_to_place(QStringLiteral("timeline"));
        auto& moments = open.timeline.model();
        open.timeline.show_moment(Timestamp{1'700'000'001'500'000'000});
        REQUIRE(soon([&] { return moments.rowCount() > 0 && open.timeline.table().currentIndex().isValid(); }));
        CHECK_FALSE(open.timeline.table().isColumnHidden(gui::EventModel::local_time));
        bool seen = false;
        for (int moment = 0; moment < moments.rowCount(); ++moment)
            seen = seen ||
                   (moments.index(moment, gui::EventModel::time).data() == QLatin1String{"2023-11-14 22:13:21 UTC"} &&
                    moments.index(moment, gui::EventModel::local_time).data() == QLatin1String{"2023-11-15 03:13:21"});
        CHECK(seen);
        // Whoever does not want it hides it, and it stays hidden.
        header.setSectionHidden(gui::FileModel::modified_local, true);
        open.timeline.table().setColumnHidden(gui::EventModel::local_time, true);
    }
    OpenWindow open{sample};
    CHECK(open.files.page().header().isSectionHidden(gui::FileModel::modified_local));
    CHECK_FALSE(open.files.page().header().isSectionHidden(gui::FileModel::created_local));
    CHECK(open.timeline.table().isColumnHidden(gui::EventModel::local_time));
}

TEST_CASE("all headers of a mail are a click away, from left to right, and nothing in them hides") {
    SmallCase sample;
    good(sample.writer.add_artifact(
        5, "mail.eml", "1.0.0", 5,
        {"mail.message",
         {0, 0, 8},
         {{"subject", std::string{"rates"}},
          {"received", std::string{"from mx.example.org by mx.example.net; Fri, 1 Mar 2024"}},
          {"received", std::string{"from evil\xE2\x80\xAEgro.elpmaxe by mx.example.org"}},
          {"sent_at", *parse_iso8601("2024-03-01T10:00:00Z")}}}));
    good(sample.writer.commit());
    OpenWindow open{sample};
    Nobody nobody;
    gui::DocumentViewer document{nobody};
    document.resize(600, 500);
    document.show();
    std::vector<FileRow> rows;
    const gui::Asked asked = open.window.session()->ask<std::vector<FileRow>>(
        gui::Lane::rows, [](CaseReader& reader) { return reader.rows(std::vector<Id>{5}); },
        [&](Result<std::vector<FileRow>> found) { rows = good(std::move(found)); });
    REQUIRE(soon([&] { return rows.size() == 1; }));
    document.show_file(*open.window.session(), rows.front());
    REQUIRE(soon([&] { return document.unfold().isVisible(); }));
    CHECK_FALSE(document.raw().isVisible());
    // In the list of messages the time stands in the case's zone, too.
    CHECK(document.messages().topLevelItem(0)->text(3) == QLatin1String{"2024-03-01 15:00:00"});
    document.unfold().click();
    CHECK(document.raw().isVisible());
    CHECK(document.raw().toPlainText() ==
          QStringLiteral("Received: from mx.example.org by mx.example.net; Fri, 1 Mar 2024\n"
                         "Received: from evil⟨U+202E⟩gro.elpmaxe by mx.example.org"));
    CHECK(document.raw().document()->defaultTextOption().textDirection() == Qt::LeftToRight);
    document.unfold().click();
    CHECK_FALSE(document.raw().isVisible());
    document.clear();
    CHECK(document.raw().toPlainText().isEmpty());
    CHECK_FALSE(document.unfold().isVisible());
}

TEST_CASE("a case in UTC has no second column of times, and a reading without a zone no second time") {
    const QTimeZone karachi{"Asia/Karachi"};
    CHECK(gui::is_other_zone(karachi));
    CHECK_FALSE(gui::is_other_zone(QTimeZone::utc()));
    CHECK(gui::shown_local_time(Timestamp{-1}, false, karachi) == QLatin1String{"1970-01-01 04:59:59"});
    CHECK(gui::shown_local_time(Timestamp{0}, true, karachi).isEmpty());
    CHECK(gui::shown_local_time(std::nullopt, false, karachi).isEmpty());
    const gui::FileModel model;
    CHECK_FALSE(model.columns()[gui::FileModel::modified_local].shown);
    CHECK(model.columns()[gui::FileModel::modified_at].shown);
}

TEST_CASE("a sorting that is recalled is that of the rows, and does not follow into another case") {
    const SmallCase sample;
    {
        OpenWindow open{sample};
        open.window.go_to_place(QStringLiteral("files"));
        auto& header = open.files.page().header();
        const QPoint name{header.sectionViewportPosition(gui::FileModel::name) + 20, header.height() / 2};
        for (int click = 0; click < 2; ++click) {
            QTest::mouseClick(header.viewport(), Qt::LeftButton, {}, name);
            OpenWindow::wait(open.file_model());
        }
        REQUIRE(open.file_model().query().descending);
    }
    OpenWindow open{sample};
    auto& header = open.files.page().header();
    CHECK(header.sortIndicatorSection() == gui::FileModel::name);
    CHECK(open.file_model().query().order == FileOrder::name);
    CHECK(open.file_model().query().descending);
    REQUIRE(open.file_model().rowCount() == 5);
    CHECK(open.name(4) == QLatin1String{"=cmd\\u{202e}gpj.txt"});
    ArtifactQuery visits;
    visits.types = {"web.visited"};
    open.artifacts.list(visits, QStringLiteral("Page visited"));
    OpenWindow::wait(open.artifacts.model());
    REQUIRE(open.artifacts.model().type() != nullptr);

    const SmallCase other;
    REQUIRE(open.window.open_case(other.files.path()));
    REQUIRE(soon([&] { return open.window.shows_case(); }));
    OpenWindow::wait(open.file_model());
    CHECK(header.sortIndicatorSection() == -1);
    CHECK(open.file_model().query().order == FileOrder::id);
    CHECK(open.name(0) == QLatin1String{"Users"});
    // Neither do the columns of one type of finding.
    CHECK(open.artifacts.model().type() == nullptr);
}

TEST_CASE(
    "what was searched for is offered again when the case is opened, in the line and by the tree, and in no other") {
    const SmallCase sample;
    const auto place = [](OpenWindow& open) -> gui::SearchPlace& {
        return dynamic_cast<gui::SearchPlace&>(*open.window.place(QStringLiteral("search")));
    };
    const auto run = [&](OpenWindow& open, auto&& act) {
        QSignalSpy ended{&place(open), &gui::SearchPlace::ended};
        act();
        REQUIRE(soon([&] { return !ended.isEmpty(); }));
    };
    {
        OpenWindow open{sample};
        run(open, [&] { place(open).search(QStringLiteral("hawala")); });
    }
    OpenWindow open{sample};
    gui::SearchPlace& search = place(open);
    const QAbstractItemModel& offered = *search.query().completer()->model();
    REQUIRE(offered.rowCount() == 1);
    CHECK(offered.index(0, 0).data() == QLatin1String{"hawala"});
    open.window.go_to_place(QStringLiteral("files"));
    gui::EvidenceTree& tree = open.window.tree();
    const auto searches = [&] { return tree.tree_model().index(4, 0); };
    REQUIRE(soon([&] { return tree.tree_model().rowCount(searches()) == 1; }));
    const QModelIndex node = tree.tree_model().index(0, 0, searches());
    tree.scrollTo(node);
    run(open, [&] { QTest::mouseClick(tree.viewport(), Qt::LeftButton, {}, tree.visualRect(node).center()); });
    CHECK(open.window.front_place() == &search);
    CHECK(search.query().text() == QLatin1String{"hawala"});
    CHECK(offered.rowCount() == 1);

    const SmallCase other;
    REQUIRE(open.window.open_case(other.files.path()));
    CHECK(offered.rowCount() == 0);
    REQUIRE(soon([&] { return tree.tree_model().rowCount() == 5; }));
    CHECK(tree.tree_model().rowCount(searches()) == 0);
}

TEST_CASE("every action of the menus has words, and those of one place have shortcuts that do not collide") {
    const SmallCase sample;
    OpenWindow open{sample};
    for (const gui::Place* place : open.window.places()) {
        QStringList keys;
        for (const QAction* action : const_cast<gui::Place*>(place)->place_actions()) {
            CHECK_FALSE(action->text().isEmpty());
            CHECK_FALSE(action->shortcut().isEmpty());
            CHECK_FALSE(keys.contains(action->shortcut().toString()));
            keys << action->shortcut().toString();
        }
    }
}

TEST_CASE("no key of the window stands for two things at once") {
    const SmallCase sample;
    OpenWindow open{sample};
    struct Bound {
        QKeySequence keys;
        QString what;
        const QWidget* within;  // where it holds; null: everywhere in the window
    };
    std::vector<Bound> all;
    const auto holds_in = [](Qt::ShortcutContext context, QObject* owner) -> const QWidget* {
        const bool everywhere = context == Qt::WindowShortcut || context == Qt::ApplicationShortcut;
        return everywhere ? nullptr : qobject_cast<QWidget*>(owner);
    };
    for (const QAction* action : open.window.findChildren<QAction*>())
        for (const QKeySequence& keys : action->shortcuts())
            all.push_back({keys, action->text(), holds_in(action->shortcutContext(), action->parent())});
    for (const QShortcut* shortcut : open.window.findChildren<QShortcut*>())
        all.push_back({shortcut->key(), shortcut->objectName(), holds_in(shortcut->context(), shortcut->parent())});
    for (const QAbstractButton* button : open.window.findChildren<QAbstractButton*>())
        if (!button->shortcut().isEmpty() && button->shortcut() != QKeySequence::mnemonic(button->text()))
            all.push_back({button->shortcut(), button->text(), nullptr});
    CHECK(all.size() > 60);
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t j = i + 1; j < all.size(); ++j) {
            const Bound &one = all[i], &other = all[j];
            const bool apart = one.within != nullptr && other.within != nullptr && one.within != other.within &&
                               !one.within->isAncestorOf(other.within) && !other.within->isAncestorOf(one.within);
            if (one.keys != other.keys || apart) continue;
            FAIL_CHECK(one.keys.toString().toStdString(), ": ", one.what.toStdString(), " and ",
                       other.what.toStdString());
        }
    }
}

TEST_CASE("scrolling through a million files never keeps the window from its next event") {
    LargeCase& large = large_case();
    OpenWindow open{large};
    open.window.go_to_place(QStringLiteral("files"));
    open.files.list({}, QStringLiteral("all"));
    OpenWindow::wait(open.file_model());
    REQUIRE(open.file_model().rowCount() == static_cast<int>(large.files));
    auto& application = dynamic_cast<gui::Application&>(*QApplication::instance());
    QTest::qWait(200);
    application.reset_stalls();
    QScrollBar* bar = open.files.page().table().verticalScrollBar();
    for (int step = 0; step <= 40; ++step) {
        bar->setValue(bar->maximum() / 40 * step);
        QTest::qWait(15);
    }
    const auto stall = application.longest_stall();
    fmt::print("  longest event while scrolling: {:.1f} ms, {:.1f} ms of processor ({})\n", stall.ms,
               stall.processor_ms, stall.event.toStdString());
#ifndef SANAD_SANITIZED
    CHECK(stall.processor_ms < 50);
#endif
    // Where the scrolling came to rest, rows are there.
    CHECK_FALSE(open.name(open.file_model().rowCount() - 1).isEmpty());
}
