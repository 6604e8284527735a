#pragma once
// Registry hives made in tests from the format's description: keys by path, values with their type and data.
#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/modules/made_bytes.hpp"

namespace made {

struct RegistryValue {
    std::uint32_t type;
    std::string data;
};
inline RegistryValue sz(std::string_view text) {
    return {1, utf16z(text)};
}
inline RegistryValue binary(std::string data) {
    return {3, std::move(data)};
}
inline RegistryValue dword(std::uint32_t number) {
    return {4, little(number, 4)};
}

using RegistryValues = std::vector<std::pair<std::string, RegistryValue>>;
using RegistryKeys = std::map<std::string, RegistryValues>;

constexpr std::uint64_t written = 131'117'098'656'180'000;  // 2016-06-29 21:37:45.618 UTC

class HiveWriter {
public:
    explicit HiveWriter(RegistryKeys keys) : keys_{std::move(keys)} {
        // The keys above each are there as well.
        for (const auto& [path, values] : RegistryKeys{keys_}) {
            for (std::size_t end = path.find('\\'); end != std::string::npos; end = path.find('\\', end + 1)) {
                keys_[path.substr(0, end)];
            }
        }
    }

    std::string bytes() {
        const std::uint32_t root = write("");
        const std::size_t size = (cells_.size() + 8 + 4095) / 4096 * 4096;
        const std::size_t free = size - cells_.size();
        cells_ += little(free, 4);
        cells_ = padded(cells_, size);
        const std::string bin =
            "hbin" + little(0, 4) + little(size, 4) + little(0, 8) + little(written, 8) + little(0, 4);
        cells_.replace(0, 32, bin);
        std::string header = "regf" + little(1, 4) + little(1, 4) + little(written, 8) + little(1, 4) + little(5, 4) +
                             little(0, 4) + little(1, 4) + little(root, 4) + little(size, 4) + little(1, 4);
        header = padded(header + utf16("config\\TEST"), 508);
        std::uint32_t sum = 0;
        for (std::size_t at = 0; at < 508; at += 4) {
            for (std::size_t i = 0; i < 4; ++i) {
                sum ^= static_cast<std::uint32_t>(static_cast<unsigned char>(header[at + i])) << (8 * i);
            }
        }
        return padded(header + little(sum, 4), 4096) + cells_;
    }

private:
    std::uint32_t cell(const std::string& content) {
        const auto place = static_cast<std::uint32_t>(cells_.size());
        const std::size_t size = (content.size() + 4 + 7) / 8 * 8;
        cells_ += little(~static_cast<std::uint32_t>(size) + 1, 4) + padded(content, size - 4);
        return place;
    }

    std::uint32_t write(const std::string& path) {
        std::string children;
        std::size_t child_count = 0;
        for (const auto& [other, values] : keys_) {
            const std::size_t slash = other.rfind('\\');
            const std::string parent = slash == std::string::npos ? "" : other.substr(0, slash);
            if (other.empty() || other == path || parent != path) continue;
            children += little(write(other), 4);
            ++child_count;
        }
        std::string values;
        const RegistryValues& own = keys_[path];
        for (const auto& [name, value] : own) {
            const bool resident = value.data.size() <= 4;
            const std::string place = resident ? padded(value.data, 4) : little(cell(value.data), 4);
            const std::string wide = utf16(name);
            values += little(
                cell("vk" + little(wide.size(), 2) + little(value.data.size() | (resident ? 0x80000000u : 0u), 4) +
                     place + little(value.type, 4) + little(0, 4) + wide),
                4);
        }
        const std::size_t slash = path.rfind('\\');
        const std::string name = path.empty() ? "ROOT" : path.substr(slash == std::string::npos ? 0 : slash + 1);
        const std::string none = little(0xFFFFFFFF, 4);
        const std::string key_list =
            child_count == 0 ? none : little(cell("li" + little(child_count, 2) + children), 4);
        const std::string value_list = own.empty() ? none : little(cell(values), 4);
        return cell("nk" + little(path.empty() ? 0x2C : 0x20, 2) + little(written, 8) + little(0, 8) +
                    little(child_count, 4) + little(0, 4) + key_list + none + little(own.size(), 4) + value_list +
                    none + none + std::string(20, '\0') + little(name.size(), 2) + little(0, 2) + name);
    }

    RegistryKeys keys_;
    std::string cells_ = std::string(32, '\0');
};

inline std::string hive(RegistryKeys keys) {
    return HiveWriter{std::move(keys)}.bytes();
}

}  // namespace made
