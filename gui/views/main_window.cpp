#include "gui/views/main_window.hpp"

#include <QApplication>
#include <QCloseEvent>
#include <QFileDialog>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QStatusBar>
#include <utility>

#include "gui/dialogs/evidence_wizard.hpp"
#include "gui/icons.hpp"
#include "gui/language.hpp"
#include "gui/marks.hpp"
#include "gui/places.hpp"
#include "gui/recent_cases.hpp"
#include "gui/review.hpp"
#include "gui/shown_text.hpp"
#include "gui/viewers.hpp"
#include "gui/views/artifacts_place.hpp"
#include "gui/views/command_palette.hpp"
#include "gui/views/files_place.hpp"
#include "gui/views/tag_actions.hpp"
#include "gui/views/timeline_place.hpp"

namespace sanad::gui {
namespace {

/// Docks are remembered for each direction: a state of English would put the tree on Urdu's wrong side.
QString window_key() {
    return QApplication::isRightToLeft() ? QStringLiteral("window right to left") : QStringLiteral("window");
}

constexpr int saying_ms = 6000;

}  // namespace

MainWindow::MainWindow(QWidget* parent) : QMainWindow{parent} {
    setObjectName(QStringLiteral("main_window"));
    resize(1440, 900);
    pages_ = new QStackedWidget{this};
    start_ = new StartPage{pages_};
    stack_ = new QStackedWidget{pages_};
    cover_ = new QLabel{tr("The record is told that this case is read …"), pages_};
    cover_->setAlignment(Qt::AlignCenter);
    for (QWidget* page : {static_cast<QWidget*>(start_), static_cast<QWidget*>(stack_), static_cast<QWidget*>(cover_)})
        pages_->addWidget(page);
    setCentralWidget(pages_);
    places_ = make_places(*this, stack_);
    for (Place* place : places_) stack_->addWidget(place);
    connect(start_, &StartPage::new_case_wanted, this, &MainWindow::new_case);
    connect(start_, &StartPage::open_wanted, this, &MainWindow::choose_case);
    connect(start_, &StartPage::case_chosen, this,
            [this](const QString& folder) { open_case(folder.toLocal8Bit().toStdString()); });

    make_docks();
    make_switcher();
    make_menus();
    reading_words_ = new QLabel{this};
    reading_words_->setTextFormat(Qt::PlainText);
    reading_words_->setContentsMargins(12, 0, 12, 0);
    statusBar()->addPermanentWidget(reading_words_);
    statusBar()->setSizeGripEnabled(false);
    settle();
}

MainWindow::~MainWindow() {
    close_case();
    close_bag();
}

void MainWindow::make_docks() {
    setDockNestingEnabled(true);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    const auto dock = [&](const QString& title, const QString& id, QWidget* widget, Qt::DockWidgetArea area) {
        auto* made = new QDockWidget{title, this};
        made->setObjectName(id);
        made->setWidget(widget);
        addDockWidget(area, made);
        return made;
    };
    // Qt does not mirror docks: where reading begins, the tree stands.
    const auto leading = isRightToLeft() ? Qt::RightDockWidgetArea : Qt::LeftDockWidgetArea;
    const auto trailing = isRightToLeft() ? Qt::LeftDockWidgetArea : Qt::RightDockWidgetArea;
    tree_ = new EvidenceTree{*this, this};
    tree_dock_ = dock(tr("Evidence"), QStringLiteral("tree"), tree_, leading);
    details_ = new DetailsArea{make_viewers(*this, nullptr), this};
    details_dock_ = dock(tr("Details"), QStringLiteral("details"), details_, trailing);
    ingest_ = new IngestPanel{this};
    ingest_dock_ = dock(tr("Examination"), QStringLiteral("examination"), ingest_, Qt::BottomDockWidgetArea);
    resizeDocks({tree_dock_, details_dock_}, {250, 380}, Qt::Horizontal);
    connect(ingest_, &IngestPanel::ended, this, [this](const VerbOutcome& outcome) {
        if (session_) session_->look_again();
        tell_end(outcome);
    });
    connect(ingest_, &IngestPanel::file_wanted, this, &MainWindow::show_examined_file);
}

void MainWindow::tell_end(const VerbOutcome& outcome) {
    QApplication::alert(this);
    const QString words = outcome.succeeded() ? tr("The examination has ended.") : outcome.message.section(u'\n', -1);
    say(words);
    // Whoever stopped it sits before it.
    if (outcome.end == VerbOutcome::End::stopped) return;
    if (!QSystemTrayIcon::isSystemTrayAvailable() || !QSystemTrayIcon::supportsMessages()) return;
    if (tray_ == nullptr) {
        tray_ = new QSystemTrayIcon{gui::icon("play"), this};
        const auto come_forward = [this] {
            tray_->hide();
            showNormal();
            raise();
            activateWindow();
        };
        connect(tray_, &QSystemTrayIcon::messageClicked, this, come_forward);
        connect(tray_, &QSystemTrayIcon::activated, this, come_forward);
    }
    tray_->show();
    tray_->showMessage(words, ingest_->figures(),
                       outcome.succeeded() ? QSystemTrayIcon::Information : QSystemTrayIcon::Warning);
}

void MainWindow::show_examined_file(Id file) {
    if (!shows_case() || session_->folder_text() != examined_case_)
        return say(tr("That file is in another case than the one that is open."));
    details_dock_->show();
    show_file(file, std::nullopt);
}

void MainWindow::make_switcher() {
    switcher_ = new QToolBar{tr("Places"), this};
    switcher_->setObjectName(QStringLiteral("places"));
    switcher_->setMovable(false);
    switcher_->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
    switcher_->setIconSize({24, 24});
    switcher_->setAccessibleName(tr("Places"));
    addToolBar(isRightToLeft() ? Qt::RightToolBarArea : Qt::LeftToolBarArea, switcher_);
    switcher_->toggleViewAction()->setEnabled(false);  // it is the way to everything: not to be lost by a click
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
    const auto add = [&](QMenu* menu, const char* icon_name, const QString& words, const QKeySequence& keys, auto act) {
        QAction* action = menu->addAction(words, this, act);
        if (icon_name != nullptr) action->setIcon(gui::icon(icon_name));
        action->setShortcut(keys);
        return action;
    };
    QMenu* file = menuBar()->addMenu(tr("&Case"));
    add(file, "add", tr("&New case…"), QKeySequence::New, [this] { new_case(); });
    add(file, "open", tr("&Open a case…"), QKeySequence::Open, [this] { choose_case(); });
    case_actions_ << add(file, nullptr, tr("&Close the case"), QKeySequence{QStringLiteral("Ctrl+W")},
                         [this] { close_case(); });
    file->addSeparator();
    add(file, nullptr, tr("&Quit"), QKeySequence{QStringLiteral("Ctrl+Q")}, [this] { close(); });

    QMenu* evidence = menuBar()->addMenu(tr("&Evidence"));
    case_actions_ << add(evidence, "add", tr("&Add an image…"), QKeySequence{QStringLiteral("Ctrl+I")},
                         [this] { add_evidence(); });
    case_actions_ << add(evidence, "play", tr("&Examine what is not examined yet"),
                         QKeySequence{QStringLiteral("Ctrl+E")}, [this] {
                             QStringList arguments{QStringLiteral("ingest"), session_->folder_text(),
                                                   QStringLiteral("--modules"), QStringLiteral("all")};
                             if (!person_.isEmpty()) arguments << QStringLiteral("--as") << person_;
                             examine(arguments);
                         });
    evidence->addSeparator();
    case_actions_ << add(evidence, nullptr, tr("Take the last tag or note &back"), QKeySequence::Undo,
                         [this] { session_->marks().undo(); });

    QMenu* view = menuBar()->addMenu(tr("&View"));
    for (QAction* action : place_choice_->actions()) view->addAction(action);
    view->addSeparator();
    for (const auto& [dock, keys] : {std::pair{tree_dock_, Qt::Key_F9}, std::pair{details_dock_, Qt::Key_F10},
                                     std::pair{ingest_dock_, Qt::Key_F12}}) {
        QAction* toggle = dock->toggleViewAction();
        toggle->setShortcut(keys);
        case_actions_ << toggle;
        view->addAction(toggle);
    }
    view->addSeparator();
    case_actions_ << add(view, nullptr, tr("Go to the &tree"), QKeySequence{QStringLiteral("Alt+1")},
                         [this] { tree_->setFocus(); });
    case_actions_ << add(view, nullptr, tr("Go to the &list"), QKeySequence{QStringLiteral("Alt+2")}, [this] {
        if (Place* front = front_place()) front->setFocus();
    });
    case_actions_ << add(view, nullptr, tr("Go to the &details"), QKeySequence{QStringLiteral("Alt+3")}, [this] {
        if (FileViewer* viewer = details_->front()) viewer->setFocus();
    });
    view->addSeparator();
    QMenu* theme = view->addMenu(tr("T&heme"));
    auto* schemes = new QActionGroup{this};
    const Scheme chosen = scheme_from(QSettings{}.value(QStringLiteral("theme")).toString());
    for (const auto& [scheme, words] : {std::pair{Scheme::follow_system, tr("As the system")},
                                        std::pair{Scheme::light, tr("Light")}, std::pair{Scheme::dark, tr("Dark")}}) {
        QAction* action = theme->addAction(words, this, [this, scheme = scheme] { set_scheme(scheme); });
        action->setCheckable(true);
        action->setChecked(scheme == chosen);
        schemes->addAction(action);
    }
    QMenu* language = view->addMenu(tr("&Language"));
    for (const QString& code : languages()) {
        language->addAction(language_name(code), this, [this, code] {
            QSettings{}.setValue(QStringLiteral("language"), code);
            say(tr("The language changes when the program is started again"));
        });
    }

    place_menu_ = menuBar()->addMenu(tr("&Here"));
    connect(stack_, &QStackedWidget::currentChanged, this, [this] {
        settle();
        freshen_front();
    });

    QMenu* help = menuBar()->addMenu(tr("He&lp"));
    add(help, "search", tr("&Commands…"), QKeySequence{QStringLiteral("Ctrl+K")}, [this] { show_palette(); });
    add(help, nullptr, tr("&About Sanad"), {}, [this] {
        QMessageBox::about(this, tr("About Sanad"),
                           tr("Sanad %1\n\nExamines seized media and keeps a record that a court can check.\n"
                              "Apache License 2.0. Shown with Qt %2 (LGPL 3).")
                               .arg(QApplication::applicationVersion(), QString::fromLatin1(qVersion())));
    });
}

void MainWindow::show_palette() {
    std::vector<CommandPalette::Command> commands;
    const auto gather = [&](const auto& self, const QMenu& menu, const QString& before) -> void {
        for (QAction* action : menu.actions()) {
            QString words = action->text();
            words.remove(u'&');
            if (action->menu() != nullptr) {
                self(self, *action->menu(), before + words + QStringLiteral(" › "));
            } else if (!action->isSeparator() && action->isEnabled() && action->isVisible()) {
                commands.push_back({before + words, action});
            }
        }
    };
    for (QAction* action : menuBar()->actions()) {
        if (action->menu() == nullptr) continue;
        QString words = action->text();
        gather(gather, *action->menu(), words.remove(u'&') + QStringLiteral(" › "));
    }
    auto* palette = new CommandPalette{std::move(commands), this};
    palette->move(mapToGlobal(QPoint{(width() - palette->width()) / 2, height() / 6}));
    palette->show();
}

void MainWindow::set_scheme(Scheme scheme) {
    QSettings{}.setValue(QStringLiteral("theme"), word_of(scheme));
    apply_theme(*qApp, scheme);
    // What was filled with the colours of before is filled anew.
    for (Place* place : places_) place->case_changed();
    start_->refresh();
}

void MainWindow::begin_review() {
    read_only_ = true;
    for (Place* place : places_) place->set_read_only(true);
    settle();
}

void MainWindow::show_bag(const QString& folder) {
    close_case();
    close_bag();
    bag_ = folder;
    for (Place* place : places_) place->open_bag(folder);
    settle();
}

void MainWindow::close_bag() {
    if (bag_.isEmpty()) return;
    bag_.clear();
    for (Place* place : places_) place->close_case();
}

bool MainWindow::has_something_of_bag(const QString& id) const {
    const Place* wanted = place(id);
    return wanted != nullptr && wanted->shows_bags();
}

void MainWindow::settle() {
    const bool open = shows_case();
    const bool bag = !bag_.isEmpty();
    if (read_only_ && (session_ || bag))
        setWindowTitle(review_title(bag ? bag_ : session_->folder_text()));
    else
        setWindowTitle(session_ ? tr("%1 — Sanad").arg(session_->name()) : tr("Sanad"));
    pages_->setCurrentWidget(covered_      ? static_cast<QWidget*>(cover_)
                             : open || bag ? static_cast<QWidget*>(stack_)
                                           : start_);
    switcher_->setVisible(open || bag);
    for (QAction* action : place_choice_->actions()) {
        const bool shows = open || (bag && has_something_of_bag(action->data().toString()));
        action->setEnabled(shows);
        action->setVisible(shows || !bag);
    }
    for (QAction* action : case_actions_) action->setEnabled(open);
    if (!open) {
        for (QDockWidget* dock : {tree_dock_, details_dock_}) dock->hide();
        if (!ingest_->is_running()) ingest_dock_->hide();
        start_->refresh();
    }
    place_menu_->clear();
    Place* front = open || bag ? front_place() : nullptr;
    place_menu_->menuAction()->setVisible(front != nullptr && !front->place_actions().isEmpty());
    if (front != nullptr) {
        place_menu_->addActions(front->place_actions());
        place_menu_->setTitle(front->title());
    }
}

void MainWindow::choose_case() {
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Open a case"));
    if (!folder.isEmpty()) open_case(folder.toLocal8Bit().toStdString());
}

void MainWindow::new_case() {
    run_wizard({});
}

void MainWindow::add_evidence() {
    if (session_) run_wizard(session_->folder_text());
}

void MainWindow::run_wizard(const QString& case_folder) {
    if (read_only_) return say(tr("Nothing can be changed while a case is reviewed"));
    auto* wizard = new EvidenceWizard{case_folder, person_, this};
    wizard->setAttribute(Qt::WA_DeleteOnClose);
    connect(wizard, &QDialog::finished, this, [this, wizard](int result) {
        person_ = wizard->person();
        if (session_) session_->marks().set_person(person_);
        // A case that was made is opened even when the wizard was left before its end.
        if (!wizard->case_folder().isEmpty() && (!session_ || session_->folder_text() != wizard->case_folder()))
            open_case(wizard->case_folder().toLocal8Bit().toStdString());
        else if (reading_)
            reading_->begin(person_);
        if (session_) session_->look_again();
        if (result == QDialog::Accepted) examine(wizard->ingest_arguments());
    });
    wizard->open();
}

void MainWindow::examine(const QStringList& arguments) {
    if (read_only_) return say(tr("Nothing can be changed while a case is reviewed"));
    if (ingest_->is_running()) return say(tr("An examination is at work already."));
    ingest_dock_->show();
    if (tray_ != nullptr) tray_->hide();
    examined_case_ = session_ ? session_->folder_text() : QString{};
    ingest_->start(arguments, arguments);
}

void MainWindow::keep_state() {
    if (!shows_case()) return;
    QVariantMap state;
    state[window_key()] = saveState();
    if (const Place* front = front_place()) state[QStringLiteral("place")] = front->id();
    state[QStringLiteral("viewer")] = details_->preferred();
    for (const Place* place : places_) state[QStringLiteral("place/") + place->id()] = place->remembered();
    set_state_of_case(session_->folder_text(), state);
    QSettings{}.setValue(QStringLiteral("geometry"), saveGeometry());
}

void MainWindow::recall_state() {
    const QVariantMap state = state_of_case(session_->folder_text());
    for (Place* place : places_) {
        const QString key = QStringLiteral("place/") + place->id();
        if (state.contains(key)) place->recall(state.value(key).toMap());
    }
    const QString viewer = state.value(QStringLiteral("viewer")).toString();
    if (!viewer.isEmpty()) details_->prefer(viewer);
    go_to_place(state.value(QStringLiteral("place"), places_.empty() ? QString{} : places_.front()->id()).toString());
}

void MainWindow::show_case(const QString& reading) {
    reading_words_->setText(reading);
    if (!std::exchange(covered_, false)) return;
    const QVariantMap state = state_of_case(session_->folder_text());
    switcher_->show();
    for (QDockWidget* dock : {tree_dock_, details_dock_}) dock->show();
    // An examination may have ended, and not well, before the case was let be seen: what it says of that stays.
    const bool telling = !ingest_dock_->isHidden();
    if (state.contains(window_key())) restoreState(state.value(window_key()).toByteArray());
    ingest_dock_->setVisible(telling);
    settle();
    if (Place* front = front_place()) front->setFocus();
}

/// Whoever may not read by the command line sees nothing here; with another key, or the same one unlocked, it goes on.
void MainWindow::cover_case(const QString& why) {
    if (const auto* asking = findChild<WhoReads*>(); asking != nullptr && asking->isVisible()) return;
    keep_state();
    covered_ = true;
    reading_words_->clear();
    settle();
    auto* who = new WhoReads{why, person_, this};
    who->setAttribute(Qt::WA_DeleteOnClose);
    connect(who, &QDialog::finished, this, [this, who, asked = session_.get()](int result) {
        if (session_.get() != asked) return;  // another case was opened meanwhile
        if (result != QDialog::Accepted) return close_case();
        person_ = who->person();
        session_->marks().set_person(person_);
        reading_->begin(person_);
    });
    who->open();
}

bool MainWindow::open_case(const std::filesystem::path& folder) {
    auto opened = CaseSession::open(folder);
    if (!opened) {
        QMessageBox::warning(this, tr("The case cannot be opened"), QString::fromStdString(opened.error().what));
        return false;
    }
    close_case();
    close_bag();
    session_ = std::move(*opened);
    session_->set_read_only(read_only_);
    connect(session_.get(), &CaseSession::changed, this, [this] {
        // What is not looked at is read again when it is.
        for (Place* place : places_) stale_.insert(place);
        freshen_front();
        details_->case_changed();
        tree_->case_changed();
        if (reading_) reading_->case_changed();
    });
    connect(session_.get(), &CaseSession::lost, this,
            [this](const QString& why) { say(tr("The case cannot be read now: %1").arg(why)); });
    remember_case(session_->folder_text(), session_->name());
    Marks& marks = session_->marks();
    marks.set_person(person_);
    marks.set_read_only(read_only_);
    const auto name_tags = [this, &marks] {
        for (Place* place : places_) name_tag_actions(place->place_actions(), marks.quick_tags());
    };
    connect(&marks, &Marks::changed, this, name_tags);
    name_tags();
    connect(&marks, &Marks::said, this, &MainWindow::say);
    connect(&marks, &Marks::failed, this, [this](const QString& message) {
        tell_failure(message, [this] {
            if (session_) session_->marks().retry();
        });
    });
    details_->open_case(*session_);
    tree_->open_case(*session_);
    for (Place* place : places_) place->open_case(*session_);
    recall_state();
    covered_ = true;
    if (read_only_) {
        show_case({});
        return true;
    }
    settle();
    reading_ = std::make_unique<ReadingRecord>(*session_);
    connect(reading_.get(), &ReadingRecord::recorded, this, &MainWindow::show_case);
    connect(reading_.get(), &ReadingRecord::refused, this, &MainWindow::cover_case);
    connect(reading_.get(), &ReadingRecord::due, this, [this] { reading_->begin(person_); });
    reading_->begin(person_);
    return true;
}

void MainWindow::freshen_front() {
    Place* front = front_place();
    if (session_ && stale_.erase(front) > 0) front->case_changed();
}

void MainWindow::close_case() {
    if (!session_) return;
    keep_state();
    stale_.clear();
    asked_folder_.forget();
    for (Place* place : places_) place->close_case();
    details_->close_case();
    tree_->close_case();
    reading_.reset();
    session_.reset();
    covered_ = false;
    reading_words_->clear();
    settle();
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
    if (wanted == nullptr || (!bag_.isEmpty() && !wanted->shows_bags())) return;
    stack_->setCurrentWidget(wanted);
    for (QAction* action : place_choice_->actions()) action->setChecked(action->data() == id);
    wanted->setFocus();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (ingest_->is_running()) {
        QMessageBox question{
            QMessageBox::Question, tr("An examination is at work"),
            tr("Closing the window stops it. What was done is kept, and “Examine” goes on from there."),
            QMessageBox::NoButton, this};
        const QPushButton* stop = question.addButton(tr("Stop and close"), QMessageBox::AcceptRole);
        question.setDefaultButton(question.addButton(tr("Stay"), QMessageBox::RejectRole));
        question.exec();
        if (question.clickedButton() != stop) return event->ignore();
        ingest_->stop();
    }
    close_case();
    close_bag();
    event->accept();
}

void MainWindow::show_file(Id file, std::optional<SourceRange> range) {
    details_->show_file(file, range);
}

void MainWindow::show_artifact(const ArtifactRow& artifact) {
    details_->show_file(artifact.source_file, artifact.artifact.source);
}

void MainWindow::list_files(const FileQuery& query, const QString& what) {
    auto* files = qobject_cast<FilesPlace*>(place(QStringLiteral("files")));
    if (files == nullptr || !session_) return;
    go_to_place(files->id());
    files->list(query, what);
}

void MainWindow::list_in_folder(Id file) {
    if (!session_) return;
    struct InFolder {
        FileRow file;
        std::optional<FileRow> folder;
    };
    asked_folder_ = session_->ask<InFolder>(
        Lane::rows,
        [file](CaseReader& reader) -> Result<InFolder> {
            auto rows = TRY(reader.rows(std::span{&file, 1}));
            if (rows.empty()) return failure(Fault::not_found, "this file is not in the case");
            InFolder found{std::move(rows.front()), std::nullopt};
            if (!found.file.parent) return found;
            auto folders = TRY(reader.rows(std::span{&*found.file.parent, 1}));
            if (!folders.empty()) found.folder = std::move(folders.front());
            return found;
        },
        [this](const Result<InFolder>& found) {
            if (!found) return say(QString::fromStdString(found.error().what));
            FileQuery inside;
            QString what;
            if (found->folder) {
                inside.parent = found->folder->id;
                what = shown_name(found->folder->path);
            } else {
                inside.file_system = found->file.file_system;
                inside.top_level = true;
                what = tr("Root of the file system");
            }
            list_files(inside, what);
            if (auto* files = qobject_cast<FilesPlace*>(place(QStringLiteral("files")))) files->choose(found->file.id);
        });
}

void MainWindow::list_artifacts(const ArtifactQuery& query, const QString& what) {
    auto* artifacts = qobject_cast<ArtifactsPlace*>(place(QStringLiteral("artifacts")));
    if (artifacts == nullptr || !session_) return;
    go_to_place(artifacts->id());
    artifacts->list(query, what);
}

void MainWindow::show_on_timeline(Timestamp at) {
    auto* timeline = qobject_cast<TimelinePlace*>(place(QStringLiteral("timeline")));
    if (timeline == nullptr || !session_) return;
    go_to_place(timeline->id());
    timeline->show_moment(at);
}

void MainWindow::run_verb(const QStringList& arguments, std::function<void()> done, const Passphrases& passphrases) {
    if (read_only_) return say(tr("Nothing can be changed while a case is reviewed"));
    auto* verb = new VerbProcess{this};
    QStringList persons, words;
    for (const Passphrase& one : passphrases) {
        persons << one.person;
        words << one.words;
    }
    connect(verb, &VerbProcess::ended, this, [this, verb, persons, done = std::move(done)](const VerbOutcome& outcome) {
        if (session_) session_->look_again();
        if (outcome.succeeded()) {
            if (done) done();
            verb->deleteLater();
            return;
        }
        tell_failure(outcome.message, [this, verb, persons] {
            if (const auto again = asked_again(persons)) verb->retry(*again);
        });
    });
    QStringList all = arguments;
    if (!person_.isEmpty() && !all.contains(QStringLiteral("--as"))) all << QStringLiteral("--as") << person_;
    verb->start(all, words);
}

std::optional<QStringList> MainWindow::asked_again(const QStringList& persons) {
    QStringList all;
    for (const QString& person : persons) {
        QInputDialog dialog{this};
        dialog.setWindowTitle(tr("Passphrase"));
        dialog.setLabelText(tr("Passphrase of %1").arg(person));
        dialog.setTextEchoMode(QLineEdit::Password);
        dialog.setOkButtonText(tr("Sign"));
        dialog.setCancelButtonText(tr("Cancel"));
        if (dialog.exec() != QDialog::Accepted) return std::nullopt;
        all << dialog.textValue();
    }
    return all;
}

void MainWindow::tell_failure(const QString& what, std::function<void()> again) {
    auto* message = new QMessageBox{QMessageBox::Warning, tr("It was not done"), what, QMessageBox::Cancel, this};
    message->setTextFormat(Qt::PlainText);
    message->setAttribute(Qt::WA_DeleteOnClose);
    message->button(QMessageBox::Cancel)->setText(tr("Cancel"));
    QPushButton* retry = message->addButton(tr("Try again"), QMessageBox::AcceptRole);
    connect(message, &QMessageBox::finished, this, [message, retry, again = std::move(again)] {
        if (message->clickedButton() == retry) again();
    });
    message->open();
}

void MainWindow::say(const QString& words) {
    statusBar()->showMessage(words, saying_ms);
}

}  // namespace sanad::gui
