#include "gui/models/artifact_model.hpp"

#include <QApplication>
#include <QLocale>
#include <algorithm>
#include <utility>

#include "core/base/bytes.hpp"
#include "gui/marks.hpp"
#include "gui/shown_text.hpp"
#include "gui/theme.hpp"
#include "gui/viewers/finding_text.hpp"

namespace sanad::gui {
namespace {

constexpr qsizetype longest_cell = 400;
constexpr std::size_t longest_bytes = 64;
constexpr int values_in_summary = 4;

// Columns that stand after the attributes of a type. Their ids begin with a dot, so that no attribute has one of them.
const QString file_column = QStringLiteral(".file");
const QString exhibit_column = QStringLiteral(".exhibit");
const QString module_column = QStringLiteral(".module");
const QString time_column = QStringLiteral(".time");
const QString local_column = QStringLiteral(".local/");  // and the column whose times it shows in the case's zone
const QString type_column = QStringLiteral(".type");
const QString tags_column = QStringLiteral(".tags");
const QString summary_column = QStringLiteral(".summary");

QString local_times(const ArtifactRow& row, const QString& column, const QTimeZone& zone) {
    if (column == time_column) return shown_local_time(artifact_time(row.artifact), false, zone);
    QStringList times;
    for (const Attribute& attribute : row.artifact.attributes) {
        const auto* time = std::get_if<Timestamp>(&attribute.value);
        if (time != nullptr && column == from_utf8(attribute.name)) times << shown_local_time(*time, false, zone);
    }
    return times.join(QStringLiteral("; "));
}

QString cell(const ArtifactRow& row, const QString& column, const QTimeZone& zone) {
    if (column.startsWith(local_column)) return local_times(row, column.mid(local_column.size()), zone);
    if (column == file_column) return shown_name(row.source_path);
    if (column == exhibit_column) return shown_name(row.exhibit_number);
    if (column == module_column) return shown_name(row.module) + u' ' + shown_name(row.version);
    if (column == time_column) return shown_time(artifact_time(row.artifact));
    if (column == type_column) return type_label(row.artifact.type);
    if (column == summary_column) return artifact_summary(row.artifact);
    return attribute_text(row.artifact, column.toStdString());
}

ColumnKind kind_of(Kind kind) {
    switch (kind) {
        case Kind::integer:
            return ColumnKind::number;
        case Kind::time:
            return ColumnKind::time;
        case Kind::real:
        case Kind::bytes:
            return ColumnKind::none;
        case Kind::text:
        case Kind::texts:
            break;
    }
    return ColumnKind::text;
}

int width_of(const AttributeType& attribute) {
    switch (attribute.kind) {
        case Kind::time:
            return 170;
        case Kind::integer:
        case Kind::real:
            return 100;
        default:
            return 200;
    }
}

}  // namespace

QString value_text(const AttributeValue& value) {
    struct Written {
        QString operator()(const std::string& text) const { return shown_name(text); }
        QString operator()(std::int64_t number) const { return QString::number(number); }
        QString operator()(double number) const { return QString::number(number, 'g', 12); }
        QString operator()(Timestamp time) const { return shown_time(time); }
        QString operator()(const RawBytes& raw) const {
            const Bytes bytes = bytes_of(raw.bytes);
            if (bytes.size() <= longest_bytes) return shown_hex(bytes);
            return shown_hex(bytes.first(longest_bytes)) + QStringLiteral("…");
        }
    };
    return std::visit(Written{}, value);
}

QString attribute_text(const Artifact& artifact, std::string_view name) {
    QString text;
    for (const Attribute& attribute : artifact.attributes) {
        if (attribute.name != name) continue;
        if (!text.isEmpty()) text += QStringLiteral("; ");
        text += value_text(attribute.value);
    }
    return text;
}

QString artifact_summary(const Artifact& artifact) {
    QStringList parts;
    for (const Attribute& attribute : artifact.attributes) {
        if (std::holds_alternative<Timestamp>(attribute.value) || std::holds_alternative<RawBytes>(attribute.value))
            continue;
        const QString value = value_text(attribute.value);
        if (!value.isEmpty() && !parts.contains(value)) parts << value;
        if (parts.size() == values_in_summary) break;
    }
    return parts.join(QStringLiteral(" · "));
}

std::optional<Timestamp> artifact_time(const Artifact& artifact) {
    for (const Attribute& attribute : artifact.attributes) {
        if (const auto* time = std::get_if<Timestamp>(&attribute.value)) return *time;
    }
    return std::nullopt;
}

ArtifactModel::ArtifactModel(QObject* parent)
    : PagedTableModel{parent},
      pages_{[this](std::size_t first, std::size_t count, std::function<void(std::vector<ArtifactRow>)> arrived) {
                 return session()->ask<std::vector<ArtifactRow>>(
                     Lane::rows,
                     [ids = shared_ids(), first, count](CaseReader& reader) {
                         return reader.artifacts(std::span{*ids}.subspan(first, count));
                     },
                     [arrived = std::move(arrived)](Result<std::vector<ArtifactRow>> rows) {
                         if (rows) arrived(std::move(*rows));
                     });
             },
             [this](std::size_t first, std::size_t last) {
                 emit dataChanged(index(static_cast<int>(first), 0), index(static_cast<int>(last), columnCount() - 1));
             }} {
    settle_columns();
}

void ArtifactModel::open_case(CaseSession& session) {
    set_session(&session);
    show_columns();
    connect(&session.marks(), &Marks::changed, this, [this] {
        const int tags = column(tags_column);
        if (rowCount() > 0) emit dataChanged(index(0, tags), index(rowCount() - 1, tags));
    });
}

void ArtifactModel::close_case() {
    clear_ids();
    set_session(nullptr);
    query_ = {};
    show_columns();
}

void ArtifactModel::set_query(ArtifactQuery query) {
    const bool same_types = query.types == query_.types;
    query_ = std::move(query);
    if (!same_types) {
        // Rows of another type do not go with the columns that come now.
        clear_ids();
        show_columns();
    }
    ask_ids(Refresh::anew);
}

void ArtifactModel::show_columns() {
    beginResetModel();
    settle_columns();
    endResetModel();
}

void ArtifactModel::settle_columns() {
    type_ = query_.types.size() == 1 ? artifact_type(query_.types.front()) : nullptr;
    std::vector<Column> columns;
    const QTimeZone zone = session() != nullptr ? session()->zone() : QTimeZone::utc();
    const auto local_beside = [&] {
        if (!is_other_zone(zone)) return;
        const Column& utc = columns.back();
        columns.push_back({local_column + utc.id, local_title(utc.title, zone), ColumnKind::none, false, 150, true,
                           tr("The time before it, by the clock of the case’s zone")});
    };
    if (type_ != nullptr) {
        for (const AttributeType& attribute : type_->attributes) {
            columns.push_back({from_utf8(attribute.name), attribute_label(attribute.name), kind_of(attribute.kind),
                               attribute.kind != Kind::texts && attribute.kind != Kind::bytes, width_of(attribute),
                               true, from_utf8(attribute.meaning)});
            if (attribute.kind == Kind::time) local_beside();
        }
    } else {
        columns.push_back(
            {time_column, tr("Time"), ColumnKind::none, false, 170, true, tr("The first that it carries")});
        local_beside();
        columns.push_back({type_column, tr("What"), ColumnKind::none, false, 200, true, {}});
        columns.push_back({summary_column, tr("In words"), ColumnKind::none, false, 460, true, {}});
    }
    columns.push_back({tags_column, tr("Tags"), ColumnKind::none, false, 110, true, tr("Set with the keys 1 to 9")});
    columns.push_back({file_column, tr("In file"), ColumnKind::none, false, 360, true, tr("Whose bytes it rests on")});
    columns.push_back({exhibit_column, tr("Exhibit"), ColumnKind::none, false, 80, true, {}});
    columns.push_back({module_column, tr("Module"), ColumnKind::none, false, 180, true, tr("What found it")});
    set_columns(std::move(columns));
}

std::function<Result<std::vector<Id>>(CaseReader&)> ArtifactModel::ids_question() const {
    return [query = query_](CaseReader& reader) { return reader.find_artifacts(query); };
}

void ArtifactModel::sort(int column, Qt::SortOrder order) {
    if (column >= static_cast<int>(columns().size())) return;
    if (column >= 0 && !columns()[static_cast<std::size_t>(column)].sorts) return;
    query_.order = column < 0 ? std::string{} : columns()[static_cast<std::size_t>(column)].id.toStdString();
    query_.descending = order == Qt::DescendingOrder;
    ask_ids(Refresh::anew);
}

QVariant ArtifactModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || session() == nullptr) return {};
    if (role == id_role) {
        const auto id = id_at(index.row());
        return id ? QVariant{static_cast<qlonglong>(*id)} : QVariant{};
    }
    const Column& column = columns()[static_cast<std::size_t>(index.column())];
    if (role == Qt::TextAlignmentRole) {
        const bool trailing = column.kind == ColumnKind::number;
        return QVariant::fromValue((trailing ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
    }
    if (column.id == tags_column) {
        const auto& all = session()->marks().tags();
        const auto borne = tags_of(all, Taggable::artifact, id_at(index.row()).value_or(0));
        if (borne.empty()) return {};
        if (role == Qt::DecorationRole) return all[borne.front()].colour;
        return role == Qt::DisplayRole ? QVariant{tag_words(all, Taggable::artifact, *id_at(index.row()))} : QVariant{};
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::ForegroundRole) return {};
    const ArtifactRow* row = pages_.row(static_cast<std::size_t>(index.row()));
    if (row == nullptr) return {};
    if (role == Qt::ForegroundRole) {
        if (row->file_deleted && column.id == file_column) return colours_for(QApplication::palette()).deleted;
        return {};
    }
    const QString text = cell(*row, column.id, session()->zone());
    if (role == Qt::ToolTipRole) return text.left(longest_cell * 4).toHtmlEscaped();
    return in_cell(text.left(longest_cell), column.kind == ColumnKind::time || column.kind == ColumnKind::number ||
                                                column.id == time_column || column.id == file_column);
}

Asked ArtifactModel::ask_cells(std::vector<Id> ids, std::vector<int> columns,
                               std::function<void(Result<Cells>)> answered) {
    QStringList wanted;
    for (const int at : columns) wanted << this->columns()[static_cast<std::size_t>(at)].id;
    return session()->ask<Cells>(
        Lane::questions,
        [ids = std::move(ids), wanted, all = session()->marks().tags(),
         zone = session()->zone()](CaseReader& reader) -> Result<Cells> {
            Cells cells;
            cells.reserve(ids.size());
            constexpr std::size_t page_size = PageCache<ArtifactRow>::page_size;
            for (std::size_t first = 0; first < ids.size(); first += page_size) {
                const auto page = std::span{ids}.subspan(first).first(std::min(page_size, ids.size() - first));
                for (const ArtifactRow& row : TRY(reader.artifacts(page))) {
                    QStringList& line = cells.emplace_back();
                    for (const QString& column : wanted)
                        line << (column == tags_column ? tag_words(all, Taggable::artifact, row.id)
                                                       : cell(row, column, zone));
                }
            }
            return cells;
        },
        std::move(answered));
}

}  // namespace sanad::gui
