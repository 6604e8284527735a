// `sanad-gui --review`: custody first, pictures covered, and nothing that could change a case.
#include <QCheckBox>
#include <QCryptographicHash>
#include <QDirIterator>
#include <QFile>
#include <QLabel>
#include <QMap>
#include <QStatusBar>
#include <QTableWidget>
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
        files.page().find_line().setText(QStringLiteral("minutes.txt"));
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

TEST_CASE("a bundle is reviewed without a case: its entries and its seventeen answers") {
    Review review;
    const TemporaryFolder folder;
    const QString bag = QString::fromStdString((folder.path() / "bag").string());
    sanad_says({QStringLiteral("ledger"), QStringLiteral("bundle"), review.made.folder, QStringLiteral("--for"),
                QStringLiteral("draft"), QStringLiteral("--recipient"), QStringLiteral("the reviewer"),
                QStringLiteral("--basis"), QStringLiteral("a rehearsal"), QStringLiteral("--out"), bag,
                QStringLiteral("--as"), review.made.person});
    REQUIRE(review.start(bag));
    CHECK(review.window.windowTitle() == review.title(QStringLiteral("bag")));
    gui::Place& custody = *review.window.front_place();
    CHECK(custody.id() == QLatin1String{"custody"});
    CHECK(custody.isVisible());
    REQUIRE(review.sheet() != nullptr);
    CHECK(soon([&] { return review.sheet()->rowCount() == 17; }, 30'000));
    CHECK(review.sheet()->isVisible());
}

TEST_SUITE_END();
