#pragma once
// Files: what a node of the tree, a search or another place asks for, as a table.
#include <QCheckBox>

#include "gui/models/file_model.hpp"
#include "gui/views/place.hpp"
#include "gui/views/table_page.hpp"

namespace sanad::gui {

class FilesPlace : public Place {
    Q_OBJECT
public:
    explicit FilesPlace(Workplace& workplace, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("files"); }
    QString title() const override { return tr("Files"); }
    QIcon icon() const override;
    void open_case(CaseSession& session) override;
    void close_case() override;
    void case_changed() override;
    QList<QAction*> place_actions() override { return actions_; }
    QVariantMap remembered() const override;
    void recall(const QVariantMap& map) override;

    /// Lists what a question gives; the filters in the header go on narrowing it.
    void list(const FileQuery& query, const QString& what);
    /// Chooses a file among those listed, as soon as they have come.
    void choose(Id file) { page_->choose(file); }
    TablePage& page() { return *page_; }
    FileModel& model() { return *model_; }

private:
    void make_actions();
    void export_selected();
    void ask();
    void with_current(const std::function<void(const FileRow&)>& use);

    CaseSession* session_ = nullptr;
    FileModel* model_;
    TablePage* page_;
    QAction* below_;  ///< a folder with all below it
    QList<QAction*> actions_;
    FileQuery base_;
    QString what_;
    Asked asked_folder_;
};

}  // namespace sanad::gui
