// `sanad-gui --review`: custody first, pictures covered, and nothing that could change a case.
#include <QCheckBox>
#include <QCryptographicHash>
#include <QDirIterator>
#include <QFile>
#include <QLabel>
#include <QMap>
#include <QStatusBar>
#include <QTableWidget>
#include <QToolBar>
#include <QToolButton>

#include "gui/review.hpp"
#include "gui/viewers/evidence_view.hpp"
#include "gui/viewers/media_cover.hpp"
#include "gui/views/gallery_place.hpp"
#include "tests/gui/desk.hpp"
#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

/// A window under review; the next one of this run is not.
struct Review {
    const ExaminedCase& made = examined_case();
    gui::MainWindow window;
    ~Review() { gui::MediaCover::insist(false); }

    bool start(const QString& path) {
        window.show();
        REQUIRE(QTest::qWaitForWindowActive(&window));
        return gui::start_review(window, path);
    }
    QTableWidget* sheet() {
        for (auto* each : window.place(QStringLiteral("custody"))->findChildren<QTableWidget*>())
            if (each->accessibleName() == words_of("CustodyPlace", "Answers P1 to P17")) return each;
        return nullptr;
    }
    QString title(const QString& name) const { return said("Review", "%1 — review, read-only").arg(name); }
};

/// Of every file of a case. What SQLite keeps beside a database while it is read is none of the case.
QMap<QString, QByteArray> digests(const QString& folder) {
    QMap<QString, QByteArray> found;
    QDirIterator files{folder, QDir::Files, QDirIterator::Subdirectories};
    while (files.hasNext()) {
        QFile file{files.next()};
        const bool of_sqlite = file.fileName().endsWith(QLatin1String{"-shm"}) ||
                               (file.fileName().endsWith(QLatin1String{"-wal"}) && file.size() == 0);
        if (of_sqlite) continue;
        REQUIRE(file.open(QIODevice::ReadOnly));
        QCryptographicHash sha256{QCryptographicHash::Sha256};
        REQUIRE(sha256.addData(&file));
        found.insert(QDir{folder}.relativeFilePath(file.fileName()), sha256.result());
    }
    return found;
}

}  // namespace

TEST_SUITE_BEGIN("paths");

TEST_CASE("a case under review shows custody first, says so in its title all the while, and changes nothing") {
    Review review;
    REQUIRE(review.start(review.made.folder));
    gui::MainWindow& window = review.window;
    CHECK(window.front_place()->id() == QLatin1String{"custody"});
    CHECK(window.windowTitle() == review.title(QStringLiteral("op-lantern.sanad")));
    for (const auto* each : window.front_place()->findChildren<QToolButton*>())
        CHECK_FALSE((each->isVisible() && each->text() == words_of("CustodyPlace", "Enter an act")));
    const auto acts = [&] {
        return sanad_says({QStringLiteral("ledger"), QStringLiteral("show"), review.made.folder}).size();
    };
    const std::size_t before = acts();

    const QString refusal = words_of("MainWindow", "Nothing can be changed while a case is reviewed");
    window.go_to_place(QStringLiteral("files"));
    CHECK(window.windowTitle() == review.title(QStringLiteral("op-lantern.sanad")));
    auto& files = dynamic_cast<gui::FilesPlace&>(*window.front_place());
    REQUIRE(soon([&] { return files.model().rowCount() > 0 && !files.model().is_asking(); }));
    files.page().table().setFocus();
    press(window, Qt::Key_Down);
    press(window, Qt::Key_1);
    CHECK(soon([&] {
        return window.statusBar()->currentMessage() ==
               words_of("Marks", "Nothing can be changed while a case is reviewed");
    }));
    window.statusBar()->clearMessage();
    press(window, Qt::Key_E, Qt::ControlModifier);
    CHECK(window.statusBar()->currentMessage() == refusal);
    CHECK_FALSE(window.ingest().is_running());
    window.statusBar()->clearMessage();
    press(window, Qt::Key_I, Qt::ControlModifier);
    CHECK(window.statusBar()->currentMessage() == refusal);
    window.go_to_place(QStringLiteral("reports"));
    for (const auto* each : window.front_place()->findChildren<QAbstractButton*>())
        CHECK_FALSE((each->isVisible() && each->text() == words_of("ReportsPlace", "Write the report …")));
    CHECK(acts() == before);
    CHECK(sanad_says({QStringLiteral("tag"), QStringLiteral("list"), review.made.folder}).empty());

    // Pictures stay covered, whatever is clicked.
    window.go_to_place(QStringLiteral("gallery"));
    auto& blur = button(*window.front_place(), words_of("GalleryPlace", "Blur"));
    CHECK(blur.isChecked());
    click(blur);
    press(window, Qt::Key_B, Qt::ControlModifier);
    CHECK(blur.isChecked());
    CHECK(gui::MediaCover::of(*window.session()).is_on());
}

TEST_CASE("a case that was reviewed is byte for byte what it was, though files, pictures and words were looked at") {
    const QString folder = examined_case().folder;
    const auto before = digests(folder);
    REQUIRE(before.contains(QStringLiteral("ledger.db")));
    REQUIRE(before.contains(QStringLiteral("case.db")));
    {
        Review review;
        REQUIRE(review.start(folder));
        gui::MainWindow& window = review.window;
        auto& evidence = gui::EvidenceView::of(*window.session());
        window.details().prefer(QStringLiteral("hex"));
        window.go_to_place(QStringLiteral("files"));
        auto& files = dynamic_cast<gui::FilesPlace&>(*window.front_place());
        REQUIRE(soon([&] { return !files.model().is_asking(); }));
        files.page().set_filters({});
        QTest::keyClicks(&files.page().find_line(), QStringLiteral("minutes.txt"));
        REQUIRE(soon([&] { return files.model().rowCount() == 1 && !files.model().is_asking(); }));
        const Id file = *files.model().id_at(0);
        files.choose(file);
        REQUIRE(soon([&] { return window.details().front() != nullptr; }));
        CHECK(window.details().front()->id() == QLatin1String{"hex"});
        QByteArray seen_bytes;
        const gui::Wanted asked = evidence.bytes(file, 0, 16, [&](const gui::EvidenceAnswer& answer) {
            CHECK(answer.error.isEmpty());
            seen_bytes = answer.bytes;
        });
        REQUIRE(soon([&] { return seen_bytes.size() == 16 && evidence.is_idle(); }));

        window.go_to_place(QStringLiteral("gallery"));
        auto& gallery = dynamic_cast<gui::GalleryPlace&>(*window.front_place());
        REQUIRE(soon([&] { return gallery.model().rowCount() > 0 && gallery.model().row(0) != nullptr; }));
        // Those of before are kept outside of the case: this one is decoded anew.
        std::optional<QString> trouble;
        const gui::Wanted picture =
            evidence.picture(gallery.model().id(0), 77, 77, gui::EvidenceView::Urgency::at_hand,
                             [&](const gui::EvidenceAnswer& answer) { trouble = answer.error; });
        CHECK(soon([&] { return trouble.has_value(); }));

        window.go_to_place(QStringLiteral("search"));
        auto& search = dynamic_cast<gui::SearchPlace&>(*window.front_place());
        search.search(QStringLiteral("minutes"));
        CHECK(soon([&] { return search.model().rowCount() > 0; }));
        CHECK(window.close());
        CHECK(window.session() == nullptr);
    }
    CHECK(digests(folder) == before);
}

TEST_CASE(
    "a bundle is reviewed without a case: whose hands it shows, its reports, its seventeen answers; then a case") {
    Review review;
    const TemporaryFolder folder;
    const QString bag = QString::fromStdString((folder.path() / "bag").string());
    const QJsonObject report =
        sanad_says({QStringLiteral("report"), review.made.folder, QStringLiteral("--out"),
                    QString::fromStdString(folder.path().string()), QStringLiteral("--format"), QStringLiteral("html"),
                    QStringLiteral("--lang"), QStringLiteral("en"), QStringLiteral("--as"), review.made.person})
            .at(0);
    sanad_says({QStringLiteral("ledger"), QStringLiteral("bundle"), review.made.folder, QStringLiteral("--for"),
                QStringLiteral("draft"), QStringLiteral("--recipient"), QStringLiteral("the reviewer"),
                QStringLiteral("--basis"), QStringLiteral("a rehearsal"), QStringLiteral("--report"),
                report[QLatin1String{"file"}].toString(), QStringLiteral("--out"), bag, QStringLiteral("--as"),
                review.made.person});
    const auto put_in = [&](const char* name) {
        QFile stray{bag + QStringLiteral("/data/reports/") + QLatin1String{name}};
        REQUIRE(stray.open(QIODevice::WriteOnly));
        REQUIRE(stray.write("<p>never issued</p>") > 0);
    };
    put_in("stray.html");
    REQUIRE(review.start(bag));
    gui::MainWindow& window = review.window;
    CHECK(window.windowTitle() == review.title(QStringLiteral("bag")));
    auto& custody = dynamic_cast<gui::CustodyPlace&>(*window.front_place());
    CHECK(custody.isVisible());
    REQUIRE(review.sheet() != nullptr);
    CHECK(soon([&] { return review.sheet()->rowCount() == 17; }, 30'000));
    CHECK(review.sheet()->isVisible());

    // The same items in the same hands as the case has them.
    const auto told = sanad_says({QStringLiteral("custody"), QStringLiteral("show"), review.made.folder});
    REQUIRE(soon([&] { return custody.items().size() == told.size(); }));
    CHECK(custody.items().front().item == told.front()[QLatin1String{"item"}].toString());
    CHECK(custody.items().front().custodian == told.front()[QLatin1String{"custodian"}].toString());
    REQUIRE(custody.chart().items().size() == told.size());
    CHECK(custody.chart().items().front().stretches.back().until.isValid());
    const std::size_t entries = sanad_says({QStringLiteral("ledger"), QStringLiteral("show"), bag}).size();
    CHECK(soon([&] { return static_cast<std::size_t>(custody.entries().rowCount()) == entries; }));
    CHECK_FALSE(custody.tabs().isTabVisible(2));
    CHECK(reads(custody, words_of("CustodyPlace",
                                  "As of the last entry of the bundle. What was done after it, and so what is due now, "
                                  "only the case can say; there the receipt and the custody log are printed, too.")));

    // Custody and reports alone have anything to show.
    const auto way_to = [&](const char* id) {
        for (const auto* bar : window.findChildren<QToolBar*>())
            for (const QAction* each : bar->actions())
                if (each->data().toString() == QLatin1String{id}) return bar->isVisible() && each->isVisible();
        return false;
    };
    CHECK(way_to("custody"));
    CHECK(way_to("reports"));
    CHECK_FALSE(way_to("files"));
    press(window, Qt::Key_2, Qt::ControlModifier);
    CHECK(window.front_place() == &custody);
    press(window, Qt::Key_9, Qt::ControlModifier);
    REQUIRE(window.front_place()->id() == QLatin1String{"reports"});
    auto& reports = dynamic_cast<gui::ReportsPlace&>(*window.front_place());
    const auto row_of = [&](const QString& name) -> QTreeWidgetItem* {
        for (int i = 0; i < reports.written().topLevelItemCount(); ++i)
            if (gui::without_isolates(reports.written().topLevelItem(i)->text(gui::ReportsPlace::report)) == name)
                return reports.written().topLevelItem(i);
        return nullptr;
    };
    const QString name = report[QLatin1String{"file"}].toString().section(u'/', -1);
    REQUIRE(soon([&] { return row_of(name) != nullptr && row_of(QStringLiteral("stray.html")) != nullptr; }));
    CHECK(gui::without_isolates(row_of(name)->text(gui::ReportsPlace::sha256)) ==
          report[QLatin1String{"sha256"}].toString());
    CHECK(soon([&] { return row_of(name)->text(gui::ReportsPlace::state) == words_of("ReportsPlace", "draft"); }));
    CHECK(row_of(QStringLiteral("stray.html"))->text(gui::ReportsPlace::state) ==
          words_of("ReportsPlace", "not issued"));
    reports.written().setCurrentItem(row_of(name));
    CHECK(reports.preview().toPlainText().contains(review.made.name));
    CHECK(button(reports, words_of("ReportsPlace", "Open")).isEnabled());
    reports.written().setCurrentItem(row_of(QStringLiteral("stray.html")));
    CHECK(reports.preview().toPlainText() == QLatin1String{"never issued"});
    CHECK_FALSE(button(reports, words_of("ReportsPlace", "Open")).isEnabled());

    // A case that is opened after it has its own title, and everything that a case has.
    REQUIRE(window.open_case(review.made.folder.toStdString()));
    CHECK(window.windowTitle() == review.title(QStringLiteral("op-lantern.sanad")));
    CHECK(way_to("files"));
    CHECK(custody.tabs().isTabVisible(2));
    window.close_case();
    CHECK(window.windowTitle() == words_of("MainWindow", "Sanad"));
}

TEST_SUITE_END();
