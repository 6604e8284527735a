#pragma once
// A table taken elsewhere: rows to the clipboard, all of it to a file. One way for every table, so that none of them
// hands a formula to a spreadsheet.
#include <QAbstractItemView>
#include <QAction>
#include <QObject>
#include <QSaveFile>
#include <memory>
#include <optional>

#include "gui/models/table_source.hpp"
#include "gui/views/workplace.hpp"

namespace sanad::gui {

/// A cell that a spreadsheet would take for a formula gets an apostrophe, as in `sanad files --csv`; the marks that
/// keep a cell in its order on the screen are left out.
QString table_line(const QStringList& cells, bool csv);

/// What a widget's own rows show, column by column as it shows them; `only_chosen`: the rows that are chosen.
TableSource source_of(const QAbstractItemView& view, bool only_chosen);

/// One copy or file at a time; another takes the place of the one before.
class TableOut : public QObject {
    Q_OBJECT
public:
    using Ended = std::function<void(const QString& error)>;  ///< empty: done
    using QObject::QObject;

    void copy(TableSource source, bool csv, Ended ended);
    /// UTF-8 with the mark that spreadsheets look for. The file is there when it is whole.
    void save(const QString& path, TableSource source, Ended ended);

private:
    void begin(TableSource source, bool csv, Ended ended);
    void next();
    void take(const TableCells& cells);
    void end(const QString& error);

    std::optional<TableSource> source_;
    std::size_t done_ = 0;
    bool csv_ = true;
    QString lines_;
    std::unique_ptr<QSaveFile> file_;
    Ended ended_;
    Asked asked_;
};

/// "Copy the rows", "Copy the rows as CSV" and "Export table as CSV…" among the actions of a place, and in the context
/// menus of `views`. `name`: of the file that is proposed.
QList<QAction*> add_table_actions(QWidget& place, QList<QAction*>& actions, Workplace& workplace, const QString& name,
                                  std::function<TableSource(bool only_chosen)> source,
                                  const QList<QAbstractItemView*>& views = {});

}  // namespace sanad::gui
