#include "gui/views/artifacts_place.hpp"

#include <QVBoxLayout>
#include <utility>

#include "gui/icons.hpp"
#include "gui/shown_text.hpp"
#include "gui/views/place_action.hpp"
#include "gui/views/table_out.hpp"
#include "gui/views/tag_actions.hpp"

namespace sanad::gui {

ArtifactsPlace::ArtifactsPlace(Workplace& workplace, QWidget* parent) : Place{workplace, parent} {
    model_ = new ArtifactModel{this};
    page_ = new TablePage{*model_, {}, this};
    page_->table().setAccessibleName(tr("Findings"));
    page_->find_line().hide();
    auto* layout = new QVBoxLayout{this};
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(page_);
    setFocusProxy(&page_->table());
    make_actions();
    connect(page_, &TablePage::current_changed, this, &ArtifactsPlace::show_finding);
    connect(page_, &TablePage::filters_changed, this, &ArtifactsPlace::ask);
}

QIcon ArtifactsPlace::icon() const {
    return gui::icon("artifacts");
}

void ArtifactsPlace::make_actions() {
    const auto add = [this](const QString& words, const QKeySequence& keys, std::function<void()> act) {
        return add_place_action(*this, actions_, words, keys, std::move(act));
    };
    page_->add_row_action(add(tr("Show the file it is in"), QKeySequence{QStringLiteral("Ctrl+Shift+O")}, [this] {
        with_current([this](const ArtifactRow& row) { workplace().list_in_folder(row.source_file); });
    }));
    page_->add_row_action(add(tr("All findings in that file"), QKeySequence{QStringLiteral("Ctrl+Shift+A")}, [this] {
        with_current([this](const ArtifactRow& row) {
            ArtifactQuery query;
            query.file = row.file;
            list(query, tr("Findings in %1").arg(shown_name(row.path)));
        });
    }));
    page_->add_row_action(add(tr("Files of the same digest"), QKeySequence{QStringLiteral("Ctrl+D")}, [this] {
        with_current([this](const ArtifactRow& row) { list_same_digest(row.source_file); });
    }));
    page_->add_row_action(add(tr("Show on the timeline"), QKeySequence{QStringLiteral("Ctrl+T")}, [this] {
        with_current([this](const ArtifactRow& row) {
            const auto at = artifact_time(row.artifact);
            if (!at) return workplace().say(tr("This finding has no time."));
            workplace().show_on_timeline(*at);
        });
    }));
    make_tag_actions(
        *this, *page_, Taggable::artifact, actions_, [this] { return session_; }, this->workplace());
    page_->add_row_action(add(tr("Copy the cell"), QKeySequence::Copy, [this] { page_->copy_cell(); }));
    for (QAction* action : add_table_actions(*this, actions_, this->workplace(), QStringLiteral("findings"),
                                             [this](bool only_chosen) { return page_->source(only_chosen); }))
        page_->add_row_action(action);
    add(tr("Filter this column"), QKeySequence{QStringLiteral("Alt+Down")},
        [this] { page_->open_filter_of_current_column(); });
    add(tr("Remove all filters"), QKeySequence{QStringLiteral("Ctrl+Shift+X")}, [this] { page_->set_filters({}); });
    add(tr("Choose columns"), QKeySequence{QStringLiteral("Ctrl+Shift+L")}, [this] {
        page_->choose_columns(page_->header().mapToGlobal(QPoint{0, page_->header().height()}));
    });
    add(tr("All findings"), QKeySequence{QStringLiteral("Ctrl+Home")}, [this] { list({}, tr("All findings")); });
}

void ArtifactsPlace::open_case(CaseSession& session) {
    session_ = &session;
    model_->open_case(session);
    page_->settle_columns();
    list({}, tr("All findings"));
}

void ArtifactsPlace::close_case() {
    asked_row_.forget();
    asked_file_.forget();
    session_ = nullptr;
    model_->close_case();
    base_ = {};
    headers_.clear();
    page_->settle_columns();
    page_->set_filters({});
}

QString ArtifactsPlace::type_key() const {
    return model_->type() != nullptr ? QString::fromStdString(std::string{model_->type()->name})
                                     : QStringLiteral("several");
}

QVariantMap ArtifactsPlace::remembered() const {
    QVariantMap map = headers_;
    map[type_key()] = page_->remembered();
    return map;
}

void ArtifactsPlace::recall(const QVariantMap& map) {
    headers_ = map;
    page_->recall(headers_.value(type_key()).toMap());
}

void ArtifactsPlace::list(const ArtifactQuery& query, const QString& what) {
    const bool other_columns = query.types != base_.types;
    if (other_columns) headers_[type_key()] = page_->remembered();
    base_ = query;
    what_ = what;
    if (!other_columns) return ask();
    // The filters of another type's columns do not go with this one's.
    page_->set_subject(what_);
    model_->set_query(base_);
    page_->settle_columns();
    page_->set_filters({});
    page_->recall(headers_.value(type_key()).toMap());
}

void ArtifactsPlace::ask() {
    if (session_ == nullptr) return;
    page_->set_subject(what_);
    auto conditions = artifact_conditions(page_->filters(), model_->columns());
    if (!conditions) return page_->complain(QString::fromStdString(conditions.error().what));
    ArtifactQuery query = base_;
    query.order = model_->query().order;
    query.descending = model_->query().descending;
    query.where.insert(query.where.end(), conditions->begin(), conditions->end());
    model_->set_query(std::move(query));
}

void ArtifactsPlace::show_finding(Id artifact) {
    if (const ArtifactRow* row = model_->known(page_->table().currentIndex().row());
        row != nullptr && row->id == artifact)
        return workplace().show_artifact(*row);
    asked_row_ = session_->ask<std::vector<ArtifactRow>>(
        Lane::rows,
        [artifact](CaseReader& reader) {
            return reader.artifacts(std::span{&artifact, 1});
        },
        [this](const Result<std::vector<ArtifactRow>>& rows) {
            if (rows && !rows->empty()) workplace().show_artifact(rows->front());
        });
}

/// Of the file that the finding's bytes lie in.
void ArtifactsPlace::list_same_digest(Id file) {
    if (session_ == nullptr) return;
    asked_file_ = session_->ask<std::vector<FileRow>>(
        Lane::rows,
        [file](CaseReader& reader) {
            return reader.rows(std::span{&file, 1});
        },
        [this](const Result<std::vector<FileRow>>& rows) {
            if (!rows || rows->empty()) return;
            const FileRow& found = rows->front();
            if (!found.digests) return workplace().say(tr("This file has no digest: its content was not read."));
            FileQuery same;
            same.sha256 = {found.digests->sha256};
            workplace().list_files(same, tr("Same content as %1").arg(shown_name(found.name)));
        });
}

void ArtifactsPlace::with_current(const std::function<void(const ArtifactRow&)>& use) {
    const ArtifactRow* row = model_->known(page_->table().currentIndex().row());
    if (row == nullptr) return workplace().say(tr("Choose a finding first."));
    use(ArtifactRow{*row});
}

}  // namespace sanad::gui
