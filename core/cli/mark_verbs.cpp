// tag, note and bookmark-list: what examiners mark, and what they take back.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <map>
#include <memory>
#include <set>

#include "core/base/text.hpp"
#include "core/cli/case_custody.hpp"
#include "core/cli/file_filters.hpp"
#include "core/cli/mark_text.hpp"
#include "core/cli/open_case.hpp"
#include "core/cli/session.hpp"
#include "core/cli/signing.hpp"
#include "core/cli/summary.hpp"
#include "core/crypto/text_digest.hpp"
#include "core/store/case_folder.hpp"

namespace sanad {
namespace {

struct MarkTold {
    std::string case_path, tag, colour, text;
    std::vector<Id> files, artifacts;
    std::vector<std::uint64_t> marks;
    FileFilters filters;
    bool all = false, csv = false;
};

constexpr std::array colours{"red", "orange", "yellow", "green", "blue", "purple", "grey"};

Result<void> check_colour(const std::string& colour) {
    if (colour.empty() || std::ranges::find(colours, colour) != colours.end()) return {};
    const bool digits = colour.size() == 7 && colour[0] == '#' &&
                        std::all_of(colour.begin() + 1, colour.end(), [](unsigned char c) { return std::isxdigit(c); });
    if (digits) return {};
    return failure(
        Fault::refused,
        fmt::format("--colour {}: red, orange, yellow, green, blue, purple, grey, or #rrggbb", shown(colour)));
}

/// The files and artifacts that were told by number or condition.
struct Chosen {
    std::vector<Id> files, artifacts;
};
Result<Chosen> chosen(CaseReader& reader, const MarkTold& told) {
    Chosen chosen{told.files, told.artifacts};
    // No condition would be every file of the case.
    if (told.filters.any()) {
        if (!told.files.empty())
            return failure(Fault::refused, "name files by their ids or by conditions, not by both");
        chosen.files = TRY(reader.find(TRY(told.filters.query(reader))));
        if (chosen.files.empty() && chosen.artifacts.empty())
            return failure(Fault::not_found, "no file answers these conditions");
    }
    return chosen;
}

Result<std::vector<MarkSubject>> subjects_of(CaseReader& reader, const Chosen& chosen) {
    std::vector<MarkSubject> subjects;
    for (const Id file : chosen.files) subjects.push_back(TRY(subject_of_file(reader, file)));
    for (const Id artifact : chosen.artifacts) subjects.push_back(TRY(subject_of_artifact(reader, artifact)));
    return subjects;
}

/// Who marks: the person whose identity acts; where there is none, the account, said to be no more than that.
std::string examiner_of(CaseCustody& custody) {
    const ActingPerson& person = custody.session().person();
    return person.attested ? person.person : account_name() + " (unattested)";
}

/// "files 1204, 1207; artifact 3": by numbers, as entries travel to everybody. Every subject is committed to by digest.
std::string what_of(const std::vector<const MarkSubject*>& subjects) {
    constexpr std::size_t most_named = 40;
    std::string text;
    Sha256 digest;
    for (std::size_t i = 0; i < subjects.size(); ++i) {
        const MarkSubject& subject = *subjects[i];
        const std::string one = fmt::format("{} {}", name_of(subject.thing), subject.id);
        digest.update(
            bytes_of(fmt::format("{} {}\n", one, subject.content_sha256 ? hex(*subject.content_sha256) : "not read")));
        if (i < most_named) text += (text.empty() ? "" : ", ") + one;
    }
    if (subjects.size() > most_named) {
        text += fmt::format(" and {} more, SHA-256 of all with their digests {}", subjects.size() - most_named,
                            hex(digest.finish()));
    }
    return text;
}

template <class Each>
Result<void> by_image(const std::vector<MarkSubject>& subjects, const Each& each) {
    std::map<Id, std::vector<const MarkSubject*>> images;
    for (const MarkSubject& subject : subjects) {
        if (subject.thing != MarkedThing::the_case) images[subject.image].push_back(&subject);
    }
    for (const auto& [image, there] : images) TRY(each(image, there));
    return {};
}

void print_added(const Session& session, const std::vector<std::uint64_t>& seqs, std::size_t already,
                 std::string_view done) {
    if (session.json) {
        JsonArray numbers;
        for (const std::uint64_t seq : seqs) numbers.add(std::to_string(seq));
        JsonObject json;
        json.member("marks", numbers.str()).number("already", already);
        std::fputs(json.line().c_str(), stdout);
        return;
    }
    std::string numbers;
    if (!seqs.empty()) {
        numbers = seqs.size() == 1 ? fmt::format(": mark {}", seqs.front())
                                   : fmt::format(": marks {} to {}", seqs.front(), seqs.back());
    }
    std::printf("%s %s%s\n", grouped(seqs.size()).c_str(), std::string{done}.c_str(), numbers.c_str());
    if (already != 0) std::printf("%s had the tag before.\n", grouped(already).c_str());
}

Result<void> add_tag(Session& session, const MarkTold& told) {
    TRY(check_colour(told.colour));
    const CaseFolder folder = TRY(CaseFolder::open(told.case_path));
    CaseReader reader = TRY(folder.reader());
    const std::vector<MarkSubject> subjects = TRY(subjects_of(reader, TRY(chosen(reader, told))));
    if (subjects.empty())
        return failure(Fault::refused, "name what to tag: ids of files, --artifact ID, or conditions such as --sha256");
    CaseCustody custody = TRY(CaseCustody::open(session, folder));
    TRY(by_image(subjects, [&](Id image, const auto&) { return custody.may_mark(image); }));
    std::vector<NewMark> marks;
    for (const MarkSubject& subject : subjects)
        marks.push_back({MarkAct::tag, told.tag, told.colour, told.text, subject});
    MarkFile file = TRY(MarkFile::open(folder.path()));
    TRY(by_image(subjects, [&](Id image, const auto& there) -> Result<void> {
        TRY(custody.marking(image, "tag.add", told.tag, what_of(there)));
        return {};
    }));
    const MarkFile::Added added = TRY(file.add(marks, examiner_of(custody)));
    TRY(custody.session().close());
    print_added(session, added.seqs, added.already, "tagged");
    return {};
}

/// The standing marks of this act that were told by number, or that are on what was told.
Result<std::vector<Mark>> standing_marks(MarkFile& file, CaseReader& reader, MarkAct act, const MarkTold& told) {
    const std::vector<Mark> all = TRY(file.marks());
    std::vector<Mark> result;
    for (const std::uint64_t seq : told.marks) {
        const auto found = std::ranges::find(all, seq, &Mark::seq);
        if (found == all.end()) return failure(Fault::not_found, fmt::format("there is no mark {}", seq));
        if (found->act != act) return failure(Fault::refused, fmt::format("mark {} is a {}", seq, name_of(found->act)));
        if (!found->stands()) return failure(Fault::refused, fmt::format("mark {} was taken back before", seq));
        result.push_back(*found);
    }
    if (act == MarkAct::note) return result;
    const Chosen wanted = TRY(chosen(reader, told));
    const std::set<Id> files{wanted.files.begin(), wanted.files.end()};
    const std::set<Id> artifacts{wanted.artifacts.begin(), wanted.artifacts.end()};
    if (files.empty() && artifacts.empty()) return result;
    if (told.tag.empty()) return failure(Fault::refused, "name the tag that is taken back");
    std::size_t there = 0;
    for (const Mark& mark : all) {
        if (!mark.stands() || mark.act != act || mark.tag != told.tag) continue;
        const FoundAgain found = TRY(find_again(reader, mark.subject));
        const bool named = (mark.subject.thing == MarkedThing::file && files.contains(found.id)) ||
                           (mark.subject.thing == MarkedThing::artifact && artifacts.contains(found.id));
        if (!named) continue;
        ++there;
        result.push_back(mark);
    }
    if (there == 0)
        return failure(Fault::not_found, fmt::format("the tag {} stands on none of these", shown(told.tag)));
    return result;
}

Result<void> remove(Session& session, const MarkTold& told, MarkAct act) {
    const CaseFolder folder = TRY(CaseFolder::open(told.case_path));
    CaseReader reader = TRY(folder.reader());
    MarkFile file = TRY(MarkFile::open(folder.path()));
    const std::vector<Mark> marks = TRY(standing_marks(file, reader, act, told));
    if (marks.empty())
        return failure(Fault::refused, act == MarkAct::tag
                                           ? "name what to take back: ids of files, --artifact ID, or --mark N"
                                           : "name the note that is taken back: --mark N");
    CaseCustody custody = TRY(CaseCustody::open(session, folder));
    std::vector<std::uint64_t> seqs;
    std::map<std::string, std::vector<MarkSubject>> by_tag;
    for (const Mark& mark : marks) {
        seqs.push_back(mark.seq);
        by_tag[mark.tag].push_back(mark.subject);
    }
    for (const auto& [tag, subjects] : by_tag) {
        TRY(by_image(subjects, [&](Id image, const auto&) { return custody.may_mark(image); }));
    }
    for (const auto& [tag, subjects] : by_tag) {
        TRY(by_image(subjects, [&, &tag = tag](Id image, const auto& there) -> Result<void> {
            if (act == MarkAct::tag) {
                TRY(custody.marking(image, "tag.remove", tag, what_of(there)));
            } else {
                TRY(custody.noting(image, "a note taken back on " + what_of(there)));
            }
            return {};
        }));
    }
    const auto removals = TRY(file.remove(seqs, told.text, examiner_of(custody)));
    TRY(custody.session().close());
    print_added(session, removals, 0, "taken back");
    return {};
}

Result<void> add_note(Session& session, const MarkTold& told) {
    const CaseFolder folder = TRY(CaseFolder::open(told.case_path));
    CaseReader reader = TRY(folder.reader());
    std::vector<MarkSubject> subjects = TRY(subjects_of(reader, {told.files, told.artifacts}));
    if (subjects.empty()) subjects.emplace_back();  // on the case
    CaseCustody custody = TRY(CaseCustody::open(session, folder));
    TRY(by_image(subjects, [&](Id image, const auto&) { return custody.may_mark(image); }));
    std::vector<NewMark> marks;
    for (const MarkSubject& subject : subjects) marks.push_back({MarkAct::note, {}, {}, told.text, subject});
    MarkFile file = TRY(MarkFile::open(folder.path()));
    TRY(by_image(subjects, [&](Id image, const auto& there) -> Result<void> {
        TRY(custody.noting(image, fmt::format("a note of SHA-256 {} on {}", sha256_hex(told.text), what_of(there))));
        return {};
    }));
    const MarkFile::Added added = TRY(file.add(marks, examiner_of(custody)));
    TRY(custody.session().close());
    print_added(session, added.seqs, 0, added.seqs.size() == 1 ? "note" : "notes");
    return {};
}

Result<void> list_tags(Session& session, const MarkTold& told) {
    const CaseFolder folder = TRY(CaseFolder::open(told.case_path));
    MarkFile file = TRY(MarkFile::open_read_only(folder.path()));
    struct Count {
        std::string colour;
        std::map<MarkedThing, std::uint64_t> things;
    };
    std::map<std::string, Count> tags;
    for (const Mark& mark : TRY(file.marks())) {
        if (mark.act != MarkAct::tag || !mark.stands()) continue;
        Count& count = tags[mark.tag];
        count.colour = mark.colour;
        ++count.things[mark.subject.thing];
    }
    Output out;
    for (auto& [tag, count] : tags) {
        const std::uint64_t files = count.things[MarkedThing::file], artifacts = count.things[MarkedThing::artifact];
        const std::uint64_t others = count.things[MarkedThing::identifier] + count.things[MarkedThing::hit];
        out.write(session.json ? JsonObject{}
                                     .text("tag", tag)
                                     .text("colour", count.colour)
                                     .number("files", files)
                                     .number("artifacts", artifacts)
                                     .number("others", others)
                                     .line()
                               : fmt::format("{:<24} {:<8} {:>8} files {:>8} artifacts{}\n", shown(tag), count.colour,
                                             grouped(files), grouped(artifacts),
                                             others == 0 ? "" : fmt::format(" {:>8} others", grouped(others))));
    }
    if (tags.empty() && !session.json) out.write("Nothing is tagged in this case.\n");
    return out.finish();
}

Result<void> list_marks(Session& session, const MarkTold& told, std::optional<MarkAct> only) {
    const CaseFolder folder = TRY(CaseFolder::open(told.case_path));
    CaseReader reader = TRY(folder.reader());
    MarkFile file = TRY(MarkFile::open_read_only(folder.path()));
    Output out;
    if (told.csv) out.write(mark_csv_header());
    std::size_t count = 0, lost = 0;
    for (Mark& mark : TRY(file.marks())) {
        if (!told.all && !mark.stands()) continue;
        if (only && mark.act != *only && !(told.all && mark.act == MarkAct::remove && mark.tag.empty())) continue;
        if (!told.tag.empty() && mark.tag != told.tag) continue;
        const ShownMark row = TRY(shown_mark(reader, std::move(mark)));
        ++count;
        lost += row.found.standing == Standing::gone || row.found.standing == Standing::changed ? 1 : 0;
        if (!out.write(told.csv ? mark_csv(row) : session.json ? mark_json(row).line() : mark_lines(row))) break;
    }
    TRY(out.finish());
    if (!session.json && !told.csv) {
        std::fprintf(stderr, "%s marks%s\n", grouped(count).c_str(),
                     lost == 0 ? "" : fmt::format(", {} of them on what changed or is gone", grouped(lost)).c_str());
    }
    return {};
}

/// Verb and its facts; each verb has facts of its own.
std::pair<CLI::App*, std::shared_ptr<MarkTold>> verb_of(CLI::App& noun, const std::string& name,
                                                        const std::string& help) {
    const auto told = std::make_shared<MarkTold>();
    CLI::App* verb = noun.add_subcommand(name, help);
    verb->add_option("case", told->case_path, "Case folder")->required();
    return {verb, told};
}

void add_subjects(CLI::App& verb, MarkTold& told) {
    verb.add_option("--artifact", told.artifacts, "The artifact with this id (`sanad find`); several times")
        ->type_name("ID")
        ->allow_extra_args(false);
    told.filters.add_to(verb);
}

}  // namespace

void add_mark_verbs(CLI::App& app, Session& session) {
    CLI::App* tag = app.add_subcommand("tag", "Tags on files and artifacts: set, take back, list");
    tag->require_subcommand(1);
    tag->footer("Example:\n  sanad tag add op-lantern relevant 1204 --comment 'letter to the bank'");
    {
        const auto [verb, told] = verb_of(*tag, "add", "Set a tag");
        verb->add_option("tag", told->tag, "Its name")->required();
        verb->add_option("file", told->files, "Ids of files, as `sanad files` lists them");
        add_subjects(*verb, *told);
        verb->add_option("--colour", told->colour, "red, orange, yellow, green, blue, purple, grey or #rrggbb");
        verb->add_option("--comment", told->text, "Why")->type_name("TEXT");
        verb->footer(
            "Examples:\n  sanad tag add op-lantern relevant 1204 1207 --comment 'letter to the bank' --colour red\n"
            "  sanad tag add op-lantern relevant --artifact 31\n"
            "  sanad tag add op-lantern known-victim --sha256 "
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n"
            "  sanad tag add op-lantern photos --type 'image/*' --deleted\n"
            "  sanad tag add op-lantern -- -cold-chain 1204     behind -- a name may begin with -\n\n"
            "Of an item under seal an entry of the ledger says so.");
        verb->callback([&session, told = told] { session.succeeded(add_tag(session, *told)); });
    }
    {
        const auto [verb, told] = verb_of(*tag, "remove", "Take a tag back; both acts stay on record");
        verb->add_option("tag", told->tag, "Its name");
        verb->add_option("file", told->files, "Ids of files");
        add_subjects(*verb, *told);
        verb->add_option("--mark", told->marks, "The mark with this number; several times")
            ->type_name("N")
            ->allow_extra_args(false);
        verb->add_option("--reason", told->text, "Why")->type_name("TEXT");
        verb->footer(
            "Examples:\n  sanad tag remove op-lantern relevant 1207 --reason 'another letter'\n"
            "  sanad tag remove op-lantern --mark 12");
        verb->callback([&session, told = told] { session.succeeded(remove(session, *told, MarkAct::tag)); });
    }
    {
        const auto [verb, told] = verb_of(*tag, "list", "The tags of a case, with counts");
        verb->footer("Example:\n  sanad tag list op-lantern --json");
        verb->callback([&session, told = told] { session.succeeded(list_tags(session, *told)); });
    }
    CLI::App* note = app.add_subcommand("note", "Notes on the case, on files and on artifacts");
    note->require_subcommand(1);
    note->footer("Example:\n  sanad note add op-lantern 'the owner speaks Pashto'");
    {
        const auto [verb, told] = verb_of(*note, "add", "Write a note");
        verb->add_option("text", told->text, "The note")->required();
        verb->add_option("--file", told->files, "On the file with this id; several times")
            ->type_name("ID")
            ->allow_extra_args(false);
        verb->add_option("--artifact", told->artifacts, "On the artifact with this id; several times")
            ->type_name("ID")
            ->allow_extra_args(false);
        verb->footer(
            "Examples:\n  sanad note add op-lantern 'the owner speaks Pashto'\n"
            "  sanad note add op-lantern 'same wording as in the threat' --file 1204\n"
            "  sanad note add op-lantern --file 1204 -- '-5 °C in the picture'     behind -- a text may begin with -");
        verb->callback([&session, told = told] { session.succeeded(add_note(session, *told)); });
    }
    {
        const auto [verb, told] = verb_of(*note, "remove", "Take a note back; both acts stay on record");
        verb->add_option("--mark", told->marks, "The note with this number; several times")
            ->type_name("N")
            ->required()
            ->allow_extra_args(false);
        verb->add_option("--reason", told->text, "Why")->type_name("TEXT");
        verb->footer("Example:\n  sanad note remove op-lantern --mark 4 --reason 'wrong file'");
        verb->callback([&session, told = told] { session.succeeded(remove(session, *told, MarkAct::note)); });
    }
    {
        const auto [verb, told] = verb_of(*note, "list", "The notes of a case");
        verb->add_flag("--all", told->all, "Also those that were taken back");
        verb->footer("Example:\n  sanad note list op-lantern");
        verb->callback([&session, told = told] { session.succeeded(list_marks(session, *told, MarkAct::note)); });
    }
    const auto told = std::make_shared<MarkTold>();
    CLI::App* verb =
        app.add_subcommand("bookmark-list", "All marks in order: path, digest, context, and whether they still hold");
    verb->add_option("case", told->case_path, "Case folder")->required();
    verb->add_option("--tag", told->tag, "Of this tag only");
    verb->add_flag("--all", told->all, "Also what was taken back, and the removals");
    verb->add_flag("--csv", told->csv, "As CSV (RFC 4180)");
    verb->footer(
        "Examples:\n  sanad bookmark-list op-lantern\n  sanad bookmark-list op-lantern --tag relevant --csv > "
        "marks.csv\n\n"
        "A mark survives a new ingest: it is found again by path, place and digest. `renumbered`: under another id;\n"
        "`changed`: the content is not what was marked; `gone`: the case does not hold it any more.");
    verb->callback([&session, told] { session.succeeded(list_marks(session, *told, std::nullopt)); });
}

}  // namespace sanad
