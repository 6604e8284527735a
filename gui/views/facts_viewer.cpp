#include "gui/views/facts_viewer.hpp"

#include <QVBoxLayout>
#include <algorithm>

#include "gui/shown_text.hpp"
#include "gui/theme.hpp"

namespace sanad::gui {
namespace {

constexpr std::size_t extents_shown = 200;

}  // namespace

FactsViewer::FactsViewer(Workplace& workplace, QWidget* parent) : FileViewer{workplace, parent} {
    table_ = new FactsTable{this};
    table_->setAccessibleName(tr("Facts of the file"));
    auto* layout = new QVBoxLayout{this};
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(table_);
}

void FactsViewer::show_file(CaseSession& session, const FileRow& file) {
    asked_ = session.ask<FileDetail>(
        Lane::rows, [id = file.id](CaseReader& reader) { return reader.file(id); },
        [this, zone = session.zone()](const Result<FileDetail>& detail) {
            table_->clear();
            if (!detail) {
                table_->add(tr("Error"), QString::fromStdString(detail.error().what));
                return;
            }
            fill(*detail, zone);
        });
}

void FactsViewer::clear() {
    asked_.forget();
    table_->clear();
}

void FactsViewer::fill(const FileDetail& detail, const QTimeZone& zone) {
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
