#include "core/search/query_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "core/artifact/catalog.hpp"
#include "core/base/text.hpp"

namespace sanad {
namespace {

constexpr SearchFields in_findings = field_bit(SearchField::artifact);

/// What an examiner calls one thing, and the catalog's types call by several names.
struct Gathered {
    std::string_view name;
    SearchFields fields;
    std::array<std::string_view, 8> attributes;
};
constexpr Gathered gathered[] = {
    {"from", in_findings, {"from", "sender", "sender_name", "sender_address", "author", "author_name", "organizer"}},
    {"to", in_findings, {"to", "cc", "bcc", "recipients", "recipient", "recipient_name", "attendees"}},
    {"subject", in_findings, {"subject", "topic", "message_subject"}},
    {"title", in_findings, {"title", "page_title", "origin_title"}},
    {"url",
     in_findings,
     {"url", "urls", "referrer_url", "page_url", "origin_url", "source_url", "redirect_url", "target_url"}},
    // The body of mail, pages and documents is a text; that of chats and posts is a value of a finding.
    {"body",
     static_cast<SearchFields>(in_findings | field_bit(SearchField::text)),
     {"text", "quoted_text", "snippet", "preview", "note"}},
    {"phone", in_findings, {"phone", "phones", "party", "sender", "recipients", "participants"}},
    {"email", in_findings, {"email", "emails", "from", "to", "cc", "bcc", "sender", "recipients"}},
};
constexpr std::pair<std::string_view, std::string_view> other_names[] = {
    {"sender", "from"}, {"recipient", "to"}, {"recipients", "to"}, {"filename", "name"}, {"content", "text"}};

constexpr FieldMeaning meanings[] = {
    {"name", "names of files"},
    {"path", "paths of files"},
    {"text", "texts of files and of what modules read in them"},
    {"artifact", "all values of findings"},
    {"from", "who sent or wrote it (also sender:)"},
    {"to", "for whom it was, copies included (also recipient:)"},
    {"subject", "subjects of mail, messages, documents"},
    {"title", "titles of pages and documents"},
    {"url", "addresses of pages and files"},
    {"body", "what a document, a mail, a message says"},
    {"phone", "telephone numbers of parties and contacts"},
    {"email", "mail addresses of parties and contacts"},
};

constexpr bool is_text(Kind kind) {
    return kind == Kind::text || kind == Kind::texts;
}

std::string known_names() {
    std::string names;
    for (const FieldMeaning& each : meanings) names += fmt::format("{}{}", names.empty() ? "" : ", ", each.name);
    return names;
}

}  // namespace

std::string_view name_of(SearchField field) {
    static constexpr std::string_view names[] = {"name", "path", "text", "artifact"};
    return names[static_cast<std::size_t>(field)];
}

std::span<const FieldMeaning> query_field_meanings() {
    return meanings;
}

Result<QueryField> query_field(std::string_view written) {
    const std::string lower = ascii_lower(std::string{written});
    std::string_view name = lower;
    for (const auto& [other, own] : other_names) {
        if (name == other) name = own;
    }
    for (const SearchField field : {SearchField::name, SearchField::path, SearchField::text, SearchField::artifact}) {
        if (name == name_of(field)) return QueryField{field_bit(field), {}};
    }
    for (const Gathered& each : gathered) {
        if (name != each.name) continue;
        QueryField field{each.fields, {}};
        std::ranges::copy_if(each.attributes, std::back_inserter(field.attributes),
                             [](std::string_view attribute) { return !attribute.empty(); });
        return field;
    }
    const AttributeType* other_kind = nullptr;
    for (const ArtifactType& type : artifact_types) {
        const AttributeType* attribute = attribute_type(type, name);
        if (attribute == nullptr) continue;
        if (is_text(attribute->kind)) return QueryField{in_findings, {attribute->name}};
        other_kind = attribute;
    }
    if (other_kind != nullptr)
        return failure(
            Fault::refused,
            fmt::format("\"{}\" holds no text that could be searched for: ask sanad find with --where", name));
    return failure(
        Fault::refused,
        fmt::format("no field is called \"{}\"; there are {}, and every attribute of findings that holds text "
                    "(sanad module show); to look for these words themselves, put them in quotation marks",
                    shown(written), known_names()));
}

}  // namespace sanad
