// windows.file_history: Catalog1.edb and Catalog2.edb of File History, the list of all that Windows 8 and later backed
// up.
#include "plugins/winfiles/ese_database.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::winfiles;

class FileHistory {
public:
    static constexpr std::string_view name = "windows.file_history", version = "1.0.1";
    static constexpr std::string_view summary = "Files that File History backed up, also from disks no longer there";
    static constexpr std::array wants{name_glob("Catalog1.edb"), name_glob("Catalog2.edb")};
    static constexpr std::array emits{text("file.backed_up")};

    Verdict examine(const File& file, const Sink& sink) const {
        if (!begins_with(file.read(ese_signature_at, 4), ese_signature)) return Verdict::not_mine;
        EseDatabase database{file};
        if (!database.opened()) {
            sink.warn(file.whole(), "the database cannot be opened");
            return Verdict::damaged;
        }
        if (!database.has("namespace") || !database.has("string")) return Verdict::not_mine;
        std::map<std::int64_t, std::string> texts;
        bool sound = database.each_row("string", [&](const EseRow& row) {
            if (const auto id = row.integer("id")) texts[*id] = row.text("string");
        });
        const bool listed = database.each_row(
            "namespace", [&](const EseRow& row) { sound = tell(row, texts, file.whole(), sink) && sound; });
        sound = listed && sound;
        if (!sound) sink.warn(file.whole(), "not all rows can be read");
        return sound ? Verdict::examined : Verdict::damaged;
    }

private:
    /// False: the row has nothing that can be read.
    static bool tell(const EseRow& row, const std::map<std::int64_t, std::string>& texts, Range source,
                     const Sink& sink) {
        std::string path;
        for (const std::string_view column : {"parentId", "childId"}) {
            const auto found = texts.find(row.integer(column).value_or(-1));
            if (found == texts.end() || found->second.empty()) continue;
            if (!path.empty()) path += '\\';
            path += found->second;
        }
        Artifact kept{"file.backed_up", source};
        text_if(kept, "path", path);
        kept.time("created_at", row.filetime("fileCreated")).time("modified_at", row.filetime("fileModified"));
        integer_if(kept, "attributes", row.integer("fileAttrib"));
        integer_if(kept, "usn", row.integer("usn"));
        integer_if(kept, "entry_id", row.integer("id"));
        integer_if(kept, "parent_id", row.integer("parentId"));
        if (kept.empty()) return false;
        sink.emit(kept);
        return true;
    }
};

}  // namespace

SANAD_MODULE(FileHistory)
