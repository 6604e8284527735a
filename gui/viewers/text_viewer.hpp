#pragma once
// The tab "Text": the file's bytes as text of an encoding that the examiner can choose.
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <optional>

#include "gui/viewers/evidence_view.hpp"
#include "gui/views/file_viewer.hpp"

namespace sanad::gui {

class TextViewer : public FileViewer {
    Q_OBJECT
public:
    explicit TextViewer(Workplace& workplace, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("text"); }
    QString title() const override { return tr("Text"); }
    bool fits(const FileRow& file) const override { return file.content.has_value() && file.size > 0; }
    void show_file(CaseSession& session, const FileRow& file) override;
    void point_at(const SourceRange& range) override;
    void clear() override;

    QPlainTextEdit& text() { return *text_; }

private:
    void ask_piece(quint64 offset);
    void show_piece();
    void show_hit();
    void find();

    QPlainTextEdit* text_;
    QComboBox* encoding_;
    QPushButton *before_, *after_;
    QLineEdit* find_;
    QLabel* status_;
    EvidenceView* evidence_ = nullptr;
    Id file_ = 0;
    quint64 size_ = 0, offset_ = 0;
    QByteArray piece_;
    std::optional<SourceRange> hit_;
    Wanted asked_;
};

}  // namespace sanad::gui
