#include "gui/viewers/structure_viewer.hpp"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QVBoxLayout>
#include <algorithm>

#include "core/base/time.hpp"
#include "gui/shown_text.hpp"
#include "gui/theme.hpp"
#include "gui/viewers/visible_text.hpp"

namespace sanad::gui {
namespace {

constexpr int source_role = Qt::UserRole;
constexpr qint64 deepest = 1000;

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

StructureViewer::StructureViewer(Workplace& workplace, QWidget* parent) : FileViewer{workplace, parent} {
    tree_ = new QTreeWidget;
    tree_->setHeaderLabels({tr("Name"), tr("Kind"), tr("Value"), tr("Written")});
    tree_->setUniformRowHeights(true);
    tree_->setAlternatingRowColors(true);
    tree_->setAccessibleName(tr("Tree of the file"));
    tree_->header()->resizeSection(0, 280);
    tree_->header()->resizeSection(1, 120);
    tree_->header()->resizeSection(2, 360);
    rows_ = new QTableWidget;
    rows_->setEditTriggers(QAbstractItemView::NoEditTriggers);
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
    contents_.clear();
    tree_->clear();
    rows_->setRowCount(0);
    rows_->setColumnCount(0);
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
            line += QStringLiteral(": %1 %2").arg(outcome, one_line(module.value(QLatin1String{"detail"}).toString()));
        words += line;
        const QJsonArray warnings = module.value(QLatin1String{"warnings"}).toArray();
        for (qsizetype i = 0; i < std::min<qsizetype>(warnings.size(), 5); ++i)
            words += one_line(warnings[i].toString());
        if (warnings.size() > 5) words += tr("and %n more remarks", nullptr, static_cast<int>(warnings.size() - 5));
    }
    std::vector<QTreeWidgetItem*> open;
    for (const QByteArray& line : answer.bytes.split('\n')) {
        if (line.isEmpty()) continue;
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        const QString type = object.value(QLatin1String{"type"}).toString();
        if (type == QLatin1String{"x.sanad.node"}) {
            take_node(object, open);
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
            contents_.push_back({name, {list("column"), object.value(QLatin1String{"rows"}).toInteger(), {}}});
        } else if (type == QLatin1String{"x.sanad.row"} && !contents_.empty() && contents_.back().first == name) {
            contents_.back().second.cells.push_back(list("cell"));
        }
    }
    if (words.isEmpty()) words += tr("This file is of no structure that is shown here");
    status_->setText(words.join(QStringLiteral(" · ")));
    tables_->setVisible(!contents_.empty());
    pages_->setCurrentWidget(contents_.empty() ? static_cast<QWidget*>(tree_) : rows_);
    if (tree_->topLevelItemCount() == 1) tree_->topLevelItem(0)->setExpanded(true);
    if (contents_.empty()) return;
    {
        const QSignalBlocker quiet{tables_};
        for (const auto& [name, table] : contents_)
            tables_->addItem(
                QStringLiteral("%1 (%2)").arg(one_line(name), shown_number(static_cast<quint64>(table.rows))));
        // The first that has rows: most databases begin with tables of their keeping.
        const auto first = std::ranges::find_if(contents_, [](const auto& each) { return !each.second.cells.empty(); });
        tables_->setCurrentIndex(first == contents_.end() ? 0 : static_cast<int>(first - contents_.begin()));
    }
    show_table();
}

void StructureViewer::take_node(const QJsonObject& node, std::vector<QTreeWidgetItem*>& open) {
    const qint64 depth = std::clamp<qint64>(node.value(QLatin1String{"depth"}).toInteger(), 0,
                                            std::min<qint64>(deepest, static_cast<qint64>(open.size())));
    open.resize(static_cast<std::size_t>(depth));
    auto* item = depth == 0 ? new QTreeWidgetItem{tree_} : new QTreeWidgetItem{open.back()};
    QString name = one_line(node.value(QLatin1String{"name"}).toString());
    if (name.isEmpty()) name = tr("(root)");
    item->setText(0, name);
    item->setText(1, node.value(QLatin1String{"kind"}).toString());
    item->setText(2, one_line(node.value(QLatin1String{"value"}).toString()));
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
    const Table& table = contents_[static_cast<std::size_t>(at)].second;
    rows_->setUpdatesEnabled(false);
    rows_->clear();
    rows_->setColumnCount(static_cast<int>(table.columns.size()));
    QStringList heads;
    for (const QString& column : table.columns) heads += one_line(column);
    rows_->setHorizontalHeaderLabels(heads);
    rows_->setRowCount(static_cast<int>(table.cells.size()));
    for (int row = 0; row < rows_->rowCount(); ++row) {
        const QStringList& cells = table.cells[static_cast<std::size_t>(row)];
        for (int column = 0; column < rows_->columnCount() && column < cells.size(); ++column) {
            auto* item = new QTableWidgetItem{cell_text(cells[column])};
            if (cells[column].startsWith(QLatin1Char{'i'}) || cells[column].startsWith(QLatin1Char{'r'}))
                item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            if (cells[column].startsWith(QLatin1Char{'n'})) item->setForeground(colours_for(palette()).faint);
            rows_->setItem(row, column, item);
        }
    }
    rows_->setUpdatesEnabled(true);
    filter(filter_->text());
}

void StructureViewer::filter(const QString& words) {
    if (pages_->currentWidget() == rows_) {
        for (int row = 0; row < rows_->rowCount(); ++row) {
            bool holds = words.isEmpty();
            for (int column = 0; !holds && column < rows_->columnCount(); ++column) {
                const QTableWidgetItem* item = rows_->item(row, column);
                holds = item != nullptr && item->text().contains(words, Qt::CaseInsensitive);
            }
            rows_->setRowHidden(row, !holds);
        }
        return;
    }
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
