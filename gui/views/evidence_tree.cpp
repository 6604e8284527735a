#include "gui/views/evidence_tree.hpp"

#include "gui/theme.hpp"

namespace sanad::gui {
namespace {

constexpr int pause_ms = 150;

}  // namespace

EvidenceTree::EvidenceTree(Workplace& workplace, QWidget* parent) : QTreeView{parent}, workplace_{workplace} {
    model_ = new EvidenceTreeModel{this};
    setModel(model_);
    setHeaderHidden(true);
    setUniformRowHeights(true);
    setIndentation(spacing::wide);
    setTextElideMode(Qt::ElideMiddle);
    setAccessibleName(tr("Evidence"));
    pause_.setSingleShot(true);
    pause_.setInterval(pause_ms);
    connect(&pause_, &QTimer::timeout, this, &EvidenceTree::list_current);
    connect(this, &QAbstractItemView::clicked, this, [this] {
        pause_.stop();
        list_current();
    });
    const auto open_top = [this] {
        // The headings and the way down to the file systems are open from the start.
        for (int top = 0; top < model_->rowCount(); ++top) {
            const QModelIndex heading = model_->index(top, 0);
            expand(heading);
            if (top != 0) continue;
            for (int item = 0; item < model_->rowCount(heading); ++item) {
                const QModelIndex of_item = model_->index(item, 0, heading);
                expand(of_item);
                for (int image = 0; image < model_->rowCount(of_item); ++image)
                    expand(model_->index(image, 0, of_item));
            }
        }
    };
    connect(model_, &QAbstractItemModel::modelReset, this, open_top);
    connect(model_, &QAbstractItemModel::rowsInserted, this, [open_top](const QModelIndex& of) {
        if (of.isValid() && !of.parent().isValid()) open_top();
    });
}

void EvidenceTree::open_case(CaseSession& session) {
    model_->open_case(session);
}

void EvidenceTree::close_case() {
    pause_.stop();
    model_->close_case();
}

void EvidenceTree::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QTreeView::currentChanged(current, previous);
    if (hasFocus() && current.isValid()) pause_.start();
}

void EvidenceTree::list_current() {
    const auto asks = model_->asks(currentIndex());
    using For = EvidenceTreeModel::Asks::For;
    if (asks.what == For::files) workplace_.list_files(asks.files, asks.words);
    if (asks.what == For::artifacts) workplace_.list_artifacts(asks.artifacts, asks.words);
}

}  // namespace sanad::gui
