#include "gui/views/overview_place.hpp"

#include <QVBoxLayout>
#include <map>

#include "gui/icons.hpp"
#include "gui/shown_text.hpp"
#include "gui/theme.hpp"
#include "gui/viewers/finding_text.hpp"

namespace sanad::gui {

OverviewPlace::OverviewPlace(Workplace& workplace, QWidget* parent) : Place{workplace, parent} {
    table_ = new FactsTable{this};
    table_->setAccessibleName(tr("The case at a glance"));
    auto* layout = new QVBoxLayout{this};
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(table_);
}

QIcon OverviewPlace::icon() const {
    return gui::icon("case");
}

void OverviewPlace::open_case(CaseSession& session) {
    session_ = &session;
    ask();
}

void OverviewPlace::close_case() {
    asked_.forget();
    session_ = nullptr;
    table_->clear();
}

void OverviewPlace::case_changed() {
    if (!asked_.is_open()) ask();
}

Result<OverviewPlace::Look> OverviewPlace::look(CaseReader& reader) {
    Look look;
    look.facts = TRY(reader.facts());
    look.items = TRY(reader.evidence_items());
    look.images = TRY(reader.images());
    for (const ImageRow& image : look.images) look.verifications.push_back(TRY(reader.verification(image.id)));
    look.summary = TRY(reader.summary());
    look.artifacts = TRY(reader.artifact_counts());
    return look;
}

void OverviewPlace::ask() {
    if (session_ == nullptr) return;
    asked_ = session_->ask<Look>(Lane::counts, &OverviewPlace::look, [this](const Result<Look>& look) {
        if (look) return fill(*look);
        table_->clear();
        table_->add_coloured(tr("Error"), QString::fromStdString(look.error().what), colours_for(palette()).bad);
    });
}

void OverviewPlace::fill(const Look& look) {
    const Colours& colours = colours_for(palette());
    table_->clear();
    table_->begin_group(tr("Case"));
    table_->add(tr("Name"), shown_name(look.facts.name));
    table_->add(tr("Examiner"), shown_name(look.facts.examiner));
    table_->add(tr("Times are shown in"), shown_name(look.facts.time_zone));
    table_->add(tr("Made"), shown_time(look.facts.created_at));

    for (std::size_t i = 0; i < look.images.size(); ++i) {
        const ImageRow& image = look.images[i];
        QString title = tr("Image %1").arg(image.id);
        for (const EvidenceItem& item : look.items) {
            if (item.id == image.evidence_item)
                title = QStringLiteral("%1 · %2").arg(shown_name(item.exhibit_number), shown_name(item.description));
        }
        table_->begin_group(title);
        table_->add(tr("Format"), tr("%1, %2").arg(shown_name(image.facts.format), shown_size(image.facts.size)));
        table_->add(tr("State"), shown_image_state(image.state));
        if (image.facts.logical) {
            // There are no media bytes: a digest of them would be that of nothing.
            table_->add(tr("Verification"), tr("files without media; each file has its own digests"));
            continue;
        }
        for (const Verification& verification : look.verifications[i]) {
            const QString name = shown_name(verification.algorithm).toUpper();
            if (verification.result == "match")
                table_->add_coloured(name, tr("matches the stored hash"), colours.good);
            else if (verification.result == "mismatch")
                table_->add_coloured(name, tr("does NOT match the stored hash"), colours.bad);
            else
                table_->add(name, tr("computed; the container stores none"));
        }
        if (image.digests) {
            table_->add_fixed(tr("MD5 computed"), shown_hex(image.digests->md5));
            table_->add_fixed(tr("SHA-1 computed"), shown_hex(image.digests->sha1));
            table_->add_fixed(tr("SHA-256 computed"), shown_hex(image.digests->sha256));
        }
    }

    const CaseSummary& summary = look.summary;
    table_->begin_group(tr("Files"));
    table_->add(tr("Files"), shown_number(summary.files));
    table_->add(tr("Folders"), shown_number(summary.directories));
    table_->add(tr("Alternate streams"), shown_number(summary.streams));
    table_->add(tr("Deleted or orphan"), shown_number(summary.deleted + summary.orphans));
    table_->add(tr("Contents read"),
                tr("%1 of %2").arg(shown_number(summary.contents_done), shown_number(summary.contents)));
    if (summary.mismatches != 0)
        table_->add_coloured(tr("Content contradicts name"), shown_number(summary.mismatches), colours.warning);
    if (summary.unreadable_bytes != 0)
        table_->add_coloured(tr("Unreadable bytes"), shown_number(summary.unreadable_bytes), colours.bad);

    if (!look.artifacts.empty()) table_->begin_group(tr("Findings"));
    std::map<QString, int> labels;
    for (const auto& [name, count] : look.artifacts) ++labels[type_label(name)];
    for (const auto& [name, count] : look.artifacts) {
        const QString label = type_label(name);
        // Several types may have one label; then the type tells them apart.
        table_->add(labels[label] == 1 ? label : QStringLiteral("%1 (%2)").arg(label, shown_name(name)),
                    shown_number(count));
    }
    table_->expandAll();
}

}  // namespace sanad::gui
