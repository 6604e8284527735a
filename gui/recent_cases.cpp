#include "gui/recent_cases.hpp"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QSettings>
#include <algorithm>

namespace sanad::gui {
namespace {

constexpr std::size_t most_kept = 12;

const QString list_key = QStringLiteral("recent_cases");

void write(const std::vector<RecentCase>& cases) {
    QSettings settings;
    settings.beginWriteArray(list_key, static_cast<int>(cases.size()));
    for (std::size_t i = 0; i < cases.size(); ++i) {
        settings.setArrayIndex(static_cast<int>(i));
        settings.setValue(QStringLiteral("folder"), cases[i].folder);
        settings.setValue(QStringLiteral("name"), cases[i].name);
        settings.setValue(QStringLiteral("opened_at"), cases[i].opened_at);
    }
    settings.endArray();
}

/// A path is no key of an INI file; its digest is.
QString state_key(const QString& folder) {
    const QByteArray digest = QCryptographicHash::hash(folder.toUtf8(), QCryptographicHash::Sha256).toHex();
    return QStringLiteral("case_state/") + QString::fromLatin1(digest.left(32));
}

}  // namespace

std::vector<RecentCase> recent_cases() {
    QSettings settings;
    std::vector<RecentCase> cases;
    const int count = settings.beginReadArray(list_key);
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        RecentCase one{settings.value(QStringLiteral("folder")).toString(),
                       settings.value(QStringLiteral("name")).toString(),
                       settings.value(QStringLiteral("opened_at")).toDateTime(), false};
        one.is_there = QFileInfo::exists(one.folder + QStringLiteral("/case.db"));
        cases.push_back(std::move(one));
    }
    settings.endArray();
    return cases;
}

void remember_case(const QString& folder, const QString& name) {
    auto cases = recent_cases();
    std::erase_if(cases, [&](const RecentCase& one) { return one.folder == folder; });
    cases.insert(cases.begin(), {folder, name, QDateTime::currentDateTimeUtc(), true});
    if (cases.size() > most_kept) cases.resize(most_kept);
    write(cases);
}

void forget_case(const QString& folder) {
    auto cases = recent_cases();
    std::erase_if(cases, [&](const RecentCase& one) { return one.folder == folder; });
    QSettings{}.remove(list_key);
    write(cases);
    QSettings{}.remove(state_key(folder));
}

QVariantMap state_of_case(const QString& folder) {
    return QSettings{}.value(state_key(folder)).toMap();
}

void set_state_of_case(const QString& folder, const QVariantMap& state) {
    QSettings{}.setValue(state_key(folder), state);
}

}  // namespace sanad::gui
