#include "gui/viewers/media_cover.hpp"

#include <QCryptographicHash>
#include <QSettings>

#include "gui/case_session.hpp"

namespace sanad::gui {
namespace {

bool insisted = false;

}  // namespace

MediaCover& MediaCover::of(CaseSession& session) {
    if (auto* there = session.findChild<MediaCover*>(QString{}, Qt::FindDirectChildrenOnly)) return *there;
    return *new MediaCover{session.folder_text(), &session};
}

MediaCover::MediaCover(const QString& case_path, QObject* parent) : QObject{parent} {
    key_ =
        QStringLiteral("media_cover/") +
        QString::fromLatin1(QCryptographicHash::hash(case_path.toUtf8(), QCryptographicHash::Sha256).toHex().left(16));
    on_ = insisted || QSettings{}.value(key_, false).toBool();
}

void MediaCover::insist(bool insist) {
    insisted = insist;
}

void MediaCover::set_on(bool on) {
    if (insisted) on = true;
    if (on == on_) return;
    on_ = on;
    if (!insisted) QSettings{}.setValue(key_, on);
    emit changed(on);
}

}  // namespace sanad::gui
