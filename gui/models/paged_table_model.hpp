#pragma once
// The base of every long table: the ids of all rows in their order, known exactly, and the rows themselves by pages of
// 256 as they come into view. Sorting and filtering are questions to the case, never done here.
#include <QAbstractTableModel>
#include <QString>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "gui/case_session.hpp"

namespace sanad::gui {

/// What the examiner may ask of a column, and so which editor its filter has.
enum class ColumnKind : std::uint8_t { text, number, size, time, digest, choice, none };

struct Column {
    QString id;  ///< a word for settings: "modified_at"
    QString title;
    ColumnKind kind = ColumnKind::text;
    bool sorts = true;
    int width = 120;  ///< at the first time
    bool shown = true;
    QString meaning = {};  ///< tool tip of the header
};

class PagedTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;

    enum Role {
        id_role = Qt::UserRole,  ///< qlonglong
        faint_role,              ///< bool: of the second rank
    };

    const std::vector<Column>& columns() const { return columns_; }
    int column(const QString& id) const;  ///< -1: none

    std::size_t rows() const { return ids_->size(); }
    std::optional<Id> id_at(int row) const;
    /// -1: not among them.
    int row_of(Id id) const;
    const std::vector<Id>& ids() const { return *ids_; }

    /// True while the order or the selection of rows is being asked for; the old rows stay meanwhile.
    bool is_asking() const { return asked_ids_.is_open(); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Rows as cells of text for copying, asked for in the background: they may not be in view. Columns by number.
    using Cells = std::vector<QStringList>;
    [[nodiscard]] virtual Asked ask_cells(std::vector<Id> ids, std::vector<int> columns,
                                          std::function<void(Result<Cells>)> answered) = 0;

signals:
    void asking();
    /// The ids have come (or `error` says why not).
    void answered(const QString& error);

protected:
    void set_columns(std::vector<Column> columns) { columns_ = std::move(columns); }
    CaseSession* session() const { return session_; }
    void set_session(CaseSession* session) { session_ = session; }

    /// Asks for the ids. `grown`: the same question again because the case has changed; rows stay in place where they
    /// can.
    enum class Refresh : std::uint8_t { anew, grown };
    void ask_ids(Refresh refresh);
    virtual std::function<Result<std::vector<Id>>(CaseReader&)> ids_question() const = 0;
    /// The ids have been replaced: forget all rows. / They have grown, or stand as they were.
    virtual void reset_rows() = 0;
    virtual void refresh_rows() = 0;
    void clear_ids();
    std::shared_ptr<const std::vector<Id>> shared_ids() const { return ids_; }

private:
    void take_ids(std::vector<Id> ids, Refresh refresh);

    std::vector<Column> columns_;
    CaseSession* session_ = nullptr;
    std::shared_ptr<const std::vector<Id>> ids_ = std::make_shared<const std::vector<Id>>();
    Asked asked_ids_;
};

}  // namespace sanad::gui
