#pragma once
// What the tree is made of; only for the files of EvidenceTreeModel.
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "gui/icons.hpp"
#include "gui/models/evidence_tree_model.hpp"

namespace sanad::gui {

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
        asking() = {Asks::For::files, std::move(query), {}, std::move(words), {}};
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

struct EvidenceTreeModel::ImageLook {
    ImageRow image;
    std::vector<VolumeRow> volumes;
    std::vector<FileSystemRow> file_systems;
};

/// What the case holds, asked at once.
struct EvidenceTreeModel::Look {
    struct HashSetFound {
        std::uint64_t notable = 0, known = 0;  ///< files, by what the set was used as
    };
    std::vector<EvidenceItem> items;
    std::vector<ImageLook> images;
    CaseSummary summary;
    std::map<std::string, HashSetFound> hash_sets;  ///< by name: those that hold something
    std::uint64_t notable = 0, known = 0;           ///< files in any such set of the kind
    std::map<std::string, std::uint64_t> artifacts;
};

}  // namespace sanad::gui
