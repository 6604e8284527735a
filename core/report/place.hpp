#pragma once
// Where a finding says that it happened.
#include <optional>
#include <string>
#include <string_view>

#include "core/artifact/artifact.hpp"

namespace sanad {

struct Place {
    double latitude = 0, longitude = 0;  ///< degrees north, degrees east
    std::optional<Timestamp> at;         ///< the first time that the finding has
};

/// Nothing without both, or when they are nowhere on the globe.
std::optional<Place> place_of(const Artifact& artifact);
/// False when no finding of the type can have one.
bool may_have_place(std::string_view type);
/// Never in powers of ten: KML and xsd:decimal take plain digits only.
std::string degrees_text(double degrees);

}  // namespace sanad
