#pragma once
#include <optional>

#include "core/model/identifier.hpp"

namespace sanad {

/// Of a host in lower case that ends in .onion. Version 3 (rend-spec-v3, "Encoding onion addresses"): 56 characters of
/// base32 with a checksum; version 2: 16 characters, no check. Nothing for other lengths.
std::optional<IdentifierVerdict> check_onion(std::string_view host);

}  // namespace sanad
