// mobile.telegram: messages, people and chats that Telegram keeps on Android.
#include <array>

#include "plugins/mobile/functions.hpp"
#include "plugins/sdk/module.hpp"
#include "plugins/sqlite/queries.hpp"

namespace {

using namespace sanad::sdk;
using sanad::sqlite::companions;

class Telegram {
public:
    static constexpr std::string_view name = "mobile.telegram", version = "1.0.0";
    static constexpr std::string_view summary = "Telegram: messages, people, chats";
    static constexpr std::array wants{name_glob("cache4.db", companions)};
    static constexpr std::array emits{text("message.sent"), text("contact.stored"), text("chat.started")};

    explicit Telegram(std::string_view settings)
        : queries_{sanad::sqlite::built_in_queries(), settings, sanad::mobile::all_functions} {}

    Verdict examine(const File& file, const Sink& sink) const { return queries_.examine(file, sink); }

private:
    sanad::sqlite::Queries queries_;
};

}  // namespace

SANAD_MODULE(Telegram)
