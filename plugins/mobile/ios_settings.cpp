// mobile.ios_settings: what property lists of iOS say of the device, of the programs run in the car, of who was looked
// up.
#include <array>
#include <set>

#include "plugins/mobile/property_list.hpp"
#include "plugins/sdk/module.hpp"

namespace {

using namespace sanad::sdk;
using sanad::mobile::PropertyList;
using sanad::mobile::PropertyValue;

constexpr std::int64_t seconds_1970_to_2001 = 978'307'200;

/// Seconds of `epoch`, as a real number.
std::optional<Time> time_of(double seconds, std::int64_t epoch) {
    constexpr double furthest = 9e9;
    if (!(seconds > 0 && seconds < furthest)) return std::nullopt;
    const auto whole = static_cast<std::int64_t>(seconds);
    const auto rest = static_cast<std::int64_t>((seconds - static_cast<double>(whole)) * 1e9);
    return Time{(whole + epoch) * 1'000'000'000 + rest};
}

class IosSettings {
public:
    static constexpr std::string_view name = "mobile.ios_settings", version = "1.0.0";
    static constexpr std::string_view summary =
        "iOS: the device, its SIM cards and backups, programs run in the car, look-ups";
    static constexpr std::array wants{name_glob("Info.plist"),
                                      name_glob("com.apple.CarPlayApp.plist"),
                                      name_glob("com.apple.identityservices.idstatuscache.plist"),
                                      name_glob("data_ark.plist"),
                                      name_glob("com.apple.commcenter.plist"),
                                      name_glob("com.apple.commcenter.device_specific_nobackup.plist")};
    static constexpr std::array emits{text("device.described"), text("app.used"), text("contact.reached")};

    Verdict examine(const File& file, const Sink& sink) const {
        const auto raw = file.read_all();
        const PropertyList list{{reinterpret_cast<const char*>(raw.data()), raw.size()}};
        const PropertyValue root = list.root();
        if (root.type() != PLIST_DICT) return Verdict::not_mine;
        if (root["CARRecentAppHistory"]) return driven(root["CARRecentAppHistory"], file, sink);
        if (root["CacheVersion"] || file.name() == "com.apple.identityservices.idstatuscache.plist") {
            return looked_up(root, file, sink);
        }
        return described(root, file, sink);
    }

private:
    static Verdict driven(PropertyValue history, const File& file, const Sink& sink) {
        history.each([&](const std::string& app, PropertyValue value) {
            Artifact used{"app.used", file.whole()};
            used.text("app", app).text("happening", "run in the car");
            if (const auto seconds = value.real()) used.time("used_at", time_of(*seconds, 0));
            sink.emit(used);
        });
        return Verdict::examined;
    }

    /// Addresses that a service asked Apple about: the user wrote to them, or was about to.
    static Verdict looked_up(PropertyValue services, const File& file, const Sink& sink) {
        bool any = false;
        services.each([&](const std::string& service, PropertyValue addresses) {
            addresses.each([&](const std::string& address, PropertyValue value) {
                const auto seconds = value["LookupDate"].real();
                if (!seconds) return;
                any = true;
                Artifact reached{"contact.reached", file.whole()};
                reached.text("app", service).text("recipients", address);
                reached.time("recorded_at", time_of(*seconds, seconds_1970_to_2001));
                sink.emit(reached);
            });
        });
        return any ? Verdict::examined : Verdict::not_mine;
    }

    static Verdict described(PropertyValue root, const File& file, const Sink& sink) {
        const bool backup = root["Last Backup Date"] || root["Unique Identifier"];
        constexpr std::pair<const char*, const char*> texts[] = {{"Device Name", "name"},
                                                                 {"-DeviceName", "name"},
                                                                 {"Product Type", "model"},
                                                                 {"Product Version", "version"},
                                                                 {"Build Version", "build"},
                                                                 {"Serial Number", "serial_number"},
                                                                 {"Unique Identifier", "identifier"},
                                                                 {"IMEI", "imei"},
                                                                 {"IMEI 2", "imei"},
                                                                 {"ICCID", "iccid"},
                                                                 {"ReportedSubscriberIdentity", "iccid"},
                                                                 {"LastKnownICCID", "iccid"},
                                                                 {"Phone Number", "phone"},
                                                                 {"-TimeZone", "time_zone"}};
        Artifact device{"device.described", file.whole()};
        std::set<std::string> numbers;  // of the device and its cards: several keys tell the same
        for (const auto& [key, attribute] : texts) {
            const auto value = root[key].text();
            const bool many = attribute == std::string_view{"imei"} || attribute == std::string_view{"iccid"};
            if (value && (many ? numbers.insert(*value).second : !device.has(attribute)))
                device.text(attribute, *value);
        }
        const PropertyValue imeis = root["imeis"];
        for (std::uint32_t i = 0; i < imeis.size(); ++i) {
            const auto imei = imeis.at(i)["second"].text();
            if (imei && numbers.insert(*imei).second) device.text("imei", *imei);
        }
        root["PersonalWallet"].each([&](const std::string& card, PropertyValue of_card) {
            if (numbers.insert(card).second) device.text("iccid", card);
            const auto phone = of_card["phonebook"]["CopiedSIMPhoneNumber"].text();
            if (phone && !device.has("phone")) device.text("phone", *phone);
        });
        if (const auto date = root["Last Backup Date"].date(); backup && date) {
            device.time("backed_up_at",
                        Time{(date->first + seconds_1970_to_2001) * 1'000'000'000 + date->second * 1'000});
        }
        const PropertyValue apps = root["Installed Applications"];
        for (std::uint32_t i = 0; backup && i < apps.size(); ++i) {
            if (const auto app = apps.at(i).text()) device.text("apps", *app);
        }
        if (device.empty()) return Verdict::not_mine;
        device.text("system", "iOS");
        sink.emit(device);
        return Verdict::examined;
    }
};

}  // namespace

SANAD_MODULE(IosSettings)
