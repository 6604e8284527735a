// `sanad-gui --review`: custody first, pictures covered, and nothing that could change a case.
#include <QCheckBox>
#include <QLabel>
#include <QStatusBar>
#include <QTableWidget>
#include <QToolButton>

#include "gui/review.hpp"
#include "gui/viewers/media_cover.hpp"
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
