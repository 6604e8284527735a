#pragma once
// The functions that the questions to databases of phones may call; decoding.hpp says what they unwrap.
#include <array>

#include "plugins/mobile/decoding.hpp"
#include "plugins/sqlite/database.hpp"

namespace sanad::mobile {

namespace functions {

using Cells = std::span<const sqlite::Cell>;

inline bool is_bytes(Cells cells, std::size_t at) {
    return cells.size() > at && (cells[at].is_text() || cells[at].type == sqlite::CellType::blob);
}

inline std::optional<std::string> base64(Cells cells) {
    return is_bytes(cells, 0) ? of_base64(cells[0].bytes) : std::nullopt;
}
inline std::optional<std::string> characters_of_bytes(Cells cells) {
    return is_bytes(cells, 0) ? of_byte_characters(cells[0].bytes) : std::nullopt;
}
inline std::optional<std::string> attributed_text(Cells cells) {
    return is_bytes(cells, 0) ? text_of_attributed_string(cells[0].bytes) : std::nullopt;
}
inline std::optional<std::string> telegram_text(Cells cells) {
    return is_bytes(cells, 0) && cells.size() > 1 ? text_of_telegram_message(cells[0].bytes, cells[1].integer)
                                                  : std::nullopt;
}
/// protobuf_text(message, 2, 3): the text in field 3 of the message in field 2.
inline std::optional<std::string> protobuf_text(Cells cells) {
    if (!is_bytes(cells, 0)) return std::nullopt;
    std::optional<std::string_view> value = cells[0].bytes;
    for (const sqlite::Cell& number : cells.subspan(1)) {
        if (value) value = protobuf_bytes(*value, static_cast<std::uint32_t>(number.integer));
    }
    return value ? std::optional{std::string{*value}} : std::nullopt;
}
/// The same of base64.
inline std::optional<std::string> base64_protobuf_text(Cells cells) {
    const auto bytes = base64(cells);
    if (!bytes) return std::nullopt;
    std::vector<sqlite::Cell> unwrapped{cells.begin(), cells.end()};
    unwrapped[0].bytes = *bytes;
    return protobuf_text(unwrapped);
}
/// The text of a note: gzip, and in it document, version, text.
inline std::optional<std::string> note_text(Cells cells) {
    constexpr std::size_t longest = 32 << 20;
    auto bytes = is_bytes(cells, 0) ? gunzipped(cells[0].bytes, longest) : std::nullopt;
    std::optional<std::string_view> value = bytes;
    for (const std::uint32_t number : {2u, 3u, 2u}) {
        if (value) value = protobuf_bytes(*value, number);
    }
    return value ? std::optional{std::string{*value}} : std::nullopt;
}

}  // namespace functions

inline constexpr std::array all_functions{sqlite::Function{"base64_text", functions::base64},
                                          sqlite::Function{"characters_of_bytes", functions::characters_of_bytes},
                                          sqlite::Function{"attributed_text", functions::attributed_text},
                                          sqlite::Function{"telegram_text", functions::telegram_text},
                                          sqlite::Function{"protobuf_text", functions::protobuf_text},
                                          sqlite::Function{"base64_protobuf_text", functions::base64_protobuf_text},
                                          sqlite::Function{"note_text", functions::note_text}};

}  // namespace sanad::mobile
