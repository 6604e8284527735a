#include "gui/viewers/pixels.hpp"

#include "gui/viewers/evidence_view.hpp"

namespace sanad::gui {

QImage image_from(const EvidenceAnswer& answer) {
    constexpr qint64 largest_side = 4096;
    const qint64 width = answer.head.value(QLatin1String{"width"}).toInteger();
    const qint64 height = answer.head.value(QLatin1String{"height"}).toInteger();
    if (width <= 0 || height <= 0 || width > largest_side || height > largest_side) return {};
    if (answer.bytes.size() != width * height * 4) return {};
    return QImage{reinterpret_cast<const uchar*>(answer.bytes.constData()), static_cast<int>(width),
                  static_cast<int>(height), static_cast<qsizetype>(width * 4), QImage::Format_RGBA8888}
        .copy();
}

QImage blurred(const QImage& image) {
    if (image.isNull()) return image;
    constexpr int grain = 12;  // points of the longer side that are left
    const QImage coarse = image.scaled(grain, grain, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    return coarse.scaled(image.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

}  // namespace sanad::gui
