#pragma once
// Who may do which kind of act: the table of LEDGER.md section 7, and the roles a ledger grants beside those of
// enrolments.
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "core/custody/event_types.hpp"

namespace sanad {

enum class Role : std::uint8_t {
    investigating_officer,
    first_responder,
    custodian,
    examiner,
    reviewer,
    lab_manager,
    prosecutor,
    court_expert,
    registrar,
    auditor,
    administrator,
    service,
    unattested,
};
std::string_view name_of(Role role);
std::optional<Role> role_of(std::string_view name);

enum class Permission : std::uint8_t {
    denied,
    allowed,
    in_the_field,  ///< only with a method of the field
    two_persons,
    audit_pack,  ///< alone, and only the bundle for an audit, in which every person stays masked
};
Permission permission(Role role, RoleColumn column);
/// "investigating_officer, examiner or service": whoever may do it in some way, without those whom nobody attested.
std::string roles_that_may(RoleColumn column);
/// True for the methods by which an officer acquires where the device is found.
bool is_field_method(std::string_view method);

/// The `profile` of an export.bundle that opens no personal data.
inline constexpr std::string_view masked_profile = "no personal data";

/// One role of one person in a ledger: for all items or some, until a time.
class GrantedRole {
public:
    /// `items` empty: all. A later grant never shortens an earlier one: that is what a revocation is for.
    void grant(std::span<const std::string> items, std::string_view until);
    void revoke(std::span<const std::string> items);
    /// `item` empty: an act upon no item, for which only a grant for all items will do.
    bool covers(std::string_view item, std::string_view at) const;

private:
    std::string all_until_;  ///< "": not for all
    std::map<std::string, std::string, std::less<>> until_;
    std::set<std::string, std::less<>> excepted_;  ///< revoked since the grant for all
};

}  // namespace sanad
