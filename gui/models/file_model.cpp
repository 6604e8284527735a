#include "gui/models/file_model.hpp"

#include <QApplication>
#include <QColor>
#include <QFont>
#include <utility>

#include "gui/icons.hpp"
#include "gui/marks.hpp"
#include "gui/shown_text.hpp"
#include "gui/theme.hpp"

namespace sanad::gui {

FileModel::FileModel(QObject* parent)
    : PagedTableModel{parent},
      pages_{[this](std::size_t first, std::size_t count, std::function<void(std::vector<FileRow>)> arrived) {
                 return session()->ask<std::vector<FileRow>>(
                     Lane::rows,
                     [ids = shared_ids(), first, count](CaseReader& reader) {
                         return reader.rows(std::span{*ids}.subspan(first, count));
                     },
                     [arrived = std::move(arrived)](Result<std::vector<FileRow>> rows) {
                         if (rows) arrived(std::move(*rows));
                     });
             },
             [this](std::size_t first, std::size_t last) {
                 emit dataChanged(index(static_cast<int>(first), 0), index(static_cast<int>(last), column_count - 1));
             }} {
    make_columns(QTimeZone::utc());
}

void FileModel::make_columns(const QTimeZone& zone) {
    using K = ColumnKind;
    std::vector<Column> columns(column_count);
    columns[name] = {QStringLiteral("name"), tr("Name"), K::text, true, 210, true, {}};
    columns[size] = {QStringLiteral("size"), tr("Size"), K::size, true, 90, true, tr("Bytes of the content")};
    columns[type] = {QStringLiteral("mime_type"),
                     tr("Type"),
                     K::text,
                     true,
                     150,
                     true,
                     tr("By content, never by name. ≠ marks a content that contradicts the extension")};
    columns[tags] = {QStringLiteral("tags"), tr("Tags"), K::none, false, 95, true, tr("Set with the keys 1 to 9")};
    columns[modified_at] = {QStringLiteral("modified_at"), tr("Modified"), K::time, true, 170, true, {}};
    columns[created_at] = {QStringLiteral("created_at"), tr("Created"), K::time, true, 170, true, {}};
    columns[accessed_at] = {QStringLiteral("accessed_at"), tr("Accessed"), K::time, true, 170, false, {}};
    columns[metadata_changed_at] = {
        QStringLiteral("metadata_changed_at"), tr("Metadata changed"), K::time, true, 170, false, {}};
    // Beside each time the same one in the case's zone, where that is another.
    for (const auto& [column, of] : {std::pair{modified_local, modified_at},
                                     {created_local, created_at},
                                     {accessed_local, accessed_at},
                                     {metadata_changed_local, metadata_changed_at}}) {
        const Column& utc = columns[of];
        columns[column] = {utc.id + QStringLiteral("_local"),
                           local_title(utc.title, zone),
                           K::none,
                           true,
                           150,
                           utc.shown && is_other_zone(zone),
                           tr("The time before it, by the clock of the case’s zone")};
    }
    columns[state] = {
        QStringLiteral("state"), tr("State"), K::choice, true, 90, true, tr("Whether the name is still in use")};
    columns[path] = {
        QStringLiteral("path"), tr("Path"), K::text, true, 420, true, tr("From the root of the file system")};
    columns[extension] = {QStringLiteral("extension"), tr("Extension"), K::text, true, 90, false, {}};
    columns[kind] = {QStringLiteral("kind"), tr("Kind"), K::choice, false, 100, false, {}};
    columns[content_state] = {QStringLiteral("content_state"),        tr("Content"), K::choice, false, 120, false,
                              tr("Whether the content has been read")};
    columns[sha256] = {QStringLiteral("sha256"), tr("SHA-256"), K::digest, true, 480, false, {}};
    columns[md5] = {QStringLiteral("md5"), tr("MD5"), K::digest, false, 260, false, {}};
    columns[address] = {QStringLiteral("metadata_address"),
                        tr("Metadata address"),
                        K::number,
                        true,
                        120,
                        false,
                        tr("Inode or MFT entry")};
    set_columns(std::move(columns));
}

void FileModel::open_case(CaseSession& session) {
    set_session(&session);
    make_columns(session.zone());
    emit headerDataChanged(Qt::Horizontal, 0, column_count - 1);
    connect(&session.marks(), &Marks::changed, this, [this] {
        if (rowCount() > 0) emit dataChanged(index(0, tags), index(rowCount() - 1, tags));
    });
}

void FileModel::close_case() {
    clear_ids();
    set_session(nullptr);
    query_ = {};
}

void FileModel::set_query(FileQuery query) {
    query.order = query_.order;
    query.descending = query_.descending;
    query_ = std::move(query);
    ask_ids(Refresh::anew);
}

std::function<Result<std::vector<Id>>(CaseReader&)> FileModel::ids_question() const {
    return [query = query_](CaseReader& reader) { return reader.find(query); };
}

std::optional<FileOrder> FileModel::order_of(int column) {
    switch (column) {
        case name:
            return FileOrder::name;
        case size:
            return FileOrder::size;
        case type:
            return FileOrder::mime_type;
        case modified_at:
        case modified_local:
            return FileOrder::modified_at;
        case created_at:
        case created_local:
            return FileOrder::created_at;
        case accessed_at:
        case accessed_local:
            return FileOrder::accessed_at;
        case metadata_changed_at:
        case metadata_changed_local:
            return FileOrder::metadata_changed_at;
        case state:
            return FileOrder::state;
        case path:
            return FileOrder::path;
        case extension:
            return FileOrder::extension;
        case sha256:
            return FileOrder::sha256;
        case address:
            return FileOrder::metadata_address;
        default:
            return std::nullopt;
    }
}

void FileModel::sort(int column, Qt::SortOrder order) {
    const auto wanted = column < 0 ? FileOrder::id : order_of(column);
    if (!wanted) return;
    query_.order = *wanted;
    query_.descending = order == Qt::DescendingOrder;
    ask_ids(Refresh::anew);
}

QString FileModel::text_of(const FileRow& file, int column, const QTimeZone& zone) {
    const bool zoneless = file.local_times;
    switch (column) {
        case name:
            return shown_name(file.name);
        case size:
            return file.content ? shown_number(file.size) : QString{};
        case type:
            return shown_name(file.mime_type) + (file.mismatch ? QStringLiteral("  ≠") : QString{});
        case modified_at:
            return shown_time(file.times.modified_at, zoneless);
        case created_at:
            return shown_time(file.times.created_at, zoneless);
        case accessed_at:
            return shown_time(file.times.accessed_at, zoneless);
        case metadata_changed_at:
            return shown_time(file.times.metadata_changed_at, zoneless);
        case modified_local:
            return shown_local_time(file.times.modified_at, zoneless, zone);
        case created_local:
            return shown_local_time(file.times.created_at, zoneless, zone);
        case accessed_local:
            return shown_local_time(file.times.accessed_at, zoneless, zone);
        case metadata_changed_local:
            return shown_local_time(file.times.metadata_changed_at, zoneless, zone);
        case state:
            return file.derived_from ? tr("derived") : shown_state(file.state);
        case path:
            return shown_name(file.path);
        case extension:
            return shown_name(file.extension);
        case kind:
            return file.is_stream ? tr("alternate stream") : shown_kind(file.kind);
        case content_state:
            return file.content ? shown_content_state(file.content_state) : QString{};
        case sha256:
            return file.digests ? shown_hex(file.digests->sha256) : QString{};
        case md5:
            return file.digests ? shown_hex(file.digests->md5) : QString{};
        case address:
            return QString::number(file.metadata_address);
        default:
            return {};
    }
}

QVariant FileModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || session() == nullptr) return {};
    if (role == id_role) {
        const auto id = id_at(index.row());
        return id ? QVariant{static_cast<qlonglong>(*id)} : QVariant{};
    }
    const int column = index.column();
    if (role == Qt::TextAlignmentRole) {
        const bool trailing = column == size || column == address;
        return QVariant::fromValue((trailing ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
    }
    if (role == Qt::FontRole && (column == sha256 || column == md5)) return fixed_font();
    if (role != Qt::DisplayRole && role != Qt::ForegroundRole && role != Qt::DecorationRole && role != Qt::ToolTipRole)
        return {};
    if (column == tags) {
        const auto& all = session()->marks().tags();
        const auto borne = tags_of(all, Taggable::file, id_at(index.row()).value_or(0));
        if (borne.empty()) return {};
        if (role == Qt::DecorationRole) return all[borne.front()].colour;
        return role == Qt::DisplayRole ? QVariant{tag_words(all, Taggable::file, *id_at(index.row()))} : QVariant{};
    }
    const FileRow* file = pages_.row(static_cast<std::size_t>(index.row()));
    if (file == nullptr) return {};
    static const QIcon folder = icon("folder"), deleted = icon("deleted"), plain = icon("file");
    switch (role) {
        case Qt::DisplayRole:
            return in_cell(text_of(*file, column, session()->zone()), column != name && column != tags);
        case Qt::ToolTipRole:
            return text_of(*file, column, session()->zone()).toHtmlEscaped();
        case Qt::ForegroundRole: {
            const Colours& colours = colours_for(QApplication::palette());
            if (file->state != NameState::allocated && (column == name || column == state)) return colours.deleted;
            if (file->mismatch && column == type) return colours.warning;
            if (file->content_state == ContentState::not_read && column == content_state) return colours.bad;
            return {};
        }
        case Qt::DecorationRole:
            if (column != name) return {};
            return file->kind == FileKind::directory ? folder : file->state != NameState::allocated ? deleted : plain;
        default:
            return {};
    }
}

Asked FileModel::ask_cells(std::vector<Id> ids, std::vector<int> columns, std::function<void(Result<Cells>)> answered) {
    return session()->ask<Cells>(
        Lane::questions,
        [ids = std::move(ids), columns = std::move(columns), all = session()->marks().tags(),
         zone = session()->zone()](CaseReader& reader) -> Result<Cells> {
            Cells cells;
            cells.reserve(ids.size());
            for (std::size_t first = 0; first < ids.size(); first += PageCache<FileRow>::page_size) {
                const auto page =
                    std::span{ids}.subspan(first).first(std::min(PageCache<FileRow>::page_size, ids.size() - first));
                for (const FileRow& file : TRY(reader.rows(page))) {
                    QStringList& line = cells.emplace_back();
                    for (const int column : columns)
                        line << (column == tags ? tag_words(all, Taggable::file, file.id)
                                                : text_of(file, column, zone));
                }
            }
            return cells;
        },
        std::move(answered));
}

}  // namespace sanad::gui
