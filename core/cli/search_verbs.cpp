// search: words in the texts, names and findings of a case, from its index.
#include "core/cli/search_verbs.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>

#include "core/base/text.hpp"
#include "core/cli/keyword_list.hpp"
#include "core/cli/output.hpp"
#include "core/cli/raw_search.hpp"
#include "core/cli/reading_session.hpp"
#include "core/cli/session.hpp"
#include "core/cli/summary.hpp"
#include "core/search/text_query.hpp"
#include "core/store/case_folder.hpp"

namespace sanad {
namespace {

constexpr std::uint64_t most_for_people = 50;
constexpr std::uint64_t most_of_a_text_for_people = 3;

struct SearchTold {
    std::string case_path;
    std::string query;
    bool loose = false, exact = false, suggest = false, count = false, lists = false, no_record = false;
    std::vector<std::string> in;
    std::optional<std::uint64_t> limit;
    std::string list;
    unsigned workers = 0;
    RawSearch raw;                  ///< what only a raw search is told
    std::vector<std::string> more;  ///< further patterns of a raw search
};

SearchSettings settings_told(const SearchTold& told) {
    SearchSettings settings;
    settings.level = told.loose ? FoldLevel::loose : FoldLevel::standard;
    settings.exact = told.exact;
    settings.workers = told.workers;
    if (!told.in.empty()) {
        settings.in = 0;
        for (const SearchField field :
             {SearchField::name, SearchField::path, SearchField::text, SearchField::artifact}) {
            if (std::ranges::find(told.in, name_of(field)) != told.in.end()) settings.in |= field_bit(field);
        }
    }
    return settings;
}

std::string level_words(const SearchSettings& settings) {
    if (settings.exact) return "exact letters, as typed";
    return settings.level == FoldLevel::loose
               ? "loose: ھ as ہ, ں as ن, ے as ی, ء dropped, beside vowel marks, letter forms, digits and case"
               : "folded: vowel marks, letter forms, digits and case do not count";
}

/// "content" and "module" are texts; a name, a path, an artifact say so themselves.
std::string_view source_name(const SearchHit& hit) {
    if (hit.field != SearchField::text) return name_of(hit.field);
    return hit.source == TextSource::content ? "content" : "module";
}

std::string hit_json(const SearchHit& hit, const SearchSettings& settings) {
    JsonObject object;
    object.number("file", static_cast<std::uint64_t>(hit.file)).text("path", hit.path);
    object.truth("deleted", hit.deleted).text("in", name_of(hit.field)).text("source", source_name(hit));
    if (hit.artifact) {
        object.number("artifact", static_cast<std::uint64_t>(*hit.artifact))
            .text("type", hit.artifact_type)
            .text("attribute", hit.attribute);
    }
    if (!hit.module.empty()) object.text("module", hit.module);
    if (!hit.encoding.empty()) object.text("encoding", hit.encoding);
    object.number("text_offset", hit.text_offset).text("match", hit.match);
    object.text("context", hit.before + hit.match + hit.after).number("context_match", hit.before.size());
    if (hit.field == SearchField::text || hit.field == SearchField::artifact) {
        object.number("source_file", static_cast<std::uint64_t>(hit.source_file));
        object.number("source_offset", hit.source_offset).number("source_length", hit.source_length);
        object.truth("source_exact", hit.source_exact);
    }
    object.text("level", settings.exact ? "exact" : name_of(settings.level));
    return object.line();
}

/// On one line: what breaks lines in the original is a blank here.
std::string one_line(std::string text) {
    std::ranges::replace_if(
        text, [](char c) { return c == '\n' || c == '\r' || c == '\t' || c == '\0'; }, ' ');
    return shown(text);
}

std::string hit_place(const SearchHit& hit) {
    switch (hit.field) {
        case SearchField::name:
            return "name";
        case SearchField::path:
            return "path";
        case SearchField::artifact:
            return fmt::format("artifact {} {}, {}", *hit.artifact, hit.artifact_type, hit.attribute);
        case SearchField::text:
            break;
    }
    if (hit.encoding == "strings") return fmt::format("text {} of the file's strings", hit.text_offset);
    if (hit.source == TextSource::module) return fmt::format("text {} by {}", hit.text_offset, hit.module);
    return hit.source_exact ? fmt::format("byte {}, {}", hit.source_offset, hit.encoding)
                            : fmt::format("text {}, {} with damage", hit.text_offset, hit.encoding);
}

std::string counts_words(const SearchCounts& counts) {
    return fmt::format("{} files: {} texts, {} artifacts, {} names", grouped(counts.files), grouped(counts.texts),
                       grouped(counts.artifacts), grouped(counts.names));
}

JsonObject counts_json(const SearchCounts& counts) {
    JsonObject object;
    object.number("files", counts.files).number("texts", counts.texts);
    object.number("artifacts", counts.artifacts).number("names", counts.names);
    return object;
}

/// What a search cannot find because no index has it: said aloud, never passed over.
Result<void> tell_gaps(TextQuery& index) {
    const auto indexed = TRY(index.indexed_images());
    for (const ImageRow& image : TRY(index.reader().images())) {
        if (std::ranges::binary_search(indexed, image.id)) continue;
        std::fprintf(stderr, "sanad: image %lld is not indexed, or not to its end: nothing of it is searched\n",
                     static_cast<long long>(image.id));
    }
    return {};
}

Result<void> print_spellings(Session& session, TextQuery& index, const SearchQuery& query,
                             const SearchSettings& settings, Output& out) {
    const auto spellings = TRY(index.spellings(query, settings));
    if (!session.json) {
        out.write(spellings.empty() ? "\nNo other spelling stands in the case.\n"
                                    : "\nOther spellings in this case (not searched for):\n");
    }
    for (const Spelling& spelling : spellings) {
        out.write(session.json ? JsonObject{}
                                     .text("spelling", spelling.word)
                                     .member("counts", counts_json(spelling.counts).str())
                                     .line()
                               : fmt::format("  {:<24} {}\n", shown(spelling.word), counts_words(spelling.counts)));
    }
    return {};
}

/// Words that only begin with or hold what was asked are not hits; that there are some is never passed over.
Result<void> tell_longer_words(TextQuery& index, const SearchQuery& query, const SearchSettings& settings) {
    const std::uint64_t files = TRY(index.search(for_longer_words(query, true), settings)).counts().files;
    if (files == 0) return {};
    std::fprintf(
        stderr,
        "sanad: no whole words; %llu files hold them within longer ones: ask with a * before and after a word\n",
        static_cast<unsigned long long>(files));
    return {};
}

/// Before the first hit is shown.
Result<void> on_record(const Session& session, const SearchTold& told, const CaseFolder& folder, TextQuery& index) {
    if (told.no_record)
        tell_not_recorded();
    else
        TRY(begin_reading(session, folder, index.reader()));
    return {};
}

Result<void> search_words(Session& session, const SearchTold& told) {
    const CaseFolder folder = TRY(CaseFolder::open(told.case_path));
    SearchSettings settings = settings_told(told);
    const SearchQuery query = TRY(parse_query(told.query, settings.level));
    TextQuery index = TRY(TextQuery::open(folder));
    TRY(tell_gaps(index));
    TRY(on_record(session, told, folder, index));
    if (!session.json) settings.most_of_a_text = most_of_a_text_for_people;
    SearchResults results = TRY(index.search(query, settings));
    Output out;
    if (told.count && session.json) {
        out.write(JsonObject{}
                      .text("query", told.query)
                      .text("level", settings.exact ? "exact" : name_of(settings.level))
                      .member("counts", counts_json(results.counts()).str())
                      .line());
    } else if (!session.json) {
        out.write(fmt::format("{} ({})\n", counts_words(results.counts()), level_words(settings)));
    }
    if (!told.count) {
        const std::uint64_t limit = told.limit.value_or(session.json ? ~std::uint64_t{0} : most_for_people);
        std::uint64_t printed = 0;
        bool more = false;
        Id file = 0;
        TRY(results.each([&](const SearchHit& hit) {
            if (printed == limit) {
                more = true;
                return false;
            }
            ++printed;
            if (session.json) return out.write(hit_json(hit, settings));
            if (hit.file != file)
                out.write(fmt::format("\n{} {}{}\n", hit.file, shown(hit.path), hit.deleted ? " (deleted)" : ""));
            file = hit.file;
            return out.write(fmt::format("  {}: …{}⟦{}⟧{}…\n", hit_place(hit), one_line(hit.before),
                                         one_line(hit.match), one_line(hit.after)));
        }));
        if (more && !session.json)
            out.write(
                fmt::format("\nThe first {} hits are shown, at most {} of a text; --limit N shows more, --json "
                            "all of them.\n",
                            limit, most_of_a_text_for_people));
    }
    if (results.counts().files == 0) TRY(tell_longer_words(index, query, settings));
    if (told.suggest) TRY(print_spellings(session, index, query, settings, out));
    return out.finish();
}

Result<void> search_list(Session& session, const SearchTold& told) {
    const CaseFolder folder = TRY(CaseFolder::open(told.case_path));
    const SearchSettings settings = settings_told(told);
    ReadList read = TRY(read_keyword_list(told.list));
    const KeywordList& list = read.list;
    const auto& terms = read.terms;
    TextQuery index = TRY(TextQuery::open(folder));
    TRY(tell_gaps(index));
    TRY(on_record(session, told, folder, index));
    if (!told.no_record) keep_in_case(folder, read);
    Output out;
    if (!session.json) {
        out.write(fmt::format("List {}, SHA-256 {}, {} terms ({})\n\n{:>6}  {:>8} {:>8} {:>10} {:>8} {:>10}  {}\n",
                              shown(list.name), hex(list.sha256), terms.size(), level_words(settings), "line", "files",
                              "texts", "artifacts", "names", "begin so", "term"));
    }
    for (const auto& [line, term] : terms) {
        if (session.stop) break;
        const auto query = parse_query(term, settings.level);
        SearchCounts counts;
        // Files in which longer words begin as a term does that stands nowhere as a whole word.
        std::uint64_t begin_so = 0;
        // One term that makes no sense is a line of the result, not the end of the job.
        std::string wrong;
        if (query) {
            counts = TRY(index.search(*query, settings)).counts();
            if (counts.files == 0)
                begin_so = TRY(index.search(for_longer_words(*query, false), settings)).counts().files;
        } else {
            wrong = query.error().what;
            session.status = Status::could_not_tell;
        }
        if (session.json) {
            JsonObject row = counts_json(counts);
            row.text("term", term).number("line", line).text("list", list.name).text("list_sha256", hex(list.sha256));
            row.text("level", settings.exact ? "exact" : name_of(settings.level));
            if (begin_so != 0) row.number("files_with_longer_words", begin_so);
            if (!wrong.empty()) row.text("error", wrong);
            out.write(row.line());
        } else if (wrong.empty()) {
            out.write(fmt::format("{:>6}  {:>8} {:>8} {:>10} {:>8} {:>10}  {}\n", line, counts.files, counts.texts,
                                  counts.artifacts, counts.names, begin_so, shown(term)));
        } else {
            out.write(fmt::format("{:>6}  NOT SEARCHED: {}: {}\n", line, shown(term), wrong));
        }
    }
    return out.finish();
}

Result<void> print_lists(Session& session, const SearchTold& told) {
    const CaseFolder folder = TRY(CaseFolder::open(told.case_path));
    Output out;
    for (const KeywordList& list : TRY(keyword_lists(folder))) {
        const auto terms = keywords_of(list.content);
        const std::uint64_t count = terms ? terms->size() : 0;
        out.write(session.json ? JsonObject{}
                                     .text("list", list.name)
                                     .text("list_sha256", hex(list.sha256))
                                     .number("terms", count)
                                     .text("content", list.content)
                                     .line()
                               : fmt::format("{}  {:>6} terms  {}\n", hex(list.sha256), count, shown(list.name)));
    }
    return out.finish();
}

std::string fields_told() {
    std::string text;
    for (const FieldMeaning& each : query_field_meanings())
        text += fmt::format("  {:<10} {}\n", std::string{each.name} + ":", each.meaning);
    return text;
}

void search(Session& session, const SearchTold& told) {
    if (told.raw.raw) {
        RawSearch raw = told.raw;
        raw.case_path = told.case_path;
        raw.patterns = told.more;
        if (!told.query.empty()) raw.patterns.insert(raw.patterns.begin(), told.query);
        if (!told.list.empty()) raw.list = told.list;
        raw.workers = told.workers;
        raw.no_record = told.no_record;
        raw.limit = told.limit.value_or(session.json ? ~std::uint64_t{0} : most_for_people);
        session.succeeded(raw_search(session, raw));
        return;
    }
    const int asked =
        static_cast<int>(!told.query.empty()) + static_cast<int>(!told.list.empty()) + static_cast<int>(told.lists);
    if (asked != 1) {
        session.fail({Fault::refused, "give one of: a query, --list FILE, --lists"});
    } else if (told.lists) {
        session.succeeded(print_lists(session, told));
    } else if (!told.list.empty()) {
        session.succeeded(search_list(session, told));
    } else {
        session.succeeded(search_words(session, told));
    }
}

}  // namespace

void add_search_verbs(CLI::App& app, Session& session) {
    const auto told = std::make_shared<SearchTold>();
    CLI::App* verb =
        app.add_subcommand("search", "Words in the texts, names and findings of a case, in Urdu and English");
    verb->add_option("case", told->case_path, "Case folder")->required();
    verb->add_option("query", told->query,
                     "Words; \"a phrase\"; AND, OR, NOT, ( ); begin*, *inside*; a NEAR/5 b; name:word, from:word …");
    // Not as positions: the command line's library takes a value such as [ab][cd] among several for a list.
    auto* more = verb->add_option("-e,--pattern", told->more, "With --raw: a further pattern; may be given again")
                     ->type_name("PATTERN")
                     ->allow_extra_args(false)
                     ->group("With --raw");
    auto* loose = verb->add_flag("--loose", told->loose,
                                 "Also ھ as ہ, ں as ن, ے as ی, and without ء: finds more, and other words too");
    auto* exact =
        verb->add_flag("--exact", told->exact, "Letters as they were typed, code point by code point, case included");
    auto* in = verb->add_option("--in", told->in, "Where: name, path, text, artifact (default: all but path)")
                   ->delimiter(',')
                   ->check(CLI::IsMember({"name", "path", "text", "artifact"}));
    verb->add_option("--limit", told->limit,
                     "At most so many hits, with --raw of each pattern (default: 50; all with --json)");
    auto* count = verb->add_flag("--count", told->count, "How many, without the hits");
    auto* suggest = verb->add_flag("--suggest", told->suggest,
                                   "Also other spellings of Roman Urdu words that stand in the case, with counts");
    verb->add_option(
        "--list", told->list,
        "A file of terms, a query on each line (with --raw: a pattern); \"# \" begins a remark: a result row "
        "each; the list is kept in the case (not with --no-record)");
    auto* lists = verb->add_flag("--lists", told->lists, "The keyword lists that were searched for in this case");
    verb->add_option("--workers", told->workers, "Threads (default: one per core)")->check(CLI::Range(1, 64));
    auto* raw = verb->add_flag("--raw", told->raw.raw,
                               "Not the index, but every byte of the evidence: files, slack, unallocated, gaps");
    verb->add_flag("--no-record", told->no_record, no_record_help);
    for (CLI::Option* option : {loose, exact, in, count, suggest, lists}) raw->excludes(option);
    more->needs(raw);
    add_raw_search_options(*verb, told->raw, raw);
    verb->footer(
        "Examples:\n  sanad search op-lantern 'رقم AND transfer'\n"
        "  sanad search op-lantern '\"wire transfer\" OR hawala*' --in text\n"
        "  sanad search op-lantern 'name:invoice NOT *draft*'\n"
        "  sanad search op-lantern 'from:khan to:\"bank manager\" subject:transfer*'\n"
        "  sanad search op-lantern 35202-1234567-1 --json\n"
        "  sanad search op-lantern --list keywords.txt\n" +
        std::string{raw_search_examples} +
        "\n"
        "Fields of a query:\n" +
        fields_told() +
        "  and every attribute of findings that holds text (service:, serial: …; sanad module show)\n\n"
        "AND, NOT and NEAR hold within one text (of a file, of a finding, of a name); with a field in the query,\n"
        "within one file. A raw search gives each hit with its image offset, whose bytes they\n"
        "are and in which encoding they stand there, and ends with 2 when some bytes could not be scanned.");
    verb->callback([&session, told] { search(session, *told); });
}

}  // namespace sanad
