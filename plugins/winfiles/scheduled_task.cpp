// windows.scheduled_task: what the task scheduler runs, when and as whom: XML files of Windows Vista and later in
// Windows/System32/Tasks, and binary .job files of older versions ([MS-TSCH] 2.4).
#include <pugixml.hpp>

#include "plugins/winfiles/little_endian.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::winfiles;

constexpr std::uint64_t largest = 16 << 20;

std::string task_path(const File& file) {
    const std::string path = utf8(file.path());
    constexpr std::string_view folder = "/Tasks/";
    const std::size_t at = path.find(folder);
    return at == std::string::npos ? utf8(file.name()) : path.substr(at + folder.size() - 1);
}

std::string with_name(std::string_view name, std::string_view value) {
    return value.empty() ? std::string{} : ' ' + std::string{name} + '=' + std::string{value};
}

/// An element with all that it says, "CalendarTrigger StartBoundary=… Enabled=true", in the file's order.
std::string told(const pugi::xml_node& element, bool top = true) {
    std::string text = top ? element.name() : "";
    for (const pugi::xml_node& child : element.children()) {
        if (child.type() != pugi::node_element) continue;
        text += with_name(child.name(), child.child_value());
        text += told(child, false);
    }
    return text;
}

Verdict tell_xml(const File& file, const std::vector<std::uint8_t>& bytes, const Sink& sink) {
    pugi::xml_document document;
    const pugi::xml_parse_result parsed = document.load_buffer(bytes.data(), bytes.size());
    const pugi::xml_node task = document.child("Task");
    if (!task) return Verdict::not_mine;
    const pugi::xml_node registration = task.child("RegistrationInfo");
    const pugi::xml_node principal = task.child("Principals").child("Principal");
    const pugi::xml_node settings = task.child("Settings");
    Artifact scheduled{"task.scheduled", file.whole()};
    const std::string_view uri = registration.child_value("URI");
    scheduled.text("task", uri.empty() ? task_path(file) : std::string{uri});
    text_if(scheduled, "author", registration.child_value("Author"));
    text_if(scheduled, "description", registration.child_value("Description"));
    text_if(scheduled, "version", registration.child_value("Version"));
    text_if(scheduled, "origin", registration.child_value("Source"));
    text_if(scheduled, "registered", registration.child_value("Date"));
    scheduled.time("registered_at", time_of_iso(registration.child_value("Date")));
    const std::string_view user = principal.child_value("UserId");
    text_if(scheduled, "account", user.empty() ? principal.child_value("GroupId") : user);
    text_if(scheduled, "run_level", principal.child_value("RunLevel"));
    text_if(scheduled, "enabled", settings.child_value("Enabled"));
    text_if(scheduled, "hidden", settings.child_value("Hidden"));
    const pugi::xml_node command = task.child("Actions").child("Exec");
    text_if(scheduled, "program", command.child_value("Command"));
    text_if(scheduled, "arguments", command.child_value("Arguments"));
    text_if(scheduled, "working_directory", command.child_value("WorkingDirectory"));
    for (const pugi::xml_node& action : task.child("Actions").children()) scheduled.text("actions", told(action));
    for (const pugi::xml_node& trigger : task.child("Triggers").children()) {
        scheduled.text("triggers", told(trigger));
        if (*trigger.child_value("StartBoundary") != 0) scheduled.text("starts", trigger.child_value("StartBoundary"));
        if (*trigger.child_value("EndBoundary") != 0) scheduled.text("ends", trigger.child_value("EndBoundary"));
    }
    sink.emit(scheduled);
    if (parsed) return Verdict::examined;
    const auto at = std::min<std::uint64_t>(static_cast<std::uint64_t>(std::max<std::ptrdiff_t>(parsed.offset, 0)),
                                            file.size() - 1);
    sink.warn({at, file.size() - at}, std::string{"the task's XML is damaged: "} + parsed.description());
    return Verdict::damaged;
}

std::string padded(unsigned number, std::size_t digits) {
    const std::string text = std::to_string(number);
    return text.size() < digits ? std::string(digits - text.size(), '0') + text : text;
}
std::string date_text(unsigned year, unsigned month, unsigned day) {
    return padded(year, 4) + '-' + padded(month, 2) + '-' + padded(day, 2);
}

constexpr std::uint64_t job_fixed_bytes = 68;
constexpr std::uint64_t trigger_bytes = 48;
constexpr std::string_view trigger_types[] = {
    "once", "daily", "weekly", "monthly by date", "monthly by weekday", "when idle", "at system start", "at logon"};

std::string trigger_text(Bytes trigger) {
    const std::uint32_t type = u32(trigger, 32);
    std::string text{type < std::size(trigger_types) ? trigger_types[type] : "of a type nobody has described"};
    if (type == 1) text += " every " + std::to_string(u16(trigger, 36)) + " days";
    if (type == 2) {
        text += " every " + std::to_string(u16(trigger, 36)) + " weeks, days 0x" + hexadecimal(u16(trigger, 38), 2);
    }
    if (u32(trigger, 24) != 0) text += ", repeated each " + std::to_string(u32(trigger, 24)) + " minutes";
    if (u32(trigger, 20) != 0) text += " for " + std::to_string(u32(trigger, 20)) + " minutes";
    if ((u32(trigger, 28) & 4) != 0) text += ", disabled";
    return text;
}

class JobReader {
public:
    explicit JobReader(Bytes job) : job_{job}, at_{u16(job, 20)} {}
    /// Text with its length in characters before it; a zero ends it.
    std::string text() {
        const std::uint64_t bytes = std::uint64_t{u16(job_, at_)} * 2;
        if (!covers(job_, at_, 2 + bytes)) sound_ = false;
        const std::string text = utf16_text(part(job_, at_ + 2, bytes));
        at_ += 2 + bytes;
        return text;
    }
    bool sound() const { return sound_; }

private:
    Bytes job_;
    std::uint64_t at_;
    bool sound_ = true;
};

Verdict tell_job(const File& file, Bytes job, const Sink& sink) {
    // The product's version is Windows' own, 4.0 to 10.0; the format's is 1.
    const bool header = job.size() >= job_fixed_bytes + 2 && u16(job, 2) == 1 && u8(job, 1) >= 3 && u8(job, 1) <= 10 &&
                        u16(job, 20) >= job_fixed_bytes && u16(job, 22) >= u16(job, 20);
    if (!header) return Verdict::not_mine;
    JobReader reader{job};
    Artifact scheduled{"task.scheduled", file.whole()};
    scheduled.text("task", utf8(file.name()));
    text_if(scheduled, "program", reader.text());
    text_if(scheduled, "arguments", reader.text());
    text_if(scheduled, "working_directory", reader.text());
    text_if(scheduled, "author", reader.text());
    text_if(scheduled, "description", reader.text());
    scheduled.integer("exit_code", u32(job, 40)).integer("status", u32(job, 44));
    if (u16(job, 52) != 0) {
        scheduled.text("last_run", date_text(u16(job, 52), u16(job, 54), u16(job, 58)) + 'T' + padded(u16(job, 60), 2) +
                                       ':' + padded(u16(job, 62), 2) + ':' + padded(u16(job, 64), 2) + '.' +
                                       padded(u16(job, 66), 3));
    }
    bool sound = reader.sound();
    const std::uint64_t triggers_at = u16(job, 22);
    const std::uint64_t count = u16(job, triggers_at);
    for (std::uint64_t i = 0; i < count && sound; ++i) {
        const std::uint64_t at = triggers_at + 2 + i * trigger_bytes;
        if (!covers(job, at, trigger_bytes)) {
            sound = false;
            break;
        }
        const Bytes trigger = part(job, at, trigger_bytes);
        scheduled.text("triggers", trigger_text(trigger));
        scheduled.text("starts", date_text(u16(trigger, 4), u16(trigger, 6), u16(trigger, 8)) + 'T' +
                                     padded(u16(trigger, 16), 2) + ':' + padded(u16(trigger, 18), 2) + ":00");
        constexpr std::uint32_t has_end = 1;
        if ((u32(trigger, 28) & has_end) != 0) {
            scheduled.text("ends", date_text(u16(trigger, 10), u16(trigger, 12), u16(trigger, 14)));
        }
    }
    sink.emit(scheduled);
    if (sound) return Verdict::examined;
    sink.warn(file.whole(), "the job ends before its texts or triggers do");
    return Verdict::damaged;
}

class ScheduledTask {
public:
    static constexpr std::string_view name = "windows.scheduled_task", version = "1.0.0";
    static constexpr std::string_view summary = "What the task scheduler runs, when, and as whom";
    static constexpr std::array wants{path_glob("*Windows/System32/Tasks/*"), path_glob("*Windows/SysWOW64/Tasks/*"),
                                      path_glob("*Windows/Tasks/*"), name_glob("*.job")};
    static constexpr std::array emits{text("task.scheduled")};

    Verdict examine(const File& file, const Sink& sink) const {
        if (file.size() > largest || file.size() == 0) return Verdict::not_mine;
        const auto bytes = file.read_all();
        const bool markup = begins_with(bytes, "\xFF\xFE") || begins_with(bytes, "\xFE\xFF") ||
                            begins_with(bytes, "\xEF\xBB\xBF") || begins_with(bytes, "<") ||
                            begins_with(bytes, {"<\0", 2});
        return markup ? tell_xml(file, bytes, sink) : tell_job(file, bytes, sink);
    }
};

}  // namespace

SANAD_MODULE(ScheduledTask)
