// sanad-gui: the desktop. It reads a case and starts verbs of `sanad`; it parses no evidence and writes no case.
#include <QApplication>
#include <QCommandLineParser>
#include <QSettings>
#include <cstdio>
#include <exception>

#include "core/base/version.hpp"
#include "gui/language.hpp"
#include "gui/review.hpp"
#include "gui/theme.hpp"
#include "gui/views/main_window.hpp"

namespace {

int run(int& count, char** arguments) {
    using namespace sanad::gui;
    QApplication application{count, arguments};
    QApplication::setOrganizationName(QStringLiteral("sanad"));
    QApplication::setApplicationName(QStringLiteral("sanad-gui"));
    QApplication::setApplicationVersion(
        QString::fromUtf8(sanad::version.data(), static_cast<qsizetype>(sanad::version.size())));

    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Shows a case, and does with it what `sanad` does."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("case"), QStringLiteral("Case folder to open"),
                                 QStringLiteral("[case]"));
    const QCommandLineOption review{QStringLiteral("review"),
                                    QStringLiteral("Read-only, custody first: what a prosecutor or a court is handed"),
                                    QStringLiteral("case or bundle")};
    const QCommandLineOption language{
        QStringLiteral("language"), QStringLiteral("en or ur; by default that of the system"), QStringLiteral("code")};
    parser.addOptions({review, language});
    parser.process(application);

    QString code = parser.value(language);
    if (code.isEmpty()) code = QSettings{}.value(QStringLiteral("language")).toString();
    speak(application, code.isEmpty() ? system_language() : code);

    apply_theme(application, scheme_from(QSettings{}.value(QStringLiteral("theme")).toString()));
    MainWindow window;
    window.show();
    if (parser.isSet(review)) {
        if (!start_review(window, parser.value(review))) return 2;
    } else if (!parser.positionalArguments().isEmpty())
        window.open_case(parser.positionalArguments().front().toLocal8Bit().toStdString());
    return QApplication::exec();
}

}  // namespace

int main(int count, char** arguments) {
    try {
        return run(count, arguments);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "sanad-gui: %s\n", error.what());
        return 2;
    }
}
