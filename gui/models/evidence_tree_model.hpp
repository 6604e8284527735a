#pragma once
// The tree beside the table: the case, its items, images, volumes, file systems, folders; ready-made views of the
// files; findings by family; tags; what was searched for. Every node is a question; folders are asked for when they are
// opened.
#include <QAbstractItemModel>
#include <QIcon>
#include <memory>
#include <vector>

#include "gui/case_session.hpp"
#include "gui/past_searches.hpp"

namespace sanad::gui {

class EvidenceTreeModel : public QAbstractItemModel {
    Q_OBJECT
public:
    explicit EvidenceTreeModel(QObject* parent = nullptr);
    ~EvidenceTreeModel() override;

    /// What choosing a node asks for.
    struct Asks {
        enum class For : std::uint8_t { nothing, files, artifacts, search } what = For::nothing;
        FileQuery files{};
        ArtifactQuery artifacts{};
        QString words{};  ///< of the list: "Deleted files"
        PastSearch search{};
    };

    void open_case(CaseSession& session);
    void close_case();
    /// Counts and new items; folders that are open stay.
    void case_changed();

    Asks asks(const QModelIndex& index) const;
    /// Above file systems and folders: what is open from the start.
    bool is_above_files(const QModelIndex& index) const;
    /// The folder of a node, for finding a place again.
    std::optional<Id> folder_of(const QModelIndex& index) const;
    /// The node of a folder that has been opened; invalid when it has not.
    QModelIndex index_of_folder(Id folder) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& = {}) const override { return 1; }
    bool hasChildren(const QModelIndex& parent = {}) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;
    QVariant data(const QModelIndex& index, int role) const override;

    struct Node;

    /// Folders of one place that the tree shows, by name. Nobody reads more in a tree; the rest is one node, which
    /// lists them all as a table.
    static constexpr std::size_t most_folders = 10'000;

private:
    struct Look;
    static Result<std::shared_ptr<Look>> look(CaseReader& reader);
    void ask();
    void build(const Look& look);
    // The parts of the tree, in evidence_tree_parts.cpp. `root` has been made and is not shown yet.
    struct ImageLook;
    void add_evidence(Node& root, const Look& look) const;
    static bool lies_in_another(const VolumeRow& volume);
    static QString volume_label(const Volume& volume);
    void add_volume(Node& above, const VolumeRow& row, const ImageLook& of) const;
    void add_file_system(Node& of_volume, const FileSystemRow& system) const;
    void add_views(Node& root, const Look& look) const;
    void add_hash_sets(Node& views, const Look& look) const;
    void add_findings(Node& root, const Look& look) const;
    void add_tags(Node& root) const;
    void add_searches(Node& root) const;
    Node* node_of(const QModelIndex& index) const;
    QModelIndex index_of(const Node& node) const;
    struct Folder {
        Id id;
        QString label, path;
        bool allocated;
    };
    struct Folders {
        std::vector<Folder> shown;
        std::uint64_t left_out = 0;
    };
    void add_folders(Node& parent, Folders answer);

    CaseSession* session_ = nullptr;
    std::unique_ptr<Node> root_;
    std::shared_ptr<const Look> look_;  ///< the latest
    Asked asked_;
};

}  // namespace sanad::gui
