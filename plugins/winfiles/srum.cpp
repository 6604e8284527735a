// windows.srum: SRUDB.dat, where Windows 8 and later keep for weeks, hour by hour, which program used how much of
// network, processor and disk, and under which account.
#include "plugins/winfiles/ese_database.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::winfiles;

constexpr std::string_view id_table = "SruDbIdMapTable";
constexpr std::string_view network_usage = "{973F5D5C-1D90-4944-BE8E-24B94231A174}";
constexpr std::string_view connectivity = "{DD6636C4-8929-4683-974E-22C046A43763}";
constexpr std::string_view application_usage = "{D10CA2FE-6FCF-4F6D-848E-B2E99266FA89}";
constexpr std::string_view notifications = "{D10CA2FE-6FCF-4F6D-848E-B2E99266FA86}";

struct NumberColumn {
    std::string_view attribute, column;
};
constexpr NumberColumn network_columns[] = {{"bytes_sent", "BytesSent"},
                                            {"bytes_received", "BytesRecvd"},
                                            {"interface_luid", "InterfaceLuid"},
                                            {"profile_id", "L2ProfileId"},
                                            {"profile_flags", "L2ProfileFlags"}};
constexpr NumberColumn connection_columns[] = {{"connected_seconds", "ConnectedTime"},
                                               {"interface_luid", "InterfaceLuid"},
                                               {"profile_id", "L2ProfileId"},
                                               {"profile_flags", "L2ProfileFlags"}};
constexpr NumberColumn usage_columns[] = {{"foreground_cycles", "ForegroundCycleTime"},
                                          {"background_cycles", "BackgroundCycleTime"},
                                          {"face_time", "FaceTime"},
                                          {"foreground_bytes_read", "ForegroundBytesRead"},
                                          {"foreground_bytes_written", "ForegroundBytesWritten"},
                                          {"background_bytes_read", "BackgroundBytesRead"},
                                          {"background_bytes_written", "BackgroundBytesWritten"},
                                          {"foreground_context_switches", "ForegroundContextSwitches"},
                                          {"background_context_switches", "BackgroundContextSwitches"},
                                          {"foreground_reads", "ForegroundNumReadOperations"},
                                          {"foreground_writes", "ForegroundNumWriteOperations"},
                                          {"foreground_flushes", "ForegroundNumberOfFlushes"},
                                          {"background_reads", "BackgroundNumReadOperations"},
                                          {"background_writes", "BackgroundNumWriteOperations"},
                                          {"background_flushes", "BackgroundNumberOfFlushes"}};
constexpr NumberColumn notification_columns[] = {
    {"notification_type", "NotificationType"}, {"payload_bytes", "PayloadSize"}, {"network_type", "NetworkType"}};

std::string sid_text(Bytes sid) {
    if (sid.size() < 8 || sid.size() < 8 + std::size_t{sid[1]} * 4) return {};
    std::uint64_t authority = 0;
    for (std::size_t i = 2; i < 8; ++i) authority = authority << 8 | sid[i];
    std::string text = "S-" + std::to_string(sid[0]) + '-' + std::to_string(authority);
    for (std::size_t i = 0; i < sid[1]; ++i) text += '-' + std::to_string(u32(sid, 8 + i * 4));
    return text;
}

class Srum {
public:
    static constexpr std::string_view name = "windows.srum", version = "1.0.0";
    static constexpr std::string_view summary = "Which program used how much network, processor and disk, hour by hour";
    static constexpr std::array wants{name_glob("SRUDB.dat")};
    static constexpr std::array emits{text("network.measured"), text("network.connected"), text("program.measured"),
                                      text("notification.received"), text("usage.recorded")};

    Verdict examine(const File& file, const Sink& sink) const {
        if (!begins_with(file.read(ese_signature_at, 4), ese_signature)) return Verdict::not_mine;
        EseDatabase database{file};
        if (!database.opened()) {
            sink.warn(file.whole(), "the database cannot be opened");
            return Verdict::damaged;
        }
        if (!database.has(id_table)) return Verdict::not_mine;
        std::map<std::int64_t, std::string> names;
        bool sound = database.each_row(id_table, [&](const EseRow& row) {
            const auto id = row.integer("IdIndex");
            const auto blob = row.bytes("IdBlob");
            // Type 3 is an account; the others are programs and services by name.
            if (id && !blob.empty()) names[*id] = row.integer("IdType") == 3 ? sid_text(blob) : utf16_text(blob);
        });
        for (const std::string& table : database.tables()) {
            if (!table.starts_with('{')) continue;
            const bool whole =
                database.each_row(table, [&](const EseRow& row) { tell(table, row, names, file.whole(), sink); });
            if (!whole) sink.warn(file.whole(), "not all rows of " + table + " can be read");
            sound = sound && whole;
        }
        return sound ? Verdict::examined : Verdict::damaged;
    }

private:
    static std::string said(const std::map<std::int64_t, std::string>& names, std::optional<std::int64_t> id) {
        const auto found = id ? names.find(*id) : names.end();
        return found == names.end() ? std::string{} : found->second;
    }

    static void tell(const std::string& table, const EseRow& row, const std::map<std::int64_t, std::string>& names,
                     Range source, const Sink& sink) {
        const auto begun = [&](std::string_view type) {
            Artifact artifact{type, source};
            text_if(artifact, "application", said(names, row.integer("AppId")));
            text_if(artifact, "user_sid", said(names, row.integer("UserId")));
            artifact.time("recorded_at", row.date_time("TimeStamp"));
            integer_if(artifact, "row", row.integer("AutoIncId"));
            return artifact;
        };
        const auto emit = [&](std::string_view type, std::span<const NumberColumn> columns) {
            Artifact artifact = begun(type);
            for (const NumberColumn& column : columns)
                integer_if(artifact, column.attribute, row.integer(column.column));
            if (type.starts_with("network.")) {
                // The highest 16 bits of a local identifier of an interface are its kind (NET_LUID).
                if (const auto luid = row.integer("InterfaceLuid")) {
                    artifact.integer("interface_type",
                                     static_cast<std::int64_t>(static_cast<std::uint64_t>(*luid) >> 48));
                }
            }
            if (type == "network.connected") artifact.time("connected_at", row.filetime("ConnectStartTime"));
            sink.emit(artifact);
        };
        if (table == network_usage) return emit("network.measured", network_columns);
        if (table == connectivity) return emit("network.connected", connection_columns);
        if (table == application_usage) return emit("program.measured", usage_columns);
        if (table == notifications) return emit("notification.received", notification_columns);
        Artifact artifact = begun("usage.recorded");
        artifact.text("table", table);
        for (std::size_t i = 0; i < row.columns().size(); ++i) {
            const std::string& column = row.columns()[i];
            if (column == "AutoIncId" || column == "TimeStamp" || column == "AppId" || column == "UserId") continue;
            if (const auto value = readable(row, i)) artifact.text("values", column + '=' + *value);
        }
        sink.emit(artifact);
    }
};

}  // namespace

SANAD_MODULE(Srum)
