#pragma once
// The tab "Document": what a document or a mail says, as modules in the sandbox read it. Plain text: no markup, no
// pictures, no links that could be followed, no scripts. Of a mail its headers stand above, of a mailbox its messages
// beside.
#include <QLabel>
#include <QPlainTextEdit>
#include <QToolButton>
#include <QTreeWidget>
#include <optional>
#include <vector>

#include "gui/viewers/evidence_view.hpp"
#include "gui/views/facts_table.hpp"
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
    /// The text that was read from these bytes; in a mailbox, of the message that they lie in.
    void point_at(const SourceRange& range) override;
    void clear() override;

    QPlainTextEdit& text() { return *text_; }
    QString status() const { return status_->text(); }

    FactsTable& headers() { return *headers_; }
    QTreeWidget& messages() { return *messages_; }
    /// Every header line as it was recorded, folded away until it is asked for.
    QToolButton& unfold() { return *unfold_; }
    QPlainTextEdit& raw() { return *raw_; }

private:
    struct Piece {
        QString text;
        quint64 offset = 0, length = 0;  ///< the bytes it was read from
        bool holds(const SourceRange& range) const;
    };
    struct Shown {
        std::size_t piece = 0;
        qsizetype begin = 0, end = 0;  ///< in the text on the screen
    };
    void take(const EvidenceAnswer& answer);
    void show_message(std::size_t message);
    void show_text(const std::optional<SourceRange>& of);
    std::size_t message_pointed_at() const;
    void show_hit();

    QTreeWidget* messages_;
    FactsTable* headers_;
    QToolButton* unfold_;
    QPlainTextEdit* raw_;
    QPlainTextEdit* text_;
    QLabel* status_;
    QTimeZone zone_;
    std::vector<Piece> pieces_;
    std::vector<Shown> shown_;
    std::optional<SourceRange> hit_;
    std::vector<ArtifactRow> mails_;
    Wanted asked_;
    Asked asked_mails_;
};

}  // namespace sanad::gui
