// mobile.android_system: what an Android system knows of itself: its applications (packages.xml as text or binary,
// packages.list) and its properties (build.prop, what getprop printed).
#include <array>
#include <charconv>
#include <map>

#include "plugins/mobile/binary_xml.hpp"
#include "plugins/sdk/module.hpp"

namespace {

using namespace sanad::sdk;
using sanad::mobile::XmlElement;

constexpr std::int64_t flag_system = 1, flag_debuggable = 2;

template <class Number>
std::optional<Number> number_of(std::string_view text, int base = 10) {
    Number number = 0;
    const auto* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number, base);
    if (error != std::errc{} || rest != end || text.empty()) return std::nullopt;
    return number;
}

std::string_view next_word(std::string_view& line, char separator) {
    const std::string_view word = line.substr(0, line.find(separator));
    line.remove_prefix(std::min(line.size(), word.size() + 1));
    return word;
}

class AndroidSystem {
public:
    static constexpr std::string_view name = "mobile.android_system", version = "1.0.0";
    static constexpr std::string_view summary = "Android: installed applications and properties of the system";
    static constexpr std::array wants{name_glob("packages.xml"), name_glob("packages.list"), name_glob("build.prop"),
                                      name_glob("getprop*.txt")};
    static constexpr std::array emits{text("app.installed"), text("device.described")};

    Verdict examine(const File& file, const Sink& sink) const {
        const auto raw = file.read_all();
        const std::string_view bytes{reinterpret_cast<const char*>(raw.data()), raw.size()};
        if (const auto document = sanad::mobile::read_xml(bytes)) return packages(*document, file, sink);
        if (file.name().ends_with(".list")) return listed(bytes, sink);
        return properties(bytes, file, sink);
    }

private:
    static Verdict packages(const sanad::mobile::XmlDocument& document, const File& file, const Sink& sink) {
        const auto& elements = document.root.children;
        if (elements.empty() || elements[0].name != "packages") return Verdict::not_mine;
        for (const XmlElement& each : elements[0].children) {
            if (each.name == "package" || each.name == "updated-package") package(each, sink);
        }
        if (document.problem.empty()) return Verdict::examined;
        sink.warn(file.whole(), "the XML is damaged: " + document.problem);
        return Verdict::damaged;
    }

    static void package(const XmlElement& element, const Sink& sink) {
        Artifact app{"app.installed", {element.begin, element.end - element.begin}};
        constexpr std::pair<const char*, const char*> texts[] = {
            {"name", "app"}, {"codePath", "path"}, {"installer", "installer"}};
        for (const auto& [from, to] : texts) {
            const std::string* value = element.attribute(from);
            if (value != nullptr && !value->empty()) app.text(to, *value);
        }
        const auto number = [&](const char* from, int base = 10) {
            const std::string* value = element.attribute(from);
            return value == nullptr ? std::nullopt : number_of<std::int64_t>(*value, base);
        };
        if (const auto code = number("version")) app.integer("version_code", *code);
        for (const char* from : {"userId", "sharedUserId"}) {
            const auto user = number(from);
            if (user && !app.has("user_id")) app.integer("user_id", *user);
        }
        constexpr std::pair<const char*, const char*> times[] = {{"it", "installed_at"}, {"ut", "updated_at"}};
        for (const auto& [from, to] : times) {
            const auto ms = number(from, 16);
            if (ms && *ms > 0 && *ms < INT64_MAX / 1'000'000) app.time(to, Time{*ms * 1'000'000});
        }
        const auto flags = number("publicFlags") ? number("publicFlags") : number("flags");
        if (flags && (*flags & flag_system) != 0) app.integer("system", 1);
        if (flags && (*flags & flag_debuggable) != 0) app.integer("debuggable", 1);
        for (const XmlElement& part : element.children) {
            if (part.name != "perms") continue;
            for (const XmlElement& permission : part.children) {
                const std::string* called = permission.attribute("name");
                const std::string* granted = permission.attribute("granted");
                if (called != nullptr && (granted == nullptr || *granted == "true")) app.text("permissions", *called);
            }
        }
        if (app.has("app")) sink.emit(app);
    }

    /// name, user, debuggable, data, seinfo, groups …
    static Verdict listed(std::string_view bytes, const Sink& sink) {
        bool any = false;
        for (std::size_t at = 0; at < bytes.size();) {
            std::string_view line = bytes.substr(at, bytes.find('\n', at) - at);
            const Range place{at, line.size()};
            at += line.size() + 1;
            const std::string_view called = next_word(line, ' ');
            const auto user = number_of<std::int64_t>(next_word(line, ' '));
            const auto debuggable = number_of<std::int64_t>(next_word(line, ' '));
            const std::string_view data = next_word(line, ' ');
            if (called.empty() || !user || !debuggable || !data.starts_with('/')) {
                if (place.length == 0) continue;
                if (!any) return Verdict::not_mine;
                sink.warn(place, "a line that names no package");
                return Verdict::damaged;
            }
            any = true;
            Artifact app{"app.installed", place};
            app.text("app", utf8(called)).integer("user_id", *user).text("data_path", utf8(data));
            if (*debuggable == 1) app.integer("debuggable", 1);
            sink.emit(app);
        }
        return any ? Verdict::examined : Verdict::not_mine;
    }

    /// key=value, or as getprop prints it, [key]: [value].
    static Verdict properties(std::string_view bytes, const File& file, const Sink& sink) {
        std::map<std::string_view, std::string_view> found;
        while (!bytes.empty()) {
            std::string_view line = next_word(bytes, '\n');
            while (!line.empty() && line.back() == '\r') line.remove_suffix(1);
            if (line.starts_with('[') && line.ends_with(']')) {
                const auto middle = line.find("]: [");
                if (middle == std::string_view::npos) continue;
                found.emplace(line.substr(1, middle - 1), line.substr(middle + 4, line.size() - middle - 5));
            } else if (!line.starts_with('#') && line.find('=') != std::string_view::npos) {
                const std::string_view key = next_word(line, '=');
                found.emplace(key, line);
            }
        }
        constexpr std::pair<std::string_view, const char*> wanted[] = {
            {"ro.product.model", "model"},        {"ro.product.system.model", "model"},
            {"ro.product.manufacturer", "maker"}, {"ro.product.system.manufacturer", "maker"},
            {"ro.product.device", "name"},        {"ro.build.version.release", "version"},
            {"ro.build.display.id", "build"},     {"ro.build.version.security_patch", "security_patch"},
            {"ro.serialno", "serial_number"},     {"ro.boot.serialno", "serial_number"},
            {"persist.sys.locale", "language"},   {"ro.product.locale", "language"},
            {"persist.sys.timezone", "time_zone"}};
        Artifact device{"device.described", file.whole()};
        for (const auto& [key, attribute] : wanted) {
            const auto value = found.find(key);
            if (value != found.end() && !value->second.empty() && !device.has(attribute)) {
                device.text(attribute, utf8(value->second));
            }
        }
        if (device.empty()) return Verdict::not_mine;
        device.text("system", "Android");
        sink.emit(device);
        return Verdict::examined;
    }
};

}  // namespace

SANAD_MODULE(AndroidSystem)
