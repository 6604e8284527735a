#pragma once
// Writes the smallest compound file (MS-CFB, version 3) that holds the given streams, for tests of what reads them.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sanad::testing {

class CompoundFileMaker {
public:
    /// `path` has '/' between storages and the stream.
    CompoundFileMaker& stream(const std::string& path, std::string bytes) {
        std::size_t parent = 0;
        std::size_t from = 0;
        for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', from)) {
            parent = entry(parent, path.substr(from, slash - from), 1);
            from = slash + 1;
        }
        entries_[entry(parent, path.substr(from), 2)].bytes = std::move(bytes);
        return *this;
    }

    std::string made() {
        constexpr std::uint32_t end = 0xFFFFFFFE, free = 0xFFFFFFFF, is_fat = 0xFFFFFFFD;
        std::string sectors;
        std::vector<std::uint32_t> fat, mini_fat;
        const auto store = [&](std::string bytes) {
            if (bytes.empty()) return end;
            bytes.resize((bytes.size() + 511) / 512 * 512);
            const auto first = static_cast<std::uint32_t>(fat.size());
            const auto count = static_cast<std::uint32_t>(bytes.size() / 512);
            for (std::uint32_t i = 0; i < count; ++i) fat.push_back(i + 1 < count ? first + i + 1 : end);
            sectors += bytes;
            return first;
        };
        std::string mini;
        for (Entry& each : entries_) {
            if (each.kind != 2 || each.bytes.empty()) continue;
            each.size = static_cast<std::uint32_t>(each.bytes.size());
            if (each.bytes.size() >= 4096) {
                each.start = store(each.bytes);
                continue;
            }
            each.start = static_cast<std::uint32_t>(mini.size() / 64);
            std::string padded = each.bytes;
            padded.resize((padded.size() + 63) / 64 * 64);
            const auto count = static_cast<std::uint32_t>(padded.size() / 64);
            for (std::uint32_t i = 0; i < count; ++i) mini_fat.push_back(i + 1 < count ? each.start + i + 1 : end);
            mini += padded;
        }
        entries_[0].start = store(mini);
        entries_[0].size = static_cast<std::uint32_t>(mini.size());
        const auto numbers = [&](const std::vector<std::uint32_t>& table) {
            std::string bytes;
            for (const std::uint32_t value : table) put(bytes, value, 4);
            while (bytes.size() % 512 != 0) put(bytes, free, 4);
            return bytes;
        };
        const std::uint32_t mini_fat_count = static_cast<std::uint32_t>((mini_fat.size() + 127) / 128);
        const std::uint32_t mini_fat_start = store(numbers(mini_fat));
        const std::uint32_t directory_start = store(directory());
        const std::uint32_t fat_start = static_cast<std::uint32_t>(fat.size());
        std::uint32_t fat_count = 1;
        while ((fat.size() + fat_count + 127) / 128 > fat_count) ++fat_count;
        for (std::uint32_t i = 0; i < fat_count; ++i) fat.push_back(is_fat);
        sectors += numbers(fat);

        std::string header{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8};
        header += std::string(16, '\0');
        for (const std::uint32_t value : {0x3Eu, 3u, 0xFFFEu, 9u, 6u}) put(header, value, 2);
        put(header, 0, 6);
        put(header, 0, 4);
        put(header, fat_count, 4);
        put(header, directory_start, 4);
        put(header, 0, 4);
        put(header, 4096, 4);
        put(header, mini_fat_start, 4);
        put(header, mini_fat_count, 4);
        put(header, end, 4);
        put(header, 0, 4);
        for (std::uint32_t i = 0; i < 109; ++i) put(header, i < fat_count ? fat_start + i : free, 4);
        return header + sectors;
    }

    static void put(std::string& to, std::uint64_t value, std::size_t width) {
        for (std::size_t i = 0; i < width; ++i) to += static_cast<char>(i < 8 ? value >> (8 * i) & 0xFF : 0);
    }

private:
    struct Entry {
        std::string name;
        int kind = 5;
        std::string bytes = {};
        std::vector<std::size_t> children = {};
        std::uint32_t start = 0xFFFFFFFE, size = 0;
    };

    std::size_t entry(std::size_t parent, const std::string& name, int kind) {
        for (const std::size_t child : entries_[parent].children) {
            if (entries_[child].name == name) return child;
        }
        entries_.push_back({name, kind});
        entries_[parent].children.push_back(entries_.size() - 1);
        return entries_.size() - 1;
    }

    /// Siblings hang in a chain to the right: a tree that is not balanced, and allowed to readers.
    std::string directory() const {
        std::vector<std::uint32_t> right(entries_.size(), 0xFFFFFFFF), below(entries_.size(), 0xFFFFFFFF);
        for (std::size_t i = 0; i < entries_.size(); ++i) {
            std::vector<std::size_t> children = entries_[i].children;
            std::sort(children.begin(), children.end(), [&](std::size_t a, std::size_t b) {
                const std::string &x = entries_[a].name, &y = entries_[b].name;
                return x.size() != y.size() ? x.size() < y.size() : x < y;
            });
            if (!children.empty()) below[i] = static_cast<std::uint32_t>(children.front());
            for (std::size_t k = 0; k + 1 < children.size(); ++k)
                right[children[k]] = static_cast<std::uint32_t>(children[k + 1]);
        }
        std::string bytes;
        for (std::size_t i = 0; i < entries_.size(); ++i) {
            const Entry& each = entries_[i];
            std::string name;
            for (const char c : i == 0 ? std::string{"Root Entry"} : each.name)
                put(name, static_cast<unsigned char>(c), 2);
            const std::size_t length = name.size() + 2;
            name.resize(64);
            bytes += name;
            put(bytes, length, 2);
            put(bytes, static_cast<std::uint64_t>(each.kind) | 1u << 8, 2);  // black
            put(bytes, 0xFFFFFFFF, 4);
            put(bytes, right[i], 4);
            put(bytes, below[i], 4);
            bytes += std::string(36, '\0');
            put(bytes, each.start, 4);
            put(bytes, each.size, 8);
        }
        while (bytes.size() % 512 != 0) {
            bytes += std::string(68, '\0');
            for (int i = 0; i < 3; ++i) put(bytes, 0xFFFFFFFF, 4);
            bytes += std::string(48, '\0');
        }
        return bytes;
    }

    std::vector<Entry> entries_{Entry{}};
};

}  // namespace sanad::testing
