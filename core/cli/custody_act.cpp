#include "core/cli/custody_act.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>

#include "core/base/text.hpp"
#include "core/base/unicode.hpp"
#include "core/base/version.hpp"
#include "core/cli/not_stated.hpp"
#include "core/cli/signing.hpp"
#include "core/cli/told_time.hpp"
#include "core/custody/loose_json.hpp"
#include "core/custody/members.hpp"
#include "core/custody/peca.hpp"

namespace sanad {
namespace {

constexpr CustodyVerb verbs[] = {
    {"", "seize", "item.seize", "sanad custody seize op-lantern RV/1 --place 'House 7, Lahore'"},
    {"", "register", "item.register",
     "sanad custody register op-lantern RV/2 --kind usb --description 'blue, 16 GB' --origin complainant"},
    {"", "preserve", "item.preserve",
     "sanad custody preserve op-lantern --provider 'Example Telecom' --account 0300… --until 2027-02-20 …"},
    {"", "seal", "item.seal", "sanad custody seal op-lantern RV/1 --seal-no S-10042 --bag-no B-77"},
    {"", "check-seal", "seal.check", "sanad custody check-seal op-lantern RV/1 --state intact"},
    {"", "break-seal", "seal.break", "sanad custody break-seal op-lantern RV/1 --state intact --reason 'to image it'"},
    {"transfer", "offer", "transfer.offer",
     "sanad custody transfer offer op-lantern RV/1 --to a.malik --method hand --condition intact --out OFFER.json"},
    {"transfer", "receive", "transfer.receive",
     "sanad custody transfer receive op-lantern RV/1 --as a.malik --condition intact --seal-state intact"},
    {"transfer", "refuse", "transfer.refuse",
     "sanad custody transfer refuse op-lantern RV/1 --as a.malik --reason 'seal torn'"},
    {"store", "in", "store.in",
     "sanad custody store in op-lantern RV/1 --location MK-2/shelf-7 --keeper s.khan --condition intact --approved-by "
     "s.khan"},
    {"store", "out", "store.out",
     "sanad custody store out op-lantern RV/1 --to a.malik --condition intact --approved-by a.malik"},
    {"store", "audit", "store.audit",
     "sanad custody store audit op-lantern --location MK-2 --expected RV/1,RV/2 --found RV/1,RV/2"},
    {"", "move", "store.move", "sanad custody move op-lantern RV/1 --to MK-2/shelf-9"},
    {"", "acquire", "acquire.start",
     "sanad custody acquire op-lantern RV/1 --authority ID --method physical --write-protection 'Tableau T8u 0042' …"},
    {"", "unreadable", "acquire.error",
     "sanad custody unreadable op-lantern RV/1 --offset 1048576 --length 512 --error 'read error' --fill 00"},
    {"", "acquired", "acquire.finish",
     "sanad custody acquired op-lantern RV/1 --authority ID --method physical --format E01 --sha256 … …"},
    {"", "change", "change.unavoidable",
     "sanad custody change op-lantern RV/1 --what 'unlocked the screen' --why 'to set airplane mode' --effect 'last "
     "use'"},
    {"", "copy", "copy.create",
     "sanad custody copy op-lantern RV/1.1 --parent RV/1 --purpose defence --sha256 … --medium 'USB 0042'"},
    {"", "destroy-copy", "copy.destroy",
     "sanad custody destroy-copy op-lantern RV/1.1 --reason 'case closed' --method 'overwritten'"},
    {"", "incident", "integrity.incident",
     "sanad custody incident op-lantern RV/1 --about ID --what 'the seal on the bag is S-10043'"},
    {"court", "submit", "court.submit",
     "sanad custody court submit op-lantern RV/1 --court 'Sessions Court 3' --exhibit P-4 --received-by 'reader of the "
     "court'"},
    {"court", "return", "court.return", "sanad custody court return op-lantern RV/1 --to a.malik"},
    {"court", "order", "court.order",
     "sanad custody court order op-lantern --court 'Sessions Court 3' --number 112 --date 2026-11-20 --order … --items "
     "RV/1"},
    {"", "return", "item.return", "sanad custody return op-lantern RV/1 --to-role owner --pii receiver_name='…'"},
    {"", "destroy", "item.destroy",
     "sanad custody destroy op-lantern RV/1 --order ID --method shredded --approved-by m.iqbal"},
    {"", "lost", "item.lost", "sanad custody lost op-lantern RV/1 --circumstances 'not on its shelf at the count'"},
    {"", "found", "item.found", "sanad custody found op-lantern RV/1 --where 'shelf 8' --condition intact"},
    {"", "note", "note.add",
     "sanad custody note op-lantern RV/1 --text 'owner asks for an image' --purpose s36-refusal"},
    {"", "correct", "correct",
     "sanad custody correct op-lantern RV/1 --corrects ID --field serial --old 0O42 --new 0042 --reason 'misread'"},
    {"", "authority", "authority.add",
     "sanad custody authority op-lantern --kind search_warrant --number 17 --issuer 'Sessions Court 3' --date "
     "2026-11-20 …"},
    {"", "notice", "court.notice",
     "sanad custody notice op-lantern --court 'Sessions Court 3' --sent-at '2026-11-26 20:00' --how hand"},
    {"", "offence", "case.offence", "sanad custody offence op-lantern --section 20"},
    {"", "close", "case.close", "sanad custody close op-lantern --outcome acquitted --cause custody_gap"},
    {"", "finding", "finding.add",
     "sanad custody finding op-lantern RV/1 --statement … --element … --source … --confidence high --ai-assist no"},
    {"", "withdraw-finding", "finding.withdraw",
     "sanad custody withdraw-finding op-lantern RV/1 --finding ID --reason …"},
    {"", "decrypt", "decrypt.request",
     "sanad custody decrypt op-lantern RV/1 --to 'the holder' --basis 'PECA s.35' --answer 'refused'"},
    {"", "tag", "tag.add", "sanad custody tag op-lantern RV/1 --tag relevant --what 'file 1204'"},
    {"", "untag", "tag.remove", "sanad custody untag op-lantern RV/1 --tag relevant --what 'file 1204'"},
    {"", "report", "report.issue",
     "sanad custody report op-lantern --report report.pdf --title 'Report of the laboratory' --version 1 --state "
     "final"},
    {"", "amend-report", "report.amend",
     "sanad custody amend-report op-lantern --issue ID --report report-2.pdf --reason 'a date was misread'"},
    {"", "review", "report.review", "sanad custody review op-lantern --issue ID --outcome accepted --remarks none"},
    {"", "grant", "role.grant",
     "sanad custody grant op-lantern --person a.malik --role examiner --until 2026-12-31 --approved-by s.khan"},
    {"", "revoke", "role.revoke",
     "sanad custody revoke op-lantern --person a.malik --role examiner --approved-by s.khan"},
    {"", "competence", "competence.add",
     "sanad custody competence op-lantern --person a.malik --method 'mobile extraction' --certificate 'NFA 42' …"},
    {"", "validate-tool", "tool.validate", "sanad custody validate-tool op-lantern --result passed"},
    {"", "check-clock", "clock.check", "sanad custody check-clock op-lantern --offset-ms 120 --against 'time signal'"},
};

constexpr std::size_t most_file_bytes = 1 << 20;
constexpr std::uint64_t usual_sector = 512;  // LEDGER.md section 8

bool told_of(const ToldAct& told, std::string_view member) {
    return told.members.contains(std::string{member}) || told.values.find(member) != nullptr;
}

/// A member of a JSON file that is about the event, not its body; false when it is none.
Result<bool> take_event_member(std::string_view name, const JsonValue& value, ToldAct& told) {
    const auto text = [&](std::string& to) -> Result<bool> {
        if (value.text() == nullptr) return failure(Fault::refused, fmt::format("`{}` is not a text", name));
        if (to.empty()) to = *value.text();
        return true;
    };
    const auto texts = [&](std::vector<std::string>& to) -> Result<bool> {
        if (value.array() == nullptr) return failure(Fault::refused, fmt::format("`{}` is not an array", name));
        for (const JsonValue& one : *value.array()) {
            if (one.text() == nullptr)
                return failure(Fault::refused, fmt::format("`{}` holds something that is not a text", name));
            to.push_back(*one.text());
        }
        return true;
    };
    if (name == "item") return text(told.item);
    if (name == "at") return text(told.at);
    if (name == "zone") return text(told.zone);
    if (name == "place") return text(told.place);
    if (name == "on_behalf") return text(told.on_behalf);
    if (name == "note") return text(told.note);
    if (name == "corrects") return text(told.corrects);
    if (name == "authority") return texts(told.authority);
    if (name == "attach") return texts(told.attachments);
    if (name == "pii") {
        if (value.object() == nullptr) return failure(Fault::refused, "`pii` is not an object");
        for (const auto& [label, one] : *value.object()) {
            if (one.text() == nullptr) return failure(Fault::refused, fmt::format("`pii`: `{}` is not a text", label));
            told.pii.emplace(label, *one.text());
        }
        return true;
    }
    if (name == "override") {
        if (value.object() == nullptr) return failure(Fault::refused, "`override` is not an object");
        if (told.override_rule.empty()) {
            told.override_rule = value.text_or_empty("rule");
            told.override_reason = value.text_or_empty("reason");
        }
        return true;
    }
    return false;
}

Result<void> take_json(const JsonValue& file, ToldAct& told) {
    if (file.object() == nullptr) return failure(Fault::refused, "it is not an object");
    for (const auto& [name, value] : *file.object()) {
        if (TRY(take_event_member(name, value, told))) continue;
        // A text is read like a flag, so that "quantity": "1" will do.
        if (value.text() != nullptr) {
            told.members.emplace(name, *value.text());
        } else if (!told.members.contains(name)) {
            told.values.set(name, value);
        }
    }
    return {};
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\r')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
    return text;
}

/// The lines `member: value`: as much of YAML as a form needs. `pii.LABEL: value`; lists with commas.
Result<void> take_lines(std::string_view file, ToldAct& told) {
    for (std::size_t number = 1; !file.empty(); ++number) {
        const std::size_t end = std::min(file.find('\n'), file.size());
        const std::string_view line = trimmed(file.substr(0, end));
        file.remove_prefix(std::min(end + 1, file.size()));
        if (line.empty() || line.starts_with('#') || line == "---") continue;
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) {
            return failure(Fault::refused, fmt::format("line {}: `member: value` expected", number));
        }
        std::string name{trimmed(line.substr(0, colon))};
        std::string_view value = trimmed(line.substr(colon + 1));
        if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front()) {
            value = value.substr(1, value.size() - 2);
        }
        const std::string text = nfc(value);
        if (name.starts_with("pii.")) {
            told.pii.emplace(name.substr(4), text);
        } else if (name == "authority" || name == "attach") {
            auto& list = name == "attach" ? told.attachments : told.authority;
            for (std::string_view rest = text; !rest.empty();) {
                const std::size_t comma = std::min(rest.find(','), rest.size());
                if (const auto one = trimmed(rest.substr(0, comma)); !one.empty()) list.emplace_back(one);
                rest.remove_prefix(std::min(comma + 1, rest.size()));
            }
        } else if (name == "override") {
            if (told.override_rule.empty()) told.override_rule = text;
        } else if (name == "override_reason") {
            if (told.override_reason.empty()) told.override_reason = text;
        } else if (!TRY(take_event_member(name, JsonValue{text}, told))) {
            told.members.emplace(std::move(name), text);
        }
    }
    return {};
}

std::string after(std::string_view prefix, std::string_view text) {
    return text.starts_with(prefix) ? std::string{text.substr(prefix.size())} : std::string{};
}

/// What is known when an act is told.
struct Record {
    const ToldAct& told;
    const std::string& actor;
    const LedgerCheck& state;
    const ItemState* item = nullptr;   ///< that the act is upon, when it is on record
    const OpenOffer* offer = nullptr;  ///< that a receive or a refusal answers
    bool own_tool = false;             ///< no other tool was named
    bool own_clock = false;            ///< no offset was told
};
/// Nothing: it has to be told.
using Known = Result<std::optional<std::string>>;

Known when_some(std::string text) {
    if (text.empty()) return std::optional<std::string>{};
    return std::optional{std::move(text)};
}

/// The offer that is named, or the only one to whoever acts.
const OpenOffer* offer_meant(const ToldAct& told, const ItemState& item, const std::string& actor) {
    if (const auto named = told.members.find("offer"); named != told.members.end()) {
        const auto found = item.offers.find(named->second);
        return found == item.offers.end() ? nullptr : &found->second;
    }
    const OpenOffer* offer = nullptr;
    std::size_t mine = 0;
    for (const auto& [id, open] : item.offers) {
        if (open.to == actor) offer = &open, ++mine;
    }
    return mine == 1 ? offer : nullptr;
}

std::string in_pii(const ToldAct& told, const char* label) {
    return told.pii.contains(label) ? std::string{label} : std::string{};
}

Known amended_on(const Record& record) {
    const auto member = [&](const char* name) {
        const auto found = record.told.members.find(name);
        return found == record.told.members.end() ? std::string{} : found->second;
    };
    if (member("section").empty()) return when_some({});
    for (const Law& law : TRY(load_laws(IdentityStore::usual_folder() / "law"))) {
        if (law.act != member("act")) continue;
        if (const Offence* offence = law.offence(member("section"), member("scheme")))
            return when_some(offence->as_amended);
    }
    return when_some({});
}

/// The one notice that is still owed.
Known owed_notice(const Record& record) {
    std::string about;
    std::size_t open = 0;
    for (const Due& due : record.state.custody().notices()) {
        if (due.done_at.empty()) about = due.about, ++open;
    }
    return when_some(open == 1 ? about : std::string{});
}

/// 0 when it is none; what is wrong with it is told when it is looked at.
std::uint64_t whole_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? number : 0;
}

/// Of the acquisition at work: what was recorded as unreadable since it began, in sectors of the told size.
Known unreadable_sectors(const Record& record) {
    const auto told = record.told.members.find("sector_size");
    const std::uint64_t sector = told == record.told.members.end() ? usual_sector : whole_number(told->second);
    std::uint64_t bytes = 0;
    for (const Event& event : record.state.events()) {
        if (!event.item || *event.item != record.told.item) continue;
        if (event.type == "acquire.start") bytes = 0;
        if (event.type == "acquire.error") bytes += whole_number(event.body.text_or_empty("length"));
    }
    // Nothing on record is no proof that everything was read: then it is told, or said not to be stated.
    if (bytes == 0 || sector == 0) return when_some({});
    return when_some(std::to_string(bytes / sector + (bytes % sector != 0 ? 1 : 0)));
}

// Where each of them comes from.
Known one(const Record&) {
    return when_some("1");
}
Known intact(const Record&) {
    return when_some("intact");
}
Known empty(const Record&) {
    return std::optional{std::string{}};
}
Known who_acts(const Record& record) {
    return when_some(record.actor);
}
/// The one seal on the item.
Known only_seal(const Record& record) {
    if (record.item == nullptr || record.item->seals.size() != 1) return when_some({});
    return when_some(record.item->seals.begin()->first);
}
Known digest_of_item(const Record& record) {
    return when_some(record.item == nullptr ? std::string{} : record.item->sha256);
}
template <std::string OpenOffer::*member>
Known of_offer(const Record& record) {
    return when_some(record.offer == nullptr ? std::string{} : record.offer->*member);
}
Known custodian(const Record& record) {
    return when_some(record.item == nullptr ? std::string{} : std::string{record.item->custodian()});
}
Known place_in_store(const Record& record) {
    return when_some(record.item == nullptr ? std::string{} : after("store:", record.item->custodian()));
}
Known court_that_has_it(const Record& record) {
    return when_some(record.item == nullptr ? std::string{} : after("court:", record.item->custodian()));
}
Known two_witnesses(const Record& record) {
    const bool both = record.told.pii.contains("witness1_name") && record.told.pii.contains("witness2_name");
    return when_some(both ? "witness1_name,witness2_name" : "");
}
Known receiver(const Record& record) {
    return when_some(in_pii(record.told, "receiver_name"));
}
Known peca(const Record&) {
    return when_some("PECA");
}
Known numbering(const Record&) {
    return when_some("act-2016");
}
template <std::string ToolFacts::*member>
Known of_own_tool(const Record& record) {
    if (!record.own_tool) return when_some({});
    return when_some(TRY(tool_facts()).*member);
}
Known build_if_own(const Record& record) {
    return record.own_tool ? of_own_tool<&ToolFacts::build>(record) : empty(record);
}
Known clock_offset(const Record& record) {
    const auto offset = clock_facts().offset_ms;
    return when_some(record.own_clock && offset ? std::to_string(*offset) : std::string{});
}
Known clock_against(const Record& record) {
    return when_some(record.own_clock && clock_facts().offset_ms ? "what keeps this machine's clock" : "");
}
Known clock_source(const Record& record) {
    if (!record.own_clock) return when_some("manual");
    return when_some(clock_facts().offset_ms ? clock_facts().source : std::string{});
}

/// What nobody needs to type, in the order in which it is worked out.
struct Filling {
    std::string_view type, member;
    Known (*from)(const Record&);
};
constexpr Filling fillings[] = {
    {"item.seize", "quantity", one},
    {"item.seize", "witnesses", two_witnesses},
    {"item.seal", "state", intact},
    {"item.return", "receiver", receiver},
    {"item.found", "by", who_acts},
    {"item.lost", "last_custodian", custodian},
    {"transfer.offer", "from", who_acts},
    {"transfer.offer", "seal_no", only_seal},
    {"transfer.offer", "sha256", digest_of_item},
    {"transfer.receive", "offer", of_offer<&OpenOffer::id>},
    {"transfer.receive", "from", of_offer<&OpenOffer::from>},
    {"transfer.receive", "to", of_offer<&OpenOffer::to>},
    {"transfer.receive", "seal_no", of_offer<&OpenOffer::seal_no>},
    {"transfer.receive", "sha256", of_offer<&OpenOffer::sha256>},
    {"transfer.refuse", "offer", of_offer<&OpenOffer::id>},
    {"seal.check", "seal_no", only_seal},
    {"seal.break", "seal_no", only_seal},
    {"store.in", "seal_no", only_seal},
    {"store.out", "seal_no", only_seal},
    {"store.out", "location", place_in_store},
    {"store.out", "keeper", who_acts},
    {"store.move", "from", place_in_store},
    {"store.move", "keeper", who_acts},
    {"acquire.finish", "unreadable", unreadable_sectors},
    {"court.return", "court", court_that_has_it},
    {"court.notice", "about", owed_notice},
    {"case.offence", "act", peca},
    {"case.offence", "scheme", numbering},
    {"case.offence", "as_amended", amended_on},
    {"tool.validate", "tool", of_own_tool<&ToolFacts::name>},
    {"tool.validate", "version", of_own_tool<&ToolFacts::version>},
    {"tool.validate", "build", build_if_own},
    {"tool.validate", "record", empty},
    {"clock.check", "offset_ms", clock_offset},
    {"clock.check", "against", clock_against},
    {"clock.check", "source", clock_source},
};

/// A list of items that may be empty, which says: all.
bool may_be_empty(const EventType& type, const MemberType& member) {
    return member.mandatory && member.shape == Shape::items && type.name != "store.audit";
}

Result<Attachment> attachment_of(const std::string& path) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    if (error) return failure(Fault::refused, fmt::format("{}: cannot be attached: {}", shown(path), error.message()));
    constexpr std::pair<std::string_view, std::string_view> kinds[] = {
        {".jpg", "image/jpeg"},      {".jpeg", "image/jpeg"}, {".png", "image/png"},
        {".pdf", "application/pdf"}, {".txt", "text/plain"},  {".json", "application/json"}};
    std::string extension = std::filesystem::path{path}.extension().string();
    std::ranges::transform(extension, extension.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    const auto* kind =
        std::ranges::find(kinds, std::string_view{extension}, &std::pair<std::string_view, std::string_view>::first);
    return Attachment{std::string{kind == std::end(kinds) ? "application/octet-stream" : kind->second},
                      ledger_text(std::filesystem::path{path}.filename().string(), 255), TRY(file_sha256(path)),
                      std::to_string(size)};
}

/// A member as typed; times as people tell them.
Result<JsonValue> typed_member(const EventType& type, const MemberType& member, const std::string& typed,
                               const ToldAct& told) {
    if (member.shape == Shape::time && !is_ledger_time(typed)) {
        auto time = told_time(typed, told.zone, member.name == "until");
        if (!time) return within(fmt::format("{}: `{}`", type.name, member.name), time.error());
        return JsonValue{time->time};
    }
    return read_member(type, member, typed);
}

}  // namespace

std::span<const CustodyVerb> custody_verbs() {
    return verbs;
}

bool is_pii_label(std::string_view text) {
    return !text.empty() && text.size() <= 40 && text[0] >= 'a' && text[0] <= 'z' &&
           std::ranges::all_of(text, [](char letter) {
               return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_';
           });
}

std::string flag_of(std::string_view member) {
    std::string flag = "--" + std::string{member};
    std::ranges::replace(flag, '_', '-');
    return flag;
}

bool has_flag(const EventType& type, const MemberType& member) {
    if (member.shape == Shape::key || member.shape == Shape::counts || member.shape == Shape::modules ||
        member.shape == Shape::headers || member.shape == Shape::statement || member.shape == Shape::statements) {
        return false;
    }
    if (member.name == "not_stated") return false;
    // --from is the file that an act is read from; who hands over is who acts, and where a thing lies is on record.
    return member.name != "from" || type.name == "import.bundle";
}

Result<void> read_act_file(const std::filesystem::path& path, ToldAct& told) {
    std::ifstream stream{path, std::ios::binary};
    if (!stream) return failure(Fault::refused, fmt::format("{}: cannot be read", shown(path.string())));
    std::string text(most_file_bytes + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (text.size() > most_file_bytes) return failure(Fault::refused, shown(path.string()) + ": larger than 1 MiB");
    if (!is_utf8(text)) return failure(Fault::refused, shown(path.string()) + ": is not UTF-8");
    const std::size_t first = text.find_first_not_of(" \t\r\n\xef\xbb\xbf");
    const auto read = [&]() -> Result<void> {
        if (first != std::string::npos && text[first] == '{') return take_json(TRY(read_loose_json(text)), told);
        return take_lines(text.starts_with("\xef\xbb\xbf") ? std::string_view{text}.substr(3) : text, told);
    }();
    if (!read) return within(shown(path.string()), read.error());
    return {};
}

bool is_filled_in(const EventType& type, const MemberType& member) {
    return may_be_empty(type, member) || std::ranges::any_of(fillings, [&](const Filling& filling) {
               return filling.type == type.name && filling.member == member.name;
           });
}

Result<void> fill_in(const EventType& type, ToldAct& told, CustodySession& custody) {
    const std::string& actor = custody.person().person;
    Record record{told, actor, *TRY(custody.state())};
    record.own_tool = !told_of(told, "tool");
    record.own_clock = !told_of(told, "offset_ms");
    const auto& items = record.state.custody().items();
    if (const auto item = items.find(told.item); item != items.end()) {
        record.item = &item->second;
        record.offer = offer_meant(told, item->second, actor);
    }
    for (const Filling& filling : fillings) {
        if (filling.type != type.name || told_of(told, filling.member)) continue;
        if (auto known = TRY(filling.from(record))) told.members.emplace(filling.member, std::move(*known));
    }
    for (const MemberType& member : type.members) {
        if (may_be_empty(type, member) && !told_of(told, member.name)) told.members.emplace(member.name, "");
    }
    // A report is recorded by its SHA-256; people have the file.
    if (const auto report = told.members.find("report");
        report != told.members.end() && !is_sha256_hex(report->second)) {
        report->second = TRY(file_sha256(report->second));
    }
    return {};
}

std::vector<const MemberType*> missing_members(const EventType& type, const ToldAct& told) {
    std::vector<const MemberType*> missing;
    for (const MemberType& member : type.members) {
        // Approvals come from persons, not from a form.
        if (member.mandatory && member.shape != Shape::statements && !told_of(told, member.name))
            missing.push_back(&member);
    }
    return missing;
}

std::vector<std::string> missing_pii(const EventType& type, const ToldAct& told) {
    std::vector<std::string> wanted;
    if (type.name == "item.seize" && !told_of(told, "witnesses")) wanted = {"witness1_name", "witness2_name"};
    if (type.name == "item.return" && !told_of(told, "receiver")) wanted = {"receiver_name"};
    std::erase_if(wanted, [&](const std::string& label) { return told.pii.contains(label); });
    return wanted;
}

Result<PreparedAct> prepare_act(const EventType& type, const ToldAct& told, const CustodySession& custody) {
    for (const auto& [name, typed] : told.members) {
        if (find_member(type, name) == nullptr) {
            return failure(Fault::refused, fmt::format("{}: `{}` is none of its members", type.name, shown(name)));
        }
    }
    if (type.item == ItemIs::needed && told.item.empty())
        return failure(Fault::refused, fmt::format("{}: which item?", type.name));
    if (!told.item.empty() && !is_item_number(told.item)) {
        return failure(Fault::refused, fmt::format("\"{}\" is no number of an item: write one such as RV/1 or E-003.1",
                                                   shown(told.item)));
    }
    std::string missing;
    for (const MemberType* member : missing_members(type, told)) {
        missing +=
            fmt::format("\n  {:<20} {}", has_flag(type, *member) ? flag_of(member->name) : std::string{member->name},
                        words_of(member->name).ask);
    }
    for (const std::string& label : missing_pii(type, told)) {
        missing += fmt::format("\n  {:<20} write the name; only a commitment to it goes into the ledger",
                               "--pii " + label + "=…");
    }
    if (!missing.empty()) {
        return failure(Fault::refused, fmt::format("{} is not complete; missing:{}", type.name, missing));
    }

    TRY(check_told(type, told));
    JsonValue body = told.values;
    for (const auto& [name, typed] : told.members) {
        const MemberType& member = *find_member(type, name);
        if (!member.mandatory && typed.empty()) continue;
        body.set(name, TRY(typed_member(type, member, typed, told)));
    }
    if (const std::string left_out = not_stated(type, told); !left_out.empty()) body.set("not_stated", left_out);
    for (const MemberType& member : type.members) {
        if (member.mandatory && member.shape == Shape::statements && body.find(member.name) == nullptr) {
            body.set(std::string{member.name}, JsonValue::Array{});
        }
    }
    TRY(check_new_body(type, body));

    PreparedAct prepared;
    prepared.event = custody.event(std::string{type.name}, std::move(body), told.item);
    Event& event = prepared.event;
    if (!told.at.empty()) {
        const ToldTime time = TRY(told_time(told.at, told.zone));
        event.time = time.time;
        event.tz = time.tz;
    } else if (!told.zone.empty()) {
        event.tz = TRY(told_time(event.time, told.zone)).tz;
    }
    const auto text = [](const char* what, const std::string& value) -> Result<std::optional<std::string>> {
        if (value.empty()) return std::optional<std::string>{};
        std::string fit = nfc(value);
        if (auto fine = check_text(fit); !fine) return within(what, fine.error());
        return std::optional{std::move(fit)};
    };
    event.place = TRY(text("--place", told.place));
    event.purpose = TRY(text("--purpose", told.purpose));
    event.note = TRY(text("--note", told.note));
    if (!told.on_behalf.empty()) {
        if (!is_person_id(told.on_behalf)) return failure(Fault::refused, "--on-behalf: write the person's id");
        event.on_behalf = told.on_behalf;
    }
    for (const std::string& id : told.authority) {
        if (!is_event_id(id)) {
            return failure(Fault::refused,
                           fmt::format("--authority: \"{}\" is no id: `sanad custody authority` prints it", shown(id)));
        }
    }
    event.authority = told.authority;
    if (!told.corrects.empty()) {
        if (!is_event_id(told.corrects))
            return failure(Fault::refused, "--corrects: write the id of the event that was wrong");
        event.corrects = told.corrects;
    }
    if (!told.override_rule.empty()) {
        if (told.override_rule != "V-06" && told.override_rule != "V-10") {
            return failure(Fault::refused, fmt::format("--override {}: only V-06 and V-10 can be set aside",
                                                       shown(told.override_rule)));
        }
        const auto reason = TRY(text("--override-reason", told.override_reason));
        if (!reason)
            return failure(Fault::refused,
                           "--override needs a reason (--override-reason): it is shown in red on every paper");
        event.overriding = Override{told.override_rule, *reason};
    }
    for (const std::string& path : told.attachments) event.att.push_back(TRY(attachment_of(path)));
    for (const auto& [label, value] : told.pii) {
        if (!is_pii_label(label)) {
            return failure(Fault::refused, fmt::format("--pii {}: a label is of a to z, 0 to 9 and _", shown(label)));
        }
        if (value.empty()) return failure(Fault::refused, fmt::format("--pii {}: is empty", shown(label)));
        if (!is_utf8(value)) return failure(Fault::refused, fmt::format("--pii {}: is not UTF-8", shown(label)));
        prepared.openings.push_back(make_opening(label, value));
        event.pii.push_back(commitment_of(prepared.openings.back()));
    }
    return prepared;
}

}  // namespace sanad
