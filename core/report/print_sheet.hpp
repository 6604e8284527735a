#pragma once
// Papers and QR squares, made by sanad-typeset: started beside this program, fed, its answer kept whole or not at all.
#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/report/sheet.hpp"

namespace sanad {

/// Writes `pdf` whole or leaves what was there: into a file beside it first, then renamed. Fault::system when
/// sanad-typeset is not installed or fails, with its own words. Call from a thread that lives until it returns
/// (worker_process.hpp).
Result<void> print_sheet(const Sheet& sheet, const std::filesystem::path& pdf);

/// The bytes of the PDF.
Result<std::string> sheet_as_pdf(const Sheet& sheet);

enum class QrForm : std::uint8_t { dark_terminal, light_terminal, svg };
/// The payload as a QR square in Unicode half blocks or as an SVG document. At most 1,200 bytes.
Result<std::string> qr_drawing(std::string_view payload, QrForm form);

}  // namespace sanad
