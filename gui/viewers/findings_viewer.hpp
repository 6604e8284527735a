#pragma once
// The tab "Findings": what modules found in this file, each with the bytes it rests on and the module that says so; as
// a list, as conversations, or as mail.
#include <QButtonGroup>
#include <QLabel>
#include <QListWidget>
#include <QStackedWidget>
#include <QTreeWidget>
#include <deque>
#include <vector>

#include "gui/viewers/chat_page.hpp"
#include "gui/views/file_viewer.hpp"

namespace sanad::gui {

class FindingsViewer : public FileViewer {
    Q_OBJECT
public:
    explicit FindingsViewer(Workplace& workplace, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("findings"); }
    QString title() const override { return tr("Findings"); }
    bool fits(const FileRow& file) const override { return file.content.has_value(); }
    void show_file(CaseSession& session, const FileRow& file) override;
    void point_at(const SourceRange& range) override;
    void clear() override;

    QTreeWidget& list() { return *list_; }
    ChatPage& chat() { return *chat_; }
    const std::vector<ArtifactRow>& findings() const { return findings_; }
    /// What was found is on the screen.
    bool is_settled() const { return !asked_.is_open(); }

private:
    void fill(const QTimeZone& zone);
    void tell();
    void find_next_file();

    QStackedWidget* pages_;
    QTreeWidget* list_;
    ChatPage* chat_;
    QLabel* status_;
    QButtonGroup* forms_;
    QWidget* bar_;
    std::vector<ArtifactRow> findings_;
    Id file_ = 0;
    std::optional<SourceRange> pending_;
    CaseSession* session_ = nullptr;
    std::deque<std::size_t> wanted_files_;  ///< rows whose attachment is looked for, one after another
    Asked asked_, asked_file_;
};

}  // namespace sanad::gui
