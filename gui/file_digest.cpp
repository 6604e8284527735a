#include "gui/file_digest.hpp"

namespace sanad::gui {
namespace {

constexpr qint64 piece = qint64{1} << 20;

}  // namespace

FileDigest::FileDigest(const QString& path, QObject* parent) : QObject{parent}, file_{path} {
    connect(&next_, &QTimer::timeout, this, &FileDigest::read_on);
    next_.start(0);
}

void FileDigest::read_on() {
    if (!file_.isOpen() && !file_.open(QIODevice::ReadOnly)) return end({});
    const QByteArray bytes = file_.read(piece);
    hash_.addData(bytes);
    if (bytes.size() == piece) return;
    end(file_.error() == QFileDevice::NoError ? QString::fromLatin1(hash_.result().toHex()) : QString{});
}

void FileDigest::end(const QString& sha256) {
    next_.stop();
    emit known(sha256);
    deleteLater();
}

}  // namespace sanad::gui
