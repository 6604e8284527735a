#pragma once
// Colours, spacing and fonts of the desktop, in one place. Widgets take colours from their palette; what a palette has
// no word for (a warning, a deleted file, the families of the time line) they ask of colours_for(palette()).
#include <QColor>
#include <QFont>
#include <QPalette>
#include <QString>
#include <array>

class QApplication;

namespace sanad::gui {

enum class Scheme : std::uint8_t { follow_system, light, dark };

/// Distances in device-independent pixels.
namespace spacing {
inline constexpr int tight = 4;
inline constexpr int normal = 8;
inline constexpr int wide = 16;
inline constexpr int page = 24;
inline constexpr int row_height = 24;
inline constexpr int icon = 18;
}  // namespace spacing

/// What a palette has no role for. Every pair of text and ground has a contrast of at least 4.5 to 1.
struct Colours {
    QColor good, warning, bad;  ///< text: verified, attention, failed
    QColor good_ground, warning_ground, bad_ground;
    QColor deleted;                   ///< text of a name that is no longer allocated
    QColor faint;                     ///< text of the second rank
    QColor line;                      ///< a separator
    QColor outline;                   ///< around what can be filled in: at least 3 to 1 against field and form
    QColor rail, rail_text;           ///< the place switcher
    std::array<QColor, 10> families;  ///< series of a chart, in order, distinguishable without hue too
};

bool is_dark(const QPalette& palette);
const Colours& colours_for(const QPalette& palette);

/// How well one is seen on the other, 1 to 21 (WCAG 2.2, contrast ratio).
double contrast(const QColor& one, const QColor& other);
/// Black or white, whichever is read better on this ground.
QColor text_on(const QColor& ground);

/// Sets style, palette and style sheet of the whole program. With follow_system, call it again when the system changes.
void apply_theme(QApplication& application, Scheme scheme);
Scheme scheme_from(const QString& word);
QString word_of(Scheme scheme);

/// For digests, offsets, hex, paths where columns have to stand beneath each other.
QFont fixed_font();
/// The same, unless letters of the text join (Urdu): they would be torn apart by a fixed pitch.
QFont fixed_font_for(const QString& text);
/// A heading, `steps` above the normal size.
QFont heading_font(const QFont& normal, int steps = 1);

}  // namespace sanad::gui
