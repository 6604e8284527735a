// windows.event_log_legacy: event logs of Windows NT to 2003 (EVT), through libevt.
#include <libevt.h>

#include <map>

#include "plugins/winfiles/event_meaning.hpp"
#include "plugins/winfiles/foreign_reader.hpp"
#include "plugins/winfiles/little_endian.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::winfiles;

using EventFile = Owned<libevt_file_free>;
using Record = Owned<libevt_record_free>;

constexpr std::string_view signature_of_log{"\x30\0\0\0LfLe", 8};
constexpr std::uint64_t fixed_bytes = 56;

// The strings of auditing's events have no names in the log; Windows documents their order.
constexpr std::array logon_order{"TargetUserName",      "TargetDomainName", "TargetLogonId",
                                 "LogonType",           "LogonProcessName", "AuthenticationPackageName",
                                 "WorkstationName",     "LogonGuid",        "SubjectUserName",
                                 "SubjectDomainName",   "SubjectLogonId",   "ProcessId",
                                 "TransmittedServices", "IpAddress",        "IpPort"};
constexpr std::array failed_logon_order{"TargetUserName",
                                        "TargetDomainName",
                                        "LogonType",
                                        "LogonProcessName",
                                        "AuthenticationPackageName",
                                        "WorkstationName",
                                        "SubjectUserName",
                                        "SubjectDomainName",
                                        "SubjectLogonId",
                                        "ProcessId",
                                        "TransmittedServices",
                                        "IpAddress",
                                        "IpPort"};
constexpr std::array logoff_order{"TargetUserName", "TargetDomainName", "TargetLogonId", "LogonType"};
constexpr std::array process_order{"NewProcessId",    "NewProcessName",    "ProcessId",
                                   "SubjectUserName", "SubjectDomainName", "SubjectLogonId"};
constexpr std::array cleared_order{"PrimaryUserName", "PrimaryDomain",     "PrimaryLogonId",
                                   "SubjectUserName", "SubjectDomainName", "SubjectLogonId"};

std::span<const char* const> order_of(std::int64_t event_id) {
    switch (event_id) {
        case 528:
        case 540:
            return logon_order;
        case 529:
            return failed_logon_order;
        case 538:
            return logoff_order;
        case 592:
            return process_order;
        case 517:
            return cleared_order;
        default:
            return {};
    }
}

/// Ranges of the records by their numbers, by their own signature: libevt may give no offset.
std::multimap<std::uint64_t, Range> places_of(const File& file) {
    std::multimap<std::uint64_t, Range> places;
    constexpr std::uint64_t step = 1 << 20;
    for (std::uint64_t start = 0; start < file.size(); start += step) {
        const auto bytes = file.read(start, step + fixed_bytes);
        for (std::uint64_t at = 0; at < step && covers(bytes, at, fixed_bytes); at += 4) {
            const std::uint32_t length = u32(bytes, at);
            if (u32(bytes, at + 4) != 0x654C664C || length < fixed_bytes) continue;
            places.emplace(u32(bytes, at + 8),
                           Range{start + at, std::min<std::uint64_t>(length, file.size() - start - at)});
        }
    }
    return places;
}

std::optional<Time> time_of_seconds(std::uint32_t seconds) {
    if (seconds == 0) return std::nullopt;
    return Time{std::int64_t{seconds} * 1'000'000'000};
}

class EventLogLegacy {
public:
    static constexpr std::string_view name = "windows.event_log_legacy", version = "1.0.0";
    static constexpr std::string_view summary = "Events of Windows NT, 2000, XP and 2003";
    static constexpr std::array wants{signature(signature_of_log)};
    static constexpr std::array emits{text("event.logged"), text("logon.succeeded"), text("logon.failed"),
                                      text("logon.ended"),  text("process.started"), text("service.installed"),
                                      text("log.cleared")};

    Verdict examine(const File& file, const Sink& sink) const {
        if (!begins_with(file.read(0, 8), signature_of_log)) return Verdict::not_mine;
        auto places = places_of(file);
        ForeignReader reader{file};
        EventFile log;
        if (libevt_file_initialize(log.out(), nullptr) != 1) throw std::runtime_error{"libevt cannot begin"};
        // Of a provider's name in a code page nobody recorded, no more than its ASCII is certain.
        libevt_file_set_ascii_codepage(log.get(), LIBEVT_CODEPAGE_ASCII, nullptr);
        const int opened = libevt_file_open_file_io_handle(log.get(), reader.handle(), LIBEVT_OPEN_READ, nullptr);
        reader.rethrow_unreadable();
        if (opened != 1) {
            sink.warn(file.whole(), "the log cannot be opened");
            return Verdict::damaged;
        }
        bool sound = tell_all(log.get(), false, places, file.whole(), sink);
        tell_all(log.get(), true, places, file.whole(), sink);
        reader.rethrow_unreadable();
        if (libevt_file_is_corrupted(log.get(), nullptr) == 1) {
            sink.warn(file.whole(),
                      "the log's list of records is damaged; what was found beside it is marked recovered");
            sound = false;
        }
        return sound ? Verdict::examined : Verdict::damaged;
    }

private:
    static bool tell_all(libevt_file_t* log, bool recovered, std::multimap<std::uint64_t, Range>& places, Range whole,
                         const Sink& sink) {
        const auto count_of =
            recovered ? libevt_file_get_number_of_recovered_records : libevt_file_get_number_of_records;
        const auto record_of = recovered ? libevt_file_get_recovered_record_by_index : libevt_file_get_record_by_index;
        int count = 0;
        bool sound = count_of(log, &count, nullptr) == 1;
        for (int i = 0; i < count; ++i) {
            Record record;
            std::uint32_t number = 0;
            if (record_of(log, i, record.out(), nullptr) != 1 ||
                libevt_record_get_identifier(record.get(), &number, nullptr) != 1) {
                sink.warn(whole, "record " + std::to_string(i + 1) + " of the log cannot be read");
                sound = false;
                continue;
            }
            Range source = whole;
            if (const auto place = places.find(number); place != places.end()) {
                source = place->second;
                places.erase(place);
            }
            tell(record.get(), number, recovered, source, sink);
        }
        return sound;
    }

    static void tell(libevt_record_t* record, std::uint32_t number, bool recovered, Range source, const Sink& sink) {
        Artifact logged{"event.logged", source};
        Event event;
        event.source = source;
        event.record_number = number;
        logged.integer("record_number", number);
        std::uint32_t value = 0;
        if (libevt_record_get_creation_time(record, &value, nullptr) == 1) event.at = time_of_seconds(value);
        logged.time("logged_at", event.at);
        if (libevt_record_get_written_time(record, &value, nullptr) == 1)
            logged.time("written_at", time_of_seconds(value));
        event.provider =
            foreign_text(record, libevt_record_get_utf8_source_name_size, libevt_record_get_utf8_source_name);
        text_if(logged, "provider", event.provider);
        if (libevt_record_get_event_identifier(record, &value, nullptr) == 1) {
            event.event_id = value & 0xFFFF;
            logged.integer("event_id", event.event_id).integer("qualifiers", value >> 16);
        }
        std::uint16_t small = 0;
        if (libevt_record_get_event_type(record, &small, nullptr) == 1) logged.integer("event_type", small);
        if (libevt_record_get_event_category(record, &small, nullptr) == 1) logged.integer("task", small);
        event.computer =
            foreign_text(record, libevt_record_get_utf8_computer_name_size, libevt_record_get_utf8_computer_name);
        text_if(logged, "computer", event.computer);
        text_if(logged, "user_sid",
                foreign_text(record, libevt_record_get_utf8_user_security_identifier_size,
                             libevt_record_get_utf8_user_security_identifier));
        int strings = 0;
        if (libevt_record_get_number_of_strings(record, &strings, nullptr) != 1) strings = 0;
        const auto order = order_of(event.event_id);
        for (int i = 0; i < strings; ++i) {
            const std::string said =
                foreign_text(record, libevt_record_get_utf8_string_size, libevt_record_get_utf8_string, i);
            logged.text("data", said);
            if (static_cast<std::size_t>(i) < order.size())
                event.data.emplace(order[static_cast<std::size_t>(i)], said);
        }
        add_binary(record, logged);
        if (recovered) logged.integer("recovered", 1);
        sink.emit(logged);
        if (!recovered) emit_meaning(event, sink);
    }

    static void add_binary(libevt_record_t* record, Artifact& logged) {
        std::size_t size = 0;
        if (libevt_record_get_data_size(record, &size, nullptr) != 1 || size == 0 || size > (1 << 20)) return;
        std::vector<std::uint8_t> data(size);
        if (libevt_record_get_data(record, data.data(), size, nullptr) == 1) logged.bytes("binary", data);
    }
};

}  // namespace

SANAD_MODULE(EventLogLegacy)
