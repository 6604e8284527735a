#include "core/custody/roles.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace sanad {
namespace {

constexpr std::array<std::string_view, 13> names = {
    "investigating_officer", "first_responder", "custodian", "examiner",      "reviewer", "lab_manager", "prosecutor",
    "court_expert",          "registrar",       "auditor",   "administrator", "service",  "unattested"};

// One row for each role, one letter for each column from `register` to `case`: y yes, f in the field, 2 two persons, a
// the bundle for an audit.
constexpr std::array<std::string_view, 13> table = {
    // rcaafredktc
    "yyfy-----yy",  // investigating_officer
    "yyf--------",  // first_responder
    "yy-----2---",  // custodian
    "-yyyyyy--y-",  // examiner
    "---y-y---y-",  // reviewer
    "-y---y22--y",  // lab_manager
    "------y----",  // prosecutor
    "-----------",  // court_expert
    "--------2--",  // registrar
    "------a----",  // auditor
    "-----------",  // administrator
    "--yy-------",  // service
    "yyyyy-y--yy",  // unattested
};

}  // namespace

std::string_view name_of(Role role) {
    return names[static_cast<std::size_t>(role)];
}

std::optional<Role> role_of(std::string_view name) {
    const auto* found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<Role>(found - names.begin());
}

Permission permission(Role role, RoleColumn column) {
    if (column == RoleColumn::any) {
        const bool none = role == Role::administrator || role == Role::court_expert;
        return none ? Permission::denied : Permission::allowed;
    }
    // The columns after `any` stand in the order of the table.
    switch (table[static_cast<std::size_t>(role)][static_cast<std::size_t>(column) - 1]) {
        case 'y':
            return Permission::allowed;
        case 'f':
            return Permission::in_the_field;
        case '2':
            return Permission::two_persons;
        case 'a':
            return Permission::audit_pack;
        default:
            return Permission::denied;
    }
}

std::string roles_that_may(RoleColumn column) {
    std::vector<std::string_view> may;
    for (std::size_t i = 0; i < static_cast<std::size_t>(Role::unattested); ++i) {
        const Permission allows = permission(static_cast<Role>(i), column);
        if (allows != Permission::denied && allows != Permission::audit_pack) may.push_back(names[i]);
    }
    std::string text;
    for (std::size_t i = 0; i < may.size(); ++i) {
        text += i == 0 ? "" : i + 1 == may.size() ? " or " : ", ";
        text += may[i];
    }
    return text;
}

bool is_field_method(std::string_view method) {
    return method == "live" || method == "memory" || method == "logical" || method == "photo_of_screen";
}

void GrantedRole::grant(std::span<const std::string> items, std::string_view until) {
    if (items.empty()) {
        all_until_ = std::max(all_until_, std::string{until});
        excepted_.clear();
        return;
    }
    for (const std::string& item : items) {
        std::string& known = until_[item];
        known = std::max(known, std::string{until});
    }
}

void GrantedRole::revoke(std::span<const std::string> items) {
    if (items.empty()) {
        *this = {};
        return;
    }
    for (const std::string& item : items) {
        until_.erase(item);
        if (!all_until_.empty()) excepted_.insert(item);
    }
}

bool GrantedRole::covers(std::string_view item, std::string_view at) const {
    if (const auto found = until_.find(item); found != until_.end() && found->second >= at) return true;
    return !all_until_.empty() && all_until_ >= at && !excepted_.contains(item);
}

}  // namespace sanad
