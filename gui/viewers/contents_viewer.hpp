#pragma once
// The tab "Contents": files that modules took out of this one, members of an archive, attachments, thumbnails.
#include <QLabel>
#include <QTreeWidget>
#include <vector>

#include "gui/views/file_viewer.hpp"

namespace sanad::gui {

class ContentsViewer : public FileViewer {
    Q_OBJECT
public:
    explicit ContentsViewer(Workplace& workplace, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("contents"); }
    QString title() const override { return tr("Contents"); }
    bool fits(const FileRow& file) const override;
    void show_file(CaseSession& session, const FileRow& file) override;
    void clear() override;

    QTreeWidget& list() { return *list_; }
    /// What was taken out of the file is on the screen.
    bool is_settled() const { return !asked_.is_open(); }

private:
    QTreeWidget* list_;
    QLabel* status_;
    Asked asked_;
};

}  // namespace sanad::gui
