#include "core/source/ewf_headers.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "core/base/text.hpp"
#include "core/base/time.hpp"

namespace sanad {
namespace {

using Headers = std::vector<AcquisitionHeader>;

void append_utf8(std::string& text, char32_t code) {
    if (code < 0x80) {
        text += static_cast<char>(code);
    } else if (code < 0x800) {
        text += static_cast<char>(0xc0 | code >> 6);
        text += static_cast<char>(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        text += static_cast<char>(0xe0 | code >> 12);
        text += static_cast<char>(0x80 | (code >> 6 & 0x3f));
        text += static_cast<char>(0x80 | (code & 0x3f));
    } else {
        text += static_cast<char>(0xf0 | code >> 18);
        text += static_cast<char>(0x80 | (code >> 12 & 0x3f));
        text += static_cast<char>(0x80 | (code >> 6 & 0x3f));
        text += static_cast<char>(0x80 | (code & 0x3f));
    }
}

// Windows-1252 above 0x7f differs from Latin-1 only here; the five unassigned bytes keep their Latin-1 value, so that
// the stored bytes can always be had back.
constexpr std::array<char16_t, 32> windows_1252 = {0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                                   0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008d, 0x017d, 0x008f,
                                                   0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                                   0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178};

std::string utf8_from_windows_1252(std::string_view text) {
    std::string utf8;
    for (const char c : text) {
        const auto byte = static_cast<Byte>(c);
        append_utf8(utf8, byte >= 0x80 && byte < 0xa0 ? windows_1252[byte - 0x80u] : byte);
    }
    return utf8;
}

// No tool writes a tenth of this; a header of nothing but separators must not fill the memory.
constexpr std::size_t most_fields = 256;

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (parts.size() < most_fields) {
        const std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return parts;
}

// The identifiers of the category "main" (EWF specification, header section), by the names ewfinfo and libewf use.
std::string name_of_identifier(std::string_view identifier) {
    struct Name {
        std::string_view identifier, name;
    };
    constexpr Name names[] = {{"a", "description"},
                              {"c", "case_number"},
                              {"n", "evidence_number"},
                              {"e", "examiner_name"},
                              {"t", "notes"},
                              {"md", "model"},
                              {"sn", "serial_number"},
                              {"l", "device_label"},
                              {"av", "acquiry_software_version"},
                              {"ov", "acquiry_operating_system"},
                              {"m", "acquiry_date"},
                              {"u", "system_date"},
                              {"p", "password"},
                              {"pid", "process_identifier"},
                              {"dc", "unknown_dc"},
                              {"ext", "extents"},
                              {"r", "compression"}};
    for (const Name& each : names) {
        if (each.identifier == identifier) return std::string{each.name};
    }
    return fmt::format("header_{}", repaired_utf8(identifier));
}

std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// "1099540595" counts seconds of UTC; "2004 11 3 22 56 35" is the acquiring machine's clock, its zone unrecorded.
std::string shown_date(std::string_view text) {
    const auto parts = split(text, ' ');
    if (parts.size() == 1) {
        const auto seconds = number_in(text);
        const auto time = seconds ? timestamp_from_unix(*seconds, 0) : std::nullopt;
        return time ? iso8601(*time) : std::string{text};
    }
    if (parts.size() != 6) return std::string{text};
    std::array<std::int64_t, 6> fields{};
    for (std::size_t i = 0; i < 6; ++i) {
        const auto number = number_in(parts[i]);
        if (!number || *number < 0 || *number > 9999) return std::string{text};
        fields[i] = *number;
    }
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", fields[0], fields[1], fields[2], fields[3], fields[4],
                       fields[5]);
}

std::string shown_value(std::string_view name, std::string_view value) {
    if (name == "acquiry_date" || name == "system_date") return shown_date(value);
    return std::string{value};
}

// Lines: a version, "main", the identifiers, their values; further categories describe sources, which no tool fills.
Headers read_main(std::string_view text) {
    std::vector<std::string_view> lines = split(text, '\n');
    for (std::string_view& line : lines) {
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    }
    Headers headers;
    for (std::size_t i = 0; i + 2 < lines.size(); ++i) {
        if (lines[i] != "main") continue;
        const auto identifiers = split(lines[i + 1], '\t');
        const auto values = split(lines[i + 2], '\t');
        for (std::size_t k = 0; k < identifiers.size() && k < values.size(); ++k) {
            const std::string_view value = values[k].substr(0, values[k].find('\0'));
            // A password of "0" says that there is none.
            if (value.empty() || (identifiers[k] == "p" && value == "0")) continue;
            const std::string name = name_of_identifier(identifiers[k]);
            headers.push_back({name, repaired_utf8(shown_value(name, value))});
        }
        break;
    }
    return headers;
}

std::string without_entities(std::string_view text) {
    constexpr std::pair<std::string_view, char> entities[] = {
        {"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}};
    std::string plain;
    while (!text.empty()) {
        bool found = false;
        for (const auto& [entity, character] : entities) {
            if (!text.starts_with(entity)) continue;
            plain += character;
            text.remove_prefix(entity.size());
            found = true;
            break;
        }
        if (found) continue;
        plain += text.front();
        text.remove_prefix(1);
    }
    return plain;
}

}  // namespace

std::string utf8_from_utf16(Bytes text) {
    bool big_endian = false;
    if (text.size() >= 2 && ((text[0] == 0xff && text[1] == 0xfe) || (text[0] == 0xfe && text[1] == 0xff))) {
        big_endian = text[0] == 0xfe;
        text = text.subspan(2);
    }
    const auto unit = [&](std::size_t i) {
        return static_cast<char16_t>(big_endian ? text[2 * i] << 8 | text[2 * i + 1]
                                                : text[2 * i + 1] << 8 | text[2 * i]);
    };
    std::string utf8;
    const std::size_t units = text.size() / 2;
    for (std::size_t i = 0; i < units; ++i) {
        char32_t code = unit(i);
        if (code >= 0xd800 && code < 0xe000) {
            const bool paired = code < 0xdc00 && i + 1 < units && unit(i + 1) >= 0xdc00 && unit(i + 1) < 0xe000;
            code = paired ? 0x10000 + ((code - 0xd800) << 10) + (unit(++i) - 0xdc00u) : 0xfffd;
        }
        append_utf8(utf8, code);
    }
    return utf8;
}

Headers read_ewf_header(Bytes text) {
    if (is_utf8(text_of(text))) return read_main(text_of(text));
    // The code page is not recorded anywhere: named, so that the reader knows that a choice was made.
    Headers headers = read_main(utf8_from_windows_1252(text_of(text)));
    headers.push_back({"header_codepage_assumed", "windows-1252"});
    return headers;
}

Headers read_ewf_header2(Bytes text) {
    return read_main(utf8_from_utf16(text));
}

Headers read_ewf_xheader(Bytes text) {
    Headers headers;
    std::string_view rest = text_of(text);
    // Flat: <xheader><name>value</name>…</xheader>.
    for (std::size_t open = 0; headers.size() < most_fields && (open = rest.find('<')) != std::string_view::npos;) {
        rest.remove_prefix(open + 1);
        const std::size_t close = rest.find('>');
        if (close == std::string_view::npos) break;
        const std::string_view name = rest.substr(0, close);
        rest.remove_prefix(close + 1);
        const std::size_t end = rest.find('<');
        if (end == std::string_view::npos) break;
        const bool leaf = rest.substr(end + 1).starts_with('/') && rest.substr(end + 2).starts_with(name);
        if (!leaf || name.empty() || end == 0) continue;
        headers.push_back({repaired_utf8(name), repaired_utf8(without_entities(rest.substr(0, end)))});
        rest.remove_prefix(end);
    }
    return headers;
}

}  // namespace sanad
