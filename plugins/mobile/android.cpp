// mobile.android: what the applications of the Android system keep: messages, calls, contacts, accounts, use.
#include <array>

#include "plugins/mobile/asked_database.hpp"

namespace {

using namespace sanad::mobile;
using namespace sanad::sdk;

class Android : public AskedDatabase {
public:
    using AskedDatabase::AskedDatabase;
    static constexpr std::string_view name = "mobile.android", version = "1.0.0";
    static constexpr std::string_view summary = "Android: messages, calls, contacts, accounts, downloads, use of apps";
    static constexpr std::array wants{
        name_glob("mmssms.db", companions),      name_glob("contacts2.db", companions),
        name_glob("calllog.db", companions),     name_glob("accounts.db", companions),
        name_glob("accounts_ce.db", companions), name_glob("accounts_de.db", companions),
        name_glob("app_usage", companions),      name_glob("files_master_database", companions),
        name_glob("downloads.db", companions),   name_glob("webview.db", companions),
        name_glob("webviewCache.db", companions)};
    static constexpr std::array emits{text("message.sent"),   text("call.made"),       text("chat.started"),
                                      text("contact.stored"), text("account.used"),    text("app.used"),
                                      text("file.indexed"),   text("file.downloaded"), text("cookie.stored"),
                                      text("form.filled"),    text("web.cached")};
};

}  // namespace

SANAD_MODULE(Android)
