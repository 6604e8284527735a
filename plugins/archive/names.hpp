#pragma once
// Names in archives that do not say how they are written: DOS and its heirs used the code page of their country.
#include <algorithm>
#include <string>
#include <string_view>

#include "plugins/sdk/text.hpp"

namespace sanad::archive {

// The upper 128 characters of each, as Unicode's mapping tables have them.
inline constexpr std::u16string_view cp437_upper =
    u"ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒ"
    u"áíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐"
    u"└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀"
    u"αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00A0";
inline constexpr std::u16string_view cp866_upper =
    u"АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
    u"абвгдежзийклмноп░▒▓│┤╡╢╖╕╣║╗╝╜╛┐"
    u"└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀"
    u"рстуфхцчшщъыьэюяЁёЄєЇїЎў°∙·√№¤■\u00A0";
inline constexpr std::u16string_view koi8_r_upper =
    u"─│┌┐└┘├┤┬┴┼▀▄█▌▐░▒▓⌠■∙√≈≤≥\u00A0⌡°²·÷"
    u"═║╒ё╓╔╕╖╗╘╙╚╛╜╝╞╟╠╡Ё╢╣╤╥╦╧╨╩╪╫╬©"
    u"юабцдефгхийклмнопярстужвьызшэщчъ"
    u"ЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ";

enum class NameEncoding : std::uint8_t { utf8, cp437, cp866, koi8_r };

constexpr std::string_view name_of(NameEncoding encoding) {
    constexpr std::string_view names[] = {"UTF-8", "CP437", "CP866", "KOI8-R"};
    return names[static_cast<std::size_t>(encoding)];
}

inline bool is_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto next = sdk::utf8_character(bytes);
        if (!next) return false;
        bytes.remove_prefix(next->length);
    }
    return true;
}

inline bool is_ascii(std::string_view bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

inline std::string read_as(NameEncoding encoding, std::string_view bytes) {
    if (encoding == NameEncoding::utf8) return sdk::utf8(bytes);
    const std::u16string_view table = encoding == NameEncoding::cp437   ? cp437_upper
                                      : encoding == NameEncoding::cp866 ? cp866_upper
                                                                        : koi8_r_upper;
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        sdk::append_utf8(text, byte < 0x80 ? byte : table[byte - 0x80u]);
    }
    return text;
}

/// What all these names together (those that are no UTF-8) are most likely written in. Russian words have several
/// letters above ASCII in a row, and frames are not drawn in names; whatever else there is, APPNOTE.TXT calls CP437.
inline NameEncoding likely_encoding(std::string_view names) {
    constexpr int word = 3;
    const auto is_cp866_letter = [](unsigned char c) { return (c >= 0x80 && c < 0xB0) || (c >= 0xE0 && c < 0xF2); };
    const auto is_koi8_letter = [](unsigned char c) { return c >= 0xC0 || c == 0xA3 || c == 0xB3; };
    const auto all = [&](const auto& is_letter) {
        return std::all_of(names.begin(), names.end(), [&](char c) {
            return static_cast<unsigned char>(c) < 0x80 || is_letter(static_cast<unsigned char>(c));
        });
    };
    int longest = 0;
    int run = 0;
    for (const char c : names) {
        run = static_cast<unsigned char>(c) < 0x80 ? 0 : run + 1;
        longest = std::max(longest, run);
    }
    if (longest < word) return NameEncoding::cp437;
    if (all(is_cp866_letter)) return NameEncoding::cp866;
    return all(is_koi8_letter) ? NameEncoding::koi8_r : NameEncoding::cp437;
}

}  // namespace sanad::archive
