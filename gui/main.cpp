// sanad-gui: the desktop. It reads a case and starts verbs of `sanad`; it parses no evidence and writes no case.
#include <QApplication>
#include <QCommandLineParser>
#include <QSettings>
#include <cstdio>
#include <exception>

#include "core/base/version.hpp"
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
    parser.process(application);

    apply_theme(application, scheme_from(QSettings{}.value(QStringLiteral("theme")).toString()));
    MainWindow window;
    window.show();
    if (!parser.positionalArguments().isEmpty())
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
