#pragma once
// Pixels from the sandbox as a picture on the screen: dimensions are checked against the bytes, nothing is decoded.
#include <QImage>
#include <QJsonObject>

namespace sanad::gui {

struct EvidenceAnswer;

/// Null when the answer is none.
QImage image_from(const EvidenceAnswer& answer);
/// So that it tells a picture from another, and no more.
QImage blurred(const QImage& image);

}  // namespace sanad::gui
