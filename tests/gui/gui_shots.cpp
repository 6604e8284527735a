// Pictures of every place and viewer from a case, light, dark, and in Urdu, from right to left: for looking at, and for
// the README. The case is copied for each look: what is examined, marked and reported for a picture stands in the copy.
// gui_shots CASE FOLDER [WORDS TO SEARCH FOR]
#include <QApplication>
#include <QComboBox>
#include <QCryptographicHash>
#include <QDir>
#include <QDockWidget>
#include <QImage>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QProcess>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>

#include "gui/application.hpp"
#include "gui/dialogs/custody_form.hpp"
#include "gui/dialogs/evidence_wizard.hpp"
#include "gui/dialogs/export_form.hpp"
#include "gui/language.hpp"
#include "gui/marks.hpp"
#include "gui/review.hpp"
#include "gui/theme.hpp"
#include "gui/viewers/evidence_view.hpp"
#include "gui/viewers/media_cover.hpp"
#include "gui/viewers/picture_viewer.hpp"
#include "gui/views/artifacts_place.hpp"
#include "gui/views/command_palette.hpp"
#include "gui/views/custody_place.hpp"
#include "gui/views/details_area.hpp"
#include "gui/views/files_place.hpp"
#include "gui/views/filter_popup.hpp"
#include "gui/views/gallery_place.hpp"
#include "gui/views/main_window.hpp"
#include "gui/views/map_place.hpp"
#include "gui/views/reports_place.hpp"
#include "gui/views/search_place.hpp"
#include "tests/gui/gui_shots_case.hpp"

using namespace sanad;

namespace {

constexpr int settle_ms = 700;
constexpr int patience_ms = 60'000;

/// Ways of looking at one file: the name of the picture, the viewer, the file.
constexpr struct {
    const char *name, *viewer, *path;
} looks_at_files[] = {
    {"facts", "facts", "/DCIM/100LANTN/IMG_0001.JPG"},
    {"hex", "hex", "/Documents/report.pdf"},
    {"text", "text", "/asad/ledger.txt"},
    {"text-urdu", "text", "/Documents/کاغذات/منصوبہ.txt"},
    {"document", "document", "/Documents/letter.docx"},
    {"mail", "document", "/sdcard/Mail/accounts.eml"},
    {"tables", "structure", "/Documents/budget.sqlite"},
    {"tree", "structure", "/data/data/com.lantern.notes/settings.plist"},
    {"findings", "findings", "/sdcard/DCIM/Camera/IMG_0001.jpg"},
    {"chat", "findings", "/data/data/com.android.providers.telephony/databases/mmssms.db"},
    {"contents", "contents", "/Documents/holiday.jpg"},
};

class Shots {
public:
    Shots(std::filesystem::path given, QString folder, QString query)
        : given_{std::move(given)}, folder_{std::move(folder)}, query_{std::move(query)} {}

    bool take(const QString& look) {
        look_ = look;
        taken_.clear();
        auto copy =
            test::case_for_shots(given_, std::filesystem::path{room_.path().toStdString()} / look.toStdString());
        if (!copy) return complain(copy.error().what);
        case_ = *copy;
        QSettings{}.clear();
        {
            gui::MainWindow window;
            window.resize(1440, 900);
            window.show();
            shot(window, "start");
            if (!window.open_case(case_)) return false;
            if (!QTest::qWaitFor([&] { return window.shows_case(); }, patience_ms))
                return complain("the case is not shown");
            settle();
            if (!take_examination(window)) return false;
            take_places(window);
            take_filter(window);
            if (!take_files(window)) return false;
            take_dialogs(window);
            window.close_case();
            shot(window, "start-lately");
        }
        return take_review() && none_twice_;
    }

private:
    static bool complain(const std::string& words) {
        std::fprintf(stderr, "gui_shots: %s\n", words.c_str());
        return false;
    }

    /// A telephone comes into the case while the panel is looked at; then what an examiner finds in it is marked.
    bool take_examination(gui::MainWindow& window) {
        window.examine(test::examine_phone(case_));
        (void)QTest::qWaitFor([&] { return !window.ingest().phase().isEmpty(); }, patience_ms);
        QTest::qWait(settle_ms / 2);
        shot(window, "ingest");
        if (!QTest::qWaitFor([&] { return !window.ingest().is_running(); }, patience_ms))
            return complain("the telephone is still examined");
        if (auto* dock = window.findChild<QDockWidget*>(QStringLiteral("examination"))) dock->close();
        auto files = test::files_by_path(case_);
        if (!files) return complain(files.error().what);
        files_ = std::move(*files);
        if (const auto marked = test::mark_files(case_, files_); !marked) return complain(marked.error().what);
        window.session()->look_again();
        window.session()->marks().look_again();
        settle();
        return true;
    }

    void take_places(gui::MainWindow& window) {
        for (gui::Place* place : window.places()) {
            window.go_to_place(place->id());
            settle();
            if (auto* files = qobject_cast<gui::FilesPlace*>(place)) {
                // One with a tag, so that tree, table and details have something to show.
                if (const auto id = id_of("/asad/ledger.txt")) files->choose(*id);
                settle();
            }
            if (auto* artifacts = qobject_cast<gui::ArtifactsPlace*>(place)) {
                artifacts->page().table().setCurrentIndex(artifacts->model().index(0, 0));
                settle();
            }
            auto* gallery = qobject_cast<gui::GalleryPlace*>(place);
            if (gallery != nullptr) {
                // Pictures come one after another.
                (void)QTest::qWaitFor([&] { return gallery->thumbnails().is_idle(); }, 20'000);
                settle();
            }
            if (auto* map = qobject_cast<gui::MapPlace*>(place)) show_largest_cluster(*map);
            shot(window, place->id().toUtf8().constData());
            if (gallery != nullptr && gallery->model().rowCount() > 0) take_picture(window, *gallery);
            if (auto* search = qobject_cast<gui::SearchPlace*>(place)) {
                search->search(query_);
                (void)QTest::qWaitFor([&] { return search->model().rowCount() > 0; }, 10'000);
                settle();
                search->hits().setCurrentIndex(search->model().index(0, 0));
                shot(window, "search-hits");
            }
            if (auto* custody = qobject_cast<gui::CustodyPlace*>(place)) {
                custody->verify();
                const QString at_work = custody->verdict();
                (void)QTest::qWaitFor([&] { return custody->verdict() != at_work; }, patience_ms);
                shot(window, "verification");
            }
            if (auto* reports = qobject_cast<gui::ReportsPlace*>(place)) take_report(window, *reports);
        }
    }

    static void show_largest_cluster(gui::MapPlace& place) {
        const auto clusters = place.map().clusters();
        const auto largest =
            std::ranges::max_element(clusters, {}, [](const auto& cluster) { return cluster.rows.size(); });
        if (largest != clusters.end()) emit place.map().chosen(largest->rows);
    }

    void take_picture(gui::MainWindow& window, gui::GalleryPlace& gallery) {
        window.details().prefer(QStringLiteral("picture"));
        gallery.view().setCurrentIndex(gallery.model().index(gallery.model().rowCount() - 1));
        const auto* viewer = window.details().findChild<gui::PictureViewer*>();
        (void)QTest::qWaitFor([&] { return viewer != nullptr && !viewer->image().isNull(); }, 20'000);
        shot(window, "picture");
    }

    void take_report(gui::MainWindow& window, gui::ReportsPlace& reports) {
        bool ended = false;
        const auto watched = QObject::connect(&reports, &gui::ReportsPlace::ended, [&] { ended = true; });
        reports.write_into(QString::fromStdString(case_.parent_path().string()));
        (void)QTest::qWaitFor([&] { return ended; }, patience_ms);
        QObject::disconnect(watched);
        shot(window, "report");
    }

    void take_filter(gui::MainWindow& window) {
        window.go_to_place(QStringLiteral("files"));
        auto* files = dynamic_cast<gui::FilesPlace*>(window.place(QStringLiteral("files")));
        if (files == nullptr) return;
        files->page().set_filter(QStringLiteral("size"), {.text = {}, .from = 1 << 20, .to = {}, .choices = {}});
        settle();
        files->page().open_filter(gui::FileModel::state);
        settle();
        shot(window, "filter");
        if (auto* popup = files->page().findChild<gui::FilterPopup*>()) {
            keep(*popup, "filter_popup");
            popup->close();
        }
        files->page().set_filters({});
        settle();
    }

    /// Each viewer with a file that it is for: another viewer in front, or another file, is no picture of it.
    bool take_files(gui::MainWindow& window) {
        auto* files = dynamic_cast<gui::FilesPlace*>(window.place(QStringLiteral("files")));
        gui::DetailsArea& details = window.details();
        for (const auto& look : looks_at_files) {
            const auto id = id_of(look.path);
            if (!id) {
                std::fprintf(stderr, "gui_shots: no %s in this case, so no picture of %s\n", look.path, look.name);
                continue;
            }
            details.prefer(QString::fromLatin1(look.viewer));
            files->choose(*id);
            const auto in_front = [&] {
                return details.file() == *id && details.front() != nullptr &&
                       details.front()->id() == QLatin1String{look.viewer};
            };
            if (!QTest::qWaitFor(in_front, 20'000))
                return complain(std::string{"the viewer "} + look.viewer + " does not show " + look.path);
            (void)QTest::qWaitFor([&] { return gui::EvidenceView::of(*window.session()).is_idle(); }, 20'000);
            shot(window, look.name);
        }
        return true;
    }

    void take_dialogs(gui::MainWindow& window) {
        window.show_palette();
        settle();
        if (auto* palette = window.findChild<gui::CommandPalette*>()) {
            keep(*palette, "palette");
            palette->close();
        }
        gui::EvidenceWizard wizard{{}, {}, &window};
        wizard.show();
        settle();
        keep(wizard, "wizard");
        wizard.setStartId(gui::EvidenceWizard::case_page);
        wizard.restart();
        settle();
        keep(wizard, "wizard-case");
        // An image without an authority: the second person's rows appear.
        wizard.setStartId(gui::EvidenceWizard::image_page);
        wizard.restart();
        const QString hint =
            QCoreApplication::translate("sanad::gui::ImagePage", "why there is none; shown in red for ever");
        for (QLineEdit* line : wizard.currentPage()->findChildren<QLineEdit*>())
            if (line->placeholderText() == hint) line->setText(QStringLiteral("فوری نوعیت"));
        QTest::qWait(400);
        keep(wizard, "wizard-image");
        wizard.close();
        gui::ExportForm form{{1, 2, 3}, {}, &window};
        for (auto* box : form.findChildren<QComboBox*>())
            if (const int court = box->findData(QStringLiteral("court")); court >= 0) box->setCurrentIndex(court);
        form.show();
        settle();
        keep(form, "export");
        form.close();
        for (const char* type : {"transfer.receive", "item.destroy"}) {
            gui::CustodyForm act{custody_form(type), {QStringLiteral("RV/1")}, QStringLiteral("RV/1"), {}, &window};
            act.show();
            settle();
            keep(act, type);
            act.close();
        }
    }

    /// The prosecutor's mode: what he sees of the same case.
    bool take_review() {
        gui::MainWindow window;
        window.resize(1440, 900);
        window.show();
        const bool begun = gui::start_review(window, QString::fromStdString(case_.string()));
        if (begun) shot(window, "review");
        window.close_case();
        gui::MediaCover::insist(false);
        return begun || complain("the case cannot be reviewed");
    }

    static QJsonObject custody_form(const char* type) {
        QProcess forms;
        forms.start(gui::sanad_program(), {QStringLiteral("custody"), QStringLiteral("forms")});
        forms.waitForFinished();
        for (const QByteArray& line : forms.readAllStandardOutput().split('\n')) {
            const QJsonObject form = QJsonDocument::fromJson(line).object();
            if (form[QLatin1String{"type"}] == QLatin1String{type}) return form;
        }
        return {};
    }
    std::optional<Id> id_of(const char* path) const {
        const auto file = files_.find(path);
        return file == files_.end() ? std::nullopt : std::optional{file->second};
    }
    void settle() const { QTest::qWait(settle_ms); }
    void shot(gui::MainWindow& window, const char* name) {
        settle();
        keep(window, name);
    }
    /// Two names with one picture would be a place that nobody has looked at.
    void keep(QWidget& widget, const char* name) {
        const QImage image = widget.grab().toImage();
        const QByteArray bytes = QByteArray::fromRawData(reinterpret_cast<const char*>(image.constBits()),
                                                         static_cast<qsizetype>(image.sizeInBytes()));
        const QByteArray digest = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
        if (const auto [other, fresh] = taken_.try_emplace(digest, name); !fresh) {
            complain(std::string{name} + " and " + other->second + " are one picture");
            none_twice_ = false;
        }
        const QString path = QDir{folder_}.filePath(QStringLiteral("%1-%2.png").arg(QLatin1String{name}, look_));
        image.save(path);
        std::printf("%s\n", qPrintable(path));
    }

    std::filesystem::path given_, case_;
    QString folder_, query_, look_;
    QTemporaryDir room_;
    std::map<std::string, Id> files_;
    std::map<QByteArray, std::string> taken_;
    bool none_twice_ = true;
};

}  // namespace

int main(int count, char** arguments) {
    if (count != 3 && count != 4) {
        std::fprintf(stderr, "usage: gui_shots CASE FOLDER [WORDS]\n");
        return 64;
    }
    // The window would say it in a box that nobody closes.
    if (const auto readable = CaseReader::open(std::filesystem::path{arguments[1]} / "case.db"); !readable) {
        std::fprintf(stderr, "gui_shots: %s\n", readable.error().what.c_str());
        return 2;
    }
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    const QTemporaryDir settings;
    // What is signed for a picture, nobody signs with a key of theirs.
    qputenv("SANAD_HOME", settings.filePath(QStringLiteral("home")).toLocal8Bit());
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
    gui::Application application{count, arguments};
    QApplication::setOrganizationName(QStringLiteral("sanad-shots"));
    QApplication::setApplicationName(QStringLiteral("gui_shots"));
    const QString folder = QString::fromLocal8Bit(arguments[2]);
    QDir{}.mkpath(folder);
    Shots shots{arguments[1], folder,
                count == 4 ? QString::fromLocal8Bit(arguments[3]) : QStringLiteral("رقم OR lantern")};
    gui::speak(application, QStringLiteral("en"));
    for (const auto scheme : {gui::Scheme::light, gui::Scheme::dark}) {
        gui::apply_theme(application, scheme);
        if (!shots.take(gui::word_of(scheme))) return 1;
    }
    if (!gui::speak(application, QStringLiteral("ur"))) {
        std::fprintf(stderr, "gui_shots: the words in Urdu are not beside this program (share/i18n)\n");
        return 1;
    }
    gui::apply_theme(application, gui::Scheme::light);
    if (!shots.take(QStringLiteral("urdu"))) return 1;
    return 0;
}
