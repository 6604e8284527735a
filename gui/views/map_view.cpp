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

QString degrees_label(double degrees, int digits, QChar positive, QChar negative) {
    const QString number = QString::number(std::abs(degrees), 'f', digits);
    const double shown = number.toDouble();
    // Neither zero nor the line opposite to it lies to one side.
    if (shown == 0 || shown == 180) return number + u'°';
    return number + u'°' + (degrees < 0 ? negative : positive);
}

int lines_to_a_label(double points_between_lines, double label_width) {
    for (const int every : {1, 2, 3, 6})
        if (every * points_between_lines >= label_width) return every;
    return 12;
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
    by_hand_ = false;
    if (points_.empty()) {
        // The whole world, with room around it for the labels of the mesh.
        centre_ = {0, 0};
        scale_ = std::min(width() / 400.0, height() / 200.0);
        return settle();
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
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.85);
    painter.setFont(small);
    paint_mesh(painter);
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
        painter.setBrush(ground);
        painter.setPen(QPen{palette().color(QPalette::Base), 1.5});
        painter.drawEllipse(cluster.at, radius, radius);
        if (cluster.rows.size() > 1) {
            painter.setPen(text_on(ground));
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

void MapView::paint_mesh(QPainter& painter) const {
    // As fine as leaves some hundred points between two lines.
    double step = 30;
    for (const double finer : {15.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.1, 0.05, 0.01})
        if (finer * scale_ >= 90) step = finer;
    const int digits = step < 0.1 ? 2 : step < 1 ? 1 : 0;
    const Colours& colours = colours_for(palette());
    QColor mesh = colours.line;
    mesh.setAlpha(140);
    const QFontMetrics metrics = painter.fontMetrics();
    const double height_of_label = metrics.ascent();
    const QPointF low = degrees_at({0, double(height())}), high = degrees_at({double(width()), 0});
    const double top = std::max(0.0, on_screen(90, 0).y()), bottom = std::min<double>(height(), on_screen(-90, 0).y());
    const double left = std::max(0.0, on_screen(0, -180).x()), right = std::min<double>(width(), on_screen(0, 180).x());
    const auto lines_between = [&](double from, double to) {
        return std::pair{static_cast<int>(std::ceil(from / step - 1e-9)),
                         static_cast<int>(std::floor(to / step + 1e-9))};
    };

    const int widest = metrics.horizontalAdvance(degrees_label(-170, digits, u'E', u'W')) + spacing::normal;
    const int every = lines_to_a_label(step * scale_, widest);
    const auto [west, east] = lines_between(std::max(-180.0, low.x()), std::min(180.0, high.x()));
    for (int line = west; line <= east; ++line) {
        const double x = on_screen(0, line * step).x();
        painter.setPen(mesh);
        painter.drawLine(QPointF{x, top}, QPointF{x, bottom});
        if (line % every != 0) continue;
        const QString label = degrees_label(line * step, digits, u'E', u'W');
        const double wide = metrics.horizontalAdvance(label);
        painter.setPen(colours.faint);
        painter.drawText(QPointF{std::clamp(x - wide / 2, 2.0, std::max(2.0, width() - wide - 2)),
                                 std::min(height() - 4.0, bottom + height_of_label + 2)},
                         label);
    }
    const int every_latitude = lines_to_a_label(step * scale_, metrics.height());
    const auto [south, north] = lines_between(std::max(-90.0, low.y()), std::min(90.0, high.y()));
    for (int line = south; line <= north; ++line) {
        const double y = on_screen(line * step, 0).y();
        painter.setPen(mesh);
        painter.drawLine(QPointF{left, y}, QPointF{right, y});
        if (line % every_latitude != 0) continue;
        const QString label = degrees_label(line * step, digits, u'N', u'S');
        const double beside = left - metrics.horizontalAdvance(label) - spacing::tight;
        painter.setPen(colours.faint);
        // Beside its line where there is room, else on it.
        painter.drawText(beside >= 0 ? QPointF{beside, y + height_of_label / 2} : QPointF{4, y - 3}, label);
    }
}

void MapView::zoom_at(QPointF at, double factor) {
    const QPointF under = degrees_at(at);
    by_hand_ = true;
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
    by_hand_ = true;
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
    by_hand_ = true;
    settle();
}

// The first size is that of a widget nobody has laid out yet.
void MapView::resizeEvent(QResizeEvent*) {
    if (!by_hand_) fit();
}

}  // namespace sanad::gui
