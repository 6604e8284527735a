#pragma once
// Files as a table: a FileQuery, shown.
#include "gui/models/page_cache.hpp"
#include "gui/models/paged_table_model.hpp"

namespace sanad::gui {

class FileModel : public PagedTableModel {
    Q_OBJECT
public:
    explicit FileModel(QObject* parent = nullptr);

    /// The columns, in the order in which they stand at first.
    enum At {
        name,
        size,
        type,
        tags,
        modified_at,
        modified_local,  ///< in the case's zone, as the three below
        created_at,
        created_local,
        accessed_at,
        accessed_local,
        metadata_changed_at,
        metadata_changed_local,
        state,
        path,
        extension,
        kind,
        content_state,
        sha256,
        md5,
        address,
        column_count
    };

    void open_case(CaseSession& session);
    void close_case();
    /// What is listed; sort() changes its order only.
    void set_query(FileQuery query);
    const FileQuery& query() const { return query_; }
    void case_changed() { ask_ids(Refresh::grown); }
    /// Null while it is on its way.
    const FileRow* known(int row) const { return pages_.known(static_cast<std::size_t>(row)); }

    QVariant data(const QModelIndex& index, int role) const override;
    void sort(int column, Qt::SortOrder order) override;
    static std::optional<FileOrder> order_of(int column);
    [[nodiscard]] Asked ask_cells(std::vector<Id> ids, std::vector<int> columns,
                                  std::function<void(Result<Cells>)> answered) override;

    static QString text_of(const FileRow& file, int column, const QTimeZone& zone);

protected:
    std::function<Result<std::vector<Id>>(CaseReader&)> ids_question() const override;
    void reset_rows() override { pages_.reset(rows()); }
    void refresh_rows() override { pages_.refresh(rows()); }

private:
    void make_columns(const QTimeZone& zone);

    FileQuery query_;
    mutable PageCache<FileRow> pages_;
};

}  // namespace sanad::gui
