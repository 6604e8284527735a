#pragma once
// An examination at work: its phase, how fast, how long still, and what went wrong, as it comes. It is a child process;
// it can be paused (which ends it: what was done is kept), gone on with, or given up, and the case is readable all the
// while.
#include <QElapsedTimer>
#include <QLabel>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
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
    QListWidget& messages() { return *messages_; }
    QPushButton& pause_button() { return *pause_; }

signals:
    void started();
    /// It has said how far it is.
    void advanced();
    void ended(const sanad::gui::VerbOutcome& outcome);

private:
    void take_progress(const QJsonObject& progress);
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
    QPushButton* pause_;
    QPushButton* cancel_;
};

/// "2 min 5 s".
QString shown_duration(double seconds);

}  // namespace sanad::gui
