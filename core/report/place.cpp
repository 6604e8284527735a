#include "core/report/place.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/artifact/catalog.hpp"

namespace sanad {

std::optional<Place> place_of(const Artifact& artifact) {
    std::optional<double> latitude, longitude;
    Place place;
    for (const Attribute& attribute : artifact.attributes) {
        if (const auto* time = std::get_if<Timestamp>(&attribute.value)) {
            if (!place.at) place.at = *time;
        } else if (const auto* real = std::get_if<double>(&attribute.value)) {
            if (attribute.name == "latitude") latitude = *real;
            if (attribute.name == "longitude") longitude = *real;
        }
    }
    if (!latitude || !longitude || !(std::abs(*latitude) <= 90) || !(std::abs(*longitude) <= 180)) return std::nullopt;
    place.latitude = *latitude;
    place.longitude = *longitude;
    return place;
}

bool may_have_place(std::string_view type) {
    const ArtifactType* known = artifact_type(type);
    return known == nullptr ||
           (attribute_type(*known, "latitude") != nullptr && attribute_type(*known, "longitude") != nullptr);
}

std::string degrees_text(double degrees) {
    std::string text = fmt::format("{:.9f}", degrees);  // a tenth of a millimetre
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text += '0';
    return text == "-0.0" ? "0.0" : text;
}

}  // namespace sanad
