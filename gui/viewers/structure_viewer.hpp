#pragma once
// The tab "Structure": an SQLite database as tables, a registry hive, property list or JSON document as a tree. The
// modules view.* read the file in their sandbox; what arrives here are rows and nodes.
#include <QAbstractTableModel>
#include <QComboBox>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>
#include <QTreeWidget>
#include <vector>

#include "gui/viewers/evidence_view.hpp"
#include "gui/views/file_viewer.hpp"

namespace sanad::gui {

/// Rows of one table as they are stored; drawn from what arrived, an item for none of them.
class StoredRows : public QAbstractTableModel {
    Q_OBJECT
public:
    struct Table {
        QString name;
        QStringList columns;
        qint64 rows = 0;  ///< in the file; fewer may be here
        std::vector<QStringList> cells;
    };
    explicit StoredRows(QObject* parent = nullptr) : QAbstractTableModel{parent} {}
    void show(const Table* table);
    /// Only rows that hold these words.
    void filter(const QString& words);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    QString text(int row, int column) const;

private:
    const Table* table_ = nullptr;
    std::vector<std::size_t> shown_;
};

class StructureViewer : public FileViewer {
    Q_OBJECT
public:
    explicit StructureViewer(Workplace& workplace, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("structure"); }
    QString title() const override { return tr("Structure"); }
    bool fits(const FileRow& file) const override;
    void show_file(CaseSession& session, const FileRow& file) override;
    void clear() override;

    QTreeWidget& tree() { return *tree_; }
    StoredRows& rows() { return *model_; }
    /// Everything that arrived is on the screen.
    bool is_settled() const { return lines_.isEmpty(); }
    QComboBox& tables() { return *tables_; }
    QString status() const { return status_->text(); }

private:
    void take(const EvidenceAnswer& answer);
    void take_some_lines();
    void take_node(const QJsonObject& node);
    void finish();
    void show_table();
    void filter(const QString& words);

    QStackedWidget* pages_;
    QTreeWidget* tree_;
    QTableView* rows_;
    StoredRows* model_;
    QComboBox* tables_;
    QLineEdit* filter_;
    QLabel* status_;
    std::vector<StoredRows::Table> contents_;
    QList<QByteArray> lines_;  ///< arrived, not yet shown
    qsizetype next_line_ = 0;
    std::vector<QTreeWidgetItem*> open_;
    QTimer* pace_;
    QTimeZone zone_;
    Id file_ = 0;
    Wanted asked_;
};

}  // namespace sanad::gui
