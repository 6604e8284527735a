#include "gui/language.hpp"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QFontDatabase>
#include <QLocale>
#include <QTranslator>
#include <algorithm>

#include "gui/theme.hpp"

namespace sanad::gui {
namespace {

QString heading;
bool urdu_is_spoken = false;

/// A Nastaliq that came with the installation; Debian's of 2020 is drawn in pieces by Qt and never used.
QString own_nastaliq() {
    const QDir programs{QCoreApplication::applicationDirPath()};
    for (const char* place : {"../share/sanad/fonts", "../share/fonts"}) {
        const QDir folder{programs.filePath(QLatin1String{place})};
        for (const QString& file : folder.entryList({QStringLiteral("*nastaliq*")}, QDir::Files)) {
            const int id = QFontDatabase::addApplicationFont(folder.filePath(file));
            const QStringList families = id < 0 ? QStringList{} : QFontDatabase::applicationFontFamilies(id);
            if (!families.isEmpty()) return families.front();
        }
    }
    return {};
}

QString first_installed(const QStringList& wanted) {
    const QStringList families = QFontDatabase::families();
    for (const QString& family : wanted)
        if (families.contains(family)) return family;
    return {};
}

}  // namespace

QStringList languages() {
    return {QStringLiteral("en"), QStringLiteral("ur")};
}

QString language_name(const QString& code) {
    return code == QLatin1String{"ur"} ? QStringLiteral("اردو") : QStringLiteral("English");
}

QString system_language() {
    return QLocale::system().language() == QLocale::Urdu ? QStringLiteral("ur") : QStringLiteral("en");
}

bool speak(QApplication& application, const QString& code) {
    // Offsets, sizes and digests are read beside those of other tools: digits stay 0 to 9 in both.
    const bool urdu = code == QLatin1String{"ur"};
    QLocale locale{urdu ? QLocale::Urdu : QLocale::English, urdu ? QLocale::Pakistan : QLocale::UnitedKingdom};
    QLocale::setDefault(locale);
    heading.clear();
    urdu_is_spoken = false;
    // In English too: names and messages are often Urdu, and what a fallback of chance draws of it is no Urdu.
    const QString naskh = first_installed({QStringLiteral("Noto Naskh Arabic"), QStringLiteral("Noto Naskh Arabic UI"),
                                           QStringLiteral("PakType Naskh Basic"), QStringLiteral("Noto Sans Arabic")});
    QFont font = QApplication::font();
    QStringList families = font.families();
    families.removeAll(naskh);
    if (!naskh.isEmpty()) families.insert(urdu ? 0 : std::min<qsizetype>(1, families.size()), naskh);
    font.setFamilies(families);
    // Naskh is small for its size: a point more is what Latin beside it looks like.
    if (urdu) font.setPointSizeF(font.pointSizeF() + 1);
    QApplication::setFont(font);
    if (!urdu) {
        QApplication::setLayoutDirection(Qt::LeftToRight);
        return true;
    }
    auto* words = new QTranslator{&application};
    const QDir programs{QCoreApplication::applicationDirPath()};
    if (!words->load(programs.filePath(QStringLiteral("../share/i18n/sanad_ur.qm"))) &&
        !words->load(programs.filePath(QStringLiteral("../share/sanad/i18n/sanad_ur.qm")))) {
        delete words;
        return false;
    }
    QCoreApplication::installTranslator(words);
    // Dialogs of the platform speak the language of the system, which may be another.
    QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    QApplication::setLayoutDirection(Qt::RightToLeft);
    urdu_is_spoken = true;
    heading = own_nastaliq();
    return true;
}

bool speaks_urdu() {
    return urdu_is_spoken;
}

QString heading_family() {
    return heading;
}

}  // namespace sanad::gui
