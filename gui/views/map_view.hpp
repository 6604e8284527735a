#pragma once
// Located findings on a map that needs no network: outlines of land where the installation has them, else only the
// meridians and parallels. Near ones are drawn as one, with their number.
#include <QPointF>
#include <QString>
#include <QWidget>
#include <vector>

namespace sanad::gui {

struct MapPoint {
    double latitude = 0, longitude = 0;  ///< degrees
    int series = 0;
    std::size_t row = 0;  ///< of whoever gave it
};

/// Lines of the world, as degrees; made at build time from the outlines of a Debian package (gui/map/outline.py).
class WorldOutline {
public:
    struct Line {
        bool border = false;          ///< of a country; else of land
        std::vector<QPointF> points;  ///< x: longitude, y: latitude
    };
    /// Empty when there is none; nothing in a damaged file is trusted.
    static WorldOutline load(const QString& path);
    static QString usual_path();
    bool empty() const { return lines.empty(); }
    std::vector<Line> lines;
};

/// "30°E", "0°", "180°".
QString degrees_label(double degrees, int digits, QChar positive, QChar negative);
/// Every line of the mesh has a label, or every second, third, sixth …: as many as have room, evenly.
int lines_to_a_label(double points_between_lines, double label_width);

class MapView : public QWidget {
    Q_OBJECT
public:
    struct Cluster {
        QPointF at;  ///< on the screen
        std::vector<std::size_t> rows;
        int series = 0;
    };

    explicit MapView(QWidget* parent = nullptr);
    void show_points(std::vector<MapPoint> points);
    bool has_outline() const { return !outline_.empty(); }
    /// So that all points are seen, and stay seen when the size changes, until somebody moves the map.
    void fit();
    double scale() const { return scale_; }  ///< points of the screen for a degree
    std::vector<Cluster> clusters() const;
    void zoom_at(QPointF at, double factor);
    QSize sizeHint() const override { return {700, 420}; }

signals:
    void chosen(const std::vector<std::size_t>& rows);

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QPointF on_screen(double latitude, double longitude) const;
    QPointF degrees_at(QPointF screen) const;
    void settle();
    void paint_mesh(QPainter& painter) const;

    std::vector<MapPoint> points_;
    WorldOutline outline_;
    QPointF centre_{0, 15};  ///< degrees: longitude, latitude
    double scale_ = 2;       ///< points of the screen for a degree
    QPointF pressed_, last_;
    bool moved_ = false;
    bool by_hand_ = false;  ///< somebody chose what is seen
};

}  // namespace sanad::gui
