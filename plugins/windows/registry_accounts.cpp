// Accounts and groups of the SAM hive, and the profiles of those who logged on.
#include <map>

#include "plugins/windows/registry_report.hpp"

namespace windows::registry {
namespace {

// The value F of an account: times, identifier, counters.
constexpr std::size_t last_logon_at = 8, password_set_at = 24, expires_at = 32, failed_at = 40, rid_at = 48,
                      flags_at = 56, failed_count_at = 64, logon_count_at = 66;
constexpr std::uint16_t disabled_flag = 1;
// The value V: places and lengths of its texts, 12 bytes each; the texts follow.
constexpr std::size_t texts_begin = 0xCC;
struct AccountText {
    std::size_t place;
    std::string_view attribute;
};
constexpr AccountText account_texts[] = {{0x0C, "name"},        {0x18, "full_name"},    {0x24, "comment"},
                                         {0x48, "home_folder"}, {0x60, "logon_script"}, {0x6C, "profile_path"}};
// The value C of a group: likewise.
constexpr std::size_t group_texts_begin = 0x34;

using Memberships = std::map<std::string, std::vector<std::string>>;

/// "S-1-5-21-a-b-c", which the identifiers of all local accounts begin with: the end of the domain's value V.
std::string machine_sid(const Hive& hive) {
    const auto key = hive.key("SAM\\Domains\\Account");
    const auto value = key ? key->value("V") : std::nullopt;
    if (!value || value->data.size() < 24) return {};
    return sid_text(part(value->data, value->data.size() - 24)).value_or("");
}

std::optional<std::int64_t> hexadecimal(std::string_view text) {
    if (text.empty() || text.size() > 8) return std::nullopt;
    std::int64_t number = 0;
    for (const char c : text) {
        const char lower = folded(c);
        if (!(lower >= '0' && lower <= '9') && !(lower >= 'a' && lower <= 'f')) return std::nullopt;
        number = number << 4 | (lower <= '9' ? lower - '0' : lower - 'a' + 10);
    }
    return number;
}

void read_group(const Report& report, const Key& key, Memberships& memberships) {
    const auto value = key.value("C");
    if (!value) return;
    const auto text_at = [&](std::size_t place) {
        const std::size_t offset = u32(value->data, place).value_or(0);
        return utf8_of_utf16le(part(value->data, group_texts_begin + offset, u32(value->data, place + 4).value_or(0)));
    };
    Artifact group{"account.group_listed", value->range};
    const std::string name = text_at(0x10);
    add(group, "name", std::optional{name});
    add(group, "comment", std::optional{text_at(0x1C)});
    if (const auto rid = u32(value->data, 0)) group.integer("rid", *rid);
    Bytes members = part(value->data, group_texts_begin + u32(value->data, 0x28).value_or(0));
    for (std::uint32_t count = u32(value->data, 0x30).value_or(0); count > 0; --count) {
        const auto sid = sid_text(members);
        if (!sid) {
            report.damaged(value->range, "members of the group \"" + name + "\" are cut");
            break;
        }
        group.text("members", *sid);
        memberships[*sid].push_back(name);
        members = part(members, 8 + members[1] * 4u);
    }
    report.emit(group, key);
}

Memberships read_groups(const Report& report) {
    Memberships memberships;
    for (const std::string_view domain : {"SAM\\Domains\\Builtin\\Aliases", "SAM\\Domains\\Account\\Aliases"}) {
        if (const auto groups = report.hive.key(domain)) {
            groups->each_key([&](const Key& key) {
                if (hexadecimal(key.name())) read_group(report, key, memberships);
            });
        }
    }
    return memberships;
}

void add_facts(Artifact& account, Bytes facts) {
    const auto time = [&](std::string_view name, std::size_t at) {
        const auto filetime = u64(facts, at);
        if (filetime && *filetime < INT64_MAX) account.time(name, time_of_filetime(*filetime));
    };
    time("last_logon_at", last_logon_at);
    time("password_set_at", password_set_at);
    time("expires_at", expires_at);
    time("last_failed_logon_at", failed_at);
    if (const auto flags = u16(facts, flags_at)) {
        account.integer("flags", *flags).integer("disabled", (*flags & disabled_flag) != 0 ? 1 : 0);
    }
    if (const auto count = u16(facts, failed_count_at)) account.integer("failed_logon_count", *count);
    if (const auto count = u16(facts, logon_count_at)) account.integer("logon_count", *count);
}

void read_account(const Report& report, const Key& key, const std::string& machine, const Memberships& memberships) {
    const auto rid = hexadecimal(key.name());
    const auto facts = key.value("F");
    const auto texts = key.value("V");
    if (!rid || (!facts && !texts)) return;
    Artifact account{"account.listed", key.range()};
    if (texts) {
        for (const AccountText& each : account_texts) {
            const std::size_t offset = texts_begin + u32(texts->data, each.place).value_or(0);
            const std::size_t length = u32(texts->data, each.place + 4).value_or(0);
            if (length > 0 && offset + length > texts->data.size()) {
                report.damaged(texts->range,
                               "the " + std::string{each.attribute} + " of account " + key.name() + " is cut");
                continue;
            }
            add(account, each.attribute, std::optional{utf8_of_utf16le(part(texts->data, offset, length))});
        }
    }
    account.integer("rid", *rid);
    if (!machine.empty()) {
        const std::string sid = machine + "-" + std::to_string(*rid);
        account.text("sid", sid);
        if (const auto groups = memberships.find(sid); groups != memberships.end())
            add(account, "groups", groups->second);
    }
    if (facts) {
        add_facts(account, facts->data);
        if (const auto recorded = u32(facts->data, rid_at); recorded && *recorded != *rid) {
            report.damaged(facts->range,
                           "account " + key.name() + " says its identifier is " + std::to_string(*recorded));
        }
    }
    if (const auto hint = key.value("UserPasswordHint"))
        add(account, "password_hint", std::optional{utf16_text(hint->data)});
    if (const auto internet = key.value("InternetUserName")) {
        add(account, "internet_name", std::optional{utf16_text(internet->data)});
    }
    report.emit(account, key);
}

/// A FILETIME in two numbers of 32 bits.
std::optional<Time> time_of_halves(const Key& key, const std::string& name) {
    const auto high = key.number(name + "High");
    const auto low = key.number(name + "Low");
    if (!high || !low) return std::nullopt;
    return time_of_filetime(static_cast<std::uint64_t>(*high) << 32 | static_cast<std::uint64_t>(*low));
}

void read_profiles(const Report& report) {
    for (const Key& list : software_keys(report.hive, "Microsoft\\Windows NT\\CurrentVersion\\ProfileList")) {
        list.each_key([&](const Key& key) {
            Artifact profile{"account.profile_listed", key.range()};
            profile.text("sid", key.name());
            if (!add(profile, "path", key.text("ProfileImagePath"))) return;
            auto loaded = time_of_halves(key, "LocalProfileLoadTime");
            profile.time("loaded_at", loaded ? loaded : time_of_halves(key, "ProfileLoadTime"));
            auto unloaded = time_of_halves(key, "LocalProfileUnloadTime");
            profile.time("unloaded_at", unloaded ? unloaded : time_of_halves(key, "ProfileUnloadTime"));
            report.emit(profile, key);
        });
    }
}

}  // namespace

void read_accounts(const Report& report) {
    const Memberships memberships = read_groups(report);
    const std::string machine = machine_sid(report.hive);
    if (const auto users = report.hive.key("SAM\\Domains\\Account\\Users")) {
        users->each_key([&](const Key& key) { read_account(report, key, machine, memberships); });
    }
    read_profiles(report);
}

}  // namespace windows::registry
