#pragma once
// Everything the case knows of a file: its record, its content, where its bytes lie, and what became of it in each
// step.
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

private:
    void fill(const FileDetail& detail, const QTimeZone& zone);

    FactsTable* table_;
    Asked asked_;
};

}  // namespace sanad::gui
