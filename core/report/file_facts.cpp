#include "core/report/file_facts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/text.hpp"

namespace sanad {

std::string time_text(std::optional<Timestamp> time, bool local_times) {
    if (!time) return "";
    return local_times ? iso8601_zoneless(*time) : iso8601(*time);
}

std::string_view state_text(const FileRow& file) {
    return file.derived_from ? "derived" : name_of(file.state);
}

JsonObject file_json(const FileRow& file) {
    JsonObject json;
    const auto id = [](Id value) { return static_cast<std::uint64_t>(value); };
    const auto text = [&json](std::string_view key, const std::string& value) {
        if (!value.empty()) json.text(key, value);
    };
    const auto times = [&](std::string_view prefix, const FileTimes& four) {
        const std::string before{prefix};
        text(before + "created_at", time_text(four.created_at, file.local_times));
        text(before + "modified_at", time_text(four.modified_at, file.local_times));
        text(before + "accessed_at", time_text(four.accessed_at, file.local_times));
        text(before + "metadata_changed_at", time_text(four.metadata_changed_at, file.local_times));
    };
    json.number("id", id(file.id)).number("file_system", id(file.file_system)).text("path", file.path);
    if (!is_utf8(file.path)) json.text("path_bytes", hex(bytes_of(file.path)));
    json.text("name", file.name);
    text("extension", file.extension);
    json.text("state", state_text(file)).text("kind", name_of(file.kind));
    if (file.derived_from) json.number("derived_from", id(*file.derived_from));
    if (file.is_stream) json.truth("stream", true);
    json.number("size", file.size);
    if (file.content) json.number("allocated_size", file.allocated_size);
    if (file.digests) {
        json.text("md5", hex(file.digests->md5));
        json.text("sha1", hex(file.digests->sha1));
        json.text("sha256", hex(file.digests->sha256));
    }
    text("mime_type", file.mime_type);
    text("encoding", file.encoding);
    json.truth("mismatch", file.mismatch);
    times("", file.times);
    times("name_", file.name_times);
    text("deleted_at", time_text(file.specifics.deleted_at, false));
    text("backed_up_at", time_text(file.specifics.backed_up_at, false));
    if (file.local_times) json.truth("local_times", true);
    text("short_name", file.specifics.short_name);
    if (file.specifics.attributes) {
        JsonArray names;
        for (const FileAttribute attribute : attributes_in(*file.specifics.attributes))
            names.add(json_string(name_of(attribute)));
        json.member("attributes", names.str());
    }
    json.number("metadata_address", file.metadata_address).number("sequence", file.sequence);
    json.number("parent_address", file.parent_address).truth("metadata_allocated", file.metadata_allocated);
    if (file.parent) json.number("parent", id(*file.parent));
    if (file.uid) json.number("mode", file.mode);  // FAT and NTFS keep none
    if (file.uid) json.number("uid", *file.uid);
    if (file.gid) json.number("gid", *file.gid);
    text("sid", file.sid);
    json.number("link_count", file.link_count);
    text("symlink_target", file.symlink_target);
    if (file.content) {
        json.number("content", id(*file.content)).text("recovery", name_of(file.recovery));
        json.text("content_state", name_of(file.content_state));
        if (file.unreadable_bytes != 0) json.number("unreadable_bytes", file.unreadable_bytes);
    }
    if (!file.hash_hits.empty()) {
        JsonArray hits;
        for (const HashHit& hit : file.hash_hits) {
            JsonObject one;
            one.text("set", hit.set).text("kind", name_of(hit.kind));
            if (!hit.category.empty()) one.text("category", hit.category);
            hits.add(one.text("algorithm", name_of(hit.algorithm)).str());
        }
        json.member("hash_sets", hits.str());
    }
    text("remark", file.remark);
    return json;
}

std::string attributes_text(std::optional<FileAttributes> attributes) {
    if (!attributes) return "";
    std::vector<std::string_view> names;
    for (const FileAttribute attribute : attributes_in(*attributes)) names.push_back(name_of(attribute));
    return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

std::string file_csv_header() {
    return "id,file_system,path,name,state,kind,stream,size,md5,sha1,sha256,mime_type,encoding,mismatch,created_at,"
           "modified_at,accessed_at,metadata_changed_at,local_times,metadata_address,sequence,mode,uid,gid,sid,"
           "symlink_target,recovery,content_state,unreadable_bytes,remark,short_name,attributes,deleted_at,backed_up_"
           "at\r\n";
}

std::string file_csv(const FileRow& file) {
    const auto when = [&](std::optional<Timestamp> time) { return time_text(time, file.local_times); };
    const auto number = [](std::optional<std::uint32_t> value) {
        return value ? std::to_string(*value) : std::string{};
    };
    const auto yes = [](bool value) { return value ? "yes" : "no"; };
    const bool read = file.digests.has_value();
    return fmt::format(
        "{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{:o},{},{},{},{},{},{},{},{},{},{},{},{}\r\n",
        file.id, file.file_system, csv_text(file.path), csv_text(file.name), state_text(file), name_of(file.kind),
        yes(file.is_stream), file.size, read ? hex(file.digests->md5) : "", read ? hex(file.digests->sha1) : "",
        read ? hex(file.digests->sha256) : "", csv_text(file.mime_type), csv_text(file.encoding), yes(file.mismatch),
        when(file.times.created_at), when(file.times.modified_at), when(file.times.accessed_at),
        when(file.times.metadata_changed_at), yes(file.local_times), file.metadata_address, file.sequence, file.mode,
        number(file.uid), number(file.gid), csv_text(file.sid), csv_text(file.symlink_target),
        file.content ? name_of(file.recovery) : "", file.content ? name_of(file.content_state) : "",
        file.unreadable_bytes, csv_text(file.remark), csv_text(file.specifics.short_name),
        csv_text(attributes_text(file.specifics.attributes)), time_text(file.specifics.deleted_at, false),
        time_text(file.specifics.backed_up_at, false));
}

std::string file_mark(const FileRow& file) {
    static constexpr std::string_view states = "-DO";
    static constexpr std::string_view kinds = "-dlpsbcwv?";
    std::string mark = "----";
    mark[0] = file.derived_from ? 'x' : states[static_cast<std::size_t>(file.state)];
    mark[1] = file.is_stream ? 'a' : kinds[static_cast<std::size_t>(file.kind)];
    if (file.mismatch) mark[2] = 'M';
    if (file.content && file.content_state != ContentState::done) {
        mark[3] = 'N';
    } else if (file.unreadable_bytes != 0) {
        mark[3] = 'X';
    }
    return mark;
}

std::string_view file_mark_legend() {
    return "Marks: D deleted, O orphan (no name leads to it), x taken out of another file; d directory, l symbolic "
           "link, a alternate data stream, "
           "v virtual;\n  M the content contradicts the extension; N not examined, X damaged.";
}

}  // namespace sanad
