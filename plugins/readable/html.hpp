#pragma once
// What a person reads of an HTML page, its facts and its links. Markup that breaks the rules is read as browsers do:
// text.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/readable/charset.hpp"
#include "plugins/readable/html_entities.hpp"

namespace sanad::readable {

struct Link {
    std::string target, label;
};

struct Page {
    std::string text;
    std::string title;
    std::vector<Link> links;
    std::map<std::string, std::string> meta;  ///< name (lower case) → content
};

class HtmlReader {
public:
    explicit HtmlReader(std::string_view html) : html_{html} {}

    Page read() {
        while (at_ < html_.size()) {
            if (html_[at_] == '<' && is_markup()) {
                take_tag();
            } else {
                const std::size_t end = std::min(html_.find('<', at_ + 1), html_.size());
                add_text(html_.substr(at_, end - at_));
                at_ = end;
            }
        }
        end_link();
        page_.title = single_spaced(page_.title);
        page_.text = std::string{trimmed(page_.text)};
        return std::move(page_);
    }

    static std::string single_spaced(std::string_view text) {
        std::string out;
        for (const char c : trimmed(text)) {
            const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
            if (!blank) {
                out += c;
            } else if (!out.empty() && out.back() != ' ') {
                out += ' ';
            }
        }
        return out;
    }

private:
    bool is_markup() const {
        if (at_ + 1 >= html_.size()) return false;
        const char c = html_[at_ + 1];
        return c == '/' || c == '!' || c == '?' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    void take_tag() {
        if (html_.substr(at_).starts_with("<!--")) {
            const std::size_t end = html_.find("-->", at_ + 4);
            at_ = end == std::string_view::npos ? html_.size() : end + 3;
            return;
        }
        std::size_t at = at_ + 1;
        const bool closing = at < html_.size() && html_[at] == '/';
        if (closing) ++at;
        const std::size_t name_begin = at;
        while (at < html_.size() && !is_blank(html_[at]) && html_[at] != '>' && html_[at] != '/') ++at;
        const std::string name = lower(html_.substr(name_begin, at - name_begin));
        std::map<std::string, std::string> attributes;
        while (at < html_.size() && html_[at] != '>') {
            const std::size_t before = at;
            take_attribute(at, attributes);
            if (at == before) ++at;
        }
        at_ = std::min(at + 1, html_.size());
        if (closing) {
            close(name);
        } else {
            open(name, attributes);
        }
    }

    static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f'; }

    void take_attribute(std::size_t& at, std::map<std::string, std::string>& attributes) const {
        while (at < html_.size() && (is_blank(html_[at]) || html_[at] == '/')) ++at;
        const std::size_t begin = at;
        while (at < html_.size() && !is_blank(html_[at]) && html_[at] != '=' && html_[at] != '>' && html_[at] != '/')
            ++at;
        const std::string name = lower(html_.substr(begin, at - begin));
        while (at < html_.size() && is_blank(html_[at])) ++at;
        if (at >= html_.size() || html_[at] != '=') {
            if (!name.empty()) attributes.emplace(name, "");
            return;
        }
        ++at;
        while (at < html_.size() && is_blank(html_[at])) ++at;
        std::string_view value;
        if (at < html_.size() && (html_[at] == '"' || html_[at] == '\'')) {
            const std::size_t end = std::min(html_.find(html_[at], at + 1), html_.size());
            value = html_.substr(at + 1, end - at - 1);
            at = std::min(end + 1, html_.size());
        } else {
            const std::size_t value_begin = at;
            while (at < html_.size() && !is_blank(html_[at]) && html_[at] != '>') ++at;
            value = html_.substr(value_begin, at - value_begin);
        }
        if (!name.empty()) attributes.emplace(name, with_references_resolved(value));
    }

    void open(const std::string& name, const std::map<std::string, std::string>& attributes) {
        const auto value = [&](const char* key) {
            const auto found = attributes.find(key);
            return found == attributes.end() ? std::string{} : found->second;
        };
        if (name == "script" || name == "style") {
            skip_to_end_of(name);
        } else if (name == "title") {
            in_title_ = true;
        } else if (name == "pre") {
            ++preformatted_;
        } else if (name == "meta") {
            const std::string key = lower(value("name"));
            if (!key.empty()) page_.meta.emplace(key, value("content"));
        } else if (name == "a" || name == "area") {
            end_link();
            if (const std::string target{trimmed(value("href"))}; !target.empty()) link_ = Link{target, ""};
            if (name == "area") end_link();
        } else if (name == "img") {
            const std::string shown = value("alt");
            if (!shown.empty()) add_decoded(shown);
        } else if (name == "iframe" || name == "frame") {
            if (const std::string target = value("src"); !target.empty()) page_.links.push_back({target, ""});
        }
        if (is_block(name)) new_line();
        if (name == "td" || name == "th") separate();
    }

    void close(const std::string& name) {
        if (name == "title") in_title_ = false;
        if (name == "pre" && preformatted_ > 0) --preformatted_;
        if (name == "a") end_link();
        if (is_block(name)) new_line();
    }

    void skip_to_end_of(const std::string& name) {
        for (std::size_t end = at_; (end = html_.find("</", end)) != std::string_view::npos; ++end) {
            if (lower(html_.substr(end + 2, name.size())) != name) continue;
            at_ = end;
            return;
        }
        at_ = html_.size();
    }

    static bool is_block(std::string_view name) {
        constexpr std::string_view blocks[] = {
            "address", "article", "aside",  "blockquote", "body",  "br",    "center", "dd",  "div",
            "dl",      "dt",      "footer", "form",       "h1",    "h2",    "h3",     "h4",  "h5",
            "h6",      "head",    "header", "hr",         "html",  "li",    "main",   "nav", "ol",
            "option",  "p",       "pre",    "section",    "table", "title", "tr",     "ul"};
        return std::ranges::find(blocks, name) != std::end(blocks);
    }

    void add_text(std::string_view raw) { add_decoded(with_references_resolved(raw)); }

    void add_decoded(std::string_view text) {
        if (in_title_) page_.title += text;
        for (const char c : text) {
            if (preformatted_ > 0 && c != '\r') {
                page_.text += c;
            } else if (is_blank(c)) {
                separate();
            } else {
                page_.text += c;
            }
        }
        if (link_) link_->label += text;
    }
    void separate() {
        if (!page_.text.empty() && !is_blank(page_.text.back())) page_.text += ' ';
    }
    void new_line() {
        while (!page_.text.empty() && page_.text.back() == ' ') page_.text.pop_back();
        if (!page_.text.empty() && page_.text.back() != '\n') page_.text += '\n';
    }
    void end_link() {
        if (!link_) return;
        link_->label = single_spaced(link_->label);
        page_.links.push_back(std::move(*link_));
        link_.reset();
    }

    std::string_view html_;
    std::size_t at_ = 0;
    Page page_;
    std::optional<Link> link_;
    bool in_title_ = false;
    int preformatted_ = 0;
};

inline Page page_of_html(std::string_view utf8) {
    return HtmlReader{utf8}.read();
}

/// The encoding that a page names in its first kilobyte (HTML standard, prescan); empty when none.
inline std::string charset_named_in_html(std::string_view bytes) {
    const std::string head = lower(bytes.substr(0, 4096));
    for (std::size_t at = 0; (at = head.find("charset", at)) != std::string::npos; at += 7) {
        std::size_t begin = head.find_first_not_of(" \t\r\n", at + 7);
        if (begin == std::string::npos || head[begin] != '=') continue;
        begin = head.find_first_not_of(" \t\r\n\"'", begin + 1);
        if (begin == std::string::npos) break;
        const std::size_t end = head.find_first_of(" \t\r\n\"';/>", begin);
        return head.substr(begin, end == std::string::npos ? std::string::npos : end - begin);
    }
    // XHTML: <?xml version="1.0" encoding="…"?>
    if (head.starts_with("<?xml")) {
        const std::size_t end = head.find("?>");
        std::size_t at = head.find("encoding=");
        if (at != std::string::npos && end != std::string::npos && at < end && at + 10 < head.size()) {
            at += 10;
            return head.substr(at, head.find_first_of("\"'", at) - at);
        }
    }
    return {};
}

/// A page's bytes as UTF-8. A byte order mark goes before what the transport says, and that before what the page says
/// (HTML standard, encoding sniffing); a page that calls itself UTF-16 in ASCII letters is not.
inline Decoded html_as_utf8(std::string_view bytes, std::string_view said_by_transport = {}) {
    if (auto marked = by_byte_order_mark(bytes)) return *marked;
    for (std::string charset : {lower(said_by_transport), charset_named_in_html(bytes)}) {
        if (charset.empty()) continue;
        if (charset.starts_with("utf-16") || charset.starts_with("ucs-2")) {
            if (bytes.substr(0, 64).find('\0') == std::string_view::npos) charset = "utf-8";
        }
        if (charset == "iso-8859-1" || charset == "latin1" || charset == "us-ascii") charset = "windows-1252";
        if (charset == "windows-1252" && is_utf8(bytes)) return {std::string{bytes}, "utf-8"};
        if (auto text = utf8_from(bytes, charset)) return {std::move(*text), charset};
    }
    if (is_utf8(bytes)) return {std::string{bytes}, "utf-8"};
    if (auto wide = by_shape_of_utf16(bytes)) return *wide;
    if (auto likely = by_statistics(bytes)) return *likely;
    return {utf8_from(bytes, "windows-1252").value_or(sdk::utf8(bytes)), "windows-1252"};
}

}  // namespace sanad::readable
