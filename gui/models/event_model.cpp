#include "gui/models/event_model.hpp"

#include <QApplication>
#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "gui/models/artifact_model.hpp"
#include "gui/shown_text.hpp"
#include "gui/theme.hpp"
#include "gui/viewers/finding_text.hpp"

namespace sanad::gui {
namespace {

/// What the moments are of: files and findings, each asked for once.
Result<std::vector<EventRow>> rows_of(CaseReader& reader, const Timeline& timeline,
                                      std::span<const std::uint32_t> events) {
    std::vector<Id> files, artifacts;
    for (const std::uint32_t number : events) {
        const TimelineEvent& event = timeline.events[number];
        (timeline.kinds[event.what].artifact ? artifacts : files).push_back(event.id);
    }
    const auto once = [](std::vector<Id>& ids) {
        std::ranges::sort(ids);
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    };
    once(files);
    once(artifacts);
    std::map<Id, FileRow> file_rows;
    for (FileRow& row : TRY(reader.rows(files))) file_rows.emplace(row.id, std::move(row));
    std::map<Id, ArtifactRow> artifact_rows;
    for (ArtifactRow& row : TRY(reader.artifacts(artifacts))) artifact_rows.emplace(row.id, std::move(row));

    std::vector<EventRow> rows;
    for (const std::uint32_t number : events) {
        const TimelineEvent& event = timeline.events[number];
        const Timeline::Kind& kind = timeline.kinds[event.what];
        EventRow& row = rows.emplace_back();
        row.event = event;
        row.happening = happening_label(kind.happening);
        if (kind.artifact) {
            const auto found = artifact_rows.find(event.id);
            if (found == artifact_rows.end()) continue;
            row.subject = artifact_summary(found->second.artifact);
            row.path = shown_name(found->second.source_path);
            row.file = found->second.source_file;
            row.deleted = found->second.file_deleted;
        } else {
            const auto found = file_rows.find(event.id);
            if (found == file_rows.end()) continue;
            row.subject = shown_name(found->second.name);
            row.path = shown_name(found->second.path);
            row.file = event.id;
            row.deleted = found->second.state != NameState::allocated;
        }
    }
    return rows;
}

QString text_of(const EventRow& row, int column, const QTimeZone& zone) {
    switch (column) {
        case EventModel::time:
            return shown_time(row.event.at, row.event.zoneless);
        case EventModel::local_time:
            return shown_local_time(row.event.at, row.event.zoneless, zone);
        case EventModel::happening:
            return row.happening;
        case EventModel::subject:
            return row.subject;
        default:
            return row.path;
    }
}

}  // namespace

EventModel::EventModel(QObject* parent)
    : QAbstractTableModel{parent},
      pages_{[this](std::size_t first, std::size_t count, std::function<void(std::vector<EventRow>)> arrived) {
                 return session_->ask<std::vector<EventRow>>(
                     Lane::rows,
                     [timeline = timeline_, numbers = numbers(first, count)](CaseReader& reader) {
                         return rows_of(reader, *timeline, numbers);
                     },
                     [arrived = std::move(arrived)](Result<std::vector<EventRow>> rows) {
                         if (rows) arrived(std::move(*rows));
                     });
             },
             [this](std::size_t first, std::size_t last) {
                 emit dataChanged(index(static_cast<int>(first), 0), index(static_cast<int>(last), column_count - 1));
             }} {}

void EventModel::open_case(CaseSession& session) {
    session_ = &session;
    emit headerDataChanged(Qt::Horizontal, local_time, local_time);
}

void EventModel::close_case() {
    set_events(nullptr, {});
    session_ = nullptr;
}

void EventModel::set_events(std::shared_ptr<const Timeline> timeline, std::vector<std::uint32_t> events) {
    const std::size_t count = events.size();
    show(std::move(timeline), std::move(events), 0, count);
}

void EventModel::set_range(std::shared_ptr<const Timeline> timeline, std::size_t first, std::size_t count) {
    show(std::move(timeline), {}, first, count);
}

void EventModel::show(std::shared_ptr<const Timeline> timeline, std::vector<std::uint32_t> events, std::size_t first,
                      std::size_t count) {
    beginResetModel();
    timeline_ = std::move(timeline);
    events_ = std::move(events);
    first_ = first;
    count_ = count;
    pages_.reset(count_);
    endResetModel();
}

std::size_t EventModel::number(std::size_t row) const {
    return events_.empty() ? first_ + row : events_[row];
}

std::vector<std::uint32_t> EventModel::numbers(std::size_t first, std::size_t count) const {
    std::vector<std::uint32_t> numbers(count);
    for (std::size_t i = 0; i < count; ++i) numbers[i] = static_cast<std::uint32_t>(number(first + i));
    return numbers;
}

const TimelineEvent* EventModel::event(int row) const {
    if (row < 0 || static_cast<std::size_t>(row) >= count_) return nullptr;
    return &timeline_->events[number(static_cast<std::size_t>(row))];
}

TableSource EventModel::source(const std::optional<std::vector<int>>& rows, std::vector<int> columns) const {
    std::vector<std::uint32_t> wanted;
    if (rows) {
        for (const int row : *rows) wanted.push_back(static_cast<std::uint32_t>(number(static_cast<std::size_t>(row))));
    } else {
        wanted = numbers(0, count_);
    }
    TableSource source{{}, session_ != nullptr ? wanted.size() : 0, {}};
    for (const int column : columns) source.titles << headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    source.ask = [session = session_, timeline = timeline_,
                  wanted = std::make_shared<const std::vector<std::uint32_t>>(std::move(wanted)),
                  columns = std::move(columns)](std::size_t first, std::size_t count,
                                                std::function<void(Result<TableCells>)> answered) {
        return session->ask<TableCells>(
            Lane::questions,
            [timeline, wanted, first, count, columns,
             zone = session->zone()](CaseReader& reader) -> Result<TableCells> {
                TableCells cells;
                for (const EventRow& row : TRY(rows_of(reader, *timeline, std::span{*wanted}.subspan(first, count)))) {
                    QStringList& line = cells.emplace_back();
                    for (const int column : columns) line << text_of(row, column, zone);
                }
                return cells;
            },
            std::move(answered));
    };
    return source;
}

int EventModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(count_);
}

QVariant EventModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
        case time:
            return tr("Time");
        case local_time:
            return local_title(tr("Time"), session_ != nullptr ? session_->zone() : QTimeZone::utc());
        case happening:
            return tr("What happened");
        case subject:
            return tr("Of what");
        case path:
            return tr("In file");
        default:
            return {};
    }
}

QVariant EventModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || session_ == nullptr) return {};
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::ForegroundRole) return {};
    if (index.column() == time || index.column() == local_time) {
        const TimelineEvent* moment = event(index.row());
        if (moment == nullptr || role == Qt::ForegroundRole) return {};
        if (role == Qt::ToolTipRole) return shown_time_in_full(moment->at, moment->zoneless, session_->zone());
        if (index.column() == local_time) return shown_local_time(moment->at, moment->zoneless, session_->zone());
        return in_cell(shown_time(moment->at, moment->zoneless), true);
    }
    const EventRow* row = pages_.row(static_cast<std::size_t>(index.row()));
    if (row == nullptr) return {};
    if (role == Qt::ForegroundRole)
        return row->deleted && index.column() == path ? QVariant{colours_for(QApplication::palette()).deleted}
                                                      : QVariant{};
    const QString text = text_of(*row, index.column(), session_->zone());
    return role == Qt::ToolTipRole ? text.toHtmlEscaped() : in_cell(text, index.column() == path);
}

}  // namespace sanad::gui
