#pragma once
// Moments of the time line as a table: those of one range, in the order of time.
#include <memory>

#include "core/store/timeline.hpp"
#include "gui/models/page_cache.hpp"
#include "gui/models/paged_table_model.hpp"
#include "gui/models/table_source.hpp"

namespace sanad::gui {

/// One moment with what it is of.
struct EventRow {
    TimelineEvent event;
    QString happening;
    QString subject;  ///< path of the file, or the finding in words
    QString path;     ///< of the file, or of the file that the finding is in
    Id file = 0;
    bool deleted = false;
};

class EventModel : public QAbstractTableModel {
    Q_OBJECT
public:
    explicit EventModel(QObject* parent = nullptr);

    enum At { time, local_time, happening, subject, path, column_count };

    void open_case(CaseSession& session);
    void close_case();
    /// Moments by their number in `timeline->events`, in order.
    void set_events(std::shared_ptr<const Timeline> timeline, std::vector<std::uint32_t> events);
    /// Those that follow one another: nothing is kept of each, however many they are.
    void set_range(std::shared_ptr<const Timeline> timeline, std::size_t first, std::size_t count);

    const TimelineEvent* event(int row) const;
    const Timeline::Kind& kind_of(const TimelineEvent& event) const { return timeline_->kinds[event.what]; }
    const EventRow* known(int row) const { return pages_.known(static_cast<std::size_t>(row)); }

    /// These rows, or all of them; columns by number.
    TableSource source(const std::optional<std::vector<int>>& rows, std::vector<int> columns) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : column_count; }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    void show(std::shared_ptr<const Timeline> timeline, std::vector<std::uint32_t> events, std::size_t first,
              std::size_t count);
    std::size_t number(std::size_t row) const;  ///< in timeline_->events
    std::vector<std::uint32_t> numbers(std::size_t first, std::size_t count) const;

    CaseSession* session_ = nullptr;
    std::shared_ptr<const Timeline> timeline_;
    std::vector<std::uint32_t> events_;  ///< empty: those from first_ on
    std::size_t first_ = 0, count_ = 0;
    mutable PageCache<EventRow> pages_;
};

}  // namespace sanad::gui
