#include "gui/theme.hpp"

#include <QApplication>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QPainter>
#include <QPlainTextEdit>
#include <QProxyStyle>
#include <QStyleHints>
#include <QStyleOption>
#include <QTextBrowser>
#include <QtGlobal>
#include <algorithm>
#include <cmath>

#include "gui/language.hpp"

namespace sanad::gui {
namespace {

const Colours light_colours = {
    .good = QColor{0x1b, 0x6e, 0x3c},
    .warning = QColor{0x8a, 0x53, 0x00},
    .bad = QColor{0xb3, 0x1d, 0x28},
    .good_ground = QColor{0xe3, 0xf4, 0xe8},
    .warning_ground = QColor{0xff, 0xf1, 0xd6},
    .bad_ground = QColor{0xfd, 0xe7, 0xe7},
    .deleted = QColor{0xa4, 0x2a, 0x2a},
    .faint = QColor{0x5c, 0x66, 0x70},
    .line = QColor{0xd5, 0xd9, 0xdd},
    .outline = QColor{0x7d, 0x87, 0x91},
    .rail = QColor{0x1f, 0x2d, 0x3d},
    .rail_text = QColor{0xc9, 0xd4, 0xdf},
    .families = {QColor{0x2b, 0x6c, 0xb0}, QColor{0xd9, 0x6b, 0x0b}, QColor{0x2f, 0x85, 0x5a}, QColor{0xb8, 0x32, 0x80},
                 QColor{0x6b, 0x46, 0xc1}, QColor{0x9b, 0x6b, 0x1b}, QColor{0x0f, 0x86, 0x8f}, QColor{0xc5, 0x30, 0x30},
                 QColor{0x71, 0x80, 0x96}, QColor{0x2d, 0x37, 0x48}},
};

const Colours dark_colours = {
    .good = QColor{0x7e, 0xd6, 0x9b},
    .warning = QColor{0xf2, 0xbd, 0x6a},
    .bad = QColor{0xff, 0x8f, 0x8f},
    .good_ground = QColor{0x1d, 0x38, 0x29},
    .warning_ground = QColor{0x42, 0x33, 0x17},
    .bad_ground = QColor{0x4a, 0x22, 0x26},
    .deleted = QColor{0xf0, 0x9a, 0x9a},
    .faint = QColor{0xa0, 0xaa, 0xb4},
    .line = QColor{0x3c, 0x43, 0x4b},
    .outline = QColor{0x7a, 0x85, 0x90},
    .rail = QColor{0x16, 0x1b, 0x21},
    .rail_text = QColor{0xb6, 0xc2, 0xce},
    .families = {QColor{0x63, 0xb3, 0xed}, QColor{0xf6, 0xad, 0x55}, QColor{0x68, 0xd3, 0x91}, QColor{0xf6, 0x87, 0xb3},
                 QColor{0xb7, 0x94, 0xf4}, QColor{0xd6, 0xbc, 0x6b}, QColor{0x5f, 0xd4, 0xdc}, QColor{0xfc, 0x81, 0x81},
                 QColor{0xa0, 0xae, 0xc0}, QColor{0xe2, 0xe8, 0xf0}},
};

struct Ground {
    QColor window, base, alternate, text, button, accent, on_accent, disabled, placeholder;
};

const Ground light_ground = {QColor{0xf4, 0xf5, 0xf7}, QColor{0xff, 0xff, 0xff}, QColor{0xf7, 0xf9, 0xfb},
                             QColor{0x1c, 0x22, 0x29}, QColor{0xe9, 0xec, 0xef}, QColor{0x1f, 0x5f, 0xa8},
                             QColor{0xff, 0xff, 0xff}, QColor{0x8a, 0x93, 0x9c}, QColor{0x6b, 0x75, 0x80}};
const Ground dark_ground = {QColor{0x22, 0x27, 0x2d}, QColor{0x1a, 0x1e, 0x23}, QColor{0x1f, 0x24, 0x2a},
                            QColor{0xe4, 0xe8, 0xec}, QColor{0x2e, 0x34, 0x3b}, QColor{0x2f, 0x74, 0xc4},
                            QColor{0xff, 0xff, 0xff}, QColor{0x76, 0x80, 0x8a}, QColor{0x94, 0x9e, 0xa8}};

QPalette palette_of(const Ground& ground, bool dark) {
    QPalette palette{ground.button, ground.window};
    const auto set = [&](QPalette::ColorRole role, const QColor& colour) { palette.setColor(role, colour); };
    set(QPalette::Window, ground.window);
    set(QPalette::WindowText, ground.text);
    set(QPalette::Base, ground.base);
    set(QPalette::AlternateBase, ground.alternate);
    set(QPalette::Text, ground.text);
    set(QPalette::Button, ground.button);
    set(QPalette::ButtonText, ground.text);
    set(QPalette::ToolTipBase, ground.base);
    set(QPalette::ToolTipText, ground.text);
    set(QPalette::PlaceholderText, ground.placeholder);
    set(QPalette::Highlight, ground.accent);
    set(QPalette::HighlightedText, ground.on_accent);
    set(QPalette::Link, dark ? QColor{0x7d, 0xb8, 0xf5} : ground.accent);
    set(QPalette::LinkVisited, dark ? QColor{0xb7, 0x94, 0xf4} : QColor{0x6b, 0x46, 0xc1});
    set(QPalette::BrightText, Qt::white);
    set(QPalette::Mid, dark ? dark_colours.line : light_colours.line);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, ground.disabled);
    // A field that cannot be filled in has the ground of the form around it.
    palette.setColor(QPalette::Disabled, QPalette::Base, ground.window);
    palette.setColor(QPalette::Disabled, QPalette::PlaceholderText, ground.disabled);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, ground.button);
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, ground.disabled);
    return palette;
}

bool system_is_dark() {
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    return QGuiApplication::styleHints()->colorScheme() == Qt::ColorScheme::Dark;
#else
    // Qt 6.4 has no word for it; the palette that the platform gave before we set ours tells.
    static const bool dark = is_dark(QGuiApplication::palette());
    return dark;
#endif
}

// Only what a palette cannot say; lists and tables stay with the style, which draws them fastest.
QString style_sheet(const Colours& colours, const Ground& ground) {
    return QStringLiteral(
               "QToolTip { color: %1; background: %2; border: 1px solid %3; padding: 4px; }"
               "QHeaderView::section { background: %4; color: %1; border: none; border-bottom: 1px solid %3;"
               " border-right: 1px solid %3; padding: 3px 6px; }"
               "QMainWindow::separator { background: %3; width: 1px; height: 1px; }"
               "QDockWidget::title { background: %4; padding: 6px 8px; }"
               "QTableView, QTreeView, QListView { border: none; }"
               "QTabWidget::pane { border: none; border-top: 1px solid %3; }")
        .arg(ground.text.name(), ground.base.name(), colours.line.name(), ground.window.name());
}

/// WCAG 2.2: relative luminance.
double luminance(const QColor& colour) {
    const auto linear = [](double part) {
        return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

bool is_text_field(const QWidget* widget) {
    return qobject_cast<const QPlainTextEdit*>(widget) != nullptr ||
           (qobject_cast<const QTextEdit*>(widget) != nullptr && qobject_cast<const QTextBrowser*>(widget) == nullptr);
}

/// Fusion, with four things mended. The words of a button beside its icon from right to left: QCommonStyle asks for the
/// right edge, which a painter of text from right to left takes for the left one, and the words stand at the far end of
/// the button. The outlines of boxes to tick, and of fields: Fusion draws them a little darker than the window, which
/// is faint on light ground and not seen on dark. A tool button that is pressed in and stays so: on dark ground it
/// looks as its neighbours.
class Style : public QProxyStyle {
public:
    Style() : QProxyStyle{QStringLiteral("Fusion")} {}

    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override {
        const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
        beside_icon_ = element == CE_PushButtonLabel && button != nullptr && !button->icon.isNull() &&
                       button->direction == Qt::RightToLeft;
        QProxyStyle::drawControl(element, option, painter, widget);
        beside_icon_ = false;
    }
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override {
        const bool is_field = element == PE_FrameLineEdit || (element == PE_Frame && is_text_field(widget));
        if (is_field) {
            QProxyStyle::drawPrimitive(element, option, painter, widget);
            return draw_outline(*option, *painter, field_line(*option));
        }
        if (element == PE_PanelButtonTool && option->state.testFlag(State_On) &&
            !option->state.testFlag(State_AutoRaise)) {
            QProxyStyle::drawPrimitive(element, option, painter, widget);
            return draw_outline(*option, *painter, option->palette.color(QPalette::Link));
        }
        const bool is_box = element == PE_IndicatorCheckBox || element == PE_IndicatorRadioButton;
        const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
        if (!is_box || button == nullptr || !is_dark(option->palette))
            return QProxyStyle::drawPrimitive(element, option, painter, widget);
        QStyleOptionButton seen{*button};
        seen.palette.setColor(QPalette::Window, dark_colours.faint);
        QProxyStyle::drawPrimitive(element, &seen, painter, widget);
    }
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override {
        QProxyStyle::drawComplexControl(control, option, painter, widget);
        const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option);
        const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
        if ((combo != nullptr && combo->frame) || (spin != nullptr && spin->frame))
            draw_outline(*option, *painter, field_line(*option));
    }
    void drawItemText(QPainter* painter, const QRect& place, int flags, const QPalette& palette, bool enabled,
                      const QString& text, QPalette::ColorRole role) const override {
        QProxyStyle::drawItemText(painter, place, beside_icon_ ? flags | Qt::AlignAbsolute : flags, palette, enabled,
                                  text, role);
    }

private:
    /// Of a field: of the accent while it has the keys, fainter while it cannot be filled in.
    static QColor field_line(const QStyleOption& option) {
        if (!option.state.testFlag(State_Enabled)) return colours_for(option.palette).line;
        return option.state.testFlag(State_HasFocus) ? option.palette.color(QPalette::Link)
                                                     : colours_for(option.palette).outline;
    }
    /// In the place of Fusion's own.
    static void draw_outline(const QStyleOption& option, QPainter& painter, const QColor& colour) {
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(colour);
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF{option.rect}.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
        painter.restore();
    }

    mutable bool beside_icon_ = false;
};

}  // namespace

bool is_dark(const QPalette& palette) {
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

const Colours& colours_for(const QPalette& palette) {
    return is_dark(palette) ? dark_colours : light_colours;
}

double contrast(const QColor& one, const QColor& other) {
    const auto [dark, light] = std::minmax({luminance(one), luminance(other)});
    return (light + 0.05) / (dark + 0.05);
}

QColor text_on(const QColor& ground) {
    const QColor white = Qt::white, black = Qt::black;
    return contrast(white, ground) >= contrast(black, ground) ? white : black;
}

void apply_theme(QApplication& application, Scheme scheme) {
    // Asked whatever is wanted: with Qt 6.4 only the first call still sees the system's own palette.
    const bool as_system = system_is_dark();
    const bool dark = scheme == Scheme::dark || (scheme == Scheme::follow_system && as_system);
    QApplication::setStyle(new Style);
    const Ground& ground = dark ? dark_ground : light_ground;
    QApplication::setPalette(palette_of(ground, dark));
    application.setStyleSheet(style_sheet(dark ? dark_colours : light_colours, ground));
}

Scheme scheme_from(const QString& word) {
    if (word == QLatin1String{"light"}) return Scheme::light;
    if (word == QLatin1String{"dark"}) return Scheme::dark;
    return Scheme::follow_system;
}

QString word_of(Scheme scheme) {
    switch (scheme) {
        case Scheme::light:
            return QStringLiteral("light");
        case Scheme::dark:
            return QStringLiteral("dark");
        case Scheme::follow_system:
            break;
    }
    return QStringLiteral("system");
}

QFont fixed_font() {
    return QFontDatabase::systemFont(QFontDatabase::FixedFont);
}

QFont fixed_font_for(const QString& text) {
    const bool joins = std::ranges::any_of(text, [](QChar letter) {
        return letter.joiningType() != QChar::Joining_None && letter.joiningType() != QChar::Joining_Transparent;
    });
    return joins ? QApplication::font() : fixed_font();
}

QFont heading_font(const QFont& normal, int steps) {
    QFont font = normal;
    font.setPointSizeF(normal.pointSizeF() * (1.0 + 0.2 * steps));
    font.setWeight(QFont::DemiBold);
    if (const QString family = heading_family(); !family.isEmpty()) font.setFamily(family);
    return font;
}

}  // namespace sanad::gui
