// web.chromium: what Chrome and the browsers made from it (Edge, Brave, Opera, Android's WebView) keep of their users.
// Its databases are asked by plugins/queries/chromium; the other files of a profile are JSON.
#include <array>

#include "plugins/sdk/module.hpp"
#include "plugins/sqlite/queries.hpp"
#include "plugins/web/chromium_files.hpp"

namespace {

using namespace sanad::sdk;
using sanad::sqlite::companions;

constexpr std::uint64_t largest_json = std::uint64_t{32} << 20;

class Chromium {
public:
    static constexpr std::string_view name = "web.chromium", version = "1.0.0";
    static constexpr std::string_view summary =
        "Chrome, Edge, Brave, Opera, WebView: pages, searches, downloads, cookies, logins, forms, bookmarks, "
        "extensions";
    static constexpr std::array wants{name_glob("History", companions),
                                      name_glob("Archived History", companions),
                                      name_glob("Cookies", companions),
                                      name_glob("Safe Browsing Cookies", companions),
                                      name_glob("Login Data", companions),
                                      name_glob("Login Data For Account", companions),
                                      name_glob("Web Data", companions),
                                      name_glob("Account Web Data", companions),
                                      name_glob("Shortcuts", companions),
                                      name_glob("Extension Activity", companions),
                                      name_glob("webview.db", companions),
                                      name_glob("webviewCache.db", companions),
                                      name_glob("webviewCookiesChromium*.db", companions),
                                      name_glob("Bookmarks"),
                                      name_glob("Bookmarks.bak"),
                                      name_glob("AccountBookmarks"),
                                      name_glob("Preferences"),
                                      name_glob("Secure Preferences")};
    static constexpr std::array emits{text("web.visited"),     text("web.searched"),    text("web.typed"),
                                      text("web.downloaded"),  text("web.cached"),      text("web.cleared"),
                                      text("web.permitted"),   text("web.tracked"),     text("cookie.stored"),
                                      text("login.saved"),     text("form.filled"),     text("address.saved"),
                                      text("card.saved"),      text("bookmark.added"),  text("extension.installed"),
                                      text("extension.acted"), text("browser.updated"), text("browser.account")};

    explicit Chromium(std::string_view settings) : queries_{sanad::sqlite::built_in_queries(), settings} {}

    Verdict examine(const File& file, const Sink& sink) const {
        const auto begin = file.read(0, 16);
        if (begin.empty() || begin[0] != '{') return queries_.examine(file, sink);
        return file.size() > largest_json ? Verdict::not_mine : examine_json(file, sink);
    }

private:
    static Verdict examine_json(const File& file, const Sink& sink) {
        const auto bytes = file.read_all();
        const std::string_view content{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
        const auto value = sanad::web::parsed(content);
        if (value.is_discarded()) {
            const bool ours = content.find("\"checksum\"") < 40 || content.find("\"content_settings\"") != content.npos;
            if (!ours) return Verdict::not_mine;
            sink.warn(file.whole(), "the file is no whole JSON text");
            return Verdict::damaged;
        }
        const bool known = sanad::web::chromium_bookmarks(value, file.whole(), sink) ||
                           sanad::web::chromium_preferences(value, file.whole(), sink);
        return known ? Verdict::examined : Verdict::not_mine;
    }

    sanad::sqlite::Queries queries_;
};

}  // namespace

SANAD_MODULE(Chromium)
