#include "core/cli/export_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "core/base/bytes.hpp"
#include "core/base/text.hpp"
#include "core/crypto/digest.hpp"

namespace sanad {
namespace {

constexpr std::size_t longest_name = 180;
constexpr std::size_t longest_path = 3000;
constexpr std::size_t deepest_path = 200;

std::string encoded(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes) text += fmt::format("={:02X}", static_cast<unsigned char>(byte));
    return text;
}

/// Bytes of the character at the front, by its first byte; 1 for what is no character.
std::size_t character_length(std::string_view text) {
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    return length <= text.size() && is_utf8(text.substr(0, length)) ? length : 1;
}

/// Windows takes these for devices, whatever extension follows.
bool names_a_device(std::string_view name) {
    std::string stem{name.substr(0, name.find('.'))};
    while (stem.ends_with(' ')) stem.pop_back();
    for (char& letter : stem) {
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    }
    static constexpr std::array<std::string_view, 6> devices{"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"};
    if (std::find(devices.begin(), devices.end(), stem) != devices.end()) return true;
    if (!stem.starts_with("COM") && !stem.starts_with("LPT")) return false;
    const std::string_view port = std::string_view{stem}.substr(3);
    // COM¹, COM² and COM³ are ports too.
    return (port.size() == 1 && port.front() >= '0' && port.front() <= '9') || port == "\u00b9" || port == "\u00b2" ||
           port == "\u00b3";
}

}  // namespace

std::string export_name(std::string_view name) {
    if (name == "." || name == ".." || name.empty()) return name.empty() ? "_" : encoded(name);
    const bool device = names_a_device(name);
    // Pieces of the result, so that a cut never parts a character or its code.
    std::vector<std::string> pieces;
    for (std::string_view left = name; !left.empty();) {
        const std::string_view character = left.substr(0, character_length(left));
        const bool first = left.size() == name.size();
        left.remove_prefix(character.size());
        const bool last = left.empty();
        const bool forbidden = std::string_view{"/\\:*?\"<>|%="}.find(character) != std::string_view::npos;
        const bool hidden_at_end = last && (character == "." || character == " ");
        if (forbidden || hidden_at_end || (first && device) || shown(character) != character) {
            pieces.push_back(encoded(character));
        } else {
            pieces.emplace_back(character);
        }
    }
    std::string whole;
    for (const std::string& piece : pieces) whole += piece;
    if (whole.size() <= longest_name) return whole;
    Sha256 digest;
    digest.update(bytes_of(name));
    const std::string mark = "~" + hex(digest.finish()).substr(0, 16);
    std::string cut;
    for (const std::string& piece : pieces) {
        if (cut.size() + piece.size() + mark.size() > longest_name) break;
        cut += piece;
    }
    return cut + mark;
}

std::string export_path(std::string_view path) {
    std::string result;
    std::string last = "_";
    std::size_t components = 0;
    for (std::size_t start = 0; start <= path.size();) {
        const std::size_t end = std::min(path.find('/', start), path.size());
        if (end > start) {
            last = export_name(path.substr(start, end - start));
            ++components;
            // Not gathered beyond the limit: a path may be megabytes.
            if (result.size() <= longest_path) result += (result.empty() ? "" : "/") + last;
        }
        start = end + 1;
    }
    if (components == 0) return last;
    if (result.size() > longest_path || components > deepest_path) return "too-deep/" + last;
    return result;
}

}  // namespace sanad
