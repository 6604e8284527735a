#include "gui/viewers/media_cover.hpp"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QSettings>

#include "core/custody/protected_victim.hpp"
#include "gui/case_session.hpp"

namespace sanad::gui {
namespace {

bool insisted = false;

}  // namespace

bool protects_the_victim(const QJsonObject& event) {
    if (event.value(QLatin1String{"type"}).toString() != QLatin1String{"case.offence"}) return false;
    const QJsonObject body = event.value(QLatin1String{"body"}).toObject();
    const auto member = [&](const char* name) { return body.value(QLatin1String{name}).toString().toStdString(); };
    return sanad::protects_the_victim(member("scheme"), member("section"));
}

MediaCover& MediaCover::of(CaseSession& session) {
    if (auto* there = session.findChild<MediaCover*>(QString{}, Qt::FindDirectChildrenOnly)) return *there;
    auto* cover = new MediaCover{session.folder_text(), &session, Victim::unknown};
    cover->look(session);
    return *cover;
}

MediaCover::MediaCover(const QString& case_path, QObject* parent, Victim victim) : QObject{parent}, victim_{victim} {
    key_ =
        QStringLiteral("media_cover/") +
        QString::fromLatin1(QCryptographicHash::hash(case_path.toUtf8(), QCryptographicHash::Sha256).toHex().left(16));
    settle();
}

void MediaCover::insist(bool insist) {
    insisted = insist;
}

QString MediaCover::meaning() {
    return tr(
        "Chosen for each case, at this machine. Blurred from the start where an offence on record protects who the "
        "victim is (PECA s.21, 22, 22A …), and always while a case is reviewed.");
}

/// What was chosen before such an offence was on record does not hold for it.
void MediaCover::settle() {
    const QSettings settings;
    const bool on =
        insisted || victim_ == Victim::unknown ||
        (victim_ == Victim::is_protected ? settings.value(key_ + QStringLiteral("/protected"), true).toBool()
                                         : settings.value(key_ + QStringLiteral("/open"), false).toBool());
    if (on == on_) return;
    on_ = on;
    emit changed(on);
}

void MediaCover::set_victim(Victim victim) {
    victim_ = victim;
    settle();
}

void MediaCover::set_on(bool on) {
    if (!insisted && victim_ != Victim::unknown)
        QSettings{}.setValue(
            key_ + (victim_ == Victim::is_protected ? QStringLiteral("/protected") : QStringLiteral("/open")), on);
    settle();
}

void MediaCover::take_event(const QJsonObject& event) {
    protected_ = protected_ || protects_the_victim(event);
    if (protected_) set_victim(Victim::is_protected);
}

void MediaCover::look(CaseSession& session) {
    verb_ = std::make_unique<VerbProcess>();
    connect(verb_.get(), &VerbProcess::line, this, [this](const QJsonObject& entry) {
        const QByteArray payload = QByteArray::fromBase64(entry.value(QLatin1String{"payload"}).toString().toLatin1());
        take_event(QJsonDocument::fromJson(payload).object());
    });
    connect(verb_.get(), &VerbProcess::ended, this, [this](const VerbOutcome& outcome) {
        // What cannot be told is taken for protected; whoever looks may uncover it.
        set_victim(protected_ || !outcome.succeeded() ? Victim::is_protected : Victim::open);
    });
    verb_->start({QStringLiteral("ledger"), QStringLiteral("show"), session.folder_text()});
}

}  // namespace sanad::gui
