#include "gui/viewers/media_cover.hpp"

#include <QCryptographicHash>
#include <QSettings>
#include <algorithm>
#include <string_view>

#include "core/store/ledger_file.hpp"
#include "gui/case_session.hpp"

namespace sanad::gui {
namespace {

bool insisted = false;

struct Looked {
    std::uint64_t entries = 0;
    bool is_protected = false;
};

/// The entries from `from` on. A case without a ledger has no offence on record.
Result<Looked> offences_in(const std::filesystem::path& path, std::uint64_t from) {
    auto ledger = LedgerFile::open_read_only(path);
    if (!ledger && ledger.error().fault == Fault::not_found) return Looked{};
    if (!ledger) return tl::unexpected{ledger.error()};
    Looked looked{TRY(ledger->size()), false};
    for (std::uint64_t seq = from; seq < looked.entries && !looked.is_protected; ++seq) {
        const Entry entry = TRY(parse_entry(TRY(ledger->entry(seq))));
        looked.is_protected = protects_the_victim(entry.event);
    }
    return looked;
}

}  // namespace

bool protects_the_victim(const Event& event) {
    if (event.type != "case.offence") return false;
    const std::string_view section = event.body.text_or_empty("section");
    const std::string_view number = section.substr(0, section.find_first_not_of("0123456789"));
    if (event.body.text_or_empty("scheme") == "bill") return number == "19";
    return number == "21" || number == "22";
}

MediaCover& MediaCover::of(CaseSession& session) {
    auto* cover = session.findChild<MediaCover*>(QString{}, Qt::FindDirectChildrenOnly);
    if (cover == nullptr) cover = new MediaCover{session.folder_text(), &session, Victim::unknown};
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

void MediaCover::look(CaseSession& session) {
    // Under review pictures are covered anyway, and nothing is opened that may leave a trace.
    if (asked_.is_open() || protected_ || session.is_read_only()) return;
    asked_ = session.ask<Looked>(
        Lane::rows,
        [path = session.folder() / "ledger.db", from = entries_read_](CaseReader&) { return offences_in(path, from); },
        [this](const Result<Looked>& looked) {
            if (looked) {
                entries_read_ = looked->entries;
                protected_ = looked->is_protected;
            }
            // What cannot be told is taken for protected, until the next look.
            set_victim(!looked || protected_ ? Victim::is_protected : Victim::open);
        });
}

}  // namespace sanad::gui
