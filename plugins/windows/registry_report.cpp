#include "plugins/windows/registry_report.hpp"

#include <algorithm>

namespace windows::registry {

std::optional<std::string> sid_text(Bytes bytes) {
    if (bytes.size() < 8 || bytes[0] != 1 || bytes[1] > 15 || bytes.size() < 8u + bytes[1] * 4u) return std::nullopt;
    std::uint64_t authority = 0;
    for (std::size_t i = 2; i < 8; ++i) authority = authority << 8 | bytes[i];
    std::string text = "S-1-" + std::to_string(authority);
    for (std::size_t i = 0; i < bytes[1]; ++i) text += "-" + std::to_string(*u32(bytes, 8 + i * 4));
    return text;
}

std::vector<Key> software_keys(const Hive& hive, std::string_view path) {
    std::vector<Key> found;
    for (const std::string_view prefix : {"", "Software\\", "Wow6432Node\\", "Software\\Wow6432Node\\"}) {
        if (auto key = hive.key(std::string{prefix} + std::string{path})) found.push_back(std::move(*key));
    }
    return found;
}

std::vector<std::uint32_t> recent_order(const Key& key) {
    std::vector<std::uint32_t> order;
    const auto list = key.value("MRUListEx");
    if (!list) return order;
    for (std::size_t at = 0; at + 4 <= list->data.size(); at += 4) {
        const std::uint32_t number = *u32(list->data, at);
        if (number == 0xFFFFFFFF) break;
        order.push_back(number);
    }
    return order;
}

std::vector<Recent> recent_values(const Key& key) {
    std::vector<std::string> order;
    for (const std::uint32_t number : recent_order(key)) order.push_back(std::to_string(number));
    if (const auto letters = order.empty() ? key.text("MRUList") : std::nullopt) {
        for (const char letter : *letters) order.emplace_back(1, letter);
    }
    std::vector<Recent> values;
    key.each_value([&](const Value& value) {
        if (value.name.empty() || same_word(value.name, "MRUListEx") || same_word(value.name, "MRUList") ||
            same_word(value.name, "NodeSlot") || same_word(value.name, "NodeSlots")) {
            return;
        }
        const auto at =
            std::ranges::find_if(order, [&](const std::string& name) { return same_word(name, value.name); });
        values.push_back({value, at == order.end() ? std::nullopt : std::optional<std::int64_t>{at - order.begin()}});
    });
    std::ranges::stable_sort(values, {}, [](const Recent& recent) { return recent.position.value_or(INT64_MAX); });
    return values;
}

}  // namespace windows::registry
