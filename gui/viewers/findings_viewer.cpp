#include "gui/viewers/findings_viewer.hpp"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <map>

#include "gui/shown_text.hpp"
#include "gui/theme.hpp"
#include "gui/viewers/attached_file.hpp"
#include "gui/viewers/finding_text.hpp"
#include "gui/viewers/plain_copy.hpp"

namespace sanad::gui {
namespace {

constexpr std::uint64_t most_findings_shown = 20'000;
constexpr int row_role = Qt::UserRole;

/// What tells one finding from the next at a glance: its first two texts.
QString gist(const Artifact& artifact) {
    QStringList words;
    for (const Attribute& attribute : artifact.attributes) {
        if (const auto* text = std::get_if<std::string>(&attribute.value); text != nullptr && !text->empty())
            words += value_in_cell(shown_name(text->substr(0, 200)));
        if (words.size() == 2) break;
    }
    return words.join(QStringLiteral(" · "));
}

}  // namespace

FindingsViewer::FindingsViewer(Workplace& workplace, QWidget* parent) : FileViewer{workplace, parent} {
    list_ = new QTreeWidget;
    list_->setHeaderLabels({tr("Finding"), tr("Value"), tr("When")});
    list_->header()->resizeSection(0, 230);
    list_->header()->resizeSection(1, 420);
    list_->setUniformRowHeights(true);
    list_->setAlternatingRowColors(true);
    list_->setAccessibleName(tr("Findings in this file"));
    copy_plainly(*list_);
    chat_ = new ChatPage;
    pages_ = new QStackedWidget;
    pages_->addWidget(list_);
    pages_->addWidget(chat_);
    status_ = new QLabel;
    status_->setWordWrap(true);
    forms_ = new QButtonGroup{this};
    bar_ = new QWidget;
    auto* bar = new QHBoxLayout{bar_};
    bar->setContentsMargins(spacing::normal, spacing::tight, spacing::normal, spacing::tight);
    int number = 0;
    for (const QString& words : {tr("List"), tr("Conversation")}) {
        auto* button = new QToolButton;
        button->setText(words);
        button->setCheckable(true);
        button->setAutoRaise(true);
        forms_->addButton(button, number++);
        bar->addWidget(button);
    }
    bar->addStretch(1);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(spacing::normal, spacing::tight, spacing::normal, spacing::tight);
    foot->addWidget(status_, 1);
    auto* layout = new QVBoxLayout{this};
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(bar_);
    layout->addWidget(pages_, 1);
    layout->addLayout(foot);
    connect(forms_, &QButtonGroup::idClicked, this, [this](int form) { pages_->setCurrentIndex(form); });
    connect(list_, &QTreeWidget::currentItemChanged, this, &FindingsViewer::tell);
    connect(list_, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem* item) {
        const QVariant row = item->data(0, row_role);
        if (row.isValid() && row.toULongLong() < findings_.size())
            this->workplace().show_artifact(findings_[row.toULongLong()]);
    });
    connect(chat_, &ChatPage::chosen, this, [this](std::size_t row) {
        if (row < findings_.size()) this->workplace().show_artifact(findings_[row]);
    });
    connect(chat_, &ChatPage::file_wanted, this, [this](std::size_t row) {
        wanted_files_.push_back(row);
        find_next_file();
    });
    connect(chat_, &ChatPage::file_chosen, this, [this](Id file) { this->workplace().show_file(file); });
}

/// Nobody waits for it: the name of the file stands there already.
void FindingsViewer::find_next_file() {
    if (session_ == nullptr || asked_file_.is_open() || wanted_files_.empty()) return;
    const std::size_t row = wanted_files_.front();
    wanted_files_.pop_front();
    if (row >= findings_.size()) return find_next_file();
    asked_file_ = session_->ask<std::optional<Id>>(
        Lane::counts, [message = findings_[row]](CaseReader& reader) { return attached_file(reader, message); },
        [this, row](const Result<std::optional<Id>>& file) {
            asked_file_.forget();
            if (file && *file) chat_->set_file(row, **file);
            find_next_file();
        });
}

void FindingsViewer::show_file(CaseSession& session, const FileRow& file) {
    clear();
    file_ = file.id;
    session_ = &session;
    status_->setText(tr("Reading …"));
    asked_ = session.ask<std::vector<ArtifactRow>>(
        Lane::questions,
        [id = file.id](CaseReader& reader) -> Result<std::vector<ArtifactRow>> {
            ArtifactQuery query;
            query.file = id;
            query.limit = most_findings_shown;
            return reader.artifacts(TRY(reader.find_artifacts(query)));
        },
        [this, zone = session.zone()](Result<std::vector<ArtifactRow>> found) {
            if (!found) {
                status_->setText(QString::fromStdString(found.error().what));
                return;
            }
            findings_ = std::move(*found);
            fill(zone);
        });
}

void FindingsViewer::point_at(const SourceRange& range) {
    pending_ = range;
    for (int group = 0; group < list_->topLevelItemCount(); ++group) {
        for (int i = 0; i < list_->topLevelItem(group)->childCount(); ++i) {
            QTreeWidgetItem* item = list_->topLevelItem(group)->child(i);
            const ArtifactRow& row = findings_[item->data(0, row_role).toULongLong()];
            if (row.artifact.source.offset != range.offset || row.artifact.source.length != range.length) continue;
            list_->setCurrentItem(item);
            pending_.reset();
            return;
        }
    }
}

void FindingsViewer::clear() {
    asked_.forget();
    asked_file_.forget();
    wanted_files_.clear();
    session_ = nullptr;
    pending_.reset();
    chat_->clear();
    list_->clear();
    findings_.clear();
    status_->clear();
    bar_->hide();
    pages_->setCurrentIndex(0);
}

void FindingsViewer::fill(const QTimeZone& zone) {
    std::map<std::string, QTreeWidgetItem*> groups;
    list_->setUpdatesEnabled(false);
    for (std::size_t i = 0; i < findings_.size(); ++i) {
        const ArtifactRow& row = findings_[i];
        QTreeWidgetItem*& group = groups[row.artifact.type];
        if (group == nullptr) group = new QTreeWidgetItem{list_, {type_label(row.artifact.type)}};
        auto* item = new QTreeWidgetItem{group};
        const auto at = main_time(row.artifact);
        item->setText(0, tr("Finding %1").arg(row.id));
        item->setText(1, gist(row.artifact));
        item->setText(2, at ? shown_time(*at) : QString{});
        item->setData(0, row_role, static_cast<qulonglong>(i));
        for (const Attribute& attribute : row.artifact.attributes) {
            auto* value = new QTreeWidgetItem{item};
            value->setText(0, attribute_label(attribute.name));
            value->setText(1, shown_value(attribute.value, zone));
            value->setData(0, row_role, static_cast<qulonglong>(i));
        }
        auto* source = new QTreeWidgetItem{item};
        source->setText(0, tr("Rests on"));
        source->setText(1, tr("%1 bytes at %2 of %3")
                               .arg(shown_number(row.artifact.source.length), shown_number(row.artifact.source.offset),
                                    left_to_right(shown_name(row.source_path))));
        source->setData(0, row_role, static_cast<qulonglong>(i));
        auto* by = new QTreeWidgetItem{item};
        by->setText(0, tr("Said by"));
        by->setText(1, left_to_right(shown_name(row.module + " " + row.version)));
        by->setData(0, row_role, static_cast<qulonglong>(i));
    }
    for (const auto& [type, group] : groups) {
        group->setText(1, tr("Findings: %1").arg(group->childCount()));
        if (groups.size() == 1 || group->childCount() <= 3) group->setExpanded(true);
    }
    if (groups.size() == 1 && findings_.size() == 1) list_->topLevelItem(0)->child(0)->setExpanded(true);
    list_->setUpdatesEnabled(true);
    chat_->show_findings(findings_, zone);
    bar_->setVisible(!chat_->empty());
    const int form = chat_->empty() ? 0 : 1;
    forms_->button(form)->setChecked(true);
    pages_->setCurrentIndex(form);
    if (pending_) point_at(*std::exchange(pending_, std::nullopt));
    tell();
}

void FindingsViewer::tell() {
    if (findings_.empty()) {
        status_->setText(tr("No module found anything in this file"));
        return;
    }
    QString words = tr("Findings: %1").arg(findings_.size());
    if (findings_.size() >= most_findings_shown)
        words = tr("The first %1 findings").arg(shown_number(most_findings_shown));
    words += QStringLiteral(" · ") + tr("Enter shows the bytes a finding rests on");
    status_->setText(words);
}

}  // namespace sanad::gui
