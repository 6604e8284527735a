#include "gui/views/files_place.hpp"

#include <QVBoxLayout>
#include <utility>

#include "gui/dialogs/export_form.hpp"
#include "gui/icons.hpp"
#include "gui/shown_text.hpp"
#include "gui/views/place_action.hpp"
#include "gui/views/table_out.hpp"
#include "gui/views/tag_actions.hpp"

namespace sanad::gui {

FilesPlace::FilesPlace(Workplace& workplace, QWidget* parent) : Place{workplace, parent} {
    model_ = new FileModel{this};
    page_ = new TablePage{*model_, QStringLiteral("name"), this};
    page_->table().setAccessibleName(tr("Files"));
    auto* layout = new QVBoxLayout{this};
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(page_);
    setFocusProxy(&page_->table());
    make_actions();
    connect(page_, &TablePage::current_changed, this, [this](Id file) { this->workplace().show_file(file); });
    connect(page_, &TablePage::filters_changed, this, &FilesPlace::ask);
    connect(page_, &TablePage::activated, this, [this] {
        with_current([this](const FileRow& file) {
            if (file.kind != FileKind::directory) return this->workplace().show_file(file.id);
            FileQuery inside;
            inside.parent = file.id;
            list(inside, shown_name(file.path));
        });
    });
}

QIcon FilesPlace::icon() const {
    return gui::icon("files");
}

void FilesPlace::make_actions() {
    const auto add = [this](const QString& words, const QKeySequence& keys, std::function<void()> act) {
        return add_place_action(*this, actions_, words, keys, std::move(act));
    };
    page_->add_row_action(add(tr("Show in its folder"), QKeySequence{QStringLiteral("Ctrl+Shift+O")}, [this] {
        with_current([this](const FileRow& file) { workplace().list_in_folder(file.id); });
    }));
    page_->add_row_action(add(tr("Files of the same digest"), QKeySequence{QStringLiteral("Ctrl+D")}, [this] {
        with_current([this](const FileRow& file) {
            if (!file.digests) return workplace().say(tr("This file has no digest: its content was not read."));
            FileQuery same;
            same.sha256 = {file.digests->sha256};
            workplace().list_files(same, tr("Same content as %1").arg(shown_name(file.name)));
        });
    }));
    page_->add_row_action(add(tr("What was taken out of it"), QKeySequence{QStringLiteral("Ctrl+Shift+D")}, [this] {
        with_current([this](const FileRow& file) {
            FileQuery out;
            out.derived_from = file.id;
            workplace().list_files(out, tr("Taken out of %1").arg(shown_name(file.name)));
        });
    }));
    page_->add_row_action(add(tr("Findings in it"), QKeySequence{QStringLiteral("Ctrl+Shift+A")}, [this] {
        with_current([this](const FileRow& file) {
            ArtifactQuery found;
            found.file = file.id;
            workplace().list_artifacts(found, tr("Findings in %1").arg(shown_name(file.name)));
        });
    }));
    page_->add_row_action(add(tr("Show on the timeline"), QKeySequence{QStringLiteral("Ctrl+T")}, [this] {
        with_current([this](const FileRow& file) {
            const auto at = file.times.modified_at ? file.times.modified_at : file.times.created_at;
            if (!at) return workplace().say(tr("This file has no time."));
            workplace().show_on_timeline(*at);
        });
    }));
    make_tag_actions(
        *this, *page_, Taggable::file, actions_, [this] { return session_; }, this->workplace());
    page_->add_row_action(add(tr("Copy the cell"), QKeySequence::Copy, [this] { page_->copy_cell(); }));
    for (QAction* action : add_table_actions(*this, actions_, this->workplace(), QStringLiteral("files"),
                                             [this](bool only_chosen) { return page_->source(only_chosen); }))
        page_->add_row_action(action);
    page_->add_row_action(
        add(tr("Export the files…"), QKeySequence{QStringLiteral("Ctrl+Shift+E")}, [this] { export_selected(); }));
    add(tr("Narrow by name"), QKeySequence::Find, [this] { page_->find_line().setFocus(Qt::ShortcutFocusReason); });
    add(tr("Filter this column"), QKeySequence{QStringLiteral("Alt+Down")},
        [this] { page_->open_filter_of_current_column(); });
    add(tr("Remove all filters"), QKeySequence{QStringLiteral("Ctrl+Shift+X")}, [this] { page_->set_filters({}); });
    add(tr("Choose columns"), QKeySequence{QStringLiteral("Ctrl+Shift+L")}, [this] {
        page_->choose_columns(page_->header().mapToGlobal(QPoint{0, page_->header().height()}));
    });
    add(tr("All files"), QKeySequence{QStringLiteral("Ctrl+Home")}, [this] { list({}, tr("All files")); });
    below_ = add(tr("Include what lies below"), QKeySequence{QStringLiteral("Ctrl+B")}, [this] { ask(); });
    below_->setCheckable(true);
}

void FilesPlace::export_selected() {
    if (session_ == nullptr) return;
    auto files = page_->selected();
    if (files.empty()) return workplace().say(tr("Choose the files to export first."));
    if (files.size() > ExportForm::most_files)
        return workplace().say(tr("These are more than %1 files: `sanad export` on the command line writes them out.")
                                   .arg(shown_number(ExportForm::most_files)));
    auto* form = new ExportForm{std::move(files), workplace().person(), this};
    form->setAttribute(Qt::WA_DeleteOnClose);
    connect(form, &QDialog::accepted, this, [this, form] {
        if (session_ == nullptr) return;
        workplace().run_verb(
            form->arguments_for(session_->folder_text()),
            [this, folder = form->folder()] { workplace().say(tr("Exported to %1, with a manifest").arg(folder)); },
            form->passphrases());
    });
    form->open();
}

void FilesPlace::open_case(CaseSession& session) {
    session_ = &session;
    model_->open_case(session);
    page_->settle_columns();
    list({}, tr("All files"));
}

void FilesPlace::close_case() {
    asked_folder_.forget();
    session_ = nullptr;
    model_->close_case();
    page_->settle_columns();
    page_->set_filters({});
}

void FilesPlace::case_changed() {
    model_->case_changed();
}

QVariantMap FilesPlace::remembered() const {
    QVariantMap map = page_->remembered();
    map[QStringLiteral("below")] = below_->isChecked();
    return map;
}

void FilesPlace::recall(const QVariantMap& map) {
    below_->setChecked(map.value(QStringLiteral("below")).toBool());
    page_->recall(map);
}

void FilesPlace::list(const FileQuery& query, const QString& what) {
    base_ = query;
    what_ = what;
    ask();
}

void FilesPlace::ask() {
    if (session_ == nullptr) return;
    const auto narrowed = file_conditions(page_->filters());
    if (!narrowed) return page_->complain(QString::fromStdString(narrowed.error().what));
    page_->complain({});
    page_->set_subject(left_to_right(what_));
    if (!below_->isChecked() || !base_.parent) {
        asked_folder_.forget();
        FileQuery query = base_;
        query.also.push_back(*narrowed);
        model_->set_query(std::move(query));
        return;
    }
    // "All below" goes by the folder's path within its file system.
    asked_folder_ = session_->ask<std::vector<FileRow>>(
        Lane::rows,
        [folder = *base_.parent](CaseReader& reader) {
            return reader.rows(std::span{&folder, 1});
        },
        [this, narrowed = *narrowed](const Result<std::vector<FileRow>>& folder) {
            if (!folder || folder->empty()) return;
            FileQuery query;
            query.file_system = folder->front().file_system;
            query.under = folder->front().path;
            query.also.push_back(narrowed);
            model_->set_query(std::move(query));
        });
}

void FilesPlace::with_current(const std::function<void(const FileRow&)>& use) {
    const FileRow* file = model_->known(page_->table().currentIndex().row());
    if (file == nullptr) return workplace().say(tr("Choose a file first."));
    use(FileRow{*file});
}

}  // namespace sanad::gui
