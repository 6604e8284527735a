// mail.eml: messages as mail programs keep and send them (RFC 5322, MIME), alone or many in one mbox (RFC 4155).
#include <array>
#include <charconv>
#include <map>

#include "plugins/mail/mail_date.hpp"
#include "plugins/mail/mail_text.hpp"
#include "plugins/mail/mime_part.hpp"
#include "plugins/readable/html.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::mail;
namespace readable = sanad::readable;

constexpr int deepest_part = 60;

class MessageReader {
public:
    /// `place`: the message in the file, which begins at `base` of it.
    MessageReader(std::string_view bytes, std::size_t base, Range place, std::string_view envelope, const Sink& sink)
        : bytes_{bytes}, base_{base}, place_{place}, envelope_{envelope}, sink_{sink} {}

    bool read() {
        const Held<GMimeStream> stream{g_mime_stream_mem_new_with_buffer(bytes_.data(), bytes_.size())};
        const Held<GMimeParser> parser{g_mime_parser_new_with_stream(stream.get())};
        const Held<GMimeMessage> message{g_mime_parser_construct_message(parser.get(), nullptr)};
        if (!message) {
            sink_.warn(place_, "no message can be read here");
            return false;
        }
        subject_ = header_text(raw_header(GMIME_OBJECT(message.get()), "Subject"));
        message_id_ = unfolded(raw_header(GMIME_OBJECT(message.get()), "Message-ID"));
        if (GMimeObject* root = g_mime_message_get_mime_part(message.get())) take_part(root, 0);
        emit_message(message.get());
        return sound_;
    }

private:
    void emit_message(GMimeMessage* message) {
        auto* object = GMIME_OBJECT(message);
        Artifact found{"mail.message", place_};
        const auto put = [&](const char* name, std::string_view value) {
            if (!value.empty()) found.text(name, value);
        };
        const auto put_all = [&](const char* name, const std::vector<std::string>& values) {
            for (const std::string& value : values) put(name, value);
        };
        put("subject", subject_);
        const auto from = addresses(message, "From");
        std::string authors;
        for (const std::string& author : from) authors += (authors.empty() ? "" : ", ") + author;
        put("from", authors);
        const auto sender = addresses(message, "Sender");
        if (!sender.empty()) put("sender", sender.front());
        put_all("to", addresses(message, "To"));
        put_all("cc", addresses(message, "Cc"));
        put_all("bcc", addresses(message, "Bcc"));
        put_all("reply_to", addresses(message, "Reply-To"));
        const std::string date = unfolded(raw_header(object, "Date"));
        found.time("sent_at", time_of_date_line(date));
        put("date_written", date);
        const auto received = headers_named(object, "Received");
        if (!received.empty()) {
            const std::size_t semicolon = received.front().rfind(';');
            if (semicolon != std::string::npos) {
                found.time("received_at", time_of_date_line(received.front().substr(semicolon + 1)));
            }
        }
        put_all("received", received);
        put("message_id", message_id_);
        put_all("in_reply_to", ids_in(raw_header(object, "In-Reply-To")));
        put_all("references", ids_in(raw_header(object, "References")));
        put("topic", decoded(object, "Thread-Topic"));
        put("sender_host", decoded(object, "X-Originating-IP"));
        const std::string program = decoded(object, "User-Agent");
        put("program", program.empty() ? decoded(object, "X-Mailer") : program);
        put("envelope", utf8(envelope_));
        take_mozilla_status(object, found);
        put("encryption", encryption_);
        put_all("attachments", attachment_names_);
        found.integer("part_count", parts_);
        found.integer("size", static_cast<std::int64_t>(bytes_.size()));
        sink_.emit(found);
    }

    /// Thunderbird keeps a message in its mbox after deleting it, until the folder is compacted: bit 3 of its status
    /// tells so, bit 0 that it was read.
    static void take_mozilla_status(GMimeObject* object, Artifact& found) {
        const std::string status = raw_header(object, "X-Mozilla-Status");
        unsigned bits = 0;
        const auto [end, error] = std::from_chars(status.data(), status.data() + status.size(), bits, 16);
        if (status.size() != 4 || error != std::errc{} || end != status.data() + status.size()) return;
        found.integer("read", bits & 1);
        if ((bits & 8) != 0) found.text("recovered", "deleted; still in the mailbox, as X-Mozilla-Status says");
    }

    static std::string decoded(GMimeObject* object, const char* name) { return header_text(raw_header(object, name)); }

    void take_part(GMimeObject* part, int depth) {
        ++parts_;
        if (depth > deepest_part) {
            sink_.warn(place_, "parts lie deeper than 60 levels; the deeper ones are left out");
            sound_ = false;
            return;
        }
        note_encryption(part);
        if (GMIME_IS_MULTIPART(part)) {
            auto* parts = GMIME_MULTIPART(part);
            const char* boundary = g_mime_multipart_get_boundary(parts);
            boundaries_.emplace_back(boundary == nullptr ? "" : boundary);
            for (int i = 0; i < g_mime_multipart_get_count(parts); ++i) {
                take_part(g_mime_multipart_get_part(parts, i), depth + 1);
            }
            boundaries_.pop_back();
        } else if (GMIME_IS_MESSAGE_PART(part)) {
            take_forwarded(GMIME_MESSAGE_PART(part));
        } else if (GMIME_IS_PART(part)) {
            take_leaf(GMIME_PART(part));
        }
    }

    void note_encryption(GMimeObject* part) {
        GMimeContentType* type = g_mime_object_get_content_type(part);
        const std::string name = type == nullptr ? "" : readable::lower(taken(g_mime_content_type_get_mime_type(type)));
        if (name == "multipart/encrypted") {
            const char* protocol = g_mime_content_type_get_parameter(type, "protocol");
            encryption_ = protocol == nullptr ? "multipart/encrypted" : text_of(protocol);
        } else if (name == "application/pkcs7-mime" || name == "application/x-pkcs7-mime") {
            const char* kind = g_mime_content_type_get_parameter(type, "smime-type");
            const std::string said = kind == nullptr ? "" : readable::lower(text_of(kind));
            if (said != "signed-data" && said != "certs-only") encryption_ = said.empty() ? name : "S/MIME " + said;
        }
    }

    /// Where an object begins by its first header, and where the nearest boundary after it ends it.
    std::optional<std::pair<std::size_t, std::size_t>> extent(GMimeObject* object) const {
        GMimeHeaderList* headers = g_mime_object_get_header_list(object);
        if (headers == nullptr || g_mime_header_list_get_count(headers) == 0) return std::nullopt;
        GMimeHeader* first = g_mime_header_list_get_header_at(headers, 0);
        const gint64 offset = g_mime_header_get_offset(first);
        const char* name = g_mime_header_get_raw_name(first);
        if (offset < 0 || name == nullptr || static_cast<std::size_t>(offset) >= bytes_.size()) return std::nullopt;
        const auto begin = static_cast<std::size_t>(offset);
        if (!bytes_.substr(begin).starts_with(name)) return std::nullopt;
        std::size_t end = bytes_.size();
        for (const std::string& boundary : boundaries_) {
            if (boundary.empty()) continue;
            const std::size_t found = bytes_.find("\n--" + boundary, begin);
            if (found != std::string_view::npos && found < end) {
                end = found > begin && bytes_[found - 1] == '\r' ? found - 1 : found;
            }
        }
        return std::pair{begin, end};
    }

    /// What stands between the empty line after its headers and the boundary.
    std::optional<std::string_view> body_of(GMimeObject* object) const {
        const auto whole = extent(object);
        if (!whole || whole->second <= whole->first) return std::nullopt;
        std::size_t body = whole->first;
        while (body < whole->second) {
            const std::string_view line = line_at(bytes_, body);
            body = std::min(body + line.size() + 1, whole->second);
            if (readable::trimmed(line).empty()) break;
        }
        return bytes_.substr(body, whole->second - body);
    }

    Range range_of(GMimeObject* object) const {
        const auto found = extent(object);
        if (!found || found->second <= found->first) return place_;
        return {base_ + found->first, found->second - found->first};
    }

    void describe(Artifact& attachment, GMimeObject* part, const std::string& name, std::size_t size) {
        const auto put = [&](const char* key, const std::string& value) {
            if (!value.empty()) attachment.text(key, value);
        };
        put("name", name);
        attachment.integer("size", static_cast<std::int64_t>(size));
        put("media_type",
            readable::lower(taken(g_mime_content_type_get_mime_type(g_mime_object_get_content_type(part)))));
        put("content_id", text_of(g_mime_object_get_content_id(part)));
        put("disposition", readable::lower(text_of(g_mime_object_get_disposition(part))));
        for (const auto& [parameter, attribute] :
             {std::pair{"creation-date", "created_at"}, std::pair{"modification-date", "modified_at"}}) {
            const auto said = parameters_of(raw_header(part, "Content-Disposition"));
            const auto date = said.find(parameter);
            if (date != said.end()) attachment.time(attribute, time_of_date_line(date->second));
        }
        put("message_subject", subject_);
        put("message_id", message_id_);
        if (!name.empty()) attachment_names_.push_back(name);
    }

    void attach(GMimeObject* part, const std::string& name, const std::string& name_if_none, std::string_view bytes,
                Range place) {
        Artifact attachment{"mail.attachment", place};
        describe(attachment, part, name, bytes.size());
        sink_.emit(attachment);
        const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
        sink_.derive(name.empty() ? name_if_none : name, place, {data, bytes.size()});
    }

    static std::string file_name(GMimeObject* object) {
        const auto disposition = parameters_of(raw_header(object, "Content-Disposition"));
        if (const auto found = disposition.find("filename"); found != disposition.end()) return found->second;
        const auto type = parameters_of(raw_header(object, "Content-Type"));
        const auto found = type.find("name");
        return found == type.end() ? std::string{} : found->second;
    }

    /// As it stands in the file, byte by byte; GMime would write it anew.
    void take_forwarded(GMimeMessagePart* part) {
        auto* object = GMIME_OBJECT(part);
        const auto whole = extent(object);
        if (!whole || whole->second <= whole->first) {
            sink_.warn(place_, "a message attached here has no header of its own, and its bytes are not told apart");
            sound_ = false;
            return;
        }
        const std::string_view bytes = *body_of(object);
        const Range place{base_ + whole->first, whole->second - whole->first};
        const std::string fallback = "message " + std::to_string(parts_) + ".eml";
        const std::string encoding = readable::lower(raw_header(object, "Content-Transfer-Encoding"));
        if (encoding == "base64") {  // RFC 2046 5.2.1 forbids it; some gateways do it
            attach(object, file_name(object), fallback, from_base64(bytes), place);
        } else {
            attach(object, file_name(object), fallback, bytes, place);
        }
    }

    void take_leaf(GMimePart* part) {
        auto* object = GMIME_OBJECT(part);
        GMimeContentType* type = g_mime_object_get_content_type(object);
        const std::string media = readable::lower(taken(g_mime_content_type_get_mime_type(type)));
        const std::string name = file_name(object);
        const std::string disposition = readable::lower(text_of(g_mime_object_get_disposition(object)));
        const std::string bytes = content_of(part, body_of(object));
        const Range place = range_of(object);
        const bool is_text = media.starts_with("text/");
        if (!name.empty() || disposition == "attachment" || !is_text) {
            attach(object, name, "part " + std::to_string(parts_) + extension_of(media), bytes, place);
            return;
        }
        const char* said = g_mime_content_type_get_parameter(type, "charset");
        const std::string charset = said == nullptr ? "" : said;
        if (media == "text/html") {
            const readable::Page page = readable::page_of_html(readable::html_as_utf8(bytes, charset).text);
            if (!page.text.empty()) sink_.text(place, page.text);
            for (const readable::Link& link : page.links) {
                Artifact found{"document.link", place};
                found.text("target", link.target);
                if (!link.label.empty()) found.text("label", link.label);
                sink_.emit(found);
            }
        } else if (const std::string text = plain_text(bytes, charset, place); !readable::trimmed(text).empty()) {
            sink_.text(place, text);
        }
    }

    std::string plain_text(const std::string& bytes, const std::string& charset, Range place) {
        if (!charset.empty()) {
            if (auto text = readable::utf8_from(bytes, charset)) return *text;
            sink_.warn(place, "no encoding is known as \"" + utf8(charset) + "\"");
        }
        if (readable::is_utf8(bytes)) return bytes;
        if (auto marked = readable::by_byte_order_mark(bytes)) return marked->text;
        return utf8(bytes);  // no encoding is stated, and none is guessed
    }

    static std::string extension_of(std::string_view media) {
        constexpr std::pair<std::string_view, std::string_view> known[] = {{"image/jpeg", ".jpg"},
                                                                           {"image/png", ".png"},
                                                                           {"image/gif", ".gif"},
                                                                           {"application/pdf", ".pdf"},
                                                                           {"application/zip", ".zip"},
                                                                           {"text/plain", ".txt"},
                                                                           {"text/html", ".html"},
                                                                           {"text/calendar", ".ics"},
                                                                           {"application/pkcs7-signature", ".p7s"},
                                                                           {"application/pgp-signature", ".asc"}};
        for (const auto& [type, extension] : known) {
            if (type == media) return std::string{extension};
        }
        return "";
    }

    std::string_view bytes_;
    std::size_t base_;
    Range place_;
    std::string_view envelope_;
    const Sink& sink_;
    std::string subject_, message_id_, encryption_;
    std::vector<std::string> boundaries_, attachment_names_;
    std::int64_t parts_ = 0;
    bool sound_ = true;
};

class Eml {
public:
    static constexpr std::string_view name = "mail.eml", version = "1.0.0";
    static constexpr std::string_view summary = "Mail messages (EML) and mbox mailboxes: headers, text, attachments";
    static constexpr std::array wants{name_glob("*.eml"),
                                      name_glob("*.mbox"),
                                      name_glob("*.mbx"),
                                      name_glob("*.mht"),
                                      name_glob("*.mhtml"),
                                      mime_type("message/*"),
                                      mime_type("application/mbox"),
                                      signature("From "),
                                      signature("Received: "),
                                      signature("Return-Path: "),
                                      signature("Delivered-To: "),
                                      signature("Message-ID: "),
                                      signature("MIME-Version: ")};
    static constexpr std::array emits{text("mail.message"), text("mail.attachment"), text("document.link")};

    Eml() { g_mime_init(); }

    Verdict examine(const File& file, const Sink& sink) const {
        if (file.size() == 0) return Verdict::not_mine;
        const auto head = file.read(0, 65536);
        const std::string_view start{reinterpret_cast<const char*>(head.data()), head.size()};
        const std::string_view first = line_at(start, 0);
        // Some programs keep one message with such a line and no date in it.
        const bool is_stored =
            first.starts_with("From ") && begins_message(start.substr(std::min(first.size() + 1, start.size())));
        const bool is_mbox = is_separator(first);
        if (!is_mbox && !is_stored && !begins_message(start)) return Verdict::not_mine;
        const auto bytes = file.read_all();
        const std::string_view content{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
        bool sound = true;
        if (!is_mbox) {
            const std::size_t begin = is_stored ? std::min(first.size() + 1, content.size()) : 0;
            const std::string_view envelope = is_stored ? readable::trimmed(first) : std::string_view{};
            sound = MessageReader{content.substr(begin), begin, file.whole(), envelope, sink}.read();
        } else {
            for (const StoredMessage& stored : messages_of_mbox(content)) {
                const Range place{stored.begin, stored.end - stored.begin};
                const std::string_view text = content.substr(stored.text, stored.end - stored.text);
                const std::string_view envelope = readable::trimmed(line_at(content, stored.begin));
                sound = MessageReader{text, stored.text, place, envelope, sink}.read() && sound;
            }
        }
        return sound ? Verdict::examined : Verdict::damaged;
    }
};

}  // namespace

SANAD_MODULE(Eml)
