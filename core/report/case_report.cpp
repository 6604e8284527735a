#include "core/report/case_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/artifact/attributes_in_urdu.hpp"
#include "core/artifact/catalog.hpp"
#include "core/artifact/in_urdu.hpp"
#include "core/base/bytes.hpp"
#include "core/crypto/digest.hpp"
#include "core/model/media_type.hpp"
#include "core/report/case_report_words.hpp"
#include "core/report/custody_paper_parts.hpp"
#include "core/report/sheet_text.hpp"

namespace sanad {
namespace {

using W = ReportWord;

std::string grouped_digits(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
    return digits;
}

Run token_run(std::string text) {
    return {std::move(text), Run::Kind::token};
}
Run words_run(std::string text) {
    return {std::move(text), Run::Kind::words};
}
Run number_run(std::uint64_t number) {
    return token_run(grouped_digits(number));
}
void join(Text& text, std::string_view between, const Text& more) {
    if (more.empty()) return;
    if (!text.runs.empty()) text.runs.push_back(words_run(std::string{between}));
    text.runs.insert(text.runs.end(), more.runs.begin(), more.runs.end());
}

constexpr std::size_t longest_value = 4000;
constexpr std::size_t most_text_lines = 40;

class ReportWriter {
public:
    ReportWriter(const CaseReport& report, Language language)
        : report_{report}, language_{language}, paper_{report.head, language, Word::draft, Word::draft} {}

    Result<Sheet> write();

private:
    std::string words(W word) const { return std::string{say(word, language_)}; }
    std::string words(Word word) const { return std::string{say(word, language_)}; }
    Text phrase(W word, std::vector<Run> values) const { return filled(say(word, language_), std::move(values)); }
    Text phrase_of(W word, const std::vector<Text>& values) const { return composed(say(word, language_), values); }
    Text number(std::uint64_t number) const { return token(grouped_digits(number)); }
    Text bytes(std::uint64_t size) const { return paper_.bytes(size); }

    /// Between parts of one cell.
    std::string_view comma() const { return language_ == Language::urdu ? "، " : ", "; }
    std::string_view semicolon() const { return language_ == Language::urdu ? "؛ " : "; "; }
    /// A state, an outcome or a kind in words; what is in no list as it is recorded.
    Text term(std::string_view value) const {
        const auto known = say_report_term(value, language_);
        return known ? Text{*known} : token(std::string{value});
    }
    /// What the catalog says, in the language of the report.
    std::string label(std::string_view english) const { return in_language(english, in_urdu(english)); }
    std::string attribute_label(std::string_view name) const { return in_language(name, attribute_in_urdu(name)); }
    /// `urdu`: empty where there is no word for it.
    std::string in_language(std::string_view english, std::string_view urdu) const {
        return std::string{language_ == Language::urdu && !urdu.empty() ? urdu : english};
    }
    Text type_label(const std::string& type) const;
    Text fitted(const std::string& value) const;
    Text person(const std::string& name) const;

    void add(Block block) { blocks_.push_back(std::move(block)); }
    void heading(Text text, int level) { add(Heading{std::move(text), level}); }
    void heading(W word, int level) { heading(Text{words(word)}, level); }
    void paragraph(Text text, Emphasis emphasis = Emphasis::normal) { add(Paragraph{std::move(text), emphasis}); }
    Fact fact(W label, Text value, bool red = false) const { return {words(label), std::move(value), red}; }
    Text moment(const Moment& when) const { return paper_.moment(when); }

    void first_page();
    void coverage();
    void coverage_of(const ReportedImage& image);
    void further_passes();
    void modules();
    void file_systems_of(const ReportedImage& image);
    void modules_of(const ReportedImage& image);
    void items();
    Result<void> tagged();
    void thing(const ReportedThing& thing);
    void quotation(const ReportedThing& thing);
    void file_facts(const ReportedThing& thing, std::vector<Fact>& facts) const;
    void notes();
    void timeline();
    void overview();
    void tools();
    void custody();
    void end();

    std::string time_label(const std::string& which) const;
    Text title_of(const ReportedThing& thing) const;
    Text time(const ReportedTime& when) const;
    Text mark_line(const ReportedMark& mark) const;
    W state_word(const std::string& state) const;

    const CaseReport& report_;
    Language language_;
    papers::Writer paper_;
    std::vector<Block> blocks_;
    std::uint64_t things_written_ = 0, tags_written_ = 0, notes_written_ = 0;
};

// ---- first page ----------------------------------------------------------------------------------------------------

void ReportWriter::first_page() {
    std::vector<Fact> facts;
    const bool reviewed = !report_.reviewed_by.empty();
    facts.push_back(fact(W::report_state, words(reviewed ? W::state_final : W::state_draft), !reviewed));
    if (reviewed) {
        Text line = phrase(
            W::reviewed_line,
            {token_run(report_.reviewed_by), token_run(report_.reviewed_at), {report_.review_id, Run::Kind::code}});
        facts.push_back(fact(W::reviewer, std::move(line)));
    }
    if (!report_.content_digest.empty()) facts.push_back(fact(W::content_digest, code_text(report_.content_digest)));
    if (!report_.case_title.empty()) facts.push_back({words(Word::case_title), token(report_.case_title), false});
    facts.push_back(fact(W::examiner, token(report_.examiner)));
    if (!report_.made_by.empty()) facts.push_back(fact(W::made_by, person(report_.made_by)));
    facts.push_back(fact(W::case_clock, token(report_.case_zone)));
    std::string items;
    for (const std::string& item : report_.items) items += (items.empty() ? "" : ", ") + item;
    facts.push_back(fact(W::exhibits_examined, token(items)));
    const auto tagged_things =
        std::ranges::count_if(report_.things, [](const ReportedThing& thing) { return !thing.tags.empty(); });
    facts.push_back(
        fact(W::tagged_summary, phrase(W::tags_on_things, {number_run(report_.standing_tags),
                                                           number_run(static_cast<std::uint64_t>(tagged_things))})));
    facts.push_back(fact(W::notes_summary, number(report_.standing_notes)));
    add(Facts{std::move(facts)});
    heading(Text{words(W::contents)}, 3);
    add(Contents{});
    add(PageBreak{});
}

// ---- coverage ------------------------------------------------------------------------------------------------------

void ReportWriter::coverage() {
    heading(W::coverage, 1);
    paragraph(words(W::coverage_intro));
    for (const ReportedImage& image : report_.images) coverage_of(image);
    // Before the modules: what hash sets left out belongs on the first page of the coverage, however many modules ran.
    further_passes();
    modules();
}

void ReportWriter::further_passes() {
    heading(W::other_passes, 2);
    std::vector<Fact> facts;
    for (const ReportedPass& pass : report_.passes) {
        Text value;
        for (const ReportedPass::SetUse& set : pass.sets) {
            const W kind = set.kind == "known" ? W::hash_set_known : W::hash_set_notable;
            join(value, semicolon(),
                 phrase_of(W::hash_set_use, {token(set.name), words(kind), number(set.entries), number(set.contents)}));
            if (set.known_left_out) join(value, semicolon(), Text{words(W::hash_set_left_out)});
        }
        for (const auto& [kind, count] : pass.identifiers) {
            join(value, comma(), term(kind));
            join(value, " ", number(count));
        }
        if (pass.index_bytes != 0)
            value = phrase_of(W::index_file, {code_text("index.db"), code_text("index/"), bytes(pass.index_bytes)});
        std::string without;
        for (const std::string& image : pass.without) without += (without.empty() ? "" : "; ") + image;
        if (!without.empty()) join(value, semicolon(), phrase(W::index_without, {token_run(without)}));
        if (value.empty()) value = words(pass.ran ? W::pass_found_nothing : W::pass_none);
        using What = ReportedPass::What;
        std::string label = words(pass.what == What::hash_sets     ? W::pass_hash_sets
                                  : pass.what == What::identifiers ? W::pass_identifiers
                                                                   : W::pass_full_text);
        if (!pass.exhibit_number.empty()) label += " · " + pass.exhibit_number;
        facts.push_back({std::move(label), std::move(value), !without.empty()});
    }
    add(Facts{std::move(facts)});
}

void ReportWriter::coverage_of(const ReportedImage& image) {
    heading(phrase(W::exhibit_image, {{image.exhibit_number, Run::Kind::code}, words_run(std::to_string(image.id))}),
            2);
    std::vector<Fact> facts{fact(W::image_bytes, bytes(image.size))};
    if (image.media_read) {
        facts.push_back(fact(W::image_bytes_read, bytes(image.size - std::min(image.size, image.damaged_bytes))));
    } else {
        facts.push_back(fact(W::image_bytes_read, words(W::image_bytes_unread), true));
    }
    if (image.damaged_bytes == 0) {
        facts.push_back(fact(W::damaged, words(W::none_damaged)));
    } else {
        facts.push_back(fact(W::damaged, bytes(image.damaged_bytes), true));
    }
    if (image.acquisition_errors != 0)
        facts.push_back(fact(W::acquisition_errors, number(image.acquisition_errors), true));
    if (image.unpartitioned_bytes != 0)
        facts.push_back(fact(W::logical_unpartitioned, bytes(image.unpartitioned_bytes)));
    add(Facts{std::move(facts), true});
    if (image.state != "examined") paragraph(phrase_of(W::image_partial, {term(image.state)}), Emphasis::red);
    file_systems_of(image);
}

void ReportWriter::file_systems_of(const ReportedImage& image) {
    if (image.file_systems.empty()) return;
    heading(W::volumes_table, 3);
    Table table;
    table.columns = {{words(W::volume), 1.7},
                     {words(W::file_system), 1.7},
                     {words(W::volume_bytes), 1.4, Column::Align::end},
                     {words(W::contents_examined), 1.9},
                     {words(W::not_examined), 1.7},
                     {words(W::free_space), 1.5, Column::Align::end}};
    const auto counted = [&](std::uint64_t contents, std::uint64_t size) {
        return phrase(W::content_count, {number_run(contents), number_run(size)});
    };
    Table reasons;
    reasons.columns = {{words(W::file_system), 2.4}, {words(W::reason), 2}, {words(W::not_examined), 2.5}};
    for (const ReportedFileSystem& system : image.file_systems) {
        Text type = token(system.type);
        if (!system.label.empty()) join(type, " ", token("\"" + system.label + "\""));
        const Text size = number(system.length);
        if (!system.readable) {
            table.rows.push_back({{token(system.volume),
                                   type,
                                   size,
                                   number(0),
                                   phrase(W::nothing_readable, {token_run(system.reason)}),
                                   {}},
                                  true});
            continue;
        }
        std::uint64_t left = system.pending, left_bytes = system.pending_bytes;
        for (const auto& each : system.not_read) {
            left += each.contents;
            left_bytes += each.bytes;
            reasons.rows.push_back(
                {{token(system.volume + " · " + system.type), term(each.outcome), counted(each.contents, each.bytes)},
                 false});
        }
        if (system.pending != 0) {
            reasons.rows.push_back({{token(system.volume + " · " + system.type), term("pending"),
                                     counted(system.pending, system.pending_bytes)},
                                    true});
        }
        Text not_read = left == 0 ? Text{words(W::none_damaged)} : counted(left, left_bytes);
        if (system.walk != "complete") join(not_read, semicolon(), phrase_of(W::walk_partial, {term(system.walk)}));
        if (system.unreadable_bytes != 0) {
            join(not_read, semicolon(), Text{words(W::unreadable) + ": "});
            join(not_read, "", bytes(system.unreadable_bytes));
        }
        table.rows.push_back({{token(system.volume), type, size, counted(system.done, system.done_bytes), not_read,
                               number(system.unallocated_bytes)},
                              system.walk != "complete" || system.unreadable_bytes != 0 || system.pending != 0});
    }
    add(std::move(table));
    paragraph(words(image.media_read ? W::free_space_note : W::free_space_unread) + " " + words(W::content_bytes_note),
              Emphasis::small);
    if (reasons.rows.empty()) {
        // Of a volume that nobody could list there is no file whose content is missing, and yet not all was read.
        const bool whole = image.state == "examined" && std::ranges::all_of(image.file_systems, [](const auto& system) {
                               return system.readable && system.walk == "complete" && system.unreadable_bytes == 0;
                           });
        paragraph(words(whole ? W::everything_examined : W::everything_listed));
    } else {
        heading(W::not_examined_table, 3);
        add(std::move(reasons));
    }
}

void ReportWriter::modules() {
    heading(W::modules_table, 2);
    for (const ReportedImage& image : report_.images) {
        if (report_.images.size() > 1) {
            heading(phrase(W::exhibit_image,
                           {{image.exhibit_number, Run::Kind::code}, words_run(std::to_string(image.id))}),
                    3);
        }
        modules_of(image);
    }
}

void ReportWriter::modules_of(const ReportedImage& image) {
    if (image.modules.empty()) return paragraph(words(W::no_modules), Emphasis::red);
    Table table;
    table.columns = {{words(W::module), 3}};
    for (const W word : {W::examined, W::not_mine, W::outcome_damaged, W::crashed, W::timed_out, W::other_outcome})
        table.columns.push_back({words(word), 1, Column::Align::end});
    for (const ReportedModule& module : image.modules) {
        table.rows.push_back(
            {{token(module.name), number(module.examined), number(module.not_mine), number(module.damaged),
              number(module.crashed), number(module.timed_out), number(module.other)},
             module.crashed + module.timed_out != 0});
    }
    add(std::move(table));
}

// ---- items ---------------------------------------------------------------------------------------------------------

void ReportWriter::items() {
    heading(W::items, 1);
    for (const ReportedImage& image : report_.images) {
        heading(
            phrase(W::exhibit_image, {{image.exhibit_number, Run::Kind::code}, words_run(std::to_string(image.id))}),
            2);
        std::vector<Fact> facts;
        if (!image.description.empty()) facts.push_back({words(Word::description), token(image.description), false});
        facts.push_back({words(Word::image_format), token(image.format), false});
        facts.push_back({words(Word::image_size), bytes(image.size), false});
        for (const auto& [name, size] : image.files) {
            Text text = code_text(name);
            join(text, " · ", bytes(size));
            facts.push_back(fact(W::image_file, std::move(text)));
        }
        for (const auto& [name, value] : image.headers)
            facts.push_back({std::string{say_header(name, language_)}, fitted(value), false});
        bool any = false;
        for (const ReportedDigest& digest : image.digests) {
            any = true;
            facts.push_back({digest.algorithm, code_text(digest.computed), false});
            if (digest.result == "match") {
                facts.push_back({words(Word::result), words(W::verified_match), false});
            } else if (digest.result == "mismatch") {
                facts.push_back(
                    {words(Word::result), phrase(W::verified_mismatch, {{digest.expected, Run::Kind::code}}), true});
            } else if (digest.algorithm == "SHA-256") {
                facts.push_back({words(Word::result), words(W::verified_none), false});
            }
            if (digest.again == "match") {
                facts.push_back({words(Word::result), words(W::verified_again), false});
            } else if (digest.again == "mismatch") {
                facts.push_back({words(Word::result),
                                 phrase(W::verified_again_mismatch, {{digest.given_again, Run::Kind::code}}), true});
            }
        }
        if (!any) facts.push_back({"SHA-256", words(W::no_digest), true});
        if (!image.tree_root.empty()) facts.push_back(fact(W::tree_root, code_text(image.tree_root)));
        if (!image.zone.empty()) facts.push_back(fact(W::case_clock, token(image.zone)));
        add(Facts{std::move(facts)});
    }
}

// ---- what is tagged ------------------------------------------------------------------------------------------------

W ReportWriter::state_word(const std::string& state) const {
    if (state == "deleted") return W::state_deleted;
    if (state == "orphan") return W::state_orphan;
    return state == "derived" ? W::state_derived : W::state_allocated;
}

Text ReportWriter::time(const ReportedTime& when) const {
    Text text = token(when.recorded);
    if (when.zoneless) {
        join(text, " ", Text{"(" + words(W::zoneless) + ")"});
        if (!when.case_clock.empty()) join(text, " = ", token(when.case_clock));
    } else if (!when.case_clock.empty()) {
        join(text, " = ", token(when.case_clock));
    }
    return text;
}

Text ReportWriter::mark_line(const ReportedMark& mark) const {
    Text text;
    if (!mark.tag.empty()) text = token(mark.tag);
    if (!mark.text.empty()) join(text, mark.tag.empty() ? "" : ": ", token(mark.text));
    join(text, " · ",
         phrase_of(W::tagged_by, {person(mark.examiner), paper_.local_moment(mark.made), std::to_string(mark.seq)}));
    return text;
}

/// "File downloaded (file.downloaded)": the label in words, the type by its name.
Text ReportWriter::type_label(const std::string& type) const {
    const ArtifactType* known = artifact_type(type);
    if (known == nullptr) return token(type);
    return std::vector<Run>{words_run(label(known->label) + " ("), token_run(type), words_run(")")};
}

/// A long value is cut where a letter ends, and says by how much.
Text ReportWriter::fitted(const std::string& value) const {
    if (value.size() <= longest_value) return token(value);
    std::size_t cut = longest_value;
    while (cut > 0 && (static_cast<unsigned char>(value[cut]) & 0xC0) == 0x80) --cut;
    return phrase(W::value_cut, {token_run(value.substr(0, cut)), number_run(value.size() - cut)});
}

/// The record says "name (unattested)" where nobody vouches for the name.
Text ReportWriter::person(const std::string& name) const {
    constexpr std::string_view mark = " (unattested)";
    if (!name.ends_with(mark)) return token(name);
    return std::vector<Run>{token_run(name.substr(0, name.size() - mark.size())),
                            words_run(" (" + words(W::unattested) + ")")};
}

Text ReportWriter::title_of(const ReportedThing& thing) const {
    std::string name = thing.path;
    if (const auto slash = name.rfind('/'); slash != std::string::npos && slash + 1 < name.size())
        name = name.substr(slash + 1);
    constexpr std::size_t longest = 120;
    if (name.size() > longest) {
        std::size_t cut = longest;
        while (cut > 0 && (static_cast<unsigned char>(name[cut]) & 0xC0) == 0x80) --cut;
        name = name.substr(0, cut) + "…";
    }
    Text text{std::to_string(thing.number) + ". "};
    join(text, "", thing.finding ? type_label(thing.type) : token(name));
    return text;
}

/// Of a file's own times; of a finding's, what the catalog says happened then.
std::string ReportWriter::time_label(const std::string& which) const {
    static constexpr std::pair<std::string_view, W> times[] = {{"created_at", W::created_at},
                                                               {"modified_at", W::modified_at},
                                                               {"accessed_at", W::accessed_at},
                                                               {"metadata_changed_at", W::metadata_changed_at}};
    for (const auto& [name, word] : times)
        if (which == name) return words(word);
    return label(which);
}

void ReportWriter::file_facts(const ReportedThing& thing, std::vector<Fact>& facts) const {
    if (const auto& volume = thing.volume; !volume.type.empty()) {
        const Text name =
            volume.label.empty() ? phrase(W::volume_at, {number_run(volume.offset)}) : token(volume.label);
        facts.push_back(
            fact(W::file_system, phrase_of(W::volume_place, {token(volume.type), name, std::to_string(volume.image)})));
    }
    if (!thing.state.empty()) {
        Text state = words(state_word(thing.state));
        facts.push_back(fact(W::file_state, std::move(state)));
    }
    if (thing.standing != "gone") {
        facts.push_back({words(Word::size), bytes(thing.size), false});
        if (!thing.mime_type.empty()) facts.push_back(fact(W::mime, token(thing.mime_type)));
        if (thing.mismatch) facts.push_back(fact(W::mime, phrase(W::mismatch, {token_run(thing.extension)}), true));
    }
    const std::pair<const char*, const std::string*> digests[] = {
        {"SHA-256", &thing.sha256}, {"SHA-1", &thing.sha1}, {"MD5", &thing.md5}};
    for (const auto& [name, hex] : digests) {
        if (!hex->empty()) facts.push_back({name, code_text(*hex), false});
    }
    if (!thing.marked_sha256.empty() && thing.marked_sha256 != thing.sha256)
        facts.push_back(fact(W::marked_digest, code_text(thing.marked_sha256), true));
    static constexpr std::pair<std::string_view, W> recoveries[] = {{"intact", W::recovery_intact},
                                                                    {"partly_reallocated", W::recovery_partly},
                                                                    {"estimated", W::recovery_estimated},
                                                                    {"none", W::recovery_none}};
    for (const auto& [name, word] : recoveries) {
        if (thing.recovery == name) facts.push_back(fact(W::recovery_words, words(word), name != "intact"));
    }
    if (thing.unreadable_bytes != 0) facts.push_back(fact(W::unreadable_bytes, number(thing.unreadable_bytes), true));
    for (const auto& [which, when] : thing.times) facts.push_back({time_label(which), time(when), false});
    for (const auto& [which, when] : thing.name_times)
        facts.push_back({time_label(which) + " ($FILE_NAME)", time(when), false});
    if (thing.metadata_address != 0 || !thing.extents.empty())
        facts.push_back(fact(W::metadata_address, number(thing.metadata_address)));
    Text where;
    for (const auto& piece : thing.extents) {
        const W word = piece.kind == "sparse"      ? W::extent_sparse
                       : piece.kind == "unwritten" ? W::extent_unwritten
                                                   : W::extent_stored;
        join(where, semicolon(),
             word == W::extent_stored ? phrase(word, {number_run(piece.image_offset), number_run(piece.length)})
                                      : phrase(word, {number_run(piece.length)}));
    }
    if (thing.extents_count > thing.extents.size())
        join(where, semicolon(), phrase(W::extents_more, {number_run(thing.extents_count - thing.extents.size())}));
    if (thing.access == "resident") where = words(W::access_resident);
    if (thing.access == "file_system") join(where, semicolon(), Text{words(W::access_file_system)});
    if (thing.access == "derived") where = words(W::access_derived);
    if (!where.empty()) facts.push_back(fact(W::extents, std::move(where)));
    for (const std::string& path : thing.hard_links) facts.push_back(fact(W::hard_links, code_text(path)));
}

void ReportWriter::thing(const ReportedThing& thing) {
    heading(title_of(thing), 3);
    if (thing.standing == "changed") paragraph(words(W::standing_changed), Emphasis::red);
    if (thing.standing == "gone") paragraph(words(W::standing_gone), Emphasis::red);
    if (thing.standing == "renumbered") paragraph(words(W::standing_renumbered), Emphasis::small);
    if (!thing.picture_png.empty()) {
        const W blurred = is_video(thing.mime_type) ? W::frames_blurred : W::picture_blurred;
        const W small = is_video(thing.mime_type) ? W::frames_small : W::picture_small;
        add(Thumbnail{thing.picture_png, words(thing.picture_blurred ? blurred : small)});
    }
    std::vector<Fact> facts;
    for (const ReportedMark& mark : thing.tags) {
        facts.push_back(fact(W::tag, mark_line(mark)));
        ++tags_written_;
    }
    for (const ReportedMark& mark : thing.notes) {
        facts.push_back({words(Word::notes), mark_line(mark), false});
        ++notes_written_;
    }
    facts.push_back({words(Word::item_no), code_text(thing.exhibit_number), false});
    facts.push_back(fact(W::found_in, code_text(thing.path)));
    if (thing.finding) {
        // A list is one cell: a program's fifty loaded files are one thing said of it.
        for (std::size_t i = 0; i < thing.values.size(); ++i) {
            const auto& [name, value] = thing.values[i];
            if (i != 0 && thing.values[i - 1].first == name) {
                join(facts.back().value, semicolon(), fitted(value));
            } else {
                facts.push_back({attribute_label(name), fitted(value), false});
            }
        }
        Text rests = phrase(W::extent_stored, {number_run(thing.source_offset), number_run(thing.source_length)});
        facts.push_back(fact(W::source_bytes, std::move(rests)));
        if (!thing.module.empty()) facts.push_back(fact(W::made_with, token(thing.module)));
    }
    file_facts(thing, facts);
    if (can_be_seen(thing) && thing.picture_png.empty()) {
        facts.push_back(fact(W::picture, thing.picture_missing.empty()
                                             ? Text{words(is_video(thing.mime_type) ? W::no_frames : W::no_picture)}
                                             : phrase(W::picture_missing, {token_run(thing.picture_missing)})));
    }
    add(Facts{std::move(facts)});
    quotation(thing);
    ++things_written_;
}

/// The words of the evidence, line by line and apart from the report's own; how much of them is not printed is said.
void ReportWriter::quotation(const ReportedThing& thing) {
    if (thing.text.shared) return paragraph(words(W::text_shared), Emphasis::small);
    Quotation quotation;
    std::uint64_t printed = 0;
    std::string line;
    const auto end_line = [&] {
        if (line.find_first_not_of(' ') != std::string::npos) quotation.lines.push_back(token(line));
        line.clear();
    };
    for (const char c : thing.text.beginning) {
        if (quotation.lines.size() == most_text_lines) break;
        printed += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
        if (c == '\n' || c == '\r' || c == '\f' || c == '\v') {
            end_line();
        } else {
            line += c == '\t' ? ' ' : c;
        }
    }
    end_line();
    if (quotation.lines.empty()) return;
    const Run by = token_run(thing.text.by);
    if (printed < thing.text.characters) {
        join(quotation.lines.back(), " ", Text{"…"});
        quotation.caption = phrase(W::text_begins, {by, number_run(printed), number_run(thing.text.characters)});
    } else {
        quotation.caption = phrase(W::text_whole, {by, number_run(printed)});
    }
    add(std::move(quotation));
}

Result<void> ReportWriter::tagged() {
    heading(W::tagged, 1);
    paragraph(phrase(W::tagged_counts, {number_run(report_.standing_tags), number_run(report_.standing_notes),
                                        number_run(report_.marked_things), number_run(report_.things.size())}));
    if (report_.things.empty()) {
        paragraph(words(W::tagged_none));
        return {};
    }
    if (!report_.texts_missing.empty())
        paragraph(phrase(W::texts_missing, {token_run(report_.texts_missing)}), Emphasis::small);
    Table table;
    table.columns = {{words(W::number), 0.6, Column::Align::end},
                     {words(Word::item_no), 0.9},
                     {words(W::tag), 1.6},
                     {words(W::what), 2.2},
                     {words(W::found_in), 4}};
    for (const ReportedThing& thing : report_.things) {
        std::string tags;
        for (const ReportedMark& mark : thing.tags) tags += (tags.empty() ? "" : ", ") + mark.tag;
        table.rows.push_back({{token(std::to_string(thing.number)), code_text(thing.exhibit_number), token(tags),
                               thing.finding ? type_label(thing.type) : token(thing.mime_type), code_text(thing.path)},
                              thing.standing == "changed" || thing.standing == "gone"});
    }
    add(std::move(table));
    // By tag, as an examiner chose them; what carries only notes comes last.
    std::vector<std::string> order;
    const auto first_tag = [](const ReportedThing& each) {
        return each.tags.empty() ? std::string{} : each.tags[0].tag;
    };
    for (const ReportedThing& each : report_.things) {
        const std::string tag = first_tag(each);
        if (!tag.empty() && std::ranges::find(order, tag) == order.end()) order.push_back(tag);
    }
    order.emplace_back();
    for (const std::string& tag : order) {
        const auto of_tag =
            std::ranges::count_if(report_.things, [&](const auto& each) { return first_tag(each) == tag; });
        if (of_tag == 0) continue;
        Text text = tag.empty() ? Text{words(W::noted_only)} : Text{words(W::tag) + ": "};
        if (!tag.empty()) join(text, "", token(tag));
        join(text, " ", Text{fmt::format("({})", of_tag)});
        heading(std::move(text), 2);
        for (const ReportedThing& each : report_.things) {
            if (first_tag(each) == tag) thing(each);
        }
    }
    return {};
}

void ReportWriter::notes() {
    heading(W::notes, 1);
    Table table;
    table.columns = {{words(W::number), 0.6, Column::Align::end}, {words(Word::notes), 4.5}, {words(W::what), 3.4}};
    for (const ReportedMark& note : report_.case_notes) {
        table.rows.push_back({{token(std::to_string(note.seq)), mark_line(note), words(W::note_on_case)}, false});
        ++notes_written_;
    }
    for (const ReportedThing& thing : report_.things) {
        for (const ReportedMark& note : thing.notes) {
            Text where{std::to_string(thing.number) + ". "};
            join(where, "", code_text(thing.path));
            table.rows.push_back({{token(std::to_string(note.seq)), mark_line(note), std::move(where)}, false});
        }
    }
    if (table.rows.empty()) return paragraph(words(W::notes_none));
    add(std::move(table));
}

void ReportWriter::timeline() {
    heading(W::timeline, 1);
    if (report_.timeline.empty()) return paragraph(words(W::timeline_none));
    paragraph(words(W::timeline_intro));
    Table table;
    // Where another clock is told, it stands below the time of the evidence: a column of its own would be too narrow
    // for both, and empty where there is none.
    const bool two_clocks = std::ranges::any_of(
        report_.timeline, [](const ReportedEvent& event) { return !event.time.case_clock.empty(); });
    table.columns = {{words(Word::time_utc) + (two_clocks ? " = " + words(W::time_case) : ""), 3},
                     {words(W::what), 1.7},
                     {words(W::number), 0.6, Column::Align::end},
                     {words(W::found_in), 4.8}};
    for (const ReportedEvent& event : report_.timeline) {
        Text when = token(event.time.recorded);
        if (!event.time.case_clock.empty()) join(when, " = ", token(event.time.case_clock));
        if (event.time.zoneless) join(when, " ", Text{"(" + words(W::no_zone) + ")"});
        Text where = code_text(event.path);
        if (!event.type.empty()) join(where, " · ", type_label(event.type));
        table.rows.push_back(
            {{std::move(when), Text{time_label(event.what)}, token(std::to_string(event.thing)), std::move(where)},
             false});
    }
    add(std::move(table));
}

void ReportWriter::overview() {
    if (report_.tagged_only) return;
    heading(W::overview, 1);
    paragraph(words(W::overview_intro));
    for (const ReportedImage& image : report_.images) {
        heading(
            phrase(W::exhibit_image, {{image.exhibit_number, Run::Kind::code}, words_run(std::to_string(image.id))}),
            2);
        const auto list = [&](W head, const std::vector<std::pair<std::string, std::uint64_t>>& counts, auto said) {
            if (counts.empty()) return;
            Table table;
            table.columns = {{words(head), 5}, {words(W::count_word), 1, Column::Align::end}};
            for (const auto& [name, count] : counts) table.rows.push_back({{said(name), number(count)}, false});
            add(std::move(table));
        };
        add(Facts{{fact(W::files_word, number(image.files_count)), fact(W::state_deleted, number(image.deleted_count))},
                  true});
        list(W::artifact_type, image.artifact_counts, [&](const std::string& type) { return type_label(type); });
        list(W::type_family, image.type_families, [](const std::string& family) { return token(family); });
    }
}

void ReportWriter::tools() {
    heading(W::tools, 1);
    paragraph(words(W::tools_intro));
    Table table;
    // Wide enough for 64 digits on one line.
    table.columns = {{words(W::module), 1.9}, {words(Word::tool_version), 0.7}, {words(W::build), 5.2}};
    for (const ReportedBuild& build : report_.builds)
        table.rows.push_back({{token(build.name), token(build.version), code_text(build.sha256)}, false});
    if (!table.rows.empty()) add(std::move(table));
    for (const ReportedRun& run : report_.runs) {
        heading(phrase(W::run_of, {token_run(run.exhibit_number)}), 3);
        Text ended = token(run.finished);
        join(ended, " ", Text{"("});
        join(ended, "", term(run.state));
        join(ended, "", Text{")"});
        Text settings = code_text(run.settings);
        if (run.modules != 0) join(settings, " · ", phrase(W::settings_modules, {number_run(run.modules)}));
        add(Facts{{{words(Word::tool_version), token(run.tool_version), false},
                   fact(W::run_began, token(run.started)),
                   fact(W::run_ended, std::move(ended), run.state != "finished"),
                   fact(W::settings, std::move(settings)),
                   fact(W::settings_digest, code_text(run.settings_sha256)),
                   fact(W::results_digest, code_text(run.results_sha256))}});
    }
    std::vector<Fact> facts;
    facts.push_back(fact(W::marks_record, Text{{token_run(std::to_string(report_.marks_revision)),
                                                words_run(" · "),
                                                {report_.marks_sha256, Run::Kind::code}}}));
    add(Facts{std::move(facts)});
    heading(W::again, 2);
    paragraph(words(W::again_text));
}

void ReportWriter::custody() {
    if (report_.annexes.empty()) {
        heading(W::annex, 1);
        paragraph(words(W::annex_none), Emphasis::red);
        return;
    }
    add(PageBreak{});
    heading(W::annex, 1);
    paragraph(words(W::annex_intro));
    for (const Sheet& annex : report_.annexes) {
        heading(annex.title, 2);
        for (const Block& block : annex.blocks) {
            if (std::holds_alternative<ReceiptBox>(block)) continue;  // one for the whole report, at its end
            Block own = block;
            if (auto* inner = std::get_if<Heading>(&own)) inner->level = 3;
            add(std::move(own));
        }
    }
}

void ReportWriter::end() {
    heading(W::cannot, 1);
    paragraph(words(W::cannot_text));
    if (report_.annexes.empty()) paragraph(words(Word::cannot_show_text));
    Signatures signatures;
    signatures.statement = words(W::declaration);
    Person author;
    author.name = report_.made_by.empty() ? report_.examiner : report_.made_by;
    signatures.people.push_back(paper_.signature(Word::signature, author));
    signatures.people.back().role = words(W::author);
    signatures.people.back().name = person(author.name);
    Person reviewer;
    reviewer.name = report_.reviewed_by;
    signatures.people.push_back(paper_.signature(Word::signature, reviewer));
    signatures.people.back().role = words(W::reviewer);
    add(std::move(signatures));
}

Result<Sheet> ReportWriter::write() {
    first_page();
    coverage();
    items();
    TRY(tagged());
    notes();
    timeline();
    overview();
    tools();
    custody();
    end();
    // Reconciled with what was counted in marks.db by itself.
    if (things_written_ != report_.marked_things || tags_written_ != report_.standing_tags ||
        notes_written_ != report_.standing_notes) {
        return failure(Fault::system,
                       fmt::format("the report would not hold what is marked: {} things, {} tags and {} notes stand in "
                                   "the record of marks; {}, {} and {} would be written",
                                   report_.marked_things, report_.standing_tags, report_.standing_notes,
                                   things_written_, tags_written_, notes_written_));
    }
    Sheet sheet = paper_.finish();
    sheet.title = words(W::title);
    sheet.subtitle = words(W::subtitle);
    // The receipt comes last.
    blocks_.insert(blocks_.end(), sheet.blocks.begin(), sheet.blocks.end());
    sheet.blocks = std::move(blocks_);
    return sheet;
}

}  // namespace

bool can_be_seen(const ReportedThing& thing) {
    return !thing.finding && (is_picture(thing.mime_type) || is_video(thing.mime_type));
}

Result<Sheet> case_report(const CaseReport& report, Language language) {
    return ReportWriter{report, language}.write();
}

std::string content_digest(const CaseReport& report) {
    CaseReport neutral = report;
    neutral.head.letterhead = {};
    neutral.head.issued = {};
    neutral.head.receipt.reset();
    neutral.head.draft = false;
    neutral.head.reference.clear();
    neutral.folder.clear();
    neutral.made_by.clear();
    neutral.reviewed_by.clear();
    neutral.reviewed_at.clear();
    neutral.review_id.clear();
    neutral.content_digest.clear();
    neutral.annexes.clear();
    for (ReportedThing& thing : neutral.things) {
        thing.picture_png.clear();
        thing.picture_missing.clear();
    }
    Sha256 digest;
    if (const auto sheet = case_report(neutral, Language::english)) digest.update(bytes_of(sheet_text(*sheet)));
    return hex(digest.finish());
}

}  // namespace sanad
