#pragma once
// The schema of every artifact that a module may emit: tables, columns of the screen, `sanad module show`, exports and
// the refusal of undeclared output all read it here. Append-only: a name once published keeps its meaning and its kind
// for ever, and a name given up is never used again. A type is named subject.happening; types/ holds one file per
// subject.
#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "core/artifact/types/archive.hpp"
#include "core/artifact/types/communication.hpp"
#include "core/artifact/types/contact.hpp"
#include "core/artifact/types/desktop.hpp"
#include "core/artifact/types/device.hpp"
#include "core/artifact/types/document.hpp"
#include "core/artifact/types/event.hpp"
#include "core/artifact/types/file.hpp"
#include "core/artifact/types/log.hpp"
#include "core/artifact/types/macos.hpp"
#include "core/artifact/types/mail.hpp"
#include "core/artifact/types/media.hpp"
#include "core/artifact/types/network_usage.hpp"
#include "core/artifact/types/pattern.hpp"
#include "core/artifact/types/phone.hpp"
#include "core/artifact/types/program.hpp"
#include "core/artifact/types/shell.hpp"
#include "core/artifact/types/system.hpp"
#include "core/artifact/types/unix.hpp"
#include "core/artifact/types/web.hpp"

namespace sanad {

template <std::size_t... sizes>
constexpr auto joined(const ArtifactType (&... parts)[sizes]) {
    std::array<ArtifactType, (sizes + ...)> all{};
    auto* next = all.data();
    ((next = std::ranges::copy(parts, next).out), ...);
    return all;
}

inline constexpr auto artifact_types =
    joined(archive_types, communication_types, contact_types, desktop_types, device_types, document_types,
           event_log_types, file_types, log_types, macos_types, mail_types, media_types, network_usage_types,
           pattern_types, phone_types, program_types, shell_types, system_types, unix_types, web_types);

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

}  // namespace sanad
