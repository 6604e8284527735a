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
    const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &composed,
                                     static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    const std::unique_ptr<utf8proc_uint8_t, void (*)(void*)> owner{composed, std::free};
    if (length < 0) return std::string{text};
    return {reinterpret_cast<const char*>(composed), static_cast<std::size_t>(length)};
}

bool is_nfc(std::string_view text) {
    return is_utf8(text) && nfc(text) == text;
}

}  // namespace sanad
