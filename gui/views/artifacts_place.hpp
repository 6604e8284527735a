#pragma once
// Findings: of one type with its attributes as columns, or of several.
#include <QComboBox>

#include "gui/models/artifact_model.hpp"
#include "gui/views/place.hpp"
#include "gui/views/table_page.hpp"

namespace sanad::gui {

class ArtifactsPlace : public Place {
    Q_OBJECT
public:
    explicit ArtifactsPlace(Workplace& workplace, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("artifacts"); }
    QString title() const override { return tr("Findings"); }
    QIcon icon() const override;
    void open_case(CaseSession& session) override;
    void close_case() override;
    void case_changed() override { model_->case_changed(); }
    QList<QAction*> place_actions() override { return actions_; }
    QVariantMap remembered() const override;
    void recall(const QVariantMap& map) override;

    void list(const ArtifactQuery& query, const QString& what);
    void choose(Id artifact) { page_->choose(artifact); }
    TablePage& page() { return *page_; }
    ArtifactModel& model() { return *model_; }

private:
    void make_actions();
    void ask();
    void with_current(const std::function<void(const ArtifactRow&)>& use);
    void show_finding(Id artifact);
    void list_same_digest(Id file);
    QString type_key() const;

    CaseSession* session_ = nullptr;
    ArtifactModel* model_;
    TablePage* page_;
    QList<QAction*> actions_;
    ArtifactQuery base_;
    QString what_;
    QVariantMap headers_;  ///< what of each type's columns is remembered
    Asked asked_row_, asked_file_;
};

}  // namespace sanad::gui
