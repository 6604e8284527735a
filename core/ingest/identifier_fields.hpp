#pragma once
// The fields of an identifier on the wire, which two messages have.
#include "core/ingest/wire_fields.hpp"
#include "core/model/identifier.hpp"

namespace sanad {

inline constexpr std::uint64_t furthest_identifier = std::uint64_t{1} << 62;

template <class Codec>
void identifier_fields(Codec& codec, Field<Codec, Identifier>& hit) {
    codec(hit.offset);
    codec(hit.length);
    codec.choice(hit.kind, IdentifierKind::wallet_transaction);
    codec.choice(hit.verdict, IdentifierVerdict::format_only);
    codec.choice(hit.encoding, IdentifierEncoding::utf16be);
    codec(hit.common);
    codec(hit.value);
    codec.require(hit.value.size() <= longest_identifier + 16 && hit.offset < furthest_identifier && hit.length != 0);
}

}  // namespace sanad
