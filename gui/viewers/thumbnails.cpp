#include "gui/viewers/thumbnails.hpp"

#include <QDataStream>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QSaveFile>
#include <QStandardPaths>
#include <algorithm>
#include <vector>

#include "gui/case_session.hpp"
#include "gui/viewers/pixels.hpp"

namespace sanad::gui {
namespace {

constexpr int images_in_memory = 2000;
constexpr quint32 cache_mark = 0x53544831;  // "STH1"
constexpr qint64 cache_bytes = qint64{512} << 20;

}  // namespace

Thumbnails::Thumbnails(QObject* parent) : QObject{parent}, images_{images_in_memory} {
    tidy_cache(cache_bytes);
}

void Thumbnails::open_case(CaseSession& session) {
    close_case();
    evidence_ = &EvidenceView::of(session);
    connect(evidence_, &EvidenceView::tried_again, this, [this] {
        troubles_.clear();
        emit arrived(0);
    });
}

void Thumbnails::close_case() {
    asked_.clear();
    images_.clear();
    troubles_.clear();
    evidence_ = nullptr;
}

const QImage* Thumbnails::of(Id file, const QByteArray& sha256) {
    if (const QImage* here = images_.object(file)) return here->isNull() ? nullptr : here;
    if (evidence_ == nullptr || asked_.contains(file) || troubles_.contains(file)) return nullptr;
    if (QImage on_disk = kept(sha256); !on_disk.isNull()) {
        images_.insert(file, new QImage{std::move(on_disk)});
        return images_.object(file);
    }
    asked_.insert(
        file, std::make_shared<Wanted>(evidence_->picture(
                  file, side, side, EvidenceView::Urgency::ahead, [this, file, sha256](const EvidenceAnswer& answer) {
                      asked_.remove(file);
                      const QImage image = image_from(answer);
                      if (image.isNull()) {
                          troubles_.insert(file, answer.error.isEmpty() ? tr("no picture came back") : answer.error);
                      } else {
                          keep(sha256, image);
                          images_.insert(file, new QImage{image});
                      }
                      emit arrived(file);
                  })));
    return nullptr;
}

void Thumbnails::only(const QSet<Id>& files) {
    for (const Id file : asked_.keys())
        if (!files.contains(file)) asked_.remove(file);
}

QString Thumbnails::cache_folder() {
    return QStandardPaths::writableLocation(QStandardPaths::CacheLocation) + QStringLiteral("/thumbnails");
}

QString Thumbnails::path_of(const QByteArray& sha256) const {
    const QString name = QString::fromLatin1(sha256.toHex());
    return cache_folder() + QLatin1Char{'/'} + name.left(2) + QLatin1Char{'/'} + name + QStringLiteral(".thumb");
}

// Pixels as they came out of the sandbox, packed: reading them back decodes no picture.
QImage Thumbnails::kept(const QByteArray& sha256) const {
    if (sha256.isEmpty()) return {};
    QFile file{path_of(sha256)};
    if (!file.open(QIODevice::ReadOnly) || file.size() > 4 * side * side * 2) return {};
    QDataStream in{&file};
    quint32 mark = 0, width = 0, height = 0;
    QByteArray packed;
    in >> mark >> width >> height >> packed;
    if (in.status() != QDataStream::Ok || mark != cache_mark || width == 0 || height == 0 || width > side ||
        height > side)
        return {};
    const QByteArray pixels = qUncompress(packed);
    if (pixels.size() != qsizetype{4} * width * height) return {};
    return QImage{reinterpret_cast<const uchar*>(pixels.constData()), static_cast<int>(width), static_cast<int>(height),
                  static_cast<qsizetype>(width) * 4, QImage::Format_RGBA8888}
        .copy();
}

void Thumbnails::keep(const QByteArray& sha256, const QImage& image) const {
    if (sha256.isEmpty()) return;
    const QString path = path_of(sha256);
    QDir{}.mkpath(path.left(path.lastIndexOf(QLatin1Char{'/'})));
    QSaveFile file{path};
    if (!file.open(QIODevice::WriteOnly)) return;  // a full disk costs speed, nothing else
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    const QByteArray pixels{reinterpret_cast<const char*>(image.constBits()),
                            static_cast<qsizetype>(image.sizeInBytes())};
    QDataStream out{&file};
    out << cache_mark << static_cast<quint32>(image.width()) << static_cast<quint32>(image.height())
        << qCompress(pixels, 1);
    file.commit();
}

void Thumbnails::tidy_cache(qint64 most_bytes) {
    std::vector<std::pair<QDateTime, QFileInfo>> files;
    qint64 total = 0;
    QDirIterator each{cache_folder(), {QStringLiteral("*.thumb")}, QDir::Files, QDirIterator::Subdirectories};
    while (each.hasNext()) {
        each.next();
        total += each.fileInfo().size();
        files.emplace_back(each.fileInfo().lastModified(), each.fileInfo());
    }
    if (total <= most_bytes) return;
    std::ranges::sort(files, {}, [](const auto& file) { return file.first; });
    for (const auto& [when, file] : files) {
        if (total <= most_bytes / 2) return;
        total -= file.size();
        QFile::remove(file.absoluteFilePath());
    }
}

}  // namespace sanad::gui
