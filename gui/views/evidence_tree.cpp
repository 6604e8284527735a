#include "gui/views/evidence_tree.hpp"

#include <QKeyEvent>

#include "gui/past_searches.hpp"
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
    connect(&pause_, &QTimer::timeout, this, [this] { list_current(Choice::rested); });
    connect(this, &QAbstractItemView::clicked, this, [this] {
        pause_.stop();
        list_current(Choice::meant);
    });
    // The headings are open from the start, and the way down to the file systems.
    const auto open = [this](const QModelIndex& heading) {
        expand(heading);
        if (heading.row() != 0) return;
        const auto down = [this](const auto& self, const QModelIndex& index) -> void {
            for (int row = 0; row < model_->rowCount(index); ++row) {
                const QModelIndex child = model_->index(row, 0, index);
                if (!model_->is_above_files(child)) continue;
                expand(child);
                self(self, child);
            }
        };
        down(down, heading);
    };
    connect(model_, &QAbstractItemModel::modelReset, this, [this, open] {
        for (int top = 0; top < model_->rowCount(); ++top) open(model_->index(top, 0));
    });
    connect(model_, &QAbstractItemModel::rowsInserted, this, [open](const QModelIndex& of) {
        if (of.isValid() && !of.parent().isValid()) open(of);
    });
}

void EvidenceTree::open_case(CaseSession& session) {
    session_ = &session;
    model_->open_case(session);
}

void EvidenceTree::close_case() {
    pause_.stop();
    model_->close_case();
    session_ = nullptr;
}

void EvidenceTree::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QTreeView::currentChanged(current, previous);
    if (hasFocus() && current.isValid()) pause_.start();
}

void EvidenceTree::keyPressEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Return && event->key() != Qt::Key_Enter) return QTreeView::keyPressEvent(event);
    pause_.stop();
    list_current(Choice::meant);
}

void EvidenceTree::list_current(Choice choice) {
    const auto asks = model_->asks(currentIndex());
    using For = EvidenceTreeModel::Asks::For;
    if (asks.what == For::files) workplace_.list_files(asks.files, asks.words);
    if (asks.what == For::artifacts) workplace_.list_artifacts(asks.artifacts, asks.words);
    // A search is work: the arrow keys pass over it.
    if (asks.what == For::search && choice == Choice::meant && session_ != nullptr)
        PastSearches::of(*session_).run_again(asks.search);
}

}  // namespace sanad::gui
