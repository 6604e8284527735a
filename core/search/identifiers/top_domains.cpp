// Top domains: the two-letter codes of ISO 3166-1 that are delegated (IANA root zone), and generic names in common use.
// The whole root zone has some 1,400 names, most of them words of English: they would make domains out of prose.
#include <algorithm>
#include <array>

#include "core/search/identifiers/families.hpp"

namespace sanad {
namespace {

constexpr auto sorted(auto names) {
    std::ranges::sort(names);
    return names;
}

constexpr auto countries = sorted(std::to_array<std::string_view>(
    {"ac", "ad", "ae", "af", "ag", "ai", "al", "am", "ao", "aq", "ar", "as", "at", "au", "aw", "ax", "az", "ba", "bb",
     "bd", "be", "bf", "bg", "bh", "bi", "bj", "bm", "bn", "bo", "br", "bs", "bt", "bw", "by", "bz", "ca", "cc", "cd",
     "cf", "cg", "ch", "ci", "ck", "cl", "cm", "cn", "co", "cr", "cu", "cv", "cw", "cx", "cy", "cz", "de", "dj", "dk",
     "dm", "do", "dz", "ec", "ee", "eg", "er", "es", "et", "eu", "fi", "fj", "fk", "fm", "fo", "fr", "ga", "gd", "ge",
     "gf", "gg", "gh", "gi", "gl", "gm", "gn", "gp", "gq", "gr", "gs", "gt", "gu", "gw", "gy", "hk", "hm", "hn", "hr",
     "ht", "hu", "id", "ie", "il", "im", "in", "io", "iq", "ir", "is", "it", "je", "jm", "jo", "jp", "ke", "kg", "kh",
     "ki", "km", "kn", "kp", "kr", "kw", "ky", "kz", "la", "lb", "lc", "li", "lk", "lr", "ls", "lt", "lu", "lv", "ly",
     "ma", "mc", "md", "me", "mg", "mh", "mk", "ml", "mm", "mn", "mo", "mp", "mq", "mr", "ms", "mt", "mu", "mv", "mw",
     "mx", "my", "mz", "na", "nc", "ne", "nf", "ng", "ni", "nl", "no", "np", "nr", "nu", "nz", "om", "pa", "pe", "pf",
     "pg", "ph", "pk", "pl", "pm", "pn", "pr", "ps", "pt", "pw", "py", "qa", "re", "ro", "rs", "ru", "rw", "sa", "sb",
     "sc", "sd", "se", "sg", "sh", "si", "sk", "sl", "sm", "sn", "so", "sr", "ss", "st", "su", "sv", "sx", "sy", "sz",
     "tc", "td", "tf", "tg", "th", "tj", "tk", "tl", "tm", "tn", "to", "tr", "tt", "tv", "tw", "tz", "ua", "ug", "uk",
     "us", "uy", "uz", "va", "vc", "ve", "vg", "vi", "vn", "vu", "wf", "ws", "ye", "yt", "za", "zm", "zw"}));

constexpr auto generic = sorted(std::to_array<std::string_view>(
    {"academy", "aero",    "agency", "app",      "arpa",    "art",     "asia",   "bank",     "bid",           "biz",
     "blog",    "buzz",    "cat",    "center",   "city",    "click",   "cloud",  "club",     "com",           "company",
     "coop",    "cyou",    "dev",    "digital",  "edu",     "email",   "expert", "finance",  "fun",           "fyi",
     "global",  "gov",     "group",  "guru",     "host",    "icu",     "info",   "int",      "international", "jobs",
     "life",    "link",    "live",   "loan",     "ltd",     "market",  "media",  "men",      "mil",           "mobi",
     "money",   "monster", "museum", "name",     "net",     "network", "news",   "ninja",    "one",           "onion",
     "online",  "org",     "page",   "party",    "plus",    "post",    "press",  "pro",      "pub",           "quest",
     "rest",    "rocks",   "run",    "services", "shop",    "site",    "social", "software", "solutions",     "space",
     "store",   "stream",  "studio", "support",  "systems", "team",    "tech",   "tel",      "today",         "tools",
     "top",     "trade",   "travel", "vip",      "website", "wiki",    "win",    "work",     "world",         "xxx",
     "xyz",     "zone"}));

/// By first letter, a bit for each length that a generic name has: most words are told from all of them by it.
constexpr auto generic_lengths = [] {
    std::array<std::uint32_t, 26> lengths{};
    for (const std::string_view name : generic) lengths[static_cast<std::size_t>(name[0] - 'a')] |= 1u << name.size();
    return lengths;
}();

/// A bit for each second letter.
constexpr auto country_letters = [] {
    std::array<std::uint32_t, 26> letters{};
    for (const std::string_view code : countries)
        letters[static_cast<std::size_t>(code[0] - 'a')] |= 1u << (code[1] - 'a');
    return letters;
}();

static_assert(std::ranges::max(generic, {}, &std::string_view::size).size() == longest_top_domain);

}  // namespace

bool known_top_domain(std::string_view name) {
    if (name.size() < 2 || name.size() > longest_top_domain || !is_letter(name[0])) return false;
    const auto first = static_cast<std::size_t>(lower(name[0]) - 'a');
    if (name.size() == 2) return is_letter(name[1]) && (country_letters[first] >> (lower(name[1]) - 'a') & 1) != 0;
    return (generic_lengths[first] >> name.size() & 1) != 0 && std::ranges::binary_search(generic, lower(name));
}

}  // namespace sanad
