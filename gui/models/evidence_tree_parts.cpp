// What stands in the tree, part by part, made of one look at the case.
#include <QPixmap>
#include <algorithm>

#include "core/artifact/catalog.hpp"
#include "gui/marks.hpp"
#include "gui/models/evidence_tree_node.hpp"
#include "gui/past_searches.hpp"
#include "gui/shown_text.hpp"
#include "gui/theme.hpp"
#include "gui/viewers/finding_text.hpp"

namespace sanad::gui {
namespace {

constexpr std::uint64_t mebibyte = 1 << 20;

/// Files in a set that is used as known, also when they stand in a notable one.
template <class HashSets>
FileQuery in_known_sets(const HashSets& sets) {
    FileQuery query;
    for (const auto& [name, found] : sets)
        if (found.known > 0) query.hash_sets.push_back(name);
    return query;
}

}  // namespace

Result<std::shared_ptr<EvidenceTreeModel::Look>> EvidenceTreeModel::look(CaseReader& reader) {
    auto look = std::make_shared<Look>();
    look->items = TRY(reader.evidence_items());
    for (ImageRow& image : TRY(reader.images())) {
        auto& of_image = look->images.emplace_back();
        of_image.volumes = TRY(reader.volumes(image.id));
        of_image.file_systems = TRY(reader.file_systems(image.id));
        for (const HashSetCount& of_set : TRY(reader.hash_sets(image.id))) {
            if (of_set.files == 0) continue;
            Look::HashSetFound& found = look->hash_sets[of_set.set.name];
            (of_set.set.kind == HashSetKind::notable ? found.notable : found.known) += of_set.files;
        }
        of_image.image = std::move(image);
    }
    if (!look->hash_sets.empty()) {
        // A file that stands in two sets counts once.
        FileQuery notable;
        notable.notable_only = true;
        look->notable = TRY(reader.count(notable));
        const FileQuery known = in_known_sets(look->hash_sets);
        if (!known.hash_sets.empty()) look->known = TRY(reader.count(known));
    }
    look->summary = TRY(reader.summary());
    look->artifacts = TRY(reader.artifact_counts());
    return look;
}

void EvidenceTreeModel::add_evidence(Node& root, const Look& look) const {
    Node& evidence = root.add(QStringLiteral("evidence"), shown_name(session_->facts().name), "case");
    evidence.heading = true;
    evidence.asks_files({}, tr("All files"));
    for (const EvidenceItem& item : look.items) {
        const QString exhibit = shown_name(item.exhibit_number);
        Node& of_item = evidence.add(
            QStringLiteral("item/%1").arg(item.id),
            item.description.empty() ? exhibit : QStringLiteral("%1  %2").arg(exhibit, shown_name(item.description)),
            "item");
        FileQuery in_item;
        in_item.evidence_item = item.id;
        of_item.asks_files(in_item, of_item.label);
        for (const ImageLook& of : look.images) {
            if (of.image.evidence_item != item.id) continue;
            const QString first =
                of.image.segments.empty() ? tr("image %1").arg(of.image.id) : shown_name(of.image.segments[0].name);
            Node& of_image = of_item.add(QStringLiteral("image/%1").arg(of.image.id), first, "disk");
            FileQuery in_image;
            in_image.image = of.image.id;
            of_image.asks_files(in_image, first);
            for (const VolumeRow& volume : of.volumes)
                if (!lies_in_another(volume)) add_volume(of_image, volume, of);
        }
    }
}

/// A volume of a pool or of a slice comes after what it lies in; anything else a case says of it is not followed.
bool EvidenceTreeModel::lies_in_another(const VolumeRow& volume) {
    return volume.parent && *volume.parent < volume.id;
}

QString EvidenceTreeModel::volume_label(const Volume& volume) {
    const auto kind = [&] {
        switch (volume.kind) {
            case VolumeKind::partition:
                return tr("Volume");
            case VolumeKind::unallocated:
                return tr("Gap");
            case VolumeKind::table:
                return tr("Partition table");
            case VolumeKind::pool_volume:
                return tr("Volume of a pool");
            case VolumeKind::whole:
                break;
        }
        return tr("The whole image, in no partition");
    }();
    // What the table calls a gap or its own sectors says no more than the kind.
    const bool named = volume.kind == VolumeKind::partition || volume.kind == VolumeKind::pool_volume;
    const QString name = named && !volume.description.empty() ? shown_name(volume.description) : kind;
    return in_cell(
        tr("%1: %2 · %3 from byte %4")
            .arg(volume.ordinal)
            .arg(in_cell(name, false), shown_size(volume.length), in_cell(shown_number(volume.offset), true)),
        false);
}

void EvidenceTreeModel::add_volume(Node& above, const VolumeRow& row, const ImageLook& of) const {
    const bool holds_files_by_itself =
        row.volume.kind != VolumeKind::unallocated && row.volume.kind != VolumeKind::table;
    Node& node = above.add(QStringLiteral("volume/%1").arg(row.id), volume_label(row.volume), "volume");
    FileQuery in_volume;
    in_volume.volume = row.id;
    node.asks_files(in_volume, node.label);
    for (const FileSystemRow& system : of.file_systems)
        if (system.volume == row.id) add_file_system(node, system);
    for (const VolumeRow& inner : of.volumes)
        if (lies_in_another(inner) && inner.parent == row.id) add_volume(node, inner, of);
    node.faint = node.children.empty() && !holds_files_by_itself;
}

void EvidenceTreeModel::add_file_system(Node& of_volume, const FileSystemRow& system) const {
    QString label = shown_name(system.facts.type);
    if (!system.facts.label.empty()) label = QStringLiteral("%1  %2").arg(shown_name(system.facts.label), label);
    label = in_cell(label, false);
    Node& node = of_volume.add(QStringLiteral("file_system/%1").arg(system.id), label, "file_system");
    FileQuery in_system;
    in_system.file_system = system.id;
    node.asks_files(in_system, label);
    // Why it is not listed; or of one that is, what else there is to know: that no partition claims it.
    if (!system.facts.reason.empty()) node.label += QStringLiteral(" · ") + shown_name(system.facts.reason);
    if (!system.facts.readable) {
        node.faint = true;
        return;
    }
    node.has = Node::Has::folders_unknown;
    node.file_system = system.id;
}

void EvidenceTreeModel::add_hash_sets(Node& views, const Look& look) const {
    if (look.hash_sets.empty()) return;
    Node& sets = views.add(QStringLiteral("hash_sets"), tr("Hash sets"), "copy");
    FileQuery in_any;
    for (const auto& [name, found] : look.hash_sets) in_any.hash_sets.push_back(name);
    sets.asks_files(std::move(in_any), tr("In a hash set"));
    const auto kind = [&](const QString& key, const QString& label, const FileQuery& query, std::uint64_t files,
                          std::uint64_t Look::HashSetFound::*of_kind) {
        if (files == 0) return;
        Node& node = sets.add(key, label, of_kind == &Look::HashSetFound::notable ? "warning" : "file");
        node.asks_files(query, label);
        node.count = files;
        for (const auto& [name, found] : look.hash_sets) {
            if (found.*of_kind == 0) continue;
            FileQuery in_set;
            in_set.hash_sets = {name};
            Node& set = node.add(key + u'/' + from_utf8(name), shown_name(name), "file");
            set.asks_files(in_set, tr("In the hash set “%1”").arg(set.label));
            set.count = found.*of_kind;
        }
    };
    FileQuery notable;
    notable.notable_only = true;
    kind(QStringLiteral("notable"), tr("In notable sets"), notable, look.notable, &Look::HashSetFound::notable);
    kind(QStringLiteral("known"), tr("In known sets"), in_known_sets(look.hash_sets), look.known,
         &Look::HashSetFound::known);
}

void EvidenceTreeModel::add_views(Node& root, const Look& look) const {
    Node& views = root.add(QStringLiteral("views"), tr("Views of the files"), nullptr);
    views.heading = true;
    const auto view = [&](Node& parent, const QString& key, const QString& label, const char* icon_name,
                          FileQuery query, std::optional<std::uint64_t> count) -> Node& {
        Node& node = parent.add(QStringLiteral("view/") + key, label, icon_name);
        node.asks_files(std::move(query), label);
        node.count = count;
        return node;
    };
    const CaseSummary& summary = look.summary;
    FileQuery query;
    query.states = {NameState::deleted, NameState::orphan};
    view(views, QStringLiteral("deleted"), tr("Deleted and orphan"), "deleted", query,
         summary.deleted + summary.orphans);
    query = {};
    query.mismatch_only = true;
    view(views, QStringLiteral("mismatch"), tr("Content contradicts the name"), "mismatch", query, std::nullopt);
    query = {};
    query.not_examined = true;
    view(views, QStringLiteral("not_examined"), tr("Not examined"), "warning", query, std::nullopt);
    query = {};
    query.damaged_only = true;
    view(views, QStringLiteral("damaged"), tr("Damaged"), "warning", query, std::nullopt);
    query = {};
    query.streams = true;
    view(views, QStringLiteral("streams"), tr("Alternate streams"), "file", query, summary.streams);

    add_hash_sets(views, look);

    Node& types = views.add(QStringLiteral("types"), tr("By type"), "type");
    types.asks_files({}, tr("All files"));
    for (const auto& [family, count] : summary.by_type_family) {
        if (family.empty()) continue;
        FileQuery of_family;
        of_family.mime_types = {family + "/*"};
        view(types, QStringLiteral("type/") + from_utf8(family), shown_name(family), "file", of_family, std::nullopt);
    }
    Node& sizes = views.add(QStringLiteral("sizes"), tr("By size"), "size");
    sizes.asks_files({}, tr("All files"));
    const auto size = [&](const QString& key, const QString& label, std::optional<std::uint64_t> from,
                          std::optional<std::uint64_t> to) {
        FileQuery sized;
        sized.min_size = from;
        sized.max_size = to;
        view(sizes, QStringLiteral("size/") + key, label, "file", sized, std::nullopt);
    };
    size(QStringLiteral("empty"), tr("Empty"), std::nullopt, 0);
    size(QStringLiteral("small"), tr("Up to 1 MiB"), 1, mebibyte - 1);
    size(QStringLiteral("medium"), tr("1 MiB to 50 MiB"), mebibyte, 50 * mebibyte - 1);
    size(QStringLiteral("large"), tr("50 MiB to 1 GiB"), 50 * mebibyte, 1024 * mebibyte - 1);
    size(QStringLiteral("huge"), tr("1 GiB and more"), 1024 * mebibyte, std::nullopt);
}

void EvidenceTreeModel::add_findings(Node& root, const Look& look) const {
    Node& findings = root.add(QStringLiteral("findings"), tr("Findings"), nullptr);
    findings.heading = true;
    findings.asking().what = Asks::For::artifacts;
    findings.asking().words = tr("All findings");
    std::map<std::string, Node*> families;
    std::map<std::string, std::uint64_t> family_counts;
    std::uint64_t all = 0;
    for (const auto& [name, count] : look.artifacts) {
        family_counts[name.substr(0, name.find('.'))] += count;
        all += count;
    }
    findings.count = all;
    for (const auto& [name, count] : look.artifacts) {
        const std::string family = name.substr(0, name.find('.'));
        Node*& of_family = families[family];
        if (of_family == nullptr) {
            const QString label = family_label(family);
            of_family = &findings.add(QStringLiteral("family/") + from_utf8(family), label, "artifacts");
            of_family->asking().what = Asks::For::artifacts;
            of_family->asking().artifacts.types = {family + ".*"};
            of_family->asking().words = label;
            of_family->count = family_counts[family];
        }
        Node& of_type = of_family->add(QStringLiteral("artifact/") + from_utf8(name), type_label(name), nullptr);
        of_type.asking().what = Asks::For::artifacts;
        of_type.asking().artifacts.types = {name};
        of_type.asking().words = of_type.label;
        of_type.count = count;
    }
}

void EvidenceTreeModel::add_tags(Node& root) const {
    Node& tags = root.add(QStringLiteral("tags"), tr("Tags"), nullptr);
    tags.heading = true;
    for (const Tag& tag : session_->marks().tags()) {
        Node& of_tag = tags.add(QStringLiteral("tag/") + tag.name, tag.name, nullptr);
        QPixmap dot{spacing::icon, spacing::icon};
        dot.fill(tag.colour);
        of_tag.icon = QIcon{dot};
        of_tag.count = tag.files.size() + tag.artifacts.size();
        const auto ask_files = [&](Node& node) {
            FileQuery tagged;
            tagged.ids = tag.files;
            node.asks_files(tagged, tr("Tagged “%1”").arg(tag.name));
        };
        const auto ask_artifacts = [&](Node& node) {
            node.asking().what = Asks::For::artifacts;
            node.asking().artifacts.ids = tag.artifacts;
            node.asking().words = tr("Tagged “%1”").arg(tag.name);
        };
        if (tag.files.empty() && !tag.artifacts.empty()) {
            ask_artifacts(of_tag);
        } else {
            ask_files(of_tag);
        }
        if (!tag.files.empty() && !tag.artifacts.empty()) {
            Node& of_files = of_tag.add(of_tag.key + QStringLiteral("/files"), tr("Files"), "file");
            of_files.count = tag.files.size();
            ask_files(of_files);
            Node& of_artifacts = of_tag.add(of_tag.key + QStringLiteral("/findings"), tr("Findings"), "artifacts");
            of_artifacts.count = tag.artifacts.size();
            ask_artifacts(of_artifacts);
        }
    }
}

void EvidenceTreeModel::add_searches(Node& root) const {
    Node& searches = root.add(QStringLiteral("searches"), tr("Searches"), nullptr);
    searches.heading = true;
    for (const PastSearch& search : PastSearches::of(*session_).all()) {
        Node& node = searches.add(QStringLiteral("search/%1/%2").arg(search.how).arg(search.words),
                                  in_cell(shown_name(search.words.toStdString()), false), "search");
        node.asking().what = Asks::For::search;
        node.asking().search = search;
        node.asking().words = node.label;
    }
}

}  // namespace sanad::gui
