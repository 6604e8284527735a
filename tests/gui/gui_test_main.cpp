// Tests of the desktop: offscreen, in English unless SANAD_TEST_LANGUAGE says otherwise, with settings of their own
// that nobody's desktop has touched.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <QLocale>
#include <QProcess>
#include <QSettings>
#include <QTemporaryDir>
#include <cstdio>

#include "gui/application.hpp"
#include "gui/language.hpp"
#include "gui/theme.hpp"
#include "gui/verb_process.hpp"

namespace {

/// The offscreen platform says of every window what it cannot do: hundreds of lines around the one that matters.
void say_what_matters(QtMsgType, const QMessageLogContext&, const QString& message) {
    if (!message.startsWith(QLatin1String{"This plugin does not support"})) {
        std::fprintf(stderr, "%s\n", qUtf8Printable(message));
    }
}

}  // namespace

int main(int count, char** arguments) {
    qInstallMessageHandler(say_what_matters);
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    const QTemporaryDir settings;
    // Verbs that sign find no identity of whoever runs the tests, and leave none behind.
    qputenv("SANAD_HOME", settings.filePath(QStringLiteral("home")).toLocal8Bit());
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
    QLocale::setDefault(QLocale{QLocale::English, QLocale::UnitedKingdom});
    sanad::gui::Application application{count, arguments};
    QApplication::setOrganizationName(QStringLiteral("sanad-test"));
    QApplication::setApplicationName(QStringLiteral("gui_test"));
    const QByteArray language = qgetenv("SANAD_TEST_LANGUAGE");
    if (!language.isEmpty() && !sanad::gui::speak(application, QString::fromLatin1(language))) {
        std::fprintf(stderr, "gui_test: the words of %s are not beside this program (share/i18n)\n",
                     language.constData());
        return 1;
    }
    sanad::gui::apply_theme(application, sanad::gui::Scheme::light);

    doctest::Context context{count, arguments};
    const int result = context.run();
    // Keys that a test has unlocked stay with no agent.
    QProcess::execute(sanad::gui::sanad_program(), {QStringLiteral("identity"), QStringLiteral("lock")});
    return result;
}
