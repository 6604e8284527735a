#include "gui/views/main_window.hpp"

#include <QApplication>
#include <QCloseEvent>
#include <QFileDialog>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QStatusBar>

#include "gui/icons.hpp"
#include "gui/places.hpp"
#include "gui/viewers.hpp"

namespace sanad::gui {
namespace {

constexpr int saying_ms = 6000;

}  // namespace

MainWindow::MainWindow(QWidget* parent) : QMainWindow{parent} {
    setObjectName(QStringLiteral("main_window"));
    resize(1360, 860);
    stack_ = new QStackedWidget{this};
    setCentralWidget(stack_);
    places_ = make_places(*this, stack_);
    for (Place* place : places_) stack_->addWidget(place);

    details_ = new DetailsArea{make_viewers(*this, nullptr), this};
    details_dock_ = new QDockWidget{tr("Details"), this};
    details_dock_->setObjectName(QStringLiteral("details"));
    details_dock_->setWidget(details_);
    addDockWidget(Qt::RightDockWidgetArea, details_dock_);

    make_switcher();
    make_menus();
    statusBar()->setSizeGripEnabled(false);
    settle_title();
}

MainWindow::~MainWindow() {
    close_case();
}

void MainWindow::make_switcher() {
    switcher_ = new QToolBar{tr("Places"), this};
    switcher_->setObjectName(QStringLiteral("places"));
    switcher_->setMovable(false);
    switcher_->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
    switcher_->setIconSize({24, 24});
    switcher_->setAccessibleName(tr("Places"));
    addToolBar(Qt::LeftToolBarArea, switcher_);
    place_choice_ = new QActionGroup{this};
    int number = 0;
    for (Place* place : places_) {
        QAction* action = switcher_->addAction(place->icon(), place->title());
        action->setCheckable(true);
        action->setData(place->id());
        if (++number <= 9) action->setShortcut(QKeySequence{Qt::CTRL | static_cast<Qt::Key>(Qt::Key_0 + number)});
        place_choice_->addAction(action);
        connect(action, &QAction::triggered, this, [this, place] { go_to_place(place->id()); });
    }
    if (!places_.empty()) place_choice_->actions().front()->setChecked(true);
}

void MainWindow::make_menus() {
    QMenu* file = menuBar()->addMenu(tr("&Case"));
    QAction* open = file->addAction(gui::icon("open"), tr("&Open a case…"), this, [this] {
        const QString folder = QFileDialog::getExistingDirectory(this, tr("Open a case"));
        if (!folder.isEmpty()) open_case(folder.toLocal8Bit().toStdString());
    });
    open->setShortcut(QKeySequence::Open);
    QAction* close = file->addAction(tr("&Close the case"), this, [this] { close_case(); });
    close->setShortcut(QKeySequence::Close);
    file->addSeparator();
    QAction* quit = file->addAction(tr("&Quit"), this, &QWidget::close);
    quit->setShortcut(QKeySequence::Quit);

    QMenu* view = menuBar()->addMenu(tr("&View"));
    for (QAction* action : place_choice_->actions()) view->addAction(action);
    view->addSeparator();
    view->addAction(details_dock_->toggleViewAction());
    QMenu* theme = view->addMenu(tr("&Theme"));
    auto* schemes = new QActionGroup{this};
    const Scheme chosen = scheme_from(QSettings{}.value(QStringLiteral("theme")).toString());
    for (const auto& [scheme, words] : {std::pair{Scheme::follow_system, tr("As the system")},
                                        std::pair{Scheme::light, tr("Light")}, std::pair{Scheme::dark, tr("Dark")}}) {
        QAction* action = theme->addAction(words, this, [this, scheme = scheme] { set_scheme(scheme); });
        action->setCheckable(true);
        action->setChecked(scheme == chosen);
        schemes->addAction(action);
    }
}

void MainWindow::set_scheme(Scheme scheme) {
    QSettings{}.setValue(QStringLiteral("theme"), word_of(scheme));
    apply_theme(*qApp, scheme);
}

void MainWindow::settle_title() {
    setWindowTitle(session_ ? tr("%1 — Sanad").arg(session_->name()) : tr("Sanad"));
}

bool MainWindow::open_case(const std::filesystem::path& folder) {
    auto opened = CaseSession::open(folder);
    if (!opened) {
        QMessageBox::warning(this, tr("The case cannot be opened"), QString::fromStdString(opened.error().what));
        return false;
    }
    close_case();
    session_ = std::move(*opened);
    connect(session_.get(), &CaseSession::changed, this, [this] {
        for (Place* place : places_) place->case_changed();
        details_->case_changed();
    });
    connect(session_.get(), &CaseSession::lost, this,
            [this](const QString& why) { say(tr("The case cannot be read now: %1").arg(why)); });
    details_->open_case(*session_);
    for (Place* place : places_) place->open_case(*session_);
    settle_title();
    return true;
}

void MainWindow::close_case() {
    if (!session_) return;
    for (Place* place : places_) place->close_case();
    details_->close_case();
    session_.reset();
    settle_title();
}

Place* MainWindow::place(const QString& id) const {
    for (Place* place : places_) {
        if (place->id() == id) return place;
    }
    return nullptr;
}

Place* MainWindow::front_place() const {
    return qobject_cast<Place*>(stack_->currentWidget());
}

void MainWindow::go_to_place(const QString& id) {
    Place* wanted = place(id);
    if (wanted == nullptr) return;
    stack_->setCurrentWidget(wanted);
    for (QAction* action : place_choice_->actions()) action->setChecked(action->data() == id);
    wanted->setFocus();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    close_case();
    event->accept();
}

void MainWindow::show_file(Id file, std::optional<SourceRange> range) {
    details_->show_file(file, range);
}

void MainWindow::show_artifact(const ArtifactRow& artifact) {
    details_->show_file(artifact.source_file, artifact.artifact.source);
}

void MainWindow::list_files(const FileQuery&, const QString&) {
    go_to_place(QStringLiteral("files"));
}

void MainWindow::list_in_folder(Id) {
    go_to_place(QStringLiteral("files"));
}

void MainWindow::list_artifacts(const ArtifactQuery&, const QString&) {
    go_to_place(QStringLiteral("artifacts"));
}

void MainWindow::show_on_timeline(Timestamp) {
    go_to_place(QStringLiteral("timeline"));
}

void MainWindow::run_verb(const QStringList& arguments, std::function<void()> done) {
    if (read_only_) return say(tr("Nothing can be changed while a case is reviewed"));
    auto* verb = new VerbProcess{this};
    connect(verb, &VerbProcess::ended, this, [this, verb, done = std::move(done)](const VerbOutcome& outcome) {
        if (session_) session_->look_again();
        if (outcome.succeeded()) {
            if (done) done();
            verb->deleteLater();
            return;
        }
        auto* message =
            new QMessageBox{QMessageBox::Warning, tr("It was not done"), outcome.message, QMessageBox::Cancel, this};
        message->setAttribute(Qt::WA_DeleteOnClose);
        QPushButton* again = message->addButton(tr("Try again"), QMessageBox::AcceptRole);
        connect(message, &QMessageBox::finished, this, [message, again, verb] {
            if (message->clickedButton() == again)
                verb->retry();
            else
                verb->deleteLater();
        });
        message->open();
    });
    verb->start(arguments);
}

void MainWindow::say(const QString& words) {
    statusBar()->showMessage(words, saying_ms);
}

}  // namespace sanad::gui
