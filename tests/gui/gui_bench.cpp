// gui_bench make CASE FILES: fills a case that `sanad case create` has made.
// gui_bench measure CASE [IMAGE]: opens it in the window that examiners have, does with it what they do, and says how
// long each took and whether the window stood still; with IMAGE it examines that as well, into the same case.
// A JSON object per line on standard output; gui.py reads them.
#include <unistd.h>

#include <QEventLoop>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QScrollBar>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <cstdio>
#include <fstream>
#include <optional>

#include "gui/application.hpp"
#include "gui/theme.hpp"
#include "gui/views/artifacts_place.hpp"
#include "gui/views/files_place.hpp"
#include "gui/views/gallery_place.hpp"
#include "gui/views/main_window.hpp"
#include "gui/views/timeline_place.hpp"
#include "tests/gui/heartbeat.hpp"
#include "tests/gui/million_files.hpp"
#include "tests/gui/waiting.hpp"

namespace {

using namespace sanad;
using namespace Qt::StringLiterals;
using test::Heartbeat;

constexpr int patience_ms = 300'000, frame_ms = 16, a_turn_ms = 4000;

void say(const QJsonObject& object) {
    std::printf("%s\n", QJsonDocument{object}.toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

/// Since the program began.
double peak_mib() {
    std::ifstream file{"/proc/self/status"};
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("VmHWM:")) return std::strtod(line.c_str() + 6, nullptr) / 1024;
    return 0;
}

class Measuring {
public:
    explicit Measuring(gui::Application& application) : application_{application} {}

    bool run(const QString& folder, const QString& image) {
        window_.resize(1440, 900);
        window_.show();
        (void)QTest::qWaitForWindowExposed(&window_);
        if (!open(folder)) return false;
        sort();
        filter();
        scroll();
        look_around();
        findings();
        moments();
        pictures();
        say({{"memory"_L1, "the case alone"_L1}, {"peak_mib"_L1, peak_mib()}});
        if (!image.isEmpty() && !examine(folder, image)) return false;
        closing();
        say({{"memory"_L1, "at the end"_L1}, {"peak_mib"_L1, peak_mib()}});
        return true;
    }

private:
    template <class Place>
    Place& place(const char* id) {
        return dynamic_cast<Place&>(*window_.place(QString::fromLatin1(id)));
    }
    gui::FilesPlace& files() { return place<gui::FilesPlace>("files"); }

    template <class Holds>
    bool until(const char* what, const Holds& holds) {
        if (QTest::qWaitFor([&] { return static_cast<bool>(holds()); }, patience_ms)) return true;
        std::fprintf(stderr, "gui_bench: %s: not within %d s\n", what, patience_ms / 1000);
        std::exit(2);
    }

    /// From an act of the examiner to the rows on the screen.
    template <class Model, class Act>
    void timed(const char* step, const QString& of, Model& model, QTableView& table, const Act& act) {
        const double before = test::ms_of(CLOCK_MONOTONIC);
        watch_.start();
        application_.reset_stalls();
        act();
        until(step, [&] {
            if (model.is_asking() || !window_.shows_case()) return false;
            if (model.rowCount() == 0) return true;
            return model.known(std::max(0, table.rowAt(1))) != nullptr;
        });
        const double took = test::ms_of(CLOCK_MONOTONIC) - before;
        window_.repaint();
        report(step, of, {{"ms"_L1, took}, {"rows"_L1, model.rowCount()}});
    }

    void report(const char* step, const QString& of, QJsonObject more = {}) {
        const Heartbeat::Stalls stalls = watch_.stop();
        const auto& longest = application_.longest_stall();
        more["step"_L1] = QLatin1String{step};
        if (!of.isEmpty()) more["of"_L1] = of;
        more["stalls"_L1] = stalls.by_clock;
        more["stalls_of_processor"_L1] = stalls.by_processor;
        more["longest_ms"_L1] = stalls.longest_ms;
        more["longest_processor_ms"_L1] = stalls.longest_processor_ms;
        more["longest_event"_L1] = longest.event;
        more["longest_event_ms"_L1] = longest.processor_ms;
        more["peak_mib"_L1] = peak_mib();
        say(more);
    }

    bool open(const QString& folder) {
        window_.go_to_place(QStringLiteral("files"));
        bool opened = false;
        timed("first rows", {}, files().model(), files().page().table(), [&] {
            opened = window_.open_case(folder.toLocal8Bit().toStdString());
            window_.go_to_place(QStringLiteral("files"));
        });
        if (!opened || files().model().rowCount() == 0) return std::fputs("gui_bench: no rows\n", stderr), false;
        // The counts of tree and overview come after the rows.
        watch_.start();
        until("counts", [&] { return window_.tree().tree_model().rowCount() == 5; });
        report("counts in the tree", {});
        return true;
    }

    void sort() {
        auto& page = files().page();
        auto& model = files().model();
        for (int column = 0; column < model.columnCount(); ++column) {
            const gui::Column& of = model.columns()[static_cast<std::size_t>(column)];
            if (!of.sorts) continue;
            // As a click on the header does it; hidden columns are shown first.
            page.header().setSectionHidden(column, false);
            for (const auto& [order, word] :
                 {std::pair{Qt::AscendingOrder, "up"}, std::pair{Qt::DescendingOrder, "down"}}) {
                timed("sort", of.id + u' ' + QLatin1String{word}, model, page.table(),
                      [&, order = order] { model.sort(column, order); });
            }
            page.header().setSectionHidden(column, !of.shown);
        }
        timed("sort", QStringLiteral("walk"), model, page.table(), [&] { model.sort(-1, Qt::AscendingOrder); });
    }

    void filter() {
        auto& page = files().page();
        const auto narrowed = [&](const char* id, gui::ColumnFilter filter) {
            timed("filter", QString::fromLatin1(id), files().model(), page.table(),
                  [&] { page.set_filter(QString::fromLatin1(id), filter); });
            timed("filter", QStringLiteral("none"), files().model(), page.table(), [&] { page.set_filters({}); });
        };
        narrowed("name", {.text = QStringLiteral("holiday*77*.jpg"), .from = {}, .to = {}, .choices = {}});
        narrowed("path", {.text = QStringLiteral("*component_0123*"), .from = {}, .to = {}, .choices = {}});
        narrowed("extension", {.text = QStringLiteral("pdf"), .from = {}, .to = {}, .choices = {}});
        narrowed("size", {.text = {}, .from = 1'000'000, .to = {}, .choices = {}});
        narrowed("mime_type", {.text = QStringLiteral("image/*"), .from = {}, .to = {}, .choices = {}});
        narrowed("modified_at",
                 {.text = {}, .from = 1'600'000'000'000'000'000, .to = 1'602'000'000'000'000'000, .choices = {}});
        narrowed("accessed_at",
                 {.text = {}, .from = 1'600'000'000'000'000'000, .to = 1'602'000'000'000'000'000, .choices = {}});
        narrowed("state", {.text = {}, .from = {}, .to = {}, .choices = {static_cast<int>(NameState::deleted)}});
        timed("filter", QStringLiteral("typed"), files().model(), page.table(), [&] {
            QTest::keyClicks(&page.find_line(), QStringLiteral("report"));
            QTest::keyClick(&page.find_line(), Qt::Key_Return);
        });
        timed("filter", QStringLiteral("none"), files().model(), page.table(), [&] { page.set_filters({}); });
    }

    void scroll() {
        QTableView& table = files().page().table();
        QScrollBar* bar = table.verticalScrollBar();
        watch_.start();
        application_.reset_stalls();
        for (int page = 0; page < 100; ++page) {
            QTest::keyClick(&table, Qt::Key_PageDown);
            QTest::qWait(frame_ms);
        }
        for (int step = 0; step <= 150; ++step) {
            bar->setValue(static_cast<int>(static_cast<double>(bar->maximum()) * step / 150));
            QTest::qWait(frame_ms);
        }
        until("scroll", [&] { return files().model().known(std::max(0, table.rowAt(1))) != nullptr; });
        report("scrolling", {});

        watch_.start();
        application_.reset_stalls();
        QTest::keyClick(&table, Qt::Key_A, Qt::ControlModifier);
        QTest::qWait(200);
        QTest::keyClick(&table, Qt::Key_Home, Qt::ControlModifier);
        QTest::qWait(200);
        report("all chosen, and none", {});
    }

    void look_around() {
        gui::EvidenceTree& tree = window_.tree();
        gui::EvidenceTreeModel& model = tree.tree_model();
        QModelIndex system = model.index(0, 0);
        while (model.is_above_files(system)) system = model.index(0, 0, system);
        watch_.start();
        application_.reset_stalls();
        tree.expand(system);
        until("tree", [&] { return model.rowCount(system) == 1; });
        const QPersistentModelIndex wide{model.index(0, 0, system)};
        tree.expand(wide);
        until("tree", [&] { return model.rowCount(wide) > 1; });
        for (int step = 0; step <= 40; ++step) {
            tree.verticalScrollBar()->setValue(tree.verticalScrollBar()->maximum() * step / 40);
            QTest::qWait(frame_ms);
        }
        report("a folder with very many folders", {}, {{"rows"_L1, model.rowCount(wide)}});
        tree.collapse(wide);
    }

    void findings() {
        auto& place = this->place<gui::ArtifactsPlace>("artifacts");
        timed("findings", QStringLiteral("all"), place.model(), place.page().table(),
              [&] { window_.go_to_place(place.id()); });
        ArtifactQuery visits;
        visits.types = {"web.visited"};
        timed("findings", QStringLiteral("web.visited"), place.model(), place.page().table(),
              [&] { place.list(visits, QStringLiteral("visits")); });
        for (int column = 0; column < place.model().columnCount(); ++column) {
            const gui::Column& of = place.model().columns()[static_cast<std::size_t>(column)];
            if (!of.sorts) continue;
            timed("sort of findings", of.id, place.model(), place.page().table(),
                  [&] { place.model().sort(column, Qt::AscendingOrder); });
        }
    }

    void moments() {
        auto& place = this->place<gui::TimelinePlace>("timeline");
        const double before = test::ms_of(CLOCK_MONOTONIC);
        watch_.start();
        application_.reset_stalls();
        window_.go_to_place(place.id());
        until("time line", [&] { return place.model().rowCount() > 0 && place.model().known(0) != nullptr; });
        report("time line", {},
               {{"ms"_L1, test::ms_of(CLOCK_MONOTONIC) - before}, {"rows"_L1, place.model().rowCount()}});
        watch_.start();
        application_.reset_stalls();
        for (int step = 0; step < 30; ++step) {
            place.histogram().zoom(step < 15 ? 0.8 : 1.25, 0.4);
            QTest::qWait(60);
        }
        QTest::qWait(300);
        for (int step = 0; step <= 40; ++step) {
            QScrollBar* bar = place.table().verticalScrollBar();
            bar->setValue(static_cast<int>(static_cast<double>(bar->maximum()) * step / 40));
            QTest::qWait(frame_ms);
        }
        report("zooming the time line", {});
    }

    void pictures() {
        auto& place = this->place<gui::GalleryPlace>("gallery");
        const double before = test::ms_of(CLOCK_MONOTONIC);
        watch_.start();
        application_.reset_stalls();
        window_.go_to_place(place.id());
        until("gallery", [&] { return place.model().rowCount() > 0; });
        QTest::qWait(500);
        report("gallery", {},
               {{"ms"_L1, test::ms_of(CLOCK_MONOTONIC) - before - 500}, {"rows"_L1, place.model().rowCount()}});
        watch_.start();
        application_.reset_stalls();
        QScrollBar* bar = place.view().verticalScrollBar();
        for (int step = 0; step <= 100; ++step) {
            bar->setValue(static_cast<int>(static_cast<double>(bar->maximum()) * step / 100));
            QTest::qWait(frame_ms);
        }
        report("scrolling the gallery", {});
    }

    /// Another image comes into the case while every place is in front for some seconds, and is scrolled through.
    bool examine(const QString& folder, const QString& image) {
        std::optional<gui::VerbOutcome> outcome;
        QObject::connect(&window_.ingest(), &gui::IngestPanel::ended,
                         [&](const gui::VerbOutcome& ended) { outcome = ended; });
        const double began = test::ms_of(CLOCK_MONOTONIC);
        window_.examine({QStringLiteral("examine"), image, QStringLiteral("--case"), folder,
                         QStringLiteral("--exhibit"), QStringLiteral("NB/2"), QStringLiteral("--modules"),
                         QStringLiteral("none"), QStringLiteral("--no-index"), QStringLiteral("--no-identifiers"),
                         QStringLiteral("--override-authority"), QStringLiteral("measuring")});
        for (std::size_t turn = 0; !outcome; ++turn) {
            static constexpr const char* turns[] = {"files", "overview", "timeline", "gallery", "artifacts"};
            const char* in_front = turns[turn % std::size(turns)];
            const int rows = files().model().rowCount();
            watch_.start();
            application_.reset_stalls();
            window_.go_to_place(QString::fromLatin1(in_front));
            const double turned = test::ms_of(CLOCK_MONOTONIC);
            for (int step = 0; !outcome && test::ms_of(CLOCK_MONOTONIC) - turned < a_turn_ms; ++step) {
                for (QAbstractScrollArea* area :
                     {static_cast<QAbstractScrollArea*>(&files().page().table()),
                      static_cast<QAbstractScrollArea*>(&place<gui::GalleryPlace>("gallery").view())}) {
                    if (!area->isVisible()) continue;
                    QScrollBar* bar = area->verticalScrollBar();
                    bar->setValue(static_cast<int>(static_cast<double>(bar->maximum()) * (step % 60) / 60));
                }
                QTest::qWait(3 * frame_ms);
            }
            report("examining", QString::fromLatin1(in_front), {{"rows"_L1, files().model().rowCount() - rows}});
        }
        say({{"step"_L1, "examined"_L1}, {"ms"_L1, test::ms_of(CLOCK_MONOTONIC) - began}});
        if (outcome->succeeded()) return true;
        return std::fprintf(stderr, "gui_bench: %s\n", outcome->message.toLocal8Bit().constData()), false;
    }

    /// While a sort is at work.
    void closing() {
        window_.go_to_place(QStringLiteral("files"));
        files().model().sort(gui::FileModel::path, Qt::DescendingOrder);
        QTest::qWait(100);
        watch_.start();
        application_.reset_stalls();
        QEventLoop loop;  // as a click does it
        QTimer::singleShot(0, &loop, [&] {
            window_.close_case();
            loop.quit();
        });
        loop.exec();
        report("closing the case", {});
    }

    gui::Application& application_;
    gui::MainWindow window_;
    Heartbeat watch_;
};

int measure(int count, char** arguments) {
    // The window would say it in a box that nobody closes.
    if (const auto readable = CaseReader::open(std::filesystem::path{arguments[2]} / "case.db"); !readable)
        return std::fprintf(stderr, "gui_bench: %s\n", readable.error().what.c_str()), 2;
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    const QTemporaryDir settings;
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
    QLocale::setDefault(QLocale{QLocale::English, QLocale::UnitedKingdom});
    gui::Application application{count, arguments};
    QApplication::setOrganizationName(QStringLiteral("sanad-bench"));
    QApplication::setApplicationName(QStringLiteral("gui_bench"));
    gui::apply_theme(application, gui::Scheme::light);
    Measuring measuring{application};
    return measuring.run(QString::fromLocal8Bit(arguments[2]),
                         count > 3 ? QString::fromLocal8Bit(arguments[3]) : QString{})
               ? 0
               : 2;
}

}  // namespace

int main(int count, char** arguments) {
    const std::string word = count > 2 ? arguments[1] : "";
    if (word == "make" && count == 4) {
        const auto made = test::add_million_files(std::filesystem::path{arguments[2]} / "case.db",
                                                  std::strtoull(arguments[3], nullptr, 10));
        if (made) return 0;
        return std::fprintf(stderr, "gui_bench: %s\n", made.error().what.c_str()), 2;
    }
    if (word == "measure") return measure(count, arguments);
    return std::fputs("usage: gui_bench make CASE FILES | measure CASE [IMAGE]\n", stderr), 64;
}
