#include "core/cli/batch_report.hpp"

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/cli/output.hpp"
#include "core/cli/summary.hpp"

namespace sanad {
namespace {

std::string throughput(const BatchResult& result) {
    if (result.seconds <= 0 || result.size == 0) return "";
    return fmt::format("{:.0f}", static_cast<double>(result.size) / result.seconds / 1e6);
}

std::string seconds(const BatchResult& result) {
    return result.seconds > 0 ? fmt::format("{:.1f}", result.seconds) : "";
}

/// Evidence and manifests name things; HTML must not hear it.
std::string html(std::string_view text) {
    std::string escaped;
    for (const char letter : shown(text)) {
        switch (letter) {
            case '&':
                escaped += "&amp;";
                break;
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            case '\'':
                escaped += "&#39;";
                break;
            default:
                escaped += letter;
        }
    }
    return escaped;
}

struct Totals {
    std::uint64_t examined = 0, failed = 0, mismatched = 0, waiting = 0, bytes = 0, files = 0;
};

Totals totals_of(const std::vector<BatchResult>& results) {
    Totals totals;
    for (const BatchResult& result : results) {
        if (result.state.starts_with("examined")) {
            ++totals.examined;
        } else if (result.state == "failed") {
            ++totals.failed;
        } else {
            ++totals.waiting;
        }
        if (result.verification == "mismatch") ++totals.mismatched;
        totals.bytes += result.size;
        totals.files += result.files;
    }
    return totals;
}

std::string totals_text(const std::vector<BatchResult>& results) {
    const Totals totals = totals_of(results);
    std::string text = fmt::format("{} of {} images examined, {}, {} files", totals.examined, results.size(),
                                   short_size(totals.bytes), grouped(totals.files));
    if (totals.failed != 0) text += fmt::format("; {} FAILED", totals.failed);
    if (totals.mismatched != 0) text += fmt::format("; {} do NOT match their stored hash", totals.mismatched);
    if (totals.waiting != 0) text += fmt::format("; {} still to do: run the same command again", totals.waiting);
    return text;
}

constexpr std::string_view page_head = R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Sanad: batch</title><style>
:root { --paper: #fff; --ink: #1b1f24; --line: #c9d1d9; --dim: #59636e; --bad: #b3261e; --good: #1a6b34; }
@media (prefers-color-scheme: dark) { :root { --paper: #14181d; --ink: #e4e8ec; --line: #39424d; --dim: #9aa5b1;
  --bad: #ff8f86; --good: #7ddf9b; } }
@media print { :root { --paper: #fff; --ink: #000; --line: #888; --dim: #333; --bad: #900; --good: #040; }
  tr { break-inside: avoid; } thead { display: table-header-group; } }
body { margin: 2rem; font: 15px/1.45 system-ui, sans-serif; background: var(--paper); color: var(--ink); }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; } p { color: var(--dim); }
table { border-collapse: collapse; width: 100%; } th, td { padding: .35rem .6rem; text-align: left;
  border-bottom: 1px solid var(--line); vertical-align: top; } th { font-weight: 600; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.path { overflow-wrap: anywhere; } .bad { color: var(--bad); font-weight: 600; } .good { color: var(--good); }
</style></head><body>
)";

std::string_view mood(std::string_view word) {
    if (word == "failed" || word == "mismatch") return "bad";
    return word == "match" || word.starts_with("examined") ? "good" : "";
}

}  // namespace

std::string batch_table(const std::vector<BatchResult>& results) {
    std::string text = fmt::format("{:<15} {:<14} {:>10} {:>8} {:>6} {:>9} {:>8}  {}\n", "state", "verification",
                                   "size", "seconds", "MB/s", "files", "deleted", "image");
    for (const BatchResult& result : results) {
        text += fmt::format("{:<15} {:<14} {:>10} {:>8} {:>6} {:>9} {:>8}  {}\n", result.state,
                            result.verification == "mismatch" ? "MISMATCH" : result.verification,
                            short_size(result.size), seconds(result), throughput(result), grouped(result.files),
                            grouped(result.deleted), shown(result.item.image.string()));
    }
    bool headed = false;
    for (const BatchResult& result : results) {
        for (const std::string& need : result.needs_a_person) {
            if (!headed) text += "\nNeeds a person\n";
            headed = true;
            text += fmt::format("  {}: {}\n", shown(result.item.image.filename().string()), shown(need));
        }
    }
    return text + "\n" + totals_text(results) + "\n";
}

std::string batch_csv(const std::vector<BatchResult>& results) {
    std::string text =
        "image,case,exhibit,examiner,state,verification,size,seconds,mb_per_second,files,deleted,"
        "mismatches,errors,needs_a_person\r\n";
    for (const BatchResult& result : results) {
        std::string needs;
        for (const std::string& need : result.needs_a_person) needs += (needs.empty() ? "" : "; ") + need;
        text +=
            fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n", csv_text(result.item.image.string()),
                        csv_text(result.item.case_name), csv_text(result.item.exhibit), csv_text(result.item.examiner),
                        result.state, result.verification, result.size, seconds(result), throughput(result),
                        result.files, result.deleted, result.mismatches, result.errors, csv_text(needs));
    }
    return text;
}

std::string batch_html(const std::vector<BatchResult>& results, const std::string& when, const std::string& left_out) {
    std::string text{page_head};
    text += fmt::format("<h1>Batch of {} images</h1>\n<p>{}. Written {}.</p>\n", results.size(),
                        html(totals_text(results)), html(when));
    std::string needs;
    for (const BatchResult& result : results) {
        for (const std::string& need : result.needs_a_person) {
            needs += fmt::format("<tr><td class=\"path\">{}</td><td>{}</td><td class=\"path\">{}</td></tr>\n",
                                 html(result.item.image.filename().string()), html(result.item.exhibit), html(need));
        }
    }
    text += needs.empty()
                ? "<h2>Needs a person</h2>\n<p>Nothing.</p>\n"
                : "<h2>Needs a person</h2>\n<table><thead><tr><th>Image</th><th>Exhibit</th><th>What</th></tr>"
                  "</thead><tbody>\n" +
                      needs + "</tbody></table>\n";
    text +=
        "<h2>All images</h2>\n<table><thead><tr><th>Image</th><th>Case</th><th>Exhibit</th><th>Examiner</th><th>State"
        "</th><th>Verification</th><th class=\"n\">Size</th><th class=\"n\">Seconds</th><th class=\"n\">MB/s</th>"
        "<th class=\"n\">Files</th><th class=\"n\">Deleted</th><th class=\"n\">Extension mismatches</th>"
        "<th class=\"n\">Errors</th></tr></thead><tbody>\n";
    for (const BatchResult& result : results) {
        text += fmt::format(
            "<tr><td class=\"path\">{}</td><td class=\"path\">{}</td><td>{}</td><td>{}</td>"
            "<td class=\"{}\">{}</td><td class=\"{}\">{}</td>",
            html(result.item.image.string()), html(result.item.case_name), html(result.item.exhibit),
            html(result.item.examiner), mood(result.state), html(result.state), mood(result.verification),
            html(result.verification));
        for (const std::string& cell :
             {short_size(result.size), seconds(result), throughput(result), grouped(result.files),
              grouped(result.deleted), grouped(result.mismatches), grouped(result.errors)}) {
            text += fmt::format("<td class=\"n\">{}</td>", cell);
        }
        text += "</tr>\n";
    }
    return text + "</tbody></table>\n" + (left_out.empty() ? "" : "<p>" + html(left_out) + "</p>\n") +
           "</body></html>\n";
}

std::string batch_json(const BatchResult& result) {
    JsonObject json;
    json.text("image", result.item.image.string()).text("case", result.item.case_name);
    json.text("exhibit", result.item.exhibit).text("state", result.state).text("verification", result.verification);
    json.number("size", result.size).member("seconds", fmt::format("{:.3f}", result.seconds));
    json.number("files", result.files).number("deleted", result.deleted).number("mismatches", result.mismatches);
    json.number("errors", result.errors);
    JsonArray needs;
    for (const std::string& need : result.needs_a_person) needs.add(JsonObject{}.text("what", need).str());
    return json.member("needs_a_person", needs.str()).line();
}

}  // namespace sanad
