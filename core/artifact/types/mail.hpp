#pragma once
// Mailboxes and what is in them: messages, attachments, people and appointments.
#include "core/artifact/artifact_type.hpp"

namespace sanad {

inline constexpr AttributeType mail_message[] = {
    {"subject", Kind::text, "Subject, decoded"},
    {"from", Kind::text, "Who it says it is from: name <address>"},
    {"sender", Kind::text, "Who sent it, where that is another than From"},
    {"to", Kind::texts, "Recipients, each as name <address>"},
    {"cc", Kind::texts, "Recipients of a copy"},
    {"bcc", Kind::texts, "Recipients of a hidden copy"},
    {"reply_to", Kind::texts, "Where answers are to go"},
    {"sent_at", Kind::time, "When it was sent, by the sender's clock", "Mail sent"},
    {"date_written", Kind::text, "The Date line as written, with its time zone"},
    {"received_at", Kind::time, "When it was delivered", "Mail received"},
    {"created_at", Kind::time, "When the mailbox's record of it was made", "Mail record created"},
    {"modified_at", Kind::time, "When the mailbox's record of it was last changed", "Mail record changed"},
    {"message_id", Kind::text, "Its own id, with angle brackets as written"},
    {"in_reply_to", Kind::texts, "Ids of the messages it answers"},
    {"references", Kind::texts, "Ids of its thread, oldest first"},
    {"topic", Kind::text, "Topic of its conversation, as the program recorded it"},
    {"received", Kind::texts, "Received lines, newest first: which hosts handed it on, and when"},
    {"sender_host", Kind::text, "Network address of the sender, as a mail service recorded it"},
    {"program", Kind::text, "Program that wrote it"},
    {"class", Kind::text, "Kind of item, as Outlook names it: IPM.Note, IPM.Task …"},
    {"folder", Kind::text, "Folder of the mailbox that holds it"},
    {"within", Kind::text, "Subject or name of the message it was attached to"},
    {"attachments", Kind::texts, "Names of its attachments"},
    {"part_count", Kind::integer, "MIME parts, itself among them"},
    {"size", Kind::integer, "Size in bytes as recorded"},
    {"read", Kind::integer, "1 read, 0 not yet, where the mailbox says so"},
    {"importance", Kind::integer, "0 low, 1 normal, 2 high"},
    {"transport_headers", Kind::text, "Header lines that it arrived with"},
    {"envelope", Kind::text, "Line that separates it in an mbox: envelope sender and time of storing"},
    {"encryption", Kind::text, "How it is encrypted, when it is"},
    {"recovered", Kind::text, "Deleted or orphaned: how this record was recovered"},
    {"item", Kind::integer, "Number of the item in its mailbox"}};
inline constexpr AttributeType mail_attachment[] = {
    {"name", Kind::text, "File name, decoded"},
    {"size", Kind::integer, "Size in bytes, decoded"},
    {"media_type", Kind::text, "Type that the message claims for it"},
    {"content_id", Kind::text, "Id by which the message shows it"},
    {"disposition", Kind::text, "attachment or inline, as the message says"},
    {"created_at", Kind::time, "When the file was created, as recorded", "Attachment created"},
    {"modified_at", Kind::time, "When the file was changed, as recorded", "Attachment changed"},
    {"message_subject", Kind::text, "Subject of the message that carries it"},
    {"message_id", Kind::text, "Id of the message that carries it"},
    {"folder", Kind::text, "Folder of the mailbox that holds the message"},
    {"recovered", Kind::text, "Deleted or orphaned: how the message was recovered"}};
inline constexpr AttributeType mail_mailbox[] = {
    {"format", Kind::text, "PST, OST or PAB, and the width of its addresses"},
    {"name", Kind::text, "Name that the program shows"},
    {"encryption", Kind::text, "How its blocks are encoded: none, compressible, high"},
    {"password_checksum", Kind::integer, "CRC-32 of the password, when one was set"},
    {"folders", Kind::integer, "Number of folders"},
    {"messages", Kind::integer, "Number of items in folders"},
    {"recovered_items", Kind::integer, "Number of deleted items that were recovered"},
    {"orphan_items", Kind::integer, "Number of items that no folder holds"}};
inline constexpr AttributeType mail_folder[] = {
    {"path", Kind::text, "Names from the root, '/' between"},
    {"messages", Kind::integer, "Number of items in it"},
    {"unread", Kind::integer, "Number of unread items, as recorded"},
    {"created_at", Kind::time, "When it was made", "Mail folder created"},
    {"modified_at", Kind::time, "When it was last changed", "Mail folder changed"},
    {"class", Kind::text, "What it holds: IPF.Note, IPF.Contact …"}};
inline constexpr AttributeType mail_contact[] = {
    {"name", Kind::text, "Name shown"},
    {"given_name", Kind::text, "Given name"},
    {"family_name", Kind::text, "Family name"},
    {"addresses", Kind::texts, "E-mail addresses"},
    {"phones", Kind::texts, "Telephone numbers"},
    {"postal_addresses", Kind::texts, "Postal addresses"},
    {"company", Kind::text, "Company"},
    {"position", Kind::text, "Title or position"},
    {"created_at", Kind::time, "When the record was made", "Contact created"},
    {"modified_at", Kind::time, "When the record was last changed", "Contact changed"},
    {"folder", Kind::text, "Folder of the mailbox that holds it"},
    {"recovered", Kind::text, "Deleted or orphaned: how this record was recovered"},
    {"item", Kind::integer, "Number of the item in its mailbox"}};
inline constexpr AttributeType mail_appointment[] = {
    {"subject", Kind::text, "Subject"},
    {"starts_at", Kind::time, "When it starts", "Appointment starts"},
    {"ends_at", Kind::time, "When it ends", "Appointment ends"},
    {"location", Kind::text, "Place"},
    {"organizer", Kind::text, "Who called it"},
    {"attendees", Kind::texts, "Who was invited"},
    {"created_at", Kind::time, "When the record was made", "Appointment created"},
    {"modified_at", Kind::time, "When the record was last changed", "Appointment changed"},
    {"folder", Kind::text, "Folder of the mailbox that holds it"},
    {"recovered", Kind::text, "Deleted or orphaned: how this record was recovered"},
    {"item", Kind::integer, "Number of the item in its mailbox"}};

inline constexpr ArtifactType mail_types[] = {
    {"mail.message", "Mail message", mail_message, "observable:EmailMessage"},
    {"mail.attachment", "Mail attachment", mail_attachment, "observable:File"},
    {"mail.mailbox", "Mailbox", mail_mailbox, "observable:File"},
    {"mail.folder", "Mail folder", mail_folder, "observable:Directory"},
    {"mail.contact", "Contact in a mailbox", mail_contact, "observable:Contact"},
    {"mail.appointment", "Appointment", mail_appointment, "observable:CalendarEntry"}};

}  // namespace sanad
