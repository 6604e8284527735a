#include "plugins/archive/member.hpp"

#include <array>
#include <cstdio>
#include <limits>

namespace sanad::archive {

using sdk::Artifact;
using sdk::Time;

sdk::Artifact artifact_of(const Member& member, Content content) {
    constexpr std::string_view contents[] = {"unpacked", "part", "none", "encrypted", "left out"};
    Artifact artifact{"file.archived", member.source};
    const auto text = [&](std::string_view name, std::string_view value) {
        if (!value.empty()) artifact.text(name, sdk::utf8(value));
    };
    const auto number = [&](std::string_view name, std::optional<std::uint64_t> value) {
        if (value && *value <= std::numeric_limits<std::int64_t>::max()) {
            artifact.integer(name, static_cast<std::int64_t>(*value));
        }
    };
    artifact.text("path", member.path);
    if (member.recorded != member.path) {
        artifact.bytes("path_recorded",
                       {reinterpret_cast<const std::uint8_t*>(member.recorded.data()), member.recorded.size()});
        text("path_encoding", member.encoding);
    }
    artifact.text("kind", member.kind);
    number("size", member.size);
    number("packed_size", member.packed_size);
    artifact.time("modified_at", member.modified)
        .time("accessed_at", member.accessed)
        .time("created_at", member.created)
        .time("changed_at", member.changed);
    text("modified_local", member.modified_local);
    if (member.mode) {
        std::array<char, 16> octal{};
        std::snprintf(octal.data(), octal.size(), "%06o", *member.mode);
        artifact.text("mode", octal.data());
    }
    text("user", member.user);
    text("group", member.group);
    if (member.user_id) artifact.integer("user_id", *member.user_id);
    if (member.group_id) artifact.integer("group_id", *member.group_id);
    text("link_target", member.link_target);
    text("comment", member.comment);
    text("method", member.method);
    text("crc32", member.crc32);
    if (member.unlisted) artifact.integer("unlisted", 1);
    if (member.encrypted) artifact.integer("encrypted", 1);
    return artifact.text("content", contents[static_cast<std::size_t>(content)]);
}

void set_path(Member& member, std::string_view recorded, NameEncoding encoding) {
    member.recorded = recorded;
    const bool plain = is_utf8(recorded);
    member.path = read_as(plain ? NameEncoding::utf8 : encoding, recorded);
    member.encoding = plain ? "" : encoding == NameEncoding::utf8 ? "unknown" : name_of(encoding);
}

std::string dos_time(std::uint16_t date, std::uint16_t time) {
    const int year = 1980 + (date >> 9), month = date >> 5 & 15, day = date & 31;
    const int hour = time >> 11, minute = time >> 5 & 63, second = (time & 31) * 2;
    if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return {};
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02d-%02d %02d:%02d:%02d", year, month, day, hour, minute, second);
    return text.data();
}

std::optional<Time> unix_time(std::int64_t seconds, std::int64_t nanoseconds) {
    constexpr std::int64_t furthest = std::numeric_limits<std::int64_t>::max() / 1'000'000'000 - 1;
    if (seconds > furthest || seconds < -furthest || nanoseconds < 0 || nanoseconds > 999'999'999) return std::nullopt;
    return Time{seconds * 1'000'000'000 + nanoseconds};
}

}  // namespace sanad::archive
