#include "core/cli/mark_text.hpp"

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/cli/summary.hpp"
#include "core/report/file_facts.hpp"

namespace sanad {
namespace {

/// What a person must know of the subject's standing before relying on the mark.
std::string standing_words(const ShownMark& shown_mark) {
    switch (shown_mark.found.standing) {
        case Standing::there:
            return {};
        case Standing::renumbered:
            return fmt::format("now {} {}", name_of(shown_mark.mark.subject.thing), shown_mark.found.id);
        case Standing::changed:
            return "CHANGED: what is there now is not what was marked";
        case Standing::gone:
            break;
    }
    return "GONE: the case does not hold it any more";
}

}  // namespace

Result<ShownMark> shown_mark(CaseReader& reader, Mark mark) {
    ShownMark result;
    result.found = TRY(find_again(reader, mark.subject));
    result.context = mark.subject.label;
    if (mark.subject.thing == MarkedThing::file && result.found.id != 0) {
        const Id wanted[] = {result.found.id};
        for (const FileRow& row : TRY(reader.rows(wanted))) {
            result.context = shown(row.mime_type);
            if (row.content) result.context += (result.context.empty() ? "" : ", ") + grouped(row.size) + " bytes";
            if (row.kind != FileKind::regular) {
                result.context += fmt::format("{}{}", result.context.empty() ? "" : ", ", name_of(row.kind));
            }
            if (row.state != NameState::allocated || row.derived_from)
                result.context += fmt::format(", {}", state_text(row));
        }
    }
    result.mark = std::move(mark);
    return result;
}

JsonObject mark_json(const ShownMark& shown_mark) {
    const Mark& mark = shown_mark.mark;
    const MarkSubject& subject = mark.subject;
    JsonObject json;
    json.number("mark", mark.seq).text("act", name_of(mark.act));
    if (mark.act != MarkAct::note && !mark.tag.empty()) json.text("tag", mark.tag).text("colour", mark.colour);
    json.text("text", mark.text).text("examiner", mark.examiner).text("made_at", iso8601(mark.made_at));
    if (mark.removes) json.number("removes", *mark.removes);
    if (mark.removed_by) json.number("removed_by", *mark.removed_by);
    json.text("subject", name_of(subject.thing));
    if (subject.thing == MarkedThing::the_case) return json;
    json.number("id", static_cast<std::uint64_t>(subject.id)).text("standing", name_of(shown_mark.found.standing));
    if (shown_mark.found.standing == Standing::renumbered) {
        json.number("id_now", static_cast<std::uint64_t>(shown_mark.found.id));
    }
    json.text("exhibit", subject.exhibit_number).number("file", static_cast<std::uint64_t>(subject.file));
    json.text("path", subject.path);
    if (!is_utf8(subject.path)) json.text("path_bytes", hex(bytes_of(subject.path)));
    if (subject.content_sha256) json.text("sha256", hex(*subject.content_sha256));
    if (subject.thing != MarkedThing::file) {
        json.text("type", subject.type).number("offset", subject.source_offset);
        json.number("length", subject.source_length);
    }
    json.text("context", shown_mark.context);
    return json;
}

std::string mark_csv_header() {
    return "mark,act,tag,colour,text,examiner,made_at,removed_by,subject,id,standing,exhibit,path,sha256,type,offset,"
           "length,context\r\n";
}

std::string mark_csv(const ShownMark& shown_mark) {
    const Mark& mark = shown_mark.mark;
    const MarkSubject& subject = mark.subject;
    const bool finding = subject.thing != MarkedThing::file && subject.thing != MarkedThing::the_case;
    return fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n", mark.seq, name_of(mark.act),
                       csv_text(mark.tag), csv_text(mark.colour), csv_text(mark.text), csv_text(mark.examiner),
                       iso8601(mark.made_at), mark.removed_by ? std::to_string(*mark.removed_by) : "",
                       name_of(subject.thing), subject.id, name_of(shown_mark.found.standing),
                       csv_text(subject.exhibit_number), csv_text(subject.path),
                       subject.content_sha256 ? hex(*subject.content_sha256) : "", csv_text(subject.type),
                       finding ? std::to_string(subject.source_offset) : "",
                       finding ? std::to_string(subject.source_length) : "", csv_text(shown_mark.context));
}

std::string mark_lines(const ShownMark& shown_mark) {
    const Mark& mark = shown_mark.mark;
    const MarkSubject& subject = mark.subject;
    std::string what = std::string{name_of(mark.act)};
    if (!mark.tag.empty()) what += fmt::format(" \"{}\"", shown(mark.tag));
    if (mark.removes) what = fmt::format("removal of mark {}", *mark.removes);
    std::string text =
        fmt::format("{:>5}  {} {}  {}{}\n", mark.seq, iso8601(mark.made_at).substr(0, 19) + "Z", shown(mark.examiner),
                    what, mark.removed_by ? fmt::format(" (taken back by mark {})", *mark.removed_by) : "");
    if (!mark.text.empty()) text += fmt::format("       {}\n", shown(mark.text));
    if (subject.thing == MarkedThing::the_case) return text + "       on the case\n";
    text += fmt::format("       {} {}: {} {}{}\n", name_of(subject.thing), subject.id, shown(subject.exhibit_number),
                        shown(subject.path),
                        subject.thing == MarkedThing::file
                            ? ""
                            : fmt::format(", bytes {} to {}: {}", subject.source_offset,
                                          subject.source_offset + subject.source_length, shown(subject.type)));
    if (!shown_mark.context.empty()) text += fmt::format("       {}\n", shown(shown_mark.context));
    if (subject.content_sha256) text += fmt::format("       SHA-256 {}\n", hex(*subject.content_sha256));
    if (const std::string standing = standing_words(shown_mark); !standing.empty())
        text += fmt::format("       {}\n", standing);
    return text;
}

}  // namespace sanad
