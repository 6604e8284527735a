#pragma once
// What is seen while no case is open: what this program is, the cases opened lately, and the two ways to begin.
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QWidget>

namespace sanad::gui {

class StartPage : public QWidget {
    Q_OBJECT
public:
    explicit StartPage(QWidget* parent = nullptr);

    /// Looks again which cases there are.
    void refresh();
    QListWidget& list() { return *list_; }

signals:
    void new_case_wanted();
    void open_wanted();
    void case_chosen(const QString& folder);

private:
    QListWidget* list_;
    QLabel* none_;
};

}  // namespace sanad::gui
