#include "tests/gui/examiner.hpp"

#include <doctest/doctest.h>

#include <QApplication>
#include <QFileDialog>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QProcess>
#include <QPushButton>
#include <QTimer>

namespace sanad::test {

bool in_urdu() {
    return qgetenv("SANAD_TEST_LANGUAGE") == "ur";
}

QString said(const char* context, const char* english) {
    const QString words = QCoreApplication::translate(context, english);
    if (!in_urdu()) return words;
    const auto is_urdu = [](QChar letter) { return letter.unicode() >= 0x600 && letter.unicode() <= 0x6FF; };
    if (std::none_of(words.begin(), words.end(), is_urdu)) FAIL("no Urdu in ", context, " for: ", english);
    return words;
}

std::vector<QJsonObject> sanad_says(QStringList words, const QByteArray& typed) {
    QProcess process;
    words.prepend(QStringLiteral("--json"));
    process.start(gui::sanad_program(), words);
    process.write(typed);
    process.closeWriteChannel();
    REQUIRE(process.waitForFinished(60'000));
    if (process.exitCode() > 1)
        FAIL(words.join(u' ').toStdString(), ": ", process.readAllStandardError().toStdString());
    std::vector<QJsonObject> lines;
    for (const QByteArray& line : process.readAllStandardOutput().split('\n'))
        if (line.startsWith('{')) lines.push_back(QJsonDocument::fromJson(line).object());
    return lines;
}

QAbstractButton& button(const QWidget& in, const QString& words) {
    for (auto* each : in.findChildren<QAbstractButton*>()) {
        QString text = each->text();
        if (each->isVisible() && text.remove(u'&') == words) return *each;
    }
    FAIL("no button to be seen: ", words.toStdString());
    std::abort();
}

QAction& action(const gui::MainWindow& window, const QString& words) {
    for (const auto* menu : window.menuBar()->findChildren<QMenu*>()) {
        for (QAction* each : menu->actions())
            if (each->text() == words) return *each;
    }
    FAIL("no action in the menus: ", words.toStdString());
    std::abort();
}

void press(QWidget& window, Qt::Key key, Qt::KeyboardModifiers modifiers) {
    window.window()->activateWindow();  // a dialog may just have closed
    REQUIRE(QTest::qWaitForWindowActive(window.window()));
    QWidget* focus = QApplication::focusWidget();
    QTest::keyClick(focus != nullptr && focus->window() == window.window() ? focus : &window, key, modifiers);
}

bool reads(const QWidget& in, const QString& words) {
    const auto labels = in.findChildren<QLabel*>();
    return std::any_of(labels.begin(), labels.end(),
                       [&](const QLabel* label) { return label->isVisible() && label->text() == words; });
}

void answer_file_dialog(const QString& path) {
    auto* look = new QTimer{QApplication::instance()};
    QObject::connect(look, &QTimer::timeout, look, [look, path] {
        auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
        if (dialog == nullptr) return;
        look->deleteLater();
        auto* line = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
        line->setText(path);
        // As Enter in it, which offscreen may not reach a dialog that runs its own loop.
        QMetaObject::invokeMethod(dialog, "accept");
    });
    look->start(50);
}

}  // namespace sanad::test
