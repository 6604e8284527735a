// `sanad custody forms`: the acts of custody as data, so that a window asks for the same things, in the same words of
// both languages, as the verbs do.
#include "core/cli/custody_forms.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "core/base/text.hpp"
#include "core/cli/custody_act.hpp"
#include "core/cli/custody_urdu.hpp"
#include "core/cli/output.hpp"
#include "core/custody/event_types.hpp"

namespace sanad {
namespace {

std::string words_json(const Words& words) {
    return JsonObject{}.text("en", words.en).text("ur", words.ur).str();
}

std::string_view item_name(ItemIs item) {
    switch (item) {
        case ItemIs::absent:
            return "absent";
        case ItemIs::needed:
            return "needed";
        case ItemIs::optional:
        case ItemIs::as_corrected:
            return "optional";
    }
    return "";
}

std::string member_json(const EventType& type, const MemberType& member) {
    const MemberWords& words = words_of(member.name);
    JsonObject object;
    object.text("name", member.name).text("flag", flag_of(member.name)).text("shape", name_of(member.shape));
    object.truth("mandatory", member.mandatory)
        .member("words", words_json(words.words))
        .member("ask", words_json({words.ask, ask_in_urdu(member.name)}));
    object.truth("filled_in", is_filled_in(type, member));
    if (member.choices != nullptr) {
        JsonArray choices;
        for (const Choice& choice : member.choices->choices) {
            choices.add(JsonObject{}.text("value", choice.value).member("words", words_json(choice.words)).str());
        }
        object.member("choices", choices.str()).truth("other", member.choices->other);
    }
    return object.str();
}

std::string form_json(const CustodyVerb& verb) {
    const EventType& type = *find_event_type(verb.type);
    JsonArray members;
    bool second_person = false, second_person_needed = false;
    for (const MemberType& member : type.members) {
        if (has_flag(type, member)) members.add(member_json(type, member));
        if (member.name != "approvals") continue;
        second_person = true;
        second_person_needed = member.mandatory;
    }
    JsonArray words;
    if (!verb.group.empty()) words.add(json_string(verb.group));
    words.add(json_string(verb.name));
    JsonObject object;
    object.text("type", type.name).member("verb", words.str()).member("words", words_json(type.words));
    object.member("help", words_json({type.help, help_in_urdu(type.name)}))
        .text("item", item_name(type.item))
        .member("members", members.str());
    object.truth("second_person", second_person).truth("second_person_needed", second_person_needed);
    object.truth("passphrase_anew", takes_passphrase_anew(type.name));
    return object.line();
}

}  // namespace

void add_custody_forms(CLI::App& noun, Session& session) {
    CLI::App* verb = noun.add_subcommand("forms", "What each act asks for, in English and Urdu, for programs");
    verb->footer("Example:\n  sanad custody forms");
    verb->callback([&session] {
        Output out;
        for (const CustodyVerb& act : custody_verbs()) out.write(form_json(act));
        session.succeeded(out.finish());
    });
}

}  // namespace sanad
