#pragma once
// Parts that events and statements have in common, as they stand in JSON. For this folder's parsers.
#include <string>
#include <string_view>
#include <vector>

#include "core/custody/members.hpp"
#include "core/custody/statement.hpp"

namespace sanad {

inline constexpr std::string_view ledger_time_form = "a time YYYY-MM-DDTHH:MM:SSZ";
inline constexpr std::string_view ledger_origin_form = "sanad-ledger/ and a UUID";

JsonValue wire_texts(const std::vector<std::string>& texts);
/// {"alg","kid","public"}
JsonValue wire_public_key(const PublicKey& key);
Result<PublicKey> public_key_on_wire(const JsonValue& value);
JsonValue wire_commitments(const std::vector<Commitment>& commitments);
/// The optional member `pii`.
Result<std::vector<Commitment>> commitments_on_wire(Members& members);

}  // namespace sanad
