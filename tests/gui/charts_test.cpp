// The time line's bars and the map: where they look first, and what stands at their edges.
#include <doctest/doctest.h>

#include <QApplication>

#include "gui/views/histogram.hpp"
#include "gui/views/map_view.hpp"

using namespace sanad;
using namespace sanad::gui;

namespace {

constexpr std::int64_t one_second = 1'000'000'000, one_day = 86'400 * one_second;

std::vector<TimelineEvent> moments_of_days(std::initializer_list<std::int64_t> days) {
    std::vector<TimelineEvent> events;
    for (const std::int64_t each : days) events.push_back({.at = Timestamp{each * one_day}});
    return events;
}

}  // namespace

TEST_CASE("a few moments far away do not flatten all others, however few the others are") {
    // 2024 by days, a label of 2015 and a file of 2076: as on the sample disk.
    CHECK(most_of(moments_of_days({16508, 19732, 19733, 19740, 19758, 19780, 19793, 39049})) ==
          Span{19732 * one_day, 19793 * one_day});
    CHECK(most_of(moments_of_days({0, 19000, 19001, 19002})) == Span{19000 * one_day, 19002 * one_day});
    CHECK(most_of(moments_of_days({19000, 19001, 19002, 90000})) == Span{19000 * one_day, 19002 * one_day});
}

TEST_CASE("what lies within ten times the width of the rest is not far, and three moments have no rest") {
    CHECK(most_of(moments_of_days({0, 100, 101, 110, 150})) == Span{0, 150 * one_day});
    CHECK(most_of(moments_of_days({0, 1, 90000})) == Span{0, 90000 * one_day});
    CHECK(most_of(moments_of_days({7})) == Span{7 * one_day, 7 * one_day});
    CHECK(most_of({}) == Span{});
    // All at one moment: the rest is a one_day wide at the least.
    CHECK(most_of(moments_of_days({100, 105, 105, 105, 105})) == Span{100 * one_day, 105 * one_day});
}

TEST_CASE("of many moments one of 200 is left out at each end, and never more than one of 20") {
    std::vector<TimelineEvent> events;
    for (std::int64_t i = 0; i < 1000; ++i) events.push_back({.at = Timestamp{i * one_day}});
    CHECK(most_of(events) == Span{5 * one_day, 994 * one_day});
    for (std::size_t i = 0; i < 100; ++i)
        events[i].at.ns = static_cast<std::int64_t>(i) * one_second - 90'000 * one_day;
    // A tenth of them is no clock that went wrong.
    CHECK(most_of(events).from < 0);
    for (std::size_t i = 30; i < 100; ++i) events[i].at.ns = static_cast<std::int64_t>(i) * one_day;
    CHECK(most_of(events).from == 30 * one_day);
    // Times at both ends of what can be written lead nowhere.
    events.front().at.ns = INT64_MIN;
    events.back().at.ns = INT64_MAX;
    CHECK(most_of(events).from == 30 * one_day);
}

TEST_CASE("what the first look leaves out is counted at the edges") {
    auto timeline = std::make_shared<Timeline>();
    timeline->kinds.emplace_back();
    timeline->events = moments_of_days({0, 19000, 19001, 19002, 19003, 90000});
    Histogram histogram;
    histogram.resize(800, 240);
    histogram.set_timeline(timeline, {0}, 1);
    (void)histogram.bars();
    CHECK(histogram.before() == 1);
    CHECK(histogram.after() == 1);
    histogram.show_all();
    (void)histogram.bars();
    CHECK(histogram.before() == 0);
    CHECK_FALSE(histogram.grab().isNull());
}

TEST_CASE("degrees are written without a side where there is none, and labels stand evenly") {
    CHECK(degrees_label(30, 0, u'E', u'W') == QStringLiteral("30°E"));
    CHECK(degrees_label(-60, 0, u'E', u'W') == QStringLiteral("60°W"));
    CHECK(degrees_label(0, 0, u'N', u'S') == QStringLiteral("0°"));
    CHECK(degrees_label(-0.0, 1, u'N', u'S') == QStringLiteral("0.0°"));
    CHECK(degrees_label(-180, 0, u'E', u'W') == QStringLiteral("180°"));
    CHECK(degrees_label(-0.25, 2, u'N', u'S') == QStringLiteral("0.25°S"));
    CHECK(lines_to_a_label(60, 50) == 1);
    CHECK(lines_to_a_label(30, 50) == 2);
    CHECK(lines_to_a_label(24, 50) == 3);
    CHECK(lines_to_a_label(1, 50) == 12);
}

TEST_CASE("the map shows everything at whatever size it gets, until somebody moves it") {
    MapView map;
    map.resize(240, 160);
    map.show_points({});
    map.resize(720, 500);
    CHECK_FALSE(map.grab().isNull());  // the new size arrives
    CHECK(map.scale() == doctest::Approx(720 / 400.0));
    map.show_points({{24.86, 67.00, 0, 0}, {33.68, 73.05, 0, 1}});
    const double both = map.scale();
    map.resize(1440, 1000);
    CHECK_FALSE(map.grab().isNull());
    CHECK(map.scale() == doctest::Approx(2 * both));
    map.zoom_at({700, 500}, 2);
    const double chosen = map.scale();
    map.resize(720, 500);
    CHECK_FALSE(map.grab().isNull());
    CHECK(map.scale() == doctest::Approx(chosen));
}
