#pragma once
// The window: the place switcher, the place in front, the details beside it, and the actions that hold everywhere.
#include <QActionGroup>
#include <QDockWidget>
#include <QLabel>
#include <QMainWindow>
#include <QStackedWidget>
#include <QSystemTrayIcon>
#include <QToolBar>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "gui/case_session.hpp"
#include "gui/dialogs/reading_record.hpp"
#include "gui/theme.hpp"
#include "gui/verb_process.hpp"
#include "gui/views/details_area.hpp"
#include "gui/views/evidence_tree.hpp"
#include "gui/views/ingest_panel.hpp"
#include "gui/views/place.hpp"
#include "gui/views/start_page.hpp"

namespace sanad::gui {

class MainWindow : public QMainWindow, private Workplace {
    Q_OBJECT
public:
    explicit MainWindow(QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Opens a case in this window; the one that was open is closed. False: a message was shown. It is covered until it
    /// is on record who reads it; under review at once to be seen.
    bool open_case(const std::filesystem::path& folder);
    void close_case();
    CaseSession* session() { return session_.get(); }
    /// Whether what the case holds can be seen.
    bool shows_case() const { return session_ && !covered_; }

    const std::vector<Place*>& places() const { return places_; }
    Place* place(const QString& id) const;
    Place* front_place() const;
    void go_to_place(const QString& id) override;
    DetailsArea& details() { return *details_; }
    EvidenceTree& tree() { return *tree_; }
    IngestPanel& ingest() { return *ingest_; }
    StartPage& start_page() { return *start_; }

    /// Examines what is not examined yet; the panel at the foot shows how far it is.
    void examine(const QStringList& arguments);
    void show_palette();
    void set_scheme(Scheme scheme);
    /// No verb that writes is run any more (the prosecutor's mode), and the title says so.
    void begin_review();
    /// A bundle in place of a case: custody and reports show it, the other places have nothing to show.
    void show_bag(const QString& folder);

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    void show_file(Id file, std::optional<SourceRange> range) override;
    void show_artifact(const ArtifactRow& artifact) override;
    void list_files(const FileQuery& query, const QString& what) override;
    void list_in_folder(Id file) override;
    void list_artifacts(const ArtifactQuery& query, const QString& what) override;
    void show_on_timeline(Timestamp at) override;
    QString person() const override { return person_; }
    void run_verb(const QStringList& arguments, std::function<void()> done, const Passphrases& passphrases) override;
    void say(const QString& words) override;

    void make_docks();
    void make_switcher();
    void make_menus();
    void settle();
    bool has_something_of_bag(const QString& place) const;
    void close_bag();
    void freshen_front();
    void choose_case();
    void new_case();
    void add_evidence();
    void run_wizard(const QString& case_folder);
    void show_examined_file(Id file);
    void tell_end(const VerbOutcome& outcome);
    void tell_failure(const QString& what, std::function<void()> again);
    /// The passphrases of these persons, asked one after the other; nothing when the asking is broken off.
    std::optional<QStringList> asked_again(const QStringList& persons);
    void keep_state();
    void recall_state();
    void show_case(const QString& reading);
    void cover_case(const QString& why);

    std::unique_ptr<CaseSession> session_;
    std::unique_ptr<ReadingRecord> reading_;  ///< of the open case, but for a review
    bool covered_ = false;                    ///< it is not on record, or not yet, who reads
    std::vector<Place*> places_;
    std::set<Place*> stale_;  ///< what they show is older than the case
    QToolBar* switcher_;
    QActionGroup* place_choice_;
    QStackedWidget* pages_;  ///< the start page, the places, or what covers them
    QStackedWidget* stack_;
    StartPage* start_;
    QLabel *cover_, *reading_words_;
    DetailsArea* details_;
    EvidenceTree* tree_;
    IngestPanel* ingest_;
    QString examined_case_;            ///< the folder that was open when the examination was started
    QSystemTrayIcon* tray_ = nullptr;  ///< once an examination has ended, where the desktop has a tray
    QDockWidget *details_dock_, *tree_dock_, *ingest_dock_;
    QMenu* place_menu_;
    QList<QAction*> case_actions_;  ///< that need an open case
    QString person_;                ///< who acts, as last chosen; empty: the usual one
    Asked asked_folder_;
    bool read_only_ = false;
    QString bag_;  ///< the bundle that is shown; empty: none
};

}  // namespace sanad::gui
