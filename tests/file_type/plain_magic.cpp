#include "tests/file_type/plain_magic.hpp"

#include <algorithm>
#include <fstream>

namespace sanad::tests {

std::string file_bytes(const std::filesystem::path& path, std::size_t most) {
    std::ifstream in{path, std::ios::binary};
    std::string bytes;
    char buffer[65536];
    while (in && bytes.size() < most) {
        in.read(buffer, static_cast<std::streamsize>(std::min(sizeof buffer, most - bytes.size())));
        bytes.append(buffer, static_cast<std::size_t>(in.gcount()));
    }
    return bytes;
}

std::vector<PlainSection> plain_sections(const std::string& magic) {
    std::vector<PlainSection> sections;
    std::size_t at = 12;
    const auto number = [&] {
        std::uint64_t value = 0;
        while (at < magic.size() && magic[at] >= '0' && magic[at] <= '9') {
            value = value * 10 + static_cast<std::uint64_t>(magic[at++] - '0');
        }
        return value;
    };
    while (at < magic.size()) {
        if (magic[at] == '[') {
            ++at;
            const auto priority = static_cast<unsigned>(number());
            const auto end = magic.find("]\n", at);
            sections.push_back({priority, magic.substr(at + 1, end - at - 1), {}});
            at = end + 2;
            continue;
        }
        PlainLine line{};
        line.indent = static_cast<unsigned>(number());
        ++at;
        line.offset = number();
        ++at;
        const auto length = static_cast<std::size_t>(static_cast<unsigned char>(magic[at])) * 256 +
                            static_cast<unsigned char>(magic[at + 1]);
        line.value = magic.substr(at + 2, length);
        line.mask = std::string(length, '\xff');
        line.range = 1;
        at += 2 + length;
        if (magic[at] == '&') {
            line.mask = magic.substr(at + 1, length);
            at += 1 + length;
        }
        if (magic[at] == '~') {
            ++at;
            const auto word = number();
            for (std::size_t i = 0; word > 1 && i + word <= length; i += word) {
                std::reverse(line.value.begin() + static_cast<long>(i),
                             line.value.begin() + static_cast<long>(i + word));
                std::reverse(line.mask.begin() + static_cast<long>(i), line.mask.begin() + static_cast<long>(i + word));
            }
        }
        if (magic[at] == '+') {
            ++at;
            line.range = number();
        }
        const bool known = magic[at] == '\n';
        at = magic.find('\n', at) + 1;
        if (known) sections.back().lines.push_back(line);
    }
    std::stable_sort(sections.begin(), sections.end(),
                     [](const auto& a, const auto& b) { return a.priority > b.priority; });
    return sections;
}

namespace {

bool line_matches(const PlainLine& line, const std::string& head) {
    for (std::uint64_t start = line.offset; start < line.offset + line.range; ++start) {
        if (start + line.value.size() > head.size()) return false;
        bool equal = true;
        for (std::size_t i = 0; i < line.value.size() && equal; ++i) {
            equal = (head[start + i] & line.mask[i]) == (line.value[i] & line.mask[i]);
        }
        if (equal) return true;
    }
    return false;
}

bool tree_matches(const std::vector<PlainLine>& lines, std::size_t at, const std::string& head) {
    if (!line_matches(lines[at], head)) return false;
    bool has_children = false;
    for (std::size_t i = at + 1; i < lines.size() && lines[i].indent > lines[at].indent; ++i) {
        if (lines[i].indent != lines[at].indent + 1) continue;
        has_children = true;
        if (tree_matches(lines, i, head)) return true;
    }
    return !has_children;
}

}  // namespace

std::string plain_type(const std::vector<PlainSection>& sections, const std::string& head) {
    for (const auto& section : sections) {
        for (std::size_t i = 0; i < section.lines.size(); ++i) {
            if (section.lines[i].indent == 0 && tree_matches(section.lines, i, head)) return section.mime;
        }
    }
    return {};
}

}  // namespace sanad::tests
