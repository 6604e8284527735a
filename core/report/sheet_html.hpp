#pragma once
// A Sheet as one HTML page that needs nothing else: no script, no file beside it, nothing from a network, and a policy
// in its head by which a browser would refuse all of these.
#include <functional>
#include <string>
#include <string_view>

#include "core/report/sheet.hpp"

namespace sanad {

/// A QR payload as an SVG document; nothing where none can be drawn.
using DrawQr = std::function<std::string(std::string_view payload)>;

std::string sheet_html(const Sheet& sheet, const DrawQr& draw_qr);

/// For HTML: controls, directions and ill-formed bytes made visible (shown()), then what HTML reads as its own.
std::string html_text(std::string_view text);

}  // namespace sanad
