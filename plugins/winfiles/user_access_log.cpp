// windows.user_access_log: Windows Server 2012 and later keep for three years which account used which of their roles
// from which address, day by day (Windows/System32/LogFiles/SUM/*.mdb).
#include "plugins/winfiles/ese_database.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::winfiles;

/// The names of two roles that every domain controller has; a database of its own lists the others.
std::string_view role_name(std::string_view id) {
    if (id == "ad495fc3-0eaa-413d-ba7d-8b13fa7ec598") return "Active Directory Domain Services";
    if (id == "10a9226f-50ee-49d8-a393-9a501d47ce04") return "File Server";
    return {};
}

/// RFC 5952: the longest run of zeros is left out.
std::string ipv6_text(Bytes address) {
    std::array<std::uint16_t, 8> groups{};
    for (std::size_t i = 0; i < 8; ++i)
        groups[i] = static_cast<std::uint16_t>(address[i * 2] << 8 | address[i * 2 + 1]);
    std::size_t longest_at = 8;
    std::size_t longest = 1;
    for (std::size_t i = 0; i < 8; ++i) {
        std::size_t run = 0;
        while (i + run < 8 && groups[i + run] == 0) ++run;
        if (run > longest) longest_at = i, longest = run;
    }
    std::string text;
    for (std::size_t i = 0; i < 8; ++i) {
        if (i == longest_at) {
            text += "::";
            i += longest - 1;
            continue;
        }
        if (!text.empty() && text.back() != ':') text += ':';
        char group[5];
        std::snprintf(group, sizeof group, "%x", groups[i]);
        text += group;
    }
    return text;
}

std::string address_text(const std::vector<std::uint8_t>& address) {
    if (address.size() == 16) return ipv6_text(address);
    if (address.size() != 4) return {};
    std::string text;
    for (const std::uint8_t part : address) text += (text.empty() ? "" : ".") + std::to_string(part);
    return text;
}

class UserAccessLog {
public:
    static constexpr std::string_view name = "windows.user_access_log", version = "1.0.0";
    static constexpr std::string_view summary = "Accounts and addresses that used a Windows server, day by day";
    static constexpr std::array wants{path_glob("*LogFiles/SUM/*.mdb")};
    static constexpr std::array emits{text("server.accessed"), text("server.role_used"), text("server.client_named")};

    Verdict examine(const File& file, const Sink& sink) const {
        if (!begins_with(file.read(ese_signature_at, 4), ese_signature)) return Verdict::not_mine;
        EseDatabase database{file};
        if (!database.opened()) {
            sink.warn(file.whole(), "the database cannot be opened");
            return Verdict::damaged;
        }
        if (!database.has("CLIENTS") && !database.has("ROLE_ACCESS")) return Verdict::not_mine;
        const Range source = file.whole();
        bool sound = database.each_row("CLIENTS", [&](const EseRow& row) { client(row, source, sink); });
        sound = database.each_row("ROLE_ACCESS", [&](const EseRow& row) { role(row, source, sink); }) && sound;
        sound = database.each_row("DNS", [&](const EseRow& row) { named(row, source, sink); }) && sound;
        if (!sound) sink.warn(source, "not all rows can be read");
        return sound ? Verdict::examined : Verdict::damaged;
    }

private:
    static void add_role(const EseRow& row, Artifact& artifact) {
        const std::string id = row.guid("RoleGuid");
        text_if(artifact, "role", role_name(id));
        text_if(artifact, "role_id", id);
    }

    static void client(const EseRow& row, Range source, const Sink& sink) {
        Artifact accessed{"server.accessed", source};
        text_if(accessed, "account", row.text("AuthenticatedUserName"));
        text_if(accessed, "address", address_text(row.bytes("Address")));
        text_if(accessed, "host", row.text("ClientName"));
        add_role(row, accessed);
        text_if(accessed, "tenant_id", row.guid("TenantId"));
        accessed.time("first_at", row.date_time("InsertDate")).time("last_at", row.date_time("LastAccess"));
        integer_if(accessed, "use_count", row.integer("TotalAccesses"));
        for (std::size_t i = 0; i < row.columns().size(); ++i) {
            const std::string& column = row.columns()[i];
            if (!column.starts_with("Day")) continue;
            if (const auto count = row.integer_at(i); count && *count > 0) {
                accessed.text("days", column.substr(3) + '=' + std::to_string(*count));
            }
        }
        sink.emit(accessed);
    }

    static void role(const EseRow& row, Range source, const Sink& sink) {
        Artifact used{"server.role_used", source};
        add_role(row, used);
        used.time("first_at", row.date_time("FirstSeen")).time("last_at", row.date_time("LastSeen"));
        sink.emit(used);
    }

    static void named(const EseRow& row, Range source, const Sink& sink) {
        Artifact named{"server.client_named", source};
        text_if(named, "host", row.text("HostName"));
        text_if(named, "address", row.text("Address"));
        named.time("last_at", row.date_time("LastSeen"));
        sink.emit(named);
    }
};

}  // namespace

SANAD_MODULE(UserAccessLog)
