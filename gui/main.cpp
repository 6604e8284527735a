// sanad-gui: the desktop. It reads a case and starts verbs of `sanad`; it parses no evidence and writes no case.
#include <QCommandLineParser>
#include <QSettings>
#include <QStyleHints>
#include <cstdio>
#include <exception>

#include "core/base/version.hpp"
#include "gui/application.hpp"
#include "gui/language.hpp"
#include "gui/review.hpp"
#include "gui/shown_text.hpp"
#include "gui/theme.hpp"
#include "gui/views/main_window.hpp"

namespace {

int run(int& count, char** arguments) {
    using namespace sanad::gui;
    Application application{count, arguments};
    QApplication::setOrganizationName(QStringLiteral("sanad"));
    QApplication::setApplicationName(QStringLiteral("sanad-gui"));
    QApplication::setApplicationVersion(sanad::gui::from_utf8(sanad::version));

    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Shows a case, and does with it what `sanad` does.\n\n"
                       "Examples:\n  sanad-gui op-lantern\n  sanad-gui --review bag --language ur"));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("case"), QStringLiteral("Case folder to open"),
                                 QStringLiteral("[case]"));
    const QCommandLineOption watch{QStringLiteral("watch-stalls"),
                                   QStringLiteral("At the end, say how long the window was busy at most")};
    const QCommandLineOption review{QStringLiteral("review"),
                                    QStringLiteral("Read-only, custody first: what a prosecutor or a court is handed"),
                                    QStringLiteral("case or bundle")};
    const QCommandLineOption language{
        QStringLiteral("language"), QStringLiteral("en or ur; by default that of the system"), QStringLiteral("code")};
    parser.addOptions({review, language, watch});
    parser.process(application);

    QString code = parser.value(language);
    if (code.isEmpty()) code = QSettings{}.value(QStringLiteral("language")).toString();
    speak(application, code.isEmpty() ? system_language() : code);

    apply_theme(application, scheme_from(QSettings{}.value(QStringLiteral("theme")).toString()));
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    QObject::connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, &application, [&application] {
        if (scheme_from(QSettings{}.value(QStringLiteral("theme")).toString()) == Scheme::follow_system)
            apply_theme(application, Scheme::follow_system);
    });
#endif
    MainWindow window;
    window.restoreGeometry(QSettings{}.value(QStringLiteral("geometry")).toByteArray());
    window.show();
    if (parser.isSet(review)) {
        if (!start_review(window, parser.value(review))) return 2;
    } else if (!parser.positionalArguments().isEmpty())
        window.open_case(parser.positionalArguments().front().toLocal8Bit().toStdString());
    const int status = QApplication::exec();
    if (parser.isSet(watch)) {
        const auto& stall = application.longest_stall();
        std::fprintf(stderr, "longest stall: %.1f ms, %.1f ms of processor: %s\n", stall.ms, stall.processor_ms,
                     qPrintable(stall.event));
    }
    return status;
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
