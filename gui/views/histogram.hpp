#pragma once
// How many moments there are when, as stacked bars. The wheel and + - zoom, dragging marks a range, the arrows move
// along, Home shows everything, Enter goes into the marked range, Escape unmarks it.
#include <QWidget>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "core/store/timeline.hpp"

namespace sanad::gui {

/// Nanoseconds, both ends included.
struct Span {
    std::int64_t from = 0, to = 0;
    bool operator==(const Span&) const = default;
};

/// Where to look first: everything but the outermost moments, at each end one of 200, and up to one of 20 (one at the
/// least) while they lie further from the rest than ten times its width. One clock set to 1980 would flatten all
/// others.
Span most_of(std::span<const TimelineEvent> events);

class Histogram : public QWidget {
    Q_OBJECT
public:
    explicit Histogram(QWidget* parent = nullptr);

    /// The moments, and which series each kind belongs to.
    void set_timeline(std::shared_ptr<const Timeline> timeline, std::vector<std::size_t> series_of_kind,
                      std::size_t series_count);
    void set_hidden(const std::set<std::size_t>& series);
    void set_logarithmic(bool logarithmic);

    const Span& view() const { return view_; }
    std::optional<Span> marked() const { return marked_; }
    void set_view(Span view);
    void set_marked(std::optional<Span> marked);
    /// Everything; or most_of() it, with a margin.
    void show_all();
    void show_most();
    void zoom(double factor, double at);  ///< `at`: 0 the left edge, 1 the right
    void move_along(double part);

    /// What a bar counts, for the tests: series by bar.
    const std::vector<std::vector<std::uint32_t>>& bars() const;
    std::uint64_t before() const { return before_; }  ///< moments before what is shown
    std::uint64_t after() const { return after_; }

    QSize sizeHint() const override { return {800, 220}; }

signals:
    void view_changed();
    void marked_changed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    void count() const;
    std::int64_t moment_at(double x) const;
    double place_of(std::int64_t ns) const;
    QRect plot() const;
    void paint_scale(QPainter& painter, const QRect& plot, std::uint32_t highest) const;
    void paint_axis(QPainter& painter, const QRect& plot) const;

    std::shared_ptr<const Timeline> timeline_;
    std::vector<std::size_t> series_of_kind_;
    std::size_t series_count_ = 0;
    std::set<std::size_t> hidden_;
    bool logarithmic_ = false;
    Span all_, view_;
    std::optional<Span> marked_;
    std::optional<double> drag_from_;
    mutable bool counted_ = false;
    mutable std::vector<std::vector<std::uint32_t>> bars_;
    mutable std::uint64_t before_ = 0, after_ = 0;
};

}  // namespace sanad::gui
