// Pictures of every place from a case, light, dark, and in Urdu, from right to left: for looking at, and for the
// README. gui_shots CASE FOLDER [WORDS TO SEARCH FOR]
#include <QApplication>
#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QProcess>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <cstdio>

#include "gui/application.hpp"
#include "gui/dialogs/custody_form.hpp"
#include "gui/dialogs/evidence_wizard.hpp"
#include "gui/dialogs/export_form.hpp"
#include "gui/language.hpp"
#include "gui/recent_cases.hpp"
#include "gui/theme.hpp"
#include "gui/viewers/picture_viewer.hpp"
#include "gui/views/artifacts_place.hpp"
#include "gui/views/command_palette.hpp"
#include "gui/views/details_area.hpp"
#include "gui/views/files_place.hpp"
#include "gui/views/filter_popup.hpp"
#include "gui/views/gallery_place.hpp"
#include "gui/views/main_window.hpp"
#include "gui/views/search_place.hpp"
#include "gui/views/timeline_place.hpp"

using namespace sanad;

namespace {

constexpr int settle_ms = 700;

class Shots {
public:
    Shots(QString case_folder, QString folder, QString query)
        : case_{std::move(case_folder)}, folder_{std::move(folder)}, query_{std::move(query)} {}

    bool take(const QString& look) {
        gui::MainWindow window;
        window.resize(1440, 900);
        window.show();
        look_ = look;
        shot(window, "start");
        if (!window.open_case(case_.toLocal8Bit().toStdString())) return false;
        if (!QTest::qWaitFor([&] { return window.shows_case(); }, 60'000)) return false;
        settle();
        for (gui::Place* place : window.places()) {
            window.go_to_place(place->id());
            settle();
            if (auto* files = qobject_cast<gui::FilesPlace*>(place)) {
                // A file in the middle, so that details and tree have something to show.
                auto& table = files->page().table();
                table.setCurrentIndex(files->model().index(std::min(30, files->model().rowCount() - 1), 0));
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
            shot(window, place->id().toUtf8().constData());
            if (gallery != nullptr && gallery->model().rowCount() > 0) {
                auto* details = window.findChild<gui::DetailsArea*>();
                details->prefer(QStringLiteral("picture"));
                gallery->view().setCurrentIndex(gallery->model().index(gallery->model().rowCount() - 1));
                const auto* viewer = details->findChild<gui::PictureViewer*>();
                (void)QTest::qWaitFor([&] { return !viewer->image().isNull(); }, 20'000);
                shot(window, "picture");
            }
            if (auto* search = qobject_cast<gui::SearchPlace*>(place)) {
                search->search(query_);
                (void)QTest::qWaitFor([&] { return search->model().rowCount() > 0; }, 10'000);
                settle();
                search->hits().setCurrentIndex(search->model().index(0, 0));
                shot(window, "search-hits");
            }
        }
        window.go_to_place(QStringLiteral("files"));
        if (auto* files = dynamic_cast<gui::FilesPlace*>(window.place(QStringLiteral("files")))) {
            files->page().set_filter(QStringLiteral("size"), {.text = {}, .from = 1 << 20, .to = {}, .choices = {}});
            settle();
            files->page().open_filter(gui::FileModel::state);
            settle();
            shot(window, "filter");
            if (auto* popup = files->page().findChild<gui::FilterPopup*>()) {
                popup->grab().save(path("filter_popup"));
                popup->close();
            }
            files->page().set_filters({});
            settle();
            auto* details = window.findChild<gui::DetailsArea*>();
            for (const QString& viewer : {QStringLiteral("hex"), QStringLiteral("text"), QStringLiteral("facts")}) {
                details->prefer(viewer);
                files->page().table().setCurrentIndex(files->model().index(13, 0));
                shot(window, viewer.toUtf8().constData());
            }
        }
        window.show_palette();
        settle();
        if (auto* palette = window.findChild<gui::CommandPalette*>()) {
            palette->grab().save(path("palette"));
            palette->close();
        }
        gui::EvidenceWizard wizard{{}, {}, &window};
        wizard.show();
        settle();
        wizard.grab().save(path("wizard"));
        wizard.setStartId(gui::EvidenceWizard::case_page);
        wizard.restart();
        settle();
        wizard.grab().save(path("wizard-case"));
        // An image without an authority: the second person's rows appear.
        wizard.setStartId(gui::EvidenceWizard::image_page);
        wizard.restart();
        const QString hint =
            QCoreApplication::translate("sanad::gui::ImagePage", "why there is none; shown in red for ever");
        for (QLineEdit* line : wizard.currentPage()->findChildren<QLineEdit*>())
            if (line->placeholderText() == hint) line->setText(QStringLiteral("فوری نوعیت"));
        QTest::qWait(400);
        wizard.grab().save(path("wizard-image"));
        wizard.close();
        gui::ExportForm form{{1, 2, 3}, {}, &window};
        for (auto* box : form.findChildren<QComboBox*>())
            if (const int court = box->findData(QStringLiteral("court")); court >= 0) box->setCurrentIndex(court);
        form.show();
        settle();
        form.grab().save(path("export"));
        form.close();
        for (const char* type : {"transfer.receive", "item.destroy"}) {
            gui::CustodyForm act{custody_form(type), {QStringLiteral("RV/1")}, QStringLiteral("RV/1"), {}, &window};
            act.show();
            settle();
            act.grab().save(path(type));
            act.close();
        }
        window.close_case();
        return true;
    }

private:
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
    QString path(const char* name) const {
        return QDir{folder_}.filePath(QStringLiteral("%1-%2.png").arg(QLatin1String{name}, look_));
    }
    void settle() const { QTest::qWait(settle_ms); }
    void shot(gui::MainWindow& window, const char* name) {
        settle();
        window.grab().save(path(name));
        std::printf("%s\n", qPrintable(path(name)));
    }
    QString case_, folder_, query_, look_;
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
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
    gui::Application application{count, arguments};
    QApplication::setOrganizationName(QStringLiteral("sanad-shots"));
    QApplication::setApplicationName(QStringLiteral("gui_shots"));
    const QString folder = QString::fromLocal8Bit(arguments[2]);
    QDir{}.mkpath(folder);
    Shots shots{QString::fromLocal8Bit(arguments[1]), folder,
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
