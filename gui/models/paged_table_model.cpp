#include "gui/models/paged_table_model.hpp"

#include <algorithm>
#include <climits>
#include <utility>

namespace sanad::gui {

int PagedTableModel::column(const QString& id) const {
    const auto found = std::ranges::find(columns_, id, &Column::id);
    return found == columns_.end() ? -1 : static_cast<int>(found - columns_.begin());
}

std::optional<Id> PagedTableModel::id_at(int row) const {
    if (row < 0 || static_cast<std::size_t>(row) >= ids_->size()) return std::nullopt;
    return (*ids_)[static_cast<std::size_t>(row)];
}

int PagedTableModel::row_of(Id id) const {
    const auto found = std::ranges::find(*ids_, id);
    return found == ids_->end() ? -1 : static_cast<int>(found - ids_->begin());
}

int PagedTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(std::min<std::size_t>(ids_->size(), INT_MAX));
}

int PagedTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(columns_.size());
}

QVariant PagedTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || static_cast<std::size_t>(section) >= columns_.size()) return {};
    const Column& column = columns_[static_cast<std::size_t>(section)];
    if (role == Qt::DisplayRole) return column.title;
    if (role == Qt::ToolTipRole && !column.meaning.isEmpty()) return column.meaning;
    if (role == Qt::TextAlignmentRole) return QVariant::fromValue(Qt::AlignLeading | Qt::AlignVCenter);
    return {};
}

void PagedTableModel::ask_ids(Refresh refresh) {
    if (session_ == nullptr) return;
    asked_ids_ =
        session_->ask<std::vector<Id>>(Lane::questions, ids_question(), [this, refresh](Result<std::vector<Id>> ids) {
            if (!ids) {
                emit answered(QString::fromStdString(ids.error().what));
                return;
            }
            take_ids(std::move(*ids), refresh);
            emit answered({});
        });
    emit asking();
}

void PagedTableModel::take_ids(std::vector<Id> ids, Refresh refresh) {
    auto taken = std::make_shared<const std::vector<Id>>(std::move(ids));
    const bool grown = refresh == Refresh::grown && taken->size() >= ids_->size() &&
                       std::equal(ids_->begin(), ids_->end(), taken->begin());
    if (!grown) {
        beginResetModel();
        ids_ = std::move(taken);
        reset_rows();
        endResetModel();
        return;
    }
    const int before = rowCount();
    const int after = static_cast<int>(std::min<std::size_t>(taken->size(), INT_MAX));
    if (after > before) beginInsertRows({}, before, after - 1);
    ids_ = std::move(taken);
    refresh_rows();
    if (after > before) endInsertRows();
    // Only what is in view is asked for again: a view repaints what it shows, and each page comes when it is looked at.
    if (before > 0) emit dataChanged(index(0, 0), index(before - 1, columnCount() - 1));
}

void PagedTableModel::clear_ids() {
    asked_ids_.forget();
    beginResetModel();
    ids_ = std::make_shared<const std::vector<Id>>();
    reset_rows();
    endResetModel();
}

}  // namespace sanad::gui
