// windows.webcache: WebCacheV01.dat, where Internet Explorer 10 and later, the first Edge and all that uses the web
// through Windows keep history, cookies, downloads and the index of the cache.
#include "plugins/winfiles/ese_database.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::winfiles;

/// What stands behind "Visited: ali@" and ":2014051220140513: ali@"; nothing when it is no page visited.
std::string visited_address(const std::string& url) {
    const std::size_t at = url.find('@');
    if (at == std::string::npos || !(url.starts_with("Visited: ") || url.starts_with(':'))) return {};
    return url.substr(at + 1);
}

std::string zero_ended(const std::vector<std::uint8_t>& bytes) {
    const auto end = std::find(bytes.begin(), bytes.end(), std::uint8_t{0});
    return utf8({reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(end - bytes.begin())});
}

/// Some versions keep this as text, some as bytes.
std::string either_text(const EseRow& row, std::string_view column) {
    const std::string text = row.text(column);
    return text.empty() ? zero_ended(row.bytes(column)) : text;
}

/// The texts that stand zero-ended in a record of downloads, after numbers of a fixed length.
std::vector<std::string> texts_in(Bytes record) {
    std::vector<std::string> texts;
    std::string text;
    for (std::size_t at = 0; at + 2 <= record.size(); at += 2) {
        const std::uint16_t unit = u16(record, at);
        if (unit >= 0x20 && unit < 0xD800) {
            append_utf8(text, unit);
            continue;
        }
        if (unit == 0 && text.size() >= 4) texts.push_back(text);
        text.clear();
    }
    return texts;
}

bool is_path(const std::string& text) {
    return text.starts_with("\\\\") || (text.size() > 3 && text[1] == ':' && text[2] == '\\');
}

struct Container {
    std::string name, directory;
};

class WebCache {
public:
    static constexpr std::string_view name = "windows.webcache", version = "1.0.0";
    static constexpr std::string_view summary =
        "History, cookies, downloads and cache of Internet Explorer and the first Edge";
    static constexpr std::array wants{name_glob("WebCacheV*.dat")};
    static constexpr std::array emits{text("web.visited"), text("web_cache.opened"), text("web_cache.recorded"),
                                      text("web_cache.downloaded"), text("web_cache.cookie_kept")};

    Verdict examine(const File& file, const Sink& sink) const {
        if (!begins_with(file.read(ese_signature_at, 4), ese_signature)) return Verdict::not_mine;
        EseDatabase database{file};
        if (!database.opened()) {
            sink.warn(file.whole(), "the database cannot be opened");
            return Verdict::damaged;
        }
        if (!database.has("Containers")) return Verdict::not_mine;
        const Range source = file.whole();
        std::map<std::int64_t, Container> containers;
        bool sound = database.each_row("Containers", [&](const EseRow& row) { opened(row, containers, source, sink); });
        for (const std::string& table : database.tables()) {
            const bool whole = database.each_row(table, [&](const EseRow& row) {
                if (table.starts_with("Container_")) recorded(row, containers, source, sink);
                if (table.starts_with("CookieEntry")) cookie(row, source, sink);
                if (table == "LeakFiles") leaked(row, source, sink);
            });
            if (!whole) sink.warn(source, "not all rows of " + table + " can be read");
            sound = sound && whole;
        }
        return sound ? Verdict::examined : Verdict::damaged;
    }

private:
    static void opened(const EseRow& row, std::map<std::int64_t, Container>& containers, Range source,
                       const Sink& sink) {
        const Container container{row.text("Name"), row.text("Directory")};
        Artifact opened{"web_cache.opened", source};
        text_if(opened, "container", container.name);
        text_if(opened, "directory", container.directory);
        text_if(opened, "partition", row.text("PartitionId"));
        integer_if(opened, "container_id", row.integer("ContainerId"));
        integer_if(opened, "set_id", row.integer("SetId"));
        opened.time("accessed_at", row.filetime("LastAccessTime"))
            .time("scavenged_at", row.filetime("LastScavengeTime"));
        sink.emit(opened);
        if (const auto id = row.integer("ContainerId")) containers[*id] = container;
    }

    static void recorded(const EseRow& row, const std::map<std::int64_t, Container>& containers, Range source,
                         const Sink& sink) {
        const auto found = containers.find(row.integer("ContainerId").value_or(-1));
        const Container container = found == containers.end() ? Container{} : found->second;
        const std::string url = row.text("Url");
        if (container.name == "iedownload") return downloaded(row, url, source, sink);
        Artifact recorded{"web_cache.recorded", source};
        text_if(recorded, "container", container.name);
        text_if(recorded, "directory", container.directory);
        text_if(recorded, "url", url);
        text_if(recorded, "file", row.text("Filename"));
        text_if(recorded, "redirect_url", row.text("RedirectUrl"));
        recorded.time("accessed_at", row.filetime("AccessedTime"))
            .time("modified_at", row.filetime("ModifiedTime"))
            .time("created_at", row.filetime("CreationTime"))
            .time("synced_at", row.filetime("SyncTime"))
            .time("expires_at", row.filetime("ExpiryTime"));
        constexpr std::pair<std::string_view, std::string_view> numbers[] = {
            {"container_id", "ContainerId"}, {"entry_id", "EntryId"}, {"use_count", "AccessCount"},
            {"file_size", "FileSize"},       {"cache_id", "CacheId"}, {"directory_index", "SecureDirectory"},
            {"sync_count", "SyncCount"},     {"entry_type", "Type"},  {"flags", "Flags"}};
        for (const auto& [attribute, column] : numbers) integer_if(recorded, attribute, row.integer(column));
        const bool history = container.name == "History" || container.name.starts_with("MSHist");
        if (!history) text_if(recorded, "response_headers", zero_ended(row.bytes("ResponseHeaders")));
        sink.emit(recorded);
        const std::string address = history ? visited_address(url) : std::string{};
        if (address.empty()) return;
        Artifact visited{"web.visited", source};
        visited.text("url", address).time("visited_at", row.filetime("AccessedTime"));
        integer_if(visited, "visit_count", row.integer("AccessCount"));
        sink.emit(visited);
    }

    static void downloaded(const EseRow& row, const std::string& url, Range source, const Sink& sink) {
        Artifact downloaded{"web_cache.downloaded", source};
        text_if(downloaded, "url", url);
        downloaded.time("accessed_at", row.filetime("AccessedTime")).time("created_at", row.filetime("CreationTime"));
        integer_if(downloaded, "container_id", row.integer("ContainerId"));
        integer_if(downloaded, "entry_id", row.integer("EntryId"));
        integer_if(downloaded, "file_size", row.integer("FileSize"));
        std::vector<std::string> texts = texts_in(row.bytes("ResponseHeaders"));
        // The record ends with referrer, type, temporary path, address and path, in this order.
        const auto last = [&](std::size_t back) {
            return texts.size() < back ? std::string{} : texts[texts.size() - back];
        };
        if (texts.size() >= 5 && is_path(last(1)) && is_path(last(3)) && last(2).find("://") != std::string::npos) {
            downloaded.text("path", last(1))
                .text("source_url", last(2))
                .text("temporary_path", last(3))
                .text("mime_type", last(4))
                .text("referrer_url", last(5));
            texts.erase(texts.begin(), texts.end() - 5);
        }
        for (const std::string& text : texts) downloaded.text("strings", text);
        sink.emit(downloaded);
    }

    static void cookie(const EseRow& row, Range source, const Sink& sink) {
        Artifact kept{"web_cache.cookie_kept", source};
        text_if(kept, "host", either_text(row, "RDomain"));
        text_if(kept, "path", either_text(row, "Path"));
        text_if(kept, "name", either_text(row, "Name"));
        text_if(kept, "value", either_text(row, "Value"));
        text_if(kept, "hash", hexadecimal(row.bytes("CookieHash")));
        kept.time("expires_at", row.filetime("Expires")).time("modified_at", row.filetime("LastModified"));
        integer_if(kept, "flags", row.integer("Flags"));
        integer_if(kept, "container_id", row.integer("ContainerId"));
        integer_if(kept, "entry_id", row.integer("EntryId"));
        sink.emit(kept);
    }

    static void leaked(const EseRow& row, Range source, const Sink& sink) {
        Artifact recorded{"web_cache.recorded", source};
        recorded.text("kind", "leak").time("created_at", row.filetime("CreationTime"));
        text_if(recorded, "file", row.text("Filename"));
        integer_if(recorded, "entry_id", row.integer("LeakId"));
        sink.emit(recorded);
    }
};

}  // namespace

SANAD_MODULE(WebCache)
