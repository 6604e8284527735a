// Accounts of a Mac: /var/db/dslocal/nodes/Default/users/NAME.plist. Every value is a list of texts or of data.
#include <charconv>
#include <cmath>

#include "plugins/macos/traces.hpp"

namespace sanad::macos {

using sdk::Artifact;
using sdk::Sink;

namespace {

const Plist* first(const Plist& root, std::string_view key) {
    const Plist* values = root.find(key);
    return values != nullptr && values->is_array() && !values->items.empty() ? &values->items[0] : nullptr;
}

std::string_view first_text(const Plist& root, std::string_view key) {
    const Plist* value = first(root, key);
    return value != nullptr && value->is_text() ? std::string_view{value->text} : std::string_view{};
}

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return {};
    return value;
}

/// A property list within a value of a property list.
std::optional<Plist> inner(const Plist* value, const Sink& sink) {
    if (value == nullptr || !value->is_data()) return {};
    try {
        return read_plist(value->data());
    } catch (const BadPlist& error) {
        sink.warn(value->place, std::string{"the property list within cannot be read: "} + error.what());
        return {};
    }
}

/// passwordpolicyoptions has dates, accountPolicyData seconds since 1970.
std::optional<Time> time_in(const Plist& policy, std::string_view key) {
    const Plist* value = policy.find(key);
    if (value == nullptr) return {};
    if (value->kind == PlistKind::date) return time_since_2001(value->real);
    const double seconds = value->kind == PlistKind::real ? value->real : static_cast<double>(value->integer);
    if (!std::isfinite(seconds) || seconds <= 0 || seconds > 9e9) return {};
    return Time{std::llround(seconds * 1e6) * 1000};
}

void put_policy(Artifact& account, const Plist& policy) {
    if (!account.has("password_set_at")) account.time("password_set_at", time_in(policy, "passwordLastSetTime"));
    if (!account.has("last_login_at")) account.time("last_login_at", time_in(policy, "lastLoginTimestamp"));
    if (!account.has("last_login_attempt_at")) {
        account.time("last_login_attempt_at", time_in(policy, "failedLoginTimestamp"));
    }
    if (!account.has("failed_logins")) put(account, "failed_logins", policy.integer_of("failedLoginCount"));
}

}  // namespace

bool local_account(const Plist& root, const Source& source, const Sink& sink) {
    if (first_text(root, "name").empty() || first_text(root, "uid").empty() || first(root, "generateduid") == nullptr) {
        return false;
    }
    Artifact account{"account.defined", source.whole};
    put(account, "name", first_text(root, "name"));
    put(account, "user_id", number(first_text(root, "uid")));
    put(account, "group_id", number(first_text(root, "gid")));
    put(account, "full_name", first_text(root, "realname"));
    put(account, "home", first_text(root, "home"));
    put(account, "shell", first_text(root, "shell"));
    put(account, "unique_id", first_text(root, "generateduid"));
    put(account, "picture", first_text(root, "picture"));
    put(account, "password_hint", first_text(root, "hint"));
    // The hash is not shown: only that there is one, and how it was made.
    if (const auto shadow = inner(first(root, "ShadowHashData"), sink); shadow && !shadow->keys.empty()) {
        account.text("password", "set").text("password_algorithm", shadow->keys[0]);
    } else if (first_text(root, "passwd") == "*") {
        account.text("password", "none");
    }
    for (const std::string_view key : {"passwordpolicyoptions", "accountPolicyData"}) {
        if (const auto policy = inner(first(root, key), sink)) put_policy(account, *policy);
    }
    if (const auto linked = inner(first(root, "LinkedIdentity"), sink)) {
        const Plist* identities = linked->find("appleid.apple.com");
        const Plist* list = identities != nullptr ? identities->find("linked identities") : nullptr;
        if (list != nullptr && list->is_array()) {
            for (const Plist& each : list->items) put(account, "apple_ids", each.text_of("full name"));
        }
    }
    sink.emit(account);
    return true;
}

}  // namespace sanad::macos
