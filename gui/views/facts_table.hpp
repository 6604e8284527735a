#pragma once
// Names and values beneath each other, in groups; each value can be selected and copied.
#include <QString>
#include <QTreeWidget>

namespace sanad::gui {

class FactsTable : public QTreeWidget {
    Q_OBJECT
public:
    explicit FactsTable(QWidget* parent = nullptr);

    /// Everything; facts that follow stand in no group.
    void clear();
    /// The group that following facts go into.
    void begin_group(const QString& title);
    /// An empty value adds nothing, and null comes back.
    QTreeWidgetItem* add(const QString& name, const QString& value);
    /// Digests, offsets, paths: fixed width, always left to right.
    void add_fixed(const QString& name, const QString& value);
    void add_coloured(const QString& name, const QString& value, const QColor& colour);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QTreeWidgetItem* add_row(const QString& name, const QString& value);
    QTreeWidgetItem* group_ = nullptr;
};

}  // namespace sanad::gui
