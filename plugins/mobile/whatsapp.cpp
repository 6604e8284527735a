// mobile.whatsapp: chats, messages, calls and contacts of WhatsApp, on Android (both forms of its database) and iOS.
#include <array>

#include "plugins/mobile/asked_database.hpp"

namespace {

using namespace sanad::mobile;
using namespace sanad::sdk;

class WhatsApp : public AskedDatabase {
public:
    using AskedDatabase::AskedDatabase;
    static constexpr std::string_view name = "mobile.whatsapp", version = "1.0.0";
    static constexpr std::string_view summary = "WhatsApp: chats, messages, calls, contacts";
    static constexpr std::array wants{name_glob("msgstore*.db", companions), name_glob("wa.db", companions),
                                      name_glob("ChatStorage.sqlite", companions),
                                      name_glob("ContactsV2.sqlite", companions),
                                      name_glob("CallHistory.sqlite", companions), name_glob("LID.sqlite", companions),
                                      // In a backup of iTunes a file is named by the SHA-1 of its place: CallHistory,
                                      // ChatStorage, ContactsV2, LID.
                                      name_glob("1b432994e958845fffe8e2f190f26d1511534088", companions),
                                      name_glob("7c7fba66680ef796b916b067077cc246adacf01d", companions),
                                      name_glob("b8548dc30aa1030df0ce18ef08b882cf7ab5212f", companions),
                                      name_glob("e794f6ffcc3c222535f47684a63d5178da3c4500", companions)};
    static constexpr std::array emits{text("message.sent"), text("call.made"), text("chat.started"),
                                      text("contact.stored")};
};

}  // namespace

SANAD_MODULE(WhatsApp)
