// Tests of the desktop: offscreen, in English, with settings of their own that nobody's desktop has touched.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <QApplication>
#include <QLocale>
#include <QSettings>
#include <QTemporaryDir>

#include "gui/theme.hpp"

int main(int count, char** arguments) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    const QTemporaryDir settings;
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
    QLocale::setDefault(QLocale{QLocale::English, QLocale::UnitedKingdom});
    QApplication application{count, arguments};
    QApplication::setOrganizationName(QStringLiteral("sanad-test"));
    QApplication::setApplicationName(QStringLiteral("gui_test"));
    sanad::gui::apply_theme(application, sanad::gui::Scheme::light);

    doctest::Context context{count, arguments};
    return context.run();
}
