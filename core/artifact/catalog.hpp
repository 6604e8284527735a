#pragma once
// The schema of every artifact that a module may emit: tables, columns of the screen, `sanad module show`, exports and
// the refusal of undeclared output all read it here. Append-only: a name once published keeps its meaning and its kind
// for ever, and a name given up is never used again. A type is named subject.happening.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace sanad {

enum class Kind : std::uint8_t {
    text,     ///< UTF-8
    texts,    ///< a list of them
    integer,  ///< 64 bits, signed
    real,     ///< finite
    time,     ///< nanoseconds since 1970 UTC
    bytes,
};

constexpr std::string_view name_of(Kind kind) {
    constexpr std::string_view names[] = {"text", "texts", "integer", "real", "time", "bytes"};
    return names[static_cast<std::size_t>(kind)];
}

struct AttributeType {
    std::string_view name;
    Kind kind;
    std::string_view meaning;         ///< for people, with the unit of a number
    std::string_view happening = {};  ///< of a time: what the timeline says happened then
};

struct ArtifactType {
    std::string_view name;
    std::string_view label;
    std::span<const AttributeType> attributes;
    std::string_view case_uco;  ///< the CASE/UCO class that an export makes of it
};

inline constexpr AttributeType file_deleted[] = {
    {"path", Kind::text, "Where the file was before, as the system recorded it"},
    {"deleted_at", Kind::time, "When it was deleted", "File deleted"},
    {"size", Kind::integer, "Its size in bytes"}};
inline constexpr AttributeType file_downloaded[] = {
    {"file", Kind::text, "Name of the file that came from elsewhere"},
    {"url", Kind::text, "Address it came from"},
    {"referrer_url", Kind::text, "Page or archive that led to it"},
    {"host_address", Kind::text, "Network address of the host it came from"},
    {"zone", Kind::integer, "Security zone: 0 this machine, 1 intranet, 2 trusted, 3 internet, 4 restricted"},
    {"program", Kind::text, "Program that saved it"}};
inline constexpr AttributeType program_executed[] = {
    {"program", Kind::text, "Executable name as the system recorded it"},
    {"executed_at", Kind::time, "Most recent run", "Program run"},
    {"run_count", Kind::integer, "Times run, where the source counts them"},
    {"loaded_files", Kind::texts, "Files mapped during start"}};
inline constexpr AttributeType web_visited[] = {
    {"url", Kind::text, "Address visited"},
    {"title", Kind::text, "Title of the page"},
    {"visited_at", Kind::time, "When it was visited", "Page visited"},
    {"visit_count", Kind::integer, "Visits so far, where the source counts them"}};

inline constexpr ArtifactType artifact_types[] = {
    {"file.deleted", "File deleted", file_deleted, "observable:File"},
    {"file.downloaded", "File downloaded", file_downloaded, "observable:File"},
    {"program.executed", "Program executed", program_executed, "observable:Process"},
    {"web.visited", "Page visited", web_visited, "observable:URLHistoryEntry"}};

/// Null: no such type.
constexpr const ArtifactType* artifact_type(std::string_view name) {
    const auto* found = std::ranges::find(artifact_types, name, &ArtifactType::name);
    return found == std::end(artifact_types) ? nullptr : found;
}

constexpr const AttributeType* attribute_type(const ArtifactType& type, std::string_view name) {
    const auto found = std::ranges::find(type.attributes, name, &AttributeType::name);
    return found == type.attributes.end() ? nullptr : &*found;
}

/// A lower-case letter, then lower-case letters, digits and underscores: a column's name in every database.
constexpr bool is_word(std::string_view text) {
    constexpr auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
    return !text.empty() && text.size() <= 64 && is_lower(text[0]) &&
           std::ranges::all_of(text, [&](char c) { return is_lower(c) || (c >= '0' && c <= '9') || c == '_'; });
}

/// How many words with dots between; 0 when one of them is none.
constexpr std::size_t dotted_words(std::string_view text) {
    for (std::size_t words = 1;; ++words) {
        const std::size_t dot = text.find('.');
        if (!is_word(text.substr(0, dot))) return 0;
        if (dot == std::string_view::npos) return words;
        text.remove_prefix(dot + 1);
    }
}

/// x.vendor.name: a type of somebody else's, kept without a schema until the catalog adopts it.
constexpr bool is_vendor_type(std::string_view name) {
    return name.starts_with("x.") && dotted_words(name) == 3;
}

/// The names that the JSON line of an artifact uses beside its attributes.
constexpr bool is_attribute_name(std::string_view name) {
    return is_word(name) && name != "type" && name != "source";
}

static_assert(std::ranges::all_of(artifact_types,
                                  [](const ArtifactType& type) {
                                      return dotted_words(type.name) == 2 && !type.name.starts_with("x.") &&
                                             !type.attributes.empty() && artifact_type(type.name) == &type &&
                                             std::ranges::all_of(type.attributes, [&](const AttributeType& attribute) {
                                                 return is_attribute_name(attribute.name) &&
                                                        attribute_type(type, attribute.name) == &attribute &&
                                                        (attribute.kind == Kind::time) == !attribute.happening.empty();
                                             });
                                  }),
              "each name once and well formed; a time, and only a time, says what happened");

}  // namespace sanad
