#include "core/report/xml_text.hpp"

#include <algorithm>

#include "core/base/text.hpp"

namespace sanad {
namespace {

constexpr std::string_view noncharacters[] = {"\xEF\xBF\xBE", "\xEF\xBF\xBF"};  // U+FFFE, U+FFFF (XML 1.0, 2.2)

/// shown(), and the two characters that only XML forbids.
std::string written_out(std::string_view text) {
    std::string result = shown(text);
    for (std::size_t which = 0; which < 2; ++which) {
        for (std::size_t at = 0; (at = result.find(noncharacters[which], at)) != std::string::npos;) {
            result.replace(at, 3, which == 0 ? "\\u{fffe}" : "\\u{ffff}");
        }
    }
    return result;
}

}  // namespace

bool fits_in_xml(std::string_view text) {
    return is_utf8(text) &&
           std::ranges::none_of(text,
                                [](char c) {
                                    const auto byte = static_cast<unsigned char>(c);
                                    return byte < 0x20 && c != '\t' && c != '\n' && c != '\r';
                                }) &&
           std::ranges::none_of(noncharacters, [&](std::string_view character) {
               return text.find(character) != std::string_view::npos;
           });
}

std::string xml_text(std::string_view text) {
    const std::string other = fits_in_xml(text) ? std::string{} : written_out(text);
    const std::string_view from = other.empty() ? text : other;
    std::string result;
    result.reserve(from.size() + from.size() / 8);
    for (const char c : from) {
        switch (c) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            case '"':
                result += "&quot;";
                break;
            case '\t':
                result += "&#9;";
                break;
            case '\n':
                result += "&#10;";
                break;
            case '\r':
                result += "&#13;";
                break;
            default:
                result += c;
        }
    }
    return result;
}

}  // namespace sanad
