// web.firefox: what Firefox and the browsers made from it (Tor Browser, Waterfox) keep of their users.
// Its databases are asked by plugins/queries/firefox; the other files of a profile are JSON.
#include <array>

#include "plugins/sdk/module.hpp"
#include "plugins/sqlite/queries.hpp"
#include "plugins/web/firefox_files.hpp"

namespace {

using namespace sanad::sdk;
using sanad::sqlite::companions;

constexpr std::uint64_t largest_json = std::uint64_t{32} << 20;

class Firefox {
public:
    static constexpr std::string_view name = "web.firefox", version = "1.0.0";
    static constexpr std::string_view summary =
        "Firefox: pages, downloads, cookies, forms, bookmarks, saved logins, permissions, extensions, tabs";
    static constexpr std::array wants{name_glob("places.sqlite", companions),
                                      name_glob("cookies.sqlite", companions),
                                      name_glob("downloads.sqlite", companions),
                                      name_glob("formhistory.sqlite", companions),
                                      name_glob("permissions.sqlite", companions),
                                      name_glob("logins.json"),
                                      name_glob("logins-backup.json"),
                                      name_glob("downloads.json"),
                                      name_glob("extensions.json"),
                                      name_glob("sessionstore*.js"),
                                      path_glob("*/sessionstore-backups/*.js"),
                                      signature(sanad::web::packed_json)};
    static constexpr std::array emits{text("web.visited"),   text("web.typed"),   text("web.downloaded"),
                                      text("cookie.stored"), text("form.filled"), text("bookmark.added"),
                                      text("web.permitted"), text("login.saved"), text("extension.installed"),
                                      text("tab.opened")};

    explicit Firefox(std::string_view settings) : queries_{sanad::sqlite::built_in_queries(), settings} {}

    Verdict examine(const File& file, const Sink& sink) const {
        const auto begin = file.read(0, 8);
        const bool packed =
            std::string_view{reinterpret_cast<const char*>(begin.data()), begin.size()} == sanad::web::packed_json;
        if (!packed && (begin.empty() || begin[0] != '{')) return queries_.examine(file, sink);
        return file.size() > largest_json ? Verdict::not_mine : examine_json(file, packed, sink);
    }

private:
    static Verdict examine_json(const File& file, bool packed, const Sink& sink) {
        const auto bytes = file.read_all();
        const std::string_view content{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
        const auto unpacked = packed ? sanad::web::unpacked_json(content) : std::optional{std::string{content}};
        const auto value =
            unpacked ? sanad::web::parsed(*unpacked) : nlohmann::json(nlohmann::json::value_t::discarded);
        if (value.is_discarded()) {
            const bool ours = packed || content.find("\"sessionrestore\"") < 40 ||
                              content.starts_with(R"({"nextId":)") || content.starts_with(R"({"schemaVersion":)");
            if (!ours) return Verdict::not_mine;
            sink.warn(file.whole(), packed ? "what is packed in it cannot be read" : "the file is no whole JSON text");
            return Verdict::damaged;
        }
        return sanad::web::firefox_file(value, file.whole(), sink) ? Verdict::examined : Verdict::not_mine;
    }

    sanad::sqlite::Queries queries_;
};

}  // namespace

SANAD_MODULE(Firefox)
