#pragma once
// The icons, drawn as lines in the colour of the text around them: sharp at any scale, right in light and dark, and no
// file to ship.
#include <QColor>
#include <QIcon>
#include <QString>

namespace sanad::gui {

/// By name: the table in icons.cpp lists them. An unknown name is a std::logic_error.
/// Without a colour, that of the text on buttons.
QIcon icon(const char* name, const QColor& colour = {});

}  // namespace sanad::gui
