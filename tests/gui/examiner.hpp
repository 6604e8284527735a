#pragma once
// What an examiner's hands do and eyes see: clicks, dialogs answered, words in the language of this run; and what
// `sanad` on the command line says of the same case, to compare with.
#include <doctest/doctest.h>

#include <QJsonObject>
#include <QLabel>
#include <QString>
#include <QStringList>
#include <QTest>
#include <QWidget>
#include <vector>

#include "gui/views/main_window.hpp"
#include "tests/gui/waiting.hpp"

namespace sanad::test {

/// Tests of the suite "paths" run twice, the second time with SANAD_TEST_LANGUAGE=ur.
bool in_urdu();
/// What the program says for this text of its sources, in the language of the run. In Urdu it has to be Urdu.
QString said(const char* context, const char* english);
/// As said(), of a class of the desktop.
inline QString words_of(const char* gui_class, const char* english) {
    return said((std::string{"sanad::gui::"} + gui_class).c_str(), english);
}

/// Output of `sanad --json …`, a line each. The test ends when it does not succeed.
std::vector<QJsonObject> sanad_says(QStringList words, const QByteArray& typed = {});

/// The one visible button, or menu action, with these words. The test ends when there is none.
QAbstractButton& button(const QWidget& in, const QString& words);
QAction& action(const gui::MainWindow& window, const QString& words);
inline void click(QWidget& widget) {
    QTest::mouseClick(&widget, Qt::LeftButton);
}
/// Keys to whatever has the focus of the window.
void press(QWidget& window, Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier);

/// The first child of the kind that can be seen.
template <class Kind>
Kind* seen(const QWidget& in) {
    for (Kind* child : in.findChildren<Kind*>())
        if (child->isVisible()) return child;
    return nullptr;
}
/// The line of a form that stands beside a label.
template <class Field>
Field& field(const QWidget& in, const QString& label) {
    for (auto* each : in.findChildren<QLabel*>()) {
        QString words = each->text();
        if (!each->isVisible() || words.remove(u'&') != label) continue;
        if (auto* buddy = qobject_cast<Field*>(each->buddy())) return *buddy;
        if (each->buddy() != nullptr)
            if (auto* inside = each->buddy()->findChild<Field*>()) return *inside;
    }
    FAIL("no such field: ", label.toStdString());
    std::abort();
}

inline QString without_mnemonic(QString words) {
    return words.remove(u'&');
}
/// Is there a label with these words to be seen?
bool reads(const QWidget& in, const QString& words);

/// Types a path into the next file dialog and accepts it.
void answer_file_dialog(const QString& path);

}  // namespace sanad::test
