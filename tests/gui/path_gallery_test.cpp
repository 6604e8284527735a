// The gallery: pictures and films of the case, decoded in their sandboxes as they are looked at.
#include <QComboBox>
#include <QTabWidget>

#include "gui/case_session.hpp"
#include "gui/shown_text.hpp"
#include "gui/viewers/media_cover.hpp"
#include "gui/viewers/picture_viewer.hpp"
#include "gui/views/gallery_place.hpp"
#include "tests/gui/desk.hpp"
#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;

TEST_SUITE_BEGIN("paths");

TEST_CASE("a film stands among the pictures, shows frames of itself, and opens as sixteen of them with their times") {
    Desk desk;
    desk.go_to("gallery");
    auto& gallery = desk.place<gui::GalleryPlace>("gallery");
    gui::GalleryModel& model = gallery.model();
    REQUIRE(soon([&] { return model.rowCount() > 1; }));
    const int all = model.rowCount();
    QComboBox* kind = nullptr;
    for (auto* box : gallery.findChildren<QComboBox*>())
        if (box->accessibleName() == words_of("GalleryPlace", "Which kind")) kind = box;
    REQUIRE(kind != nullptr);

    kind->setCurrentText(words_of("GalleryPlace", "Pictures"));
    REQUIRE(soon([&] { return model.rowCount() == all - 1; }));
    kind->setCurrentText(words_of("GalleryPlace", "Videos"));
    REQUIRE(soon([&] { return model.rowCount() == 1; }));
    REQUIRE(soon([&] { return model.row(0) != nullptr; }));
    CHECK(model.row(0)->path == "/DCIM/100LANTN/MVI_0009.AVI");

    // 160 by 120 points: two by two of 95 by 71 with two points between them.
    const QImage* frames = nullptr;
    REQUIRE(soon([&] { return (frames = gallery.thumbnails().of(model.id(0), {})) != nullptr; }));
    CHECK(frames->width() == 192);
    CHECK(frames->pixelColor(96, 10).alpha() == 0);
    CHECK(frames->pixelColor(40, 30).alpha() == 255);

    gallery.view().setFocus();
    gallery.view().setCurrentIndex(model.index(0));
    auto& tabs = *desk.window.details().findChild<QTabWidget*>();
    REQUIRE(soon([&] { return desk.window.details().file() == model.id(0); }));
    const QString picture = words_of("PictureViewer", "Picture");
    REQUIRE(soon([&] {
        for (int tab = 0; tab < tabs.count(); ++tab)
            if (tabs.isTabVisible(tab) && tabs.tabText(tab) == picture) tabs.setCurrentIndex(tab);
        return tabs.tabText(tabs.currentIndex()) == picture;
    }));
    auto* viewer = desk.window.details().findChild<gui::PictureViewer*>();
    REQUIRE(viewer != nullptr);
    REQUIRE_MESSAGE(soon([&] { return !viewer->image().isNull(); }), viewer->status().toStdString());
    CHECK(viewer->image().width() == 4 * 160 + 3 * 2);
    const QString status = viewer->status();
    CHECK_MESSAGE(status.startsWith(words_of("PictureViewer", "%1 points, %2")
                                        .arg(gui::in_cell(QStringLiteral("160 × 120"), true), QLatin1String{"MJPEG"})),
                  status.toStdString());
    CHECK(status.contains(words_of("PictureViewer", ", %1 long").arg(QLatin1String{"0:04"})));
    CHECK(status.contains(words_of("PictureViewer", "; frames shown: %1").arg(16)));
}

TEST_CASE("where an offence protects who the victim is, pictures are blurred from the start") {
    const QString person = examined_case().person;
    const TemporaryFolder folder;
    const QString path = QString::fromStdString((folder.path() / "victim.sanad").string());
    sanad_says({QStringLiteral("case"), QStringLiteral("create"), path, QStringLiteral("--as"), person});
    const auto uncovers = [&](int within_ms) {
        auto opened = gui::CaseSession::open(path.toStdString());
        REQUIRE(opened.has_value());
        gui::MediaCover& cover = gui::MediaCover::of(**opened);
        CHECK(cover.is_on());  // while nobody knows
        return soon([&] { return !cover.is_on(); }, within_ms);
    };
    const auto offence = [&](const char* section) {
        sanad_says({QStringLiteral("custody"), QStringLiteral("offence"), path, QStringLiteral("--section"),
                    QLatin1String{section}, QStringLiteral("--as"), person});
    };
    offence("20");
    CHECK(uncovers(60'000));
    offence("22");
    CHECK_FALSE(uncovers(3000));
}

TEST_SUITE_END();
