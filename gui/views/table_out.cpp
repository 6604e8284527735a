#include "gui/views/table_out.hpp"

#include <QApplication>
#include <QClipboard>
#include <QCoreApplication>
#include <QFileDialog>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QTableView>
#include <QTreeView>
#include <algorithm>
#include <utility>

#include "gui/shown_text.hpp"
#include "gui/views/place_action.hpp"

namespace sanad::gui {
namespace {

constexpr std::size_t rows_at_once = 4096;
constexpr std::size_t most_rows_copied = 200'000;

struct TableWords {
    Q_DECLARE_TR_FUNCTIONS(TableActions)
};

/// Columns in the order of the screen; a list has one.
std::vector<int> columns_of(const QAbstractItemView& view) {
    const QHeaderView* header = nullptr;
    if (const auto* table = qobject_cast<const QTableView*>(&view)) header = table->horizontalHeader();
    if (const auto* tree = qobject_cast<const QTreeView*>(&view)) header = tree->header();
    if (header == nullptr) return {0};
    std::vector<int> columns;
    for (int visual = 0; visual < header->count(); ++visual)
        if (const int column = header->logicalIndex(visual); !header->isSectionHidden(column))
            columns.push_back(column);
    return columns;
}

}  // namespace

QString table_line(const QStringList& cells, bool csv) {
    QStringList written;
    for (const QString& text : cells) {
        QString cell = without_isolates(text);
        if (!cell.isEmpty() && QStringLiteral("=+-@").contains(cell[0])) cell.prepend(u'\'');
        if (csv && (cell.contains(u',') || cell.contains(u'"') || cell.contains(u'\n'))) {
            cell.replace(u'"', QStringLiteral("\"\""));
            cell = u'"' + cell + u'"';
        }
        written << cell;
    }
    return written.join(csv ? u',' : u'\t');
}

TableSource source_of(const QAbstractItemView& view, bool only_chosen) {
    const QAbstractItemModel& model = *view.model();
    const auto columns = columns_of(view);
    QStringList titles;
    for (const int column : columns) titles << model.headerData(column, Qt::Horizontal).toString();
    TableCells cells;
    const auto walk = [&](const auto& self, const QModelIndex& parent) -> void {
        for (int row = 0; row < model.rowCount(parent); ++row) {
            const QModelIndex first = model.index(row, 0, parent);
            if (!only_chosen || view.selectionModel()->isSelected(first)) {
                QStringList& line = cells.emplace_back();
                for (const int column : columns) line << model.index(row, column, parent).data().toString();
            }
            self(self, first);
        }
    };
    walk(walk, view.rootIndex());
    return source_of(std::move(titles), std::move(cells));
}

void TableOut::begin(TableSource source, bool csv, Ended ended) {
    asked_.forget();
    source_ = std::move(source);
    csv_ = csv;
    done_ = 0;
    ended_ = std::move(ended);
    lines_.clear();
    take({source_->titles});
    next();
}

void TableOut::copy(TableSource source, bool csv, Ended ended) {
    file_.reset();
    if (source.rows > most_rows_copied)
        return ended(TableWords::tr("At most %1 rows are copied at once; the table can be written to a file.")
                         .arg(shown_number(most_rows_copied)));
    begin(std::move(source), csv, std::move(ended));
}

void TableOut::save(const QString& path, TableSource source, Ended ended) {
    file_ = std::make_unique<QSaveFile>(path);
    if (!file_->open(QIODevice::WriteOnly) || file_->write("\xEF\xBB\xBF") != 3) return ended(file_->errorString());
    begin(std::move(source), true, std::move(ended));
}

void TableOut::take(const TableCells& cells) {
    const QString line_end = file_ ? QStringLiteral("\r\n") : QStringLiteral("\n");
    for (const QStringList& row : cells) lines_ += table_line(row, csv_) + line_end;
    if (!file_) return;
    file_->write(lines_.toUtf8());  // what fails is told by commit()
    lines_.clear();
}

void TableOut::next() {
    if (done_ >= source_->rows) return end({});
    const std::size_t count = std::min(rows_at_once, source_->rows - done_);
    const auto ask = source_->ask;  // its answer may begin another copy
    asked_ = ask(done_, count, [this, count](const Result<TableCells>& cells) {
        if (!cells) return end(QString::fromStdString(cells.error().what));
        take(*cells);
        done_ += count;
        next();
    });
}

void TableOut::end(const QString& error) {
    QString what = error;
    if (file_) {
        if (error.isEmpty() && !file_->commit()) what = file_->errorString();
        file_.reset();  // what was not committed is not left behind
    } else if (error.isEmpty()) {
        QApplication::clipboard()->setText(lines_);
    }
    lines_.clear();
    if (const Ended ended = std::exchange(ended_, {})) ended(what);
}

QList<QAction*> add_table_actions(QWidget& place, QList<QAction*>& actions, Workplace& workplace, const QString& name,
                                  std::function<TableSource(bool)> source, const QList<QAbstractItemView*>& views) {
    auto* out = new TableOut{&place};
    const auto tell = [&workplace](const QString& done) {
        return [&workplace, done](const QString& error) { workplace.say(error.isEmpty() ? done : error); };
    };
    const auto copy = [out, source, &workplace, tell](bool csv) {
        TableSource rows = source(true);
        if (rows.rows == 0) return workplace.say(TableWords::tr("Choose the rows first."));
        const QString done = TableWords::tr("Rows copied: %1").arg(shown_number(rows.rows));
        out->copy(std::move(rows), csv, tell(done));
    };
    QList<QAction*> made;
    made << add_place_action(place, actions, TableWords::tr("Copy the rows"),
                             QKeySequence{QStringLiteral("Ctrl+Shift+C")}, [copy] { copy(false); });
    made << add_place_action(place, actions, TableWords::tr("Copy the rows as CSV"),
                             QKeySequence{QStringLiteral("Ctrl+Alt+C")}, [copy] { copy(true); });
    made << add_place_action(
        place, actions, TableWords::tr("Export table as CSV…"), QKeySequence{QStringLiteral("Ctrl+Shift+S")},
        [out, source, &place, &workplace, tell, name] {
            TableSource rows = source(false);
            if (rows.rows == 0) return workplace.say(TableWords::tr("There are no rows here."));
            const QString path =
                QFileDialog::getSaveFileName(&place, TableWords::tr("Export table as CSV…"),
                                             name + QStringLiteral(".csv"), TableWords::tr("CSV (*.csv)"));
            if (path.isEmpty()) return;
            const QString done = TableWords::tr("Written: %1").arg(left_to_right(shown_name(path.toStdString())));
            out->save(path, std::move(rows), tell(done));
        });
    for (QAbstractItemView* view : views) {
        view->addActions(made);
        view->setContextMenuPolicy(Qt::ActionsContextMenu);
    }
    return made;
}

}  // namespace sanad::gui
