#include "gui/models/evidence_tree_model.hpp"

#include <QApplication>
#include <QFont>
#include <algorithm>
#include <optional>
#include <utility>

#include "gui/icons.hpp"
#include "gui/marks.hpp"
#include "gui/models/evidence_tree_node.hpp"
#include "gui/shown_text.hpp"
#include "gui/theme.hpp"

namespace sanad::gui {

EvidenceTreeModel::EvidenceTreeModel(QObject* parent) : QAbstractItemModel{parent}, root_{std::make_unique<Node>()} {}
EvidenceTreeModel::~EvidenceTreeModel() = default;

void EvidenceTreeModel::open_case(CaseSession& session) {
    session_ = &session;
    connect(&session.marks(), &Marks::changed, this, [this] {
        if (look_) build(*look_);  // a tag changes no count of files
    });
    connect(&PastSearches::of(session), &PastSearches::changed, this, [this] {
        if (look_) build(*look_);
    });
    ask();
}

void EvidenceTreeModel::close_case() {
    asked_.forget();
    look_.reset();
    beginResetModel();
    root_ = std::make_unique<Node>();
    endResetModel();
    session_ = nullptr;
}

void EvidenceTreeModel::case_changed() {
    if (!asked_.is_open()) ask();
}

void EvidenceTreeModel::ask() {
    if (session_ == nullptr) return;
    asked_ = session_->ask<std::shared_ptr<Look>>(Lane::counts, &EvidenceTreeModel::look,
                                                  [this](const Result<std::shared_ptr<Look>>& look) {
                                                      if (!look) return;
                                                      look_ = *look;
                                                      build(*look_);
                                                  });
}

void EvidenceTreeModel::build(const Look& look) {
    // What the top of the tree would be now. Where it is what it was, only counts change, and open folders stay open.
    auto root = std::make_unique<Node>();
    add_evidence(*root, look);
    add_views(*root, look);
    add_findings(*root, look);
    add_tags(*root);
    add_searches(*root);

    // Where a part of the tree is what it was, only counts change and open folders stay open; a part that has changed
    // is put in place of the old one, and the others stay.
    const auto same = [](const auto& self, const Node& was, const Node& is) -> bool {
        if (was.key != is.key || was.label != is.label) return false;
        if (is.has == Node::Has::folders_unknown) return true;  // folders hang below it that a look does not know
        return std::ranges::equal(was.children, is.children,
                                  [&](const auto& a, const auto& b) { return self(self, *a, *b); });
    };
    const auto take_counts = [&](const auto& self, Node& was, Node& is) -> void {
        was.asks = std::move(is.asks);
        if (std::exchange(was.count, is.count) != is.count) emit dataChanged(index_of(was), index_of(was));
        if (is.has == Node::Has::folders_unknown) return;
        for (std::size_t i = 0; i < is.children.size(); ++i) self(self, *was.children[i], *is.children[i]);
    };
    if (root_->children.size() != root->children.size()) {
        beginResetModel();
        root_ = std::move(root);
        endResetModel();
        return;
    }
    for (std::size_t part = 0; part < root->children.size(); ++part) {
        Node& was = *root_->children[part];
        Node& is = *root->children[part];
        if (same(same, was, is)) {
            take_counts(take_counts, was, is);
            continue;
        }
        const QModelIndex index = index_of(was);
        if (!was.children.empty()) {
            beginRemoveRows(index, 0, static_cast<int>(was.children.size()) - 1);
            was.children.clear();
            endRemoveRows();
        }
        was.count = is.count;
        was.asks = std::move(is.asks);
        emit dataChanged(index, index);
        if (is.children.empty()) continue;
        beginInsertRows(index, 0, static_cast<int>(is.children.size()) - 1);
        was.children = std::move(is.children);
        was.has = is.has;
        for (const auto& child : was.children) child->parent = &was;
        endInsertRows();
    }
}

EvidenceTreeModel::Node* EvidenceTreeModel::node_of(const QModelIndex& index) const {
    return index.isValid() ? static_cast<Node*>(index.internalPointer()) : root_.get();
}

QModelIndex EvidenceTreeModel::index_of(const Node& node) const {
    if (node.parent == nullptr) return {};
    return createIndex(node.row, 0, &node);
}

QModelIndex EvidenceTreeModel::index(int row, int column, const QModelIndex& parent) const {
    const Node* node = node_of(parent);
    if (column != 0 || row < 0 || static_cast<std::size_t>(row) >= node->children.size()) return {};
    return createIndex(row, 0, node->children[static_cast<std::size_t>(row)].get());
}

QModelIndex EvidenceTreeModel::parent(const QModelIndex& child) const {
    if (!child.isValid()) return {};
    return index_of(*node_of(child)->parent);
}

int EvidenceTreeModel::rowCount(const QModelIndex& parent) const {
    return parent.column() > 0 ? 0 : static_cast<int>(node_of(parent)->children.size());
}

bool EvidenceTreeModel::hasChildren(const QModelIndex& parent) const {
    const Node* node = node_of(parent);
    return node->has == Node::Has::folders_unknown || node->has == Node::Has::folders_asked || !node->children.empty();
}

bool EvidenceTreeModel::canFetchMore(const QModelIndex& parent) const {
    return session_ != nullptr && node_of(parent)->has == Node::Has::folders_unknown;
}

void EvidenceTreeModel::fetchMore(const QModelIndex& parent) {
    Node* node = node_of(parent);
    if (session_ == nullptr || node->has != Node::Has::folders_unknown) return;
    node->has = Node::Has::folders_asked;
    FileQuery query = node->inside();
    query.kinds = {FileKind::directory};
    query.order = FileOrder::name;
    query.limit = most_folders;
    // The node owns the question, so that an answer never finds it gone.
    node->asked = session_->ask<Folders>(
        Lane::questions,
        [query](CaseReader& reader) -> Result<Folders> {
            Folders folders;
            const auto ids = TRY(reader.find(query));
            for (const FileRow& row : TRY(reader.rows(ids))) {
                folders.shown.push_back({row.id, in_cell(shown_name(row.name), false), shown_name(row.path),
                                         row.state == NameState::allocated});
            }
            if (ids.size() == most_folders) {
                FileQuery all = query;
                all.limit.reset();
                folders.left_out = TRY(reader.count(all)) - ids.size();
            }
            return folders;
        },
        [this, node](Result<Folders> folders) {
            if (folders)
                add_folders(*node, std::move(*folders));
            else
                node->has = Node::Has::folders_unknown;
        });
}

void EvidenceTreeModel::add_folders(Node& parent, Folders answer) {
    auto& folders = answer.shown;
    parent.has = Node::Has::children;
    const QModelIndex index = index_of(parent);
    if (folders.empty()) {
        emit dataChanged(index, index);  // it turned out to have none: the view takes the arrow away
        const QList<QPersistentModelIndex> place{index};
        emit layoutAboutToBeChanged(place);
        emit layoutChanged(place);
        return;
    }
    beginInsertRows(index, 0, static_cast<int>(folders.size() + (answer.left_out > 0 ? 1 : 0)) - 1);
    const QIcon there = icon("folder"), deleted = icon("deleted");
    parent.children.reserve(folders.size());
    for (Folder& folder : folders) {
        Node& node = parent.add({}, std::move(folder.label), nullptr);
        node.icon = folder.allocated ? there : deleted;
        node.folder = folder.id;
        node.path = std::move(folder.path);
        node.faint = !folder.allocated;
        node.has = Node::Has::folders_unknown;
    }
    if (answer.left_out > 0) {
        FileQuery all = parent.inside();
        all.kinds = {FileKind::directory};
        const QString words = tr("Folders in %1").arg(parent.folder ? parent.path : parent.label);
        Node& rest = parent.add({}, tr("%1 more folders, in the table").arg(shown_number(answer.left_out)), nullptr);
        rest.asks_files(std::move(all), words);
        rest.faint = true;
    }
    endInsertRows();
}

EvidenceTreeModel::Asks EvidenceTreeModel::asks(const QModelIndex& index) const {
    if (!index.isValid()) return {};
    const Node& node = *node_of(index);
    if (node.folder) return {Asks::For::files, node.inside(), {}, node.path, {}};
    return node.asks ? *node.asks : Asks{};
}

bool EvidenceTreeModel::is_above_files(const QModelIndex& index) const {
    const Node& node = *node_of(index);
    return !node.file_system && !node.folder;
}

std::optional<Id> EvidenceTreeModel::folder_of(const QModelIndex& index) const {
    return index.isValid() ? node_of(index)->folder : std::nullopt;
}

QModelIndex EvidenceTreeModel::index_of_folder(Id folder) const {
    const auto search = [&](const auto& self, const Node& node) -> const Node* {
        if (node.folder == folder) return &node;
        for (const auto& child : node.children) {
            if (const Node* found = self(self, *child)) return found;
        }
        return nullptr;
    };
    const Node* found = search(search, *root_);
    return found != nullptr ? index_of(*found) : QModelIndex{};
}

QVariant EvidenceTreeModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const Node& node = *node_of(index);
    switch (role) {
        case Qt::DisplayRole:
            if (!node.count) return node.label;
            return QStringLiteral("%1  (%2)").arg(node.label, shown_number(*node.count));
        case Qt::AccessibleTextRole:
        case Qt::ToolTipRole:
            return node.label.toHtmlEscaped();
        case Qt::DecorationRole:
            return node.icon;
        case Qt::FontRole:
            if (node.heading) return heading_font(QApplication::font(), 0);
            return {};
        case Qt::ForegroundRole:
            if (node.faint) return colours_for(QApplication::palette()).faint;
            return {};
        default:
            return {};
    }
}

}  // namespace sanad::gui
