#pragma once
// What applications on phones wrap their texts in before they put them into a column. Each gives nothing where the
// bytes are not of its format: what cannot be unwrapped is not guessed.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sanad::mobile {

/// RFC 4648, both alphabets, with or without padding.
std::optional<std::string> of_base64(std::string_view text);

/// The first value of this number in a protobuf message: of a text, bytes or embedded message.
std::optional<std::string_view> protobuf_bytes(std::string_view message, std::uint32_t number);

/// A gzip stream, unpacked to no more than `limit` bytes.
std::optional<std::string> gunzipped(std::string_view packed, std::size_t limit);

/// The text of an NSAttributedString as NSArchiver ("typedstream") writes it: the column attributedBody of iMessage.
std::optional<std::string> text_of_attributed_string(std::string_view archive);

/// Android keeps the subject of an MMS as one character for each byte of its encoding; this makes UTF-8 of it again.
/// Nothing when it is no UTF-8 kept that way.
std::optional<std::string> of_byte_characters(std::string_view text);

/// The text of a Telegram message in the form that the Android application stores (TL), read behind the date that the
/// row tells; nothing for notices of the service and for forms not known.
std::optional<std::string> text_of_telegram_message(std::string_view message, std::int64_t date);

}  // namespace sanad::mobile
