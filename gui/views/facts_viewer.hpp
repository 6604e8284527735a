#pragma once
// Everything the case knows of a file: its record, its content, where its bytes lie, what became of it in each step,
// and what examiners wrote on it.
#include <optional>
#include <vector>

#include "gui/marks.hpp"
#include "gui/views/facts_table.hpp"
#include "gui/views/file_viewer.hpp"

namespace sanad::gui {

class FactsViewer : public FileViewer {
    Q_OBJECT
public:
    explicit FactsViewer(Workplace& workplace, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("facts"); }
    QString title() const override { return tr("Facts"); }
    bool fits(const FileRow&) const override { return true; }
    void show_file(CaseSession& session, const FileRow& file) override;
    void clear() override;
    FactsTable& table() { return *table_; }

private:
    void fill();
    void fill_remarks();
    void marks_changed();
    const Remark* chosen_note() const;

    FactsTable* table_;
    QAction* take_back_;
    CaseSession* session_ = nullptr;
    QMetaObject::Connection marks_changed_;
    std::optional<FileDetail> detail_;
    std::vector<Remark> remarks_;  ///< as they are shown
    Asked asked_;
};

}  // namespace sanad::gui
