#pragma once
// What a decoder of sanad-render gives, or why it gives nothing.
#include <QByteArray>
#include <QImage>
#include <QSize>
#include <QString>

namespace sanad {

struct DecodedPicture {
    QImage image;
    QSize full_size;  ///< as it is looked at: turned as its file asks
    int frames = 1;
    QByteArray format;
    QString refused;  ///< why there is no image
};

/// Before memory is taken for it: whether it is larger than what is decoded; then `refused` says so.
bool is_too_large(QSize size, DecodedPicture& decoded);

}  // namespace sanad
