#pragma once
// The tab "Structure": an SQLite database as tables, a registry hive, property list or JSON document as a tree. The
// modules view.* read the file in their sandbox; what arrives here are rows and nodes.
#include <QComboBox>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QStackedWidget>
#include <QTableWidget>
#include <QTreeWidget>
#include <map>
#include <vector>

#include "gui/viewers/evidence_view.hpp"
#include "gui/views/file_viewer.hpp"

namespace sanad::gui {

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
    QTableWidget& rows() { return *rows_; }
    QComboBox& tables() { return *tables_; }
    QString status() const { return status_->text(); }

private:
    struct Table {
        QStringList columns;
        qint64 rows = 0;
        std::vector<QStringList> cells;
    };
    void take(const EvidenceAnswer& answer);
    void take_node(const QJsonObject& node, std::vector<QTreeWidgetItem*>& open);
    void show_table();
    void filter(const QString& words);

    QStackedWidget* pages_;
    QTreeWidget* tree_;
    QTableWidget* rows_;
    QComboBox* tables_;
    QLineEdit* filter_;
    QLabel* status_;
    std::vector<std::pair<QString, Table>> contents_;
    QTimeZone zone_;
    Id file_ = 0;
    Wanted asked_;
};

}  // namespace sanad::gui
