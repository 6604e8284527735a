// mobile.messengers: Viber, Tango, Hangouts, Kik, Skype, Google Voice, Twitter.
#include <array>

#include "plugins/mobile/asked_database.hpp"

namespace {

using namespace sanad::mobile;
using namespace sanad::sdk;

class Messengers : public AskedDatabase {
public:
    using AskedDatabase::AskedDatabase;
    static constexpr std::string_view name = "mobile.messengers", version = "1.0.0";
    static constexpr std::string_view summary =
        "Viber, Tango, Hangouts, Kik, Skype, Google Voice, Twitter: messages, calls, contacts";
    static constexpr std::array wants{name_glob("viber_data", companions),
                                      name_glob("viber_messages", companions),
                                      path_glob("*com.sgiggle.production*.db", companions),
                                      name_glob("tango*.db", companions),
                                      name_glob("babel*.db", companions),
                                      name_glob("kik.sqlite", companions),
                                      name_glob("threadingStore.sqlite", companions),
                                      name_glob("twitter.db", companions),
                                      path_glob("*Skype*main.db", companions),
                                      name_glob("skype_main.db", companions),
                                      path_glob("*com.atebits*.db", companions)};
    static constexpr std::array emits{text("message.sent"),   text("call.made"),     text("chat.started"),
                                      text("contact.stored"), text("account.used"),  text("file.sent"),
                                      text("voicemail.left"), text("post.published")};
};

}  // namespace

SANAD_MODULE(Messengers)
