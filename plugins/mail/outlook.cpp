// mail.outlook: mailboxes of Outlook (PST, OST, PAB) by libpff: folders, messages, people, appointments, attachments;
// and the deleted items that it recovers from free space, each marked as such.
#include <libpff.h>

#include <array>
#include <utility>

#include "plugins/mail/file_handle.hpp"
#include "plugins/mail/outlook_item.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::mail;
namespace readable = sanad::readable;

constexpr std::uint64_t largest_attachment = std::uint64_t{128} << 20;

class Item {
public:
    Item() = default;
    Item(Item&& other) noexcept : item_{std::exchange(other.item_, nullptr)} {}
    Item(const Item&) = delete;
    Item& operator=(const Item&) = delete;
    Item& operator=(Item&&) = delete;
    ~Item() {
        if (item_ != nullptr) libpff_item_free(&item_, nullptr);
    }
    libpff_item_t** out() { return &item_; }
    libpff_item_t* get() const { return item_; }
    explicit operator bool() const { return item_ != nullptr; }

private:
    libpff_item_t* item_ = nullptr;
};

/// One record set of an item: a message has one, its recipients have one each.
class Properties {
public:
    explicit Properties(libpff_item_t* item, int set = 0, bool is_message = false)
        : item_{item}, is_message_{is_message} {
        if (libpff_item_get_record_set_by_index(item, set, &set_, nullptr) != 1) set_ = nullptr;
    }
    Properties(const Properties&) = delete;
    Properties& operator=(const Properties&) = delete;
    ~Properties() {
        if (set_ != nullptr) libpff_record_set_free(&set_, nullptr);
    }

    std::string text(std::uint32_t id) const {
        std::size_t size = 0;
        const Entry entry{set_, id};
        std::uint32_t kind = 0;
        if (entry && libpff_record_entry_get_value_type(entry.get(), &kind, nullptr) == 1 && (kind & 0x1000) != 0) {
            return several(entry.get());
        }
        // A message knows the encoding of its own eight-bit texts.
        if (is_message_ && libpff_message_get_entry_value_utf8_string_size(item_, id, &size, nullptr) == 1 &&
            sane(size)) {
            std::string value(size, 0);
            if (libpff_message_get_entry_value_utf8_string(item_, id, bytes_of(value), size, nullptr) == 1)
                return clean(value);
        }
        if (!entry || libpff_record_entry_get_data_as_utf8_string_size(entry.get(), &size, nullptr) != 1 || !sane(size))
            return {};
        std::string value(size, 0);
        if (libpff_record_entry_get_data_as_utf8_string(entry.get(), bytes_of(value), size, nullptr) != 1) return {};
        return clean(value);
    }
    std::optional<Time> time(std::uint32_t id) const {
        const Entry entry{set_, id, 0x0040};
        std::uint64_t value = 0;
        if (!entry || libpff_record_entry_get_data_as_filetime(entry.get(), &value, nullptr) != 1) return std::nullopt;
        return time_of_filetime(value);
    }
    std::optional<std::int64_t> integer(std::uint32_t id) const {
        const Entry entry{set_, id, 0x0003};
        std::uint32_t value = 0;
        if (!entry || libpff_record_entry_get_data_as_32bit_integer(entry.get(), &value, nullptr) != 1)
            return std::nullopt;
        return static_cast<std::int32_t>(value);
    }
    std::string named_text(NameSet, std::uint32_t number) const { return text(number); }
    std::optional<Time> named_time(NameSet, std::uint32_t number) const { return time(number); }

private:
    class Entry {
    public:
        /// `type` 0: of whatever type.
        Entry(libpff_record_set_t* set, std::uint32_t id, std::uint32_t type = 0) {
            if (set == nullptr ||
                libpff_record_set_get_entry_by_type(
                    set, id, type, &entry_,
                    type == 0 ? std::uint8_t{LIBPFF_ENTRY_VALUE_FLAG_MATCH_ANY_VALUE_TYPE} : std::uint8_t{0},
                    nullptr) != 1) {
                entry_ = nullptr;
            }
        }
        Entry(const Entry&) = delete;
        Entry& operator=(const Entry&) = delete;
        ~Entry() {
            if (entry_ != nullptr) libpff_record_entry_free(&entry_, nullptr);
        }
        explicit operator bool() const { return entry_ != nullptr; }
        libpff_record_entry_t* get() const { return entry_; }

    private:
        libpff_record_entry_t* entry_ = nullptr;
    };

    /// The values of a property that has many, ", " between.
    static std::string several(libpff_record_entry_t* entry) {
        std::string all;
        libpff_multi_value_t* values = nullptr;
        if (libpff_record_entry_get_multi_value(entry, &values, nullptr) != 1) return all;
        int count = 0;
        libpff_multi_value_get_number_of_values(values, &count, nullptr);
        for (int i = 0; i < count; ++i) {
            std::size_t size = 0;
            if (libpff_multi_value_get_value_utf8_string_size(values, i, &size, nullptr) != 1 || !sane(size)) continue;
            std::string value(size, 0);
            if (libpff_multi_value_get_value_utf8_string(values, i, bytes_of(value), size, nullptr) != 1) continue;
            all += (all.empty() ? "" : ", ") + clean(value);
        }
        libpff_multi_value_free(&values, nullptr);
        return all;
    }

    static bool sane(std::size_t size) { return size > 0 && size < (std::size_t{64} << 20); }
    static std::uint8_t* bytes_of(std::string& text) { return reinterpret_cast<std::uint8_t*>(text.data()); }
    static std::string clean(std::string text) {
        while (text.ends_with('\0')) text.pop_back();
        return utf8(text);
    }

    libpff_item_t* item_;
    libpff_record_set_t* set_ = nullptr;
    bool is_message_;
};

/// libpff asks for room, then fills it.
template <class Size, class Fill>
std::string body_of(libpff_item_t* message, Size size_of, Fill fill) {
    std::size_t size = 0;
    if (size_of(message, &size, nullptr) != 1 || size == 0 || size > std::size_t{64} << 20) return {};
    std::string body(size, 0);
    if (fill(message, reinterpret_cast<std::uint8_t*>(body.data()), size, nullptr) != 1) return {};
    while (body.ends_with('\0')) body.pop_back();
    return body;
}

class MailboxReader {
public:
    MailboxReader(const File& file, libpff_file_t* mailbox, const Sink& sink)
        : file_{file}, mailbox_{mailbox}, sink_{sink} {}

    bool read() {
        Item root;
        if (libpff_file_get_root_folder(mailbox_, root.out(), nullptr) == 1 && root) {
            take_folder(root.get(), "", 0);
        } else {
            unsound("the root folder cannot be read");
        }
        take_recovered();
        describe();
        return sound_;
    }

private:
    void unsound(const std::string& why) {
        sound_ = false;
        sink_.warn(file_.whole(), why);
    }

    void describe() {
        std::uint8_t content = 0;
        std::uint8_t width = 0;
        std::uint8_t encryption = 0;
        libpff_file_get_content_type(mailbox_, &content, nullptr);
        libpff_file_get_type(mailbox_, &width, nullptr);
        libpff_file_get_encryption_type(mailbox_, &encryption, nullptr);
        Artifact found{"mail.mailbox", file_.whole()};
        const std::string format = content == LIBPFF_FILE_CONTENT_TYPE_OST   ? "OST"
                                   : content == LIBPFF_FILE_CONTENT_TYPE_PAB ? "PAB"
                                                                             : "PST";
        found.text("format", format + (width == LIBPFF_FILE_TYPE_32BIT   ? " 32-bit"
                                       : width == LIBPFF_FILE_TYPE_64BIT ? " 64-bit"
                                                                         : " 64-bit, pages of 4 KiB"));
        constexpr std::array<const char*, 3> encryptions{"none", "compressible", "high"};
        if (encryption < encryptions.size()) found.text("encryption", encryptions[encryption]);
        Item store;
        if (libpff_file_get_message_store(mailbox_, store.out(), nullptr) == 1 && store) {
            const Properties properties{store.get()};
            put_text(found, "name", properties.text(0x3001));
            // CRC-32 of the password (MS-PST 2.4.3.1, PidTagPstPassword). An OST has none, and -1 stands there.
            const auto checksum = properties.integer(0x67FF);
            if (content == LIBPFF_FILE_CONTENT_TYPE_PST && checksum && *checksum != 0) {
                found.integer("password_checksum", *checksum & 0xFFFFFFFF);
            }
        }
        found.integer("folders", folders_).integer("messages", messages_);
        found.integer("recovered_items", recovered_).integer("orphan_items", orphans_);
        sink_.emit(found);
    }

    void take_folder(libpff_item_t* folder, const std::string& path, int depth) {
        ++folders_;
        int messages = 0;
        if (libpff_folder_get_number_of_sub_messages(folder, &messages, nullptr) != 1) {
            unsound("the messages of the folder \"" + path + "\" cannot be counted");
            messages = 0;
        }
        const Properties properties{folder};
        Artifact found{"mail.folder", file_.whole()};
        found.text("path", path.empty() ? "/" : path).integer("messages", messages);
        if (const auto unread = properties.integer(0x3603)) found.integer("unread", *unread);
        found.time("created_at", properties.time(0x3007)).time("modified_at", properties.time(0x3008));
        put_text(found, "class", properties.text(0x3613));
        sink_.emit(found);
        for (int i = 0; i < messages; ++i) {
            Item message;
            if (libpff_folder_get_sub_message(folder, i, message.out(), nullptr) != 1 || !message) {
                unsound("item " + std::to_string(i) + " of the folder \"" + path + "\" cannot be read");
                continue;
            }
            ++messages_;
            take_item(message.get(), path, "", "", 0);
        }
        int below = 0;
        if (libpff_folder_get_number_of_sub_folders(folder, &below, nullptr) != 1 || depth > 60) {
            unsound("the folders in \"" + path + "\" cannot be read");
            return;
        }
        for (int i = 0; i < below; ++i) {
            Item child;
            if (libpff_folder_get_sub_folder(folder, i, child.out(), nullptr) != 1 || !child) {
                unsound("folder " + std::to_string(i) + " in \"" + path + "\" cannot be read");
                continue;
            }
            const std::string name = folder_name(child.get());
            take_folder(child.get(), path.empty() ? name : path + "/" + name, depth + 1);
        }
    }

    static std::string folder_name(libpff_item_t* folder) {
        std::size_t size = 0;
        if (libpff_folder_get_utf8_name_size(folder, &size, nullptr) != 1 || size == 0 || size > 65536) return {};
        std::string name(size, 0);
        if (libpff_folder_get_utf8_name(folder, reinterpret_cast<std::uint8_t*>(name.data()), size, nullptr) != 1)
            return {};
        while (name.ends_with('\0')) name.pop_back();
        return utf8(name);
    }

    void take_item(libpff_item_t* message, const std::string& folder, const std::string& within,
                   const std::string& recovered, int depth) {
        const Properties item{message, 0, true};
        ItemPlace place;
        place.range = file_.whole();
        place.folder = folder;
        place.within = within;
        place.recovered = recovered;
        std::uint32_t number = 0;
        if (libpff_item_get_identifier(message, &number, nullptr) == 1) place.item = number;

        const std::vector<Recipient> recipients = recipients_of(message);
        int attached = 0;
        if (libpff_message_get_number_of_attachments(message, &attached, nullptr) != 1) attached = 0;
        std::vector<Item> attachments;
        std::vector<std::string> names;
        for (int i = 0; i < attached; ++i) {
            Item attachment;
            if (libpff_message_get_attachment(message, i, attachment.out(), nullptr) != 1 || !attachment) {
                if (recovered.empty())
                    unsound("attachment " + std::to_string(i) + " of item " + std::to_string(number) +
                            " cannot be read");
                continue;
            }
            names.push_back(attachment_name(Properties{attachment.get()}));
            attachments.push_back(std::move(attachment));
        }
        emit_message(item, recipients, names, place, sink_);
        std::uint8_t type = 0;
        libpff_item_get_type(message, &type, nullptr);
        if (type == LIBPFF_ITEM_TYPE_CONTACT) emit_contact(item, place, sink_);
        if (type == LIBPFF_ITEM_TYPE_APPOINTMENT) emit_appointment(item, recipients, place, sink_);

        const std::string html = body_of(message, libpff_message_get_html_body_size, libpff_message_get_html_body);
        const std::string rtf = body_of(message, libpff_message_get_rtf_body_size, libpff_message_get_rtf_body);
        const std::string plain =
            body_of(message, libpff_message_get_plain_text_body_size, libpff_message_get_plain_text_body);
        const auto codepage = item.integer(0x3FDE);  // PidTagInternetCodepage: of the body in HTML
        say_body(plain, html, codepage ? readable::charset_of_codepage(static_cast<std::uint32_t>(*codepage)) : "",
                 rtf.empty() ? std::nullopt : std::optional{rtf}, place, sink_);
        const std::string subject = subject_of(item.text(0x0037));
        for (std::size_t i = 0; i < attachments.size(); ++i) {
            take_attachment(attachments[i].get(), names[i], subject, item.text(0x1035), place, depth);
        }
    }

    static std::vector<Recipient> recipients_of(libpff_item_t* message) {
        std::vector<Recipient> found;
        Item recipients;
        int count = 0;
        if (libpff_message_get_recipients(message, recipients.out(), nullptr) != 1 || !recipients ||
            libpff_item_get_number_of_record_sets(recipients.get(), &count, nullptr) != 1) {
            return found;
        }
        for (int i = 0; i < count; ++i) {
            const Properties one{recipients.get(), i};
            found.push_back({one.integer(0x0C15).value_or(1) & 0xF, person(one, 0x3001, 0x39FE, 0x3003)});
        }
        return found;
    }

    static std::string attachment_name(const Properties& attachment) {
        for (const std::uint32_t id : {0x3707u, 0x3704u, 0x3001u}) {
            if (std::string name = attachment.text(id); !name.empty()) return name;
        }
        return {};
    }

    void take_attachment(libpff_item_t* attachment, const std::string& label, const std::string& subject,
                         const std::string& message_id, const ItemPlace& place, int depth) {
        int type = 0;
        size64_t size = 0;
        const bool has_type = libpff_attachment_get_type(attachment, &type, nullptr) == 1;
        const bool is_data = has_type && type == LIBPFF_ATTACHMENT_TYPE_DATA &&
                             libpff_attachment_get_data_size(attachment, &size, nullptr) == 1;
        const Properties properties{attachment};
        Artifact found{"mail.attachment", place.range};
        put_text(found, "name", label);
        if (is_data) found.integer("size", static_cast<std::int64_t>(size));
        put_text(found, "media_type", properties.text(0x370E));
        put_text(found, "content_id", properties.text(0x3712));
        found.time("created_at", properties.time(0x3007)).time("modified_at", properties.time(0x3008));
        put_text(found, "message_subject", subject);
        put_text(found, "message_id", message_id);
        put_text(found, "folder", place.folder);
        put_text(found, "recovered", place.recovered);
        sink_.emit(found);
        if (is_data) {
            derive(attachment, label.empty() ? "attachment" : label, size, place);
        } else if (has_type && type == LIBPFF_ATTACHMENT_TYPE_ITEM && depth < 30) {
            Item inner;
            if (libpff_attachment_get_item(attachment, inner.out(), nullptr) == 1 && inner) {
                take_item(inner.get(), place.folder, subject.empty() ? "message without a subject" : subject,
                          place.recovered, depth + 1);
            } else if (place.recovered.empty()) {
                unsound("the item attached to \"" + subject + "\" cannot be read");
            }
        }
    }

    void derive(libpff_item_t* attachment, const std::string& label, std::uint64_t size, const ItemPlace& place) {
        if (size > largest_attachment) {
            sink_.warn(place.range,
                       "the attachment \"" + label + "\" of " + std::to_string(size) + " bytes is left in the mailbox");
            return;
        }
        std::vector<std::uint8_t> bytes(size);
        std::size_t done = 0;
        libpff_attachment_data_seek_offset(attachment, 0, SEEK_SET, nullptr);
        while (done < bytes.size()) {
            const auto count =
                libpff_attachment_data_read_buffer(attachment, bytes.data() + done, bytes.size() - done, nullptr);
            if (count <= 0) break;
            done += static_cast<std::size_t>(count);
        }
        if (done < bytes.size()) {
            // Recovered data is expected to be incomplete; of a live message it is damage.
            if (place.recovered.empty())
                unsound("the attachment \"" + label + "\" ends after " + std::to_string(done) + " of its bytes");
            bytes.resize(done);
        }
        if (!bytes.empty() || size == 0) sink_.derive(label, place.range, bytes);
    }

    void take_recovered() {
        if (libpff_file_recover_items(mailbox_, 0, nullptr) != 1) return;
        int count = 0;
        if (libpff_file_get_number_of_recovered_items(mailbox_, &count, nullptr) == 1) {
            for (int i = 0; i < count; ++i) {
                Item item;
                if (libpff_file_get_recovered_item_by_index(mailbox_, i, item.out(), nullptr) != 1 || !item) continue;
                if (take_found_item(item.get(), "deleted; recovered from free space")) ++recovered_;
            }
        }
        if (libpff_file_get_number_of_orphan_items(mailbox_, &count, nullptr) == 1) {
            for (int i = 0; i < count; ++i) {
                Item item;
                if (libpff_file_get_orphan_item_by_index(mailbox_, i, item.out(), nullptr) != 1 || !item) continue;
                if (take_found_item(item.get(), "orphan; no folder holds it")) ++orphans_;
            }
        }
    }

    /// Parts of items, folders and tables are recovered too, and are no findings of their own.
    bool take_found_item(libpff_item_t* item, const std::string& how) {
        std::uint8_t type = 0;
        if (libpff_item_get_type(item, &type, nullptr) != 1) return false;
        constexpr std::array no_message{LIBPFF_ITEM_TYPE_UNDEFINED,   LIBPFF_ITEM_TYPE_ATTACHMENT,
                                        LIBPFF_ITEM_TYPE_ATTACHMENTS, LIBPFF_ITEM_TYPE_CONFIGURATION,
                                        LIBPFF_ITEM_TYPE_FOLDER,      LIBPFF_ITEM_TYPE_RECIPIENTS,
                                        LIBPFF_ITEM_TYPE_SUB_FOLDERS, LIBPFF_ITEM_TYPE_SUB_MESSAGES,
                                        LIBPFF_ITEM_TYPE_UNKNOWN,     LIBPFF_ITEM_TYPE_SUB_ASSOCIATED_CONTENTS};
        if (std::ranges::find(no_message, type) != no_message.end()) return false;
        take_item(item, "", "", how, 0);
        return true;
    }

    const File& file_;
    libpff_file_t* mailbox_;
    const Sink& sink_;
    std::int64_t folders_ = 0, messages_ = 0, recovered_ = 0, orphans_ = 0;
    bool sound_ = true;
};

class Outlook {
public:
    static constexpr std::string_view name = "mail.outlook", version = "1.0.0";
    static constexpr std::string_view summary =
        "Mailboxes of Outlook (PST, OST): messages, contacts, appointments, deleted items";
    static constexpr std::array wants{signature("!BDN")};
    static constexpr std::array emits{text("mail.mailbox"),    text("mail.folder"),  text("mail.message"),
                                      text("mail.attachment"), text("mail.contact"), text("mail.appointment"),
                                      text("document.link")};

    Verdict examine(const File& file, const Sink& sink) const {
        const auto head = file.read(0, 4);
        if (head.size() < 4 || head[0] != '!' || head[1] != 'B' || head[2] != 'D' || head[3] != 'N')
            return Verdict::not_mine;
        const FileHandle handle{file};
        libpff_file_t* mailbox = nullptr;
        bool sound = false;
        if (handle.get() != nullptr && libpff_file_initialize(&mailbox, nullptr) == 1 &&
            libpff_file_open_file_io_handle(mailbox, handle.get(), LIBPFF_OPEN_READ, nullptr) == 1) {
            sound = MailboxReader{file, mailbox, sink}.read();
            if (libpff_file_is_corrupted(mailbox, nullptr) == 1) {
                sink.warn(file.whole(), "the mailbox's tables do not agree with each other");
                sound = false;
            }
            if (handle.unreadable()) {
                sink.warn(file.whole(), "parts of the file cannot be read from the medium");
                sound = false;
            }
            libpff_file_close(mailbox, nullptr);
        } else {
            sink.warn(file.whole(), "the mailbox's header or its index cannot be read");
        }
        if (mailbox != nullptr) libpff_file_free(&mailbox, nullptr);
        return sound ? Verdict::examined : Verdict::damaged;
    }
};

}  // namespace

SANAD_MODULE(Outlook)
