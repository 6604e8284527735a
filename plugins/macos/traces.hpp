#pragma once
// What a property list tells when it is one that macOS or iOS keeps for a purpose: recognised by the keys it has, for a
// file may have been renamed on its way. Each returns whether it was.
#include <string_view>

#include "plugins/macos/plist.hpp"

namespace sanad::macos {

struct Source {
    std::string_view file_name;
    sdk::Range whole;
};

bool launch_items(const Plist& root, const Source& source, const sdk::Sink& sink);
bool software_update(const Plist& root, const Source& source, const sdk::Sink& sink);
bool install_history(const Plist& root, const Source& source, const sdk::Sink& sink);
bool spotlight(const Plist& root, const Source& source, const sdk::Sink& sink);
bool bluetooth(const Plist& root, const Source& source, const sdk::Sink& sink);
bool wifi(const Plist& root, const Source& source, const sdk::Sink& sink);
bool apple_accounts(const Plist& root, const Source& source, const sdk::Sink& sink);
bool apple_devices(const Plist& root, const Source& source, const sdk::Sink& sink);
bool local_account(const Plist& root, const Source& source, const sdk::Sink& sink);
bool recent_items(const Plist& root, const Source& source, const sdk::Sink& sink);

// ---- values into attributes
// ------------------------------------------------------------------------------------------

inline void put(sdk::Artifact& artifact, std::string_view name, std::string_view value) {
    if (!value.empty()) artifact.text(name, value);
}
inline void put(sdk::Artifact& artifact, std::string_view name, std::optional<std::int64_t> value) {
    if (value) artifact.integer(name, *value);
}
/// Every text of a list, or the one text.
inline void put_texts(sdk::Artifact& artifact, std::string_view name, const Plist* values) {
    if (values == nullptr) return;
    if (values->is_text()) put(artifact, name, values->text);
    if (!values->is_array()) return;
    for (const Plist& each : values->items) {
        if (each.is_text()) put(artifact, name, each.text);
    }
}
inline void put_yes(sdk::Artifact& artifact, std::string_view name, const Plist* value) {
    if (value != nullptr && value->kind == PlistKind::boolean) artifact.text(name, value->integer != 0 ? "yes" : "no");
}
/// Every text of a dictionary, NAME=value.
inline void put_settings(sdk::Artifact& artifact, std::string_view name, const Plist* values) {
    if (values == nullptr || !values->is_dictionary()) return;
    for (std::size_t i = 0; i < values->items.size(); ++i) {
        if (values->items[i].is_text()) artifact.text(name, values->keys[i] + "=" + values->items[i].text);
    }
}

}  // namespace sanad::macos
