#pragma once
// The language of the window, and with it the side from which it is read and the letters it is written in.
#include <QString>
#include <QStringList>

class QApplication;

namespace sanad::gui {

/// "en", "ur".
QStringList languages();
/// What a language calls itself.
QString language_name(const QString& code);
/// That of the system where it is one of ours; else English.
QString system_language();

/// Before windows are made: loads the words, turns the layout, chooses Naskh for tables and text. False: there are no
/// words of that language, and English is spoken.
bool speak(QApplication& application, const QString& code);
/// For words that live outside of gui/, such as the labels of the catalog.
bool speaks_urdu();

/// The family for headings of the language spoken; empty: that of the rest. Urdu has Nastaliq where the installation
/// has one that Qt draws right (README.md), else Naskh.
QString heading_family();

}  // namespace sanad::gui
