#pragma once
// Names and values beneath each other, in groups; each value can be selected and copied.
#include <QString>
#include <QStringList>
#include <QTreeWidget>

namespace sanad::gui {

/// A digest in lines of at most `room` digits, none of them left out: whole, in halves of 32, or in eights.
QStringList digest_lines(const QString& digest, qsizetype room);

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
    /// Digests, offsets, paths: fixed width, always left to right. A digest is seen whole, in more lines where it must.
    void add_fixed(const QString& name, const QString& value);
    void add_coloured(const QString& name, const QString& value, const QColor& colour);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QTreeWidgetItem* add_row(const QString& name, const QString& value);
    QTreeWidgetItem* group_ = nullptr;
};

}  // namespace sanad::gui
