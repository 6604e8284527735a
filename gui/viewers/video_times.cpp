#include "gui/viewers/video_times.hpp"

#include <QJsonArray>
#include <QPainter>
#include <algorithm>

namespace sanad::gui {

VideoTimes video_times(const EvidenceAnswer& answer) {
    constexpr qint64 most_columns = 64;
    VideoTimes times;
    const qint64 columns = answer.head.value(QLatin1String{"columns"}).toInteger();
    if (columns < 1 || columns > most_columns) return times;
    times.columns = static_cast<int>(columns);
    times.duration_ms = answer.head.value(QLatin1String{"duration_ms"}).toInteger();
    for (const QJsonValue& time : answer.head.value(QLatin1String{"times_ms"}).toArray())
        times.frames_ms.push_back(time.toInteger());
    return times;
}

QString clock_time(qint64 milliseconds) {
    const qint64 seconds = milliseconds / 1000;
    const auto two = [](qint64 number) { return QStringLiteral("%1").arg(number, 2, 10, QLatin1Char{'0'}); };
    if (seconds < 3600) return QStringLiteral("%1:%2").arg(seconds / 60).arg(two(seconds % 60));
    return QStringLiteral("%1:%2:%3").arg(seconds / 3600).arg(two(seconds / 60 % 60), two(seconds % 60));
}

void write_times(QImage& sheet, const VideoTimes& times) {
    if (times.columns == 0 || sheet.isNull()) return;
    const auto count = static_cast<int>(times.frames_ms.size());
    const int rows = (count + times.columns - 1) / times.columns;
    if (rows == 0) return;
    QPainter painter{&sheet};
    QFont font = painter.font();
    // Legible where the sheet is reduced to its place, and never half of a frame.
    font.setPixelSize(std::clamp(sheet.height() / rows / 10, 9, 32));
    painter.setFont(font);
    const QFontMetrics metrics = painter.fontMetrics();
    for (int i = 0; i < count; ++i) {
        const QString words = clock_time(times.frames_ms[static_cast<std::size_t>(i)]);
        const int left = sheet.width() * (i % times.columns) / times.columns;
        const int bottom = sheet.height() * (i / times.columns + 1) / rows;
        const QRect label{left + 4, bottom - metrics.height() - 6, metrics.horizontalAdvance(words) + 8,
                          metrics.height() + 2};
        painter.fillRect(label, QColor{0, 0, 0, 170});
        painter.setPen(Qt::white);
        painter.drawText(label, Qt::AlignCenter, words);
    }
}

}  // namespace sanad::gui
