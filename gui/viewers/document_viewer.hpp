#pragma once
// The tab "Document": what a document or a mail says, as modules in the sandbox read it. Plain text: no markup, no
// pictures, no links that could be followed, no scripts.
#include <QLabel>
#include <QPlainTextEdit>

#include "gui/viewers/evidence_view.hpp"
#include "gui/views/file_viewer.hpp"

namespace sanad::gui {

class DocumentViewer : public FileViewer {
    Q_OBJECT
public:
    explicit DocumentViewer(Workplace& workplace, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("document"); }
    QString title() const override { return tr("Document"); }
    bool fits(const FileRow& file) const override;
    void show_file(CaseSession& session, const FileRow& file) override;
    void clear() override;

    QPlainTextEdit& text() { return *text_; }
    QString status() const { return status_->text(); }

private:
    QPlainTextEdit* text_;
    QLabel* status_;
    Wanted asked_;
};

}  // namespace sanad::gui
