#pragma once
// The words that Qt itself writes on the window: buttons of its dialogs, its file dialog, what a line of text offers.
// Debian has no Urdu of them; gui/translations/sanad_ur.ts has, and lupdate finds them in qt_words.cpp.
#include <span>

namespace sanad::gui {

struct QtWord {
    const char* context;
    const char* english;
};
std::span<const QtWord> words_of_qt();

}  // namespace sanad::gui
