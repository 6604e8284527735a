#pragma once
// Whom people know, and as whom they are known: contacts, and accounts used.
#include "core/artifact/artifact_type.hpp"

namespace sanad {

inline constexpr AttributeType contact_stored[] = {
    {"service", Kind::text, "Service or application whose contact it is"},
    {"account", Kind::text, "Account or store on this device that holds it"},
    {"identifier", Kind::text, "Identifier of the person in the service"},
    {"user_name", Kind::text, "Name they use there"},
    {"name", Kind::text, "Name shown"},
    {"given_name", Kind::text, "Given name"},
    {"middle_name", Kind::text, "Middle name"},
    {"family_name", Kind::text, "Family name"},
    {"nickname", Kind::text, "Nickname"},
    {"own_name", Kind::text, "Name that the person gave themselves"},
    {"organization", Kind::text, "Organization"},
    {"department", Kind::text, "Department"},
    {"title", Kind::text, "Title or work"},
    {"phones", Kind::texts, "Phone numbers"},
    {"emails", Kind::texts, "Mail addresses"},
    {"addresses", Kind::texts, "Postal addresses"},
    {"urls", Kind::texts, "Pages"},
    {"relations", Kind::texts, "Related persons, messengers and other entries, as \"label: value\""},
    {"birthday", Kind::text, "Birthday, as recorded"},
    {"gender", Kind::text, "Gender, as recorded"},
    {"location", Kind::text, "Place, as recorded"},
    {"distance", Kind::real, "Distance from this device, as the service gave it"},
    {"note", Kind::text, "Note of the user"},
    {"about", Kind::text, "What the person says of themselves"},
    {"about_at", Kind::time, "When they said so", "Contact changed their status text"},
    {"picture", Kind::text, "Path or address of the picture"},
    {"created_at", Kind::time, "When the entry, or the person's account, was made", "Contact created"},
    {"modified_at", Kind::time, "When the entry was last changed", "Contact changed"},
    {"last_contacted_at", Kind::time, "When they were last called or written to", "Contact reached"},
    {"last_seen_at", Kind::time, "When they were last online", "Contact online"},
    {"requested_at", Kind::time, "When a contact request was made", "Contact requested"},
    {"request", Kind::text, "Kind or text of the contact request"},
    {"request_text", Kind::text, "What the request says"},
    {"contact_count", Kind::integer, "Times they were called or written to, where the source counts"},
    {"followers", Kind::integer, "Followers of the person"},
    {"following", Kind::integer, "Whom the person follows"},
    {"followed", Kind::integer, "1: the user of this device follows or befriended the person"},
    {"starred", Kind::integer, "1: a favourite"},
    {"blocked", Kind::integer, "1: blocked by the user"},
    {"registered", Kind::integer, "1: uses the service"},
    {"deleted", Kind::integer, "1: the application marks it as deleted"},
    {"status", Kind::text, "Status in the service"}};

inline constexpr AttributeType account_used[] = {
    {"service", Kind::text, "Service or application"},
    {"account", Kind::text, "Name of the account"},
    {"kind", Kind::text, "Type of the account, as recorded"},
    {"identifier", Kind::text, "Its number or identifier in the service"},
    {"name", Kind::text, "Name of its owner, as given"},
    {"phone", Kind::text, "Phone number of it"},
    {"emails", Kind::texts, "Mail addresses of it"},
    {"country", Kind::text, "Country, as recorded"},
    {"about", Kind::text, "What the owner says of themselves"},
    {"created_at", Kind::time, "When it was made", "Account created"},
    {"changed_at", Kind::time, "When its profile was last changed", "Account changed"},
    {"about_at", Kind::time, "When its status text was last changed", "Account's status text changed"},
    {"last_used_at", Kind::time, "When it was last used", "Account used"},
    {"last_seen_at", Kind::time, "When it was last online", "Account online"},
    {"authorized_at", Kind::time, "When it was last let in or asked for a permission", "Account authorized"}};

inline constexpr ArtifactType contact_types[] = {
    {"contact.stored", "Contact", contact_stored, "observable:Contact"},
    {"account.used", "Account", account_used, "observable:DigitalAccount"}};

}  // namespace sanad
