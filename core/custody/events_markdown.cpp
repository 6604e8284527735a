// EVENTS.md: the table of event_types.cpp for readers.
#include <fmt/format.h>

#include <set>
#include <vector>

#include "core/custody/event_types.hpp"

namespace sanad {
namespace {

std::string_view item_text(ItemIs item) {
    switch (item) {
        case ItemIs::absent:
            return "none";
        case ItemIs::needed:
            return "needed";
        case ItemIs::optional:
            return "may be named";
        case ItemIs::as_corrected:
            return "that of the corrected event";
    }
    return "";
}

}  // namespace

std::string events_markdown() {
    std::string page =
        "# The events of a ledger\n\n"
        "Printed from `event_types.cpp` by a test (`SANAD_UPDATE_GOLDEN=1` writes it anew). What a verifier asks is\n"
        "[LEDGER.md](LEDGER.md) section 8: the members, none missing and none other, each of its shape, where *one of* "
        "is any\n"
        "text and a date is a text. An act that is recorded now is held to the lists below beside that. `other: ` "
        "stands\n"
        "before words of one's own where a list allows them.\n";
    std::vector<const ChoiceList*> lists;
    std::set<std::string_view> listed;
    for (const EventType& type : event_types()) {
        page += fmt::format("\n## `{}`: {} · {}\n\n{}. Column *{}*, item: {}.\n\n", type.name, type.words.en,
                            type.words.ur, type.help, name_of(type.column), item_text(type.item));
        page += "| Member | Shape | English | Urdu |\n|---|---|---|---|\n";
        for (const MemberType& member : type.members) {
            std::string shape{name_of(member.shape)};
            if (member.choices != nullptr) {
                shape += fmt::format(" [{0}](#{0})", member.choices->name);
                if (listed.insert(member.choices->name).second) lists.push_back(member.choices);
            }
            const Words words = words_of(member.name).words;
            page += fmt::format("| `{}`{} | {} | {} | {} |\n", member.name, member.mandatory ? "" : "?", shape,
                                words.en, words.ur);
        }
    }
    page += "\n# Lists\n";
    for (const ChoiceList* list : lists) {
        page += fmt::format("\n## {}\n\n| Word | English | Urdu |\n|---|---|---|\n", list->name);
        for (const Choice& choice : list->choices) {
            page += fmt::format("| `{}` | {} | {} |\n", choice.value, choice.words.en, choice.words.ur);
        }
        if (list->other) page += "| `other: …` | Other | دیگر |\n";
    }
    return page;
}

}  // namespace sanad
