#pragma once
// Property lists, binary and XML, as JSON values: what Safari writes of them. A date is {"date": seconds since 2001};
// data and what is no JSON are null.
#include "plugins/web/json_file.hpp"

namespace sanad::web {

/// Discarded when it is none, or damaged.
json property_list(sdk::Bytes bytes);

/// Of a date, or of a text of seconds since 2001.
std::optional<sdk::Time> plist_time(const json& value);

}  // namespace sanad::web
