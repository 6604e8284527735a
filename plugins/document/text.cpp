// document.text: plain text in whatever encoding, HTML and RTF, for the index; what they say of themselves; where they
// point; what is embedded in them.
#include <array>

#include "plugins/document/described.hpp"
#include "plugins/readable/ole_package.hpp"
#include "plugins/readable/rtf.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::document;
namespace readable = sanad::readable;

/// Control characters that no text has. ESC and the form feed of printers are allowed, and one Ctrl-Z at the end (DOS).
bool has_controls(std::string_view utf8_text) {
    if (utf8_text.ends_with('\x1A')) utf8_text.remove_suffix(1);
    return std::ranges::any_of(utf8_text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' && byte != '\f' && byte != 0x1B &&
               byte != '\b';
    });
}

/// Cyrillic of DOS: letters only in 80 … AF and E0 … F1, and small ones in the majority (ICU does not know it).
std::optional<readable::Decoded> as_dos_cyrillic(std::string_view bytes) {
    std::size_t high = 0;
    std::size_t small = 0;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) continue;
        if ((byte >= 0xB0 && byte < 0xE0) || byte > 0xF1) return std::nullopt;
        ++high;
        if (byte >= 0xA0) ++small;
    }
    if (high * 3 < bytes.size() || small * 10 < high * 7) return std::nullopt;
    if (auto text = readable::utf8_from(bytes, "cp866")) return readable::Decoded{std::move(*text), "cp866"};
    return std::nullopt;
}

/// EBCDIC: the blank is 40 and most letters lie above 80.
std::optional<readable::Decoded> as_ebcdic(std::string_view bytes) {
    const auto blanks = static_cast<std::size_t>(std::ranges::count(bytes, '\x40'));
    const auto high = static_cast<std::size_t>(std::ranges::count_if(bytes, [](char c) { return (c & 0x80) != 0; }));
    if (blanks * 20 < bytes.size() || high * 3 < bytes.size()) return std::nullopt;
    auto text = readable::utf8_from(bytes, "ibm-500");
    if (!text) return std::nullopt;
    std::string lines;  // the new line of EBCDIC (15) is U+0085
    for (std::size_t at = 0; at < text->size(); ++at) {
        const bool next_line = text->compare(at, 2, "\xC2\x85") == 0;
        lines += next_line ? '\n' : (*text)[at];
        if (next_line) ++at;
    }
    return readable::Decoded{std::move(lines), "ibm-500"};
}

/// Letters that JSON writes as "\u062C" (RFC 8259 section 7), as letters: that is how people look for them.
std::string with_json_letters(std::string_view text) {
    const auto unit = [&](std::size_t at) -> std::optional<std::uint16_t> {
        if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return std::nullopt;
        unsigned value = 0;
        for (const char c : text.substr(at + 2, 4)) {
            const char low = static_cast<char>(c | 0x20);
            const int digit = c >= '0' && c <= '9' ? c - '0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
            if (digit < 0) return std::nullopt;
            value = value << 4 | static_cast<unsigned>(digit);
        }
        return static_cast<std::uint16_t>(value);
    };
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const bool escaped_backslash = text.substr(at).starts_with("\\\\");
        const auto first = unit(at);
        if (escaped_backslash || !first || *first < 0x80) {
            const std::size_t length = escaped_backslash ? 2 : 1;
            out += text.substr(at, length);
            at += length;
            continue;
        }
        at += 6;
        char32_t character = *first;
        if (character >= 0xD800 && character < 0xDC00) {
            const auto second = unit(at);
            const bool pair = second && *second >= 0xDC00 && *second < 0xE000;
            character = pair ? 0x10000 + ((character - 0xD800) << 10) + (*second - 0xDC00u) : 0xFFFD;
            if (pair) at += 6;
        } else if (character >= 0xDC00 && character < 0xE000) {
            character = 0xFFFD;
        }
        append_utf8(out, character);
    }
    return out;
}

/// `guessed`: nothing states the encoding; its letters speak for it.
std::optional<readable::Decoded> decoded(std::string_view bytes, bool& guessed) {
    guessed = false;
    if (auto marked = readable::by_byte_order_mark(bytes)) return marked;
    if (bytes.find('\0') == std::string_view::npos && readable::is_utf8(bytes)) {
        const bool ascii = std::ranges::none_of(bytes, [](char c) { return (c & 0x80) != 0; });
        return readable::Decoded{std::string{bytes}, ascii ? "us-ascii" : "utf-8"};
    }
    guessed = true;
    if (auto wide = readable::by_shape_of_utf16(bytes)) return wide;
    if (bytes.find('\0') != std::string_view::npos) return std::nullopt;
    if (auto ebcdic = as_ebcdic(bytes)) return ebcdic;
    if (has_controls(bytes)) return std::nullopt;
    if (auto dos = as_dos_cyrillic(bytes)) return dos;
    return readable::by_statistics(bytes);
}

constexpr std::uint64_t most_bytes = std::uint64_t{24} << 20;  // in any encoding at most 64 MiB of UTF-8, the limit

class Text {
public:
    static constexpr std::string_view name = "document.text", version = "1.0.1";
    static constexpr std::string_view summary = "Plain text of any encoding, HTML and RTF: text, facts, links, objects";
    static constexpr std::array wants{mime_type("text/*"),          mime_type("application/json"),
                                      mime_type("application/xml"), mime_type("application/xhtml+xml"),
                                      name_glob("*.txt"),           name_glob("*.csv"),
                                      name_glob("*.log"),           name_glob("*.md"),
                                      name_glob("*.html"),          name_glob("*.htm"),
                                      name_glob("*.rtf"),           name_glob("*.ini"),
                                      signature("{\\rtf"),          signature("\xFF\xFE", 0),
                                      signature("\xFE\xFF", 0)};
    static constexpr std::array emits{text("document.described"), text("document.link"), text("document.embedded")};

    Verdict examine(const File& file, const Sink& sink) const {
        const auto head = file.read(0, 5);
        const bool is_rtf = std::string_view{reinterpret_cast<const char*>(head.data()), head.size()} == "{\\rtf";
        const auto bytes = is_rtf ? file.read_all() : file.read(0, most_bytes);
        std::string_view content{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
        if (is_rtf) return examine_rtf(file, content, sink);
        const bool cut = file.size() > bytes.size();
        // The cut may go through a character.
        for (std::size_t less = 1; cut && less < 4 && !readable::is_utf8(content); ++less) {
            const std::string_view shorter = content.substr(0, bytes.size() - less);
            if (readable::is_utf8(shorter)) content = shorter;
        }
        const Verdict verdict = examine_content(file, content, sink);
        if (cut && verdict != Verdict::not_mine) {
            sink.warn({content.size(), file.size() - content.size()},
                      "the text beyond 24 MiB is left out of the index");
        }
        return verdict;
    }

private:
    static Verdict examine_content(const File& file, std::string_view content, const Sink& sink) {
        if (readable::trimmed(content).empty()) return Verdict::not_mine;
        bool guessed = false;
        if (looks_like_html(file.name(), content)) return examine_html(file, content, sink);
        auto plain = decoded(content, guessed);
        if (!plain || has_controls(plain->text)) return Verdict::not_mine;
        if (readable::trimmed(plain->text).empty()) return Verdict::not_mine;  // a byte order mark and no more
        if (looks_like_html("", plain->text)) return examine_html(file, content, sink);
        Artifact facts{"document.described", file.whole()};
        facts.text("format", "plain text").text("encoding", plain->encoding);
        sink.emit(facts);
        if (guessed) {
            sink.warn(file.whole(), "nothing states the encoding: read as " + plain->encoding + " by its characters");
        }
        const char first = readable::trimmed(plain->text).front();
        const bool is_json = lower_extension(file.name()) == "json" || first == '{' || first == '[';
        sink.text(file.whole(), utf8(is_json ? with_json_letters(plain->text) : plain->text));
        return Verdict::examined;
    }

    static bool looks_like_html(std::string_view name, std::string_view content) {
        std::string head = readable::lower(readable::trimmed(content.substr(0, 2048)));
        if (head.starts_with("\xEF\xBB\xBF")) head.erase(0, 3);
        const std::string extension = lower_extension(name);
        const bool named = extension == "html" || extension == "htm" || extension == "xhtml";
        if (named && head.find('<') != std::string::npos && head.find('\0') == std::string::npos) return true;
        if (head.starts_with("<?xml"))
            head = std::string{readable::trimmed(head.substr(std::min(head.find("?>"), head.size() - 2) + 2))};
        while (head.starts_with("<!--")) {
            const std::size_t end = head.find("-->");
            if (end == std::string::npos) return false;
            head = std::string{readable::trimmed(std::string_view{head}.substr(end + 3))};
        }
        return head.starts_with("<!doctype html") || head.starts_with("<html");
    }

    static Verdict examine_html(const File& file, std::string_view content, const Sink& sink) {
        const readable::Decoded html = readable::html_as_utf8(content);
        readable::Page page = readable::page_of_html(html.text);
        Artifact facts{"document.described", file.whole()};
        facts.text("format", "HTML").text("encoding", html.encoding);
        put(facts, "title", page.title);
        put(facts, "author", page.meta["author"]);
        put(facts, "keywords", page.meta["keywords"]);
        put(facts, "comments", page.meta["description"]);
        put(facts, "application", page.meta["generator"]);
        sink.emit(facts);
        emit_links(page.links, file, sink);
        if (!page.text.empty()) sink.text(file.whole(), utf8(page.text));
        return Verdict::examined;
    }

    static void emit_links(const std::vector<readable::Link>& links, const File& file, const Sink& sink) {
        for (const readable::Link& link : links) {
            Artifact found{"document.link", file.whole()};
            put(found, "target", link.target);
            put(found, "label", link.label);
            if (found.has("target")) sink.emit(found);
        }
    }

    static Verdict examine_rtf(const File& file, std::string_view content, const Sink& sink) {
        readable::RtfDocument rtf = readable::document_of_rtf(content);
        Artifact facts{"document.described", file.whole()};
        facts.text("format", "RTF");
        constexpr std::pair<const char*, const char*> texts[] = {
            {"title", "title"},      {"subject", "subject"},  {"author", "author"},     {"last_saved_by", "operator"},
            {"manager", "manager"},  {"company", "company"},  {"keywords", "keywords"}, {"comments", "doccomm"},
            {"comments", "comment"}, {"category", "category"}};
        for (const auto& [attribute, word] : texts) put(facts, attribute, rtf.info[word]);
        put(facts, "application", rtf.generator.substr(0, rtf.generator.find(';')));
        if (rtf.numbers.contains("version")) put(facts, "revision", std::to_string(rtf.numbers["version"]));
        // RTF stores the writer's clock and no zone: words, and no instant.
        put(facts, "created_written", rtf.times["creatim"]);
        put(facts, "saved_written", rtf.times["revtim"]);
        put(facts, "printed_written", rtf.times["printim"]);
        if (rtf.numbers.contains("edmins")) facts.integer("editing_seconds", rtf.numbers["edmins"] * 60);
        constexpr std::pair<const char*, const char*> counts[] = {{"pages", "nofpages"},
                                                                  {"words", "nofwords"},
                                                                  {"characters", "nofchars"},
                                                                  {"characters_with_blanks", "nofcharsws"}};
        for (const auto& [attribute, word] : counts) {
            if (rtf.numbers.contains(word)) facts.integer(attribute, rtf.numbers[word]);
        }
        sink.emit(facts);
        emit_links(rtf.links, file, sink);
        int number = 0;
        for (const std::string& stream : rtf.objects) {
            const auto object = readable::object_in(stream);
            if (!object) continue;
            ++number;
            Artifact embedded{"document.embedded", file.whole()};
            put(embedded, "name", object->name);
            put(embedded, "description", object->path);
            embedded.integer("size", static_cast<std::int64_t>(object->bytes.size()));
            sink.emit(embedded);
            sink.derive(object->path.empty() ? "object " + std::to_string(number) : object->name, file.whole(),
                        {reinterpret_cast<const std::uint8_t*>(object->bytes.data()), object->bytes.size()});
        }
        if (!rtf.text.empty()) sink.text(file.whole(), utf8(rtf.text));
        if (rtf.whole) return Verdict::examined;
        sink.warn({file.size() - 1, 1}, "the file ends within a group: it was cut");
        return Verdict::damaged;
    }
};

}  // namespace

SANAD_MODULE(Text)
