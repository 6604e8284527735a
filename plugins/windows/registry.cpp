// windows.registry: the facts in a registry hive (SYSTEM, SOFTWARE, SAM, SECURITY, NTUSER.DAT, UsrClass.dat,
// AmCache.hve and any other): about the system, its accounts, programs, devices and networks, and what its users did.
#include <array>
#include <set>

#include "plugins/windows/registry_report.hpp"

namespace {

using namespace windows;
using namespace windows::registry;

constexpr std::size_t largest = 512 << 20;
constexpr int deepest = 512;  // what Windows allows

/// Every key that can be reached once: a damaged hive can lead in circles.
struct Walk {
    std::int64_t keys = 0, values = 0;
    std::set<std::uint64_t> seen;

    void visit(const Hive& hive, const Key& key, int depth) {
        if (!seen.insert(key.range().offset).second || depth > deepest) {
            hive.add_damage(key.range(), "the key \"" + key.path() + "\" is reached twice, or lies too deep");
            return;
        }
        ++keys;
        values += key.value_count();
        key.each_key([&](const Key& below) { visit(hive, below, depth + 1); });
    }
};

class Registry {
public:
    static constexpr std::string_view name = "windows.registry", version = "1.0.0";
    static constexpr std::string_view summary =
        "Facts of the Windows registry: system, accounts, programs, devices, users";
    static constexpr std::array wants{signature("regf", 0, "{name}.LOG;{name}.LOG1;{name}.LOG2")};
    static constexpr std::array emits{
        sanad::sdk::text("registry.read"),          sanad::sdk::text("system.installed"),
        sanad::sdk::text("system.named"),           sanad::sdk::text("system.time_zone_set"),
        sanad::sdk::text("system.shut_down"),       sanad::sdk::text("account.listed"),
        sanad::sdk::text("account.group_listed"),   sanad::sdk::text("account.profile_listed"),
        sanad::sdk::text("account.logged_on"),      sanad::sdk::text("service.configured"),
        sanad::sdk::text("network.joined"),         sanad::sdk::text("network.interface_configured"),
        sanad::sdk::text("program.installed"),      sanad::sdk::text("program.set_to_start"),
        sanad::sdk::text("program.executed"),       sanad::sdk::text("program.seen"),
        sanad::sdk::text("program.inventoried"),    sanad::sdk::text("program.described"),
        sanad::sdk::text("device.connected"),       sanad::sdk::text("device.mounted"),
        sanad::sdk::text("device.mounted_by_user"), sanad::sdk::text("document.opened"),
        sanad::sdk::text("folder.visited"),         sanad::sdk::text("user.typed")};

    Verdict examine(const File& file, const Sink& sink) const {
        if (file.size() > largest) return Verdict::not_mine;
        const auto header = Hive::header(file.read(0, Hive::header_size));
        // Types 1, 2 and 6 are transaction logs: their pages belong to another file.
        if (!header || header->type != 0) return Verdict::not_mine;
        const bool dirty = header->primary_sequence != header->secondary_sequence;
        if (dirty) warn_of_logs(file, *header, sink);
        try {
            const Hive hive{file.read_all()};
            return read(hive, *header, dirty, sink);
        } catch (const Unreadable&) {
            throw;
        } catch (const std::runtime_error& error) {
            sink.warn({0, 512, 0}, std::string{"the hive cannot be opened: "} + error.what());
            return Verdict::damaged;
        }
    }

private:
    static void warn_of_logs(const File& file, const Header& header, const Sink& sink) {
        std::string message = "the hive was not written completely (sequence numbers " +
                              std::to_string(header.primary_sequence) + " and " +
                              std::to_string(header.secondary_sequence) + ")";
        std::string logs;
        for (std::size_t number = 0; number < file.companion_count(); ++number) {
            if (file.companion(number).size() > 512)
                logs += (logs.empty() ? "" : ", ") + utf8(file.companion(number).name());
        }
        message +=
            logs.empty() ? "; none of its transaction logs is here" : "; changes not read here may stand in " + logs;
        sink.warn({4, 8, 0}, message);
    }

    static Verdict read(const Hive& hive, const Header& header, bool dirty, const Sink& sink) {
        Walk walk;
        walk.visit(hive, hive.root(), 0);
        Artifact facts{"registry.read", {0, Hive::header_size}};
        add(facts, "root", std::optional{hive.root().name()});
        add(facts, "hive_path", std::optional{header.path});
        facts.time("written_at", header.written_at).integer("keys", walk.keys).integer("values", walk.values);
        facts.text("format", std::to_string(header.major) + "." + std::to_string(header.minor));
        facts.integer("dirty", dirty ? 1 : 0);
        sink.emit(facts);

        const Report report{hive, sink};
        for (const auto read_subject :
             {read_system_facts, read_accounts, read_installed_programs, read_services, read_autostarts, read_networks,
              read_devices, read_mounts, read_userassist, read_shimcache, read_amcache, read_activity_moderator,
              read_recent_documents, read_typed, read_shellbags, read_shown_names}) {
            read_subject(report);
        }
        for (const Damage& damage : hive.damage()) sink.warn(damage.place, damage.message);
        return hive.damage().empty() ? Verdict::examined : Verdict::damaged;
    }
};

}  // namespace

SANAD_MODULE(Registry)
