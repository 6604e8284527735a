#include "gui/viewers/structure_viewer.hpp"

#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QVBoxLayout>
#include <algorithm>

#include "core/base/time.hpp"
#include "gui/shown_text.hpp"
#include "gui/theme.hpp"
#include "gui/viewers/plain_copy.hpp"
#include "gui/viewers/visible_text.hpp"

namespace sanad::gui {
namespace {

constexpr int source_role = Qt::UserRole;
constexpr qint64 deepest = 1000;
constexpr qsizetype lines_at_once = 300;
constexpr int widest_column = 360;

QString one_line(const QString& text) {
    return shown_name(text.toStdString());
}

/// A cell as view.sqlite writes it: a letter for its type, then its value.
QString cell_text(const QString& cell) {
    if (cell.isEmpty()) return {};
    const QString value = cell.mid(1);
    switch (cell[0].unicode()) {
        case 'n':
            return QStringLiteral("NULL");
        case 'b': {
            const qsizetype colon = value.indexOf(QLatin1Char{':'});
            return QStringLiteral("0x%1 (%2 B)").arg(value.mid(colon + 1), value.left(colon));
        }
        default:
            return one_line(value);
    }
}

}  // namespace

void StoredRows::show(const Table* table) {
    beginResetModel();
    table_ = table;
    shown_.clear();
    if (table != nullptr)
        for (std::size_t row = 0; row < table->cells.size(); ++row) shown_.push_back(row);
    endResetModel();
}

void StoredRows::filter(const QString& words) {
    if (table_ == nullptr) return;
    beginResetModel();
    shown_.clear();
    for (std::size_t row = 0; row < table_->cells.size(); ++row) {
        const QStringList& cells = table_->cells[row];
        const bool holds = words.isEmpty() || std::ranges::any_of(cells, [&](const QString& cell) {
                               return cell.mid(1).contains(words, Qt::CaseInsensitive);
                           });
        if (holds) shown_.push_back(row);
    }
    endResetModel();
}

int StoredRows::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(shown_.size());
}

int StoredRows::columnCount(const QModelIndex& parent) const {
    return parent.isValid() || table_ == nullptr ? 0 : static_cast<int>(table_->columns.size());
}

QString StoredRows::text(int row, int column) const {
    return data(index(row, column)).toString();
}

QVariant StoredRows::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const QStringList& cells = table_->cells[shown_[static_cast<std::size_t>(index.row())]];
    if (index.column() >= cells.size()) return {};
    const QString& cell = cells[index.column()];
    if (role == Qt::DisplayRole) return value_in_cell(cell_text(cell));
    if (role == Qt::ToolTipRole) return cell_text(cell).toHtmlEscaped();
    const bool number = cell.startsWith(QLatin1Char{'i'}) || cell.startsWith(QLatin1Char{'r'});
    if (role == Qt::TextAlignmentRole && number) return QVariant{Qt::AlignRight | Qt::AlignVCenter};
    if (role == Qt::ForegroundRole && cell.startsWith(QLatin1Char{'n'}))
        return colours_for(QGuiApplication::palette()).faint;
    return {};
}

QVariant StoredRows::headerData(int section, Qt::Orientation orientation, int role) const {
    if (role != Qt::DisplayRole) return {};
    if (orientation == Qt::Vertical) return section + 1;
    return table_ != nullptr && section < table_->columns.size() ? one_line(table_->columns[section]) : QString{};
}

StructureViewer::StructureViewer(Workplace& workplace, QWidget* parent) : FileViewer{workplace, parent} {
    tree_ = new QTreeWidget;
    tree_->setHeaderLabels({tr("Name"), tr("Kind"), tr("Value"), tr("Written")});
    tree_->setUniformRowHeights(true);
    tree_->setAlternatingRowColors(true);
    tree_->setAccessibleName(tr("Tree of the file"));
    tree_->header()->resizeSection(0, 280);
    tree_->header()->resizeSection(1, 120);
    tree_->header()->resizeSection(2, 360);
    model_ = new StoredRows{this};
    rows_ = new QTableView;
    rows_->setModel(model_);
    pace_ = new QTimer{this};
    pace_->setInterval(0);
    connect(pace_, &QTimer::timeout, this, &StructureViewer::take_some_lines);
    copy_plainly(*tree_);
    copy_plainly(*rows_);
    rows_->setAlternatingRowColors(true);
    rows_->setAccessibleName(tr("Rows of the table"));
    rows_->verticalHeader()->setDefaultSectionSize(spacing::row_height);
    tables_ = new QComboBox;
    tables_->setAccessibleName(tr("Table"));
    tables_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    filter_ = new QLineEdit;
    filter_->setPlaceholderText(tr("Only rows that hold …"));
    filter_->setAccessibleName(tr("Only rows that hold …"));
    filter_->setClearButtonEnabled(true);
    status_ = new QLabel;
    status_->setWordWrap(true);
    pages_ = new QStackedWidget;
    pages_->addWidget(tree_);
    pages_->addWidget(rows_);

    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(spacing::normal, spacing::tight, spacing::normal, spacing::tight);
    bar->addWidget(tables_);
    bar->addWidget(filter_, 1);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(spacing::normal, spacing::tight, spacing::normal, spacing::tight);
    foot->addWidget(status_, 1);
    auto* layout = new QVBoxLayout{this};
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(pages_, 1);
    layout->addLayout(foot);
    connect(tables_, &QComboBox::currentIndexChanged, this, &StructureViewer::show_table);
    connect(filter_, &QLineEdit::textChanged, this, &StructureViewer::filter);
    connect(tree_, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem* item) {
        const QVariantList source = item->data(0, source_role).toList();
        if (source.size() != 3) return;
        this->workplace().show_file(source[0].toLongLong(),
                                    SourceRange{0, source[1].toULongLong(), source[2].toULongLong()});
    });
}

bool StructureViewer::fits(const FileRow& file) const {
    if (!file.content || file.size == 0) return false;
    static const std::vector<std::string> types{
        "application/vnd.sqlite3",       "application/x-sqlite3",     "application/json",
        "application/x-plist",           "application/x-apple-plist", "application/x-bplist",
        "application/x-windows-registry"};
    static const std::vector<std::string> extensions{"db", "sqlite", "sqlite3", "plist", "json", "dat", "hve"};
    return std::ranges::find(types, file.mime_type) != types.end() ||
           file.mime_type.find("plist") != std::string::npos || file.mime_type.find("registry") != std::string::npos ||
           file.mime_type.find("sqlite") != std::string::npos ||
           std::ranges::find(extensions, file.extension) != extensions.end() || file.name == "SYSTEM" ||
           file.name == "SOFTWARE" || file.name == "SAM" || file.name == "SECURITY";
}

void StructureViewer::show_file(CaseSession& session, const FileRow& file) {
    clear();
    file_ = file.id;
    zone_ = session.zone();
    status_->setText(tr("Reading in the sandbox …"));
    asked_ = EvidenceView::of(session).structure(file.id, [this](const EvidenceAnswer& answer) { take(answer); });
}

void StructureViewer::clear() {
    asked_.forget();
    const QSignalBlocker quiet{tables_};
    tables_->clear();
    tables_->hide();
    pace_->stop();
    model_->show(nullptr);
    contents_.clear();
    lines_.clear();
    open_.clear();
    tree_->clear();
    filter_->clear();
    status_->clear();
}

void StructureViewer::take(const EvidenceAnswer& answer) {
    status_->clear();
    if (!answer.error.isEmpty()) {
        status_->setText(answer.error);
        return;
    }
    QStringList words;
    for (const QJsonValue& told : answer.head.value(QLatin1String{"modules"}).toArray()) {
        const QJsonObject module = told.toObject();
        QString line = tr("Read by %1 %2")
                           .arg(module.value(QLatin1String{"module"}).toString(),
                                module.value(QLatin1String{"version"}).toString());
        const QString outcome = module.value(QLatin1String{"outcome"}).toString();
        if (outcome != QLatin1String{"examined"})
            line += QStringLiteral(": %1 %2").arg(
                shown_outcome(outcome), in_cell(one_line(module.value(QLatin1String{"detail"}).toString()), false));
        words += line;
        const QJsonArray warnings = module.value(QLatin1String{"warnings"}).toArray();
        for (qsizetype i = 0; i < std::min<qsizetype>(warnings.size(), 5); ++i)
            words += one_line(warnings[i].toString());
        if (warnings.size() > 5) words += tr("and more remarks: %1").arg(warnings.size() - 5);
    }
    if (words.isEmpty()) words += tr("This file is of no structure that is shown here");
    status_->setText(words.join(QStringLiteral(" · ")));
    lines_ = answer.bytes.split('\n');
    next_line_ = 0;
    tree_->setUpdatesEnabled(false);
    pace_->start();
}

// A few hundred at a time: the window goes on drawing while a registry of a hundred thousand keys arrives.
void StructureViewer::take_some_lines() {
    const qsizetype until = std::min(lines_.size(), next_line_ + lines_at_once);
    for (; next_line_ < until; ++next_line_) {
        const QByteArray& line = lines_[next_line_];
        if (line.isEmpty()) continue;
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        const QString type = object.value(QLatin1String{"type"}).toString();
        if (type == QLatin1String{"x.sanad.node"}) {
            take_node(object);
            continue;
        }
        const QString name = object.value(QLatin1String{"name"}).toString();
        const auto list = [&](const char* key) {
            QStringList texts;
            const QJsonValue value = object.value(QLatin1String{key});
            if (value.isArray()) {
                for (const QJsonValue& each : value.toArray()) texts += each.toString();
            } else if (value.isString()) {
                texts += value.toString();
            }
            return texts;
        };
        if (type == QLatin1String{"x.sanad.table"}) {
            contents_.push_back({name, list("column"), object.value(QLatin1String{"rows"}).toInteger(), {}});
        } else if (type == QLatin1String{"x.sanad.row"} && !contents_.empty() && contents_.back().name == name) {
            contents_.back().cells.push_back(list("cell"));
        }
    }
    if (next_line_ == lines_.size()) finish();
}

void StructureViewer::finish() {
    pace_->stop();
    lines_.clear();
    open_.clear();
    tree_->setUpdatesEnabled(true);
    tables_->setVisible(!contents_.empty());
    pages_->setCurrentWidget(contents_.empty() ? static_cast<QWidget*>(tree_) : rows_);
    if (tree_->topLevelItemCount() == 1) tree_->topLevelItem(0)->setExpanded(true);
    if (contents_.empty()) return;
    {
        const QSignalBlocker quiet{tables_};
        for (const StoredRows::Table& table : contents_)
            tables_->addItem(
                QStringLiteral("%1 (%2)").arg(one_line(table.name), shown_number(static_cast<quint64>(table.rows))));
        // The first that has rows: most databases begin with tables of their keeping.
        const auto first = std::ranges::find_if(contents_, [](const auto& each) { return !each.cells.empty(); });
        tables_->setCurrentIndex(first == contents_.end() ? 0 : static_cast<int>(first - contents_.begin()));
    }
    show_table();
}

void StructureViewer::take_node(const QJsonObject& node) {
    std::vector<QTreeWidgetItem*>& open = open_;
    const qint64 depth = std::clamp<qint64>(node.value(QLatin1String{"depth"}).toInteger(), 0,
                                            std::min<qint64>(deepest, static_cast<qint64>(open.size())));
    open.resize(static_cast<std::size_t>(depth));
    auto* item = depth == 0 ? new QTreeWidgetItem{tree_} : new QTreeWidgetItem{open.back()};
    QString name = one_line(node.value(QLatin1String{"name"}).toString());
    if (name.isEmpty()) name = tr("(root)");
    item->setText(0, name);
    item->setText(1, node.value(QLatin1String{"kind"}).toString());
    item->setText(2, value_in_cell(one_line(node.value(QLatin1String{"value"}).toString())));
    if (const auto at = parse_iso8601(node.value(QLatin1String{"written_at"}).toString().toStdString()))
        item->setText(3, shown_time_in_full(*at, false, zone_));
    const QJsonObject source = node.value(QLatin1String{"source"}).toObject();
    item->setData(
        0, source_role,
        QVariantList{source.value(QLatin1String{"file"}).toInteger(), source.value(QLatin1String{"offset"}).toInteger(),
                     source.value(QLatin1String{"length"}).toInteger()});
    open.push_back(item);
}

void StructureViewer::show_table() {
    const int at = tables_->currentIndex();
    if (at < 0 || static_cast<std::size_t>(at) >= contents_.size()) return;
    model_->show(&contents_[static_cast<std::size_t>(at)]);
    rows_->horizontalHeader()->setResizeContentsPrecision(50);
    rows_->resizeColumnsToContents();
    for (int column = 0; column < model_->columnCount(); ++column)
        rows_->setColumnWidth(column, std::min(rows_->columnWidth(column), widest_column));
    filter(filter_->text());
}

void StructureViewer::filter(const QString& words) {
    if (pages_->currentWidget() == rows_) return model_->filter(words);
    // A node stays when it, or one beneath it, holds the words.
    const std::function<bool(QTreeWidgetItem*)> settle = [&](QTreeWidgetItem* item) {
        bool holds = words.isEmpty() || item->text(0).contains(words, Qt::CaseInsensitive) ||
                     item->text(2).contains(words, Qt::CaseInsensitive);
        for (int i = 0; i < item->childCount(); ++i) holds = settle(item->child(i)) || holds;
        item->setHidden(!holds);
        if (!words.isEmpty() && holds) item->setExpanded(true);
        return holds;
    };
    for (int i = 0; i < tree_->topLevelItemCount(); ++i) settle(tree_->topLevelItem(i));
}

}  // namespace sanad::gui
