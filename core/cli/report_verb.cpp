// report: what was examined, what was not, what is tagged, as a paper and as a page.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <memory>

#include "core/base/new_file.hpp"
#include "core/base/text.hpp"
#include "core/cli/case_custody.hpp"
#include "core/cli/export_names.hpp"
#include "core/cli/ledger_verbs.hpp"
#include "core/cli/open_case.hpp"
#include "core/cli/output.hpp"
#include "core/cli/report_custody.hpp"
#include "core/cli/report_facts.hpp"
#include "core/cli/report_issue.hpp"
#include "core/cli/report_pictures.hpp"
#include "core/cli/session.hpp"
#include "core/cli/summary.hpp"
#include "core/report/print_sheet.hpp"
#include "core/report/sheet_html.hpp"

namespace sanad {
namespace {

namespace fs = std::filesystem;

struct ReportTold {
    std::string case_path, out, format, reviewed_by;
    std::vector<std::string> languages;
    bool tagged_only = false, show_media = false, no_media = false, no_text = false;
};

struct Written {
    fs::path path;
    std::string language, format, sha256, entry;
    std::uint64_t bytes = 0;
};

constexpr std::string_view content_words = "content sha256:";

/// "html" or "pdf" where --out names one file; nothing where it names a folder. A folder whose name ends like that of a
/// document has to be meant: "x.docx" would become one without a word.
Result<std::string> form_of_one_file(const std::string& out) {
    const fs::path path{out};
    const std::string ending = ascii_lower(path.extension().string());
    if (ending == ".html" || ending == ".pdf") return ending.substr(1);
    const bool like_a_file = ending.size() > 1 && ending[1] >= 'a' && ending[1] <= 'z';
    std::error_code error;
    if (like_a_file && !fs::is_directory(path, error)) {
        return failure(
            Fault::refused,
            fmt::format("--out {0}: a report is a file that ends in .html or .pdf, and {1} is neither; for a "
                        "folder of that name say {0}/",
                        shown(out), shown(ending)));
    }
    return std::string{};
}

/// Which files it will be. Nothing is ever written over: a report that was issued is on record by its digest.
Result<std::vector<Written>> planned(const ReportTold& told, const std::string& case_name) {
    std::vector<Written> files;
    const std::string form = TRY(form_of_one_file(told.out));
    const bool one_file = !form.empty();
    const std::string chosen = told.format.empty() ? (one_file ? form : "both") : told.format;
    std::vector<std::string> formats;
    if (chosen != "pdf") formats.emplace_back("html");
    if (chosen != "html") formats.emplace_back("pdf");
    if (one_file && (formats.size() * told.languages.size() != 1 || form != formats.front())) {
        return failure(Fault::refused,
                       fmt::format("--out {}: names one file; say --format {} and one --lang, or name a folder",
                                   shown(told.out), form));
    }
    for (const std::string& language : told.languages) {
        for (const std::string& format : formats) {
            const fs::path path = one_file ? fs::path{told.out}
                                           : fs::path{told.out} / fmt::format("report-{}-{}.{}", export_name(case_name),
                                                                              language, format);
            std::error_code error;
            if (fs::exists(fs::symlink_status(path, error))) {
                return failure(
                    Fault::refused,
                    fmt::format("{}: is there already; a report is never written over another", shown(path.string())));
            }
            files.push_back({path, language, format, {}, {}, 0});
        }
    }
    if (!one_file) {
        std::error_code error;
        fs::create_directories(told.out, error);
        if (error) return failure(Fault::system, fmt::format("{}: {}", shown(told.out), error.message()));
    }
    return files;
}

Moment now() {
    const auto seconds = static_cast<std::int64_t>(std::time(nullptr));
    const std::string offset = local_offset(seconds);
    const int minutes = std::stoi(offset.substr(1, 2)) * 60 + std::stoi(offset.substr(4, 2));
    return {Timestamp{seconds * 1'000'000'000}, offset[0] == '-' ? -minutes : minutes};
}

/// The newest review of this content: who, when, in which entry. Fault::refused unless the person accepted it last.
Result<void> take_review(CaseReport& facts, const ReportTold& told, const LedgerCheck& state) {
    const auto content_of = [](const Event& event) {
        const std::string note = event.note.value_or("");
        const auto at = note.find(content_words);
        return at == std::string::npos ? std::string{} : note.substr(at + content_words.size(), 64);
    };
    const Event* review = nullptr;
    bool other = false;
    for (const Event& event : state.events()) {
        if (event.type != "report.review" || event.actor.person != told.reviewed_by) continue;
        const auto issue = std::ranges::find(state.events(), event.body.text_or_empty("issue"), &Event::id);
        if (issue == state.events().end()) continue;
        if (content_of(*issue) == facts.content_digest) {
            review = &event;
        } else {
            other = true;
        }
    }
    if (review == nullptr) {
        return failure(
            Fault::refused,
            other ? fmt::format("--reviewed-by {}: what that person reviewed is not what would be printed now: "
                                "the case, its marks or the choice of --tagged-only and --no-text changed since. "
                                "Issue a draft again and have it reviewed",
                                shown(told.reviewed_by))
                  : fmt::format("--reviewed-by {}: no review of this report by that person is on record. First "
                                "`sanad report` without it (a draft), then, as {}, `sanad custody review CASE "
                                "--issue ID --outcome accepted`",
                                shown(told.reviewed_by), shown(told.reviewed_by)));
    }
    if (review->body.text_or_empty("outcome") != "accepted") {
        return failure(Fault::refused, fmt::format("--reviewed-by {}: the last review says \"{}\"",
                                                   shown(told.reviewed_by), review->body.text_or_empty("outcome")));
    }
    facts.reviewed_by = review->actor.person;
    facts.reviewed_at = review->time;
    facts.review_id = review->id;
    return {};
}

Result<void> write(Written& file, const CaseReport& facts) {
    const Language language = language_named(file.language);
    const Sheet sheet = TRY(case_report(facts, language));
    if (file.format == "pdf") {
        TRY(print_sheet(sheet, file.path));
    } else {
        const auto draw = [](std::string_view payload) { return qr_drawing(payload, QrForm::svg).value_or(""); };
        TRY(write_new_file(file.path.string(), sheet_html(sheet, draw)));
    }
    file.sha256 = TRY(file_sha256(file.path));
    std::error_code error;
    file.bytes = fs::file_size(file.path, error);
    return {};
}

ReportIssue issue_of(const Written& file, const CaseReport& facts) {
    return {fmt::format("Report of examination ({}, {})", file.language, file.format),
            facts.reviewed_by.empty() ? "draft" : "final", std::string{content_words} + facts.content_digest};
}

Result<void> report(Session& session, ReportTold told) {
    if (told.languages.empty()) told.languages.emplace_back("en");
    const CaseFolder folder = TRY(CaseFolder::open(told.case_path));
    const auto custody = TRY(CaseCustody::open_for_reading(session, folder));
    if (custody) TRY(custody->record_images());
    const CaseReport of_case = TRY(report_facts(folder, {told.tagged_only, !told.no_text}));
    CaseReport facts = of_case;
    TRY(add_custody(facts, folder, Language::english));
    facts.content_digest = content_digest(facts);
    facts.made_by = account_name();
    if (custody) {
        const ActingPerson& person = custody->session().person();
        facts.made_by = person.attested ? person.person : account_name() + " (unattested)";
        const LedgerCheck& state = *TRY(custody->session().state());
        if (!told.reviewed_by.empty()) TRY(take_review(facts, told, state));
    } else if (!told.reviewed_by.empty()) {
        return failure(Fault::unavailable,
                       "--reviewed-by: the case cannot be written, so no final report can be issued");
    }
    const std::string reviewed_by = facts.reviewed_by, reviewed_at = facts.reviewed_at, review_id = facts.review_id;
    std::vector<Written> files = TRY(planned(told, facts.case_name));
    if (custody) TRY(may_be_issued(custody->session(), issue_of(files.front(), facts)));
    ReportPictures pictures;
    if (!told.no_media) pictures = TRY(pictures_of(facts, folder, told.show_media, custody.get()));
    for (Written& file : files) {
        CaseReport own = of_case;
        TRY(add_custody(own, folder, language_named(file.language)));
        own.content_digest = content_digest(own);
        if (own.content_digest != facts.content_digest) {
            return failure(Fault::unavailable, "the ledger changed while the report was written; try again");
        }
        put_pictures(own, pictures);
        own.made_by = facts.made_by;
        own.reviewed_by = reviewed_by;
        own.reviewed_at = reviewed_at;
        own.review_id = review_id;
        own.head.issued = now();
        own.head.draft = reviewed_by.empty();
        TRY(write(file, own));
    }
    if (custody) {
        for (Written& file : files)
            file.entry = TRY(enter_issue(custody->session(), issue_of(file, facts), file.sha256)).id;
        TRY(custody->session().close());
    }
    for (const Written& file : files) {
        if (session.json) {
            JsonObject json;
            json.text("file", file.path.string()).text("language", file.language).text("format", file.format);
            json.text("sha256", file.sha256).number("bytes", file.bytes);
            json.text("state", facts.reviewed_by.empty() ? "draft" : "final")
                .text("content_sha256", facts.content_digest);
            if (!file.entry.empty()) json.text("issue", file.entry);
            json.number("things", facts.things.size()).number("tags", facts.standing_tags);
            json.number("notes", facts.standing_notes);
            std::fputs(json.line().c_str(), stdout);
        } else {
            std::printf("%s\n  SHA-256 %s%s\n", shown(file.path.string()).c_str(), file.sha256.c_str(),
                        file.entry.empty() ? "" : fmt::format("\n  issued in the ledger: {}", file.entry).c_str());
        }
    }
    if (!session.json) {
        std::printf(
            "%s tags and %s notes on %s things, all written.%s\n", grouped(facts.standing_tags).c_str(),
            grouped(facts.standing_notes).c_str(), grouped(facts.things.size()).c_str(),
            facts.reviewed_by.empty() ? " A DRAFT: `sanad custody review` by another person, then --reviewed-by." : "");
    }
    return {};
}

}  // namespace

void add_report_verb(CLI::App& app, Session& session) {
    const auto told = std::make_shared<ReportTold>();
    CLI::App* verb =
        app.add_subcommand("report", "The report of a case: coverage, items, what is tagged, custody, tools");
    verb->add_option("case", told->case_path, "Case folder")->required();
    verb->add_option("--out", told->out, "A folder, or one file: its ending, .html or .pdf, says which form")
        ->required()
        ->type_name("PATH");
    verb->add_option("--format", told->format, "html, pdf or both (default; of one file its ending)")
        ->check(CLI::IsMember({"html", "pdf", "both"}));
    verb->add_option("--lang", told->languages, "en (default) or ur; twice for both")
        ->check(CLI::IsMember({"en", "ur"}))
        ->allow_extra_args(false);
    verb->add_flag("--tagged-only", told->tagged_only, "Without the counts of what else was found");
    auto* show = verb->add_flag("--show-media", told->show_media, "Tagged pictures as they are; otherwise blurred");
    verb->add_flag("--no-media", told->no_media, "No pictures at all")->excludes(show);
    verb->add_flag("--no-text", told->no_text, "Without how tagged texts, documents and mails begin");
    verb->add_option("--reviewed-by", told->reviewed_by, "Final: this person reviewed and accepted the draft")
        ->type_name("PERSON");
    verb->footer(
        "Examples:\n  sanad report op-lantern --out reports --lang en --lang ur\n"
        "  sanad report op-lantern --out lantern.pdf\n"
        "  sanad custody review op-lantern --issue ID --outcome accepted --remarks none --as m.iqbal\n"
        "  sanad report op-lantern --out final --reviewed-by m.iqbal\n\n"
        "A report is a draft, and says so on every page, until somebody other than its author accepted it in the\n"
        "ledger; then the same content can be issued as final. Each file is entered in the ledger by its SHA-256.\n"
        "The page needs no script and nothing beside it. A count of marks that does not agree ends it with 2.");
    verb->callback([&session, told] { session.succeeded(report(session, *told)); });
}

}  // namespace sanad
