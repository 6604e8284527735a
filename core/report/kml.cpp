#include "core/report/kml.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/artifact/catalog.hpp"
#include "core/base/text.hpp"
#include "core/report/artifact_rows.hpp"
#include "core/report/place.hpp"
#include "core/report/xml_text.hpp"

namespace sanad {
namespace {

std::string placemark(const ArtifactRow& row, const Place& place) {
    const ArtifactType* type = artifact_type(row.artifact.type);
    std::string text = fmt::format("<Placemark id=\"artifact-{}\"><name>{}: {}</name>", row.id,
                                   xml_text(type != nullptr ? type->label : row.artifact.type),
                                   xml_text(shown(row.source_path.substr(row.source_path.rfind('/') + 1))));
    if (place.at) text += fmt::format("<TimeStamp><when>{}</when></TimeStamp>", iso8601(*place.at));
    text += "<ExtendedData>";
    const auto data = [&](std::string_view name, std::string_view value) {
        if (value.empty()) return;
        text += fmt::format("<Data name=\"{}\"><value>{}</value></Data>", xml_text(name), xml_text(shown(value)));
    };
    data("exhibit", row.exhibit_number);
    data("path", row.source_path);
    data("type", row.artifact.type);
    data("source bytes",
         fmt::format("{} to {}", row.artifact.source.offset, row.artifact.source.offset + row.artifact.source.length));
    data("module", row.module + " " + row.version);
    for (const Attribute& attribute : row.artifact.attributes) data(attribute.name, value_text(attribute.value));
    // KML: longitude first; heights are above the ellipsoid or the sea, as the source had them, so they are not used to
    // place the point.
    text += fmt::format("</ExtendedData><Point><coordinates>{},{}</coordinates></Point></Placemark>\n",
                        degrees_text(place.longitude), degrees_text(place.latitude));
    return text;
}

}  // namespace

Result<std::uint64_t> write_kml(ExportSource& source, ExportFile& out) {
    out.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document>\n");
    out.write(fmt::format("<name>{}</name>\n", xml_text(shown(source.facts().name))));
    std::uint64_t placed = 0;
    for (const std::string& type : TRY(source.artifact_types())) {
        if (!may_have_place(type)) continue;
        TRY(source.each_artifact(type, [&](const ArtifactRow& row) {
            const auto place = place_of(row.artifact);
            if (!place) return true;
            ++placed;
            source.count_artifact(row);
            return out.write(placemark(row, *place));
        }));
    }
    out.write("</Document></kml>\n");
    return placed;
}

}  // namespace sanad
