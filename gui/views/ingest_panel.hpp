#pragma once
// An examination at work: its phase, how fast, how long still, how far each module is, and what was not examined whole,
// as it comes. It is a child process; it can be paused (which ends it: what was done is kept), gone on with, or given
// up, and the case is readable all the while.
#include <QElapsedTimer>
#include <QLabel>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QTreeWidget>
#include <QWidget>

#include "gui/verb_process.hpp"

namespace sanad::gui {

class IngestPanel : public QWidget {
    Q_OBJECT
public:
    explicit IngestPanel(QWidget* parent = nullptr);

    /// Runs a verb that examines: {"examine", IMAGE, "--case", …} or {"ingest", CASE, …}. `go_on`: what to run after a
    /// pause.
    void start(const QStringList& arguments, const QStringList& go_on);
    bool is_running() const { return verb_.is_running(); }
    void stop() { verb_.stop(); }
    QString phase() const { return phase_->text(); }
    QString figures() const { return figures_->text(); }
    QListWidget& messages() { return *messages_; }
    QPushButton& pause_button() { return *pause_; }
    enum ModuleColumn { module_name, examined, findings, errors, share_done };
    QTreeWidget& modules() { return *modules_; }
    enum ShortcomingColumn { became, of_file, found_by, in_words };
    QTreeWidget& shortcomings() { return *shortcomings_; }

    /// An object of --progress json; the verb's come here by themselves.
    void take(const QJsonObject& line);

signals:
    void started();
    /// It has said how far it is.
    void advanced();
    void ended(const sanad::gui::VerbOutcome& outcome);
    /// An id of the case that is examined: Enter, a double click or the button on what was not examined whole.
    void file_wanted(qint64 file);

private:
    void make_tables();
    void begin_anew();
    void run(const QStringList& arguments);
    void take_progress(const QJsonObject& progress);
    void take_modules(const QJsonObject& line);
    void take_shortcoming(const QJsonObject& one);
    void ask_for_file();
    void take_end(const VerbOutcome& outcome);
    void settle_buttons();

    VerbProcess verb_;
    QStringList go_on_;
    bool pausing_ = false;
    bool paused_ = false;
    QLabel* phase_;
    QLabel* figures_;
    QProgressBar* bar_;
    QListWidget* messages_;
    QSplitter* tables_;
    QTreeWidget* modules_;
    QWidget* shortcomings_area_;
    QTreeWidget* shortcomings_;
    QLabel* untold_;
    QPushButton* show_file_;
    double files_passed_ = 0, files_offered_ = 0;  ///< to modules
    QPushButton* pause_;
    QPushButton* cancel_;
};

/// "2 min 5 s".
QString shown_duration(double seconds);

}  // namespace sanad::gui
