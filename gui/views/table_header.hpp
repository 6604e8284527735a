#pragma once
// The header of a long table: a click sorts, the funnel at a column's end (or Alt+Down) asks for its filter, and a
// column that is filtered shows it.
#include <QHeaderView>
#include <QSet>

namespace sanad::gui {

class TableHeader : public QHeaderView {
    Q_OBJECT
public:
    explicit TableHeader(QWidget* parent = nullptr);

    /// Columns that have an editor / that are filtered now.
    void set_filterable(const QSet<int>& columns) { filterable_ = columns; }
    void set_filtered(const QSet<int>& columns);
    /// Where the funnel of a column is, in the viewport.
    QRect funnel(int column) const;

signals:
    void filter_wanted(int column);

protected:
    void paintSection(QPainter* painter, const QRect& rect, int column) const override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    QSize sectionSizeFromContents(int column) const override;

private:
    int funnel_at(const QPoint& place) const;  ///< -1: none
    QRect funnel_in(const QRect& section) const;

    QSet<int> filterable_, filtered_;
    int hovered_ = -1;
    int pressed_ = -1;
};

}  // namespace sanad::gui
