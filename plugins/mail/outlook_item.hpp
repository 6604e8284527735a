#pragma once
// What an item of Outlook says, by the numbers of its MAPI properties (MS-OXPROPS), whether it lies in a mailbox or in
// a file of its own. `Properties` has text(id), time(id), integer(id), and the same for named ones of a set.
#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/mail/header_text.hpp"
#include "plugins/readable/html.hpp"
#include "plugins/readable/rtf.hpp"
#include "plugins/sdk/module.hpp"

namespace sanad::mail {

enum class NameSet : std::uint32_t { appointment = 0x00062002, address = 0x00062004 };

struct Recipient {
    std::int64_t kind = 1;  ///< 1 to, 2 copy, 3 hidden copy
    std::string written;
};

/// Where an item lies and how it came to light; said in each of its artifacts.
struct ItemPlace {
    sdk::Range range;
    std::string folder, within, recovered;
    std::optional<std::int64_t> item;
};

inline std::string name_and_address(const std::string& name, const std::string& address) {
    if (address.empty() || name == address) return name;
    return name.empty() ? address : name + " <" + address + ">";
}

/// "/O=ORG/OU=…/CN=NAME" is the address that Exchange uses inside; SMTP's is preferred where it stands too.
template <class Properties>
std::string person(const Properties& item, std::uint32_t name, std::uint32_t smtp, std::uint32_t address) {
    const std::string internet = item.text(smtp);
    return name_and_address(item.text(name), internet.empty() ? item.text(address) : internet);
}

inline void put_text(sdk::Artifact& artifact, std::string_view name, std::string_view value) {
    const std::string_view text = readable::trimmed(value);
    if (!text.empty()) artifact.text(name, sdk::utf8(text));
}

/// Outlook's prefix of a subject: 01 and the length of "Re: " before it (MS-PST 2.5.3.1.1.1).
inline std::string subject_of(std::string subject) {
    if (subject.size() >= 2 && subject[0] == 1) subject.erase(0, 2);
    return subject;
}

inline void put_place(sdk::Artifact& artifact, const ItemPlace& place) {
    put_text(artifact, "folder", place.folder);
    put_text(artifact, "recovered", place.recovered);
    if (place.item) artifact.integer("item", *place.item);
}

template <class Properties>
void emit_message(const Properties& item, const std::vector<Recipient>& recipients,
                  const std::vector<std::string>& attachments, const ItemPlace& place, const sdk::Sink& sink) {
    sdk::Artifact found{"mail.message", place.range};
    put_text(found, "subject", subject_of(item.text(0x0037)));
    const std::string author = person(item, 0x0042, 0x5D02, 0x0065);
    const std::string sender = person(item, 0x0C1A, 0x5D01, 0x0C1F);
    put_text(found, "from", author.empty() ? sender : author);
    if (!author.empty() && sender != author) put_text(found, "sender", sender);
    for (const Recipient& one : recipients) {
        put_text(found, one.kind == 3 ? "bcc" : one.kind == 2 ? "cc" : "to", one.written);
    }
    found.time("sent_at", item.time(0x0039)).time("received_at", item.time(0x0E06));
    found.time("created_at", item.time(0x3007)).time("modified_at", item.time(0x3008));
    put_text(found, "message_id", item.text(0x1035));
    put_text(found, "in_reply_to", item.text(0x1042));
    const std::string references = item.text(0x1039);
    for (std::size_t at = 0; (at = references.find('<', at)) != std::string::npos;) {
        const std::size_t end = references.find('>', at);
        if (end == std::string::npos) break;
        put_text(found, "references", references.substr(at, end - at + 1));
        at = end;
    }
    put_text(found, "topic", item.text(0x0070));
    put_text(found, "class", item.text(0x001A));
    put_text(found, "within", place.within);
    for (const std::string& name : attachments) put_text(found, "attachments", name);
    if (const auto flags = item.integer(0x0E07)) found.integer("read", *flags & 1);
    if (const auto importance = item.integer(0x0017)) found.integer("importance", *importance);
    if (const auto size = item.integer(0x0E08)) found.integer("size", *size);
    put_text(found, "transport_headers", item.text(0x007D));
    put_place(found, place);
    sink.emit(found);
}

template <class Properties>
void emit_contact(const Properties& item, const ItemPlace& place, const sdk::Sink& sink) {
    sdk::Artifact found{"mail.contact", place.range};
    put_text(found, "name", item.text(0x3001));
    put_text(found, "given_name", item.text(0x3A06));
    put_text(found, "family_name", item.text(0x3A11));
    put_text(found, "company", item.text(0x3A16));
    put_text(found, "position", item.text(0x3A17));
    for (const std::uint32_t address : {0x8083, 0x8093, 0x80A3}) {
        put_text(found, "addresses", item.named_text(NameSet::address, address));
    }
    constexpr std::uint32_t phones[] = {0x3A08, 0x3A09, 0x3A1A, 0x3A1B, 0x3A1C, 0x3A1D, 0x3A1E, 0x3A1F, 0x3A21,
                                        0x3A23, 0x3A24, 0x3A25, 0x3A2D, 0x3A2E, 0x3A2F, 0x3A02, 0x3A4A, 0x3A57};
    std::vector<std::string> seen;
    for (const std::uint32_t phone : phones) {
        const std::string number = item.text(phone);
        if (std::ranges::find(seen, number) == seen.end()) put_text(found, "phones", number);
        seen.push_back(number);
    }
    for (const std::uint32_t address : {0x801A, 0x801B, 0x801C}) {  // of home, work, elsewhere
        put_text(found, "postal_addresses", item.named_text(NameSet::address, address));
    }
    found.time("created_at", item.time(0x3007)).time("modified_at", item.time(0x3008));
    put_place(found, place);
    if (!found.empty()) sink.emit(found);
}

template <class Properties>
void emit_appointment(const Properties& item, const std::vector<Recipient>& recipients, const ItemPlace& place,
                      const sdk::Sink& sink) {
    sdk::Artifact found{"mail.appointment", place.range};
    put_text(found, "subject", subject_of(item.text(0x0037)));
    const auto starts = item.named_time(NameSet::appointment, 0x820D);
    const auto ends = item.named_time(NameSet::appointment, 0x820E);
    found.time("starts_at", starts ? starts : item.time(0x0060)).time("ends_at", ends ? ends : item.time(0x0061));
    put_text(found, "location", item.named_text(NameSet::appointment, 0x8208));
    put_text(found, "organizer", person(item, 0x0042, 0x5D02, 0x0065));
    for (const Recipient& one : recipients) put_text(found, "attendees", one.written);
    found.time("created_at", item.time(0x3007)).time("modified_at", item.time(0x3008));
    put_place(found, place);
    if (!found.empty()) sink.emit(found);
}

/// The body: as plain text; where there is none, what HTML or RTF shows. Links of HTML are told in each case.
inline void say_body(const std::string& plain, std::string_view html, const std::string& charset_of_html,
                     const std::optional<std::string>& rtf, const ItemPlace& place, const sdk::Sink& sink) {
    std::string text = plain;
    std::vector<readable::Link> links;
    if (!html.empty()) {
        readable::Page page = readable::page_of_html(readable::html_as_utf8(html, charset_of_html).text);
        links = std::move(page.links);
        if (text.empty()) text = page.text;
    }
    if (rtf && !rtf->empty() && (text.empty() || html.empty())) {
        readable::RtfDocument document = readable::document_of_rtf(*rtf);
        if (html.empty()) links = std::move(document.links);
        if (text.empty()) text = document.text;
    }
    for (const readable::Link& link : links) {
        sdk::Artifact found{"document.link", place.range};
        put_text(found, "target", link.target);
        put_text(found, "label", link.label);
        if (found.has("target")) sink.emit(found);
    }
    if (!readable::trimmed(text).empty()) sink.text(place.range, sdk::utf8(text));
}

}  // namespace sanad::mail
