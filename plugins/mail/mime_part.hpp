#pragma once
// GMime's objects in our terms: decoded bytes of a part, addresses as text, header lines as they stand.
#include <gmime/gmime.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/mail/header_text.hpp"
#include "plugins/readable/charset.hpp"
#include "plugins/sdk/module.hpp"

namespace sanad::mail {

struct Unref {
    void operator()(void* object) const {
        if (object != nullptr) g_object_unref(object);
    }
};
template <class T>
using Held = std::unique_ptr<T, Unref>;

inline std::string text_of(const char* from) {
    return from == nullptr ? std::string{} : sdk::utf8(from);
}

inline std::string taken(char* from) {
    std::string text = text_of(from);
    g_free(from);
    return text;
}

inline std::string decoded_by(GMimeContentEncoding encoding, std::string_view body) {
    GMimeEncoding state;
    g_mime_encoding_init_decode(&state, encoding);
    std::string bytes(g_mime_encoding_outlen(&state, body.size()) + 16, 0);
    bytes.resize(g_mime_encoding_flush(&state, body.data(), body.size(), bytes.data()));
    return bytes;
}

/// The decoded bytes of a leaf. `body`: as it stands in the file, where that is known; GMime keeps the carriage return
/// of a boundary's own line end.
inline std::string content_of(GMimePart* part, std::optional<std::string_view> body) {
    const GMimeContentEncoding encoding = g_mime_part_get_content_encoding(part);
    if (body && encoding != GMIME_CONTENT_ENCODING_UUENCODE) {
        const bool encoded =
            encoding == GMIME_CONTENT_ENCODING_BASE64 || encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
        return encoded ? decoded_by(encoding, *body) : std::string{*body};
    }
    GMimeDataWrapper* content = g_mime_part_get_content(part);
    if (content == nullptr) return {};
    const Held<GMimeStream> memory{g_mime_stream_mem_new()};
    g_mime_data_wrapper_write_to_stream(content, memory.get());
    const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory.get()));
    return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

inline std::string raw_header(GMimeObject* object, const char* name) {
    GMimeHeader* header = g_mime_header_list_get_header(g_mime_object_get_header_list(object), name);
    const char* raw = header == nullptr ? nullptr : g_mime_header_get_raw_value(header);
    return raw == nullptr ? std::string{} : std::string{readable::trimmed(raw)};
}

/// A folded line in one piece (RFC 5322 2.2.3).
inline std::string unfolded(std::string_view raw) {
    std::string line;
    for (const char c : readable::trimmed(raw)) {
        if (c == '\r' || c == '\n') continue;
        line += c == '\t' ? ' ' : c;
    }
    return sdk::utf8(line);
}

inline std::vector<std::string> headers_named(GMimeObject* object, std::string_view name) {
    std::vector<std::string> found;
    GMimeHeaderList* list = g_mime_object_get_header_list(object);
    for (int i = 0; i < g_mime_header_list_get_count(list); ++i) {
        GMimeHeader* header = g_mime_header_list_get_header_at(list, i);
        const char* own = g_mime_header_get_name(header);
        const char* raw = g_mime_header_get_raw_value(header);
        if (own != nullptr && raw != nullptr && readable::lower(own) == readable::lower(name))
            found.push_back(unfolded(raw));
    }
    return found;
}

inline std::string written(InternetAddress* address) {
    const std::string name = text_of(internet_address_get_name(address));
    if (INTERNET_ADDRESS_IS_GROUP(address)) return name + ":;";
    const std::string mailbox = text_of(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address)));
    if (name.empty()) return mailbox;
    return mailbox.empty() ? name : name + " <" + mailbox + ">";
}

inline void append_addresses(InternetAddressList* list, std::vector<std::string>& to) {
    for (int i = 0; list != nullptr && i < internet_address_list_length(list); ++i) {
        InternetAddress* address = internet_address_list_get_address(list, i);
        InternetAddressList* members = INTERNET_ADDRESS_IS_GROUP(address)
                                           ? internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address))
                                           : nullptr;
        if (members != nullptr && internet_address_list_length(members) > 0) {
            append_addresses(members, to);
        } else if (std::string text = written(address); !text.empty()) {
            to.push_back(std::move(text));
        }
    }
}

/// Decoded, each in one text; what is no address list stays one text as written.
inline std::vector<std::string> addresses(GMimeMessage* message, const char* header) {
    std::vector<std::string> found;
    GMimeParserOptions* options = g_mime_parser_options_new();
    g_mime_parser_options_set_allow_addresses_without_domain(options, TRUE);
    GMimeHeaderList* list = g_mime_object_get_header_list(GMIME_OBJECT(message));
    for (int i = 0; i < g_mime_header_list_get_count(list); ++i) {
        GMimeHeader* line = g_mime_header_list_get_header_at(list, i);
        const char* name = g_mime_header_get_name(line);
        const char* raw = g_mime_header_get_raw_value(line);
        if (name == nullptr || raw == nullptr || readable::lower(name) != readable::lower(header)) continue;
        const std::size_t before = found.size();
        const std::string words = words_in_utf8(raw);
        const Held<InternetAddressList> parsed{internet_address_list_parse(options, words.c_str())};
        append_addresses(parsed.get(), found);
        if (std::string text = header_text(raw); found.size() == before && !text.empty())
            found.push_back(std::move(text));
    }
    g_mime_parser_options_free(options);
    return found;
}

/// "<a@b>" of a header of ids; words between blanks where nothing is bracketed.
inline std::vector<std::string> ids_in(std::string_view raw) {
    std::vector<std::string> ids;
    for (std::size_t at = 0; (at = raw.find('<', at)) != std::string_view::npos;) {
        const std::size_t end = raw.find('>', at);
        if (end == std::string_view::npos) break;
        ids.push_back(unfolded(raw.substr(at, end - at + 1)));
        at = end + 1;
    }
    if (!ids.empty()) return ids;
    for (std::string_view rest = readable::trimmed(raw); !rest.empty(); rest = readable::trimmed(rest)) {
        const std::size_t end = std::min(rest.find_first_of(" \t\r\n"), rest.size());
        ids.push_back(unfolded(rest.substr(0, end)));
        rest.remove_prefix(end);
    }
    return ids;
}

}  // namespace sanad::mail
