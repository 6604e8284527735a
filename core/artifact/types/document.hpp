#pragma once
// Documents: what they say of themselves, what they contain and point to.
#include "core/artifact/artifact_type.hpp"

namespace sanad {

inline constexpr AttributeType document_described[] = {
    {"format", Kind::text, "Format, with its version where the file says it"},
    {"encoding", Kind::text, "Encoding that its text was read in"},
    {"title", Kind::text, "Title"},
    {"subject", Kind::text, "Subject"},
    {"author", Kind::text, "Author"},
    {"last_saved_by", Kind::text, "Who saved it last"},
    {"manager", Kind::text, "Manager"},
    {"company", Kind::text, "Company"},
    {"keywords", Kind::text, "Keywords"},
    {"comments", Kind::text, "Comments or description"},
    {"category", Kind::text, "Category"},
    {"language", Kind::text, "Language"},
    {"status", Kind::text, "Status"},
    {"template", Kind::text, "Template it was made from"},
    {"application", Kind::text, "Program that made it"},
    {"application_version", Kind::text, "Version of that program"},
    {"producer", Kind::text, "Program that wrote the PDF"},
    {"revision", Kind::text, "Revision number, as recorded"},
    {"created_at", Kind::time, "When it was created", "Document created"},
    {"saved_at", Kind::time, "When it was last saved", "Document saved"},
    {"printed_at", Kind::time, "When it was last printed", "Document printed"},
    {"created_written", Kind::text, "Creation date as written, where the file gives a time zone or none"},
    {"saved_written", Kind::text, "Saving date as written, where the file gives a time zone or none"},
    {"printed_written", Kind::text, "Printing date as written, where the file gives a time zone or none"},
    {"editing_seconds", Kind::integer, "Time spent editing, in seconds"},
    {"pages", Kind::integer, "Pages"},
    {"words", Kind::integer, "Words"},
    {"characters", Kind::integer, "Characters without blanks"},
    {"characters_with_blanks", Kind::integer, "Characters with blanks"},
    {"lines", Kind::integer, "Lines"},
    {"paragraphs", Kind::integer, "Paragraphs"},
    {"slides", Kind::integer, "Slides"},
    {"hidden_slides", Kind::integer, "Hidden slides"},
    {"notes", Kind::integer, "Slides with notes"},
    {"security", Kind::integer, "Security flags: 1 password, 2 read-only recommended, 4 read-only, 8 locked"},
    {"custom", Kind::texts, "Properties of the author's own, as name=value"}};
inline constexpr AttributeType document_encrypted[] = {
    {"format", Kind::text, "Format of the document"},
    {"method", Kind::text, "How it is encrypted, as far as the file says"},
    {"readable", Kind::integer, "1 when its text opens without a password, 0 when not"}};
inline constexpr AttributeType document_link[] = {{"target", Kind::text, "Where it points"},
                                                  {"label", Kind::text, "Text that shows it"},
                                                  {"place", Kind::text, "Part or page that holds it"}};
inline constexpr AttributeType document_embedded[] = {
    {"name", Kind::text, "Name inside the document"},
    {"size", Kind::integer, "Size in bytes"},
    {"media_type", Kind::text, "Type that the document claims for it"},
    {"description", Kind::text, "Description"},
    {"created_at", Kind::time, "When it was created, as recorded", "Embedded file created"},
    {"modified_at", Kind::time, "When it was changed, as recorded", "Embedded file changed"}};
inline constexpr AttributeType document_part[] = {
    {"path", Kind::text, "Names from the root, '/' between"},
    {"created_at", Kind::time, "When it was made", "Part of document created"},
    {"modified_at", Kind::time, "When it was last changed", "Part of document changed"}};
inline constexpr AttributeType document_macro[] = {{"project", Kind::text, "Part that holds the program code"},
                                                   {"modules", Kind::texts, "Names of its modules"}};

inline constexpr ArtifactType document_types[] = {
    {"document.described", "Document's facts", document_described, "observable:File"},
    {"document.encrypted", "Encrypted document", document_encrypted, "observable:File"},
    {"document.link", "Link in a document", document_link, "observable:URL"},
    {"document.embedded", "File inside a document", document_embedded, "observable:File"},
    {"document.part", "Dated part of a document", document_part, "observable:File"},
    {"document.macro", "Macros in a document", document_macro, "observable:File"}};

}  // namespace sanad
