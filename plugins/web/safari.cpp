// web.safari: what Safari keeps on macOS, iOS and, of old, Windows; and the cookies of every app of Apple's systems.
#include <array>

#include "plugins/sdk/module.hpp"
#include "plugins/sqlite/queries.hpp"
#include "plugins/web/property_list.hpp"
#include "plugins/web/safari_files.hpp"

namespace {

using namespace sanad::sdk;
using sanad::sqlite::companions;

constexpr std::string_view cookies{"cook\0\0", 6};  // a number of pages follows, never so many
constexpr std::uint64_t largest_list = std::uint64_t{32} << 20;

class Safari {
public:
    static constexpr std::string_view name = "web.safari", version = "1.0.0";
    static constexpr std::string_view summary =
        "Safari: pages, downloads, bookmarks, reading list, tabs, cache, cookies";
    static constexpr std::array wants{name_glob("History.db", companions),
                                      name_glob("BrowserState.db", companions),
                                      name_glob("observations.db", companions),
                                      name_glob("Cache.db", companions),
                                      path_glob("*Safari/Bookmarks.db", companions),
                                      name_glob("Bookmarks.plist"),
                                      name_glob("Downloads.plist"),
                                      name_glob("LastSession.plist"),
                                      name_glob("History.plist"),
                                      signature(cookies)};
    static constexpr std::array emits{text("web.visited"),    text("web.downloaded"), text("web.cached"),
                                      text("web.cleared"),    text("web.tracked"),    text("tab.opened"),
                                      text("bookmark.added"), text("cookie.stored")};

    explicit Safari(std::string_view settings) : queries_{sanad::sqlite::built_in_queries(), settings} {}

    Verdict examine(const File& file, const Sink& sink) const {
        const auto begin = file.read(0, 8);
        const std::string_view magic{reinterpret_cast<const char*>(begin.data()), begin.size()};
        if (magic.starts_with("cook")) return sanad::web::binary_cookies(file.read_all(), sink);
        const bool list = magic.starts_with("bplist") || magic.starts_with("<?xml") || magic.starts_with("<!DOCTY");
        if (!list) return queries_.examine(file, sink);
        return file.size() > largest_list ? Verdict::not_mine : examine_list(file, sink);
    }

private:
    static Verdict examine_list(const File& file, const Sink& sink) {
        const auto bytes = file.read_all();
        const auto value = sanad::web::property_list(bytes);
        if (!value.is_discarded()) {
            return sanad::web::safari_list(value, file.whole(), sink) ? Verdict::examined : Verdict::not_mine;
        }
        const std::string_view content{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
        for (const std::string_view key : {"WebBookmarkType", "WebHistoryDates", "DownloadHistory", "SessionWindows"}) {
            if (content.find(key) == content.npos) continue;
            sink.warn(file.whole(), "the property list is damaged");
            return Verdict::damaged;
        }
        return Verdict::not_mine;
    }

    sanad::sqlite::Queries queries_;
};

}  // namespace

SANAD_MODULE(Safari)
