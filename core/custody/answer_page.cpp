#include "core/custody/answer_page.hpp"

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/base/version.hpp"

namespace sanad {
namespace {

// A line for each object looked at would bury the page; JSON has them all.
constexpr std::size_t most_lines = 200;

std::string_view word(Phrase phrase, SheetLanguage language) {
    return words_of(phrase, language);
}

Phrase question_words(std::size_t number) {
    return static_cast<Phrase>(static_cast<std::size_t>(Phrase::p1_complete) + number);
}

Phrase answer_words(AnswerWord answer) {
    switch (answer) {
        case AnswerWord::no:
            return Phrase::no;
        case AnswerWord::look:
            return Phrase::look;
        case AnswerWord::unknown:
            return Phrase::unknown;
        case AnswerWord::none:
            return Phrase::none;
        case AnswerWord::yes:
            break;
    }
    return Phrase::yes;
}

std::string plain(const SheetValue& value, SheetLanguage language) {
    const bool urdu = language == SheetLanguage::urdu;
    if (value.kind == SheetValue::Kind::words) return urdu ? value.urdu : value.text;
    return shown(value.text);
}

/// For a terminal or a text file. In a line of Urdu, hashes, numbers and names keep their own direction (UAX 9: LRI or
/// FSI … PDI); what people wrote cannot bring such characters itself, shown() makes them visible.
std::string isolated(const SheetValue& value, SheetLanguage language) {
    const std::string text = plain(value, language);
    if (language == SheetLanguage::english || value.kind == SheetValue::Kind::words) return text;
    return (value.kind == SheetValue::Kind::code ? "\u2066" : "\u2068") + text + "\u2069";
}

std::string escaped(std::string_view text) {
    std::string html;
    for (const char c : text) {
        switch (c) {
            case '&':
                html += "&amp;";
                break;
            case '<':
                html += "&lt;";
                break;
            case '>':
                html += "&gt;";
                break;
            case '"':
                html += "&quot;";
                break;
            case '\'':
                html += "&#39;";
                break;
            default:
                html += c;
        }
    }
    return html;
}

/// Escaped, and in a direction of its own.
std::string in_html(const SheetValue& value, SheetLanguage language) {
    const std::string text = escaped(plain(value, language));
    switch (value.kind) {
        case SheetValue::Kind::code:
            return fmt::format("<bdi dir=\"ltr\" class=\"code\">{}</bdi>", text);
        case SheetValue::Kind::told:
            return fmt::format("<bdi>{}</bdi>", text);
        case SheetValue::Kind::words:
            break;
    }
    return text;
}

std::string html_code(std::string_view text) {
    return in_html({SheetValue::Kind::code, std::string{text}, {}}, SheetLanguage::english);
}

using Show = std::string (*)(const SheetValue&, SheetLanguage);

std::string line_text(const SheetLine& line, SheetLanguage language, Show show) {
    std::vector<std::string> values;
    for (const SheetValue& value : line.values) values.push_back(show(value, language));
    return filled(line.phrase, language, values);
}

std::string and_more(std::size_t count, SheetLanguage language) {
    const std::string number = std::to_string(count);
    return filled(Phrase::more_lines, language, {&number, 1});
}

std::string_view style = R"(
:root{color-scheme:light}
body{margin:0 auto;max-width:60rem;padding:1rem;font:11pt/1.45 "DejaVu Sans","Noto Sans",Arial,sans-serif;color:#111;background:#fff}
[lang=ur]{font-family:"Noto Nastaliq Urdu","Jameel Noori Nastaleeq","Noto Naskh Arabic","DejaVu Sans",serif;line-height:2}
[lang=ur] .code{line-height:1.45}
h1{font-size:1.35em;margin:.2em 0 .6em}
h2{font-size:1.1em;margin:1.4em 0 .4em}
table{border-collapse:collapse;width:100%}
th,td{border:1px solid #888;padding:.3em .5em;text-align:start;vertical-align:top}
th{background:#eee}
tr{break-inside:avoid}
ul{margin:.3em 0;padding-inline-start:1.2em}
.code{font-family:"DejaVu Sans Mono","Noto Sans Mono",monospace;font-size:.88em;overflow-wrap:anywhere}
.verdict,.limits{border:2px solid #111;padding:.6em .8em;font-weight:bold}
.limits{border-style:double;border-width:4px;font-weight:normal}
.answer{white-space:nowrap;font-weight:bold}
.no,.s1{background:#f8d0d0}.look{background:#fdf0c0}.unknown,.s2{background:#e4e4e4}.yes,.s0{background:#dcefdc}
.bad{color:#a00000;font-weight:bold}
section+section{margin-top:3rem;border-top:3px solid #111;padding-top:1rem}
@page{size:A4;margin:16mm}
@media print{body{max-width:none;padding:0;font-size:9.5pt}section+section{break-before:page;border:0;margin:0;padding:0}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
)";

std::string facts_html(const AnswerSheet& sheet, SheetLanguage language) {
    std::string html = "<table>\n";
    const auto row = [&](Phrase name, std::string_view value) {
        html += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", escaped(word(name, language)), value);
    };
    row(Phrase::case_number, html_code(sheet.case_id));
    row(Phrase::ledger, html_code(sheet.ledger));
    row(Phrase::entries, html_code(std::to_string(sheet.entries)));
    row(Phrase::root, fmt::format("{} ({})", html_code(sheet.root), html_code(std::to_string(sheet.size))));
    row(Phrase::checked_with, html_code(fmt::format("sanad-verify {}", version)));
    return html + "</table>\n";
}

std::string broken_html(const AnswerSheet& sheet, SheetLanguage language) {
    if (sheet.broken.empty()) return {};
    std::string html = fmt::format(
        "<h2>{}</h2>\n<table>\n<tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr>\n",
        escaped(word(Phrase::what_is_broken, language)), escaped(word(Phrase::entry_number, language)),
        escaped(word(Phrase::rule, language)), escaped(word(Phrase::reason, language)));
    for (std::size_t i = 0; i < sheet.broken.size() && i < most_lines; ++i) {
        const BrokenThing& thing = sheet.broken[i];
        html += fmt::format(
            "<tr class=\"no\"><td>{}</td><td>{}</td><td><bdi lang=\"en\">{}</bdi></td></tr>\n",
            thing.seq < 0 ? escaped(word(Phrase::no_entry, language)) : html_code(std::to_string(thing.seq)),
            html_code(thing.rule), escaped(shown(thing.what)));
    }
    html += "</table>\n";
    if (sheet.broken.size() > most_lines) {
        html += fmt::format("<p>{}</p>\n", escaped(and_more(sheet.broken.size() - most_lines, language)));
    }
    return html;
}

std::string answers_html(const AnswerSheet& sheet, SheetLanguage language) {
    std::string html =
        fmt::format("<table>\n<tr><th scope=\"col\"></th><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr>\n",
                    escaped(word(Phrase::question, language)), escaped(word(Phrase::answer, language)));
    for (std::size_t i = 0; i < sheet.answers.size(); ++i) {
        const SheetAnswer& each = sheet.answers[i];
        html += fmt::format("<tr><td>{}</td><td>{}", html_code(fmt::format("P{}", i + 1)),
                            escaped(word(question_words(i), language)));
        if (!each.lines.empty()) html += "\n<ul>\n";
        for (std::size_t at = 0; at < each.lines.size() && at < most_lines; ++at) {
            html += fmt::format("<li{}>{}</li>\n", each.lines[at].bad ? " class=\"bad\"" : "",
                                line_text(each.lines[at], language, in_html));
        }
        if (each.lines.size() > most_lines) {
            html += fmt::format("<li>{}</li>\n", escaped(and_more(each.lines.size() - most_lines, language)));
        }
        if (!each.lines.empty()) html += "</ul>\n";
        html += fmt::format("</td><td class=\"answer {}\">{}</td></tr>\n", name_of(each.answer),
                            escaped(word(answer_words(each.answer), language)));
    }
    return html + "</table>\n";
}

std::string section_html(const AnswerSheet& sheet, SheetLanguage language) {
    const bool urdu = language == SheetLanguage::urdu;
    return fmt::format(
        "<section lang=\"{}\" dir=\"{}\">\n<h1>{}</h1>\n<p class=\"verdict s{}\">{}</p>\n{}{}<h2>{}</h2>\n{}"
        "<h2>{}</h2>\n<p class=\"limits\">{}</p>\n<p>{}</p>\n</section>\n",
        urdu ? "ur" : "en", urdu ? "rtl" : "ltr", escaped(word(Phrase::title, language)), sheet.status,
        escaped(word(verdict_of(sheet.status), language)), facts_html(sheet, language), broken_html(sheet, language),
        escaped(word(Phrase::answer, language)), answers_html(sheet, language),
        escaped(word(Phrase::cannot_show, language)), escaped(word(Phrase::what_it_cannot_show, language)),
        escaped(word(Phrase::how_to_repeat, language)));
}

}  // namespace

Phrase verdict_of(int status) {
    return status == 0 ? Phrase::intact : status == 1 ? Phrase::broken : Phrase::could_not_tell;
}

std::string sheet_text(const AnswerSheet& sheet, SheetLanguage language) {
    const auto fact = [&](Phrase name, const std::string& value) {
        const SheetValue as_code{SheetValue::Kind::code, value, {}};
        return fmt::format("{}: {}\n", word(name, language), isolated(as_code, language));
    };
    std::string text = fmt::format("{}\n\n", word(verdict_of(sheet.status), language));
    text += fact(Phrase::case_number, sheet.case_id) + fact(Phrase::ledger, sheet.ledger) +
            fact(Phrase::entries, std::to_string(sheet.entries)) +
            fact(Phrase::root, fmt::format("{} ({})", sheet.root, sheet.size));
    if (!sheet.broken.empty()) text += fmt::format("\n{}\n", word(Phrase::what_is_broken, language));
    for (std::size_t i = 0; i < sheet.broken.size() && i < most_lines; ++i) {
        const BrokenThing& thing = sheet.broken[i];
        SheetLine line{Phrase::found, {code(thing.rule), {SheetValue::Kind::told, thing.what, {}}}, true};
        if (thing.seq >= 0) {
            line.phrase = Phrase::found_in_entry;
            line.values.insert(line.values.begin(), code(static_cast<std::uint64_t>(thing.seq)));
        }
        text += fmt::format("  {}\n", line_text(line, language, isolated));
    }
    if (sheet.broken.size() > most_lines) {
        text += fmt::format("  {}\n", and_more(sheet.broken.size() - most_lines, language));
    }
    for (std::size_t i = 0; i < sheet.answers.size(); ++i) {
        const SheetAnswer& each = sheet.answers[i];
        text += fmt::format("\nP{}  {}: {}\n", i + 1, word(question_words(i), language),
                            word(answer_words(each.answer), language));
        for (std::size_t at = 0; at < each.lines.size() && at < most_lines; ++at) {
            text +=
                fmt::format("  {} {}\n", each.lines[at].bad ? '!' : '-', line_text(each.lines[at], language, isolated));
        }
        if (each.lines.size() > most_lines) {
            text += fmt::format("  {}\n", and_more(each.lines.size() - most_lines, language));
        }
    }
    return text;
}

std::string sheet_json(const AnswerSheet& sheet, SheetLanguage language) {
    std::string json = fmt::format(
        "{{\"status\":{},\"ledger\":{},\"case\":{},\"entries\":{},\"root\":\"{}\",\"size\":{},\"answers\":[",
        sheet.status, json_string(sheet.ledger), json_string(sheet.case_id), sheet.entries, sheet.root, sheet.size);
    for (std::size_t i = 0; i < sheet.answers.size(); ++i) {
        const SheetAnswer& each = sheet.answers[i];
        json += fmt::format("{}{{\"id\":\"P{}\",\"answer\":\"{}\",\"details\":[", i == 0 ? "" : ",", i + 1,
                            name_of(each.answer));
        for (std::size_t at = 0; at < each.lines.size(); ++at) {
            json += at == 0 ? "" : ",";
            json += json_string(line_text(each.lines[at], language, plain));
        }
        json += "]}";
    }
    json += "],\"broken\":[";
    for (std::size_t i = 0; i < sheet.broken.size(); ++i) {
        const BrokenThing& thing = sheet.broken[i];
        json += fmt::format("{}{{\"seq\":{},\"rule\":{},\"what\":{}}}", i == 0 ? "" : ",", thing.seq,
                            json_string(thing.rule), json_string(shown(thing.what)));
    }
    return json + "]}\n";
}

std::string sheet_html(const AnswerSheet& sheet, SheetLanguage first) {
    const bool urdu = first == SheetLanguage::urdu;
    // Whatever a browser does with this page, it fetches nothing and runs nothing.
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"{}\" dir=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n{}{}</body>\n</html>\n",
        urdu ? "ur" : "en", urdu ? "rtl" : "ltr", escaped(word(Phrase::title, first)), style,
        section_html(sheet, first), section_html(sheet, urdu ? SheetLanguage::english : SheetLanguage::urdu));
}

}  // namespace sanad
