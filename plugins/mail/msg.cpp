// mail.msg: single items that Outlook saves as files (MS-OXMSG): messages, contacts, appointments, with what is
// attached.
#include <array>

#include "plugins/mail/compressed_rtf.hpp"
#include "plugins/mail/outlook_item.hpp"
#include "plugins/readable/compound_file.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::mail;
namespace readable = sanad::readable;
using readable::CompoundFile;
using readable::CompoundItem;

std::string hexadecimal(std::uint32_t value, std::size_t width) {
    std::string text(width, '0');
    for (std::size_t i = width; i-- > 0; value >>= 4) text[i] = "0123456789ABCDEF"[value & 0xF];
    return text;
}

/// Named properties of the whole file: (set, number) → id (MS-OXMSG 2.2.3).
class PropertyNames {
public:
    explicit PropertyNames(const CompoundFile& file) {
        const std::string sets = file.read("__nameid_version1.0/__substg1.0_00020102").value_or("");
        const std::string entries = file.read("__nameid_version1.0/__substg1.0_00030102").value_or("");
        const readable::LittleEndian guids{sets};
        const readable::LittleEndian in{entries};
        for (std::uint64_t at = 0; at + 8 <= entries.size(); at += 8) {
            const std::uint16_t kind = in.u16(at + 4);
            if ((kind & 1) != 0 || kind >> 1 < 3) continue;  // named by text, or of a set that is not listed
            const std::uint32_t set = guids.u32(std::uint64_t{16} * ((kind >> 1) - 3u));
            ids_.emplace(std::pair{set, in.u32(at)}, 0x8000u + in.u16(at + 6));
        }
    }
    std::optional<std::uint32_t> id(NameSet set, std::uint32_t number) const {
        const auto found = ids_.find({static_cast<std::uint32_t>(set), number});
        return found == ids_.end() ? std::nullopt : std::optional{found->second};
    }

private:
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> ids_;
};

/// The properties of one storage: numbers and times in one stream, texts and bytes in streams of their own (2.4).
class Properties {
public:
    Properties(const CompoundFile& file, const PropertyNames& names, std::string storage, std::size_t header)
        : file_{file}, names_{names}, storage_{std::move(storage)} {
        stream_ = file.read(storage_ + "__properties_version1.0").value_or("");
        const readable::LittleEndian in{stream_};
        for (std::uint64_t at = header; at + 16 <= stream_.size(); at += 16)
            values_.emplace(in.u32(at), in.u64(at + 8));
        codepage_ = static_cast<std::uint32_t>(integer(0x3FFD).value_or(integer(0x3FDE).value_or(1252)));
    }

    std::string text(std::uint32_t id) const {
        if (const auto wide = stream(id, 0x001F)) return clean(readable::utf16(*wide));
        if (const auto narrow = stream(id, 0x001E)) return clean(readable::utf8_of_codepage(*narrow, codepage_));
        return {};
    }
    std::string bytes(std::uint32_t id) const { return stream(id, 0x0102).value_or(""); }
    std::optional<Time> time(std::uint32_t id) const {
        const auto found = values_.find(id << 16 | 0x0040);
        return found == values_.end() ? std::nullopt : time_of_filetime(found->second);
    }
    std::optional<std::int64_t> integer(std::uint32_t id) const {
        for (const std::uint32_t type : {0x0003u, 0x0002u, 0x000Bu}) {
            const auto found = values_.find(id << 16 | type);
            if (found == values_.end()) continue;
            return type == 0x0003 ? static_cast<std::int32_t>(found->second) : static_cast<std::int16_t>(found->second);
        }
        return std::nullopt;
    }
    std::string named_text(NameSet set, std::uint32_t number) const {
        const auto id = names_.id(set, number);
        return id ? text(*id) : std::string{};
    }
    std::optional<Time> named_time(NameSet set, std::uint32_t number) const {
        const auto id = names_.id(set, number);
        return id ? time(*id) : std::nullopt;
    }
    std::uint32_t codepage() const { return codepage_; }
    bool empty() const { return values_.empty(); }

private:
    std::optional<std::string> stream(std::uint32_t id, std::uint32_t type) const {
        return file_.read(storage_ + "__substg1.0_" + hexadecimal(id << 16 | type, 8));
    }
    static std::string clean(std::string text) {
        while (text.ends_with('\0')) text.pop_back();
        return utf8(text);
    }

    const CompoundFile& file_;
    const PropertyNames& names_;
    std::string storage_, stream_;
    std::map<std::uint32_t, std::uint64_t> values_;
    std::uint32_t codepage_ = 1252;
};

class MsgReader {
public:
    MsgReader(const File& file, const CompoundFile& ole, const Sink& sink)
        : file_{file}, ole_{ole}, names_{ole}, sink_{sink} {}

    bool read() {
        read_item("", 32, "", 0);
        for (const CompoundItem& item : ole_.items()) {
            Artifact part{"document.part", file_.whole()};
            part.time("created_at", time_of_filetime(item.created))
                .time("modified_at", time_of_filetime(item.modified));
            if (part.empty()) continue;
            part.text("path", item.path.empty() ? "/" : utf8(item.path));
            sink_.emit(part);
        }
        return sound_;
    }

private:
    std::vector<std::string> storages(const std::string& in, std::string_view beginning) const {
        std::vector<std::string> found;
        for (const CompoundItem& item : ole_.items()) {
            const std::string prefix = in + std::string{beginning};
            if (item.is_storage && item.path.starts_with(prefix) &&
                item.path.find('/', in.size()) == std::string::npos) {
                found.push_back(item.path + "/");
            }
        }
        std::ranges::sort(found);
        return found;
    }

    void read_item(const std::string& storage, std::size_t header, const std::string& within, int depth) {
        const Properties item{ole_, names_, storage, header};
        if (item.empty()) {
            sound_ = false;
            sink_.warn(file_.whole(), utf8(storage) + "__properties_version1.0 holds nothing");
        }
        ItemPlace place;
        place.range = file_.whole();
        place.within = within;
        std::vector<Recipient> recipients;
        for (const std::string& path : storages(storage, "__recip_version1.0_#")) {
            const Properties one{ole_, names_, path, 8};
            recipients.push_back({one.integer(0x0C15).value_or(1) & 0xF, person(one, 0x3001, 0x39FE, 0x3003)});
        }
        const std::string subject = subject_of(item.text(0x0037));
        const auto attached = storages(storage, "__attach_version1.0_#");
        std::vector<std::string> names;
        for (const std::string& path : attached) names.push_back(attachment_name(Properties{ole_, names_, path, 8}));
        const std::string kind = item.text(0x001A);
        emit_message(item, recipients, names, place, sink_);
        if (kind.starts_with("IPM.Contact")) emit_contact(item, place, sink_);
        if (kind.starts_with("IPM.Appointment")) emit_appointment(item, recipients, place, sink_);
        say_item_body(item, place);
        for (const std::string& path : attached) take_attachment(path, subject, item.text(0x1035), depth);
    }

    void say_item_body(const Properties& item, const ItemPlace& place) {
        std::string html = item.bytes(0x1013);
        std::string charset =
            readable::charset_of_codepage(static_cast<std::uint32_t>(item.integer(0x3FDE).value_or(0)));
        if (html.empty()) {
            html = item.text(0x1013);
            charset = "utf-8";
        }
        const std::string compressed = item.bytes(0x1009);
        const auto rtf = compressed.empty() ? std::nullopt : rtf_uncompressed(compressed);
        if (!compressed.empty() && !rtf) {
            sound_ = false;
            sink_.warn(place.range, "the body in RTF cannot be unpacked");
        }
        say_body(item.text(0x1000), html, charset, rtf, place, sink_);
    }

    static std::string attachment_name(const Properties& attachment) {
        for (const std::uint32_t id : {0x3707u, 0x3704u, 0x3001u}) {
            if (std::string name = attachment.text(id); !name.empty()) return name;
        }
        return {};
    }

    void take_attachment(const std::string& path, const std::string& subject, const std::string& message_id,
                         int depth) {
        const Properties attachment{ole_, names_, path, 8};
        const std::string label = attachment_name(attachment);
        const auto bytes = ole_.read(path + "__substg1.0_37010102");
        Artifact found{"mail.attachment", file_.whole()};
        put_text(found, "name", label);
        if (bytes) {
            found.integer("size", static_cast<std::int64_t>(bytes->size()));
        } else if (const auto size = attachment.integer(0x0E20)) {
            found.integer("size", *size);
        }
        put_text(found, "media_type", attachment.text(0x370E));
        put_text(found, "content_id", attachment.text(0x3712));
        found.time("created_at", attachment.time(0x3007)).time("modified_at", attachment.time(0x3008));
        put_text(found, "message_subject", subject);
        put_text(found, "message_id", message_id);
        sink_.emit(found);
        if (bytes) {
            sink_.derive(label.empty() ? "attachment" : label, file_.whole(),
                         {reinterpret_cast<const std::uint8_t*>(bytes->data()), bytes->size()});
        } else if (ole_.find(path + "__substg1.0_3701000D/__properties_version1.0") != nullptr) {
            if (depth < 30) {
                read_item(path + "__substg1.0_3701000D/", 24, subject, depth + 1);
            } else {
                sound_ = false;
                sink_.warn(file_.whole(), "messages lie in messages more than 30 deep");
            }
        }
    }

    const File& file_;
    const CompoundFile& ole_;
    PropertyNames names_;
    const Sink& sink_;
    bool sound_ = true;
};

class Msg {
public:
    static constexpr std::string_view name = "mail.msg", version = "1.0.1";
    static constexpr std::string_view summary =
        "Items that Outlook saves as files (MSG): messages, contacts, attachments";
    static constexpr std::array wants{name_glob("*.msg"), name_glob("*.oft"), mime_type("application/vnd.ms-outlook"),
                                      mime_type("application/x-ole-storage")};
    static constexpr std::array emits{text("mail.message"),     text("mail.attachment"), text("mail.contact"),
                                      text("mail.appointment"), text("document.link"),   text("document.part")};

    Verdict examine(const File& file, const Sink& sink) const {
        const auto head = file.read(0, 8);
        const std::string_view start{reinterpret_cast<const char*>(head.data()), head.size()};
        if (start != CompoundFile::mark) return Verdict::not_mine;
        auto bytes = file.read_all();
        const CompoundFile ole{bytes};
        if (!ole.is_open()) {
            sink.warn(file.whole(), "the compound file's directory cannot be read");
            return Verdict::damaged;
        }
        if (ole.find("__properties_version1.0") == nullptr) return Verdict::not_mine;
        const bool sound = MsgReader{file, ole, sink}.read();
        if (!ole.is_whole()) sink.warn(file.whole(), "some storages or streams cannot be read");
        return sound && ole.is_whole() ? Verdict::examined : Verdict::damaged;
    }
};

}  // namespace

SANAD_MODULE(Msg)
