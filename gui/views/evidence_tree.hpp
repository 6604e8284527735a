#pragma once
// The tree as a view: choosing a node lists what it asks for.
#include <QTimer>
#include <QTreeView>

#include "gui/models/evidence_tree_model.hpp"
#include "gui/views/workplace.hpp"

namespace sanad::gui {

class EvidenceTree : public QTreeView {
    Q_OBJECT
public:
    explicit EvidenceTree(Workplace& workplace, QWidget* parent = nullptr);

    void open_case(CaseSession& session);
    void close_case();
    void case_changed() { model_->case_changed(); }
    EvidenceTreeModel& tree_model() { return *model_; }

protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class Choice : std::uint8_t { rested, meant };  ///< the arrow keys came to rest; a click or Enter
    void list_current(Choice choice);

    Workplace& workplace_;
    CaseSession* session_ = nullptr;
    EvidenceTreeModel* model_;
    QTimer pause_;  ///< running through the tree with the arrow keys asks only where it rests
};

}  // namespace sanad::gui
