#include "core/base/unicode.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "core/base/text.hpp"

namespace sanad {
namespace {

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char letter) { return static_cast<unsigned char>(letter) < 0x80; });
}

}  // namespace

std::string nfc(std::string_view text) {
    if (is_ascii(text) || !is_utf8(text)) return std::string{text};
    utf8proc_uint8_t* composed = nullptr;
    const auto length =
        utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                     &composed, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    const std::unique_ptr<utf8proc_uint8_t, void (*)(void*)> owner{composed, std::free};
    if (length < 0) return std::string{text};
    return {reinterpret_cast<const char*>(composed), static_cast<std::size_t>(length)};
}

bool is_nfc(std::string_view text) {
    return is_utf8(text) && nfc(text) == text;
}

DecodedCharacter character_at(std::string_view text, std::size_t at) {
    utf8proc_int32_t character = 0;
    const auto length =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
                         static_cast<utf8proc_ssize_t>(std::min<std::size_t>(4, text.size() - at)), &character);
    if (length <= 0) return {0xFFFD, 1};
    return {static_cast<char32_t>(character), static_cast<std::uint8_t>(length)};
}

void append_character(std::string& text, char32_t character) {
    char bytes[4];
    const auto length =
        utf8proc_encode_char(static_cast<utf8proc_int32_t>(character), reinterpret_cast<utf8proc_uint8_t*>(bytes));
    text.append(bytes, static_cast<std::size_t>(std::max<utf8proc_ssize_t>(length, 0)));
}

std::u32string decomposed_and_case_folded(char32_t character) {
    // The longest of all is U+FDFA with 18 characters.
    utf8proc_int32_t parts[32];
    int last_class = UTF8PROC_BOUNDCLASS_START;
    const auto count = utf8proc_decompose_char(
        static_cast<utf8proc_int32_t>(character), parts, 32,
        static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD), &last_class);
    if (count <= 0 || count > 32) return {character};
    return {parts, parts + count};
}

bool is_word_character(char32_t character) {
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(character))) {
        case UTF8PROC_CATEGORY_LU:
        case UTF8PROC_CATEGORY_LL:
        case UTF8PROC_CATEGORY_LT:
        case UTF8PROC_CATEGORY_LM:
        case UTF8PROC_CATEGORY_LO:
        case UTF8PROC_CATEGORY_MN:
        case UTF8PROC_CATEGORY_MC:
        case UTF8PROC_CATEGORY_ME:
        case UTF8PROC_CATEGORY_ND:
        case UTF8PROC_CATEGORY_NL:
        case UTF8PROC_CATEGORY_NO:
        case UTF8PROC_CATEGORY_CO:
            return true;
        default:
            return false;
    }
}

std::uint8_t combining_class(char32_t character) {
    return static_cast<std::uint8_t>(utf8proc_get_property(static_cast<utf8proc_int32_t>(character))->combining_class);
}

}  // namespace sanad
