// Files of rules and of settings, as they are handed to a module: rules are UTF-8 and reach it as they are written, and
// whatever stands in them the run's record is JSON.
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/base/text.hpp"
#include "core/base/unicode.hpp"
#include "core/cli/module_settings.hpp"
#include "core/custody/loose_json.hpp"

using namespace sanad;

namespace {

void expect(bool holds) {
    if (!holds) __builtin_trap();
}

void look_at(const std::string& path, std::string_view written) {
    ModuleSettings settings;
    settings.file = path;
    const auto as_they_are = settings.handed_to("windows.prefetch");
    expect(as_they_are && as_they_are->settings == written && read_loose_json(as_they_are->record));

    settings.yara = {path, path};
    const auto rules = settings.handed_to(yara_module);
    expect(rules.has_value() == is_utf8(written));
    if (!rules) return;
    expect(read_loose_json(rules->record).has_value());
    const auto handed = read_loose_json(rules->settings);
    expect(handed.has_value());
    const JsonValue::Array* each = handed->array("rules");
    expect(each != nullptr && each->size() == 2);
    // The reader of this test brings texts to Normalization Form C.
    for (const JsonValue& rule : *each) expect(rule.text_or_empty("text") == nfc(written));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const int file = ::memfd_create("settings", MFD_CLOEXEC);
    if (::write(file, data, size) == static_cast<ssize_t>(size)) {
        look_at(fmt::format("/proc/self/fd/{}", file), text_of({data, size}));
    }
    ::close(file);
    return 0;
}
