// windows.event_log: event logs of Windows Vista and later (EVTX), through libevtx. Every record is emitted as it
// stands, those of a known meaning (event_meaning.hpp) a second time by what happened.
#include <libevtx.h>

#include <pugixml.hpp>

#include "plugins/winfiles/event_meaning.hpp"
#include "plugins/winfiles/event_record_places.hpp"
#include "plugins/winfiles/foreign_reader.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::winfiles;

using EventFile = Owned<libevtx_file_free>;
using Record = Owned<libevtx_record_free>;

void number_if(Artifact& artifact, std::string_view name, std::string_view text) {
    std::int64_t number = 0;
    const bool hex = text.starts_with("0x");
    const std::string_view digits = text.substr(hex ? 2 : 0);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, hex ? 16 : 10);
    if (!digits.empty() && error == std::errc{} && end == digits.data() + digits.size()) artifact.integer(name, number);
}

void add_datum(Artifact& logged, Event& event, std::string_view name, std::string_view value) {
    if (name.empty()) {
        logged.text("data", value);
        return;
    }
    logged.text("data", std::string{name} + '=' + std::string{value});
    event.data.emplace(name, value);
}

/// The values inside UserData, whose elements the provider names as it likes.
void add_user_data(Artifact& logged, Event& event, const pugi::xml_node& element) {
    for (const pugi::xml_attribute& attribute : element.attributes()) {
        const std::string_view name = attribute.name();
        if (!name.starts_with("xmlns") && !name.starts_with("auto-ns"))
            add_datum(logged, event, name, attribute.value());
    }
    bool has_elements = false;
    for (const pugi::xml_node& child : element.children()) {
        if (child.type() != pugi::node_element) continue;
        has_elements = true;
        add_user_data(logged, event, child);
    }
    if (!has_elements && *element.child_value() != 0) add_datum(logged, event, element.name(), element.child_value());
}

void add_data(Artifact& logged, Event& event, const pugi::xml_node& root) {
    for (const pugi::xml_node& datum : root.child("EventData").children()) {
        if (datum.type() != pugi::node_element) continue;
        const pugi::xml_attribute name = datum.attribute("Name");
        const bool plain = std::string_view{datum.name()} == "Data";
        add_datum(logged, event, name ? name.value() : plain ? "" : datum.name(), datum.child_value());
    }
    for (const char* place : {"UserData", "DebugData", "ProcessingErrorData"}) {
        for (const pugi::xml_node& child : root.child(place).children()) {
            if (child.type() == pugi::node_element) add_user_data(logged, event, child);
        }
    }
}

void add_system(Artifact& logged, Event& event, const pugi::xml_node& system) {
    const pugi::xml_node provider = system.child("Provider");
    event.provider = provider.attribute("Name").value();
    const std::string_view old_name = provider.attribute("EventSourceName").value();
    text_if(logged, "provider", event.provider.empty() ? old_name : event.provider);
    text_if(logged, "provider_id", provider.attribute("Guid").value());
    text_if(logged, "channel", system.child_value("Channel"));
    number_if(logged, "event_id", system.child_value("EventID"));
    event.event_id = std::atoll(system.child_value("EventID"));
    number_if(logged, "qualifiers", system.child("EventID").attribute("Qualifiers").value());
    number_if(logged, "version", system.child_value("Version"));
    number_if(logged, "level", system.child_value("Level"));
    number_if(logged, "task", system.child_value("Task"));
    number_if(logged, "opcode", system.child_value("Opcode"));
    text_if(logged, "keywords", system.child_value("Keywords"));
    event.computer = system.child_value("Computer");
    text_if(logged, "computer", event.computer);
    text_if(logged, "user_sid", system.child("Security").attribute("UserID").value());
    number_if(logged, "process_id", system.child("Execution").attribute("ProcessID").value());
    number_if(logged, "thread_id", system.child("Execution").attribute("ThreadID").value());
    text_if(logged, "activity_id", system.child("Correlation").attribute("ActivityID").value());
    text_if(logged, "related_activity_id", system.child("Correlation").attribute("RelatedActivityID").value());
    event.at = time_of_iso(system.child("TimeCreated").attribute("SystemTime").value());
    logged.time("logged_at", event.at);
}

class EventLog {
public:
    static constexpr std::string_view name = "windows.event_log", version = "1.0.0";
    static constexpr std::string_view summary =
        "Events of Windows: logons, processes, services, devices and all others";
    static constexpr std::array wants{signature(std::string_view{"ElfFile\0", 8})};
    static constexpr std::array emits{text("event.logged"),      text("logon.succeeded"), text("logon.failed"),
                                      text("logon.ended"),       text("process.started"), text("process.ended"),
                                      text("service.installed"), text("usb.reported"),    text("log.cleared")};

    Verdict examine(const File& file, const Sink& sink) const {
        if (!begins_with(file.read(0, 8), {"ElfFile\0", 8})) return Verdict::not_mine;
        RecordPlaces places = record_places(file);
        ForeignReader reader{file};
        EventFile log;
        if (libevtx_file_initialize(log.out(), nullptr) != 1) throw std::runtime_error{"libevtx cannot begin"};
        bool sound = !places.damaged;
        if (places.damaged)
            sink.warn(file.whole(), "a chunk of the log has no sound header; its records may be missing");
        if (libevtx_file_open_file_io_handle(log.get(), reader.handle(), LIBEVTX_OPEN_READ, nullptr) == 1) {
            sound = tell_all(log.get(), places.records, file.whole(), false, sink) && sound;
            tell_all(log.get(), places.beyond, file.whole(), true, sink);
        } else {
            sink.warn(file.whole(), "the log cannot be opened whole; its records' own headers are told");
            sound = false;
        }
        reader.rethrow_unreadable();
        for (const RecordPlace& place : in_order(places.records)) tell_header(place, sink);
        return sound && places.records.empty() ? Verdict::examined : Verdict::damaged;
    }

private:
    static std::vector<RecordPlace> in_order(const std::multimap<RecordName, RecordPlace>& places) {
        std::vector<RecordPlace> sorted;
        for (const auto& [name, place] : places) sorted.push_back(place);
        std::sort(sorted.begin(), sorted.end(),
                  [](const RecordPlace& a, const RecordPlace& b) { return a.offset < b.offset; });
        return sorted;
    }

    /// False: some of them could not be read to their end.
    static bool tell_all(libevtx_file_t* log, std::multimap<RecordName, RecordPlace>& places, Range whole,
                         bool recovered, const Sink& sink) {
        int count = 0;
        const auto count_of =
            recovered ? libevtx_file_get_number_of_recovered_records : libevtx_file_get_number_of_records;
        const auto record_of =
            recovered ? libevtx_file_get_recovered_record_by_index : libevtx_file_get_record_by_index;
        bool sound = count_of(log, &count, nullptr) == 1;
        for (int i = 0; i < count; ++i) {
            Record record;
            if (record_of(log, i, record.out(), nullptr) != 1) continue;
            RecordName name;
            if (libevtx_record_get_identifier(record.get(), &name.first, nullptr) != 1) continue;
            if (libevtx_record_get_written_time(record.get(), &name.second, nullptr) != 1) continue;
            const auto place = RecordPlaces::taken(places, name);
            const Range source = place ? Range{place->offset, place->length} : whole;
            sound = tell(record.get(), name, source, recovered, sink) && sound;
        }
        return sound;
    }

    static bool tell(libevtx_record_t* record, const RecordName& name, Range source, bool recovered, const Sink& sink) {
        Artifact logged{"event.logged", source};
        Event event;
        event.source = source;
        event.record_number = static_cast<std::int64_t>(name.first);
        logged.integer("record_number", event.record_number).time("written_at", time_of_filetime(name.second));
        if (recovered) logged.integer("recovered", 1);
        const std::string xml =
            foreign_text(record, libevtx_record_get_utf8_xml_string_size, libevtx_record_get_utf8_xml_string);
        pugi::xml_document document;
        // Values keep their line ends and their spaces as they are.
        constexpr unsigned exactly = pugi::parse_escapes | pugi::parse_cdata | pugi::parse_ws_pcdata_single;
        const bool sound = !xml.empty() && document.load_buffer(xml.data(), xml.size(), exactly, pugi::encoding_utf8);
        if (sound) {
            const pugi::xml_node root = document.document_element();
            add_system(logged, event, root.child("System"));
            add_data(logged, event, root);
        } else {
            add_parts(logged, record);
            if (!recovered) sink.warn(source, "the record's data cannot be read; its header is told");
        }
        sink.emit(logged);
        if (sound && !recovered) emit_meaning(event, sink);
        return sound;
    }

    /// Of a record whose text as a whole cannot be had, as when one string in it is ill-formed: what can be had alone.
    static void add_parts(Artifact& logged, libevtx_record_t* record) {
        std::uint32_t number = 0;
        if (libevtx_record_get_event_identifier(record, &number, nullptr) == 1) logged.integer("event_id", number);
        std::uint8_t level = 0;
        if (libevtx_record_get_event_level(record, &level, nullptr) == 1) logged.integer("level", level);
        text_if(logged, "provider",
                foreign_text(record, libevtx_record_get_utf8_source_name_size, libevtx_record_get_utf8_source_name));
        text_if(
            logged, "computer",
            foreign_text(record, libevtx_record_get_utf8_computer_name_size, libevtx_record_get_utf8_computer_name));
        text_if(logged, "user_sid",
                foreign_text(record, libevtx_record_get_utf8_user_security_identifier_size,
                             libevtx_record_get_utf8_user_security_identifier));
    }

    static void tell_header(const RecordPlace& place, const Sink& sink) {
        const Range source{place.offset, place.length};
        sink.warn(source, "the record's data cannot be read; its header is told");
        sink.emit(Artifact{"event.logged", source}
                      .integer("record_number", static_cast<std::int64_t>(place.number))
                      .time("written_at", time_of_filetime(place.written)));
    }
};

}  // namespace

SANAD_MODULE(EventLog)
