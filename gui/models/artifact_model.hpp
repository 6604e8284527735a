#pragma once
// Findings as a table. Of one type, its attributes are the columns, as the catalog has them; of several, what they have
// in common: when, what, in words, from which file.
#include "core/artifact/catalog.hpp"
#include "core/store/artifact_query.hpp"
#include "gui/models/page_cache.hpp"
#include "gui/models/paged_table_model.hpp"

namespace sanad::gui {

class ArtifactModel : public PagedTableModel {
    Q_OBJECT
public:
    explicit ArtifactModel(QObject* parent = nullptr);

    void open_case(CaseSession& session);
    void close_case();
    void set_query(ArtifactQuery query);
    const ArtifactQuery& query() const { return query_; }
    void case_changed() { ask_ids(Refresh::grown); }
    const ArtifactRow* known(int row) const { return pages_.known(static_cast<std::size_t>(row)); }
    /// The catalog's type when all rows are of one.
    const ArtifactType* type() const { return type_; }

    QVariant data(const QModelIndex& index, int role) const override;
    void sort(int column, Qt::SortOrder order) override;
    [[nodiscard]] Asked ask_cells(std::vector<Id> ids, std::vector<int> columns,
                                  std::function<void(Result<Cells>)> answered) override;

protected:
    std::function<Result<std::vector<Id>>(CaseReader&)> ids_question() const override;
    void reset_rows() override { pages_.reset(rows()); }
    void refresh_rows() override { pages_.refresh(rows()); }

private:
    void settle_columns();
    void show_columns();

    ArtifactQuery query_;
    const ArtifactType* type_ = nullptr;
    mutable PageCache<ArtifactRow> pages_;
};

/// The value or values of one attribute as text; lists with semicolons between.
QString attribute_text(const Artifact& artifact, std::string_view name);
QString value_text(const AttributeValue& value);
/// The finding in a line: its first telling values.
QString artifact_summary(const Artifact& artifact);
/// The first time that it carries.
std::optional<Timestamp> artifact_time(const Artifact& artifact);

}  // namespace sanad::gui
