#include "gui/models/evidence_tree_model.hpp"

#include <QApplication>
#include <QFont>
#include <QPixmap>
#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "core/artifact/catalog.hpp"
#include "gui/icons.hpp"
#include "gui/marks.hpp"
#include "gui/shown_text.hpp"
#include "gui/theme.hpp"
#include "gui/viewers/finding_text.hpp"

namespace sanad::gui {
namespace {

constexpr std::uint64_t mebibyte = 1 << 20;

}  // namespace

struct EvidenceTreeModel::Node {
    enum class Has : std::uint8_t { nothing, children, folders_unknown, folders_asked } has = Has::nothing;
    QString key;  ///< stays the same from one look to the next
    QString label;
    QIcon icon;
    std::optional<std::uint64_t> count;
    bool heading = false;
    bool faint = false;
    std::unique_ptr<Asks> asks;  ///< null: nothing, or for a folder what lies in it
    std::optional<Id> file_system, folder;
    QString path;  ///< of the folder. There may be very many: what they ask is made when it is asked
    Node* parent = nullptr;
    int row = 0;  ///< among its parent's children, which stay in the order in which they were added
    std::vector<std::unique_ptr<Node>> children;
    Asked asked;

    Node& add(QString key_, QString label_, const char* icon_name) {
        auto& node = children.emplace_back(std::make_unique<Node>());
        node->key = std::move(key_);
        node->label = std::move(label_);
        if (icon_name != nullptr) node->icon = gui::icon(icon_name);
        node->parent = this;
        node->row = static_cast<int>(children.size()) - 1;
        if (has == Has::nothing) has = Has::children;
        return *node;
    }
    Asks& asking() {
        if (!asks) asks = std::make_unique<Asks>();
        return *asks;
    }
    void asks_files(FileQuery query, QString words) {
        asking() = {Asks::For::files, std::move(query), {}, std::move(words)};
    }
    /// What lies right beneath a folder or a file system.
    FileQuery inside() const {
        FileQuery query;
        query.parent = folder;
        query.file_system = file_system;
        query.top_level = file_system.has_value();
        return query;
    }
};

struct EvidenceTreeModel::Look {
    struct ImageLook {
        ImageRow image;
        std::vector<VolumeRow> volumes;
        std::vector<FileSystemRow> file_systems;
    };
    std::vector<EvidenceItem> items;
    std::vector<ImageLook> images;
    CaseSummary summary;
    std::map<std::string, std::uint64_t> artifacts;
};

EvidenceTreeModel::EvidenceTreeModel(QObject* parent) : QAbstractItemModel{parent}, root_{std::make_unique<Node>()} {}
EvidenceTreeModel::~EvidenceTreeModel() = default;

void EvidenceTreeModel::open_case(CaseSession& session) {
    session_ = &session;
    connect(&session.marks(), &Marks::changed, this, [this] {
        if (look_) build(*look_);  // a tag changes no count of files
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

Result<std::shared_ptr<EvidenceTreeModel::Look>> EvidenceTreeModel::look(CaseReader& reader) {
    auto look = std::make_shared<Look>();
    look->items = TRY(reader.evidence_items());
    for (ImageRow& image : TRY(reader.images())) {
        auto& of_image = look->images.emplace_back();
        of_image.volumes = TRY(reader.volumes(image.id));
        of_image.file_systems = TRY(reader.file_systems(image.id));
        of_image.image = std::move(image);
    }
    look->summary = TRY(reader.summary());
    look->artifacts = TRY(reader.artifact_counts());
    return look;
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

    Node& evidence = root->add(QStringLiteral("evidence"), tr("Evidence"), nullptr);
    evidence.heading = true;
    evidence.asks_files({}, tr("All files"));
    for (const EvidenceItem& item : look.items) {
        const QString exhibit = shown_name(item.exhibit_number);
        Node& of_item = evidence.add(
            QStringLiteral("item/%1").arg(item.id),
            item.description.empty() ? exhibit : QStringLiteral("%1  %2").arg(exhibit, shown_name(item.description)),
            "item");
        FileQuery in_item;
        in_item.evidence_item = item.id;
        of_item.asks_files(in_item, of_item.label);
        for (const auto& [image, volumes, file_systems] : look.images) {
            if (image.evidence_item != item.id) continue;
            const QString first =
                image.segments.empty() ? tr("image %1").arg(image.id) : shown_name(image.segments[0].name);
            Node& of_image = of_item.add(QStringLiteral("image/%1").arg(image.id), first, "disk");
            FileQuery in_image;
            in_image.image = image.id;
            of_image.asks_files(in_image, first);
            for (const FileSystemRow& system : file_systems) {
                const auto volume = std::ranges::find(volumes, system.volume, &VolumeRow::id);
                QString label = shown_name(system.facts.type);
                if (!system.facts.label.empty())
                    label = QStringLiteral("%1  %2").arg(shown_name(system.facts.label), label);
                if (volume != volumes.end() &&
                    (volume->volume.kind == VolumeKind::partition || volume->volume.kind == VolumeKind::unallocated))
                    label = in_cell(tr("%1: %2").arg(volume->volume.ordinal).arg(label), false);
                Node& of_system = of_image.add(QStringLiteral("file_system/%1").arg(system.id), label, "file_system");
                FileQuery in_system;
                in_system.file_system = system.id;
                of_system.asks_files(in_system, label);
                // Why it is not listed; or of one that is, what else there is to know: that no partition claims it.
                if (!system.facts.reason.empty())
                    of_system.label += QStringLiteral(" · ") + shown_name(system.facts.reason);
                if (!system.facts.readable) {
                    of_system.faint = true;
                    continue;
                }
                of_system.has = Node::Has::folders_unknown;
                of_system.file_system = system.id;
            }
        }
    }

    Node& views = root->add(QStringLiteral("views"), tr("Views of the files"), nullptr);
    views.heading = true;
    const auto view = [&](Node& parent, const QString& key, const QString& label, const char* icon_name,
                          FileQuery query, std::optional<std::uint64_t> count) -> Node& {
        Node& node = parent.add(QStringLiteral("view/") + key, label, icon_name);
        node.asks_files(std::move(query), label);
        node.count = count;
        return node;
    };
    const CaseSummary& summary = look.summary;
    FileQuery query;
    query.states = {NameState::deleted, NameState::orphan};
    view(views, QStringLiteral("deleted"), tr("Deleted and orphan"), "deleted", query,
         summary.deleted + summary.orphans);
    query = {};
    query.mismatch_only = true;
    view(views, QStringLiteral("mismatch"), tr("Content contradicts the name"), "mismatch", query, std::nullopt);
    query = {};
    query.content_states = {ContentState::pending, ContentState::not_read};
    view(views, QStringLiteral("not_examined"), tr("Not examined"), "warning", query, std::nullopt);
    query = {};
    query.damaged_only = true;
    view(views, QStringLiteral("damaged"), tr("Damaged"), "warning", query, std::nullopt);
    query = {};
    query.streams = true;
    view(views, QStringLiteral("streams"), tr("Alternate streams"), "file", query, summary.streams);

    Node& types = views.add(QStringLiteral("types"), tr("By type"), "type");
    types.asks_files({}, tr("All files"));
    for (const auto& [family, count] : summary.by_type_family) {
        if (family.empty()) continue;
        FileQuery of_family;
        of_family.mime_types = {family + "/*"};
        view(types, QStringLiteral("type/") + from_utf8(family), shown_name(family), "file", of_family, std::nullopt);
    }
    Node& sizes = views.add(QStringLiteral("sizes"), tr("By size"), "size");
    sizes.asks_files({}, tr("All files"));
    const auto size = [&](const QString& key, const QString& label, std::optional<std::uint64_t> from,
                          std::optional<std::uint64_t> to) {
        FileQuery sized;
        sized.min_size = from;
        sized.max_size = to;
        view(sizes, QStringLiteral("size/") + key, label, "file", sized, std::nullopt);
    };
    size(QStringLiteral("empty"), tr("Empty"), std::nullopt, 0);
    size(QStringLiteral("small"), tr("Up to 1 MiB"), 1, mebibyte - 1);
    size(QStringLiteral("medium"), tr("1 MiB to 50 MiB"), mebibyte, 50 * mebibyte - 1);
    size(QStringLiteral("large"), tr("50 MiB to 1 GiB"), 50 * mebibyte, 1024 * mebibyte - 1);
    size(QStringLiteral("huge"), tr("1 GiB and more"), 1024 * mebibyte, std::nullopt);

    Node& findings = root->add(QStringLiteral("findings"), tr("Findings"), nullptr);
    findings.heading = true;
    findings.asking().what = Asks::For::artifacts;
    findings.asking().words = tr("All findings");
    std::map<std::string, Node*> families;
    std::map<std::string, std::uint64_t> family_counts;
    std::uint64_t all = 0;
    for (const auto& [name, count] : look.artifacts) {
        family_counts[name.substr(0, name.find('.'))] += count;
        all += count;
    }
    findings.count = all;
    for (const auto& [name, count] : look.artifacts) {
        const std::string family = name.substr(0, name.find('.'));
        Node*& of_family = families[family];
        if (of_family == nullptr) {
            const QString label = family_label(family);
            of_family = &findings.add(QStringLiteral("family/") + from_utf8(family), label, "artifacts");
            of_family->asking().what = Asks::For::artifacts;
            of_family->asking().artifacts.types = {family + ".*"};
            of_family->asking().words = label;
            of_family->count = family_counts[family];
        }
        Node& of_type = of_family->add(QStringLiteral("artifact/") + from_utf8(name), type_label(name), nullptr);
        of_type.asking().what = Asks::For::artifacts;
        of_type.asking().artifacts.types = {name};
        of_type.asking().words = of_type.label;
        of_type.count = count;
    }

    Node& tags = root->add(QStringLiteral("tags"), tr("Tags"), nullptr);
    tags.heading = true;
    for (const Tag& tag : session_->marks().tags()) {
        Node& of_tag = tags.add(QStringLiteral("tag/") + tag.name, tag.name, nullptr);
        QPixmap dot{spacing::icon, spacing::icon};
        dot.fill(tag.colour);
        of_tag.icon = QIcon{dot};
        of_tag.count = tag.files.size() + tag.artifacts.size();
        const auto ask_files = [&](Node& node) {
            FileQuery tagged;
            tagged.ids = tag.files;
            node.asks_files(tagged, tr("Tagged “%1”").arg(tag.name));
        };
        const auto ask_artifacts = [&](Node& node) {
            node.asking().what = Asks::For::artifacts;
            node.asking().artifacts.ids = tag.artifacts;
            node.asking().words = tr("Tagged “%1”").arg(tag.name);
        };
        if (tag.files.empty() && !tag.artifacts.empty()) {
            ask_artifacts(of_tag);
        } else {
            ask_files(of_tag);
        }
        if (!tag.files.empty() && !tag.artifacts.empty()) {
            Node& of_files = of_tag.add(of_tag.key + QStringLiteral("/files"), tr("Files"), "file");
            of_files.count = tag.files.size();
            ask_files(of_files);
            Node& of_artifacts = of_tag.add(of_tag.key + QStringLiteral("/findings"), tr("Findings"), "artifacts");
            of_artifacts.count = tag.artifacts.size();
            ask_artifacts(of_artifacts);
        }
    }

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
    if (node.folder) return {Asks::For::files, node.inside(), {}, node.path};
    return node.asks ? *node.asks : Asks{};
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
