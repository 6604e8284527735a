#pragma once
// The date of a mail header (RFC 5322 3.3 and 4.3) as an instant. What does not say all of day, time and zone is no
// instant.
#include <array>
#include <charconv>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/readable/charset.hpp"
#include "plugins/sdk/module.hpp"

namespace sanad::mail {

/// Words between blanks; "(comments)" left out.
inline std::vector<std::string> date_words(std::string_view written) {
    std::vector<std::string> words;
    std::string word;
    int depth = 0;
    for (const char c : written) {
        const bool between = c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',';
        if (c == '(') ++depth;
        if (depth == 0 && !between) word += c;
        if (c == ')' && depth > 0) --depth;
        if ((between || c == '(') && !word.empty()) words.push_back(std::move(word)), word.clear();
    }
    if (!word.empty()) words.push_back(std::move(word));
    return words;
}

inline std::optional<int> whole_number(std::string_view digits) {
    int number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || end != digits.data() + digits.size() || digits.empty()) return std::nullopt;
    return number;
}

/// Minutes east of UTC.
inline std::optional<int> zone_minutes(std::string_view zone) {
    if (zone.size() == 5 && (zone[0] == '+' || zone[0] == '-')) {
        const auto number = whole_number(zone.substr(1));
        if (!number || *number < 0 || *number % 100 >= 60) return std::nullopt;
        const int minutes = *number / 100 * 60 + *number % 100;
        return zone[0] == '-' ? -minutes : minutes;
    }
    struct Named {
        std::string_view name;
        int hours;
    };
    constexpr Named named[] = {{"ut", 0},   {"gmt", 0},  {"utc", 0},  {"z", 0},    {"est", -5}, {"edt", -4},
                               {"cst", -6}, {"cdt", -5}, {"mst", -7}, {"mdt", -6}, {"pst", -8}, {"pdt", -7}};
    for (const Named& one : named) {
        if (readable::lower(zone) == one.name) return one.hours * 60;
    }
    return std::nullopt;
}

inline std::optional<sdk::Time> time_of_date_line(std::string_view written) {
    namespace when = std::chrono;
    auto words = date_words(written);
    if (!words.empty() && !(words[0][0] >= '0' && words[0][0] <= '9')) words.erase(words.begin());  // day of week
    if (words.size() < 5) return std::nullopt;
    const auto day_of_month = whole_number(words[0]);
    constexpr std::array<std::string_view, 12> months{"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};
    const auto month_name = std::find(months.begin(), months.end(), readable::lower(words[1]).substr(0, 3));
    auto year_number = whole_number(words[2]);
    if (!day_of_month || month_name == months.end() || !year_number || *year_number < 0) return std::nullopt;
    if (words[2].size() == 2) *year_number += *year_number < 50 ? 2000 : 1900;  // RFC 5322 4.3
    if (words[2].size() == 3) *year_number += 1900;
    const when::year_month_day date{when::year{*year_number},
                                    when::month{static_cast<unsigned>(month_name - months.begin() + 1)},
                                    when::day{static_cast<unsigned>(*day_of_month)}};
    std::array<int, 3> clock{};
    std::size_t fields = 0;
    for (std::string_view rest = words[3]; fields < 3; ++fields) {
        const std::size_t colon = rest.find(':');
        const auto number = whole_number(rest.substr(0, colon));
        if (!number || *number < 0) return std::nullopt;
        clock[fields] = *number;
        if (colon == std::string_view::npos) break;
        rest.remove_prefix(colon + 1);
    }
    const auto zone = zone_minutes(words[4]);
    if (!date.ok() || !zone || fields == 0 || fields > 2 || clock[0] > 23 || clock[1] > 59 || clock[2] > 60 ||
        *year_number < 1900 || *year_number > 2200) {
        return std::nullopt;
    }
    const std::int64_t seconds = when::sys_days{date}.time_since_epoch().count() * std::int64_t{86400} +
                                 clock[0] * 3600 + clock[1] * 60 + clock[2] - *zone * 60;
    return sdk::Time{seconds * 1'000'000'000};
}

}  // namespace sanad::mail
