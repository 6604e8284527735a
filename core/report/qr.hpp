#pragma once
// QR squares (ISO/IEC 18004) of receipts and references: as modules, as text for a terminal, as SVG. In a program of
// their own with the typesetter (sanad-typeset); sanad asks it (print_sheet.hpp).
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace sanad {

/// What a square on paper has to carry: the longest checkpoint note with two cosignatures, and to spare. Larger squares
/// are not read reliably from a print of this size.
inline constexpr std::size_t qr_payload_limit = 1200;

struct QrSquare {
    int side = 0;             ///< modules, without the quiet zone
    std::vector<bool> black;  ///< side * side, row by row
    bool at(int column, int row) const { return black[static_cast<std::size_t>(row * side + column)]; }
};

/// Modules of white that a reader needs around the square.
inline constexpr int qr_quiet_zone = 4;

/// The payload as bytes. Error correction M (15 %) while the square stays small enough for it, L (7 %) beyond.
/// Fault::refused for an empty payload, Fault::limit beyond the limit.
Result<QrSquare> qr_square(std::string_view payload);

/// Two modules to a character cell, with the quiet zone; meant for a terminal with light letters on a dark ground (the
/// white modules are drawn).
std::string qr_text(const QrSquare& square);
/// The same for dark letters on a light ground, as on paper.
std::string qr_text_on_light(const QrSquare& square);

/// A complete SVG document, `module` units to a module.
std::string qr_svg(const QrSquare& square, int module = 4);

}  // namespace sanad
