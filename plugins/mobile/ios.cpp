// mobile.ios: what the applications of iOS keep: messages, calls, contacts, notes, appointments, use, permissions.
#include <array>

#include "plugins/mobile/asked_database.hpp"

namespace {

using namespace sanad::mobile;
using namespace sanad::sdk;

class Ios : public AskedDatabase {
public:
    using AskedDatabase::AskedDatabase;
    static constexpr std::string_view name = "mobile.ios", version = "1.0.0";
    static constexpr std::string_view summary =
        "iOS: messages, calls, contacts, notes, appointments, permissions, use of apps and networks";
    static constexpr std::array wants{
        name_glob("sms.db", companions),
        name_glob("CallHistory.storedata", companions),
        name_glob("call_history.db", companions),
        name_glob("AddressBook.sqlitedb", companions),
        name_glob("NoteStore.sqlite", companions),
        name_glob("notes.sqlite", companions),
        name_glob("Calendar.sqlitedb", companions),
        path_glob("*Library/TCC/TCC.db", companions),
        name_glob("DataUsage.sqlite", companions),
        name_glob("interactionC.db", companions),
        name_glob("voicemail.db", companions),
        name_glob("*.PLSQL", companions),
        name_glob("RMAdminStore-*.sqlite",
                  companions),  // In a backup of iTunes a file is named by the SHA-1 of its place.
        name_glob("3d0d7e5fb2ce288813306e4d4636395e047a3d28", companions),
        name_glob("5a4935c78a5255723f707230a451d79c540d2741", companions),
        name_glob("2b2b0084a1bc3a5ac8c27afdf14afb42c61a19ca", companions),
        name_glob("31bb7ba8914766d4ba40d6dfb6113c8b614be442", companions),
        name_glob("4f98687d8ab0d6d1a371110e6b7300f6e465bef2", companions),
        name_glob("ca3bc056d4da0bbf88b5fb3be254f3b7147e639c", companions),
        name_glob("2041457d5fe04d39d0ab481178355df6781e6858", companions),
        name_glob("64d0019cb3d46bfc8cce545a8ba54b93e7ea9347", companions),
        name_glob("0d609c54856a9bb2d56729df1d68f2958a88426b", companions),
        name_glob("992df473bbb9e132f4b3b6e4d33f72171e97bc7a", companions),
        name_glob("1f5a521220a3ad80ebfdc196978df8e7a2e49dee", companions)};
    static constexpr std::array emits{text("message.sent"),       text("call.made"),    text("chat.started"),
                                      text("contact.stored"),     text("note.written"), text("event.planned"),
                                      text("permission.granted"), text("network.used"), text("contact.reached"),
                                      text("voicemail.left"),     text("app.used")};
};

}  // namespace

SANAD_MODULE(Ios)
