// mobile.instagram: direct messages that Instagram keeps on iOS, archives of objects in the column of a database.
#include <array>
#include <cmath>
#include <map>

#include "plugins/mobile/property_list.hpp"
#include "plugins/sdk/module.hpp"
#include "plugins/sqlite/database.hpp"
#include "plugins/sqlite/queries.hpp"

namespace {

using namespace sanad::sdk;
using sanad::mobile::KeyedArchive;
using sanad::mobile::PropertyList;
using sanad::mobile::PropertyValue;
using sanad::sqlite::As;
using sanad::sqlite::companions;
using sanad::sqlite::Database;

class Instagram {
public:
    static constexpr std::string_view name = "mobile.instagram", version = "1.0.0";
    static constexpr std::string_view summary = "Instagram (iOS): direct messages and chats";
    // The database is named by the number of its account.
    static constexpr std::array wants{path_glob("*DirectSQLiteDatabase*.db", companions),
                                      path_glob("*[0-9][0-9][0-9][0-9][0-9].db", companions)};
    static constexpr std::array emits{text("message.sent"), text("chat.started")};

    Verdict examine(const File& file, const Sink& sink) const {
        try {
            const auto database = Database::open(file);
            if (!database || !database->has_column("messages", "archive") ||
                !database->has_column("threads", "viewer_id")) {
                return Verdict::not_mine;
            }
            bool sound = true;
            const auto names = chats(*database, sink, sound);
            messages(*database, names, sink, sound);
            sound = !database->tell(sink) && sound;
            return sound ? Verdict::examined : Verdict::damaged;
        } catch (const sanad::sqlite::Damaged& error) {
            sink.warn(file.whole(), error.what());
            return Verdict::damaged;
        }
    }

private:
    using Names = std::map<std::string, std::string>;

    static Names chats(const Database& database, const Sink& sink, bool& sound) {
        Names names;
        auto rows = database.query("SELECT row_id, thread_id, viewer_id, metadata FROM threads ORDER BY row_id");
        while (rows.next()) {
            const auto place = database.place_of_row("threads", rows.cell("row_id").integer);
            Artifact chat{"chat.started", place};
            chat.text("service", "Instagram").text("chat_id", rows.cell("thread_id").bytes);
            chat.text("account", rows.cell("viewer_id").bytes);
            const PropertyList list{rows.cell("metadata").bytes};
            if (list.root()) {
                people(KeyedArchive{list}, chat, names);
            } else if (!rows.cell("metadata").is_null()) {
                sink.warn(place, "what is known of the chat is no property list");
                sound = false;
            }
            sink.emit(chat);
        }
        return names;
    }

    static void people(const KeyedArchive& archive, Artifact& chat, Names& names) {
        const PropertyValue root = archive.root();
        const auto known = [&](PropertyValue user) {
            const auto key = archive.of(user, "pk").text();
            const auto full = archive.of(user, "fullName").text();
            if (key && full) names[*key] = *full;
            return key;
        };
        if (const auto inviter = known(archive.of(root, "IGUser*inviter"))) chat.text("creator", *inviter);
        const PropertyValue users = archive.items(archive.of(root, "NSArray<IGUser *>*users"));
        for (std::uint32_t i = 0; i < users.size(); ++i) {
            if (const auto user = known(archive.resolved(users.at(i)))) chat.text("participants", *user);
        }
        if (const auto title = archive.of(root, "NSString*threadName").text()) chat.text("chat", *title);
    }

    static void messages(const Database& database, const Names& names, const Sink& sink, bool& sound) {
        auto rows = database.query(
            "SELECT row_id, message_id, thread_id, archive, (SELECT viewer_id FROM threads WHERE threads.thread_id = "
            "messages.thread_id) AS account FROM messages ORDER BY row_id");
        while (rows.next()) {
            const auto place = database.place_of_row("messages", rows.cell("row_id").integer);
            const PropertyList list{rows.cell("archive").bytes};
            Artifact message{"message.sent", place};
            message.text("service", "Instagram").text("chat_id", rows.cell("thread_id").bytes);
            message.text("message_id", rows.cell("message_id").bytes);
            const std::string account = rows.cell("account").bytes;
            if (!account.empty()) message.text("account", account);
            if (list.root()) {
                content(KeyedArchive{list}, account, names, message);
            } else {
                sink.warn(place, "the message is no property list");
                sound = false;
            }
            sink.emit(message);
        }
    }

    static void content(const KeyedArchive& archive, const std::string& account, const Names& names,
                        Artifact& message) {
        const PropertyValue root = archive.root();
        const PropertyValue about = archive.of(root, "IGDirectPublishedMessageMetadata*metadata");
        if (const auto sender = archive.of(about, "NSString*senderPk").text()) {
            message.text("sender", *sender);
            if (!account.empty()) message.text("direction", *sender == account ? "outgoing" : "incoming");
            if (const auto known = names.find(*sender); known != names.end())
                message.text("sender_name", known->second);
        }
        if (const auto sent = archive.of(about, "NSDate*serverTimestamp")["NS.time"].real()) {
            message.time("sent_at", sanad::sqlite::time_of(As::mac_s, *sent));
        }
        const PropertyValue body = archive.of(root, "IGDirectPublishedMessageContent*content");
        if (const auto written = archive.of(body, "NSString*string").text()) message.text("text", *written);
        const PropertyValue activity = archive.of(body, "IGDirectThreadActivityAnnouncement*threadActivity");
        if (const auto title = archive.of(activity, "NSString*voipTitle").text()) {
            message.text("text", *title).text("kind", "call");
        }
        if (const auto call = archive.of(activity, "NSString*videoCallId").text()) message.text("call_id", *call);
        const PropertyValue media = archive.of(body, "IGDirectPublishedMessageMedia*media");
        const PropertyValue kept = archive.of(media, "IGDirectPublishedMessagePermanentMedia*permanentMedia");
        const PropertyValue photo = archive.of(kept, "IGPhoto*photo");
        if (!photo) return;
        message.text("kind", "image");
        if (const auto id = archive.of(photo, "kIGPhotoMediaID").text()) message.text("attachments", *id);
        const PropertyValue versions = archive.items(archive.of(photo, "imageVersions"));
        if (const auto url = archive.of(archive.resolved(versions.at(0)), "url").text()) {
            message.text("attachment_url", *url);
        } else if (const auto address =
                       archive.of(archive.of(archive.resolved(versions.at(0)), "url"), "NS.relative").text()) {
            message.text("attachment_url", *address);
        }
    }
};

}  // namespace

SANAD_MODULE(Instagram)
