#pragma once
// What people told each other: messages, calls, voicemail, posts, and the chats they were told in, whatever the
// service. Addresses, names and texts are as the application recorded them; mail has types of its own.
#include "core/artifact/artifact_type.hpp"

namespace sanad {

inline constexpr AttributeType message_sent[] = {
    {"service", Kind::text, "Service or application it went through: SMS, MMS, iMessage, WhatsApp …"},
    {"account", Kind::text, "Account on this device"},
    {"chat", Kind::text, "Name of the chat"},
    {"chat_id", Kind::text, "Identifier of the chat"},
    {"direction", Kind::text, "incoming, outgoing; absent when it was neither (drafts, notices of the application)"},
    {"sender", Kind::text, "Address or identifier of who sent it"},
    {"sender_name", Kind::text, "Their name"},
    {"recipients", Kind::texts, "Addresses or identifiers of those it was for"},
    {"subject", Kind::text, "Subject"},
    {"text", Kind::text, "What it says; of a picture or film, its caption"},
    {"kind", Kind::text, "text, image, audio, voice, video, document, contact, location, sticker, call, system …"},
    {"status", Kind::text, "sent, delivered, read, failed, draft …"},
    {"sent_at", Kind::time, "When it was sent, as the sender or the service dated it", "Message sent"},
    {"received_at", Kind::time, "When it came to this device", "Message received"},
    {"delivered_at", Kind::time, "When it came to the recipient's device", "Message delivered"},
    {"read_at", Kind::time, "When it was read", "Message read"},
    {"played_at", Kind::time, "When the recording in it was played", "Message played"},
    {"edited_at", Kind::time, "When it was last changed by its sender", "Message edited"},
    {"deleted_at", Kind::time, "When it was withdrawn or deleted", "Message deleted"},
    {"written_at", Kind::time, "When it was written or saved, of a draft", "Message written"},
    {"read", Kind::integer, "1: marked as read, 0: not"},
    {"edited", Kind::integer, "1: changed by its sender after it was sent"},
    {"deleted", Kind::integer, "1: the application marks it as withdrawn or deleted"},
    {"deleted_by", Kind::text, "Who withdrew it, when it was not its sender"},
    {"starred", Kind::integer, "1: marked by the user"},
    {"forwarded", Kind::integer, "Times it had been forwarded, or 1 where the source does not count"},
    {"forwarded_from", Kind::text, "Who had written it first"},
    {"reply_to", Kind::text, "Identifier of the message that it answers"},
    {"quoted_text", Kind::text, "What it quotes"},
    {"attachments", Kind::texts, "Names or paths of the files that came with it"},
    {"attachment_paths", Kind::texts, "Where the application put them"},
    {"attachment_types", Kind::texts, "Their MIME types"},
    {"attachment_url", Kind::text, "Where the service keeps the file"},
    {"attachment_size", Kind::integer, "Size of the file in bytes"},
    {"attachment_digest", Kind::text, "Digest of the file as recorded (WhatsApp: SHA-256 in base64)"},
    {"attachment_duration", Kind::real, "Length of the recording in seconds"},
    {"latitude", Kind::real, "Degrees north"},
    {"longitude", Kind::real, "Degrees east"},
    {"place", Kind::text, "Name or address of the place"},
    {"via", Kind::text, "Message centre or device it came through"},
    {"disappears_after", Kind::integer, "Seconds after which it was to vanish"},
    {"call_id", Kind::text, "Identifier of the call that it tells of"},
    {"message_id", Kind::text, "Identifier given by the service or, where there is none, by the database"},
    {"source_code", Kind::integer, "The source's own number of the kind or status, where its meaning is not known"}};

inline constexpr AttributeType call_made[] = {
    {"service", Kind::text, "Phone, FaceTime, WhatsApp …"},
    {"account", Kind::text, "Account or SIM on this device"},
    {"direction", Kind::text, "incoming, outgoing"},
    {"party", Kind::text, "Number or identifier of the other side"},
    {"party_name", Kind::text, "Their name as the application kept it"},
    {"participants", Kind::texts, "All of the other side, in a call of several"},
    {"chat_id", Kind::text, "Identifier of the chat that it belongs to"},
    {"started_at", Kind::time, "When it began or was tried", "Call"},
    {"answered_at", Kind::time, "When it was taken", "Call answered"},
    {"ended_at", Kind::time, "When it ended", "Call ended"},
    {"duration", Kind::real, "Seconds"},
    {"outcome", Kind::text, "answered, missed, rejected, blocked, unanswered, cancelled, voicemail …"},
    {"media", Kind::text, "audio, video"},
    {"read", Kind::integer, "1: the user has seen the entry"},
    {"deleted", Kind::integer, "1: the application marks it as deleted"},
    {"country", Kind::text, "Country of the number, as recorded"},
    {"place", Kind::text, "Place of the number, as recorded"},
    {"call_id", Kind::text, "Identifier given by the service or the database"},
    {"source_code", Kind::integer, "The source's own number of the outcome, where its meaning is not known"}};

inline constexpr AttributeType voicemail_left[] = {
    {"service", Kind::text, "Phone, Google Voice …"},
    {"sender", Kind::text, "Number of the caller"},
    {"receiver", Kind::text, "Number or account called"},
    {"left_at", Kind::time, "When it was left", "Voicemail left"},
    {"deleted_at", Kind::time, "When it was deleted", "Voicemail deleted"},
    {"duration", Kind::real, "Seconds"},
    {"text", Kind::text, "Transcript"},
    {"deleted", Kind::integer, "1: the application marks it as deleted"},
    {"message_id", Kind::text, "Identifier given by the service or the database"}};

inline constexpr AttributeType chat_started[] = {
    {"service", Kind::text, "Service or application"},
    {"account", Kind::text, "Account on this device"},
    {"chat", Kind::text, "Name of the chat"},
    {"chat_id", Kind::text, "Identifier of the chat"},
    {"kind", Kind::text, "person, group, broadcast, status, channel …"},
    {"participants", Kind::texts, "Addresses or identifiers of its members"},
    {"administrators", Kind::texts, "Those of them who may change it"},
    {"past_participants", Kind::texts, "Those who are members no longer"},
    {"creator", Kind::text, "Who opened it"},
    {"description", Kind::text, "Description of the group"},
    {"started_at", Kind::time, "When it was opened", "Chat opened"},
    {"last_message_at", Kind::time, "Last message in it", "Last message of a chat"},
    {"message_count", Kind::integer, "Messages in it, where the source counts them"},
    {"archived", Kind::integer, "1: put aside by the user"},
    {"hidden", Kind::integer, "1: hidden"},
    {"deleted", Kind::integer, "1: the application marks it as deleted or left"}};

inline constexpr AttributeType post_published[] = {
    {"service", Kind::text, "Service or application"},
    {"account", Kind::text, "Account on this device"},
    {"author", Kind::text, "Identifier of who published it"},
    {"author_name", Kind::text, "Their name"},
    {"text", Kind::text, "What it says"},
    {"posted_at", Kind::time, "When it was published", "Post published"},
    {"updated_at", Kind::time, "When this copy of it was refreshed", "Post refreshed"},
    {"favorites", Kind::integer, "Times marked as a favourite"},
    {"reposts", Kind::integer, "Times published again by others"},
    {"favorited", Kind::integer, "1: marked by the user of this device"},
    {"reply_to", Kind::text, "Identifier of the post that it answers"},
    {"program", Kind::text, "Program it was written with, as recorded"},
    {"message_id", Kind::text, "Identifier given by the service"}};

inline constexpr AttributeType file_sent[] = {
    {"service", Kind::text, "Service or application"},
    {"direction", Kind::text, "incoming, outgoing"},
    {"sender", Kind::text, "Identifier of who sent it"},
    {"sender_name", Kind::text, "Their name"},
    {"recipient", Kind::text, "Identifier of who got it"},
    {"recipient_name", Kind::text, "Their name"},
    {"file", Kind::text, "Name of the file"},
    {"path", Kind::text, "Where it lay or was put"},
    {"size", Kind::integer, "Size in bytes"},
    {"bytes_sent", Kind::integer, "Bytes that went over"},
    {"started_at", Kind::time, "When it was offered", "File offered"},
    {"accepted_at", Kind::time, "When it was accepted", "File accepted"},
    {"ended_at", Kind::time, "When it was through", "File transferred"},
    {"status", Kind::text, "offered, transferring, completed, cancelled, failed …"},
    {"source_code", Kind::integer, "The source's own number of the status"}};

inline constexpr ArtifactType communication_types[] = {
    {"message.sent", "Message", message_sent, "observable:Message"},
    {"call.made", "Call", call_made, "observable:Call"},
    {"voicemail.left", "Voicemail", voicemail_left, "observable:Message"},
    {"chat.started", "Chat", chat_started, "observable:MessageThread"},
    {"post.published", "Post", post_published, "observable:Post"},
    {"file.sent", "File sent", file_sent, "observable:File"}};

}  // namespace sanad
