// mobile.telegram: messages, people and chats that Telegram keeps on Android.
#include <array>

#include "plugins/mobile/asked_database.hpp"

namespace {

using namespace sanad::mobile;
using namespace sanad::sdk;

class Telegram : public AskedDatabase {
public:
    using AskedDatabase::AskedDatabase;
    static constexpr std::string_view name = "mobile.telegram", version = "1.0.0";
    static constexpr std::string_view summary = "Telegram: messages, people, chats";
    static constexpr std::array wants{name_glob("cache4.db", companions)};
    static constexpr std::array emits{text("message.sent"), text("contact.stored"), text("chat.started")};
};

}  // namespace

SANAD_MODULE(Telegram)
