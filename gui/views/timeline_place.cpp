#include "gui/views/timeline_place.hpp"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QPainter>
#include <QPixmap>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>
#include <climits>
#include <functional>
#include <map>
#include <utility>

#include "gui/icons.hpp"
#include "gui/shown_text.hpp"
#include "gui/theme.hpp"
#include "gui/viewers/finding_text.hpp"
#include "gui/views/header_menu.hpp"
#include "gui/views/place_action.hpp"
#include "gui/views/table_out.hpp"

namespace sanad::gui {
namespace {

constexpr std::size_t families_shown = 9;  // the rest is one more: ten colours
constexpr int list_pause_ms = 120;
constexpr std::int64_t hour_ns = 3'600'000'000'000;

QIcon swatch(const QColor& colour) {
    QPixmap pixmap{12, 12};
    pixmap.fill(Qt::transparent);
    QPainter painter{&pixmap};
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawRoundedRect(0, 0, 12, 12, 3, 3);
    return QIcon{pixmap};
}

}  // namespace

TimelinePlace::TimelinePlace(Workplace& workplace, QWidget* parent) : Place{workplace, parent} {
    histogram_ = new Histogram{this};
    model_ = new EventModel{this};
    table_ = new QTableView{this};
    table_->setModel(model_);
    auto* nothing_chosen = new QItemSelectionModel{model_, table_};  // for titles, as in TablePage
    table_->horizontalHeader()->setSelectionModel(nothing_chosen);
    table_->setAccessibleName(tr("Moments"));
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setAlternatingRowColors(true);
    table_->setShowGrid(false);
    table_->setWordWrap(false);
    table_->setTabKeyNavigation(false);
    table_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table_->verticalHeader()->setDefaultSectionSize(std::max(spacing::row_height, fontMetrics().height() + 6));
    table_->horizontalHeader()->setStretchLastSection(true);
    table_->horizontalHeader()->setHighlightSections(false);
    table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    for (const auto& [column, width] : {std::pair{EventModel::time, 180},
                                        {EventModel::local_time, 150},
                                        {EventModel::happening, 220},
                                        {EventModel::subject, 380}})
        table_->setColumnWidth(column, width);
    offer_columns(*table_->horizontalHeader());

    legend_ = new QWidget{this};
    auto* legend_layout = new QHBoxLayout{legend_};
    legend_layout->setContentsMargins(spacing::normal, spacing::normal, spacing::normal, spacing::tight);
    legend_layout->setSpacing(spacing::tight);
    status_ = new QLabel{this};
    status_->setTextFormat(Qt::PlainText);
    status_->setContentsMargins(spacing::normal, spacing::tight, spacing::normal, spacing::tight);
    status_->setForegroundRole(QPalette::PlaceholderText);

    auto* above = new QWidget{this};
    auto* above_layout = new QVBoxLayout{above};
    above_layout->setContentsMargins(0, 0, 0, 0);
    above_layout->setSpacing(0);
    // The legend may be wider than the place: it scrolls, instead of pushing tree and details aside.
    auto* legend_scroll = new QScrollArea{above};
    legend_scroll->setWidget(legend_);
    legend_scroll->setAccessibleName(tr("Kinds of moments, to show or leave out"));
    legend_scroll->setWidgetResizable(true);
    legend_scroll->setFrameShape(QFrame::NoFrame);
    legend_scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    legend_scroll->setFixedHeight(fontMetrics().height() + 2 * spacing::wide);
    above_layout->addWidget(legend_scroll);
    above_layout->addWidget(histogram_, 1);
    above_layout->addWidget(status_);
    auto* splitter = new QSplitter{Qt::Vertical, this};
    splitter->addWidget(above);
    splitter->addWidget(table_);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    splitter->setChildrenCollapsible(false);
    auto* layout = new QVBoxLayout{this};
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);
    setFocusProxy(histogram_);

    const auto add = [this](const QString& words, const QKeySequence& keys, std::function<void()> act) {
        return add_place_action(*this, actions_, words, keys, std::move(act));
    };
    add(tr("Zoom in"), QKeySequence::ZoomIn, [this] { histogram_->zoom(0.7, 0.5); });
    add(tr("Zoom out"), QKeySequence::ZoomOut, [this] { histogram_->zoom(1 / 0.7, 0.5); });
    add(tr("Show all of time"), QKeySequence{QStringLiteral("Ctrl+Home")}, [this] { histogram_->show_all(); });
    add(tr("Show where most is"), QKeySequence{QStringLiteral("Ctrl+End")}, [this] { histogram_->show_most(); });
    add(tr("Unmark the range"), QKeySequence{QStringLiteral("Ctrl+Shift+X")},
        [this] { histogram_->set_marked(std::nullopt); });
    add(tr("Show in its folder"), QKeySequence{QStringLiteral("Ctrl+Shift+O")}, [this] {
        if (const EventRow* row = model_->known(table_->currentIndex().row()); row != nullptr && row->file != 0)
            this->workplace().list_in_folder(row->file);
    });
    logarithmic_ = add(tr("Logarithmic scale"), QKeySequence{QStringLiteral("Ctrl+L")},
                       [this] { histogram_->set_logarithmic(logarithmic_->isChecked()); });
    logarithmic_->setCheckable(true);
    name_times_ =
        add(tr("Times of NTFS $FILE_NAME too"), QKeySequence{QStringLiteral("Ctrl+Shift+N")}, [this] { ask(); });
    name_times_->setCheckable(true);
    const auto source = [this](bool only_chosen) {
        std::vector<int> columns;
        const QHeaderView& header = *table_->horizontalHeader();
        for (int visual = 0; visual < header.count(); ++visual)
            if (!header.isSectionHidden(header.logicalIndex(visual))) columns.push_back(header.logicalIndex(visual));
        if (!only_chosen) return model_->source(std::nullopt, std::move(columns));
        std::vector<int> rows;
        for (const QModelIndex& index : table_->selectionModel()->selectedRows()) rows.push_back(index.row());
        std::ranges::sort(rows);
        return model_->source(std::move(rows), std::move(columns));
    };
    add_table_actions(*this, actions_, this->workplace(), QStringLiteral("timeline"), source, {table_});
    add(tr("Choose columns"), QKeySequence{QStringLiteral("Ctrl+Shift+L")}, [this] {
        QHeaderView& header = *table_->horizontalHeader();
        choose_columns(header, header.mapToGlobal(QPoint{0, header.height()}));
    });

    list_pause_.setSingleShot(true);
    list_pause_.setInterval(list_pause_ms);
    connect(&list_pause_, &QTimer::timeout, this, &TimelinePlace::list);
    connect(histogram_, &Histogram::view_changed, this, [this] { list_pause_.start(); });
    connect(histogram_, &Histogram::marked_changed, this, [this] { list_pause_.start(); });
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] { show_chosen(); });
}

QIcon TimelinePlace::icon() const {
    return gui::icon("timeline");
}

void TimelinePlace::open_case(CaseSession& session) {
    session_ = &session;
    model_->open_case(session);
    table_->setColumnHidden(EventModel::local_time, !is_other_zone(session.zone()));
    stale_ = true;
    if (isVisible()) ask();
}

void TimelinePlace::close_case() {
    asked_.forget();
    list_pause_.stop();
    wanted_.reset();
    model_->close_case();
    histogram_->set_timeline(nullptr, {}, 0);
    look_ = {};
    hidden_.clear();
    make_legend();
    status_->clear();
    session_ = nullptr;
}

void TimelinePlace::case_changed() {
    stale_ = true;
    // Every batch of an ingest would read all times anew: only while it is looked at, and one reading at a time.
    if (isVisible() && !asked_.is_open()) ask();
}

void TimelinePlace::showEvent(QShowEvent* event) {
    Place::showEvent(event);
    if (stale_ && session_ != nullptr && !asked_.is_open()) ask();
}

void TimelinePlace::changeEvent(QEvent* event) {
    Place::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && look_.timeline) make_legend();
}

QVariantMap TimelinePlace::remembered() const {
    QVariantMap map;
    map[QStringLiteral("logarithmic")] = logarithmic_->isChecked();
    map[QStringLiteral("name_times")] = name_times_->isChecked();
    map[QStringLiteral("widths")] = table_->horizontalHeader()->saveState();
    map[QStringLiteral("columns")] = model_->columnCount();
    return map;
}

void TimelinePlace::recall(const QVariantMap& map) {
    logarithmic_->setChecked(map.value(QStringLiteral("logarithmic")).toBool());
    histogram_->set_logarithmic(logarithmic_->isChecked());
    name_times_->setChecked(map.value(QStringLiteral("name_times")).toBool());
    if (map.value(QStringLiteral("columns")).toInt() == model_->columnCount())
        table_->horizontalHeader()->restoreState(map.value(QStringLiteral("widths")).toByteArray());
}

Result<TimelinePlace::Look> TimelinePlace::look(CaseReader& reader, bool name_times) {
    TimelineQuery query;
    query.name_times = name_times;
    Look look;
    auto timeline = std::make_shared<Timeline>(TRY(reader.timeline(query)));
    std::vector<std::uint64_t> by_kind(timeline->kinds.size());
    for (const TimelineEvent& event : timeline->events) ++by_kind[event.what];
    std::map<std::string, std::uint64_t> by_family;
    const auto family_of = [](const Timeline::Kind& kind) {
        return kind.artifact ? kind.type.substr(0, kind.type.find('.')) : std::string{"/"};  // no family has this name
    };
    for (std::size_t kind = 0; kind < by_kind.size(); ++kind)
        by_family[family_of(timeline->kinds[kind])] += by_kind[kind];
    std::erase_if(by_family, [](const auto& family) { return family.second == 0; });

    std::vector<std::pair<std::string, std::uint64_t>> sorted{by_family.begin(), by_family.end()};
    std::ranges::stable_sort(sorted, std::greater{}, [](const auto& family) { return family.second; });
    std::map<std::string, std::size_t> number;
    for (const auto& [name, count] : sorted) {
        if (look.families.size() < families_shown) {
            look.families.push_back(name == "/" ? tr("Files") : family_label(name));
            look.counts.push_back(count);
        } else if (look.families.size() == families_shown) {
            look.families.push_back(tr("Others"));
            look.counts.push_back(count);
        } else {
            look.counts.back() += count;
        }
        number[name] = look.families.size() - 1;
    }
    for (const Timeline::Kind& kind : timeline->kinds) look.family_of_kind.push_back(number[family_of(kind)]);
    look.timeline = std::move(timeline);
    return look;
}

void TimelinePlace::ask() {
    if (session_ == nullptr) return;
    stale_ = false;
    if (!look_.timeline) status_->setText(tr("Reading every time in the case …"));
    asked_ = session_->ask<Look>(
        Lane::questions,
        [name_times = name_times_->isChecked()](CaseReader& reader) { return look(reader, name_times); },
        [this](Result<Look> look) {
            if (look)
                take(std::move(*look));
            else
                status_->setText(QString::fromStdString(look.error().what));
        });
}

void TimelinePlace::take(Look look) {
    look_ = std::move(look);
    histogram_->set_timeline(look_.timeline, look_.family_of_kind, look_.families.size());
    make_legend();
    list();
    if (wanted_) show_moment(*std::exchange(wanted_, std::nullopt));
}

void TimelinePlace::make_legend() {
    auto* layout = static_cast<QHBoxLayout*>(legend_->layout());
    while (QLayoutItem* item = layout->takeAt(0)) {
        if (item->widget() != nullptr) item->widget()->deleteLater();
        delete item;
    }
    const Colours& colours = colours_for(palette());
    for (std::size_t i = 0; i < look_.families.size(); ++i) {
        auto* button = new QToolButton{legend_};
        button->setText(QStringLiteral("%1 %2").arg(look_.families[i], shown_number(look_.counts[i])));
        button->setIcon(swatch(colours.families[i % colours.families.size()]));
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setCheckable(true);
        button->setChecked(!hidden_.contains(i));
        button->setAutoRaise(true);
        button->setToolTip(tr("Show or leave out %1").arg(look_.families[i]));
        connect(button, &QToolButton::toggled, this, [this, i](bool shown) {
            if (shown)
                hidden_.erase(i);
            else
                hidden_.insert(i);
            histogram_->set_hidden(hidden_);
            list_pause_.start();
        });
        layout->addWidget(button);
    }
    layout->addStretch();
}

void TimelinePlace::list() {
    if (!look_.timeline) return;
    const auto& events = look_.timeline->events;
    const Span span = histogram_->marked().value_or(histogram_->view());
    const auto at = [](const TimelineEvent& event) { return event.at.ns; };
    const auto first = std::ranges::lower_bound(events, span.from, {}, at) - events.begin();
    const auto last = std::ranges::upper_bound(events, span.to, {}, at) - events.begin();
    auto count = static_cast<std::size_t>(std::max<std::ptrdiff_t>(last - first, 0));
    if (hidden_.empty()) {
        model_->set_range(look_.timeline, static_cast<std::size_t>(first), count);
    } else {
        std::vector<std::uint32_t> listed;
        listed.reserve(count);
        for (auto i = first; i < last; ++i) {
            if (!hidden_.contains(look_.family_of_kind[events[static_cast<std::size_t>(i)].what]))
                listed.push_back(static_cast<std::uint32_t>(i));
        }
        count = listed.size();
        model_->set_events(look_.timeline, std::move(listed));
    }
    status_->setText(
        events.empty() ? tr("Nothing in this case carries a time.")
        : histogram_->marked()
            ? tr("%1 moments from %2 to %3")
                  .arg(shown_number(count), shown_time(Timestamp{span.from}), shown_time(Timestamp{span.to}))
            : tr("%1 moments in view. Drag over the bars to mark a range; the wheel zooms.").arg(shown_number(count)));
}

void TimelinePlace::show_moment(Timestamp at) {
    if (!look_.timeline) {
        wanted_ = at;
        if (session_ != nullptr && !asked_.is_open()) ask();
        return;
    }
    const auto shifted = [&](std::int64_t by) {
        return by < 0 ? (at.ns < INT64_MIN - by ? INT64_MIN : at.ns + by)
                      : (at.ns > INT64_MAX - by ? INT64_MAX : at.ns + by);
    };
    histogram_->set_view({shifted(-24 * hour_ns), shifted(24 * hour_ns)});
    histogram_->set_marked(Span{shifted(-hour_ns), shifted(hour_ns)});
    list_pause_.stop();
    list();
    for (int row = 0; row < model_->rowCount(); ++row) {
        if (model_->event(row)->at.ns < at.ns) continue;
        table_->selectionModel()->setCurrentIndex(model_->index(row, 0),
                                                  QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        table_->scrollTo(model_->index(row, 0), QAbstractItemView::PositionAtCenter);
        break;
    }
}

void TimelinePlace::show_chosen() {
    const EventRow* row = model_->known(table_->currentIndex().row());
    if (row != nullptr && row->file != 0) workplace().show_file(row->file);
}

}  // namespace sanad::gui
