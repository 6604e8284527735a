#include "gui/views/facts_viewer.hpp"

#include <QAction>
#include <QScrollBar>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "gui/shown_text.hpp"
#include "gui/theme.hpp"

namespace sanad::gui {
namespace {

constexpr std::size_t extents_shown = 200;
constexpr int mark_role = Qt::UserRole;

/// Lines of an examiner stay lines; nothing in them turns them around.
QString shown_lines(const QString& text) {
    QStringList lines = text.split(u'\n');
    for (QString& line : lines) line = in_cell(shown_name(line.toStdString()), false);
    return lines.join(u'\n');
}

}  // namespace

FactsViewer::FactsViewer(Workplace& workplace, QWidget* parent) : FileViewer{workplace, parent} {
    table_ = new FactsTable{this};
    table_->setAccessibleName(tr("Facts of the file"));
    auto* layout = new QVBoxLayout{this};
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(table_);
    take_back_ = new QAction{tr("Take this note back"), table_};
    take_back_->setShortcut(QKeySequence::Delete);
    take_back_->setShortcutContext(Qt::WidgetShortcut);
    take_back_->setEnabled(false);
    table_->addAction(take_back_);
    table_->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(table_, &QTreeWidget::currentItemChanged, this,
            [this] { take_back_->setEnabled(chosen_note() != nullptr); });
    connect(take_back_, &QAction::triggered, this, [this] {
        if (const Remark* note = chosen_note()) session_->marks().take_back_note(*note);
    });
}

void FactsViewer::show_file(CaseSession& session, const FileRow& file) {
    clear();
    session_ = &session;
    marks_changed_ = connect(&session.marks(), &Marks::changed, this, &FactsViewer::marks_changed);
    asked_ = session.ask<FileDetail>(
        Lane::rows, [id = file.id](CaseReader& reader) { return reader.file(id); },
        [this](Result<FileDetail> detail) {
            table_->clear();
            if (!detail) {
                table_->add(tr("Error"), QString::fromStdString(detail.error().what));
                return;
            }
            detail_ = std::move(*detail);
            fill();
        });
}

void FactsViewer::clear() {
    asked_.forget();
    disconnect(marks_changed_);
    session_ = nullptr;
    detail_.reset();
    remarks_.clear();
    table_->clear();
}

void FactsViewer::marks_changed() {
    if (!detail_ || session_->marks().remarks_of(detail_->file.id) == remarks_) return;
    const int scrolled = table_->verticalScrollBar()->value();
    table_->clear();
    fill();
    table_->verticalScrollBar()->setValue(scrolled);
}

const Remark* FactsViewer::chosen_note() const {
    const QTreeWidgetItem* item = table_->currentItem();
    if (item == nullptr || session_ == nullptr) return nullptr;
    const auto found = std::ranges::find(remarks_, item->data(0, mark_role).toULongLong(), &Remark::mark);
    return found != remarks_.end() && found->is_note ? &*found : nullptr;
}

void FactsViewer::fill_remarks() {
    remarks_ = session_->marks().remarks_of(detail_->file.id);
    table_->begin_group(tr("Tags and notes"));
    for (const Remark& remark : remarks_) {
        QStringList lines;
        if (!remark.is_note) lines << in_cell(remark.tag, false);
        if (!remark.text.isEmpty()) lines << shown_lines(remark.text);
        if (!remark.finding.isEmpty()) lines << tr("on the finding %1").arg(in_cell(remark.finding, false));
        if (remark.on_other_content) lines << tr("The content is another one than when this was written.");
        lines << tr("by %1, %2").arg(in_cell(remark.examiner, false), shown_time(remark.made_at));
        QTreeWidgetItem* row = table_->add(remark.is_note ? tr("Note") : tr("Tag"), lines.join(u'\n'));
        row->setData(0, mark_role, remark.mark);
        if (remark.on_other_content) row->setForeground(1, colours_for(palette()).warning);
    }
}

void FactsViewer::fill() {
    const FileDetail& detail = *detail_;
    const QTimeZone& zone = session_->zone();
    const FileRow& file = detail.file;
    const Colours& colours = colours_for(palette());
    const auto time = [&](const QString& name, const std::optional<Timestamp>& at) {
        if (at) table_->add(name, shown_time_in_full(*at, file.local_times, zone));
    };

    table_->begin_group(tr("Name"));
    table_->add(tr("Name"), in_cell(shown_name(file.name), false));
    if (!file.specifics.short_name.empty()) table_->add_fixed(tr("Short name"), shown_name(file.specifics.short_name));
    table_->add_fixed(tr("Path"), shown_name(file.path));
    if (file.derived_from)
        table_->add(tr("State"), tr("derived: a module took it out of another file"));
    else if (file.state == NameState::allocated)
        table_->add(tr("State"), shown_state(file.state));
    else
        table_->add_coloured(tr("State"), shown_state(file.state), colours.deleted);
    table_->add(tr("Kind"), file.is_stream ? tr("alternate stream") : shown_kind(file.kind));
    if (file.specifics.attributes) table_->add(tr("Attributes"), shown_attributes(*file.specifics.attributes));
    if (!file.symlink_target.empty()) table_->add_fixed(tr("Leads to"), shown_name(file.symlink_target));
    table_->add(tr("File system"),
                value_in_cell(QStringLiteral("%1 %2").arg(shown_name(detail.file_system.facts.type),
                                                          shown_name(detail.file_system.facts.label))));
    table_->add_fixed(tr("Metadata address"),
                      QString::number(file.metadata_address) +
                          (file.sequence != 0 ? QStringLiteral("-%1").arg(file.sequence) : QString{}));
    table_->add(tr("Remark"), shown_name(file.remark));

    fill_remarks();

    table_->begin_group(tr("Times"));
    time(tr("Created"), file.times.created_at);
    time(tr("Modified"), file.times.modified_at);
    time(tr("Accessed"), file.times.accessed_at);
    time(tr("Metadata changed"), file.times.metadata_changed_at);
    if (file.specifics.deleted_at)
        table_->add(tr("Deleted"), shown_time_in_full(*file.specifics.deleted_at, false, zone));
    if (file.specifics.backed_up_at)
        table_->add(tr("Backed up"), shown_time_in_full(*file.specifics.backed_up_at, false, zone));
    time(tr("Name created"), file.name_times.created_at);
    time(tr("Name modified"), file.name_times.modified_at);
    time(tr("Name accessed"), file.name_times.accessed_at);
    time(tr("Name’s metadata changed"), file.name_times.metadata_changed_at);

    if (detail.content) {
        table_->begin_group(tr("Content"));
        table_->add(tr("Size"), tr("%1 (%2 bytes)").arg(shown_size(file.size), shown_number(file.size)));
        if (file.size < 1024)
            table_->topLevelItem(table_->topLevelItemCount() - 1)->child(0)->setText(1, shown_size(file.size));
        table_->add(tr("State"), shown_content_state(file.content_state));
        table_->add(tr("Type"), shown_name(file.mime_type));
        table_->add(tr("Encoding"), shown_name(file.encoding));
        if (file.mismatch)
            table_->add_coloured(tr("Name and content"), tr("the content contradicts the extension"), colours.warning);
        if (file.unreadable_bytes != 0)
            table_->add_coloured(tr("Unreadable"),
                                 tr("%1 bytes, read as zeros").arg(shown_number(file.unreadable_bytes)), colours.bad);
        if (file.state != NameState::allocated) table_->add(tr("Recovery"), shown_recovery(file.recovery));
        if (file.digests) {
            table_->add_fixed(tr("SHA-256"), shown_hex(file.digests->sha256));
            table_->add_fixed(tr("SHA-1"), shown_hex(file.digests->sha1));
            table_->add_fixed(tr("MD5"), shown_hex(file.digests->md5));
        }
    }

    table_->begin_group(tr("Owner"));
    table_->add_fixed(tr("SID"), shown_name(file.sid));
    if (file.uid)
        table_->add(tr("User and group"),
                    value_in_cell(QStringLiteral("%1 : %2").arg(*file.uid).arg(file.gid.value_or(0))));
    if (file.mode != 0) table_->add_fixed(tr("Mode"), QString::number(file.mode, 8));
    if (file.link_count > 1) table_->add(tr("Names of this content"), shown_number(file.link_count));

    if (detail.content && !detail.content->extents.empty()) {
        const auto& extents = detail.content->extents;
        table_->begin_group(tr("Where its bytes lie (extents: %1)").arg(shown_number(extents.size())));
        for (std::size_t i = 0; i < std::min(extents.size(), extents_shown); ++i) {
            const Extent& extent = extents[i];
            table_->add_fixed(
                tr("at %1").arg(shown_number(extent.file_offset)),
                extent.kind == ExtentKind::sparse
                    ? tr("sparse, %1 bytes").arg(shown_number(extent.length))
                    : tr("image %1, %2 bytes").arg(shown_number(extent.image_offset), shown_number(extent.length)));
        }
        if (extents.size() > extents_shown)
            table_->add(tr("and"), tr("%1 more").arg(shown_number(extents.size() - extents_shown)));
    }

    if (!detail.outcomes.empty()) {
        table_->begin_group(tr("What became of it"));
        for (const OutcomeRow& outcome : detail.outcomes) {
            const QString who = outcome.module.empty() ? shown_name(outcome.step)
                                                       : QStringLiteral("%1 %2").arg(shown_name(outcome.module),
                                                                                     shown_name(outcome.version));
            const QString what =
                shown_outcome(outcome.outcome) +
                (outcome.detail.empty() ? QString{} : QStringLiteral(": ") + shown_name(outcome.detail));
            const bool fine = !is_shortcoming(outcome.outcome);
            if (fine)
                table_->add(who, what);
            else
                table_->add_coloured(who, what, colours.warning);
        }
    }
    table_->expandAll();
    // Groups that got nothing say nothing.
    for (int i = table_->topLevelItemCount() - 1; i >= 0; --i) {
        if (table_->topLevelItem(i)->childCount() == 0) delete table_->takeTopLevelItem(i);
    }
}

}  // namespace sanad::gui
