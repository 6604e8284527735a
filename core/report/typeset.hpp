#pragma once
// A Sheet becomes a PDF: A4, Pango for the shaping of Nastaliq and the order of mixed directions, Cairo for the file.
// Runs in sanad-typeset only, which holds nothing but the sheet.
#include <memory>
#include <string>

#include "core/base/result.hpp"
#include "core/report/sheet.hpp"

namespace sanad {

/// Where Debian's fonts-noto-core and fonts-noto-mono put their files. Only these are used, whatever else the machine
/// has: a paper looks the same in every office.
inline constexpr const char* font_folder = "/usr/share/fonts/truetype/noto";

/// The fonts that papers are set in, found and listed. Reads the file system and starts no thread, so that a sandbox
/// can be entered afterwards; font files are opened when text first needs them.
class FontFiles {
public:
    /// Fault::system naming the family and the package when one is missing.
    static Result<FontFiles> find();

    FontFiles(FontFiles&&) noexcept;
    FontFiles& operator=(FontFiles&&) noexcept;
    ~FontFiles();

    struct Config;
    const Config& config() const { return *config_; }

private:
    explicit FontFiles(std::unique_ptr<Config> config);
    std::unique_ptr<Config> config_;
};

/// The bytes of the PDF. The same sheet gives the same bytes with the same versions of Pango, Cairo and the fonts.
/// Fault::refused for a sheet without a date, a logo that is no PNG, a QR payload that is too long.
Result<std::string> typeset(const Sheet& sheet, const FontFiles& fonts);

}  // namespace sanad
