#include "core/report/sheet_html.hpp"

#include <fmt/format.h>

#include "core/base/bytes.hpp"
#include "core/base/text.hpp"
#include "core/base/version.hpp"
#include "core/crypto/digest.hpp"

namespace sanad {
namespace {

// Fonts by name, the first that is there: Debian's Noto, then what Windows and offices in Pakistan have.
constexpr std::string_view style = R"css(
:root { --ink: #15161a; --grey: #4d4f57; --rule: #b8b9bf; --pale: #eeeef0; --red: #b80d0d; --palered: #fdeaea; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1.5rem 4rem; color: var(--ink); background: #fff;
  font: 15px/1.5 "Noto Sans", "Segoe UI", "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere; }
[lang=ur] body, body:lang(ur) { font: 17px/1.75 "Noto Naskh Arabic", "Noto Sans", "Segoe UI", "Times New Roman", serif; }
h1, h2, h3, h4 { line-height: 1.25; margin: 1.6em 0 .5em; break-after: avoid; }
h1 { font-size: 2rem; text-align: center; margin-top: .6em; }
h2 { font-size: 1.45rem; border-bottom: 2px solid var(--ink); padding-bottom: .15em; margin-top: 2.4em; }
h3 { font-size: 1.12rem; }
h4 { font-size: 1rem; margin-top: 1.8em; }
:is(h1, h2, h3, p.body, .agency):lang(ur) { font-family: "Noto Nastaliq Urdu", "Jameel Noori Nastaleeq",
  "Urdu Typesetting", "Noto Naskh Arabic", serif; font-weight: 400; line-height: 2.1; }
code { font: .87em/1.45 "Noto Sans Mono", "DejaVu Sans Mono", Consolas, monospace; unicode-bidi: isolate; direction: ltr; }
bdi, code { white-space: pre-wrap; }
.agency { text-align: center; margin: 0; }
.agency:first-of-type { font-size: 1.2rem; font-weight: 600; }
.logo { display: block; margin: 0 auto .5rem; max-height: 5rem; }
.subtitle { text-align: center; color: var(--grey); margin-top: 0; }
.banner { background: var(--red); color: #fff; text-align: center; padding: .35em; font-weight: 700; margin-bottom: 1em; }
.watermark { position: fixed; inset: 0; display: grid; place-items: center; pointer-events: none; z-index: 9;
  font-size: 20vw; font-weight: 800; color: rgb(110 110 130 / .10); transform: rotate(-35deg); user-select: none; }
table { border-collapse: collapse; width: 100%; margin: .6em 0 1em; table-layout: fixed; }
thead { display: table-header-group; }
th, td { border: 1px solid var(--rule); padding: .25em .5em; vertical-align: top; text-align: start; }
thead th { background: var(--pale); }
tr { break-inside: avoid; }
.middle { text-align: center; }
.end { text-align: end; }
table.facts th { width: 24%; font-weight: 400; color: var(--grey); border-inline: 0; }
table.facts td { border-inline: 0; }
tr.red > *, p.red { background: var(--palered); color: var(--red); font-weight: 700; }
tr.red > :first-child, p.red { border-inline-start: 4px solid var(--red); }
p.red { padding: .35em .6em; }
p.small { color: var(--grey); font-size: .9em; }
nav ol { list-style: none; margin: 0; padding: 0; columns: 2; column-gap: 2rem; }
nav li.second { margin-inline-start: 1.2em; }
nav a { color: inherit; }
.people { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
.person { border: 1px solid var(--grey); padding: .7em; min-height: 8em; }
.sign { border-top: 1px solid var(--ink); margin-top: 3.2em; color: var(--grey); font-size: .85em; }
.receipt { border: 1.5px solid var(--ink); padding: .8em; margin: 1.5em 0; display: flex; gap: 1rem; }
.receipt .code { font-size: 1.05em; font-weight: 700; }
.receipt div { flex: 1; }
figure { margin: .5em 0; }
figure img { display: block; width: 15rem; border: 1px solid var(--rule); }
figcaption { color: var(--grey); font-size: .85em; }
blockquote { margin: .3em 0 0; padding: .4em .8em; background: var(--pale); border-inline-start: 3px solid var(--rule); }
blockquote p { margin: 0; }
.qr { width: 11rem; height: 11rem; flex: none; }
footer { border-top: 1px solid var(--rule); margin-top: 2em; color: var(--grey); font-size: .85em; }
@media print { body { max-width: none; padding: 0; } section { break-before: page; } }
)css";

std::string base64_of(Bytes bytes) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::size_t left = std::min<std::size_t>(3, bytes.size() - at);
        std::uint32_t three = 0;
        for (std::size_t i = 0; i < 3; ++i) three = three << 8 | (i < left ? bytes[at + i] : 0u);
        for (std::size_t i = 0; i < 4; ++i) text += i <= left ? letters[three >> (18 - 6 * i) & 63] : '=';
    }
    return text;
}

std::string picture(std::string_view media_type, std::string_view bytes, std::string_view its_class) {
    return fmt::format("<img class=\"{}\" alt=\"\" src=\"data:{};base64,{}\">", its_class, media_type,
                       base64_of(bytes_of(bytes)));
}

class Page {
public:
    Page(const Sheet& sheet, const DrawQr& draw_qr) : sheet_{sheet}, draw_qr_{draw_qr} {}

    std::string write();

private:
    static std::string of(const Text& text);
    void facts(const std::vector<Fact>& rows);
    void put(const Heading& block);
    void put(const Paragraph& block);
    void put(const Facts& block) { facts(block.rows); }
    void put(const Table& block);
    void put(const Signatures& block);
    void put(const ReceiptBox& block);
    void put(const Qr& block);
    void put(const Thumbnail& block) {
        html_ += fmt::format("<figure>{}<figcaption>{}</figcaption></figure>\n",
                             picture("image/png", block.png, "thumbnail"), of(block.caption));
    }
    void put(const Quotation& block);
    void put(const Contents&);
    void put(const Rule&) { html_ += "<hr>\n"; }
    void put(const Space&) {}
    void put(const PageBreak&) {}
    void qr(const std::string& payload) {
        if (const std::string svg = draw_qr_(payload); !svg.empty()) html_ += picture("image/svg+xml", svg, "qr");
    }

    const Sheet& sheet_;
    const DrawQr& draw_qr_;
    std::string html_;
    int headings_ = 0;
    bool in_section_ = false;
};

/// Names and texts of evidence stand in an element of their own: whatever letters they hold, the sentence around them
/// keeps its order.
std::string Page::of(const Text& text) {
    std::string html;
    for (const Run& run : text.runs) {
        const std::string inner = html_text(run.text);
        if (run.kind == Run::Kind::words) html += inner;
        if (run.kind == Run::Kind::token) html += "<bdi>" + inner + "</bdi>";
        if (run.kind == Run::Kind::code) html += "<code dir=\"ltr\">" + inner + "</code>";
    }
    return html;
}

void Page::facts(const std::vector<Fact>& rows) {
    html_ += "<table class=\"facts\">\n";
    for (const Fact& fact : rows) {
        html_ += fmt::format("<tr{}><th scope=\"row\">{}</th><td>{}</td></tr>\n", fact.red ? " class=\"red\"" : "",
                             html_text(fact.label), of(fact.value));
    }
    html_ += "</table>\n";
}

void Page::put(const Heading& block) {
    ++headings_;
    if (block.level == 1) {
        if (in_section_) html_ += "</section>\n";
        html_ += "<section>\n";
        in_section_ = true;
    }
    html_ += fmt::format("<h{0} id=\"h{1}\">{2}</h{0}>\n", block.level + 1, headings_, of(block.text));
}

void Page::put(const Contents&) {
    html_ += "<nav><ol>\n";
    int number = 0;
    for (const Block& block : sheet_.blocks) {
        const auto* heading = std::get_if<Heading>(&block);
        if (heading == nullptr) continue;
        ++number;
        if (heading->level > 2) continue;
        html_ += fmt::format("<li class=\"{}\"><a href=\"#h{}\">{}</a></li>\n",
                             heading->level == 1 ? "first" : "second", number, of(heading->text));
    }
    html_ += "</ol></nav>\n";
}

void Page::put(const Quotation& block) {
    html_ += fmt::format("<figure><figcaption>{}</figcaption><blockquote>\n", of(block.caption));
    for (const Text& line : block.lines) html_ += fmt::format("<p dir=\"auto\">{}</p>\n", of(line));
    html_ += "</blockquote></figure>\n";
}

void Page::put(const Paragraph& block) {
    const char* its_class = block.emphasis == Emphasis::red     ? "red"
                            : block.emphasis == Emphasis::small ? "small"
                                                                : "body";
    html_ += fmt::format("<p class=\"{}\">{}</p>\n", its_class, of(block.text));
}

void Page::put(const Table& block) {
    constexpr std::string_view aligns[] = {"start", "middle", "end"};
    double sum = 0;
    for (const Column& column : block.columns) sum += column.width;
    html_ += "<table>\n<colgroup>";
    // Shares of a hundred, as attributes: a policy that refuses styles in elements lets these be.
    for (const Column& column : block.columns)
        html_ += fmt::format("<col width=\"{:.1f}%\">", 100 * column.width / sum);
    html_ += "</colgroup>\n<thead><tr>";
    for (const Column& column : block.columns) {
        html_ += fmt::format("<th scope=\"col\" class=\"{}\">{}</th>", aligns[static_cast<std::size_t>(column.align)],
                             html_text(column.heading));
    }
    html_ += "</tr></thead>\n<tbody>\n";
    for (const Row& row : block.rows) {
        html_ += row.red ? "<tr class=\"red\">" : "<tr>";
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            html_ += fmt::format("<td class=\"{}\">{}</td>", aligns[static_cast<std::size_t>(block.columns[i].align)],
                                 of(row.cells[i]));
        }
        html_ += "</tr>\n";
    }
    html_ += "</tbody></table>\n";
}

void Page::put(const Signatures& block) {
    if (!block.statement.empty()) html_ += fmt::format("<p class=\"body\">{}</p>\n", of(block.statement));
    html_ += "<div class=\"people\">\n";
    for (const Signature& person : block.people) {
        html_ += fmt::format("<div class=\"person\"><strong>{}</strong>", html_text(person.role));
        if (!person.name.empty()) html_ += "<br>" + of(person.name);
        for (const Text& more : person.more) html_ += "<br><small>" + of(more) + "</small>";
        html_ += fmt::format("<div class=\"sign\">{} · {}</div></div>\n", say(Word::signature, sheet_.language),
                             say(Word::date_and_time, sheet_.language));
    }
    html_ += "</div>\n";
}

void Page::put(const ReceiptBox& block) {
    html_ +=
        fmt::format("<div class=\"receipt\"><div><strong>{}</strong><br><code dir=\"ltr\" class=\"code\">{}</code>",
                    html_text(block.title), html_text(block.code));
    facts(block.facts);
    if (!block.explanation.empty()) html_ += fmt::format("<p class=\"small\">{}</p>", of(block.explanation));
    html_ += "</div>";
    if (!block.qr_payload.empty()) qr(block.qr_payload);
    html_ += "</div>\n";
}

void Page::put(const Qr& block) {
    qr(block.payload);
    html_ += fmt::format("<p class=\"small\">{}</p>\n", of(block.caption));
}

std::string Page::write() {
    Sha256 digest;
    digest.update(bytes_of(style));
    const bool urdu = sheet_.language == Language::urdu;
    html_ = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"{}\" dir=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{}'; "
        "img-src data:; base-uri 'none'; form-action 'none'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
        "<meta name=\"generator\" content=\"Sanad {}\">\n<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n",
        code_of(sheet_.language), urdu ? "rtl" : "ltr", base64_of(digest.finish()), version, html_text([&] {
            std::string title;
            for (const Run& run : sheet_.title.runs) title += run.text;
            return title + (sheet_.reference.empty() ? "" : " · " + sheet_.reference);
        }()),
        style);
    if (!sheet_.watermark.empty())
        html_ += fmt::format("<div class=\"watermark\" aria-hidden=\"true\">{}</div>\n", html_text(sheet_.watermark));
    if (!sheet_.banner.empty()) html_ += fmt::format("<div class=\"banner\">{}</div>\n", html_text(sheet_.banner));
    if (!sheet_.logo_png.empty()) html_ += picture("image/png", sheet_.logo_png, "logo") + "\n";
    for (const std::string& name : sheet_.agency) html_ += fmt::format("<p class=\"agency\">{}</p>\n", html_text(name));
    html_ += fmt::format("<h1>{}</h1>\n", of(sheet_.title));
    if (!sheet_.subtitle.empty()) html_ += fmt::format("<p class=\"subtitle\">{}</p>\n", of(sheet_.subtitle));
    facts(sheet_.references);
    for (const Block& block : sheet_.blocks) {
        std::visit([this](const auto& one) { put(one); }, block);
    }
    if (in_section_) html_ += "</section>\n";
    html_ += "<footer>";
    if (!sheet_.footer.empty()) html_ += of(sheet_.footer) + "<br>";
    if (!sheet_.reference.empty()) {
        html_ += fmt::format("{}: <code dir=\"ltr\">{}</code>", say(Word::reference, sheet_.language),
                             html_text(sheet_.reference));
    }
    html_ += "</footer>\n</body>\n</html>\n";
    return std::move(html_);
}

}  // namespace

std::string html_text(std::string_view text) {
    std::string result;
    for (const char c : shown(text)) {
        switch (c) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            case '"':
                result += "&quot;";
                break;
            case '\'':
                result += "&#39;";
                break;
            default:
                result += c;
        }
    }
    return result;
}

std::string sheet_html(const Sheet& sheet, const DrawQr& draw_qr) {
    return Page{sheet, draw_qr}.write();
}

}  // namespace sanad
