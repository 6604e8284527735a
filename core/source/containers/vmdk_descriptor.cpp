#include "core/source/containers/vmdk_descriptor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/base/text.hpp"

namespace sanad::containers {
namespace {

constexpr std::size_t most_extents = 4096;

std::string_view trimmed(std::string_view text) {
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\0'; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

/// Takes the next word off `line`; a quoted one may hold blanks.
std::string_view next_word(std::string_view& line) {
    line = trimmed(line);
    std::string_view word;
    if (!line.empty() && line.front() == '"') {
        line.remove_prefix(1);
        const auto end = std::min(line.find('"'), line.size());
        word = line.substr(0, end);
        line.remove_prefix(std::min(end + 1, line.size()));
    } else {
        const auto end = std::min(line.find_first_of(" \t"), line.size());
        word = line.substr(0, end);
        line.remove_prefix(end);
    }
    return word;
}

bool number(std::string_view text, std::uint64_t& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size();
}

std::string lower(std::string_view text) {
    std::string out{text};
    std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return out;
}

bool is_access(std::string_view word) {
    return word == "RW" || word == "RDONLY" || word == "NOACCESS";
}

Result<VmdkExtent> parse_extent(std::string_view line) {
    VmdkExtent extent;
    const std::string_view whole = line;
    const auto bad = [&] { return failure(Fault::damaged, fmt::format("VMDK extent \"{}\"", shown(whole))); };
    next_word(line);
    if (!number(next_word(line), extent.sectors)) return bad();
    extent.type = std::string{next_word(line)};
    extent.name = std::string{next_word(line)};
    if (extent.name.empty() != (extent.type == "ZERO")) return bad();
    if (const auto first = next_word(line); !first.empty() && !number(first, extent.first_sector)) return bad();
    return extent;
}

}  // namespace

bool VmdkDescriptor::has_parent() const {
    return !parent_content_id.empty() && parent_content_id != "ffffffff";
}

Result<VmdkDescriptor> parse_vmdk_descriptor(std::string_view text) {
    if (!text.starts_with("# Disk DescriptorFile")) return failure(Fault::damaged, "no VMDK descriptor");
    VmdkDescriptor out;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.front() == '#') continue;
        std::string_view rest = line;
        if (is_access(next_word(rest))) {
            if (out.extents.size() == most_extents)
                return failure(Fault::limit, fmt::format("VMDK of more than {} extents", most_extents));
            out.extents.push_back(TRY(parse_extent(line)));
            continue;
        }
        const auto equals = line.find('=');
        if (equals == line.npos) continue;
        const std::string key = lower(trimmed(line.substr(0, equals)));
        std::string_view value = trimmed(line.substr(equals + 1));
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
        if (key == "cid") out.content_id = lower(value);
        if (key == "parentcid") out.parent_content_id = lower(value);
        if (key == "createtype") out.create_type = value;
        if (key == "parentfilenamehint") out.parent_name = value;
        if (key == "encoding") out.encoding = value;
        if (key == "ddb.virtualhwversion") out.hardware_version = value;
        if (key == "ddb.adaptertype") out.adapter = value;
        if (key == "ddb.uuid") out.uuid = value;
    }
    return out;
}

}  // namespace sanad::containers
