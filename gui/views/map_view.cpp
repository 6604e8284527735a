#include "gui/views/map_view.hpp"

#include <QCoreApplication>
#include <QDataStream>
#include <QDir>
#include <QFile>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <map>

#include "gui/theme.hpp"

namespace sanad::gui {
namespace {

constexpr double least_scale = 1.0, largest_scale = 20000;
constexpr int cluster_cell = 44;
constexpr quint32 outline_mark = 0x534d4150;  // "SMAP"
constexpr quint32 most_lines = 200'000, most_points = 5'000'000;

}  // namespace

QString WorldOutline::usual_path() {
    const QDir programs{QCoreApplication::applicationDirPath()};
    for (const char* place : {"../share/world.outline", "../share/sanad/world.outline"}) {
        const QString path = programs.filePath(QLatin1String{place});
        if (QFile::exists(path)) return path;
    }
    return {};
}

WorldOutline WorldOutline::load(const QString& path) {
    WorldOutline outline;
    QFile file{path};
    if (path.isEmpty() || !file.open(QIODevice::ReadOnly)) return outline;
    QDataStream in{&file};
    quint32 mark = 0, count = 0, total = 0;
    in >> mark >> count;
    if (mark != outline_mark || count > most_lines) return outline;
    for (quint32 i = 0; i < count && in.status() == QDataStream::Ok; ++i) {
        quint8 border = 0;
        quint32 points = 0;
        in >> border >> points;
        total += points;
        if (points > most_points || total > most_points) return {};
        Line line;
        line.border = border != 0;
        for (quint32 point = 0; point < points && in.status() == QDataStream::Ok; ++point) {
            qint32 longitude = 0, latitude = 0;  // thousandths of a degree
            in >> longitude >> latitude;
            line.points.emplace_back(longitude / 1000.0, latitude / 1000.0);
        }
        outline.lines.push_back(std::move(line));
    }
    return in.status() == QDataStream::Ok ? std::move(outline) : WorldOutline{};
}

MapView::MapView(QWidget* parent) : QWidget{parent}, outline_{WorldOutline::load(WorldOutline::usual_path())} {
    setFocusPolicy(Qt::StrongFocus);
    setLayoutDirection(Qt::LeftToRight);
    setAccessibleName(tr("Map of located findings"));
    setMinimumSize(240, 160);
}

void MapView::show_points(std::vector<MapPoint> points) {
    std::erase_if(points, [](const MapPoint& point) {
        return !(std::abs(point.latitude) <= 90) || !(std::abs(point.longitude) <= 180);
    });
    points_ = std::move(points);
    fit();
}

void MapView::fit() {
    if (points_.empty()) {
        centre_ = {0, 15};
        scale_ = std::max(least_scale, width() / 360.0);
        return update();
    }
    const auto [west, east] = std::ranges::minmax(points_, {}, &MapPoint::longitude);
    const auto [south, north] = std::ranges::minmax(points_, {}, &MapPoint::latitude);
    centre_ = {(west.longitude + east.longitude) / 2, (south.latitude + north.latitude) / 2};
    // A town's width at the least: one point alone is not looked at from a metre above it.
    const double wide = std::max(0.4, east.longitude - west.longitude),
                 high = std::max(0.3, north.latitude - south.latitude);
    scale_ = std::min(width() / (wide * 1.3), height() / (high * 1.3));
    settle();
}

void MapView::settle() {
    scale_ = std::clamp(scale_, least_scale, largest_scale);
    centre_.setX(std::clamp(centre_.x(), -180.0, 180.0));
    centre_.setY(std::clamp(centre_.y(), -90.0, 90.0));
    update();
}

QPointF MapView::on_screen(double latitude, double longitude) const {
    return {width() / 2.0 + (longitude - centre_.x()) * scale_, height() / 2.0 - (latitude - centre_.y()) * scale_};
}

QPointF MapView::degrees_at(QPointF screen) const {
    return {centre_.x() + (screen.x() - width() / 2.0) / scale_, centre_.y() - (screen.y() - height() / 2.0) / scale_};
}

std::vector<MapView::Cluster> MapView::clusters() const {
    std::map<std::pair<int, int>, Cluster> cells;
    for (const MapPoint& point : points_) {
        const QPointF at = on_screen(point.latitude, point.longitude);
        if (at.x() < -cluster_cell || at.y() < -cluster_cell || at.x() > width() + cluster_cell ||
            at.y() > height() + cluster_cell)
            continue;
        Cluster& cluster = cells[{static_cast<int>(std::floor(at.x() / cluster_cell)),
                                  static_cast<int>(std::floor(at.y() / cluster_cell))}];
        const auto before = static_cast<double>(cluster.rows.size());
        cluster.at = (cluster.at * before + at) / (before + 1);
        cluster.rows.push_back(point.row);
        cluster.series = point.series;
    }
    std::vector<Cluster> all;
    for (auto& [cell, cluster] : cells) all.push_back(std::move(cluster));
    return all;
}

void MapView::paintEvent(QPaintEvent*) {
    QPainter painter{this};
    const Colours& colours = colours_for(palette());
    painter.fillRect(rect(), palette().base());
    painter.setRenderHint(QPainter::Antialiasing);
    // The mesh: as fine as leaves some hundred points between two lines.
    double step = 30;
    for (const double finer : {15.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.1, 0.05, 0.01})
        if (finer * scale_ >= 90) step = finer;
    QColor mesh = colours.line;
    mesh.setAlpha(140);
    const QPointF low = degrees_at({0, double(height())}), high = degrees_at({double(width()), 0});
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.85);
    painter.setFont(small);
    const int digits = step < 0.1 ? 2 : step < 1 ? 1 : 0;
    double labelled_until = 0;
    for (double longitude = std::max(-180.0, std::floor(low.x() / step) * step); longitude <= std::min(180.0, high.x());
         longitude += step) {
        const double x = on_screen(0, longitude).x();
        painter.setPen(mesh);
        painter.drawLine(QPointF{x, std::max(0.0, on_screen(90, 0).y())},
                         QPointF{x, std::min<double>(height(), on_screen(-90, 0).y())});
        painter.setPen(colours.faint);
        if (x < labelled_until) continue;  // one label would run into the other
        const QString label = QStringLiteral("%1°%2")
                                  .arg(std::abs(longitude), 0, 'f', digits)
                                  .arg(longitude < 0 ? QLatin1Char{'W'} : QLatin1Char{'E'});
        painter.drawText(QPointF{x + 3, height() - 4.0}, label);
        labelled_until = x + painter.fontMetrics().horizontalAdvance(label) + spacing::normal;
    }
    for (double latitude = std::max(-90.0, std::floor(low.y() / step) * step); latitude <= std::min(90.0, high.y());
         latitude += step) {
        const double y = on_screen(latitude, 0).y();
        painter.setPen(mesh);
        painter.drawLine(QPointF{std::max(0.0, on_screen(0, -180).x()), y},
                         QPointF{std::min<double>(width(), on_screen(0, 180).x()), y});
        painter.setPen(colours.faint);
        painter.drawText(QPointF{4, y - 3}, QStringLiteral("%1°%2")
                                                .arg(std::abs(latitude), 0, 'f', digits)
                                                .arg(latitude < 0 ? QLatin1Char{'S'} : QLatin1Char{'N'}));
    }
    for (const bool border : {false, true}) {
        painter.setPen(QPen{border ? colours.faint : palette().color(QPalette::Text), border ? 0.6 : 1.0});
        for (const WorldOutline::Line& line : outline_.lines) {
            if (line.border != border || line.points.size() < 2) continue;
            QPolygonF drawn;
            bool seen = false;
            for (const QPointF& point : line.points) {
                drawn << on_screen(point.y(), point.x());
                seen = seen || rect().adjusted(-50, -50, 50, 50).contains(drawn.back().toPoint());
            }
            // A lake of two points of the screen is a speck that hides what matters.
            const QRectF extent = drawn.boundingRect();
            if (seen && std::max(extent.width(), extent.height()) >= 4) painter.drawPolyline(drawn);
        }
    }
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    painter.setFont(bold);
    for (const Cluster& cluster : clusters()) {
        QColor ground = colours.families[static_cast<std::size_t>(cluster.series) % colours.families.size()];
        const double radius =
            cluster.rows.size() == 1 ? 6 : std::min(22.0, 11 + 2 * std::log2(double(cluster.rows.size())));
        ground.setAlpha(210);
        painter.setBrush(ground);
        painter.setPen(QPen{palette().color(QPalette::Base), 1.5});
        painter.drawEllipse(cluster.at, radius, radius);
        if (cluster.rows.size() > 1) {
            painter.setPen(Qt::white);
            painter.drawText(QRectF{cluster.at.x() - 30, cluster.at.y() - 12, 60, 24}, Qt::AlignCenter,
                             QString::number(cluster.rows.size()));
        }
    }
    painter.setFont(small);
    painter.setPen(colours.faint);
    QStringList words;
    if (outline_.empty()) words += tr("This installation has no outlines of land: meridians and parallels only");
    if (points_.empty()) words += tr("No finding of this case tells a place");
    if (!words.isEmpty()) {
        const QString line = words.join(QStringLiteral(" · "));
        const QRect place{8, 6, width() - 16, 40};
        painter.fillRect(QRect{0, 0, width(), 24}, palette().window());
        painter.drawText(place, Qt::AlignLeft | Qt::AlignTop, line);
    }
}

void MapView::zoom_at(QPointF at, double factor) {
    const QPointF under = degrees_at(at);
    scale_ = std::clamp(scale_ * factor, least_scale, largest_scale);
    const QPointF now = degrees_at(at);
    centre_ += under - now;
    settle();
}

void MapView::wheelEvent(QWheelEvent* event) {
    zoom_at(event->position(), event->angleDelta().y() > 0 ? 1.3 : 1 / 1.3);
}

void MapView::mousePressEvent(QMouseEvent* event) {
    pressed_ = last_ = event->position();
    moved_ = false;
}

void MapView::mouseMoveEvent(QMouseEvent* event) {
    if (!event->buttons().testFlag(Qt::LeftButton)) return;
    if ((event->position() - pressed_).manhattanLength() > 4) moved_ = true;
    const QPointF by = event->position() - last_;
    last_ = event->position();
    if (!moved_) return;
    centre_ -= QPointF{by.x() / scale_, -by.y() / scale_};
    settle();
}

void MapView::mouseReleaseEvent(QMouseEvent* event) {
    if (moved_) return;
    const Cluster* nearest = nullptr;
    const auto all = clusters();
    for (const Cluster& cluster : all) {
        const double distance = QLineF{cluster.at, event->position()}.length();
        if (distance < 26 && (nearest == nullptr || distance < QLineF{nearest->at, event->position()}.length()))
            nearest = &cluster;
    }
    if (nearest != nullptr) emit chosen(nearest->rows);
}

void MapView::keyPressEvent(QKeyEvent* event) {
    const double step = 80 / scale_;
    switch (event->key()) {
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            return zoom_at(rect().center(), 1.5);
        case Qt::Key_Minus:
            return zoom_at(rect().center(), 1 / 1.5);
        case Qt::Key_Home:
            return fit();
        case Qt::Key_Left:
            centre_.rx() -= step;
            break;
        case Qt::Key_Right:
            centre_.rx() += step;
            break;
        case Qt::Key_Up:
            centre_.ry() += step;
            break;
        case Qt::Key_Down:
            centre_.ry() -= step;
            break;
        default:
            return QWidget::keyPressEvent(event);
    }
    settle();
}

}  // namespace sanad::gui
