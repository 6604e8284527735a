#include "gui/views/histogram.hpp"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "gui/shown_text.hpp"
#include "gui/theme.hpp"

namespace sanad::gui {
namespace {

constexpr int bar_width = 5;
constexpr int axis_height = 42;
constexpr int scale_width = 56;
constexpr std::int64_t narrowest = 10 * second_ns;
constexpr int least_drag = 4;
constexpr double narrowest_rest = 86'400e9;  // a day: what happened in one minute is not all there is to see

struct Step {
    std::int64_t seconds;
    int label_from;  // of "2024-03-01 10:00:00"
    int label_length;
};
// Months and years are steps of the calendar and handled apart: seconds 0.
constexpr Step steps[] = {{1, 11, 8},     {5, 11, 8},     {15, 11, 8},     {60, 11, 5},
                          {300, 11, 5},   {900, 11, 5},   {3600, 11, 5},   {10800, 11, 5},
                          {21600, 11, 5}, {86400, 0, 10}, {172800, 0, 10}, {604800, 0, 10}};

std::int64_t clamped(double ns) {
    return static_cast<std::int64_t>(std::clamp(ns, -9.2e18, 9.2e18));
}

}  // namespace

Span most_of(std::span<const TimelineEvent> events) {
    if (events.empty()) return {};
    const auto at = [&](std::size_t index) { return static_cast<double>(events[index].at.ns); };
    const std::size_t always = events.size() / 200;
    // With three or fewer there is no rest that one of them could be far from.
    const std::size_t at_most = events.size() < 4 ? 0 : std::max<std::size_t>(1, events.size() / 20);
    std::size_t first = at_most, last = events.size() - 1 - at_most;
    const double reach = 10 * std::max(at(last) - at(first), narrowest_rest);
    const double earliest = at(first) - reach, latest = at(last) + reach;
    while (first > always && at(first - 1) >= earliest) --first;
    while (last + 1 + always < events.size() && at(last + 1) <= latest) ++last;
    return {events[first].at.ns, events[last].at.ns};
}

Histogram::Histogram(QWidget* parent) : QWidget{parent} {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumHeight(140);
    setAccessibleName(tr("Histogram of all moments"));
}

void Histogram::set_timeline(std::shared_ptr<const Timeline> timeline, std::vector<std::size_t> series_of_kind,
                             std::size_t series_count) {
    const bool first = !timeline_ || timeline_->events.empty();
    timeline_ = std::move(timeline);
    series_of_kind_ = std::move(series_of_kind);
    series_count_ = series_count;
    counted_ = false;
    if (!timeline_ || timeline_->events.empty()) {
        all_ = view_ = {};
        marked_.reset();
        update();
        return;
    }
    all_ = {timeline_->events.front().at.ns, timeline_->events.back().at.ns};
    if (first) show_most();
    update();
}

void Histogram::set_hidden(const std::set<std::size_t>& series) {
    hidden_ = series;
    counted_ = false;
    update();
}

void Histogram::set_logarithmic(bool logarithmic) {
    logarithmic_ = logarithmic;
    update();
}

void Histogram::set_view(Span view) {
    const double wide = static_cast<double>(view.to) - static_cast<double>(view.from);
    if (wide < static_cast<double>(narrowest)) {
        const double middle = static_cast<double>(view.from) + wide / 2;
        view = {clamped(middle - static_cast<double>(narrowest) / 2),
                clamped(middle + static_cast<double>(narrowest) / 2)};
    }
    if (view == view_) return;
    view_ = view;
    counted_ = false;
    update();
    emit view_changed();
}

void Histogram::set_marked(std::optional<Span> marked) {
    if (marked == marked_) return;
    marked_ = marked;
    update();
    emit marked_changed();
}

void Histogram::show_all() {
    set_view(all_);
}

void Histogram::show_most() {
    if (!timeline_ || timeline_->events.empty()) return;
    const Span most = most_of(timeline_->events);
    const double margin = (static_cast<double>(most.to) - static_cast<double>(most.from)) * 0.02;
    set_view({std::max(all_.from, clamped(static_cast<double>(most.from) - margin)),
              std::min(all_.to, clamped(static_cast<double>(most.to) + margin))});
}

void Histogram::zoom(double factor, double at) {
    const double wide = static_cast<double>(view_.to) - static_cast<double>(view_.from);
    const double all = static_cast<double>(all_.to) - static_cast<double>(all_.from);
    const double now = std::min(wide * factor, std::max(all * 1.1, static_cast<double>(narrowest)));
    const double fixed = static_cast<double>(view_.from) + wide * at;
    set_view({clamped(fixed - now * at), clamped(fixed + now * (1 - at))});
}

void Histogram::move_along(double part) {
    const double by = (static_cast<double>(view_.to) - static_cast<double>(view_.from)) * part;
    set_view({clamped(static_cast<double>(view_.from) + by), clamped(static_cast<double>(view_.to) + by)});
}

const std::vector<std::vector<std::uint32_t>>& Histogram::bars() const {
    count();
    return bars_;
}

QRect Histogram::plot() const {
    // The label of the highest line stands half above it.
    return rect().adjusted(scale_width, fontMetrics().height() / 2 + spacing::normal, -spacing::normal, -axis_height);
}

void Histogram::count() const {
    if (std::exchange(counted_, true)) return;
    const auto number = static_cast<std::size_t>(std::max(plot().width() / bar_width, 1));
    bars_.assign(number, std::vector<std::uint32_t>(series_count_, 0));
    before_ = after_ = 0;
    if (!timeline_) return;
    const auto& events = timeline_->events;
    const auto first = std::ranges::lower_bound(events, view_.from, {}, [](const auto& event) { return event.at.ns; });
    const auto last = std::ranges::upper_bound(events, view_.to, {}, [](const auto& event) { return event.at.ns; });
    before_ = static_cast<std::uint64_t>(first - events.begin());
    after_ = static_cast<std::uint64_t>(events.end() - last);
    const double scale =
        static_cast<double>(number) / std::max(static_cast<double>(view_.to) - static_cast<double>(view_.from), 1.0);
    for (auto event = first; event < last; ++event) {
        const std::size_t series = series_of_kind_[event->what];
        if (hidden_.contains(series)) continue;
        const double place = (static_cast<double>(event->at.ns) - static_cast<double>(view_.from)) * scale;
        ++bars_[std::min(static_cast<std::size_t>(std::max(place, 0.0)), number - 1)][series];
    }
}

std::int64_t Histogram::moment_at(double x) const {
    const QRect area = plot();
    // From left to right in every language, as the digits of the axis.
    const double part = std::clamp((x - area.left()) / std::max(area.width(), 1), 0.0, 1.0);
    return clamped(static_cast<double>(view_.from) +
                   (static_cast<double>(view_.to) - static_cast<double>(view_.from)) * part);
}

double Histogram::place_of(std::int64_t ns) const {
    const QRect area = plot();
    const double wide = std::max(static_cast<double>(view_.to) - static_cast<double>(view_.from), 1.0);
    return area.left() + (static_cast<double>(ns) - static_cast<double>(view_.from)) / wide * area.width();
}

void Histogram::paintEvent(QPaintEvent*) {
    QPainter painter{this};
    const Colours& colours = colours_for(palette());
    painter.fillRect(rect(), palette().color(QPalette::Base));
    if (!timeline_ || timeline_->events.empty()) return;
    count();
    const QRect area = plot();
    std::uint32_t highest = 1;
    std::vector<std::uint32_t> totals;
    for (const auto& bar : bars_) {
        std::uint32_t total = 0;
        for (const std::uint32_t part : bar) total += part;
        totals.push_back(total);
        highest = std::max(highest, total);
    }
    paint_scale(painter, area, highest);

    const auto height = [&](std::uint32_t total) {
        const double part =
            logarithmic_ ? std::log1p(total) / std::log1p(highest) : static_cast<double>(total) / highest;
        return part * area.height();
    };
    const double wide = static_cast<double>(area.width()) / static_cast<double>(bars_.size());
    for (std::size_t i = 0; i < bars_.size(); ++i) {
        if (totals[i] == 0) continue;
        // A bar that has anything in it can be seen.
        const double tall = std::max(height(totals[i]), 2.0);
        double bottom = area.bottom() + 1;
        for (std::size_t series = 0; series < series_count_; ++series) {
            if (bars_[i][series] == 0) continue;
            const double part = tall * bars_[i][series] / totals[i];
            painter.fillRect(
                QRectF{area.left() + wide * static_cast<double>(i), bottom - part, std::max(wide - 1, 1.0), part},
                colours.families[series % colours.families.size()]);
            bottom -= part;
        }
    }
    paint_axis(painter, area);

    if (marked_) {
        QColor wash = palette().color(QPalette::Highlight);
        const double from = std::max<double>(place_of(marked_->from), area.left());
        const double to = std::min<double>(place_of(marked_->to), area.right());
        if (from <= to) {
            wash.setAlpha(50);
            painter.fillRect(QRectF{from, static_cast<double>(area.top()), std::max(to - from, 1.0),
                                    static_cast<double>(area.height())},
                             wash);
            wash.setAlpha(255);
            painter.setPen(wash);
            painter.drawLine(QLineF{from, static_cast<double>(area.top()), from, static_cast<double>(area.bottom())});
            painter.drawLine(QLineF{to, static_cast<double>(area.top()), to, static_cast<double>(area.bottom())});
        }
    }
    painter.setPen(colours.faint);
    if (before_ != 0)
        painter.drawText(area.adjusted(4, 0, 0, 0), Qt::AlignLeft | Qt::AlignTop | Qt::TextDontClip,
                         tr("← %1 earlier").arg(shown_number(before_)));
    if (after_ != 0)
        painter.drawText(area.adjusted(0, 0, -4, 0), Qt::AlignRight | Qt::AlignTop | Qt::TextDontClip,
                         tr("%1 later →").arg(shown_number(after_)));
    if (hasFocus()) {
        painter.setPen(QPen{palette().color(QPalette::Highlight), 1});
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void Histogram::paint_scale(QPainter& painter, const QRect& area, std::uint32_t highest) const {
    const Colours& colours = colours_for(palette());
    const int height = fontMetrics().height();
    const QRect labels{0, area.top() - height / 2, scale_width - 6, height};
    for (int line = 0; line <= 2; ++line) {
        const double part = line / 2.0;
        const int y = area.bottom() - static_cast<int>(part * area.height());
        painter.setPen(colours.line);
        painter.drawLine(area.left(), y, area.right(), y);
        const double value = logarithmic_ ? std::expm1(part * std::log1p(highest)) : part * highest;
        // A line between two whole numbers would name a count that no bar can have.
        if (line == 1 && value != std::floor(value) && highest < 20) continue;
        painter.setPen(colours.faint);
        painter.drawText(labels.translated(0, y - area.top()), Qt::AlignRight | Qt::AlignAbsolute | Qt::AlignVCenter,
                         shown_number(static_cast<std::uint64_t>(value)));
    }
}

void Histogram::paint_axis(QPainter& painter, const QRect& area) const {
    const Colours& colours = colours_for(palette());
    const double seconds_shown = (static_cast<double>(view_.to) - static_cast<double>(view_.from)) / second_ns;
    const int label_width = fontMetrics().horizontalAdvance(QStringLiteral("0000-00-00")) + 24;
    const double per_label = seconds_shown * label_width / std::max(area.width(), 1);
    painter.setPen(colours.faint);
    const auto mark = [&](std::int64_t at_second, const QString& label) {
        const double x = place_of(at_second * second_ns);
        if (x < area.left() || x > area.right()) return;
        painter.drawLine(QPointF{x, area.bottom() + 1.0}, QPointF{x, area.bottom() + 5.0});
        painter.drawText(QRectF{x - label_width / 2.0, area.bottom() + 6.0, static_cast<double>(label_width), 14.0},
                         Qt::AlignHCenter | Qt::AlignTop, label);
    };
    const std::int64_t from = view_.from / second_ns - 1, to = view_.to / second_ns + 1;
    const auto* step =
        std::ranges::find_if(steps, [&](const Step& s) { return static_cast<double>(s.seconds) >= per_label; });
    if (step != std::end(steps)) {
        for (std::int64_t at = from / step->seconds * step->seconds; at <= to; at += step->seconds)
            mark(at, shown_time(Timestamp{at * second_ns}, true).mid(step->label_from, step->label_length));
        painter.drawText(QRect{area.left(), area.bottom() + 24, area.width(), 16}, Qt::AlignLeft | Qt::AlignVCenter,
                         tr("%1 to %2").arg(shown_time(Timestamp{view_.from}), shown_time(Timestamp{view_.to})));
        return;
    }
    constexpr double month = 2'629'746;
    int months = 1;
    for (const int candidate : {1, 3, 6, 12, 24, 60, 120, 240, 600, 1200}) {
        months = candidate;
        if (candidate * month >= per_label) break;
    }
    using namespace std::chrono;
    const year_month_day start{floor<days>(sys_seconds{seconds{from}})};
    int index = (static_cast<int>(start.year()) * 12 + static_cast<int>(static_cast<unsigned>(start.month())) - 1) /
                months * months;
    for (;; index += months) {
        const int in_year = index % 12 + 1;
        const sys_days first = year{index / 12} / in_year / 1;
        const std::int64_t at = sys_seconds{first}.time_since_epoch().count();
        if (at > to) break;
        mark(at, months >= 12 ? QString::number(index / 12)
                              : QStringLiteral("%1-%2").arg(index / 12).arg(in_year, 2, 10, QChar{u'0'}));
    }
    painter.drawText(QRect{area.left(), area.bottom() + 24, area.width(), 16}, Qt::AlignLeft | Qt::AlignVCenter,
                     tr("%1 to %2").arg(shown_time(Timestamp{view_.from}), shown_time(Timestamp{view_.to})));
}

void Histogram::wheelEvent(QWheelEvent* event) {
    if (!timeline_) return;
    const QRect area = plot();
    const double at = std::clamp((event->position().x() - area.left()) / std::max(area.width(), 1), 0.0, 1.0);
    if (event->modifiers() & Qt::ShiftModifier)
        move_along(event->angleDelta().y() > 0 ? -0.15 : 0.15);
    else
        zoom(std::pow(0.8, event->angleDelta().y() / 120.0), at);
    event->accept();
}

void Histogram::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) drag_from_ = event->position().x();
}

void Histogram::mouseMoveEvent(QMouseEvent* event) {
    if (!drag_from_ || std::abs(event->position().x() - *drag_from_) < least_drag) return;
    const std::int64_t a = moment_at(*drag_from_), b = moment_at(event->position().x());
    marked_ = Span{std::min(a, b), std::max(a, b)};
    update();
}

void Histogram::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !drag_from_) return;
    const bool dragged = std::abs(event->position().x() - *drag_from_) >= least_drag;
    drag_from_.reset();
    if (!dragged) marked_.reset();
    update();
    emit marked_changed();
}

void Histogram::mouseDoubleClickEvent(QMouseEvent*) {
    if (!marked_) return zoom(0.5, 0.5);
    set_view(*marked_);
}

void Histogram::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            return zoom(0.7, 0.5);
        case Qt::Key_Minus:
            return zoom(1 / 0.7, 0.5);
        case Qt::Key_Left:
            return move_along(-0.2);
        case Qt::Key_Right:
            return move_along(0.2);
        case Qt::Key_Home:
            return show_all();
        case Qt::Key_End:
            return show_most();
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (marked_) set_view(*marked_);
            return;
        case Qt::Key_Escape:
            return set_marked(std::nullopt);
        default:
            QWidget::keyPressEvent(event);
    }
}

void Histogram::resizeEvent(QResizeEvent*) {
    counted_ = false;
}

bool Histogram::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && timeline_ && !timeline_->events.empty()) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QRect area = plot();
        if (!area.contains(help->pos())) return QWidget::event(event);
        count();
        const double part = static_cast<double>(help->pos().x() - area.left()) / std::max(area.width(), 1);
        const std::size_t bar =
            std::min(static_cast<std::size_t>(part * static_cast<double>(bars_.size())), bars_.size() - 1);
        std::uint64_t total = 0;
        for (const std::uint32_t count : bars_[bar]) total += count;
        QToolTip::showText(
            help->globalPos(),
            tr("%1: %2 moments").arg(shown_time(Timestamp{moment_at(help->pos().x())}), shown_number(total)), this);
        return true;
    }
    return QWidget::event(event);
}

}  // namespace sanad::gui
