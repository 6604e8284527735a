#pragma once
// Ctrl+K: everything the window can do, by typing a few letters of it.
#include <QAction>
#include <QDialog>
#include <QLineEdit>
#include <QListWidget>
#include <vector>

namespace sanad::gui {

class CommandPalette : public QDialog {
    Q_OBJECT
public:
    /// Actions that can be triggered now, with where they are found: "View › Light".
    struct Command {
        QString words;
        QAction* action;
    };
    CommandPalette(std::vector<Command> commands, QWidget* parent);

    QLineEdit& line() { return *line_; }
    QListWidget& list() { return *list_; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void narrow();
    void run();

    std::vector<Command> commands_;
    QLineEdit* line_;
    QListWidget* list_;
};

/// How well typed letters fit words: every word typed has to begin a word or stand in one; the lower the better, -1:
/// not.
int fit(const QString& typed, const QString& words);

}  // namespace sanad::gui
