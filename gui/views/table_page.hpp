#pragma once
// A long table with what belongs around it: the line that narrows it, the filters that hold, how many rows there are.
// Files and findings are both shown in one.
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QTimer>
#include <QVariantMap>
#include <QWidget>

#include "gui/models/column_filter.hpp"
#include "gui/models/paged_table_model.hpp"
#include "gui/models/table_source.hpp"
#include "gui/views/table_header.hpp"

namespace sanad::gui {

class TablePage : public QWidget {
    Q_OBJECT
public:
    /// The model is not owned. `find_column`: what the line above the table narrows.
    TablePage(PagedTableModel& model, const QString& find_column, QWidget* parent = nullptr);

    QTableView& table() { return *table_; }
    TableHeader& header() { return *header_; }
    QLineEdit& find_line() { return *find_; }

    const ColumnFilters& filters() const { return filters_; }
    void set_filters(const ColumnFilters& filters);
    void set_filter(const QString& column_id, const ColumnFilter& filter);
    /// What the rows are, in words: "Deleted files", "/Users/Amna".
    void set_subject(const QString& subject);
    void complain(const QString& words);

    std::optional<Id> current() const;
    std::vector<Id> selected() const;
    /// Chooses the row, now or as soon as the rows that are being asked for have come.
    void choose(Id id);
    void open_filter(int column);
    void open_filter_of_current_column();
    void choose_columns(const QPoint& place);
    void copy_cell();
    /// What the columns show, of the chosen rows or of all.
    TableSource source(bool only_chosen) const;
    /// The columns have become others, or the case has: widths and filters of the new ones, sorted by none.
    void settle_columns();

    QVariantMap remembered() const;
    void recall(const QVariantMap& map);

    /// What the context menu offers besides copying.
    void add_row_action(QAction* action) { row_actions_ << action; }

signals:
    void current_changed(Id id);
    void activated(Id id);
    void filters_changed();

private:
    void show_chips();
    void show_count();
    void sort_as_shown();
    void follow_current();
    void show_menu(const QPoint& place);
    void restore_place();
    std::vector<int> shown_columns() const;

    PagedTableModel& model_;
    QString find_column_;
    QTableView* table_;
    TableHeader* header_;
    QLineEdit* find_;
    QTimer find_pause_;
    QLabel* subject_;
    QLabel* count_;
    QLabel* empty_;
    QLabel* complaint_;
    QWidget* chips_;
    QHBoxLayout* chips_layout_;
    QList<QAction*> row_actions_;
    ColumnFilters filters_;
    std::optional<Id> chosen_, wanted_;
    int scrolled_ = 0;
    bool resetting_ = false;
};

}  // namespace sanad::gui
