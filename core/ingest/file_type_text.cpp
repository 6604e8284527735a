#include "core/ingest/file_type_text.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

#include "core/base/text.hpp"

namespace sanad {
namespace {

using namespace std::string_view_literals;

constexpr bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}
constexpr bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    return text;
}

/// Takes the next line, without its end, off `text`.
std::string_view next_line(std::string_view& text) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
}

bool same_letters(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

template <std::size_t N>
bool among(const std::string_view (&list)[N], std::string_view word) {
    return std::any_of(std::begin(list), std::end(list),
                       [&](std::string_view item) { return same_letters(item, word); });
}

constexpr std::string_view mail_headers[] = {
    "from"sv,         "to"sv,           "cc"sv,
    "subject"sv,      "date"sv,         "message-id"sv,
    "mime-version"sv, "received"sv,     "return-path"sv,
    "delivered-to"sv, "content-type"sv, "reply-to"sv,
    "in-reply-to"sv,  "references"sv,   "x-mailer"sv,
    "bcc"sv,          "sender"sv,       "dkim-signature"sv,
    "list-id"sv,      "x-received"sv,   "x-priority"sv,
    "newsgroups"sv,   "x-gm-thrid"sv,   "content-transfer-encoding"sv,
};

/// RFC 5322 section 2.2: how many of the usual fields stand in the header at the start; zero when it is not one.
unsigned mail_fields(std::string_view text) {
    unsigned known = 0;
    bool first = true;
    while (!text.empty()) {
        const std::string_view line = next_line(text);
        if (line.empty()) break;
        if (!first && is_blank(line.front())) continue;
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) {
            if (text.empty() && !first) break;
            return known >= 4 ? known : 0;
        }
        const std::string_view name = line.substr(0, colon);
        if (name.empty() || name.size() > 76 || std::any_of(name.begin(), name.end(), [](char c) { return c <= 32; })) {
            return known >= 4 ? known : 0;
        }
        if (among(mail_headers, name)) ++known;
        first = false;
    }
    return known;
}

/// RFC 4155: a "From " line with a time in it, then a header.
bool is_mbox(std::string_view text) {
    if (!text.starts_with("From ")) return false;
    const std::string_view line = next_line(text);
    const bool has_time = std::any_of(line.begin(), line.end(), is_digit);
    return has_time && mail_fields(text) >= 2;
}

struct Root {
    std::string_view name;
    std::string_view mime;
};
constexpr Root xml_roots[] = {
    {"svg"sv, "image/svg+xml"sv},
    {"svg:svg"sv, "image/svg+xml"sv},
    {"html"sv, "application/xhtml+xml"sv},
    {"kml"sv, "application/vnd.google-earth.kml+xml"sv},
    {"gpx"sv, "application/gpx+xml"sv},
    {"plist"sv, "application/x-plist"sv},
    {"rss"sv, "application/rss+xml"sv},
    {"feed"sv, "application/atom+xml"sv},
    {"opml"sv, "text/x-opml+xml"sv},
    {"xsl:stylesheet"sv, "application/xslt+xml"sv},
    {"score-partwise"sv, "application/vnd.recordare.musicxml+xml"sv},
};

constexpr std::string_view html_tags[] = {
    "html"sv,  "head"sv, "body"sv,   "title"sv,    "meta"sv, "script"sv, "style"sv, "link"sv,   "div"sv,
    "table"sv, "h1"sv,   "h2"sv,     "h3"sv,       "p"sv,    "a"sv,      "img"sv,   "center"sv, "font"sv,
    "ul"sv,    "br"sv,   "iframe"sv, "frameset"sv, "span"sv, "form"sv,   "base"sv,  "pre"sv,    "b"sv,
};

/// The name of the first element, past declarations and comments; empty when the text does not begin with markup.
std::string_view root_element(std::string_view text, bool& has_declaration, bool& is_html) {
    text = trimmed(text);
    for (int parts = 0; parts < 32 && text.size() > 2 && text.front() == '<'; ++parts) {
        std::string_view end = ">"sv;
        if (text.starts_with("<?")) {
            has_declaration |= text.starts_with("<?xml");
            end = "?>"sv;
        } else if (text.starts_with("<!--")) {
            end = "-->"sv;
        } else if (text.starts_with("<!")) {
            std::string_view kind = trimmed(text.substr(std::min<std::size_t>(text.size(), 9)));
            if (same_letters(text.substr(0, 9), "<!doctype") && same_letters(kind.substr(0, 4), "html")) is_html = true;
            const auto bracket = text.find('[');
            if (bracket != std::string_view::npos && bracket < text.find('>')) end = "]>"sv;
        } else {
            text.remove_prefix(1);
            std::size_t length = 0;
            while (length < text.size() && (is_letter(text[length]) || is_digit(text[length]) || text[length] == ':' ||
                                            text[length] == '-' || text[length] == '_' || text[length] == '.')) {
                ++length;
            }
            if (length == 0 || length == text.size()) return {};
            const char next = text[length];
            return is_blank(next) || next == '>' || next == '/' ? text.substr(0, length) : std::string_view{};
        }
        const auto at = text.find(end);
        if (at == std::string_view::npos) return {};
        text = trimmed(text.substr(at + end.size()));
    }
    return {};
}

std::string_view markup_type(std::string_view text) {
    if (!trimmed(text).starts_with('<')) return {};
    bool has_declaration = false;
    bool is_html = false;
    const std::string_view root = root_element(text, has_declaration, is_html);
    if (is_html && !has_declaration) return "text/html";
    // A lone tag of one letter is as often a placeholder in prose as markup.
    const bool is_xhtml = has_declaration && root == "html";
    if (!is_xhtml && !has_declaration && among(html_tags, root)) return "text/html";
    for (const auto& known : xml_roots) {
        if (root == known.name) return known.mime;
    }
    if (has_declaration) return "application/xml";
    const auto declared = text.find("xmlns");
    if (!root.empty() && declared != std::string_view::npos && declared < 512) return "application/xml";
    return {};
}

/// RFC 8259, over as much as there is: the values must follow the grammar up to where the view ends.
class JsonPrefix {
public:
    JsonPrefix(std::string_view text, bool whole) : text_{text}, whole_{whole} {}

    std::string_view type() {
        skip_blanks();
        if (at_end() || (text_[at_] != '{' && text_[at_] != '[')) return {};
        if (!document()) return {};
        if (members_ == 0 && !(whole_ && complete_)) return {};
        skip_blanks();
        if (at_end() || !complete_) return "application/json";
        // More documents, one a line.
        return text_[at_] == '{' && document() ? "application/x-ndjson"sv : std::string_view{};
    }

private:
    enum class Expects { value, value_or_end, name, name_or_end, separator };

    bool at_end() const { return at_ == text_.size(); }
    void skip_blanks() {
        while (!at_end() && is_blank(text_[at_])) ++at_;
    }
    /// True also where the view ends inside of what may still become one.
    bool string() {
        for (++at_; !at_end(); ++at_) {
            if (text_[at_] == '\\') {
                if (++at_ == text_.size()) return true;
            } else if (text_[at_] == '"') {
                ++at_;
                return true;
            } else if (static_cast<unsigned char>(text_[at_]) < 32) {
                return false;
            }
        }
        return !whole_;
    }
    bool scalar() {
        const std::size_t from = at_;
        while (!at_end() && (is_letter(text_[at_]) || is_digit(text_[at_]) || text_[at_] == '.' || text_[at_] == '-' ||
                             text_[at_] == '+')) {
            ++at_;
        }
        const std::string_view word = text_.substr(from, at_ - from);
        if (word.empty()) return false;
        if (at_end() && !whole_) return true;
        if (word == "true" || word == "false" || word == "null") return true;
        return (is_digit(word[0]) || (word[0] == '-' && word.size() > 1)) &&
               std::all_of(word.begin(), word.end(), [](char c) { return !is_letter(c) || c == 'e' || c == 'E'; });
    }
    bool document() {
        constexpr unsigned deepest = 64;
        std::uint64_t objects = 0;  // one bit for each open bracket: set for '{'
        unsigned depth = 0;
        complete_ = false;
        Expects expects = Expects::value;
        for (;;) {
            skip_blanks();
            if (at_end()) return !whole_;
            const char c = text_[at_];
            const bool in_object = (objects & 1) != 0;
            const bool may_end =
                expects == Expects::value_or_end || expects == Expects::name_or_end || expects == Expects::separator;
            if ((c == '}' || c == ']') && may_end && depth > 0 && (c == '}') == in_object) {
                ++at_;
                objects >>= 1;
                if (--depth == 0) return complete_ = true;
                expects = Expects::separator;
            } else if (expects == Expects::separator) {
                if (c != ',') return false;
                ++at_;
                expects = in_object ? Expects::name : Expects::value;
            } else if (expects == Expects::name || expects == Expects::name_or_end) {
                if (c != '"' || !string()) return false;
                skip_blanks();
                if (at_end()) return !whole_;
                if (text_[at_++] != ':') return false;
                ++members_;
                expects = Expects::value;
            } else if (c == '{' || c == '[') {
                if (depth == deepest) return true;
                ++at_;
                ++depth;
                objects = objects << 1 | static_cast<unsigned>(c == '{');
                expects = c == '{' ? Expects::name_or_end : Expects::value_or_end;
            } else {
                if (c == '"' ? !string() : !scalar()) return false;
                ++members_;
                expects = Expects::separator;
            }
        }
    }

    std::string_view text_;
    bool whole_;
    bool complete_ = false;
    std::size_t at_ = 0;
    std::size_t members_ = 0;
};

/// RFC 4180, and its relatives with semicolons and tabs: at least three columns, the same number in at least four
/// lines.
bool is_table(std::string_view text, char separator) {
    constexpr unsigned enough_lines = 24;
    unsigned columns = 0;
    unsigned lines = 0;
    unsigned separators = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size() && lines < enough_lines; ++i) {
        const char c = text[i];
        if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && c == separator) {
            ++separators;
        } else if (!quoted && c == '\n') {
            if (lines == 0) columns = separators;
            if (separators != columns || columns < 2) return false;
            separators = 0;
            ++lines;
        }
    }
    return lines >= 4;
}

/// Program source is known by the lines that only it has.
std::string_view source_type(std::string_view text) {
    unsigned python = 0;
    unsigned python_blocks = 0;
    unsigned preprocessor = 0;
    unsigned cplusplus = 0;
    unsigned catalog = 0;
    while (!text.empty()) {
        const std::string_view whole_line = next_line(text);
        if (text.empty() && whole_line.empty()) break;
        const std::string_view line = trimmed(whole_line);
        if (line.size() < 4) continue;
        switch (line[0]) {
            case '#': {
                const std::string_view word = trimmed(line.substr(1));
                preprocessor += word.starts_with("include <") || word.starts_with("include \"") ||
                                word.starts_with("ifndef ") || word.starts_with("ifdef ") ||
                                word.starts_with("pragma once") || word.starts_with("define ");
                break;
            }
            case 'i':
                python += line.starts_with("import ") && line.find_first_of(";\"'{(<") == std::string_view::npos;
                break;
            case 'f':
                python_blocks += line.starts_with("from ") && line.find(" import ") != std::string_view::npos;
                break;
            case 'd':
                python_blocks +=
                    line.starts_with("def ") && line.find('(') != std::string_view::npos && line.back() == ':';
                break;
            case 'c':
                python_blocks += line.starts_with("class ") && line.back() == ':';
                cplusplus += line.starts_with("class ") && (line.back() == '{' || line.back() == ';');
                break;
            case 'n':
                cplusplus += line.starts_with("namespace ") && line.find('.') == std::string_view::npos;
                break;
            case 't':
                cplusplus += line.starts_with("template <") || line.starts_with("template<");
                break;
            case 'm':
                catalog += line.starts_with("msgid \"") || line.starts_with("msgstr \"");
                break;
            default:
                break;
        }
    }
    if (catalog >= 2) return "text/x-gettext-translation";
    if (preprocessor >= 2 && python_blocks == 0) return cplusplus > 0 ? "text/x-c++src" : "text/x-csrc";
    if (python_blocks >= 1 && python_blocks + python >= 2) return "text/x-python";
    return {};
}

bool is_unified_diff(std::string_view text) {
    for (int lines = 0; lines < 64 && !text.empty(); ++lines) {
        const std::string_view line = next_line(text);
        if (line.starts_with("--- ") && text.starts_with("+++ ")) return true;
        if (line.starts_with("*** ") && text.starts_with("--- ")) return true;
        if (line.starts_with("diff --git ")) return true;
    }
    return false;
}

bool is_manual_page(std::string_view text) {
    for (int lines = 0; lines < 4 && !text.empty(); ++lines) {
        const std::string_view line = next_line(text);
        for (const auto request : {".TH "sv, ".Dd "sv, ".so man"sv, ".SH "sv, ".\\\""sv, "'\\\""sv}) {
            if (line.starts_with(request)) return true;
        }
    }
    return false;
}

}  // namespace

bool is_textual(std::string_view mime) {
    if (mime.starts_with("text/") || mime.starts_with("message/")) return true;
    if (mime.ends_with("+xml") || mime.ends_with("+json") || mime.ends_with("+yaml")) return true;
    constexpr std::string_view others[] = {
        "application/javascript"sv,
        "application/json"sv,
        "application/mac-binhex40"sv,
        "application/mathematica"sv,
        "application/mbox"sv,
        "application/pgp-encrypted"sv,
        "application/pgp-keys"sv,
        "application/pgp-signature"sv,
        "application/pkix-cert"sv,
        "application/pkix-crl"sv,
        "application/postscript"sv,
        "application/rtf"sv,
        "application/sdp"sv,
        "application/sparql-query"sv,
        "application/vnd.apple.mpegurl"sv,
        "application/vnd.chess-pgn"sv,
        "application/vnd.flatpak.ref"sv,
        "application/vnd.flatpak.repo"sv,
        "application/vnd.framemaker"sv,
        "application/x-abiword"sv,
        "application/x-awk"sv,
        "application/x-cdrdao-toc"sv,
        "application/x-cisco-vpn-settings"sv,
        "application/x-csh"sv,
        "application/x-designer"sv,
        "application/x-desktop"sv,
        "application/x-dia-diagram"sv,
        "application/x-dia-shape"sv,
        "application/x-fluid"sv,
        "application/x-font-bdf"sv,
        "application/x-font-type1"sv,
        "application/x-gedcom"sv,
        "application/x-glade"sv,
        "application/x-go-sgf"sv,
        "application/x-godot-resource"sv,
        "application/x-godot-scene"sv,
        "application/x-gtk-builder"sv,
        "application/x-java-jnlp-file"sv,
        "application/x-lyx"sv,
        "application/x-mozilla-bookmarks"sv,
        "application/x-mswinurl"sv,
        "application/x-nautilus-link"sv,
        "application/x-netshow-channel"sv,
        "application/x-nzb"sv,
        "application/x-perl"sv,
        "application/x-php"sv,
        "application/x-plist"sv,
        "application/x-pocket-word"sv,
        "application/x-pyspread-spreadsheet"sv,
        "application/x-quicktime-media-link"sv,
        "application/x-ruby"sv,
        "application/x-sami"sv,
        "application/x-shellscript"sv,
        "application/x-spss-por"sv,
        "application/x-subrip"sv,
        "application/x-tgif"sv,
        "application/x-x509-ca-cert"sv,
        "application/x-xbel"sv,
        "application/x-yaml"sv,
        "application/xml"sv,
        "application/x-ndjson"sv,
        "audio/x-mpegurl"sv,
        "application/yaml"sv,
        "application/x-bibtex"sv,
        "audio/x-ms-asx"sv,
        "audio/x-scpls"sv,
        "image/x-eps"sv,
        "image/x-portable-bitmap"sv,
        "image/x-portable-graymap"sv,
        "image/x-portable-pixmap"sv,
        "image/x-skencil"sv,
        "image/x-xfig"sv,
        "image/x-xpixmap"sv,
        "model/iges"sv,
        "model/mtl"sv,
        "model/obj"sv,
        "model/stl"sv,
        "model/vrml"sv,
        "video/vnd.mpegurl"sv,
        "application/x-applix-word"sv,
        "application/x-applix-spreadsheet"sv,
    };
    return among(others, mime);
}

bool may_be_all_text(std::string_view mime) {
    constexpr std::string_view others[] = {
        "application/pdf"sv,        "application/vnd.debian.binary-package"sv,
        "application/x-archive"sv,  "application/x-bittorrent"sv,
        "application/x-vdi-disk"sv, "image/vnd.dxf"sv,
    };
    return is_textual(mime) || among(others, mime);
}

std::string_view script_type(std::string_view text) {
    if (!text.starts_with("#!")) return {};
    text.remove_prefix(2);
    std::string_view line = trimmed(next_line(text));
    const auto word = [&] {
        const auto end = line.find_first_of(" \t");
        std::string_view path = line.substr(0, end);
        line = end == std::string_view::npos ? std::string_view{} : trimmed(line.substr(end));
        const auto slash = path.rfind('/');
        return slash == std::string_view::npos ? path : path.substr(slash + 1);
    };
    std::string_view interpreter = word();
    while (interpreter == "env" || interpreter.starts_with('-'))
        interpreter = line.empty() ? std::string_view{} : word();
    while (!interpreter.empty() && (is_digit(interpreter.back()) || interpreter.back() == '.')) {
        interpreter.remove_suffix(1);
    }
    constexpr Root interpreters[] = {
        {"sh"sv, "application/x-shellscript"sv},
        {"bash"sv, "application/x-shellscript"sv},
        {"dash"sv, "application/x-shellscript"sv},
        {"ksh"sv, "application/x-shellscript"sv},
        {"zsh"sv, "application/x-shellscript"sv},
        {"ash"sv, "application/x-shellscript"sv},
        {"csh"sv, "application/x-csh"sv},
        {"tcsh"sv, "application/x-csh"sv},
        {"python"sv, "text/x-python"sv},
        {"pypy"sv, "text/x-python"sv},
        {"perl"sv, "application/x-perl"sv},
        {"ruby"sv, "application/x-ruby"sv},
        {"php"sv, "application/x-php"sv},
        {"node"sv, "text/javascript"sv},
        {"nodejs"sv, "text/javascript"sv},
        {"gjs"sv, "text/javascript"sv},
        {"awk"sv, "application/x-awk"sv},
        {"gawk"sv, "application/x-awk"sv},
        {"mawk"sv, "application/x-awk"sv},
        {"lua"sv, "text/x-lua"sv},
        {"tclsh"sv, "text/x-tcl"sv},
        {"wish"sv, "text/x-tcl"sv},
        {"make"sv, "text/x-makefile"sv},
    };
    for (const auto& known : interpreters) {
        if (interpreter == known.name) return known.mime;
    }
    return {};
}

bool text_rule_holds(std::string_view mime, std::string_view text, unsigned bits) {
    const auto contains = [&](std::string_view words) { return text.find(words) != std::string_view::npos; };
    if (mime == "message/rfc822" || mime == "message/news") return mail_fields(text) >= 2;
    if (mime == "application/mbox") return is_mbox(text);
    if (mime == "text/x-patch") return is_unified_diff(text);
    if (mime == "text/troff") return is_manual_page(text);
    if (mime == "application/postscript") return text.starts_with("%!PS") || text.starts_with("\x04%!PS");
    if (mime == "application/sdp") return text.starts_with("v=0") && contains("\no=");
    if (mime == "application/sparql-query") return contains("<http");
    if (mime == "text/vnd.graphviz") return text.substr(0, 256).find('{') != std::string_view::npos;
    if (mime == "model/stl") return contains("facet ");
    if (mime == "application/x-subrip") return text.size() > 2 && (text[1] == '\r' || text[1] == '\n');
    if (mime == "image/x-xfig") return text.starts_with("#FIG ");
    if (mime.starts_with("image/x-portable-"))
        return text.size() > 3 && is_blank(text[2]) && (is_digit(text[3]) || text[3] == '#');
    if (mime == "text/x-makefile" || mime == "application/x-shellscript" || mime == "application/x-csh" ||
        mime == "application/x-ruby" || mime == "text/x-lua" || mime == "application/x-awk") {
        return text.starts_with("#!");
    }
    if (mime == "text/x-python" || mime == "text/x-python3") return text.starts_with("#!") || text.starts_with("eval ");
    if (mime == "application/x-perl") {
        // JavaScript has the same words as a quoted directive.
        const auto at = text.find("use strict");
        return at == 0 || at == std::string_view::npos || is_blank(text[at - 1]);
    }
    // Words any prose or program may begin with.
    for (const auto hopeless : {"text/x-modelica"sv, "text/x-matlab"sv, "text/x-mpsub"sv,
                                "application/x-netshow-channel"sv, "application/vnd.ms-asf"sv, "text/x-csrc"sv}) {
        if (mime == hopeless) return false;
    }
    constexpr unsigned five_characters = 40;
    return bits >= five_characters;
}

std::string_view text_type(std::string_view text, bool whole) {
    if (const auto markup = markup_type(text); !markup.empty()) return markup;
    if (const auto json = JsonPrefix{text, whole}.type(); !json.empty()) return json;
    if (mail_fields(text) >= 2) return "message/rfc822";
    if (text.starts_with("# Disk DescriptorFile")) return "application/x-vmdk-disk";
    if (is_manual_page(text)) return "text/troff";
    if (is_unified_diff(text)) return "text/x-patch";
    if (const auto source = source_type(text); !source.empty()) return source;
    if (is_table(text, ',') || is_table(text, ';')) return "text/csv";
    if (is_table(text, '\t')) return "text/tab-separated-values";
    return {};
}

}  // namespace sanad
